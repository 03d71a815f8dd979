"""One folding for all that is compared: whoever writes a name otherwise writes the same name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dutch.characters import ordinary
from archive.dutch.fold import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Łódź", "lodz"), ("Ørsted", "orsted"), ("Đorđe", "dorde"), ("Æbelø", "aebelo"), ("Œuvre", "oeuvre"), ("Özlem", "ozlem"),
        ("Straße", "strasse"), ("STRASSE", "strasse"), ("ẞ", "ss"), ("İstanbul", "istanbul"), ("Yıldız", "yildiz"), ("YILDIZ", "yildiz"),
        ("O’Brien", "o'brien"), ("O‘Brien", "o'brien"), ("Oʼbrien", "o'brien"), ("O＇Brien", "o'brien"), ("ĳssel", "ijssel"), ("Zoe\u0308", "zoe"),
        ("ＦＡＴＩＭＡ", "fatima"), ("ﬁets", "fiets"), ("Ольга", "ольга"), ("", ""), (" Jan ", " jan "), ("65+", "65+"),
        ("Ǿrsted", "orsted"), ("ǽbel", "aebel"),
        ("ℍennie", "hennie"), ("𝐇ennie", "hennie"),
    ],
)  # fmt: skip
def test_a_word_folds_to_its_plain_letters(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    "name", ["Łódź", "Ørsted", "Yıldız", "Straße", "Zoë", "Nguyễn Phượng", "Çolakoğlu", "Hadžihasanović"]
)
def test_capitals_and_the_way_accents_are_stored_make_no_difference(name):
    forms = [unicodedata.normalize(form, name) for form in ("NFC", "NFD", "NFKC", "NFKD")]
    assert {fold(form) for form in [*forms, name.upper(), name.lower(), name.swapcase()]} == {fold(name)}


@given(st.text(st.characters(max_codepoint=0x24F, exclude_characters="ǢǣǼǽǾǿ"), max_size=30))
def test_what_is_folded_stays_as_it_is(text):
    assert fold(fold(text)) == fold(text)


@given(st.text("AaÉéßıİŁø’ʼ -0", max_size=12), st.text("AaÉéßıİŁø’ʼ -0", max_size=12))
def test_folding_in_pieces_is_folding_the_whole(one, other):
    assert fold(one) + fold(other) == fold(one + other)


# ---- characters.ordinary: one for one ----


@given(st.text(max_size=60))
def test_every_character_keeps_its_place_when_it_is_made_ordinary(text):
    plain = ordinary(text)
    assert len(plain) == len(text) and ordinary(plain) == plain
    assert all(one == other for one, other in zip(text, plain, strict=True) if one.isascii())


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("06\u00a071", "06 71"), ("０６", "06"), ("٠٦", "06"), ("𝟘", "0"), ("a\u2011b", "a-b"), ("\u2212 5", "- 5"), ("a＠b", "a@b"),
        ("x\u2028y", "x\ny"), ("x\x85y", "x\ny"), ("1\u20132", "1-2"), ("a — b", "a - b"), ("Ａlf", "Alf"),
    ],
)  # fmt: skip
def test_what_hides_from_a_pattern_is_made_ordinary(odd, plain):
    assert ordinary(odd) == plain


@pytest.mark.parametrize("text", ["dag—Hennie", "é—é", "m²", "½", "ﬁets", "Ⅳ", "Zoë", "Ольга", "…", ""])
def test_what_means_something_else_is_left_alone(text):
    """A dash between two letters parts two people, ² is a note and no digit, and ﬁ are two letters in one place."""
    assert ordinary(text) == text
