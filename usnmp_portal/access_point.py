# The access point of a board without a configuration: its name and WPA2 key, of the chip's own
# number. Imports nothing of ours; the portal's start is to import it.

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another


def names(unique: bytes, key: "str | None" = None) -> "tuple[str, str]":
    """(SSID, WPA2 key) of a chip whose machine.unique_id() is `unique`. key: one of your own, of 8
    to 63 characters of ASCII. ValueError, without the key in its text, if it cannot be one.

    A key made of the number is no secret from who knows it: an ESP's is in its MAC address, which
    is on the air. It keeps passers-by out, not an attacker.
    """
    import hashlib

    octets = hashlib.sha256(b"usnmp portal" + unique).digest()
    if key is None:
        key = "".join([LETTERS[o % len(LETTERS)] for o in octets[:12]])
    elif not 8 <= len(key) <= 63 or [c for c in key if not " " <= c <= "~"]:
        raise ValueError("the access point's key must be 8 to 63 characters of ASCII")
    return "usnmp-%02X%02X" % (octets[30], octets[31]), key
