"""content/*.md becomes records, or problems that name file and line; HTML is safe."""

import pytest

from archive.publish import content
from archive.publish.render import plain, render
from archive.records import GlossaryTerm
from tests.conftest import write_lesson


def problems(root):
    return [(problem.line, problem.what, problem.why) for problem in content.load(root).problems]


def test_good_content_has_no_problems(content):
    assert problems(content) == []


@pytest.mark.parametrize(
    ("front", "line", "says"),
    [
        ("sumary = 'x'\n", 5, "Bedoelt u `summary`"), ("kind = 'mooi'\n", 5, "kind"), ("approach = 'er-niet'\n", 5, "aanpak"),
        ("municipality = 'Zutfen'\n", 5, "Zutphen"), ("target_groups = ['jongerren']\n", 5, "jongeren"), ("x = = 1\n", 5, "geldige TOML"),
        ("[[sources]]\ndocument = 'cleantech-2025'\n", 6, "cleantech-2024"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(content, front, line, says):
    write_lesson(content, "tweede-les", "Een tweede les", front=front)
    (problem,) = problems(content)
    assert problem[0] == line and says in problem[1] + problem[2]


def test_yaml_front_matter_is_read_too(content):
    path = content / "lessons" / "derde-les.md"
    path.write_text("---\ntitle: Een derde les\nthemes: [geld]\n---\nTekst.\n")
    assert problems(content) == []


def test_a_file_without_front_matter_is_a_problem(content):
    (content / "lessons" / "kaal.md").write_text("Alleen tekst.")
    assert problems(content)[0][1] == "geen kop"


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "<a href='data:text/html,x'>x</a>",
        "<style>body{}</style>", "<iframe src='https://x.example'></iframe>", "![x](https://x.example/volg.png)", "<p style='x'>a</p>",
        "<svg onload=alert(1)>", "[x](http://onveilig.example)", "<form action='/x'><input></form>", "<a href='/x' onclick='a()'>x</a>",
    ],
)  # fmt: skip
def test_nothing_active_or_foreign_survives(markdown):
    html = render(markdown)
    for bad in (
        "<script",
        "onerror",
        "javascript:",
        "data:",
        "<style",
        "<iframe",
        'src="https',
        "style=",
        "onload",
        "http://",
        "<form",
        "onclick",
    ):
        assert bad not in html


def test_plain_markdown_survives():
    html = render(
        "## Kop\n\n1. **een**\n2. twee\n\n[link](https://x.example) en [les](/lessen/a)\n\n![alt](/media/a.png)"
    )
    for good in (
        "<h2>Kop</h2>",
        "<strong>een</strong>",
        "<ol>",
        'href="https://x.example"',
        'href="/lessen/a"',
        'src="/media/a.png"',
    ):
        assert good in html


def test_a_glossary_word_links_once_outside_headings_and_links():
    words = (
        GlossaryTerm(term="bijstand", variants=("bijstandsuitkering",), meaning="Geld."),
        GlossaryTerm(term="Wmo", meaning="Wet."),
    )
    html = render("## De bijstand\n\nDe *bijstand* en de bijstandsuitkering. [de Wmo](/x) en de Wmo.", words)
    assert html.count('href="/woorden#bijstand"') == 1 and html.count('href="/woorden#wmo"') == 1
    assert "<h2>De bijstand</h2>" in html and "<em><a" in html


def test_plain_text_is_the_text():
    assert plain("<p>Een &amp; <b>twee</b></p>\n<p>drie</p>") == "Een & twee drie"
