"""Telephone numbers, e-mail addresses and handles, written or spelled aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.detection.recognizers.base import GAP, Recognizer, Span
from archive.detection.recognizers.spoken import runs
from archive.detection.words import Words

_SEP = r"(?:[\s.\-–/_·]{0,3}|,(?=\d))"
_PHONE = re.compile(
    rf"(?<![\w+])(?:(?:\+|00){_SEP}31{_SEP}(?:\(0\){_SEP})?[1-9](?:{_SEP}\d){{8}}"
    rf"|\(0\d{{1,3}}\){_SEP}\d(?:{_SEP}\d){{5,7}}"
    rf"|(?!\d\d([-/.])\d\d\1(?:19|20)\d\d\s)0[1-9](?:{_SEP}\d){{8}})(?!\w)"  # not `03-04-1952⏎12`
)
_PARTIAL = re.compile(r"(?<![\w.,+-])0[1-9](?:(?:[ \t]{1,3}|[.-])?\d){5,11}(?!\w)")
_ABROAD = re.compile(rf"(?<![\w+])\+(?!31)[1-9]\d{{0,2}}(?:(?:{GAP}|[.\-])?\d){{7,11}}(?!\w)")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}(?:\r?\n)?@\s{0,2}(?:[\w-]{1,63}\.){1,5}[a-z]{2,24}(?!\w)", re.I)
# hennie [at] post [dot] example
_IN_BRACKETS = r"\s?[\[({{<]\s?(?:{})\s?[\])}}>]\s?".format
_DOT = _IN_BRACKETS("dot|punt|\\.")
_BRACKETED = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}(?:{_DOT}[\w+-]{{1,64}}){{0,3}}{_IN_BRACKETS('at|@|ape?n?staart(?:je)?')}"
    rf"(?:[\w-]{{1,63}}(?:{_DOT}|\.)){{1,5}}[a-z]{{2,24}}(?!\w)",
    re.I,
)
_CLOSED = tuple(
    f"{end}{space}{mark}" for end in ("at", "AT", "At", "@", "rt", "je") for space in ("", " ") for mark in "])}>"
)
_SPELLED = r"[\w-]{1,40}(?:\s(?:punt|streepje|laag streepje|underscore)\s[\w-]{1,40}){0,4}"
_AT = re.compile(rf"(?<!\w)(apenstaartje|apestaartje|apenstaart|at)\s{_SPELLED}", re.I)
_SITE = re.compile(
    r"(?<!\w)(?:(?:www|w w w)\s(?:punt\s)?)?[\w-]{3,60}\spunt\s(?:nl|com|org|net|eu|example)(?!\w)", re.I
)
_PLAIN_AT = re.compile(r"\spunt\s", re.I)
_BEFORE_AT = re.compile(
    r"(?<!\w)(?:[\w-]{1,40}\s(?:punt|(?:laag |liggend )?streepje|underscore)\s){0,4}(?:[\w-]{1,40}\s){1,2}$",
    re.I,
)
_LEADING = re.compile(r"(?:(?:mail|mailen|naar|is|of|dat|dan|en|het|op|via|e-mail|adres|mijn)\s+)+", re.I)
_HANDLE = re.compile(r"(?<![\w.@/])@[\w](?:[\w.]{0,38}\w)?(?!\w|@)")
_SAID = ("punt", "staart")
_DOMAINS = tuple(f".{end}" for end in "nl NL com org net eu be de info example app me tv frl amsterdam".split())
_ADDRESS = re.compile(
    r"(?<![\w@.])(?:https?://)?(?:www\.)?(?:[a-z0-9-]{1,63}\.){1,4}(?:nl|com|org|net|eu|be|de|info|example|app|me|tv|frl|amsterdam)"
    r"(?:/[\w@.~%+#?=&/-]*[\w/])?(?![\w@])",
    re.I,
)


class Phone(Recognizer):
    """Dutch numbers of ten digits in any grouping, with or without +31, and foreign ones with a plus."""

    kinds = ("PHONE",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield telephone numbers."""
        for match in words.matches(_PHONE):
            digits = re.sub(r"\D", "", match[0].replace("(0)", "") if "+" in match[0] else match[0])
            if len(digits) in (10, 11, 13) and len(match[0].splitlines()) < 3:
                yield "PHONE", *match.span(), 0.95
        for match in words.matches(_PARTIAL):
            if 8 <= sum(map(str.isdecimal, match[0])) <= 12:
                yield "PHONE", *match.span(), 0.5  # a digit too few or too many: a number all the same
        for match in words.matches(_ABROAD):
            yield "PHONE", *match.span(), 0.9
        for run in runs(words, 4):
            if len(run.digits) == 10 and run.digits[0] == "0" and run.digits[1] != "0":
                yield "PHONE", words.all[run.first].start, words.all[run.last].end, 0.9


class Email(Recognizer):
    """E-mail addresses, also with the at sign and the dots in words."""

    kinds = ("EMAIL",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield e-mail addresses."""
        for match in words.matches(_EMAIL, "@"):
            yield "EMAIL", *match.span(), 1.0
        for match in words.matches(_BRACKETED, *_CLOSED):
            yield "EMAIL", *match.span(), 1.0
        for at in words.matches(_AT, *_SAID):
            window = max(0, at.start() - 200)
            before = _BEFORE_AT.search(text[window : at.start()])
            spelled = len(at[1]) > 2 or _PLAIN_AT.search(before[0] if before else "") or _PLAIN_AT.search(at[0])
            if before and spelled:
                yield "EMAIL", window + before.start() + _lead(before[0]), at.end(), 0.9


class Handle(Recognizer):
    """Names on social media, and web addresses that point at somebody."""

    kinds = ("URL_HANDLE",)

    def find(self, text: str, words: Words) -> Iterator[Span]:
        """Yield handles and addresses."""
        for match in words.matches(_HANDLE, "@"):
            yield "URL_HANDLE", *match.span(), 0.9
        for match in words.matches(_SITE, *_SAID):
            yield "URL_HANDLE", *match.span(), 0.6
        for match in words.matches(_ADDRESS, *_DOMAINS):
            scheme = len(re.match(r"(?:https?://)?", match[0], re.I)[0])  # type: ignore[index]  # it always matches
            yield "URL_HANDLE", match.start() + scheme, match.end(), 0.75 if "/" in match[0][scheme:] else 0.5


def _lead(spelled: str) -> int:
    """Return the length of the words by which a speaker leads up to a spelled address (`mail dan naar …`)."""
    match = _LEADING.match(spelled)
    return match.end() if match else 0
