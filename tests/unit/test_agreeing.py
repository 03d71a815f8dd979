"""A change of consent and a destruction: by the steward who holds the keys, or by two people together."""

from datetime import date

import pytest

from archive.config import Retention, Settings
from archive.consent import Consent
from archive.errors import NotAllowed, NotFound
from archive.model import Participant
from archive.steward import agreeing, retention, withdrawal
from archive.steward.resealing import reseal
from archive.vault import story
from tests import small
from tests.small import LAYERS, P07

FIRST, SECOND = "T0000000001", "T0000000002"
MORE = Consent(P07, (*LAYERS, "citaten"), "2020-01-01")
P08 = Participant("wijk", "P08")


@pytest.fixture
def desk(tmp_path):
    """Two stories of P07. eva and tom research; ada is steward of the project; cas is of another project."""
    made = small.make(tmp_path / "var", "eva", "tom", "ada", "cas", projects=())
    made.grant("eva")
    made.grant("tom")
    made.grant("cas", "elders", "researcher", "steward")
    made.tell(id=FIRST)
    made.tell(id=SECOND, text=f"{small.STORY} Nog een keer.")
    with made.ledger() as ledger:
        made.open = ledger
        yield made


def ask(desk, handle, consent=MORE, participant=P07):
    return agreeing.ask(desk.home, desk.home.settings(), desk.open, participant, consent, desk.who(handle))


def confirm(desk, handle, participant=P07, number=None):
    number = number or desk.open.proposals.of(participant).number
    return agreeing.confirm(desk.home, desk.home.settings(), desk.open, participant, number, desk.who(handle))


def layers(desk):
    return desk.open.agreements.get(P07).layers


def there(desk):
    return sorted(path.name for path in desk.home.sealed.iterdir())


def logged(desk):
    return [(event.who, event.what) for event in desk.open.events()]


def test_a_changed_consent_holds_when_a_second_person_confirms_it(desk):
    assert ask(desk, "eva").proposed and layers(desk) == LAYERS
    with pytest.raises(NotAllowed, match="stelde dit zelf voor"):
        confirm(desk, "eva")
    assert layers(desk) == LAYERS and desk.open.proposals.of(P07).by == "eva"
    assert not confirm(desk, "tom").proposed
    assert layers(desk) == MORE.layers and desk.open.proposals.all() == []
    assert {("eva", "propose"), ("tom", "confirm"), ("tom", "consent")} <= set(logged(desk))


def test_a_story_is_destroyed_when_a_second_person_confirms_it(desk):
    assert ask(desk, "eva", None).proposed and there(desk) == [FIRST, SECOND]
    with pytest.raises(NotAllowed, match="stelde dit zelf voor"):
        confirm(desk, "eva")
    assert there(desk) == [FIRST, SECOND]
    assert confirm(desk, "tom").certificate.exists()
    assert there(desk) == [] and desk.open.all() == [] and desk.open.agreements.get(P07) is None
    assert desk.open.proposals.all() == []


def test_proposing_it_twice_is_not_two_people(desk):
    ask(desk, "eva", None)
    assert ask(desk, "eva", None).proposed and there(desk) == [FIRST, SECOND]


def test_what_is_confirmed_is_what_was_read(desk):
    ask(desk, "eva")
    seen = desk.open.proposals.of(P07).number
    ask(desk, "eva", None)  # something else now
    with pytest.raises(NotFound, match="veranderd"):
        confirm(desk, "tom", number=seen)
    assert there(desk) == [FIRST, SECOND]


def test_what_cannot_be_agreed_to_cannot_be_proposed(desk):
    with pytest.raises(NotAllowed, match="verzegeld verhaal"):
        ask(desk, "eva", Consent(P07, LAYERS, "2020-01-01", pseudonym="Wendelmoed"))
    assert desk.open.proposals.all() == []


def test_a_proposal_that_can_no_longer_be_carried_out_is_not_confirmed(desk):
    """Between the proposal and its confirmation a story came in that holds the pseudonym as a name."""
    ask(desk, "eva", Consent(P07, LAYERS, "2020-01-01", pseudonym="Oedipa"))
    desk.tell("Dat zei Oedipa Zwaluwstra.", "Oedipa Zwaluwstra", id="T0000000003", who=P08)
    for deed in (lambda: confirm(desk, "tom"), lambda: ask(desk, "steward", desk.open.proposals.of(P07).consent)):
        with pytest.raises(NotAllowed, match="verzegeld verhaal"):
            deed()
    assert desk.open.proposals.of(P07) and "confirm" not in {what for _, what in logged(desk)}


def test_who_a_consent_excludes_has_no_say_in_it(desk):
    desk.open.agreements.put(Consent(P07, LAYERS, "2020-01-01", readers=("eva",)), "eva")
    with pytest.raises(NotAllowed, match="maar enkele onderzoekers"):
        ask(desk, "tom")
    ask(desk, "eva")
    with pytest.raises(NotAllowed, match="maar enkele onderzoekers"):
        confirm(desk, "tom")
    assert layers(desk) == LAYERS
    assert not confirm(desk, "steward").proposed and layers(desk) == MORE.layers


@pytest.mark.parametrize("consent", [MORE, None])
def test_a_steward_of_the_desk_acts_alone_only_with_a_key_to_every_story(desk, consent):
    desk.grant("ada", "wijk", "steward")
    assert ask(desk, "ada", consent).proposed and there(desk) == [FIRST, SECOND]
    reseal(desk.home, desk.home.settings(), desk.open, desk.who())
    assert not ask(desk, "ada", consent).proposed
    assert there(desk) == ([FIRST, SECOND] if consent else [])


def test_a_key_to_one_of_two_stories_is_no_key_to_both(desk):
    desk.grant("ada", "wijk", "steward")
    known = {**desk.home.settings().vault.recipients}
    known.pop("cas")
    _, mark = story.reseal(
        desk.home.sealed / FIRST, known, desk.identities["steward"], desk.key, desk.open.bound(FIRST)
    )
    desk.open.note("steward", "sealed", FIRST, mark=mark)
    assert ask(desk, "ada", None).proposed and there(desk) == [FIRST, SECOND]


@pytest.mark.parametrize("consent", [MORE, None])
def test_who_holds_the_stewards_key_needs_nobody(desk, consent):
    ask(desk, "eva", consent)
    assert not ask(desk, "steward", consent).proposed
    assert desk.open.proposals.all() == [] and there(desk) == ([FIRST, SECOND] if consent else [])


def test_a_first_consent_needs_nobody_else(desk):
    first = Consent(P08, LAYERS, "2020-01-01")
    assert not ask(desk, "eva", first, P08).proposed and desk.open.agreements.get(P08).layers == LAYERS
    assert ask(desk, "eva", Consent(P08, ("bewaren",), "2020-01-01"), P08).proposed  # the next one does


@pytest.mark.parametrize("consent", [MORE, None])
def test_of_another_project_nobody_exists(desk, consent):
    with pytest.raises(NotFound, match="Deze deelnemer is er niet"):
        ask(desk, "cas", consent)
    ask(desk, "eva", consent)
    with pytest.raises(NotFound, match="Deze deelnemer is er niet"):
        confirm(desk, "cas")
    assert there(desk) == [FIRST, SECOND] and layers(desk) == LAYERS


def test_one_text_of_several_is_destroyed_by_who_needs_nobody(desk):
    plan = withdrawal.plan(desk.home, desk.home.settings(), desk.open, FIRST)
    with pytest.raises(NotAllowed, match="beheerder"):
        agreeing.destroy(desk.home, desk.home.settings(), desk.open, plan, desk.who("eva"))
    assert there(desk) == [FIRST, SECOND]
    agreeing.destroy(desk.home, desk.home.settings(), desk.open, plan, desk.who())
    assert there(desk) == [SECOND]


def test_what_falls_due_is_destroyed_by_who_needs_nobody_or_not_at_all(desk):
    desk.grant("ada", "wijk", "steward")
    rows = retention.due(desk.home, Settings(retention=Retention(transcript=1)), desk.open, date(2030, 1, 1))
    assert len(rows) == 2
    for handle in ("eva", "ada"):
        with pytest.raises(NotAllowed, match="beheerder"):
            retention.carry_out(desk.home, desk.home.settings(), desk.open, rows, desk.who(handle))
    assert there(desk) == [FIRST, SECOND]


def test_a_steward_with_a_key_still_acts_alone_when_who_is_who_is_gone(desk):
    desk.grant("ada", "wijk", "steward")
    reseal(desk.home, desk.home.settings(), desk.open, desk.who())
    for id in (FIRST, SECOND):
        desk.open.note("ada", "names-destroyed", id, mark=story.drop(desk.home.sealed / id, story.READING, desk.key))
    assert not ask(desk, "ada", None).proposed and there(desk) == []


def test_a_number_in_the_list_of_participants_is_never_anothers(desk):
    """It stands in an address: who opens an older one must not land at somebody else."""
    desk.open.agreements.put(Consent(P08, LAYERS, "2020-01-01"), "eva")
    number = desk.open.agreements.get(P08).number
    ask(desk, "steward", None, P08)
    desk.open.agreements.put(Consent(Participant("wijk", "P09"), LAYERS, "2020-01-01"), "eva")
    with pytest.raises(NotFound):
        desk.open.agreements.numbered(number)
