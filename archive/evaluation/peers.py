"""Other tools on the same text: Presidio as it comes, and Deduce where it is installed. For measuring only.

Deduce (PyPI `deduce`; GPL-3 in its licence file, LGPL-3-or-later in its metadata) is never a dependency of the archive:
`archive evaluate --peers` and `make bench` load it when it is there.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from presidio_analyzer import AnalyzerEngine, RecognizerRegistry

from archive.detection.words import Engine
from archive.errors import ArchiveError

# A text in, spans out: (start, end, the kinds of ours that the peer's label can stand for).
Finder = Callable[[str], list[tuple[int, int, frozenset[str]]]]

# Used for the figures per kind only. Coverage counts under any mask, known here or not.
_DEDUCE = {
    "persoon": "PERSON", "patient": "PERSON", "locatie": "LOCATION_PLACE LOCATION_STREET POSTCODE",
    "ziekenhuis": "ORGANISATION", "zorginstelling": "ORGANISATION", "datum": "DATE DATE_BIRTH", "leeftijd": "AGE",
    "bsn": "BSN", "id": "ID_NUMBER", "telefoonnummer": "PHONE", "emailadres": "EMAIL", "url": "URL_HANDLE",
}  # fmt: skip
_PRESIDIO = {
    "PERSON": "PERSON", "LOCATION": "LOCATION_PLACE LOCATION_STREET", "ORGANIZATION": "ORGANISATION",
    "DATE_TIME": "DATE DATE_BIRTH AGE", "PHONE_NUMBER": "PHONE", "IBAN_CODE": "IBAN",
}  # fmt: skip


def presidio() -> Finder:
    """Return Presidio's predefined recognizers for Dutch, without a language model.

    Left out are e-mail and web addresses: those two fetch the public suffix list from the internet.
    """
    registry = RecognizerRegistry(supported_languages=["nl"])
    registry.load_predefined_recognizers(languages=["nl"])
    for name in ("EmailRecognizer", "UrlRecognizer"):
        registry.remove_recognizer(name)
    engine = AnalyzerEngine(
        registry=registry, nlp_engine=Engine(), supported_languages=["nl"], log_decision_process=False
    )
    return lambda text: [
        (result.start, result.end, frozenset(_PRESIDIO.get(result.entity_type, "").split()))
        for result in engine.analyze(text, language="nl")
    ]


def deduce(cache: Path | None = None) -> Finder:
    """Return Deduce, as it comes. Its first start takes a minute; then it reads what it kept in `cache`.

    Raises ArchiveError when it is not installed.
    """
    check()
    folder = cache or _user_cache()
    with _quiet():
        from deduce import Deduce, __version__

        ready = folder / f"ready-{__version__}"  # without it, what lies there may be half written
        engine = Deduce(cache_path=folder, build_lookup_structs=not ready.exists())
        ready.touch()

    def find(text: str) -> list[tuple[int, int, frozenset[str]]]:
        document = engine.deidentify(text, disabled={"redactor"})
        return [(a.start_char, a.end_char, frozenset(_DEDUCE.get(a.tag, "").split())) for a in document.annotations]

    return find


def check() -> None:
    """Raise ArchiveError, with what to do, when Deduce is not installed."""
    if find_spec("deduce") is None:
        raise ArchiveError(
            "Om te vergelijken is Deduce nodig, en dat is hier niet geïnstalleerd. "
            "Draai in de map van het archief: pip install '.[peers]'. Zonder --peers meet u alleen het archief."
        )


def _user_cache() -> Path:
    """Return a folder in the user's own cache for Deduce. It unpickles what lies there, so nobody else may write."""
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = root / "binnenskamers" / "deduce"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Deduce's import from setting the root logger to DEBUG on standard output."""
    root, nothing = logging.getLogger(), logging.NullHandler()
    root.addHandler(nothing)
    try:
        yield
    finally:
        root.removeHandler(nothing)
