# What a sub-agent registers with its master, and gives back (RFC 2741 7.1.4, 7.1.5). Imports asks,
# pdu, regions and values; the sub-agent imports it.

from . import pdu as ax
from .asks import ANSWER_S
from .regions import regions
from .values import ids_of_text, oid_text

_WINDOW = 32  # registrations under way at once: more, and both sides may wait to write


class Registers:
    """The part of a SubAgent that has these; all attributes are the SubAgent's."""

    def _look(self):
        # Register what the Mibs have that was not there the last time.
        for context, mib in self.mibs.items():
            seen = len(mib.keys)
            if self._seen.get(context) == seen:
                continue
            self._seen[context] = seen
            found, self.left = regions(mib, self._subtrees)
            for place in [(context, ids) for ids in found]:
                known = place in self.registered or place in self.refused
                if not known and not any(_below(place, other) for other in self.withdrawn):
                    self._todo.append(place)

    def _register(self):
        while self._todo and self._link and self._link.waiting < _WINDOW:
            place = self._todo.pop(0)
            pdu = self._region(ax.REGISTER, place)

            def done(response, place=place):
                if response is None:
                    return
                if response.result[1]:
                    why = self._why(response, "refused")
                    self.refused[place] = why
                    self._report("%s is not registered: %s" % (_text(place), why))
                else:
                    self.registered.add(place)

            self._link.ask(pdu, done, ANSWER_S)

    def _region(self, kind, place):
        context, ids = place
        region = self.timeout_s, self.priority, 0, ids, 0
        return ax.Pdu(kind, self.session, context=context, region=region)

    def unregister(self, oid, context=None):
        """Give back all that is registered at `oid` and below it: the master asks another
        sub-agent that has registered it, or nobody. So it stays, after a restart of the master
        too, until register(). Raises ValueError if nothing of ours is registered there, OSError if
        the master does not answer.
        """
        at = context, ids_of_text(oid)
        places = [place for place in self.registered if _below(place, at)]
        if self.session is not None and not places:
            raise ValueError("nothing at or below %s is registered" % oid)
        self.withdrawn.add(at)
        self._todo = [place for place in self._todo if not _below(place, at)]
        for place in sorted(places, key=_text):
            self._asked(self._region(ax.UNREGISTER, place))
            self.registered.discard(place)

    def register(self, oid, context=None):
        """Have the next poll() register again what unregister() of the same `oid` gave back.
        Raises ValueError if it did not.
        """
        at = context, ids_of_text(oid)
        if at not in self.withdrawn:
            raise ValueError("%s was not given back" % oid)
        self.withdrawn.remove(at)
        self._seen.pop(context, None)


def _below(place, other):
    # Of a (context, OID) each: is it the other, or below it?
    return place[0] == other[0] and place[1][: len(other[1])] == other[1]


def _text(place):
    context, ids = place
    text = oid_text(ids)
    return text if context is None else "%s in the context %r" % (text, context)
