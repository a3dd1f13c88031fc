#!/usr/bin/env python3
# Compiles the modules that a board needs, and says what they take of its flash. deploy.py does the
# same on its way; this is to see the sizes, to freeze the modules, or to make a ROMFS image; and
# to make the packages that mip installs.

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from usnmp_tools import compiler, packages
from usnmp_tools.modules import PROFILES, ROOT, chosen
from usnmp_tools.terminal import run, table

from usnmp_pc.parsing import Parser


def add_options(parser):
    """The options that say what is built; deploy.py has them too."""
    profiles = "; ".join("%s: %s" % (name, p.text) for name, p in PROFILES.items())
    parser.add_argument(
        "profile", nargs="?", default="agent", choices=PROFILES, metavar="PROFILE",
        help="agent unless told otherwise. " + profiles,
    )  # fmt: skip
    parser.add_argument(
        "--main", metavar="FILE", help="your program, instead of main.py; what it imports is added"
    )
    parser.add_argument(
        "--with", dest="extras", action="append", default=[], metavar="MODULE",
        help="add this module, usnmp_base.store for example; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--march", choices=compiler.ARCHES, metavar="ARCH",
        help="machine code for this architecture, faster and larger: xtensa (ESP8266), "
        "xtensawin (ESP32, S2, S3), rv32imc (C3, C6), armv6m (RP2040), "
        "armv7emsp (RP2350)",
    )  # fmt: skip
    parser.add_argument(
        "--native", action="append", metavar="MODULE", help="with --march: of this one only"
    )
    parser.add_argument(
        "-O", dest="level", type=int, choices=range(4), default=3,
        help="of mpy-cross, 3; 0 has line numbers in tracebacks, and takes more heap",
    )  # fmt: skip


def programs(args):
    """boot.py and main.py of the profile: name on the board -> path. No program for the codec
    alone, unless --main names one.
    """
    found = {}
    if PROFILES[args.profile].program:
        found = {"boot.py": ROOT / "boot.py", "main.py": ROOT / "main.py"}
    if args.main:
        found["main.py"] = Path(args.main)
    return found


def build(args):
    """What the options ask for: the modules, name -> path, and they compiled, a list of
    compiler.Built.
    """
    if args.native and not args.march:
        raise compiler.Fault("--native needs --march")
    modules = chosen(args.profile, programs(args).values(), args.extras)
    return modules, compiler.compile_modules(modules, args.march, args.native, args.level)


def sizes(modules, built):
    """A table of the modules and their sizes."""
    lines = [["module", "source", ".mpy", "flash"]]
    total = [0, 0, 0]
    for name, b in zip(modules, built):
        row = [b.source, len(b.data), compiler.flash(len(b.data))]
        total = [a + b for a, b in zip(total, row)]
        lines.append([name, *map(str, row)])
    lines.append(["%d modules" % len(modules), *map(str, total)])
    return table(lines)


def shown(path):
    """A path as short as it can be said here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def make_index(folder, level):
    """The packages for mip, in `folder`, for a web server."""
    made = packages.index(folder, level)
    print("%s  the packages %s" % (shown(folder), ", ".join(made)))
    print(
        "python3 -m http.server -d %s  serves them, as any web server does; then" % shown(folder)
    )
    print("mpremote mip install --index http://THIS_PC:8000 usnmp_agent")


def write_sources():
    """The package.json of the project, anew."""
    for name, text in packages.sources().items():
        (ROOT / name).write_text(text, encoding="utf-8")
        print(name)


def main():
    parser = Parser(description="Compile usnmp for a board.")
    add_options(parser)
    parser.add_argument(
        "--output", metavar="FOLDER", help="build/PROFILE unless told otherwise; is made"
    )
    parser.add_argument("--romfs", action="store_true", help="make a ROMFS image as well")
    parser.add_argument(
        "--manifest", action="store_true", help="make a manifest to freeze as well"
    )
    parser.add_argument(
        "--mip", metavar="FOLDER", type=Path,
        help="make, only, the packages that mip installs, for a web server; is made",
    )  # fmt: skip
    parser.add_argument(
        "--packages", action="store_true",
        help="write, only, the package.json of this project anew, after a change of its imports",
    )  # fmt: skip
    args = parser.parse_args()
    if args.mip or args.packages:
        if args.march:
            raise compiler.Fault("--march: the packages are for all boards")
        if args.packages:
            write_sources()
        if args.mip:
            make_index(args.mip, args.level)
        return 0
    modules, built = build(args)
    folder = Path(args.output or ROOT / "build" / args.profile)
    files = {b.target: b.data for b in built}
    lib = folder / "flash"
    lib.mkdir(parents=True, exist_ok=True)
    compiler.write(lib, files)
    print(sizes(modules, built))
    if args.march:
        kept = [b.target for b in built if not b.native]
        print("\nmachine code, but for: %s" % (", ".join(kept) or "none"))
    print("\n%s  the compiled modules" % shown(lib))
    if args.romfs:
        image = folder / "usnmp.romfs"
        size = compiler.romfs(lib, image)
        print("%s  %d octets; mpremote romfs deploy writes it" % (shown(image), size))
    if args.manifest:
        path = folder / "manifest.py"
        compiler.manifest(path, modules, args.level)
        print("%s  for FROZEN_MANIFEST when MicroPython is built" % shown(path))
    return 0


if __name__ == "__main__":
    run(main, "build.py")
