# Authentic notifications of SNMPv3 as nearly all are, read in place: for CPython, never for a
# board. What the messages of one user at one engine have in common is looked up at once, as
# octets; nothing is noted until all is known to be right, so what is not of the usual kind goes
# the way of v3 and usm from the start, which stay the definition. Imports usnmp_codec,
# usnmp_base.packet_pc, usnmp_v3 and its engine, and pdu_pc; receive_pc imports it.

from hmac import compare_digest

from usnmp_base.packet_pc import _Unusual
from usnmp_codec import frombytes_tvat
from usnmp_v3 import LEVELS
from usnmp_v3.engine import MOST

from .pdu_pc import length, read

_AUTH, _PRIV = 1, 2
_INFORM = 0xA6
_VERSION = b"\2\1\3\x30"
_NO_SALT, _SALT = b"\4\0", b"\4\x08"
LIMIT = 4096  # of what is kept of each kind
_OPENINGS = [bytes((4, n - 2, 48, n - 4)) if n > 3 else b"" for n in range(130)]
_headers = {}  # TLVs of msgMaxSize, msgFlags and msgSecurityModel: the flags
_senders = {}  # TLVs of engine ID and boots, of the user, tag and length of the MAC: what they say
_scopes = {}  # TLVs of contextEngineID and contextName: what they say
_int = int.from_bytes


def _kept(cache, key, value):
    if len(cache) >= LIMIT:
        cache.clear()
    cache[key] = value
    return value


def _number(d, p):
    # That of the TLV at `p`, of an INTEGER without a sign
    if d[p] != 2 or not 0 < d[p + 1] < 5 or d[p + 2] > 127:
        raise _Unusual
    return _int(d[p + 2 : p + 2 + d[p + 1]], "big")


def _header(tlvs):
    # The flags of a message whose security model is USM
    end = 2 + tlvs[1]
    if _number(tlvs, 0) < 484 or tlvs[end : end + 2] != b"\4\1" or tlvs[end + 3 :] != b"\2\1\3":
        raise _Unusual
    flags = tlvs[end + 2]
    if not flags & _AUTH:
        raise _Unusual
    return _kept(_headers, tlvs, flags)


def _sender(key, boots, end):
    # Engine ID, boots, the octets and the text of a name, of `key`, the boots of which stand at
    # `boots` and end at `end`
    at = end + 2 + key[end + 1]
    if key[0] != 4 or key[end] != 4 or key[at] != 4 or key[1] + 2 != boots or at + 2 != len(key):
        raise _Unusual
    id = key[2:boots]
    if not 5 <= len(id) <= 32 or key[end + 1] > 32:
        raise _Unusual
    found = id, _number(key, boots), key[end + 2 : at], frombytes_tvat(key, end)[1], key[at + 1]
    return _kept(_senders, key, found)


def _scope(tlvs):
    n = 2 + tlvs[1]
    if n > 129 or tlvs[0] != 4 or tlvs[n] != 4 or tlvs[n + 1] > 127:
        raise _Unusual
    if n + 2 + tlvs[n + 1] != len(tlvs):
        raise _Unusual
    return _kept(_scopes, tlvs, (tlvs[2:n], frombytes_tvat(tlvs, n)[1]))


def _decrypted(cipher, iv, data):
    if not data or len(data) % cipher.block:
        raise _Unusual
    data = bytearray(data)
    cipher.decrypt(bytearray(iv), memoryview(data))
    return bytes(data)


def _own(v3, boots, time):
    # As Usm._own
    engine = v3.engine
    now = engine.time()
    return abs(now - time) <= v3.time_window and boots == engine.boots < MOST


class _Asked:
    # What V3._answer() wants to know of an inform.

    def __init__(self, msg_id, keys, flags, source):
        self.msg_id = msg_id
        self.keys = keys
        self.flags = flags
        self.source = source


def take(v3, d, p, source):
    """What Receiver._inform() is to be given for `d`, a message of SNMPv3 whose version is at `p`;
    raises what it likes, or gives None, if it is not quite as usual.
    """
    if v3.on_engine or v3.on_plain or not d.startswith(_VERSION, p):
        return None
    # msgGlobalData: msgID, msgMaxSize, msgFlags, msgSecurityModel
    at = p + 5
    q = at + d[p + 4]
    p = at + 2 + d[at + 1]
    if d[at] != 2 or not at + 2 < p < at + 7 or d[at + 2] > 127:
        return None
    header = d[p:q]
    flags = _headers.get(header) or _header(header)
    # msgSecurityParameters: engine ID, boots, time, user, MAC, salt
    start = q + 4
    boots = start + 2 + d[start + 1]
    time = boots + 2 + d[boots + 1]
    user = time + 2 + d[time + 1]
    mac = user + 2 + d[user + 1]
    salt = mac + 2 + d[mac + 1]
    data = salt + 2 + d[salt + 1]
    if not d.startswith(_OPENINGS[data - q], q) or d[time] != 2:
        return None
    key = d[start:time] + d[user : mac + 2]
    found = _senders.get(key)
    if not found:
        found = _sender(key, boots - start, time - start)
    id, number, name, text, size = found
    # As Usm._secured
    keys = v3._keys.get((id, name))
    found = v3._users.get((id, name)) or v3._users.get((None, name))
    if not keys:
        return None
    who, least = found or (keys.user, keys.least)
    level = flags & 3
    if (
        keys.user is not who
        or who.engine_id is not None
        and who.engine_id != id
        or level & ~who.level
        or least & ~level
        or size != keys.mac.size
    ):
        return None
    remote = None
    if id != v3.engine.id:
        remote = v3.engines.get(id)
        if not remote:
            return None
    digest = keys.mac.digest(d[: mac + 2] + keys.mac.zeros + d[salt:])
    if not compare_digest(digest[:size], d[mac + 2 : salt]):
        return None
    seconds = d[time + 2 : user]
    if not 0 < len(seconds) < 5 or seconds[0] > 127:
        return None
    time = _int(seconds, "big")
    if level & _PRIV:
        begin, n = length(d, data)
        if d[data] != 4 or begin + n != len(d) or not d.startswith(_SALT, salt):
            return None
        iv = (number << 32 | time).to_bytes(8, "big") + d[salt + 2 : data]
        cipher = keys.cipher
        if cipher.block == 1 and hasattr(cipher, "decrypted"):
            plain = cipher.decrypted(iv, d[begin:])
        else:
            plain = _decrypted(cipher, iv, d[begin:])
    elif d.startswith(_NO_SALT, salt):
        plain = d[data:]
    else:
        return None
    # scopedPDU
    p, n = length(plain, 0)
    if plain[0] != 48 or p + n != len(plain):
        if plain[0] != 48 or p + n > len(plain) or not level & _PRIV:
            return None
        plain = plain[: p + n]  # behind it is padding
    q = p + 2 + plain[p + 1]
    q += 2 + plain[q + 1]
    scope = plain[p:q]
    context = _scopes.get(scope) or _scope(scope)
    n = read(plain, q, source, "3", None)
    if n.pdu_type == _INFORM and remote:
        return None
    # Last, for it is what sets a clock; a second time it says the same
    if remote:
        if not remote.timely(number, time, v3.time_window):
            return None
    elif not _own(v3, number, time):
        return None
    v3.source = source
    n.user = text
    n.security_level = LEVELS[level]
    n.engine_id = id
    n.context_engine_id, n.context = context
    if n.pdu_type != _INFORM:
        return (n,)
    a = _Asked(d[at : at + 2 + d[at + 1]], keys, level, source)
    return n, plain, q, q, lambda reply: v3._answer(a, scope, reply)
