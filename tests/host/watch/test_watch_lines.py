# `usnmp watch` without a terminal: lines, JSON lines, without rich; whom it asks and listens to,
# in SNMPv3 too. Imports usnmp_notify, usnmp_v3.

import json
import os
import re
import subprocess
import sys

import pytest
from clibox import Started
from conftest import ROOT, free_port, run
from usnmp_base.uptime import Uptime
from usnmp_notify import Notifier, Target
from usnmp_v3 import User
from usnmp_v3.engine import Engine
from watchbox import Boards, Tmux, command

PASSWORDS = "authentic words", "private words"
V3 = "-v3", "-u", "operator", "-a", "SHA-256", "-x", "AES"
ENGINE = "80001f88050102030405060708"


@pytest.fixture
def boards():
    with Boards(["attic", "cel\nlar\x1b[31m"], sensors=2) as made:
        yield made


def watch(*words, **kw):
    return run(*command(*words), **kw)


def test_lines_for_people(boards):
    done = watch("-n", "2", *boards.hosts)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [re.sub("^[0-9:]{8}", "TIME", line) for line in done.stdout.splitlines()]
    host, other = boards.hosts
    assert set(lines) == {
        "TIME  %s (attic)  Room 0  21.5 celsius" % host,
        "TIME  %s (attic)  Room 1  22.5 percentRH" % host,
        "TIME  %s (cel\\nlar\\x1b[31m)  Room 0  22.5 celsius" % other,
        "TIME  %s (cel\\nlar\\x1b[31m)  Room 1  23.5 percentRH" % other,
    }  # fmt: skip


def test_lines_of_json(boards):
    done = watch("-n", "2", "--json", "-t", "0.5", "-i", "5", boards.hosts[0], "127.0.6.9:9")
    assert done.returncode == 3  # not all answered
    found = [json.loads(line) for line in done.stdout.splitlines()]
    values = [f for f in found if f.get("sensor") == "Room 0"]
    assert len(values) == 2 and all(f.pop("ms") > 0 and f.pop("time") for f in values)
    assert values[1] == {
        "host": boards.hosts[0], "board": "attic", "sensor": "Room 0", "value": 21.5,
        "units": "celsius", "status": "ok", "min": 21.5, "max": 21.5, "last": 21.5, "alarm": "",
    }  # fmt: skip
    lost = [f for f in found if f["host"] == "127.0.6.9:9"]
    assert [f.get("error") for f in lost].count("no response") == 2
    assert [f["event"] for f in lost if "event" in f] == ["no response"]


@pytest.mark.parametrize("words, status, told", [
    (["-n1", "-t0.2", "127.0.6.9:9"], 1, "usnmp watch: no answer at all"),
    ([], 2, "no HOST"), (["--listen", "nonsense", "a"], 2, "PORT, HOST:PORT"),
    (["-o", "x=1.3/0", "a"], 2, "is no factor"),
    (["--listen", "192.0.2.1:1162", "a"], 1, "cannot listen at 192.0.2.1 port 1162: "),
    (["--listen", "1162", "--users", "/nonexistent", "a"], 1, "/nonexistent: No such file"),
])  # fmt: skip
def test_the_exit_status_and_the_line_that_tells_why(words, status, told):
    done = watch(*words)
    assert done.returncode == status and told in done.stderr and "Traceback" not in done.stderr


def test_a_network_stands_for_those_who_answer_there(boards):
    for text in ("127.0.6.1-9", "127.0.6.0/29"):
        done = watch("-n", "1", "%s:%d" % (text, boards.port))
        assert done.returncode == 0 and done.stderr.count("\n") == 1
        assert {line.split()[1] for line in done.stdout.splitlines()} == set(boards.hosts)
    done = watch("-n", "1", "-t", "0.2", "127.0.6.100/30")
    assert done.returncode == 1 and done.stderr.endswith("usnmp watch: nobody answers\n")
    assert watch("127.0.6.0/99").returncode == 1


def test_hosts_may_be_in_a_file_with_communities_of_their_own(boards, tmp_path):
    (tmp_path / "hosts").write_text("%s public # the attic\n%s wrong\n" % tuple(boards.hosts))
    done = watch("-n", "1", "-t", "1", "-c", "other", "-f", tmp_path / "hosts")
    assert done.returncode == 3 and "%s (attic)" % boards.hosts[0] in done.stdout
    assert "%s  no response" % boards.hosts[1] in done.stdout


def test_an_object_of_ones_own_is_read_by_its_name_and_factor(boards):
    more = "-o", "Up=1.3.6.1.2.1.1.3.0*0", "-o", "None=1.3.6.1.9.0", "-o", "1.3.6.1.2.1.1.5.0"
    assert watch("-n", "1", *more, boards.hosts[0]).returncode == 2
    more = ("-o", "Up=1.3.6.1.2.1.1.3.0/1e9", *more[2:])
    done = watch("-n", "1", *more, boards.hosts[0])
    assert re.search(r"\(attic\)  Up  [0-9.e-]+\n", done.stdout), done.stdout
    assert "None" not in done.stdout and len(done.stdout.splitlines()) == 3


# --- rich ---


def without_rich(folder):
    (folder / "rich.py").write_text("raise ImportError\n")
    return "PYTHONPATH=%s:%s" % (folder, ROOT)


def test_without_rich_there_is_one_line_that_says_what_to_install(boards, tmp_path):
    env = [without_rich(tmp_path)]
    with Tmux(80, 24, command(*boards.hosts), env=env) as screen:
        text = screen.until(lambda text: "ended with 2" in text)
        assert (
            text.split()
            == "usnmp watch: needs rich: pip install usnmp[watch] ended with 2".split()
        )


def test_lines_need_no_rich_and_a_dumb_terminal_gets_them(boards, tmp_path):
    env = without_rich(tmp_path)
    done = watch("-n", "1", *boards.hosts, env={**os.environ, "PYTHONPATH": env.split("=")[1]})
    assert done.returncode == 0 and "21.5 celsius" in done.stdout
    words = command("-n", "1", *boards.hosts)
    with Tmux(80, 24, words, env=[env, "TERM=dumb"]) as screen:
        assert "21.5 celsius" in screen.until(lambda text: "ended with 0" in text)


def test_poll_and_trapd_need_nothing_but_the_standard_library(boards):
    # -I -S: no site-packages at all
    code = "import sys; sys.path.insert(0, %r); import usnmp_pc.cli; " % str(ROOT)
    code += "sys.exit(usnmp_pc.cli.main(sys.argv[1:]))"
    bare = [sys.executable, "-I", "-S", "-c", code]
    done = run(*bare, "poll", "-n1", "-t5", "-o", "a=1.3.6.1.2.1.1.5.0", "--csv", boards.hosts[0])
    assert done.returncode == 0 and done.stdout.splitlines()[1].endswith(",,attic"), done
    port = free_port()
    trapd = [*bare, "trapd", "-n", "1", "127.0.0.1:%d" % port]
    with subprocess.Popen(trapd, stdout=subprocess.PIPE, text=True) as running:
        notify = Notifier([Target("127.0.0.1", port=port, inform=True, timeout_ms=300)], Uptime())
        notify.send(0)
        while notify.pending:
            notify.poll(50)
        assert "inform from 127.0.0.1" in running.communicate(timeout=60)[0]
    assert running.returncode == 0


# --- listening ---


def sent(port, **target):
    """Send a coldStart as an inform until it is acknowledged; was it?"""
    more = {"inform": True, "timeout_ms": 300, "retries": 20}
    notify = Notifier([Target("127.0.0.1", port=port, **{**more, **target})], Uptime())
    results = []
    notify.send(0, result=lambda target, ok: results.append(ok))
    while notify.pending:
        notify.poll(50)
    return results == [True]


@pytest.mark.parametrize("version", ["1", "2c"])
def test_notifications_are_lines_too(boards, version):
    port = free_port()
    with Started(*command("--listen", port, boards.hosts[0])[3:]) as p:
        while b"Room 1" not in p.line():
            pass
        assert sent(port)
        if version == "1":
            sent(port, version="1", inform=False)
        line = p.line()
        while b"coldStart" not in line:
            line = p.line()
        assert line.split(b"  ")[1:] == [b"127.0.0.1", b"* coldStart\n"]
        assert p.interrupt() == 0


def test_a_user_of_snmpv3_is_who_asks_and_the_only_one_to_be_listened_to(tmp_path):
    keys = dict(auth="SHA-256", auth_password=PASSWORDS[0], priv="AES", priv_password=PASSWORDS[1])
    port = free_port()
    env = {**os.environ, "USNMP_AUTH_PASSWORD": PASSWORDS[0], "USNMP_PRIV_PASSWORD": PASSWORDS[1]}
    with Boards(["attic"]) as boards:
        boards.agents[0].engine = Engine(ENGINE, 5, Uptime())
        boards.agents[0].allow(User("operator", **keys), level="authPriv")
        words = command("--json", *V3, "--listen", port, boards.hosts[0])[3:]
        with Started(*words, env=env) as p:
            while b'"Room 0", "value": 21.5' not in p.line():
                pass
            assert not sent(port, retries=1)
            target = Target("127.0.0.1", port=port, user=User("operator", **keys))
            notify = Notifier([target], Uptime(), engine=Engine(ENGINE, 5, Uptime()))
            notify.send(1)
            while notify.pending:
                notify.poll(50)
            found = {}
            while "event" not in found:
                found = json.loads(p.line())
            assert found["event"] == "warmStart" and found["level"] == "warning"
            assert p.interrupt() == 0
