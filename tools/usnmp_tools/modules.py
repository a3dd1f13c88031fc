# Which modules a board needs for what it is to do: profiles, and the imports that follow from
# them. Imports terminal; build.py and deploy.py import it.

import ast
from collections import namedtuple
from pathlib import Path

from .terminal import Fault

ROOT = Path(__file__).resolve().parent.parent.parent
# A profile is its roots and all they import. An import within a function is followed as well, for
# what is imported late is still to be there, unless it leads into a role (a prefix of module
# names) that the profile has not: an agent that could notify need not bring the notifier.
# program: with boot.py and main.py, whose imports are then roots, all of them.
Profile = namedtuple("Profile", "roots roles program text")
ROLES = {
    "notify": ("usnmp_notify",),
    "manager": ("usnmp_manager",),
    "receiver": ("usnmp_receiver",),
    "portal": ("usnmp_portal", "usnmp_firmware.portal", "usnmp_firmware.page"),
    # SNMPv3, in whatever role: what none needs that has no user.
    "v3": (
        "usnmp_v3", "usnmp_agent.v3", "usnmp_notify.v3", "usnmp_manager.v3", "usnmp_receiver.v3",
        "usnmp_receiver.senders", "usnmp_receiver.usm",
        "usnmp_firmware.users",
    ),
    "tcp": ("usnmp_base.tcp", "usnmp_base.stream"),  # targets that are written tcp:HOST:PORT
    "usm": ("usnmp_mibs.usm_user",),  # users changed by SET
    "update": ("usnmp_update",),  # over the network: of boards that have a key for it
    "mibs": ("usnmp_firmware.mibs",),  # the modules that "mibs" names: those of plan.mib_modules()
    # Drivers, those of the chips that are there; and two that others use for some of theirs.
    "sensors": ("usnmp_sensors", "usnmp_firmware.sensor_keys"),
    "wire": ("usnmp_sensors.ds18b20",),
    "analogue": ("usnmp_sensors.analogue",),
}  # fmt: skip
PROFILES = {
    "codec": Profile(["usnmp"], [], False, "BER and SnmpPacket, for programs of your own"),
    "agent": Profile(["usnmp_agent"], [], True, "answers requests"),
    "agent+notify": Profile(
        ["usnmp_agent", "usnmp_notify"], ["notify"], True, "and sends traps and informs"
    ),
    "everything": Profile(None, list(ROLES), True, "and manager, receiver, all opt-in modules"),
}


_IF_THERE = {"usnmp_firmware.portal"}  # what boot.py looks for, and does without


def for_pc(name):
    """Is the module `name` for a PC alone? Those of usnmp_pc are, and those named pc, or
    ..._pc."""
    leaf = name.rpartition(".")[2]
    return name.split(".")[0] == "usnmp_pc" or leaf == "pc" or leaf.endswith("_pc")


def modules(root=ROOT):
    """All modules of usnmp in the folder `root`: their names, such as "usnmp_agent" and
    "usnmp_agent.engine" -> paths.
    """
    found = {}
    for path in [*root.glob("usnmp*.py"), *root.glob("usnmp_*/**/*.py")]:
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return dict(sorted(found.items()))


def available(root=ROOT):
    """The device modules in the folder `root`: their names -> paths."""
    return {name: path for name, path in modules(root).items() if not for_pc(name)}


def on_micropython(root=ROOT):
    """Those and what MicroPython's unix port runs of a PC's: the start of main.py, without what
    CPython has of it alone, files of usnmp_pc named ..._pc, and AgentX.
    """
    every = modules(root)
    unix = set()
    more = {"usnmp_firmware.start"}
    while more:
        unix |= more
        found = [imports(every[name], every) for name in more]
        more = {name for pair in found for names in pair for name in names} - unix
        more = {name for name in more if for_pc(name) and not _for_cpython(name)}
    return {name: every[name] for name in every if name in unix or not for_pc(name)}


def _for_cpython(name):
    return name.startswith("usnmp_pc.") and (name.endswith("_pc") or ".agentx" in name)


def target(name, path, suffix=".mpy"):
    """Where a module is on a board: "usnmp_agent.engine" -> "usnmp_agent/engine.mpy"."""
    if Path(path).stem == "__init__":
        name += ".__init__"
    return name.replace(".", "/") + suffix


# Most of the nodes of a tree, and nothing is in them.
_LEAVES = ast.Name, ast.Constant, ast.expr_context, ast.operator, ast.cmpop


def imports(path, names):
    """Two sets, the modules of `names`, name -> path, that the file at `path` imports when it is
    imported itself, and later, in its functions. In a file that calls __import__, a text that is
    the name of a module counts as one imported later; and so does what a constant given to exec
    imports.
    """
    try:
        tree = ast.parse(Path(path).read_bytes(), str(path))
    except SyntaxError as e:
        raise Fault("%s:%s: %s" % (path, e.lineno, e.msg))
    path = Path(path)
    package = [name for name in names if names[name] == path]
    package = package[0] if package else ""
    if path.stem != "__init__":
        package = package.rpartition(".")[0]
    at_once, late = set(), set()
    nodes = list(ast.walk(tree))
    if any(isinstance(node, ast.Name) and node.id == "__import__" for node in nodes):
        texts = [node.value for node in nodes if isinstance(node, ast.Constant)]
        late.update(text for text in texts if isinstance(text, str) and text in names)

    def visit(node, found):
        if isinstance(node, _LEAVES):
            return
        if isinstance(node, ast.If) and ast.unparse(node.test) == "0 & 1":
            return  # for type checkers: every compiler drops it
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            found = late
        for name in _imported(node, package):
            parts = name.split(".")
            prefixes = [".".join(parts[: i + 1]) for i in range(len(parts))]
            found.update(n for n in prefixes if n in names)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "exec":
            if isinstance(node.args[0], ast.Constant):
                visit(ast.parse(node.args[0].value), late)
        for child in ast.iter_child_nodes(node):
            visit(child, found)

    visit(tree, at_once)
    return at_once, late - at_once


def _imported(node, package):
    # The dotted names that an import statement of a file in `package` may mean.
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = package.split(".")[: 1 - node.level or None] if node.level else []
        base = ".".join(base + ([node.module] if node.module else []))
        return [base] + [base + "." + alias.name for alias in node.names]
    return []


def chosen(profile, programs=(), extras=(), root=ROOT):
    """The modules of a profile, name -> path: of the files `programs` what they import, and
    `extras`, names of modules to add, with what those need. Raises Fault for an unknown name.
    """
    names = available(root)
    wanted = PROFILES[profile]
    todo = list(names if wanted.roots is None else wanted.roots) + list(extras)
    for name in todo:
        if name not in names:
            raise Fault("there is no module %s; there are: %s" % (name, ", ".join(names)))
    for path in programs:
        todo += set().union(*imports(path, names)) - _IF_THERE
    # A role that the profile has not is open all the same if the program asks for it.
    shut = ()
    for role, prefixes in ROLES.items():
        prefixes = tuple(prefixes)
        if role not in wanted.roles and not any(name.startswith(prefixes) for name in todo):
            shut += prefixes
    found = set()
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            at_once, late = imports(names[name], names)
            todo += at_once | {n for n in late if not n.startswith(shut or "\0")}
    return {name: path for name, path in names.items() if name in found}
