"""Settings: every one has a default, a line of comment, and a name that is checked."""

import json
import re
import tomllib
from itertools import product
from typing import get_args

import pytest
from pydantic import BaseModel, ValidationError

from archive.config import Settings, explain, load
from archive.errors import SettingsError
from archive.records import Library
from tests.conftest import ROOT


def test_config_toml_holds_every_setting_with_its_default():
    assert tomllib.loads((ROOT / "config.toml").read_text()) == Settings().model_dump()


def test_every_setting_has_a_comment():
    lines = (ROOT / "config.toml").read_text().splitlines()
    bare = [line for line in lines if " = " in line and "#" not in line and not line.startswith(("host", "port"))]
    assert bare == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[desk]\nprot = 1", "Bedoelt u `port`"),
        ("[dsk]\nport = 1", "Bedoelt u `desk`"),
        ("[desk]\nport = 'x'", "desk.port"),
        ("x = = 1", "geldige TOML"),
    ],
)
def test_a_mistake_is_explained(tmp_path, text, says):
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(SettingsError, match=says):
        load(tmp_path / "config.toml")


def test_an_absent_file_says_what_to_do(tmp_path):
    with pytest.raises(SettingsError, match="archive init"):
        load(tmp_path / "config.toml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[site]\nport = 87640", "`site.port`: geef een getal van 65535 of minder."), ("[desk]\nport = 0", "`desk.port`: geef een getal van 1 of meer."),
        ("[desk]\nidle_minutes = 0", "`desk.idle_minutes`: geef een getal van 1 of meer."), ("[site]\nworkers = 65", "`site.workers`: geef een getal van 64 of minder."),
        ("[publish]\nkeep_bundles = 0", "`publish.keep_bundles`: geef een getal van 1 of meer."), ("[site]\nhttps = 1", "`site.https`: kies true of false, zonder aanhalingstekens."),
        ("[site]\nhost = 1", "`site.host`: geef een tekst tussen aanhalingstekens."), ("[site]\nproxies = '127.0.0.1'", '`site.proxies`: geef een lijst: ["een", "twee"].'),
        ("[site]\nproxies = ['evil']", '`site.proxies`: geef de IP-adressen van uw proxy, bijvoorbeeld ["127.0.0.1"].'),
        ("site = 1", "`site`: geef een groep met namen en waarden."), ("[detect]\nmin_score = 'x'", "`detect.min_score`: geef een getal, zonder aanhalingstekens."),
        ("[site]\naddress = 'https://a.example'", "`site`: `address` begint met https://; zet dan ook https = true."),
        ("[desk]\naddress = 'http://a.example'\nhttps = true", "`desk`: bij https = true begint `address` met https://."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_value_is_said_in_dutch(tmp_path, text, says):
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(SettingsError) as told:
        load(tmp_path / "config.toml")
    assert str(told.value) == f"{tmp_path / 'config.toml'}: {says}"


@pytest.mark.parametrize("address", ["a.example", "ftp://a.example", "https://a.example/", "https://a.example/x/", "https://u:p@a.example", "https://a.example/?x", "https://a.example/#x", 'https://a.example/"x', "https://a.example/../x", "https://a.example//x"])  # fmt: skip
def test_an_address_is_scheme_host_and_a_plain_path(tmp_path, address):
    (tmp_path / "config.toml").write_text(f"[site]\nhttps = true\naddress = {json.dumps(address)}")
    with pytest.raises(SettingsError, match="geef een adres als"):
        load(tmp_path / "config.toml")


def models(kind, seen):
    """A model of ours, and all that it is made of."""
    if kind not in seen:
        seen.add(kind)
        for field in kind.model_fields.values():
            for part in (
                field.annotation,
                *get_args(field.annotation),
                *(p for a in get_args(field.annotation) for p in get_args(a)),
            ):
                if isinstance(part, type) and issubclass(part, BaseModel):
                    models(part, seen)
    return seen


WRONG = (
    "x",
    "",
    1,
    -1,
    10**30,
    1.5,
    float("nan"),
    True,
    None,
    [],
    [1],
    {},
    {"x": 1},
    "x" * 500,
    "\ud800",
    b"x",
    ["x"],
    "2",
)


@pytest.mark.parametrize("kind", sorted(models(Settings, set()) | models(Library, set()), key=lambda one: one.__name__), ids=lambda one: one.__name__)  # fmt: skip
def test_no_mistake_in_any_field_of_settings_or_content_is_answered_in_english(kind):
    told = set()
    for name, wrong in product(kind.model_fields, WRONG):
        try:
            kind.model_validate({name: wrong})
        except ValidationError as error:
            told |= {(item["type"], explain(item, kind)) for item in error.errors()}
    english = re.compile(r"\b(should|input|valid|unable|field|required|greater|less|than|must)\b", re.IGNORECASE)
    assert [one for one in told if english.search(re.sub("`[^`]*`", "", one[1]))] == []
    assert [one for one in told if "deze waarde kan niet" in one[1]] == [], "a kind of mistake without its own sentence"


def test_a_file_that_is_no_toml_or_not_ours_to_read_says_so_and_quotes_nothing(tmp_path):
    path = tmp_path / "config.toml"
    for text, says in (
        (b"a = 1\nb = geheim", "Verbeter regel 2"),
        (b'a = "', "Verbeter regel 1|eind"),
        (b"\xff", "UTF-8"),
    ):
        path.write_bytes(text)
        with pytest.raises(SettingsError, match=says) as told:
            load(path)
        assert "geheim" not in str(told.value) and "Invalid" not in str(told.value)
    path.unlink()
    path.mkdir()
    with pytest.raises(SettingsError, match="leesrecht"):
        load(path)
