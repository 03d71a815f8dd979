"""Starting an archive: its folders, its keys, its people."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from archive.disk import destroy, make_key, write_whole
from archive.dutch.dictionary import short_words
from archive.errors import NotFound, SettingsError
from archive.home import Home
from archive.vault import age, passphrases
from archive.vault.digests import digest_key

TAKE_AWAY = "sleutels-om-mee-te-nemen"
_HANDLE = re.compile(r"[a-z][a-z0-9-]{1,30}")


@dataclass(frozen=True)
class Login:
    """Somebody who may log in. The passphrase is shown once and stored nowhere."""

    user: str
    passphrase: str


def found(home: Home, template: Path, users: list[str]) -> tuple[Path, list[Login]]:
    """Make a new archive and return where the steward's secret key was written, and the logins.

    Raises SettingsError when there already is one: a second steward key would lock the first one out.
    """
    if home.config.exists():
        raise SettingsError(f"In {home.root} staat al een archief. Kies een andere map met --home.")
    home.make()
    config = tomlkit.parse(template.read_text("utf-8"))
    secret, recipient = age.new_identity()
    config["vault"]["recipients"]["steward"] = recipient  # type: ignore[index]
    away = home.root / TAKE_AWAY
    away.mkdir(mode=0o700, exist_ok=True)
    key_file = away / "steward.key"
    note = "# De herstelsleutel van dit archief. Bewaar hem NIET op deze machine.\n"
    write_whole(key_file, f"{note}# public key: {recipient}\n{secret}\n".encode())
    logins = [_add(home, config, user) for user in users]
    digest_key(home.digest_key)
    make_key(home.audit_key)
    write_whole(home.config, tomlkit.dumps(config).encode(), mode=0o644)
    return key_file, logins


def add_user(home: Home, user: str) -> Login:
    """Let somebody in: what is uploaded after this is sealed to them too; older stories after a re-sealing."""
    with home.alone():
        config = tomlkit.parse(home.config.read_text("utf-8"))
        login = _add(home, config, user)
        write_whole(home.config, tomlkit.dumps(config).encode(), mode=0o644)
    return login


def remove_user(home: Home, user: str) -> None:
    """Shut somebody out: their key is destroyed, and nothing is sealed to them any more. Raises NotFound."""
    with home.alone():
        config = tomlkit.parse(home.config.read_text("utf-8"))
        vault_ = config["vault"]
        path = home.identities / f"{user}.age"
        if user == "steward" or (user not in vault_["recipients"] and not path.exists()):  # type: ignore[operator,index]
            raise NotFound("Deze inlognaam is er niet.")
        vault_["recipients"].pop(user, None)  # type: ignore[index,union-attr]
        for handles in vault_.get("projects", {}).values():  # type: ignore[union-attr]
            while user in handles:
                handles.remove(user)
        write_whole(home.config, tomlkit.dumps(config).encode(), mode=0o644)
        destroy(path)


def _add(home: Home, config: tomlkit.TOMLDocument, user: str) -> Login:
    if not _HANDLE.fullmatch(user) or user == "steward":
        raise SettingsError("Een inlognaam bestaat uit kleine letters, cijfers en streepjes, en is niet `steward`.")
    path = home.identities / f"{user}.age"
    if path.exists():
        raise SettingsError(f"De inlognaam `{user}` bestaat al. Kies een andere.")
    secret, recipient = age.new_identity()
    passphrase = "-".join(secrets.choice(short_words()) for _ in range(5))
    write_whole(path, passphrases.wrap(secret, passphrase))
    config["vault"]["recipients"][user] = recipient  # type: ignore[index]
    return Login(user, passphrase)
