# docs/pictures: what the scripts there make of this tree is what is committed, and holds.

import importlib.util
import re
from xml.etree import ElementTree

import pytest
from conftest import ROOT, free_port, package
from usnmp_pc.watch.keys import Keys
from usnmp_pc.watch.model import Model
from usnmp_pc.watch.reader import Reading
from usnmp_tools import modules

PICTURES = ROOT / "docs" / "pictures"


def script(name):
    """A script of docs/pictures as a module."""
    spec = importlib.util.spec_from_file_location("picture_" + name, PICTURES / (name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def architecture():
    return script("architecture")


def test_the_architecture_committed_is_the_one_that_the_imports_make(architecture):
    drawn = architecture.draw(architecture.arrows())
    committed = (PICTURES / "architecture.svg").read_text()
    assert committed == drawn, "docs/pictures/architecture.py draws it anew"


def test_every_module_stands_in_the_picture(architecture):
    boxes = {box for floor in architecture.FLOORS for box in floor}
    assert {architecture.box_of(name) for name in modules.modules()} | {"main.py"} == boxes
    root = ElementTree.parse(PICTURES / "architecture.svg").getroot()
    words = set(re.findall(r"[\w.]+", " ".join(root.itertext())))
    for name in modules.modules():
        assert name.split(".")[min(1, name.count("."))] in words, name


def test_no_arrow_leads_up_or_along_a_floor(architecture):
    assert architecture.upward(architecture.arrows()) == []


def test_an_arrow_up_is_noticed(architecture):
    # Between roles, and from what is shared to a role.
    made = [("usnmp_agent.engine", "usnmp_notify", True)]
    found = {("usnmp_agent", "usnmp_notify"): made, ("usnmp_agent", "usnmp_mib"): made}
    assert architecture.upward(found) == [("usnmp_agent", "usnmp_notify")]
    found = {("usnmp_base", "usnmp_agent"): made}
    assert architecture.upward(found) == [("usnmp_base", "usnmp_agent")]


def test_imports_by_exec_count():
    # usnmp takes its faster SnmpPacket so, for a board's heap is to know no name of it.
    names = modules.modules()
    assert "usnmp_base.packet_pc" in modules.imports(names["usnmp"], names)[1]


def test_the_watched_boards_are_drawn_as_their_lines_are():
    package("rich")
    drawing = script("watch")
    model = Model(["192.0.2.1", "192.0.2.2"])
    model.boards[0].answered(1, "attic", [Reading("a", "Room", "celsius", 21.5, decimals=1)])
    model.boards[1].failed("no <response>", 0.0)
    model.changed()
    lines = drawing.view.View(model, Keys(model)).lines(drawing.WIDTH, 8, 5.0)
    (made, committed) = [
        " ".join(" ".join(ElementTree.fromstring(text).itertext()).split())
        for text in (drawing.svg(lines), (PICTURES / "watch.svg").read_text())
    ]
    assert "! 192.0.2.2 no <response> for 5 s" in made and "Room 21.5 celsius" in made
    for text in (made, committed):
        assert "without an answer" in text and " celsius " in text and "q quit" in text
    for text in ("! cellar", "▲ greenhouse", "risingAlarm", *drawing.NAMES):
        assert text in committed
    assert "url(" not in (PICTURES / "watch.svg").read_text().replace("url(#watch", "")


def test_the_walk_shows_the_objects_that_main_py_serves():
    _, _, lines = script("walk").walk(free_port(), usnmp=True)
    root = ElementTree.parse(PICTURES / "walk.svg").getroot()
    texts = ["".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text")]
    assert objects(lines) == objects(texts) != []


def objects(lines):
    """The OIDs, without their first arc, and types in what snmpwalk prints."""
    return re.findall(r"^(?:iso|\.1)([.\d]+) = (\w+:|\"|No)", "\n".join(lines), re.M)
