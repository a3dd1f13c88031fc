# Notification, faster: for CPython, never for a board. What is in most notifications, OIDs and
# short values, is decoded once; numbers of the usual kind without a call. All else goes the way of
# notification, which stays the definition. Imports usnmp_base.packet_pc; notification imports it
# at its end, and gives it its class.

from usnmp_base.packet_pc import _BITS, _keep

_known = {}  # TLV with a length of one octet, as it is to be: (type, value)
_int = int.from_bytes


def _value(self, d, p):
    # As Notification._value. An IndexError is the end of the octets, for the plain way to tell.
    try:
        t = d[p]
        n = d[p + 1]
        at = p + 2
        end = at + n
        if d.__class__ is bytes and n < 128 and end <= len(d):
            if 0 < n < 5 and (t == 2 or t in _BITS):
                c = d[at]
                if c < 128 and (c or n == 1 or d[at + 1] > 127):
                    return t, _int(d[at:end], "big"), end
            else:
                tlv = d[p:end]
                found = _known.get(tlv)
                if found is None:
                    irregular, self.irregular = self.irregular, False
                    try:
                        t, v, end = _plain_value(self, d, p)
                        if not self.irregular:
                            _keep(_known, tlv, (t, v))
                    finally:
                        self.irregular |= irregular
                    return t, v, end
                return (*found, end)
    except IndexError:
        pass
    return _plain_value(self, d, p)


def install(notification):
    """Make `notification`, the class Notification, faster."""
    global _plain_value
    _plain_value = notification._value
    notification._value = _value
