# Types of blocking.py: one OID gives one VarBind, several give a list.

from typing import Any, Iterable, Iterator, overload

from usnmp import SnmpPacket
from usnmp_base.varbind import VarBind
from usnmp_v3 import User

from .session import Session

class Manager(Session):
    strays: int
    trailing: int
    def __init__(
        self,
        host: str,
        community: str | bytes = "public",
        version: str = "2c",
        port: int = 161,
        timeout_ms: int = 1000,
        retries: int = 3,
        any_source: bool = False,
        echo_community: bool = True,
        *,
        user: User = ...,
        level: str | None = None,
        context: str | bytes = "",
        engine_id: str | bytes | None = None,
        context_engine_id: str | bytes | None = None,
        mibs: Any = None,
    ) -> None: ...
    @overload
    def get(self, oid: str, /) -> VarBind: ...
    @overload
    def get(self, oid: str, another: str, /, *oids: str) -> list[VarBind]: ...
    @overload
    def get(self, *oids: str) -> Any: ...
    @overload
    def get_next(self, oid: str, /) -> VarBind: ...
    @overload
    def get_next(self, oid: str, another: str, /, *oids: str) -> list[VarBind]: ...
    @overload
    def get_next(self, *oids: str) -> Any: ...
    def get_bulk(
        self, *oids: str, non_repeaters: int = 0, max_repetitions: int = 10
    ) -> list[VarBind]: ...
    @overload
    def set(self, oid: str, type: int, value: Any, /) -> VarBind: ...
    @overload
    def set(self, varbind: tuple[str, int, Any], /) -> VarBind: ...
    @overload
    def set(
        self,
        varbind: tuple[str, int, Any],
        another: tuple[str, int, Any],
        /,
        *varbinds: tuple[str, int, Any],
    ) -> list[VarBind]: ...
    @overload
    def set(self, *varbinds: tuple[str, int, Any]) -> Any: ...
    def walk(
        self,
        oid: str,
        max_repetitions: int = 10,
        *,
        max_rows: int | None = None,
        to_end: bool = False,
        ignore_not_increasing: bool = False,
    ) -> Iterator[VarBind]: ...
    def table(
        self,
        entry: str,
        columns: Iterable[int] | None = None,
        max_repetitions: int = 25,
        *,
        max_rows: int | None = None,
        ignore_not_increasing: bool = False,
    ) -> Iterator[tuple[str, dict[int, VarBind]]]: ...
    def ask(self, packet: SnmpPacket) -> Any: ...
    def close(self) -> None: ...
    def __enter__(self) -> Manager: ...
    def __exit__(self, *args: object) -> None: ...
