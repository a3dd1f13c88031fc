# One session of an update: octets in, octets out, and what they order done to the files. No
# socket, no clock. Imports commit, seal and, when it is asked for, partition; order imports it
# while somebody is connected.

# Each message of the PC has one answer. A message is an octet that says what is wanted, and what
# it wants; an answer "+" and what was asked for, or "-" and why not.

import os

from .commit import FOLDER, check, digest, exists
from .seal import HEAD, MOST, Seal

CHUNK = 512  # octets of a file in one message


def _files(folder=""):
    # The paths of all files; of an empty folder its own, with a "/" behind it.
    empty = True
    for entry in os.ilistdir(folder or "/"):
        empty = False
        path = folder + entry[0]
        if entry[1] != 0x4000:
            yield path
        elif folder or entry[0] not in ("rom", "lib"):  # what is mounted, what mip brings
            for inner in _files(path + "/"):
                yield inner
    if empty and folder:
        yield folder


class Session:
    """What somebody may order who has proved the key; secret: of proof.secret().

    wants: how many octets take() is to have next. work: a generator that has an answer in the end,
    or None. restart: the board is to start anew, once the answer is out.
    """

    restart = False
    work = None

    def __init__(self, secret: bytes) -> None:
        self._in = Seal(secret, b"pc")
        self._out = Seal(secret, b"board")
        self.wants = HEAD
        self._head = None
        self._list = None
        self._file = None  # what is being written to,
        self._name = ""  # its name
        self._at = 0  # and how much it has

    def take(self, data: bytes) -> "bytes | None":
        """What to send after these octets, `wants` of them; None: close the connection."""
        self.work = None
        if not self._head:
            self.wants = data[0] << 8 | data[1]
            if not 0 < self.wants <= MOST:
                return None
            self._head = data
            return b""
        data = self._in.open(self._head, data)
        self._head = None
        self.wants = HEAD
        if not data:
            return None
        try:
            answer = self._order(data[:1], bytes(data[1:])) or b""
        except Exception as e:  # of who has the key: an answer all the same
            return self._out.close(b"-" + _reason(e))
        return b"" if self.work else self._out.close(b"+" + answer)

    def _check(self, sha):
        try:
            for _ in check(sha):
                yield None
            answer = b"+"
            self.restart = True
        except Exception as e:
            answer = b"-" + _reason(e)
        yield self._out.close(answer)

    def _order(self, order, data):
        if order == b"?":
            return _status()
        if order == b"L":
            return self._listed(data)
        if order == b"R":
            at = int.from_bytes(data[:4], "big")
            with open(data[4:].decode(), "rb") as f:
                f.seek(at)
                return f.read(CHUNK)
        if order in b"FP":
            from usnmp_update import partition

            return partition.order(order, data)
        name = data[:16].decode().strip()
        if order == b"W":
            return self._write(name, int.from_bytes(data[16:20], "big"), data[20:])
        self.close()
        if order == b"Q":  # enough, of a board that is there for the session alone
            self.restart = True
        elif order == b"C":
            self.work = self._check(data.decode())
        elif order == b"H":
            return digest(FOLDER + name).encode()
        elif order == b"X":
            os.remove(FOLDER + name)
        else:
            raise ValueError("no such order")
        return None

    def _listed(self, again):
        # The next file, with its size and SHA-256; nothing behind the last one.
        if again or not self._list:
            self._list = _files()
        for path in self._list:
            if path[-1] == "/":
                return ("%s\n0\n" % path).encode()
            return ("%s\n%d\n%s" % (path, os.stat(path)[6], digest(path))).encode()
        return None

    def _write(self, name, at, data):
        # Go on with a file of the folder. It stays open: closed after each message, each would
        # have LittleFS write a block.
        if self._name != name or not self._file:
            self.close()
            if not exists("update"):
                os.mkdir("update")
            self._at = os.stat(FOLDER + name)[6] if exists(FOLDER + name) else 0
            self._file = open(FOLDER + name, "ab")
            self._name = name
        if at != self._at:
            raise ValueError("there are %d octets" % self._at)
        self._file.write(data)
        self._at += len(data)
        return None

    def close(self) -> None:
        """Close what is open; the connection is over, or the file whole."""
        file = self._file
        self._file = None
        if file:
            file.close()


def _reason(e):
    text = "%s" % e if e.args else ""
    if isinstance(e, OSError) and e.args and e.args[0] == 28:
        text = "the flash is full"
    return (text or repr(e)).encode()[:200]


def _status():
    # As JSON: what the PC has to know of this board.
    import json
    import sys

    i = sys.implementation
    s = os.statvfs("/")
    flash = 0
    labels = ()
    try:
        from usnmp_update import partition

        flash = partition.size()
        labels = partition.labels() if flash else ()
    except ImportError:  # a chip without them
        pass
    known = tuple(i[1])[:3], getattr(i, "_mpy", 0), sys.platform
    known += (getattr(i, "_machine", ""), s[0], s[0] * s[2], s[0] * s[3], flash, labels)
    return json.dumps(known).encode()
