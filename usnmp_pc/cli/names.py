# Names of OIDs for the subcommands: which MIBs the options, the environment and snmp.conf ask for,
# and names in the arguments. Imports usnmp_pc.mibs, cli.arguments and .faults; cli.options and the
# subcommands import it.

import argparse
import os

from ..mibs import INPUT_HELP, MibError, Mibs, listed
from .arguments import FIRST, key
from .faults import Failure, tell

# Where net-snmp looks for MIBs that come with it or are the user's.
FOLDERS = ["~/.snmp/mibs", "/usr/share/snmp/mibs", "/usr/share/snmp/mibs/ietf"]
FOLDERS += ["/usr/share/snmp/mibs/iana"]


class UnknownName(Failure):
    """A name that no MIB has; the text is the line, as net-snmp has it."""

    told = True


def add(parser):
    """Give the parser the options -m, -M and -I."""
    more = parser.add_argument
    text = "the MIB modules to load, default all that come with usnmp; '', none; +A, A as well"
    more("-m", dest="mibs", metavar="MODULE[:...]", help=text)
    text = "the folders with other modules; +DIR, DIR as well"
    more("-M", dest="mibdirs", metavar="DIR[:...]", help=text)
    text = {"type": _inputs, "action": "append", "default": []}
    more("-I", dest="inputs", metavar="FLAGS", help=INPUT_HELP, **text)


def _inputs(text):
    try:
        Mibs.check(inputs=text)
    except MibError as e:
        raise argparse.ArgumentTypeError(str(e))
    return text


class Names:
    """The MIBs of a run, which are loaded when they are wanted first. conf(token) -> text or None:
    what snmp.conf has.
    """

    def __init__(self, args, conf):
        self._args = args
        self._conf = conf
        self._mibs = None
        self.inputs = tuple(args.inputs)

    @property
    def mibs(self):
        """The Mibs; what cannot be loaded is told on standard error."""
        if self._mibs is None:
            self._mibs = Mibs(self._set("mibs", "MIBS"), self.dirs())
            self._tell()
        return self._mibs

    def _set(self, option, variable):
        # The option counts, then the environment, then snmp.conf.
        for value in (getattr(self._args, option), os.environ.get(variable)):
            if value is not None:
                return value
        # Debian's "mibs :" is there because it has no MIBs: usnmp has.
        found = self._conf(option)
        return found if found and found.strip(os.pathsep) else None

    def dirs(self):
        """The folders with MIB texts."""
        found = os.environ.get("MIBDIRS")
        if found is None:
            found = self._conf("mibdirs")
        dirs = listed(found, FOLDERS)
        if self._args.mibdirs is not None:
            dirs = listed(self._args.mibdirs, dirs)
        return [os.path.expanduser(folder) for folder in dirs]

    def _tell(self):
        for fault in self._mibs.faults:
            tell("usnmp: " + fault)
        del self._mibs.faults[:]

    def oid(self, text):
        """The OID, dotted, that an argument names. Raises UnknownName."""
        try:
            return self.mibs.oid(text, self.inputs)
        except MibError as e:
            raise UnknownName(self._unknown(text, str(e)))
        finally:
            self._tell()

    def _unknown(self, text, why):
        if "." in text or ":" in text:
            return "%s: %s" % (text, why)
        why = why.split(" (")[0]
        near = self.mibs.near(text)
        if near:
            return "%s: %s (is it %s?)" % (text, why, near)
        # Such a word is not shown: it may be a community that has lost its -c.
        return "what is no OID: %s" % why

    def start(self, text):
        """As oid(); ".", the beginning of all, is 0.0, which nothing comes before."""
        return FIRST if text == "." else self.oid(text)

    def root(self, text):
        """As oid(), a tuple; "." is the root of all OIDs, which has no arcs."""
        return () if text == "." else key(self.oid(text))

    def oids(self, texts, one=None):
        """The list of OIDs of arguments; one(text) -> OID, by default oid(). Raises UnknownName
        with a line for each that is none.
        """
        found, faults = [], []
        for text in texts:
            try:
                found.append((one or self.oid)(text))
            except UnknownName as e:
                faults.append(str(e))
        if faults:
            raise UnknownName("\n".join(faults))
        return found
