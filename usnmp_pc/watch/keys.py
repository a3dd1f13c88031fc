# The keys of `usnmp watch`: what each does to a Model and to what of it is shown. Imports
# watch.model; cli.watch and watch.screen import it.

import codecs
import re

from .model import ORDERS

# A sequence of a key such as an arrow, whole; or a character.
_ONE = re.compile(r"\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])|.", re.S)
_MOVES = {  # lines, or pages
    "\x1b[A": (-1, 0), "\x1b[B": (1, 0), "\x1bOA": (-1, 0), "\x1bOB": (1, 0), "k": (-1, 0),
    "j": (1, 0), "\x1b[5~": (0, -1), "\x1b[6~": (0, 1), " ": (0, 1),
}  # fmt: skip
_FIRST = "\x1b[H", "\x1bOH", "\x1b[1~", "g"
_LAST = "\x1b[F", "\x1bOF", "\x1b[4~", "G"
_LONGEST = 64  # characters of a filter
HELP = (
    ("q", "quit; Ctrl-C as well"),
    ("s", "sort by board, sensor, value"),
    ("r", "the other way round"),
    ("/", "filter: rows with these words"),
    ("Esc", "no filter"),
    ("Up Down", "a line; also k j"),
    ("PgUp PgDn", "a page"),
    ("Home End", "the first, the last; also g G"),
    ("?", "these keys, and back"),
)


class Keys:
    """typing: is a filter being typed? top: the first row that is shown; page: how many are.
    helping: are the keys to be explained? ended: was q pressed?
    """

    def __init__(self, model):
        self._model = model
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self.typing = self.helping = self.ended = False
        self.top = 0
        self.page = 1

    def take(self, octets):
        """Take what a terminal gave at once, bytes."""
        for key in _ONE.findall(self._decoder.decode(octets)):
            if self.typing:
                self._type(key)
            else:
                self._press(key)
        self.top = max(0, min(self.top, self.last_top()))

    def last_top(self):
        """The first row of the last page."""
        return max(0, len(self._model.rows()) - self.page)

    def _type(self, key):
        model = self._model
        if key in "\r\n":
            self.typing = False
        elif key in ("\x1b", "\x03"):
            self.typing, model.filter = False, ""
        elif key in "\x7f\b":
            model.filter = model.filter[:-1]
        elif key == "\x15":  # Ctrl-U
            model.filter = ""
        elif len(key) == 1 and key.isprintable() and len(model.filter) < _LONGEST:
            model.filter += key
        self.top = 0

    def _press(self, key):
        model = self._model
        if key in _MOVES:
            lines, pages = _MOVES[key]
            self.top += lines + pages * self.page
        elif key in _FIRST:
            self.top = 0
        elif key in _LAST:
            self.top = self.last_top()
        elif key == "q":
            self.ended = True
        elif key == "?":
            self.helping = not self.helping
        elif key == "\x1b":
            model.filter, self.helping = "", False
        elif key == "s":
            model.order = ORDERS[(ORDERS.index(model.order) + 1) % len(ORDERS)]
            self.top = 0
        elif key == "r":
            model.reverse = not model.reverse
        elif key == "/":
            self.typing, self.helping = True, False
