"""What a reading would be released as: for tests of pseudonyms, redaction and risk."""

from __future__ import annotations

from collections.abc import Sequence

from archive.config import Pseudonyms
from archive.ingest.redact import redact, replacements
from archive.model import Decision, Reading


def released(
    reading: Reading, decisions: Sequence[Decision] = (), rungs: Pseudonyms | None = None, pseudonym: str = ""
) -> list[tuple[str, str]]:
    """Return (role, pseudonymised text) of every turn."""
    return redact(reading.transcript, replacements(reading, decisions, rungs or Pseudonyms(), pseudonym))
