# Deep sleep of a board with users of SNMPv3. A user's program imports it, and board after such a
# sleep. Imports usnmp_v3.asleep where there is an engine.

import time

if 0 & 1:  # for type checkers alone
    from typing import Any
    from usnmp_firmware import Firmware


def deepsleep(firmware: "Firmware", ms: int = 0) -> None:
    """machine.deepsleep(ms), once what is not written yet is; 0: until a pin wakes the board. It
    does not return: the board starts anew, and for managers that is no reboot of its SNMP engine.
    Whoever calls machine.deepsleep() has one counted.

    The last 24 octets of the RTC's memory are taken until then, behind what the program has there.
    """
    import machine

    engine = getattr(firmware.agent, "engine", None)
    if engine:
        from usnmp_v3.asleep import keep

        if not keep(engine, machine.RTC(), ms, int(time.time())):
            firmware.log("SNMPv3: no room in the RTC's memory: the next start is a reboot")
    if firmware.store:
        firmware.store.flush()
    machine.deepsleep(ms)


def wake(config: "dict[str, Any]") -> int:
    """After deep sleep that deepsleep() began, have the start that users counts be none: the
    snmpEngineTime to go on with. 0 otherwise. config: of config.check().
    """
    from machine import RTC

    from usnmp_firmware.users import BOOTS
    from usnmp_v3 import boots

    try:
        from usnmp_v3.asleep import woken

        id = config["engine_id"]
        id = bytes.fromhex(id) if id else None
        found = woken(BOOTS, id, RTC(), int(time.time()))
    except (ImportError, AttributeError):  # asleep is left out; an RTC without memory
        return 0
    if not found:
        return 0
    # start lets go of this module once users has asked it
    boots.boot = lambda *args: found[:2]
    return found[2]
