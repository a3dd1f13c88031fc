# Who may ask an agent in SNMPv3: users, and what they may do (RFC 3415). Imports usnmp_codec,
# usnmp_v3, its engine and message, and v3; Agent.allow() imports it for a User.

from usnmp_codec import tobytes_tv
from usnmp_v3 import level_flags
from usnmp_v3.engine import Engine
from usnmp_v3.message import HEADERS

from .v3 import V3

if 0 & 1:  # for type checkers alone
    from usnmp_v3 import User
    from . import Agent
    from .view import View


def of(agent: "Agent") -> "V3":
    """The V3 of `agent`; a new one, with a new engine if it has none. Raises ValueError."""
    v3 = agent.v3
    if not v3:
        if agent.max_size < 484:
            raise ValueError("SNMPv3: max_size of 484 octets or more (RFC 3412 6)")
        engine = getattr(agent, "engine", None) or Engine(uptime=agent.uptime)
        agent.engine = engine
        agent.uptime = agent.uptime or engine.uptime
        agent.v3 = v3 = V3(agent, engine)
        v3.room = [0, 0]  # octets of the longest user and MAC, and context
    return v3


def allow(
    agent: "Agent",
    user: "User",
    view: "View | None" = None,
    write: bool = False,
    level: "str | None" = None,
    context: "str | bytes" = "",
) -> None:
    """As Agent.allow(). Once more for the same level and context: instead of that. For another
    User of the same name: instead of all that he might.
    """
    level = user.level if level is None else level_flags(level)
    if level & ~user.level:
        raise ValueError("%r has no keys for that level" % user)
    context = context.encode() if isinstance(context, str) else bytes(context)
    if len(context) > 32:
        raise ValueError("context: 32 octets at most")
    v3 = of(agent)
    name = tobytes_tv(4, user.name)
    keys = v3.users.get(name)
    if not keys or keys.user is not user:
        keys = user.localized(v3.engine.id)
        keys.access = []
    sets = None
    if view.write if view else write:
        from usnmp_agent.transaction import Transaction as sets
    access = [entry for entry in keys.access if entry[:2] != (level, context)]
    access.append((level, context, view, sets))
    # The highest level first: of those that a message reaches, it counts (RFC 3415 4)
    access.sort(key=lambda entry: -entry[0])
    reserve(v3, len(keys.tails[-1]), len(context))
    keys.access = access
    v3.users[name] = keys


def reserve(v3: "V3", tail: int, context: int) -> None:
    """Make room for what comes before a PDU: user and MAC of `tail` octets, a context."""
    room = v3.room
    room[:] = max(room[0], tail), max(room[1], context)
    v3.message.buf = v3.message.view = None  # of the agent, which may want another
    # 7: the header of the context engine ID, and boots may grow
    v3.agent.reserve(HEADERS + 2 * len(v3.engine.head) + sum(room) + 7)
