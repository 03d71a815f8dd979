"""A measurement in plain Dutch: a page for a data management plan, and lines for the screen.

The page holds no name, no text and no file name (which often is a name): transcripts are numbered as they sort.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive import __version__
from archive.ingest.evaluate import GROUPS, Score, share
from archive.ingest.evaluating import OURS, SPEAKERS, Evaluation, Run
from archive.model import DIRECT, FLAGGED, LABELS, QUASI

_HEAD = ("direct", "personen", "indirect", "precisie")
_FIGURES = ("direct", "persons", "quasi", "precision")
_ENOUGH = 0.9

_HOW = """\
Mensen hebben van tevoren in elk transcript gemarkeerd wat naar iemand wijst. Het programma las dezelfde transcripten zonder die
markeringen. Daarna zijn de twee naast elkaar gelegd, zoals in de Text Anonymization Benchmark (Pilán e.a., 2022).

- **Direct**: het deel van de vermeldingen die op zichzelf iemand aanwijzen (naam, straat, telefoonnummer, BSN en zo meer) dat
  helemaal is afgedekt. Een half afgedekte naam telt als gemist.
- **Personen**: het deel van de mensen van wie elke vermelding is afgedekt. Eén gemiste vermelding en de persoon telt als gemist.
- **Indirect**: hetzelfde als bij direct, maar voor plaats, organisatie, datum en leeftijd.
- **Precisie**: het deel van de afgedekte woorden dat ook volgens de mensen afgedekt moest worden. De rest is onnodig afgedekt.

Sprekerslabels (zoals een naam aan het begin van elke beurt) zijn makkelijk te vinden en komen vaak terug. Daarom staat elk cijfer
er ook zonder: dan tellen vermeldingen in een label niet mee, en wat daar is afgedekt ook niet.
"""

_REVIEW = """\
- Geen transcript is klaar na deze stap. Wie naleest, leest **de hele tekst**, niet alleen wat is gemarkeerd.
- Let het meest op de soorten die hierboven bij "vaak gemist" staan.
- Bijzondere details (een zeldzaam beroep, een voorval dat in de krant stond) herkent een programma nauwelijks. Vraag u bij elke alinea af:
  weet een buurvrouw nu over wie dit gaat?
- Zoek elke naam die u zelf vindt in het hele transcript op, ook verkeerd gespeld. Geef de namen van de sprekers op bij het inlezen.
- Laat een tweede persoon lezen voordat een tekst wordt vrijgegeven.
"""

_LIMITS = """\
- De cijfers gelden voor deze transcripten. Op andere verhalen, andere namen of een andere manier van uitschrijven kunnen ze lager zijn.
- Een cijfer telt alleen als maatstaf wanneer het programma niet op deze transcripten is bijgesteld. Noteer dat bij elke verzameling.
- Bij kleine aantallen zegt een percentage weinig: kijk naar de aantallen ernaast.
- De markeringen zijn mensenwerk; ook mensen missen iets.
"""


def report(result: Evaluation) -> str:
    """Return the measurement as Markdown, in Dutch, without names, texts or file names."""
    first = result.runs[0]
    settings = result.settings.detect
    parts = [
        "# Hoe goed vindt het programma wat naar iemand wijst?",
        f"Gemeten op {result.day} met {OURS} {__version__}. Taalmodel: {settings.model or 'geen'}. "
        f"Vondsten tellen vanaf een zekerheid van {_decimal(settings.min_score)}. Dit verslag bevat geen namen en geen tekst uit de transcripten.",
        "## In het kort",
        _short(first.total()),
        "## Waarop is gemeten",
        _table(
            ("verzameling", "bestanden", "woorden", "vermeldingen", "personen", "sha-256 van de markeringen"),
            ((s.name, len(s.cases), s.words, s.mentions, s.persons, f"`{s.gold_sha256}`") for s in result.sets),
        ),
        "De controlesom is die van alle bestanden in `gold/` achter elkaar (`cat gold/*.json | sha256sum`). Vermeldingen zijn direct en "
        "indirect samen; personen zijn per transcript geteld.",
        "## Hoe is gemeten",
        _HOW + _speakers(result),
        "## Uitkomst",
        _table(("", *_HEAD), _outcome(result)),
        *(_speed(result) if len(result.runs) > 1 else ()),
        "## Per soort",
        "Gevonden telt elke afdekking, ook als die van een andere soort was; de kolom daarnaast alleen een afdekking van de goede soort.",
        _kinds(first.total()),
        "## Per bestand",
        "Genummerd op volgorde van bestandsnaam. Volledig automatisch, met sprekerslabels.",
        _table(
            ("verzameling", "bestand", "woorden", *_HEAD),
            ((r.set_name, r.case.number, r.case.words, *_cells(r.with_labels)) for r in first.files),
        ),
        "## Wat niet vanzelf wordt gevonden",
        _unfound(first),
        "## Wat dat betekent voor wie naleest",
        _per_thousand(result) + "\n\n" + _REVIEW,
        "## Wat deze cijfers niet zeggen",
        _LIMITS,
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def lines(result: Evaluation, *, misses: bool = False) -> Iterator[str]:
    """Yield the measurement for a terminal: every run, the files and kinds of the first; misses in context if asked."""
    first = result.runs[0]
    for file in first.files:
        yield _line(f"{file.set_name}/{file.case.file}", file.with_labels)
    for one in result.sets:
        yield _line(f"samen: {one.name}", first.total(set_name=one.name))
    for run in result.runs:
        for labels in (True, False):
            yield _line(_title(run, labels), run.total(labels=labels))
        yield f"{'':46}{_number(run.words_per_second)} woorden per seconde"
    whole = first.total()
    for kind, row in sorted(whole.kinds.items()):
        yield f"  {kind:18}{row.covered:4} van {row.all:4}, van de goede soort {row.as_kind:4}"
    for what, found in (("gemist", whole.missed), ("onterecht", whole.wrong)) if misses else ():
        for name, kind, context in found:
            yield f"{what} {name[:14]} {kind}: {context}"


def _line(name: str, found: Score) -> str:
    figures = found.summary()
    return f"{name:46}" + "  ".join(
        f"{key} {'  –  ' if (value := figures[key]) is None else format(value, '.3f')}" for key in _FIGURES
    )


def _title(run: Run, labels: bool) -> str:
    given = ", namen van de sprekers gegeven" if run.condition == SPEAKERS else ""
    return f"{run.tool}{given}, {'met' if labels else 'zonder'} labels"


def _outcome(result: Evaluation) -> Iterator[tuple[object, ...]]:
    for run in result.runs:
        for labels in (True, False):
            yield (f"**{_title(run, labels)}**", *_cells(run.total(labels=labels)))
            if len(result.sets) > 1:
                for one in result.sets:
                    yield (f"waarvan {one.name}", *_cells(run.total(labels=labels, set_name=one.name)))


def _cells(found: Score) -> list[str]:
    pairs = (
        found.count(DIRECT),
        (found.persons_covered, found.persons),
        found.count(QUASI),
        (found.rightly, found.masked),
    )
    return [f"{_percent(*pair)} ({_number(pair[0])}/{_number(pair[1])})" for pair in pairs]


def _short(found: Score) -> str:
    return (
        f"Zonder hulp van een mens dekte het programma {_percent(*found.count(DIRECT))} van de directe vermeldingen helemaal af, en "
        f"{_percent(*found.count(QUASI))} van de indirecte. Van {_percent(found.persons_covered, found.persons)} van de personen bleef geen "
        f"enkele vermelding staan. Van de afgedekte woorden was {_percent(found.rightly, found.masked)} terecht. "
        "Wat overblijft, moet een mens vinden: niets wordt vrijgegeven voordat iemand het heeft gelezen."
    )


def _speakers(result: Evaluation) -> str:
    if not any(run.condition == SPEAKERS for run in result.runs):
        return ""
    sources = result.cast_sources()
    return (
        "\n**Namen van de sprekers gegeven** is een andere meting, die u niet met de automatische mag verwisselen: het programma kreeg vooraf de "
        f"namen van de sprekers. Die kwamen bij {sources['labels']} transcripten uit de sprekerslabels (een label van voorletters is vervangen door de "
        f"volledige naam); bij {sources['mentions']} transcripten zonder namen in labels waren het de twee meest genoemde personen.\n"
    )


def _speed(result: Evaluation) -> Iterator[str]:
    yield (
        "Snelheid in deze meting, op dezelfde tekst en dezelfde machine (rekentijd van één proces, zonder opstarten): "
        + "; ".join(
            f"{_title(run, True)[:-11]} {_number(run.words_per_second)} woorden per seconde" for run in result.runs
        )
        + "."
    )
    if any(run.tool != OURS for run in result.runs):
        yield (
            "Deduce is gemaakt voor medische dossiers en is gemeten zoals het wordt geleverd. Presidio is gemeten met zijn eigen herkenners voor het "
            "Nederlands, zonder taalmodel, en zonder die voor e-mail- en webadressen, omdat die het internet opgaan. Een afdekking telt bij "
            "elk programma even zwaar, welke soort het er ook aan gaf."
        )


def _kinds(found: Score) -> str:
    rows = (
        (
            kind.lower() if kind not in LABELS else LABELS[kind],
            group,
            row.all,
            f"{row.covered} ({_percent(row.covered, row.all)})",
            row.as_kind,
        )
        for group, kinds in (("direct", DIRECT), ("indirect", QUASI), ("aan te wijzen", FLAGGED))
        for kind in sorted(kinds, key=LABELS.__getitem__)
        if (row := found.kinds.get(kind)) and row.all
    )
    return _table(("soort", "groep", "vermeldingen", "gevonden", "van de goede soort"), rows)


def _unfound(run: Run) -> str:
    found = run.total()
    low = sorted(
        (row.covered / row.all, kind, row)
        for kind, row in ((kind, found.kinds[kind]) for kind in DIRECT | QUASI if kind in found.kinds)
        if row.all and row.covered / row.all < _ENOUGH
    )
    often = [f"- {LABELS[kind]}: {row.all - row.covered} van {row.all} gemist" for _, kind, row in low]
    flagged, flagged_all = found.count(GROUPS["flagged"])
    people = found.persons - found.persons_covered
    return (
        (
            f"Vaak gemist (minder dan {_ENOUGH:.0%} gevonden):\n\n".replace("%", " procent") + "\n".join(often) + "\n\n"
            if often
            else ""
        )
        + f"Van {people} van de {found.persons} personen bleef ten minste één vermelding staan. Beroepen, gezondheid en bijzondere details worden "
        f"aangewezen voor zover een programma dat kan: {flagged} van {flagged_all}. De rest daarvan vindt alleen een lezer."
    )


def _per_thousand(result: Evaluation) -> str:
    found, words = result.runs[0].total(), sum(one.words for one in result.sets)
    per = lambda count: _decimal(round(1000 * count / max(words, 1), 1))  # noqa: E731  # three uses in one sentence
    (direct, direct_all), (quasi, quasi_all) = found.count(DIRECT), found.count(QUASI)
    return (
        f"In deze transcripten bleven per duizend woorden gemiddeld {per(direct_all - direct)} directe en {per(quasi_all - quasi)} indirecte "
        f"vermeldingen staan, en waren {per(found.masked - found.rightly)} woorden onnodig afgedekt."
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = tuple(head)
    body = (tuple(_number(cell) if isinstance(cell, int) else str(cell) for cell in row) for row in rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *body))


def _percent(part: int, whole: int) -> str:
    value = share(part, whole)
    return "–" if value is None else f"{100 * value:.1f}%".replace(".", ",")


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _decimal(value: float) -> str:
    return f"{value:g}".replace(".", ",")
