"""What counts as found, and what a measurement says. Everybody here is invented."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from archive.config import Settings
from archive.errors import ArchiveError, UnreadableFile
from archive.evaluation import peers
from archive.evaluation.goldsets import cast, read_sets
from archive.evaluation.output import as_json
from archive.evaluation.report import report
from archive.evaluation.runs import measure
from archive.evaluation.scores import Gold, Mask, load_gold, score, total
from tests.conftest import Site

LABELLED = """\
Gesprek 1, Zwolle

[[PERSON#1|Hanneke]]: Fijn dat u er bent, mevrouw [[PERSON#2|De Boer]].

[[PERSON#2|Fatima]]: Zeg maar [[PERSON#2|Fatima]]. Ik woon in [[LOCATION_STREET|Kerkstraat 5]], al [[AGE|twaalf jaar]].

[[PERSON#1|Hanneke]]: En uw nummer is [[PHONE|06-12345678]]?

[[PERSON#2|Fatima]]: Ja. De koning, [[PUBLIC|Willem-Alexander]], belt nooit. [[OTHER_UNIQUE|Ik breide ooit een trui voor een paard]].
"""
PLAIN = """\
[[PERSON#1|Fatima de Boer]] kwam met [[PERSON#2|Jan Jansen]]. [[PERSON#1|Fatima]] lachte.
[[PERSON#2|Jan Jansen]] ook. [[PERSON#3|Piet]] bleef thuis.
"""
NAMES = ("Hanneke", "Fatima", "Boer", "Jansen", "Kerkstraat", "Willem", "12345678", "paard", "zus-van-hanneke")


def gold_set(root: Path, name: str, **files: str) -> Path:
    """Write marked texts as a gold set, and return its folder."""
    folder = root / name
    for part in ("transcripts", "gold"):
        (folder / part).mkdir(parents=True)
    for stem, marked in files.items():
        stem, ending = stem.rsplit("_", 1)
        plain, rows = "", []
        for piece in re.split(r"(\[\[.+?\|.+?\]\])", marked, flags=re.S):
            if match := re.fullmatch(r"\[\[(\w+)(#\d+)?\|(.+?)\]\]", piece, re.S):
                kind, number, piece = match[1], match[2], match[3]
                end = len(plain) + len(piece)
                entity = kind + number if number else None
                rows.append({"start": len(plain), "end": end, "type": kind, "entity": entity, "text": piece})
            plain += piece
        (folder / "transcripts" / f"{stem}.{ending}").write_text(plain)
        (folder / "gold" / f"{stem}.json").write_text(json.dumps(rows))
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return gold_set(tmp_path, "proefset", **{"01-zus-van-hanneke_txt": LABELLED, "02_txt": PLAIN})


def mask(raw: str, *parts: tuple[str, str]) -> list[Mask]:
    return [Mask(raw.index(text), raw.index(text) + len(text), frozenset(kind.split())) for text, kind in parts]


def mark(raw: str, *parts: tuple[str, str, str | None]) -> list[Gold]:
    return [Gold(raw.index(text), raw.index(text) + len(text), kind, entity) for text, kind, entity in parts]


def test_a_mention_half_covered_is_not_found():
    raw = "Ik ben Fatima de Boer."
    gold = mark(raw, ("Fatima de Boer", "PERSON", "PERSON#1"))
    half, whole = (score("a", raw, gold, mask(raw, (text, "PERSON"))) for text in ("Fatima", "Fatima de Boer"))
    assert (half.summary()["direct"], half.summary()["persons"]) == (0.0, 0.0)
    assert (whole.summary()["direct"], whole.summary()["persons"]) == (1.0, 1.0)


def test_spaces_and_points_in_a_mention_need_no_mask():
    raw = "Mijn bsn is 1234.56.782 zei hij"
    gold = mark(raw, ("1234.56.782", "BSN", None))
    found = mask(raw, ("1234", "BSN"), ("56", "BSN"), ("782", "BSN"))
    assert score("a", raw, gold, found).summary()["direct"] == 1.0


def test_any_mask_covers_and_the_right_kind_is_counted_apart():
    raw = "Zij werkt bij Bakkerij Mos in Zwolle"
    gold = mark(raw, ("Bakkerij Mos", "ORGANISATION", None), ("Zwolle", "LOCATION_PLACE", None))
    found = mask(raw, ("Bakkerij Mos", "PERSON"), ("Zwolle", "LOCATION_PLACE LOCATION_STREET"))
    kinds = score("a", raw, gold, found).kinds
    assert (kinds["ORGANISATION"].covered, kinds["ORGANISATION"].as_kind) == (1, 0)
    assert (kinds["LOCATION_PLACE"].covered, kinds["LOCATION_PLACE"].as_kind) == (1, 1)


def test_a_person_counts_only_when_every_mention_is_covered():
    raw = "Fatima kwam. Mevrouw De Boer zat."
    gold = mark(raw, ("Fatima", "PERSON", "PERSON#1"), ("De Boer", "PERSON", "PERSON#1"))
    found = score("a", raw, gold, mask(raw, ("Fatima", "PERSON")))
    assert found.summary()["direct"] == 0.5 and found.summary()["persons"] == 0.0


def test_precision_is_per_token_and_a_token_under_two_masks_counts_once():
    raw = "Ik ben Fatima de Boer en ik houd van thee"
    gold = mark(raw, ("Fatima de Boer", "PERSON", "PERSON#1"))
    found = mask(raw, ("Fatima de Boer en", "PERSON"), ("Boer en", "PERSON"))
    counted = score("a", raw, gold, found)
    assert (counted.masked, counted.rightly) == (4, 3)


def test_a_public_figure_may_stay_and_masking_one_costs_precision():
    raw = "Koning Willem-Alexander zwaaide"
    gold = mark(raw, ("Willem-Alexander", "PUBLIC", None))
    left, masked = (score("a", raw, gold, found) for found in ([], mask(raw, ("Willem-Alexander", "PERSON"))))
    assert left.summary()["direct"] is None and left.missed == []
    assert masked.summary()["precision"] == 0.0


def test_labels_are_left_out_on_both_sides():
    raw = "Fatima: Ik ben thuis.\nOnno: Mooi, Fatima."
    gold = [Gold(0, 6, "PERSON", "PERSON#1"), Gold(35, 41, "PERSON", "PERSON#1")]
    found = [Mask(0, 6, frozenset({"PERSON"})), Mask(22, 26, frozenset({"PERSON"}))]
    every, without = (score("a", raw, gold, found, labels) for labels in ((), [(0, 6), (22, 26)]))
    assert (every.count(["PERSON"]), every.masked, every.rightly) == ((1, 2), 2, 1)
    assert (without.count(["PERSON"]), without.masked, without.persons) == ((0, 1), 0, 1)


def test_a_sum_of_scores_counts_everything():
    raw = "Fatima kwam."
    one = score("a", raw, mark(raw, ("Fatima", "PERSON", "PERSON#1")), mask(raw, ("Fatima", "PERSON")))
    both = total([one, one])
    assert (both.count(["PERSON"]), both.persons, both.masked, one.persons) == ((2, 2), 2, 2, 1)


def test_gold_that_does_not_fit_its_transcript_is_refused():
    row = {"start": 0, "end": 6, "type": "PERSON", "entity": "PERSON#1", "text": "Fatima"}
    assert load_gold(json.dumps([row]).encode(), "Fatima kwam") == [Gold(0, 6, "PERSON", "PERSON#1")]
    for wrong in ([row | {"text": "Sandra"}], [row | {"end": 60}], [row | {"type": "NAAM"}], [{}], {"a": 1}, ["x"]):
        with pytest.raises(UnreadableFile):
            load_gold(json.dumps(wrong).encode(), "Fatima kwam")


def test_a_folder_without_gold_or_with_a_transcript_missing_is_refused(tmp_path: Path, small: Path):
    (tmp_path / "leeg").mkdir()
    with pytest.raises(UnreadableFile):
        measure([tmp_path / "leeg"], Settings())
    (small / "transcripts" / "02.txt").unlink()
    with pytest.raises(UnreadableFile, match="bestand 2"):
        measure([small], Settings())


def test_the_cast_is_the_names_in_the_labels_or_else_the_two_who_are_named_most(small: Path):
    labelled, plain = read_sets([small])[0].cases
    assert cast(labelled) == (("Hanneke", "Fatima"), "labels")
    assert cast(plain) == (("Fatima de Boer", "Jan Jansen"), "mentions")


def test_initials_in_a_label_stand_for_the_full_name(tmp_path: Path):
    text = "[[PERSON#1|FB]]: Hallo.\nI: Wie bent u?\n[[PERSON#1|FB]]: [[PERSON#1|Fatima de Boer]].\nI: Dank u.\n"
    case = read_sets([gold_set(tmp_path, "voorletters", **{"a_txt": text})])[0].cases[0]
    assert cast(case) == (("Fatima de Boer",), "labels")


def test_a_name_over_two_cues_is_one_name(tmp_path: Path):
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nIk ben [[PERSON#1|Fatima de]]\n\n"
        "2\n00:00:02,000 --> 00:00:03,000\n[[PERSON#1|Boer]] en dat blijft zo.\n"
    )
    case = read_sets([gold_set(tmp_path, "ondertitels", **{"a_srt": text})])[0].cases[0]
    assert cast(case) == (("Fatima de Boer",), "mentions")


def test_a_name_spelled_out_is_not_what_a_researcher_types(tmp_path: Path):
    text = (
        "ik ben [[PERSON#1|brelo]] dat is [[PERSON#1|b r e l o]] dus [[PERSON#1|brelo]] zo heet ik en zo blijf ik heten"
    )
    case = read_sets([gold_set(tmp_path, "gespeld", **{"a_txt": text})])[0].cases[0]
    assert cast(case) == (("brelo",), "mentions")


def test_two_sets_of_one_name_stay_apart(tmp_path: Path):
    folders = [gold_set(tmp_path / part, "proef", **{"a_txt": PLAIN}) for part in "ab"]
    assert [one.name for one in read_sets(folders)] == ["proef", "proef (2)"]
    assert len(as_json(measure(folders, Settings()))["files"]) == 2


def test_the_real_detector_is_scored_with_and_without_labels(small: Path):
    run = measure([small], Settings()).runs[0]
    every, without = run.total(), run.total(labels=False)
    assert every.count(["PERSON"])[1] == 6 + 5 and without.count(["PERSON"])[1] == 2 + 5
    assert every.count(["PHONE"]) == without.count(["PHONE"]) == (1, 1)
    assert every.masked > without.masked > 0


def test_giving_the_speakers_names_is_another_condition_and_says_so(small: Path):
    result = measure([small], Settings(), speakers=True)
    assert [(run.tool, run.condition) for run in result.runs] == [
        ("binnenskamers", "automatic"),
        ("binnenskamers", "speakers"),
    ]
    assert result.runs[1].words_per_second is None  # the text is no longer fresh
    assert "andere meting" in report(result) and "andere meting" not in report(measure([small], Settings()))


def test_the_report_holds_no_name_no_text_and_no_file_name(small: Path):
    said = report(measure([small], Settings(), speakers=True))
    assert [name for name in NAMES if name.lower() in said.lower()] == []
    assert "$" not in said


def test_the_report_says_on_what_and_with_what(small: Path):
    said = report(measure([small], Settings()))
    gold = b"".join(path.read_bytes() for path in sorted((small / "gold").iterdir()))
    for part in ("proefset", hashlib.sha256(gold).hexdigest(), "binnenskamers 0.", "Taalmodel: geen", "met labels"):
        assert part in said, part


def test_json_has_the_same_keys_always_and_text_only_when_asked(small: Path):
    result = measure([small], Settings(), speakers=True)
    plain, full = as_json(result), as_json(result, misses=True)
    assert plain.keys() == full.keys() and plain["misses"] is None and full["misses"]["missed"] is not None
    assert {"direct", "persons", "quasi", "precision"} <= plain["total"].keys()
    first, second = plain["runs"]
    assert first.keys() == second.keys() and first["sets"].keys() == {"proefset"}
    assert first["with_labels"].keys() == first["files"][0]["without_labels"].keys()


def test_presidio_reads_the_same_text_and_asks_no_internet(small: Path):
    find = peers.presidio()
    assert any("PHONE" in kinds for _, _, kinds in find("Bel 06-12345678, mail jan@voorbeeld.example, zie a.example"))


def test_without_deduce_the_user_is_told_how_to_get_it(small: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(peers, "find_spec", lambda name: None)
    with pytest.raises(ArchiveError, match=r"pip install '\.\[peers\]'"):
        measure([small], Settings(), peers=True)


def test_peers_are_scored_as_we_are(small: Path, monkeypatch: pytest.MonkeyPatch):
    def fake(text: str) -> list[tuple[int, int, frozenset[str]]]:  # a fake Deduce: masks all it sees
        return [(0, len(text), frozenset())]

    monkeypatch.setattr(peers, "find_spec", lambda name: True)
    monkeypatch.setattr(peers, "deduce", lambda: fake)
    result = measure([small], Settings(), peers=True)
    ours, presidio, deduce = result.runs
    assert deduce.total().summary()["direct"] == 1.0 and (deduce.total().summary()["precision"] or 0) < 0.5
    assert [run.total().count(["PERSON"])[1] for run in (ours, presidio, deduce)] == [11] * 3
    assert "Deduce" in report(result)


def test_the_command_writes_a_report_and_shows_misses_on_the_screen_only(small: Path, tmp_path: Path):
    site = Site(tmp_path / "var")
    done = site.run("evaluate", small, "--misses", "--report", tmp_path / "verslag.md", check=True)
    assert "gemist 01-zus" in done.out or "onterecht" in done.out or "direct 1.000" in done.out
    assert "Fatima" not in (tmp_path / "verslag.md").read_text()
    assert site.call("evaluate", small, "--report", tmp_path / "nergens" / "verslag.md").status == 2
    assert json.loads(site.call("evaluate", small, "--json", check=True).out)["format"] == 1
