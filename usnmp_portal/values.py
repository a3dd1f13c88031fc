# What of config.json the page shows, and what of it never. Pure; imports nothing of ours.
# usnmp_portal.provision, usnmp_portal.page and usnmp_portal.build import it.

if 0 & 1:  # for type checkers alone
    from typing import Any

# A field of these that is left empty leaves what there is; NONE takes it away.
SECRETS = "key read_community write_community auth_password priv_password"
PLAIN = "name location contact"
NONE = "-"


def shown(config: "dict[str, Any]") -> "dict[str, str]":
    """The fields' values of a configuration, without those that are secret."""
    found = {key: str(config.get(key, "")) for key in PLAIN.split()}
    found["ssid"] = (config.get("wifi") or {}).get("ssid", "")
    user = (config.get("users") or [{}])[0]
    found["access"] = "3" if user else "2c"
    found["user"] = user.get("name", "")
    if user.get("write"):
        found["user_write"] = "1"
    targets = config.get("targets") or []
    for i in range(len(targets)):
        for key in "host", "port":
            found["t%d.%s" % (i, key)] = str(targets[i].get(key, ""))
        if targets[i].get("inform"):
            found["t%d.inform" % i] = "1"
    sensors = config.get("sensors") or []
    for i in range(len(sensors)):
        s = sensors[i]
        for key in "kind", "name", "above":
            found["s%d.%s" % (i, key)] = str(s.get(key, ""))
        pins = [s[key] for key in ("scl", "sda", "pin") if key in s]
        found["s%d.pin" % i] = " ".join([str(pin) for pin in pins])
    return {name: found[name] for name in found if found[name]}


def kept(config: "dict[str, Any]", name: str) -> bool:
    """Has `config` a value of the secret field `name`?"""
    if name == "key":
        return bool((config.get("wifi") or {}).get("key"))
    if name[0] == "t" and name[1].isdigit():
        targets = config.get("targets") or []
        at = int(name[1 : name.find(".")])
        return at < len(targets) and "community" in targets[at]
    if name in ("auth_password", "priv_password"):
        user = (config.get("users") or [{}])[0]
        return bool(user.get(name) or user.get(name.replace("password", "key")))
    return bool(config.get(name))
