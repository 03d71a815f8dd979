"""What each score means: how sure it is that a span identifies somebody. A test holds that no other scores are given.

A score is no probability. It orders: where two spans overlap the higher one keeps its place (settle.py), so 0.88 is a
hair over 0.85 and 0.62 over 0.6 because one kind must win from another there. Three bounds act on it, and are set
elsewhere: below `min_score` (0.4) a finding is dropped; from 0.5 on a name counts as sealed (names.py); from
`gate_score` (0.75) on it stops a lesson.
"""

from __future__ import annotations

from collections.abc import Mapping

SCORES: Mapping[float, str] = {
    1.0: "nothing else it could be: a valid check beside the word for it, an e-mail address, a name that was typed",
    0.97: "a number of a form that only one register uses, over what looks like part of it",
    0.95: "a form of its own: a postcode, a telephone number in full, a speaker's label, `jaar oud`",
    0.9: "a strong form, or a cue that is said for this: a title, an introduction, initials and a surname",
    0.88: "listed and placed (`in Delft`, `Sint Jan`): just over a listed name of another kind",
    0.85: "listed and no ordinary word, or a kin word before it",
    0.8: "listed in a text without capitals, or a number whose neighbours say what it counts",
    0.75: "the last step that stops a lesson by itself: a number in a telling place, a cue and a likely name",
    0.7: "listed, and an ordinary word too; a number with an uncertain neighbour",
    0.65: "a date of birth told in two sentences",
    0.62: "a capital that only its preposition or article explains: just over the same span as a person",
    0.6: "a surname alone, a particle with a capital, an address spelled aloud",
    0.58: "a capital somebody is `bij`: under a place, over a person by exclusion",
    0.55: "one sign of two: an age after `van`, a finding of a spaCy model",
    0.52: "a capital behind an article: just over a person by exclusion",
    0.5: "the least that seals a name: a capital in mid-sentence that nothing explains, half a telephone number",
    0.45: "doubt: an ordinary word with a capital, loose letters. Masked, but it seals no name",
    0.42: "doubt, and only its strangeness speaks for it: an unknown word at the start or without capitals",
    0.3: "a people, a language, a brand: not masked unless something else says so",
}
