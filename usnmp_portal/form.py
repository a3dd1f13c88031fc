# What a browser's form sends, pure: its fields, urlencoded, as text. Imports nothing of ours; the
# portal's server is to import it.


def fields(body: bytes, known: "tuple[str, ...]") -> "dict[str, str]":
    """The fields of `body` (application/x-www-form-urlencoded) whose names are in `known`.

    Raises ValueError, without any value in its text, for a broken escape, text that is no UTF-8,
    control characters, or a field that is given twice.
    """
    found = {}
    for pair in body.split(b"&"):
        at = pair.find(b"=")
        if at < 0:
            continue
        name = _text(pair[:at])
        if name in known:
            if name in found:
                raise ValueError('"%s" is given twice' % name)
            found[name] = _text(pair[at + 1 :])
    return found


def _text(octets):
    out = bytearray()
    at = 0
    while at < len(octets):
        c = octets[at]
        if c == 0x25:  # %
            digits = octets[at + 1 : at + 3]
            if len(digits) < 2 or [d for d in digits if d not in b"0123456789abcdefABCDEF"]:
                raise ValueError("broken escape")
            c = int(str(digits, "ascii"), 16)
            at += 2
        elif c == 0x2B:  # +
            c = 0x20
        if c < 0x20 or c == 0x7F:
            raise ValueError("control character")
        out.append(c)
        at += 1
    text = ""
    try:
        text = out.decode()
    except ValueError:  # raised below: this one's text may have a password in it
        text = None
    if text is None:
        raise ValueError("not UTF-8")
    return text
