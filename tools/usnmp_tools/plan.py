# What deploying has to do, decided from what a board has and what it is to have. Pure: no board,
# no clock. Imports compiler, modules and terminal; deploy.py imports it.

import hashlib
import json
import sys
from collections import namedtuple

from .board import TEMPORARY
from .compiler import ARCHES
from .modules import PROFILES, ROOT, available, modules
from .terminal import Fault

sys.path.insert(0, str(ROOT))
from usnmp_base.tcp import host_and_port  # noqa: E402
from usnmp_firmware.users import BOOTS  # noqa: E402
from usnmp_sensors import kinds  # noqa: E402
from usnmp_v3.boots import content  # noqa: E402

LOCK = "usnmp.lock"  # on the board: what deploy.py put there, to tell it from what others did
# The modules of versions up to 0.1, which had no folders: not to stay on a board beside those.
FLAT = (
    "agent async banner board config fast firmware host index limit linux manager manager_async "
    "manager_table manager_unread message mib mibs names notification notify notify_async "
    "notify_delivery notify_hooks notify_kept notify_net object pdu persist receiver "
    "receiver_inform reply rows rowstatus sensors session set setup shapes target target_v1 trap "
    "tree udp udp_host uptime v2c view view_walk watch wifi workers"
)
FLAT = ["usnmp_" + name for name in FLAT.split()]
KEPT = "boot.py", "main.py", "config.json"  # may be edited on the board: not replaced then
OLDEST = 1, 23  # MicroPython; the first with .mpy files of version 6.3
# Free KiB of heap at the prompt from which on it works, measured on the board in a box: the codec,
# the firmware with an agent (an ESP8266 has 35), and what a notifier, users of SNMPv3, and
# changing these by SET take besides.
CODEC_HEAP, AGENT_HEAP, NOTIFY_HEAP, V3_HEAP, USM_HEAP = 10, 28, 16, 20, 13
# The same of sensors that config.json names: their tables, and what names them while it starts; a
# driver; what one measures. Measured: from 48 KiB for "memory" to 65 with ten drivers, 25 values.
SENSORS_HEAP, DRIVER_HEAP, READING_HEAP = 22, 2, 0.2
# And what "mibs" takes: the first module (4.6 of it is MicroPython's table of names, which
# doubles), and each.
MIBS_HEAP = 11
MIB_HEAP = {
    "if_mib": 3, "ip_mib": 1, "host_resources_mib": 2, "snmp_framework_mib": 1, "usnmp_mib": 4,
    "snmp_group": 2,
}  # fmt: skip
PORTAL_HEAP = 34  # of the portal, where its modules are copied: it runs in place of the agent
TCP_HEAP = 8  # of targets at tcp:HOST:PORT: the modules, 6, and a connection
SPARE = 2  # blocks that stay free: LittleFS needs some for its folders

# What boot.py of a board with a key does before all else, and when the network is there
_RESUME = b"""\
    from usnmp_update.boot import resume

    resume()
    from usnmp_firmware import Firmware
    from usnmp_update.door import attend

    attend(Firmware)
"""
_ALONE = b"""\
    import os

    if "usnmp_update.alone" in os.listdir():
        from usnmp_update.boot import alone

        alone()"""
# What the port writes as boot.py when it makes the file system: nobody's work.
FACTORY_BOOT = {
    "# This file is executed on every boot (including wake-boot from deepsleep)",
    "import esp", "#import esp", "esp.osdebug(None)", "#esp.osdebug(None)", "import gc",
    "import os, machine", "import uos, machine", "#os.dupterm(None, 1) # disable REPL on UART(0)",
    "#uos.dupterm(None, 1) # disable REPL on UART(0)", "import webrepl", "#import webrepl",
    "#webrepl.start()", "gc.collect()", "",
}  # fmt: skip

# kind: "remove", "rmdir", "mkdir" or "copy"; data: octets of what is copied
Step = namedtuple("Step", "kind path data")
# steps: in their order; notes: lines for the user; unchanged: how many files are as they should
# be; replaced: names of those of KEPT that the board will have as they are here
Plan = namedtuple("Plan", "steps notes unchanged replaced")


def digest(data):
    return hashlib.sha256(data).hexdigest()


def heap(profile, config):
    """Octets of free heap that a profile needs with this configuration."""
    if not PROFILES[profile].program:
        return CODEC_HEAP * 1024
    more = (NOTIFY_HEAP if config["targets"] else 0) + (V3_HEAP if config["users"] else 0)
    more += USM_HEAP if config["users_writable"] else 0
    more += TCP_HEAP if tcp_modules(config) else 0
    served = [name.split(".")[1] for name in mib_modules(config)[1:]]
    more += sum(MIB_HEAP[name] for name in served) + (MIBS_HEAP if served else 0)
    return int((AGENT_HEAP + more + _sensors_heap(config["sensors"])) * 1024)


def _sensors_heap(sensors):
    if not sensors:
        return 0
    readings = sum(len(kinds.find(s["kind"])[2]) for s in sensors)
    drivers = len(sensor_modules({"sensors": sensors}))
    return SENSORS_HEAP + drivers * DRIVER_HEAP + readings * READING_HEAP


def sensor_modules(config):
    """Names of the drivers that the sensors in `config` want."""
    found = [kinds.find(s["kind"])[0] for s in config["sensors"]]
    if any("scale" in s or "offset" in s for s in config["sensors"]):
        found.append("usnmp_sensors.analogue")
    return list(dict.fromkeys(found))


def v3_modules(config):
    """Names of the modules that the users in `config` want: SNMPv3, and in Python what not every
    chip has. Those are imported by a board that lacks it, and by no other.
    """
    found = ["usnmp_v3", "usnmp_agent.v3", "usnmp_firmware.users"] if config["users"] else []
    found += ["usnmp_mibs.usm_user_table"] if config["users_writable"] else []
    for user in config["users"]:
        auth, priv = user["auth"], user["priv"]
        name = {"MD5": "md5", "SHA-224": "sha224", "SHA-384": "sha512", "SHA-512": "sha512"}.get(
            auth
        )
        found += ["usnmp_v3." + name] if name else []
        found += ["usnmp_v3.des"] if "DES" in priv else ["usnmp_v3.aes"] if "192" in priv else []
    return list(dict.fromkeys(found))


def tcp_modules(config):
    """Names of the modules that targets in `config` want which are written tcp:HOST:PORT. Raises
    Fault for one that is none.
    """
    hosts = [target["host"] for target in config["targets"]]
    try:
        found = [host for host in hosts if host_and_port(host, 162)]
    except ValueError as e:
        raise Fault('"targets" in the configuration: %s' % e)
    return ["usnmp_base.tcp"] if found else []


def mib_modules(config):
    """Names of the modules that "mibs" in `config` want."""
    names = [*config["mibs"], *(["if_mib"] if "ip_mib" in config["mibs"] else [])]
    found = ["usnmp_mibs." + name for name in dict.fromkeys(names)]
    return ["usnmp_firmware.mibs", *found] if found else []


def portal_modules():
    """Names of the modules that the portal wants: itself, and every driver that it offers."""
    drivers = {kinds.find(name)[0] for name in kinds.names()}
    portal = [name for name in available() if name.startswith("usnmp_portal")]
    return ["usnmp_firmware.portal", *portal, "usnmp_firmware.sensor_keys", *sorted(drivers)]


def boot_with_pin(text, pin):
    """boot.py, octets, that looks first whether the pin is connected to ground."""
    line = (
        "from usnmp_portal.pin import held\n\nheld(%d)  # at ground: the portal opens\ndel held\n"
    )
    return (line % pin).encode() + text


def boot_for_updates(text):
    """boot.py, octets, of a board with a key: it goes on with an update first, and where one is
    all that the board was started for takes it as soon as there is a network. A board without a
    key has none of it. Raises Fault for a boot.py of another shape.
    """
    begin, end = b"def _boot():\n", b"\n\n\ntry:\n    _boot()\n"
    if text.count(begin) != 1 or text.count(end) != 1:
        raise Fault("this boot.py has no place for updates over the network: docs/update.md")
    text = text.replace(begin, begin + _RESUME, 1)
    return text.replace(end, b"\n" + _ALONE + end, 1)


def boots(config, there, minutes):
    """The Steps that give a board with users a count of boots to begin with, if it has none. It is
    one for each minute since 2020: so one whose flash was erased, and that has the same engine ID
    and keys again, does not begin with counts that it has used (RFC 3414 2.2.2).
    """
    names = [BOOTS + n for n in "01"]
    if not config["users"] or not config["engine_id"] or any(n in there for n in names):
        return []
    return [Step("copy", names[0], content(bytes.fromhex(config["engine_id"]), minutes))]


def check(facts, profile, built, config, portal=False):
    """Raise Fault with the reason if a board of these board.Facts cannot run what was built, as
    `config`, of usnmp_firmware.config.check(), says. portal: with the portal.
    """
    version = tuple(facts.version)
    if version < OLDEST:
        raise Fault(
            "MicroPython %s is too old: it has to be %s or later; --flash FIRMWARE.bin writes it"
            % (".".join(map(str, version)), ".".join(map(str, OLDEST)))
        )
    if facts.mpy & 0xFF != 6:
        raise Fault(
            "this MicroPython reads .mpy files of version %d, and 6 are made" % (facts.mpy & 0xFF)
        )
    native = [b for b in built if b.native]
    arch = facts.mpy >> 10 & 0x1F
    here = ARCHES[arch - 1] if 0 < arch <= len(ARCHES) else "none"
    for b in native:
        made = ARCHES[(b.data[2] >> 2 & 0x1F) - 1]
        if made != here:
            raise Fault("--march %s: machine code of this board is %s" % (made, here))
    if PROFILES[profile].program and not facts.network:
        raise Fault("this board has no network: there is no module network in its MicroPython")
    needed = heap(profile, config)
    if built and portal and facts.heap < PORTAL_HEAP * 1024:
        raise Fault(
            "too small: %d KiB of heap are free, and the portal, copied as files, needs %d; in a"
            " ROMFS or frozen it fits (docs/portal.md)" % (facts.heap // 1024, PORTAL_HEAP)
        )
    if built and facts.heap < needed:
        raise Fault(
            "too small: %d KiB of heap are free, and %d are needed%s; modules in a ROMFS or frozen"
            " take less (docs/deploy.md)" % (facts.heap // 1024, needed // 1024, _with(config))
        )


def portal_note(facts):
    """What to say before the portal's modules are copied as files to a board of these board.Facts:
    that its page takes more than the agent then has the heap for. "" if it has.
    """
    if facts.heap >= (AGENT_HEAP + SENSORS_HEAP) * 1024:
        return ""
    return (
        "copied as files, the modules leave the heap for an agent alone here: with sensors,"
        " targets or users put them into a ROMFS (docs/portal.md)"
    )


def _with(config):
    keys = "targets", "users", "users_writable", "sensors", "mibs"
    named = ['"%s"' % key for key in keys if config[key]]
    return " with " + " and ".join(named) if named else ""


def check_config(config, profile, modules):
    """Raise Fault if `config`, of usnmp_firmware.config.check(), asks for what the modules cannot
    do."""
    if config["targets"] and modules and "usnmp_notify" not in modules:
        raise Fault(
            '"targets" in the configuration: the profile %s sends no notifications,'
            " agent+notify does" % profile
        )
    missing = [name for name in sensor_modules(config) if modules and name not in modules]
    if missing:
        raise Fault(
            '"sensors" in the configuration: their drivers are not among the modules: %s'
            % " ".join("--with " + name for name in missing)
        )
    if tcp_modules(config) and modules and "usnmp_base.tcp" not in modules:
        raise Fault('"targets" in the configuration: tcp: wants --with usnmp_base.tcp')


def lock(files, previous, hashes):
    """The text of the lock file. files: names of our modules; hashes: name -> sha256 of what
    replaces the board's, after which what `previous`, the lock before, had is still known.
    """
    before = previous.get("hashes", {})
    known = dict(before)
    for name, value in hashes.items():
        known[name] = [value] + [h for h in before.get(name, []) if h != value][:1]
    return json.dumps({"files": sorted(files), "hashes": known}, sort_keys=True).encode()


def parse_lock(text):
    """The lock file's content; an empty one if it is none."""
    try:
        found = json.loads(text)
        return found if isinstance(found, dict) else {}
    except ValueError:
        return {}


def is_factory_boot(text):
    """Is this boot.py as MicroPython wrote it?"""
    return {line.rstrip() for line in text.splitlines()} <= FACTORY_BOOT


def ours(name, previous):
    """Is the file `name` one that some deployment or copying of usnmp put on the board?"""
    if name in previous.get("files", []):
        return True
    stem, dot, suffix = name.rpartition(".")
    module = stem.replace("/", ".").replace(".__init__", "")
    return suffix in ("py", "mpy") and (module in modules() or module in FLAT)


def plan(there, wanted, previous, factory_boot=False, force=False):
    """The Plan that makes a board have `wanted`, path -> octets.

    there: path -> (octets, sha256) of the board's files. previous: its lock. factory_boot: its
    boot.py is as MicroPython made it. force: replace what was edited on the board.
    """
    wanted = dict(wanted)
    notes = []
    known = previous.get("hashes", {})
    for name in KEPT:
        if name not in wanted or name not in there or force:
            continue
        have = there[name][1]
        replaceable = have == digest(wanted[name]) or have in known.get(name, [])
        if not replaceable and not (name == "boot.py" and factory_boot):
            why = "was edited on the board" if name in known else "on the board is not from here"
            notes.append("%s %s and stays as it is; --force replaces it" % (name, why))
            del wanted[name]
    modules = [name for name in wanted if name not in KEPT]
    hashes = {name: digest(wanted[name]) for name in KEPT if name in wanted}
    wanted[LOCK] = lock(modules, previous, hashes)
    steps = []
    changed = [n for n, data in wanted.items() if there.get(n, (0, ""))[1] != digest(data)]
    # Removals first: what they need to know is in the lock as it was. Then the lock, which is to
    # know of a file before it is there; last what makes it all run.
    changed.sort(key=lambda n: (n != LOCK, KEPT[::-1].index(n) + 1 if n in KEPT else 0, n))
    for name in sorted(there):
        if name == TEMPORARY or (name not in wanted and name not in KEPT and ours(name, previous)):
            steps.append(Step("remove", name, b""))
    steps += [Step("rmdir", name, b"") for name in _left_empty(there, steps, wanted, previous)]
    folders = {name.split("/")[0] for name in there if "/" in name}
    needed = {name.split("/")[0] for name in changed if "/" in name}
    steps += [Step("mkdir", name, b"") for name in sorted(needed - folders)]
    steps += [Step("copy", name, wanted[name]) for name in changed]
    copies = [step for step in steps if step.kind == "copy"]
    return Plan(steps, notes, len(wanted) - len(copies), list(hashes))


def _left_empty(there, steps, wanted, previous):
    # Our folders that have nothing in them once the files of `steps` are gone, nor will have. They
    # go: MicroPython imports an empty folder, and before a module that is in a ROMFS or frozen.
    gone = {step.path for step in steps}
    needed = {name.split("/")[0] for name in wanted if "/" in name}
    ours = {n.split("/")[0] for n in previous.get("files", []) if "/" in n}
    ours |= {n.split(".")[0] for n in modules()}
    for folder in sorted(ours - needed):
        within = [n for n in there if n.startswith(folder + "/") and n != folder + "/"]
        if folder + "/" in there and gone.issuperset(within):
            yield folder


def check_space(steps, there, facts):
    """Raise Fault if the flash would be full on the way: each file is there twice until it is
    whole.
    """

    def blocks(size):
        return -(-size // facts.block)

    free = least = facts.free // facts.block
    for step in steps:
        old = blocks(there[step.path][0]) if step.path in there else 0
        if step.kind == "remove":
            free += old
        elif step.kind == "rmdir":
            free += 2  # LittleFS has a pair of blocks for each folder
        elif step.kind == "mkdir":
            free -= 2
        else:
            free -= blocks(len(step.data))
        least = min(least, free)
        if step.kind == "copy":
            free += old
    if least < SPARE and any(step.kind == "copy" for step in steps):
        raise Fault(
            "too small: %d octets of flash are free, and %d more are needed"
            % (facts.free, (SPARE - least) * facts.block)
        )
