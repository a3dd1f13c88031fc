# The keys of `usnmp watch`: what each does to a Model. Imports watch.model; cli.watch imports it.

from .model import ORDERS

_ARROWS = {"\x1b[A": -1, "\x1b[B": 1, "\x1b[5~": -10, "\x1b[6~": 10}


class Keys:
    """typing: is a filter being typed? top: the first row that is shown. ended: was q pressed?"""

    def __init__(self, model):
        self._model = model
        self.typing = False
        self.top = 0
        self.ended = False

    def take(self, text):
        """Take what a terminal gave at once, a str."""
        if text in _ARROWS:
            self.top = max(0, min(self.top + _ARROWS[text], len(self._model.rows()) - 1))
        elif text == "\x1b":  # Escape
            self.typing, self._model.filter = False, ""
        elif not text.startswith("\x1b"):
            for c in text:
                self._key(c)

    def _key(self, c):
        model = self._model
        if self.typing:
            if c in "\r\n":
                self.typing = False
            elif c in "\x7f\b":
                model.filter = model.filter[:-1]
            elif c.isprintable():
                model.filter += c
        elif c == "q":
            self.ended = True
        elif c == "s":
            model.order = ORDERS[(ORDERS.index(model.order) + 1) % len(ORDERS)]
        elif c == "/":
            self.typing = True
