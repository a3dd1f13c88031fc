# Wi-Fi: connecting at boot, with an end, and looking after it. Imports nothing of usnmp; boot.py
# and usnmp_firmware import it, on boards only.

import time

import network

if 0 & 1:  # for type checkers alone
    from typing import Any, Callable


def connect(
    wifi: "dict[str, Any]", hostname: "str | None" = None, log: "Callable[[str], object]" = print
) -> bool:
    """Connect as `wifi` says, {"ssid", "key", "timeout" in seconds}, and wait until it is up or
    the time is over; True if it is up. Raises OSError if the port refuses.
    """
    if hostname:
        network.hostname(hostname)
    # An ESP8266 opens an access point of its own, with a password that everybody knows.
    network.WLAN(network.AP_IF).active(False)
    wlan = network.WLAN(network.STA_IF)
    wlan.active(True)
    if not wlan.isconnected():
        wlan.connect(wifi["ssid"], wifi.get("key", ""))
    for _ in range(10 * wifi.get("timeout", 20)):
        if wlan.isconnected():
            log("Wi-Fi: %s, address %s" % (wifi["ssid"], wlan.ifconfig()[0]))
            return True
        time.sleep_ms(100)
    log("Wi-Fi: %s is not there yet; it will be tried for ever" % wifi["ssid"])
    return False


class Link:
    """The state of Wi-Fi. wifi: as of connect(). ticks_ms: the clock, this port's by default."""

    def __init__(
        self, wifi: "dict[str, Any]", ticks_ms: "Callable[[], int] | None" = None
    ) -> None:
        self._wlan = network.WLAN(network.STA_IF)
        self._wifi = wifi
        self._now = ticks_ms or time.ticks_ms
        self._tried = self._now()

    def up(self) -> bool:
        """Is it up? If it has been down for half a minute, connect again: the ports do so by
        themselves, but not after every fault.
        """
        if self._wlan.isconnected():
            self._tried = self._now()
            return True
        if self._now() - self._tried & 0x3FFFFFFF >= 30000:
            self._tried = self._now()
            try:
                self._wlan.disconnect()
                self._wlan.connect(self._wifi["ssid"], self._wifi["key"])
            except OSError:  # the next time may do better
                pass
        return False

    def address(self) -> str:
        """This board's IPv4 address, "0.0.0.0" if it has none."""
        return self._wlan.ifconfig()[0]
