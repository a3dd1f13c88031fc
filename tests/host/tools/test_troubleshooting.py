# docs/troubleshooting.md: each command of its table, and the one line that it prints.

import json
import re
import sys

import pytest
from conftest import ROOT, run

PAGE = (ROOT / "docs" / "troubleshooting.md").read_text()
ROWS = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|", PAGE, re.M)
DHT = {"kind": "dht22", "pin": 4}
FILES = {
    "comma.json": '{"name": "x",}',
    "bom.json": '\ufeff{"name": "x"}',
    "empty.json": "",
    "limits.json": json.dumps({"sensors": [{**DHT, "above": 10, "clear_below": 20}]}),
    "host.json": json.dumps({"targets": [{"host": "no such host!"}]}),
    "pin.json": json.dumps({"sensors": [{**DHT, "pin": 40}]}),
    "page.bin": "<html>",
}


@pytest.mark.parametrize("command, line", ROWS)
def test_a_mistake_makes_the_line_of_the_page(command, line, tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    script, *arguments = command.split()
    path = ROOT / script if script == "main.py" else ROOT / "tools" / script
    # main.py names itself as it was called: here by its whole path
    code = "import os, sys; os.chdir(sys.argv[1]); sys.stdin.close(); del sys.argv[:2]\n"
    code += "import runpy; sys.path.insert(0, %r); sys.argv[0] = %r\n" % (str(ROOT), script)
    code += "runpy.run_path(%r, run_name='__main__')" % str(path)
    done = run(sys.executable, "-c", code, tmp_path, script, *arguments)
    said = (done.stdout + done.stderr).strip().replace(str(path), script)
    assert said == line, done


def test_the_page_has_its_commands():
    assert len(ROWS) > 12
