# Messages of SNMPv3, right and wrong, sent to our agent and to snmpd, octet for octet the same;
# what comes back compared. Both have the same engine ID, users and clock. test_v3_conformance.py
# runs it, docs/conformance.md explains the differences.

import contextlib
import socket
import subprocess
import time

from messagebox import ENGINE, Read, encrypted, message, num, pdu, scoped, signed, tlv
from usnmp_agent import Agent
from usnmp_base.uptime import Uptime
from usnmp_mib import OCTSTR, OID, Mib
from usnmp_v3 import User
from usnmp_v3.engine import MOST, Engine

CONFIG = """\
[snmp] persistentDir %s
[snmpd]
exactEngineID 0x%s
createUser reader SHA maplesyrup AES maplesyrup
createUser open SHA maplesyrup AES maplesyrup
createUser half SHA maplesyrup
createUser des SHA maplesyrup DES maplesyrup
createUser plain
view all included .1
group strict usm reader
group strict usm des
group free usm open
group free usm half
group free usm plain
access strict "" usm priv exact all none none
access free "" usm noauth exact all none none
sysdescr shared
"""
MODULES = "system_mib,vacm_conf,usmConf,usmUser,snmpEngine"
STRICT = {"reader": ("SHA", "AES"), "des": ("SHA", "DES")}
FREE = {"open": ("SHA", "AES"), "half": ("SHA", None), "plain": (None, None)}
USERS = {
    name: User(name, auth, "maplesyrup" if auth else None, priv, "maplesyrup" if priv else None)
    for name, (auth, priv) in {**STRICT, **FREE}.items()
}
KEYS = {name: user.localized(ENGINE) for name, user in USERS.items()}
OTHER = b"\x80\x00\x1f\x88\x05another"


class Snmpd:
    def __init__(self, program, port, folder):
        (folder / "state").mkdir()
        config = folder / "snmpd.conf"
        config.write_text(CONFIG % (folder / "state", ENGINE.hex()))
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(("127.0.0.1", port))
        self.socket.settimeout(5)
        self.n = 0x5E0000
        self.process = subprocess.Popen(
            [program, "-f", "-Lo", "-C", "-I", MODULES, "-c", config, "udp:127.0.0.1:%d" % port],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 20
        while True:
            with contextlib.suppress(OSError):
                if self.ask(b"") == []:
                    break
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("snmpd did not start")
            time.sleep(0.05)

    def ask(self, datagram):
        """All that it answers; a discovery follows, which it surely answers, in order."""
        self.n += 1
        if datagram:
            self.socket.send(datagram)
        self.socket.send(message(4, id=num(self.n), engine=b"", user=b""))
        answers = []
        while True:
            answer = self.socket.recv(65535)
            r = Read(answer, KEYS["reader"]) if b"reader" in answer else None
            if r is None and num(self.n) in answer:
                clock = Read(answer)
                self.boots, self.time = clock.boots, clock.time
                return answers
            answers.append(answer)

    def stop(self):
        self.socket.close()
        self.process.kill()
        self.process.wait(10)


class Ours:
    def __init__(self, boots):
        self.now = 0
        mib = Mib()
        mib.scalar("1.3.6.1.2.1.1.1.0", OCTSTR, "shared")
        mib.scalar("1.3.6.1.2.1.1.2.0", OID, "1.3.6.1.4.1.8072.3.2.10")  # snmpd's, on Linux
        agent = self.agent = Agent(mib, None, max_size=1472)
        agent.engine = Engine(ENGINE, boots, Uptime(lambda: self.now, lambda a, b: a - b))
        for name in STRICT:
            agent.allow(USERS[name])
        for name in FREE:
            agent.allow(USERS[name], level="noAuthNoPriv")

    def ask(self, datagram):
        answer = self.agent.respond(datagram)
        return [] if answer is None else [answer]


def cases(boots, time):
    """(name, whose keys the answer has, datagram), at that clock of the engine."""
    found = []

    def plain(what, user="open", **fields):
        found.append((what, user, message(user=user.encode(), **fields)))

    def auth(what, user="open", **fields):
        fields = {"boots": num(boots), "time": num(time), **fields}
        found.append((what, user, signed(KEYS[user], user=user.encode(), **fields)))

    def priv(what, user="reader", data=None, salt=b"saltsalt", padding=b"", **fields):
        data = encrypted(KEYS[user], data, boots, time, salt, padding)
        auth(what, user, data=data, salt=salt, **{"flags": 7, **fields})

    for level in (plain, auth):
        for user in ("open", "half", "reader"):
            level("%s of %s" % (level.__name__, user), user)
    for user in ("open", "reader", "des"):
        padding = bytes(-len(scoped(pdu())) % 8) if user == "des" else b""
        priv("priv of " + user, user, padding=padding)
    plain("plain of plain", "plain")
    for flags in (0, 4, 8, 0xFC):
        plain("flags %02x" % flags, flags=flags)
    # RFC 3412 7.2
    for n in (2, 5, 20, 45, 60, 80):
        found.append(("cut off at %d" % n, "open", message(user=b"open")[:n]))
    for what, value in (("0", num(0)), ("483", num(483)), ("-1", num(-1)), ("484", num(484))):
        plain("msgMaxSize " + what, size=value)
    for what, value in (
        ("0", num(0)),
        ("2**31 - 1", num(MOST)),
        ("-1", num(-1)),
        ("padded", b"\x02\x03\0\0\x07"),
        ("of no octets", b"\x02\0"),
    ):
        plain("msgID " + what, id=value)
    for model in (0, 1, 2, 4, 99):
        plain("security model %d" % model, model=num(model))
    plain("another security model's parameters", model=num(99), security=b"xyz")
    plain("privacy without authentication", flags=6, data=tlv(4, bytes(40)))
    plain("parameters that are none", security=b"\x30\x03\x04\x01x")
    # RFC 3414 3.2
    plain("discovery", engine=b"", user="")
    plain("discovery with a name", engine=b"")
    plain("an engine of 4 octets", engine=b"1234")
    plain("another engine", engine=OTHER)
    auth("another engine, signed", engine=OTHER)
    plain("no user", user="")
    plain("unknown user", user="nobody")
    found.append(("unknown user, signed", "open", signed(KEYS["open"], user=b"nobody")))
    plain("unknown user, not reportable", user="nobody", flags=0)
    found.append(("a level above", "plain", signed(KEYS["open"], user=b"plain")))
    priv("privacy of who has none", "reader", flags=7)
    data = encrypted(KEYS["reader"], None, boots, time)
    auth("privacy of half", "half", flags=7, data=data, salt=b"saltsalt")
    for n in (0, 11, 13, 24):
        auth("a MAC of %d octets" % n, mac=bytes(n))
    auth("a wrong MAC", mac=bytes(12))
    auth("a wrong MAC, not reportable", mac=bytes(12), flags=1)
    priv("a wrong MAC of reader", mac=bytes(12))
    for delta in (-149, 149):
        auth("%d s off" % delta, time=num(max(0, time + delta)))
    for delta in (153, 10000):
        auth("%d s ahead" % delta, time=num(time + delta))
    for what, n in (("less", boots - 1), ("more", boots + 1), ("the latch", MOST)):
        auth("boots " + what, boots=num(n))
    priv("out of time, encrypted", time=num(time + 999))
    for n in (0, 7, 9):
        priv("a salt of %d octets" % n, salt=b"s" * 8, flags=7)
        auth("salt of %d" % n, "reader", flags=7, data=data, salt=b"s" * n)
    auth("another salt", "reader", flags=7, data=data, salt=b"tlastlas")
    auth("nothing encrypted", "reader", flags=7, data=tlv(4, b""), salt=b"saltsalt")
    auth("DES that is no multiple of 8", "des", flags=7, data=tlv(4, bytes(41)), salt=b"saltsalt")
    auth(
        "octets that decrypt to anything", "reader", flags=7, data=tlv(4, bytes(40)), salt=b"s" * 8
    )
    priv("no scopedPDU", data=b"\x04\x02hi")
    priv("a scopedPDU cut off", data=scoped(pdu())[:-3])
    for padding in (b"\0", b"\x01\x02\x03", b"\xff" * 9):
        priv("%d octets of padding" % len(padding), padding=padding)
    # RFC 3412 7.2 (8) and on, RFC 3413 3.2
    for what, engine in (("empty", b""), ("another", OTHER)):
        plain("context engine ID " + what, data=scoped(pdu(), engine))
        priv("context engine ID %s, encrypted" % what, data=scoped(pdu(), engine))
    plain("unknown context", data=scoped(pdu(), name=b"nowhere"))
    priv("unknown context, encrypted", data=scoped(pdu(), name=b"nowhere"))
    for tag in (0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9):
        value = tlv(4, b"x") if tag == 0xA3 else b"\5\0"
        plain("PDU %02x" % tag, data=scoped(pdu(tag, b=1 if tag == 0xA5 else 0, value=value)))
        plain("PDU %02x of nobody" % tag, user="nobody", data=scoped(pdu(tag)))
    for what, rid in (
        ("0", num(0)),
        ("-1", num(-1)),
        ("2**31 - 1", num(MOST)),
        ("text", tlv(4, b"7")),
    ):
        plain("request-id " + what, user="nobody", data=scoped(pdu(id=rid)))
    return found


def fields(answers, user):
    """What is compared: nothing of the clock, nor the value of a counter."""
    found = []
    for answer in answers:
        r = Read(answer, KEYS[user] if KEYS.get(user) and KEYS[user].mac else KEYS["open"])
        oid = r.bindings and r.bindings[0][0] or b""
        value = None if r.type == 0xA8 or not r.bindings else r.bindings[0][1]
        found.append(
            {
                "level": r.flags,
                "msgID": r.id,
                "user": r.user,
                "engine": r.engine,
                "context": (r.context, r.name),
                "PDU": r.type,
                "request-id": r.rid,
                "error": r.error,
                "binding": (oid, value),
            }
        )
    return found


# Differences that are meant, by their names in docs/conformance.md: the cases
DIFFERENCES = {
    "v3-msgid-padded": ("msgID padded",),
    "v3-plaintext": (
        "another salt",
        "octets that decrypt to anything",
        "no scopedPDU",
        "a scopedPDU cut off",
    ),
    "v3-context-engine": (
        "context engine ID empty",
        "context engine ID empty, encrypted",
        "context engine ID another",
        "context engine ID another, encrypted",
    ),
    "v3-context": ("unknown context", "unknown context, encrypted"),
    "v3-inform": ("PDU a6",),
}


def run(snmpd):
    """[(name, ours, theirs)] of each case."""
    snmpd.ask(b"")
    ours = Ours(snmpd.boots)
    found = []
    n = len(cases(snmpd.boots, snmpd.time))
    for i in range(n):
        # each with the clock of now
        what, user, datagram = cases(snmpd.boots, snmpd.time)[i]
        theirs = snmpd.ask(datagram)
        ours.now = snmpd.time * 1000
        found.append((what, fields(ours.ask(datagram), user), fields(theirs, user)))
    return found
