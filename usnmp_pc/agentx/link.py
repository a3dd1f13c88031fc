# One connection with AgentX on it: PDUs out, PDUs in, and which response is of which request.
# Imports pdu and usnmp_base.poll_pc; the sub-agent and the master import it.

import contextlib
import socket
import struct
import sys

from usnmp_base.poll_pc import select

from . import pdu as ax

_CHUNK = 65536
_DONTWAIT = getattr(socket, "MSG_DONTWAIT", 0)  # Windows has none
_KERNEL_WAITS = sys.platform == "linux" and _DONTWAIT  # whose timeval is known
_SEND_S = 5  # a peer that takes nothing for so long is gone


class Link:
    """PDUs over `sock`, a connected socket. clock: seconds, for what waits.

    closed: why it is, a str; "" while it is open. What the network does raises nothing.
    """

    def __init__(self, sock, clock):
        _block(sock)
        if sock.family != getattr(socket, "AF_UNIX", None):
            # A CleanupSet has no response: what follows it would wait for the TCP of the other
            # side to acknowledge it, 40 ms.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock = sock
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN)
        self.clock = clock
        self.closed = ""
        self.heard = clock()  # when something came last
        self._buffer = b""  # a PDU that is not whole
        self._patience = 0  # how long a recv() waits, in seconds
        self._packet = 0
        self._held = None  # what is to be sent with one call
        self._waiting = {}  # by packet: (called with the response, when it is too late)

    def fileno(self):
        """Of the socket: for select()."""
        return self.sock.fileno()

    @property
    def waiting(self):
        """How many requests wait for a response."""
        return len(self._waiting)

    def send(self, pdu):
        """Send a Pdu; False if that failed, and the link is closed then."""
        return self._put(pdu.tobytes())

    def _put(self, octets):
        if self.closed:
            return False
        if self._held is not None:
            self._held.append(octets)
            return True
        try:
            self.sock.sendall(octets)
            return True
        except OSError as e:  # half of it may be gone: nothing can follow
            self.close("not to be sent to: %s" % (e.strerror or e))
            return False

    def hold(self):
        """Keep what is sent until release(): one system call for several, and one wake-up of the
        other side.
        """
        self._held = self._held or []

    def release(self):
        """Send what was held."""
        held, self._held = self._held, None
        if held:
            self._put(held[0] if len(held) == 1 else b"".join(held))

    def ask(self, pdu, done, timeout_s):
        """Send a request, whose packet number is put in. done(response): called once, with None if
        the link was closed before or nothing came within `timeout_s`.
        """
        self._packet = pdu.packet = self._packet % 0x7FFFFFFF + 1
        if self.send(pdu):
            self._waiting[pdu.packet] = done, self.clock() + timeout_s
        else:
            done(None)
        return pdu.packet

    def answer(self, pdu, error=0, index=0, varbinds=(), uptime=0):
        """Respond to a request (RFC 2741 6.2.16), in its byte order."""
        return self._put(ax.response(pdu, (uptime & 0xFFFFFFFF, error, index), varbinds))

    def wait(self, timeout_s):
        """Has something come, within `timeout_s`?"""
        if self.closed:
            return False
        return bool(self._poll.poll(max(0, timeout_s) * 1000))

    def receive(self, timeout_s=0):
        """The requests that are there by now, or come within `timeout_s`, Pdus; who waits for a
        response has been called. To what is no PDU parseError is answered, and the link closed
        where nothing can follow it.
        """
        try:
            data = self._recv(timeout_s)
        except (BlockingIOError, InterruptedError):
            return []
        except OSError as e:
            self.close(e.strerror or str(e))
            return []
        if not data:
            self.close("the other side has closed")
            return []
        self.heard = self.clock()
        if self._buffer:
            self._buffer += data
            data = self._buffer
        return self._parsed(data)

    def _recv(self, timeout_s):
        if timeout_s <= 0 and _DONTWAIT:
            return self.sock.recv(_CHUNK, _DONTWAIT)
        if not _KERNEL_WAITS:
            if not self.wait(timeout_s):
                raise BlockingIOError
            return self.sock.recv(_CHUNK)
        if timeout_s != self._patience:
            self._patience = timeout_s
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _timeval(timeout_s))
        return self.sock.recv(_CHUNK)

    def _parsed(self, data):
        found = []
        at = 0
        while len(data) - at >= ax.HEADER and not self.closed:
            try:
                end = at + ax.length(data, at)
            except ax.ParseError as e:
                self.close("no AgentX came: %s" % e)
                return found
            if end > len(data):
                break
            try:
                pdu = ax.parse_whole(bytes(data[at:end]))
                if pdu.type != ax.RESPONSE:
                    found.append(pdu)
                elif pdu.packet in self._waiting:
                    self._waiting.pop(pdu.packet)[0](pdu)
            except ax.ParseError as e:
                if e.pdu.type != ax.RESPONSE:  # RFC 2741 7.1.1, 7.2.2: no response to a response
                    self.answer(e.pdu, ax.PARSE_ERROR)
            at = end
        if at == len(data):
            self._buffer = b""
        elif at or data is not self._buffer:  # as a long one may come in many pieces
            self._buffer = bytearray(data[at:])
        return found

    @property
    def due(self):
        """When the first of them is given up, by `clock`; None if none waits."""
        return min([due for _, due in self._waiting.values()], default=None)

    def expire(self):
        """Give up what waited too long; how many those were."""
        if not self._waiting:
            return 0
        now = self.clock()
        late = [packet for packet, (_, due) in self._waiting.items() if due <= now]
        for packet in late:
            if packet in self._waiting:  # the first may have had the link closed
                self._waiting.pop(packet)[0](None)
        return len(late)

    def close(self, why):
        """Close it; who waits is called."""
        if not self.closed:
            self.closed = why or "closed"
            with contextlib.suppress(OSError):
                self.sock.close()
            waiting, self._waiting = self._waiting, {}
            for done, _ in waiting.values():
                done(None)


def _block(sock):
    # Where the kernel itself waits no longer than it is told to, that saves a call of poll() for
    # each of recv() and send().
    if _KERNEL_WAITS:
        sock.setblocking(True)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _timeval(_SEND_S))
    else:
        sock.settimeout(_SEND_S)


def _timeval(seconds):
    us = max(1, int(seconds * 1e6))  # 0: for ever
    return struct.pack("ll", us // 1000000, us % 1000000)
