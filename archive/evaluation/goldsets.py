"""Annotated transcripts on disk: a folder with transcripts/ and gold/, one gold file a transcript."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.errors import UnreadableFile
from archive.evaluation.scores import Gold, load_gold
from archive.ingest.readers import read
from archive.ingest.readers.positions import positions, raw_text
from archive.model import DIRECT, QUASI, Transcript


@dataclass(frozen=True)
class Case:
    """One annotated transcript. `number` stands for its file name, which may be somebody's name."""

    number: int
    file: str
    transcript: Transcript
    raw: str
    gold: tuple[Gold, ...]
    labels: tuple[tuple[int, int], ...]

    @property
    def words(self) -> int:
        """The number of words of the text that is searched, labels and header included."""
        return len(self.transcript.text.split())


@dataclass(frozen=True)
class GoldSet:
    """The cases of one folder. The digest is that of `cat gold/*.json | sha256sum`."""

    name: str
    cases: tuple[Case, ...]
    gold_sha256: str
    transcripts_sha256: str

    @property
    def words(self) -> int:
        """The number of words."""
        return sum(case.words for case in self.cases)

    @property
    def mentions(self) -> int:
        """The number of mentions that must be masked, direct and quasi."""
        return sum(gold.kind in DIRECT | QUASI for case in self.cases for gold in case.gold)

    @property
    def persons(self) -> int:
        """The number of persons, counted per transcript."""
        return sum(len({gold.entity for gold in case.gold if gold.entity}) for case in self.cases)


def read_sets(folders: Iterable[Path]) -> list[GoldSet]:
    """Read gold sets; two folders of one name get a number. Raises UnreadableFile."""
    seen: Counter[str] = Counter()
    sets = []
    for folder in folders:
        name = folder.resolve().name
        seen[name] += 1
        sets.append(_read_set(folder, name if seen[name] == 1 else f"{name} ({seen[name]})"))
    return sets


def _read_set(folder: Path, name: str) -> GoldSet:
    cases, gold_digest, text_digest = [], hashlib.sha256(), hashlib.sha256()
    for number, gold_path in enumerate(sorted((folder / "gold").glob("*.json")), 1):
        path = next(iter(sorted((folder / "transcripts").glob(f"{gold_path.stem}.*"))), None)
        if path is None:
            raise UnreadableFile(f"Bij bestand {number} in gold/ hoort geen transcript in transcripts/. Zet het erbij.")
        data, gold_data = path.read_bytes(), gold_path.read_bytes()
        gold_digest.update(gold_data)
        text_digest.update(data)
        transcript = read(data, path.name)
        raw = raw_text(transcript, data)
        labels = tuple(span for low, high in transcript.labels for span in positions(transcript, raw, low, high))
        cases.append(Case(number, path.name, transcript, raw, tuple(load_gold(gold_data, raw)), labels))
    if not cases:
        raise UnreadableFile("In deze map staat niets om te meten. Geef een map met transcripts/ en gold/ erin.")
    return GoldSet(name, tuple(cases), gold_digest.hexdigest(), text_digest.hexdigest())


def cast(case: Case) -> tuple[tuple[str, ...], str]:
    """Return the speakers' names as a researcher would give them, and where they come from: "labels" or "mentions".

    The names in the speaker labels, as the gold marks them; for a label of initials, the person's full name. Where no
    label holds a name: the two persons with most mentions.
    """
    persons = sorted((g for g in case.gold if g.kind == "PERSON" and g.entity), key=lambda g: g.start)
    in_label = bytearray(len(case.raw))
    for low, high in case.labels:
        in_label[low:high] = b"\1" * (high - low)
    labels = [gold for gold in persons if all(in_label[gold.start : gold.end])]
    if labels:
        return tuple(dict.fromkeys(_label_name(case, persons, gold) for gold in labels)), "labels"
    most = Counter(gold.entity for gold in persons).most_common(2)
    return tuple(filter(None, (_full_name(case, persons, entity) for entity, _ in most))), "mentions"


def _label_name(case: Case, persons: list[Gold], gold: Gold) -> str:
    text = said(case, gold)
    initials = text.isupper() and sum(map(str.isalpha, text)) < 4
    return _full_name(case, persons, gold.entity) if initials else text


def _full_name(case: Case, persons: list[Gold], entity: str | None) -> str:
    """Return the form of two words or more whose words are used most for this person; without one, the form used most.

    That is the name as a researcher would type it, rather than a misspelling, a by-name, half a name at the end of a
    cue, or a name spelled out (three letters on their own).
    """
    every = Counter(_forms(case, [gold for gold in persons if gold.entity == entity]))
    forms = {form: n for form, n in every.items() if sum(len(word) == 1 for word in form.split()) < 3} or every
    words = Counter(word for form, count in forms.items() for word in form.split() for _ in range(count))
    return max(forms, key=lambda form: (" " in form, sum(words[w] for w in set(form.split())), len(form)))


def _forms(case: Case, mentions: list[Gold]) -> Iterator[str]:
    """Yield what one person is called, each time; a name over two cues, or cut by markup, is one name."""
    text, low, high, raw_end = case.transcript.text, 0, 0, 0
    for gold in mentions:
        start, end = _place(case, gold)
        label = any(at <= gold.start < until for at, until in case.labels)
        cut = raw_end and not label and not text[high:start].strip() and case.raw[raw_end : gold.start].strip()
        if high and not cut:
            yield " ".join(text[low:high].split())
        low, high, raw_end = low if cut else start, end, 0 if label else gold.end
    yield " ".join(text[low:high].split())


def said(case: Case, gold: Gold) -> str:
    """Return a gold span as it was read, in one line."""
    start, end = _place(case, gold)
    return " ".join(case.transcript.text[start:end].split())


def _place(case: Case, gold: Gold) -> tuple[int, int]:
    """Return where a gold span stands in the transcript's text; a JSON file escapes letters, so lengths differ."""
    pieces = [p for p in case.transcript.pieces if p.raw_at < gold.end and p.raw_at + p.raw_length > gold.start]
    if not pieces:
        return 0, 0
    first, last = pieces[0], pieces[-1]
    return (
        first.at + max(0, gold.start - first.raw_at),
        last.at + (min(last.length, gold.end - last.raw_at) if last.length == last.raw_length else last.length),
    )
