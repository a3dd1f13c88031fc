# What the arguments of subcommands are: hosts, numbers. Imports usnmp_codec and
# cli.faults; the other modules of cli import it.

import argparse
import os
import re
import socket

from usnmp_codec import frombytes_tvat, tobytes_tv

from .faults import Failure

_TRANSPORTS = {"udp": 0, "udp6": socket.AF_INET6, "udpv6": socket.AF_INET6}
_TRANSPORTS["udpipv6"] = socket.AF_INET6
_TRANSPORTS.update(
    {kind + name[3:]: family for kind in ("tcp", "tlstcp") for name, family in _TRANSPORTS.items()}
)
_TLS_PORTS = {161: 10161, 162: 10162}  # RFC 6353
FIRST = "0.0"  # of all OIDs
_OTHERS = "tls dtls dtlsudp ssh unix ipx aal5pvc".split()


class Peer:
    """A HOST argument: host, port, family, a number of the socket module or 0 for any, and tcp: is
    it to be asked by TCP? tls: by TLS?
    """

    def __init__(self, text, port=161):
        self.text = text
        self.family = 0
        self.tcp = self.tls = False
        transport, colon, rest = text.partition(":")
        if colon and transport.lower() in _TRANSPORTS:
            self.family = _TRANSPORTS[transport.lower()]
            self.tcp = transport[:3].lower() == "tcp"
            self.tls = transport[:3].lower() == "tls"
            port = _TLS_PORTS.get(port, port) if self.tls else port
            text = rest
        elif colon and transport.lower() in _OTHERS:
            raise argparse.ArgumentTypeError(
                "%s: only udp:, tcp: and tlstcp: are known" % self.text
            )
        found = re.fullmatch(r"\[([^][]+)\](?::(.*))?", text)
        if found is None and text.count(":") < 2:
            found = re.fullmatch(r"([^:]+)(?::(.*))?", text)
        self.host, digits = found.groups() if found else (text, None)
        # a name or IPv4 address; an IPv6 address
        known = re.fullmatch(
            r"[^][\s:]+|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(%\S+)?", self.host
        )
        wrong = digits is not None and not re.fullmatch("[0-9]+", digits)
        if not known or not text.isprintable() or wrong:
            raise argparse.ArgumentTypeError("%r is not HOST or HOST:PORT" % self.text)
        self.port = int(digits[:9]) if digits else port
        if not 0 < self.port < 65536:
            raise argparse.ArgumentTypeError("%r: no such port" % self.text)

    def address(self):
        """The address of the host, in digits; of TCP as usnmp_base.udp.resolve() takes it. Raises
        Failure. It may take seconds.
        """
        try:
            found = socket.getaddrinfo(self.host, self.port, self.family, socket.SOCK_DGRAM)
            found = ([i for i in found if i[0] == socket.AF_INET] or found)[0][-1]
            flags = socket.NI_NUMERICHOST | socket.NI_NUMERICSERV
            host = socket.getnameinfo(found, flags)[0]
            if self.tls:  # with the name, which the certificate is to have
                return "tlstcp%s:[%s]:%d" % ("6" if ":" in host else "", self.host, self.port)
            if self.tcp:
                host = "tcp%s:[%s]:%d" % ("6" if ":" in host else "", host, self.port)
            return host
        except (OSError, ValueError):  # UnicodeError: no such name can be
            raise Failure("Unknown host (%s)" % self.text)


def community(text):
    """A community as usnmp wants it."""
    try:
        octets = os.fsencode(text)
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError("it cannot be encoded")  # and is in no message
    # Communities are compared as they are decoded: str or, if it would not print, bytes.
    return frombytes_tvat(tobytes_tv(4, octets), 0)[1]


def key(oid):
    """What dotted OIDs are compared by."""
    return tuple([int(arc) for arc in oid.split(".")])


def seconds(text):
    """A time, float."""
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0.001 <= value <= 86400:
        raise argparse.ArgumentTypeError("%r is not a number of seconds, 0.001 to 86400" % text)
    return value


def count(text):
    """An int, 0 or more."""
    if not re.fullmatch("[0-9]{1,9}", text):
        raise argparse.ArgumentTypeError("%r is not a number" % text)
    return int(text)


def positive(text):
    """An int, 1 or more."""
    if not count(text):
        raise argparse.ArgumentTypeError("it must be more than 0")
    return count(text)


def port(text):
    """The number of a port."""
    found = positive(text)
    if found > 65535:
        raise argparse.ArgumentTypeError("%s: no such port" % text)
    return found
