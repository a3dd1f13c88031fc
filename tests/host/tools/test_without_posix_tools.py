# The tools on a system without what Windows lacks (hidden.py): a configuration is made, modules
# are compiled, and a board in a box gets all of it, from a folder with spaces and a name of a user
# beyond ASCII.

import json
import os

import pytest
from conftest import ROOT
from deploybox import PORT, Bench
from hidden import start
from programs import PROGRAMS

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "Jürgen Müller ☕"
    folder.mkdir()
    return folder


def ended(program, *arguments, answers=None, **kw):
    """(status, output, errors) of a tool that is given `answers`."""
    process = start(PROGRAMS[program], *arguments, stdin=-1, **kw)
    typed = "\n".join(answers or []).encode()
    out, err = process.communicate(typed, timeout=110)
    return process.returncode, out.decode("cp1252"), err.decode("cp1252")


@pytest.mark.parametrize("encoding", ("cp1252", "ascii"))
def test_a_configuration_is_made_changed_and_checked(home, encoding):
    path = home / "config.json"
    path.write_text(json.dumps({"name": "Küche ☕"}, ensure_ascii=False), encoding="utf-8")
    for wifi in ("home", "attic"):  # the second time the file is there
        status, out, err = ended(
            "configure.py", path, answers=[wifi, "secret-key", *[""] * 40], encoding=encoding
        )
        assert status == 0 and "is written" in out and "Traceback" not in err, (out, err)
        made = json.loads(path.read_text(encoding="utf-8"))
        assert made["wifi"]["ssid"] == wifi and made["name"] == "Küche ☕"
    status, out, err = ended("configure.py", "--check", path, encoding=encoding)
    assert status == 0 and "is in order" in out, (out, err)


def test_modules_are_built(home):
    status, out, err = ended("build.py", "agent", "--output", home / "gebaut für mich")
    assert (status, err) == (0, ""), err
    assert list((home / "gebaut für mich").rglob("*.mpy"))


def test_a_board_gets_them_and_its_log_is_shown(home):
    with Bench(home) as bench:
        words = "--port", bench.box.device, "--main", bench.main, "--config", bench.config
        status, out, err = ended("deploy.py", *words)
        assert status == 0 and "the agent answers" in out, (out, err)
        assert "kitchen" in bench.snmp("snmpget", "1.3.6.1.2.1.1.5.0")
        status, out, err = ended("deploy.py", *words)
        assert status == 0 and out.split(" files copied")[0].endswith("\n0"), out
        words = "--port", bench.box.device, "--reset", "--seconds", "5"
        status, out, err = ended("console.py", *words)
        assert status == 0 and "usnmp serves on port %d" % PORT in out, (out, err)


def test_a_port_that_is_none_is_a_line():
    for port in ("COM77", os.fspath(ROOT / "main.py")):
        status, out, err = ended("console.py", "--port", port)
        assert (status, out) == (1, "") and err.startswith("console.py: cannot open " + port), err
        assert err.count("\n") == 1, err
