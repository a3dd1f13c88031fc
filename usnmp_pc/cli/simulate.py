# usnmp simulate: recorded walks, served as devices. Imports usnmp_pc.simulate, and for a user of
# SNMPv3 usnmp_v3; cli's other modules.

import argparse
import errno
import os
import signal
import socket
import time

from usnmp_agent import VERSION
from usnmp_pc.simulate import Device, Library, Server, Simulator, Writable, default_cache, files

from . import users, v3
from .arguments import community, port, positive
from .faults import Failure, guarded, tell
from .options import Parser
from .plain import plain

_2020 = 1577836800
_CONTEXT = 32  # octets of a context name, RFC 3411 5
_SHOWN = 10  # devices that are told one by one
_TEXT = """Serve recorded walks as devices: what snmpwalk -On printed, or .snmprec files as snmpsim
has them, packed or not (.gz, .bz2); of a folder all .snmprec, .snmpwalk and .walk files below it.
By community, each file is a device, whose community is the file's name without extension, from
the folder on. By address or port, devices have one each, counted up, in the order of the files."""


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = Parser(name, "FILE_OR_FOLDER...", _TEXT, asks=False, shows=False)
    _add(parser)
    args = parser.parse(argv)
    if args.by == "community" and args.community is not None:
        parser.error("by community, the names of the devices are the communities: no -c")
    devices = _devices(args)
    simulator = Simulator(args.max_size, log=tell)
    server = Server(simulator)
    try:
        places = _arrange(parser, args, devices, simulator, server)
        _report(args, devices, places)
        # SIGTERM ends it as Ctrl-C does.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        while True:
            server.turn(1000)
    except KeyboardInterrupt:
        print("\nstopped")
    finally:
        server.close()
    return 0


def _add(parser):
    add = parser.add_argument
    more = {"choices": ("community", "address", "port"), "default": "community"}
    add("--by", help="what devices are told apart by; default community", **more)
    text = "to listen on, or with --by address the first, or all with commas between; 127.0.0.1"
    add("--host", metavar="ADDRESS", default="127.0.0.1", help=text)
    text = "to listen on, with --by port the first; default 1161"
    add("-p", "--port", metavar="PORT", type=port, default=1161, help=text)
    text = "how many, if not one for each file: files are served again, as NAME-2 and so on"
    add("--devices", metavar="N", type=positive, help=text)
    text = "with --by address and port; default public"
    add("-c", "--community", metavar="COMMUNITY", type=community, help=text)
    text = "objects can be SET, by whoever may read; each device keeps its own until the end"
    add("--writable", action="store_true", help=text)
    text = "the longest message, in octets; default 65507"
    add("--max-size", metavar="OCTETS", type=_size, default=65507, help=text)
    text = "where walks are kept once they were read; default " + plain(default_cache())
    add("--cache", metavar="FOLDER", help=text.replace("%", "%%"))
    text = "a user of SNMPv3; by community, the device is the context"
    add("-u", dest="user", metavar="USER", type=os.fsencode, help=text)
    v3.add_level(parser, "the least of that user; default the highest that there are keys for")
    v3.add_secrets(add)
    text = "ours, in hex; default another at each start"
    add("-e", dest="engine_id", metavar="ENGINE-ID", type=v3.engine_id, help=text)
    add("paths", metavar="FILE_OR_FOLDER", nargs="+", help="with recorded walks")


def _size(text):
    found = positive(text)
    if not 484 <= found <= 65507:
        raise argparse.ArgumentTypeError("it must be 484 to 65507")
    return found


def _devices(args):
    # The devices, in order. Faults of files are told.
    try:
        found = list(files(args.paths))
        library = Library(args.cache)
        images = library.open([path for _, path in found])
        for image in library.images():
            for line in image.faults():
                tell(line)
    except OSError as e:
        raise Failure("%s: %s" % (e.filename, e.strerror) if e.filename else str(e))
    except ValueError as e:
        raise Failure(str(e))
    made = []
    kind = Writable if args.writable else Device
    for n in range(args.devices or len(found)):
        turn, i = divmod(n, len(found))
        name = found[i][0]
        made.append(kind("%s-%d" % (name, turn + 1) if turn else name, images[i]))
    return made


def _arrange(parser, args, devices, simulator, server):
    # Give each device its place; the (host, port) of each.
    user = _user(parser, args, simulator) if args.user else None
    if args.by == "community":
        for device in devices:
            _name(simulator, device, user, args.level)
        _open(server, args.host, args.port, None)
        return [(args.host, args.port)] * len(devices)
    simulator.allow(args.community or "public", None, write=True)
    if user:
        simulator.allow(user, None, write=True, level=args.level)
    places = _places(args, len(devices))
    for (host, number), device in zip(places, devices):
        _open(server, host, number, device)
    return places


def _name(simulator, device, user, level):
    if user and len(os.fsencode(device.name)) > _CONTEXT:
        text = "%s: as a context of SNMPv3 the name is too long, there is none"
        tell(text % device.name)
        user = None
    try:
        simulator.by_name(device, user, level)
    except ValueError as e:
        raise Failure(str(e))


def _user(parser, args, simulator):
    from usnmp_v3.engine import Engine

    user, level, _ = users.of(parser, args)
    args.level = level
    # Boots must grow from start to start, and nothing is kept: seconds do.
    simulator.engine = Engine(args.engine_id, int(time.time()) - _2020)
    return user


def _places(args, n):
    if args.by == "port":
        if args.port + n > 65536:
            raise Failure("no %d ports from %d on" % (n, args.port))
        return [(args.host, args.port + i) for i in range(n)]
    if "," in args.host:
        hosts = [host.strip() for host in args.host.split(",")]
        if len(hosts) < n:
            raise Failure("%d addresses for %d devices" % (len(hosts), n))
        return [(host, args.port) for host in hosts[:n]]
    family = socket.AF_INET6 if ":" in args.host else socket.AF_INET
    try:
        octets = socket.inet_pton(family, args.host)
    except OSError:
        raise Failure("%s: an address is wanted, to count up from" % args.host)
    first = int.from_bytes(octets, "big")
    if first + n > 1 << 8 * len(octets):
        raise Failure("no %d addresses from %s on" % (n, args.host))
    numbers = [(first + i).to_bytes(len(octets), "big") for i in range(n)]
    return [(socket.inet_ntop(family, number), args.port) for number in numbers]


def _open(server, host, port, device):
    try:
        server.open(host, port, device)
    except (OSError, ValueError) as e:
        text = getattr(e, "strerror", None) or str(e)
        if getattr(e, "errno", 0) == errno.EMFILE:
            text += ": raise the limit of this process (ulimit -n)"
        elif getattr(e, "errno", 0) in (errno.EACCES, errno.EPERM):
            text += "; ports below 1024 are root's"
        raise Failure("cannot listen on %s: %s" % (_place(host, port), text))


def _place(host, port):
    return ("[%s]:%d" if ":" in host else "%s:%d") % (host, port)


def _report(args, devices, places):
    images = {id(device.image): device.image for device in devices}.values()
    objects = sum([len(image) for image in images])
    text = "usnmp {} simulates {:,} device{}, of {:,} walk{} with {:,} objects, on {}"
    first, last = _place(*places[0]), _place(*places[-1])
    where = first if first == last else "%s to %s" % (first, last)
    count, walks = len(devices), len(images)
    print(text.format(VERSION, count, "s" * (count > 1), walks, "s" * (walks > 1), objects, where))
    for device, place in list(zip(devices, places))[:_SHOWN]:
        line = "{}  {:,} objects".format(device.name, len(device.image))
        print(plain("  " + (line if args.by == "community" else _place(*place) + "  " + line)))
    if count > _SHOWN:
        print("  and {:,} more".format(count - _SHOWN))
    print("Read one from another terminal (Ctrl-C ends this):")
    name = devices[0].name if args.by == "community" else args.community or "public"
    if args.community not in (None, "public"):
        name = "COMMUNITY"
    udp = "udp6:" if ":" in args.host else ""
    print(plain("  snmpwalk -v2c -c %s %s%s .1" % (_quoted(name), udp, first)), flush=True)


def _quoted(name):
    safe = name.replace("/", "").replace("-", "").replace("_", "").replace(".", "").isalnum()
    return name if safe else "'%s'" % name.replace("'", "'\\''")
