"""Every address of the desk, in one table. All want a login but `/inloggen`."""

from __future__ import annotations

from flask import Flask

from archive.web.desk import accounts, handing_in, participants, texts

ROUTES = (
    ("/inloggen", "GET", accounts.login_form),
    ("/inloggen", "POST", accounts.login),
    ("/uitloggen", "POST", accounts.logout),
    ("/logboek", "GET", accounts.events),
    ("/", "GET", texts.index),
    ("/inleveren", "GET", handing_in.upload_form),
    ("/inleveren", "POST", handing_in.upload),
    ("/teksten/<id>", "GET", texts.text),
    ("/teksten/<id>/openen", "POST", texts.unlock),
    ("/teksten/<id>/besluit", "POST", texts.decide),
    ("/teksten/<id>/toevoegen", "POST", texts.add),
    ("/teksten/<id>/klaar", "POST", texts.finish),
    ("/teksten/<id>/terug", "POST", texts.reopen),
    ("/teksten/<id>/vrijgeven", "POST", texts.release),
    ("/zoeken", "GET", texts.search),
    ("/deelnemers", "GET", participants.participants),
    ("/deelnemers/<int:number>", "GET", participants.participant),
    ("/deelnemers/<int:number>", "POST", participants.agree),
    ("/deelnemers/<int:number>/intrekken", "GET", participants.withdraw_form),
    ("/deelnemers/<int:number>/intrekken", "POST", participants.withdraw),
    ("/nakijken", "GET", participants.held),
    ("/nakijken", "POST", participants.look),
)


def add(app: Flask) -> None:
    """Put the table on an app."""
    for rule, method, view in ROUTES:
        app.add_url_rule(rule, endpoint=view.__name__, view_func=view, methods=[method])
