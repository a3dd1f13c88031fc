# Boards in a network: who answers at which address, and what managers show of one: its system
# group and its sensors. Imports addresses, dns_sd, facts, sweep; cli.discover imports it.

from .addresses import PrefixError, addresses, local
from .dns_sd import announced
from .facts import Sensor, System, sensors, system
from .sweep import Found, sweep

__all__ = [
    "Found",
    "PrefixError",
    "Sensor",
    "System",
    "addresses",
    "announced",
    "local",
    "sensors",
    "sweep",
    "system",
]
