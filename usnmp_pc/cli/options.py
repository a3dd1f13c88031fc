# The options that subcommands share, as net-snmp spells them. Imports usnmp_manager,
# usnmp_pc.parsing and .snmpconf, cli.arguments, .dump, .faults, .output, .plain and .v3; the
# subcommands import it.

import argparse
import os
import re
import sys

from usnmp_manager import Manager
from usnmp_pc import parsing
from usnmp_pc.snmpconf import Conf, ConfError, boolean

from . import names, tls, v3
from .arguments import Peer, community, count, seconds
from .faults import Failure, tell
from .output import Style
from .plain import is_terminal, plain, width


def _version(text):
    if text.lower() not in ("1", "2c", "3"):
        raise argparse.ArgumentTypeError("%r: it must be 1, 2c or 3" % text)
    return text.lower()


def _flags(text):
    try:
        Style(text)
    except ValueError as e:  # MibError
        raise argparse.ArgumentTypeError(str(e))
    return text


class _Help(argparse.RawDescriptionHelpFormatter):
    # argparse makes one for each argument, and asks shutil, which takes 2 ms to import, for a
    # width that only a help text needs.
    def __init__(self, prog):
        super().__init__(prog, width=width() - 2)


class Parser(parsing.Parser):
    """Parses the arguments of a subcommand. asks: does it take the options of a request? shows:
    does it take those of output? counts: is -n a count of its own? retries: how often it asks
    again where nothing says so.
    """

    version = staticmethod(_version)
    flags = ""  # of -O, in front of all others
    # Options whose value may be a letter with a value of its own: -3m KEY, -Lf FILE
    _PAIRS = {"-3": tuple("mMkK"), "-L": tuple("fs")}

    def __init__(
        self, command, operands, description, asks=True, shows=True, counts=False, retries=5
    ):
        super().__init__(
            prog="usnmp " + command,
            usage=("usnmp %s [options] %s" % (command, operands)).rstrip(),
            description=description,
            allow_abbrev=False,
            formatter_class=_Help,
        )
        self._apps = {}
        self._given = {}  # flag of -C: its value
        self._conf = None
        self.counts = counts
        self._retries = retries
        self._asks = asks
        self._shows = shows
        if asks:
            self._add_asking()
        if shows:
            more = {"action": "append", "metavar": "FLAGS", "default": []}
            self.add_argument("-O", dest="flags", type=_flags, help=Style.HELP, **more)
            self.add_argument("--json", action="store_true", help="a JSON object per line")
        if asks or shows:
            names.add(self)

    def _add_asking(self):
        add = self.add_argument
        add("-v", dest="version", metavar="1|2c|3", type=_version, help="default 2c")
        more = {"type": community, "help": "of SNMPv1 and v2c; default public"}
        add("-c", "--community", metavar="COMMUNITY", **more)
        more = {"type": seconds, "help": "to wait for an answer; default 1"}
        add("-t", dest="timeout", metavar="SECONDS", **more)
        more = {"type": count, "help": "after the first try; default %d" % self._retries}
        add("-r", dest="retries", metavar="COUNT", **more)
        text = "show all octets that go and come, on standard error"
        add("-d", dest="dump", action="store_true", help=text)
        v3.add(self)
        tls.add(self)

    def apps(self, **flags):
        """Take -C flags: the name is the letter, the value its help and what it takes: False,
        nothing; True, a number; a str, which it is called in the help, a text.
        """
        self._apps = flags
        names = {False: "", True: "N"}
        text = ["%s%s: %s" % (f, names.get(n, " %s" % n), h) for f, (h, n) in flags.items()]
        more = {"action": "append", "metavar": "FLAGS", "default": []}
        self.add_argument("-C", dest="apps", help="; ".join(text), **more)

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
        if self._asks:
            self._settle(args)
        if self._asks or self._shows:
            self._name(args)
        args.app = self._given
        return args

    def _name(self, args):
        # The MIBs, and the style that names come into.
        args.names = names.Names(args, lambda token: self.default(token, str))
        try:
            flags = (self.flags, self.conf.flags(), *getattr(args, "flags", ()))
        except ConfError as e:
            self.error(str(e))
        terminal = is_terminal(sys.stdout)
        args.style = Style(flags, terminal, lambda: args.names.mibs, args.names.inputs)

    @property
    def conf(self):
        """The usnmp_pc.snmpconf.Conf of this run."""
        if self._conf is None:
            self._conf = Conf()
            if is_terminal(sys.stderr):
                for path in self._conf.exposed():
                    tell("usnmp: everybody can read the passphrase in %s: chmod 600" % path)
        return self._conf

    def default(self, token, type):
        """type(value) of a token of snmp.conf, None if it is not there; ends in error()."""
        try:
            return self.conf.get(token, type)
        except ConfError as e:
            self.error(str(e))

    def _settle(self, args):
        # Give the options that were not given what the environment or snmp.conf has, or a default.
        if args.community is None:
            args.community = os.environ.get("USNMP_COMMUNITY")
            if args.community is None:
                args.community = self.default("defCommunity", community)
            else:
                args.community = community(args.community)
            if args.community is None:
                args.community = "public"
        if args.timeout is None:
            args.timeout = self.default("timeout", seconds) or 1.0
        if args.retries is None:
            retries = self.default("retries", count)
            args.retries = self._retries if retries is None else retries
        args.dump = args.dump or self.default("dumpPacket", boolean)
        v3.settle(self, args)

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
        if value in self._PAIRS.get(name, ()) and left:
            value += left.pop(0)
        if name == "-C":
            self._app(value, left)
        if long:
            return ["%s=%s" % (name, value)]
        return [name + value] if value[:1] == "-" else [name, value]

    def error(self, message):
        """End with the usage, the message and exit status 2."""
        super().error(plain(message))

    def _app(self, text, left):
        # The flags of a -C: a number stands behind its flag or is the next argument, a text that.
        while text:
            flag, text = text[0], text[1:]
            if flag not in self._apps:
                self.error("unknown flag passed to -C: %s" % flag)
            takes = self._apps[flag][1]
            value = True
            if takes is True:
                value = re.match("[0-9]{0,9}", text).group()
                text = text[len(value) :]
                if not value and left and re.fullmatch("[0-9]{1,9}", left[0]):
                    value = left.pop(0)
                if not value:
                    self.error("-C%s needs a number" % flag)
                value = int(value)
            elif takes:
                if not left:
                    self.error("-C%s needs a value: %s" % (flag, takes))
                value = left.pop(0)
            self._given[flag] = value


def host(parser, port=161):
    """Take HOST as args.peer, and what allowances are made for it."""
    more = {"help": "a name or address, HOST:PORT, [IPV6]:PORT; default port %d" % port}
    parser.add_argument("peer", metavar="HOST", type=lambda text: Peer(text, port), **more)
    text = "take answers from any address, for agents that do not answer from the one asked"
    parser.add_argument("--any-source", action="store_true", help=text)
    text = "take answers with another community, for agents that leave it out"
    parser.add_argument("--no-echo-community", action="store_true", help=text)


def session(args):
    """The arguments of AsyncManager.target() for what a Parser found, but where it is."""
    found = {"timeout_ms": int(args.timeout * 1000), "retries": args.retries}
    if args.version == "3":
        return dict(found, version="2c", **args.session)
    return dict(found, version=args.version, community=args.community)


def manager(args):
    """The Manager for what a Parser found. Raises Failure."""
    more = args.session if args.version == "3" else {}
    try:
        made = Manager(
            args.peer.address(),
            args.community,
            "2c" if more else args.version,
            args.peer.port,
            int(args.timeout * 1000),
            args.retries,
            any_source=args.any_source,
            echo_community=not args.no_echo_community,
            **more,
        )
    except OSError as e:
        raise Failure("%s: %s" % (args.peer.text, e.strerror or e))
    if more and args.clock:
        made.wrapper.peer.engine.set(*args.clock)
    if args.dump:
        from .dump import Dumped

        made._udp = Dumped(made._udp)
    return made
