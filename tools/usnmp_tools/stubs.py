#!/usr/bin/env python3
# Writes usnmp.pyi and usnmp_codec.pyi, by which editors and type checkers know what is in usnmp:
# the constants are text there, and single files cannot be marked as typed. To be run when either
# file has changed; a test says so.

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

import usnmp_codec  # noqa: E402
from usnmp_base.packet_pc import constants  # noqa: E402
from usnmp_tools.cache import find  # noqa: E402

STUBS = [ROOT / "usnmp.pyi", ROOT / "usnmp_codec.pyi"]
# A VarBinds, a list underneath, is read as a dict.
HEAD = '# Made by tools/usnmp_tools/stubs.py of %s.\n\n# mypy: disable-error-code="override"\n'


def _typed(node):
    # `node`, with the annotations that are text as what they say.
    for inner in ast.walk(node):
        for field in ("annotation", "returns"):
            said = getattr(inner, field, None)
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                setattr(inner, field, ast.parse(said.value, mode="eval").body)
    return node


def _function(node):
    # Without its body. Its defaults are kept: editors show them.
    node.body = [ast.Expr(ast.Constant(...))]
    return _typed(node)


def _is_public(name):
    return name[0] != "_" or name[:2] == "__" and name != "__getattr__"


def _class(node):
    body = []
    for inner in node.body:
        if isinstance(inner, ast.FunctionDef) and _is_public(inner.name):
            body.append(_function(inner))
        elif isinstance(inner, ast.AnnAssign):
            body.append(_typed(inner))
    for inner in body:
        arguments = getattr(inner, "args", None)
        if arguments and arguments.kwarg:  # SnmpPacket's are its attributes
            arguments.kwarg = None
            for attribute in (n for n in body if isinstance(n, ast.AnnAssign)):
                name = attribute.target.id
                said = ast.unparse(attribute.annotation)
                if name == "varbinds":
                    said += " | dict[str, Any]"
                arguments.kwonlyargs.append(ast.arg(name, ast.parse(said, mode="eval").body))
                arguments.kw_defaults.append(ast.Constant(...))
    node.body = body or [ast.Expr(ast.Constant(...))]
    return node


def stub(path):
    """The text of a stub of the module at `path`: its public functions and classes, what it shows
    of other modules, and the constants of usnmp_codec.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    lines = [HEAD % path.name]
    rest = []
    for node in tree.body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "0 & 1":
            lines += [ast.unparse(n) for n in node.body]
        elif isinstance(node, ast.ImportFrom):
            names = [a.name for a in node.names if _is_public(a.name)] + constants()
            names = ["%s as %s" % (n, n) for n in names]
            rest.append("from %s import (\n    %s,\n)" % (node.module, ",\n    ".join(names)))
        elif isinstance(node, ast.FunctionDef) and _is_public(node.name):
            rest.append(ast.unparse(_function(node)))
        elif isinstance(node, ast.ClassDef):
            text = ast.unparse(_class(node))
            # MicroPython has no list[...]
            rest.append(text.replace("(list)", "(list[tuple[str, tuple[int, Any]]])"))
        elif isinstance(node, ast.Assign) and _is_public(node.targets[0].id):
            rest.append("%s: bytes" % node.targets[0].id)
    if path.name == "usnmp_codec.py":
        lines[1] += ", Final"
        rest += ["%s: Final = %d" % (n, getattr(usnmp_codec, n)) for n in constants()]
    return "\n".join(lines + rest) + "\n"


def main():
    for path in STUBS:
        path.write_text(stub(path.with_suffix(".py")), encoding="utf-8")
    subprocess.run([find("ruff"), "format", "-q", *STUBS], check=True)


if __name__ == "__main__":
    main()
