# `usnmp skeleton` of a MIB of the user's with what is rare: limits with gaps, indices of every
# kind, rows that go with others, names that Python has; notifications; the command's own faults.

import pytest
from conftest import package
from test_skeleton_all import Served, module
from toy_mib import TEXT
from usnmp_pc.cli import main
from usnmp_pc.mibs import Mibs
from usnmp_pc.skeleton import skeleton

BASE = "1.3.6.1.4.1.99999."
INDEX = ".1.2.3.4.5.6.192.0.2.1.4.1.3.6"
WRONGLENGTH, WRONGVALUE, NOCREATION = 8, 10, 11


@pytest.fixture
def folder(tmp_path, monkeypatch):
    package("pysmi")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "TOY-MIB.txt").write_text(TEXT)
    return tmp_path


@pytest.fixture
def mibs(folder):
    mibs = Mibs("+TOY-MIB", [str(folder)])
    assert any("NOWHERE-MIB" in fault for fault in mibs.faults)
    return mibs


@pytest.fixture
def made(mibs, tmp_path, monkeypatch):
    return module(skeleton(mibs, "TOY-MIB"), "my_toy_mib", tmp_path, monkeypatch)


@pytest.fixture
def served(made):
    return Served(made)


def test_all_but_what_no_module_has_is_served(served):
    assert served.walk() == {
        BASE + "1.0": (4, b"\x07\xb2\x01\x01\0\0\0\0"),  # a date: 1970-1-1
        BASE + "2.0": (2, 7),
        BASE + "3.0": (2, 1),
        BASE + "4.0": (4, "@@"),
        BASE + "6.0": (70, 0),
    }


def test_the_text_names_what_is_not_there(mibs):
    head = skeleton(mibs, "TOY-MIB").split("\n\n")[0]
    assert "toyLost (Nothing)" in head.replace("\n# ", " ")


@pytest.mark.parametrize(
    "arc, letter, fits, status",
    [
        ("1.0", "s", ["a" * 8, "a" * 11], dict.fromkeys(("", "a" * 9, "a" * 12), WRONGLENGTH)),
        ("2.0", "i", [-5, -1, 3, 7, 9], dict.fromkeys((-6, 0, 2, 4, 6, 10), WRONGVALUE)),
        ("3.0", "i", [0, 1, 5], dict.fromkeys((-1, 2, 4, 6), WRONGVALUE)),
        ("4.0", "s", ["", "a", "aa"], {"aaa": WRONGLENGTH}),
    ],
)
def test_limits_with_gaps_are_kept(served, arc, letter, fits, status):
    for value in fits:
        assert served.set(BASE + arc, letter, value) == 0
        assert served.walk()[BASE + arc][1] == value
    for value, error in status.items():
        assert served.set(BASE + arc, letter, value) == error, value
    assert served.walk()[BASE + arc][1] == fits[-1]


def test_rows_with_an_index_of_every_kind_are_made(served):
    status = BASE + "7.1.6" + INDEX
    assert served.set(status, "i", 4) == 0
    walked = served.walk()
    assert walked[BASE + "7.1.5" + INDEX] == (2, 2)  # its default, false
    assert walked[status] == (2, 1)
    assert walked[BASE + "8.1.1" + INDEX] == (4, b"\0\0")
    for wrong in (INDEX.replace(".192.0.2.1.4.", ".192.0.2.1.6."), ".1.2.3.4.5.256.1.1.1.1.1.1.3"):
        assert served.set(BASE + "7.1.6" + wrong, "i", 4) == NOCREATION, wrong


def test_what_augments_a_row_comes_and_goes_with_it(served):
    status, more = BASE + "7.1.6" + INDEX, BASE + "8.1.1" + INDEX
    assert served.set(more, "s", "abc") == NOCREATION
    assert served.set(status, "i", 4) == 0
    assert more in served.walk()
    assert served.set(more, "s", "abcde") == WRONGLENGTH
    assert served.set(more, "s", "abcd") == 0
    assert served.walk()[more] == (4, "abcd")
    assert served.set(status, "i", 6) == 0
    assert more not in served.walk()
    assert served.set(status, "i", 4) == 0
    assert served.walk()[more][1] != "abcd"


class Sent:
    def send(self, kind, varbinds=()):
        self.sent = kind, varbinds
        return True


def test_a_notification_takes_the_index_of_its_rows(made):
    sent = Sent()
    assert made.toyAlarm(sent, INDEX[1:], 3, 1, "ab")
    assert sent.sent == (
        BASE + "0.1",
        [
            (BASE + "2.0", 2, 3),
            (BASE + "7.1.5" + INDEX, 2, 1),
            (BASE + "8.1.1" + INDEX, 4, "ab"),
        ],
    )
    assert made.toyQuiet(sent)
    assert sent.sent == (BASE + "0.2", ())


def test_enumerations_are_constants(made, mibs):
    source = skeleton(mibs, "TOY-MIB")
    for line in ("_CLASS_FIRST_ONE = const(1)", "_TOY_FLAGS_BLUE = const(9)"):
        assert line in source.split("\n")
    assert made._TRUTH_VALUE_FALSE == 2


def test_current_leaves_out_what_is_deprecated(mibs):
    assert "toyOld" in skeleton(mibs, "TOY-MIB")
    assert "toyOld" not in skeleton(mibs, "TOY-MIB", current=True)


def usnmp(capsys, *argv):
    status = main(["skeleton", *argv])
    out, err = capsys.readouterr()
    return status, out, err


def test_the_command_takes_a_module_of_the_users_by_its_name_or_file(folder, mibs, capsys):
    wanted = skeleton(mibs, "TOY-MIB")
    for argv in (["-M", str(folder), "TOY-MIB"], [str(folder / "TOY-MIB.txt")]):
        status, out, err = usnmp(capsys, *argv)
        assert (status, out) == (0, wanted)
        assert "TOY-MIB.txt:" in err and "Nothing" in err


def test_a_file_that_is_there_is_written_over_with_force_only(tmp_path, capsys):
    path = tmp_path / "mine.py"
    assert usnmp(capsys, "UDP-MIB", "-o", str(path)) == (0, "", "")
    made = path.read_text()
    path.write_text("filled")
    status, _, err = usnmp(capsys, "UDP-MIB", "-o", str(path))
    assert status == 1 and "--force" in err and path.read_text() == "filled"
    assert usnmp(capsys, "UDP-MIB", "--force", "-o", str(path))[0] == 0
    assert path.read_text() == made


def test_a_name_that_hides_a_module_of_usnmp_is_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, _, err = usnmp(capsys, "USNMP-MIB", "-o", "usnmp_mib.py")
    assert status == 1 and "usnmp_mib.py would hide" in err
    assert not list(tmp_path.iterdir())


def test_a_module_that_there_is_not_is_told(capsys):
    status, out, err = usnmp(capsys, "FOO-MIB")
    assert status == 1 and not out and "no MIB module FOO-MIB" in err
