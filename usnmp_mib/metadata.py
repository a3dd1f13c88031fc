# Objects with their metadata, as a MIB file has them: access, status, description. Imports
# usnmp_mib; whoever wants more than Mib.scalar() imports it, and nobody else pays for it.

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable
    from usnmp_mib import Mib, Phased


def _nothing():
    # Reads an object that is not to be read: as if it were not there.
    return None


def scalar(
    mib: "Mib",
    oid: str,
    type: int,
    value: "Any",
    access: "str | None" = None,
    status: str = "current",
    description: str = "",
    notes: "dict[str, tuple[str, str, str]] | None" = None,
    write: "Callable[[Any], object] | Phased | bool | None" = None,
    **options: "Any",
) -> None:
    """mib.scalar() with `access` and, for people, `status` and `description` (RFC 2578 7).

    access: "read-only", "read-write" (with write= or persist=), "write-only" (of SNMPv1's days:
    reads miss it, noSuchName or noSuchInstance; with write=), "not-accessible" (writes do too:
    noSuchName or notWritable), or None for what `write` says. notes: a dict to keep {oid: (access,
    status, description)} in; without it they cost no heap. Raises ValueError if they do not agree.
    """
    writable = write or options.get("persist")
    actual = "read-write" if writable else "read-only"
    if access is None:
        access = actual
    hidden = access == "not-accessible" or access == "write-only" and write and write is not True
    if access != actual and not hidden:
        raise ValueError("scalar %s: access %s, but %s" % (oid, access, actual))
    if access == "not-accessible":
        mib.scalar(oid, type, _nothing)
    elif hidden:
        mib.scalar(oid, type, _nothing, write=write, **options)
    else:
        mib.scalar(oid, type, value, write=write, **options)
    if notes is not None:
        notes[oid] = (access, status, description)
