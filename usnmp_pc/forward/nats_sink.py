# nats://HOST[:4222]/SUBJECT: to a stream of NATS JetStream. Imports usnmp_pc.forward.sinks, nats
# (extra `forward`); sinks imports it.

import asyncio
from urllib.parse import unquote

from .sinks import TIMEOUT, Down, Rejected, Sink, wanted


class NatsSink(Sink):
    """Publishes to the subject that is the URL's path. A stream has to take it: its server
    acknowledges what it has stored, and drops what comes twice by its Nats-Msg-Id. With ?core the
    notification goes to whoever has subscribed just then, and is taken once the server has it.
    """

    def __init__(self, url):
        super().__init__(url)
        self.wants_host()
        self._nats = wanted("nats", "nats-py")
        self._subject = unquote(self.parts.path.strip("/"))
        if not self._subject or set(self._subject) & set(" \t\r\n*>"):
            raise ValueError("%s: its path must be a subject" % self.name)
        if self.parts.query not in ("", "core"):
            raise ValueError("%s: ?%s: it takes ?core" % (self.name, self.parts.query))
        self._core = self.parts.query == "core"
        self._server = "%s://%s" % (self.parts.scheme, self.parts.netloc)
        self._loop = self._client = None

    def send(self, uid, source, text):
        """See Sink."""
        if not self._loop:
            self._loop = asyncio.new_event_loop()
        try:
            self._loop.run_until_complete(self._send(uid, text))
        except asyncio.TimeoutError:
            raise Down("no answer")
        except self._nats.errors.MaxPayloadError:
            raise Rejected("%d octets are too many for the server" % len(text))
        except (self._nats.errors.Error, OSError) as e:
            raise Down(self._why(e))

    def _why(self, error):
        if isinstance(error, self._nats.js.errors.NoStreamResponseError):
            return "no stream takes the subject %s" % self._subject
        return str(error)

    async def _send(self, uid, text):
        if not self._client:
            more = {"allow_reconnect": False, "connect_timeout": TIMEOUT, "error_cb": _silent}
            self._client = await self._nats.connect(self._server, **more)
        if self._core:
            await self._client.publish(self._subject, text.encode())
            await self._client.flush(TIMEOUT)
        else:
            stream = self._client.jetstream(timeout=TIMEOUT)
            headers = {"Nats-Msg-Id": uid}
            await stream.publish(self._subject, text.encode(), headers=headers)

    def close(self):
        """See Sink."""
        loop, self._loop = self._loop, None
        client, self._client = self._client, None
        if not loop:
            return
        try:
            if client:
                loop.run_until_complete(client.close())
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.run_until_complete(asyncio.sleep(0))
        except (self._nats.errors.Error, OSError):
            pass
        loop.close()


async def _silent(error):
    # By default it goes to the log with a traceback; send() tells of it.
    pass


open_sink = NatsSink
