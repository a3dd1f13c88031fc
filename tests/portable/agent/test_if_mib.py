# IF-MIB and IP-MIB, usnmp_mibs.if_mib and ip_mib: portable, runs on CPython and MicroPython.

from tablebox import END, SET, ask
from usnmp_agent import Agent
from usnmp_base.udp import Udp
from usnmp_mib import Mib
from usnmp_mibs.if_mib import count, interfaces
from usnmp_mibs.ip_mib import addresses

BASE = "1.3.6.1.2.1."
NEXT = 0xA1
COUNTERS = (10, 11, 13, 14, 16, 17, 19, 20)


class Clock:
    # A usnmp_base.uptime.Uptime that is told the time.
    seconds = 7

    def __call__(self):
        return self.seconds * 100


class Nic:
    # A network.LAN.
    up = on = True
    address = "192.0.2.7"

    def active(self):
        return self.on

    def isconnected(self):
        return self.up

    def config(self, what):
        return {"mac": b"\x02\0\0\0\0\x07"}[what]

    def ifconfig(self):
        if self.address is None:
            raise OSError(5)
        return self.address, "255.255.255.0", "192.0.2.1", "192.0.2.1"


class Counts(Nic):
    # One that counts itself, as those of a PC.
    def told(self, column):
        return 5 if column in (10, 106) else "lo" if column in (2, 101) else None


class Kept:
    # A usnmp_base.store.Store.
    def __init__(self):
        self.data = {}

    def value(self, key, default, check):
        return Value(self.data, key, default)


class Value:
    def __init__(self, data, key, default):
        self.data = data
        self.key = key
        self.default = default

    def __call__(self):
        return self.data.get(self.key, self.default)

    def set(self, value):
        self.data[self.key] = value


def make(nics, store=None):
    mib = Mib()
    agent = Agent(mib, "public", "private", max_size=300, log=print)
    recv, send = Udp.recv, Udp.send
    there = interfaces(mib, Clock(), nics, store)
    Udp.recv, Udp.send = recv, send  # other tests do not want to be counted
    addresses(mib, there)
    return agent, there


def walk(agent):
    """{the OID below BASE: (type, value)}"""
    found = {}
    oid = BASE[:-1]
    while True:
        reply = ask(agent, NEXT, oid)
        assert not reply.err_status, oid
        ((oid, tv),) = reply.varbinds.items()
        if tv == END:
            return found
        assert oid.startswith(BASE) and oid not in found
        found[oid[len(BASE) :]] = tv


def get(agent, oid):
    return dict(ask(agent, 0xA0, BASE + oid).varbinds.items())[BASE + oid]


def test_each_interface_is_a_row_of_what_managers_ask():
    nics = [Nic(), Nic()]
    agent, there = make(nics)
    found = walk(agent)
    assert found["2.1.0"] == (2, 2)
    wanted = {1: (2, 1), 2: (4, "Ethernet eth0"), 3: (2, 6), 4: (2, 1500), 5: (66, 100000000)}
    wanted.update({7: (2, 1), 8: (2, 1), 9: (67, 0)})
    for column, tv in wanted.items():
        assert found["2.2.1.%d.1" % column] == tv, column
    assert found["2.2.1.6.1"][0] == 4
    assert found["2.2.1.2.2"] == (4, "Ethernet eth1") and found["31.1.1.1.1.2"] == (4, "eth1")
    assert found["31.1.1.1.15.1"] == (66, 100) and found["31.1.1.1.18.1"] == (4, "")
    columns = [
        int(oid.split(".")[3]) for oid in found if oid.startswith("2.2.") and oid[-1] == "1"
    ]
    assert sorted(columns) == sorted(list(wanted) + [6] + list(COUNTERS))
    # Counters are of the first: whose datagrams the others had is not known.
    assert "2.2.1.10.2" not in found and "31.1.1.1.6.2" not in found


def test_a_get_finds_what_a_walk_does_and_nothing_else():
    agent, there = make([Nic()])
    for oid, tv in walk(agent).items():
        assert get(agent, oid) == tv, oid
    for oid in "2.1 2.1.1 2.2.1.1.0 2.2.1.1.2 2.2.1.12.1 2.2.1.21.1 2.2.1.1.1.1 2.2.1.0.1".split():
        assert get(agent, oid)[0] in (128, 129), oid
    for oid in "31.1.1.1.2.1 31.1.1.1.18.0 4.34.1.3.1.4.192.0.2.8 4.20.1.6.192.0.2.7".split():
        assert get(agent, oid)[0] in (128, 129), oid


def test_last_change_is_of_the_uptime_and_zero_for_what_is_as_it_was():
    nic = Nic()
    agent, there = make([nic])
    there.uptime.seconds = 60
    assert get(agent, "2.2.1.8.1") == (2, 1) and get(agent, "2.2.1.9.1") == (67, 0)
    nic.up = False
    there.uptime.seconds = 61
    there.poll()  # of the main loop, while nobody can ask
    nic.up = True
    there.uptime.seconds = 75
    there.poll()
    there.uptime.seconds = 99
    assert get(agent, "2.2.1.8.1") == (2, 1) and get(agent, "2.2.1.9.1") == (67, 7500)
    nic.on = False
    there.uptime.seconds = 100
    assert get(agent, "2.2.1.7.1") == (2, 2) and get(agent, "2.2.1.8.1") == (2, 2)
    assert get(agent, "2.2.1.9.1") == (67, 10000)


def test_a_driver_that_raises_is_down_and_has_no_address():
    nic = Nic()
    nic.isconnected = lambda: 1 // 0
    nic.address = None
    agent, there = make([nic, Nic()])
    found = walk(agent)
    assert found["2.2.1.8.1"] == (2, 2) and found["2.2.1.8.2"] == (2, 1)
    assert [oid for oid in found if oid.startswith("4.34.1.3.")] == ["4.34.1.3.1.4.192.0.2.7"]


def test_alias_is_written_and_kept_and_not_longer_than_64_octets():
    store = Kept()
    agent, there = make([Nic(), Nic()], store)
    oid = BASE + "31.1.1.1.18.2"
    assert ask(agent, SET, (oid, (4, "uplink")), "private").err_status == 0
    assert get(agent, "31.1.1.1.18.2") == (4, "uplink") and get(agent, "31.1.1.1.18.1") == (4, "")
    assert store.data == {oid: "uplink"}
    assert ask(agent, SET, (oid, (4, "x" * 65)), "private").err_status == 10
    assert ask(agent, SET, (oid, (2, 1)), "private").err_status == 7
    assert ask(agent, SET, (BASE + "31.1.1.1.1.2", (4, "x")), "private").err_status == 17
    assert get(agent, "31.1.1.1.18.2") == (4, "uplink")
    agent, there = make([Nic(), Nic()], store)
    assert get(agent, "31.1.1.1.18.2") == (4, "uplink")


def test_what_the_sockets_see_is_counted():
    class Own:
        came = (b"12345", "who")
        goes = True

        def recv(self, size, timeout_ms):
            return self.came

        def send(self, data, address):
            return self.goes

    n = count(Own)
    udp = Own()
    assert udp.recv(100, 5) == (b"12345", "who")
    assert udp.send(b"123", "who") and n == [5, 1, 3, 1, 0]
    udp.came = None
    udp.goes = False
    assert udp.recv(100, 5) is None and not udp.send(b"123", "who")
    assert Own().send(b"1234", "who") and n == [5, 1, 7, 2, 1]


def test_counters_of_32_bits_wrap_and_those_of_64_go_on():
    agent, there = make([Nic()])
    there.traffic[:] = [0x100000005, 6, 0xFFFFFFFF, 0x40000000, 9]
    got = [get(agent, "2.2.1.%d.1" % column) for column in COUNTERS]
    values = [5, 6, 0, 0, 0xFFFFFFFF, 0x40000000, 0, 9]
    assert got == [(65, value) for value in values]
    assert get(agent, "31.1.1.1.6.1") == (70, 0x100000005)
    assert get(agent, "31.1.1.1.10.1") == (70, 0xFFFFFFFF)


def test_an_interface_that_counts_itself_is_believed():
    agent, there = make([Counts()])
    assert get(agent, "2.2.1.10.1") == (65, 5) and get(agent, "31.1.1.1.6.1") == (70, 5)
    assert get(agent, "2.2.1.2.1") == (4, "lo") and there.traffic is None


def test_addresses_are_those_that_there_are_now():
    nic = Nic()
    agent, there = make([nic])
    found = walk(agent)
    at = ".192.0.2.7"
    assert found["4.20.1.1" + at] == (64, "192.0.2.7") and found["4.20.1.2" + at] == (2, 1)
    assert found["4.20.1.3" + at] == (64, "255.255.255.0")
    row = [found["4.34.1.%d.1.4%s" % (column, at)][1] for column in range(3, 12)]
    assert row == [1, 1, "0.0", 1, 1, 0, 0, 1, 2]
    nic.address = "0.0.0.0"
    assert not [oid for oid in walk(agent) if oid.startswith("4.")]
    nic.address = "198.51.100.255"
    assert len([oid for oid in walk(agent) if oid.startswith("4.")]) == 14
