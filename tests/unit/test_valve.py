"""What publish() lets out: nothing that names somebody once it is shown, nothing without consent, nothing held back."""

import pytest

from archive.config import Settings
from archive.consent import Consent
from archive.detection.names import CAPITAL, NAME
from archive.model import Participant
from archive.publish.content import load
from archive.publish.inspection import inspect
from archive.publish.problems import Blocked
from archive.publish.valve import publish
from archive.vault.digests import digest
from archive.vault.names import KnownNames
from tests import small, small_media
from tests.conftest import write_lesson
from tests.small import P07

KEY = b"k" * 32
SEALED = KnownNames({digest("wendelmoed", KEY): NAME, digest("roos", KEY): CAPITAL}, KEY, holders=lambda one: {P07})
THEMES = '[[theme]]\nslug = "eerste-contact"\nname = "Eerste contact"\nname_en = "First contact"\nexplanation = "Hoe u begint."\n'
RESTS = 'rests_on = ["wijk/P07"]\n'


@pytest.fixture
def site(tmp_path):
    """A small archive and a content folder with one lesson in it."""
    made = small.make(tmp_path / "var", "eva")
    made.content = tmp_path / "content"
    for folder in ("lessons", "approaches", "videos", "collections", "pages", "media"):
        (made.content / folder).mkdir(parents=True)
    (made.content / "themes.toml").write_text(THEMES)
    write_lesson(made.content, "bel-eerst", "Bel eerst, schrijf daarna")
    return made


def out(site, **how):
    return publish(site.home, Settings(), site.content, SEALED, **how)


def stopped(site):
    """What stops a publication, as words; and nothing of it reached the public."""
    with pytest.raises(Blocked) as caught:
        out(site)
    assert list(site.home.public.iterdir()) == []
    return " ".join(f"{problem.what} {problem.why}" for problem in caught.value.problems)


def written(site):
    """Every byte of the bundle that is served."""
    return b"".join(path.read_bytes() for path in (site.home.public / "current").resolve().rglob("*") if path.is_file())


def agree(site, who=P07, layers=("bewaren", "lessen"), **more):
    with site.ledger() as ledger:
        ledger.agreements.put(Consent(who, layers, "2020-01-01", **more), "eva")


@pytest.mark.parametrize(
    ("body", "front"),
    [
        ("Gewoon.", 'title_en = "Over Wendelm\\u006fed"\n'), ("Gewoon.", 'summary_en = "Over wendel\\u006Doed"\n'),
        ("Kijk [wendel](/x)[moed](/y) daar.", ""), ("Kijk wendel[](/x)moed daar.", ""),
        ("Kijk wendel[moed](https://x.example/" + "a" * 210 + ") daar.", ""),
    ],
)  # fmt: skip
def test_a_name_that_only_shows_on_the_page_stops_the_publication(site, body, front):
    write_lesson(site.content, "tweede-les", "Een tweede les", body, front)
    assert "zoals het op de site zou staan" in stopped(site)


def test_a_name_that_only_shows_in_a_word_list_stops_it_too(site):
    source = '[extra]\ntitle = "Over Wendelm\\u006fed"\norganisation = "De wijk"\nyear = 2020\n'
    (site.content / "sources.toml").write_text(source)
    assert "zoals het op de site zou staan" in stopped(site)


@pytest.mark.parametrize(
    "where", ["media/wendelmoed.png", "lessons/wendelmoed.txt", "lessons/roos.txt", "media/W%65ndelmoed.png"]
)
def test_a_name_in_the_name_of_a_file_stops_it(site, where):
    (site.content / where).write_bytes(b"")
    assert "bestandsnaam" in stopped(site)


@pytest.mark.parametrize(
    ("name", "data"),
    [("x.html", b""), ("x.png", b"\x89PNG....eXIf"), ("x.jpg", b"....Exif\0"), ("x.svg", "Wendelmoed".encode("utf-16")), ("x.vtt", b"Zoals Wendelmoed zegt.")],
)  # fmt: skip
def test_media_that_cannot_be_read_or_that_name_somebody_stop_it(site, name, data):
    (site.content / "media" / name).write_bytes(data)
    stopped(site)


def film(site, body, more=""):
    name = f'[[public_names]]\nname = "Wendelmoed"\nreason = "draagt de eigen naam"\n{more}'
    text = f'+++\ntitle = "Een film"\nsummary = "Kort."\n{name}+++\n\n{body}\n'
    (site.content / "videos" / "film.md").write_text(text)


OWN = 'participant = "wijk/P07"\n'


def test_a_name_may_stand_in_its_own_film_only(site):
    agree(site, layers=("bewaren", "film"), own_name_in_film=True)
    film(site, "Zoals Wendelmoed zegt.", OWN)
    assert out(site, dry_run=True) is None and list(site.home.public.iterdir()) == []
    write_lesson(site.content, "derde-les", "Een derde les", "Zoals Wendelmoed zegt.")
    assert "verzegelde naam" in stopped(site)


@pytest.mark.parametrize("more", ["", OWN])
def test_a_declared_name_that_is_sealed_stops_a_lesson_whatever_was_agreed(site, more):
    agree(site, layers=("bewaren", "lessen", "film"), own_name_in_film=True)
    front = f'[[public_names]]\nname = "Wendelmoed"\nreason = "draagt de eigen naam"\n{more}'
    write_lesson(site.content, "tweede-les", "Een tweede les", "Zoals Wendelmoed zegt.", front)
    assert "verzegelde naam" in stopped(site)


@pytest.mark.parametrize(
    "table",
    [
        '[gemeente]\n"Wendelmoed" = "GM1"\n',
        '[gemeente]\n"Wendelm\\u006fed" = "GM1"\n',
        '[gemeente]\n"Delft" = "Wendelm\\u006fed"\n',
    ],
)
def test_a_town_that_is_no_place_lets_no_name_through(site, table):
    (site.content / "municipalities.toml").write_text(table)
    write_lesson(site.content, "tweede-les", "Een tweede les", front='municipality = ["Wendelmoed"]\n')
    stopped(site)
    write_lesson(site.content, "tweede-les", "Een tweede les")
    assert "Wendelmoed" in stopped(site)


def test_a_town_that_is_also_a_sealed_name_passes_in_its_own_field_only(site, monkeypatch):
    monkeypatch.setattr("tests.unit.test_valve.SEALED", KnownNames({digest("delft", KEY): NAME}, KEY))
    (site.content / "municipalities.toml").write_text('[gemeente]\n"Delft" = "GM0503"\n')
    write_lesson(site.content, "tweede-les", "Een tweede les", front='municipality = ["Delft"]\n')
    assert out(site, dry_run=True) is None
    for body, front in (("Dat zei Delft.", ""), ("municipality: Delft", ""), ("Gewoon.", 'summary_en = "Delft"\n')):
        third = write_lesson(site.content, "derde-les", "Een derde les", body, front)
        assert "Delft" in stopped(site)
        assert third in {problem.file for problem in inspect(load(site.content), SEALED, 0.75, lambda *_: None)}


def test_why_a_name_may_be_public_is_read_too(site):
    front = '[[public_names]]\nname = "Angela Jansen"\nreason = "vriendin van Wendelm\\u006fed"\n'
    write_lesson(site.content, "tweede-les", "Een tweede les", front=front)
    assert "zoals het op de site zou staan" in stopped(site)


def test_what_rests_on_somebody_waits_for_their_consent(site):
    write_lesson(site.content, "tweede-les", "Een tweede les", front=RESTS)
    assert "geen toestemming bekend" in stopped(site)
    agree(site, layers=("bewaren", "onderzoek"))
    assert "stemde niet in met lessen" in stopped(site)
    agree(site)
    out(site)
    with site.ledger() as ledger:
        assert ledger.agreements.resting() == {"lesson/tweede-les": {P07}}
    assert b"tweede-les" in written(site) and b"P07" not in written(site) and b"rests_on" not in written(site)


def test_whose_own_name_it_is_stands_in_no_bundle(site):
    agree(site, layers=("bewaren", "film"), own_name_in_film=True)
    film(site, "Zoals Wendelmoed zegt.", OWN)
    out(site)
    assert b"Wendelmoed" in written(site) and b"P07" not in written(site)


def test_what_is_held_back_stays_out_with_its_pictures_and_whatever_points_at_it(site):
    agree(site, who=Participant("wijk", "P08"))
    (site.content / "media" / "kaart.png").write_bytes(small_media.png())
    write_lesson(
        site.content, "tweede-les", "Een tweede les", "![Een kaart](/media/kaart.png)", 'rests_on = ["wijk/P08"]\n'
    )
    (site.content / "collections" / "avond.md").write_text(
        '+++\ntitle = "Voor een avond"\nsummary = "Kort."\n[[items]]\nlesson = "tweede-les"\n+++\n\nLees.\n'
    )
    out(site)
    assert b"kaart.png" in written(site) and b"avond" in written(site)
    with site.ledger() as ledger:
        ledger.forget((), "eva", items={"lesson/tweede-les"}, because=P07)
    out(site)
    assert not any(word in written(site) for word in (b"tweede-les", b"kaart.png", b"avond"))
