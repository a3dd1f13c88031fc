# Messages of SNMPv3, put together and taken apart without usnmp_v3.message, whose test this is.

from usnmp_codec import frombytes_lenat, frombytes_tvat, tobytes_len, tobytes_tv

ENGINE = b"\x80\x00\x1f\x88\x05\x01\x02\x03\x04\x05\x06\x07\x08"
DESCR = b"+\x06\x01\x02\x01\x01\x01\x00"


def tlv(tag, *parts):
    content = b"".join(parts)
    return bytes((tag,)) + tobytes_len(len(content)) + content


def num(v):
    return tobytes_tv(2, v)


def pdu(tag=0xA0, oid=DESCR, id=b"\x02\x02\x12\x34", a=0, b=0, value=b"\x05\x00"):
    return tlv(tag, id, num(a), num(b), tlv(48, tlv(48, tlv(6, oid), value)))


def scoped(pdu, engine=ENGINE, name=b""):
    return tlv(48, tlv(4, engine), tlv(4, name), pdu)


def message(
    flags=4,
    data=None,
    id=b"\x02\x01\x07",
    size=b"\x02\x02\x05\xc0",
    model=b"\x02\x01\x03",
    engine=ENGINE,
    boots=b"\x02\x01\x05",
    time=b"\x02\x01\x00",
    user=b"reader",
    mac=b"",
    salt=b"",
    security=None,
):
    # The whole: integers as TLVs, strings as contents.
    head = tlv(48, id, size, tlv(4, bytes((flags,))), model)
    if security is None:
        security = tlv(48, tlv(4, engine), boots, time, tlv(4, user), tlv(4, mac), tlv(4, salt))
    return tlv(48, num(3), head, tlv(4, security), scoped(pdu()) if data is None else data)


def signed(keys, flags=5, mac=None, **fields):
    # The same, with the MAC of `keys`; or with `mac`, of that length, its place being known.
    n = keys.mac.size
    if mac is None:
        mac = keys.mac.digest(message(flags, mac=bytes(n), **fields))[:n]
    return message(flags, mac=mac, **fields)


def encrypted(keys, data=None, boots=5, time=0, salt=b"saltsalt", padding=b""):
    # msgData: a scopedPDU that is encrypted.
    data = bytearray((scoped(pdu()) if data is None else data) + padding)
    keys.cipher.encrypt(
        bytearray(boots.to_bytes(4, "big") + time.to_bytes(4, "big") + salt), memoryview(data)
    )
    return tlv(4, data)


def private(keys, data=None, boots=5, time=0, salt=b"saltsalt", padding=b"", **fields):
    data = encrypted(keys, data, boots, time, salt, padding)
    fields = dict(fields, boots=num(boots), time=num(time), salt=salt, data=data)
    return signed(keys, 7, **fields)


def parts(d, p=0, end=None):
    # The TLVs in d from p on: [(tag, content)]; constructed ones as views, for room.
    found = []
    d = memoryview(d)
    end = len(d) if end is None else end
    while p < end:
        n, k = frombytes_lenat(d, p)
        content = d[p + 1 + k : p + 1 + k + n]
        found.append((d[p], content if d[p] & 32 else bytes(content)))
        p += 1 + k + n
    assert p == end
    return found


class Read:
    # A message taken apart, its MAC checked and its data decrypted, if it has such.
    def __init__(self, d, keys=None):
        (outer,) = parts(d)
        version, head, security, data = parts(outer[1])
        assert outer[0] == 48 and version == (2, b"\x03") and head[0] == 48
        self.id, size, flags, model = [part[1] for part in parts(head[1])]
        assert model == b"\x03"
        self.size = int.from_bytes(size, "big")
        self.flags = flags[0]
        (security,) = parts(security[1])
        self.engine, boots, time, self.user, mac, salt = [part[1] for part in parts(security[1])]
        self.boots = int.from_bytes(boots, "big")
        self.time = int.from_bytes(time, "big")
        if self.flags & 1:
            n = keys.mac.size
            p = d.find(mac)
            zeros = d[:p] + bytes(n) + d[p + n :]
            assert len(mac) == n and keys.mac.digest(zeros)[:n] == mac
        else:
            assert mac == b""
        self.salt = salt
        if self.flags & 2:
            assert data[0] == 4 and len(salt) == 8
            iv = self.boots.to_bytes(4, "big") + self.time.to_bytes(4, "big") + salt
            plain = bytearray(data[1])
            keys.cipher.decrypt(bytearray(iv), memoryview(plain))
            n, k = frombytes_lenat(plain, 0)
            self.padding = len(plain) - 1 - k - n
            data = 48, memoryview(plain)[1 + k : 1 + k + n]
        else:
            assert salt == b"" and data[0] == 48
        context, name, pdu = parts(data[1])
        self.context = context[1]
        self.name = name[1]
        self.type = pdu[0]
        rid, status, index, bindings = parts(pdu[1])
        self.rid = rid[1]
        self.error = status[1][0], index[1][0]
        self.bindings = []
        for binding in parts(bindings[1]):
            (oid, value) = parts(binding[1])
            self.bindings.append((oid[1], frombytes_tvat(tlv(*value), 0)[1]))
