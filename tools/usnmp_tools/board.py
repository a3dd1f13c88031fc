# The board at the other end of a serial line: what it is, what files it has, how they are put
# there. Uses mpremote's transport; deploy.py and console.py import it.

import ast
import contextlib
import io
import os
import re
import select
import struct
import time
from collections import namedtuple

from .terminal import Fault, plain

TEMPORARY = "usnmp.tmp"  # what is being written; renamed when it is whole
CHUNK = 256  # octets of a file in one go: they are compiled on the board, in little heap

# version: (1, 26, 1). mpy: sys.implementation._mpy. network: has it one? heap, free: octets that
# are free of the heap and of the flash, which has `flash`, in blocks of `block`.
Facts = namedtuple("Facts", "version mpy platform machine network heap flash free block")

# Run first, one by one for there may be next to no heap: what boot.py and main.py left goes.
_PRELUDE = (
    "import sys",
    "for n in list(sys.modules):\n if n[:5] == 'usnmp': del sys.modules[n]",
    "for n in list(globals()):\n if n[:1] != '_': del globals()[n]",
    "import gc\ngc.collect()",
)
_FACTS = """
import gc, os, sys
i = sys.implementation
def has(name):
 try: __import__(name)
 except ImportError: return False
 return True
gc.collect()
a, s = gc.mem_free(), os.statvfs('/')
print(repr((tuple(i[1])[:3], getattr(i, '_mpy', getattr(i, 'mpy', 0)), sys.platform,
 getattr(i, '_machine', ''), has('network'), a, s[0] * s[2], s[0] * s[3], s[0])))
"""
_ADDRESS = """
try:
 import network
 w = network.WLAN(network.STA_IF)
 print(repr(w.isconnected() and w.ifconfig()[0] or None))
except Exception:
 print(None)
"""
_FILES = """
import os, hashlib
b = bytearray(256)
m = memoryview(b)
def h(p):
 d = hashlib.sha256()
 f = open(p, 'rb')
 while 1:
  n = f.readinto(b)
  if not n: break
  d.update(m[:n])
 f.close()
 return d.digest()
def ls(d):
 for e in os.ilistdir(d or '/'):
  n = e[0]
  if e[1] == 0x4000:
   if d or n[:6] == 'usnmp_': print(repr((d + n + '/', 0, b'')), end=',')
   if n[:6] == 'usnmp_' and not d: ls(n + '/')
  elif d or n[:5] == 'usnmp' or n in ('boot.py', 'main.py', 'config.json'):
   print(repr((d + n, os.stat(d + n)[6], h(d + n))), end=',')
ls('')
"""


def ports():
    """The serial ports of USB devices: a list of pyserial's ListPortInfo."""
    _library()
    from serial.tools.list_ports import comports

    return sorted(p for p in comports() if p.vid is not None)


def unopened(device):
    """Why a port cannot be opened, in one line."""
    known = [p.device for p in ports()]
    there = "; there is " + ", ".join(known) if known else "; no board is plugged in"
    if "/" not in device or device.startswith("/dev/"):  # COM3 is in no folder
        if device not in known and not os.path.exists(device):
            return "cannot open %s: there is no such port%s" % (device, there)
    elif not os.path.exists(device):
        return "cannot open %s: there is no such file%s" % (device, there)
    if os.path.isdir(device) or os.path.isfile(device):
        return "cannot open %s: it is no serial port%s" % (device, there)
    if os.path.exists(device) and not os.access(device, os.R_OK | os.W_OK):
        return (
            "cannot open %s, you may not: sudo usermod -aG dialout $USER, and log in again"
            % device
        )
    if device in known or os.name == "nt":
        return "cannot open %s: does another program use it?" % device
    return "cannot open %s: it is no serial port, or another program uses it%s" % (device, there)


def find():
    """The device of the only board there is. Raises Fault if there is none, or more than one."""
    found = ports()
    if not found:
        raise Fault("no board found: plug it in, or name its port with --port")
    if len(found) > 1:
        lines = ["%s  %s" % (p.device, plain(str(p.description))) for p in found]
        raise Fault("more than one: choose with --port\n  " + "\n  ".join(lines))
    return found[0].device


def _library():
    try:
        import mpremote.transport_serial
    except ImportError:
        raise Fault("mpremote is missing: python3 -m pip install mpremote")
    return mpremote.transport_serial


class Lost(Fault):
    """The board does not answer any more."""


class NoMemory(Fault):
    """The board's heap does not do, as little as is asked of it."""


@contextlib.contextmanager
def _told(device):
    # mpremote's and pyserial's exceptions as Faults; and mpremote prints what we are to tell.
    from mpremote.transport import TransportError, TransportExecError

    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    except TransportExecError as e:
        lines = str(e.error_output).strip().splitlines() or ["no reason given"]
        if "ENOSPC" in lines[-1] or lines[-1] == "OSError: 28":
            raise Fault("the flash of the board is full")
        if lines[-1].startswith("MemoryError"):
            raise NoMemory("the board has no heap left: " + lines[-1])
        raise Fault("the board says: %s" % lines[-1])
    except (TransportError, OSError, struct.error, SyntaxError, ValueError) as e:
        raise Lost("%s does not answer any more (%s)" % (device, e))


class Line:
    """A port of pyserial's for a transport that reads octet by octet: what has come is read at
    once. While `waits`, the question whether something has come waits for it, up to 0.1 s:
    mpremote would sleep for 10 ms each time, hundreds of times in a deployment.
    """

    def __init__(self, port):
        self._port = port
        self._come = b""
        self.waits = False

    def __getattr__(self, name):
        return getattr(self._port, name)

    def inWaiting(self):
        if not self._come and self.waits:
            # Not on Windows, where select() has only sockets and a port has no number.
            with contextlib.suppress(io.UnsupportedOperation):
                select.select([self._port.fileno()], [], [], 0.1)
        return len(self._come) or self._port.inWaiting()

    def read(self, size=1):
        if not self._come:
            self._come = self._port.read(max(size, self._port.inWaiting()))
        elif len(self._come) < size:
            self._come += self._port.read(size - len(self._come))
        found, self._come = self._come[:size], self._come[size:]
        return found


class Board:
    """A board's raw REPL, at the serial port `device`. Raises Fault, of all its methods."""

    def __init__(self, device):
        library = _library()
        self.device = device

        class Transport(library.SerialTransport):
            def read_until(self, *args, **kw):
                self.serial.waits = True
                try:
                    return super().read_until(*args, **kw)
                finally:
                    self.serial.waits = False

        self._transport = Transport
        self._open()

    def _open(self):
        from mpremote.transport import TransportError

        try:
            self._t = self._transport(self.device, baudrate=115200, timeout=10)
            self._t.serial = Line(self._t.serial)
        except (TransportError, OSError, ValueError):  # mpremote does not tell why
            raise Fault(unopened(self.device))

    def enter(self, soft_reset=False, tries=3):
        """Stop what runs and enter the raw REPL. Better without a soft reset: a watchdog that
        main.py has started is fed on by what it left, but not over a reset. With one the heap is
        as at boot.
        """
        from mpremote.transport import TransportError

        seconds = 60 if soft_reset else 5  # boot.py runs then, and may wait for Wi-Fi
        for left in reversed(range(tries)):
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    self._t.enter_raw_repl(soft_reset=soft_reset, timeout_overall=seconds)
                break
            except (TransportError, OSError):
                if not left:
                    raise Fault(
                        "no MicroPython answers at %s: is it flashed (--flash)? the right port?"
                        % self.device
                    )
        for code in _PRELUDE:
            self.execute(code)

    def execute(self, code):
        """What `code` prints when the board runs it."""
        with _told(self.device):
            return self._t.exec(code).decode()

    def evaluate(self, code):
        """The Python value that `code` prints."""
        text = self.execute(code)
        with _told(self.device):
            return ast.literal_eval(text.strip())

    def facts(self):
        """Its Facts; texts as plain() makes them."""
        facts = self.evaluate(_FACTS)
        return Facts(*[plain(fact) if isinstance(fact, str) else fact for fact in facts])

    def files(self):
        """The files that may be ours: path -> (octets, sha256 as hex); a folder's ends with /."""
        text = "(%s)" % self.execute(_FILES).strip()
        with _told(self.device):
            return {name: (size, digest.hex()) for name, size, digest in ast.literal_eval(text)}

    def read(self, path):
        """The octets of a file."""
        with _told(self.device):
            return bytes(self._t.fs_readfile(path))

    def write(self, path, data, sha256, progress):
        """Make the file at `path` hold `data`, all of it or nothing; progress(octets so far)."""
        with _told(self.device):
            self._t.fs_writefile(TEMPORARY, data, CHUNK, lambda done, total: progress(done))
            arrived = self._t.fs_hashfile(TEMPORARY, "sha256").hex() == sha256
        if not arrived:
            raise Lost("%s did not arrive as it was sent" % path)
        self.execute("import os\nos.rename(%r, %r)" % (TEMPORARY, path))

    def remove(self, path):
        """Remove a file."""
        self.execute("import os\nos.remove(%r)" % path)

    def rmdir(self, path):
        """Remove a folder, which is empty."""
        self.execute("import os\nos.rmdir(%r)" % path)

    def mkdir(self, path):
        """Make a folder."""
        self.execute("import os\nos.mkdir(%r)" % path)

    def address(self):
        """The IPv4 address that it has in Wi-Fi, or None."""
        return self.evaluate(_ADDRESS)

    def reset(self):
        """Reset it as its button does; it boots."""
        with _told(self.device):
            self._t.exec_raw_no_follow("import machine\nmachine.reset()\n")

    def lines(self, until):
        """Yield the lines that the board prints, "" now and then if it prints none, until
        time.monotonic() is `until`. The port may go and return meanwhile, as that of a chip with
        USB of its own does at a reset.
        """
        text = b""
        while time.monotonic() < until:
            try:
                waiting = self._t.serial.inWaiting()
                text += self._t.serial.read(waiting) if waiting else b""
            except OSError:
                self._again(until)
            while b"\n" in text:
                line, text = text.split(b"\n", 1)
                yield re.sub(r"[^\x20-\x7e]", "", line.decode("ascii", "replace"))
            if not waiting:
                yield ""
                time.sleep(0.05)

    def _again(self, until):
        self.close()
        while True:
            try:
                return self._open()
            except Fault:
                if time.monotonic() >= until:
                    raise
                time.sleep(0.2)

    def close(self):
        with contextlib.suppress(OSError):
            self._t.close()
