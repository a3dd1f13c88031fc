# GETNEXT and GETBULK that are asked over and over: which scalars follow one another stands in a
# reply that is kept as that of a GET, for as long as the MIB's keys there are the same. Imports
# usnmp_codec, usnmp_mib, usnmp_agent.request_cache, its engine, trees and v2c; polled imports it.
#
# A walk asks for each object once, and would fill what room there is: so a request is kept when it
# comes a second time. Only runs of scalars are: a row of a table may be gone at any time.

from usnmp_agent import v2c
from usnmp_agent.engine import tlv_end
from usnmp_agent.request_cache import _into, _oids, _Shape
from usnmp_agent.trees import within
from usnmp_codec import frombytes_tvat
from usnmp_mib import key_oid

_GETNEXT = 0xA1
_GETBULK = 0xA5
_NO_ERROR = b"\x02\x01\x00\x02\x01\x00"
_IN_GET_NEXTS = 16
_OUT_PKTS = 2


def shape_of(agent, d, p, longest):
    """A usnmp_agent.request_cache._Shape of `d`, a GetNext- or GetBulkRequest that `agent` has
    answered with what begins at `p` of its buffer, without parts; with `nodes`, (OID, node) of
    each binding, and `runs`: where a part of the MIB's keys begins and ends, and that part. None:
    it is not to be kept.
    """
    i = _into(d, 0)
    if tlv_end(d, 0, len(d)) != len(d) or d[i + 1] != 1 or d[i + 2] > 1 or d[i + 4] > 127:
        return None
    pdu = i + 5 + d[i + 4]
    rid = _into(d, pdu)
    end = rid + 2 + d[rid + 1]
    others = tlv_end(d, end, len(d))
    oids = _oids(d, _into(d, tlv_end(d, others, len(d))))
    reply = agent._buf[p : agent._w]
    at = _into(reply, _into(reply, 0) + pdu - i)  # its request-id
    n = at + 2 + reply[at + 1]
    if not oids or not 0 < d[rid + 1] < 5 or reply[n : n + 6] != _NO_ERROR:
        return None
    rows = 1  # of the OIDs from number `first` on
    first = 0
    if d[pdu] == _GETBULK:
        first = max(0, frombytes_tvat(d, end)[1])
        rows = max(0, frombytes_tvat(d, others)[1])
    seen = not agent._rights or agent._rights.reads is None
    if not seen or agent.max_times or len(reply) > longest:
        return None
    shape = _Shape()
    shape.nodes, shape.runs = _runs(agent.mib, oids, first, rows)
    if not shape.nodes or not _has(reply, _into(reply, n + 6), shape.nodes):
        return None
    shape.before = d[: rid + 2]
    shape.behind = d[end:]
    shape.head = d[i:pdu]
    shape.pdu = pdu
    shape.at = rid + 2
    shape.end = end
    shape.n = len(oids)
    shape.count = _IN_GET_NEXTS if d[pdu] == _GETNEXT else 0
    shape.rid = at + 2
    shape.need = agent.max_size - agent._limit + agent._w
    shape.reply = reply
    return shape


def _runs(mib, oids, first, rows):
    # (OID, node) of what follows each OID, row by row from number `first` on; and the runs. None
    # if it is more than scalars.
    keys = mib.keys
    runs = []
    chains = []
    for j, oid in enumerate(oids):
        n = rows if j >= first else 1
        i = mib.after(oid)
        if mib.trees and within(mib, oid) or i + n > len(keys):
            return None, None
        chains.append([key_oid(key) for key in keys[i : i + n]])
        start = max(0, i - 1)  # that nothing came between
        runs.append((start, i + n, keys[start : i + n]))
    found = [chain[0] for chain in chains[:first]]
    for k in range(rows) if chains[first:] else ():
        found += [chain[k] for chain in chains[first:]]
    return [(oid, mib.nodes.get(oid)) for oid in found], runs


def _has(reply, w, nodes):
    # Does the reply have the bindings of these OIDs from w on, and no others?
    for oid, node in nodes:
        p = w < len(reply) and _into(reply, w)
        if not p or node is None or reply[p + 2 : p + 2 + len(oid)] != oid or reply[p] != 6:
            return False
        w = tlv_end(reply, w, len(reply))
    return w == len(reply)


def otherwise(agent, d, shape, read):
    """Answer `d` of `shape` as PduEngine does, for the view in agent._rights, without asking again
    for what `read` has: (OID, value), in the order in which it was asked for.
    """
    head = shape.head
    agent._v2 = head[2] and v2c
    agent._transaction = None
    agent._room = len(head) + 4
    put = agent._put

    def known(w, oid, node):
        if not read or read[0][0] != oid:
            return put(w, oid, node)
        v = read.pop(0)[1]
        return put(w, oid, (node[0], lambda: v))

    if read:
        agent._put = known
    try:
        w = agent._pdu(d, shape.pdu, 0)
    finally:
        if "_put" in agent.__dict__:
            del agent._put
    if w:
        agent.counters[_OUT_PKTS] += 1
        i = w - len(head)
        agent._buf[i:w] = head
        w = agent._header(i, 48)
    return w
