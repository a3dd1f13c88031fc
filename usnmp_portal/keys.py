# The keys of a user of SNMPv3 in place of its passwords, as tools/configure.py makes them, so that
# whoever reads the board's flash has not these. Imports usnmp_v3; usnmp_portal.saving imports it
# when there is a user.

if 0 & 1:  # for type checkers alone
    from typing import Any


def localise(config: "dict[str, Any]") -> None:
    """Replace the passwords of the first user in `config`: a hash of 1 MiB each, seconds. With an
    inform to a target the master keys stay, which informs want (RFC 3414 2.6); else they are
    localised for "engine_id", which is made if there is none. Raises ValueError.
    """
    user = config["users"][0]
    if not user.get("auth_password") and not user.get("priv_password"):
        return
    from usnmp_v3 import User
    from usnmp_v3.engine import engine_id
    from usnmp_v3.keys import localize, privacy_key

    auth, priv = user["auth"], user["priv"]
    made = User(user["name"], auth, user["auth_password"], priv, user["priv_password"])
    ku, kp = made.master_keys()
    for key in "auth_password", "priv_password":
        user.pop(key, None)
    if [t for t in config.get("targets") or () if t.get("inform")]:
        user["localized"] = False
        user["auth_key"], user["priv_key"] = ku.hex(), kp.hex()
        return
    user.pop("localized", None)
    id = bytes.fromhex(config.get("engine_id") or "") or engine_id()
    config["engine_id"] = id.hex()
    user["auth_key"] = localize(auth, ku, id).hex()
    user["priv_key"] = privacy_key(priv, auth, localize(auth, kp, id), id).hex()
