# The hostile corpus: malformed and odd datagrams by class, each with what must come of it. Pure
# and deterministic; imports nothing of usnmp. tests/host/security/test_hostile.py writes it into a
# file, which replay.py streams on each interpreter; tools/trials/fuzz.py takes its seeds from it.
#
# What must come of a case is a rule of its class, from the RFCs that are named there, never what
# some program was seen to do. The model is PROTOS c06-snmpv1: its families "application" (values
# that are extreme) and "encoding" (BER that is broken), for requests and for traps.
#
# The rule behind most classes, RFC 1157 4.1: (1) parse the datagram as a Message, (2) verify the
# version, (3) the community, (4) parse the PDU; what fails is discarded, in silence. RFC 3418
# names the counters: snmpInASNParseErrs for (1) and (4), snmpInBadVersions, then
# snmpInBadCommunityNames. Lengths: RFC 3417 8: the definite form only, which may be longer than
# need be.
#
# Outcomes of the agent: a str of one letter, or an Answer.
#   P  dropped, snmpInASNParseErrs
#   p  dropped, P or the counter of the PDU: one that is not for an agent need not be decoded
#   V  dropped, snmpInBadVersions;  v: or P, for a version that is no INTEGER of 32 bits
#   C  dropped, snmpInBadCommunityNames
#   R  dropped, snmpInGetResponses;  T  dropped, snmpInTraps;  t  T or P
# of the receiver, the reason that on_bad gets, and whether there is a reply:
#   b  "ber"   v  "version"   c  "community"   p  "pdu"   t  "trap"
#   d  one of these: outer fields, of which several are wrong at once when one is
#   z  "too big", no reply   Z  "too big", and a tooBig Response (RFC 3416 4.2.7)
#   N  a trap, delivered   I  an inform, delivered and acknowledged
#   M  N, or dropped for want of memory, "memory"   m  I, or the same
# of the manager that waits for a response to a request of its own: it goes on waiting, and of
# usnmp_manager.response.parse:
#   n  None   y  a Response, of another request   *  either

import os

MAX_SIZE = 1472  # what is longer is cut there by the socket: the agent's recvfrom(max_size)
ID = b"\x5a\x6b\x7c\x7d"  # of more than 30 bits: no request-id of the manager's
SENSOR = b"\x2b\x06\x01\x04\x01\xbf\x08\xce\x0f\xce\x0f%c\x00"
TEMPERATURE = SENSOR % 1
SET_POINT = SENSOR % 4  # INTEGER, writable
LABEL = SENSOR % 5  # OCTET STRING, writable
SYSTEM = b"\x2b\x06\x01\x02\x01\x01%c\x00"
UPTIME = SYSTEM % 3
NAME = SYSTEM % 5  # 0 to 255 octets
LOCATION = SYSTEM % 6  # of 200 octets where the corpus is run
TRAP_OID = b"\x2b\x06\x01\x06\x03\x01\x01\x04\x01\x00"
LINK_DOWN = b"\x2b\x06\x01\x06\x03\x01\x01\x05\x03"

TOOBIG, NOSUCHNAME, BADVALUE = 1, 2, 3
NOACCESS, WRONGTYPE, WRONGLENGTH, NOTWRITABLE = 6, 7, 8, 17
ANY = 0xFFFF  # as many bindings as there may be


class Answer:
    """The agent answers with this error-status, error-index and number of bindings.

    or_drop: or drops it as P, where the RFCs let it ignore what is wrong, or not; or for want of
    memory, as snmpSilentDrops.
    """

    def __init__(self, status, index, bindings, or_drop=False):
        self.status = status
        self.index = index
        self.bindings = bindings
        self.or_drop = or_drop


# --- messages as trees of TLVs ---


class Node:
    """A TLV: content is octets, or a list of Nodes; place is the name of the field."""

    def __init__(self, tag, content, place):
        self.tag = tag
        self.content = content
        self.place = place

    def octets(self, fault=None, place=None, rest=0):
        """BER; at `place` what fault(tag, content, rest) makes of it, rest being how many octets
        follow in the same TLV. The lengths around it fit what comes out."""
        content = self.content
        if isinstance(content, list):
            parts = b""
            for node in reversed(content):
                parts = node.octets(fault, place, len(parts)) + parts
            content = parts
        if self.place == place:
            return fault(self.tag, content, rest)
        return tlv(self.tag, content)

    def nodes(self):
        yield self
        if isinstance(self.content, list):
            for node in self.content:
                yield from node.nodes()

    def places(self):
        return [node.place for node in self.nodes()]

    def replaced(self, place, content, tag=None):
        """A copy with another content, or tag, at `place`."""
        if self.place == place:
            return Node(self.tag if tag is None else tag, content, place)
        if not isinstance(self.content, list):
            return self
        return Node(
            self.tag, [node.replaced(place, content, tag) for node in self.content], self.place
        )


def length(n):
    if n < 128:
        return bytes((n,))
    k = (n.bit_length() + 7) // 8
    return bytes((128 + k,)) + n.to_bytes(k, "big")


def tlv(tag, content):
    return bytes((tag,)) + length(len(content)) + content


def subid(n):
    """A sub-identifier, as octets."""
    out = [n & 127]
    while n > 127:
        n >>= 7
        out.insert(0, n & 127 | 128)
    return bytes(out)


NULL = 5, b""


def varbinds(*bindings):
    """The list of (name, (tag, content)): places varbind, name, value; then varbind2 and so on."""
    nodes = []
    for i, (name, (tag, content)) in enumerate(bindings):
        n = str(i + 1) if i else ""
        nodes.append(
            Node(48, [Node(6, name, "name" + n), Node(tag, content, "value" + n)], "varbind" + n)
        )
    return Node(48, nodes, "list")


def message(version, community, pdu, *fields):
    return Node(
        48,
        [
            Node(2, bytes((version,)), "version"),
            Node(4, community, "community"),
            Node(pdu, list(fields), "pdu"),
        ],
        "message",
    )


def request(version, pdu, bindings, a=0, b=0, community=b"public", rid=ID):
    return message(
        version,
        community,
        pdu,
        Node(2, rid, "request-id"),
        Node(2, bytes((a,)), "error-status"),
        Node(2, bytes((b,)), "error-index"),
        varbinds(*bindings),
    )


def trap(bindings, version=0, generic=b"\x06", specific=b"\x09", enterprise=SENSOR[:-2]):
    return message(
        version,
        b"public",
        0xA4,
        Node(6, enterprise, "enterprise"),
        Node(0x40, b"\xc0\x00\x02\x07", "agent-addr"),
        Node(2, generic, "generic"),
        Node(2, specific, "specific"),
        Node(0x43, b"\x01\x02\x03", "timestamp"),
        varbinds(*bindings),
    )


OUTER = "message", "version", "community", "pdu"


class Base:
    """A good message, and what comes of it at the agent, receiver and manager."""

    def __init__(self, name, tree, agent, receiver, manager):
        self.name = name
        self.tree = tree
        self.agent = agent
        self.receiver = receiver
        self.manager = manager
        self.version = tree.content[0].content[0]
        self.pdu = tree.content[2].tag
        self.is_request = isinstance(agent, Answer)
        self.is_notification = receiver in ("N", "I")

    def good(self):
        return self.agent, self.receiver, self.manager

    def tag(self, place):
        return next(node.tag for node in self.tree.nodes() if node.place == place)

    def odd(self, place, tag=6):
        """What comes of it when there is, at `place`, an OID of no octets or padded, or an
        unsigned value past 32 bits: it is read as net-snmp reads it. tag: of what is there.
        """
        index = 2 if place.endswith("2") else 1
        agent = self.malformed(place)[0]
        if self.is_request:
            agent = self.agent
            if place.startswith("value"):
                if self.pdu == 0xA3:
                    agent = Answer(WRONGTYPE if self.version else BADVALUE, index, 2)
            elif self.pdu not in (0xA1, 0xA5):
                agent = absent(self, index)
        receiver = self.receiver if self.is_notification else "d"
        if self.pdu in (0xA6, 0xA7) and (place == "name2" or place == "value2" and tag != 6):
            receiver = "t"  # without snmpTrapOID.0
        return agent, receiver, self.manager

    def malformed(self, place, content=False):
        """What comes of it when it is no message because of that field, or of its content."""
        outer = place in OUTER and not (content and place == "pdu")
        agent = "p" if self.agent in ("R", "T") and not outer else "P"
        # Which of four checks fails first when an outer field is wrong, its neighbours then not
        # being where they are looked for, is of no consequence: nothing is delivered, or sent.
        return agent, "b" if self.is_notification and not outer else "d", "n"


def bases():
    ask = (TEMPERATURE, NULL), (NAME, NULL)
    give = (SET_POINT, (2, b"\x11")), (LABEL, (4, b"door"))
    event = (UPTIME, (0x43, b"\x01\x02\x03")), (TRAP_OID, (6, LINK_DOWN)), (LABEL, (4, b"door"))
    ok = Answer(0, 0, 2)
    for v in (0, 1):
        yield Base("get%d" % v, request(v, 0xA0, ask), ok, "d", "n")
        yield Base("next%d" % v, request(v, 0xA1, ask), ok, "d", "n")
        yield Base("set%d" % v, request(v, 0xA3, give, community=b"private"), ok, "d", "n")
        # A Response is not for an agent (RFC 3416 3): discarded, and counted as what it is.
        yield Base("response%d" % v, request(v, 0xA2, give), "R", "d", "y")
    yield Base("bulk", request(1, 0xA5, ask, 0, 2), Answer(0, 0, 4), "d", "n")
    yield Base("trap", trap(give), "T", "N", "n")
    # Of SNMPv2's other PDUs none is for an agent; no counter of RFC 3418 is for them.
    yield Base("inform", request(1, 0xA6, event), "P", "I", "n")
    yield Base("trap2", request(1, 0xA7, event), "t", "N", "n")
    yield Base("report", request(1, 0xA8, ask), "P", "d", "n")


BASES = list(bases())
ASKS = [b for b in BASES if b.name in ("get0", "get1", "next0", "next1", "bulk")]
SETS = [b for b in BASES if b.name in ("set0", "set1")]

CLASSES = {}  # name: function that yields (label, octets, agent, receiver, manager)


def cases(name):
    def register(f):
        CLASSES[name] = f
        return f

    return register


# --- encoding: lengths. Of every TLV of every message. ---


def broken(name, fault, skip=(), content=False, behind=False):
    """A class: `fault` at every place of every message but those of `skip`; all malformed. The
    fault gives octets, several in a list, or None where there is no such fault. content: it is
    the content that is wrong, the TLV being well-formed. behind: what is wrong is behind the TLV,
    and ignored behind the message; by a receiver, as by snmptrapd, behind PDU and list too."""

    def make():
        for base in BASES:
            for place in base.tree.places():
                if place.rstrip("23") in skip:
                    continue
                made = []  # of each variant

                def keep(tag, content, rest, made=made):
                    out = fault(tag, content, rest)
                    made += out if isinstance(out, list) else [] if out is None else [out]
                    return b""

                base.tree.octets(keep, place)
                for i, octets in enumerate(made):
                    d = base.tree.octets(lambda t, c, r, octets=octets: octets, place)
                    out = base.malformed(place, content)
                    if behind and place == "message":
                        out = base.good()
                    elif behind and place in ("pdu", "list") and base.is_notification:
                        out = out[0], base.receiver, out[2]
                    elif content and base.tag(place) == 6:
                        out = base.odd(place)
                    elif name == "length-zero" and place == "list" and base.is_notification:
                        # Nothing in it, the bindings behind it.
                        out = out[0], "N" if base.name == "trap" else "t", out[2]
                    yield ("%s %s %d" % (base.name, place, i), d, *out)

    cases(name)(make)


def lengths(name, field):
    """A class: the length is the octets field(n, rest), n being the right one; None: no case."""

    def fault(tag, content, rest):
        octets = field(len(content), rest)
        return None if octets is None else bytes((tag,)) + octets + content

    broken(name, fault)


def long_form(k, n):
    return bytes((128 + k,)) + n.to_bytes(k, "big")


# Longer than what is left: X.690 8.1.3, a TLV is within that around it.
lengths("length-past-parent", lambda n, rest: length(n + rest + 1))
lengths("length-past-datagram", lambda n, rest: b"\x82\x7f\xff")
lengths("length-65535", lambda n, rest: b"\x82\xff\xff")
lengths("length-2^24-1", lambda n, rest: b"\x83\xff\xff\xff")
# PROTOS c06-snmpv1's known one; where the length is added to a pointer, it passes the test.
lengths("length-2^31-1", lambda n, rest: b"\x84\x7f\xff\xff\xff")
lengths("length-2^31", lambda n, rest: b"\x84\x80\x00\x00\x00")
lengths("length-2^32-1", lambda n, rest: b"\x84\xff\xff\xff\xff")
lengths("length-2^63-1", lambda n, rest: b"\x88\x7f" + b"\xff" * 7)
lengths("length-2^64-1", lambda n, rest: b"\x88" + b"\xff" * 8)
# Right, when it is cut to 32 or 64 bits.
lengths("length-wraps-32-bit", lambda n, rest: long_form(5, 2**32 + n))
lengths("length-wraps-64-bit", lambda n, rest: long_form(9, 2**64 + n))
lengths("length-of-126-octets", lambda n, rest: b"\xfe\x01" + bytes(124) + bytes((n & 255,)))
# X.690 8.1.3.5 (c): ff shall not be used.
lengths("length-reserved", lambda n, rest: b"\xff")
lengths("length-reserved-long", lambda n, rest: b"\xff" + bytes(126) + bytes((n & 255,)))
# RFC 3417 8 (1): the indefinite form is prohibited, with end-of-contents octets or without.
lengths("length-indefinite", lambda n, rest: b"\x80")
broken("length-indefinite-ended", lambda tag, content, rest: bytes((tag, 128)) + content + b"\0\0")
# The content taken for length octets.
lengths("length-octets-missing", lambda n, rest: b"\x84")


def length_octet_as_length(tag, content, rest):
    # As many octets as the first length octet would say if it were the length, with something
    # behind the content.
    out = []
    for k in (1, 2, 4, 5, 8):
        d = long_form(k, len(content)) + content if len(content) < 120 else b""
        if d:
            out.append(bytes((tag,)) + d + b"\1" * (129 + k - len(d)))
    return out


broken("length-octet-taken-for-the-length", length_octet_as_length, behind=True)
# Within the parent, but wrong: what follows is not where it should be.
lengths("length-into-next", lambda n, rest: length(n + 1) if rest > 1 else None)
lengths("length-over-siblings", lambda n, rest: length(n + rest) if rest else None)
lengths("length-short-by-one", lambda n, rest: length(n - 1) if n else None)
lengths("length-zero", lambda n, rest: b"\0" if n else None)


@cases("length-padded")
def length_padded():
    # Legal: RFC 3417 8 (1), "more than the minimum number of length octets"; so the same comes of
    # it. There is one limit: a request-id, which is repeated octet for octet in the reply, may
    # take 12 octets as a TLV; one of more is dropped (P). That is our decision.
    for base in BASES:
        for place in base.tree.places():
            for k in (1, 2, 3, 4, 5, 8, 20, 126):
                out = base.good()
                if place == "request-id" and 2 + k + len(ID) > 12 and base.is_request:
                    out = "P", out[1], out[2]

                def fault(tag, content, rest, k=k):
                    n = len(content)
                    return bytes((tag,)) + long_form(k, n) + content

                if k > 1 or base.tree.octets()[1] < 128:
                    yield (
                        "%s %s %d" % (base.name, place, k),
                        base.tree.octets(fault, place),
                        *out,
                    )


# --- encoding: tags and structure ---

# Not a tag of that field (RFC 1157 4.1, RFC 3416 3), nor, for values and PDUs, of any: END,
# BOOLEAN, ENUMERATED, PrintableString, high-tag-number forms, constructed strings (RFC 3417 8
# (2) prohibits them), application 8, and private tags.
FOREIGN = 0x00, 0x01, 0x0A, 0x13, 0x1F, 0x22, 0x24, 0x31, 0x48, 0x60, 0x83, 0xA9, 0xBF, 0xC2, 0xFF


def foreign(tag, content, rest):
    return [tlv(t, content) for t in FOREIGN]


broken("tag-foreign", foreign)
broken("tag-high-number", lambda tag, content, rest: b"\x1f" + tlv(tag, content), skip=("value",))


def exchanged(tag, content, rest):
    # The tag of another field.
    return [tlv(t, content) for t in (2, 4, 5, 6, 48, 0x40, 0x41, 0x43, 0xA0) if t != tag]


# Not of a value, whose tags are many; nor the PDU, whose tag a0 is good in another.
broken("tag-of-another-field", exchanged, skip=("value", "pdu"))
broken(
    "pdu-tag-of-a-field",
    lambda tag, content, rest: (
        [tlv(t, content) for t in (2, 4, 5, 6, 48, 0x40, 0x41, 0x43)]
        if 160 <= tag <= 168
        else None
    ),
)
broken("tlv-missing", lambda tag, content, rest: [b""], skip=("varbind",))
broken(
    "tlv-doubled",
    lambda tag, content, rest: tlv(tag, content) * 2,
    skip=("varbind",),
    behind=True,
)
broken("tlv-behind", lambda tag, content, rest: tlv(tag, content) + b"\x05\0", behind=True)
broken("octet-behind", lambda tag, content, rest: tlv(tag, content) + b"\0", behind=True)
broken("tlv-before", lambda tag, content, rest: b"\x05\0" + tlv(tag, content))
broken("tag-only", lambda tag, content, rest: bytes((tag,)) if rest == 0 else None)
broken("tlv-wrapped", lambda tag, content, rest: tlv(48, tlv(tag, content)), skip=("value",))
broken("tlv-unwrapped", lambda tag, content, rest: content, skip=("list", "value"))
# A community may be empty, as octets; a list too.
broken(
    "tlv-empty",
    lambda tag, content, rest: bytes((tag, 0)),
    skip=("community", "list", "value"),
    content=True,
)


@cases("fields-exchanged")
def fields_exchanged():
    # Two neighbours of different tags, in the wrong order.
    for base in BASES:
        for node in base.tree.nodes():
            if not isinstance(node.content, list) or node.place == "list":
                continue
            for i in range(len(node.content) - 1):
                a, b = node.content[i : i + 2]
                if a.tag != b.tag and "varbind" not in a.place:
                    order = node.content[:i] + [b, a] + node.content[i + 2 :]
                    d = base.tree.replaced(node.place, order).octets()
                    yield ("%s %s" % (base.name, a.place), d, *base.malformed(a.place))


@cases("cut")
def cut():
    # The first octets of a message: its length is longer than what is left.
    for base in BASES:
        d = base.tree.octets()
        for n in range(1, len(d)):
            yield ("%s %d" % (base.name, n), d[:n], "P", "d", "n")


@cases("cut-and-mended")
def cut_and_mended():
    # Cut, and the length of the message made to fit: some length within no longer does.
    for base in BASES:
        d = base.tree.octets()
        for n in range(2, len(d)):
            yield ("%s %d" % (base.name, n), tlv(48, d[2:n]), "P", "d", "n")


@cases("octets-behind-the-message")
def octets_behind():
    # RFC 1157 4: a message is "entirely and independently represented within a single datagram":
    # what is behind it is no part of it. Devices send zeros, or a checksum; net-snmp ignores it.
    for base in BASES:
        d = base.tree.octets()
        for more in (b"\0", b"\0\0", b"\xff", d, b"\0" * 1000, b"0\0"):
            yield ("%s %d" % (base.name, len(more)), d + more, *base.good())


@cases("nested")
def nested():
    # Depth is to cost neither stack nor time. Closed, as far as the datagram goes; and lengths
    # only, one in the other, 1,500 of them.
    for tag in (0x30, 0xA0, 0x24, 0x04, 0xA4):
        for n in (2, 10, 100, 300):
            d = b""
            for _ in range(n):
                d = tlv(tag, d)
            yield ("%02x %d" % (tag, n), d, "P", "d", "n")
        yield ("%02x 80" % tag, bytes((tag, 128)) * 700, "P", "d", "n")
        yield ("%02x 84" % tag, bytes((tag, 0x84, 0, 0, 5, 0)) * 240, "P", "d", "n")
        yield ("%02x 1500" % tag, bytes((tag, 0x82, 5, 0)) * 1500, "P", "d", "n")


@cases("nested-in-a-field")
def nested_in_field():
    # The content of a field is SEQUENCEs in SEQUENCEs, which is none of its values. Community and
    # values of octets may hold anything; there they are only octets.
    d = b""
    for _ in range(250):
        d = tlv(48, d)
    for base in BASES:
        for node in base.tree.nodes():
            if node.place == "list" or node.tag in (2, 6, 48) or 160 <= node.tag:
                t = base.tree.replaced(node.place, d).octets()
                if len(t) <= MAX_SIZE:
                    out = base.malformed(node.place, content=True)
                    if node.place == "version":
                        out = "v", "d", "n"
                    yield ("%s %s" % (base.name, node.place), t, *out)


# --- no message at all ---


@cases("empty-datagram")
def empty_datagram():
    yield ("", b"", "P", "b", "n")


@cases("one-octet")
def one_octet():
    for c in range(256):
        yield ("%02x" % c, bytes((c,)), "P", "b", "n")


@cases("two-octets")
def two_octets():
    for c in range(256):
        yield ("30 %02x" % c, bytes((48, c)), "P", "b", "n")


@cases("one-octet-many-times")
def one_octet_many_times():
    for c in (0, 1, 2, 4, 5, 6, 0x24, 0x30, 0x41, 0x7F, 0x80, 0x81, 0x84, 0xA0, 0xA4, 0xFE, 0xFF):
        for n in (3, 7, 8, 127, 128, 129, 255, 256, 1471, 1472, 1473, 4096, 65507):
            yield ("%02x %d" % (c, n), bytes((c,)) * n, "P", "d", "n")


def random_octets(x, end, times):
    # (n, n * times octets) for n from 1 to below `end`; `x`: where they start.
    for n in range(1, end):
        out = bytearray()
        for _ in range(n * times):
            x = (x * 1103515245 + 12345) & 0x7FFFFFFF
            out.append(x >> 16 & 255)
        yield n, out


@cases("noise")
def noise():
    # No SEQUENCE at its start, hence no Message.
    for n, out in random_octets(1, 121, 12):
        if out[0] != 48:
            yield ("%d" % n, bytes(out), "P", "b", "n")


@cases("noise-in-a-message")
def noise_in_message():
    # A SEQUENCE of octets that begin with no INTEGER, so no version.
    for n, out in random_octets(7, 121, 11):
        if out[0] != 2:
            yield ("%d" % n, tlv(48, bytes(out)), "P", "b", "n")


@cases("noise-in-a-pdu")
def noise_in_pdu():
    # Right outside, noise as PDU; its first octet is no INTEGER and no OID, so no PDU.
    for n, out in random_octets(99, 61, 10):
        if out[0] in (2, 6):
            continue
        for base in BASES:
            d = base.tree.replaced("pdu", bytes(out)).octets()
            yield ("%s %d" % (base.name, n), d, *base.malformed("request-id"))


@cases("longer-than-taken")
def longer_than_taken():
    # The socket takes MAX_SIZE octets of it: a message that is cut off. A receiver takes one more,
    # and then knows: RFC 3416 4.2.7 has it answer an inform with tooBig.
    for base in BASES:
        for n in (1400, 2000, 40000, 65000):
            d = base.tree.replaced("value", b"x" * n, 4).octets()
            if MAX_SIZE < len(d) <= 65507:
                receiver = {"N": "z", "I": "Z"}.get(base.receiver, base.receiver)
                yield ("%s %d" % (base.name, n), d, "P", receiver, "n")


# --- the message: version and community ---


@cases("version-unknown")
def version_unknown():
    # RFC 1157 4.1 (2), RFC 3418 snmpInBadVersions. Version 3 as the others: there is none here.
    # The manager: a response of another version is not the one waited for.
    for base in BASES:
        for c in (b"\2", b"\3", b"\4", b"\x7f", b"\xff", b"\x80", b"\0\xff", b"\x7f\xff",
                  b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\1\0", b"\1\0\0\0"):  # fmt: skip
            d = base.tree.replaced("version", c).octets()
            manager = "*" if base.pdu == 0xA2 else "n"
            yield ("%s %s" % (base.name, c.hex()), d, "V", "v", manager)


@cases("version-3")
def version_3():
    # A discovery as net-snmp sends it (RFC 3412 6): well-formed, but of another version.
    usm = tlv(48, b"\4\0\2\1\0\2\1\0\4\0\4\0\4\0")
    scoped = tlv(48, b"\4\0\4\0" + tlv(0xA0, b"\2\1\1\2\1\0\2\1\0" + b"0\0"))
    head = tlv(48, b"\2\1\1\2\3\0\xff\xe3\4\1\4\2\1\3")
    yield ("discovery", tlv(48, b"\2\1\3" + head + tlv(4, usm) + scoped), "P", "v", "n")


@cases("community-wrong")
def community_wrong():
    # RFC 1157 4.1 (3): discarded, in silence: not even its length is to be learned.
    # Format strings and long ones: PROTOS, "application".
    wrong = [
        b"", b"p", b"publi", b"public ", b"publicx", b" public", b"Public", b"PUBLIC", b"publid",
        b"public\0", b"\0public", b"\0", b"publ\0c", b"pub\0lic", b"\xff" * 6, b"private\0",
        b"privat", b"publicprivate", b"public" * 2, b"public" * 100, b"%s" * 8, b"%n" * 50,
        b"%99999d%n", b"../" * 20, b"a" * 127, b"a" * 128, b"a" * 255, b"a" * 256, b"a" * 1023,
        b"a" * 1300, b"\0" * 1300, bytes(range(256)), b"public".decode().encode("utf-16"),
        "püblic".encode(),
    ]  # fmt: skip
    for base in BASES:
        for i, c in enumerate(wrong):
            d = base.tree.replaced("community", c).octets()
            yield ("%s %d" % (base.name, i), d, "C", "c" if base.is_notification else "d",
                   base.manager)  # fmt: skip


@cases("community-40-kB")
def community_40_kb():
    for base in BASES:
        d = base.tree.replaced("community", b"public" * 7000).octets()
        yield (base.name, d, "P", "d", "n")


# --- the PDU's kind ---


@cases("pdu-of-another-version")
def pdu_of_another_version():
    # RFC 1157 4.1 has five PDUs: GetBulk and all behind it are none in SNMPv1. RFC 3416 3 has no
    # SNMPv1 Trap; what is counted for it is left open. A receiver takes notifications all the
    # same, for devices send them; so does snmptrapd.
    for base in BASES:
        if base.name == "trap":
            d = base.tree.replaced("version", b"\1").octets()
            yield (base.name, d, "t", "N", "n")
        elif base.pdu > 0xA4:
            d = base.tree.replaced("version", b"\0").octets()
            receiver = base.receiver if base.is_notification else "p"
            yield (base.name, d, "P", receiver, "n")


@cases("pdu-unknown")
def pdu_unknown():
    for base in BASES:
        if base.name == "trap":
            continue
        for t in (*range(0xA9, 0xC0), 0xE0, 0x80, 0x60, 0x20):
            d = base.tree.replaced("pdu", base.tree.content[2].content, t).octets()
            yield ("%s %02x" % (base.name, t), d, "P", "p", "n")


# --- integers ---

OVERLONG = (
    b"\1\0\0\0\0", b"\xfe\xff\xff\xff\xff", b"\x7f" * 8, b"\x80" + bytes(8), b"\x7f" * 9,
    b"\x7f" * 64, b"\xfe" + b"\xff" * 199, b"\x7f" * 1000,
)  # fmt: skip


def integer_places(base):
    return [
        node.place
        for node in base.tree.nodes()
        if node.tag in (2, 0x43) and node.place != "version"
    ]


@cases("integer-empty")
def integer_empty():
    # X.690 8.3.1: one octet or more.
    for base in BASES:
        for place in integer_places(base):
            d = base.tree.replaced(place, b"").octets()
            yield ("%s %s" % (base.name, place), d, *base.malformed(place))


@cases("integer-empty-long-length")
def integer_empty_long_length():
    for base in BASES:
        for place in integer_places(base):
            for k in (1, 2, 3, 4, 5, 8):

                def fault(tag, content, rest, k=k):
                    return bytes((tag, 128 + k)) + bytes(k)

                d = base.tree.octets(fault, place)
                yield ("%s %s %d" % (base.name, place, k), d, *base.malformed(place))


@cases("integer-past-its-type")
def integer_past_its_type():
    # RFC 3416 3 and RFC 2578 7.1: Integer32, INTEGER (0..2147483647), Unsigned32: 32 bits.
    # (RFC 1157 has no limit to request-id; no manager uses more, and cutting it were wrong.)
    for base in BASES:
        for place in integer_places(base):
            for i, c in enumerate(OVERLONG):
                d = base.tree.replaced(place, c).octets()
                tag = base.tag(place)
                past = tag == 0x43 and 4 < len(c) < 9  # TimeTicks: its lowest 32 bits
                out = base.odd(place, tag) if past else base.malformed(place)
                yield ("%s %s %d" % (base.name, place, i), d, *out)


@cases("version-no-integer32")
def version_no_integer32():
    # Dropped, as no message, or as one of an unknown version.
    for base in BASES:
        for i, c in enumerate((b"", *OVERLONG)):
            d = base.tree.replaced("version", c).octets()
            yield ("%s %d" % (base.name, i), d, "v" if c else "P", "d", "n")


@cases("integer-padded")
def integer_padded():
    # X.690 8.3.2 forbids octets that say nothing, but every peer takes them: we take them for what
    # they mean, to 12 octets of a request-id (see length-padded).
    for base in BASES:
        for node in base.tree.nodes():
            if node.tag in (2, 0x43):
                for k in (1, 2, 4, 5):
                    d = base.tree.replaced(node.place, bytes(k) + node.content).octets()
                    yield ("%s %s %d" % (base.name, node.place, k), d, *base.good())


@cases("request-id-extreme")
def request_id_extreme():
    # RFC 3416 3: any Integer32, and the same in the reply.
    for base in BASES:
        if base.name != "trap":
            for c in (b"\0", b"\xff", b"\x80", b"\x7f", b"\x80\0\0\0", b"\x7f\xff\xff\xff",
                      b"\x80\0", b"\0\x80", b"\xff\xff\xff\xff"):  # fmt: skip
                d = base.tree.replaced("request-id", c).octets()
                yield ("%s %s" % (base.name, c.hex()), d, *base.good())


@cases("error-fields-set-in-a-request")
def error_fields_set():
    # RFC 3416 4.2.1 ff.: error-status and error-index of a request are not looked at.
    for base in BASES:
        if base.is_request and base.name != "bulk":
            for place in ("error-status", "error-index"):
                for c in (b"\1", b"\x12", b"\x13", b"\x7f", b"\xff", b"\x80\0\0\0",
                          b"\x7f\xff\xff\xff"):  # fmt: skip
                    d = base.tree.replaced(place, c).octets()
                    yield ("%s %s %s" % (base.name, place, c.hex()), d, *base.good())


@cases("error-fields-extreme-in-a-response")
def error_fields_extreme():
    # To the agent a Response; to the manager one that it does not wait for.
    for base in BASES:
        if base.pdu == 0xA2:
            for a in (b"\5", b"\x13", b"\x7f", b"\xff", b"\x80\0\0\0", b"\x7f\xff\xff\xff"):
                for b in (b"\0", b"\3", b"\xff", b"\x80\0\0\0", b"\x7f\xff\xff\xff"):
                    d = base.tree.replaced("error-status", a).replaced("error-index", b).octets()
                    yield ("%s %s %s" % (base.name, a.hex(), b.hex()), d, *base.good())


# --- GETBULK ---


@cases("bulk-extreme")
def bulk_extreme():
    # RFC 3416 4.2.3: negative is 0; N = min(non-repeaters, bindings), one binding each; R others,
    # each at most max-repetitions times, as many as fit.
    numbers = {b"\0": 0, b"\1": 1, b"\2": 2, b"\x7f": 127, b"\xff": -1, b"\x80\0\0\0": -(2**31),
               b"\x7f\xff\xff\xff": 2**31 - 1}  # fmt: skip
    for count in (0, 1, 2, 3):
        for a, times in numbers.items():
            for b, rows in numbers.items():
                tree = request(1, 0xA5, [(TEMPERATURE, NULL)] * count)
                d = tree.replaced("error-status", a).replaced("error-index", b).octets()
                once = min(max(times, 0), count)
                rows = max(rows, 0)
                # The MIB has more behind than two; but 127 rows of it are more than it has.
                n = once + rows * (count - once) if rows < 3 else ANY if count > once else once
                yield ("%d %s %s" % (count, a.hex(), b.hex()), d, Answer(0, 0, n), "d", "n")


@cases("bulk-repeaters-many")
def bulk_repeaters_many():
    # A reply of many times the request is to be cut to what a message may be: RFC 3416 4.2.3.
    for count in (20, 60, 90):
        for rows in (b"\x7f", b"\x7f\xff", b"\x7f\xff\xff\xff"):
            tree = request(1, 0xA5, [(SYSTEM[:6], NULL)] * count).replaced("error-index", rows)
            yield ("%d %s" % (count, rows.hex()), tree.octets(), Answer(0, 0, ANY), "d", "n")


# --- variable bindings ---


@cases("list-empty")
def list_empty():
    # RFC 3416 4.2.1: for each of the bindings; there may be none. A notification must have two.
    for base in BASES:
        d = base.tree.replaced("list", []).octets()
        agent = Answer(0, 0, 0) if base.is_request else base.agent
        receiver = "t" if base.name in ("inform", "trap2") else base.receiver
        yield (base.name, d, agent, receiver, base.manager)


@cases("binding-without-a-value")
def binding_without_value():
    # RFC 3416 3: name and value. At every of three bindings, and with all gone wrong.
    for base in BASES:
        for bad in (b"", b"\x06", b"\x06\x08", tlv(6, NAME), b"\x05\0", tlv(6, NAME) + b"\x05",
                    tlv(6, NAME) + b"\x02\x01", tlv(6, NAME) + b"\0\0", tlv(48, b"")):  # fmt: skip
            for before in (0, 1, 2):
                good = tlv(48, tlv(6, NAME) + b"\x05\0")
                d = base.tree.replaced("list", good * before + tlv(48, bad) + good).octets()
                yield ("%s %d %s" % (base.name, before, bad.hex()), d, *base.malformed("varbind"))


@cases("bindings-many")
def bindings_many():
    # As many in the reply, the same ones again too, in order: all that fit it.
    for base in ASKS[:2]:
        for n in (0, 1, 3, 10, 50, 60):
            d = request(base.version, 0xA0, [(UPTIME, NULL)] * n).octets()
            yield ("%s %d" % (base.name, n), d, Answer(0, 0, n), "d", "n")


@cases("bindings-as-many-as-fit")
def bindings_as_many_as_fit():
    # The least ones there are, 7 octets each, of 1.3 = NULL. A notification or response that a
    # board has no memory for is dropped; so may be a GETBULK, which has to remember them all.
    for base in BASES:
        head = base.tree.octets() if base.is_notification else b""
        listed = []

        def keep(tag, content, rest, listed=listed):
            listed.append(content)
            return b""

        base.tree.octets(keep, "list")
        for n in (50, 100, 190 - len(head) // 7):
            content = (listed[0] if head else b"") + b"\x30\x05\x06\x01\x2b\x05\x00" * n
            agent = absent(base, 1, n) if base.is_request else base.agent
            if base.pdu == 0xA0 and base.version:
                agent = Answer(0, 0, n)
            elif base.pdu == 0xA1:  # what follows is longer: 17 octets at least
                agent = Answer(TOOBIG, 0, 0 if base.version else n)
            elif base.pdu == 0xA5:
                agent = Answer(0, 0, ANY, or_drop=n > 100)
            if base.pdu == 0xA1 and n == 50:  # they fit, or not
                continue
            receiver = {"N": "M", "I": "m"}.get(base.receiver, base.receiver)
            manager = "*" if base.pdu == 0xA2 else "n"
            d = base.tree.replaced("list", content).octets()
            yield ("%s %d" % (base.name, n), d, agent, receiver, manager)


@cases("reply-too-big")
def reply_too_big():
    # RFC 1157 4.1.2 (3): tooBig, index 0, the request's bindings; RFC 3416 4.2.1: an empty list.
    # LOCATION has 200 octets where this is run.
    for v in (0, 1):
        for n in (8, 20, 60, 90):
            d = request(v, 0xA0, [(LOCATION, NULL)] * n).octets()
            yield ("get %d %d" % (v, n), d, Answer(TOOBIG, 0, 0 if v else n), "d", "n")
            d = request(v, 0xA1, [(NAME, NULL)] * n).octets()
            yield ("next %d %d" % (v, n), d, Answer(TOOBIG, 0, 0 if v else n), "d", "n")


def absent(base, index=1, n=2):
    """What a request gets whose binding at `index` names nothing there, nor behind it."""
    if base.pdu == 0xA3:  # RFC 3416 4.2.5 (2); RFC 1157 4.1.5 (1)
        return Answer(NOTWRITABLE if base.version else NOSUCHNAME, index, n)
    if base.version:  # an exception, as a value
        return base.agent
    return Answer(NOSUCHNAME, index, n)  # RFC 1157 4.1.2 (1), 4.1.3 (1)


BAD_OIDS = {
    # X.690 8.19.2: one sub-identifier or more; the last octet of each has bit 8 clear; the first
    # is not 80. What is empty or padded has a meaning all the same. RFC 2578 3.5: at most 128 of
    # them, each below 2**32; the first octets hold two.
    "oid-empty": [b""],
    "oid-unterminated": [b"\x81", b"\x2b\x86", b"\x2b\x06\xff", b"\x2b\xff\xff\xff\xff", b"\xff",
                         b"\x2b\x06\x01\x80", b"\x80"],
    "oid-padded": [b"\x80\x01", b"\x80\x2b\x06", b"\x2b\x80\x06", b"\x2b\x06\x80\x80\x01",
                   b"\x2b\x06" + b"\x80" * 20 + b"\x01", b"\x80\0"],
    "oid-sub-identifier-past-32-bits": [
        b"\x2b" + subid(2**32), b"\x2b" + subid(2**32 + 6) + b"\x01", b"\x2b\x06" + subid(2**35),
        b"\x2b" + subid(2**64), b"\x2b" + b"\xff" * 9 + b"\x7f", b"\x2b" + b"\xff" * 100 + b"\x7f",
        subid(2**32) + b"\x01", b"\xff" * 40 + b"\x7f"],
    "oid-too-many-sub-identifiers": [
        b"\x2b" + b"\x01" * 127, b"\x2b" + b"\x01" * 128, b"\x2b" + b"\x01" * 254,
        b"\x2b" + b"\x01" * 1000, b"\x2b" + b"\xff\x7f" * 127, b"\0" * 128],
}  # fmt: skip


def bad_oids(name):
    def make():
        for base in BASES:
            for node in base.tree.nodes():
                if node.tag == 6:
                    for i, c in enumerate(BAD_OIDS[name]):
                        d = base.tree.replaced(node.place, c).octets()
                        padded = name in ("oid-empty", "oid-padded")
                        out = base.odd if padded else base.malformed
                        yield ("%s %s %d" % (base.name, node.place, i), d, *out(node.place))

    cases(name)(make)


for _name in BAD_OIDS:
    bad_oids(_name)

GREAT_OIDS = (
    # Behind all that is served: 2.47 (first octet > 119), 2.999, the greatest sub-identifiers, 128
    # of them, 128 of five octets each.
    b"\x7f", b"\x77", b"\x78", b"\x88\x37", b"\x8f\xff\xff\xff\x7f", b"\x78\x8f\xff\xff\xff\x7f",
    b"\x78" + b"\x01" * 126, b"\x78" + b"\0" * 126, b"\x78" + b"\x8f\xff\xff\xff\x7f" * 126,
)  # fmt: skip


@cases("oid-extreme")
def oid_extreme():
    # Legal, and of no object here.
    for base in BASES:
        for i, c in enumerate(GREAT_OIDS):
            agent = absent(base) if base.is_request else base.agent
            if base.name == "bulk" and len(c) > 500:
                agent = Answer(0, 0, ANY)  # two of these do not fit
            d = base.tree.replaced("name", c).octets()
            yield ("%s %d" % (base.name, i), d, agent, base.receiver, base.manager)


@cases("oid-least")
def oid_least():
    # 0.0, 0, 1.0 and so on, legal too: none is there, something follows.
    for base in BASES:
        for c in (
            b"\0",
            b"\0\0",
            b"\1",
            b"\x28",
            b"\x2a",
            b"\x2b",
            b"\x2b\0",
            b"\x2b" + b"\0" * 9,
        ):
            next = base.pdu in (0xA1, 0xA5)
            agent = absent(base) if base.is_request and not next else base.agent
            d = base.tree.replaced("name", c).octets()
            yield ("%s %s" % (base.name, c.hex()), d, agent, base.receiver, base.manager)


@cases("trap-enterprise-too-long")
def trap_enterprise():
    # RFC 3584 3.1: with .0 and the number it makes snmpTrapOID, of more than 128 sub-identifiers.
    for n in (125, 126, 127, 128):
        tree = trap([(LABEL, (4, b"x"))], enterprise=b"\x2b" + b"\1" * (n - 2))
        yield ("%d" % n, tree.octets(), "T", "N" if n < 127 else "d", "n")


# --- values ---

BAD_VALUES = {
    # X.690 8.3.1, 8.8.2; RFC 2578 7.1 for the ranges and IpAddress; RFC 3416 3 for the exceptions.
    "value-integer-empty": [(t, b"") for t in (2, 0x41, 0x42, 0x43, 0x46, 0x47)],
    "value-integer-past-its-type": [
        *[(2, c) for c in OVERLONG],
        *[(t, c) for t in (0x41, 0x42, 0x43, 0x47) for c in OVERLONG],
        *[(0x46, c) for c in (b"\1" + bytes(8), b"\x7f" * 9, b"\x7f" * 10, b"\x7f" * 64,
                              b"\1" * 1000, b"\xff" * 9)]],
    "value-ipaddress-not-4-octets": [
        (0x40, bytes(n)) for n in (0, 1, 3, 5, 6, 8, 16, 127, 128, 255, 1000)],
    "value-null-with-content": [(5, bytes(n)) for n in (1, 2, 127, 128, 1000)],
    "value-exception-with-content": [(t, bytes(n)) for t in (128, 129, 130) for n in (1, 128)],
    "value-oid-malformed": [
        (6, c) for name in sorted(BAD_OIDS) for c in BAD_OIDS[name]],
}  # fmt: skip


def bad_values(name):
    def make():
        for base in BASES:
            for place in ("value", "value2"):
                for i, (t, c) in enumerate(BAD_VALUES[name]):
                    d = base.tree.replaced(place, c, t).octets()
                    padded = t == 6 and c in BAD_OIDS["oid-empty"] + BAD_OIDS["oid-padded"]
                    past = t in (0x41, 0x42, 0x43, 0x47) and 4 < len(c) < 9
                    out = base.odd(place, t) if padded or past else base.malformed(place)
                    yield ("%s %s %02x %d" % (base.name, place, t, i), d, *out)

    cases(name)(make)


for _name in BAD_VALUES:
    bad_values(_name)

ODD_VALUES = (
    # Legal: Counter64 of 9 octets, Unsigned32 of 5; strings of nothing, of NUL, of what looks
    # like a TLV; Opaque of all kinds, floats cut off or of the wrong length among them.
    (2, b"\x80\0\0\0"), (2, b"\x7f\xff\xff\xff"), (2, b"\xff"), (0x46, b"\0" + b"\xff" * 8),
    (0x46, b"\x7f" * 8), (0x46, b"\0"), (0x41, b"\0\xff\xff\xff\xff"), (0x42, b"\0\x80\0\0\0"),
    (0x43, b"\0\xff\xff\xff\xff"), (4, b""), (4, b"\0"), (4, b"\0" * 64), (4, b"\xff" * 130),
    (4, b"0\x84\x7f\xff\xff\xff"), (4, b"%n%s" * 9), (4, b"a\r\nb"), (0x40, b"\0\0\0\0"),
    (0x40, b"\xff\xff\xff\xff"), (6, b"\0"), (6, b"\x78" + b"\1" * 126), (0x44, b""),
    (0x44, b"\x9f"), (0x44, b"\x9f\x78"), (0x44, b"\x9f\x78\x04"), (0x44, b"\x9f\x78\x04\0\0\0"),
    (0x44, b"\x9f\x78\x04\x7f\xc0\0\0"), (0x44, b"\x9f\x78\x04\0\0\0\0\0"),
    (0x44, b"\x9f\x78\x08" + bytes(8)), (0x44, b"\x9f\x79\x08\x7f\xf0" + bytes(6)),
    (0x44, b"\x9f\x79\x84\x7f\xff\xff\xff"), (0x44, b"\x9f\x79\x08" + bytes(7)),
    (0x44, b"\x9f\x80\x04" + bytes(4)),
)  # fmt: skip


@cases("value-odd")
def value_odd():
    # Of a request other than SET the value is not looked at; of a SET, of the wrong type: RFC 3416
    # 4.2.5 (3) wrongType, RFC 1157 4.1.5 (2) badValue. The object asked to be set is an INTEGER.
    for base in BASES:
        if base.name in ("inform", "trap2"):
            continue
        for i, (t, c) in enumerate(ODD_VALUES):
            agent = base.agent
            if base.pdu == 0xA3 and t != 2:
                agent = Answer(WRONGTYPE if base.version else BADVALUE, 1, 2)
            # SNMPv1 has no Counter64 (RFC 1155): it may be no message.
            if t == 0x46 and base.is_request and not base.version:
                agent = Answer(agent.status, agent.index, agent.bindings, True)
            d = base.tree.replaced("value", c, t).octets()
            yield ("%s %d" % (base.name, i), d, agent, base.receiver, base.manager)


@cases("value-odd-in-a-notification")
def value_odd_notified():
    for base in BASES:
        if base.name in ("inform", "trap2"):
            for i, (t, c) in enumerate(ODD_VALUES):
                d = base.tree.replaced("value3", c, t).octets()
                yield ("%s %d" % (base.name, i), d, *base.good())


@cases("value-unsigned-without-its-sign-octet")
def value_unsigned():
    # X.690 8.3.3: two's complement, so ff is -1, which no unsigned type has. Agents send it for
    # 255 all the same, and net-snmp takes it so; so do we.
    for base in BASES:
        if base.name in ("inform", "trap2"):
            continue
        for t in (0x41, 0x42, 0x43, 0x46, 0x47):
            for c in (b"\xff", b"\x80", b"\xff\xff\xff\xff"):
                agent = base.agent
                if base.pdu == 0xA3:
                    agent = Answer(WRONGTYPE if base.version else BADVALUE, 1, 2)
                if base.is_request and t > 0x43:
                    agent = Answer(agent.status, agent.index, agent.bindings, True)
                d = base.tree.replaced("value", c, t).octets()
                yield ("%s %02x %s" % (base.name, t, c.hex()), d, agent, base.receiver,
                       base.manager)  # fmt: skip


@cases("value-exception-in-a-request")
def value_exception():
    # RFC 3416 3: a value of a VarBind by its syntax, so of a message; not looked at, or, of a
    # SET, of no object's type. SNMPv1 does not have them: it may be no message.
    for base in BASES:
        if not base.is_request:
            continue
        for t in (128, 129, 130):
            agent = base.agent
            if base.pdu == 0xA3:
                agent = Answer(WRONGTYPE if base.version else BADVALUE, 1, 2)
            if not base.version:
                agent = Answer(agent.status, agent.index, agent.bindings, True)
            d = base.tree.replaced("value", b"", t).octets()
            yield ("%s %02x" % (base.name, t), d, agent, "d", "n")


@cases("value-constructed")
def value_constructed():
    # A SEQUENCE or a PDU is none of ObjectSyntax (RFC 3416 3), so the message none; but a request
    # whose values are not looked at may be answered, and a SET refused.
    deep = b""
    for _ in range(200):
        deep = tlv(48, deep)
    for base in BASES:
        for t in (0x30, 0xA0, 0xA2, 0xA8):
            for i, c in enumerate((b"", b"\x05\0", b"\x80", deep)):
                agent = base.agent
                if base.pdu == 0xA3:
                    agent = Answer(WRONGTYPE if base.version else BADVALUE, 1, 2)
                if base.is_request:
                    agent = Answer(agent.status, agent.index, agent.bindings, True)
                elif base.agent in ("R", "T"):
                    agent = "p"
                d = base.tree.replaced("value", c, t).octets()
                receiver = "b" if base.is_notification else "d"
                yield ("%s %02x %d" % (base.name, t, i), d, agent, receiver,
                       "*" if base.pdu == 0xA2 else "n")  # fmt: skip


# --- SET ---


@cases("set-without-the-right")
def set_without_right():
    # RFC 3416 4.2.5 (1) noAccess, RFC 1157 4.1.5 (1) noSuchName; whatever the value.
    for base in SETS:
        for t, c in (NULL, (2, b"\1"), (4, b"x"), (4, b"x" * 1000), (0x40, bytes(4))):
            tree = base.tree.replaced("value", c, t).replaced("community", b"public")
            agent = Answer(NOACCESS if base.version else NOSUCHNAME, 1, 2)
            yield ("%s %02x %d" % (base.name, t, len(c)), tree.octets(), agent, "d", "n")


@cases("set-wrong-type")
def set_wrong_type():
    # RFC 3416 4.2.5 (3), RFC 1157 4.1.5 (2); NULL among them. Nothing is set.
    for base in SETS:
        for place, own in (("value", 2), ("value2", 4)):
            for t, c in (NULL, (2, b"\1"), (4, b"x"), (6, b"\x2b"), (0x40, bytes(4)),
                         (0x41, b"\1"), (0x42, b"\1"), (0x43, b"\1"), (0x44, b"\1")):  # fmt: skip
                if t != own:
                    agent = Answer(
                        WRONGTYPE if base.version else BADVALUE, 1 if place == "value" else 2, 2
                    )
                    d = base.tree.replaced(place, c, t).octets()
                    yield ("%s %s %02x" % (base.name, place, t), d, agent, "d", "n")


@cases("set-string-extreme")
def set_string_extreme():
    # PROTOS, "application": strings of all lengths, with formats, NUL and control octets. LABEL
    # takes any; NAME up to 255 octets, then RFC 3416 4.2.5 (4) wrongLength, in SNMPv1 badValue.
    strings = [b"", b"\0", b"%s%n" * 20, b"\xff" * 10, b"'; --", b"\n" * 10, b"<&>", b"\x1b[2J"]
    strings += [b"a" * n for n in (127, 128, 255, 256, 700)]
    for base in SETS:
        for i, c in enumerate(strings):
            tree = base.tree.replaced("value2", c)
            yield ("%s label %d" % (base.name, i), tree.octets(), base.agent, "d", "n")
            agent = base.agent
            if len(c) > 255:
                agent = Answer(WRONGLENGTH if base.version else BADVALUE, 2, 2)
            tree = tree.replaced("name2", NAME)
            yield ("%s name %d" % (base.name, i), tree.octets(), agent, "d", "n")


@cases("set-read-only")
def set_read_only():
    # RFC 3416 4.2.5 (2), or, of an object that is there, noSuchName of RFC 1157 4.1.5 (1).
    for base in SETS:
        for i, oid in enumerate((TEMPERATURE, UPTIME, SYSTEM % 1, SENSOR % 3)):
            agent = Answer(NOTWRITABLE if base.version else NOSUCHNAME, 1, 2)
            yield ("%s %d" % (base.name, i), base.tree.replaced("name", oid).octets(), agent, "d",
                   "n")  # fmt: skip


# --- traps and informs ---


@cases("trap-of-no-kind")
def trap_of_no_kind():
    # RFC 1157 4.1.6: generic-trap is 0 to 6; RFC 3584 3.1 has no snmpTrapOID for others, nor for
    # a negative specific-trap, which would be a sub-identifier.
    for g in (b"\7", b"\x7f", b"\xff", b"\x80\0\0\0", b"\x7f\xff\xff\xff"):
        yield ("generic " + g.hex(), trap([(LABEL, (4, b"x"))], generic=g).octets(), "T", "t", "n")
    for s in (b"\xff", b"\x80", b"\x80\0\0\0"):
        d = trap([(LABEL, (4, b"x"))], specific=s).octets()
        yield ("specific " + s.hex(), d, "T", "t", "n")


@cases("trap-address-not-4-octets")
def trap_address():
    # RFC 1157 4.1.6: a NetworkAddress, which is an IpAddress.
    base = [b for b in BASES if b.name == "trap"][0]
    for n in (0, 1, 3, 5, 16, 128):
        d = base.tree.replaced("agent-addr", bytes(n)).octets()
        yield ("%d" % n, d, *base.malformed("agent-addr"))


@cases("trap-without-its-oid")
def trap_without_oid():
    # RFC 3416 4.2.6: the second binding is snmpTrapOID.0, an OID.
    for base in BASES:
        if base.name in ("inform", "trap2"):
            for label, tree in (
                ("name", base.tree.replaced("name2", LABEL)),
                ("integer", base.tree.replaced("value2", b"\3", 2)),
                ("null", base.tree.replaced("value2", b"", 5)),
                ("octets", base.tree.replaced("value2", LINK_DOWN, 4)),
                ("exception", base.tree.replaced("value2", b"", 128)),
            ):
                yield ("%s %s" % (base.name, label), tree.octets(), base.agent, "t", "n")


@cases("good")
def good():
    # So that the other outcomes mean something.
    for base in BASES:
        yield (base.name, base.tree.octets(), *base.good())


FINDINGS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "findings")


@cases("finding")
def finding():
    # What the fuzzer, or this corpus, made fail: findings/*.hex. Comments, a line of outcomes
    # "agent receiver manager", the octets.
    for name in sorted(os.listdir(FINDINGS)):
        if name.endswith(".hex"):
            with open(os.path.join(FINDINGS, name)) as f:
                lines = [line for line in f if not line.startswith("#")]
            agent, receiver, manager = lines.pop(0).split()
            if ":" in agent:  # status:index:bindings
                agent = Answer(*map(int, agent.split(":")))
            yield name[:-4], bytes.fromhex("".join(lines)), agent, receiver, manager


def corpus():
    """Yield (class, label, datagram, agent's, receiver's, manager's outcome), all of them."""
    for name, make in CLASSES.items():
        for label, d, agent, receiver, manager in make():
            yield name, label, d, agent, receiver, manager


def record(index, d, agent, receiver, manager):
    """One case for replay.py: its length, 10 octets of outcome, the datagram as a board takes it.

    index: of its class, 2 octets; then agent, receiver, manager; for an Answer, "A" or "a" (or
    dropped), error-status, error-index and number of bindings.
    """
    d = d[: MAX_SIZE + 1]
    status = at = n = 0
    if isinstance(agent, Answer):
        status, at, n = agent.status, agent.index, agent.bindings
        agent = "a" if agent.or_drop else "A"
    head = index.to_bytes(2, "big") + agent.encode() + receiver.encode() + manager.encode()
    head += bytes((status,)) + at.to_bytes(2, "big") + n.to_bytes(2, "big")
    return len(d).to_bytes(2, "big") + head + d
