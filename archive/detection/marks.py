"""What the lists say of a written form, one bit each, and the small closed sets of words that recognizers weigh by."""

from __future__ import annotations

PARTICLES = frozenset(
    (
        "van de der den het 't ten ter te op in aan bij uit over onder von zu du des da dos das do del della "
        "di la le 's d' el al ben bin ibn abu um umm ould aït ait y"
    ).split()
)
# Small words inside a name that are no ordinary words.
CONNECTORS = frozenset("van de der den het 't ten ter te op in aan 's von du des da dos del di la".split())

# What the lists say of a written form, one bit each: recognizers ask for words by these.
CAPITAL, DIGIT, NUMBER, LETTER, FIRST, LAST, PLACE, BEFORE = (1 << bit for bit in range(8))
INTRODUCES, PARTICLE, ORGANISATION, STREET, RARE, MONTH, BIRTH, FUNCTION = (1 << bit for bit in range(8, 16))
INTRODUCING = frozenset("heet heette heten noemde noemden noemen noemt genaamd genoemd naam ben".split())
# Behind these a word in lower case is that word, and no name.
DETERMINERS = frozenset(
    (
        "de het een 't 'n mijn je jouw zijn haar hun ons onze uw geen dit dat deze elk elke ieder iedere welke zo'n "
        "veel weinig wat alle die ik jij hij zij ze we wij u er niet"
    ).split()
)
BORN = frozenset("geboren geb gebdat geboortedatum geboortedag jarig verjaardag verjaar verjaart".split())
LEGAL_FORMS = frozenset("bv b.v nv vof zn zonen gebroeders".split())
MONTHS = frozenset(
    (
        "januari februari maart april mei juni juli augustus september oktober november december jan feb mrt "
        "apr jun jul aug sept sep okt nov dec"
    ).split()
)
