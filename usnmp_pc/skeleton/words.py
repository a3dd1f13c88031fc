# Names of a MIB as names of Python, and lines as ruff formats them. Imports nothing of ours; the
# rest of skeleton imports it.

import json
import keyword
import re

WIDTH = 99


def identifier(name):
    """A name of a MIB as one of Python."""
    name = re.sub(r"\W", "_", name)
    return name + "_" if keyword.iskeyword(name) or name[:1].isdigit() else name


def constant(*names):
    """The name of a constant of a module's own: ("ifAdminStatus", "up") is _IF_ADMIN_STATUS_UP."""
    words = []
    for name in names:
        name = re.sub(r"\W", "_", name)
        name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
        words.append(name.upper())
    return "_" + "_".join(words)


def file_name(module):
    """The name that a module of Python has for a MIB module: "if_mib" for "IF-MIB"."""
    return identifier(module.lower())


class Names:
    """Gives out names, each once: one that is taken gets a number."""

    def __init__(self, taken=()):
        self._taken = set(taken)

    def new(self, name):
        """The name, or one like it that is not taken yet."""
        n, found = 1, name
        while found in self._taken:
            n += 1
            found = "%s_%d" % (name, n)
        self._taken.add(found)
        return found


def text(value):
    """A value as it stands in the source."""
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, bytes):
        if len(value) > 4 and not any(value):
            return "bytes(%d)" % len(value)
        return 'b"%s"' % "".join("\\x%02x" % octet for octet in value)
    if isinstance(value, tuple):
        return "(%s%s)" % (", ".join(map(text, value)), "," if len(value) == 1 else "")
    return repr(value)


def spread(head, items, tail, indent=0, width=WIDTH):
    """Lines of `head` + items + `tail`, such as a call: one line if `width` allows, or an item a
    line. An item may be a list of lines.
    """
    pad = " " * indent
    items = [[item] if isinstance(item, str) else item for item in items]
    if all(len(item) == 1 for item in items):
        line = pad + head + ", ".join(item[0] for item in items) + tail
        if len(line) <= width:
            return [line]
    lines = [pad + head]
    for item in items:
        lines += [pad + "    " + row for row in [*item[:-1], item[-1] + ","]]
    return [*lines, pad + tail]


def wrapped(body, indent=0, begin="", width=WIDTH):
    """`body` in lines of at most `width`, each begun with `begin` behind the indent."""
    lines, line = [], ""
    room = width - indent - len(begin)
    for word in body.split():
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line = word
        else:
            line = (line + " " + word).lstrip()
    return [" " * indent + begin + line for line in [*lines, line]]
