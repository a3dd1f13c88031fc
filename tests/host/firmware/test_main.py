# main.py as a person runs it: what it prints, how it ends, what it says of mistakes.

import json
import shlex
import signal
import socket
import subprocess
import sys

import pytest
from conftest import INTERPRETERS, ROOT, Running, free_port, interpreter, run, tool
from usnmp_agent import Agent
from usnmp_firmware.config import check
from usnmp_manager import Manager
from usnmp_mib import Mib
from usnmp_agent.view import View
from usnmp_pc.workers import Workers

BASE = "1.3.6.1.4.1.8072.9999.9999.%d.0"


def test_it_prints_what_it_serves_and_the_line_to_type(served):
    assert served.banner[0].startswith("usnmp ") and served.target in served.banner[0]
    assert "1.3.6.1.4.1.8072.9999.9999.5.0" in "\n".join(served.banner)
    assert served.banner[-1].split()[0] == "snmpwalk"


def test_the_line_to_type_works(served):
    name, *arguments = shlex.split(served.banner[-1])
    assert run(tool(name), *arguments).stdout.rstrip().endswith("End of MIB")


def test_ctrl_c_ends_it_cleanly(served):
    status, rest = served.stop()
    assert status == 0 and rest.split() == ["stopped"]


def start(name, build, *arguments):
    """Run main.py, with arguments that end it at once, to its end."""
    folder = str(ROOT if name == "cpython" else build)
    command = [*interpreter(name), "main.py", *arguments]
    return run("sh", "-c", 'cd "$0" && exec "$@"', folder, *command, timeout=20)


@pytest.mark.parametrize("name", INTERPRETERS)
def test_mistakes_make_one_clear_line_and_a_non_zero_exit(name, build, tmp_path):
    def config(text):
        path = tmp_path / ("config%d.json" % len(list(tmp_path.iterdir())))
        path.write_text(text)
        return ("--config", path)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        cases = (
            (("--prot", "5"), 2, "--prot"),
            (("extra",), 2, "extra"),
            (("--port",), 2, "--port"),
            (("--port", "many"), 2, "many"),
            (("--port=99999",), 2, "99999"),
            (("--config", tmp_path / "none.json"), 2, "none.json"),
            (config("{"), 2, "not JSON"),
            (config('{"port": 1161'), 2, "not JSON"),
            (config("[]"), 2, "object"),
            (config('{"prot": 1}'), 2, '"prot"'),
            (config('{"port": "x"}'), 2, '"port"'),
            (("--port", port), 1, "cannot listen on 127.0.0.1:" + port),
            (("--port", str(free_port()), "--host", "192.0.2.1"), 1, "192.0.2.1"),
        )
        for arguments, status, word in cases:
            done = start(name, build, *arguments)
            assert not done.stdout and done.stderr.count("\n") == 1, done
            assert done.stderr.startswith("main.py: ") and word in done.stderr, done
            assert done.returncode == status


@pytest.mark.parametrize("name", INTERPRETERS)
def test_help_prints_the_options(name, build):
    done = start(name, build, "--help")
    assert done.returncode == 0 and "--config FILE" in done.stdout


def test_a_secret_community_is_not_printed(tmp_path):
    path = tmp_path / "config.json"
    path.write_text('{"read_community": "s3cret"}')
    process = subprocess.Popen(
        [sys.executable, "main.py", "--port", str(free_port()), "--config", str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    running = Running(process, 0)
    _, rest = running.stop()
    assert "s3cret" not in "\n".join(running.banner) + rest


NAME, POINT, LABEL = "1.3.6.1.2.1.1.5.0", BASE % 4, BASE % 5
FAILURES = "1.3.6.1.4.1.8072.9999.9999.101.1.1.0"


class Kept:
    """main.py on CPython with "persist" in a file of `folder`."""

    def __init__(self, folder, persist="values.dat", wrap=()):
        self.port = free_port()
        path = folder / "config.json"
        config = {"persist": str(folder / persist), "write_community": "private"}
        path.write_text(json.dumps({**config, "port": self.port}))
        self.process = subprocess.Popen(
            [*wrap, sys.executable, "main.py", "--config", str(path)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.said = []
        while "snmpwalk" not in "".join(self.said[-1:]):
            self.said.append(self.process.stdout.readline())
            assert self.said[-1]

    def get(self, *oids):
        with Manager("127.0.0.1", "private", port=self.port) as manager:
            return [varbind.value for varbind in (manager.get(oid) for oid in oids)]

    def set(self, oid, type, value):
        with Manager("127.0.0.1", "private", port=self.port) as manager:
            assert manager.set(oid, type, value).value == value

    def end(self, number):
        self.process.send_signal(number)
        rest = self.process.communicate(timeout=10)[0]
        return self.process.returncode, rest


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_was_acknowledged_survives_the_end_by_a_signal(number, tmp_path):
    agent = Kept(tmp_path)
    agent.set(NAME, 4, "attic")
    agent.set(POINT, 2, 175)
    agent.set(LABEL, 4, "back door")
    status, rest = agent.end(number)
    assert status == 0 and rest.split() == ["stopped"]
    agent = Kept(tmp_path)
    assert agent.get(NAME, POINT, LABEL, FAILURES) == ["attic", 175, "back door", 0]
    agent.end(number)


def test_nohup_stays_nohup(tmp_path):
    agent = Kept(tmp_path, wrap=["nohup"])
    agent.process.send_signal(signal.SIGHUP)
    assert agent.get(NAME) == ["usnmp"]
    assert agent.end(signal.SIGTERM)[0] == 0


def test_a_store_that_cannot_be_written_is_told_at_the_start_and_counted(tmp_path):
    agent = Kept(tmp_path, "missing/values.dat")
    assert agent.said[0].startswith("usnmp: ") and "missing/values.dat" in agent.said[0]
    agent.set(NAME, 4, "attic")
    assert agent.get(FAILURES) == [1]
    status, rest = agent.end(signal.SIGTERM)
    assert status == 0 and rest.count("usnmp: ") == 1 and "missing/values.dat" in rest


def test_a_host_that_can_be_none_is_one_clear_line():
    for host in ("a" * 64 + ".example", "a..b", "\\0"):
        done = start("cpython", None, "--host", host, "--port", str(free_port()))
        assert done.returncode == 1 and done.stderr.count("\n") == 1, done
        assert done.stderr.startswith("main.py: cannot listen on")


@pytest.mark.parametrize(
    "key, value",
    [("targets", [{"host": "192.0.2.9"}]), ("persist", "x.dat"), ("write_community", "private")],
)
def test_workers_refuse_what_one_process_would_do_alone(key, value, tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps({key: value}))
    done = start("cpython", None, "--workers", "2", "--config", path)
    assert done.returncode == 2 and key in done.stderr and done.stderr.count("\n") == 1, done


def test_workers_refuse_a_view_of_the_program_s_own_that_may_write():
    agent = Agent(Mib())
    agent.allow("private", View(write=True))
    with pytest.raises(ValueError, match="write"):
        Workers("2", check({})).of(agent)
