# Where `usnmp trapd` writes what comes in: -o and -L. Imports cli.faults; trapd imports it.

import argparse
import os
import sys

from .faults import Failure

# Facilities of syslog, by snmptrapd's letters.
_FACILITIES = {"d": "DAEMON", "u": "USER", **{str(n): "LOCAL%d" % n for n in range(8)}}
HELP = "where to write to: o: standard output; e: standard error; f FILE; n: nowhere; s FACILITY: "
HELP += "syslog's %s; several: each; default o" % ", ".join(_FACILITIES)


def target(text):
    """(letter, rest) of an -L option, such as "f/var/log/traps"."""
    letter, rest = text[:1], text[1:].strip()
    wants = letter in ("f", "s")
    if not letter or letter not in "oefns" or bool(rest) != wants:
        raise argparse.ArgumentTypeError("%r: it must be o, e, f FILE, n or s FACILITY" % text)
    if letter == "s" and rest not in _FACILITIES:
        raise argparse.ArgumentTypeError("%r: no such facility" % rest)
    return letter, rest


class _File:
    # A file that is appended to. One that was moved away, as logrotate does, is begun anew.
    def __init__(self, path):
        self._path = path
        self._file = None
        self._open()

    def _open(self):
        if self._file:
            self._file.close()
        self._file = open(self._path, "a", encoding="utf-8", errors="surrogateescape")
        status = os.fstat(self._file.fileno())
        self._same = status.st_dev, status.st_ino

    def write(self, text):
        try:
            status = os.stat(self._path)
            if (status.st_dev, status.st_ino) != self._same:
                self._open()
        except FileNotFoundError:
            self._open()
        self._file.write(text)
        self._file.flush()


class _Stream:
    def __init__(self, name):
        self._name = name

    def write(self, text):
        stream = getattr(sys, self._name)
        stream.write(text)
        stream.flush()


class _Syslog:
    def __init__(self, letter):
        import syslog

        self._syslog = syslog
        self._level = getattr(syslog, "LOG_" + _FACILITIES[letter]) | syslog.LOG_WARNING
        syslog.openlog("usnmp", syslog.LOG_PID)

    def write(self, text):
        for line in text.splitlines():
            self._syslog.syslog(self._level, line)


class Log:
    """Writes to all `targets`, of target(). Raises Failure."""

    def __init__(self, targets):
        self._all = []
        for letter, rest in targets:
            if letter == "f":
                try:
                    self._all.append(_File(rest))
                except OSError as e:
                    raise Failure("%s: %s" % (rest, e.strerror or e))
            elif letter == "s":
                self._all.append(_Syslog(rest))
            elif letter != "n":
                self._all.append(_Stream("stdout" if letter == "o" else "stderr"))

    def write(self, text):
        """Write `text`. Raises OSError, as when a disk is full."""
        for one in self._all:
            one.write(text)
