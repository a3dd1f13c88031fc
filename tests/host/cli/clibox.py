# For the tests of the command line: an agent in a thread of the test, with values, errors and
# faults that no real one has; runners of `usnmp` and of net-snmp's tools.

import contextlib
import io
import os
import pty
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

import usnmp
import usnmp_pc.cli as usnmp_cli
from conftest import ROOT, tool

GET, NEXT, RESPONSE, SET, TRAP, BULK, INFORM, TRAP2 = range(0xA0, 0xA8)
BASE = "1.3.6.1.4.1.8072.9999.9999"
# What sorts of values there are, one binding each, from BASE.1.0 on.
VALUES = [
    (usnmp.ASN1_INT, -42),
    (usnmp.ASN1_INT, 0),
    (usnmp.ASN1_INT, 2147483647),
    (usnmp.ASN1_OCTSTR, "text with spaces"),
    (usnmp.ASN1_OCTSTR, 'a "quoted" \\ backslash'),
    (usnmp.ASN1_OCTSTR, ""),
    (usnmp.ASN1_OCTSTR, "two\nlines\tand a tab\r\x0b\x0c"),
    (usnmp.ASN1_OCTSTR, "\n"),
    (usnmp.ASN1_OCTSTR, "Zürich".encode()),
    (usnmp.ASN1_OCTSTR, b"\x02\x00\x5e\x90\x00\xff"),
    (usnmp.ASN1_OCTSTR, bytes(range(15))),
    (usnmp.ASN1_OCTSTR, bytes(range(16))),
    (usnmp.ASN1_OCTSTR, bytes(range(17))),
    (usnmp.ASN1_OCTSTR, bytes(range(256))),
    (usnmp.ASN1_OCTSTR, "C string\0"),
    (usnmp.ASN1_OCTSTR, "del\x7f"),
    (usnmp.ASN1_OCTSTR, "%s %n %%"),
    (usnmp.ASN1_OCTSTR, "x" * 700),
    (usnmp.ASN1_OID, "1.3.6.1.4.1.8072"),
    (usnmp.ASN1_OID, "0.0"),
    (usnmp.ASN1_OID, "2.999.4294967215"),
    (usnmp.SNMP_IPADDR, "192.0.2.1"),
    (usnmp.SNMP_IPADDR, "0.0.0.0"),
    (usnmp.SNMP_COUNTER, 0),
    (usnmp.SNMP_COUNTER, 4294967295),
    (usnmp.SNMP_GAUGE, 4294967295),
    (usnmp.SNMP_TIMETICKS, 0),
    (usnmp.SNMP_TIMETICKS, 99),
    (usnmp.SNMP_TIMETICKS, 360000),
    (usnmp.SNMP_TIMETICKS, 8640000),
    (usnmp.SNMP_TIMETICKS, 17280001),
    (usnmp.SNMP_TIMETICKS, 4294967295),
    (usnmp.SNMP_COUNTER64, 0),
    (usnmp.SNMP_COUNTER64, 18446744073709551615),
    (usnmp.SNMP_UINTEGER32, 7),
    (usnmp.SNMP_OPAQUE, b""),
    (usnmp.SNMP_OPAQUE, b"\x04\x02ab"),
    (usnmp.SNMP_OPAQUE, bytes(range(40))),
    (usnmp.SNMP_OPAQUE_FLOAT, 21.5),
    (usnmp.SNMP_OPAQUE_FLOAT, -1e30),
    (usnmp.SNMP_OPAQUE_FLOAT, float("inf")),
    (usnmp.SNMP_OPAQUE_FLOAT, float("nan")),
    (usnmp.SNMP_OPAQUE_DOUBLE, 3.141592653589793),
    (usnmp.SNMP_OPAQUE_DOUBLE, -1e300),
    (usnmp.SNMP_OPAQUE_DOUBLE, float("-inf")),
    (usnmp.SNMP_OPAQUE, b"\x9f\x7a\x01\xfb"),
    (usnmp.SNMP_OPAQUE, b"\x9f\x7a\x08" + struct.pack(">q", -(2**63))),
    (usnmp.SNMP_OPAQUE, b"\x9f\x7b\x02\x01\x00"),
    (usnmp.SNMP_OPAQUE, b"\x9f\x76\x01\x05"),
    (usnmp.ASN1_NULL, None),
    (usnmp.ASN1_BITSTR, b"\x04\xa0"),
    (usnmp.SNMP_NSAPADDR, b"\x01\x02\x03"),
    (usnmp.SNMP_NOSUCHOBJECT, None),
    (usnmp.SNMP_NOSUCHINSTANCE, None),
    (usnmp.SNMP_ENDOFMIBVIEW, None),
]
OIDS = ["%s.%d.0" % (BASE, i) for i in range(1, len(VALUES) + 1)]


def key(oid):
    return tuple(int(i) for i in oid.strip(".").split("."))


class Box:
    """Serves `objects`, {OID: (type, value)}, on loopback; `with Box(...) as box`.

    reply(request) -> SnmpPacket, bytes or None may be replaced, and so may `answering`, the socket
    that sends it. A SET is kept. `requests` are the packets that came.
    """

    def __init__(self, objects=None, ipv6=False):
        self.objects = dict(zip(OIDS, VALUES)) if objects is None else objects
        self.requests = []
        self.reply = self.serve
        self.sock = socket.socket(socket.AF_INET6 if ipv6 else socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("::1" if ipv6 else "127.0.0.1", 0))
        self.answering = self.sock
        self.port = self.sock.getsockname()[1]
        self.host = "%s:%d" % ("udp6:[::1]" if ipv6 else "127.0.0.1", self.port)

    def __enter__(self):
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        return self

    def __exit__(self, *args):
        with socket.socket(self.sock.family, socket.SOCK_DGRAM) as s:
            s.sendto(b"end", self.sock.getsockname()[:2])
        self.thread.join(20)
        self.sock.close()

    def _run(self):
        while True:
            datagram, source = self.sock.recvfrom(65535)
            if datagram == b"end":
                return
            request = usnmp.SnmpPacket(datagram)
            self.requests.append(request)
            response = self.reply(request)
            if response is not None:
                if not isinstance(response, bytes):
                    response = response.tobytes()
                self.answering.sendto(response, source)

    def response(self, request, found, status=0, index=0):
        """The response that carries `found`, a list of (OID, (type, value))."""
        r = usnmp.SnmpPacket(
            RESPONSE,
            ver=request.ver,
            community=request.community,
            id=request.id,
            err_status=status,
            err_id=index,
        )
        r.varbinds.extend(found)
        return r

    def error(self, request, status, index):
        """The response with an error-status."""
        return self.response(request, request.varbinds.items(), status, index)

    def after(self, oid):
        """(OID, (type, value)) of what follows `oid`; None at the end."""
        for other in sorted(self.objects, key=key):
            if key(other) > key(oid):
                return other, self.objects[other]
        return None

    def serve(self, request):
        oids = list(request.varbinds)
        if request.type == BULK:
            return self._bulk(request, oids)
        found = []
        for i, (oid, tv) in enumerate(request.varbinds.items()):
            if request.type == SET:
                self.objects[oid] = tv
            if request.type == NEXT:
                vb = self.after(oid)
            else:
                vb = (oid, self.objects[oid]) if oid in self.objects else None
            if vb is None and not request.ver:
                return self.error(request, 2, i + 1)
            if vb is None:
                vb = oid, (0x82 if request.type == NEXT else 0x80, None)
            found.append(vb)
        return self.response(request, found)

    def _bulk(self, request, oids):
        n = request.err_status
        found = [self.after(oid) or (oid, (0x82, None)) for oid in oids[:n]]
        last = oids[n:]
        for _ in range(request.err_id if last else 0):
            row = [self.after(oid) or (oid, (0x82, None)) for oid in last]
            found += row
            last = [oid for oid, _ in row]
        return self.response(request, found)


def usnmp_command(*args):
    """Run `usnmp` in this process; (exit status, standard output, standard error), as bytes."""
    out, err = (io.TextIOWrapper(io.BytesIO(), newline="\n") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = usnmp_cli.main([str(a) for a in args])
    out.flush()
    err.flush()
    return status, out.buffer.getvalue(), err.buffer.getvalue()


def netsnmp(name, *args):
    """Run a tool of net-snmp; the same."""
    done = subprocess.run(
        [tool(name), *[str(a) for a in args]], capture_output=True, timeout=60, check=False
    )
    return done.returncode, done.stdout, done.stderr


def compare(name, *args):
    """Run both with the same arguments; assert that all is the same, and return it."""
    expected = netsnmp("snmp" + name, *args)
    assert usnmp_command(name, *args) == expected
    return expected


class Started:
    """`usnmp` as a process of its own: with Started(...) as p. `terminal`: its standard output
    or error ("stdout", "stderr" or both) are a pseudo-terminal, read by until().
    """

    def __init__(self, *args, terminal=(), **kw):
        self.master, slave = pty.openpty()
        self.seen = b""
        for stream in ("stdout", "stderr"):
            kw.setdefault(stream, slave if stream in terminal else subprocess.PIPE)
        command = [sys.executable, "-m", "usnmp_pc.cli", *[str(a) for a in args]]
        self.process = subprocess.Popen(command, cwd=ROOT, **kw)
        os.close(slave)

    def until(self, text):
        """What the terminal has shown, as soon as that holds `text`, bytes."""
        deadline = time.monotonic() + 60
        while text not in self.seen:
            assert time.monotonic() < deadline, self.seen
            if select.select([self.master], [], [], 1)[0]:
                self.seen += os.read(self.master, 65536)
        return self.seen

    def rest(self):
        """All that the terminal has shown, once the process has ended."""
        self.process.wait(60)
        try:
            while select.select([self.master], [], [], 0)[0]:
                self.seen += os.read(self.master, 65536)
        except OSError:  # the other side is closed
            pass
        return self.seen

    def line(self):
        """The next line of standard output."""
        return self.process.stdout.readline()

    def interrupt(self):
        """End it as Ctrl-C does; its exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
        os.close(self.master)
