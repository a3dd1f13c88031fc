# Our traps and informs of SNMPv3, received by pysnmp.

import functools
import queue
import subprocess
import sys
import threading
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
BINDINGS = "1.3.6.1.2.1.1.3.0=4711 1.3.6.1.6.3.1.1.4.1.0=%s 1.3.6.1.2.1.1.5.0=%s"


class Receiver:
    """pysnmp's, a process of its own; line() is the next that it prints."""

    def __init__(self, folder):
        self.port = free_port()
        self.errors = folder / "errors"
        with self.errors.open("w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, SCRIPT, str(self.port), ENGINE],
                cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True,
            )  # fmt: skip
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put("")  # it has ended

    def line(self):
        try:
            return self.lines.get(timeout=30)
        except queue.Empty:
            raise AssertionError("no notification, and on stderr: " + self.said()) from None

    def said(self):
        return self.errors.read_text() or "nothing"

    def close(self):
        self.process.kill()
        self.process.wait(timeout=20)


@pytest.fixture
def receiver(tmp_path):
    package("pysnmp")
    receiver = Receiver(tmp_path)
    try:
        assert receiver.line() == "ready", receiver.said()
        yield receiver
    finally:
        receiver.close()


@pytest.mark.parametrize("words", USERS, ids=lambda words: words[0])
def test_pysnmp_takes_traps_and_informs_of_each_level(words, receiver):
    targets = {
        text: Target("127.0.0.1", port=receiver.port, user=User(*words), inform=text == "inform")
        for text in ("trap", "inform")
    }
    for text, target in targets.items():
        told = []
        notify = Notifier([target], lambda: 4711, engine=Engine(ENGINE))
        notify.send(
            KIND, [("1.3.6.1.2.1.1.5.0", 4, text)], result=lambda _, ok, told=told: told.append(ok)
        )
        assert delivered(notify, told, 1) == [True], (target.v3.report, receiver.said())
        notify.close()
    # An inform is acknowledged before it is shown, and may be sent twice on a slow machine
    shown = {receiver.line()}
    while len(shown) < len(targets):
        shown.add(receiver.line())
    start = "%s %d " % (words[0], USERS[words])
    assert shown == {start + BINDINGS % (KIND, text) for text in targets}, receiver.said()
