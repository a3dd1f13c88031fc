# tools/deploy.py --fleet: many boards in boxes at once, a dead one among them, a table, and a
# second run that does what is left.

import contextlib
import json
import sys
import threading

import pytest
from boardbox import DEPLOY, ESP32, Updated
from conftest import run
from usnmp_tools import fleet, network
from usnmp_tools.modules import PROFILES
from usnmp_tools.terminal import Fault

KEY = "0123456789abcdef0123456789abcdef"


def deployed(folder, *arguments):
    return run(
        sys.executable, DEPLOY, "--fleet", folder / "fleet.json", *arguments, timeout=300
    )  # fmt: skip


@pytest.mark.slow
def test_a_dead_board_holds_up_no_other_and_the_next_run_does_what_is_left(tmp_path):
    (tmp_path / "key").write_text(KEY + "\n")
    with contextlib.ExitStack() as stack:
        boards = {}
        for name in ("attic", "cellar", "kitchen"):
            (tmp_path / name).mkdir()
            board = stack.enter_context(Updated(tmp_path / name, **ESP32))
            board.key = tmp_path / "key"
            board.start()
            board.box.wait_for_text("usnmp serves")
            boards[name] = board
        boards["cellar"].box.power_cut()
        (tmp_path / "program.py").write_text(
            boards["attic"].main.read_text().replace("21)", "22)")
        )
        boards["kitchen"].named("kitchen 2")
        at = {name: board.box.address for name, board in boards.items()}
        at["kitchen"] = {"address": at["kitchen"], "config": "kitchen/config.json"}
        (tmp_path / "fleet.json").write_text(
            json.dumps({"defaults": {"key_file": "key", "main": "program.py"}, "boards": at})
        )
        dry = deployed(tmp_path, "--dry-run")
        assert "attic: would copy 2" in dry.stdout and boards["attic"].served() == 21

        first = deployed(tmp_path)
        assert first.returncode == 1, (first.stdout, first.stderr)
        table = first.stdout.split("\n\n")[1].splitlines()
        assert table[0].split() == ["board", "address", "state"]
        assert table[1].startswith("attic ") and table[1].endswith("done, 2 files copied")
        assert table[2].startswith("cellar ") and "FAILED: " in table[2]
        assert table[3].startswith("kitchen ") and table[3].endswith("done, 3 files copied")
        assert table[4] == "2 of 3 boards are well"
        assert boards["attic"].served() == 22 and boards["kitchen"].served() == 22
        assert "kitchen 2" in boards["kitchen"].snmp("snmpwalk", "1.3.6.1.2.1.1.5")
        assert '"kitchen"' in boards["attic"].snmp("snmpwalk", "1.3.6.1.2.1.1.5")  # its own stays

        boards["cellar"].box.power_on()
        boards["cellar"].box.wait_for_text("usnmp serves")
        boots = boards["attic"].box.boots
        second = deployed(tmp_path)
        assert second.returncode == 0, (second.stdout, second.stderr)
        assert "attic: had it already" in second.stdout
        assert "cellar: done, 2 files copied" in second.stdout
        assert boards["attic"].box.boots == boots and boards["cellar"].served() == 22


# -- without boards


class Args:
    key_file = config = main = profile = None
    extras = ()


def listed(folder, found):
    path = folder / "fleet.json"
    path.write_text(found if isinstance(found, str) else json.dumps(found))
    return fleet.read(str(path), Args(), list(PROFILES))


def test_a_file_of_boards_may_say_what_holds_for_all_and_for_one(tmp_path):
    for name in ("key", "own"):
        (tmp_path / name).write_text(name * 8 + "x" * 16)
    one, two = listed(
        tmp_path,
        {
            "defaults": {"key_file": "key", "profile": "agent"},
            "boards": {
                "attic": "192.0.2.7",
                "cellar": {"address": "cellar.example.org:9000", "key_file": "own"},
            },
        },
    )
    assert (one.name, one.args.address, one.args.profile) == ("attic", "192.0.2.7", "agent")
    assert one.args.key.startswith("key") and two.args.key.startswith("own")
    assert one.args.no_config and two.args.address == "cellar.example.org:9000"


@pytest.mark.parametrize(
    "found, why",
    [
        ("{", "ends too early"),
        ([], 'an object with "boards"'),
        ({"boards": {}}, '"boards" must be an object'),
        ({"boards": {"a": {"adress": "x"}}}, 'unknown key "a.adress"'),
        ({"boards": {"a": {}}}, '"address" must be HOST'),
        ({"boards": {"a": "300.1.1.1"}}, '"address" must be HOST'),
        ({"boards": {"a": 7}}, "must be an address"),
        ({"boards": {"a": {"address": "b", "config": 7}}}, '"a.config" must be text'),
        ({"boards": {"a": "192.0.2.7", "b": "192.0.2.7:9161"}}, "have one address"),
        ({"boards": {"a": "192.0.2.7"}}, "no key for a"),
    ],
)
def test_what_is_wrong_with_a_file_of_boards_is_said(found, why, tmp_path, monkeypatch):
    monkeypatch.delenv(network.VARIABLE, raising=False)
    with pytest.raises(Fault, match=why):
        listed(tmp_path, found)


def test_a_fault_of_ours_with_one_board_fails_that_board_alone(tmp_path, monkeypatch):
    monkeypatch.setenv(network.VARIABLE, KEY)
    boards = listed(tmp_path, {"boards": {"a": "192.0.2.1", "b": "192.0.2.2", "c": "192.0.2.3"}})

    def one(board, stop, dry_run):
        if board.name == "b":
            raise KeyError("x")
        return network.Done(1, True, 2, [], 100)

    said = []
    results = fleet.Fleet(boards, one, said.append).run(2)
    assert [fleet.state(r) for r in results] == [
        "done, 1 files copied", "FAILED: KeyError: 'x'", "done, 1 files copied",
    ]  # fmt: skip
    assert sorted(line[0] for line in said) == ["a", "b", "c"]


def test_no_more_are_under_way_at_once_than_asked_for(tmp_path, monkeypatch):
    monkeypatch.setenv(network.VARIABLE, KEY)
    boards = listed(tmp_path, {"boards": {"n%d" % i: "192.0.2.%d" % i for i in range(1, 31)}})
    gate, most, now = threading.Condition(), [0], [0]

    def one(board, stop, dry_run):
        with gate:
            now[0] += 1
            most[0] = max(most[0], now[0])
            gate.notify_all()
            gate.wait_for(lambda: most[0] == 4, 30)
            now[0] -= 1
        return network.Done(0, False, 1, [], 1)

    fleet.Fleet(boards, one, lambda text: None).run(4)
    assert most == [4]


def test_after_ctrl_c_none_is_begun_and_those_under_way_are_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(network.VARIABLE, KEY)
    boards = listed(tmp_path, {"boards": {"n%d" % i: "192.0.2.%d" % i for i in range(1, 9)}})
    begun = []

    def one(board, stop, dry_run):
        begun.append(board.name)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fleet.update(boards, one, 1)
    assert begun == ["n1"]
    assert "goes on where it was" in capsys.readouterr().err
