"""The register of withdrawals: rows are only added, and a row that is changed, invented or taken out is seen."""

import json

import pytest

from archive.errors import VaultError
from archive.model import Participant
from archive.vault import register
from archive.vault.register import Withdrawal

KEY = b"k" * 32
ROWS = [
    Withdrawal(
        "2026-11-22T10:00:00+00:00", "eva", Participant("wijk", f"P0{n}") if n else None, (f"T{n}",), "withdrawal"
    )
    for n in range(4)
]


@pytest.fixture
def path(tmp_path):
    for row in ROWS:
        register.add(tmp_path / "withdrawals.jsonl", row, KEY)
    return tmp_path / "withdrawals.jsonl"


def test_what_is_added_is_read_back_in_order(path):
    assert register.read(path, KEY) == ROWS and path.stat().st_mode & 0o077 == 0


def test_who_took_their_story_back_is_known_by_project_and_code(path):
    assert register.took_back(path, Participant("wijk", "P02"), KEY)
    assert not register.took_back(path, Participant("elders", "P02"), KEY)
    assert not register.took_back(path, Participant("wijk", "P09"), KEY)


@pytest.mark.parametrize(
    ("tamper", "line"),
    [
        (lambda rows: [rows[0], rows[1].replace("P01", "P09"), *rows[2:]], 2),  # another code
        (lambda rows: [*rows[:3], rows[3].replace("T3", "T9")], 4),  # another transcript
        (lambda rows: rows[1:], 1),  # the first one taken out
        (lambda rows: [rows[0], *rows[2:]], 2),  # one taken out of the middle
        (lambda rows: [rows[0], rows[2], rows[1], rows[3]], 2),  # another order
        (lambda rows: [*rows, rows[3]], 5),  # one twice
        (lambda rows: [*rows, json.dumps({**json.loads(rows[3]), "seal": ""})], 5),  # one by hand
        (lambda rows: [*rows, "onzin"], 5),
        (lambda rows: [*rows, "[]"], 5),
    ],
)
def test_the_first_row_that_is_not_as_it_was_written_is_named(path, tamper, line):
    path.write_text("\n".join(tamper(path.read_text().splitlines())) + "\n")
    for look in (lambda: register.read(path, KEY), lambda: register.took_back(path, Participant("wijk", "P01"), KEY)):
        with pytest.raises(VaultError, match=f"regel {line}\\."):
            look()


def test_nothing_is_added_to_a_register_that_was_tampered_with(path):
    path.write_text(path.read_text().replace("P01", "P09"))
    before = path.read_bytes()
    with pytest.raises(VaultError):
        register.add(path, ROWS[0], KEY)
    assert path.read_bytes() == before


def test_another_key_seals_no_row(path):
    with pytest.raises(VaultError, match="regel 1"):
        register.read(path, b"l" * 32)


def test_a_line_that_was_cut_off_does_not_count_and_is_written_over(path):
    with path.open("ab") as file:
        file.write(b'{"at": "2026' + b" " * 900)  # longer than what is added next
    assert register.read(path, KEY) == ROWS
    register.add(path, ROWS[0], KEY)
    assert register.read(path, KEY) == [*ROWS, ROWS[0]] and path.read_bytes().endswith(b"}\n")
