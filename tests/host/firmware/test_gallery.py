# docs/gallery.md: each of its boards is wired as drawn, deployed to a box by the page's lines, and
# what comes out is what the picture shows.

import re
from xml.etree import ElementTree

import pytest
from board_box import gallery
from conftest import ROOT
from test_pictures import script

PICTURES = ROOT / "docs" / "pictures" / "gallery"
PAGE = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
SECTIONS = gallery.sections()
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg, kind="text"):
    """What stands in a picture, a line each, with what is another each time as dots."""
    found = list(ElementTree.fromstring(svg).iter(SVG + kind))
    if kind == "text":
        return [gallery.VARIES.sub("...", "".join(e.itertext())) for e in found]
    return [e.get("fill") for e in found]


@pytest.mark.slow
@pytest.mark.parametrize("name", SECTIONS)
def test_a_board_that_is_deployed_as_the_page_says_gives_what_its_picture_shows(name, tmp_path):
    play = gallery.Play(name, tmp_path).run()
    made = script("gallery").draw(play.title, play.shown, play.pixels)
    committed = (PICTURES / (name + "-out.svg")).read_text(encoding="utf-8")
    assert texts(made) == texts(committed), "docs/pictures/gallery.py %s draws it anew" % name
    assert texts(made, "rect") == texts(committed, "rect")  # the pixels


def test_there_are_ten_each_with_its_wiring_and_what_comes_out():
    assert len(SECTIONS) == 10
    for name in SECTIONS:
        for kind in ("wiring", "out"):
            place = "pictures/gallery/%s-%s.svg" % (name, kind)
            assert PAGE.count("](%s)" % place) == 1 and (ROOT / "docs" / place).exists()
    names = {path.name.rsplit("-", 1)[0] for path in PICTURES.iterdir()}
    assert names == set(SECTIONS)


def test_each_has_its_lines_to_type_a_deployment_among_them():
    for name, (_, config, typed) in SECTIONS.items():
        assert sum(line.startswith("tools/deploy.py ") for line in typed) == 1, name
        assert len(typed) > 1 and bool(config) == any("--config" in line for line in typed)


def test_the_wiring_committed_is_what_the_script_draws():
    wiring = script("wiring")
    assert set(wiring.SKETCHES) == set(SECTIONS)
    for name, sketch in wiring.SKETCHES.items():
        committed = (PICTURES / (name + "-wiring.svg")).read_text(encoding="utf-8")
        assert committed == wiring.draw(*sketch), "docs/pictures/wiring.py draws it anew"


def pins(name):
    """The pins of the board that are wired for a signal, in the picture."""
    wires = [wire for _, _, wires, _ in script("wiring").SKETCHES[name][2] for wire in wires]
    return {int(n) for n in re.findall(r"GPIO(\d+)", " ".join(wires))}


CONSTANTS = "PIN COIL ENABLE CONTACT LAMP BUTTON".split()


@pytest.mark.parametrize("name", SECTIONS)
def test_the_pins_that_are_drawn_are_those_of_the_program_or_configuration(name):
    _, config, typed = SECTIONS[name]
    main = re.search(r"--main (\S+)", " ".join(typed))
    if main:
        text = (ROOT / main.group(1)).read_text()
        names = "PIN|COIL|ENABLE|CONTACT|LAMP|BUTTON"
        found = re.findall(r"^((?:%s)(?:, (?:\w+))*) = ([\d, ]+)$" % names, text, re.M)
        used = {
            int(n) for _, values in found for n in values.split(",")[: 2 if "LAMP" in _ else 1]
        }
    else:
        used = {int(n) for n in re.findall(r'"(?:pin|scl|sda)": (\d+)', config)}
    assert used and pins(name) == used
