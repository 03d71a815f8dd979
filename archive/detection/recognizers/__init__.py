"""What identifies, one file per kind; each a Presidio recognizer with a table of cases in tests/cases/.

They are usable from anybody's Presidio: `RecognizerRegistry(recognizers=recognizers.dutch())` (docs/recognizers.md).
"""

from archive.detection.recognizers.addresses import Postcode, Street
from archive.detection.recognizers.ages import Ages
from archive.detection.recognizers.base import Recognizer
from archive.detection.recognizers.bsn import Bsn
from archive.detection.recognizers.cast import Cast
from archive.detection.recognizers.contact import Email, Handle, Phone
from archive.detection.recognizers.dates import Dates
from archive.detection.recognizers.iban import Iban
from archive.detection.recognizers.ids import IdNumber
from archive.detection.recognizers.organisations import Organisations
from archive.detection.recognizers.persons import Persons
from archive.detection.recognizers.places import Places
from archive.detection.recognizers.plates import Plate
from archive.detection.recognizers.rare import Rare

ALL: tuple[type[Recognizer], ...] = (
    Bsn, Iban, Phone, Email, Handle, Postcode, Street, Plate, IdNumber, Dates, Ages, Cast, Persons, Organisations,
    Places, Rare,
)  # fmt: skip


def dutch() -> list[Recognizer]:
    """Return one of each, ready for a Presidio `RecognizerRegistry`; they find what `archive.model.KINDS` names."""
    return [recognizer() for recognizer in ALL]
