# From what was typed to the restart: checked, kept, the network joined. Imports heap; build,
# rules, faults, keys, join and finish where they are wanted, and lets go of them;
# usnmp_portal.provision imports it when something is to be saved, and lets go of it.

import json

from .heap import forget

if 0 & 1:  # for type checkers alone
    from .provision import Provision

_FORM, _SAVING, _JOINING, _JOINED = 0, 2, 3, 4  # as provision, which imports this, has them


def check(p: "Provision") -> None:
    """Make p.new of what was typed, and check it: what is wrong is in p.faults then."""
    # By functions of their own, so that what is wanted once is gone when the next comes.
    try:
        p.new = _build(p)
        forget("usnmp_portal.build usnmp_portal.values")
        faults = _rules(p.new, p.chip)
        forget("usnmp_portal.rules")
        if not faults:
            faults = _find(p.new, p.check)
    except MemoryError:
        faults = {"": "too little heap to check this: fewer sensors may do"}
    p.faults = faults
    for name in faults:  # one that is wrong is to be typed anew
        p.secrets.pop(name, None)
    if faults:
        p.new = None
    else:
        p.state = _SAVING
        p.doing = "Saving ..."
        p.began = p.now()


def keep(p: "Provision") -> None:
    """Write p.new beside the old one, so that it is known to fit; then it is tried out."""
    try:
        if p.new.get("users"):
            _localise(p.new)
        with open(p.path + ".new", "w") as f:
            json.dump(p.new, f)
    except (OSError, MemoryError, ValueError, ImportError) as e:
        p.faults = {"": "It cannot be saved: %r" % e}
        return
    p.faults = {}
    if p.station is None or p.fields.get("anyway"):
        _done(p, "Saved.")
        return
    p.doing = "Joining %s ..." % p.new["wifi"]["ssid"]
    p.state = _JOINING
    p.trial = _join(p.station, p.new["wifi"], p.now)


def joined(p: "Provision", fault: "tuple[str, str] | bool") -> None:
    """The trial is over: it has joined, or not, (field, what is wrong with it)."""
    if fault:
        p.state = _FORM
        p.faults = {fault[0]: fault[1]}
        p.secrets.pop(fault[0], None)
        p.may_skip = True
        return
    p.address = p.station.ifconfig()[0]
    _done(p, "Joined %s." % p.new["wifi"]["ssid"])


def _done(p, doing):
    p.doing = doing
    p.line = _finish(p.path, p.new, p.address)
    p.state = _JOINED
    p.began = p.now()


def _build(p):
    from usnmp_portal.build import build

    given = dict(p.fields)
    given.update(p.secrets)
    return build(p.old, given, p.rows("t"), p.rows("s"))


def _rules(config, chip):
    from usnmp_portal.rules import find

    return find(config, chip)


def _find(config, check):
    from usnmp_portal.faults import find

    return find(config, check)


def _localise(config):
    from usnmp_portal.keys import localise

    localise(config)


def _join(station, wifi, now):
    from usnmp_portal.join import Join

    return Join(station, wifi, now)


def _finish(path, config, address):
    from usnmp_portal.finish import line, replace

    replace(path + ".new", path)
    return line(config, address) if address else ""
