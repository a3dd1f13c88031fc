# An engine with two objects, small enough to be beside a manager of SNMPv3 in 38 KiB. Portable.

from peerbox import AUTH, Other
from usnmp import SnmpPacket
from usnmp_codec import tobytes_tv
from usnmp_v3 import User

A = "1.3.6.1.2.1.1.5.0"
B = "1.3.6.1.2.1.1.7.0"


def secure(name="u", auth_key=AUTH, priv_key=AUTH):
    return User(name, "SHA", None, "AES", None, auth_key, priv_key)


class Far(Other):
    """Has A and B."""

    def response(self, pdu):
        p = SnmpPacket(tobytes_tv(48, b"\2\1\1\4\0" + pdu))
        asked = p.varbinds.items()
        kind = p.type
        p = SnmpPacket(0xA2, ver=1, community="", id=p.id)
        for oid, tv in asked:
            if kind == 0xA1:
                oid = A if oid < A else B if oid < B else "1.3.6.1.3.0"
            if kind != 0xA3:
                tv = (4, "far") if oid == A else (2, 72) if oid == B else (130, None)
            p.varbinds.append((oid, tv))
        d = p.tobytes()
        return d[7 if d[1] < 128 else 8 :]
