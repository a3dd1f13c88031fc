# The firmware on a board in a box, with what is around it: modules on the flash, in the ROMFS
# partition or frozen, a program, a configuration, a receiver of notifications. Imports box and
# conftest; the proofs of the whole firmware, tests/host/firmware/test_board_*.py, import it.

import json
import shutil
from pathlib import Path

from conftest import DEVICE_MODULES, ROOT, Polled, run, tool
from usnmp import SnmpPacket
from usnmp_receiver import Receiver

from board_box.box import Box

BASE = "1.3.6.1.4.1.8072.9999.9999.%d.0"
GET, GETNEXT, SET, GETBULK = 0xA0, 0xA1, 0xA3, 0xA5


def modules(build, folder):
    """Put the device's modules, as .mpy, into `folder`, as tools/deploy.py puts them onto it."""
    for name in DEVICE_MODULES:
        target = (folder / name).with_suffix(".mpy")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy((build / name).with_suffix(".mpy"), target)


def image(build, folder):
    """A ROMFS image of the modules, made by mpremote; its Path."""
    modules(build, folder)
    target = folder.with_suffix(".romfs")
    done = run(tool("mpremote"), "romfs", "--no-mpy", "-o", target, "build", folder)
    assert done.returncode == 0, done.stderr
    return target


def firmware(build, folder, main, config, place="romfs", name="micropython32", box=Box, **kw):
    """A Box in `folder` with boot.py of the project, `main` as main.py, `config` as config.json,
    and the modules in `place`: "romfs", "flash", or frozen into the interpreter of that Path;
    otherwise it is that of `name`. config None: there is none. box: its class. Not on yet.
    """
    flash = Path(folder) / "flash"
    flash.mkdir()
    if place == "romfs":
        kw["romfs"] = image(build, Path(folder) / "modules")
    elif place == "flash":
        modules(build, flash)
    else:
        kw["frozen"] = place
    shutil.copy(ROOT / "boot.py", flash)
    (flash / "main.py").write_text(main)
    if config is not None:
        (flash / "config.json").write_text(json.dumps(config))
    return box(folder, tool(name), tool("mpy-cross"), on=False, **kw)


# What a board's heap is for, by the owners that a Dissection names: packages, and classes whose
# objects are theirs. What is none of these the box's stand-ins own, which a chip has not.
PARTS = {
    "agent": "usnmp_agent Agent()",
    "MIB": "usnmp_mib Mib() Value() Computed() Subtree()",
    "notifier": "usnmp_notify Notifier() Target() Watch() Net()",
    "SNMPv3": "usnmp_v3 usnmp_agent.v3 Aes() Midstate() Keys() V3() Message() Engine()",
    "usnmp_mibs": "usnmp_mibs Sensors() Interfaces() Rssi() _Host() Load() Board() _Addresses()"
    " _Drops()",
    "firmware": "usnmp_firmware Firmware() Link()",
    "base": "usnmp_base usnmp_codec Udp() Uptime()",
    "names": "names",
    "frames, main.py": "",
}  # fmt: skip


def parts(dissection):
    """{part: octets} of PARTS."""
    whose = {owner: part for part, owners in PARTS.items() for owner in owners.split() or [""]}
    found = dict.fromkeys([*PARTS, "stand-ins"], 0)
    for (owner, _), octets in dissection.owned.items():
        part = whose.get(owner) or whose.get(owner.split(".")[0], "stand-ins")
        found[part] += octets
    return found


class Sink(Polled):
    """Receives traps and informs on 127.0.0.1, and acknowledges these, from a thread. seen: the
    Notifications. with Sink() as sink: ... sink.port.
    """

    def __init__(self):
        self.seen = []
        # Noted before the acknowledgement goes.
        note = self.seen.append
        self._receiver = Receiver("127.0.0.1", 0, on_trap=note, on_inform=note)

    def __enter__(self):
        self.port = self._receiver.bind().sock.getsockname()[1]
        return super().__enter__()

    def step(self):
        self._receiver.poll(50)

    def close(self):
        self._receiver.close()


def message(kind, oids, number, community="public", ver=1, value=(5, None), repeat=10):
    """A request as octets; `value`: (type, value) of all its bindings."""
    p = SnmpPacket(kind, ver=ver, community=community, id=number)
    if kind == GETBULK:
        p.err_id = repeat
    for oid in oids:
        p.varbinds.append((oid, value))
    return p.tobytes()
