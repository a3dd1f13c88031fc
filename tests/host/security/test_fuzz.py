# A short run of tools/trials/fuzz.py, and that it would find something. By hand: the long one.

import platform
import random
import shutil
import sys

import pytest
from conftest import ROOT, package, run
from usnmp import SnmpPacket
from usnmp_codec import BerError

import corpus
import fuzz
import fuzz_v3
import sealed
from messagebox import Read

pytestmark = pytest.mark.slow


@pytest.fixture
def atheris():
    # It has wheels for Linux on x86-64 only, and not for each Python: tests/requirements.txt.
    there = sys.platform == "linux" and platform.machine() == "x86_64"
    possible = there and (3, 11) <= sys.version_info < (3, 14)
    package("atheris", possible)


def fuzzing(*args):
    return run(sys.executable, ROOT / "tools/trials/fuzz.py", *args, timeout=120)


@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_a_short_run_finds_nothing(target, atheris):
    runs = 4000 if target.endswith("3") else 10000  # with MACs and ciphers they take longer
    done = fuzzing("--target", target, "--runs", runs, "--seed", 1157)
    assert done.returncode == 0 and "FINDING" not in done.stdout, done.stdout[-3000:] + done.stderr
    assert "stat::number_of_executed_units: %d" % runs in done.stdout


@pytest.mark.parametrize(
    "target, module, right, wrong",
    [
        # a shorter IpAddress, which then does not encode
        ("codec", "usnmp_codec.py", "k == 25 and n == 4:\n", "k == 25 and n:\n"),
        # an exception out of the codec that is not BerError
        (
            "manager",
            "usnmp_codec.py",
            "        if k == 6:\n",
            "        if k == 6:\n            v[2]\n",
        ),
        # a request-id that is not the one of the request
        (
            "agent",
            "usnmp_agent/reply.py",
            "            buf[w] = d[end]\n",
            "            buf[w] = 1\n",
        ),
        # a MAC of which the first octet alone is compared
        ("agent3", "usnmp_v3/message.py", "        x |= a[n]", "        x = a[n]"),
        # an error out of what nobody signed, before the engine is known
        ("peer3", "usnmp_v3/peer.py", "self.level and self.engine:", "self.level:"),
        # a length of two octets, of which one is compared
        ("fast3", "usnmp_v3/peer_pc.py", "(2 if pdu[1] < 128 else pdu[1] - 126)", "2"),
    ],
)
def test_a_defect_is_found(target, module, right, wrong, atheris, tmp_path):
    for path in ROOT.glob("usnmp*"):
        copy = shutil.copytree if path.is_dir() else shutil.copy
        copy(path, tmp_path / path.name)
    source = (tmp_path / module).read_text()
    assert right in source
    (tmp_path / module).write_text(source.replace(right, wrong))
    done = fuzzing("--target", target, "--runs", 30000, "--seed", 1157, "--library", tmp_path)
    assert done.returncode != 0 and "FINDING %s " % target in done.stdout, done.stderr[-2000:]


def test_trees_encode_to_what_they_were_parsed_from():
    for base in corpus.BASES:
        d = base.tree.octets()
        assert fuzz.to_octets(fuzz.parse_tlvs(d)) == d


def test_plain_messages_of_snmpv3_are_sealed_as_their_fields_say():
    for pdu in sealed.pdus():
        for d in sealed.at_each_level(pdu):
            shape = sealed.Shape(fuzz.parse_tlvs(d))
            keys = sealed.keys_of(sealed.USERS[shape.user], sealed.ENGINE)
            whole, authentic = sealed.seal(d)
            r = Read(whole, keys)  # which checks the MAC
            assert r.flags & 3 == shape.flags & 3 and authentic == shape.flags & 1
            assert r.type == pdu[0] and r.user == shape.user and (r.boots, r.time) == (5, 1000)


def test_what_was_changed_in_a_message_of_snmpv3_is_authentic():
    target = fuzz_v3.Agent()
    seeds = fuzz_v3.seeds("agent3")
    mutator = fuzz_v3.Mutator(seeds)
    rnd = random.Random(1)
    answered = 0
    for i in range(2000):
        before = target.agent.v3.stats[5], target.agent.counters[2]
        data = mutator(rnd.choice(seeds), 1472, i)
        target(b"\x03" + data[1:])
        answered += target.agent.counters[2] > before[1] and target.agent.v3.stats[5] == before[0]
    assert 500 < answered < 2000


def test_of_the_mutated_messages_many_are_messages_still():
    rnd = random.Random(1)
    valid = [base.tree.octets() for base in corpus.BASES]
    mutator = fuzz.Mutator(valid)
    accepted = set()
    for i in range(2000):
        d = mutator(rnd.choice(valid), 1472, i)
        assert len(d) <= 1472
        try:
            SnmpPacket(d)
            accepted.add(d)
        except BerError:
            pass
    assert 200 < len(accepted - set(valid)) < 1800
