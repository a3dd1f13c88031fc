# tools/configure.py as a person uses it: questions, answers, the file; what becomes of secrets.

import json
import os
import pty
import select
import shutil
import stat
import subprocess
import sys

import pytest
from conftest import ROOT, run, tool
from usnmp_firmware.config import DEFAULTS, check
from usnmp_firmware.sensor_keys import keys
from usnmp_sensors import kinds
from usnmp_v3.keys import localize, password_to_key

SCRIPT = ROOT / "tools" / "configure.py"
KEY = "a long s3cret"


def configure(path, answers, *arguments):
    text = "".join(a + "\n" for a in answers)
    return run(sys.executable, SCRIPT, path, *arguments, input=text)


# What is answered to each question in turn, with no file there before.
WIFI = ["home", KEY]
ACCESS = ["s3e", "s3t", "192.0.2.0/24, 10.0.0.7"]
SYSTEM = ["cellar", "Main street 5", "noc@example.org"]
TARGET = ["y", "192.0.2.9", "", "", "2c", "y"]
SENSOR = ["y", "dht22", "4", "air", "30", "28.5", ""]
NO = ["n"]
FULL = [*WIFI, *NO, *ACCESS, *SYSTEM, *TARGET, *NO, *SENSOR, *NO, *NO, *NO]
EMPTY = ["", *NO, "", "", "", "", "", "", *NO, *NO, *NO, *NO]


def test_answers_become_the_file(tmp_path):
    path = tmp_path / "config.json"
    done = configure(path, FULL)
    assert done.returncode == 0, done
    config = json.loads(path.read_text())
    assert config == {
        "wifi": {"ssid": "home", "key": KEY},
        "read_community": "s3e",
        "write_community": "s3t",
        "sources": ["192.0.2.0/24", "10.0.0.7"],
        "name": "cellar",
        "location": "Main street 5",
        "contact": "noc@example.org",
        "targets": [{"host": "192.0.2.9", "inform": True}],
        "sensors": [
            {"kind": "dht22", "pin": 4, "name": "air", "above": 30, "clear_below": 28.5}
        ],
    }  # fmt: skip
    check(config)
    assert "Traceback" not in done.stderr


def test_no_answer_at_all_leaves_the_defaults(tmp_path):
    path = tmp_path / "config.json"
    assert configure(path, EMPTY).returncode == 0
    assert json.loads(path.read_text()) == {}


def test_empty_answers_leave_what_was_configured(tmp_path):
    path = tmp_path / "config.json"
    configure(path, FULL)
    first = path.read_text()
    keep = ["", "", "n"] + [""] * 3 + [""] * 3 + ["y", "n", "n"] + ["y", "n", "n"] + NO + NO
    done = configure(path, keep)
    assert done.returncode == 0, done
    assert path.read_text() == first


def test_what_was_configured_can_be_taken_away(tmp_path):
    path = tmp_path / "config.json"
    configure(path, FULL)
    done = configure(path, ["-", "n", "public", *"-----", *"nnnnnn"])
    assert done.returncode == 0, done
    assert json.loads(path.read_text()) == {"name": ""}  # the default is "usnmp"


def test_wrong_answers_are_asked_again_with_the_key_named(tmp_path):
    path = tmp_path / "config.json"
    answers = [
        "home", "short", KEY, "n",
        "s3e", "s3e", "s3t", "192.0.2.0/33", "10.0.0.0/8",
        "x" * 256, "cellar", "", "",
        "maybe", "y", "-", "192.0.2.9", "70000", "1162", "", "3", "1", "n",
        "y", "sonar", "pin", "a", "120", "4", "door", "hot", "0", "", "", "n", "n",
        "y", "", "", "many", "1161", "", "", "1.3.6.x", "", "", "",
    ]  # fmt: skip
    done = configure(path, answers)
    assert done.returncode == 0, done
    for word in (
        "8 to 63", "write_community", '"sources"', '"name"', "y or n", '"targets[0].host"',
        '"targets[0].port"', '"targets[0].version"', '"sensors[0].kind"', '"sensors[0].pin"',
        '"sensors[0].above"', '"port"', '"object_id"',
    ):  # fmt: skip
        assert word in done.stdout, word
    config = check(json.loads(path.read_text()))
    assert config["wifi"]["key"] == KEY and config["port"] == 1161
    assert config["targets"][0]["port"] == 1162 and config["targets"][0]["version"] == "1"
    assert config["sensors"][0]["pin"] == 4 and config["sensors"][0]["above"] == 0


def test_what_managers_find_by_themselves_is_one_answer_and_a_choice_stays(tmp_path):
    path = tmp_path / "config.json"
    yes = [*EMPTY[:-2], "y", "n"]
    union = ["if_mib", "ip_mib", "host_resources_mib", "snmp_framework_mib", "usnmp_mib"]
    assert configure_ok(path, yes) == {"mibs": union}
    check(json.loads(path.read_text()))
    path.write_text('{"mibs": ["if_mib"]}')
    assert configure_ok(path, [*EMPTY[:-2], "", "n"]) == {"mibs": ["if_mib"]}
    assert configure_ok(path, EMPTY) == {}


def test_every_key_can_be_asked_for(tmp_path):
    sys.path.insert(0, str(SCRIPT.parent))
    import configure

    asked = {key for key, _ in (*configure.SYSTEM, *configure.OTHERS)}
    asked |= {"wifi", "read_community", "write_community", "sources", "targets", "sensors", "mibs"}
    asked |= {"engine_id", "users", "users_writable"}
    assert asked == set(DEFAULTS)
    questions = [key for key, _ in configure.SENSOR]
    for kind in kinds.names():
        known = keys(kind)
        assert set(known) - set(questions) <= {"kind", "reading", "clear_below", "clear_above"}
        answers = [*EMPTY[:9], "y", kind, *[""] * len(set(questions) & set(known)), "n", "n", "n"]
        path = tmp_path / kind
        assert configure_ok(path, answers)["sensors"] == [{"kind": kind}]


def test_chips_on_i2c_are_asked_for_their_pins_and_address(tmp_path):
    first = ["y", "bme280", "4", "4", "5", "76", "0x77", "Kitchen", "", ""]  # two twice
    second = ["y", "ads1115", "4", "5", "", "0-1", "2.048", "amperes", "", "10", "-0.5", "2"]
    third = ["y", "dht22", "5", "13", "", "", ""]  # pin 5 is SDA
    answers = [
        *EMPTY[:9],
        *first,
        *second,
        "Battery",
        "",
        "",
        *third,
        "y",
        "chip",
        "",
        "n",
        "n",
        "n",
    ]
    done = configure(tmp_path / "config.json", answers)
    assert done.returncode == 0, done
    for words in ("pin 4 is used as scl", "\"0x77\", not '76'", "pin 5 is used as sda"):
        assert words in done.stdout, words
    bus = {"scl": 4, "sda": 5}
    assert json.loads((tmp_path / "config.json").read_text())["sensors"] == [
        {"kind": "bme280", **bus, "address": "0x77", "name": "Kitchen"},
        {
            "kind": "ads1115", **bus, "channel": "0-1", "full_scale": 2.048, "type": "amperes",
            "scale": 10, "offset": -0.5, "precision": 2, "name": "Battery",
        },
        {"kind": "dht22", "pin": 13},
        {"kind": "chip"},
    ]  # fmt: skip


def test_a_sensor_of_another_kind_has_nothing_of_the_one_before(tmp_path):
    path = tmp_path / "config.json"
    configure(path, FULL)
    keep = ["", "", "n"] + [""] * 3 + [""] * 3 + ["y", "n", "n"]
    answers = [*keep, "y", "y", "sht3x", "", "", "", "attic", "", "", "n", "n", "n"]
    assert configure_ok(path, answers)["sensors"] == [{"kind": "sht3x", "name": "attic"}]


def configure_ok(path, answers):
    done = configure(path, answers)
    assert done.returncode == 0, done
    return json.loads(path.read_text())


def test_the_example_is_in_order_and_names_no_unknown_key():
    done = run(sys.executable, SCRIPT, "--check", ROOT / "config.example.json")
    assert done.returncode == 0, done.stderr
    example = json.loads((ROOT / "config.example.json").read_text())
    assert set(example) <= set(DEFAULTS)


def test_faults_make_one_clear_line_and_leave_the_file_alone(tmp_path):
    path = tmp_path / "config.json"
    cases = (
        ("{", [], "not JSON"),
        ('{"prot": 1}', [], '"prot"'),
        ("{}", ["home"], "no more answers"),
    )
    for text, answers, word in cases:
        path.write_text(text)
        done = configure(path, answers)
        assert done.returncode == 1 and word in done.stderr, done
        assert done.stderr.count("\n") == 1 and done.stderr.startswith("configure.py: ")
        assert path.read_text() == text
    done = run(sys.executable, SCRIPT, "--check", tmp_path / "none.json")
    assert done.returncode == 1 and "none.json" in done.stderr
    assert run(sys.executable, SCRIPT, "--chekc").returncode == 2


def test_check_says_in_words_which_limit_a_pin_cannot_have(tmp_path):
    path = tmp_path / "config.json"
    path.write_text('{"sensors": [{"kind": "pin", "pin": 4, "above": 0.5}]}')
    done = run(sys.executable, SCRIPT, "--check", path)
    what = '"sensors[0].above" of a pin must be a whole number, as it reads 0 or 1, not 0.5'
    assert done.returncode == 1 and what in done.stderr


# --- users of SNMPv3 ---

USER = ["y", "alice", "sha", "SHA", "short", "authentic", "DES", "private--", "y", "n", "n"]


def test_a_user_becomes_keys_that_are_of_use_for_this_board_alone(tmp_path):
    path = tmp_path / "config.json"
    done = configure(path, ["", *USER, "n", "", "", "", *NO, *NO, *NO, *NO])
    assert done.returncode == 0, done
    for word in ("one of SHA-256", "8 characters", "DES can be broken"):
        assert word in done.stdout
    text = path.read_text()
    config = check(json.loads(text))
    assert config["read_community"] is None and config["write_community"] is None
    (user,) = config["users"]
    id = bytes.fromhex(config["engine_id"])
    assert "authentic" not in text and "private" not in text
    assert user["auth_key"] == localize("SHA", password_to_key("SHA", "authentic"), id).hex()
    assert user["write"] == ["1.3"]
    # another board, another engine, other keys
    configure(tmp_path / "other.json", ["", *USER, "n", "", "", "", *NO, *NO, *NO, *NO])
    other = json.loads((tmp_path / "other.json").read_text())
    assert other["engine_id"] != config["engine_id"]
    assert other["users"][0]["priv_key"] != user["priv_key"]


def test_users_may_be_changed_over_the_network_if_there_is_a_file(tmp_path):
    path = tmp_path / "config.json"
    done = configure(path, ["", *USER[:-1], "y", "n", "", "", "", *NO, *NO, *NO, *NO])
    assert done.returncode == 0 and "usnmp.dat" in done.stdout
    config = json.loads(path.read_text())
    assert config["users_writable"] is True and config["persist"] == "usnmp.dat"
    first = path.read_text()
    again = ["", "y", "n", "n", "", "n", "", "", "", *NO, *NO, *NO, *NO]
    assert configure(path, again).returncode == 0
    assert path.read_text() == first
    # who may write nothing is not asked
    reads = [*USER[:-3], "n", "n", "n", "", "", "", *NO, *NO, *NO, *NO]
    path.unlink()
    assert configure(path, ["", *reads]).returncode == 0
    assert "users_writable" not in json.loads(path.read_text())


def test_a_target_can_be_of_a_user(tmp_path):
    path = tmp_path / "config.json"
    start = ["", *USER, "n", "", "", ""]
    target = ["y", "192.0.2.9", "1162", "nobody", "alice", "n"]
    done = configure(path, [*start, *target, *NO, *NO, *NO])
    assert done.returncode == 0 and "one of alice" in done.stdout, done
    (found,) = check(json.loads(path.read_text()))["targets"]
    assert (found["host"], found["port"], found["user"]) == ("192.0.2.9", 1162, "alice")
    # changed to one of SNMPv2c
    again = ["", "y", "n", "n", "n", "n", "", "", "", "y", "y", "", "", "-", "", "", "y", "n"]
    done = configure(path, [*again, *NO, *NO, *NO])
    (found,) = check(json.loads(path.read_text()))["targets"]
    assert (found["user"], found["inform"], found["port"]) == ("", True, 1162), done


def test_a_user_can_be_kept_and_taken_away(tmp_path):
    path = tmp_path / "config.json"
    configure(path, ["", *USER, "n", "", "", "", *NO, *NO, *NO, *NO])
    first = path.read_text()
    assert (
        configure(path, ["", "y", "n", "n", "n", "n", "", "", "", *NO, *NO, *NO, *NO]).returncode
        == 0
    )
    assert path.read_text() == first
    keep = ["", "n", "n", "public", "", "", "", "", "", *NO, *NO, *NO, *NO]
    assert configure(path, keep).returncode == 0
    assert json.loads(path.read_text()) == {}


# --- secrets ---


def test_the_file_is_for_its_owner_only(tmp_path):
    path = tmp_path / "config.json"
    configure(path, FULL)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["config.json"]


def test_the_file_is_for_its_owner_only_whatever_stood_in_its_way(tmp_path):
    path = tmp_path / "config.json"
    new = tmp_path / "config.json.new"
    other = tmp_path / "other"
    for mask in ("000", "022", "777"):
        for stands in ("files", "links", "dangling"):
            for p in (path, new, other):
                p.unlink(missing_ok=True)
            if stands == "files":
                for p in (path, new):
                    p.write_text("{}")
                    p.chmod(0o666)
            else:
                if stands == "links":
                    other.write_text("{}")
                path.symlink_to(other)
                new.symlink_to(other)
            done = run(
                "sh", "-c", 'umask "$0"; exec "$@"', mask, sys.executable, SCRIPT, path,
                input="".join(a + "\n" for a in FULL),
            )  # fmt: skip
            assert done.returncode == 0, done
            assert stat.S_IMODE(path.lstat().st_mode) == 0o600 and stat.S_ISREG(
                path.lstat().st_mode
            )
            assert json.loads(path.read_text())["write_community"] == "s3t"
            assert not new.is_symlink() and not new.exists()
            assert not other.exists() or other.read_text() == "{}"


def test_what_cannot_be_written_leaves_no_secrets_behind(tmp_path):
    path = tmp_path / "config.json"
    sys.path.insert(0, str(SCRIPT.parent))
    import configure

    path.mkdir()
    with pytest.raises(OSError):
        configure.write(path, {"write_community": "s3t"})
    assert [p.name for p in tmp_path.iterdir()] == ["config.json"]


def test_a_closed_stdin_is_no_more_answers(tmp_path):
    done = run("sh", "-c", '"$0" "$1" "$2" <&-', sys.executable, SCRIPT, tmp_path / "c.json")
    assert done.returncode == 1 and done.stderr.count("\n") == 1, done
    assert "no more answers" in done.stderr


def test_what_is_configured_does_no_harm_on_the_terminal(tmp_path):
    path = tmp_path / "config.json"
    path.write_text('{"name": "a\\u001b[2Jb\\n\\u202ec", "targets": [{"host": "x\\u001b]0;y"}]}')
    done = configure(path, ["", "", "", "", "", "", "", "y", *"nnnnn"])
    assert done.returncode == 0, done
    assert "\x1b" not in done.stdout and "\\x1b[2J" in done.stdout and "\u202e" not in done.stdout


def test_git_does_not_see_the_file_nor_what_it_is_made_from(tmp_path):
    git = tool("git")
    run(git, "init", "-q", tmp_path)  # the project may be here without its own
    shutil.copy(ROOT / ".gitignore", tmp_path)
    ignored = git, "-C", tmp_path, "check-ignore", "-q"
    for name in ("config.json", "config.json.new", "config-cellar.json", "config-cellar.json.new"):
        assert run(*ignored, name).returncode == 0, name
    assert run(*ignored, "config.example.json").returncode == 1


def test_a_file_that_git_would_see_is_refused(tmp_path):
    run(tool("git"), "init", "-q", tmp_path)
    done = configure(tmp_path / "board.json", FULL)
    assert done.returncode == 1 and "git" in done.stderr, done
    (tmp_path / ".gitignore").write_text("board.json*\n")
    assert configure(tmp_path / "board.json", FULL).returncode == 0


class Person:
    """configure.py on a terminal."""

    def __init__(self, path):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, str(SCRIPT), str(path)],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            preexec_fn=lambda: __import__("fcntl").ioctl(0, __import__("termios").TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(slave)
        self.seen = ""

    def until(self, text):
        """Read until it asks `text`, which comes after all that was read before."""
        at = len(self.seen)
        while text not in self.seen[at:]:
            assert select.select([self.master], [], [], 20)[0], self.seen
            self._more()

    def interrupt(self):
        """Ctrl-C, again if it came just before Python waited for an answer, which goes on then."""
        for _ in range(10):
            os.write(self.master, b"\x03")
            while select.select([self.master], [], [], 2)[0]:
                if "interrupted" in self._more():
                    return
        raise AssertionError(self.seen)

    def _more(self):
        self.seen += os.read(self.master, 4096).decode()
        return self.seen

    def answer(self, question, text):
        self.until(question)
        os.write(self.master, text.encode() + b"\n")


def test_secrets_are_not_shown_on_the_terminal(tmp_path):
    path = tmp_path / "config.json"
    path.write_text('{"write_community": "olds3cret"}')
    p = Person(path)
    try:
        p.answer("SSID): ", "home")
        p.answer("password): ", KEY)
        p.answer("Add a user", "y")
        p.answer("Name: ", "alice")
        p.answer("[SHA-256]: ", "")
        p.answer("Its password: ", "auths3cret")
        p.answer("[AES]: ", "")
        p.answer("Its password: ", "privs3cret")
        p.answer("write (y/n)", "n")
        p.answer("Add a user", "n")
        p.answer("unencrypted (y/n)", "y")
        p.answer("To read [public]: ", "s3cret-read")
        p.answer("[unchanged]: ", "")
        p.until("Sources")
        assert "s3cret" not in p.seen and "home" in p.seen
        p.interrupt()
        assert p.process.wait(20) == 130 and "Traceback" not in p.seen
    finally:
        p.process.kill()
        p.process.wait()
        os.close(p.master)
    assert path.read_text() == '{"write_community": "olds3cret"}'
