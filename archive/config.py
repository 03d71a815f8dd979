"""config.toml → frozen settings. Unknown keys are refused with the nearest known one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from rapidfuzz import process

from archive.errors import SettingsError


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Vault(_Section):
    """Whose keys there are: handle → public key (`age1…`). `steward` is the recovery key, kept elsewhere.

    Whom a story is sealed to follows from the roles in the ledger: ingest/sealing.py.
    """

    recipients: dict[str, str] = Field(default_factory=dict)


class Upload(_Section):
    """What an upload may be."""

    max_mb: int = Field(default=20, ge=1)


class Detect(_Section):
    """How the machine looks."""

    model: str = ""
    min_score: float = Field(default=0.4, ge=0, le=1)


class Pseudonyms(_Section):
    """What a released text shows instead: names or labels for people, and how far up the ladder details go."""

    style: Literal["names", "labels"] = "names"
    place: Literal["keep", "province", "country", "label"] = "province"
    date: Literal["keep", "year", "decade", "label"] = "year"
    birth: Literal["keep", "year", "decade", "label"] = "decade"
    age: Literal["keep", "five", "ten", "label"] = "ten"
    job: Literal["keep", "sector", "label"] = "sector"


class Publish(_Section):
    """Where content lies, and how many old bundles stay."""

    content: str = "content"
    gate_score: float = Field(default=0.75, ge=0, le=1)
    keep_bundles: int = 3


class Desk(_Section):
    """The inside app."""

    host: str = "127.0.0.1"
    port: int = 8601
    idle_minutes: int = Field(default=20, ge=1)
    session_hours: int = Field(default=10, ge=1)
    https: bool = False


class Site(_Section):
    """The outside app."""

    host: str = "127.0.0.1"
    port: int = 8600
    workers: int = 2
    https: bool = False


class Retention(_Section):
    """After how many months each class of data is destroyed; 0 keeps it."""

    recording: int = Field(default=0, ge=0)
    transcript: int = Field(default=0, ge=0)
    names: int = Field(default=0, ge=0)
    form: int = Field(default=0, ge=0)
    contact: int = Field(default=0, ge=0)


class Settings(_Section):
    """Every setting, read once and handed on."""

    name: str = "Binnenskamers"
    vault: Vault = Vault()
    retention: Retention = Retention()
    upload: Upload = Upload()
    detect: Detect = Detect()
    pseudonyms: Pseudonyms = Pseudonyms()
    publish: Publish = Publish()
    desk: Desk = Desk()
    site: Site = Site()


def load(path: Path) -> Settings:
    """Read settings. Raises SettingsError with the file, the key and, for a misspelt key, the nearest known one."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"{path} is er niet. Draai eerst `archive init`.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is geen geldige TOML: {error}. Verbeter die plek.") from None
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        raise SettingsError("\n".join(f"{path}: {explain(item, Settings)}" for item in error.errors())) from None


def explain(item: Any, model: type[BaseModel]) -> str:
    """Turn one pydantic error into one Dutch sentence."""
    where = ".".join(str(part) for part in item["loc"])
    match item["type"]:
        case "extra_forbidden" if where == "vault.projects":
            return "`[vault.projects]` bestaat niet meer. Wie wat mag in een project, geeft u met `archive role grant`."
        case "extra_forbidden":
            for part in item["loc"][:-1]:
                inner = model.model_fields[part].annotation if part in model.model_fields else None
                if isinstance(inner, type) and issubclass(inner, BaseModel):
                    model = inner
            best = process.extractOne(str(item["loc"][-1]), list(model.model_fields), score_cutoff=60)
            return f"`{where}` kennen we niet." + (f" Bedoelt u `{best[0]}`?" if best else "")
        case "literal_error":
            return f"`{where}`: kies uit {item['ctx']['expected'].replace(' or ', ' of ')}."
        case "missing":
            return f"`{where}` ontbreekt."
        case _:
            return f"`{where}`: {item['msg']}."
