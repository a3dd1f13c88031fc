# `usnmp record`: what it writes is served again as it was, after a break it goes on, and agents
# that do not keep to the protocol are recorded as far as they answer.

import os

import pytest
import usnmp
from clibox import BASE, BULK, NEXT, OIDS, VALUES, Box, Started, key, usnmp_command
from simulating import simulating, walked

INT = usnmp.ASN1_INT
# Without what is no value.
SERVED = {oid: tv for oid, tv in zip(OIDS, VALUES) if tv[0] < 128}
FORMS = pytest.mark.parametrize("form", [(), ("--walk",)], ids=["snmprec", "walk"])


def record(box, path, *options):
    """Run it; (exit status, lines of standard error)."""
    status, out, err = usnmp_command("record", "-r0", "-t0.3", box.host, "-o", path, *options)
    assert out == b""
    return status, err.decode().splitlines()


def numbers(path):
    """The last numbers of the OIDs in a .snmprec."""
    return [int(line.split("|")[0].split(".")[-1]) for line in path.read_text().splitlines()]


def column(rows):
    return {"%s.1.%d" % (BASE, i): (INT, i) for i in rows}


@FORMS
def test_each_type_is_recorded_and_served_again_as_it_was(tmp_path, form):
    path = tmp_path / "device.recorded"
    # What net-snmp prints of a type that it has no name for cannot be read again.
    hidden = (usnmp.SNMP_NSAPADDR, usnmp.ASN1_BITSTR, usnmp.SNMP_UINTEGER32)
    shown = {oid: tv for oid, tv in SERVED.items() if not form or tv[0] not in hidden}
    if form:  # nor what is printed as another value
        shown = {oid: tv for oid, tv in shown.items() if _is_whole(tv)}
    with Box(shown) as box:
        before = walked(box.host, "public", command="snmpwalk")
        status, said = record(box, path, *form)
    assert status == 0 and said == ["usnmp record: %d objects in %s" % (len(shown), path)]
    with simulating(tmp_path, path) as simulation:
        assert walked(simulation.target, "device") == before
        assert simulation.told == []


def _is_whole(tv):
    if isinstance(tv[1], float):
        return tv[1] == 21.5
    return tv[1] not in ("C string\0", b"C string\0", b"\x9f\x76\x01\x05", b"")


def test_what_was_recorded_and_simulated_is_recorded_the_same(tmp_path):
    first, second = tmp_path / "a.snmprec", tmp_path / "b.snmprec"
    with Box(SERVED) as box:
        record(box, first)
    with simulating(tmp_path, first) as simulation:
        status, _, err = usnmp_command("record", "-ca", simulation.target, "-o", second)
        assert status == 0, err
    assert second.read_bytes() == first.read_bytes()


@FORMS
@pytest.mark.parametrize("left", [1.0, 0.999, 0.7, 0.3, 0.01, 0])
def test_after_a_break_it_goes_on_where_the_file_ends(tmp_path, form, left):
    whole, part = tmp_path / "whole", tmp_path / "part"
    objects = {k: v for k, v in SERVED.items() if v[1] != "C string\0"}
    with Box(objects) as box:
        record(box, whole, *form)
        text = whole.read_bytes()
        part.write_bytes(text[: int(len(text) * left)])
        asked = len(box.requests)
        status, said = record(box, part, "--resume", *form)
        assert status == 0 and said[-1].startswith("usnmp record: %d objects" % len(objects))
        if left == 1:
            assert len(box.requests) - asked < asked  # it was not asked for all again
    assert part.read_bytes() == text


def test_a_file_that_is_no_recording_is_not_written_to(tmp_path):
    path = tmp_path / "a.snmprec"
    path.write_text("something\nelse\n")
    with Box(SERVED) as box:
        status, said = record(box, path, "--resume")
    assert status == 1 and said == ["usnmp record: %s:1: not OID|TAG|VALUE" % path]
    assert path.read_text() == "something\nelse\n"


def test_only_what_is_below_the_oid_is_recorded_or_the_object_itself(tmp_path):
    path = tmp_path / "a.snmprec"
    with Box({"1.3.6.1.0": (INT, 1), "1.3.6.2.0": (INT, 2), "1.3.6.20.0": (INT, 3)}) as box:
        record(box, path, "1.3.6.2")
        assert path.read_text() == "1.3.6.2.0|2|2\n"
        record(box, path, "1.3.6.20.0")
        assert path.read_text() == "1.3.6.20.0|2|3\n"


def test_what_is_skipped_is_left_out_but_not_its_neighbours(tmp_path):
    path = tmp_path / "a.snmprec"
    objects = {"1.3.6.%d.%d" % (i, j): (INT, 0) for i in (1, 2, 3) for j in range(40)}
    with Box(objects) as box:
        record(box, path, "--skip", "1.3.6.2", "--skip", "1.3.6.3.5")
    found = [line.split("|")[0] for line in path.read_text().splitlines()]
    expected = [oid for oid in objects if oid[:8] != "1.3.6.2." and oid != "1.3.6.3.5"]
    assert found == sorted(expected, key=key)


def test_an_agent_of_snmpv1_is_recorded(tmp_path):
    path = tmp_path / "a.snmprec"
    with Box(column(range(50))) as box:
        status, _ = record(box, path, "-v1")
        assert {r.type for r in box.requests} == {NEXT}
    assert status == 0 and numbers(path) == list(range(50))


def test_an_agent_without_getbulk_is_recorded(tmp_path):
    path = tmp_path / "a.snmprec"
    with Box(column(range(30))) as box:
        box.reply = lambda r: None if r.type == BULK else box.serve(r)
        status, _ = record(box, path)
    assert status == 0 and numbers(path) == list(range(30))


def test_an_agent_that_cannot_answer_so_many_is_asked_for_fewer(tmp_path):
    path = tmp_path / "a.snmprec"
    with Box(column(range(90))) as box:
        few = lambda r: r.type == BULK and r.err_id > 6  # noqa: E731
        box.reply = lambda r: box.error(r, 1, 0) if few(r) else box.serve(r)
        status, _ = record(box, path)
        assert any(r.err_id == 6 for r in box.requests)
    assert status == 0 and numbers(path) == list(range(90))


def test_an_agent_in_another_order_is_recorded_to_the_end(tmp_path):
    path = tmp_path / "a.snmprec"
    order = [5, 3, 4, 1, 2]
    oids = ["%s.1.%d" % (BASE, i) for i in order]

    with Box(column(order)) as box:
        box.after = lambda oid: next(
            ((o, box.objects[o]) for o in oids[oids.index(oid) + 1 if oid in oids else 0 :]), None
        )
        status, said = record(box, path)
    assert status == 0 and numbers(path) == order
    assert said[0] == "usnmp record: its OIDs do not increase: .%s.1.3 after .%s.1.5" % (
        BASE,
        BASE,
    )


def test_an_agent_that_goes_round_is_asked_for_what_follows_further_on(tmp_path):
    path = tmp_path / "a.snmprec"
    objects = {**column(range(9)), BASE + ".2.100": (INT, 1)}
    with Box(objects) as box:
        plain = box.after
        box.after = lambda oid: plain(BASE + ".1.2" if oid == BASE + ".1.5" else oid)
        status, said = record(box, path)
    assert status == 0 and numbers(path) == [*range(6), *range(6, 9), 100]
    assert said[0].startswith("usnmp record: it goes round behind .%s.1.5; going on at" % BASE)


def test_an_agent_that_stays_where_it_is_comes_to_an_end(tmp_path):
    path = tmp_path / "a.snmprec"
    with Box(column(range(4))) as box:
        plain = box.after
        box.after = lambda oid: plain(oid) or (BASE + ".1.3", (INT, 3))
        status, _ = record(box, path)
    assert status == 0 and numbers(path) == [0, 1, 2, 3]


def test_an_agent_without_end_is_recorded_to_the_number_wanted(tmp_path):
    path = tmp_path / "a.snmprec"
    with Box({}) as box:
        box.after = lambda oid: ("%s.1.%d" % (BASE, _number(oid) + 1), (INT, 0))
        status, said = record(box, path, "--most", "500")
        assert status == 0 and numbers(path) == list(range(1, 501))
        assert said[0] == "usnmp record: 500 objects, as many as were wanted"
        record(box, path, "--most", "100", "--resume")
        assert numbers(path) == list(range(1, 600))


def _number(oid):
    return int(oid.split(".")[-1]) if oid.startswith(BASE + ".1.") else 0


@pytest.mark.parametrize("fault", ["silent", "generr"])
def test_an_object_that_the_agent_fails_at_is_gone_round(tmp_path, fault):
    path = tmp_path / "a.snmprec"
    objects = {"%s.%d.%d" % (BASE, i, j): (INT, 0) for i in (1, 2) for j in range(6)}
    bad = BASE + ".1.3"
    with Box(objects) as box:

        def reply(request):
            response = box.serve(request)
            if bad in response.varbinds and request.type in (NEXT, BULK):
                return box.error(request, 5, 1) if fault == "generr" else None
            return response

        box.reply = reply
        status, said = record(box, path)
    found = [line.split("|")[0] for line in path.read_text().splitlines()]
    assert status == 0 and found[:3] == list(objects)[:3] and found[-6:] == list(objects)[-6:]
    assert bad not in found and " behind .%s.1.2; going on at ." % BASE in said[0]


def test_an_agent_that_is_gone_is_told_and_what_was_recorded_stays(tmp_path):
    path = tmp_path / "a.snmprec"
    with Box(column(range(60))) as box:
        box.reply = lambda r: box.serve(r) if len(box.requests) < 2 else None
        status, said = record(box, path)
        assert status == 1 and numbers(path) == list(range(25))
        assert said == [
            "Timeout: No Response from " + box.host,
            "usnmp record: 25 objects in %s; --resume goes on" % path,
        ]
        box.reply = box.serve
        assert record(box, path, "--resume")[0] == 0
    assert numbers(path) == list(range(60))


def test_ctrl_c_leaves_what_was_recorded(tmp_path):
    path = tmp_path / "a.snmprec"
    with Box({}) as box:
        box.after = lambda oid: ("%s.1.%d" % (BASE, _number(oid) + 1), (INT, 0))
        with Started("record", box.host, "-o", path, terminal=("stderr",)) as p:
            p.until(b" objects, " + BASE.encode()[:20])
            assert p.interrupt() == 130
            assert b"--resume goes on" in p.rest()
        found = numbers(path)
    assert found == list(range(1, len(found) + 1)) and found


def test_standard_output_takes_the_recording(tmp_path):
    with Box(column([1])) as box:
        done = usnmp_command("record", box.host, "-o", "-")
    assert done == (0, b"%s.1.1|2|1\n" % BASE.encode(), b"")


def test_the_file_has_the_name_of_the_host(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Box(column([1])) as box:
        assert usnmp_command("record", box.host)[0] == 0
        assert usnmp_command("record", "--walk", box.host)[0] == 0
    assert sorted(os.listdir(tmp_path)) == ["127.0.0.1.snmprec", "127.0.0.1.snmpwalk"]


@pytest.mark.parametrize(
    "options", [("-o", "a.gz"), ("--resume", "-o", "-"), ("--most", "0"), ("--skip", "x.y")]
)
def test_options_that_do_not_go_are_refused(tmp_path, monkeypatch, options):
    monkeypatch.chdir(tmp_path)
    status, _, err = usnmp_command("record", "127.0.0.1:9", *options)
    assert status == 2 and b"usnmp record: error: " in err


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    path = tmp_path / "none" / "a.snmprec"
    status, _, err = usnmp_command("record", "127.0.0.1:9", "-o", path)
    assert status == 1
    assert err.decode() == "usnmp record: %s: No such file or directory\n" % path
