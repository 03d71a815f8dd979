"""The whole way, in a real browser against real servers: from upload to search, and nobody shows through."""

import json
import re

import pytest

from tests.conftest import ROOT

# Forty invented people. None of these names stands in the content, the samples or the program.
PLANTED = (
    "Wendelmoed Krijgsveld, Abdirahman Warsamoge, Xiomaralys Fidelia, Oluwaseun Adebayor, Krzysztofa Wrzesniewska, Yıldıray Karabulutlu, "
    "Tsegereda Woldemichael, Nguyễn Phượng, Baukje Hoitsema, Jorinde Swagerman, Cherrylin Pengelstra, Dragoslav Petkovski, "
    "Farahnaz Golestani, Ghislaine Vandecasteele, Hülya Bozdağlı, Ihsanuddin Noorzaiman, Jadranka Vukelić, Kwabena Ofosuhene, "
    "Lieselotte Haverkotte, Mbarka Oulhajji, Nasrudin Sardjopawiro, Oksanaria Hrytsenko, Parwaneh Ebrahimzada, Quirina Doornebal, "
    "Rutgerd Zwijnenberg, Soumayla Traorimba, Tjeerdtje Ypeyma, Umugwaneza Claudette, Veronika Szczepańska, Wijbrigje Feenema, "
    "Xhevahire Berishaj, Yordanos Ghebreab, Zeynebanur Çolakoğlu, Aukelien Terwisscha, Bertholda Knippenborg, Chantalle Rozenblad, "
    "Dieuwertje Monnikendal, Elvedina Hadžihasanović, Fokelina Reitsemaat, Gosewijn Luttikhuizen"
).split(", ")


def story() -> str:
    """An interview that speaks of all forty, in the ways people do."""
    lines = ["Interviewer: Wie kent u hier in de buurt?"]
    for number, name in enumerate(PLANTED):
        first, last = name.split(" ", 1)
        said = (
            f"Mijn buurvrouw {name} helpt mij. {first} belt altijd eerst.", f"Dan is er mevrouw {last}, {first} dus, van de hoek.",
            f"Ik ben bevriend met {name}, al jaren. {first}s dochter ook.", f"En meneer {last}. Hij heet {first}. {first} zegt weinig.",
        )[number % 4]  # fmt: skip
        lines += [f"Bewoner: {said}", "Interviewer: En verder?"]
    return "\n".join([*lines, "Bewoner: De kliederhoek was onze redding, daar repareerden wij samen fietsen."])


def log_in(page, desk, user, passphrase):
    page.goto(desk + "/inloggen")
    page.fill("#naam", user)
    page.fill("#wachtzin", passphrase)
    page.click("main button")


@pytest.mark.timeout(280)
def test_from_upload_to_search_and_nobody_shows_through(archive, page, tmp_path):
    assert len(set(PLANTED)) == 40
    file = tmp_path / "gesprek.txt"
    file.write_text(story())
    desk = archive.start("desk")

    # A researcher hands a transcript in at the desk. Without consent nothing is stored.
    log_in(page, desk, "eva", archive.logins["eva"])
    page.goto(desk + "/inleveren")
    page.set_input_files("#bestanden", file)
    page.select_option("#project", "wijk")
    page.click("text=Lever in en verzegel")
    assert "Zonder toestemming" in page.inner_text("[role=alert]")
    page.set_input_files("#bestanden", file)
    page.check("input[value=onderzoek]")
    page.select_option("#project", "wijk")
    page.fill("#deelnemer", "P01")
    page.click("text=Lever in en verzegel")

    # She says why she opens it. The machine suggests, she decides with the keyboard, adds what was missed, and hands it on.
    page.click("text=Open de tekst")
    id = page.inner_text("h1").split()[-1]
    assert re.fullmatch("T[0-9a-f]{10}", id)
    first = page.inner_text(".findings li.here strong")
    page.keyboard.press("m")
    page.wait_for_selector(".findings li.mask")
    assert page.inner_text(".findings li.mask strong") == first
    page.fill("#woorden", "kliederhoek")
    page.select_option("#soort", "ORGANISATION")
    page.click("text=Maskeer overal")
    page.wait_for_selector("a.found:text('kliederhoek')")
    page.click("text=Rond de beoordeling af")
    assert "Een ander moet hem vrijgeven" in page.inner_text("main")
    assert page.query_selector("text=Geef vrij voor onderzoek") is None
    page.click("text=Log uit")

    # A second reader releases; a researcher then finds the passage, pseudonymised.
    log_in(page, desk, "tom", archive.logins["tom"])
    page.goto(f"{desk}/teksten/{id}")
    page.click("text=Open de tekst")
    page.click("text=Geef vrij voor onderzoek")
    assert "vrijgegeven" in page.inner_text(".state")
    page.goto(desk + "/zoeken?q=fiets")
    said = page.inner_text("main")
    assert "repareerden wij samen" in said and "[organisatie]" in said and id in said
    released = (archive.home / "desk" / "released" / f"{id}.json").read_text()

    # The site publishes lessons and knows nothing of her.
    assert archive.call("publish").status == 0
    site = archive.start("serve")
    page.goto(site)
    page.fill("#q", "wantrouwen")
    page.click("form button")
    assert "resultaten" in page.inner_text(".count")
    page.click(".hits a >> nth=0")
    assert page.query_selector("h1") is not None

    # None of the forty, nor any part of their names, is anywhere outside the sealed story.
    parts = {part for name in PLANTED for part in name.split()}
    shown = [part for part in parts if part in released]
    assert shown == []
    done = archive.call("leakscan", "--key", archive.steward, "--json")
    report = json.loads(done.out)
    assert report["leaks"] == [] and done.status == 0
    assert report["names"] >= 80
    assert raw_finds(archive.home, parts, besides=archive.home / "desk" / "sealed") == []
    assert list(archive.temporary.rglob("*")) == []


def raw_finds(folder, words, besides):
    """Every file under a folder that holds one of the words, read raw."""
    files = [path for path in folder.rglob("*") if path.is_file() and besides not in path.parents]
    return [path.name for path in files for word in words if word.encode() in path.read_bytes()]


def test_leakscan_finds_a_planted_leak(archive, content):
    archive.upload(ROOT / "samples" / "interview-1.txt")
    assert archive.call("publish", "--content", content).status == 0
    assert archive.call("leakscan", "--key", archive.steward).status == 0
    (archive.home / "logs" / "oops.log").write_text("opened the story of Noor Achterberg")
    done = archive.run("leakscan", "--key", archive.steward)
    assert done.status == 1 and "logs/oops.log" in done.err and "Achterberg" not in done.err + done.out
    assert "achterberg" in archive.call("leakscan", "--key", archive.steward, "--show").err
