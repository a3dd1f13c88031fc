# Deep sleep of a board with users of SNMPv3. Opt-in: a user's program imports it. Imports
# usnmp_v3.asleep where there is an engine.

import time

if 0 & 1:  # for type checkers alone
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
