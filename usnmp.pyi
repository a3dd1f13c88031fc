# Made by tools/usnmp_tools/stubs.py of usnmp.py.

# mypy: disable-error-code="override"

from typing import Any, Iterator
from usnmp_codec import (
    BerError as BerError,
    name_of as name_of,
    frombytes_lenat as frombytes_lenat,
    frombytes_tvat as frombytes_tvat,
    tobytes_len as tobytes_len,
    tobytes_tv as tobytes_tv,
    ASN1_INT as ASN1_INT,
    ASN1_BITSTR as ASN1_BITSTR,
    ASN1_OCTSTR as ASN1_OCTSTR,
    ASN1_NULL as ASN1_NULL,
    ASN1_OID as ASN1_OID,
    ASN1_SEQ as ASN1_SEQ,
    SNMP_VER1 as SNMP_VER1,
    SNMP_VER2C as SNMP_VER2C,
    SNMP_IPADDR as SNMP_IPADDR,
    SNMP_COUNTER as SNMP_COUNTER,
    SNMP_GAUGE as SNMP_GAUGE,
    SNMP_TIMETICKS as SNMP_TIMETICKS,
    SNMP_OPAQUE as SNMP_OPAQUE,
    SNMP_NSAPADDR as SNMP_NSAPADDR,
    SNMP_COUNTER64 as SNMP_COUNTER64,
    SNMP_UINTEGER32 as SNMP_UINTEGER32,
    SNMP_GUAGE as SNMP_GUAGE,
    SNMP_OPAQUE_FLOAT as SNMP_OPAQUE_FLOAT,
    SNMP_OPAQUE_DOUBLE as SNMP_OPAQUE_DOUBLE,
    SNMP_NOSUCHOBJECT as SNMP_NOSUCHOBJECT,
    SNMP_NOSUCHINSTANCE as SNMP_NOSUCHINSTANCE,
    SNMP_ENDOFMIBVIEW as SNMP_ENDOFMIBVIEW,
    SNMP_GETREQUEST as SNMP_GETREQUEST,
    SNMP_GETNEXTREQUEST as SNMP_GETNEXTREQUEST,
    SNMP_GETRESPONSE as SNMP_GETRESPONSE,
    SNMP_SETREQUEST as SNMP_SETREQUEST,
    SNMP_TRAP as SNMP_TRAP,
    SNMP_GETBULKREQUEST as SNMP_GETBULKREQUEST,
    SNMP_INFORMREQUEST as SNMP_INFORMREQUEST,
    SNMP_TRAP2 as SNMP_TRAP2,
    SNMP_REPORT as SNMP_REPORT,
    SNMP_ERR_NOERROR as SNMP_ERR_NOERROR,
    SNMP_ERR_TOOBIG as SNMP_ERR_TOOBIG,
    SNMP_ERR_NOSUCHNAME as SNMP_ERR_NOSUCHNAME,
    SNMP_ERR_BADVALUE as SNMP_ERR_BADVALUE,
    SNMP_ERR_READONLY as SNMP_ERR_READONLY,
    SNMP_ERR_GENERR as SNMP_ERR_GENERR,
    SNMP_TRAP_COLDSTART as SNMP_TRAP_COLDSTART,
    SNMP_TRAP_WARMSTART as SNMP_TRAP_WARMSTART,
    SNMP_TRAP_LINKDOWN as SNMP_TRAP_LINKDOWN,
    SNMP_TRAP_LINKUP as SNMP_TRAP_LINKUP,
    SNMP_TRAP_AUTHFAIL as SNMP_TRAP_AUTHFAIL,
    SNMP_TRAP_EGPNEIGHLOSS as SNMP_TRAP_EGPNEIGHLOSS,
    GET_REQUEST as GET_REQUEST,
)

class VarBinds(list[tuple[str, tuple[int, Any]]]):
    def items(self) -> list[tuple[str, tuple[int, Any]]]: ...
    def __getitem__(self, key: str) -> tuple[int, Any]: ...
    def __setitem__(self, key: str, value: tuple[int, Any] | int | None) -> None: ...
    def __delitem__(self, key: str) -> None: ...
    def __iter__(self) -> Iterator[str]: ...
    def __contains__(self, key: object) -> bool: ...
    def __repr__(self) -> str: ...

class SnmpPacket:
    ver: int
    community: str | bytes
    type: int
    varbinds: VarBinds
    id: int
    err_status: int
    err_id: int
    enterprise: str
    agent_addr: str
    generic_trap: int
    specific_trap: int
    timestamp: int

    def __init__(
        self,
        src: int | bytes | bytearray | memoryview | None = None,
        *,
        ver: int = ...,
        community: str | bytes = ...,
        type: int = ...,
        varbinds: VarBinds | dict[str, Any] = ...,
        id: int = ...,
        err_status: int = ...,
        err_id: int = ...,
        enterprise: str = ...,
        agent_addr: str = ...,
        generic_trap: int = ...,
        specific_trap: int = ...,
        timestamp: int = ...,
    ) -> None: ...
    def tobytes(self) -> bytes: ...
    def __repr__(self) -> str: ...
