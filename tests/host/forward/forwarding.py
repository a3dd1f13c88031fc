# For tests of `usnmp trapd --to`: it as a process, senders of informs that try again, servers.

import collections
import contextlib
import http.server
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time

from conftest import ROOT, free_port
from usnmp import SnmpPacket

TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"
NUMBER = "1.3.6.1.4.1.8072.9999.1"
INFORM, TRAP = 0xA6, 0xA7
LONG = 60  # seconds until something that is waited for is a failure


def wait(there, what="it", more=lambda: ""):
    """What there() returns, once that is true."""
    end = time.monotonic() + LONG
    while True:
        found = there()
        if found:
            return found
        assert time.monotonic() < end, "no %s: %s" % (what, more())
        time.sleep(0.02)


def tcp_port():
    """A TCP port that is free."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def message(number, kind=INFORM, trap="1.3.6.1.4.1.8072.9999.0.1", text=None):
    """The octets of a notification that has that number."""
    p = SnmpPacket(kind, ver=1, community="public", id=number + 1)
    p.varbinds["1.3.6.1.2.1.1.3.0"] = 0x43, number
    p.varbinds[TRAP_OID] = 6, trap
    p.varbinds[NUMBER] = 2, number
    if text is not None:
        p.varbinds["1.3.6.1.2.1.1.5.0"] = 4, text
    return p.tobytes()


def number(text):
    """The number of a notification, of its JSON."""
    return [vb["value"] for vb in json.loads(text)["varbinds"] if vb["oid"] == NUMBER][0]


class Trapd:
    """`usnmp trapd` with a queue in the folder, listening. starts again: start()."""

    def __init__(self, folder, *options, to=(), before=None):
        self.port = free_port()
        self.folder = folder
        self.queue = folder / "queue.db"
        self.before = before
        self.args = ["-Ln", "--queue", self.queue, "udp:127.0.0.1:%d" % self.port, *options]
        for url in to:
            self.args += ["--to", url]
        self.process = None
        self.start()

    def start(self):
        command = [sys.executable, "-m", "usnmp_pc.cli", "trapd", *map(str, self.args)]
        with open(self.folder / "stderr", "ab") as errors:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stderr=errors, preexec_fn=self.before
            )
        udp = "%08X:%04X" % (0x0100007F, self.port)
        wait(lambda: udp in open("/proc/net/udp").read() or self.process.poll(), "socket")
        assert self.process.poll() is None, self.said()

    def said(self):
        """What it has written to standard error."""
        return (self.folder / "stderr").read_text()

    def kill(self):
        self.process.kill()
        self.process.wait(LONG)

    def stop(self):
        """End it as a system does; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LONG)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.kill()


class Senders:
    """Hosts that send `each` informs, one after the other: one that is not answered goes again.
    answers: {source: [error-status]}.
    """

    def __init__(self, port, hosts, each, **more):
        self.port, self.each, self.more = port, each, more
        self.answers = {host: [] for host in hosts}
        self.sockets = {}
        for host in hosts:
            s = self.sockets[host] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.bind((host, 0))

    def done(self):
        return sum(map(len, self.answers.values()))

    def run(self, step=lambda done: None, again=0.5):
        """Send all; step(how many were answered) is called between."""
        due = collections.OrderedDict((host, 0.0) for host in self.sockets)
        while due:
            step(self.done())
            now = time.monotonic()
            for host, at in due.items():
                if at <= now:
                    octets = message(len(self.answers[host]), **self.more)
                    self.sockets[host].sendto(octets, ("127.0.0.1", self.port))
                    due[host] = now + again
            sockets = [self.sockets[host] for host in due]
            for s in select.select(sockets, (), (), 0.05)[0]:
                host = s.getsockname()[0]
                if self._answer(host, s):
                    due[host] = 0.0
                if len(self.answers[host]) == self.each:
                    del due[host]
        for s in self.sockets.values():
            s.close()

    def _answer(self, host, s):
        try:
            p = SnmpPacket(s.recv(65536))
        except ConnectionRefusedError:  # there is no trapd
            return False
        if p.id != len(self.answers[host]) + 1:
            return False  # of one that was sent twice
        self.answers[host].append(p.err_status)
        return True


@contextlib.contextmanager
def server(*command, port, log):
    """A process that listens at a TCP port."""
    with open(log, "ab") as f:
        process = subprocess.Popen([str(c) for c in command], stdout=f, stderr=f)
    try:
        wait(lambda: listens(port), command[0], lambda: open(log).read())
        yield process
    finally:
        process.kill()
        process.wait(LONG)


def listens(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5):
        return True


class Web(http.server.ThreadingHTTPServer):
    """A web server. got: [(path, headers, body, status)]; statuses: its next ones, then 200."""

    daemon_threads = True

    def __init__(self, *statuses):
        self.got, self.statuses = [], list(statuses)
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = "http://127.0.0.1:%d" % self.server_address[1]

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *args):
        self.shutdown()
        self.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        self.server.got.append((self.path, dict(self.headers), body, status))
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


def program(folder, body):
    """The URL of a program, a shell script that writes what it gets to the file `got`."""
    path = folder / "program"
    path.write_text("#!/bin/sh\n" + body.replace("GOT", str(folder / "got")))
    os.chmod(path, 0o755)
    return "exec:%s" % path
