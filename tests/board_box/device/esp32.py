# Stands for esp32.


def raw_temperature():
    return 128


def mcu_temperature():
    return 53


def wake_on_ext0(pin=None, level=0):
    pass
