# Which recorded walks there are, of which devices, and their images, which are kept in a folder.
# Imports image, compiler in a process of its own; the face of this folder imports it.

import os
import re
import sys

from .image import Blocks, Image

if 0 & 1:  # for type checkers alone
    from typing import Iterator

_NAMES = re.compile(r"(.+?)\.(snmprec|snmpwalk|walk)(\.gz|\.bz2)?")


def files(paths: "list[str]") -> "Iterator[tuple[str, str]]":
    """(name of a device, path) for each file of `paths`, and for each .snmprec, .snmpwalk and
    .walk, packed or not, in those that are folders. The name is the path from that folder on,
    without extension, as snmpsim has it. Raises OSError, ValueError for a folder without any.
    """
    for path in paths:
        if not os.path.isdir(path):
            base = os.path.basename(path)
            found = _NAMES.fullmatch(base)
            yield found.group(1) if found else base.split(".")[0] or base, path
            continue
        some = False
        for folder, folders, names in os.walk(path, onerror=_raise, followlinks=True):
            folders.sort()
            for name in sorted(names):
                found = _NAMES.fullmatch(name)
                if found:
                    some = True
                    below = os.path.relpath(os.path.join(folder, found.group(1)), path)
                    yield below.replace(os.sep, "/"), os.path.join(folder, name)
        if not some:
            raise ValueError("%s: no .snmprec, .snmpwalk or .walk below it" % path)


def _raise(e):
    raise e


def default_cache() -> str:
    """The folder in which images are kept unless another is given."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "usnmp", "simulate")


class Library:
    """The images of files, in the folder `cache`, where they are made once; `processes` at a time.
    One file is one image, whatever names it has.
    """

    def __init__(self, cache: "str | None" = None, processes: "int | None" = None) -> None:
        self._cache = os.path.abspath(cache or default_cache())
        self._processes = processes or os.cpu_count() or 1
        self._blocks = Blocks()
        self._images = {}  # by path of the image
        self._targets = {}  # that path, by device and number of the file

    def images(self) -> "list[Image]":
        """All that are open."""
        return list(self._images.values())

    def open(self, paths: "list[str]") -> "list[Image]":
        """The images of those files. Raises OSError, ValueError for a file that is cut off."""
        targets = [self._target(path) for path in paths]
        missing = {t: p for p, t in zip(paths, targets) if not self._fresh(p, t)}
        _compile_all(list(missing.items()), self._processes)
        for target in missing:
            self._images[target] = Image(target, self._blocks)
        return [self._images[target] for target in targets]

    def close(self) -> None:
        """Close all images."""
        for image in self.images():
            image.close()
        self._images = {}

    def _target(self, path):
        found = os.stat(path)
        drive, path = os.path.splitdrive(os.path.realpath(path))
        target = os.path.join(self._cache, drive.strip(":\\/"), path.lstrip("\\/") + ".image")
        if not found.st_ino:  # this system has no such numbers
            return target
        return self._targets.setdefault((found.st_dev, found.st_ino), target)

    def _fresh(self, path, target):
        # Is the image there, and of the file as it is?
        found = os.stat(path)
        source = found.st_size, found.st_mtime_ns
        if target in self._images:
            return self._images[target].source == source
        try:
            image = Image(target, self._blocks)
        except (OSError, ValueError):
            return False
        if image.source != source:
            image.close()
            return False
        self._images[target] = image
        return True


def _compile_all(items, processes):
    # Make the image of each (target, path). Children do it: the memory for that goes with them.
    if not items:
        return
    if not hasattr(os, "fork"):
        return _compile(items)
    sys.stdout.flush()
    sys.stderr.flush()
    items.sort(key=lambda item: -os.path.getsize(item[1]))  # the longest first
    running = {}
    failed = []
    try:
        while items or running:
            while items and len(running) < processes:
                item = items.pop(0)
                running[_child(item)] = item
            pid = next(iter(running))  # not any: a program may have children of its own
            status = os.waitpid(pid, 0)[1]
            item = running.pop(pid)
            if status:
                failed.append(item)
    finally:
        for pid in running:
            os.kill(pid, 15)
            os.waitpid(pid, 0)
    if failed:
        _compile(failed)  # for the exception


def _child(item):
    pid = os.fork()
    if not pid:
        status = 1
        try:
            _compile([item])
            status = 0
        except (OSError, EOFError, ValueError, KeyboardInterrupt):
            pass
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(status)
    return pid


def _compile(items):
    from . import compiler

    for target, path in items:
        try:
            compiler.compile(path, target)
        except EOFError as e:
            raise ValueError("%s: %s" % (path, e))
