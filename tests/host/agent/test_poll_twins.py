# An agent whose socket usnmp_pc.speed serves gives what one without it gives: replies, counters,
# whom it lets ask, what it logs; on each interpreter, over a real socket.

import sys

import pytest
from conftest import INTERPRETERS, ROOT, free_port, interpreter, run, tool

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="of Linux")


@pytest.mark.parametrize("name", INTERPRETERS)
def test_what_comes_by_a_quick_socket_is_answered_as_by_a_plain_one(name, build):
    script = ROOT / "tests/host/agent/poll_twins.py"
    library = ROOT if name == "cpython" else build
    command = interpreter(name) if name == "cpython" else [tool(name), "-X", "heapsize=1m"]
    folder = str(ROOT / "tests/portable/agent")
    env = {"PYTHONPATH": folder, "MICROPYPATH": folder}
    done = run(*command, script, library, free_port(), env=env)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert int(done.stdout) > 400  # not looked into, but known
