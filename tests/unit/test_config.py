"""Settings: every one has a default, a line of comment, and a name that is checked."""

import tomllib

import pytest

from archive.config import Settings, load
from archive.errors import SettingsError
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
