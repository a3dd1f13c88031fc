# Which agent a request is for: by community or user, context, and where it comes from (RFC 3413
# 7.1). Imports pdu, subtree and usnmp_agent.view for addresses; the face of this folder and
# notices import it.

from usnmp_agent.view import View

from .pdu import fields
from .subtree import inside


class Who:
    """The conditions of a route or of a notification's, from its section of the configuration."""

    def __init__(self, section):
        self.name = (section["user"] or section["community"]).encode()
        self.user = bool(section["user"])
        self.context = section["context"].encode()
        engine_id = section["context_engine_id"]
        self.context_engine_id = bytes.fromhex(engine_id) if engine_id else None
        self.sources = View(sources=section["from"]) if section["from"] else None
        self.to = section["to"]

    def admits(self, q: "object", own: "bytes | None") -> bool:
        """Is `q`, of that community or user, from where it may be, and about the context? own: our
        engine ID. What is not said of the engine is ours.
        """
        if self.sources and not self.sources.admits(q.source):
            return False
        if not self.user:
            return True
        return (self.context_engine_id or own) == q.context_engine_id and (
            self.to == "*" or self.context == q.context
        )


class Route(Who):
    """One route. target: a Target; None: the one of the context's name, or of what stands behind
    the @ of a community; without a name this proxy itself. write: may it be a SET? subtree,
    remote: dotted or "".
    """

    def __init__(self, section, target):
        Who.__init__(self, section)
        self.target = target
        self.write = section["write"]
        self.subtree = section["subtree"]
        self.remote = section["remote"] or section["subtree"]


class Routes:
    """All `routes`, the first that fits being the one; targets: {name: Target}, "" being this
    proxy itself; own: our engine ID or None.
    """

    def __init__(self, routes, targets, own=None):
        self._by = {}  # (is it a user?, name) -> [Route, ...]
        for route in routes:
            self._by.setdefault((route.user, route.name), []).append(route)
        self._targets = {name.encode(): target for name, target in targets.items()}
        self._own = own

    def find(self, q: "object") -> "tuple[Route | None, object]":
        """(Route, Target) for the Asker `q`; (None, None); (Route, None) if its target is none."""
        if q.version == 3:
            return self._of(self._by.get((True, q.name), ()), q, q.context)
        found = self._by.get((False, q.name))
        if found:
            return self._of(found, q, b"")
        name, at, context = q.name.partition(b"@")
        found = self._by.get((False, name), ()) if at else ()
        return self._of([route for route in found if route.to == "*"], q, context)

    def _of(self, routes, q, context):
        # Of several with a subtree, the one that has all that is asked for; or else the first.
        first = None, None
        for route in routes:
            if not route.admits(q, self._own):
                continue
            target = route.target or self._targets.get(context)
            if target is None:
                continue
            if not route.subtree or inside(fields(q.rest)[2], route.subtree):
                return route, target
            if not first[0]:
                first = route, target
        return first
