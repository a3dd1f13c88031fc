# Notifications as text and as JSON. Imports usnmp_pc.alarms and cli.output; trapd imports it.

import json
import re
import time

from ..alarms import trap_name
from .output import jsonable, named

_TRAP, _INFORM = 0xA4, 0xA6


def address(text):
    """An address; one of IPv4 that came in by a socket of IPv6 looks like ::ffff:192.0.2.1."""
    return text[7:] if text.startswith("::ffff:") and "." in text else text


def _source(n):
    return address(n.source[0]), n.source[1]


def _kind(n):
    return "inform" if n.pdu_type == _INFORM else "trap"


def _plain(value):
    # A community in a line of text.
    return value if isinstance(value, str) and value.isprintable() else repr(value)


def _whose(n):
    if n.user is None:
        return "community " + _plain(n.community)
    text = "user %s, %s, engine %s" % (_plain(n.user), n.security_level, n.engine_id.hex())
    return text + (", context " + _plain(n.context) if n.context else "")


def pretty(n, style):
    """A Notification as lines of text."""
    lines = [
        "%s %s from %s port %d, SNMPv%s, %s"
        % (time.strftime("%Y-%m-%d %H:%M:%S"), _kind(n), *_source(n), n.version, _whose(n))
    ]
    shown = style.name(n.trap_oid)
    name = trap_name(n.trap_oid)
    if shown.endswith(name):
        name = ""
    uptime = "" if n.uptime is None else ", uptime " + style.value(67, n.uptime).split(") ")[-1]
    lines.append("  %s%s%s" % (shown, " " + name if name else "", uptime))
    if n.pdu_type == _TRAP:
        lines.append(
            "  enterprise %s, agent %s, generic %d, specific %d"
            % (style.name(n.enterprise), n.agent_addr, n.generic_trap, n.specific_trap)
        )
    for varbind in n.varbinds:
        # No value is to look as if it were a notification.
        text = re.sub("[\r\v\f]", ".", style.line(varbind))
        lines.append("  " + text.replace("\n", "\n    "))
    return "\n".join(lines)


def as_json(n, mibs):
    """A Notification as a line of JSON, with what the Mibs know of it."""
    host, port = _source(n)
    found = {"time": round(time.time(), 3), "source": host, "port": port, "kind": _kind(n)}
    found["version"] = n.version
    if n.user is None:
        found["community"] = jsonable(4, n.community)["value"]
    else:
        found["user"] = jsonable(4, n.user)["value"]
        found["security_level"] = n.security_level
        found["engine_id"] = n.engine_id.hex()
        found["context"] = jsonable(4, n.context)["value"]
    for name in ("trap_oid", "uptime", "agent_addr", "enterprise", "generic_trap"):
        found[name] = getattr(n, name)
    found["specific_trap"] = n.specific_trap
    found["agent_addr"] = address(found["agent_addr"])
    found = {name: value for name, value in found.items() if value is not None}
    trap = mibs.above(n.trap_oid)
    if trap and trap.dotted == n.trap_oid and trap.name:
        found["trap_name"] = mibs.name(n.trap_oid)
    found["varbinds"] = [
        {"oid": vb[0], **jsonable(vb[1], vb[2]), **named(mibs, vb)} for vb in n.varbinds
    ]
    return json.dumps(found)
