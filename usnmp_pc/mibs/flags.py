# The letters of net-snmp's -O and -I. Imports mibs.tree; the files of mibs that print and read
# import it.

from .tree import MibError

NUMERIC, SUFFIX, MODULE, FULL, UCD = "nsSfu"


def _texts(flags):
    return [flags] if isinstance(flags, str) else flags


class Output:
    """How OIDs and values are printed: the letters of -O, a text or several. Raises MibError for
    an unknown one.

    oids: one of n, s, S, f, u; the rest are true or false, but strings: None, "a" or "x";
    precision: of floats, as printf has it.
    """

    HELP = (
        "how to print (several at once, such as -Oqv): n: OIDs in digits; s: last name; S: module "
        "and name (default); f: all names; u: as f, without the usual beginning; q: no types; Q: "
        "as q, with =; v: values only; e: enumerations in digits; b: indices in digits; X: in "
        "brackets; E: quotes of indices escaped; U: no units; t: Timeticks as numbers; a, x: "
        "strings as text, in hex; T: hex with text beside it; 0: two digits of hex each; "
        "p PRECISION: of floats"
    )
    # Letters that turn something on, and off again.
    _TOGGLES = {
        "0": "two_digits",
        "b": "unbroken",
        "e": "numbers",
        "E": "escape",
        "q": "quick",
        "t": "ticks",
        "T": "beside",
        "U": "no_units",
        "v": "bare",
        "X": "extended",
    }

    def __init__(self, flags=""):
        for name in self._TOGGLES.values():
            setattr(self, name, False)
        self.equals = False
        self.strings = None
        self.oids = MODULE
        self.precision = ""
        self.no_hint = False  # of -I
        for text in _texts(flags):
            self._take(text)

    def _take(self, flags):
        while flags:
            flag, flags = flags[0], flags[1:]
            if flag in self._TOGGLES:
                name = self._TOGGLES[flag]
                setattr(self, name, not getattr(self, name))
            elif flag in "nsSfu":
                self.oids = flag
            elif flag in "ax":
                self.strings = flag
            elif flag == "Q":
                self.quick = not self.quick
                self.equals = True
            elif flag == "p":
                self.precision, flags = flags, ""
            else:
                raise MibError("Unknown output option passed to -O: %s." % flag)


class Input:
    """How names and values are read: the letters of -I, a text or several. Raises MibError for an
    unknown one.
    """

    HELP = (
        "how to read names: R: a name alone, of any module; b: the best match of an expression; "
        "u: what has no dot in front is below mib-2; r: no checks of ranges and types; "
        "h: no DISPLAY-HINTs; s SUFFIX, S PREFIX: after and before each name"
    )

    def __init__(self, flags=""):
        self.best = self.anywhere = self.unchecked = self.no_hint = self.ucd = False
        self.suffix = self.prefix = ""
        for text in _texts(flags):
            self._take(text)

    def _take(self, flags):
        names = {"b": "best", "R": "anywhere", "r": "unchecked", "h": "no_hint", "u": "ucd"}
        while flags:
            flag, flags = flags[0], flags[1:]
            if flag in names:
                setattr(self, names[flag], not getattr(self, names[flag]))
            elif flag == "s":
                self.suffix, flags = flags, ""
            elif flag == "S":
                self.prefix, flags = flags, ""
            else:
                raise MibError("Unknown input option passed to -I: %s." % flag)
