# Messages as trees: a TLV is a list [tag, length octets, content]. The length octets are None
# for the right ones; the content is octets, or a list of TLVs. Pure; the fuzzer and sealed change
# such trees.


def parse_tlvs(d, depth=0):
    """The TLVs of `d` as a list, constructed ones as trees, and what is in an OCTET STRING of a
    message of SNMPv3, its security parameters; None if `d` is not TLVs.
    """
    out = []
    p = 0
    end = len(d)
    while p < end:
        if p + 2 > end:
            return None
        tag = d[p]
        n = d[p + 1]
        p += 2
        if n > 127:
            k = n - 128
            n = int.from_bytes(d[p : p + k], "big")
            p += k
        if n > end - p:
            return None
        content = d[p : p + n]
        p += n
        inner = tag == 4 and depth == 1 and content[:1] == b"0"
        if (tag == 48 or 160 <= tag <= 168 or inner) and depth < 8:
            tree = parse_tlvs(content, depth + 1)
            if tree is not None:
                content = tree
        out.append([tag, None, content])
    return out


def to_octets(tlvs):
    """What the list is, encoded."""
    out = b""
    for tag, field, content in tlvs:
        if isinstance(content, list):
            content = to_octets(content)
        if field is None:
            n = len(content)
            k = (n.bit_length() + 7) // 8
            field = bytes((n,)) if n < 128 else bytes((128 + k,)) + n.to_bytes(k, "big")
        out += bytes((tag,)) + field + content
    return out


def copy(t):
    """Another of the same TLV."""
    return [t[0], t[1], [copy(x) for x in t[2]] if isinstance(t[2], list) else t[2]]
