"""Who is let in, and what each may do in which project. Each change needs a key of this archive, and is in the log."""

from __future__ import annotations

import hmac
import os
import re
import secrets
from dataclasses import dataclass

import tomlkit

from archive.detection.names import names_somebody
from archive.disk import destroy, write_whole
from archive.dutch.dictionary import short_words
from archive.errors import NotAllowed, NotFound, SettingsError, VaultError, WrongKey
from archive.home import Home
from archive.ingest.sealing import unapproved
from archive.ledger.store import Ledger
from archive.model import one_project
from archive.rights import STEWARD, Grant, Right
from archive.vault import age, passphrases
from archive.vault.secret import Keyholder, approval, pin, role_seal, share, unlock

_HANDLE = re.compile(r"[a-z][a-z0-9-]{1,30}")
_PROJECT = re.compile(r"(?=.*[^\W\d_])[\w .,:+-]{1,60}")


@dataclass(frozen=True)
class Login:
    """Somebody who may log in. The passphrase is shown once and stored nowhere."""

    user: str
    passphrase: str


def relock(home: Home, user: str, old: str, new: str) -> None:
    """Put somebody's key under another passphrase; the file under the old one is destroyed. Raises WrongKey."""
    path = home.identities / f"{user}.age"
    aside = path.with_suffix(".old")
    with home.alone():
        destroy(aside)  # what a killed process left
        locked = passphrases.wrap(passphrases.unlocked(path.read_bytes(), old), new)
        os.link(path, aside)
        write_whole(path, locked)
        destroy(aside)


def add_user(home: Home, ledger: Ledger, user: str, who: Keyholder) -> Login:
    """Let somebody in: their key is approved and opens the archive's secret. What they may do, their roles say.

    Raises SettingsError for a handle that is none or in use, NotAllowed when `who` may let nobody in.
    """
    check_lets_in(ledger, who)
    if not _HANDLE.fullmatch(user) or user == STEWARD or (home.identities / f"{user}.age").exists():
        raise SettingsError(
            "Een inlognaam bestaat uit kleine letters, cijfers en streepjes, is nog niet in gebruik, en is niet "
            "`steward`. Kies een andere."
        )
    secret, recipient = age.new_identity()
    login = Login(user, "-".join(secrets.choice(short_words()) for _ in range(5)))
    text = f"{age.PIN} {pin(who.secret)}\n{secret}\n"
    write_whole(home.identities / f"{user}.age", passphrases.wrap(text, login.passphrase))
    with home.alone():
        config = tomlkit.parse(home.config.read_text("utf-8"))
        config["vault"]["recipients"][user] = recipient  # type: ignore[index]
        ledger.grants.approve(user, recipient, approval(user, recipient, who.secret), who.who)
        write_whole(home.config, tomlkit.dumps(config).encode(), mode=0o644)
    _share(home, ledger, who)
    return login


def approve(home: Home, ledger: Ledger, handle: str, who: Keyholder) -> None:
    """Approve the public key that config.toml gives for somebody: whoever has it, is that person from now on.

    Raises NotAllowed for who grants no roles in every project of that person (of all, for the steward's own key),
    NotFound, or VaultError for what is no key.
    """
    _check_grants_all_of(ledger, handle, who)
    known = home.settings().vault.recipients
    if handle not in known:
        raise NotFound("Deze naam staat niet bij [vault.recipients] in config.toml.")
    age.check_recipient(known[handle])
    ledger.grants.approve(handle, known[handle], approval(handle, known[handle], who.secret), who.who)
    _share(home, ledger, who)


def remove_user(home: Home, ledger: Ledger, user: str, who: Keyholder) -> None:
    """Shut somebody out: their key is destroyed, their roles end, and nothing is sealed to them any more.

    Raises NotAllowed for who grants no roles in every project of that person, or NotFound.
    """
    _check_grants_all_of(ledger, user, who)
    path = home.identities / f"{user}.age"
    with home.alone():
        config = tomlkit.parse(home.config.read_text("utf-8"))
        recipients = config["vault"]["recipients"]  # type: ignore[index]
        if user == STEWARD or (user not in recipients and not path.exists()):  # type: ignore[operator]
            raise NotFound("Deze inlognaam is er niet.")
        recipients.pop(user, None)  # type: ignore[union-attr]
        write_whole(home.config, tomlkit.dumps(config).encode(), mode=0o644)
        destroy(path)
        ledger.grants.shut_out(user, who.who)
    _share(home, ledger, who)


def grant(home: Home, ledger: Ledger, given: Grant, who: Keyholder) -> None:
    """Grant a role; the first one in a project begins that project. Stories that are there are re-sealed apart.

    Raises NotAllowed without the right or for a project named after a person, NotFound for who was not let in.
    """
    _check_may_grant(ledger, given.project, who)
    if given.handle not in home.settings().vault.recipients or given.handle == STEWARD:
        raise NotFound("Deze inlognaam is er niet. Laat eerst iemand toe: `archive user add`.")
    check_project_name(given.project)
    ledger.grants.give(given, who.who, role_seal(given, who.secret))


def revoke(ledger: Ledger, taken: Grant, who: Keyholder) -> None:
    """End a role. Raises NotAllowed, or NotFound when it was not granted."""
    _check_may_grant(ledger, taken.project, who)
    ledger.grants.take(taken, who.who)


def check_project_name(untrusted_name: str) -> None:
    """Refuse a name of a project that is too long, odd, or a person's. Raises NotAllowed."""
    name = one_project(untrusted_name)
    if not _PROJECT.fullmatch(name):
        raise NotAllowed("De naam van een project is hoogstens 60 letters, cijfers, spaties en streepjes.")
    if names_somebody(name):
        raise NotAllowed(
            "In de naam van het project staat de naam van een mens. Die zou in het logboek en op elke pagina staan. "
            "Kies de naam van een wijk of een nummer."
        )


def come_in(home: Home, ledger: Ledger, key_text: str) -> Keyholder:
    """Return who came in with the text of a key file: as `recognise`, and the secret must be the one it belongs to.

    Raises WrongKey, or VaultError when the archive's secret was replaced.
    """
    keyholder, wanted = recognise(home, ledger, age.read_identity(key_text)), age.read_pin(key_text)
    if wanted and not hmac.compare_digest(wanted, pin(keyholder.secret)):
        raise VaultError(
            "Het geheim van dit archief is vervangen. Doe niets tot u weet door wie; zet een reservekopie terug."
        )
    return keyholder


def recognise(home: Home, ledger: Ledger, identity: age.Identity) -> Keyholder:
    """Return who came in with a key, by the public key that was approved for them, and open the archive's secret.

    A name is never taken at its word: a key that lies under another's name is its owner's. Raises WrongKey.
    """
    public = str(identity.to_public())
    handle = next((handle for handle, (key, _) in ledger.grants.keys().items() if key == public), None)
    if handle is None or home.settings().vault.recipients.get(handle) != public:
        raise WrongKey("Deze sleutel hoort niet bij dit archief, of is niet (meer) toegelaten.")
    keyholder = unlock(home, handle, identity)
    if not hmac.compare_digest(ledger.grants.keys()[handle][1], approval(handle, public, keyholder.secret)):
        raise WrongKey("Deze sleutel is door niemand goedgekeurd.")
    return keyholder


def check_lets_in(ledger: Ledger, who: Keyholder) -> None:
    """Refuse who is no steward of any project. Raises NotAllowed."""
    if not any(ledger.grants.may(who.who, Right.GRANT, project) for project in ("", *ledger.grants.projects())):
        raise NotAllowed("Mensen toelaten of uitsluiten doet de beheerder.")


def _check_grants_all_of(ledger: Ledger, handle: str, who: Keyholder) -> None:
    """Refuse who could get at a project by way of somebody else's key. Raises NotAllowed."""
    check_lets_in(ledger, who)
    theirs = {grant.project for grant in ledger.grants.all() if grant.handle == handle}
    projects = ledger.grants.projects() if handle == STEWARD else theirs
    hidden = any(about.startswith("/role/") and f"/{handle}/" in about for about in ledger.grants.changed())
    if hidden or not all(ledger.grants.may(who.who, Right.GRANT, project) for project in projects):
        raise NotAllowed("Deze persoon hoort ook bij projecten die u niet beheert. Vraag de steward.")


def _check_may_grant(ledger: Ledger, project: str, who: Keyholder) -> None:
    if not ledger.grants.may(who.who, Right.GRANT, project):
        raise NotAllowed(
            "Rollen in dit project geeft de beheerder van dit project, of wie de sleutel van de steward heeft."
        )


def _share(home: Home, ledger: Ledger, who: Keyholder) -> None:
    """Seal the archive's secret to every key that was approved with it, and to no other."""
    settings = home.settings()
    odd = unapproved(settings, ledger, who.secret)  # also one that was forged into the ledger
    share(home.secret, who.secret, [key for handle, key in settings.vault.recipients.items() if handle not in odd])
