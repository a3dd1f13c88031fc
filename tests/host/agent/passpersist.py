# The script that snmpd runs for pass_persist: passpersist.py DATA.json ROOT serves the objects of
# DATA.json below ROOT. {OID: [type, value, writable]}, with the types and the text forms of values
# that snmpd.conf(5) gives. Imports nothing of usnmp, which it is to be compared with.

import bisect
import json
import sys


def arcs(oid):
    return [int(arc) for arc in oid.strip(".").split(".")]


class Objects:
    def __init__(self, path, root):
        with open(path) as f:
            every = json.load(f)
        root = arcs(root)
        self.objects = {oid: o for oid, o in every.items() if arcs(oid)[: len(root)] == root}
        self.order = sorted(map(arcs, self.objects))

    def binding(self, oid):
        if oid not in self.objects:
            return ["NONE"]
        return ["." + oid, *self.objects[oid][:2]]

    def get(self, oid):
        return self.binding(oid.strip("."))

    def getnext(self, oid):
        i = bisect.bisect_right(self.order, arcs(oid))
        return self.binding(".".join(map(str, self.order[i]))) if i < len(self.order) else ["NONE"]

    def set(self, oid, value):
        o = self.objects.get(oid.strip("."))
        t, _, v = value.partition(" ")
        if o is None or not o[2]:
            return ["not-writable"]
        # snmpd says "octet" for a string that is not printable, and quotes strings.
        if t != o[0] and {t, o[0]} != {"octet", "string"}:
            return ["wrong-type"]
        o[:2] = t, v.strip('"')
        return ["DONE"]


def main():
    objects = Objects(*sys.argv[1:])
    lines = iter(sys.stdin.readline, "")
    for line in lines:
        command = line.strip().lower()
        if command in ("", "ping"):
            answer = ["PONG"] if command else []
        elif command == "set":
            answer = objects.set(next(lines).strip(), next(lines).strip())
        else:
            answer = getattr(objects, command)(next(lines).strip())
        sys.stdout.write("".join(text + "\n" for text in answer))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
