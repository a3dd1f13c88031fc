# A file that says who we are over TLS and who others are, in the words of net-snmp's snmpd.conf.
# Imports usnmp_v3.tsm_pc; tls_program and usnmp_pc.cli.trapd import it.

import os
import shlex

from usnmp_v3.tsm_pc import Tls

_BY = {"--rfc822": "rfc822", "--dns": "dns", "--ip": "ip", "--any": "any", "--cn": "cn"}
_ONE = {"localcert": "certificate", "key": "key", "oldest": "oldest"}
_LINES = """localCert FILE, key FILE, trustCert FILE, certSecName PRIORITY CERTIFICATE
--sn NAME | --rfc822 | --dns | --ip | --any | --cn, rouser -s tsm NAME, rwuser -s tsm NAME"""


class TlsFile:
    """What a file says: certificate, key, oldest: as Tls takes them, None if it does not say;
    trust: a list; rows: arguments of Tls.map(), in their order; users: {name: may it SET?}.

    Paths are from the file's folder. Lines of other kinds are left to others, which read the same
    file. Raises OSError; ValueError with the file and the line.
    """

    certificate = key = oldest = None

    def __init__(self, path: str) -> None:
        self.trust = []
        self.users = {}
        self._folder = os.path.dirname(os.path.abspath(path))
        self._rows = []
        with open(path, encoding="utf-8") as f:
            text = f.read()
        for number, line in enumerate(text.splitlines(), 1):
            try:
                self._line(shlex.split(line, comments=True))
            except (ValueError, IndexError) as e:
                why = "it ends too soon" if isinstance(e, IndexError) else e
                raise ValueError("%s, line %d: %s" % (path, number, why)) from None
        self._rows.sort(key=lambda row: row[0])  # those of one priority as they come
        self.rows = [row[1:] for row in self._rows]

    def _line(self, words):
        name = words[0].lower() if words else ""
        if name in _ONE:
            value = words[1]
            setattr(self, _ONE[name], value if name == "oldest" else self._path(value))
        elif name == "trustcert":
            self.trust.append(self._path(words[1]))
        elif name == "certsecname":
            self._rows.append((int(words[1]), self._path(words[2]), *_mapped(words[3:])))
        elif name in ("rouser", "rwuser") and words[1:3] == ["-s", "tsm"]:
            self.users[words[3]] = name == "rwuser"

    def _path(self, text):
        path = os.path.join(self._folder, os.path.expanduser(text))
        return path if os.path.exists(path) else text  # a fingerprint, or a fault that is told

    def tls(self, **more: str) -> Tls:
        """The Tls of the file; `more` goes before what it says. Raises OSError; ValueError if it
        says not who we are, or nobody has a certificate.
        """
        made = {"certificate": self.certificate, "key": self.key, "trust": self.trust}
        if self.oldest:
            made["oldest"] = self.oldest
        made.update(more)
        if not made["certificate"]:
            raise ValueError("localCert is missing; there are " + " ".join(_LINES.split()))
        made["key"] = made["key"] or beside(made["certificate"])
        found = Tls(**made)
        for row in self.rows:
            found.map(*row)
        return found


def beside(certificate: str) -> "str | None":
    """The file of a certificate's private key: NAME.key beside NAME.crt; None if there is none,
    for then it is in the same file.
    """
    path = os.path.splitext(certificate)[0] + ".key"
    return path if os.path.isfile(path) else None


def _mapped(words):
    # (name, by) of the end of a certSecName line.
    if words[0] == "--sn":
        name, by, rest = words[1], None, words[2:]
    elif words[0] in _BY:
        name, by, rest = None, _BY[words[0]], words[1:]
    else:
        raise ValueError("certSecName: --sn NAME, or one of " + ", ".join(_BY))
    if rest:
        raise ValueError("certSecName: too many words")
    return name, by
