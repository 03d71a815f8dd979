"""Speaker labels that are words for a role (`Interviewer`, `R2`, `SPEAKER_00`), and so no names."""

from __future__ import annotations

import re

_ASKS = re.compile(r"(i|int|interviewer|interviewster|v|vraag|q|gespreksleider|gespreksleiding|onderzoeker)\.?", re.I)
_ANSWERS = re.compile(r"(r|b|a|p|antwoord|respondent|resp|geïnterviewde|bewoner|deelnemer)\.?\s*\d*", re.I)
_MACHINE = re.compile(r"(?:s|spk|speaker|spreker)[ _]?(\d{1,6})", re.I)  # a longer number is no speaker's


def is_role_word(label: str) -> bool:
    """Say whether a label is a word for a role, or a number a machine gave, and so no name."""
    return any(pattern.fullmatch(label.strip()) for pattern in (_ASKS, _ANSWERS, _MACHINE))


def asks(label: str) -> bool:
    """Say whether a label is a word for who asks."""
    return bool(_ASKS.fullmatch(label))


def machine_number(label: str) -> int | None:
    """Return the number that a machine gave a speaker (`SPEAKER_00` → 0), None for any other label."""
    match = _MACHINE.fullmatch(label)
    return int(match[1]) if match else None
