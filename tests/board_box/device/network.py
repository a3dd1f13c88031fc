# Stands for network: the station that the box lets connect, and loses.

from _board import mem, put, sh, string
from shared import ADDRESS, ASKED_KEY, ASKED_SSID, HOSTNAME, KEY, MAC, SSID
from time import ticks_diff, ticks_ms

STA_IF = 0
AP_IF = 1
if sh.chip:
    STAT_IDLE, STAT_CONNECTING, STAT_GOT_IP = 1000, 1001, 1010
    STAT_NO_AP_FOUND, STAT_WRONG_PASSWORD = 201, 202
    STAT_BEACON_TIMEOUT, STAT_ASSOC_FAIL, STAT_CONNECT_FAIL = 200, 203, 203
    STAT_HANDSHAKE_TIMEOUT = 204
    PHY_LAN8720 = 1
else:
    STAT_IDLE, STAT_CONNECTING, STAT_WRONG_PASSWORD = 0, 1, 2
    STAT_NO_AP_FOUND, STAT_CONNECT_FAIL, STAT_GOT_IP = 3, 4, 5
AUTH_OPEN, AUTH_WEP, AUTH_WPA_PSK, AUTH_WPA2_PSK, AUTH_WPA_WPA2_PSK = 0, 1, 2, 3, 4


def _equal(a, b):
    for i in range(mem[a] + 1):
        if mem[a + i] != mem[b + i]:
            return False
    return True


def state():
    """The station's status, as WLAN.status() gives it."""
    if not (sh.sta and sh.wanted):
        return STAT_IDLE
    if not sh.link:
        return STAT_NO_AP_FOUND
    if sh.joined:
        return STAT_GOT_IP
    if sh.reconnects == 0 and sh.met != sh.drops:
        return STAT_BEACON_TIMEOUT if sh.chip else STAT_CONNECT_FAIL
    if not _equal(ASKED_SSID, SSID):
        return STAT_NO_AP_FOUND
    if not _equal(ASKED_KEY, KEY):
        return STAT_WRONG_PASSWORD
    if ticks_diff(ticks_ms(), sh.since) < sh.delay:
        return STAT_CONNECTING
    sh.joined = 1
    return STAT_GOT_IP


def up():
    """Whether datagrams go in and out."""
    return bool(sh.joined) or state() == STAT_GOT_IP


def joining():
    return not sh.joined and state() == STAT_CONNECTING


def address():
    return "%d.%d.%d.%d" % tuple(mem[ADDRESS : ADDRESS + 4])


class WLAN:
    IF_STA = STA_IF
    IF_AP = AP_IF

    def __init__(self, interface=STA_IF):
        self._sta = interface == STA_IF

    def active(self, on=None):
        if on is None:
            return bool(sh.sta if self._sta else sh.ap)
        if not self._sta:
            sh.ap = bool(on)
            return
        sh.sta = bool(on)
        if not on:
            sh.joined = 0
            if sh.chip:
                sh.wanted = 0

    def connect(self, ssid=None, key=None, **kw):
        if sh.chip and not sh.sta:
            raise OSError("Wifi Not Started")
        if ssid is not None:
            put(ASKED_SSID, ssid)
            put(ASKED_KEY, key or "")
        sh.joined = 0
        sh.since = ticks_ms()
        sh.met = sh.drops
        sh.wanted = 1

    def disconnect(self):
        sh.wanted = sh.joined = 0

    def isconnected(self):
        return self._sta and up()

    def status(self, what=None):
        if what == "rssi":
            return -60
        return state() if self._sta else STAT_IDLE

    def ifconfig(self, config=None):
        if config:
            return None
        if not self._sta:
            return "192.168.4.1", "255.255.255.0", "192.168.4.1", "0.0.0.0"
        if not up():
            return ("0.0.0.0",) * 4
        return address(), "255.0.0.0", "127.0.0.1", "127.0.0.1"

    def ipconfig(self, what):
        config = self.ifconfig()
        return {"addr4": config[:2], "gw4": config[2], "has_dhcp4": up()}[what]

    def config(self, what=None, **kw):
        if what is None:
            if "reconnects" in kw:
                sh.reconnects = kw["reconnects"]
            name = kw.get("dhcp_hostname") or kw.get("hostname")
            if name:
                put(HOSTNAME, name)
            return None
        if what == "mac":
            return bytes(mem[MAC : MAC + 6])
        if what in ("essid", "ssid"):
            return string(ASKED_SSID)
        if what == "reconnects":
            return sh.reconnects
        if what in ("hostname", "dhcp_hostname"):
            return string(HOSTNAME)
        if what == "channel":
            return 6
        raise ValueError("unknown config param")

    def scan(self):
        if not sh.link:
            return []
        return [(string(SSID).encode(), b"\x02\0\0\0\0\x01", 6, -60, 3, 0)]


class LAN(WLAN):  # ESP32: connected as soon as it is active
    def __init__(self, *args, **kw):
        super().__init__(STA_IF)

    def active(self, on=None):
        if on:
            sh.sta = 1
            self.connect(string(SSID), string(KEY))
        return super().active(on)


def hostname(name=None):
    if name is None:
        return string(HOSTNAME)
    put(HOSTNAME, name)


def country(code=None):
    return "XX"


def phy_mode(mode=None):
    return 3
