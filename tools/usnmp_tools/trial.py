# What endure.py and flood.py share: the modules as a board has them, the interpreters, main.py as
# a process. Imports cache, compiler, modules, terminal.

import json
import shutil
import socket
import subprocess
import sys

from .cache import find
from .compiler import compile_modules
from .modules import ROOT, on_micropython
from .terminal import Fault

INTERPRETERS = ("cpython", "micropython64", "micropython32")
MAIN = (ROOT / "main.py").read_text(encoding="utf-8")
# main.py by its name: as on a board no folder stands before the name of each module, in the heap
AS_ON_A_BOARD = ["-m", "main"]


def command(name, heap="38k"):
    """The command of an interpreter; at 32 bit with the heap of an ESP8266, or another. Raises
    Fault.
    """
    if name == "cpython":
        return [sys.executable]
    path = find(name)
    if not path:
        raise Fault("%s is missing: tools/setup installs it" % name)
    return [path] + (["-X", "heapsize=" + heap] if name == "micropython32" else [])


def build(folder, more=()):
    """Put all modules into `folder` as .mpy, and the files `more`, which keep their line numbers
    and asserts."""
    for some, level in ((on_micropython(), 3), ({p.stem: p for p in more}, 0)):
        for built in compile_modules(some, level=level):
            path = folder / built.target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(built.data)


def link(folder):
    """Put all modules into `folder` as they are, for CPython."""
    for path in ROOT.glob("usnmp*"):
        copy = shutil.copytree if path.is_dir() else shutil.copy
        copy(path, folder / path.name)


class Program:
    """The program `main`, a text such as MAIN, with `config`, in `folder` where the modules are;
    as a context manager. port: where it serves."""

    def __init__(self, interpreter, folder, main, config):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        (folder / "main.py").write_text(main, encoding="utf-8")
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        arguments = ["--port", str(self.port), "--config", "config.json"]
        self._log = open(folder / "log", "w+", encoding="utf-8")
        self._process = subprocess.Popen(
            [*command(interpreter), *AS_ON_A_BOARD, *arguments],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self):
        for line in self._process.stdout:
            if "snmpwalk" in line or "(Ctrl-C ends this)." in line:
                return self
        self.__exit__()
        raise Fault("main.py does not start: " + self.log)

    def __exit__(self, *args):
        self._process.kill()
        self._process.communicate()
        self.log = (self._log.seek(0), self._log.read())[1]
        self._log.close()
