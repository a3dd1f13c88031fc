# Walks through what a view sees: where to go on behind what it hides. Imports usnmp_mib; view
# imports it when a view that hides something is walked.

from usnmp_mib import key_oid, oid_octets, oid_str, sort_key

_LAST = b"\x8f\xff\xff\xff\x7f"  # the greatest sub-identifier, 2**32 - 1


def _last_below(oid):
    # The octets of the last OID below a dotted one; of itself where none can be below.
    try:
        return oid_octets(oid + ".4294967295")
    except ValueError:  # RFC 2578 3.5: 128 sub-identifiers
        return oid_octets(oid)


def _before(octets):
    # The last OID before the subtree `octets`.
    head, last = oid_str(octets).rsplit(".", 1)
    return oid_octets(head) if last == "0" else _last_below("%s.%d" % (head, int(last) - 1))


def beyond(view, oid):
    """Where to go on from `oid`, which may not be read: nothing that may be read stands
    between it and what is returned, itself not to be read; None if there is nothing.
    """
    key = sort_key(oid)
    at = least = out = None
    for octets, included in view.reads:
        edge = view._edges.get(octets) or _edge(view, octets, included)
        if included:
            if edge[0] > key and (least is None or edge[0] < least):
                least, at, _ = edge
        elif out is None and oid.startswith(octets):  # it is left out with all of this
            out = edge
    if out and (least is None or out[2] < least):
        at = out[1]
    return at


def _edge(view, octets, included):
    # Where to go on for a subtree: before it if it is seen, else behind it. (The sort key of
    # the subtree, that OID, its sort key), made when it is first wanted.
    at = _before(octets) if included else _last_below(oid_str(octets))
    view._edges[octets] = edge = sort_key(octets), at, sort_key(at)
    return edge


def within(view, octets, oid):
    """Where to go on from `oid` within the subtree `octets`; None if nothing behind `oid` in
    it may be read.
    """
    at = None
    while oid != at and not view.sees(oid):
        at = oid
        oid = beyond(view, at)
        if oid is None or not oid.startswith(octets) or oid == octets + _LAST:
            return None
    return oid


def after(view, mib, i, oid):
    """The index in mib.keys (usnmp_mib.Mib) to go on at when `oid`, at `i`, was passed by:
    what may not be read is passed in one step.
    """
    if view.sees(oid):
        return i + 1
    oid = beyond(view, oid)
    if oid is None:
        return len(mib.keys)
    n = mib.after(oid)
    if n - 1 > i and key_oid(mib.keys[n - 1]) in mib.trees:  # some of that may be read
        n -= 1
    return n
