# The end of the portal: the file in its place, and what to type on a PC then. Imports nothing of
# ours; usnmp_portal.saving imports it when the board has joined.

import os

if 0 & 1:  # for type checkers alone
    from typing import Any


def replace(new: str, path: str) -> None:
    """Have the file `new` stand in place of that at `path`."""
    try:
        os.rename(new, path)
    except OSError:  # FAT has no such renaming
        os.remove(path)
        os.rename(new, path)


def line(config: "dict[str, Any]", address: str) -> str:
    """What to type on a PC to read the board, without a password in it."""
    users = config.get("users")
    port = config.get("port", 161)
    where = address if port == 161 else "%s:%d" % (address, port)
    if not users:
        community = config.get("read_community", "public")
        return "snmpwalk -v2c -c %s %s .1" % (
            "public" if community == "public" else "COMMUNITY", where
        )  # fmt: skip
    name = users[0]["name"].replace("'", "'\\''")
    return "snmpwalk -v3 -u '%s' -l authPriv -a %s -A PASSWORD -x %s -X PASSWORD %s .1" % (
        name,
        users[0]["auth"],
        users[0]["priv"],
        where,
    )
