"""What identifies, one file per kind; each a Presidio recognizer with a table of cases in tests/cases/."""

from archive.ingest.recognizers.addresses import Postcode, Street
from archive.ingest.recognizers.ages import Ages
from archive.ingest.recognizers.base import Recognizer
from archive.ingest.recognizers.bsn import Bsn
from archive.ingest.recognizers.cast import Cast
from archive.ingest.recognizers.contact import Email, Handle, Phone
from archive.ingest.recognizers.dates import Dates
from archive.ingest.recognizers.iban import Iban
from archive.ingest.recognizers.ids import IdNumber
from archive.ingest.recognizers.organisations import Organisations
from archive.ingest.recognizers.persons import Persons
from archive.ingest.recognizers.places import Places
from archive.ingest.recognizers.plates import Plate
from archive.ingest.recognizers.rare import Rare

ALL: tuple[type[Recognizer], ...] = (
    Bsn, Iban, Phone, Email, Handle, Postcode, Street, Plate, IdNumber, Dates, Ages, Cast, Persons, Organisations,
    Places, Rare,
)  # fmt: skip
