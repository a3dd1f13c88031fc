#!/usr/bin/env python3
# Puts usnmp on a board over its serial line, and waits until it answers. docs/deploy.md. Or over
# the network, on one or many that have a key for it: docs/update.md.

import copy
import json
import re
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(1, str(Path(__file__).resolve().parent.parent))
import build
from usnmp_tools import board as boards
from usnmp_tools import channel, config_check, flashing, fleet, image, network, pins
from usnmp_tools import plan as planning
from usnmp_tools.modules import PROFILES, ROOT
from usnmp_tools.terminal import Fault, Progress, plain, run

import usnmp_firmware.config as usnmp_config
from usnmp_pc import config_file, reading
from usnmp_pc.parsing import Parser

SYS_UPTIME = "1.3.6.1.2.1.1.3.0"


def parse():
    parser = Parser(description="Put usnmp on a board.")
    build.add_options(parser)
    parser.set_defaults(profile=None)
    parser.add_argument("--port", metavar="DEVICE", help="the board's serial port")
    parser.add_argument(
        "--config", metavar="FILE", help="the configuration; config.json unless told otherwise"
    )
    parser.add_argument("--no-config", action="store_true", help="leave the board's as it is")
    parser.add_argument(
        "--portal", action="store_true",
        help="with the portal: a board without a configuration asks for it on a page of its own",
    )  # fmt: skip
    parser.add_argument(
        "--portal-pin", type=int, metavar="PIN",
        help="and this pin, connected to ground when the board starts, brings that page back",
    )  # fmt: skip
    parser.add_argument(
        "--no-modules", action="store_true",
        help="they are frozen or in a ROMFS: only the program and the configuration",
    )  # fmt: skip
    parser.add_argument(
        "--force", action="store_true",
        help="replace main.py, boot.py and config.json even if they were edited on the board",
    )  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, only")
    parser.add_argument(
        "--address", metavar="HOST",
        help="where the agent will answer, if the board does not say; with a key and without "
        "--port: update this board over the network",
    )  # fmt: skip
    parser.add_argument(
        "--key-file", metavar="FILE",
        help="the key for updates over the network; with a serial port the board gets it, and "
        "FILE is made if it is not there. -: ask for it; or $%s has it" % network.VARIABLE,
    )  # fmt: skip
    parser.add_argument(
        "--fleet", metavar="FILE", help="update over the network the boards that this file lists"
    )
    parser.add_argument(
        "--jobs", type=int, default=8, metavar="N", help="with --fleet: so many at a time, 8"
    )
    parser.add_argument(
        "--timeout", type=int, default=60, metavar="SECONDS",
        help="how long to wait for its answer, 60; 0: not at all",
    )  # fmt: skip
    parser.add_argument(
        "--flash", metavar="FIRMWARE", nargs="?", const="",
        help="write this MicroPython first, a file from micropython.org/download, with esptool; "
        "without FIRMWARE: say which file this chip wants",
    )  # fmt: skip
    parser.add_argument("--erase", action="store_true", help="with --flash: all else goes")
    parser.add_argument("--sha256", metavar="HEX", help="with --flash: what the file has to have")
    args = parser.parse_args()
    if args.flash is None and (args.erase or args.sha256):
        parser.error("--erase and --sha256 go with --flash FIRMWARE")
    args.portal = args.portal or args.portal_pin is not None
    if args.portal and args.profile == "codec":
        parser.error("--portal: the profile codec has no program")
    if args.portal and not args.config:
        args.no_config = True
    if args.timeout < 0:
        parser.error("--timeout: 0 or more seconds, not %d" % args.timeout)
    if args.address and not config_check.is_host(channel.place(args.address)[0]):
        parser.error("--address: no address and no name of a host: %s" % plain(args.address))
    if args.fleet and (args.port or args.address):
        parser.error("--fleet does without --port and --address")
    if not 1 <= args.jobs <= 256:
        parser.error("--jobs: from 1 to 256, not %d" % args.jobs)
    over_network = bool(args.address or args.fleet) and not args.port
    args.key = network.key(args.key_file, make=not over_network)
    args.network = over_network and args.key is not None
    if (args.network or args.fleet) and (args.erase or args.flash == ""):
        parser.error("over the network --flash takes a file, and --erase is not to be had")
    return args


# --- the configuration ---


def configuration(args):
    """(what the board's config.json is to hold, octets; what it says, checked), or (None, the
    defaults) if it is to stay.
    """
    path = Path(args.config or ROOT / "config.json")
    if args.no_config:
        return None, usnmp_config.check({})
    if not path.exists():
        raise Fault(
            "there is no %s: tools/configure.py makes one; --no-config does without" % path
        )
    try:
        given = config_file.load(usnmp_config.check)(str(path))
    except ValueError as e:
        raise Fault("%s: %s" % (path, e))
    refuse(config_check.stops(given), path)
    # As short as it can be: reading it takes heap.
    data = json.dumps(given, separators=(",", ":"), ensure_ascii=False).encode()
    return data, usnmp_config.check(given)


def refuse(faults, where):
    """Raise a Fault that has these lines, if there are some."""
    if faults:
        raise Fault("\n".join(["%s: %s" % (where, line) for line in faults]))


# --- the board ---


def describe(device, facts):
    print("board        %s" % device)
    print("chip         %s" % (facts.machine or facts.platform))
    print("MicroPython  %s" % plain(".".join(map(str, facts.version))))
    print("flash        %d KiB free of %d" % (facts.free // 1024, facts.flash // 1024))
    print("heap         %d KiB free" % (facts.heap // 1024), flush=True)


def show(plan):
    for step in plan.steps:
        size = "%6d" % len(step.data) if step.kind == "copy" else " " * 6
        print("  %-6s %s  %s" % (step.kind, size, plain(step.path)))
    total = sum(len(step.data) for step in plan.steps)
    print("%d octets to copy; %d files are there already" % (total, plan.unchanged))


def carry_out(board, steps):
    """Do what the plan says, with a progress bar."""
    total = sum(len(step.data) for step in steps)
    progress = Progress(total)
    done = 0
    try:
        for step in steps:
            if step.kind == "copy":
                sha256 = planning.digest(step.data)
                board.write(
                    step.path, step.data, sha256, lambda n: progress.show(done + n, step.path)
                )
                done += len(step.data)
            elif step.kind == "remove":
                board.remove(step.path)
            elif step.kind == "rmdir":
                board.rmdir(step.path)
            else:
                board.mkdir(step.path)
    finally:
        progress.clear()


class Deployment:
    """What is to be on a board, of the options; install() brings it there."""

    def __init__(self, args, compiled=build.build):
        self.args = args
        data, config = None, usnmp_config.check({})
        if args.profile != "codec":
            data, config = configuration(args)
        if args.profile is None:
            notifies = config["targets"] or args.portal  # which may ask for some
            args.profile = "agent+notify" if notifies else "agent"
        self.runs = PROFILES[args.profile].program
        wanted = planning.v3_modules(config) + planning.sensor_modules(config)
        wanted += planning.mib_modules(config) + planning.tcp_modules(config)
        wanted += planning.portal_modules() if args.portal else []
        args.extras = [*args.extras, *wanted, *(["usnmp_update.boot"] if args.key else [])]
        self.modules, self.built = ({}, []) if args.no_modules else compiled(args)
        planning.check_config(config, args.profile, self.modules)
        self.wanted = {b.target: b.data for b in self.built}
        for name, path in build.programs(args).items():
            self.wanted[name] = Path(path).read_bytes()
        if args.key and "boot.py" in self.wanted:
            self.wanted["boot.py"] = planning.boot_for_updates(self.wanted["boot.py"])
        if args.portal_pin is not None:
            self.wanted["boot.py"] = planning.boot_with_pin(
                self.wanted["boot.py"], args.portal_pin
            )
        if data is not None:
            self.wanted["config.json"] = data
        if args.key:
            self.wanted[network.KEY] = args.key.encode() + b"\n"
        self.config = config

    def install(self, board):
        """Bring the board up to date, or with --dry-run say what that would be; the Plan of it."""
        facts = board.facts()
        if facts.heap < planning.heap(self.args.profile, self.config):
            board.enter(soft_reset=True)  # what ran may have left things in it
            facts = board.facts()
        describe(board.device, facts)
        self._refuse_pins(facts.machine)
        planning.check(facts, self.args.profile, self.built, self.config, self.args.portal)
        if self.args.portal and self.built and planning.portal_note(facts):
            print("note: %s" % planning.portal_note(facts))
        there = board.files()
        lock = planning.LOCK in there and board.read(planning.LOCK)
        self._lock = planning.parse_lock(lock or b"")
        boot = "boot.py" in there and board.read("boot.py").decode("utf-8", "replace")
        self._factory = boot is not False and planning.is_factory_boot(boot)
        plan = self._plan(there)
        planning.check_space(plan.steps, there, facts)
        if "config.json" in there and "config.json" not in plan.replaced:
            self._adopt(board.read("config.json"))
        if self.args.dry_run:
            show(plan)
        else:
            minutes = int(time.time() - 1577836800) // 60  # since 2020
            carry_out(board, planning.boots(self.config, there, minutes))
            carry_out(board, plan.steps)
            if self._plan(board.files()).steps:
                raise Fault("the board does not have what was written: is its flash worn out?")
        return plan

    def _refuse_pins(self, machine):
        chip = pins.chip_of(machine)
        if chip:
            given = json.loads(self.wanted.get("config.json", b"{}"))
            refuse(config_check.stops(given, chip), self.args.config or "config.json")

    def _plan(self, there):
        return planning.plan(there, self.wanted, self._lock, self._factory, self.args.force)

    def _adopt(self, text):
        # The board's own configuration stays: it has to suit what is copied, and tells the port.
        if self.runs:
            try:
                self.config = usnmp_config.check(json.loads(text))
            except ValueError as e:
                raise Fault("config.json on the board: %s" % e)
            planning.check_config(self.config, self.args.profile, self.modules)


# --- waiting for the agent ---


class Listener:
    """Follows what the board prints after a reset: `address`, `serving` and `portal` when it told
    them, `tail`, its last lines.
    """

    def __init__(self):
        self.address = None
        self.serving = False
        self.portal = None
        self.ended = False
        self.tail = []

    def line(self, text):
        if not text:
            return
        self.tail = [*self.tail[-14:], text]
        found = re.search(r"\baddress (\d+\.\d+\.\d+\.\d+)", text)
        if found:
            self.address = found.group(1)
        self.serving = self.serving or "usnmp serves on port" in text
        found = re.match(r"portal: (join .*)", text)
        if found:
            self.portal = found.group(1)
        self.ended = self.ended or 'Type "help()"' in text  # the prompt: no program runs


def reached(address, config):
    """The UDP port at which this PC reaches the agent: tools/virtual_board.py, whose boards have
    addresses of the PC itself, moves those that need root.
    """
    port = config["port"]
    return port + 20000 if port < 1024 and address.startswith("127.") else port


def asks(address, config):
    """A function that asks the agent for its uptime once, and gives it, or None."""
    from usnmp_manager import Manager, SnmpError

    community = config["read_community"] or config["write_community"]
    if community is None:  # users of SNMPv3 alone, or nobody: not to be asked from here
        return lambda: None
    port = reached(address, config)
    manager = Manager(address, community, "2c", port, timeout_ms=500, retries=0)

    def ask():
        try:
            return manager.get(SYS_UPTIME).value
        except (SnmpError, OSError):
            return None

    return ask


def wait(board, args, config, last):
    """Wait until the agent answers; what to say then. `last`: the address that the board had
    before. Raises Fault with what the board printed.
    """
    until = time.monotonic() + args.timeout
    listener = Listener()
    address = ask = None
    for line in board.lines(until):
        listener.line(line)
        if listener.portal:
            return "the board waits to be configured:\n  %s" % plain(listener.portal)
        found = args.address or listener.address or last
        if found and found != address:
            address, ask = found, asks(found, config)
        if listener.ended and not listener.serving:
            break
        uptime = ask() if ask and not line else None
        if uptime is not None:
            return answered(address, config, uptime)
        if listener.serving and not (config["read_community"] or config["write_community"]):
            return "the agent runs:\n  " + line_to_read(address or "ADDRESS", config)
        if listener.serving and not address and not config["wifi"]:
            return "the agent runs; without Wi-Fi its address is not known here (--address)"
    said = "".join("\n  | " + text for text in listener.tail)
    if not listener.serving:
        raise Fault("the agent did not start; the board printed:" + said)
    where = " at %s" % address if address else ""
    hint = '; "sources" may not include this PC' if config["sources"] else ""
    raise Fault(
        "the agent runs but does not answer%s%s; the board printed:%s" % (where, hint, said)
    )


def answered(address, config, uptime):
    return "the agent answers, up for %.2f s:\n  %s" % (
        uptime / 100,
        line_to_read(address, config),
    )


def line_to_read(address, config):
    """The command to type, or that there is none."""
    port = reached(address, config)
    port = "" if port == 161 else ":%d" % port
    command = reading.command(config, "2c")
    if command is None:
        return "nobody may read it: there is no community and no user"
    return "%s %s%s .1" % (command, plain(address), port)


def main():
    args = parse()
    if args.fleet:
        return update_fleet(args)
    if args.network:
        return update(args)
    if args.flash:
        flashing.Firmware(args.flash, args.sha256)  # told before anything else is done
    only = args.flash == "" or flash_only(args)
    deployment = None if only else Deployment(args)
    device = args.port or boards.find()
    if args.flash is not None:
        flash(args, device)
    if only:
        if args.flash:
            print("next: tools/configure.py, then tools/deploy.py")
        return 0
    board = boards.Board(device)
    try:
        return deploy(board, deployment)
    finally:
        board.close()


def flash(args, device):
    """Write MicroPython."""
    if not args.flash:
        tool = flashing.Tool(device)
        print("%s: download %s" % (plain(tool.chip), flashing.wanted(tool.model or "ESP32")))
    elif args.dry_run:
        print("would write %s with esptool" % plain(args.flash))
    else:
        flashing.Firmware(args.flash, args.sha256).write(device, args.erase)


def deployment_for(args, compiled=build.build):
    """A function that gives the Deployment for the board at the other end of a Channel. With
    --no-config it is the one that suits the configuration of the board's own, which stays.
    """
    if not args.no_config:
        deployment = Deployment(args, compiled)
        return lambda _: deployment

    def make(board):
        with tempfile.TemporaryDirectory() as folder:
            own = copy.copy(args)
            own.config = network.adopted(board, folder)
            own.no_config = own.config is None
            deployment = Deployment(own, compiled)
        deployment.wanted.pop("config.json", None)
        return deployment

    return make


def agent_at(args):
    """A function that gives, for a configuration, what asks the agent at --address."""
    return lambda config: asks(channel.place(args.address)[0], config)


def update_fleet(args):
    """Many boards over the network; without a configuration each keeps its own."""
    boards = fleet.read(args.fleet, args, list(PROFILES))
    firmware = image.Image(args.flash, args.sha256) if args.flash else None
    known, lock = {}, threading.Lock()

    def compiled(args):
        # What several of them get is compiled once.
        key = args.profile, args.main, tuple(args.extras)
        with lock:
            if key not in known:
                known[key] = build.build(args)
            return known[key]

    def one(board, stop, dry_run):
        own = board.args
        made = deployment_for(own, compiled)
        done = network.Update(
            own.address, own.key, made, agent_at(own), lambda text: None, stop=stop,
            firmware=firmware,
        )  # fmt: skip
        return done.run(dry_run)

    return fleet.update(boards, one, args.jobs, args.dry_run)


def update(args):
    """Over the network."""
    progress = []
    firmware = image.Image(args.flash, args.sha256) if args.flash else None

    def show(done, total, path):
        progress[:] = progress or [Progress(total)]
        progress[0].show(done, path)

    def say(text):
        if progress:
            progress.pop().clear()
        print(text, flush=True)

    made = deployment_for(args)
    try:
        done = network.Update(
            args.address, args.key, made, agent_at(args), say, show, firmware=firmware
        )
        result = done.run(args.dry_run)
    except KeyboardInterrupt:
        print("\ndeploy.py: run it again: it goes on where it was", file=sys.stderr)
        raise
    finally:
        if progress:
            progress.pop().clear()
    if not args.dry_run:
        print("%d files copied, %d were there already" % (result.copied, result.unchanged))
    for note in result.notes:
        print("note: %s" % plain(note))
    if not args.dry_run:
        print(answered(channel.place(args.address)[0], done.config, result.uptime))
    return 0


def flash_only(args):
    """Is --flash all that can be done, as there is no configuration yet?"""
    given = args.config or args.no_config or args.profile == "codec"
    return args.flash is not None and not (given or (ROOT / "config.json").exists())


def deploy(board, deployment):
    args = deployment.args
    soft_reset = False
    for left in (2, 1, 0):
        try:
            board.enter(soft_reset)
            plan = deployment.install(board)
            break
        except (boards.Lost, boards.NoMemory) as e:  # what was done stays done
            if not left:
                raise
            soft_reset = isinstance(e, boards.NoMemory)
            print("deploy.py: %s; once more" % plain(str(e)), file=sys.stderr)
        except KeyboardInterrupt:
            print("\ndeploy.py: not all is on the board: run it again", file=sys.stderr)
            raise
    if not args.dry_run:
        copied = len([step for step in plan.steps if step.kind == "copy"])
        print("%d files copied, %d were there already" % (copied, plan.unchanged))
    for note in plan.notes:
        print("note: %s" % plain(note))
    waits = deployment.runs and args.timeout and not args.dry_run
    last = board.address() if waits else None
    board.reset()
    if waits:
        print(wait(board, args, deployment.config, last))
    return 0


if __name__ == "__main__":
    run(main, "deploy.py")
