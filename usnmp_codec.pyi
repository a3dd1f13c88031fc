# Made by tools/usnmp_tools/stubs.py of usnmp_codec.py.

# mypy: disable-error-code="override"

from typing import Any, Final

TAGS: bytes

class BerError(ValueError): ...

def name_of(value: int, prefix: str = "") -> str: ...
def tobytes_len(n: int) -> bytes: ...
def frombytes_lenat(buf: bytes | bytearray | memoryview, ptr: int) -> tuple[int, int]: ...
def tobytes_tv(t: int, v: Any = None) -> bytes: ...
def frombytes_tvat(buf: bytes | bytearray | memoryview, ptr: int) -> tuple[int, Any]: ...

ASN1_INT: Final = 2
ASN1_BITSTR: Final = 3
ASN1_OCTSTR: Final = 4
ASN1_NULL: Final = 5
ASN1_OID: Final = 6
ASN1_SEQ: Final = 48
SNMP_VER1: Final = 0
SNMP_VER2C: Final = 1
SNMP_IPADDR: Final = 64
SNMP_COUNTER: Final = 65
SNMP_GAUGE: Final = 66
SNMP_TIMETICKS: Final = 67
SNMP_OPAQUE: Final = 68
SNMP_NSAPADDR: Final = 69
SNMP_COUNTER64: Final = 70
SNMP_UINTEGER32: Final = 71
SNMP_GUAGE: Final = 66
SNMP_OPAQUE_FLOAT: Final = 120
SNMP_OPAQUE_DOUBLE: Final = 121
SNMP_NOSUCHOBJECT: Final = 128
SNMP_NOSUCHINSTANCE: Final = 129
SNMP_ENDOFMIBVIEW: Final = 130
SNMP_GETREQUEST: Final = 160
SNMP_GETNEXTREQUEST: Final = 161
SNMP_GETRESPONSE: Final = 162
SNMP_SETREQUEST: Final = 163
SNMP_TRAP: Final = 164
SNMP_GETBULKREQUEST: Final = 165
SNMP_INFORMREQUEST: Final = 166
SNMP_TRAP2: Final = 167
SNMP_REPORT: Final = 168
SNMP_ERR_NOERROR: Final = 0
SNMP_ERR_TOOBIG: Final = 1
SNMP_ERR_NOSUCHNAME: Final = 2
SNMP_ERR_BADVALUE: Final = 3
SNMP_ERR_READONLY: Final = 4
SNMP_ERR_GENERR: Final = 5
SNMP_TRAP_COLDSTART: Final = 0
SNMP_TRAP_WARMSTART: Final = 1
SNMP_TRAP_LINKDOWN: Final = 2
SNMP_TRAP_LINKUP: Final = 3
SNMP_TRAP_AUTHFAIL: Final = 4
SNMP_TRAP_EGPNEIGHLOSS: Final = 5
GET_REQUEST: Final = 160
