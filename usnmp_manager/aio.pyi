# Types of aio.py: as blocking.pyi, to be awaited.

from typing import Any, AsyncIterator, Iterable, overload

from usnmp import SnmpPacket
from usnmp_base.varbind import VarBind
from usnmp_v3 import User

from .session import Session

class AsyncManager:
    strays: int
    trailing: int
    def __init__(self, in_flight: int = 64, sockets: int = ...) -> None: ...
    def target(
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
    ) -> Target: ...
    async def response(self, target: Target, packet: SnmpPacket) -> SnmpPacket: ...
    def close(self) -> None: ...
    async def __aenter__(self) -> AsyncManager: ...
    async def __aexit__(self, *args: object) -> None: ...

class Target(Session):
    manager: AsyncManager
    host: tuple[str, int]
    address: Any
    @overload
    async def get(self, oid: str, /) -> VarBind: ...
    @overload
    async def get(self, oid: str, another: str, /, *oids: str) -> list[VarBind]: ...
    @overload
    async def get(self, *oids: str) -> Any: ...
    @overload
    async def get_next(self, oid: str, /) -> VarBind: ...
    @overload
    async def get_next(self, oid: str, another: str, /, *oids: str) -> list[VarBind]: ...
    @overload
    async def get_next(self, *oids: str) -> Any: ...
    async def get_bulk(
        self, *oids: str, non_repeaters: int = 0, max_repetitions: int = 10
    ) -> list[VarBind]: ...
    @overload
    async def set(self, oid: str, type: int, value: Any, /) -> VarBind: ...
    @overload
    async def set(self, varbind: tuple[str, int, Any], /) -> VarBind: ...
    @overload
    async def set(
        self,
        varbind: tuple[str, int, Any],
        another: tuple[str, int, Any],
        /,
        *varbinds: tuple[str, int, Any],
    ) -> list[VarBind]: ...
    @overload
    async def set(self, *varbinds: tuple[str, int, Any]) -> Any: ...
    def walk(
        self,
        oid: str,
        max_repetitions: int = 10,
        *,
        max_rows: int | None = None,
        to_end: bool = False,
        ignore_not_increasing: bool = False,
    ) -> AsyncIterator[VarBind]: ...
    def table(
        self,
        entry: str,
        columns: Iterable[int] | None = None,
        max_repetitions: int = 25,
        *,
        max_rows: int | None = None,
        ignore_not_increasing: bool = False,
    ) -> AsyncIterator[tuple[str, dict[int, VarBind]]]: ...
    async def ask(self, packet: SnmpPacket) -> Any: ...
