# What MicroPython's REPL makes of keys, friendly and raw, as shared/runtime/pyexec.c has it.
# supervisor.py feeds it while no program runs. Imports nothing of the box.

import codeop
import struct

BANNER = b'MicroPython v1.25.0 in a box; %s\r\nType "help()" for more information.\r\n'
RAW = b"raw REPL; CTRL-B to exit\r\n>"
INTERRUPTED = b"\x04\x04Traceback (most recent call last):\r\nKeyboardInterrupt: \r\n\x04"
WINDOW = 128  # of raw paste, octets

CTRL_A, CTRL_B, CTRL_C, CTRL_D, CTRL_E = b"\x01", b"\x02", b"\x03", b"\x04", b"\x05"


class Repl:
    """show(octets): to the terminal. execute(kind, source): "s" a statement whose value is shown,
    "x" a file, "r" a file with the ends that the raw REPL has. soft_reset(): what Ctrl-D does.
    machine: for the banner. raw: the mode, which a soft reset keeps.
    """

    def __init__(self, show, execute, soft_reset, machine):
        self._show = show
        self._execute = execute
        self._soft_reset = soft_reset
        self._banner = BANNER % machine.encode()
        self.raw = False
        self._restart()

    def _restart(self):
        self._line = bytearray()
        self._window = None  # octets left in it, within raw paste
        self._pasting = False

    def prompt(self, greet):
        """Ready for keys; greet: as after a boot."""
        self._restart()
        if self.raw:
            self._show(RAW if greet else b">")
        else:
            self._show((self._banner if greet else b"") + b">>> ")

    def key(self, key):
        """One octet, as bytes."""
        if self._window is not None:
            self._raw_paste_key(key)
        elif self.raw:
            self._raw_key(key)
        elif self._pasting:
            self._paste_key(key)
        else:
            self._friendly_key(key)

    def _raw_key(self, key):
        if key == CTRL_A:
            paste = bytes(self._line) == CTRL_E + b"A"
            self._restart()
            if paste:
                self._window = WINDOW
                self._show(b"R\x01" + struct.pack("<H", WINDOW) + b"\x01")
            else:
                self._show(RAW)
        elif key == CTRL_B:
            self.raw = False
            self._show(b"\r\n")
            self.prompt(True)
        elif key == CTRL_C:
            self._restart()
        elif key == CTRL_D and self._line:
            self._show(b"OK")
            self._execute("r", bytes(self._line))
        elif key == CTRL_D:
            self._show(b"OK\r\n")
            self._soft_reset()
        else:
            self._line += key

    def _raw_paste_key(self, key):
        if key == CTRL_C:
            self._show(INTERRUPTED)
            self.prompt(False)
        elif key == CTRL_D:
            self._show(CTRL_D)
            self._execute("r", bytes(self._line))
        else:
            self._line += key
            self._window -= 1
            if self._window == 0:
                self._window = WINDOW
                self._show(b"\x01")

    def _friendly_key(self, key):
        line = self._line
        if key == CTRL_A:
            self.raw = True
            self._restart()
            self._show(b"\r\n" + RAW)
        elif key in (CTRL_B, CTRL_C):
            self._show(b"\r\n")
            self.prompt(key == CTRL_B)
        elif key == CTRL_D and not line:
            self._show(b"\r\n")
            self._soft_reset()
        elif key == CTRL_E:
            self._restart()
            self._pasting = True
            self._show(b"\r\npaste mode; Ctrl-C to cancel, Ctrl-D to finish\r\n=== ")
        elif key in (b"\x08", b"\x7f"):
            if line and line[-1:] != b"\n":
                del line[-1:]
                self._show(b"\x08 \x08")
        elif key == b"\r":
            self._enter()
        elif key >= b" " or key == b"\t":
            line += key
            self._show(key)

    def _paste_key(self, key):
        if key == CTRL_C:
            self._show(b"\r\n")
            self.prompt(False)
        elif key == CTRL_D:
            self._show(b"\r\n")
            self._execute("x", bytes(self._line))
        else:
            self._line += b"\n" if key == b"\r" else key
            self._show(b"\r\n=== " if key == b"\r" else key)

    def _enter(self):
        self._show(b"\r\n")
        text = self._line.decode("utf-8", "replace")
        if not text.strip():
            self.prompt(False)
            return
        try:
            complete = codeop.compile_command(text, "<stdin>", "single") is not None
        except (SyntaxError, ValueError, OverflowError):
            complete = True  # MicroPython is to say what is wrong
        if complete:
            self._execute("s", text.encode())
        else:
            self._line += b"\n"
            self._show(b"... ")
