# What `poll` and `watch` read by -o: OID, NAME=OID, NAME=OID/10. Imports nothing; poll and watch
# import it, and what prints for them.

import argparse
import math
import re

HELP = "OID, NAME=OID, OID/N or OID*N: it is called so, and divided by N, or multiplied"
# A name is in front of what could be an index with quotation marks.
_FORM = re.compile(r"""(?:([^="'\[]+)=)?(.+?)(?:([/*])([0-9.]+(?:e-?[0-9]+)?))?""", re.S)


class Column:
    """An argument of -o. text: the OID as it was given; oid: it in digits, once that is known;
    name: what it is to be called, "" if that is not given; scales: is there a factor?

    Raises argparse.ArgumentTypeError.
    """

    def __init__(self, text):
        self.name, self.text, self._sign, number = _FORM.fullmatch(text or "?").groups()
        self.oid = ""
        if self.name is not None and not (self.name.strip() and self.name.isprintable()):
            raise argparse.ArgumentTypeError("%r has no name in front of =" % text)
        self.name = (self.name or "").strip()
        self.scales = bool(self._sign)
        self._by = _number(number) if number else 1
        if not self._by:
            raise argparse.ArgumentTypeError("%r: %s is no factor" % (text, number))

    def scaled(self, value):
        """`value` times the factor; what is no number, or true or false, as it is."""
        if not self.scales or isinstance(value, bool) or not isinstance(value, (int, float)):
            return value
        # Divided, for 215 / 10 is 21.5, and 215 * 0.1 is not
        return value / self._by if self._sign == "/" else value * self._by


def _number(text):
    try:
        found = float(text)
    except ValueError:
        return 0
    if not math.isfinite(found):
        return 0
    return int(found) if found == int(found) and found < 1 << 53 else found


def found(columns, names):
    """Give each of `columns` its OID, by the names.Names. Raises UnknownName, with a line for each
    that is none.
    """
    for column, oid in zip(columns, names.oids([column.text for column in columns])):
        column.oid = oid
    return columns
