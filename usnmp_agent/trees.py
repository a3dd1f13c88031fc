# How the engine answers from a MIB with subtrees and tables. Imports usnmp_mib and reply; the
# engine imports it when its MIB has some.

from usnmp_mib import OCTSTR, Value, key_oid

from .reply import const

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_mib import Mib
    from .engine import PduEngine

_NOSUCHNAME = const(2)
_COUNTER64 = const(70)
_IN_PKTS = const(1)  # of the engine's counters
_FRUITLESS = const(128)


def within(mib: "Mib", oid: bytes) -> "Any":
    """The Subtree or Table that `oid` is in, or None."""
    trees = mib.trees
    if len(trees) > 16:  # it pays to seek
        trees = (key_oid(mib.keys[mib.after(oid) - 1]),)
    for at in trees:
        if oid.startswith(at):
            return mib.trees.get(at)


def find(engine: "PduEngine", oid: bytes, sets: "object" = None) -> "Any":
    """The node of `oid` in the tree it is in, or None. What the engine's view hides, from reads or
    from `sets`, is not asked.
    """
    view = engine._rights
    seen = not view or (view.sets(oid) if sets else view.sees(oid))
    tree = within(engine.mib, oid) if seen else None
    if sets and hasattr(tree, "stage_set"):  # it does without
        return None
    try:
        return tree and tree.get(oid)
    except Exception as e:
        return OCTSTR, Value(e)  # genErr, and a log line


def step(engine: "PduEngine", w: int, oid: bytes) -> int:
    """As PduEngine._next()."""
    mib = engine.mib
    at = within(mib, oid)
    if at:
        i = _walk(engine, w, oid, at)
        if i != _NOSUCHNAME:
            return i
        oid = at.octets
    i = mib.after(oid)
    while i < len(mib.keys):
        oid = key_oid(mib.keys[i])
        engine._oid = oid
        at = mib.nodes.get(oid)
        if at:
            oid = engine._put(w, oid, at)
        else:
            at = mib.trees[oid]
            oid = _walk(engine, w, oid, at)
        if oid != _NOSUCHNAME:
            return oid
        view = engine._rights
        i = view.after(mib, i, key_oid(mib.keys[i])) if view else i + 1
    return _NOSUCHNAME


def _walk(engine, w, oid, tree):
    # As step(), within `tree`. What a view hides, and a column of Counter64 for SNMPv1, is passed
    # in one step; cells without a value, of a provider without end perhaps, so many per datagram.
    mib = engine.mib
    if mib.asked != engine.counters[_IN_PKTS]:
        mib.asked = engine.counters[_IN_PKTS]
        mib.steps = _FRUITLESS
    while mib.steps:
        try:
            if engine._rights:
                oid = engine._rights.within(tree.octets, oid)
            oid = oid and tree.next(oid)
        except Exception as e:
            return _failed(engine, w, tree.octets, e)
        if oid is None:
            return _NOSUCHNAME
        engine._oid = oid
        e = engine._put(w, oid, tree.node)
        if e != _NOSUCHNAME:
            return e
        if tree.node[0] == _COUNTER64 and not engine._v2:
            oid = tree.end(oid)
        mib.steps -= 1
    return _NOSUCHNAME


def _failed(engine, w, oid, e):
    # As find(), if the view sees any of it.
    for at, seen in engine._rights and engine._rights.reads or ():
        if seen and at.startswith(oid):
            oid = at
    engine._oid = oid
    return engine._put(w, oid, (OCTSTR, Value(e)))
