# Our traps and informs of SNMPv3, received by pysnmp.

import functools
import subprocess
import sys
from pathlib import Path

import conftest
import pytest
from conftest import ROOT, free_port
from test_notify_v3_peers import ENGINE, WORDS, delivered
from usnmp_notify import Notifier, Target
from usnmp_v3 import User
from usnmp_v3.engine import Engine

# It has no release for older Pythons
package = functools.partial(conftest.package, possible=sys.version_info >= (3, 10))
SCRIPT = Path(__file__).with_name("pysnmp_receiver.py")
KIND = "1.3.6.1.4.1.8072.9999.0.7"
# User -> level as RFC 3411 counts them
USERS = {
    ("nobody",): 1,
    ("half", "SHA", WORDS[0]): 2,
    ("whole", "MD5", WORDS[0], "DES", WORDS[1]): 3,
    ("strong", "SHA-256", WORDS[0], "AES", WORDS[1]): 3,
}


@pytest.fixture
def receiver():
    """(port, process) of pysnmp's; it has said that it is ready."""
    package("pysnmp")
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, SCRIPT, str(port), ENGINE], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout.readline() == "ready\n"
        yield port, process
    finally:
        process.kill()
        process.communicate(timeout=20)


def test_pysnmp_takes_traps_and_informs_of_each_level(receiver):
    port, process = receiver
    for words, level in USERS.items():
        targets = [
            Target("127.0.0.1", port=port, user=User(*words), inform=inform)
            for inform in (False, True)
        ]
        told = []
        notify = Notifier(targets, lambda: 4711, engine=Engine(ENGINE))
        varbinds = [("1.3.6.1.2.1.1.5.0", 4, "cellar")]
        notify.send(KIND, varbinds, result=lambda _, ok, told=told: told.append(ok))
        assert delivered(notify, told, 2) == [True, True], (words, targets[1].v3.report)
        notify.close()
        for _ in targets:
            name, shown, *bindings = process.stdout.readline().split()
            assert (name, int(shown)) == (words[0], level)
            assert bindings == [
                "1.3.6.1.2.1.1.3.0=4711",
                "1.3.6.1.6.3.1.1.4.1.0=" + KIND,
                "1.3.6.1.2.1.1.5.0=cellar",
            ]
