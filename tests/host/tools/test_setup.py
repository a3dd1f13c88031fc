# tools/setup, in a folder that has all there is already: nothing is fetched.

import fcntl
import os
import subprocess

from conftest import ROOT, missing
from usnmp_tools.cache import CACHE

PARTS = "venv", "micropython64", "micropython32", "micropython-source"


def test_two_runs_at_once_take_turns(tmp_path):
    for part in PARTS:
        if not (CACHE / part).exists():
            missing("%s is missing: tools/setup installs it" % part)
        (tmp_path / part).symlink_to(CACHE / part)
    env = {**os.environ, "USNMP_CACHE": str(tmp_path)}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with open(tmp_path / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # as another run does
        with subprocess.Popen([ROOT / "tools/setup"], env=env, **streams) as second:
            assert "waiting for another run" in second.stderr.readline()
            assert second.poll() is None
            fcntl.flock(lock, fcntl.LOCK_UN)
            assert second.communicate(timeout=60) == ("%s\n" % tmp_path, "")
            assert second.returncode == 0
