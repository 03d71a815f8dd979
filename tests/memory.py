"""What a running process still holds: every writable page of its memory, read from outside, searched for planted words."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from pathlib import Path

# The last two are how Python keeps a string with a wide character in it.
_ENCODINGS = (("utf-8", 1), ("utf-16-le", 2), ("utf-32-le", 4))
_MARK = "wevoqij"
_LETTERS = str.maketrans("0123456789", "bdfgklmnpr")


def readable(pid: int) -> bool:
    """Say whether this machine lets us read another process's memory (root, or the right to trace)."""
    try:
        return bool(dump(pid))
    except OSError:
        return False


def dump(pid: int) -> bytes:
    """Return all writable memory of a process."""
    parts = []
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_ = line.split()
            if not rights.startswith("rw") or line.endswith(("[vvar]", "[vsyscall]")):
                continue
            start, end = (int(side, 16) for side in span.split("-"))
            memory.seek(start)
            while start < end:
                try:
                    part = memory.read(min(end - start, 1 << 24))
                except OSError:  # a guard page
                    break
                if not part:
                    break
                parts.append(part)
                start += len(part)
    return b"\0".join(parts)


def planted(number: int, seed: int) -> list[str]:
    """Return words that stand in no list and in no program, all with one rare stretch in them."""
    chance = random.Random(seed)
    return [f"K{chance.choice('aeiou')}{_MARK}{chance.randrange(26**4):06d}".translate(_LETTERS) for _ in range(number)]


def found(memory: bytes, words: Iterable[str]) -> dict[str, int]:
    """Return how often each planted word stands in memory, in any of Python's encodings and in either case."""
    wanted = {word.lower() for word in words}
    counts: dict[str, int] = {}
    for encoding, width in _ENCODINGS:
        for mark in (_MARK, _MARK.upper()):  # one literal each: a pattern of many words would take hours
            for match in re.finditer(re.escape(mark.encode(encoding)), memory):
                around = memory[match.start() - 2 * width : match.end() + 6 * width]
                word = around.decode(encoding, "replace").lower()
                if word in wanted:
                    counts[word] = counts.get(word, 0) + 1
    return counts


def times(memory: bytes, secret: str) -> int:
    """Return how often one secret stands in memory, in any of Python's encodings."""
    return sum(memory.count(secret.encode(encoding)) for encoding, _ in _ENCODINGS)
