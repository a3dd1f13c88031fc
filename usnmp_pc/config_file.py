# A configuration as people write it, read on a PC: with a byte order mark, and with words for what
# is no JSON. Imports nothing of usnmp; start_pc and the tools import it.

import codecs
import json
import re

_UTF16 = "is in UTF-16: save it as UTF-8"
# What begins at the place where Python's json stops: what is wrong there.
_AT = (
    (r"'", "text stands in \", not in '"),
    (
        "[\u201c\u201d\u201e\u2018\u2019]",
        'text stands in ", not in the quotes of a word processor',
    ),
    (r"//|/\*|#", "there are no remarks in JSON"),
    (r"(True|False|None)\b", "it is true, false and null, in small letters"),
    (r"(NaN|-?Infinity)\b", "a number is wanted"),
    (r",", "a comma too many"),
    (r"0\d", "a number does not begin with 0"),
)
_SAID = {
    "Expecting ',' delimiter": "a comma is missing before this, or a bracket is closed too early",
    "Expecting ':' delimiter": "a colon is wanted between key and value",
    "Expecting property name enclosed in double quotes": 'a key in "quotes" is wanted',
    "Expecting value": "a value is wanted, text in quotes",
    "Extra data": "there is more behind the last }",
    "Invalid control character at": 'a line ends within text: is a " missing?',
    "Unterminated string starting at": 'the " that ends this text is missing',
    "Invalid \\escape": "a \\ in text is written \\\\",
    "Invalid \\uXXXX escape": "four hex digits are wanted after \\u",
    "Illegal trailing comma before end of object": "a comma too many",
    "Illegal trailing comma before end of array": "a comma too many",
}


class NotJson(ValueError):
    """A text that is no JSON; what the exception says never shows a value, as it may be a
    password."""


def text(octets):
    """The text of a file's `octets`. Raises NotJson if it is not in UTF-8."""
    if octets[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise NotJson(_UTF16)
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = octets[: e.start].count(b"\n") + 1
        raise NotJson("not in UTF-8, line %d: save it as UTF-8" % line)


def parse(found):
    """What the JSON text `found` holds. Raises NotJson."""
    if not found.strip():
        raise NotJson("not JSON: it is empty; {} is a configuration of defaults")
    try:
        return json.loads(found, object_pairs_hook=_once, parse_constant=_constant)
    except json.JSONDecodeError as e:
        raise NotJson("not JSON: %s" % _explained(found, e))
    except RecursionError:
        raise NotJson("not JSON: nested too deep")


def _once(pairs):
    found = {}
    for key, value in pairs:
        if key in found:
            raise NotJson('"%s" is there twice' % key)
        found[key] = value
    return found


def _constant(name):
    raise NotJson("not JSON: a number is wanted, not %s" % name)


def _explained(found, e):
    at = e.pos
    said = _SAID.get(e.msg, e.msg)
    if not found[at:].strip():
        at, said = len(found.rstrip()), "it ends too early: is a } missing?"
    else:
        for pattern, words in _AT:
            if re.match(pattern, found[at:]):
                said = words
                break
    before = found[:at].rstrip()
    if found[at : at + 1] in ("}", "]") and before.endswith(","):
        at, said = len(before) - 1, "a comma too many"
    line = found.count("\n", 0, at) + 1
    column = at - (found.rfind("\n", 0, at) + 1) + 1
    return "line %d, column %d: %s" % (line, column, said)


def read(path):
    """What the file at `path` holds, as JSON. Raises ValueError that says what is wrong, or
    OSError.
    """
    with open(path, "rb") as f:
        return parse(text(f.read()))


def load(check):
    """A function as usnmp_firmware.config.load(), given check() of that module: of a path it
    returns a dict, checked, without the defaults; or raises as read() does.
    """

    def load(path):
        config = read(path)
        check(config)
        return config

    return load
