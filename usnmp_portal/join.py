# Joining a network, watched: whether it worked, or why it did not. Imports nothing of ours;
# usnmp_portal.saving imports it when something was saved.

import network

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable

JOIN_MS = 40000
_SETTLE_MS = 5000  # a status that says why it failed lasts that long if it is true
# By their names in `network`, for each port has numbers of its own: the field, and what is said.
_REASONS = {
    "STAT_WRONG_PASSWORD": ("key", "the network refuses this key"),
    "STAT_HANDSHAKE_TIMEOUT": ("key", "the network does not take this key"),
    "STAT_NO_AP_FOUND": ("ssid", "there is no such network in reach"),
}
_HANDSHAKE = 15  # WIFI_REASON_4WAY_HANDSHAKE_TIMEOUT of an ESP32, which has no name there


class Join:
    """station: a network.WLAN, active. wifi: as of config.json. now: ticks_ms()."""

    def __init__(self, station: "Any", wifi: "dict[str, Any]", now: "Callable[[], int]") -> None:
        self._station = station
        self._now = now
        self._began = self._since = now()
        self._status = self._refused = None
        try:
            station.disconnect()
        except OSError:
            pass
        try:  # an ESP32 that tries for ever says that it connects, for ever
            station.config(reconnects=1)
        except (OSError, ValueError, TypeError):  # an ESP8266 has none
            pass
        try:
            station.connect(wifi["ssid"], wifi.get("key", ""))
        except (OSError, ValueError) as e:
            self._refused = "ssid", "the port refuses it: %r" % e

    def step(self) -> "tuple[str, str] | bool | None":
        """None: it is not known yet; False: it has joined; else (field, what is wrong with it)."""
        if self._station.isconnected():
            return False
        now = self._now()
        status = self._station.status()
        if status != self._status:
            self._status = status
            self._since = now
        fault = self._refused
        if now - self._since & 0x3FFFFFFF > _SETTLE_MS:
            for name, reason in _REASONS.items():
                if status == getattr(network, name, None):
                    fault = reason
            if status == _HANDSHAKE and network.STAT_CONNECTING >= 1000:
                fault = _REASONS["STAT_HANDSHAKE_TIMEOUT"]
        if not fault and now - self._began & 0x3FFFFFFF > JOIN_MS:
            fault = "ssid", "no answer within %d s (status %r)" % (JOIN_MS // 1000, status)
        if not fault:
            return None
        try:
            self._station.disconnect()
        except OSError:
            pass
        return fault
