# Hostile messages of SNMPv3 with right MACs, of tests/hostile/sealed.py and the fuzzer's mutator:
# what comes of them on CPython, which the fuzzer's oracles judge (test_fuzz.py), comes of them on
# each interpreter, and on those of an ESP8266 with what it lacks.

import random

import pytest
from conftest import interpreter, run

import fuzz_v3
import replay_v3

CASES = 1500
TARGETS = {"agent": "agent3", "receiver": "receiver3", "peer": "peer3"}


def datagrams(role):
    """Good messages, then messages that were changed, all of them sealed."""
    rng = random.Random(3414)
    seeds = fuzz_v3.seeds(TARGETS[role])
    # Of nobody whom replay_v3 has not: MD5 and DES are no chip's
    seeds = [d for d in seeds if b"\x04\x03old" not in d and b"strong" not in d]
    mutator = fuzz_v3.Mutator(seeds)
    for data in seeds:
        yield fuzz_v3.made(data)[0]
    for _ in range(CASES):
        data = mutator(rng.choice(seeds), 1000, rng.randrange(1 << 30))
        if data[0] == fuzz_v3.RAW and rng.random() < 0.8:
            data = b"\x03" + data[1:]
        yield fuzz_v3.made(data)[0]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """What of each role comes on CPython, as a file for replay_v3."""
    folder = tmp_path_factory.mktemp("hostile")
    for name in TARGETS:
        role = replay_v3.ROLES[name]()
        with open(folder / name, "wb") as f:
            for d in datagrams(name):
                f.write(len(d).to_bytes(2, "big") + replay_v3.seal_of(role.outcome(d)) + d)
    return folder


def test_many_are_answered_delivered_and_taken():
    agent, receiver, peer = (replay_v3.ROLES[name]() for name in TARGETS)
    answers = [agent.outcome(d)[0] for d in datagrams("agent")]
    assert sum(answer is not None for answer in answers) > 400
    found = [(n, list(bad)) for n, _, bad in map(receiver.outcome, datagrams("receiver"))]
    assert sum(n is not None for n, _ in found) > 30
    assert len({bad[0] for _, bad in found if bad}) > 6
    pdus = [found[0] for d in datagrams("peer") for found in peer.outcome(d)]
    assert sum(isinstance(p, bytes) for p in pdus) > 10
    assert len({p for p in pdus if isinstance(p, str)}) > 10


@pytest.mark.parametrize("name", ["micropython64", "micropython32"])
@pytest.mark.parametrize("role", TARGETS)
def test_the_same_comes_of_each_on_micropython(role, name, files, build):
    command = [w.replace("38k", "120k") for w in interpreter(name)]
    same(command, [str(build), ".frozen"], role, files)


@pytest.mark.slow
@pytest.mark.parametrize("board", ["2M", "512K"])
@pytest.mark.parametrize("role", TARGETS)
def test_the_same_comes_of_each_on_an_esp8266(role, board, files, build, frozen_chips):
    command = [frozen_chips / board, "-X", "heapsize=38k"]
    same(command, [".frozen", str(build)], role, files)


def same(command, path, role, files):
    code = "import sys; sys.path[:] = %r; import replay_v3; replay_v3.run(%r, %r)"
    done = run(*command, "-c", code % (path, role, str(files / role)), timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].endswith(" cases, 0 failed"), done.stdout[-3000:]
