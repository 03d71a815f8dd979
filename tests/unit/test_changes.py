"""Who changes what they agreed to is off the site and out of research at once, and never under a name or an old code."""

import pytest

from archive.consent import Consent
from archive.errors import NotAllowed
from archive.steward.changes import change
from tests.small import LAYERS, P07
from tests.unit.test_withdrawal import FIRST, P08, desk, indexed, shown, take_back  # noqa: F401  # the fixture


@pytest.mark.parametrize(
    ("agreed", "left"),
    [
        ({"layers": LAYERS}, {"vraag-door", "bel-eerst"}), ({"layers": (*LAYERS, "citaten")}, {"vraag-door", "bel-eerst", "citaat"}),
        ({"layers": ("bewaren",)}, {"bel-eerst"}), ({"embargo": {"lessen": "2999-01-01"}}, {"bel-eerst"}), ({"until": "2020-12-31"}, {"bel-eerst"}),
    ],
)  # fmt: skip
def test_what_changed_consent_no_longer_covers_goes_off_the_site_at_once(desk, agreed, left):  # noqa: F811
    changed = Consent(P07, **{"layers": (*LAYERS, "citaten"), "since": "2020-01-01", **agreed})
    lost = change(desk.home, desk.ledger, changed, desk.made.who("eva"))
    assert shown(desk) == left and set(lost) == {f"lesson/{slug}" for slug in {"vraag-door", "citaat"} - left}
    assert {held.item for held in desk.ledger.agreements.held()} == set(lost)


def test_without_consent_for_research_a_released_text_is_taken_out(desk):  # noqa: F811
    change(desk.home, desk.ledger, Consent(P07, ("bewaren", "lessen"), "2020-01-01"), desk.made.who("eva"))
    assert desk.ledger.get(FIRST).state == "decided" and list(desk.home.released.iterdir()) == []
    assert indexed(desk) == set()


def test_a_pseudonym_is_nobodys_name_and_a_code_that_left_does_not_come_back(desk):  # noqa: F811
    for pseudonym in ("Wendelmoed Zee", "Anna Krijgsveld"):
        with pytest.raises(NotAllowed, match="naam uit een verzegeld verhaal"):
            changed = Consent(P08, LAYERS, "2020-01-01", pseudonym=pseudonym)
            change(desk.home, desk.ledger, changed, desk.made.who("eva"))
    take_back(desk)
    with pytest.raises(NotAllowed, match="nieuwe code"):
        change(desk.home, desk.ledger, Consent(P07, LAYERS, "2020-01-01"), desk.made.who("eva"))
    assert desk.ledger.agreements.get(P07) is None
