# The options that subcommands share, as net-snmp spells them. Imports usnmp_manager,
# cli.arguments, .faults, .output and .plain; the subcommands import it.

import argparse
import re
import sys

from usnmp_manager import Manager

from .arguments import Peer, community, count, seconds
from .faults import Failure
from .output import Style
from .plain import is_terminal, plain


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
        add("-c", "--community", metavar="COMMUNITY", **more)
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
        options, words = self._split(argv, operands)
        tail = words[1:] if operands else []
        words = words[: len(words) - len(tail)]
        args, more = self.parse_known_args(options + (["--", *words] if words else []))
        if more:  # not shown: one may be a community that has lost its -c
            self.error("too many arguments")
        if operands:
            setattr(args, operands, tail)
        args.style = Style("".join(getattr(args, "flags", ())), is_terminal(sys.stdout))
        args.app = self._parse_apps("".join(getattr(args, "apps", ())))
        return args

    def _split(self, argv, operands):
        # (options with their values, words), as getopt() tells them apart. argparse would take
        # the value of an option that it does not know for a word, and show it: it may be a
        # community.
        options, words = [], []
        left = list(argv)
        while left and not (operands and len(words) > 1):
            arg = left.pop(0)
            if arg == "--":
                break
            if arg[:1] == "-" and arg != "-":
                options += self._option(arg, left)
            else:
                words.append(arg)
        return options, words + left

    def _option(self, arg, left):
        # The option `arg` and its value, which is taken from the front of `left` if need be.
        long = arg[:2] == "--"
        name, equals, value = arg.partition("=") if long else (arg[:2], "", arg[2:])
        action = self._option_string_actions.get(name)
        if action is None:
            self.error("no such option: %s" % re.match("(?s)--[A-Za-z-]*|..", name).group())
        if action.nargs == 0:
            if equals or value:
                self.error("%s takes no value" % name)
            return [name]
        if not equals and not value:
            if not left:
                self.error("%s needs a value" % name)
            value = left.pop(0)
        if name == "-C" and left and left[0].isdigit():  # -Cr 10 as well as -Cr10
            if self._apps.get(value[-1:], ("", False))[1]:
                value += left.pop(0)
        if long:
            return ["%s=%s" % (name, value)]
        return [name + value] if value[:1] == "-" else [name, value]

    def error(self, message):
        """End with the usage, the message and exit status 2."""
        try:
            super().error(plain(message))
        except OSError:  # cannot be written: argparse tells no one since 3.11.5 or so
            self.exit(2)

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
    """Take HOST as args.peer, and what allowances are made for it."""
    more = {"help": "a name or address, HOST:PORT, [IPV6]:PORT; default port %d" % port}
    parser.add_argument("peer", metavar="HOST", type=lambda text: Peer(text, port), **more)
    text = "take answers from any address, for agents that do not answer from the one asked"
    parser.add_argument("--any-source", action="store_true", help=text)
    text = "take answers with another community, for agents that leave it out"
    parser.add_argument("--no-echo-community", action="store_true", help=text)


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
            any_source=args.any_source,
            echo_community=not args.no_echo_community,
        )
    except OSError as e:
        raise Failure("%s: %s" % (args.peer.text, e.strerror or e))
