# One walk below an OID; pure. Imports response; session imports it for a walk.

from .response import NotIncreasing, bindings, const, ends, fewer, subids

if 0 & 1:  # for type checkers alone
    from typing import Iterator

    from usnmp import SnmpPacket
    from usnmp_base.varbind import VarBind
    from .session import Session

_GETNEXT = const(0xA1)
_GETBULK = const(0xA5)
_NOSUCHNAME = const(2)


class Walk:
    """One walk below the OID `root`; pure. Until `done`: ask packet(), give the response to
    take(), or tell lost() that there is none.
    """

    def __init__(
        self,
        session: "Session",
        root: str,
        max_repetitions: int,
        max_rows: "int | None" = None,
        to_end: bool = False,
        ignore_not_increasing: bool = False,
    ) -> None:
        self._session = session
        root = root.lstrip(".")
        self._prefix = "" if to_end else root and root + "."
        self._last = root if "." in root else (root or "0") + ".0"  # two arcs at least
        self._at = subids(self._last[len(self._prefix) :])  # what follows the prefix
        self._heard = False  # has it answered anything?
        self._repetitions = max_repetitions
        self._left = max_rows  # objects; None: all
        self._lenient = ignore_not_increasing
        self.done = max_rows == 0

    def packet(self) -> "SnmpPacket":
        """The next request."""
        n = self._repetitions
        if self._left and n > self._left:
            n = self._left
        if self._session.ver and n:
            return self._session.request(_GETBULK, (self._last,), 0, n)
        return self._session.request(_GETNEXT, (self._last,))

    def lost(self, packet: "SnmpPacket") -> bool:
        """Is it to be tried with another packet()? There was no response to `packet`."""
        n = fewer(packet)
        if n is None:
            return False
        # Of one that has not answered yet, only one thing more is asked: it may be off.
        self._repetitions = n if self._heard else 0
        return True

    def take(self, packet: "SnmpPacket", response: "SnmpPacket") -> "Iterator[VarBind]":
        """Yield the bindings of the walk in `response`. Raises SnmpError."""
        self._heard = True
        if response.err_status == _NOSUCHNAME:  # the end, RFC 1157 4.1.3; some say so in v2c
            self.done = True
            return
        n = fewer(packet, response)
        if n is not None:
            self._repetitions = n
            return
        n = len(self._prefix)
        last = self._last
        for vb in bindings(packet, response):
            oid = vb[0]
            if ends(vb) or not (oid + ".").startswith(self._prefix):
                self.done = True
                return
            at = subids(oid[n:])
            # To stand still would be for ever.
            if at <= self._at and (not self._lenient or at == self._at):
                raise NotIncreasing("%s after %s" % (oid, self._last), oid=oid)
            self._at = at
            self._last = oid
            if self._left:
                self._left -= 1
                self.done = not self._left
            yield vb
            if self.done:
                return
        if last == self._last:  # not one binding
            self.done = True
