# An update over the network: what has changed is brought to the board, which takes all of it at
# once, and goes back by itself unless it answers then. Imports channel, plan and terminal;
# deploy.py and fleet.py import it.

import contextlib
import getpass
import os
import secrets
import time
from collections import namedtuple
from pathlib import Path

from usnmp_update.commit import fixed
from usnmp_update.proof import KEY

from . import plan as planning
from .channel import PATIENCE, Channel, Gone, OnTrial, asked
from .terminal import Fault, plain

VARIABLE = "USNMP_UPDATE_KEY"
WAIT = 180  # s: the trial of a version, and the way back from it
JOURNAL = "journal"

# lines: (kind, staged, sha256, path, octets) of usnmp_update.boot's journal; notes: lines for the
# user; unchanged: how many files are there already
Changes = namedtuple("Changes", "lines notes unchanged")
# copied, unchanged: how many files; changed: was there anything to do; notes: lines for the user;
# uptime: of the agent, hundredths of a second, None if nothing was to be done
Done = namedtuple("Done", "copied changed unchanged notes uptime")


# --- the key ---


def key(path, make=False):
    """The key that the file `path` holds; "-": asked for; None: of the variable VARIABLE, or none.
    make: make the file if it is not there. Raises Fault.
    """
    if path is None:
        found = os.environ.get(VARIABLE, "").strip()
        if not found:
            return None
        path = "$" + VARIABLE
    elif path == "-":
        found = getpass.getpass("Key of the board: ").strip()
        path = "that"
    elif make and not os.path.exists(path):
        found = secrets.token_hex(32)
        with open(
            os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8"
        ) as f:
            f.write(found + "\n")
        print("%s is a new key: whoever has it may update this board" % plain(path))
    else:
        found = Path(path).read_text(encoding="utf-8").strip()
    if not 16 <= len(found) <= 128 or not found.isascii() or not found.isprintable():
        raise Fault("%s is no key: it has to have 16 to 128 letters and digits" % plain(path))
    return found


# --- what is to be done ---


def staged_name(path, sha256):
    """How a file is called while it waits on the board: another one for other contents."""
    return planning.digest(("%s\n%s" % (path, sha256)).encode())[:16]


def changes(plan, there, wanted):
    """The Changes that a Plan comes to, over the network."""
    lines, notes, kept = [], list(plan.notes), 0
    for step in plan.steps:
        if step.kind not in ("copy", "remove"):
            continue  # the board makes and removes folders as it goes
        if fixed(step.path):
            kept += 1
            notes.append(
                "%s differs, and stays: it brings old versions back, and is replaced over the "
                "serial line only" % step.path
            )
        elif step.kind == "remove":
            lines.append(("-", "-", "-", step.path, b""))
        else:
            sha256 = planning.digest(step.data)
            kind = "=" if step.path in there else "+"
            lines.append((kind, staged_name(step.path, sha256), sha256, step.path, step.data))
    return Changes(lines, notes, plan.unchanged)


def journal(lines):
    """The journal of these lines, octets."""
    return "".join(["%s %s %s %s\n" % line[:4] for line in lines]).encode()


def check_space(lines, there, facts):
    """Raise Fault if the flash cannot have the new version beside the old one."""

    def blocks(size):
        return -(-size // facts.block)

    needed = blocks(len(journal(lines))) + planning.SPARE + 2
    for kind, name, sha256, path, data in lines:
        have = there.get("update/" + name, (0, ""))[0]
        needed += blocks(len(data)) - blocks(min(have, len(data)))  # a firmware is none of these
        if kind == "+" and "/" in path:
            folder = path.split("/")[0] + "/"
            needed += 0 if any(n.startswith(folder) for n in there) else 2
    free = facts.free // facts.block
    if free < needed:
        raise Fault(
            "too small: %d octets of flash are free, and %d are needed: the old version stays "
            "beside the new one until that has answered" % (facts.free, needed * facts.block)
        )


# --- doing it ---


class Update:
    """The update of one board: at `address`, with its key, a str.

    make: called with the Channel, gives the deploy.Deployment of what the board is to have. ask:
    called with its configuration, gives a function that gives the agent's uptime, or None.
    say: called with one str, what is being done; progress(octets, of how many, path). stop: tells
    whether to leave off, where that does no harm. firmware: an image.Image to be there as well.
    """

    def __init__(
        self, address, key, make, ask, say=print, progress=lambda *a: None, stop=lambda: False,
        firmware=None,
    ):  # fmt: skip
        self.address = address
        self._key = key
        self._make = make
        self._ask = ask
        self._say = say
        self._progress = progress
        self._stop = stop
        self._firmware = firmware
        self.config = None

    def run(self, dry_run=False):
        """Do it; Done. Raises Fault, with what became of the board."""
        try:
            channel = self._open()
        except OnTrial:
            self._say("a version is on trial there: first its end")
            self._settle()
            channel = self._open()
        with channel:
            facts, room, labels = channel.status()
            deployment = self._make(channel)
            self.config = deployment.config
            there, found = self._changes(channel, deployment, facts)
            self._describe(facts)
            check_space(found.lines, there, facts)
            self._consider(channel, facts, room, labels, found.lines)
            copied = len([line for line in found.lines if line[0] in "=+"])
            counts = copied, bool(found.lines), found.unchanged, found.notes
            if dry_run:
                self._show(found)
            elif found.lines:
                self._bring(channel, found.lines, there)
        if dry_run:
            return Done(*counts, None)
        return Done(*counts, self._settle() if found.lines else self._once())

    def _open(self):
        return Channel(self.address, self._key, self._say)

    def _describe(self, facts):
        self._say("board        %s" % plain(self.address))
        self._say("chip         %s" % (facts.machine or facts.platform))
        self._say("MicroPython  %s" % plain(".".join(map(str, facts.version))))
        self._say("flash        %d KiB free of %d" % (facts.free // 1024, facts.flash // 1024))

    def _changes(self, channel, deployment, facts):
        there = channel.files()
        args = deployment.args
        planning.check(facts, args.profile, deployment.built, deployment.config)
        known = {n: v for n, v in there.items() if not n.startswith("update/")}
        lock = planning.parse_lock(channel.read(planning.LOCK) if planning.LOCK in there else b"")
        plan = planning.plan(known, deployment.wanted, lock, False, args.force)
        return there, changes(plan, there, deployment.wanted)

    def _consider(self, channel, facts, room, labels, lines):
        # The firmware, if there is one and the board does not run it.
        if self._firmware:
            self._firmware.check(facts.machine, room)
            if self._firmware.runs(channel):
                self._say("the board runs %s already" % self._firmware.path)
                self._firmware = None
            else:
                lines.append(self._firmware.line(labels))

    def _show(self, found):
        words = {"=": "copy", "+": "copy", "-": "remove", "*": "flash"}
        for kind, _, _, path, data in found.lines:
            size = "%6d" % len(data) if kind in "=+" else " " * 6
            self._say("  %-6s %s  %s" % (words[kind], size, plain(path)))
        total = sum(len(line[4]) for line in found.lines)
        self._say("%d octets to copy; %d files are there already" % (total, found.unchanged))

    def _bring(self, channel, lines, there):
        # All the new files, those only that are not there yet; then the journal, and go.
        total = sum(len(line[4]) for line in lines)
        done = 0
        wanted = {line[1] for line in lines}
        for path in there:
            if path.startswith("update/") and path[7:] not in wanted:
                channel.drop(path[7:])
        for kind, name, sha256, path, data in lines:
            if kind in "=+":
                self._stage(channel, name, sha256, path, data, there, (done, total))
                done += len(data)
        if self._firmware:
            path = self._firmware.path
            self._firmware.bring(channel, lambda done, total: self._moved(done, total, path))
            total += self._firmware.size
        text = journal(lines)
        channel.stage(JOURNAL, text, 0, lambda n: None)
        self._say("%d octets are there; the board takes them and starts anew" % total)
        channel.commit(planning.digest(text))

    def _stage(self, channel, name, sha256, path, data, there, progress):
        done, total = progress
        have, digest = there.get("update/" + name, (0, ""))
        if digest == sha256:
            return
        if have >= len(data) > 0:
            channel.drop(name)
            have = 0
        for left in (1, 0):
            channel.stage(name, data, have, lambda n: self._moved(done + n, total, path))
            if channel.staged(name) == sha256:
                return
            channel.drop(name)  # what was there from before was something else
            have = 0
            if not left:
                raise Fault("%s did not arrive as it was sent" % path)

    def _moved(self, done, total, path):
        self._progress(done, total, path)
        self._leave_off()

    def _leave_off(self):
        if self._stop():
            raise Fault("interrupted: the next run goes on where it was")

    # -- afterwards

    def _once(self):
        # The uptime of an agent that ran before, or starts again.
        ask = self._ask(self.config)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self._leave_off()
            uptime = ask()
            if uptime is not None:
                return uptime
        raise Fault("%s: nothing has changed, and the agent does not answer" % self.address)

    def _settle(self):
        """Wait for the new version, which is on trial, and tell the board to keep it; the agent's
        uptime, None if what it was to have is not known. Raises Fault if the old one came back.
        """
        until = time.monotonic() + WAIT
        ask = self._ask(self.config) if self.config else lambda: 0
        heard = False
        while time.monotonic() < until:
            self._leave_off()
            try:
                if asked(self.address, self._key, b"s") != b"t":
                    raise Fault(self._returned(heard))
                heard = True
                uptime = ask()
                if uptime is not None and asked(self.address, self._key, b"k") == b"k":
                    return uptime
            except Gone:
                time.sleep(0.2)
        raise Fault("%s does not answer, neither in the new version nor in the old" % self.address)

    def _returned(self, heard):
        why = "its agent did not answer" if heard else "it did not start"
        return "%s runs the old version again: of the new one %s" % (self.address, why)


def adopted(channel, folder):
    """The Path of a file in `folder` with the board's own configuration; None if it has none."""
    with contextlib.suppress(Fault):
        path = Path(folder) / "config.json"
        path.write_bytes(channel.read("config.json"))
        return path
    return None


__all__ = ["KEY", "Done", "Update", "adopted", "key"]
