# "users_writable" of config.json: main.py whose users net-snmp's snmpusm changes, through
# restarts.

import json

import pytest
from conftest import ROOT, interpreter, running
from test_v3_netsnmp import KEYS, NAME, Tools
from test_v3_snmpusm import NEW, OLD, READER, get, usm, works
from usnmp_v3.keys import localize

ID = "80001f8805aabbccddeeff0011"
KUL = localize("SHA", bytes.fromhex(KEYS["SHA"]), bytes.fromhex(ID)).hex()
CONFIG = {
    "name": "box",
    "read_community": None,
    "persist": "values.dat",
    "engine_id": ID,
    "users": [
        {
            "name": "reader", "auth": "SHA", "auth_key": KUL, "priv": "AES", "priv_key": KUL,
            "write": ["1.3.6.1.6.3.15.1.2"],
        }
    ],
}  # fmt: skip


@pytest.fixture(params=["cpython", "micropython32"])
def firmware(request, build, tmp_path):
    """A function: main.py in a folder of its own, with "users_writable" as it is given."""
    folder = [ROOT / "main.py"] if request.param == "cpython" else build.iterdir()
    for path in folder:
        (tmp_path / path.name).symlink_to(path)
    # As .mpy files: see test_micropython
    command = [word.replace("=38k", "=120k") for word in interpreter(request.param)]

    def start(writable):
        config = {**CONFIG, "users_writable": writable}
        (tmp_path / "config.json").write_text(json.dumps(config))
        return running(command, tmp_path, "--config", "config.json")

    return start


def test_keys_and_users_are_changed_and_stay_so(firmware):
    wes = ("wes", "SHA", "AES")
    with firmware(True) as board:
        snmp = Tools(board.target)
        assert works(snmp, READER)
        usm(snmp, READER, "create", "wes", "reader")
        usm(snmp, wes, "passwd", OLD, NEW)
        usm(snmp, READER, "passwd", OLD, NEW)
        # at once: it is not the end that writes
        board.process.kill()
        board.process.wait()
    with firmware(True) as board:
        snmp = Tools(board.target)
        for user in (READER, wes):
            assert works(snmp, user, NEW, NEW)
            assert "Authentication failure" in get(snmp, user).stderr
        usm(snmp, READER, "delete", "wes", password=NEW, priv_password=NEW)
        assert "Unknown user name" in get(snmp, wes, NEW, NEW).stderr
        assert board.stop() == (0, "\nstopped\n")


def test_by_default_there_is_no_such_table(firmware):
    with firmware(False) as board:
        snmp = Tools(board.target)
        assert works(snmp, READER)
        done = snmp("usm", READER, "passwd", OLD, NEW)
        assert "notWritable" in done.stderr
        lines = snmp.lines("walk", READER, "1.3.6.1.6.3.15")
        assert "No more variables" in lines[0]
        assert works(snmp, READER) and snmp.lines("get", READER, NAME)
