# A Receiver on CPython, with usnmp_receiver.receive_pc and without it, is the same: for datagrams
# at random, the hostile corpus, traps of what real devices hold, and what is right but for one
# thing. `receive_twins.py 1000000` is the long run.

from pathlib import Path

import corpus
import pytest
import sealed
from conftest import package
from receive_twins import TRAP, UPTIME, Datagrams, Twins, compare, users
from test_codec_twins import bindings
from usnmp import BerError, SnmpPacket
from usnmp_codec import tobytes_tv


@pytest.fixture
def twins():
    found = Twins(users())
    for twin in found.pair:
        twin.now = sealed.TIME * 1000
    return found


def packet(varbinds, tag=0xA7, id=4711, **kw):
    p = SnmpPacket(tag, ver=1, id=id, **kw)
    for binding in (UPTIME, (0x43, 4711)), (TRAP, (6, "1.3.6.1.6.3.1.1.5.4")), *varbinds:
        p.varbinds.append(binding)
    return p.tobytes()


def pdu(*args, **kw):
    d = packet(*args, **kw)
    at = 5 if d[1] < 128 else d[1] - 123  # of the community
    return d[at + 2 + d[at + 1] :]


@pytest.mark.parametrize("seed", range(4))
def test_datagrams_at_random_come_to_the_same(seed):
    assert compare(1500, seed) > 200


def test_the_hostile_corpus_comes_to_the_same(twins):
    for octets in dict.fromkeys(case[2] for case in corpus.corpus()):
        twins.same(octets)
        twins.same(octets)


@pytest.mark.slow
def test_traps_of_what_real_devices_hold_come_to_the_same(twins):
    data = Path(package("snmpsim_data").__file__).parent / "data"
    files = sorted(data.rglob("*.snmprec*"))
    assert len(files) > 100
    keys = sealed.USERS[b"reader"]
    for path in files:
        found = list(bindings(path))
        for i in range(0, len(found), 8):
            tag = 0xA6 if i % 3 else 0xA7
            try:
                twins.same(packet(found[i : i + 8], tag, i))
            except BerError:  # some are of no value that can be sent
                continue
            engine = sealed.ENGINE if i % 3 else sealed.OTHER
            d = sealed.plain(3, keys, pdu(found[i : i + 8], tag, i), engine)
            twins.same(sealed.seal(d)[0])
    assert twins.fast > 1000


# --- which of them the fast way takes ---


def taken(twins, d, times=1):
    """How many of so many the fast way took."""
    before = twins.fast
    for _ in range(times):
        twins.same(d)
    return twins.fast - before


@pytest.mark.parametrize("tag", [0xA6, 0xA7])
@pytest.mark.parametrize("long", [0, 100, 300])
def test_the_fast_way_takes_what_is_usual_from_the_first_on(twins, tag, long):
    d = packet([("1.3.6.1.2.1.2.2.1.2.1", (4, "x" * long))], tag)
    assert taken(twins, d, 3) == 3
    assert taken(twins, packet([("1.3.6.1.2.1.2.2.1.1.1", (2, -1))], tag), 2) == 2


@pytest.mark.parametrize("name", [b"reader", b"strong", b"old", b"half"])
def test_the_fast_way_takes_all_of_snmpv3_but_the_first_of_a_user(twins, name):
    user = sealed.USERS[name]
    flags = 3 if user.priv else 1
    for engine, tag in (sealed.OTHER, 0xA7), (sealed.ENGINE, 0xA6):
        for i in range(4):
            d = sealed.plain(flags, user, pdu([], tag, i), engine)
            assert taken(twins, sealed.seal(d)[0]) == bool(i)


# --- right but for one thing, with a right MAC ---


def resealed(d, keys, n=12):
    """`d`, a message of b"reader", with another MAC, that of what it now is."""
    mac = d.index(keys.tlv + b"\4\x0c") + len(keys.tlv) + 2
    d = d[:mac] + bytes(n) + d[mac + n :]
    return d[:mac] + keys.mac.digest(d)[:n] + d[mac + n :]


def spoiled():
    """Authentic messages in which something is in excess, or missing."""
    keys = sealed.keys_of(sealed.USERS[b"reader"], sealed.OTHER)
    good = sealed.seal(sealed.plain(3, sealed.USERS[b"reader"], pdu([]), sealed.OTHER))[0]
    yield good
    start = 2 if good[1] < 128 else 3
    for content in good[start:] + b"\0", good[start:] + b"\5\0", good[start:-1]:
        yield resealed(tobytes_tv(48, content), keys)
    data = good.index(keys.tlv) + len(keys.tlv) + 14 + 10
    assert good[data] == 4
    longer = good[:data] + b"\4\x82\0" + bytes((len(good) - data - 2,)) + good[data + 2 :]
    yield resealed(tobytes_tv(48, longer[start:]), keys)
    yield resealed(good[: data - 8] + bytes(8) + good[data:], keys)


def test_what_is_right_but_for_one_thing_comes_to_the_same(twins):
    d, *others = spoiled()
    twins.same(d)
    assert taken(twins, d, 2) == 2
    for d in others:
        assert not taken(twins, d, 2)


def test_clocks_are_set_and_windows_kept_alike(twins):
    user = sealed.USERS[b"reader"]
    source = Datagrams(0)
    for seconds in 0, 149, 150, 151, 400, -300, 10000:
        for twin in twins.pair:
            twin.now += max(seconds, 0) * 1000
        for late in 0, 1, -149, -151, 500, 0:
            time = twins.pair[0].v3.engine.time() + late
            for engine, tag in (sealed.OTHER, 0xA7), (sealed.ENGINE, 0xA6):
                fields = {"time": tobytes_tv(2, max(time, 0))}
                d = sealed.plain(3, user, pdu([], tag, source.number(31)), engine, **fields)
                twins.same(sealed.seal(d)[0])
    assert twins.fast > 20
