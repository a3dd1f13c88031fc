# Has a Firmware announce its agent by mDNS: a line in sensors() of main.py. Imports
# usnmp_base.mdns and, on a PC, usnmp_pc.boards. (No key of config.json: to look for one costs the
# boards that have it not 300 octets from ROMFS.)

from usnmp_base.mdns import Announcer

if 0 & 1:  # for type checkers alone
    from typing import Callable
    from usnmp_firmware import Firmware

_TURN_MS = 250  # how late an answer may be: who asks waits for about a second


def announce(
    firmware: "Firmware",
    name: str,
    port: int = 161,
    address: "Callable[[], str] | None" = None,
) -> "Announcer":
    """Answer, in turns of the loop of `firmware`, who asks for agents in the network, or for this
    one as NAME.local; the Announcer that does.

    name: as usnmp_base.mdns.Announcer has it, and no other's in the network. port: of the agent.
    address: gives the IPv4 address; by default that of Wi-Fi, on a PC the one it sends from.
    Raises ValueError.
    """
    if not address:
        address = firmware.link.address if firmware.link else _own
    announcer = Announcer(name, address, port)
    before = firmware.turn

    def turn():
        announcer.poll()
        if before:
            before()

    firmware.turn = turn
    firmware.turn_ms = min(firmware.turn_ms, _TURN_MS)
    return announcer


def _own():
    # The address of a PC, which has its network already.
    from usnmp_pc.boards.addresses import own

    return own() or "0.0.0.0"
