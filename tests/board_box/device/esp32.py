# Stands for esp32.

import sys
import uos


def raw_temperature():
    return 128


def mcu_temperature():
    return 53


def wake_on_ext0(pin=None, level=0):
    pass


def __getattr__(name):
    # Partition, as machine has SoftI2C.
    if len(name) != 9:
        raise AttributeError(name)
    uos.mount(uos.VfsPosix(uos.getenv("MICROPYPATH")), "/<stand-ins>")
    sys.path.append("/<stand-ins>")
    module = __import__("esp32_partition")
    sys.path.pop()
    uos.umount("/<stand-ins>")
    module.start(uos.VfsPosix(uos.getenv("BOX")))
    return getattr(module, name)
