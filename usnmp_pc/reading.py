# The command by which net-snmp reads an agent that is configured so, if it may. Imports nothing
# of usnmp; banner_pc and tools/deploy.py import it. For CPython.

import ipaddress
import shlex


def may_ask(sources, address):
    """Are `sources` of config.json, addresses and prefixes, such that `address` may ask?"""
    here = ipaddress.ip_address(address)
    places = [ipaddress.ip_network(text, strict=False) for text in sources]
    return not places or any(here in place for place in places)


def command(config, version):
    """snmpwalk's beginning, of a configuration with its defaults: all but the agent's address;
    None if nobody may read. Secrets are words in capitals. version: "1" or "2c".
    """
    if config["read_community"] is not None:
        word = config["read_community"]
        return "snmpwalk -v%s -c %s" % (version, word if word == "public" else "COMMUNITY")
    for user in config["users"]:
        if user.get("read", []) is not None:
            return _as_user(user)
    if config["write_community"] is not None:
        return "snmpwalk -v%s -c COMMUNITY" % version
    return None


def _as_user(user):
    auth, priv = user.get("auth"), user.get("priv")
    level = "authPriv" if priv else "authNoPriv" if auth else "noAuthNoPriv"
    words = ["snmpwalk", "-v3", "-u", shlex.quote(user["name"]), "-l", level]
    words += ["-a", auth, "-A", "PASSWORD"] if auth else []
    words += ["-x", priv, "-X", "PASSWORD"] if priv else []
    return " ".join(words + (["-n", shlex.quote(user["context"])] if user.get("context") else []))
