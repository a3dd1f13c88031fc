# The PC's end of the channel by which a board is updated over the network: what it has, what is
# brought to it, sealed with the key. Imports board, plan, terminal and usnmp_update.seal and
# session; network.py imports it.

import contextlib
import json
import os
import socket
import sys

from .board import Facts
from .modules import ROOT
from .terminal import Fault, plain

sys.path.insert(0, str(ROOT))
from usnmp_update import seal  # noqa: E402
from usnmp_update.session import CHUNK, HELLO  # noqa: E402

PORT = 9161  # usnmp_update.listen()
PATIENCE = 60  # s for an answer: a board looks through all its files before some


class Gone(Fault):
    """The board does not answer, or not any more."""


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


class Channel:
    """A connection to the board at `address`, HOST or HOST:PORT, with its key, a str; `device` is
    how it is called in what is said. Raises Gone and Refused, of all its methods; Fault.
    """

    def __init__(self, address, key, patience=PATIENCE):
        self.device = address
        host, port = place(address)
        self._sock = None
        try:
            self._sock = socket.create_connection((host, port), patience)
            self._sock.settimeout(patience)
            hello = self._read(len(HELLO))
            if hello != HELLO:
                more = b"" if b"\n" in hello else self._sock.recv(64)
                said = plain((hello + more).decode("ascii", "replace").strip())
                raise Gone("%s: %s" % (address, said or "no board that takes updates is there"))
            board, own = self._read(seal.NONCE), os.urandom(seal.NONCE)
            self._sock.sendall(own)
        except OSError as e:
            self.close()
            raise Gone("%s does not answer: %s" % (address, e.strerror or e))
        except Gone:
            self.close()
            raise
        secret = seal.secret(key.encode(), board, own)
        self._out = seal.Seal(secret, b"pc")
        self._in = seal.Seal(secret, b"board")
        self._proved = False

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def close(self):
        """The connection is over; what was brought stays on the board."""
        if self._sock:
            with contextlib.suppress(OSError):
                self._sock.close()

    def _read(self, size):
        data = b""
        while len(data) < size:
            part = self._sock.recv(size - len(data))
            if not part:
                break
            data += part
        return data

    def ask(self, order, data=b""):
        """The answer to an order of usnmp_update.session, octets."""
        try:
            self._sock.sendall(self._out.close(order + data))
            head = self._read(seal.HEAD)
            body = self._read(int.from_bytes(head[:2], "big"))
        except OSError as e:
            raise Gone("%s does not answer any more: %s" % (self.device, e.strerror or e))
        if len(head) < seal.HEAD or not body:
            why = "it has closed the connection"
            if not self._proved:
                why = "it does not take this key, or is busy"
            raise Gone("%s: %s" % (self.device, why))
        answer = self._in.open(head, body)
        if answer is None:
            raise Gone("%s: who answers there does not have the key" % self.device)
        self._proved = True
        if answer[:1] != b"+":
            text = plain(answer[1:].decode("utf-8", "replace"))
            raise Refused("%s says: %s" % (self.device, text))
        return bytes(answer[1:])

    # -- as a Board of board.py

    def status(self):
        """(how far an update is, "" if there is none; its Facts, with a heap that is not known;
        octets of a firmware's partition, 0 if there is no second one, and the labels of the one
        that runs and of the other).
        """
        found = json.loads(self.ask(b"?"))
        state, version, mpy, platform, machine, block, flash, free, *partition = found
        facts = Facts(
            tuple(version), mpy, plain(platform), plain(machine), True, 1 << 30, flash, free, block
        )
        return state, facts, partition

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

    def commit(self, journal):
        """Let the board do what its journal of this SHA-256 says, and start anew."""
        self.ask(b"C", journal.encode())

    def keep(self):
        """What is on trial stays."""
        self.ask(b"K")
