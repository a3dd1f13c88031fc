# Every datagram we send, through tshark's SNMP dissector: nothing malformed, no expert info.

import json
import re
import struct

import pytest
from agentbox import BASE, GET, NEXT, SET, Box
from conftest import run, tool
from usnmp import SnmpPacket
from usnmp_agent import Agent
from usnmp_mib import Mib
from usnmp_mibs.snmpv2_mib import system


def pcap(datagrams):
    """A capture file (link type 101, raw IP): each datagram goes from port 161 to 40000."""
    out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)
    for data in datagrams:
        udp = struct.pack(">HHHH", 161, 40000, 8 + len(data), 0) + data
        loopback = bytes((127, 0, 0, 1))
        ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0) + loopback * 2
        out += struct.pack("<IIII", 0, 0, len(ip + udp), len(ip + udp)) + ip + udp
    return out


def dissect(datagrams, tmp_path):
    """tshark's view of each datagram: its "snmp" layer as a dict, and whether it complained."""
    path = tmp_path / "sent.pcap"
    path.write_bytes(pcap(datagrams))
    done = run(
        tool("tshark"), "-r", path, "-d", "udp.port==161,snmp", "-T", "json", "-o",
        "ip.check_checksum:FALSE",
    )  # fmt: skip
    packets = json.loads(done.stdout)
    assert len(packets) == len(datagrams), done.stderr
    return [p["_source"]["layers"] for p in packets]


def complaints(layers):
    """What tshark says against a packet. That there is an exception in it is no complaint."""
    text = json.dumps(layers)
    experts = re.findall(r'"_ws.expert.message": "([^"]*)"', text)
    assert ("_ws.expert" in text) == bool(experts)
    exceptions = ("noSuchObject", "noSuchInstance", "endOfMibView")
    return [m for m in experts if not any(e in m for e in exceptions)] + [
        word for word in ("_ws.malformed", "_ws.unreassembled") if word in text
    ]


def replies():
    """What the agent sends: all types, sizes of every length form, and all errors."""
    box = Box(max_size=1472)
    sent = []
    respond = box.agent.respond

    def record(datagram, source=None):
        answer = respond(datagram, source)
        sent.append(answer)
        return answer

    box.agent.respond = record
    values = (
        (2, -2147483648), (2, 0), (3, b"\x00\x80"), (4, "text"), (4, b"\x00\xff"), (4, ""),
        (5, None), (6, "1.3.6.1.4294967295"), (6, "0.0"), (0x40, "192.0.2.1"), (0x41, 4294967295),
        (0x42, 2147483648), (0x43, 8640000), (0x44, b"\x9f\x78"), (0x78, 1.5), (0x79, -1e300),
        (4, "x" * 120), (4, "x" * 130), (4, "x" * 250), (4, "x" * 260), (4, "x" * 1300),
    )  # fmt: skip
    for i, (t, v) in enumerate(values):
        box.mib.scalar("1.3.6.1.9.%d.0" % i, t, v)
        box.ask(GET, "1.3.6.1.9.%d.0" % i)
        box.ask(NEXT, "1.3.6.1.9.%d" % i)
    box.ask(GET)
    box.ask(GET, *[BASE % 1] * 40)
    box.ask(GET, *[BASE % 1] * 200)  # tooBig
    box.ask(GET, *[BASE % 1] * 140, BASE % 99)  # an index of two octets
    for i in range(1, 10):
        for v in ((2, 5), (2, 10), (4, "x")):
            box.ask(SET, (BASE % i, v), community="private", id=-i)
        box.ask(GET, BASE % i, id=2147483647)
        box.ask(NEXT, BASE % i)
    for t in (GET, NEXT, 0xA5):  # v2c: exceptions, Counter64, GETBULK to the end and cut
        for i in range(1, 12):
            p = SnmpPacket(t, ver=1, err_id=30 if t == 0xA5 else 0, varbinds={BASE % i: None})
            box.agent.respond(p.tobytes())
    mib = Mib()
    system(mib, lambda: 4294967295, contact="B\u00fcro")
    agent = Agent(mib)
    for i in range(1, 9):
        p = SnmpPacket(GET, varbinds={"1.3.6.1.2.1.1.%d.0" % i: None})
        sent.append(agent.respond(p.tobytes()))
    return [datagram for datagram in sent if datagram]


def requests():
    """What SnmpPacket makes, of every PDU of version 1."""
    for t in (GET, NEXT, 0xA2, SET, 0xA4):
        p = SnmpPacket(t)
        yield p.tobytes()
        p.varbinds["1.3.6.1.2.1.1.3.0"] = (0x43, 5) if t != GET else None
        p.varbinds["1.3.6.1.2.1.1.1.0"] = (4, "x" * 300) if t != GET else None
        yield p.tobytes()


def test_every_datagram_we_send_passes_the_dissector(tmp_path):
    sent = replies() + list(requests())
    assert len(sent) > 80
    for datagram, layers in zip(sent, dissect(sent, tmp_path)):
        assert "snmp" in layers and not complaints(layers), (datagram, layers)


def test_the_check_can_fail(tmp_path):
    good = SnmpPacket(GET, varbinds={"1.3.6.1": None}).tobytes()
    for bad in (good[:-1] + b"\x05", good.replace(b"\x02\x01\x00\x02", b"\x02\x05\x00\x02", 1)):
        (layers,) = dissect([bad], tmp_path)
        assert complaints(layers), layers


@pytest.mark.parametrize("t", [2, 0x40, 0x41, 0x42, 0x43])
def test_tshark_reads_the_values_we_wrote(t, tmp_path):
    values = ["10.1.2.255"] if t == 0x40 else [0, 127, 128, 32768, 2147483647]
    values += [-1, -129, -2147483648] if t == 2 else [] if t == 0x40 else [4294967295]
    p = SnmpPacket(0xA2)
    for i, v in enumerate(values):
        p.varbinds["1.3.6.1.9.%d" % i] = t, v
    (layers,) = dissect([p.tobytes()], tmp_path)
    text = json.dumps(layers)
    for v in values:
        assert '"%s"' % v in text, (v, text)
