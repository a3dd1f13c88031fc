# The manager that blocks: asks one agent. Imports usnmp_base.udp, session and response, v3 for a
# user. For a user's program: usnmp_manager.Manager.

from usnmp_base.udp import Udp, resolve, ticks_ms

from .response import MAX_SIZE, BadResponse, NoResponse, answer, trailing
from .session import Session


class Manager(Session):
    """Asks the agent at `host`, a name or address, or "tcp:HOST:PORT". Its operations are those of
    Session: get, get_next, get_bulk, set, walk, table.

    community: str or bytes. version: "1" or "2c". timeout_ms: how long to wait for a response;
    retries: how often to ask again after that. any_source=True: for an agent that answers from
    another address than it was asked at; echo_community=False: for one that leaves the community
    out, or sends another. Raises OSError if there is no such host, ValueError for another version.

    SNMPv3, in place of community and version: user, a usnmp_v3.User; level: "noAuthNoPriv",
    "authNoPriv" or "authPriv", by default the highest that the user has keys for; context: the
    context name; engine_id: of the agent, bytes or hex digits, None if it is to be discovered;
    context_engine_id: if that is another's.

    mibs: on a PC, a usnmp_pc.mibs.Mibs: names in, names out; see names_pc.
    """

    def __init__(
        self,
        host,
        community="public",
        version="2c",
        port=161,
        timeout_ms=1000,
        retries=3,
        any_source=False,
        echo_community=True,
        **v3,
    ):
        Session.__init__(self, community, version, timeout_ms, retries, any_source, echo_community)
        self.host = host
        self.strays = 0  # datagrams that were not the response waited for, or cannot be read
        self.trailing = 0  # responses with octets behind the message, which are ignored
        ipv6, self._address = resolve(host, port)
        tcp = callable(ipv6) and ipv6(timeout_ms)
        if v3:
            from usnmp_manager.v3 import Engines

            Engines().wrap(self, None, **v3)
        self._udp = tcp or Udp("::" if ipv6 else "0.0.0.0", 0)

    def _response(self, packet):
        sent = False
        unread = None  # the last response to this that cannot be read
        tries = self.retries + 1
        while tries:
            tries -= 1
            # A try that cannot be sent waits as well: Wi-Fi may be back at the next.
            sent = self._udp.send(self.wrapper.pack(packet), self._address) or sent
            start = ticks_ms()
            left = self.timeout_ms
            while left > 0:
                got = self._udp.recv(MAX_SIZE, left)
                if got:
                    r = self.wrapper.read(got[0])
                    if r and (self.any_source or got[1] == self._address):
                        r = self.wrapper.unpack(r, packet, self)
                        if isinstance(r, BadResponse):
                            unread = r  # a retry may bring a better one
                        elif r:
                            self.trailing += trailing(got[0])
                            if r is not True:
                                return r
                            tries += 1
                            break
                    self.strays += 1
                left = self.timeout_ms - (ticks_ms() - start & 0x3FFFFFFF)
        what = ("no response from " if sent else "cannot send to ") + self.host
        raise unread or NoResponse(what + self.wrapper.silence)

    def ask(self, packet):
        """Send `packet`, of request(), and return what it gets: a VarBind, or a list."""
        return answer(packet, self._response(packet))

    def _all(self, walk):
        while not walk.done:
            packet = walk.packet()
            try:
                response = self._response(packet)
            except (NoResponse, BadResponse) as e:
                if not walk.lost(packet):
                    raise e
                continue
            for found in walk.take(packet, response):
                yield found

    def close(self):
        """Close the socket."""
        self._udp.close()

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


if hasattr(resolve, "__dict__"):  # CPython
    try:
        # As bytes: a board would keep each name in it for ever.
        exec(b"from usnmp_manager.blocking_pc import install; install(Manager)")
    except ImportError:  # left out
        pass
