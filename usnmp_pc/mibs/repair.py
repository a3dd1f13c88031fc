# A declaration's tokens as pysmi's grammar wants them: clauses in its order, none missing, commas
# where they belong. What cannot be right is a Fault with its line. Imports text; parse.py imports
# it.

from .text import MACROS, Token


class Fault(ValueError):
    """What is wrong, at `line` of a file; str() is the text."""

    def __init__(self, line, text):
        super().__init__(text)
        self.line = line


MOST = (1 << 64) - 1  # what stands for MAX, and negative for MIN; as much as pysmi takes

# The clauses that are read, in the order of pysmi's grammar; "*": it must be there, "+": pysmi
# wants it, and what stands in for it.
_CLAUSES = {
    "OBJECT-TYPE": "SYNTAX* UNITS ACCESS STATUS+ DESCRIPTION REFERENCE AUGMENTS INDEX DEFVAL",
    "OBJECT-IDENTITY": "STATUS+ DESCRIPTION+ REFERENCE",
    "NOTIFICATION-TYPE": "OBJECTS STATUS+ DESCRIPTION+ REFERENCE",
    "TRAP-TYPE": "ENTERPRISE* VARIABLES DESCRIPTION REFERENCE",
    "OBJECT-GROUP": "OBJECTS* STATUS+ DESCRIPTION+ REFERENCE",
    "NOTIFICATION-GROUP": "NOTIFICATIONS* STATUS+ DESCRIPTION+ REFERENCE",
    "TEXTUAL-CONVENTION": "DISPLAY-HINT STATUS+ DESCRIPTION+ REFERENCE SYNTAX*",
    "MODULE-IDENTITY": "LAST-UPDATED ORGANIZATION CONTACT-INFO DESCRIPTION REVISION",
    # Nothing is taken of their bodies, which are the worst of texts in the wild.
    "MODULE-COMPLIANCE": "STATUS+ DESCRIPTION+",
    "AGENT-CAPABILITIES": "PRODUCT-RELEASE STATUS+ DESCRIPTION+",
}
_CLAUSES = {macro: text.split() for macro, text in _CLAUSES.items()}
_ACCESS = ("ACCESS", "MAX-ACCESS", "MIN-ACCESS")
_TEXTS = ("UNITS", "DESCRIPTION", "REFERENCE", "DISPLAY-HINT")
_LONG = ("MODULE-COMPLIANCE", "AGENT-CAPABILITIES")
_BODY_ENDS = ("MODULE", "SUPPORTS")  # where their bodies begin, which are left out
_LISTS = ("OBJECTS", "NOTIFICATIONS", "VARIABLES", "INDEX")


def split(declaration):
    """(macro, {clause: its tokens, the keyword first}, tokens behind "::=").

    Raises Fault where a clause stands twice, is missing, or a brace is not closed.
    """
    macro, found = declaration.macro, list(declaration.tokens)
    start = 2
    if macro == "TYPE":
        at = next((i for i, t in enumerate(found[:4]) if t.text == "TEXTUAL-CONVENTION"), None)
        macro, start = ("TEXTUAL-CONVENTION", at + 1) if at else (macro, 2)
    if macro not in _CLAUSES:
        value = found[start + (macro == "OBJECT IDENTIFIER") :]
        value = value[1:] if value and value[0].text == "::=" else value
        _balanced(value)
        return macro, {}, value
    names = {name.rstrip("*+") for name in _CLAUSES[macro]}
    clauses, value = _cut(found[start:], names, macro, found[0])
    for name in _CLAUSES[macro]:
        bare = name.rstrip("*+")
        if bare not in clauses and name.endswith("*"):
            raise Fault(found[0].line, "%s has no %s" % (found[0].text, bare))
        if bare in clauses and bare in _TEXTS and len(clauses[bare]) > 1:
            token = clauses[bare][1]
            if token.kind != "text":
                raise Fault(token.line, "%r where a text in quotes should be" % token.text)
    return macro, clauses, value


def _cut(found, names, macro, name):
    clauses = {}
    value, current, skipping = None, None, False
    for i, token in enumerate(found):
        key = "ACCESS" if token.text in _ACCESS and "ACCESS" in names else token.text
        label = i + 1 < len(found) and found[i + 1].text == "("
        if token.kind == "mark" and key == "::=":
            if value is not None:
                raise Fault(token.line, "a second ::= in %s" % name.text)
            value = current = []
        elif macro in _LONG and key in _BODY_ENDS:
            skipping, current = True, []
        elif token.kind == "word" and key in names and not label and value is None:
            if skipping:
                continue
            current = [token]
            if key in clauses and key not in ("REVISION", "DESCRIPTION"):
                raise Fault(token.line, "a second %s in %s" % (key, name.text))
            clauses.setdefault(key, current)
        elif current is None:
            raise Fault(token.line, "%r in %s" % (token.text, name.text))
        else:
            current.append(token)
    for key, clause in clauses.items():
        _balanced(clause)
        if key in _TEXTS and len(clause) > 2 and macro not in _LONG:
            raise Fault(clause[2].line, "%s: %r behind a text" % (name.text, clause[2].text))
    if value is None and macro != "TEXTUAL-CONVENTION":
        raise Fault(name.line, "%s has no ::=" % name.text)
    _balanced(value or [])
    return clauses, value or []


def _balanced(found):
    opened = []
    for token in found:
        if token.kind == "mark" and token.text in "{(":
            opened.append(token)
        elif token.kind == "mark" and token.text in "})":
            if not opened or opened.pop().text != ("{" if token.text == "}" else "("):
                raise Fault(token.line, "%r closes nothing" % token.text)
    if opened:
        raise Fault(opened[-1].line, "%r is not closed" % opened[-1].text)


def canonical(declaration, macro, clauses, value):
    """The tokens of a declaration as pysmi's grammar has it, out of what split() found."""
    name = declaration.tokens[0]
    line = name.line
    if macro == "OBJECT IDENTIFIER":
        head = [Token("word", word, line) for word in ("OBJECT", "IDENTIFIER")]
        return [name, *head, Token("mark", "::=", line), *_oid(value)]
    if macro == "TYPE":
        return [name, Token("mark", "::=", line), *syntax(value)]
    short = macro in (*_LONG, "MODULE-IDENTITY")
    out = [name, *_head(macro, short, line)]
    order = _CLAUSES["OBJECT-IDENTITY" if short else macro]
    for clause in order:
        key = clause.rstrip("*+")
        if key in clauses:
            out += _tidy(key, clauses[key])
        elif clause.endswith("+"):
            out.append(Token("word", key, line))
            out.append(Token(*(("word", "current") if key == "STATUS" else ("text", "")), line))
    if macro == "TEXTUAL-CONVENTION":
        return out
    out.append(Token("mark", "::=", line))
    return out + (value if macro == "TRAP-TYPE" else _oid(value))


def _head(macro, short, line):
    if macro == "TEXTUAL-CONVENTION":
        return [Token("mark", "::=", line), Token("word", macro, line)]
    return [Token("word", "OBJECT-IDENTITY" if short else macro, line)]


def _tidy(key, found):
    """One clause; [] for one that says nothing."""
    head, rest = found[0], found[1:]
    if key == "DEFVAL":
        return []  # parse.py reads it
    if key == "ACCESS":
        return [head._replace(text="MAX-ACCESS"), *rest]
    if key == "STATUS" and len(rest) == 1 and rest[0].kind == "text":
        rest = [rest[0]._replace(kind="word")]
    if key == "SYNTAX":
        return [head, *syntax(rest)]
    if key in _LISTS:
        rest = _listed(rest)
        return [head, *rest] if len(rest) > 2 else []
    return found


def _listed(found):
    # { a, b } with a comma between any two, and none behind the last
    words = [token for token in found if token.text not in (",", "{", "}")]
    if len(found) < 2 or found[0].text != "{" or found[-1].text != "}":
        return found
    out = [found[0]]
    for i, token in enumerate(words):
        ends = i + 1 < len(words) and token.text not in ("IMPLIED", "OCTET", "OBJECT")
        out += [token, Token("mark", ",", token.line)] if ends else [token]
    return [*out, found[-1]]


def _oid(found):
    # { a.9.1 } and { a, 9 } are { a 9 1 }
    return [token for token in found if token.text not in (".", ",")]


def syntax(found):
    """A type, with what is missing or too much in a range or an enumeration put right."""
    if found and found[0].text == "SEQUENCE" and len(found) > 1 and found[1].text == "{":
        line = found[0].line
        made = [("word", "a"), ("word", "INTEGER"), ("mark", "}")]
        return [*found[:2], *[Token(kind, text, line) for kind, text in made]]
    if len(found) > 2 and found[0].text == "SEQUENCE" and found[2].text in MACROS:
        raise Fault(found[2].line, "%r where a type should be" % found[2].text)
    ends = {"MIN": "-%d" % MOST, "MAX": "%d" % MOST}
    found = [token._replace(text=ends.get(token.text, token.text)) for token in found]
    return _size(_enumeration(found))


def _enumeration(found):
    start = next((i for i, token in enumerate(found) if token.text == "{"), None)
    if start is None:
        return found
    inner = [token for token in found[start + 1 : -1] if token.text != ","]
    if not inner:
        return found[:start]  # of nothing
    out = found[: start + 1]
    if start == 1 and out[0].text in ("Integer32", "Unsigned32", "Counter", "Gauge", "integer"):
        out[0] = out[0]._replace(text="INTEGER")
    for i, token in enumerate(inner):
        out.append(token)
        if token.text == ")" and i + 1 < len(inner):
            out.append(Token("mark", ",", token.line))
    return [*out, found[-1]]


def _size(found):
    texts = [token.text for token in found]
    if texts[:3] == ["OCTET", "STRING", "("] and "SIZE" not in texts:
        line = found[0].line
        size = [Token("mark", "(", line), Token("word", "SIZE", line)]
        return [*found[:2], *size, *found[2:], Token("mark", ")", line)]
    at = texts.index("SIZE") if "SIZE" in texts else 0
    if at and texts[at - 1] != "(":
        line = found[at].line
        return [
            *found[:at],
            Token("mark", "(", line),
            *found[at:],
            Token("mark", ")", line),
        ]
    return found
