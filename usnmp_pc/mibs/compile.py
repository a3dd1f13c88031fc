# A module of the user's, by its name and folders of MIB texts: found, read, and kept in the cache.
# Imports build, cache, parse and text; the face of the folder and tools/usnmp_tools/mib_table.py
# import it.

import os

from . import cache, parse, text
from .build import Builder

_ENDS = ("", ".txt", ".mib", ".my", ".smi", ".asn1", ".asn", ".TXT", ".MIB", ".MY")
_HEAD = 1 << 16  # octets of a file in which a module's name is looked for


def compile_text(octets, finder, file="", name=None, correct=None):
    """(module, faults) of a MIB's text.

    octets: bytes or str. finder(module): another module as a dict, None where there is none.
    file: what faults are headed with. name: which module of the text, the first one by default.
    correct(module, item): the item as it should be, None to leave it out; for the table's script.
    module: a dict as standard.json has them; what cannot be resolved is left out of it. None if
    the text has no such module. faults: texts "FILE:LINE: what is wrong". Raises ImportError that
    says what to install where there is no pysmi.
    """
    parse.parser()
    found = text.sources(octets)
    source = next((each for each in found if name in (None, each.name)), None)
    if source is None:
        return None, ["%s:1: no module %s is in it" % (file, name or "at all")]
    builder = Builder(source, finder, correct)
    module = builder.build()
    return module, ["%s:%d: %s" % (file, fault.line, fault) for fault in builder.faults]


def folders(dirs):
    """The list of folders that `dirs` names: a list, or "a:b" as net-snmp's -M has it."""
    if isinstance(dirs, str):
        dirs = dirs.lstrip("+-").split(os.pathsep)
    return [os.path.expanduser(folder) for folder in dirs if folder]


def find(dirs, module):
    """The path of a module's text in `dirs`, None if none has it.

    A file is named as the module is, or in small letters, with any usual ending; or its text
    begins with the module's name.
    """
    names = {name + end for name in (module, module.lower()) for end in _ENDS}
    for folder in folders(dirs):
        try:
            there = sorted(os.listdir(folder))
        except OSError:
            continue
        for name in sorted(names.intersection(there), key=lambda n: (n.lower() == n, n)):
            path = os.path.join(folder, name)
            if module in _modules_in(path):
                return path
        for name in there:
            path = os.path.join(folder, name)
            if module in _modules_in(path):
                return path
    return None


_heads = {}  # path -> (mtime_ns, names)


def _modules_in(path):
    """Names of the modules of a file, as far as its beginning tells."""
    try:
        stat = os.stat(path)
        if not os.path.isfile(path):
            return ()
        if path not in _heads or _heads[path][0] != stat.st_mtime_ns:
            with open(path, "rb") as file:
                head = file.read(_HEAD)
            names = text.names(head) if b"DEFINITIONS" in head else ()
            _heads[path] = stat.st_mtime_ns, names
    except OSError:
        return ()
    return _heads[path][1]


def load(module, dirs, known):
    """(module as a dict, faults) of the module's text in `dirs`, and of what it imports.

    known: {name: module as a dict}; what is compiled on the way is put into it. Modules in it are
    taken from it, but for `module` itself. Nothing is raised: the dict is None where no text is
    found, or where pysmi is missing.
    """
    loader = _Loader(folders(dirs), known)
    found = loader.load(module)
    if found is None and not loader.faults:
        where = ":".join(loader.dirs) or "no folder"
        loader.faults.append("no module %s is found in %s" % (module, where))
    return found, loader.faults


class _Loader:
    """One load(): a module, and those that it imports."""

    def __init__(self, dirs, known):
        self.dirs = dirs
        self.known = known
        self.faults = []
        self.states = {}  # module -> a text that changes when the module does; "": there is none
        self._above = []  # modules that are being loaded

    def load(self, name):
        path = find(self.dirs, name)
        if path is None:
            return None
        self._above.append(name)
        try:
            with open(path, "rb") as file:
                octets = file.read()
            found = self._kept(path, name, octets) or self._compiled(path, name, octets)
        except (OSError, ImportError) as e:
            text = "%s: %s" % (path, e.strerror) if isinstance(e, OSError) else str(e)
            if text not in self.faults:
                self.faults.append(text)
            return None
        finally:
            self._above.pop()
        if found is not None:
            self.known[name] = found
            for other in found["imports"]:  # that of names in INDEX and OBJECTS too
                self._state(other)
        return found

    def _kept(self, path, name, octets):
        kept = cache.read(path, name, octets)
        if kept is None or any(self._state(n) != was for n, was in kept["took"].items()):
            return None
        self._take(name, octets, kept)
        return kept["module"]

    def _compiled(self, path, name, octets):
        took = {}

        def finder(other):
            took[other] = self._state(other)
            return self.known.get(other)

        found, faults = compile_text(octets, finder, path, name)
        if found is not None:
            found["file"] = path
        kept = {"module": found, "faults": faults, "took": took}
        cache.write(path, name, octets, kept)
        self._take(name, octets, kept)
        return found

    def _take(self, name, octets, kept):
        self.faults += kept["faults"]
        self.states[name] = cache.digest([cache.digest(octets), kept["took"]])

    def _state(self, name):
        """What tells whether a module is as it was; "" if there is none."""
        if name not in self.states:
            if name not in self.known and name not in self._above:
                self.load(name)
            there = self.known.get(name)
            if there is None and name in self._above:
                return ""
            self.states.setdefault(name, cache.digest(there) if there else "")
        return self.states[name]
