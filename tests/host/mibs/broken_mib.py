# MIB texts that are broken in a known line: modules of wild_mib.py, in the first scalar of which,
# or in whose IMPORTS, something is wrong. Imports wild_mib and wild_text; test_mib_compile.py
# imports it.

from wild_mib import Wild
from wild_text import WildText

# kind -> (the row of the declaration that is replaced, by what, which of it is to be told); a row
# is found by what it begins with.
ROWS = {
    "keyword": ("SYNTAX", "SINTAX INTEGER", 0),
    "clause": ("STATUS", "STATIS current", 0),
    "two words": ("STATUS", "STATUS is current", 0),
    "definition": ("::=", "= = { nothing 1 }", 0),
    "no type": ("SYNTAX", "SYNTAX", 1),
    "brace": ("SYNTAX", "SYNTAX INTEGER { up(1), down(2)", 0),
    "bracket": ("SYNTAX", "SYNTAX INTEGER (1..5", 0),
    "closing": ("SYNTAX", "SYNTAX INTEGER { up(1), down(2) } }", 0),
    "number": ("SYNTAX", "SYNTAX INTEGER {\n up(1),\n down(),\n left(3) }", 2),
    "label": ("SYNTAX", "SYNTAX INTEGER {\n up(1),\n 2,\n left(3) }", 2),
    "dots": ("SYNTAX", "SYNTAX INTEGER (1...5)", 0),
    "backwards": ("SYNTAX", "SYNTAX INTEGER (5..1)", 0),
    "type": ("SYNTAX", "SYNTAX NoSuchType", 0),
    "parent": ("::=", "::= { noSuchParent 7 }", 0),
    "arc": ("::=", "::= { iso seven }", 0),
    "text": ("DESCRIPTION", "DESCRIPTION what it is", 0),
    "quote": ('"What', '"What it is.', 0),
    "behind": ("::=", "::= { iso 5 } $", 0),
    "second": ("STATUS", "STATUS current\nSTATUS current", 1),
    "default": ("STATUS", "STATUS current\nDEFVAL { a b }", 1),
}
OTHERS = ("no syntax", "twice", "cut", "no module", "from nowhere")
KINDS = (*ROWS, *OTHERS)
# What is read all the same, if with less
KEPT = ("backwards", "type", "default", "twice", "no module", "from nowhere", "cut", "quote")


class Broken:
    """A module of `rng`'s choice with one fault of `kind`: wild, octets, line that is to be told,
    lost: names that cannot be read for it.
    """

    def __init__(self, rng, number, kind):
        self.wild = Wild(rng, number)
        text = WildText(self.wild, odd=0)
        self.rows = text.octets.decode().rstrip("\n").split("\n")
        scalar = next(n["name"] for n in self.wild.nodes if n["kind"] == "scalar")
        self.start = text.lines[scalar] - 1
        self.end = next(i for i in range(self.start, 1 << 20) if "::=" in self.rows[i])
        self.lost = {scalar} if kind not in KEPT else set()
        if kind in ROWS:
            self._replace(*ROWS[kind])
        else:
            getattr(self, "_" + kind.replace(" ", "_"))(text)
        self.octets = ("\n".join(self.rows) + "\n").encode()

    def _replace(self, what, instead, told):
        if "DEFVAL" in instead:
            self._without("DEFVAL")
        rows = range(self.start, self.end + 1)
        at = next(i for i in rows if self.rows[i].strip().startswith(what))
        self.rows[at : at + 1] = instead.split("\n")
        self.line = at + 1 + told

    def _without(self, what):
        rows = range(self.start, self.end + 1)
        for at in [i for i in rows if self.rows[i].strip().startswith(what)]:
            del self.rows[at]
            self.end -= 1

    def _no_syntax(self, text):
        del self.rows[self.start + 1]
        self.line = self.start + 1

    def _twice(self, text):
        again = self.rows[self.start : self.end + 1]
        self.rows[-1:-1] = again
        self.line = len(self.rows) - len(again)

    def _cut(self, text):
        last = max(text.lines, key=text.lines.get)
        self.lost = {last}
        del self.rows[text.lines[last] :]
        self.line = len(self.rows)

    def _no_module(self, text):
        self.rows.insert(self.start + 1, "SYNTAX NoSuchType")
        del self.rows[self.start + 2]
        self._import("    NoSuchType FROM NO-SUCH-MIB")

    def _from_nowhere(self, text):
        self._import("    noSuchNode")

    def _import(self, row):
        at = self.rows.index(";")
        self.rows.insert(at, row)
        self.line = at + 1
