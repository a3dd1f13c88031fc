# MIB modules by chance: the facts, in the form of usnmp_pc/mibs. wild_text.py writes them as texts
# of the wild. Imports nothing of usnmp; test_mib_compile.py imports it.

WORDS = (
    "fan pump valve lamp rack tray door relay motor meter probe coil shelf port link line user"
    " alarm event power flow level temp speed state count limit total error code"
).split()
LABELS = "up down open closed low high normal failed unknown spare first second".split()
_ARC = "1.3.6.1.4.1.%d"
# What a text can take from elsewhere: the type as it is resolved
BORROWED = {
    "DisplayString": {"base": "OCTET STRING", "ranges": [[0, 255]], "hint": "255a"},
    "PhysAddress": {"base": "OCTET STRING", "hint": "1x:"},
    "TruthValue": {"base": "INTEGER", "enums": {"true": 1, "false": 2}},
    "TimeStamp": {"base": "TimeTicks"},
}
BORROWED_V1 = dict.fromkeys(("DisplayString", "PhysAddress"), {"base": "OCTET STRING"})


class Wild:
    """A module of `rng`'s choice: name, v1 (SMIv1), oid, types, nodes; identity or None."""

    def __init__(self, rng, number):
        self.rng = rng
        self.name = "WILD%d-MIB" % number
        self.v1 = rng.random() < 0.4
        self.borrowed = BORROWED_V1 if self.v1 else BORROWED
        self.low = "w%d" % number
        self.names = set()
        self.types = {}
        self.nodes = []
        self.root = self.name_for("root", "Mib")
        self.oid = _ARC % (64000 + number)
        self.identity = None if self.v1 else self.root
        self._add(self.root, self.oid, "node" if self.v1 else "identity")
        for _ in range(rng.randint(0, 3)):
            self._type()
        self.objects = self.name_for("objects", "")
        self._add(self.objects, self.oid + ".1", "node")
        for arc in range(1, rng.randint(2, 6)):
            self._object("%s.1.%d" % (self.oid, arc), "scalar")
        for arc in range(20, rng.randint(20, 23)):
            self._table("%s.1.%d" % (self.oid, arc))
        self._notices()

    def name_for(self, *words):
        """A name that no other has, with the module's number in it."""
        rng = self.rng
        stem = self.low + "".join(word.capitalize() for word in words or (rng.choice(WORDS),))
        if not words:
            stem += rng.choice(WORDS).capitalize()
            if rng.random() < 0.1:
                stem += rng.choice(("_", "-")) + rng.choice(WORDS)
        while stem in self.names:
            stem += rng.choice(WORDS).capitalize()
        self.names.add(stem)
        return stem

    def _add(self, name, oid, kind, **more):
        node = {"name": name, "oid": oid, "kind": kind}
        node.update((key, value) for key, value in more.items() if value is not None)
        self.nodes.append(node)
        return node

    # --- types ---

    def _type(self):
        name = self.name_for()
        name = name[0].upper() + name[1:]
        t = {"base": None, **self._restricted(self.rng.choice(("int", "octets", "enum", "bits")))}
        t["syntax"] = t["base"]
        if not self.v1:
            t["tc"] = True
            if "ranges" in t or t["base"] == "OCTET STRING":
                hints = ("255a", "1x:", "1d.1d") if t["base"] == "OCTET STRING" else ("d", "x")
                t["hint"] = self.rng.choice(hints)
        self.types[name] = t

    def _restricted(self, kind):
        rng = self.rng
        if kind == "enum":
            return {"base": "INTEGER", "enums": self._named(rng.randint(1, 3))}
        if kind == "bits" and not self.v1:
            return {"base": "BITS", "bits": self._named(0)}
        if kind == "octets":
            low = rng.randint(0, 9)
            return {"base": "OCTET STRING", "ranges": [[low, rng.randint(low, 255)]]}
        low = rng.choice((-100, 0, 1, -2147483648))
        ranges = [[low, rng.choice((1, 100, 65535, 2147483647))]]
        if rng.random() < 0.3 and ranges[0][1] == 1:
            ranges += [[5, 5], [10, 20]]
        return {"base": "INTEGER" if self.v1 else "Integer32", "ranges": ranges}

    def _named(self, first):
        rng = self.rng
        labels = rng.sample(LABELS, rng.randint(2, 6))
        for i, label in enumerate(labels):
            chance = rng.random()
            if chance < 0.05:
                labels[i] = label.upper()
            elif chance < 0.1:
                labels[i] = "%s_%s" % (label, rng.choice(WORDS))
            elif chance < 0.15:
                labels[i] = "%d%s" % (rng.randint(10, 99), label)
        return {label: first + i for i, label in enumerate(labels)}

    def _syntax(self):
        """The keys of a node that come of its SYNTAX."""
        rng = self.rng
        kind = rng.choice("int octets enum bits plain plain own own borrowed".split())
        if kind == "own" and self.types:
            name = rng.choice(sorted(self.types))
            t = self.types[name]
            found = {key: value for key, value in t.items() if key not in ("tc", "syntax")}
            if "ranges" in t and rng.random() < 0.3 and t["ranges"][0][0] < t["ranges"][-1][1]:
                found["ranges"] = [[t["ranges"][-1][1]] * 2]
            return {**found, "syntax": name}
        if kind == "borrowed":
            name = rng.choice(sorted(self.borrowed))
            return {**self.borrowed[name], "syntax": name}
        if kind in ("plain", "own"):
            v1 = ("INTEGER", "OCTET STRING", "OBJECT IDENTIFIER", "IpAddress", "TimeTicks")
            v2 = ("Integer32", "Unsigned32", "Counter64", *v1)
            base = rng.choice((*(v1 if self.v1 else v2), "Counter32", "Gauge32"))
            return {"base": base, "syntax": base}
        found = self._restricted(kind)
        return {**found, "syntax": found["base"]}

    # --- objects ---

    def _object(self, oid, kind, access=None):
        rng = self.rng
        name = self.name_for()
        if rng.random() < 0.03:
            name = name.capitalize()
        syntax = self._syntax()
        accesses = ["read-only", "read-write"] + ["read-create"] * (kind == "column")
        if not self.v1:
            accesses.append("accessible-for-notify")
        return self._add(
            name,
            oid,
            kind,
            access=access or rng.choice(accesses[:2] if self.v1 else accesses),
            status=self._status(),
            units=rng.choice(WORDS) + "s" if not self.v1 and rng.random() < 0.2 else None,
            default=self._default(syntax) if rng.random() < 0.4 else None,
            **syntax,
        )

    def _status(self):
        return self.rng.choice(("mandatory", "optional") if self.v1 else ("current", "deprecated"))

    def _default(self, syntax):
        rng = self.rng
        base = syntax["base"]
        if "enums" in syntax:
            return rng.choice(sorted(syntax["enums"]))
        if base == "BITS":
            return sorted(rng.sample(sorted(syntax["bits"]), rng.randint(0, 2)))
        if base in ("INTEGER", "Integer32"):
            return syntax["ranges"][0][0] if "ranges" in syntax else rng.choice((0, -5, 77))
        if base == "OCTET STRING":
            return rng.choice(("", "a b", {"hex": ""}, {"hex": "00ff"}))
        return 7 if base in ("Gauge32", "Unsigned32") else None

    def _table(self, oid):
        rng = self.rng
        stem = self.name_for()
        entry = stem + "Entry"
        row = entry[0].upper() + entry[1:]
        hidden = {"access": "not-accessible", "status": self._status()}
        self._add(stem + "Table", oid, "table", syntax="SEQUENCE OF " + row, **hidden)
        node = self._add(entry, oid + ".1", "row", syntax=row, **hidden)
        columns = [
            self._object("%s.1.%d" % (oid, arc), "column") for arc in range(1, rng.randint(3, 7))
        ]
        others = [n for n in self.nodes if n["kind"] == "row" and "index" in n and n is not node]
        if others and not self.v1 and rng.random() < 0.4:
            node["augments"] = rng.choice(others)["name"]
            return
        index = [columns[0]] + ([columns[1]] if len(columns) > 2 and rng.random() < 0.3 else [])
        node["index"] = [[column["name"], False] for column in index]
        if not self.v1 and index[-1]["base"] == "OCTET STRING" and rng.random() < 0.5:
            node["index"][-1][1] = True

    def _notices(self):
        rng = self.rng
        objects = [n["name"] for n in self.nodes if n["kind"] in ("scalar", "column")]
        prefix = self.name_for("notices", "")
        self._add(prefix, self.oid + ".0", "node")
        for n in range(rng.randint(0, 3)):
            some = rng.sample(objects, min(len(objects), rng.randint(0, 3))) or None
            name = self.name_for()
            oid = "%s.0.%d" % (self.oid, n)
            more = {"objects": some}
            if self.v1:
                more.update(enterprise=self.oid, trap=n)
            else:
                more["status"] = "current"
            self._add(name, oid, "notification", **more)
        if self.v1 or rng.random() < 0.5:
            return
        conformance = self.name_for("conformance", "")
        self._add(conformance, self.oid + ".2", "node")
        shown = [n["name"] for n in self.nodes if n.get("access", "not").startswith("read")]
        if shown:
            more = {"objects": shown, "status": "current"}
            self._add(self.name_for(), self.oid + ".2.1", "group", **more)
        self._add(self.name_for(), self.oid + ".2.2", "compliance", status="current")
