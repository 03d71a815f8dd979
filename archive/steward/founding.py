"""Starting an archive: its folders, its keys, its first people."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import tomlkit

from archive.disk import make_key, write_whole
from archive.errors import SettingsError
from archive.home import Home
from archive.ledger.store import Ledger
from archive.model import one_project
from archive.publish.imprint import name
from archive.rights import STEWARD, Grant
from archive.signing.making import public_key
from archive.steward.restoring import SIGNER
from archive.steward.team import Login, add_user, check_project_name, grant
from archive.vault import age, secret
from archive.vault.digests import seal_key

TAKE_AWAY = "sleutels-om-mee-te-nemen"
FIRST_ROLES = ("researcher", "reader", "curator")  # of whoever begins: each may do everything but release their own


def found(
    home: Home, template: Path, users: list[str], projects: Iterable[str] = ("archief",)
) -> tuple[Path, list[Login]]:
    """Make a new archive and return where the steward's secret key was written, and the logins.

    Every user gets the first roles in every project. Raises SettingsError when there already is an archive: a second
    steward key would lock the first one out; NotAllowed for a project named after a person.
    """
    if home.config.exists():
        raise SettingsError(f"In {home.root} staat al een archief. Kies een andere map met --home.")
    for project in projects:
        check_project_name(project)
    home.make()
    config = tomlkit.parse(template.read_text("utf-8"))
    key, recipient = age.new_identity()
    config["vault"]["recipients"][STEWARD] = recipient  # type: ignore[index]
    signer = public_key(make_key(home.audit_key))
    shared = secret.make(home.secret, [recipient])
    away = home.root / TAKE_AWAY
    away.mkdir(mode=0o700, exist_ok=True)
    key_file = away / "steward.key"
    note = "# De herstelsleutel van dit archief. Bewaar hem NIET op deze machine.\n"
    write_whole(
        key_file, f"{note}{SIGNER}{signer}\n# public key: {recipient}\n{age.PIN} {secret.pin(shared)}\n{key}\n".encode()
    )
    seal_key(home.seal_key)
    name(config, make_key(home.publisher_key))
    steward = secret.Keyholder(STEWARD, age.read_identity(key), shared)
    with Ledger(home.ledger) as ledger:
        ledger.grants.approve(STEWARD, recipient, secret.approval(STEWARD, recipient, shared), STEWARD)
        write_whole(home.config, tomlkit.dumps(config).encode(), mode=0o644)
        logins = [add_user(home, ledger, user, steward) for user in users]
        for user in users:
            for project in projects:
                for role in FIRST_ROLES:
                    grant(home, ledger, Grant(one_project(project), user, role), steward)
    return key_file, logins
