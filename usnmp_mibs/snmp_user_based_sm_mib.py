# SNMP-USER-BASED-SM-MIB (RFC 3414): what USM refused, and the users. Imports usnmp_mib, listed and
# snmp_mpd_mib.

from usnmp_mib import INT, OCTSTR, OID

from .listed import Listed, text
from .snmp_mpd_mib import counters

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_agent import Agent
    from usnmp_mib import Mib

# Below usmUserAuthProtocol's 1.3.6.1.6.3.10.1.1 and usmUserPrivProtocol's 1.3.6.1.6.3.10.1.2 (RFC
# 3414, 3826, 7860); the rest is net-snmp's and Cisco's.
_AUTH = {"MD5": 2, "SHA": 3, "SHA-224": 4, "SHA-256": 5, "SHA-384": 6, "SHA-512": 7}
_PRIV = {"DES": "1.3.6.1.6.3.10.1.2.2", "AES": "1.3.6.1.6.3.10.1.2.4"}
_PRIV["3DES"] = "1.3.6.1.4.1.9.12.6.1.1"
_PRIV["AES-192"] = "1.3.6.1.4.1.14832.1.3"
_PRIV["AES-256"] = "1.3.6.1.4.1.14832.1.4"
_PRIV["AES-192-C"] = "1.3.6.1.4.1.9.12.6.1.2"
_PRIV["AES-256-C"] = "1.3.6.1.4.1.9.12.6.1.3"


def usm_stats(mib: "Mib", agent: "Agent") -> None:
    """Serve usmStats of `agent`, 1.3.6.1.6.3.15.1.1: six counters, by which a manager learns what
    is wrong. Raises ValueError if it has no User yet.
    """
    counters(mib, agent, "1.3.6.1.6.3.15.1.1", 1, 6)


def usm_users(mib: "Mib", agent: "Agent") -> None:
    """Serve usmUserTable, 1.3.6.1.6.3.15.1.2.2: the users of `agent`, as far as they are no secret
    and not to be written. Raises ValueError if it has no User yet.
    """
    v3 = agent.v3
    if not v3:
        raise ValueError("first allow() a User")
    mib.subtree("1.3.6.1.6.3.15.1.2.2.1", Listed(lambda: _rows(v3)))


def protocols(keys: "Any") -> "tuple[str, str]":
    """The OIDs of the protocols of Keys."""
    return (
        "1.3.6.1.6.3.10.1.1.%d" % _AUTH.get(keys.auth, 1),
        _PRIV.get(keys.priv, "1.3.6.1.6.3.10.1.2.1"),
    )


def _rows(v3):
    # usmUserSecurityName, -CloneFrom, -AuthProtocol, its key changes, which are empty when read;
    # -PrivProtocol, its key changes; -Public; -StorageType readOnly(5), -Status active(1)
    empty = OCTSTR, b""
    for keys in v3.users.values():
        auth, priv = protocols(keys)
        row = {3: (OCTSTR, keys.tlv[2:]), 4: (OID, "0.0"), 5: (OID, auth), 6: empty, 7: empty}
        row.update({8: (OID, priv), 9: empty, 10: empty, 11: empty, 12: (INT, 5), 13: (INT, 1)})
        yield text(v3.engine.id) + text(keys.tlv[2:]), row
