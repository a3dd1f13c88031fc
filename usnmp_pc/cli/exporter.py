# usnmp exporter: agents for Prometheus. Imports usnmp_pc (exporter, boards, loops),
# usnmp_receiver, cli's other modules; aiohttp and prometheus_client, which `usnmp[exporter]`
# brings.

import asyncio
import sys

from usnmp_pc import loops
from usnmp_pc.boards import PrefixError, addresses, sweep
from usnmp_pc.exporter.modules import Module, ModuleError, read

from .arguments import port, positive
from .discover import groups
from .faults import Failure, guarded, tell
from .options import Parser, session

MISSING = "needs aiohttp and prometheus_client: pip install usnmp[exporter]"


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    parser = Parser(
        name,
        "",
        "Ask agents for Prometheus: /probe?target=HOST&module=NAME. This machine alone may ask,\n"
        'unless --host says more. The options of a request make the module "default".',
        shows=False,
    )
    add = parser.add_argument
    add("--host", default="127.0.0.1", metavar="ADDRESS", help="to listen at; default 127.0.0.1")
    add("-p", "--port", type=port, default=9716, help="default 9716")
    text = "JSON with modules: other users and communities, metrics of other MIBs"
    add("--modules", metavar="FILE", help=text)
    text = "look for agents in a network, and tell at /sd; several"
    add("--discover", metavar="PREFIX", action="append", default=[], help=text)
    add("--at", metavar="PORT", type=port, default=161, help="port of those; default 161")
    text = "seconds between two looks; default 300"
    add("--every", metavar="SECONDS", type=positive, default=300, help=text)
    add(
        "--traps", metavar="PORT", type=port, help="count traps and informs that come to this port"
    )
    args = parser.parse(argv)
    try:
        from usnmp_pc.exporter.web import Exporter
    except ImportError:
        raise Failure(MISSING) from None
    modules = {"default": Module("default", session(args))}
    modules.update(_modules(args.modules) if args.modules else {})
    try:
        hosts = [host for text in args.discover for host in addresses(text)]
    except PrefixError as e:
        parser.error(str(e))
    try:
        loops.run(_serve(Exporter(modules), args, hosts))
    except KeyboardInterrupt:
        pass
    return 0


def _modules(path):
    try:
        with open(path, "rb") as f:
            return read(f.read())
    except (OSError, ModuleError) as e:
        raise Failure("%s: %s" % (path, getattr(e, "strerror", None) or e)) from None


async def _serve(exporter, args, hosts):
    from aiohttp import web

    runner = web.AppRunner(exporter.app(), access_log=None)
    await runner.setup()
    tasks = []
    try:
        try:
            await web.TCPSite(runner, args.host, args.port).start()
        except OSError as e:
            text = "cannot listen on %s port %d: %s" % (args.host, args.port, e.strerror or e)
            raise Failure(text) from None
        host = "[%s]" % args.host if ":" in args.host else args.host
        print("usnmp exporter at http://%s:%d/" % (host, args.port))
        sys.stdout.flush()
        if args.traps:
            tasks.append(_counting(exporter, args))
        if hosts:
            exporter.groups = []
            tasks.append(_looking(exporter, args, hosts))
        await asyncio.gather(*tasks, asyncio.Event().wait())
    finally:
        await runner.cleanup()


def _counting(exporter, args):
    from usnmp_pc.exporter.traps import Traps
    from usnmp_receiver import Receiver

    mibs = args.names.mibs
    receiver = Receiver(host=args.host, port=args.traps)
    return Traps(receiver, exporter.registry, mibs.name).run()


async def _looking(exporter, args, hosts):
    # What /sd tells: who answered at the last look. If nobody did, it stays.
    def target(manager, host):
        return manager.target(host, port=args.at, **dict(session(args), retries=1))

    while True:
        found = []
        await sweep(hosts, target, found.append)
        if found:
            exporter.groups = groups(found, dict.fromkeys(hosts, args.at))
        else:
            tell("usnmp exporter: nobody answers at %d addresses" % len(hosts))
        await asyncio.sleep(args.every)
