# syslog://HOST[:514] and syslog+tcp://HOST[:514]: to a syslog server, RFC 5424. Imports
# usnmp_pc.forward.sinks; sinks imports it.

import errno
import json
import re
import socket
import time

from .sinks import TIMEOUT, Down, Rejected, Sink

_DAEMON, _NOTICE = 3, 5  # RFC 5424 6.2.1


class SyslogSink(Sink):
    """A message for each notification: its JSON, with the agent as HOSTNAME, the trap's name as
    MSGID and the source as `origin`. By UDP (RFC 5426), or by TCP with octets counted (RFC 6587).
    Neither acknowledges: what is lost on the way is not known here.
    """

    def __init__(self, url):
        super().__init__(url)
        self.wants_host()
        if self.parts.path not in ("", "/"):
            raise ValueError("%s: it takes no path" % self.name)
        self._tcp = self.parts.scheme == "syslog+tcp"
        self._sock = None

    def send(self, uid, source, text):
        """See Sink."""
        octets = message(text)
        try:
            if not self._sock:
                self._sock = self._connected()
            if self._tcp:
                self._living()
                octets = b"%d %s" % (len(octets), octets)
            self._sock.sendall(octets)
        except OSError as e:
            if e.errno == errno.EMSGSIZE:
                raise Rejected("%d octets are too many for UDP" % len(octets))
            raise Down(e.strerror or str(e))

    def _connected(self):
        at = self.parts.hostname, self.port or 514
        if self._tcp:
            return socket.create_connection(at, TIMEOUT)
        family, kind, proto, _, at = socket.getaddrinfo(*at, type=socket.SOCK_DGRAM)[0]
        sock = socket.socket(family, kind, proto)
        sock.connect(at)  # an ICMP that nobody listens is told at the next one
        return sock

    def _living(self):
        # A server that has closed: what is sent then is gone, without an error.
        self._sock.settimeout(0)
        try:
            if not self._sock.recv(4096):
                raise Down("the server has closed the connection")
        except BlockingIOError:
            pass
        self._sock.settimeout(TIMEOUT)

    def close(self):
        """See Sink."""
        if self._sock:
            self._sock.close()
            self._sock = None


def message(text):
    """The syslog message (octets) of the JSON of a notification."""
    n = json.loads(text)
    at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(n["time"]))
    at += ".%03dZ" % (n["time"] * 1000 % 1000)
    name = n.get("trap_name", n["kind"]).rpartition("::")[2]
    name = re.sub(r"[^!-~]", "", name)[:32] or "-"  # PRINTUSASCII
    origin = '[origin ip="%s" software="usnmp"]' % n["source"]
    words = (_DAEMON * 8 + _NOTICE, at, n["agent_addr"], name, origin, text)
    return ("<%d>1 %s %s usnmp - %s %s %s" % words).encode()


open_sink = SyslogSink
