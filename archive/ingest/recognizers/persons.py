"""Names of people. A list alone finds too much and too little: what stands around a word decides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.ingest.lexicon import (
    BEFORE,
    CAPITAL,
    CONNECTORS,
    DETERMINERS,
    FUNCTION,
    INTRODUCES,
    PARTICLE,
    PARTICLES,
    fold,
    is_derived,
    is_function_word,
    is_verb_form,
    is_word,
)  # fmt: skip
from archive.ingest.readers.roles import is_role_word
from archive.ingest.recognizers.base import Recognizer, Span
from archive.ingest.words import Word, Words

_INITIALS = re.compile(r"(?<!\w)(?:[A-Z]\.[ ]?(?:-[A-Z]\.)?){1,5}$")
_INITIALS_FIRST = re.compile(
    r"(?<![\w-])(?:[A-Z](?:h|r)?\.[ ]?){1,5}(?=(?:(?:van|de|der|den|te|ten|ter|op|'t|het|el|al|bin|von|v\.d\.|vd|v\.|uit)[ -]?){0,3}[A-Z]\w)"
)
_LETTERS = re.compile(r"(?<![\w.])(?:[A-Z]\.){2,4}(?![\w-]|\s?[A-Z])")
_ABBREVIATIONS = frozenset(
    "B.V. N.V. V.O.F. P.S. N.B. D.D. T.A.V. W.A. C.V. A.U.B. G.G.D. U.W.V. W.W. A.O.W. N.L.".split()
)
_NICK = frozenset(
    "dikke dunne lange korte kleine grote rooie rode zwarte witte blonde ouwe oude jonge gekke malle schele kale mooie dove "
    "manke stille snelle gouden zuster".split()
)
_ALSO_WORDS = frozenset("in te op aan la di du des da do".split())  # particles that are ordinary words too
_INTRODUCES = frozenset("heet heette heten noemde noemden noemen noemt genaamd genoemd".split())
_SMALL, _SMALL_MASK = FUNCTION, FUNCTION | PARTICLE
_INTRODUCES_LATER = frozenset("is ben ik van me mij hem haar zich ons hij zij ze".split())
_ABBREVIATED = re.compile(r"\.\s?[a-z:]")  # `Rapp. merkt op`, `Geb.: …`
_DOES = frozenset(
    (
        "zei zegt vroeg vraagt riep belde belt appte heeft had is was komt kwam gaat ging woont woonde werkt werkte "
        "doet deed vond vindt kreeg krijgt zat zit stond staat bleef wist weet hielp helpt gaf geeft nam zag ziet "
        "dacht denkt lachte huilde schreef leerde die z'n d'r zelf"
    ).split()
)
_SURNAME_ONLY = frozenset("ter ten der den el uit".split())
_TOWARDS = frozenset("zei vroeg riep belde appte tegen naast".split())
_PUBLIC_TITLES = frozenset("koning koningin prins prinses minister premier president burgemeester".split())
_POSSESSIVE = re.compile(r"(?:['’]s|['’])$")


class Cast(Recognizer):
    """The names the researcher typed: the surest evidence there is. Every word of them, wherever it stands."""

    kinds = ("PERSON",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield every occurrence of a typed name or a part of it."""
        parts = {fold(part) for name in words.cast for part in name.replace("-", " ").split()} - PARTICLES
        if not parts:
            return
        signs = {"".join(part[0] for part in name.split() if fold(part) not in PARTICLES) for name in words.cast}
        for index, word in enumerate(words.all):
            stem = word.form.stem
            if parts & {stem, stem.removesuffix("s"), *stem.split("-")} and (
                word.capital or words.lower or not words.lexicon.common(stem)
            ):
                first, last = _extend(words, index)
                yield "PERSON", words.all[_with_particles(words, first)].start, _end(words, last), 1.0
            elif word.capital and (word.text in signs if word.text.isupper() else self._call_name(words, index, parts)):
                yield "PERSON", word.start, word.end, 0.9

    def _call_name(self, words: Words, index: int, parts: set[str]) -> bool:
        """Say whether a word is a typed name cut short: `Ing` for Ingrid; `Hen, kom` but not `Hen zag ik`."""
        folded = words.all[index].folded
        short = len(folded) > 2 and any(part.startswith(folded) and len(part) - len(folded) < 5 for part in parts)
        return short and (not is_function_word(folded) or words.gap(index)[:1] in (",", ".", "!", "?"))


class Persons(Recognizer):
    """Names by list, by title, by kinship, by introduction, by label, and by being a capital that no word explains."""

    kinds = ("PERSON",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield names."""
        yield from self._labels(words)
        for match in () if words.lower else words.initials(_INITIALS_FIRST):
            inside = [i for i in words.within(match.end(), match.end() + 40) if words.all[i].capital]
            if inside and _may_be_surname(words.all[inside[0]]):
                yield "PERSON", match.start(), _end(words, _extend(words, inside[0])[1]), 0.9
        done = 0
        for index in self._candidates(words):
            if index < done or not (score := self._score(words, index)):
                continue
            first, last = _extend(words, index)
            if not self._public(words, first, last):
                yield "PERSON", _start(words, first), _end(words, last), score
            done = last + 1
        for match in () if words.lower else words.initials(_LETTERS):
            if match[0] not in _ABBREVIATIONS:
                yield "PERSON", *match.span(), 0.45

    def _candidates(self, words: Words) -> list[int]:
        """Return the words that can begin a name: capitals, or in lower case what is listed; and what follows a cue."""
        led = {index + 1 for index in words.select(BEFORE)}
        if words.lower:
            led |= {index + ahead for index in words.select(INTRODUCES) for ahead in (1, 2, 3)}
            led.update(index for index, word in enumerate(words.all) if not word.bits & FUNCTION)
        else:
            # A small word that opens a sentence is no name; `Van der Linde` may.
            led.update(
                i
                for i in words.select(CAPITAL)
                if not (words.all[i].opens and words.all[i].bits & _SMALL_MASK == _SMALL)
            )
        return sorted(index for index in led if index < len(words.all))

    def _labels(self, words: Words) -> Iterator[Span]:
        for start, end in words.labels:
            if is_role_word(words.text[start:end]):
                continue
            inside = [i for i in words.within(start, end) if words.all[i].folded not in words.lexicon.before]
            inside = [i for i in inside if not is_role_word(words.all[i].text)]
            if inside and words.text[start:end].isupper():
                inside = list(words.within(start, end))  # MEVR. LAN
            if inside and not all(
                is_word(words.all[i].folded) and words.all[i].folded not in words.lexicon.first for i in inside
            ):
                yield "PERSON", words.all[inside[0]].start, words.all[inside[-1]].end, 0.95

    def _score(self, words: Words, index: int) -> float:
        """Return how sure it is that a name begins at a word, 0 for not at all."""
        word, lexicon = words.all[index], words.lexicon
        folded = word.form.stem
        if folded in CONNECTORS and not word.capital:
            return self._after_title(words, index, word)
        if not folded[0].isalpha() or not (word.capital or words.lower):
            return 0.0
        cue = self._cue(words, index)
        if folded in PARTICLES and not words.lower:
            return self._particle(words, index, cue)
        if folded == "nederland" or (word.opens and is_function_word(folded)):
            return 0.0
        if folded in lexicon.before and not (word.opens or words.lower or cue) and folded in lexicon.last:
            following = words.at(index + 1)
            return 0.45 if not (following and following.capital and words.joined(index)) else 0.0  # meneer was Bakker
        if folded in lexicon.not_names or (folded in lexicon.before and (word.opens or words.lower or not cue)):
            return 0.0
        listed = folded in lexicon.first or folded.removesuffix("s") in lexicon.first
        if words.lower:
            return self._score_lower(words, index, folded, cue, listed)
        if len(folded) == 1:
            return 0.85 if cue == "title" and words.text[word.end : word.end + 1] == "." else 0.0
        common = lexicon.common(folded)
        if cue == "title" or (cue == "intro" and not word.opens) or (cue == "kin" and not common):
            return 0.9 if cue != "kin" else 0.85
        following = words.at(index + 1)
        surname_next = bool(
            following and following.capital and words.joined(index) and following.folded in lexicon.last
        )
        if listed and (surname_next or _after_particles(words, index) or not (common and word.opens)):
            return 0.5 if word.opens and len(folded) < 3 else 0.7 if common else 0.85
        if listed and following and words.joined(index) and following.folded in _DOES:
            return 0.45  # `Roos zei …`
        if word.opens and word.lead.endswith("(") and folded in lexicon.last and len(folded) > 3:
            return 0.45  # Maatregel (Dekker, …)
        if folded in lexicon.places or (common and word.opens) or (word.text.isupper() and len(word.text) < 6):
            return 0.0
        if (folded in lexicon.last and not common) or (word.opens and surname_next):
            return 0.6
        strange = not common and not is_derived(folded)
        if word.opens:
            return 0.42 if strange and len(folded) > 2 and not _ABBREVIATED.match(words.text, word.end) else 0.0
        if strange:
            return 0.5
        # Dutch writes a word with a capital in mid-sentence when it is a name, or a title, or shouted.
        unnamed = (
            folded in lexicon.also_names or is_derived(folded) or words.before(index) == "een" or _shouted(words, index)
        )
        return 0.3 if unnamed else 0.45

    def _particle(self, words: Words, index: int, cue: str) -> float:
        """Score a particle with a capital: `meneer Van Dam`, `Van der Linde`; not `De man`."""
        word, target = words.all[index], _after_particles(words, index) or index + 1
        name = words.at(target)
        if name is None or not name.capital or name.folded in PARTICLES or _shouted(words, index):
            return 0.0
        if not words.joined(index):
            return 0.0
        if cue:
            return 0.9
        if word.opens:
            return 0.6 if target > index + 1 and name.folded in words.lexicon.last else 0.0
        return 0.6

    def _score_lower(self, words: Words, index: int, folded: str, cue: str, listed: bool) -> float:
        """Score in a text without capitals: lists and cues only, and a title outweighs a dictionary."""
        surname, common = folded in words.lexicon.last, words.lexicon.common(folded)
        if (
            len(folded) == 1
            and folded not in "unst"
            and words.folded(index + 1) in ("de", "van")
            and words.joined(index)
        ):
            ahead = index + 2 + (words.folded(index + 2) in ("der", "den"))
            return 0.5 if words.folded(ahead) in words.lexicon.last else 0.0
        if len(folded) < 3 or is_function_word(folded):
            return 0.0
        if cue == "title":
            verb = folded in _DOES or folded in words.lexicon.before
            return 0.8 if listed or surname or not common else 0.0 if verb or len(folded) < 4 else 0.42
        if cue and (listed or not common) and folded not in words.lexicon.places:
            return 0.75
        if listed and not common:
            return 0.8
        if folded in words.lexicon.places:
            return 0.0
        if common:
            return 0.45 if (listed or surname) and self._acts(words, index) else 0.0
        if surname:
            return 0.5
        return 0.42 if len(folded) > 3 and folded.isalpha() and not is_derived(folded) else 0.0

    def _acts(self, words: Words, index: int) -> bool:
        """Say whether a word does what people do: `mark zei`, `tegen bas`, `roos die belde`; not `een roos is`."""
        before, following = words.before(index), words.at(index + 1)
        if following is None or (before in DETERMINERS and before != "die"):
            return False
        if following.folded in _DOES or (
            is_verb_form(following.folded) and not words.lexicon.before.get(following.folded)
        ):
            return True
        return before in _TOWARDS

    def _after_title(self, words: Words, index: int, word: Word) -> float:
        """Score a small particle after a title: `meneer van Dam`, `dokter de bruin`."""
        if words.lower and self._compound_surname(words, index):
            return 0.55
        if word.folded not in CONNECTORS or self._cue(words, index) != "title":
            return 0.0
        for ahead in (1, 2, 3):
            following = words.at(index + ahead)
            if following is None or not words.joined(index + ahead - 1):
                return 0.0
            if following.text.isupper() and len(following.text) > 1:
                return 0.0  # mw. op de SEH
            if following.folded not in CONNECTORS:
                named = words.lower and (
                    following.folded in words.lexicon.last
                    or not words.lexicon.common(following.folded)
                    or (words.all[index + ahead - 1].folded in _SURNAME_ONLY and not is_function_word(following.folded))
                )
                return 0.85 if following.capital or named else 0.0
        return 0.0

    def _compound_surname(self, words: Words, index: int) -> bool:
        """Say whether `van der laan`, `ter braak`, or `j de wit` begins here, in a text without capitals."""
        one, two, three = (words.folded(index + ahead) for ahead in range(3))
        if one == "van" and two in ("der", "den", "'t") and words.joined(index) and words.joined(index + 1):
            return three in words.lexicon.last
        return one in ("ter", "ten") and two in words.lexicon.last and words.joined(index)

    def _cue(self, words: Words, index: int) -> str:
        """Return what before a word says that a name follows: "title", "kin", "intro" or ""."""
        one = words.before(index)
        kind = words.lexicon.before.get(one, "")
        if kind == "title" or (kind == "role" and not words.lower):
            return "title" if kind == "title" else "kin"
        if kind in ("kin", "role"):
            return "kin"
        if one in _INTRODUCES:
            return "intro"
        if one not in _INTRODUCES_LATER:
            return ""
        two, three = words.before(index, 2), words.before(index, 3)
        if (
            one in _INTRODUCES
            or (one == "is" and two == "naam")
            or (one == "ben" and two == "ik")
            or (one == "ik" and two == "ben")
        ):
            return "intro"
        if one in ("me", "mij", "hem", "haar", "zich", "ons", "hij", "zij", "ze") and two in _INTRODUCES:
            return "intro"
        return "intro" if (one == "van" and two == "naam") or (one in ("is", "ben") and three == "naam") else ""

    def _public(self, words: Words, first: int, last: int) -> bool:
        """Say whether a name is that of a public figure, spoken of as such."""
        name = " ".join(words.all[i].folded for i in range(first, last + 1))
        bare = name.removesuffix("'s").removesuffix("s")
        if not {name, bare} & words.lexicon.public:
            return False
        title = words.before(first)
        return words.lexicon.before.get(title) != "title" or title in _PUBLIC_TITLES


def _shouted(words: Words, index: int) -> bool:
    """Say whether a word stands in a line of capitals: `RAPPORTAGE HERONDERZOEK`."""
    if not words.all[index].text.isupper():
        return False
    return any(
        other is not None and other.text.isupper() and len(other.text) > 1
        for other in (words.at(index - 1), words.at(index + 1))
    )


def _may_be_surname(word: Word) -> bool:
    """Say whether a word after initials can be a surname, and not the start of a sentence: `…-T. Die`."""
    return word.folded in PARTICLES or not (is_function_word(word.folded) or word.text.isupper())


def _start(words: Words, first: int) -> int:
    """Take initials before a surname in."""
    start = words.all[first].start
    match = _INITIALS.search(words.text, max(0, start - 24), start)
    return match.start() if match else start


def _end(words: Words, last: int) -> int:
    """Leave a possessive out: `Hennies`, `Coby's`."""
    word = words.all[last]
    bare = _POSSESSIVE.sub("", word.text)
    if bare == word.text and len(bare) > 3 and bare.endswith("s"):
        folded, lexicon = fold(bare), words.lexicon
        if folded not in lexicon.first and folded not in lexicon.last and folded[:-1] in lexicon.first:
            bare = bare[:-1]
    if len(bare) == 1 and words.text[word.end : word.end + 1] == ".":
        return word.end + 1
    return word.start + len(bare)


def _extend(words: Words, index: int) -> tuple[int, int]:
    """Return the first and last word of the name that stands at a word."""
    first = last = index
    if words.lower:
        return _extend_lower(words, index)
    while first and words.joined(first - 1) and _continues(words, first - 1) and not words.all[first].opens:
        first -= 1
    while words.joined(last) and not _POSSESSIVE.search(words.all[last].text):
        if _continues(words, last + 1) and not words.all[last + 1].opens:
            last += 1
            continue
        ahead = _after_particles(words, last)
        if not ahead:
            break
        last = ahead
    if (
        first
        and words.all[first - 1].folded in _NICK
        and words.joined(first - 1)
        and words.folded(first) in words.lexicon.first
    ):
        first -= 1 if words.before(first - 1) not in ("een", "de", "het") or words.all[first - 1].capital else 0
    return first, last


def _with_particles(words: Words, first: int) -> int:
    """Take tussenvoegsels before a surname in, and the first name before those: `Wytze de Wit`, `Van 't Veer`."""
    begin = first
    while begin and words.joined(begin - 1) and words.all[begin - 1].folded in PARTICLES:
        begin -= 1
    if (
        begin < first
        and begin
        and words.joined(begin - 1)
        and words.all[begin - 1].capital
        and not words.all[begin].opens
    ):
        return begin - 1
    return begin if begin < first and words.all[begin].capital else first


def _extend_lower(words: Words, index: int) -> tuple[int, int]:
    """Return the words of a name without capitals: `bram uit den boogaart`, `h w abdullahi`, `dikke henk`."""
    first = last = index
    lexicon = words.lexicon
    while first and words.joined(first - 1):
        before = words.all[first - 1]
        initial = len(before.folded) == 1 and before.folded.isalpha() and before.folded not in ("u", "n", "s", "t")
        if not (initial or _continues(words, first - 1)):
            break
        first -= 1
    while words.joined(last) and not _POSSESSIVE.search(words.all[last].text):
        following = words.folded(last + 1)
        strange = len(following) > 2 and not lexicon.common(following) and following not in lexicon.places
        called = last == index and words.folded(index) in lexicon.first and not lexicon.common(words.folded(index))
        surname = called and following in lexicon.last and following not in lexicon.first and following not in _DOES
        if (
            _continues(words, last + 1)
            or (surname and not is_function_word(following))
            or (strange and following.isalpha() and words.folded(index) in lexicon.first)
        ):
            last += 1
        elif ahead := _after_particles(words, last):
            last = ahead
        else:
            break
    if first and words.folded(first - 1) in _NICK and words.before(first, 2) not in ("een", "mijn", "zijn", "haar"):
        first -= 1
    return first, last


def _after_particles(words: Words, last: int) -> int:
    """Return the word that particles after `last` lead to, `Toon van den Boogaard`, or 0 when they lead to no name."""
    ahead = last + 1
    while ahead < len(words.all) and words.all[ahead].folded in PARTICLES and words.joined(ahead) and ahead - last < 4:
        ahead += 1
    target = words.at(ahead)
    if target and words.lower and len(words.folded(last)) == 1 and target.folded in words.lexicon.last:
        return ahead  # j de wit
    if target is None or not (ahead > last + 1 or words.all[last].folded in PARTICLES):
        return 0
    doubtful = words.all[last + 1].folded not in CONNECTORS or words.all[last + 1].folded in _ALSO_WORDS
    surname = target.folded in words.lexicon.last or not words.lexicon.common(target.folded)
    if words.lower:
        sure = words.folded(ahead - 1) in _SURNAME_ONLY and not is_function_word(target.folded)
        known = target.folded in words.lexicon.last or not words.lexicon.common(target.folded)
        return ahead if (sure or known) and not (doubtful and not sure) else 0
    return ahead if target.capital and (surname or not doubtful) else 0


def _continues(words: Words, index: int) -> bool:
    """Say whether a word can be a further part of a name."""
    word, lexicon = words.all[index], words.lexicon
    if word.folded in lexicon.not_names or word.folded in lexicon.before or not word.folded[0].isalpha():
        return False
    if words.lower:
        listed = word.folded in lexicon.last or word.folded in lexicon.first
        return listed and not lexicon.common(word.folded) and word.folded not in lexicon.places
    if not word.capital or (word.opens and lexicon.common(word.folded)):
        return False
    return not (word.text.isupper() and 1 < len(word.text) < 4 and not words.all[index].opens)
