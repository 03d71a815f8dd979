"""config.toml → frozen settings. Unknown keys are refused with the nearest known one."""

from __future__ import annotations

import re
import tomllib
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError
from rapidfuzz import process
from rapidfuzz.distance import OSA

from archive.errors import SettingsError

_ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?(?:/[A-Za-z0-9_-]+)*")


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Vault(_Section):
    """Whose keys there are: handle → public key (`age1…`). `steward` is the recovery key, kept elsewhere.

    Whom a story is sealed to follows from the roles in the ledger: ingest/sealing.py.
    """

    recipients: dict[str, str] = Field(default_factory=dict)


class Upload(_Section):
    """What an upload may be."""

    max_mb: int = Field(default=20, ge=1, le=1000)


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
    """Where content lies, how many old bundles stay, and whose signature (base64, Ed25519) the site believes."""

    content: str = "content"
    gate_score: float = Field(default=0.75, ge=0, le=1)
    keep_bundles: int = Field(default=3, ge=1, le=1000)
    publisher: str = ""


class _Served(_Section):
    """Where an app listens, and how the world knows it."""

    host: str = "127.0.0.1"
    port: int = Field(ge=1, le=65_535)
    address: str = ""
    proxies: list[str] = Field(default_factory=list)
    https: bool = False

    @field_validator("address")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and not _ADDRESS.fullmatch(value):
            raise PydanticCustomError(
                "ours", 'geef een adres als "https://archief.example/pad", zonder streep aan het eind'
            )
        return value

    @field_validator("proxies")
    @classmethod
    def _are_addresses(cls, value: list[str]) -> list[str]:
        try:
            return [str(ip_address(one)) for one in value]
        except ValueError:
            raise PydanticCustomError("ours", 'geef de IP-adressen van uw proxy, bijvoorbeeld ["127.0.0.1"]') from None

    @model_validator(mode="after")
    def _agree(self) -> _Served:
        if self.address.startswith("https:") and not self.https:
            raise PydanticCustomError("ours", "`address` begint met https://; zet dan ook https = true")
        if self.address.startswith("http:") and self.https:
            raise PydanticCustomError("ours", "bij https = true begint `address` met https://")
        return self

    @property
    def root(self) -> str:
        """The public address, never with a slash at its end."""
        return self.address or self.here

    @property
    def here(self) -> str:
        """Where the app is reached on this machine."""
        return f"http://[{self.host}]:{self.port}" if ":" in self.host else f"http://{self.host}:{self.port}"

    @property
    def prefix(self) -> str:
        """What every address of the app begins with: "" or "/archief"."""
        return urlsplit(self.address).path


class Desk(_Served):
    """The inside app."""

    port: int = Field(default=8601, ge=1, le=65_535)
    idle_minutes: int = Field(default=20, ge=1, le=24 * 60)
    session_hours: int = Field(default=10, ge=1, le=24 * 7)


class Site(_Served):
    """The outside app."""

    port: int = Field(default=8600, ge=1, le=65_535)
    workers: int = Field(default=2, ge=1, le=64)


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
        found = re.search(r"line (\d+)", str(error))
        place = f"Verbeter regel {found[1]}" if found else "Kijk het eind van het bestand na, en of het UTF-8 is"
        raise SettingsError(f"{path} is geen geldige TOML. {place}.") from None
    except OSError:
        raise SettingsError(f"{path} is niet te lezen. Geef deze gebruiker leesrecht op dat bestand.") from None
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        raise SettingsError("\n".join(f"{path}: {explain(item, Settings)}" for item in error.errors())) from None


def explain(item: Any, model: type[BaseModel]) -> str:
    """Turn one pydantic error into one Dutch sentence."""
    where = ".".join(str(part) for part in item["loc"])
    given = item.get("ctx", {})
    match item["type"]:
        case "extra_forbidden" if where == "vault.projects":
            return "`[vault.projects]` bestaat niet meer. Wie wat mag in een project, geeft u met `archive role grant`."
        case "extra_forbidden":
            for part in item["loc"][:-1]:
                inner = model.model_fields[part].annotation if part in model.model_fields else None
                if isinstance(inner, type) and issubclass(inner, BaseModel):
                    model = inner
            given_name, known = str(item["loc"][-1]), list(model.model_fields)
            best = process.extractOne(given_name, known, scorer=OSA.normalized_similarity, score_cutoff=0.6)
            best = best or process.extractOne(given_name, known, score_cutoff=60)  # half a name
            return f"`{where}` kennen we niet." + (f" Bedoelt u `{best[0]}`?" if best else "")
        case "literal_error":
            return f"`{where}`: kies uit {given['expected'].replace(' or ', ' of ')}."
        case "ours":
            return f"`{where}`: {item['msg']}."
        case kind:
            return f"`{where}`: {_WRONG.get(kind, _WRONG['']).format_map(given)}."


# What is wrong with a value, by pydantic's word for it. Its own sentences are English, and quote what was given.
_WRONG = {
    "": "deze waarde kan niet. Kijk het voorbeeld in config.toml of docs/content.md na",
    "missing": "dit ontbreekt. Vul het in",
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_parsing_size", "int_from_float"),
        "geef een heel getal, zonder aanhalingstekens",
    ),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), "geef een getal, zonder aanhalingstekens"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "kies true of false, zonder aanhalingstekens"),
    **dict.fromkeys(("string_type", "string_sub_type", "string_unicode"), "geef een tekst tussen aanhalingstekens"),
    **dict.fromkeys(
        ("list_type", "tuple_type", "set_type", "frozen_set_type", "iterable_type"), 'geef een lijst: ["een", "twee"]'
    ),
    **dict.fromkeys(
        ("dict_type", "mapping_type", "model_type", "model_attributes_type", "dataclass_type"),
        "geef een groep met namen en waarden",
    ),
    "greater_than_equal": "geef een getal van {ge} of meer",
    "greater_than": "geef een getal boven {gt}",
    "less_than_equal": "geef een getal van {le} of minder",
    "less_than": "geef een getal onder {lt}",
    "string_too_short": "dit is te kort; geef minstens {min_length} tekens",
    "string_too_long": "dit is te lang; geef hoogstens {max_length} tekens",
    "too_short": "dit zijn er te weinig; geef er minstens {min_length}",
    "too_long": "dit zijn er te veel; geef er hoogstens {max_length}",
    "string_pattern_mismatch": "dit heeft niet de vorm die we verwachten. Kijk het voorbeeld in docs/content.md na",
}
