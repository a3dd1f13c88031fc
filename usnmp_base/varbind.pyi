# Types of varbind.py, where a namedtuple has none.

from typing import Any, NamedTuple

VERSIONS: tuple[str, ...]

def const(value: int) -> int: ...
def ver(version: str) -> int: ...
def request_id() -> int: ...
def host_port(address: Any) -> tuple[str, int]: ...

class VarBind(NamedTuple):
    oid: str
    type: int
    value: Any
