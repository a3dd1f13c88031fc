# Commands that go on in terminals, as a reader of a page types them: what the tests of
# tools/virtual_board.py and of its tour share. Imports conftest.

import codecs
import os
import re
import signal
import subprocess
import threading
import time

from conftest import ROOT, free_port


def own_address():
    """An address that no board of another process of tests has: the ports are its own."""
    return "127.21.%d.%d" % divmod(free_port(), 256)


class Terminal:
    """A command that goes on, with what it prints; `text` has it all."""

    def __init__(self, command):
        self.text = ""
        self._come = threading.Condition()
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self._at = 0
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *args):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)  # by kill() a board would go on, of its own
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self._thread.join(20)
        for stream in (self.process.stdin, self.process.stdout):
            stream.close()
        self.process.wait(20)

    def _read(self):
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        while True:
            octets = os.read(self.process.stdout.fileno(), 4096)  # a question has no end of line
            if not octets:
                break
            with self._come:
                self.text += decoder.decode(octets)
                self._come.notify_all()
        with self._come:
            self.text += "\n(the end)\n"
            self._come.notify_all()

    def type(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def wait(self, pattern):
        """What a line that comes now, or has come and was not waited for, matches: the match."""
        end = time.monotonic() + 120
        with self._come:
            while True:
                found = re.compile(pattern, re.M).search(self.text, self._at)
                if found:
                    self._at = found.end()
                    return found
                assert time.monotonic() < end and "(the end)" not in self.text[self._at :], (
                    pattern,
                    self.text,
                )
                self._come.wait(1)

    def again(self):
        """Look at all that it printed once more."""
        self._at = 0

    def interrupt(self, number=signal.SIGINT):
        """End it as Ctrl-C does; its exit status."""
        self.process.send_signal(number)
        return self.process.wait(60)


# What is another each time: dates, times, heap, how many files, the port of a notification.
VARIES = re.compile(
    r"\d{4}-\d\d-\d\d|\d+:\d\d:\d\d(?:\.\d\d)?|\d+\.\d\d(?= s:)"
    r"|\d+(?= octets free| files copied| KiB|, SNMPv)"
)


def pattern(line):
    """A regular expression for a line as the page shows it."""
    parts = [re.escape(part) for part in VARIES.split(line)]
    return "^%s$" % r"[\d.:-]+".join(parts)


def steps(page):
    """[(prompt, typed, lines shown)] of the blocks of a page without a language."""
    found = []
    for block in re.findall(r"^```\n(.*?)^```", page, re.M | re.S):
        for line in block.splitlines():
            begun = re.match(r"(\$|board>|trapd>) (.*)", line)
            if begun:
                found.append((begun.group(1), begun.group(2), []))
            elif line != "...":
                found[-1][2].append(line)
    return found
