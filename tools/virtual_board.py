#!/usr/bin/env python3
# A board without hardware: the board in a box as a command, with a serial port to deploy to, a
# Wi-Fi to join, and faults at a prompt. docs/try-without-a-board.md.

import contextlib
import errno
import os
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import fcntl
except ImportError:
    fcntl = None
if not (fcntl and sys.platform.startswith("linux")):  # what is imported next is not there
    sys.exit("virtual_board.py: it needs Linux on a PC (x86); on Windows WSL will do")
sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(1, str(Path(__file__).resolve().parent.parent / "tests"))
from board_box import shared
from board_box.box import ROMFS, Box
from board_box.supervisor import MACHINES, BoxError
from usnmp_tools.cache import find
from usnmp_tools.terminal import Fault, is_terminal, run
from usnmp_tools.virtual import Commands, loopback

from usnmp_pc.parsing import Parser

# KiB of heap that these have for a program.
HEAPS = {"esp8266": 38, "esp32": 160}
SSID, KEY = "virtual", "virtual-board"
SHIFT = 20000


def parse():
    parser = Parser(
        description="A board without hardware: deploy to it, join its Wi-Fi, break it.",
        epilog="While it runs, type help for what can be done to it. Ctrl-C ends it.",
    )
    parser.add_argument("--chip", choices=sorted(HEAPS), default="esp8266", help="esp8266")
    parser.add_argument("--heap", type=int, metavar="KIB", help="38 for an ESP8266, 160 an ESP32")
    parser.add_argument(
        "--flash", metavar="FOLDER",
        help="keep the board in this folder: its files in FOLDER/flash; its serial port is "
        "FOLDER/port. Unless told otherwise all is gone at the end",
    )  # fmt: skip
    parser.add_argument(
        "--flash-size", type=int, default=1024, metavar="KIB", help="room for files, 1024"
    )
    parser.add_argument(
        "--romfs", nargs="?", const="", metavar="IMAGE",
        help="a ROMFS partition of %d KiB, empty or with this image" % (ROMFS >> 10),
    )  # fmt: skip
    parser.add_argument("--address", help="that the board gets; one of 127.0.0.0/8")
    parser.add_argument("--ssid", default=SSID, help="the Wi-Fi's name, " + SSID)
    parser.add_argument("--key", default=KEY, help="and its key, " + KEY)
    args = parser.parse_args()
    for name, least in (("heap", 8), ("flash_size", 16)):
        value = getattr(args, name)
        if value is not None and not least <= value <= 1 << 16:
            parser.error("--%s is from %d to 65536" % (name.replace("_", "-"), least))
    for name, least, most in (("ssid", 1, 32), ("key", 8, 63)):
        if not least <= len(getattr(args, name).encode()) <= most:
            parser.error("--%s has %d to %d octets" % (name, least, most))
    return args


def programs():
    """The paths of MicroPython at 32 bit and of mpy-cross. Raises Fault if one is missing."""
    missing = [name for name in ("micropython32", "mpy-cross") if not find(name)]
    if missing:
        raise Fault(
            "missing: %s. On Debian and Ubuntu `tools/setup --quick` installs what is needed, "
            "once, into a folder of its own" % ", ".join(missing)
        )
    return find("micropython32"), find("mpy-cross")


@contextlib.contextmanager
def place(folder):
    """The Path of the folder that holds the board, for this process alone: `folder`, or one that
    goes at the end.
    """
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="virtual-board") as made:
            yield Path(made)
        return
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True)
    with open(path / "lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Fault("%s is in use: a virtual board runs there" % folder)
        yield path


def unique(folder):
    """The last three octets of the board's MAC address: the same as long as its folder is."""
    path = folder / "mac"
    try:
        octets = bytes.fromhex(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        octets = b""
    if len(octets) != 3:
        octets = os.urandom(3)
        path.write_text(octets.hex() + "\n", encoding="utf-8")
    return octets


def alone(address):
    """Raise Fault if an agent serves at this address already, as the board of another run does."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.bind((address, 161 + SHIFT))
        except OSError as e:
            if e.errno != errno.EADDRINUSE:
                raise
            raise Fault("%s is in use, by another board: choose one with --address" % address)


def made(args, folder):
    """The Box of these arguments, not open yet."""
    interpreter, compiler = programs()
    octets = unique(folder)
    romfs = {}
    if args.romfs and os.stat(args.romfs).st_size > ROMFS:
        raise Fault("%s has more than the partition's %d octets" % (args.romfs, ROMFS))
    if args.romfs is not None:
        romfs = {"romfs": args.romfs or None, "romfs_size": ROMFS}
    address = loopback(args.address or "127.%d.%d.%d" % tuple(1 + o % 254 for o in octets))
    alone(address)
    box = Box(
        folder, interpreter, compiler, chip=args.chip,
        heap=(args.heap or HEAPS[args.chip]) << 10, flash_size=args.flash_size << 10,
        address=address,
        ssid=args.ssid, key=args.key, stored=False, shift=SHIFT, **romfs,
    )  # fmt: skip
    for i, octet in enumerate(octets):
        box.memory[shared.MAC + 3 + i] = octet
    box.memory.put(shared.HOSTNAME, "ESP-%s" % octets.hex().upper())
    box.dht(21, 48)
    return box


@contextlib.contextmanager
def port(box, folder):
    """The path of the box's serial port: a link in `folder`, which stays the same, or itself."""
    if folder is None:
        yield box.device
        return
    link = Path(folder) / "port"
    link.unlink(missing_ok=True)
    link.symlink_to(box.device)
    try:
        yield str(link)
    finally:
        link.unlink(missing_ok=True)


def greeting(args, box, device):
    address = box.address
    return """\
board        %s, heap %d KiB
serial port  %s
Wi-Fi        %s, key %s
address      %s, once it has joined
ports        below 1024 are %d higher, as they need root: SNMP is at %s

  tools/configure.py config-board.json
  tools/deploy.py --port %s --config config-board.json
  snmpwalk -v2c -c public %s .1

Type help for what can be done to it; Ctrl-C ends it.""" % (
        MACHINES[args.chip],
        args.heap or HEAPS[args.chip],
        device,
        args.ssid,
        args.key,
        address,
        SHIFT,
        box.udp(),
        shlex.quote(device),
        box.udp(),
    )


def obey(commands):
    """Carry out the lines of standard input, to its end or "quit"."""
    prompt = "board> " if is_terminal(sys.stdin) else ""
    while True:
        try:
            line = input(prompt)
        except (EOFError, RuntimeError):  # RuntimeError: it is closed
            break
        except UnicodeDecodeError:
            line = "?"
        if line.strip() in ("quit", "exit"):
            return
        try:
            said = commands.run(line)
        except Fault as e:
            said = "%s" % e
        if said:
            print(said, flush=True)
    while not prompt:  # /dev/null, as of a service: the board goes on
        signal.pause()
    print()


SIGNALS = signal.SIGINT, signal.SIGTERM, signal.SIGHUP


def stop(*args):
    for number in SIGNALS:  # the next would leave the board's interpreter behind
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main():
    args = parse()
    # SIGINT too: a shell's background job has it ignored. SIGHUP: the terminal was closed.
    for number in SIGNALS:
        signal.signal(number, stop)
    # A signal that comes just before a read begins would be noticed with the next key: look each
    # second.
    signal.signal(signal.SIGALRM, lambda *args: None)
    signal.setitimer(signal.ITIMER_REAL, 1, 1)
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  history and editing at the prompt
    try:
        with place(args.flash) as folder, made(args, folder) as box:
            with port(box, args.flash) as device:
                print(greeting(args, box, device), flush=True)
                obey(Commands(box, BoxError))
    except KeyboardInterrupt:
        with contextlib.suppress(OSError):  # the terminal may be gone
            print(flush=True)
    except (BoxError, subprocess.SubprocessError) as e:
        raise Fault(str(e))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)  # or it ends Python, once that has let go of it
    return 0


if __name__ == "__main__":
    run(main, "virtual_board.py")
