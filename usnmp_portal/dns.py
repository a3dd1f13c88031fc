# The captive portal's DNS: to every question our own address. Imports nothing of ours;
# usnmp_portal.serving imports it.

if 0 & 1:  # for type checkers alone
    from typing import Any


def answer(query: bytes, address: bytes) -> "bytes | None":
    """The response to `query`, a datagram: `address`, 4 octets, for a question of class IN and
    type A, no records for other types. None for what is no query of one question (RFC 1035 4.1).
    """
    if not 17 <= len(query) <= 512 or query[2] & 0xF8 or query[4:6] != b"\0\1":
        return None
    at = 12
    while query[at]:
        if query[at] > 63:  # a pointer: none belongs into a question
            return None
        at += query[at] + 1
        if at - 12 > 254 or at + 5 > len(query):
            return None
    end = at + 5
    if end > len(query):
        return None
    found = query[at + 1 : end] == b"\0\1\0\1"
    head = query[:2] + bytes((0x84 | query[2] & 1, 0, 0, 1, 0, found, 0, 0, 0, 0))
    record = b"\xc0\x0c\0\1\0\1\0\0\0\0\0\4" + address if found else b""  # TTL 0: not to be kept
    return head + query[12:end] + record


class Server:
    """Answers with `address`, text, and never waits. sock: bound, of UDP, and does not block."""

    def __init__(self, address: str, sock: "Any") -> None:
        self._octets = bytes([int(part) for part in address.split(".")])
        self._sock = sock

    def step(self) -> bool:
        """Answer one query, if one is there. Was there something?"""
        try:
            query, where = self._sock.recvfrom(300)  # the question is in that, of any length
            response = answer(query, self._octets)
            if response:
                self._sock.sendto(response, where)
            return True
        except OSError:  # nobody asks, or he who asked is gone
            return False

    def close(self) -> None:
        """Close the socket."""
        self._sock.close()
