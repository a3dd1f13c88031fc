# What `mip install` brings: a package for each folder of a board's, which needs others, and one of
# all. Their package.json, and a folder for a web server. Imports compiler and modules; build.py
# imports it.

import hashlib
import json
import re
from collections import namedtuple

from .compiler import compile_modules
from .modules import ROLES, ROOT, available, chosen, imports, target

# Where the project is, as mip says it, and which of its versions the packages need of each other:
# a release names its tag here. Sources are complete, for the mip of MicroPython 1.25 and before
# takes no others.
HOME = "github:usnmp/usnmp"
REF = "HEAD"
ALL = "usnmp"  # the package of everything
CODEC = "usnmp_codec"  # that of the two files that are in no folder; in an index only
LATEST = "latest"

# modules: name -> path of what it brings itself; deps: names of the packages that it needs
Package = namedtuple("Package", "modules deps")


def version(root=ROOT):
    """The project's version."""
    text = (root / "usnmp_agent" / "__init__.py").read_text(encoding="utf-8")
    return re.search(r'^VERSION = "(.+)"$', text, re.M).group(1)


def _needs(names):
    # Of each folder, and each file that is in none: the others that its modules import. An import
    # within a function counts, unless it leads into a role: that is for the user to install.
    found = {}
    for name, path in names.items():
        head = name.split(".")[0]
        shut = tuple(p for role in ROLES.values() for p in role if not head.startswith(p))
        at_once, late = imports(path, names)
        if any(name.startswith(ROLES[r]) and head != "usnmp_" + r for r in ("v3", "sensors")):
            late, at_once = at_once | late, set()  # of use only to who has installed that role
        wanted = at_once | {n for n in late if not n.startswith(shut)}
        found.setdefault(head, set()).update(n.split(".")[0] for n in wanted)
    return {head: needs - {head} for head, needs in found.items()}


def packages(root=ROOT):
    """The packages: name -> Package. Those of the folders have the folders' names."""
    names = available(root)
    needs = _needs(names)

    def all_of(head):
        found, todo = set(), {head}
        while todo:
            one = todo.pop()
            found.add(one)
            todo |= needs[one] - found
        return found

    found = {ALL: Package(names, []), CODEC: Package(chosen("codec", root=root), [])}
    folders = [head for head in needs if (root / head).is_dir()]
    for folder in folders:
        wanted = all_of(folder) - {folder}
        inner = {f: all_of(f) for f in folders if f in wanted}
        # mip fetches a package each time that it is named: so only by one that is not brought by
        # another, as far as that goes.
        deps = [f for f in inner if not any(f in inner[g] for g in inner if g != f)]
        # What is in no folder is no package; who needs it, and gets it from nobody, brings it.
        alone = wanted - set(inner).union(*inner.values())
        own = {n: p for n, p in names.items() if n.split(".")[0] in {folder, *alone}}
        found[folder] = Package(own, deps)
    return found


def sources(root=ROOT):
    """The package.json that are in the project: path -> text."""
    found = {}
    for name, package in packages(root).items():
        if name == CODEC:
            continue
        files = sorted(target(n, path, ".py") for n, path in package.modules.items())
        text = _lines(
            version=version(root),
            urls=[[file, "%s/%s" % (HOME, file)] for file in files],
            deps=[["%s/%s" % (HOME, dep), REF] for dep in package.deps],
        )
        found["package.json" if name == ALL else name + "/package.json"] = text
    return found


def _lines(**entries):
    # JSON with a line for each pair of a list.
    lines = []
    for key, value in entries.items():
        text = json.dumps(value)
        if isinstance(value, list) and value:
            text = "[\n    %s\n  ]" % ",\n    ".join(map(json.dumps, value))
        lines.append("  %s: %s" % (json.dumps(key), text))
    return "{\n%s\n}\n" % ",\n".join(lines)


def index(folder, level=3, root=ROOT):
    """Make `folder` an index of packages, as micropython.org/pi/v2 is one, for any web server;
    the names of the packages.

    package/VARIANT/NAME/VERSION.json names a package's files by their hashes; file/HA/HASH is one.
    mip asks for the variant of its board's .mpy files, 6, or for py if it is told not to.
    level: of the compiler's optimisation.
    """
    made = packages(root)
    names = available(root)
    built = compile_modules(names, level=level)
    compiled = {name: b.data for name, b in zip(names, built)}
    plain = {name: path.read_bytes() for name, path in names.items()}
    variants = {str(built[0].data[1]): (".mpy", compiled), "py": (".py", plain)}
    for variant, (suffix, contents) in variants.items():
        for name, package in made.items():
            hashes = []
            for module, path in package.modules.items():
                short = _short_hash(contents[module])
                hashes.append([target(module, path, suffix), short])
                _write(folder / "file" / short[:2] / short, contents[module])
            here = version(root)
            text = json.dumps({
                "v": 1, "version": here, "hashes": hashes,
                "deps": [[dep, here] for dep in package.deps],
            })  # fmt: skip
            for v in (here, LATEST):
                _write(folder / "package" / variant / name / (v + ".json"), text.encode())
    return list(made)


def _short_hash(data):
    return hashlib.sha256(data).hexdigest()[:16]


def _write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
