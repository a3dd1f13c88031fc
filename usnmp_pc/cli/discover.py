# usnmp discover: who answers in a network, with its name, its uptime and how many sensors it has.
# Imports usnmp_pc (boards, loops, mibs.values), cli's other modules.

import ipaddress
import json
import os
import tempfile

from usnmp_pc import loops
from usnmp_pc.boards import PrefixError, addresses, announced, local, sweep
from usnmp_pc.mibs.values import timeticks

from .arguments import port
from .faults import Failure, guarded, tell
from .options import Parser, session
from .plain import plain
from .screen import Progress, align

_LINE = 60  # characters of a description in the table


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = Parser(
        name,
        "[PREFIX...]",
        "Ask all addresses of networks who is there: 192.0.2.0/24, 192.0.2.10-50, one address;\n"
        "by default the networks of this machine, and who announces itself by mDNS. A table, or\n"
        "JSON lines.",
        retries=1,  # most addresses are nobody's
    )
    add = parser.add_argument
    add("prefixes", metavar="PREFIX", nargs="*")
    add("-p", "--port", dest="port", type=port, default=161, help="default 161")
    text = "write what Prometheus reads with file_sd_configs; as it was if nobody answers"
    add("--file-sd", dest="file_sd", metavar="FILE", help=text)
    args = parser.parse(argv)
    hosts = _hosts(parser, args)
    found = []
    with Progress(silent=True) as progress:
        try:
            loops.run(sweep(list(hosts), _targets(args, hosts), _teller(args, found, progress)))
        except KeyboardInterrupt:
            tell("usnmp discover: ended before all were asked")
    found.sort(key=lambda one: ipaddress.ip_address(one.host).packed)
    if not args.json and found:
        _print(found)
    if not found:
        tell("usnmp discover: nobody answers at %d addresses" % len(hosts))
        return 1
    if args.file_sd:
        _write(args.file_sd, groups(found, hosts))
    return 0


def _hosts(parser, args):
    # {address: port}, in the order in which they were named.
    hosts = {}
    prefixes = args.prefixes or local()
    if not args.prefixes:
        hosts.update(announced())
        if not prefixes and not hosts:
            raise Failure("this machine is in no network: name a PREFIX such as 192.0.2.0/24")
        text = "usnmp discover: %d announced themselves; asking %s"
        tell(text % (len(hosts), ", ".join(prefixes) or "them"))
    try:
        for text in prefixes:
            for host in addresses(text):
                hosts.setdefault(host, args.port)
    except PrefixError as e:
        parser.error(str(e))
    return hosts


def _targets(args, hosts):
    def target(manager, host):
        return manager.target(host, port=hosts[host], **session(args))

    return target


def _teller(args, found, progress):
    # What is called with each Found.
    def told(one):
        found.append(one)
        if args.json:
            print(json.dumps(_facts(one)), flush=True)
        else:
            progress.show(len(found), one.host)

    return told


def _facts(one):
    # A Found for JSON.
    facts = {"host": one.host, "ms": round(one.ms, 1)}
    if one.error:
        facts["error"] = one.error
    return dict(facts, **vars(one.system), sensors=one.sensors)


def _print(found):
    rows = [["address", "name", "sensors", "up", "description"]]
    for one in found:
        system = one.system
        up = "" if system.uptime is None else timeticks(system.uptime).split(") ")[-1]
        what = one.error or " ".join((system.description or "").split())[:_LINE]
        sensors = "" if one.error else str(one.sensors)
        rows.append([one.host, system.name or "", sensors, up, what])
    for line in align([[plain(cell) for cell in row] for row in rows], {2, 3}):
        print(line)


def groups(found, ports):
    """What Prometheus takes from a file, or by HTTP, of Founds: a group a host, so that each has
    labels of its own. ports: {address: port}.
    """
    made = []
    for one in found:
        host = "[%s]" % one.host if ":" in one.host else one.host
        labels = {"__meta_usnmp_sensors": str(one.sensors)}
        for name in ("name", "location", "object_id", "description"):
            labels["__meta_usnmp_" + name] = getattr(one.system, name) or ""
        at = ports[one.host]
        target = host if at == 161 else "%s:%d" % (host, at)
        made.append({"targets": [target], "labels": labels})
    return made


def _write(path, made):
    # Whole or not at all: Prometheus reads it at any time.
    half = None
    try:
        folder = os.path.dirname(os.path.abspath(path))
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=folder, delete=False, suffix=".half"
        ) as f:
            half = f.name
            json.dump(made, f, indent=2)
            f.write("\n")
        os.chmod(half, 0o644)  # another user's Prometheus is to read it
        os.replace(half, path)
    except OSError as e:
        if half:
            os.unlink(half)
        raise Failure("%s: %s" % (path, e.strerror or e)) from None
