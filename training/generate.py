"""Make Dutch interview speech of our own making, with names marked, to train a small name finder.

Every sentence comes from templates.txt (or, as text without names, from content/); every name from the repository's
lists. A third of the names, places and street stems, chosen by a hash, never occurs in training: it fills the
development set. Nothing comes from a test set.

    python training/generate.py /tmp/data        # writes train.jsonl and dev.jsonl
"""

from __future__ import annotations

import json
import random
import re
import sys
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from archive.ingest import lexicon

HERE = Path(__file__).parent
SLOTS = {"vn": "PERSON", "an": "PERSON", "naam": "PERSON", "plaats": "LOCATION_PLACE", "org": "ORGANISATION",
         "straat": "LOCATION_STREET"}  # fmt: skip
Pieces = list[tuple[str, str]]  # text and its label, "" for none

_FIXED = {
    "maand": "januari februari maart april mei juni juli augustus september oktober november december".split(),
    "dag": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split(),
    "dienst": "UWV,de gemeente,de Belastingdienst,de IND,DUO,het CAK,de GGD,Werk en Inkomen,COA,de SVB".split(","),
}
_HESITATIONS = "eh,ehm,uh,nou,ja,dus,weet je,zeg maar,nou ja,zeg ik,hè,gewoon,ja ja,dinges".split(",")
_STREETS = "straat laan weg plein singel kade gracht dijk hof pad steeg plantsoen dreef".split()
_PARTICLES = ["van", "de", "van de", "van der", "van den", "den", "ter", "te", "van 't"]
_HEARD = [tuple(pair.split(":")) for pair in (
    "ij:ei ei:ij y:i ie:i c:k k:c th:t ph:f f:v s:z z:s ou:au g:ch dt:t d:t oo:o aa:a ee:e ll:l nn:n h: oe:u u:oe j:y "
    "x:ks q:k a:e").split()]  # fmt: skip  # what is written: what is heard


class Names:
    """The lists, cut in two by a hash of the name: `held_out` gives the third that training never sees."""

    def __init__(self, held_out: bool) -> None:
        mine = lambda name: (zlib.crc32(lexicon.fold(name).encode()) % 3 == 0) == held_out  # noqa: E731  # read below
        self.first, self.last = defaultdict(list), defaultdict(list)
        for into, file in ((self.first, "first_names"), (self.last, "surnames")):
            for row in lexicon._rows(file):
                if mine(row[0]):
                    into[row[1]].append(row[0])
        self.places = defaultdict(list)
        for name, kind in lexicon._rows("places"):
            if mine(name):
                self.places[kind].append(name)
        names = lexicon.lexicon()
        self.words = [w for w in _words() if w not in names.first and w not in names.last and mine(w)]
        rows = lambda file: [row[0] for row in lexicon._rows(file)]  # noqa: E731
        kin = lexicon._rows("common_nouns_kin")
        kinds, self.ends = lexicon._sections("organisation_words", "# suffixes")
        self.kinds = [k for k in kinds if lexicon.in_dictionary(k)] or kinds
        self.plain = _FIXED | {
            "bekend": rows("public_figures"), "woord": rows("name_words"), "beroep": rows("rare_jobs"),
            "ziekte": rows("medical"), "w": self.words,
        } | {
            slot: [word for word, kind in kin if kind == english]
            for slot, english in (("rol", "role"), ("kin", "kin"), ("titel", "title"))
        }  # fmt: skip
        everyone = [n for lists in (self.first, self.last) for names_ in lists.values() for n in names_]
        self.letters = {True: _followers(everyone), False: _followers(self.words)}
        self.invents = not held_out

    def invent(self, rng: random.Random, name: bool) -> str:
        """Make a word nobody has seen, that looks like a name or like a word: a list must not be learnt by heart."""
        made = "^^"
        while made[-1] != "$" and len(made) < 14:
            made += rng.choice(self.letters[name][made[-2:]])
        return made.strip("^$") or "Ana"

    def fill(self, slot: str, rng: random.Random, lower: bool) -> str:
        """Return something for a slot."""
        if self.invents and slot in ("vn", "an", "w") and rng.random() < 0.35:
            return self.invent(rng, slot != "w")
        if slot == "n":
            return str(rng.randint(2, 60))
        if slot in self.plain:
            return rng.choice(self.plain[slot])
        name = getattr(self, f"_{slot}")(rng)
        while lower and slot in ("vn", "an") and lexicon.lexicon().common(lexicon.fold(name)) and rng.random() < 0.9:
            name = getattr(self, f"_{slot}")(rng)  # without capitals a name that is a word teaches false alarms
        return name

    def _vn(self, rng: random.Random) -> str:
        origin = "nl" if rng.random() < 0.4 else rng.choice(list(self.first))
        return rng.choice(self.first[origin])

    def _an(self, rng: random.Random) -> str:
        origin = "nl" if rng.random() < 0.4 else rng.choice(list(self.last))
        name = rng.choice(self.last[origin])
        return f"{rng.choice(_PARTICLES)} {name}" if origin == "nl" and rng.random() < 0.3 else name

    def _naam(self, rng: random.Random) -> str:
        first = self._vn(rng) if rng.random() < 0.85 else f"{rng.choice('ABCDEFGHJKLMNPRSTVWZ')}."
        return f"{first} {self._an(rng)}"

    def _plaats(self, rng: random.Random) -> str:
        kind = rng.choices(list(self.places), [{"town": 5, "foreign-city": 3}.get(k, 1) for k in self.places])[0]
        return rng.choice(self.places[kind])

    def _straat(self, rng: random.Random) -> str:
        stem = rng.choice((self._an, self._vn, self._plaats, lambda r: r.choice(self.words).capitalize()))(rng)
        end = rng.choice(_STREETS)
        title = rng.choice(["", "", "", "", "Burgemeester ", "Pastoor ", "Dokter ", "Oude ", "Prins "])
        street = f"{title}{stem[0].upper()}{stem[1:]}" + (end if rng.random() < 0.85 else f" {end}")
        return street + rng.choice(["", "", f" {rng.randint(1, 299)}", f" {rng.randint(1, 99)}{rng.choice('abc')}"])

    def _org(self, rng: random.Random) -> str:
        kind, noun = rng.choice(self.kinds), rng.choice(self.words).capitalize()
        name = rng.choice((self._an, self._naam, self._vn, self._plaats))(rng)
        return rng.choice((f"{kind} {name}", f"{kind} De {noun}", f"{kind} {noun}", f"Stichting {noun}", f"De {noun}",
                           f"{self._vn(rng)}{rng.choice(self.ends)}", f"{name} BV", f"{kind} 't {noun}"))  # fmt: skip


def _followers(words: list[str]) -> dict[str, list[str]]:
    """Return which letters follow each two letters, ^ and $ being begin and end."""
    after = defaultdict(list)
    for word in words:
        marked = f"^^{word}$"
        for i in range(len(marked) - 2):
            after[marked[i : i + 2]].append(marked[i + 2])
    return after


@cache
def _words() -> list[str]:
    plain = lambda w: 3 < len(w) < 13 and w.isascii() and w.isalpha() and w.islower()  # noqa: E731
    return sorted(w for w, lemma in lexicon._dictionary().items() if plain(w) and lemma.islower())


def sentences_without_names() -> list[str]:
    """Return sentences of content/ that have no capital or digit but the first letter: nothing in them is a name."""
    text = " ".join(re.sub(r"\A\+\+\+.*?^\+\+\+", "", p.read_text("utf-8"), flags=re.S | re.M)
                    for p in sorted((HERE.parent / "content").rglob("*.md")))  # fmt: skip
    pieces = re.split(r"(?<=[.!?])\s+", re.sub(r"[*#\[\]()_`>|-]+|\s+", " ", text))
    return [s for s in dict.fromkeys(map(str.strip, pieces)) if re.fullmatch(r"[A-Z][^A-Z\d/<{=]{20,200}[.!?]", s)]


def misheard(name: str, rng: random.Random) -> str:
    """Misspell a name as speech recognition would."""
    for old, new in rng.sample(_HEARD, len(_HEARD)):
        if old in name[1:] and len(name) > 3:
            return name[0] + name[1:].replace(old, new, 1)
    return name


def make(template: str, names: Names, rng: random.Random, lower: bool) -> Pieces:
    """Fill one template; some names misspelt, some hesitations put in."""
    pieces: Pieces = []
    for part in re.split(r"(\{\w+\})", template.replace(" | ", "\n")):
        if part.startswith("{"):
            slot = part[1:-1]
            value, label = names.fill(slot, rng, lower), SLOTS.get(slot, "")
            opens = not pieces or pieces[-1][0].endswith((". ", "\n"))
            if label and rng.random() < 0.15:
                value = misheard(value, rng)
            pieces.append((value[0].upper() + value[1:] if opens else value, label))
        elif part:
            words = re.split(r"(?<=\w) (?=\w)", part)
            joint = [f" {rng.choice(_HESITATIONS)} " if rng.random() < 0.06 else " " for _ in words[1:]]
            pieces.append(("".join(a + b for a, b in zip(words, [*joint, ""], strict=True)), ""))
    return pieces


def documents(
    count: int, names: Names, templates: list[str], prose: list[str], seed: int
) -> Iterator[dict[str, object]]:
    """Yield `{"text", "entities": [[start, end, label]]}`: some sentences each, in one style of writing."""
    rng = random.Random(seed)  # noqa: S311  # the same text every time
    for _ in range(count):
        style = rng.choices(("written", "heard", "small", "bare"), (50, 35, 8, 7))[0]
        plain, text, entities = rng.random() < 0.2, "", []
        for _ in range(rng.randint(1, 8)):
            lower = style in ("heard", "small")
            if rng.random() < 0.3:
                pieces = [(rng.choice(prose), "")]
            else:
                pieces = make(rng.choice(templates), names, rng, lower)
            for piece, label in [*pieces, (" " if rng.random() < 0.8 else "\n", "")]:
                if lower:
                    piece = piece.lower()
                if style in ("heard", "bare"):
                    piece = re.sub(r"(?<!\w)\.|[,:;!?()\[\]\"]|\.(?!\w)", "", piece)
                if plain:
                    piece = unicodedata.normalize("NFKD", piece).encode("ascii", "ignore").decode()
                if label and piece.strip():
                    entities.append([len(text), len(text) + len(piece), label])
                text += piece
        yield {"text": text, "entities": entities}


def main(folder: Path) -> None:
    """Write train.jsonl and dev.jsonl. Every ninth template and every fifth prose sentence is for development only."""
    lines = [t for t in (HERE / "templates.txt").read_text("utf-8").splitlines() if t and t[0] != "#"]
    prose = sentences_without_names()
    folder.mkdir(parents=True, exist_ok=True)
    for name, count, held_out in (("train", 80_000, False), ("dev", 600, True)):
        templates = [t for i, t in enumerate(lines) if (i % 9 == 4) == held_out]
        text = [t for i, t in enumerate(prose) if (i % 5 == 2) == held_out]
        rows = documents(count, Names(held_out), templates, text, seed=len(name))
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
