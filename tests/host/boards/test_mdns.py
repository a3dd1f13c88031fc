# An agent's announcement by mDNS, with zeroconf as the browser, and what else asks and answers on
# that port: on CPython and MicroPython.

import functools
import os
import signal
import struct
import subprocess
import sys
import threading
import time

import conftest
import pytest
from clibox import usnmp_command
from agents_box import Loopback
from conftest import INTERPRETERS, ROOT, Polled, interpreter
from hypothesis import given
from hypothesis import strategies as st
from usnmp_base import mdns
from usnmp_base.mdns import Announcer, name, name_at, record, two
from usnmp_firmware import Firmware
from usnmp_firmware.mdns import announce
from usnmp_pc import boards
from usnmp_pc.boards.dns_sd import places
from usnmp_pc.cli import discover

# It has no release for older Pythons
package = functools.partial(conftest.package, possible=sys.version_info >= (3, 10))
OWN = str(os.getpid())  # names that no other run on this machine has
SCRIPT = r"""
import sys
sys.path.insert(0, ".")
from usnmp_base.mdns import Announcer
from usnmp_base.udp import sleep_ms
made = Announcer(sys.argv[1], lambda: "127.0.0.1", int(sys.argv[2]))
try:
    made.poll()
    sys.stdout.write("there\n")
    if hasattr(sys.stdout, "flush"):
        sys.stdout.flush()
    while True:
        made.poll()
        sleep_ms(20)
except KeyboardInterrupt:
    made.close()
"""


class Browser:
    """What zeroconf finds on the loopback: until(n) gives {name: info} once there are n."""

    def __init__(self, zeroconf):
        self.names = set()
        self._changed = threading.Condition()
        self._made = zeroconf.Zeroconf(interfaces=["127.0.0.1"])
        self._browser = zeroconf.ServiceBrowser(self._made, "_snmp._udp.local.", self)

    def add_service(self, made, kind, name):
        with self._changed:
            self.names.add(name)
            self._changed.notify_all()

    update_service = add_service

    def remove_service(self, made, kind, name):
        with self._changed:
            self.names.discard(name)
            self._changed.notify_all()

    def until(self, *names):
        wanted = {name + "._snmp._udp.local." for name in names}
        with self._changed:  # others' may be there too
            assert self._changed.wait_for(lambda: self.names >= wanted, 60), self.names
        return [self._made.get_service_info("_snmp._udp.local.", n, 30000) for n in sorted(wanted)]

    def gone(self, name):
        name += "._snmp._udp.local."
        with self._changed:
            assert self._changed.wait_for(lambda: name not in self.names, 60), self.names

    def close(self):
        self._made.close()


@pytest.fixture
def browser():
    package("zeroconf")
    import zeroconf

    found = Browser(zeroconf)
    yield found
    found.close()


class Announcing:
    """An announcer in a process: with Announcing(interpreter, name, port) as p; p.end() says
    goodbye.
    """

    def __init__(self, which, name, port):
        self.command = [*map(str, interpreter(which)), "-c", SCRIPT, name, str(port)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, cwd=ROOT, stdout=subprocess.PIPE)
        assert self.process.stdout.readline() == b"there\n"
        return self

    def end(self):
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(30) == 0

    def __exit__(self, *exception):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


# All that listen to a group hear each other: one at a time
pytestmark = pytest.mark.xdist_group("mdns")


@pytest.mark.parametrize("which", INTERPRETERS)
def test_zeroconf_finds_an_agent_its_address_and_port_and_that_it_goes(which, browser):
    with Announcing(which, "Attic " + OWN, 1161) as p:
        (found,) = browser.until("Attic " + OWN)
        assert (found.parsed_addresses(), found.port) == (["127.0.0.1"], 1161)
        assert found.server == "Attic-%s.local." % OWN
        p.end()
        browser.gone("Attic " + OWN)


def test_zeroconf_finds_several_and_the_service_among_all_services(browser):
    import zeroconf

    names = "attic" + OWN, "cellar" + OWN
    with Announcing("cpython", names[0], 161), Announcing("micropython32", names[1], 1161):
        assert [one.port for one in browser.until(*names)] == [161, 1161]
        found = zeroconf.ZeroconfServiceTypes.find(interfaces=["127.0.0.1"], timeout=2)
        assert "_snmp._udp.local." in found


@pytest.mark.parametrize("which", INTERPRETERS)
def test_who_knows_no_mdns_is_answered_alone(which):
    with Announcing(which, "attic" + OWN, 40000 + os.getpid() % 20000):
        at = 40000 + os.getpid() % 20000
        assert ("127.0.0.1", at) in announced_by(at)


def announced_by(port):
    """What announced() finds on the loopback, as soon as it finds `port`."""
    for _ in range(30):
        found = boards.announced(1, ["127.0.0.1"])
        if port in dict(map(reversed, found)):
            return found
    return found


def test_discover_without_a_prefix_asks_who_announces_itself(monkeypatch):
    monkeypatch.setattr(discover, "local", list)
    net = Loopback()
    net.add("127.0.0.1", "attic")
    monkeypatch.setattr(discover, "announced", lambda: [("127.0.0.1", net.port)])
    with net:
        status, out, err = usnmp_command("discover")
    assert (status, err) == (0, b"usnmp discover: 1 announced themselves; asking them\n")
    assert out.decode().splitlines()[1].split()[:2] == ["127.0.0.1", "attic"]


def test_a_machine_in_no_network_is_told_to_name_one(monkeypatch):
    monkeypatch.setattr(discover, "local", list)
    monkeypatch.setattr(discover, "announced", list)
    status, out, err = usnmp_command("discover")
    assert (status, out) == (1, b"") and b"is in no network: name a PREFIX" in err


# --- on the firmware ---


def test_a_firmware_announces_in_its_turns_and_goes_on_with_those_of_the_user(browser):
    turns = []
    firmware = Firmware()
    firmware.turn = lambda: turns.append(1)
    made = announce(firmware, "hall" + OWN, 1161, lambda: "127.0.0.1")
    assert firmware.turn_ms == 250

    class Turning(Polled):
        step = staticmethod(lambda: (firmware.turn(), time.sleep(0.01)))
        close = staticmethod(made.close)

    with Turning():
        browser.until("hall" + OWN)
    assert turns
    browser.gone("hall" + OWN)


def test_an_address_that_changes_is_announced_and_none_is_waited_for(monkeypatch):
    addresses = ["0.0.0.0"]
    made = Announcer("attic", lambda: addresses[0], 161)
    opened = []
    monkeypatch.setattr(made, "_open", lambda address: opened.append(address))
    for address in ("127.0.0.1", "127.0.0.2"):
        addresses[0] = address
        monkeypatch.setattr(mdns, "ticks_ms", lambda: len(opened) * 2000 + 10**9)
        made.poll()
    assert opened == ["127.0.0.1", "127.0.0.2"]


@pytest.mark.parametrize("wrong", ["", "x" * 64, "é" * 32])
def test_a_name_of_another_length_is_refused(wrong):
    with pytest.raises(ValueError, match="1 to 63 octets"):
        Announcer(wrong, lambda: "0.0.0.0")


# --- messages ---


def query(*questions, known=(), flags=0):
    head = two(7) + two(flags) + two(len(questions)) + two(len(known)) + two(0) * 2
    asked = [name(labels) + two(kind) + two(1 | unicast) for labels, kind, unicast in questions]
    return head + b"".join(asked) + b"".join(known)


@pytest.fixture
def made(monkeypatch):
    """An Announcer without a socket: made.wanted(octets)."""
    made = Announcer("Attic 1", lambda: "127.0.0.1", 1161)
    made._told = "127.0.0.1"
    return made


ALL = (mdns.SERVICE, mdns.PTR, 0)


@pytest.mark.parametrize(
    "labels, kinds",
    [
        (mdns.SERVICE, (mdns.PTR, mdns.ANY)),
        ((b"_SNMP", b"_Udp", b"LOCAL"), (mdns.PTR, mdns.ANY)),
        ((b"_services", b"_dns-sd", b"_udp", b"local"), (mdns.PTR, mdns.ANY)),
        ((b"ATTIC 1", *mdns.SERVICE), (mdns.SRV, mdns.TXT, mdns.ANY)),
        ((b"attic-1", b"local"), (mdns.A, mdns.ANY)),
        ((b"attic-2", b"local"), ()),
        ((b"attic-1", b"local", b"local"), ()),
        ((b"_http", b"_tcp", b"local"), ()),
        ((), ()),
    ],
)
def test_what_is_asked_of_us_is_answered_and_nothing_else(labels, kinds, made):
    for kind in (mdns.A, mdns.PTR, mdns.TXT, 28, mdns.SRV, mdns.ANY):
        assert bool(made._wanted(query((labels, kind, 0)))) == (kind in kinds), kind


def test_a_question_among_others_is_found_and_one_of_the_others_never(made):
    other = ((b"_http", b"_tcp", b"local"), mdns.PTR, 0)
    assert made._wanted(query(other, ALL, other)) and not made._wanted(query(other, other))
    assert not made._wanted(query(ALL, flags=0x8400))  # a response


def test_who_asks_to_be_answered_alone_is_unless_all_are_to_hear_another_answer(made):
    alone = (mdns.SERVICE, mdns.PTR, 0x8000)
    assert made._wanted(query(alone))[0] and not made._wanted(query(ALL))[0]
    assert not made._wanted(query(alone, ALL))[0]


@pytest.mark.parametrize(
    "instance, ttl, answered",
    [(b"Attic 1", 4500, False), (b"attic 1", 2250, False), (b"Attic 1", 2249, True)]
    + [(b"cellar", 4500, True), (b"Attic 1", 1 << 20, False)],
)
def test_who_knows_us_already_is_not_told_again(instance, ttl, answered, made):
    data = name((instance, *mdns.SERVICE))
    known = record(mdns.SERVICE, mdns.PTR, data, ttl & 0xFFFF, False)
    known = known.replace(struct.pack(">I", ttl & 0xFFFF), struct.pack(">I", ttl), 1)
    assert bool(made._wanted(query(ALL, known=[known]))) == answered
    host = ((b"attic-1", b"local"), mdns.A, 0)
    assert made._wanted(query(ALL, host, known=[known]))  # but of its address


@pytest.mark.parametrize("legacy", [False, True])
def test_what_is_sent_holds_where_we_are(legacy, made):
    question = name(mdns.SERVICE) + two(mdns.PTR) + two(1)
    message = made._message(legacy, 10 if legacy else 4500, b"\1\2", question if legacy else b"")
    assert places(message) == [("127.0.0.1", 1161)]
    package("zeroconf")
    import zeroconf

    parsed = zeroconf.DNSIncoming(message)
    assert parsed.valid and parsed.id == 258 and len(parsed.answers()) == 5
    unique = {answer.type for answer in parsed.answers() if answer.unique}
    assert unique == (set() if legacy else {mdns.A, mdns.SRV, mdns.TXT})
    assert max(answer.ttl for answer in parsed.answers()) == (10 if legacy else 4500)


@pytest.mark.parametrize(
    "octets, at",
    [
        (b"\xc0\x00", 0),
        (b"\x01a\xc0\x00", 0),
        (b"\x01a\xc0\x04\x01b\xc0\x00", 4),
        (b"\x01a\xc0\x06", 0),
        (b"\x40" + b"a" * 64 + b"\0", 0),
        (b"\x05abc", 0),
        (b"\xc0", 0),
        (b"\x01a" * 40 + b"\0", 0),
        (b"", 0),
    ],
)
def test_a_name_in_circles_past_its_end_or_too_long_is_none(octets, at):
    with pytest.raises((ValueError, IndexError)):
        name_at(octets, at)


def test_pointers_are_followed():
    octets = b"\5LOCAL\0" + b"\5attic\xc0\0" + b"\4_tcp\xc0\7"
    assert name_at(octets, 7) == ((b"attic", b"local"), 15)
    assert name_at(octets, 15) == ((b"_tcp", b"attic", b"local"), 22)


@given(st.binary(max_size=200))
def test_what_is_no_message_is_refused_as_such(octets):
    made = Announcer("attic", lambda: "127.0.0.1")
    for read in (places, made._wanted, lambda octets: name_at(octets, 0)):
        try:
            read(octets)
        except (ValueError, IndexError):
            pass


@given(st.binary(min_size=1, max_size=8), st.integers(0, 400), st.booleans())
def test_a_message_that_is_changed_or_cut_is_refused_or_read(change, at, cut):
    made = Announcer("attic", lambda: "127.0.0.1")
    made._told = "127.0.0.1"
    for message in (query(ALL, ((b"attic", b"local"), 1, 0)), made._message(False, 4500)):
        broken = message[:at] if cut else message[:at] + change + message[at + len(change) :]
        for read in (places, made._wanted):
            try:
                read(broken)
            except (ValueError, IndexError):
                pass
