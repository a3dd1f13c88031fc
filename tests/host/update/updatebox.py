# A flash in memory whose power may fail, for the modules of usnmp_update, and the PC's end of a
# session without a socket. The tests beside it import this.

import hashlib
import io

from usnmp_update import boot, commit, keep, session
from usnmp_update.seal import HEAD, Seal

KEY = b"0123456789abcdef-the-key"
OLD = {
    "boot.py": b"hook",
    "main.py": b"old main" * 90,
    "config.json": b'{"name": "old"}',
    "usnmp_codec.mpy": b"codec",
    "usnmp_agent/__init__.mpy": b"old agent" * 70,
    "usnmp_agent/engine.mpy": b"engine" * 200,
    "usnmp_notify/__init__.mpy": b"notifier",  # goes, and its folder
    "usnmp.dat": b"kept values",
    "usnmp_update.key": KEY,
}
NEW = {
    **OLD,
    "main.py": b"new main" * 100,
    "config.json": b'{"name": "new"}',
    "usnmp_agent/__init__.mpy": b"new agent" * 60,
    "usnmp_mibs/if_mib.mpy": b"interfaces" * 60,  # comes, and its folder
    "usnmp_agent/empty.mpy": b"",
}
del NEW["usnmp_notify/__init__.mpy"]


class Cut(BaseException):
    """The power is gone."""


class Flash:
    """Files by path. torn: as on FAT, what was written is there at once; else, as on LittleFS, a
    file is as it was before it was opened until it is closed. cut(): the power fails there.
    """

    def __init__(self, files, torn=False):
        self.files = dict(files)
        self.folders = {path.split("/")[0] for path in files if "/" in path}
        self.torn = torn
        self.counted = self.before = 0
        self.room = 1 << 20
        self._at = None

    def cut(self, at):
        """Cut it before operation `at` from here on, of which an octet written is one; None: not
        at all. `before`: how many there were until now.
        """
        self.before = self.counted
        self.counted = 0
        self._at = at

    def count(self):
        if self._at is not None and self.counted >= self._at:
            raise Cut
        self.counted += 1

    # -- as os

    def stat(self, path):
        if path in self.folders:
            return (0x4000, 0, 0, 0, 0, 0, 0)
        if path not in self.files:
            raise OSError(2, path)
        return (0x8000, 0, 0, 0, 0, 0, len(self.files[path]))

    def _parent(self, path):
        if "/" in path and path.rpartition("/")[0] not in self.folders:
            raise OSError(2, path)

    def rename(self, old, new):
        if old not in self.files:
            raise OSError(2, old)
        if new in self.files or new in self.folders:  # LittleFS would replace it; FAT does not
            raise OSError(17, new)
        self._parent(new)
        self.count()
        self.files[new] = self.files.pop(old)

    def remove(self, path):
        if path not in self.files:
            raise OSError(2, path)
        self.count()
        del self.files[path]

    def mkdir(self, path):
        if path in self.folders:
            raise OSError(17, path)
        self.count()
        self.folders.add(path)

    def rmdir(self, path):
        if path not in self.folders:
            raise OSError(2, path)
        if any(p.startswith(path + "/") for p in self.files):
            raise OSError(39, path)
        self.count()
        self.folders.remove(path)

    def ilistdir(self, path):
        path = path.strip("/")
        if path and path not in self.folders:
            raise OSError(2, path)
        inside = path + "/" if path else ""
        for name in sorted(self.files):
            if name.startswith(inside) and "/" not in name[len(inside) :]:
                yield name[len(inside) :], 0x8000, 0, len(self.files[name])
        if not path:
            for name in sorted(self.folders):
                yield name, 0x4000, 0, 0

    def listdir(self, path):
        return [entry[0] for entry in self.ilistdir(path)]

    def statvfs(self, path):
        return 4096, 4096, 256, self.room // 4096, 0, 0, 0, 0, 0, 255

    # -- as open()

    def open(self, path, mode="r"):
        if mode in ("r", "rb"):
            self.stat(path)
            data = self.files[path]
            return io.BytesIO(data) if mode == "rb" else io.StringIO(data.decode())
        assert mode == "ab", mode
        self._parent(path)
        self.count()
        return _Appended(self, path)

    # -- what is looked at

    def visible(self):
        """The files but those of an update, and the folders."""
        files = {p: d for p, d in self.files.items() if not p.startswith("update/")}
        return files, self.folders - {"update"}


class _Appended:
    def __init__(self, flash, path):
        self._flash = flash
        self._path = path
        self._data = flash.files.get(path, b"")
        if flash.torn:
            flash.files[path] = self._data

    def write(self, data):
        for octet in bytes(data):
            self._flash.count()
            if len(self._data) >= self._flash.room:
                raise OSError(28)
            self._data += bytes([octet])
            if self._flash.torn:
                self._flash.files[self._path] = self._data

    def close(self):
        self._flash.count()
        self._flash.files[self._path] = self._data

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


def whole(files):
    """As Flash.visible() gives it of a board that has these files."""
    return dict(files), {path.split("/")[0] for path in files if "/" in path}


def install(monkeypatch, flash):
    """Have the modules of usnmp_update use this flash."""
    for module in (boot, commit, keep, session):
        monkeypatch.setattr(module, "os", flash)
        monkeypatch.setattr(module, "open", flash.open, raising=False)


class Talk:
    """A PC and a Session."""

    def __init__(self, secret=b"s" * 32, own=b"s" * 32):
        self.session = session.Session(secret)
        self.out, self.back = Seal(own, b"pc"), Seal(own, b"board")

    def send(self, message):
        """What the board sends for these octets, or None if it closes."""
        answer = b""
        while message:
            part, message = message[: self.session.wants], message[self.session.wants :]
            answer = self.session.take(part)
            if answer is None:
                return None
        for answer in self.session.work or ():
            pass
        return answer

    def ask(self, order, data=b""):
        """The answer to an order, its first octet too."""
        answer = self.send(self.out.close(order + data))
        return None if answer is None else bytes(self.back.open(answer[:HEAD], answer[HEAD:]))

    def files(self):
        """As usnmp_tools.channel.Channel.files() has them."""
        found = {}
        answer = self.ask(b"L", b"0")
        while answer != b"+":
            path, size, digest = answer[1:].decode().split("\n")
            found[path] = int(size), digest
            answer = self.ask(b"L")
        return found

    def write(self, name, data, at=0, size=100):
        for i in range(at, max(len(data), at + 1), size):
            answer = self.ask(b"W", name.ljust(16).encode() + i.to_bytes(4, "big")
                              + data[i : i + size])  # fmt: skip
            assert answer == b"+", answer


def sha(data):
    return hashlib.sha256(data).hexdigest()


def journal(old=OLD, new=NEW):
    """(name on the board -> octets of what is to be brought, the journal) that make `new` of
    `old`.
    """
    files, lines = {}, []
    for path in sorted({*old, *new}):
        if old.get(path) == new.get(path):
            continue
        if path not in new:
            lines.append("- - - %s\n" % path)
            continue
        name = sha((path + sha(new[path])).encode())[:16]
        files[name] = new[path]
        lines.append("%s %s %s %s\n" % ("=+"[path not in old], name, sha(new[path]), path))
    return files, "".join(lines).encode()


def update(talk, old=OLD, new=NEW):
    """Bring it, and commit: as tools/usnmp_tools/network.py does."""
    files, text = journal(old, new)
    there = talk.files()
    for name, data in files.items():
        have = there.get("update/" + name, (0, ""))[0]
        if have > len(data):
            talk.ask(b"X", name.encode())
            have = 0
        if have < len(data) or not data:
            talk.write(name, data, have)
        assert talk.ask(b"H", name.encode()) == b"+" + sha(data).encode()
    if "update/journal" in there:
        talk.ask(b"X", b"journal")
    talk.write("journal", text)
    return talk.ask(b"C", sha(text).encode())


def confirm():
    """What order does when the PC says that the version on trial is to stay."""
    keep.keep()
    left = keep.Left()
    while left.turn():
        pass


def power_on(watched=None):
    """What boot.py of a board does: usnmp_update.boot.run()."""

    def reset():
        raise AssertionError("no firmware was to start")

    return boot.run(lambda: watched.append(1) if watched is not None else None, reset)
