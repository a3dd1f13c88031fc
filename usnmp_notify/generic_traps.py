# What a notifier tells of itself: starts, strangers, links; and limits. Imports target;
# usnmp_notify imports it when it is wanted.

from .target import oid_of

if 0 & 1:  # for type checkers alone
    from usnmp_agent import Agent
    from usnmp_notify import Notifier


def limit(notify: "Notifier", kind: "int | str", every_ms: int) -> None:
    """Notifier.limit: send at most one notification of `kind`, 0 to 5 or a dotted OID, in
    `every_ms` milliseconds. Raises ValueError for another kind.
    """
    oid = oid_of(kind)
    notify.limits = [e for e in notify.limits if e[2] != oid] + [[0, every_ms, oid]]


def link(
    notify: "Notifier", up: bool, index: int, admin: int = 1, descr: "str | None" = None
) -> bool:
    """Notifier.link: linkUp or linkDown of the interface `index`, an int, with its
    ifAdminStatus, 1 (up) or 2 (down), ifOperStatus, and ifDescr, `descr`, if it is given (RFC
    2863). False if a limit suppressed it.
    """
    entry = "1.3.6.1.2.1.2.2.1.%d." + str(index)
    varbinds = [(entry % 1, 2, index), (entry % 7, 2, admin), (entry % 8, 2, 1 if up else 2)]
    if descr is not None:
        varbinds.append((entry % 2, 4, descr))
    return notify.send(3 if up else 2, varbinds)


def attach(notify: "Notifier", agent: "Agent", warm: bool = False) -> None:
    """Notifier.attach: coldStart, or warmStart, when `agent` opens its socket, and
    authenticationFailure when it meets a stranger and has authen_traps: once in 10 s unless
    limit() has said otherwise. Hooks that it has already are called first.
    """
    started, stranger = agent.on_start, agent.on_stranger
    kinds = [1 if warm else 0]

    def on_start():
        if started:
            notify._call(started)
        if kinds:  # the socket may be opened more than once
            notify._call(notify.send, kinds.pop())

    def on_stranger(source):
        if stranger:
            notify._call(stranger, source)
        notify._call(notify.send, 4)

    agent.on_start = on_start
    agent.on_stranger = on_stranger
    if oid_of(4) not in [entry[2] for entry in notify.limits]:
        limit(notify, 4, 10000)
