# An agent as one of the tasks of an asyncio application: a lamp that blinks, its rhythm set over
# SNMP, and a button that calls for help by an inform. For an ESP32.
# Wiring: an LED at GPIO2 (many boards have one there), a button between GPIO0 (BOOT) and GND.
# Change: LAMP, BUTTON; config.json: a write community, and a target with "inform": true.
# To the board: tools/deploy.py agent+notify --main examples/asyncio_agent.py
# On the PC: sudo snmptrapd -f -Lo --disableAuthorization=yes
# snmpset -v2c -c private ADDRESS 1.3.6.1.4.1.8072.9999.9999.1.0 i 100

import asyncio

from machine import Pin

from usnmp_agent import Agent
from usnmp_firmware.config import check, load
from usnmp_mib import COUNTER, INT, Mib, Value
from usnmp_mibs.snmpv2_mib import system
from usnmp_notify import Notifier, Target
from usnmp_base.store import Store
from usnmp_base.uptime import Uptime

LAMP, BUTTON = 2, 0
BASE = "1.3.6.1.4.1.8072.9999.9999.%d.0"
CALL = "1.3.6.1.4.1.8072.9999.9999.0.1"

calls = Value(0)


async def blink(period):
    lamp = Pin(LAMP, Pin.OUT, value=0)
    while True:
        lamp(not lamp())
        await asyncio.sleep_ms(period())


async def call(notify, number):
    outcomes = await notify.deliver(CALL, [(BASE % 2, COUNTER, number)])
    for target, ok in outcomes:
        print("call %d: %s %s" % (number, target.host, "knows" if ok else "does not answer"))


async def watch_button(notify):
    button = Pin(BUTTON, Pin.IN, Pin.PULL_UP)
    was = 1
    while True:
        now = button()
        if was and not now:
            calls.set(calls() + 1)
            asyncio.create_task(call(notify, calls()))
        was = now
        await asyncio.sleep_ms(50)


async def keep(store):
    try:
        while True:
            store.poll()  # writes what was SET, some seconds later
            await asyncio.sleep(1)
    finally:
        store.flush()


async def main():
    config = check(load("config.json"))  # boot.py has connected to the Wi-Fi of it
    uptime = Uptime()
    mib = Mib()
    system(mib, uptime, name=config["name"], location=config["location"])
    store = Store(config["persist"], log=print) if config["persist"] else None
    period = store.scalar(BASE % 1, INT, 500) if store else Value(500)  # ms
    mib.scalar(BASE % 1, INT, period, write=period.set, range=(20, 5000))
    mib.scalar(BASE % 2, COUNTER, calls)
    agent = Agent(mib, config["read_community"], config["write_community"], uptime=uptime)
    notify = Notifier([Target(**target) for target in config["targets"]], uptime)
    notify.attach(agent)  # coldStart
    print("usnmp serves on port %d" % config["port"])  # tools/deploy.py looks for that
    tasks = [agent.run(config["host"], config["port"]), notify.run()]
    tasks += [blink(period), watch_button(notify)]
    if store:
        tasks.append(keep(store))
    await asyncio.gather(*tasks)


asyncio.run(main())
