# Names and values as net-snmp prints them with the same MIBs, octet by octet: thousands of objects
# of real devices, and made up ones of every syntax, under all flags of -O and -I.


import mib_text
import namebox
import pytest
from clibox import netsnmp

from usnmp_pc.mibs import Mibs, shipped

FLAGS = (
    ["", "n", "s", "S", "f", "u", "q", "Q", "e", "E", "b", "X", "t", "T", "U", "v", "a", "x", "0"]
    + ["p.2", "eE", "bX", "sX", "fX", "uX", "nX", "nq", "sq", "Xq", "XQ", "aX", "xX", "XE", "TxX"]
    + ["sUe", "fb", "sEX", "qt", "Qvt", "qe", "nexT", "0X", "X0q", "aq", "xqT", "qQ", "sfn", "uqU"]
)


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """(Dump, Mibs, environment of net-snmp) with the shipped modules and that of namebox."""
    folder = tmp_path_factory.mktemp("mibs")
    module, objects = namebox.made()
    modules = dict(shipped(), **{"ODD-MIB": module})
    mib_text.write(folder, modules)
    mibs = Mibs()
    mibs.add("ODD-MIB", module)
    objects.update(namebox.recorded(mibs))
    env = {"MIBS": ":".join(mibs.modules), "MIBDIRS": str(folder)}
    with namebox.Dump(objects) as dump:
        yield dump, mibs, env


def theirs(monkeypatch, env, *args):
    with monkeypatch.context() as m:
        for name, value in env.items():
            m.setenv(name, value)
        return netsnmp(*args)


def test_there_are_thousands_of_objects_of_real_devices(everything):
    dump, mibs, _ = everything
    known = [oid for oid in dump.order if mibs.above(oid).base and namebox.ROOT not in oid]
    assert len(known) > 3000 and len({mibs.above(oid).dotted for oid in known}) > 700


@pytest.mark.parametrize("flags", FLAGS)
def test_everything_is_printed_as_net_snmp_prints_it(everything, monkeypatch, flags):
    dump, mibs, env = everything
    options = "-v2c", "-cpublic", "-t10", "-Cr40", *(["-O" + flags] if flags else [])
    status, out, err = theirs(monkeypatch, env, "snmpbulkwalk", *options, dump.host, ".")
    assert (status, err) == (0, b"")
    line = mibs.printer(flags).line
    ours = [line(oid, *dump.objects[oid]) for oid in dump.order]
    lines = ("\n".join(ours) + "\n").encode("utf-8", "surrogateescape").split(b"\n")
    expected = out.split(b"\n")
    del lines[-1], expected[-2:]  # that there is no more
    assert len(lines) == len(expected)
    differ = [pair for pair in zip(expected, lines) if pair[0] != pair[1]]
    # -OX cuts its line off at an index that is an OID of none of its roots.
    cut = [pair for pair in differ if pair[0].endswith(b" [TRUNCATED]")]
    assert differ == cut and (not cut or "X" in flags and len(cut) < 100)
