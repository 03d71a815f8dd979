"""What stands around a word and says that it names somebody, or nobody private."""

from __future__ import annotations

from archive.detection.marks import CONNECTORS, DETERMINERS
from archive.detection.words import Word, Words
from archive.dutch.dictionary import is_function_word, is_verb_form

_INTRODUCES = frozenset("heet heette heten noemde noemden noemen noemt genaamd genoemd".split())
_INTRODUCES_LATER = frozenset("is ben ik van me mij hem haar zich ons hij zij ze".split())
DOES = frozenset(
    (
        "zei zegt vroeg vraagt riep belde belt appte heeft had is was komt kwam gaat ging woont woonde werkt werkte "
        "doet deed vond vindt kreeg krijgt zat zit stond staat bleef wist weet hielp helpt gaf geeft nam zag ziet "
        "dacht denkt lachte huilde schreef leerde die z'n d'r zelf"
    ).split()
)
SURNAME_ONLY = frozenset("ter ten der den el uit".split())
_TOWARDS = frozenset("zei vroeg riep belde appte tegen naast".split())
_PUBLIC_TITLES = frozenset("koning koningin prins prinses minister premier president burgemeester".split())


def cue_before(words: Words, index: int) -> str:
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


def acts(words: Words, index: int) -> bool:
    """Say whether a word does what people do: `mark zei`, `tegen bas`, `roos die belde`; not `een roos is`."""
    before, following = words.before(index), words.at(index + 1)
    if following is None or (before in DETERMINERS and before != "die"):
        return False
    if following.folded in DOES or (is_verb_form(following.folded) and not words.lexicon.before.get(following.folded)):
        return True
    return before in _TOWARDS


def after_title(words: Words, index: int, word: Word) -> float:
    """Score a small particle after a title: `meneer van Dam`, `dokter de bruin`."""
    if words.lower and compound_surname(words, index):
        return 0.55
    if word.folded not in CONNECTORS or cue_before(words, index) != "title":
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
                or (words.all[index + ahead - 1].folded in SURNAME_ONLY and not is_function_word(following.folded))
            )
            return 0.85 if following.capital or named else 0.0
    return 0.0


def compound_surname(words: Words, index: int) -> bool:
    """Say whether `van der laan`, `ter braak`, or `j de wit` begins here, in a text without capitals."""
    one, two, three = (words.folded(index + ahead) for ahead in range(3))
    if one == "van" and two in ("der", "den", "'t") and words.joined(index) and words.joined(index + 1):
        return three in words.lexicon.last
    return one in ("ter", "ten") and two in words.lexicon.last and words.joined(index)


def is_public(words: Words, first: int, last: int) -> bool:
    """Say whether a name is that of a public figure, spoken of as such."""
    name = " ".join(words.all[i].folded for i in range(first, last + 1))
    bare = name.removesuffix("'s").removesuffix("s")
    if not {name, bare} & words.lexicon.public:
        return False
    title = words.before(first)
    return words.lexicon.before.get(title) != "title" or title in _PUBLIC_TITLES


def is_shouted(words: Words, index: int) -> bool:
    """Say whether a word stands in a line of capitals: `RAPPORTAGE HERONDERZOEK`."""
    if not words.all[index].text.isupper():
        return False
    return any(
        other is not None and other.text.isupper() and len(other.text) > 1
        for other in (words.at(index - 1), words.at(index + 1))
    )
