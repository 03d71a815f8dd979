"""What stands around a word, and how far a name goes: the small questions that a recognizer asks."""

import pytest

from archive.detection.recognizers.name_cues import acts, after_title, cue_before, is_public, is_shouted
from archive.detection.recognizers.name_extents import extent, with_initials, with_particles, without_possessive
from archive.detection.recognizers.name_phrases import names_nobody
from archive.detection.recognizers.spoken import runs, spelled
from archive.detection.words import Words

END = pytest.mark.xfail(
    strict=True, reason="acts() says no wherever nothing follows: the last word of a text is never addressed"
)
OPENS = pytest.mark.xfail(
    strict=True, reason="a first name that opens a sentence and is a word is not seen before a listed phrase"
)
SPACES = pytest.mark.xfail(
    strict=True, reason="letters with two spaces between them are no spelled name: H  e  n  n  i  e"
)


def at(text, word):
    """The words of a text, and where one of them stands."""
    words = Words(text)
    return words, next(index for index, one in enumerate(words.all) if one.text == word)


@pytest.mark.parametrize(
    ("before", "cue"),
    [
        ("mevrouw", "title"), ("mevr.", "title"), ("mevrouw,", "title"), ("mijn zus", "kin"), ("ik heet", "intro"), ("ik ben", "intro"),
        ("mijn naam is", "intro"), ("mijn naam die is", "intro"), ("ze noemen me", "intro"), ("de naam van", "intro"), ("een meisje genaamd", "intro"),
        ("dat is", ""), ("iets van", ""), ("mevrouw.\n", ""), ("mevrouw!", ""), ("", ""),
    ],
)  # fmt: skip
def test_what_before_a_word_says_that_a_name_follows(before, cue):
    assert cue_before(*at(f"{before} Hennie", "Hennie")) == cue


@pytest.mark.parametrize(
    ("text", "word", "does"),
    [
        ("mark zei dat het goed was", "mark", True), ("die roos belde mij nog", "roos", True), ("roos loopt weg", "roos", True),
        ("ik zei tegen bas dat het kon", "bas", True), ("een roos is mooi", "roos", False), ("mijn roos bloeit", "roos", False), ("de bas zei niets", "bas", False),
        pytest.param("dat zei ik nog tegen bas", "bas", True, marks=END),
    ],
)  # fmt: skip
def test_a_word_that_does_what_people_do_is_somebody(text, word, does):
    assert acts(*at(text, word)) == does


@pytest.mark.parametrize(
    ("text", "word", "named"),
    [
        ("meneer van Dam", "van", True), ("meneer van de Dam", "van", True), ("meneer van de markt", "van", False), ("mw. op de SEH", "op", False),
        ("meneer van", "van", False), ("meneer van, Dam", "van", False), ("van Dam", "van", False), ("ik sprak dokter de bruin gisteren nog even", "de", True),
    ],
)  # fmt: skip
def test_a_small_word_behind_a_title_leads_to_a_name_or_to_none(text, word, named):
    words, index = at(text, word)
    assert (after_title(words, index, words.all[index]) > 0) == named


@pytest.mark.parametrize(
    ("text", "public"),
    [("koning Willem-Alexander", True), ("Willem-Alexanders", True), ("meneer Willem-Alexander", False), ("Willem-Alexander Brouns", False)],
)  # fmt: skip
def test_a_public_figure_is_one_by_the_whole_name_and_not_behind_a_private_title(text, public):
    words = Words(text)
    assert is_public(words, next(i for i, one in enumerate(words.all) if one.capital), len(words) - 1) == public


def test_a_word_is_shouted_among_words_that_are():
    assert is_shouted(*at("RAPPORTAGE HERONDERZOEK", "RAPPORTAGE")) and not is_shouted(*at("Dit is HENK nu", "HENK"))


@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("Ik zag Toon van den Boogaard lopen.", "Toon", "Toon van den Boogaard"), ("Ik zag Hennies hond.", "Hennies", "Hennie"), ("Coby's hond", "Coby's", "Coby"),
        ("Ik zag J.P. Jansen gaan.", "Jansen", "J.P. Jansen"), ("Ik zag J. P. Jansen gaan.", "Jansen", "J. P. Jansen"), ("Ik zag K. gaan", "K", "K."),
        ("Ik ken dikke Henk goed.", "Henk", "dikke Henk"), ("Ik ken een dikke Henk.", "Henk", "Henk"), ("Ik zag Jan. Kees kwam.", "Jan", "Jan"),
        ("Toen zag Jan's Kees mij.", "Jan's", "Jan"), ("Ik zag Jan de Vries-Bakker.", "Jan", "Jan de Vries-Bakker"), ("Ik zag Jan GGD.", "Jan", "Jan"),
        ("Ik sprak Mohamed Ben Ali.", "Mohamed", "Mohamed Ben Ali"), ("ik zag bram uit den boogaart lopen gisteren", "bram", "bram uit den boogaart"),
        ("daar kwam h w abdullahi aan toen het regende", "abdullahi", "h w abdullahi"),
    ],
)  # fmt: skip
def test_how_far_a_name_goes(text, word, name):
    words, index = at(text, word)
    first, last = extent(words, index)
    assert text[with_initials(words, first) : without_possessive(words, last)] == name


def test_a_surname_takes_its_small_words_and_the_first_name_before_them_in():
    for text, begin in (("Ik zag Wytze de Wit.", "Wytze"), ("Ik zag Van 't Veer.", "Van"), ("Ik zag de Wit.", "Wit")):
        words, index = at(text, text.rstrip(".").rsplit(" ", 1)[1])
        assert words.all[with_particles(words, index)].text == begin


def test_a_run_of_capitals_has_an_end():
    words = Words("Wat zei Jan " + "Kees Piet " * 40)
    first, last = extent(words, len(words) - 1)
    assert last - first <= 6


# ---- phrases ----


@pytest.mark.parametrize(
    ("text", "word", "nobody"),
    [
        ("Ik was bij Albert Heijn gisteren.", "Heijn", True), ("Vraag mevrouw Albert Heijn maar.", "Albert", False), ("Vraag het Jan Albert Heijn maar.", "Albert", False),
        ("Ik zag Albert. Heijn kwam.", "Albert", False), ("Albert", "Albert", False),
        pytest.param("Jan Albert Heijn kwam.", "Albert", False, marks=OPENS), pytest.param("Piet Albert Heijn kwam.", "Albert", False, marks=OPENS),
    ],
)  # fmt: skip
def test_a_listed_phrase_names_nobody_unless_it_stands_in_a_name(text, word, nobody):
    words, index = at(text, word)
    assert bool(names_nobody(words, index)) == nobody


# ---- said aloud ----


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("nul zes een twee drie vier", ["061234"]), ("nul zes, een twee", ["0612"]), ("06 een 2 drie", ["06123"]), ("nul\nzes een", ["061"]),
        ("drieëntwintig vijf acht", ["2358"]), ("een twee drie. vier vijf zes", ["123", "456"]), ("1 2 3", []), ("een twee", []), ("", []),
    ],
)  # fmt: skip
def test_digits_said_aloud_are_one_number_up_to_a_full_stop(text, digits):
    assert [run.digits for run in runs(Words(text), 3)] == digits


def test_a_run_shorter_than_asked_is_none_and_asking_again_gives_the_same():
    words = Words("een twee drie vier")
    assert [len(runs(words, least)) for least in (3, 4, 5, 3)] == [1, 1, 0, 1]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("H e n n i e", "H e n n i e"), ("dus H.e.n.n.i.e. dan", "H.e.n.n.i.e."), ("H-e-n-n-i-e", "H-e-n-n-i-e"), ("s-h-c-h-o", "s-h-c-h-o"),
        ("H, e, n, n, i, e", "H, e, n, n, i, e"), ("J A N S", "J A N S"), ("H_e_n_n_i_e", "H_e_n_n_i_e"),
        pytest.param("H  e  n  n  i  e", "H  e  n  n  i  e", marks=SPACES),
    ],
)  # fmt: skip
def test_a_name_that_is_spelled_is_found_whole(text, name):
    assert [text[start:end] for start, end in spelled(Words(text))] == [name]


@pytest.mark.parametrize("text", ["e e e e", "A B C D", "t.n.v. H.", "W v t t k", "K N A B", "a b c", ""])
def test_loose_letters_that_spell_nobody_are_left(text):
    assert list(spelled(Words(text))) == []
