"""A measurement as a page in plain Dutch, for a data management plan: report.txt, filled in.

The page holds no name, no text and no file name (which often is a name): transcripts are numbered as they sort.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files
from string import Template

from archive import __version__
from archive.evaluation.runs import OURS, SPEAKERS, Evaluation, Run
from archive.evaluation.scores import Score, share
from archive.model import DIRECT, FLAGGED, LABELS, QUASI

_HEAD = ("direct", "personen", "indirect", "precisie")
_OFTEN = 0.9  # a kind of which less than this is found is named as often missed
_SPEAKERS = """
**Namen van de sprekers gegeven** is een andere meting, die u niet met de automatische mag verwisselen: het programma
kreeg de namen van de sprekers vooraf. Bij {labels} transcripten kwamen die uit de sprekerslabels (voor een label van
voorletters de volledige naam). Bij {mentions} transcripten zonder namen in de labels waren het de twee personen die het
meest genoemd worden.
"""
_PEERS = """
Deduce is gemaakt voor medische dossiers en is gemeten zoals het wordt geleverd. Presidio is gemeten met zijn eigen
herkenners voor het Nederlands, zonder taalmodel, en zonder die voor e-mail- en webadressen: die gaan het internet op.
Elk programma las dezelfde tekst, en een afdekking telt bij elk even zwaar, welke soort het er ook aan gaf.

{speeds}

Rekentijd van één proces, zonder opstarten, tijdens deze meting. Nauwkeuriger meet `make bench`.
"""


def report(result: Evaluation) -> str:
    """Return the measurement as Markdown, in Dutch, without names, texts or file names."""
    first, settings = result.runs[0], result.settings.detect
    found = first.total()
    rows = ((s.name, len(s.cases), s.words, s.mentions, s.persons, f"`{s.gold_sha256}`") for s in result.sets)
    each = ((r.set_name, r.case.number, r.case.words, *_cells(r.with_labels)) for r in first.files)
    return Template(files("archive.evaluation").joinpath("report.txt").read_text("utf-8")).substitute(
        day=result.day,
        program=f"{OURS} {__version__}",
        model=settings.model or "geen",
        min_score=decimal(settings.min_score),
        direct=percent(*found.count(DIRECT)),
        quasi=percent(*found.count(QUASI)),
        persons=percent(found.persons_covered, found.persons),
        precision=percent(found.rightly, found.masked),
        sets=table(("verzameling", "bestanden", "woorden", "vermeldingen", "personen", "sha-256"), rows),
        speakers=_SPEAKERS.format(**result.cast_sources()) if _has(result, SPEAKERS) else "",
        outcome=table(("", *_HEAD), _outcome(result)),
        peers=_PEERS.format(speeds=_speeds(result)) if any(run.tool != OURS for run in result.runs) else "",
        kinds=_kinds(found),
        files=table(("verzameling", "bestand", "woorden", *_HEAD), each),
        unfound=_unfound(found),
        left=_left(found, sum(one.words for one in result.sets)),
    )


def title(run: Run, *, labels: bool) -> str:
    """Return what a run is called."""
    given = ", namen van de sprekers gegeven" if run.condition == SPEAKERS else ""
    return f"{run.tool}{given}, {'met' if labels else 'zonder'} labels"


def _has(result: Evaluation, condition: str) -> bool:
    return any(run.condition == condition for run in result.runs)


def _outcome(result: Evaluation) -> Iterator[tuple[object, ...]]:
    for run in result.runs:
        for labels in (True, False):
            yield (f"**{title(run, labels=labels)}**", *_cells(run.total(labels=labels)))
            for one in result.sets if len(result.sets) > 1 else ():
                yield (f"waarvan {one.name}", *_cells(run.total(labels=labels, set_name=one.name)))


def _cells(found: Score) -> list[str]:
    people, tokens = (found.persons_covered, found.persons), (found.rightly, found.masked)
    pairs = (found.count(DIRECT), people, found.count(QUASI), tokens)
    return [f"{percent(part, whole)} ({number(part)}/{number(whole)})" for part, whole in pairs]


def _speeds(result: Evaluation) -> str:
    return table(
        ("programma", "woorden per seconde"),
        ((run.tool, run.words_per_second) for run in result.runs if run.words_per_second),
    )


def _kinds(found: Score) -> str:
    rows = (
        (LABELS[kind], group, row.all, f"{number(row.covered)} ({percent(row.covered, row.all)})", row.as_kind)
        for group, kinds in (("direct", DIRECT), ("indirect", QUASI), ("aan te wijzen", FLAGGED))
        for kind in sorted(kinds, key=LABELS.__getitem__)
        if (row := found.kinds.get(kind)) and row.all
    )
    return table(("soort", "groep", "vermeldingen", "gevonden", "van de goede soort"), rows)


def _unfound(found: Score) -> str:
    rows = [(kind, found.kinds[kind]) for kind in sorted(DIRECT | QUASI) if kind in found.kinds]
    often = sorted((row.covered / row.all, kind) for kind, row in rows if row.all and row.covered < _OFTEN * row.all)
    said = [
        f"- {LABELS[kind]}: {found.kinds[kind].all - found.kinds[kind].covered} van {found.kinds[kind].all} gemist"
        for _, kind in often
    ]
    flagged, flagged_all = found.count(FLAGGED)
    open_persons = found.persons - found.persons_covered
    return "\n".join(
        [
            f"Vaak gemist (minder dan {percent(9, 10)} gevonden):" if said else "Geen soort werd vaak gemist.",
            "",
            *said,
            *([""] if said else []),
            f"Van {open_persons} van de {found.persons} personen bleef ten minste één naam staan.",
            "Zeldzame beroepen, gezondheid en bijzondere details wijst het programma aan voor zover het dat kan:",
            f"{flagged} van {flagged_all}. De rest daarvan vindt alleen een lezer.",
        ]
    )


def _left(found: Score, words: int) -> str:
    direct, quasi, wrong = (
        decimal(round(1000 * count / max(words, 1), 1))
        for count in (
            found.count(DIRECT)[1] - found.count(DIRECT)[0],
            found.count(QUASI)[1] - found.count(QUASI)[0],
            found.masked - found.rightly,
        )
    )
    return (
        f"In deze transcripten bleven per duizend woorden gemiddeld {direct} directe en {quasi} indirecte\n"
        f"vermeldingen staan, en waren {wrong} woorden onnodig afgedekt."
    )


def table(head: tuple[str, ...], rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table; whole numbers get Dutch points."""
    body = (tuple(number(cell) if isinstance(cell, int) else str(cell) for cell in row) for row in rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *body))


def percent(part: int, whole: int) -> str:
    """Return a share as the Dutch write it, or a dash of nothing."""
    value = share(part, whole)
    return "–" if value is None else f"{100 * value:.1f}%".replace(".", ",")


def number(value: int) -> str:
    """Return a whole number as the Dutch write it."""
    return f"{value:,}".replace(",", ".")


def decimal(value: float) -> str:
    """Return a number with a decimal comma."""
    return f"{value:g}".replace(".", ",")
