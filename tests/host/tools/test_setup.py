# tools/setup, in a folder that has all there is already: nothing is fetched.

import fcntl
import os
import subprocess

import pytest
from conftest import ROOT, run
from usnmp_tools.cache import CACHE

QUICK = "venv", "micropython64", "micropython32"
COMPILED = "micropython-source", "micropython-esp", "micropython-esp512"


@pytest.mark.parametrize(
    "options, parts",
    [
        (["--quick"], QUICK),
        pytest.param([], (*QUICK, *COMPILED), marks=pytest.mark.slow),
    ],
    ids=["quick", "all"],
)
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


def test_an_option_that_it_does_not_know_is_refused():
    for options in (["--fast"], ["--quick", "tshark"], ["tshark", "--quick"]):
        done = run(ROOT / "tools/setup", *options)
        assert done.returncode == 2 and done.stderr == "usage: tools/setup [--quick | PART ...]\n"
