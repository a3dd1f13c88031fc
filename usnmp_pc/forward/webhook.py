# http://… and https://…: a webhook. Imports usnmp_pc.forward.sinks; sinks and alertmanager import
# it.

import base64
import http.client
from urllib.parse import unquote

from .sinks import TIMEOUT, Down, Held, Rejected, Sink

# Those that say something of what was sent: it is not going to be better. Others tell of the
# server, of who we are, or of the URL: it may be put right.
_NEVER = (400, 413, 415, 422)
_LATER = (500, 501, 505)


class Webhook(Sink):
    """POSTs to the URL, with user and password of it (Basic); a status of 2xx has taken it."""

    path = ""  # in place of an empty one

    def __init__(self, url):
        super().__init__(url)
        self.wants_host()
        parts = self.parts
        self._tls = parts.scheme.endswith("https")
        self._target = (parts.path.rstrip("/") if self.path else parts.path or "/") + self.path
        self._target += "?" + parts.query if parts.query else ""
        self._headers = {"Content-Type": "application/json", "User-Agent": "usnmp"}
        if parts.username is not None:
            who = unquote(parts.username) + ":" + unquote(parts.password or "")
            self._headers["Authorization"] = "Basic " + base64.b64encode(who.encode()).decode()
        self._connection = None

    def body(self, text):
        """What is sent of the JSON of a notification: str."""
        return text

    def send(self, uid, source, text):
        """See Sink."""
        if not self._connection:
            made = http.client.HTTPSConnection if self._tls else http.client.HTTPConnection
            self._connection = made(self.parts.hostname, self.port, timeout=TIMEOUT)
        headers = dict(self._headers, **{"X-Usnmp-Id": uid})
        try:
            self._connection.request("POST", self._target, self.body(text).encode(), headers)
            answer = self._connection.getresponse()
            answer.read()
        except OSError as e:
            raise Down(e.strerror or str(e))
        except http.client.HTTPException as e:
            raise Down("no answer of HTTP: %r" % e)
        self._judge(answer)

    def _judge(self, answer):
        if 200 <= answer.status < 300:
            return
        why = "status %d %s" % (answer.status, answer.reason[:80])
        if answer.status in _NEVER:
            raise Rejected(why)
        raise (Held if answer.status in _LATER else Down)(why)

    def close(self):
        """See Sink."""
        if self._connection:
            self._connection.close()
            self._connection = None


open_sink = Webhook
