"""Every address of the desk × every role × one's own and another's project, beside a table written by hand."""

from __future__ import annotations

import pytest

from archive.model import Participant
from archive.rights import ROLES, Grant
from archive.web.desk import urls
from archive.web.desk.access import Of
from archive.web.desk.app import create_app
from tests import small

# Who may, in a project in which they have that role and no other: r(esearcher), 2 (second reader), c(urator), s(teward).
# "open" wants no login, "all" wants one and nothing more. A new route must be added here, by hand.
TABLE = {
    ("/inloggen", "GET"): "open", ("/inloggen", "POST"): "open", ("/uitloggen", "POST"): "all", ("/", "GET"): "all",
    ("/logboek", "GET"): "r2s", ("/wachtzin", "GET"): "all", ("/wachtzin", "POST"): "all",
    ("/inleveren", "GET"): "r", ("/inleveren", "POST"): "r",
    ("/teksten/<id>", "GET"): "r2s", ("/teksten/<id>/openen", "POST"): "r2", ("/teksten/<id>/besluit", "POST"): "r",
    ("/teksten/<id>/toevoegen", "POST"): "r", ("/teksten/<id>/klaar", "POST"): "r",
    ("/teksten/<id>/terug", "POST"): "r2", ("/teksten/<id>/vrijgeven", "POST"): "2", ("/zoeken", "GET"): "r2",
    ("/deelnemers", "GET"): "r2s", ("/deelnemers/<int:number>", "GET"): "r2s", ("/deelnemers/<int:number>", "POST"): "r2s",
    ("/deelnemers/<int:number>/intrekken", "GET"): "r2s", ("/deelnemers/<int:number>/intrekken", "POST"): "r2s",
    ("/deelnemers/<int:number>/bevestigen", "POST"): "r2s", ("/deelnemers/<int:number>/afwijzen", "POST"): "r2s",
    ("/nakijken", "GET"): "cs", ("/nakijken", "POST"): "cs",
    ("/mensen", "GET"): "s", ("/mensen", "POST"): "s", ("/mensen/einde", "POST"): "s",
}  # fmt: skip
LETTER = {"researcher": "r", "reader": "2", "curator": "c", "steward": "s"}
OWN, OTHER, ABSENT = "wijk", "oost", "nergens"
TEXT = {OWN: "T0000000001", OTHER: "T0000000002", ABSENT: "T0000000003"}
NUMBER = {OWN: 1, OTHER: 2, ABSENT: 3}
ITEM = {OWN: "lesson/eigen", OTHER: "lesson/andere", ABSENT: "lesson/geen"}


class Desk:
    """A desk with one person, who has one role in `wijk`, or none; and a text, a participant, an item in each project."""

    def __init__(self, folder, role):
        self.small = small.make(folder / "var", "eva", projects=())
        for project, id in ((OWN, TEXT[OWN]), (OTHER, TEXT[OTHER])):
            self.small.grant("niemand", project)
            self.small.tell(id=id, who=Participant(project, "P07"))
            with self.small.ledger() as ledger:
                ledger.forget((), "test", items=[ITEM[project]], because=Participant(project, "P07"))
        if role:
            self.small.grant("eva", OWN, role)
        self.app = create_app(self.small.home, self.small.home.settings())
        self.opened = self.app.extensions["desk"]
        self.renew()

    def renew(self):
        """Log in (again)."""
        self.cookie = self.opened.sessions.begin(self.small.who("eva"))
        self.token = self.opened.sessions.get(self.cookie).form_token

    def ask(self, route, project):
        """Ask a route about the things of a project; return the status and what was said."""
        client = self.app.test_client()
        client.set_cookie(small.cookie(self.app), self.cookie)
        address = route.rule.replace("<id>", TEXT[project]).replace("<int:number>", str(NUMBER[project]))
        form = {
            "form_token": self.token,
            "project": project,
            "stuk": ITEM[project],
            "vanwege": f"{project}/P07",
            "reden": "herschreven",
        }
        answer = client.open(address, method=route.method, data=form if route.method == "POST" else None)
        return answer.status_code, answer.get_data(as_text=True)


@pytest.fixture(params=[*ROLES, ""], ids=lambda role: role or "no role")
def role(request):
    return request.param


@pytest.fixture
def desk(tmp_path, role):
    made = Desk(tmp_path, role)
    yield made
    made.opened.ledger.close()


def test_the_table_names_every_route_and_no_other():
    assert {(route.rule, route.method) for route in urls.ROUTES} == set(TABLE)


def test_each_route_lets_in_whom_the_table_says_and_nobody_else(desk, role):
    wrong = []
    for route in urls.ROUTES:
        allowed = TABLE[route.rule, route.method]
        if allowed == "open" and route.method == "POST":
            continue  # the login itself: test_desk_access.py
        for project in (OWN, OTHER):
            desk.renew()  # logging out is among the routes
            status, _ = desk.ask(route, project)
            listed = route.of is Of.ANY  # a list of what is one's own: whichever project is asked about
            right = allowed in ("open", "all") or (
                role and LETTER[role] in allowed and (listed or project == OWN)
            )  # fmt: skip
            if right == (status in (403, 404)) or status == 500:
                wrong.append((route.rule, route.method, project, status))
    assert wrong == []


def test_what_is_anothers_is_answered_as_what_is_not_there(desk):
    for route in urls.ROUTES:
        if route.of in (Of.TEXT, Of.PARTICIPANT, Of.ITEM, Of.PROJECT):
            assert desk.ask(route, OTHER) == desk.ask(route, ABSENT), (route.rule, route.method)


def test_no_page_shows_anything_of_another_project(desk):
    for route in urls.ROUTES:
        if route.method == "GET" and route.of in (Of.ANY, Of.SELF):
            said = desk.ask(route, OWN)[1]
            assert not [word for word in (OTHER, TEXT[OTHER], ITEM[OTHER]) if word in said], route.rule


def test_every_refusal_is_in_the_log_with_the_route_and_never_the_address(desk):
    with desk.small.ledger() as ledger:
        before = len(ledger.events(limit=1000))
    desk.ask(next(r for r in urls.ROUTES if r.rule == "/teksten/<id>"), OTHER)
    with desk.small.ledger() as ledger:
        desk.opened.refusals.write(ledger, now=True)
        new = ledger.events(limit=1000)[: len(ledger.events(limit=1000)) - before]
    said = [(row.who, row.what, row.why, row.about, row.transcript) for row in new]
    assert said == [("eva", "refused", "text", None, None)]


@pytest.mark.parametrize("role", ["researcher"], indirect=True)
def test_a_role_that_ended_yesterday_opens_nothing(desk):
    with desk.small.ledger() as ledger:
        ledger.grants.give(Grant(OWN, "eva", "researcher", "2020-01-01"), "test")
    route = next(r for r in urls.ROUTES if r.rule == "/teksten/<id>")
    assert desk.ask(route, OWN)[0] == 404
