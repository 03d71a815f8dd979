"""The publisher's key: whose signature the site believes. Its public half stands in config.toml."""

from __future__ import annotations

import tomlkit

from archive.disk import make_key, write_whole
from archive.errors import NotAllowed
from archive.home import Home
from archive.signing.making import public_key


def secret(home: Home) -> bytes:
    """Return the publisher's key; where config.toml names none yet, it does from now on.

    It lies on the desk's disk, unlocked: a withdrawal takes items off the site when the desk starts, while nobody is
    logged in, and that makes a bundle. Who reads the desk's disk can so publish; stories it does not open.
    Call it while the archive's lock is held. Raises NotAllowed when the key is not the one that config.toml names.
    """
    named = home.settings().publish.publisher
    if named and not home.publisher_key.exists():
        raise NotAllowed(_ANOTHER)
    key = make_key(home.publisher_key)
    if named and named != public_key(key):
        raise NotAllowed(_ANOTHER)
    if not named:
        config = tomlkit.parse(home.config.read_text("utf-8"))
        name(config, key)
        write_whole(home.config, tomlkit.dumps(config).encode(), mode=0o644)
    return key


def name(config: tomlkit.TOMLDocument, key: bytes) -> None:
    """Write in the settings whose signature the site believes."""
    if "publish" not in config:
        config["publish"] = tomlkit.table()
    config["publish"]["publisher"] = public_key(key)  # type: ignore[index]


_ANOTHER = (
    "desk/publisher.key ontbreekt, of hoort niet bij `publisher` in config.toml. Zet die sleutel terug uit een "
    "reservekopie, of haal de regel `publisher` weg en draai `archive publish`; start de site dan opnieuw."
)
