# Certificates, as SNMP over TLS wants them (RFC 6353): fingerprints, whose one is, and whether its
# time is now. Pure, but for the files that are named. Imports usnmp_codec; credentials_pc
# imports it. Not for boards.

import hashlib
import ipaddress
import os
import re
import ssl
import time

from usnmp_codec import frombytes_lenat

# By the octet in front of a fingerprint (RFC 5246 7.4.1.4.1). MD5, 1, is nobody's proof.
HASHES = {2: "sha1", 3: "sha224", 4: "sha256", 5: "sha384", 6: "sha512"}
_SIZES = {hashlib.new(name).digest_size: n for n, name in HASHES.items()}
MAPS = ("specified", "rfc822", "dns", "ip", "any", "cn")  # snmpTlstmCertToTSNMIdentities
_KINDS = {"rfc822": ("email",), "dns": ("DNS",), "ip": ("IP Address",)}
_KINDS["any"] = ("email", "DNS", "IP Address")


def fingerprint(text: str) -> bytes:
    """The SnmpTLSFingerprint, an octet of the hash and the hash, that `text` is: hex digits with
    colons or without, with that octet or without, as openssl and net-snmp write them. Raises
    ValueError.
    """
    digits = re.sub(r"[:\s]", "", text.rpartition("=")[2])
    octets = bytes.fromhex(digits) if re.fullmatch("(?:[0-9A-Fa-f]{2})+", digits) else b""
    if len(octets) in _SIZES:
        return bytes((_SIZES[len(octets)],)) + octets
    if not octets or _SIZES.get(len(octets) - 1) != octets[0]:
        raise ValueError("%r is no fingerprint of SHA-1 or SHA-2, in hex" % text)
    return octets


def taken(der: bytes, kind: int = 4) -> bytes:
    """The fingerprint of the certificate `der`, by the hash `kind` of HASHES."""
    return bytes((kind,)) + hashlib.new(HASHES[kind], der).digest()


def shown(found: bytes) -> str:
    """A fingerprint as people write it: 04:AA:BB."""
    return ":".join(["%02X" % c for c in found])


def read(path: str) -> "list[bytes]":
    """The certificates in a file of PEM or DER. Raises OSError; ValueError if there is none."""
    with open(path, "rb") as f:
        octets = f.read()
    text = octets.decode("latin-1")
    found = re.findall("-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", text, re.S)
    if not found and octets[:1] == b"0":
        return [octets]
    if not found:
        raise ValueError("%s: there is no certificate in it" % path)
    return [ssl.PEM_cert_to_DER_cert(pem) for pem in found]


def named(text: str) -> "tuple[bytes, list[bytes]]":
    """(fingerprint, the certificates to trust) of what is a fingerprint, or a file with one
    certificate first. Raises OSError, ValueError.
    """
    try:
        return fingerprint(text), []
    except ValueError as e:
        if not os.path.exists(text):
            raise ValueError("%s, nor a file" % e) from None
    found = read(text)
    return taken(found[0]), found


class Row:
    """A row of snmpTlstmCertToTSNTable: to whom a certificate belongs.

    certificate: its fingerprint or file, or that of one that it was signed by. name: the user's,
    if `by` is "specified"; else it is made of the certificate: its address of mail ("rfc822"), of
    DNS ("dns"), its IP address ("ip"), the first of these ("any"), or its common name ("cn").
    trust: of a file, the certificates in it. Raises OSError, ValueError.
    """

    def __init__(self, certificate: str, name: "str | None" = None, by: "str | None" = None):
        self.by = by or ("specified" if name else "any")
        if self.by not in MAPS or (self.by == "specified") != bool(name):
            raise ValueError("a name, or one of " + ", ".join(MAPS[1:]))
        if name and not _fit(name):
            raise ValueError("user %r: a name has 1 to 32 octets" % (name,))
        self.name = name
        self.fingerprint, self.trust = named(certificate)

    def user(self, chain: "list[bytes]", names: "dict") -> "str | None":
        """Whose `chain`, certificates from the peer's on, is; None if this row tells nothing of
        it. names: as SSLSocket.getpeercert() gives them.
        """
        kind = self.fingerprint[0]
        if not any(taken(der, kind) == self.fingerprint for der in chain):
            return None
        if self.by == "specified":
            return self.name
        found = _common(names) if self.by == "cn" else _alternative(names, _KINDS[self.by])
        return found if found and _fit(found) else None


def _fit(name):
    return 0 < len(name.encode()) < 33 and name.isprintable()


def _common(names):
    for part in names.get("subject", ()):
        for key, value in part:
            if key == "commonName":
                return value
    return None


def _alternative(names, kinds):
    # The first subjectAltName of those kinds, as RFC 6353 writes it.
    for kind, value in names.get("subjectAltName", ()):
        if kind not in kinds:
            continue
        if kind == "email":
            local, at, domain = value.rpartition("@")
            return local + at + domain.lower()
        if kind == "DNS":
            return value.lower()
        try:
            address = ipaddress.ip_address(value.strip())
        except ValueError:
            continue
        return address.packed.hex() if address.version == 6 else str(address)
    return None


def user(rows: "list[Row]", chain: "list[bytes]", names: "dict") -> "str | None":
    """The name that the first of `rows` gives to whose `chain` it is (RFC 6353 5.3.2); None."""
    for row in rows:
        found = row.user(chain, names)
        if found:
            return found
    return None


def own(der: bytes) -> bool:
    """Did the certificate `der` sign itself, by its names? Raises ValueError."""
    parts = _parts(der)
    return parts[2] == parts[4]


def untimely(der: bytes, now: "float | None" = None) -> "str | None":
    """Why the certificate `der` is not of `now`, seconds of time.time(); None if it is. Raises
    ValueError.
    """
    first, last = [_time(tag, text) for tag, text in _children(_parts(der)[3])]
    now = time.gmtime(now)[:6]
    at = "%04d-%02d-%02d %02d:%02d:%02d"
    if now < first:
        return "it is not valid before " + at % first
    return "it expired at " + at % last if now > last else None


def _parts(der):
    # serial number, algorithm, issuer, validity, subject, and more of RFC 5280 4.1
    ((_, certificate),) = _children(der)
    parts = _children(_children(certificate)[0][1])
    return [content for tag, content in parts if tag != 0xA0]


def _children(octets):
    found = []
    at = 0
    while at < len(octets):
        n, size = frombytes_lenat(octets, at)
        start = at + 1 + size
        found.append((octets[at], octets[start : start + n]))
        at = start + n
    return found


def _time(tag, octets):
    # UTCTime, GeneralizedTime (RFC 5280 4.1.2.5)
    text = octets.decode("ascii")
    if tag == 0x17:
        text = ("20" if text < "5" else "19") + text
    found = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z", text)
    if not found:
        raise ValueError("a certificate without a time")
    return tuple(map(int, found.groups()))
