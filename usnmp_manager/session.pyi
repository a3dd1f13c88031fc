# Types of session.py: what Manager and the targets of AsyncManager have in common. Their
# operations, which the one answers and the other awaits, are typed in blocking.pyi and aio.pyi.

from typing import Any, Iterable

from usnmp import SnmpPacket

class Session:
    ver: int
    community: str | bytes
    timeout_ms: int
    retries: int
    any_source: bool
    echo_community: bool
    def __init__(
        self,
        community: str | bytes,
        version: str,
        timeout_ms: int,
        retries: int,
        any_source: bool,
        echo_community: bool,
    ) -> None: ...
    def request(
        self,
        type: int,
        varbinds: Iterable[str | tuple[str, int, Any]],
        a: int = 0,
        b: int = 0,
    ) -> SnmpPacket: ...
