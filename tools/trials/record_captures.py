#!/usr/bin/env python3
# Records SNMPv1 datagrams of net-snmp's tools and agent, with what tshark reads in them, for
# tests/portable/codec/test_captures.py. Run it by hand on a PC that has snmp, snmpd, tshark, bash:
#   tools/trials/record_captures.py [-o tests/data/netsnmp_v1.txt]

import argparse
import json
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter

ARC = "1.3.6.1.4.1.8072.9999.9999"  # $E in the commands: objects made for the purpose
DEEP = ".".join(map(str, range(1, 101)))

HEAD = """\
# SNMPv1 datagrams of net-snmp's tools and snmpd (%s), recorded by tools/trials/record_captures.py,
# and what tshark (%s) reads in them. For each: a comment, what it is and the command (of bash,
# with E=%s); "> " and its octets; "= " and its values. "ID n": its
# request got the request-id n on the way.
"""

SNMPD_CONF = """\
[snmp] sendMessageMaxSize 1472
[snmpd]
rwcommunity public 127.0.0.1
rwcommunity gänse 127.0.0.1
rocommunity {c200} 127.0.0.1
sysdescr Agent for the tests of usnmp
sysname agent
syslocation nowhere
syscontact nobody
sysservices 72
override {E}.1.1 integer -1
override {E}.1.2 integer -2147483648
override {E}.1.3 integer 2147483647
override {E}.1.4 integer -129
override {E}.1.5 integer 128
override {E}.1.6 counter 2147483648
override {E}.1.7 counter 4294967295
override {E}.1.8 uinteger 4294967295
override {E}.1.9 timeticks 4294967295
override {E}.1.10 object_id .0.0
override {E}.1.11 object_id .2.999.4294967295.268435456.1
override {E}.1.12 octet_str "Grüße, €"
override {E}.1.13 octet_str ""
override {E}.1.14 octet_str "{x127}"
override {E}.1.15 octet_str "{x128}"
override {E}.1.16 octet_str "{x300}"
override -rw {E}.1.17 octet_str "rw"
override {E}.1.18 counter 0
override {E}.1.19 uinteger 2147483648
override {E}.1.20.{deep} integer 100
pass {E}.2 /bin/sh {folder}/pass.sh
"""

# snmpd's "pass" runs it with -g|-n|-s OID [type value]: types that "override" lacks; set errors.
PASS = """\
case $1$2 in
    -s*.2.7) echo wrong-value ;;
    -s*.2.8) echo commit-failed ;;
    -s*.2.9) echo read-only ;;
    -s*.2.10) echo too-big ;;
    -g*.2.1) echo $2; echo ipaddress; echo 192.0.2.255 ;;
    -g*.2.2) echo $2; echo octet; echo 00 ff 7f 80 0a ;;
    -g*.2.4) echo $2; echo opaque; echo 9f 78 04 c0 49 0f d0 ;;
    -g*.2.5) echo $2; echo gauge; echo 0 ;;
esac
"""

# Which datagrams to keep (0: the request, 1: the answer, -1: the last) | what | command.
CASES = """
0 1 | get, text | snmpget -v1 -c public HOST 1.3.6.1.2.1.1.1.0
0 | get, request-id of 16 bits | snmpget --16bitIDs=yes -v1 -c public HOST 1.3.6.1.2.1.1.7.0
1 | get, ID -1 | snmpget -v1 -c public HOST 1.3.6.1.2.1.1.7.0
1 | get, ID -2147483648 | snmpget -v1 -c public HOST 1.3.6.1.2.1.1.7.0
1 | get, ID 128 | snmpget -v1 -c public HOST 1.3.6.1.2.1.1.7.0
1 | get, INTEGER -1 | snmpget -v1 -c public HOST $E.1.1
1 | get, INTEGER: the ends | snmpget -v1 -c public HOST $E.1.2 $E.1.3
1 | get, INTEGER of two octets | snmpget -v1 -c public HOST $E.1.4 $E.1.5
1 | get, Counter32 | snmpget -v1 -c public HOST $E.1.18 $E.1.6 $E.1.7
1 | get, Gauge32 | snmpget -v1 -c public HOST $E.2.5 $E.1.19 $E.1.8
1 | get, TimeTicks, the most | snmpget -v1 -c public HOST $E.1.9
1 | get, OID 0.0 | snmpget -v1 -c public HOST $E.1.10
1 | get, OID of long sub-identifiers | snmpget -v1 -c public HOST $E.1.11
1 | get, text in UTF-8 | snmpget -v1 -c public HOST $E.1.12
1 | get, empty text | snmpget -v1 -c public HOST $E.1.13
1 | get, 127 octets | snmpget -v1 -c public HOST $E.1.14
1 | get, 128 octets | snmpget -v1 -c public HOST $E.1.15
1 | get, 300 octets | snmpget -v1 -c public HOST $E.1.16
1 | get, IpAddress | snmpget -v1 -c public HOST $E.2.1
1 | get, binary octets | snmpget -v1 -c public HOST $E.2.2
1 | get, Opaque of a float | snmpget -v1 -c public HOST $E.2.4
1 | get, load average: Opaque float | snmpget -v1 -c public HOST 1.3.6.1.4.1.2021.10.1.6.2
1 | get, lo of ifTable | snmpget -v1 -c public HOST 1.3.6.1.2.1.2.2.1.{2,3,5,6,7,22}.1
1 | get, OID of 111 sub-identifiers | snmpget -v1 -c public HOST $E.1.20.$(seq -s. 100)
1 | get, noSuchName | snmpget -v1 -c public HOST 1.3.6.1.2.1.1.1.1
1 2 | get, noSuchName of one of three | snmpget -v1 -c public HOST $E.1.1 $E.3 $E.1.4
1 | get, 10 OIDs | snmpget -v1 -c public HOST $E.1.{1,2,3,4,5,6,7,8,9,10}
0 1 | get, 40 OIDs | snmpget -v1 -c public HOST 1.3.6.1.2.1.1.{3,7}.0{,,,,,,,,,,,,,,,,,,,}
1 | get, the same OID three times | snmpget -v1 -c public HOST $E.1.1 $E.1.1 $E.1.1
0 | get, OIDs of two sub-identifiers | snmpget -v1 -c public HOST 0.0 1.39 2.5 2.47 2.48
0 | get, first sub-identifier 2^32-1 | snmpget -v1 -c public HOST 2.4294967215.1
-1 | get, tooBig | snmpget -v1 -c public HOST $E.1.16 $E.1.16 $E.1.16 $E.1.16 $E.1.16
1 | community not ASCII | snmpget -v1 -c gänse HOST 1.3.6.1.2.1.1.5.0
0 | community not UTF-8 | snmpget -v1 -c $'\\xff\\x01 ~' HOST 1.3.6.1.2.1.1.5.0
0 | community empty | snmpget -v1 -c '' HOST 1.3.6.1.2.1.1.5.0
1 | community of 200 octets | snmpget -v1 -c $(printf c%.0s {1..200}) HOST 1.3.6.1.2.1.1.5.0
0 1 | getnext | snmpgetnext -v1 -c public HOST 1.3.6.1.2.1.1.5
1 | getnext, three | snmpgetnext -v1 -c public HOST 1.3.6.1.2.1.1 1.3.6.1.2.1.1.3 $E.1.8
1 | getnext, past the end | snmpgetnext -v1 -c public HOST 2.999
-1 | walk | snmpwalk -v1 -c public HOST 1.3.6.1.2.1.1.5
0 1 | set, text | snmpset -v1 -c public HOST $E.1.17 s 'abc "d"'
1 | set, noSuchName of one | snmpset -v1 -c public HOST $E.1.17 x 00ff80 1.3.6.1.2.1.1.1.0 s x
0 | set, signed and unsigned | snmpset -v1 -c public HOST $E.3.1 i -2147483648 $E.3.2 u 2147483648
0 | set, IpAddress and TimeTicks | snmpset -v1 -c public HOST $E.3.1 a 255.0.0.1 $E.3.2 t 65536
0 | set, OID of long sub-identifiers | snmpset -v1 -c public HOST $E.3.1 o 1.3.4294967295.128.127.0
0 | set, decimal octets and BITS | snmpset -v1 -c public HOST $E.3.1 d '1 200 13' $E.3.2 b 1,3,15
0 | set, floats | snmpset -v1 -c public HOST $E.3.1 F 1.5 $E.3.2 F -0.1 $E.3.3 F 16777216
0 | set, doubles | snmpset -v1 -c public HOST $E.3.1 D 1.5 $E.3.2 D -0.1 $E.3.3 D 0
0 | set, 64 bits in Opaque | snmpset -v1 -c public HOST $E.3.1 I -5 $E.3.2 U 18446744073709551615
0 | set, NULL | snmpset -v1 -c public HOST $E.3.1 n 0
1 | set, badValue | snmpset -v1 -c public HOST $E.1.17 i 5
1 | set, badValue of the second | snmpset -v1 -c public HOST $E.1.17 s a $E.2.7 i 5
1 | set, genErr | snmpset -v1 -c public HOST $E.2.8 i 5
1 | set, readOnly | snmpset -v1 -c public HOST $E.2.9 i 5
1 | set, tooBig | snmpset -v1 -c public HOST $E.2.10 i 5
0 | coldStart | snmptrap -v1 -c public HOST 1.3.6.1.4.1.8072.3.2.10 192.0.2.1 0 0 0
0 | warmStart | snmptrap -v1 -c public HOST 1.3.6.1.4.1.8072.3.2.10 255.255.255.255 1 0 4294967295
0 | linkDown | snmptrap -v1 -c public HOST 1.3.6.1.4.1.1 0.0.0.0 2 0 99 1.3.6.1.2.1.2.2.1.1.1 i 1
0 | linkUp | snmptrap -v1 -c '' HOST 1.3.6.1.4.1.1 192.0.2.1 3 0 128 1.3.6.1.2.1.2.2.1.2.1 s lo
0 | authenticationFailure | snmptrap -v1 -c public HOST 2.999.4294967295 192.0.2.1 4 0 2147483648
0 | egpNeighborLoss | snmptrap -v1 -c public HOST 1.3.6.1.4.1.1 192.0.2.1 5 0 1 $E.1 a 192.0.2.9
0 | enterprise's own | snmptrap -v1 -c public HOST $E 10.0.0.1 6 2147483647 5 $E.1 F 2.5 $E.2 D 1e9
0 | trap, many types | snmptrap -v1 -c gänse HOST $E 10.0.0.1 6 1 86400 \
$E.1 i -1 $E.1 u 9 $E.1 c 9 $E.1 t 9 $E.1 s '' $E.1 n 0 $E.1 o 1.3 $E.1 a 1.2.3.4 $E.1 D -2
0 | trap, 500 octets | snmptrap -v1 -c public HOST $E 10.0.0.1 6 1 5 \
$E.1 x $(printf f0%.0s {1..500})
0 | trap, Counter64: no type of SNMPv1 | snmptrap -v1 -c public HOST $E 10.0.0.1 6 1 5 \
$E.1 C 18446744073709551615 $E.2 C 4294967296 $E.3 C 127
"""

TAGS = {  # what tshark calls the types
    "Integer32": 2,
    "OctetString": 4,
    "Null": 5,
    "OID": 6,
    "IpAddress": 64,
    "Counter32": 65,
    "Gauge32": 66,
    "Timeticks": 67,
    "Opaque": 68,
    "Counter64": 70,
}
HEADS = {
    "request_id": "id",
    "error_status": "err_status",
    "error_index": "err_id",
    "enterprise": "enterprise",
    "agent_addr": "agent_addr",
    "generic_trap": "generic_trap",
    "specific_trap": "specific_trap",
    "time_stamp": "timestamp",
}


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Agent:
    """A snmpd of its own on a loopback port, as a context manager."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        x = {"x%d" % n: "x" * n for n in (127, 128, 300)}
        conf = SNMPD_CONF.format(E=ARC, folder=folder, deep=DEEP, c200="c" * 200, **x)
        self.write("snmpd.conf", conf)
        self.write("snmp.conf", "timeout 1\nretries 0\n")
        self.write("pass.sh", PASS)
        self.env = dict(os.environ, LC_ALL="C.UTF-8", E=ARC, MIBS="", SNMPCONFPATH=folder)
        self.env["SNMP_PERSISTENT_DIR"] = os.path.join(folder, "persistent")

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as f:
            f.write(text)

    def __enter__(self):
        argv = [
            "snmpd",
            "-f",
            "-Lf",
            self.folder + "/log",
            "-C",
            "-c",
            self.folder + "/snmpd.conf",
        ]
        self.process = subprocess.Popen(argv + ["udp:127.0.0.1:%d" % self.port], env=self.env)
        end = time.monotonic() + 15
        while self.run("snmpget -v1 -c public HOST 1.3.6.1.2.1.1.1.0", self.port):
            if time.monotonic() > end or self.process.poll() is not None:
                self.__exit__()
                sys.exit("snmpd does not answer")
        return self

    def run(self, command, port):
        command = command.replace("HOST", "127.0.0.1:%d" % port)
        out = subprocess.DEVNULL
        argv = ["bash", "-c", command]
        return subprocess.run(argv, env=self.env, stdout=out, stderr=out, timeout=30).returncode

    def __exit__(self, *args):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Relay(threading.Thread):
    """Records the datagrams of both directions in `seen`; what a trap's port gets stays here."""

    def __init__(self, target, request_id):
        super().__init__(daemon=True)
        self.target = target
        self.request_id = request_id
        self.seen = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(0.1)
        self.port = self.socket.getsockname()[1]
        self.stopping = False

    def run(self):
        while True:
            try:
                datagram, source = self.socket.recvfrom(65535)
            except socket.timeout:
                if self.stopping:
                    break
                continue
            self.seen.append(datagram)
            if self.target:
                self.ask(datagram, source)
        self.socket.close()

    def ask(self, datagram, source):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(1)
            s.sendto(self.with_id(datagram), ("127.0.0.1", self.target))
            try:
                answer = s.recv(65535)
            except socket.timeout:
                return
        self.seen.append(answer)
        self.socket.sendto(answer, source)

    def with_id(self, datagram):
        if self.request_id is None:
            return datagram
        at = 7 + datagram[6] + 2  # past 30 len 02 01 00 04 len community a0 len
        if datagram[at : at + 2] != b"\2\4":
            sys.exit("the request-id is not of four octets: run it again")
        n = struct.pack(">i", self.request_id)
        return datagram[: at + 2] + n + datagram[at + 6 :]


def record(agent, keep, what, command):
    """Run the command; the (what, command, octets) of the datagrams to keep."""
    trap = command.startswith("snmptrap")
    request_id = re.search(r"ID (-?\d+)$", what)
    relay = Relay(0 if trap else agent.port, request_id and int(request_id.group(1)))
    relay.start()
    agent.run(command, relay.port)
    relay.stopping = True
    relay.join(5)
    out = []
    for i in map(int, keep.split()):
        if not -len(relay.seen) <= i < len(relay.seen):
            print("no datagram %d: %s" % (i, command), file=sys.stderr)
            continue
        i %= len(relay.seen)
        part = "" if trap else (", request", ", answer")[i % 2]
        out.append((what + part, command, relay.seen[i]))
    return out


def pcap(datagrams):
    """A capture file of raw IP, each datagram sent to port 161."""
    out = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 101)]
    for d in datagrams:
        d = struct.pack(">HHHH", 40000, 161, 8 + len(d), 0) + d
        ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(d), 0, 0, 64, 17, 0)
        d = ip + b"\x7f\0\0\1" * 2 + d
        out.append(struct.pack("<IIII", 0, 0, len(d), len(d)) + d)
    return b"".join(out)


def dissect(folder, datagrams):
    """What tshark reads in them: the values as in the file, a dict for each."""
    path = os.path.join(folder, "pcap")
    with open(path, "wb") as f:
        f.write(pcap(datagrams))
    argv = ["tshark", "-n", "-r", path, "-T", "pdml"]
    xml = subprocess.run(argv, stdout=subprocess.PIPE, timeout=120, check=True).stdout
    out = []
    for packet in ElementTree.fromstring(xml).iter("packet"):
        (snmp,) = [p for p in packet.iter("proto") if p.get("name") == "snmp"]
        out.append(values(snmp))
    assert len(out) == len(datagrams)
    return out


def values(snmp):
    """The values of tshark's <proto name="snmp">."""
    fields = {f.get("name"): f for f in snmp.iter("field")}
    bad = [f for f in fields if f.startswith("_ws") or "ber.error" in f]
    assert not bad, bad
    out = {"ver": int(fields["snmp.version"].get("show"))}
    out["community"] = text(octets(fields["snmp.community"]))
    out["type"] = 160 + int(fields["snmp.data"].get("show"))
    for k, name in HEADS.items():
        if "snmp." + k in fields:
            v = fields["snmp." + k].get("show")
            out[name] = v if "." in v else int(v)
    bindings = fields["snmp.variable_bindings"]
    out["varbinds"] = [varbind(*b) for b in bindings]
    assert len(bindings) == int(bindings.get("show"))
    return out


def varbind(name, field):
    assert name.get("name") == "snmp.name"
    oid = name.get("show")
    tag = TAGS[re.match(r"Value \((\w+)\)", field.get("showname")).group(1)]
    show = field.get("show")
    if tag == 5:
        return [oid, tag, None]
    if tag in (6, 64):
        return [oid, tag, show]
    if tag == 4:
        return [oid, tag, text(octets(field))]
    if tag == 68:
        return [oid] + opaque(octets(field))
    return [oid, tag, int(show)]


def octets(field):
    return bytes.fromhex(field.get("value") or "")


def text(b):
    printable = all(9 <= c <= 13 or 32 <= c <= 126 for c in b)
    return b.decode() if printable else {"hex": b.hex()}


def opaque(b):
    """The type and value of an Opaque: tshark shows its octets only, floats too."""
    for tag, size, code in (120, 4, ">f"), (121, 8, ">d"):
        if b[:3] == bytes((0x9F, tag, size)) and len(b) == 3 + size:
            return [tag, struct.unpack(code, b[3:])[0]]
    return [68, {"hex": b.hex()}]


def write(path, recorded, expected):
    version = subprocess.run(["snmpget", "-V"], stderr=subprocess.PIPE, timeout=9).stderr
    shark = subprocess.run(["tshark", "-v"], stdout=subprocess.PIPE, timeout=9).stdout
    shark = re.search(rb"[\d.]+\d", shark).group()
    net_snmp = re.search(rb"[\d.]+\d", version).group()
    lines = [HEAD % (net_snmp.decode(), shark.decode(), ARC)]
    for (what, command, datagram), v in zip(recorded, expected):
        lines.append("# %s: %s\n> %s" % (what, command, datagram.hex()))
        lines.append("= " + json.dumps(v, separators=(",", ":")) + "\n")
    for s in socket.gethostname(), tempfile.gettempdir():
        if any(s.encode() in r[2] for r in recorded) or s in "".join(lines):
            sys.exit("%s is in what was recorded" % s)
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(lines))


def main():
    parser = argparse.ArgumentParser(description="Record SNMPv1 datagrams of net-snmp.")
    parser.add_argument("-o", "--output", default="tests/data/netsnmp_v1.txt")
    args = parser.parse_args()
    recorded = []
    with tempfile.TemporaryDirectory() as folder:
        with Agent(folder) as agent:
            for line in CASES.strip().split("\n"):
                recorded += record(agent, *line.split(" | "))
        expected = dissect(folder, [r[2] for r in recorded])
    write(args.output, recorded, expected)
    print("%d datagrams, octets at most %d" % (len(expected), max(len(r[2]) for r in recorded)))
    print(Counter(v["type"] for v in expected), Counter(v.get("err_status") for v in expected))
    print(Counter(b[1] for v in expected for b in v["varbinds"]))


if __name__ == "__main__":
    main()
