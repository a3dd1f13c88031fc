# SnmpPacket on CPython, with usnmp_base.packet_pc and without it, is the same: for messages at
# random, the hostile corpus, what net-snmp sent and what real devices hold. test_fast.py seeks the
# differences by hypothesis, `codec_twins.py 1000000` in a long run.

import bz2
import re
from pathlib import Path

import corpus
import pytest
from codec_twins import compare, emptied, same_decoded, same_encoded
from conftest import ROOT, package

LINES = 300  # of each dump


@pytest.mark.parametrize("seed", range(4))
def test_messages_at_random_are_the_same_encoded_and_decoded(seed):
    emptied()
    compare(5000, seed)


def test_the_hostile_corpus_decodes_to_the_same_or_raises_the_same():
    emptied()
    for octets in dict.fromkeys(case[2] for case in corpus.corpus()):
        same_decoded(octets)


def test_what_net_snmp_sent_decodes_to_the_same():
    text = (ROOT / "tests/data/netsnmp_v1.txt").read_text()
    sent = [bytes.fromhex(line) for line in re.findall(r"(?m)^> (\w+)$", text)]
    assert len(sent) > 10
    for octets in sent:
        same_decoded(octets)


def bindings(path):
    """The OID, type and value of the lines of a dump that have plain ones."""
    opener = bz2.open if path.suffix == ".bz2" else open
    with opener(path, "rb") as f:
        for _, line in zip(range(LINES), f):
            parts = line.decode("latin-1").rstrip("\r\n").split("|", 2)
            if len(parts) < 3 or ":" in parts[1]:
                continue
            oid, tag, text = parts
            t = int(tag.rstrip("x"))
            try:
                octets = bytes.fromhex(text) if tag[-1] == "x" else text.encode("latin-1")
            except ValueError:
                continue
            if t in (4, 0x44):
                value = octets
            elif t == 0x40 and len(octets) == 4:
                value = ".".join(map(str, octets))
            else:
                value = text if t in (6, 0x40) else int(text) if text else None
            yield oid, (t, value)


@pytest.mark.slow
def test_the_walks_of_real_devices_are_the_same_encoded_and_decoded():
    data = Path(package("snmpsim_data").__file__).parent / "data"
    files = sorted(data.rglob("*.snmprec*"))
    assert len(files) > 100
    seen = 0
    for path in files:
        found = list(bindings(path))
        for i in range(0, len(found), 10):
            octets = same_encoded(0xA2, ver=1, id=i, varbinds=found[i : i + 10])
            if isinstance(octets, bytes):  # all can be encoded
                same_decoded(octets)
                seen += 1
    assert seen > 1000
