# main.py whose notifications are SNMPv3's, as "user" of a target in config.json asks: received by
# net-snmp's snmptrapd.

import json

import pytest
from conftest import ROOT, Trapd, interpreter, running
from usnmp_v3.keys import localize, password_to_key

ID = "80001f8805aabbccddeeff0011"
WORDS = "authentic words", "private words"
KU = [password_to_key("SHA", word) for word in WORDS]
KUL = [localize("SHA", key, bytes.fromhex(ID)).hex() for key in KU]


def user(name, keys, **more):
    return {
        "name": name, "auth": "SHA", "auth_key": keys[0], "priv": "AES", "priv_key": keys[1],
        **more,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["cpython", "micropython32"])
def test_traps_and_informs_of_users_arrive(name, build, tmp_path):
    line = 'SHA "%s" AES "%s"' % WORDS
    trapd = Trapd(tmp_path, ["-e 0x%s traps %s" % (ID, line), "informs " + line])
    target = {"host": "127.0.0.1", "port": trapd.port}
    config = {
        "read_community": None,
        "engine_id": ID,
        "users": [
            user("traps", KUL, read=None),
            user("informs", [key.hex() for key in KU], localized=False),
        ],
        "targets": [
            {**target, "user": "traps"},
            {**target, "user": "informs", "inform": True, "level": "authNoPriv"},
        ],
    }
    for path in [ROOT / "main.py"] if name == "cpython" else build.iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / "config.json").write_text(json.dumps(config))
    command = [word.replace("=38k", "=120k") for word in interpreter(name)]
    try:
        with running(command, tmp_path, "--config", "config.json") as board:
            found = sorted([trapd.line(), trapd.line()])
            assert board.stop() == (0, "\nstopped\n")
    finally:
        trapd.process.kill()
        trapd.process.communicate(timeout=20)
    print(found)
    # coldStart, from each
    assert ["1.3.6.1.6.3.1.1.5.1" in line for line in found] == [True, True]
    assert found[0].startswith("INFORM, SNMP v3, user informs")
    assert found[1].startswith("TRAP2, SNMP v3, user traps")
