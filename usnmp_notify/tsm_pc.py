# Where notifications go over TLS (RFC 6353). Imports usnmp_base.tls_pc, usnmp_v3's tsm_pc and
# pack, target and v3;
# users' programs import it. Not for boards.

from usnmp_v3.pack import message_id, scope_of
from usnmp_base.tls_pc import Outgoing
from usnmp_v3.tsm_pc import Tls, pack

from .target import Target
from .v3 import Informs, _share


class TlsTarget(Target):
    """A Target by TLS: `host` is "tlstcp:HOST" or "tlstcp:HOST:PORT", the port 10162 by default.
    tls: the usnmp_v3.tsm_pc.Tls that says who we are. Traps want Notifier(engine=...). The rest is
    as of Target. Raises ValueError.
    """

    def __init__(
        self,
        host: str,
        tls: "Tls",
        inform: bool = False,
        context: "str | bytes" = "",
        port: int = 162,
        timeout_ms: int = 1500,
        retries: int = 5,
    ) -> None:
        if host[:6].lower() != "tlstcp":
            raise ValueError("%r: it must be tlstcp:HOST" % host)
        Target.__init__(self, host, "", "2c", inform, port, timeout_ms, retries)
        tls.asking()  # what is wrong with it is told at once
        self.v3 = Informs(tls, None, context) if inform else Traps(tls, context)


class Traps:
    """Traps by TLS, of the Notifier's engine: as v3.Traps."""

    def __init__(self, tls, context):
        self.tls = tls
        self.engine = None
        self._context = context

    def check(self, notify, agent):
        """As of v3.Traps."""
        _share(notify, agent)
        if not notify.engine:
            raise ValueError("SNMPv3 traps are of an engine: Notifier(engine=...)")
        self.engine = notify.engine

    def pack(self, pdu, notify):
        """The message with that PDU."""
        self.check(notify, None)
        id = message_id()
        data = pack(id, pdu, scope_of(self.engine.id, self._context))
        return Outgoing(data, id, self.tls)
