# usnmp translate: names to OIDs and back, and what the MIBs have, as snmptranslate shows it.
# Imports usnmp_pc.mibs (describe, report), cli's other modules.

import argparse
import json
import re
import sys

from ..mibs import MibError
from ..mibs.describe import Description
from ..mibs.report import Drawing, Objects, assignments, report
from .arguments import positive
from .faults import guarded, tell
from .options import Parser

_LETTERS = "B, all that match; d, in full; p, the tree below; of all that there is, without OID: "
_LETTERS += "p, a (assignments), l (labels), o (OIDs), s (names), z (names and OIDs), t (types)"
_ALL = 1000000


def _letters(text):
    wrong = [letter for letter in text if letter not in "Bdpalostz"]
    if wrong:
        raise argparse.ArgumentTypeError("unknown letter of -T: %s" % wrong[0])
    return text


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    text = "Show the names of OIDs, or their OIDs (-On), or what the MIBs know of them (-Td).\n"
    text += "OID -: replace those at the beginnings of lines of standard input."
    parser = Parser(name, "[OID]...", text, asks=False)
    add = parser.add_argument
    add("words", metavar="OID", nargs="*")
    more = {"metavar": "LETTERS", "action": "append", "default": [], "type": _letters}
    add("-T", dest="letters", help=_LETTERS, **more)
    add("-w", dest="width", type=positive, default=_ALL, help="of the tree and of details")
    add("-P", dest="ignored", metavar="LETTERS", help="of reading MIBs; without effect")
    args = parser.parse(argv)
    args.letters = "".join(args.letters)
    if args.words:
        return _words(args)
    if not set(args.letters) & set("palostz"):
        parser.error("an OID, or -T with p, a, l, o, s, z or t")
    _lists(args)
    return 0


def _print(lines):
    for line in lines:
        sys.stdout.write(line + "\n")


def _lists(args):
    mibs = args.names.mibs
    objects = Objects(mibs)
    # As net-snmp: of several the last one counts, and lists go together.
    last = [letter for letter in args.letters if letter in "palostz"][-1]
    if last == "p":
        _print(Drawing(objects, args.width).lines(mibs.node("1")))
    elif last == "a":
        _print(assignments(objects))
    else:
        _print(report(objects, args.letters))


def _words(args):
    for i, word in enumerate(args.words):
        if word == "-" and "p" not in args.letters:
            _filter(args)
            continue
        if "B" in args.letters:
            return _matches(args, word)
        try:
            oid = args.names.mibs.oid(word, args.names.inputs)
        except MibError as e:
            return _unknown(args, word, e)
        if "p" in args.letters and args.names.mibs.above(oid) is None:
            return _unmatched(word)
        print(_translated(args, oid))
        if i < len(args.words) - 1 and not args.json:
            print()
    return 0


def _unknown(args, word, error):
    # In net-snmp's words, which differ by the way that was asked for.
    inputs = "".join(args.names.inputs)
    if "R" in inputs:
        tell("Unknown object identifier: " + word)
        return 2
    if "b" in inputs:
        return _unmatched(word)
    tell("%s: %s" % (word, error))
    return 2


def _unmatched(word):
    tell('Unable to find a matching object identifier for "%s"' % word)
    return 1


def _translated(args, oid):
    mibs = args.names.mibs
    if "p" in args.letters:
        return "\n".join(Drawing(Objects(mibs), args.width).lines(mibs.above(oid)))
    if args.json:
        return _json(args, oid)
    text = args.style.name(oid)
    return text + "\n" + _described(args, oid) if "d" in args.letters else text


def _json(args, oid):
    # An object with what is known; what is not there is left out.
    mibs = args.names.mibs
    found = {"oid": oid, "name": mibs.name(oid)}
    node = mibs.above(oid)
    if node:
        for key in ("kind", "syntax", "base", "access", "units", "hint", "status"):
            found[key] = getattr(node, key)
        found["enums"] = {name: number for number, name in node.enums.items()}
        found["bits"] = {name: number for number, name in node.bits.items()}
        found["ranges"] = node.ranges
        found["index"] = [other.full for other, _ in node.indices]
        found["description"] = node.description
    return json.dumps({key: value for key, value in found.items() if value})


def _described(args, oid):
    mibs = args.names.mibs
    node = mibs.above(oid)
    if node is None:
        return "No description"
    labels = []
    at = node
    while at:
        labels.insert(0, at.name)
        at = at.parent
    arcs = tuple(map(int, oid.split(".")))
    return Description(mibs.with_node, args.width).text(node, arcs, labels)


def _matches(args, word):
    # All objects that the expression matches, those where it does so earliest in front.
    try:
        wanted = re.compile(word, re.IGNORECASE)
    except re.error:
        return _unmatched(word)
    found = []
    for node in Objects(args.names.mibs).unsorted():
        match = wanted.search(node.name)
        if match:
            found.append((match.start(), node))
    for _, node in sorted(found, key=lambda pair: pair[0]):
        print(args.style.name(node.dotted))
        if "d" in args.letters:
            print(_described(args, node.dotted))
    return 0 if found else _unmatched(word)


def _filter(args):
    # Lines of standard input, with what they begin with translated, if it is an OID.
    for line in sys.stdin:
        line = line.rstrip("\n")
        word, space, rest = line.partition(" ")
        if not space:
            word, space, rest = line.partition("\t")
        if word and not (space and len(word) <= 5):
            try:
                word = args.style.name(args.names.mibs.oid(word, args.names.inputs))
            except MibError:
                pass
        print(word + space + rest)
