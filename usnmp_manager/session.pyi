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
    wrapper: Any
    def __init__(
        self,
        community: str | bytes,
        version: str,
        timeout_ms: int,
        retries: int,
        any_source: bool,
        echo_community: bool,
    ) -> None: ...
    def get(self, *oids: str) -> Any: ...
    def get_next(self, *oids: str) -> Any: ...
    def get_bulk(self, *oids: str, non_repeaters: int = 0, max_repetitions: int = 10) -> Any: ...
    def set(self, *varbinds: Any) -> Any: ...
    def walk(
        self,
        oid: str,
        max_repetitions: int = 10,
        *,
        max_rows: int | None = None,
        to_end: bool = False,
        ignore_not_increasing: bool = False,
    ) -> Any: ...
    def table(
        self,
        entry: str,
        columns: Iterable[int] | None = None,
        max_repetitions: int = 25,
        *,
        max_rows: int | None = None,
        ignore_not_increasing: bool = False,
    ) -> Any: ...
    def request(
        self,
        type: int,
        varbinds: Iterable[str | tuple[str, int, Any]],
        a: int = 0,
        b: int = 0,
    ) -> SnmpPacket: ...
