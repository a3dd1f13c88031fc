# tools/setup, in a folder that has all there is already: nothing is fetched.

import fcntl
import os
import subprocess

import pytest
from conftest import ROOT, run
from usnmp_tools.cache import CACHE

QUICK = "venv", "micropython64", "micropython32"
HEAVY = "micropython-source", "micropython-esp", "micropython-esp512", "mib-texts"
HEAVY += "snmp-exporter-0.21", "snmp-exporter-0.28", "snmpsim-venv", "snmpsim"
HEAVY += "zabbix-6.0", "zabbix-7.0", "micropython-m3", "micropython-rv32", "stubs"


@pytest.mark.parametrize(
    "options, parts",
    [
        (["--quick"], QUICK),
        pytest.param([], (*QUICK, *HEAVY), marks=pytest.mark.slow),
    ],
    ids=["quick", "all"],
)
@pytest.mark.timeout(1300)  # on a new machine it may be this that installs all of it, or waits
def test_two_runs_at_once_take_turns(options, parts, tmp_path):
    assert run(ROOT / "tools/setup", *options, timeout=1200).returncode == 0
    for part in parts:
        (tmp_path / part).symlink_to(CACHE / part)
    env = {**os.environ, "USNMP_CACHE": str(tmp_path)}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with open(tmp_path / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # as another run does
        with subprocess.Popen([ROOT / "tools/setup", *options], env=env, **streams) as second:
            assert "waiting for another run" in second.stderr.readline()
            assert second.poll() is None
            fcntl.flock(lock, fcntl.LOCK_UN)
            assert second.communicate(timeout=60) == ("%s\n" % tmp_path, "")
            assert second.returncode == 0


def test_without_root_and_with_an_old_python_it_says_what_to_do(tmp_path):
    old = '[ "$*" = --version ] && echo Python 3.8.18'
    scripts = {"python3": old, "id": "echo 1000", "sudo": "exit 1", "apt-get": "exit 1"}
    for name, script in scripts.items():
        (tmp_path / name).write_text("#!/bin/sh\n%s\n" % script)
        (tmp_path / name).chmod(0o755)
    path = str(tmp_path) + os.pathsep + os.environ["PATH"]
    env = {**os.environ, "PATH": path, "USNMP_CACHE": str(tmp_path / "cache")}
    done = run(ROOT / "tools/setup", "--quick", env=env)
    assert done.returncode == 1 and not done.stdout
    root, version = done.stderr.splitlines()
    assert "neither root nor sudo without a password" in root
    assert "As root: apt-get install" in root and root.endswith("python3-venv")
    assert version == "setup: missing: Python 3.9 or later as python3 (here: Python 3.8.18)"
    # And the tests do not begin.
    done = run(ROOT / "tools/check", "--quick", env=env)
    assert done.returncode == 1 and not done.stdout and done.stderr.splitlines()[1:] == [version]


def test_an_option_that_it_does_not_know_is_refused():
    for options in (["--fast"], ["--quick", "tshark"], ["tshark", "--quick"]):
        done = run(ROOT / "tools/setup", *options)
        assert done.returncode == 2 and done.stderr == "usage: tools/setup [--quick | PART ...]\n"
