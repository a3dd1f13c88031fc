# Sensors that config.json names: the types, precisions, units and names that are served.

import gc

from configbox import Board, sht3x
from usnmp_sensors import kinds


def test_each_kind_is_served_with_its_types_precisions_and_units():
    sht3x()
    for kind in kinds.names():
        if kind != "chip":
            rows = Board({"kind": kind}).rows()
            readings = kinds.find(kind)[2]
            assert len(rows) == len(readings)
            for row, reading in zip(rows, readings):
                what, type, precision, unit = reading
                assert row[1:3] == (type, precision), kind
                assert row[3] == (unit or type if type == "other" else type), kind
                assert row[0].replace("_", " ").endswith(what.replace("_", " ")), row
        gc.collect()


def test_no_name_is_empty_and_none_is_there_twice():
    sht3x()
    rows = Board(
        {"kind": "sht3x"},
        {"kind": "sht3x", "address": 0x45},
        {"kind": "sht3x", "name": "Attic"},
        {"kind": "ina219", "name": "Attic"},
        {"kind": "pin", "pin": 2, "name": "  "},
        {"kind": "reset_cause"},
        {"kind": "reset_cause"},
    ).rows()
    assert [name for name, _, _, _ in rows] == [
        "sht3x temperature", "sht3x humidity", "sht3x temperature 2", "sht3x humidity 2",
        "Attic", "Attic humidity", "Attic 2", "Attic current", "Attic power", "pin level",
        "reset cause", "reset cause 2",
    ]  # fmt: skip


def test_a_chip_has_what_it_has():
    names = [row[0] for row in Board({"kind": "chip"}).rows()]
    known = "rssi,reset cause,lowest heap,supply voltage,chip temperature".split(",")
    assert set(names) <= set(known)
    assert ("lowest heap" in names) == hasattr(gc, "mem_free") and "rssi" not in names
    named = [row[0] for row in Board({"kind": "chip", "name": "Box"}).rows()]
    assert named == ["Box " + name for name in names]
