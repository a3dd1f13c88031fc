# Who we are over TLS, and whom we trust (RFC 6353): for any number of connections. Imports
# certs_pc; tls_pc and usnmp_v3.tsm_pc import it. Not for boards.

import ssl
import warnings

from . import certs_pc as certs

_VERSIONS = {"1.0": 0x301, "1.2": 0x303, "1.3": 0x304}
_PARTIAL_CHAIN = 0x80000  # X509_V_FLAG_PARTIAL_CHAIN, which Python names from 3.10 on
# snmpTlstmSession (RFC 6353 7), by arc
COUNTERS = (
    "Opens ClientCloses OpenErrors Accepts ServerCloses NoSessions InvalidClientCertificates "
    "UnknownServerCertificate InvalidServerCertificates InvalidCaches"
).split()
OPENS, CLIENT_CLOSES, OPEN_ERRORS, ACCEPTS, SERVER_CLOSES = 1, 2, 3, 4, 5
NO_SESSIONS, BAD_CLIENTS, UNKNOWN_SERVERS, BAD_SERVERS, BAD_CACHES = 6, 7, 8, 9, 10


class Untrusted(Exception):
    """A peer is not who it should be: the text says why. counter: of snmpTlstmSession."""

    def __init__(self, text, counter):
        super().__init__(text)
        self.counter = counter


class Credentials:
    """Who we are over TLS, and whom we trust: for any number of connections, both ways.

    certificate: a file of PEM, with the certificates that signed it behind it if need be; key:
    its private key's, if that is another. trust: files with certificates, of authorities or of
    peers that signed their own. server: who must be at the other end of a connection that we
    make: a fingerprint, or a file with its certificate. identity: or the name or address that its
    certificate must have, which is signed by one of `trust`; by default the host's, as it is
    asked for. One of the two is always checked. oldest: the version of TLS that is taken at
    least, "1.2" or "1.3"; "1.0" for net-snmp's tools, which know no other. Raises OSError;
    ValueError that says what is wrong.

    stats: the counters of snmpTlstmSession, by arc. fault: why the last connection that could not
    be had could not; None.
    """

    def __init__(
        self,
        certificate: str,
        key: "str | None" = None,
        trust: "list[str] | tuple[str, ...]" = (),
        server: "str | None" = None,
        identity: "str | None" = None,
        oldest: str = "1.2",
    ) -> None:
        if oldest not in _VERSIONS:
            raise ValueError("oldest: one of %s, not %r" % (", ".join(_VERSIONS), oldest))
        self._oldest = oldest
        self.fault = None
        self.certificate = certificate
        self._key = key
        self.trust = []
        for path in [trust] if isinstance(trust, str) else trust:
            self.trust += certs.read(path)
        self.identity = identity
        self.server = None
        self._server_file = []
        if server is not None:
            self.server, self._server_file = certs.named(server)
        self.rows = []
        self.stats = [0] * 11
        self._asks = self._answers = None  # contexts, made when they are wanted
        self._load(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))  # what is wrong is told at once

    def map(self, certificate: str, name: "str | None" = None, by: "str | None" = None) -> None:
        """Take who shows `certificate`, or one that it signed, for the user `name`: see certs_pc's
        Row. Of all that were given, the first that tells anything counts. Of a file, the
        certificate is trusted from then on; of a fingerprint, it must be among `trust`. Raises
        OSError, ValueError.
        """
        row = certs.Row(certificate, name, by)
        self.rows.append(row)
        self.trust += row.trust
        self._answers = None

    def _load(self, context):
        try:
            context.load_cert_chain(self.certificate, self._key, lambda: b"")
        except ssl.SSLError as e:
            text = "%s and %s are no certificate and its private key" if self._key else "%s%s: "
            text += "" if self._key else "there is no certificate, or not its private key"
            raise ValueError((text % (self.certificate, self._key or "")) + reason(e)) from None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = _VERSIONS[self._oldest]
        if self._oldest == "1.0":  # whose signatures are of MD5 and SHA-1
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.options |= ssl.OP_NO_TICKET | getattr(ssl, "OP_NO_RENEGOTIATION", 0)
        return context

    def _trusting(self, context, trust):
        context.verify_mode = ssl.CERT_REQUIRED
        for der in dict.fromkeys(trust):
            try:
                context.load_verify_locations(cadata=der)
            except ssl.SSLError as e:
                raise ValueError("a certificate that cannot be read" + reason(e)) from None
            if not certs.own(der):  # it is trusted as it is, whoever signed it
                context.verify_flags |= _PARTIAL_CHAIN
        return context

    def asking(self) -> "ssl.SSLContext":
        """The context of connections that we make. Raises ValueError."""
        if self._asks is None:
            context = self._load(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
            context.check_hostname = False
            if self.trust or not self.server:
                if not self.trust:
                    text = "a server's fingerprint or certificate, or trust=, to know it by"
                    raise ValueError("TLS wants " + text)
                self._trusting(context, self.trust + self._server_file)
                context.check_hostname = bool(self.identity or not self.server)
            else:  # its fingerprint says it all: see checked_server()
                context.verify_mode = ssl.CERT_NONE
            self._asks = context
        return self._asks

    def answering(self) -> "ssl.SSLContext":
        """The context of connections that others make. Raises ValueError."""
        if self._answers is None:
            if not self.trust:
                raise ValueError("TLS wants certificates to know its clients by: map(), trust=")
            context = self._load(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
            context.num_tickets = 0
            self._answers = self._trusting(context, self.trust)
        return self._answers

    def checked_server(self, tls: "ssl.SSLObject", host: str) -> None:
        """Is it the server's certificate that came by `tls`? Raises Untrusted."""
        if not self.server:
            return  # OpenSSL has checked the chain, and its name
        der = tls.getpeercert(True)
        seen = certs.taken(der, self.server[0])
        if seen != self.server:
            text = "the certificate of %s is not the one that was asked for: fingerprint %s seen"
            raise Untrusted(text % (host, certs.shown(seen)), UNKNOWN_SERVERS)
        try:
            wrong = certs.untimely(der)
        except (ValueError, IndexError):
            wrong = "it cannot be read"
        if wrong:
            raise Untrusted("the certificate of %s: %s" % (host, wrong), BAD_SERVERS)

    def checked_client(self, tls: "ssl.SSLObject") -> str:
        """The name of the user whose certificate came by `tls` (RFC 6353 5.3.2). Raises
        Untrusted.
        """
        leaf = tls.getpeercert(True)
        if leaf:
            found = certs.user(self.rows, _chain(tls, leaf), tls.getpeercert())
            if found:
                return found
        seen = certs.shown(certs.taken(leaf)) if leaf else "none"
        raise Untrusted("no user has the certificate with the fingerprint " + seen, BAD_CLIENTS)

    def count(self, counter: int) -> None:
        """One more of that counter of snmpTlstmSession."""
        self.stats[counter] += 1


def _chain(tls, leaf):
    # As OpenSSL verified it, from the peer's on: what a peer merely sends proves nothing.
    if hasattr(tls, "get_verified_chain"):  # Python 3.13
        return list(tls.get_verified_chain())
    inner = getattr(tls, "_sslobj", None)
    if hasattr(inner, "get_verified_chain"):  # 3.10
        return [ssl.PEM_cert_to_DER_cert(c.public_bytes()) for c in inner.get_verified_chain()]
    return [leaf]


def reason(e: "ssl.SSLError") -> str:
    """ ": why", in words, of what OpenSSL raised; "" if it does not say."""
    reason = getattr(e, "verify_message", None) or getattr(e, "reason", None)
    return ": " + reason.replace("_", " ").lower() if reason else ""
