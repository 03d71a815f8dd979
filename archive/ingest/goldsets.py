"""Annotated transcripts on disk: a folder with transcripts/ and gold/, one gold file a transcript."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from archive.errors import UnreadableFile
from archive.ingest.detecting import places, raw_text
from archive.ingest.evaluate import Gold, load_gold
from archive.ingest.readers import read
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
        labels = tuple(span for low, high in transcript.labels for span in places(transcript, raw, low, high))
        cases.append(Case(number, path.name, transcript, raw, tuple(load_gold(gold_data, raw)), labels))
    if not cases:
        raise UnreadableFile("In deze map staat niets om te meten. Geef een map met transcripts/ en gold/ erin.")
    return GoldSet(name, tuple(cases), gold_digest.hexdigest(), text_digest.hexdigest())


def cast(case: Case) -> tuple[tuple[str, ...], str]:
    """Return the speakers' names as a researcher would give them, and where they come from: "labels" or "mentions".

    The names in the speaker labels, as the gold marks them; for a label of initials, the person's full name. Where no
    label holds a name: the two persons with most mentions.
    """
    persons = [gold for gold in case.gold if gold.kind == "PERSON" and gold.entity]
    in_label = bytearray(len(case.raw))
    for low, high in case.labels:
        in_label[low:high] = b"\1" * (high - low)
    labels = [gold for gold in persons if all(in_label[gold.start : gold.end])]
    if labels:
        return tuple(dict.fromkeys(_label_name(case, persons, gold) for gold in labels)), "labels"
    most = Counter(gold.entity for gold in persons).most_common(2)
    return tuple(_full_name(case, persons, entity) for entity, _ in most), "mentions"


def _label_name(case: Case, persons: list[Gold], gold: Gold) -> str:
    text = _said(case, gold)
    initials = text.isupper() and sum(map(str.isalpha, text)) < 4
    return _full_name(case, persons, gold.entity) if initials else text


def _full_name(case: Case, persons: list[Gold], entity: str | None) -> str:
    """Return the form with two words or more that is used most, or else the form that is used most."""
    forms = Counter(_said(case, gold) for gold in persons if gold.entity == entity)
    return max(forms, key=lambda form: (" " in form, forms[form], len(form)))


def _said(case: Case, gold: Gold) -> str:
    """Return a gold span as it was read: a JSON file escapes letters, and a name may run over a line end."""
    text = case.transcript.text
    parts = (
        text[piece.at + max(0, gold.start - piece.raw_at) : piece.at + min(piece.length, gold.end - piece.raw_at)]
        for piece in case.transcript.pieces
        if piece.raw_at < gold.end and piece.raw_at + piece.raw_length > gold.start
    )
    return " ".join("".join(parts).split())
