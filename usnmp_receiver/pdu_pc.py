# A notification as nearly all are, read in one pass: for CPython, never for a board. Bindings that
# were seen before are not read again. What is not of the usual kind is left to notification,
# which stays the definition. Imports usnmp_codec, usnmp_base.packet_pc, varbind and trap, and
# notification; receive_pc and v3_pc import it.

from usnmp_base.packet_pc import _BITS, _keep, _oid, _oids, _Unusual
from usnmp_base.trap import SNMP_TRAP_ADDRESS, SNMP_TRAP_ENTERPRISE, SNMP_TRAP_OID, SYS_UPTIME
from usnmp_base.varbind import VarBind
from usnmp_codec import frombytes_tvat, tobytes_tv

from .notification import Notification

_INFORM, _TRAP2 = 0xA6, 0xA7
_NO_ERROR = b"\2\1\0\2\1\0\x30"  # error-status, error-index, and the tag of the list
_UPTIME = tobytes_tv(6, SYS_UPTIME) + b"\x43"
_NEITHER = SNMP_TRAP_ENTERPRISE, SNMP_TRAP_ADDRESS  # is kept: they say more than themselves
LIMIT = 4096  # of the bindings that are kept
_seen = {}  # TLV of a binding, its length in one octet: VarBind
_traps = {}  # the same of snmpTrapOID.0
_int = int.from_bytes
_tuple = tuple.__new__
_object = object.__new__


def length(d, p):
    """(where the content of the TLV at `p` begins, its octets), of a length in as few octets as
    can be; raises what it likes.
    """
    n = d[p + 1]
    if n < 128:
        return p + 2, n
    if n == 129 and d[p + 2] > 127:
        return p + 3, d[p + 2]
    if n == 130 and d[p + 2]:
        return p + 4, d[p + 2] << 8 | d[p + 3]
    raise _Unusual


def _binding(d, p, end):
    # (VarBind, where it ends) of the TLV at `p` that is as it is to be
    k, n = length(d, p)
    last = k + n
    at = k + 2 + d[k + 1]
    if d[p] != 48 or d[k] != 6 or last > end or at >= last:
        raise _Unusual
    tlv = d[k:at]
    oid = _oids.get(tlv) or _keep(_oids, tlv, _oid(tlv))
    t = d[at]
    k, n = length(d, at)
    if k + n != last or t == 48 or t >= 160:
        raise _Unusual
    t, v = frombytes_tvat(d, at)
    if (t == 6 or t == 2 or t in _BITS) and tobytes_tv(t, v) != d[at:last]:
        raise _Unusual
    return _tuple(VarBind, (oid, t, v)), last


def _other(n, vb):
    # As Notification._add has them
    oid, t, v = vb
    if oid == SNMP_TRAP_ENTERPRISE and t == 6:
        n.enterprise = v
    elif oid == SNMP_TRAP_ADDRESS and t == 0x40:
        n.agent_addr = v


def _trap(d, p, end):
    # snmpTrapOID.0, second as RFC 3416 4.2.6 has it
    vb, last = _binding(d, p, end)
    if vb[0] != SNMP_TRAP_OID or vb[1] != 6 or d[p + 1] > 127:
        raise _Unusual
    return _keep(_traps, d[p:last], vb)


def read(d, p, source, version, community):
    """The Notification in the PDU at `p` of `d`, bytes, that ends as `d` does; raises what it
    likes if it is not quite as usual.
    """
    end = len(d)
    kind = d[p]
    q, n = length(d, p)
    c = d[q + 2]
    p = q + 2 + d[q + 1]
    if (
        q + n != end
        or kind != _TRAP2
        and kind != _INFORM
        or d[q] != 2
        or not q + 2 < p < q + 7
        or c > 127
        or not c
        and p > q + 3
        and d[q + 3] < 128
        or not d.startswith(_NO_ERROR, p)
    ):
        raise _Unusual
    found = _object(Notification)
    found.request_id = _int(d[q + 2 : p], "big")
    p, n = length(d, p + 6)
    if p + n != end or d[p] != 48 or not d.startswith(_UPTIME, p + 2):
        raise _Unusual
    n = d[p + 13]
    q = p + 14 + n
    c = d[p + 14]
    if (
        d[p + 1] != n + 12
        or not 0 < n < 6
        or c > 127
        or (not c and n > 1 and d[p + 15] < 128 if n < 5 else c or d[p + 15] < 128)
    ):
        raise _Unusual
    found.uptime = c = _int(d[p + 14 : q], "big")
    p = q + 2 + d[q + 1]
    vb = _traps.get(d[q:p]) or _trap(d, q, end)
    raw = [_tuple(VarBind, (SYS_UPTIME, 0x43, c)), vb]
    found.trap_oid = vb[2]
    found.source = source
    found.version = version
    found.community = community
    found.pdu_type = kind
    found.agent_addr = source and source[0]
    add = raw.append
    seen = _seen
    while p < end:
        q = p + 2 + d[p + 1]
        vb = seen.get(d[p:q])
        if vb is None:
            vb, q = _binding(d, p, end)
            if vb[0] in _NEITHER:
                _other(found, vb)
            elif q - p < 130:
                if len(seen) >= LIMIT:
                    seen.clear()
                seen[d[p:q]] = vb
        add(vb)
        p = q
    if p != end:
        raise _Unusual
    found.raw_varbinds = raw
    found.varbinds = raw[2:]
    return found
