# The operations on one agent, whatever brings them there. Pure; imports usnmp, usnmp_base and
# response, walk and table when there is one. Both managers are built on it.

from usnmp import SnmpPacket, frombytes_tvat, tobytes_tv
from usnmp_base.varbind import const, request_id, ver

from . import response

_GET = const(0xA0)
_GETNEXT = const(0xA1)
_SET = const(0xA3)
_GETBULK = const(0xA5)


class Session:
    """The operations on one agent, of Manager and of AsyncManager's targets.

    version: "1" or "2c". timeout_ms: how long to wait for a response; retries: how often to ask
    again after that. any_source: take a response from any address; echo_community: only one with
    the community of the request. wrapper: what makes and takes its messages, see response. OIDs
    are dotted; results are usnmp_base.varbind.VarBind: (oid, type, value). In v2c what is not
    there is a binding of the type SNMP_NOSUCHOBJECT, _NOSUCHINSTANCE or _ENDOFMIBVIEW; in v1 it is
    a SnmpError, as all error-status are. NoResponse if none came, BadResponse if what came cannot
    be read. ValueError for an OID, type or value that is none.
    """

    def __init__(self, community, version, timeout_ms, retries, any_source, echo_community):
        self.ver = ver(version)
        # as a response will have it: bytes if it is not printable
        self.community = frombytes_tvat(tobytes_tv(4, community), 0)[1]
        self.timeout_ms = timeout_ms
        self.retries = retries
        self.any_source = any_source
        self.echo_community = echo_community
        self.wrapper = response

    # Of the subclass: ask(packet) gives answer(packet, its response), or a coroutine that does;
    # _all(walk) iterates over a Walk or Table.

    def get(self, *oids):
        """What is at `oids`: a VarBind for one, a list for more. RFC 3416 4.2.1."""
        return self.ask(self.request(_GET, oids))

    def get_next(self, *oids):
        """What follows `oids`: a VarBind for one, a list for more. RFC 3416 4.2.2."""
        return self.ask(self.request(_GETNEXT, oids))

    def get_bulk(self, *oids, non_repeaters=0, max_repetitions=10):
        """What follows the first `non_repeaters` OIDs once, the others `max_repetitions` times: a
        list, row by row. RFC 3416 4.2.3. ValueError in SNMPv1, which has no GETBULK.
        """
        return self.ask(self.request(_GETBULK, oids, non_repeaters, max_repetitions))

    def set(self, *varbinds):
        """Set one: set(oid, type, value); or more: set((oid, type, value), ...), all or none. What
        the agent answers: a VarBind for one, a list for more. RFC 3416 4.2.5.
        """
        if isinstance(varbinds[0], str):
            varbinds = (varbinds,)
        return self.ask(self.request(_SET, varbinds))

    def walk(self, oid, max_repetitions=10, **more):
        """Iterate over all that is below `oid`, "." being everything: by GETBULK of
        `max_repetitions`, or of fewer if the agent does not answer so many; in v1, or if that is
        0, by GETNEXT. NotIncreasing if the agent goes back. max_rows: so many objects at most;
        to_end=True: on to the last object of the agent, past what is below `oid`;
        ignore_not_increasing=True: go on where it goes back, which may have no end.
        """
        from usnmp_manager.walk import Walk

        return self._all(Walk(self, oid, max_repetitions, **more))

    def table(self, entry, columns=None, max_repetitions=25, **more):
        """Iterate over the rows of the table with the entry `entry`, such as 1.3.6.1.2.1.2.2.1:
        (index, {column: VarBind}), the index dotted. columns: their numbers; None: those that
        are there, SnmpError if they are more than 256. max_repetitions: about how many cells to
        ask for at once. max_rows, ignore_not_increasing: as of walk().
        """
        from usnmp_manager.table import Table

        return self._all(Table(self, entry, columns, max_repetitions, **more))

    def request(self, type, varbinds, a=0, b=0):
        """A new SnmpPacket of that type. varbinds: (oid, type, value), or just the OID; a, b: the
        non-repeaters and max-repetitions of GETBULK.
        """
        if type == _GETBULK and not self.ver:
            raise ValueError("SNMPv1 has no GETBULK")
        p = SnmpPacket(
            type, ver=self.ver, community=self.community, id=request_id(), err_status=a, err_id=b
        )
        for vb in varbinds:
            if isinstance(vb, str):
                vb = vb, 5, None
            p.varbinds.append((vb[0].lstrip("."), (vb[1], vb[2])))
        return p
