# Modules of the exporter: whom to be when an agent is asked, and what to ask besides the standard
# MIBs. A file of JSON. Imports usnmp_v3.

import json
import re

from usnmp_v3 import User

_USER = ("auth", "auth_password", "priv", "priv_password")
_KEYS = {
    "version": str, "community": str, "user": str, "level": str, "context": str, "metrics": list,
    "timeout": (int, float), "retries": int, **dict.fromkeys(_USER, str),
}  # fmt: skip
_METRIC = {"name": str, "oid": str, "help": str, "type": str, "label": str, "scale": (int, float)}
_TYPES = "gauge", "counter"


class ModuleError(ValueError):
    """What is wrong with a module; its text says where and what."""


class Metric:
    """A metric of a module: name, help, type ("gauge" or "counter"), oid, and a scale that values
    are multiplied by; label: what the index of a row is called, "" for a scalar.
    """

    def __init__(self, values, where):
        _checked(values, _METRIC, where)
        for key in ("name", "oid"):
            if key not in values:
                raise ModuleError('%s: "%s" is missing' % (where, key))
        self.name = values["name"]
        self.oid = values["oid"].strip(".")
        self.help = values.get("help", "What is at %s" % self.oid)
        self.type = values.get("type", "gauge")
        self.label = values.get("label", "")
        self.scale = values.get("scale", 1)
        if not re.fullmatch(r"[a-zA-Z_:][a-zA-Z0-9_:]*", self.name):
            raise ModuleError('%s: "name" %r is no name of a metric' % (where, self.name))
        if not re.fullmatch(r"[0-2](\.[0-9]{1,10}){1,127}", self.oid):
            raise ModuleError('%s: "oid" %r is none in digits' % (where, self.oid))
        if self.type not in _TYPES:
            raise ModuleError('%s: "type" must be one of %s' % (where, ", ".join(_TYPES)))
        if self.label and not re.fullmatch("[a-zA-Z_][a-zA-Z0-9_]*", self.label):
            raise ModuleError('%s: "label" %r is none' % (where, self.label))


class Module:
    """name; session: a dict of arguments of AsyncManager.target(); metrics: Metrics."""

    def __init__(self, name, session, metrics=()):
        self.name = name
        self.session = session
        self.metrics = metrics


def _checked(values, keys, where):
    if not isinstance(values, dict):
        raise ModuleError("%s is not an object with keys and values" % where)
    for key, value in values.items():
        if key not in keys:
            known = ", ".join(sorted(keys))
            raise ModuleError('%s: unknown key "%s" (known: %s)' % (where, key, known))
        if not isinstance(value, keys[key]) or isinstance(value, bool):
            raise ModuleError('%s: "%s" cannot be %s' % (where, key, json.dumps(value)))


def read(octets: bytes) -> "dict[str, Module]":
    """{name: Module} of a file's octets: {"NAME": {...}, ...}. Raises ModuleError."""
    try:
        made = json.loads(octets.decode("utf-8-sig"))
    except ValueError as e:
        raise ModuleError("not JSON: %s" % e) from None
    if not isinstance(made, dict):
        raise ModuleError("not an object with modules by name")
    return {name: _module(name, values) for name, values in made.items()}


def _module(name, values):
    where = 'module "%s"' % name
    _checked(values, _KEYS, where)
    session = {"timeout_ms": int(values.get("timeout", 1) * 1000)}
    session["retries"] = values.get("retries", 3)
    if "user" in values:
        if "community" in values or values.get("version", "3") != "3":
            raise ModuleError('%s: "user" is of SNMPv3, which has no community' % where)
        session.update(version="2c", user=_user(values, where))
        session.update({key: values[key] for key in ("level", "context") if key in values})
    else:
        left = [key for key in (*_USER, "level", "context") if key in values]
        if left or values.get("version") == "3":
            raise ModuleError('%s: SNMPv3 needs a "user"' % where)
        session["version"] = values.get("version", "2c")
        session["community"] = values.get("community", "public")
        if session["version"] not in ("1", "2c"):
            raise ModuleError('%s: "version" must be "1", "2c" or "3"' % where)
    found = values.get("metrics", ())
    metrics = [Metric(each, "%s, metric %d" % (where, i + 1)) for i, each in enumerate(found)]
    return Module(name, session, metrics)


def _user(values, where):
    try:
        return User(values["user"], **{key: values[key] for key in _USER if key in values})
    except (ValueError, TypeError) as e:
        raise ModuleError("%s: %s" % (where, e)) from None
