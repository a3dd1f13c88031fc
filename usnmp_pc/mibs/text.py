# A MIB text of the wild as tokens with their lines, and its modules as declarations: comments,
# page headers, octets of other alphabets and quotes that stand wrong are dealt with here. Imports
# nothing of usnmp; parse.py and compile.py import it.

import re
from collections import namedtuple

# kind: "word", "text" (in quotes, without them), "octets" ('..'H), "mark"; line: from 1
Token = namedtuple("Token", "kind text line")
# What begins at `line`: tokens with the name first, without the part from "::=" of a value
Declaration = namedtuple("Declaration", "name macro line tokens")
# imports: [(module, line, [symbols])]; faults: [(line, text)]
Source = namedtuple("Source", "name line imports declarations faults")

MACROS = frozenset(
    "OBJECT-TYPE OBJECT-IDENTITY MODULE-IDENTITY NOTIFICATION-TYPE TRAP-TYPE OBJECT-GROUP"
    " NOTIFICATION-GROUP MODULE-COMPLIANCE AGENT-CAPABILITIES".split()
)
# What may stand behind a text in quotes; anything else, and a quote is one too many or missing.
BEHIND_TEXT = MACROS | frozenset(
    "STATUS REFERENCE INDEX AUGMENTS DEFVAL ::= REVISION DESCRIPTION SYNTAX UNITS OBJECTS MODULE"
    " GROUP OBJECT MANDATORY-GROUPS CONTACT-INFO ORGANIZATION LAST-UPDATED SUPPORTS INCLUDES"
    " VARIATION ACCESS MAX-ACCESS MIN-ACCESS DISPLAY-HINT NOTIFICATIONS ENTERPRISE VARIABLES"
    " PRODUCT-RELEASE WRITE-SYNTAX CREATION-REQUIRES } END".split()
)
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<comment>--)
    |(?P<text>"[^"]*"?)
    |(?P<octets>'[^'\n]*'[hHbB])
    |(?P<is>:\s?:?\s?=)
    |(?P<mark>\.\.|[{}()\[\],;|.])
    |(?P<word>-?[A-Za-z0-9_]+(?:-+(?<!--)[A-Za-z0-9_]+)*(?:-(?!-))?)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_HEADER = re.compile(  # of the pages of an RFC, and their ends
    r"(?m)^.*\[Page \d+\][ \t]*$|^(RFC \d+|Internet[- ]Draft) .*\b(19|20)\d\d[ \t]*$"
)
# What SNMPv2-SMI and others define macros with; no declaration of ours
_MACRO = re.compile(r"(?ms)^\s*[-A-Z]+\s+MACRO\s*::=\s*BEGIN\b.*?^\s*END\b")
# What goes on behind the second "--" of a line: a mark, label(1), or a clause
_CODE = re.compile(
    r"\s*([{}),;|]|\(\s*(-?\d+\s*(\)|\.\.)|SIZE\b)|::=|[-\w]+\s*\(\s*-?\d+\s*\)|[-\w]+\s+::=|(SYNTAX|UNITS|(MAX-|MIN-)?ACCESS"
    r"|STATUS|DESCRIPTION|REFERENCE|INDEX|AUGMENTS|DEFVAL|FROM)\b|[-\w]+\s*,\s*(--.*)?$"
    r"|[-\w]+\s+(%s|OBJECT\s+IDENTIFIER)\b)" % "|".join(MACROS)
)
# Lines that a text in quotes hardly has: that of a declaration, and its end
_DECLARES = re.compile(r"(?m)^\s*([-\w]+\s+(%s)\s*$|[-\w]+\s+::=|::=\s*\{)" % "|".join(MACROS))


def decode(octets):
    """The text of a file: UTF-8, else Latin-1; str comes back as it is, without CR."""
    if not isinstance(octets, str):
        try:
            octets = octets.decode("utf-8-sig")
        except UnicodeDecodeError:
            octets = octets.decode("latin-1")
    octets = octets.replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ")
    return octets.replace("\0", " ").replace("\x1a", " ")


def tokens(text):
    """(tokens, faults) of a whole file's text, as decode() gives it."""
    text = _HEADER.sub("", text)
    text = _MACRO.sub(lambda m: "\n" * m.group().count("\n"), text)
    found, faults = [], []
    at, line = 0, 1
    while at < len(text):
        m = _TOKEN.match(text, at)
        kind, piece = m.lastgroup, m.group()
        if kind == "comment":
            piece = text[at : _comment_end(text, at)]
        elif kind == "text":
            piece, fault = _quoted(text, at, piece)
            if fault:
                faults.append((line, fault))
            inner = piece[1:-1] if piece.endswith('"') and len(piece) > 1 else piece[1:]
            found.append(Token("text", inner, line))
        elif kind == "is":
            found.append(Token("mark", "::=", line))
        elif kind == "other":
            if piece.isascii():
                found.append(Token("mark", piece, line))
        elif kind != "space":
            found.append(Token(kind, piece, line))
        at += len(piece)
        line += piece.count("\n")
    return found, faults


def _comment_end(text, at):
    # ASN.1 ends a comment at the next "--" of the line too. Most writers think that it does not.
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    while text.startswith("-", at):
        at += 1
    close = text.find("--", at, end)
    while close >= 0:
        behind = close + 2
        while text.startswith("-", behind):
            behind += 1
        if _CODE.match(text[behind:end]):
            return behind
        close = text.find("--", behind, end)
    return end


def _quoted(text, at, piece):
    """(the text in quotes that begins at `at`, fault or None)."""
    behind = _TOKEN.match(text, _skip(text, at + len(piece)))
    closed = len(piece) > 1 and piece.endswith('"')
    if closed and (not behind or _is_behind(behind.group())):
        return piece, None
    m = _DECLARES.search(piece)
    if m or not closed:
        # No closing quote: it ends where a declaration goes on.
        end = m.start() if m else (piece.find("\n") + 1 or len(piece))
        return piece[:end], "a quote that is not closed"
    # Quotes within: up to one that has behind it what may be there
    end = at + len(piece)
    while True:
        end = text.find('"', end) + 1
        if not end or _DECLARES.search(text, at, end):
            return piece, None
        behind = _TOKEN.match(text, _skip(text, end))
        if not behind or _is_behind(behind.group()):
            return text[at:end], None


def _is_behind(word):
    return word in BEHIND_TEXT or word.startswith(":") or word == ")"


def _skip(text, at):
    # Where the next token begins that is neither space nor comment
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif text.startswith("--", at):
            at = _comment_end(text, at)
        else:
            break
    return at


def sources(text):
    """The modules of a file's text: a list of Source, and faults outside of them."""
    all_tokens, faults = tokens(decode(text))
    heads = [i for i, token in enumerate(all_tokens) if token.text == "DEFINITIONS" and i]
    heads = [i for i in heads if all_tokens[i].kind == "word"]
    found = []
    for n, i in enumerate(heads):
        start = _head_start(all_tokens, i)
        end = _head_start(all_tokens, heads[n + 1]) if n + 1 < len(heads) else len(all_tokens)
        last = all_tokens[end - 1].line if end < len(all_tokens) else float("inf")
        first = all_tokens[start].line if n else 0
        own = [fault for fault in faults if first <= fault[0] <= last]
        found.append(_source(all_tokens[start:end], own))
    return found


def names(octets):
    """Names of the modules that a file's text begins."""
    plain = re.sub(r"--.*", "", decode(octets))
    return re.findall(r"([A-Za-z][-\w]*)\s*(?:\{[^{}]*\})?\s*DEFINITIONS\b", plain)


def _head_start(found, i):
    # Of NAME DEFINITIONS, and NAME { an OID } DEFINITIONS
    i -= 1
    if found[i].text == "}":
        while i and found[i].text != "{":
            i -= 1
        i -= 1
    return max(i, 0)


def _source(found, faults):
    name, line = found[0].text, found[0].line
    i = next((i for i, token in enumerate(found) if token.text == "BEGIN"), None)
    if i is None:
        faults.append((line, "no BEGIN behind DEFINITIONS"))
        i = next((i for i, token in enumerate(found) if token.text == "::="), 1)
    i += 1
    i, imports = _imports(found, i, faults)
    declarations = list(_declarations(found, i, faults))
    return Source(name, line, imports, declarations, faults)


def _imports(found, i, faults):
    imports = []
    if i < len(found) and found[i].text == "EXPORTS":
        while i < len(found) and found[i].text != ";":
            i += 1
        i += 1
    if i >= len(found) or found[i].text != "IMPORTS":
        return i, imports
    i += 1
    symbols = []
    while i < len(found) and found[i].text not in (";", "END"):
        token = found[i]
        if token.text == "FROM" and i + 1 < len(found):
            imports.append((found[i + 1].text, found[i + 1].line, symbols))
            symbols = []
            i += 2
            if i < len(found) and found[i].text == "{":  # the OID of a module
                while i < len(found) and found[i].text != "}":
                    i += 1
                i += 1
            continue
        if _begins(found, i):  # the semicolon is missing
            if symbols:
                faults.append((symbols[0].line, "%s is imported from nowhere" % symbols[0].text))
            return i, _named(imports)
        if token.kind == "word":
            symbols.append(token)
        elif token.text != ",":
            faults.append((token.line, "%r within IMPORTS" % token.text))
        i += 1
    if symbols:
        faults.append((symbols[0].line, "%s is imported from nowhere" % symbols[0].text))
    return i + 1, _named(imports)


def _named(imports):
    return [(module, line, [token.text for token in symbols]) for module, line, symbols in imports]


def _begins(found, i):
    # The macro of a declaration that begins at `i`, None if none does
    if found[i].kind != "word" or i + 1 >= len(found):
        return None
    second, third = found[i + 1], found[i + 2].text if i + 2 < len(found) else ""
    if second.kind == "text":
        return None
    if second.text in MACROS and third not in (",", "FROM", ";", "::=", "MACRO"):
        return second.text if found[i].text not in ("FROM", "IMPORTS", "::=") else None
    if second.text == "OBJECT" and third == "IDENTIFIER":
        value = i + 3 < len(found) and found[i + 3].text == "::="
        return "OBJECT IDENTIFIER" if value and found[i].text != "SYNTAX" else None
    if second.text == "::=" and third not in ("{", "BEGIN") and not third.isdigit():
        return "TYPE"
    return None


def _declarations(found, i, faults):
    starts = []
    depth, first = 0, i
    while i < len(found):
        macro = _begins(found, i)
        if macro:
            starts.append((i, macro))
            depth = 0
        elif found[i].kind == "mark":
            depth += (found[i].text == "{") - (found[i].text == "}")
        elif found[i].text == "END" and found[i].kind == "word" and depth <= 0:
            starts.append((i, "END"))
        i += 1
    starts.append((len(found), "END"))
    if starts[0][0] > first:
        faults.append((found[first].line, "%r begins no declaration" % found[first].text))
    for (start, macro), (end, _) in zip(starts, starts[1:]):
        if macro != "END":
            own = found[start:end]
            yield Declaration(own[0].text, macro, own[0].line, own)
    if found and not any(token.text == "END" for token in found[-3:]):
        faults.append((found[-1].line, "no END"))
