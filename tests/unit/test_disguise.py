"""A name is found in whatever it is dressed, and an ordinary word is nobody's disguise."""

from base64 import b64encode

import pytest

from archive.detection.disguise import guesses
from archive.detection.names import CAPITAL, NAME
from archive.dutch.lookalikes import as_ours
from archive.dutch.seen import unwound, words
from archive.publish.gate import Allowed, check, check_shown

PARTS = {"korkmaz": NAME, "wildenberg": CAPITAL, "emre": NAME, "sahra": NAME, "tim": NAME, "hans": NAME, "ning": NAME, "roos": CAPITAL, "berg": CAPITAL, "daan": CAPITAL, "jong": CAPITAL, "ольга": NAME, "فاطمة": NAME}  # fmt: skip


class Sealed:
    """Every sealed name, and whose it is."""

    def weight(self, part):
        return PARTS.get(part, 0)

    def whose(self, part):
        return "uit T0000000001 (wijk), getypt door eva" if part == "korkmaz" else ""


FOUND = {
    "plural": "de Korkmazjes", "another plural": "de Korkmazzen en Korkmazen", "diminutive": "ons Sahraatje", "doubled": "ons Timmetje",
    "house": "het korkmazhuis", "compound": "de Emrestraat", "in the middle": "hetkorkmazhuis", "hyphen": "de Korkmaz-buurt", "linked": "Korkmazsplein",
    "particles": "vandenwildenberg", "van and a word": "vandenberg", "de and a word": "dejong.nl", "particle": "deKorkmaz tenkorkmaz", "initial": "fkorkmaz.nl", "address": "mail f.korkmaz1@x.example", "two names": "emresahra",
    "combining": "Korkma\u0306z", "many marks": "K\u0336o\u0336r\u0336k\u0336m\u0336a\u0336z\u0336", "circle": "K\u20ddorkmaz", "precomposed": "Korkmăz",
    "Cyrillic": "Kоrkmаz", "Cyrillic ka": "\u043aorkmaz", "Armenian": "K\u0585rkmaz", "Cherokee": "\u13e6orkmaz", "small Cherokee": "\uabb6orkmaz",
    "Lisu": "\ua4d7orkmaz", "Coptic": "\u2c95orkmaz", "Greek": "\u039aορκmaz".replace("ορκ", "οrk"), "Latin extended": "\u0199orkma\u01b6", "alpha": "Korkm\u0251z",
    "small capitals": "\u1d0b\u1d0f\u0280\u1d0b\u1d0d\u1d00\u1d22", "mathematics": "\U0001d40aorkmaz", "Cyrillic with a stroke": "\u049dorkmaz", "rn for m": "Korkrnaz",
    "other hyphen": "Kork\u2011maz", "figure dash": "Kork\u2012maz", "soft hyphen": "Kork\u00admaz", "middle dot": "Kork\u00b7maz", "minus": "Kork\u2212maz",
    "no break": "Kork\u00a0maz", "narrow": "Kork\u202fmaz", "thin": "Kork\u2009maz", "line's end": "Kork-\nmaz", "quoted line's end": "> Kork-\n> maz",
    "thrice": "Kor-k-maz", "a space": "Kork maz", "camel": "KorkMaz", "underscore": "kork_maz",
    "spaced": "K o r k m a z", "dotted": "K.o.r.k.m.a.z.", "spelled": "K-o-r-k-m-a-z", "wide": "K  o  r  k  m  a  z", "commas": "k, o, r, k, m, a, z",
    "twice in percent": "/x?%254borkmaz", "thrice in percent": "/x?%25254borkmaz", "twice in entities": "&amp;amp;#75;orkmaz", "mixed": "&amp;#37;4borkmaz", "turn by turn": "%26%2337%3b4borkmaz",
    "backwards": "zamkrok", "base64": b64encode(b"van Korkmaz").decode(), "hexadecimal": b"Korkmaz".hex(), "long": "x" * 60 + "korkmaz" + "y" * 60,
    "Russian": "Ольга", "Arabic": "فاطمة",
}  # fmt: skip


@pytest.mark.parametrize("case", FOUND)
def test_a_sealed_name_is_found_in_every_dress(tmp_path, case):
    raw = f"Eerste regel.\n\nHier staat {FOUND[case]} nu.\n"
    found = [p for p in check(tmp_path / "les.md", raw, Allowed(), Sealed(), 0.99) if "verzegelde naam" in p.why]
    assert found and {problem.line for problem in found} <= {3, 4}
    assert check_shown(tmp_path, [raw], Allowed(), Sealed(), 0.99)


@pytest.mark.parametrize(
    "raw",
    [
        "Wij vroegen het aan de buren, m.b.t. de huur, i.v.m. de wet.", "De werkgroep nodigt iedereen uit. Wie helpt mee?", "Kies A, B, C of D.",
        "It takes several meetings, and a personal referrer.", "Een rozenperk met roosjes.", "In Zevenaar, Willemstad en 's-Gravenhage.", "De timmerman en het timmerhout.",
        "https://www.rijksoverheid.nl/onderwerpen/participatiewet?jaar=2024", "Op de Dam, ma t/m vr.", "e-mail, ict-er en 50-plusser", "de emrest", "Een hansworst. The meaning of it.", "Waar komt u vandaan? In een berg.",
    ],
)  # fmt: skip
def test_an_ordinary_text_hides_nobody(tmp_path, raw):
    assert [p for p in check(tmp_path / "les.md", raw, Allowed(), Sealed(), 0.99) if "verzegelde naam" in p.why] == []


def test_a_problem_says_whose_the_name_is_where_that_may_be_told(tmp_path):
    whys = [
        check(tmp_path / "x.md", raw, Allowed(), Sealed(), 0.99)[0].why for raw in ("de Korkmazjes", "Van Wildenberg")
    ]
    assert "(uit T0000000001 (wijk), getypt door eva)" in whys[0] and "(" not in whys[1].split(";")[0].replace(
        "(een deel van)", ""
    )


@pytest.mark.parametrize(
    ("front", "found"), [("", False), ("title = 1\n", False), ("municipality = ['Korkmazjes']\n", True)]
)
def test_a_line_of_the_body_is_no_field_of_municipalities(tmp_path, front, found):
    raw = f"+++\n{front}+++\n\nTekst.\nmunicipality: Korkmaz\n"
    lines = {problem.line for problem in check(tmp_path / "x.md", raw, Allowed(), Sealed(), 0.99)}
    assert raw.count("\n") in lines and (2 in lines) is found


@pytest.mark.parametrize("name", ["korkmazbuurt.md", "zamkrok.md", "fkorkmaz.md", "vandenwildenberg.md", f"{b64encode(b'Korkmaz').decode()}.md", "k-o-r-k-m-a-z.md", "%254borkmaz.md", "kork-maz.png"])  # fmt: skip
def test_a_name_is_found_in_the_name_of_a_file(tmp_path, name):
    assert "bestandsnaam" in check(tmp_path / name, "", Allowed(), Sealed(), 0.99)[0].what


def test_what_is_encoded_over_and_over_is_undone_and_that_ends():
    assert (
        unwound("%" + "25" * 50_000 + "4b") == "K"
        and unwound("&" + "amp;" * 50_000 + "#75;") == "K"
        and unwound("100%") == "100%"
    )


def test_letters_of_ours_stay_and_those_of_others_that_are_like_none_too():
    assert as_ours("Łódź") == "Łodz" and as_ours("فاطمة") == "فاطمة" and as_ours("Weiß") == "Weiß"


def test_a_long_chain_of_letters_asks_a_bounded_number_of_questions():
    asked = sum(1 for sight in words("a " * 3_000) for _ in guesses(sight))
    assert asked < 3_000 * 41
