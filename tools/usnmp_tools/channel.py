# The PC's end of the channel by which a board is updated over the network: the proof of the key,
# what the board has, and what is brought to it. Imports board, modules, terminal and of
# usnmp_update proof, seal and session; deploy.py and network.py import it.

import contextlib
import json
import os
import socket
import sys
import time

from .board import Facts
from .modules import ROOT
from .terminal import Fault, plain

sys.path.insert(0, str(ROOT))
from usnmp_update import proof, seal  # noqa: E402
from usnmp_update.session import CHUNK  # noqa: E402

PORT = 9161  # of usnmp_update.door
PATIENCE = 60  # s for an answer, and for a board that starts anew to have room


class Gone(Fault):
    """The board does not answer, or not any more."""


class OnTrial(Fault):
    """A new version runs there, and nobody has said yet that it is to stay."""


class Refused(Fault):
    """The board says why it does not do that."""


def place(text):
    """(host, port) of HOST, HOST:PORT or [HOST]:PORT. Raises Fault."""
    host, colon, port = text.rpartition(":")
    if not colon or (":" in host and host[:1] != "["):
        host, port = text, str(PORT)
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise Fault("HOST or HOST:PORT, not %s" % plain(text))
    return host.strip("[]"), int(port)


class Knock:
    """A connection to the board at `address`, with the proof of its key, a str. order: of
    usnmp_update.link; answer: the board's. Raises Gone, Fault.
    """

    def __init__(self, address, key, order, patience=PATIENCE):
        self.address = address
        self._sock = None
        try:
            self._sock = socket.create_connection(place(address), patience)
            self._sock.settimeout(patience)
            self.answer = self._prove(key.encode(), order)
        except OSError as e:
            self.close()
            raise Gone("%s does not answer: %s" % (plain(address), e.strerror or e))
        except Fault:
            self.close()
            raise

    def _prove(self, key, order):
        hello = self.read(len(proof.HELLO))
        if hello != proof.HELLO:
            raise Gone("%s: no board that takes updates is there" % plain(self.address))
        board, own = self.read(proof.NONCE), os.urandom(proof.NONCE)
        self.secret = proof.secret(key, board, own)
        self.send(own + order + proof.tag(self.secret, b"pc", order))
        answer = self.read(proof.ANSWERED)
        if not answer:
            raise Gone("%s does not take this key" % plain(self.address))
        if not proof.same(proof.tag(self.secret, b"board", answer[:1]), answer[1:]):
            raise Gone("%s: who answers there does not have the key" % plain(self.address))
        return answer[:1]

    def read(self, size):
        """That many octets, or fewer if no more come."""
        data = b""
        while len(data) < size:
            part = self._sock.recv(size - len(data))
            if not part:
                break
            data += part
        return data

    def send(self, data):
        """Send these octets."""
        self._sock.sendall(data)

    def close(self):
        """The connection is over."""
        if self._sock:
            with contextlib.suppress(OSError):
                self._sock.close()


def asked(address, key, order, patience=5):
    """What the board answers to an order that needs no session. Raises Gone, Fault."""
    knock = Knock(address, key, order, patience)
    knock.close()
    return knock.answer


class Channel:
    """A session with the board at `address`, HOST or HOST:PORT, with its key, a str. say: called
    with one str. Raises Gone, Refused and OnTrial, of all its methods; Fault.
    """

    def __init__(self, address, key, say=print):
        self.device = plain(address)
        self._knock = Knock(address, key, b"o")
        self._alone = self._knock.answer == b"!"
        if self._alone:
            say("%s starts anew without its agent, to have room" % self.device)
            self._again(address, key)
        if self._knock.answer != b"+":
            self._knock.close()
            raise OnTrial("%s: a version is on trial there" % self.device)
        self._out = seal.Seal(self._knock.secret, b"pc")
        self._in = seal.Seal(self._knock.secret, b"board")

    def _again(self, address, key):
        until = time.monotonic() + PATIENCE
        while self._knock.answer == b"!":
            self._knock.close()
            time.sleep(0.2)
            try:
                self._knock = Knock(address, key, b"o", 5)
            except Gone:
                if time.monotonic() > until:
                    raise

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def close(self):
        """It is over; what was brought stays on the board."""
        if self._alone:
            with contextlib.suppress(Fault):
                self.ask(b"Q")
        self._knock.close()

    def ask(self, order, data=b""):
        """The answer to an order of usnmp_update.session, octets."""
        try:
            self._knock.send(self._out.close(order + data))
            head = self._knock.read(seal.HEAD)
            body = self._knock.read(int.from_bytes(head[:2], "big"))
        except OSError as e:
            raise Gone("%s does not answer any more: %s" % (self.device, e.strerror or e))
        answer = self._in.open(head, body) if len(head) == seal.HEAD else None
        if not answer:
            raise Gone("%s has closed the connection" % self.device)
        if answer[:1] != b"+":
            text = plain(answer[1:].decode("utf-8", "replace"))
            raise Refused("%s says: %s" % (self.device, text))
        return bytes(answer[1:])

    # -- as a Board of board.py

    def status(self):
        """(its Facts, with a heap that is not known; octets of a firmware's partition, 0 if there
        is no second one; the labels of the one that runs and of the other).
        """
        found = json.loads(self.ask(b"?"))
        version, mpy, platform, machine, block, flash, free, partition, labels = found
        facts = Facts(
            tuple(version), mpy, plain(platform), plain(machine), True, 1 << 30, flash, free, block
        )
        return facts, partition, labels

    def files(self):
        """All its files: path -> (octets, sha256 as hex); an empty folder's ends with /."""
        found = {}
        answer = self.ask(b"L", b"0")
        while answer:
            path, size, digest = answer.decode().split("\n")
            found[path] = int(size), digest
            answer = self.ask(b"L")
        return found

    def read(self, path):
        """The octets of a file."""
        data = b""
        while True:
            part = self.ask(b"R", len(data).to_bytes(4, "big") + path.encode())
            data += part
            if len(part) < CHUNK:
                return data

    def stage(self, name, data, have, progress):
        """Bring `data` as the file `name` of what is to come, of which the board has `have` octets
        already; progress(octets so far).
        """
        name = name.ljust(16).encode()
        for at in range(have, len(data), CHUNK):
            part = data[at : at + CHUNK]
            self.ask(b"W", name + at.to_bytes(4, "big") + part)
            progress(at + len(part))
        if not data:
            self.ask(b"W", name + bytes(4))

    def staged(self, name):
        """The SHA-256, as hex, of such a file."""
        return self.ask(b"H", name.encode()).decode()

    def drop(self, name):
        """Remove such a file."""
        self.ask(b"X", name.encode())

    def block(self, number, running=False):
        """The SHA-256, octets, of a block of the other firmware's partition, or of the one that
        runs.
        """
        at = (number * 4096).to_bytes(4, "big")
        return self.ask(b"P", at + (b"r" if running else b""))

    def write_block(self, at, data):
        """Write octets of the other firmware, in their order."""
        self.ask(b"F", at.to_bytes(4, "big") + data)

    def commit(self, journal):
        """Let the board do what its journal of this SHA-256 says, and start anew."""
        self.ask(b"C", journal.encode())
        self._alone = False  # it starts anew by itself
