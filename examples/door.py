# A door contact, or a button: a notification when it opens and when it closes, repeated until it
# is acknowledged; what happens while there is no Wi-Fi is told later. ESP8266 or ESP32.
# Wiring: the contact between GPIO5 (D1) and GND; closed, it reads 0.
# Change: WIFI, MANAGER; PIN; OPEN to 0 for a button, or a contact that is closed by an open door.
# To the board: tools/deploy.py codec --main examples/door.py
# On the PC: sudo snmptrapd -f -Lo --disableAuthorization=yes

import time

from machine import Pin

from usnmp_notify import Notifier, Target
from usnmp_base.uptime import Uptime
from usnmp_firmware.wifi import Link, connect

WIFI = {"ssid": "NETWORK", "key": "PASSWORD"}
MANAGER = "192.0.2.9"  # the PC's address
COMMUNITY = "public"
PORT = 162
INFORM = True  # False: a trap, sent once
PIN = 5
OPEN = 1
LOOK_MS = 50  # a contact bounces for less, and who opens a door takes longer

# net-snmp's playground; get a number of your own for what you ship
OPENED, CLOSED = "1.3.6.1.4.1.8072.9999.9999.0.1", "1.3.6.1.4.1.8072.9999.9999.0.2"
OPENINGS = "1.3.6.1.4.1.8072.9999.9999.2.0"
COUNTER = 65  # its type, Counter32


def told(kind, target, ok):
    print("%s %s %s" % (target.host, "knows" if ok else "was not told", kind))


def run():
    contact = Pin(PIN, Pin.IN, Pin.PULL_UP)
    connect(WIFI)
    link = Link(WIFI)
    uptime = Uptime()
    target = Target(MANAGER, COMMUNITY, inform=INFORM, port=PORT)
    notify = Notifier([target], uptime, up=link.up, on_result=told)
    was = contact()
    openings = 0
    notify.send(0)  # coldStart
    while True:
        now = contact()
        if now != was:
            was = now
            openings += now == OPEN
            notify.send(OPENED if now == OPEN else CLOSED, [(OPENINGS, COUNTER, openings)])
            print("opened" if now == OPEN else "closed")
        notify.poll()
        link.up()  # if Wi-Fi is gone for long: connects again
        uptime()  # it wants to be asked at least every 6 days
        time.sleep_ms(LOOK_MS)


run()
