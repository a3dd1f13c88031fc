# A trap forwarder: takes what devices send, traps and informs of SNMPv1 and v2c, and passes it on
# as informs of v2c, repeated until they are acknowledged. ESP32, or a PC.
# Wiring: none.
# Change: WIFI, None on a PC; MANAGER; COMMUNITY; LISTEN to a port above 1023 on a PC.
# To the board: tools/deploy.py codec --main examples/forwarder.py
# On the PC: sudo snmptrapd -f -Lo --disableAuthorization=yes
# Without a board, in the folder of this checkout: PYTHONPATH=. python3 examples/forwarder.py

from usnmp_base.trap import SNMP_TRAP_ADDRESS, SNMP_TRAP_ENTERPRISE
from usnmp_base.uptime import Uptime
from usnmp_notify import Notifier, Target
from usnmp_receiver import Receiver

WIFI = {"ssid": "NETWORK", "key": "PASSWORD"}
MANAGER = "192.0.2.9"
COMMUNITY = "public"  # towards the manager; that of the devices may be any
PORT = 162
LISTEN = 162


class Forwarder:
    def __init__(self, **kw):
        target = Target(MANAGER, COMMUNITY, inform=True, port=PORT)
        self.uptime = None  # of the device whose notification is passed on
        self.now = Uptime()
        self.notify = Notifier([target], self.device_uptime, on_result=self.told, **kw)

    def device_uptime(self):
        return self.now() if self.uptime is None else self.uptime

    def told(self, kind, target, ok):
        print("%s %s %s" % (target.host, "knows" if ok else "was not told", kind))

    def forward(self, n):
        # Before an inform is acknowledged. Where there is no room for it, its sender is told.
        if self.notify.pending >= self.notify.size:
            return 13  # resourceUnavailable
        varbinds = list(n.varbinds)
        oids = [vb[0] for vb in varbinds]
        # Whose it is: what a proxy adds (RFC 3584 3.1)
        if SNMP_TRAP_ADDRESS not in oids and "." in n.agent_addr:
            varbinds.append((SNMP_TRAP_ADDRESS, 0x40, n.agent_addr))
        if SNMP_TRAP_ENTERPRISE not in oids and n.enterprise:
            varbinds.append((SNMP_TRAP_ENTERPRISE, 6, n.enterprise))
        self.uptime = n.uptime
        self.notify.send(n.trap_oid, varbinds)


def run():
    up = None
    if WIFI:
        from usnmp_firmware.wifi import Link, connect

        connect(WIFI)
        up = Link(WIFI).up
    forwarder = Forwarder(up=up)
    receiver = Receiver(port=LISTEN)
    receiver.on_trap = receiver.on_inform = forwarder.forward
    with receiver:
        print("listening on port %d" % LISTEN)
        while True:
            receiver.poll(50)
            forwarder.notify.poll()
            forwarder.now()  # it wants to be asked at least every 6 days


run()
