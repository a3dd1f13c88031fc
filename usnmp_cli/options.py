# The options that subcommands share, as net-snmp spells them. Imports usnmp_manager,
# usnmp_cli.arguments, .faults and .output; the subcommands import it.

import argparse
import re

from usnmp_cli.arguments import Peer, community, count, seconds
from usnmp_cli.faults import Failure
from usnmp_cli.output import Style
from usnmp_manager import Manager


def _version(text):
    if text.lower() not in ("1", "2c"):
        raise argparse.ArgumentTypeError("%r: it must be 1 or 2c" % text)
    return text.lower()


def _flags(text):
    try:
        Style(text)
    except ValueError as e:
        raise argparse.ArgumentTypeError(str(e))
    return text


class Parser(argparse.ArgumentParser):
    """Parses the arguments of a subcommand. asks: does it take the options of a request? shows:
    does it take those of output?
    """

    def __init__(self, command, operands, description, asks=True, shows=True):
        super().__init__(
            prog="usnmp " + command,
            usage=("usnmp %s [options] %s" % (command, operands)).rstrip(),
            description=description,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        self._apps = {}
        if asks:
            self._add_asking()
        if shows:
            more = {"action": "append", "metavar": "FLAGS", "default": []}
            self.add_argument("-O", dest="flags", type=_flags, help=Style.HELP, **more)
            self.add_argument("--json", action="store_true", help="a JSON object per line")

    def _add_asking(self):
        add = self.add_argument
        add("-v", dest="version", metavar="1|2c", type=_version, default="2c", help="default 2c")
        more = {"type": community, "default": "public", "help": "default public"}
        add("-c", dest="community", metavar="COMMUNITY", **more)
        more = {"type": seconds, "default": 1.0, "help": "to wait for an answer; default 1"}
        add("-t", dest="timeout", metavar="SECONDS", **more)
        more = {"type": count, "default": 5, "help": "after the first try; default 5"}
        add("-r", dest="retries", metavar="COUNT", **more)

    def apps(self, **flags):
        """Take -C flags: the name is the letter, the value its help and whether it takes a
        number.
        """
        self._apps = flags
        text = "; ".join(["%s%s: %s" % (f, "N" * n, h) for f, (h, n) in flags.items()])
        more = {"action": "append", "metavar": "FLAGS", "default": []}
        self.add_argument("-C", dest="apps", help=text, **more)

    def parse(self, argv, operands=None):
        """The Namespace of `argv`; `operands`: the name of what follows HOST, which is taken
        as it is, options or not.
        """
        if self._apps:  # -Cr 10 as well as -Cr10
            joined = []
            for arg in argv:
                last = joined[-1] if joined else ""
                if last[:2] == "-C" and self._apps.get(last[-1:], ("", 0))[1] and arg.isdigit():
                    joined[-1] += arg
                else:
                    joined.append(arg)
            argv = joined
        tail = []
        if operands:
            from usnmp_cli import skip_options

            i = skip_options(argv, skip_options(argv, 0) + 1)
            argv, tail = [arg for arg in argv[:i] if arg != "--"], argv[i:]
        args = self.parse_intermixed_args(argv)
        if operands:
            setattr(args, operands, tail)
        args.style = Style("".join(getattr(args, "flags", ())))
        args.app = self._parse_apps("".join(getattr(args, "apps", ())))
        return args

    def _parse_apps(self, text):
        app = {}
        while text:
            flag, text = text[0], text[1:]
            if flag not in self._apps:
                self.error("unknown flag passed to -C: %s" % flag)
            app[flag] = True
            if self._apps[flag][1]:
                digits = re.match("[0-9]{0,9}", text).group()
                if not digits:
                    self.error("-C%s needs a number" % flag)
                app[flag], text = int(digits), text[len(digits) :]
        return app


def host(parser, port=161):
    """Take HOST as args.peer."""
    parser.add_argument("peer", metavar="HOST", type=lambda text: Peer(text, port))


def manager(args):
    """The Manager for what a Parser found. Raises Failure."""
    try:
        return Manager(
            args.peer.address(),
            args.community,
            args.version,
            args.peer.port,
            int(args.timeout * 1000),
            args.retries,
        )
    except OSError as e:
        raise Failure("%s: %s" % (args.peer.text, e.strerror or e))
