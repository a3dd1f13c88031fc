# The program, on a board and on a PC (`python3 main.py` or `micropython main.py`). This is the
# file to edit: put your sensors into sensors(). docs/firmware.md tells what else there is.

import gc
import time

from usnmp_firmware import main
from usnmp_mib import COUNTER, GAUGE, INT, OCTSTR

# net-snmp's playground; get a number of your own for what you ship (IANA: private enterprises)
BASE = "1.3.6.1.4.1.8072.9999.9999.%d.0"


def temperature():
    # Tenths of a degree, in a triangle wave over ten minutes: replace it by what reads yours.
    return int(195 + abs(time.time() % 600 - 300) / 5)


def memory():
    # What a board watches; CPython has no such figure.
    return gc.mem_free() if hasattr(gc, "mem_free") else len(gc.get_objects())


def sensors(firmware):
    add = firmware.mib.scalar
    counters = firmware.agent.counters
    add(BASE % 1, INT, temperature)
    add(BASE % 2, GAUGE, memory)
    add(BASE % 3, COUNTER, lambda: counters[2] & 0xFFFFFFFF)
    # config.json has "persist": what is SET survives a reboot
    add(BASE % 4, INT, 200, write=True, persist=firmware.store)
    add(BASE % 5, OCTSTR, "front door", write=True, persist=firmware.store)
    add(BASE % 6, COUNTER, lambda: counters[31] & 0xFFFFFFFF)
    if firmware.notify:  # config.json has "targets": tell them of more than 30 degrees
        firmware.notify.watch(temperature, above=300, clear_below=280, oid=BASE % 1)
    names = "temperature (0.1 degrees),free memory,replies sent,set point,label,requests dropped"
    names = names.split(",")
    return [(BASE % (i + 1), names[i]) for i in range(6)]


main(sensors)
