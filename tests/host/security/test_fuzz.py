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

pytestmark = pytest.mark.slow


@pytest.fixture
def atheris():
    # It has wheels for Linux on x86-64 only, and not for each Python: tests/requirements.txt.
    there = sys.platform == "linux" and platform.machine() == "x86_64"
    possible = there and (3, 11) <= sys.version_info < (3, 14)
    package("atheris", possible)


def fuzzing(*args):
    return run(sys.executable, ROOT / "tools/trials/fuzz.py", *args, timeout=120)


def test_a_short_run_finds_nothing(atheris):
    done = fuzzing("--runs", 10000, "--seed", 1157)
    assert done.returncode == 0 and "FINDING" not in done.stdout, done.stdout[-3000:] + done.stderr
    assert done.stdout.count("stat::number_of_executed_units: 10000") == 4


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
