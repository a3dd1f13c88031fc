# mqtt://HOST[:1883]/TOPIC: to an MQTT server. Imports usnmp_pc.forward.sinks, paho.mqtt (extra
# `forward`); sinks imports it.

import os
import time
from urllib.parse import unquote

from .sinks import TIMEOUT, Down, Rejected, Sink, wanted

_LONGEST = 268435455  # octets of an MQTT packet: MQTT 3.1.1, 2.2.3


class MqttSink(Sink):
    """Publishes to the topic that is the URL's path, with QoS 1: the server acknowledges it. It is
    the server that keeps it for subscribers, those with a session of their own. mqtts: with TLS.
    """

    def __init__(self, url):
        super().__init__(url)
        self.wants_host()
        self._mqtt = wanted("paho.mqtt.client", "paho-mqtt")
        self._topic = unquote(self.parts.path[1:])
        wrong = set(self._topic) & set("+#\0") or self.parts.query
        if not self._topic or wrong:
            raise ValueError("%s: its path must be a topic" % self.name)
        self._tls = self.parts.scheme == "mqtts"
        self._client = None

    def _connected(self):
        version = self._mqtt.CallbackAPIVersion.VERSION2
        # A session of its own: what is on the way is in our queue, not in the server's.
        name = "usnmp-%s" % os.urandom(8).hex()
        client = self._mqtt.Client(version, client_id=name, clean_session=True)
        client.connect_timeout = TIMEOUT
        if self.parts.username:
            password = unquote(self.parts.password or "")
            client.username_pw_set(unquote(self.parts.username), password)
        if self._tls:
            client.tls_set()
        seen = []
        client.on_connect = lambda client, data, flags, reason, more: seen.append(reason)
        client.on_disconnect = lambda client, data, flags, reason, more: seen.append(reason)
        client.connect(self.parts.hostname, self.port or (8883 if self._tls else 1883))
        self._until(client, lambda: seen)
        if not seen or seen[0].is_failure:
            raise Down(str(seen[0]) if seen else "no answer")
        return client

    def send(self, uid, source, text):
        """See Sink."""
        try:
            if not self._client:
                self._client = self._connected()
            self._published(text.encode())
        except (OSError, ValueError, RuntimeError) as e:  # the last are paho's
            raise Down(getattr(e, "strerror", None) or str(e))

    def _until(self, client, there):
        # Lets the client work until there() is true, TIMEOUT at most, or the connection is lost.
        end = time.monotonic() + TIMEOUT
        while not there() and time.monotonic() < end:
            if client.loop(1.0) != self._mqtt.MQTT_ERR_SUCCESS:
                break

    def _published(self, payload):
        if len(payload) + len(self._topic) + 8 > _LONGEST:
            raise Rejected("it is too long for MQTT")
        client = self._client
        info = client.publish(self._topic, payload, qos=1)
        self._until(client, info.is_published)
        if not info.is_published():
            raise Down("no acknowledgement")

    def close(self):
        """See Sink."""
        client, self._client = self._client, None
        if client:
            client.disconnect()


open_sink = MqttSink
