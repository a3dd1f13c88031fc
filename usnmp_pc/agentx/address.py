# Where a master listens: "unix:/var/agentx/master", "tcp:HOST:705". Imports nothing of usnmp; the
# sub-agent and the master import it.

import contextlib
import os
import socket
import stat

DEFAULT = "unix:/var/agentx/master"
PORT = 705


class Address:
    """An address as net-snmp writes it: "unix:PATH" or a path, "tcp:HOST[:PORT]",
    "tcp6:[HOST]:PORT" or HOST:PORT; host, a name or address, and port; or path. Raises ValueError.
    """

    path = host = port = None

    def __init__(self, text):
        self.text = text
        kind, colon, rest = text.partition(":")
        if kind == "unix" or text.startswith("/"):
            self.path = rest if kind == "unix" else text
            if not self.path:
                raise ValueError("unix: wants a path")
            if not hasattr(socket, "AF_UNIX"):
                raise ValueError("this system has no unix sockets: tcp:HOST:PORT is wanted")
            if len(os.fsencode(self.path)) > 107:
                raise ValueError("longer than the 107 octets of a socket's path: %s" % self.path)
            return
        if kind not in ("tcp", "tcp6"):
            rest = text
        host, port = _split(rest)
        if not host:
            raise ValueError(
                "unix:PATH or tcp:HOST:PORT is wanted, not %s" % (text or "nothing at all")
            )
        self.host = host
        self.port = port

    def __str__(self):
        if self.path:
            return "unix:" + self.path
        return ("tcp:[%s]:%d" if ":" in self.host else "tcp:%s:%d") % (self.host, self.port)

    def connect(self, timeout_s=5):
        """A socket that is connected with the master there. Raises OSError."""
        if self.path:
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                sock.settimeout(timeout_s)
                sock.connect(self.path)
            except BaseException:
                sock.close()
                raise
            return sock
        return socket.create_connection((self.host, self.port), timeout_s)

    def listen(self):
        """A socket that listens there; a path that nobody listens at any more is taken over.
        Raises OSError.
        """
        if not self.path:
            family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
            return socket.create_server((self.host, self.port), family=family)
        with contextlib.suppress(FileNotFoundError):
            if not stat.S_ISSOCK(os.stat(self.path).st_mode):
                raise FileExistsError(17, "is there, and no socket")
            try:
                self.connect(1).close()
            except ConnectionRefusedError:
                os.unlink(self.path)
            else:
                raise OSError(98, "another master listens there")
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.bind(self.path)
            sock.listen(16)
        except BaseException:
            sock.close()
            raise
        return sock


def _split(text):
    # (host, port) of HOST, HOST:PORT, [HOST]:PORT.
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        port = port[1:] if port.startswith(":") else port and "?"
    else:
        host, _, port = text.partition(":")
        if ":" in port:  # IPv6 as it is
            host, port = text, ""
            try:
                socket.inet_pton(socket.AF_INET6, host)
            except OSError:
                raise ValueError("unix:PATH or tcp:HOST:PORT is wanted, not %s" % text)
    if port and not (port.isdigit() and 0 < int(port) < 65536):
        raise ValueError("a port from 1 to 65535 is wanted in %s" % text)
    return host, int(port or PORT)


def reason(e):
    """Why an OSError was raised, in words: its text without its number."""
    return e.strerror or str(e) or type(e).__name__
