# What integrations/ has for programs that CI does not run: each object that a file asks for is
# there on a board with 20 sensors.

import re

import pytest
from board_box import fleet
from conftest import ROOT, run, tool

pytestmark = pytest.mark.slow

FILES = "telegraf/usnmp.conf", "homeassistant/usnmp.yaml"


def test_each_object_that_telegraf_and_home_assistant_ask_for_is_there(build, tmp_path):
    with fleet.board(build, tmp_path) as box:
        for name in FILES:
            text = (ROOT / "integrations" / name).read_text()
            oids = set(re.findall(r"\b1\.3\.6\.1[.\d]*\d", text))
            assert len(oids) > 1, name
            for oid in sorted(oids):
                # A scalar or cell as it is named, a column by its first cell
                command = "-v2c", "-c", "public", "-On", box.udp(), oid
                values = [run(tool(c), *command).stdout for c in ("snmpget", "snmpgetnext")]
                there = [v for v in values if v.startswith("." + oid) and "No Such" not in v]
                assert there, (name, oid, values)
