# A declaration through pysmi's parser: what it says, as an Item. Imports repair and text; build.py
# imports it. pysmi is imported with the first declaration: whoever has no MIB texts needs none.

import re

from .repair import Fault, canonical, split

MISSING = "MIB texts are read by pysmi, which is not installed: pip install usnmp[mibs]"
_BASES = {"Counter": "Counter32", "Gauge": "Gauge32"}  # of SMIv1
_parser = None


class Item:
    """A declaration as it was read; what it does not say is None.

    name, macro, line. oid: [names, numbers and (name, number)], oid_line. syntax: a Syntax.
    access, status, units, description, hint: texts. default as in a module's nodes. index:
    [[name, implied]]. augments. objects: names. enterprise: as oid, trap: its number.
    """

    oid = syntax = access = status = units = description = hint = default = index = None
    augments = objects = enterprise = trap = oid_line = index_line = None

    def __init__(self, name, macro, line):
        self.name = name
        self.macro = macro
        self.line = line


class Syntax:
    """name of a type, line, and what it is restricted to: ranges [[low, high]], enums {name: n},
    bits {name: n}; row: of a SEQUENCE OF it; sequence: whether it is a SEQUENCE.
    """

    ranges = enums = bits = row = None
    sequence = False

    def __init__(self, name, line):
        self.name = name
        self.line = line


def parser():
    """pysmi's parser. Raises ImportError that says what to install."""
    global _parser
    if _parser is None:
        try:
            from pysmi.parser.dialect import smi_v1_relaxed
            from pysmi.parser.smi import parserFactory
        except ImportError as e:
            raise ImportError(MISSING) from e
        _parser = parserFactory(**smi_v1_relaxed)()
    return _parser


def read(declaration):
    """(Item, [Fault]) of a Declaration. Raises Fault if nothing can be made of it."""
    macro, clauses, value = split(declaration)
    found = canonical(declaration, macro, clauses, value)
    faults = []
    tree = _parse(found, macro)
    item = Item(declaration.name, macro, declaration.line)
    item.oid_line = value[0].line if value else declaration.line
    {"TYPE": _type, "TEXTUAL-CONVENTION": _type, "OBJECT-TYPE": _object}.get(macro, _other)(
        item, tree, clauses, faults
    )
    return item, faults


# --- through pysmi, a token a line: the line of a fault is a token ---


def _parse(found, macro):
    texts = []
    lines = ["M DEFINITIONS ::= BEGIN"]
    depth = 0
    for i, token in enumerate(found):
        if token.kind == "text":
            lines.append('"zTz%d"' % len(texts))
            texts.append(token.text)
            continue
        if token.kind == "mark":
            depth += (token.text == "{") - (token.text == "}")
        label = depth and i + 1 < len(found) and found[i + 1].text == "("
        lower = label or (i == 0 and macro not in ("TYPE", "TEXTUAL-CONVENTION"))
        upper = (i == 0 and not lower) or (i and found[i - 1].text in ("SYNTAX", "OF"))
        lines.append(_encode(token, lower, upper))
    lines.append("END")
    try:
        modules = parser().parse("\n".join(lines) + "\n")
    except ImportError:
        raise
    except Exception as e:  # of pysmi's, lark's or ply's many
        raise _fault(found, e) from e
    declarations = modules[0][3] if modules else None
    if not declarations or declarations[0] is None:
        return None
    return _decode(declarations[0], texts)


def _encode(token, lower, upper):
    # Names that pysmi's grammar has not: a_b, a-, and great letters or digits where it wants small
    text = token.text
    if token.kind != "word":
        return text
    text = text.replace("_", "zUz")
    if text.endswith("-"):
        text = text[:-1] + "zHz"
    if lower and not text[0].islower():
        text = "zCz" + text
    elif upper and text[0].islower():
        text = "ZlZ" + text
    return text


def _decode(tree, texts):
    if isinstance(tree, str):
        m = re.fullmatch(r"zTz(\d+)", tree)
        if m:
            return texts[int(m.group(1))]
        tree = tree.replace("zUz", "_").replace("zHz", "-")
        return tree[3:] if tree.startswith(("zCz", "ZlZ")) else tree
    if isinstance(tree, (tuple, list)):
        return type(tree)(_decode(each, texts) for each in tree)
    return tree


def _fault(found, error):
    name = found[0].text
    try:
        at = int(getattr(error, "lineno", 0)) - 2
    except (TypeError, ValueError):
        at = 0
    if at >= len(found):
        return Fault(found[-1].line, "%s breaks off" % name)
    if at <= 0:
        return Fault(found[0].line, "%s: %s" % (name, error))
    return Fault(found[at].line, "%s: %r is not understood here" % (name, found[at].text))


# --- pysmi's trees ---


def _type(item, tree, clauses, faults):
    tree = tree and tree[2]
    if tree is None:  # a CHOICE
        raise Fault(item.line, "%s is no type of SNMP's" % item.name)
    if len(tree) == 2:
        item.syntax = _syntax(tree[1], item.line, faults)
        return
    _, hint, status, description, _, syntax = tree
    item.hint = hint[1] if hint else None
    item.status = status[1]
    item.description = description[1]
    item.syntax = _syntax(syntax, clauses["SYNTAX"][0].line, faults)


def _object(item, tree, clauses, faults):
    syntax, units, access, status, description, _, augments, index, _, oid = tree[2:]
    item.syntax = _syntax(syntax, clauses["SYNTAX"][-1].line, faults)
    item.syntax.line = clauses["SYNTAX"][0].line
    item.units = units and units[1]
    item.access = access and access[1]
    item.status = status and status[1]
    item.description = description and description[1]
    item.augments = augments
    item.index = [[name, bool(implied)] for implied, name in index[1]] if index else None
    item.oid = oid[1]
    index = clauses.get("INDEX") or clauses.get("AUGMENTS")
    item.index_line = index[0].line if index else item.line
    if "DEFVAL" in clauses:
        try:
            item.default = _default(clauses["DEFVAL"])
        except Fault as e:
            faults.append(e)


def _other(item, tree, clauses, faults):
    if item.macro == "OBJECT IDENTIFIER":
        item.oid = tree[2][1]
        return
    if item.macro == "TRAP-TYPE":
        _, _, enterprise, objects, description, _, item.trap = tree
        item.enterprise = enterprise[1]
        item.objects = objects[1] if objects else None
        item.description = description and description[1]
        return
    if item.macro == "NOTIFICATION-TYPE" or item.macro.endswith("-GROUP"):
        _, _, objects, status, description, _, oid = tree
        item.objects = objects[1] if objects else None
    else:
        _, _, status, description, _, oid = tree
    item.status = status[1] if "STATUS" in clauses else None
    item.description = description[1] if "DESCRIPTION" in clauses else None
    item.oid = oid[1]


def _syntax(tree, line, faults):
    kind, name = tree[0], tree[1]
    if kind == "conceptualTable":
        found = Syntax("SEQUENCE OF " + name[1], line)
        found.row = name[1]
        return found
    if kind == "SEQUENCE":
        found = Syntax("SEQUENCE", line)
        found.sequence = True
        return found
    if kind == "BITS":
        found = Syntax("BITS", line)
        found.bits = _named(name, line, faults)
        return found
    found = Syntax(_BASES.get(name, name), line)
    subtype = tree[2] if len(tree) > 2 else None
    if subtype and subtype[0] == "enumSpec":
        found.enums = _named(subtype[1], line, faults)
    elif subtype:
        found.ranges = [_range(each, line, faults) for each in subtype[1]]
    return found


def _named(pairs, line, faults):
    found = {}
    for name, number in pairs:
        if name in found or number in found.values():
            faults.append(Fault(line, "%s(%d) stands twice" % (name, number)))
        found.setdefault(name, number)
    return found


def _range(bounds, line, faults):
    low, high = [_number(bound) for bound in (bounds[0], bounds[-1])]
    if low > high:
        faults.append(Fault(line, "a range from %d to %d" % (low, high)))
    return [low, high]


def _number(text):
    if isinstance(text, int):
        return text
    base = 16 if text[-1] in "hH" else 2
    return int(text[1:-2] or "0", base)


def _default(found):
    """The value of a DEFVAL clause."""
    inner = found[2:-1]
    if len(inner) == 1:
        token = inner[0]
        if token.kind == "octets":
            digits, form = token.text[1:-2], token.text[-1]
            if form in "bB":
                digits = "%0*x" % (-(-len(digits) // 8) * 2, int(digits or "0", 2))
                digits = digits if len(token.text) > 3 else ""
            return {"hex": digits.lower()}
        if token.kind == "text":
            return token.text
        if re.fullmatch(r"-?\d+", token.text):
            return int(token.text)
        if token.kind == "word":
            return token.text
    texts = [token.text for token in inner]
    if texts[:1] == ["{"] and texts[-1:] == ["}"]:
        words = [text for text in texts[1:-1] if text != ","]
        if not "".join(words).isdigit() and "(" not in words:
            return words  # of BITS
        texts = texts[1:-1]
    numbers = [text for text in texts if text not in (".", ",", "(", ")")]
    if numbers and numbers[0].isdigit() or "(" in texts:  # an OID
        return ".".join(text for text in numbers if text.isdigit())
    if not texts:
        return None
    raise Fault(found[0].line, "DEFVAL { %s }" % " ".join(texts))
