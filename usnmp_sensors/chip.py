# What the board measures of itself. Imports nothing of usnmp; of the port what a function needs.
# The user imports it.

import gc
import sys

# The numbers that reset_cause() gives, on every port
CAUSES = "other power hard watchdog deepsleep soft brownout"

_lowest = []  # octets


def rssi() -> "int | None":
    """The strength of the Wi-Fi signal in dBm; None where there is no Wi-Fi, or no link."""
    try:
        import network

        value = network.WLAN(network.STA_IF).status("rssi")
    except (ImportError, AttributeError, OSError, ValueError):
        # a port without Wi-Fi; an ESP32 without a link
        return None
    # An ESP8266 says 31, a Pico W 0, when it has no link.
    return value if value < 0 else None


def reset_cause(platform: str = sys.platform) -> "int | None":
    """Why the board started: the place of the cause in CAUSES, 1 for "power". None where the port
    does not say.
    """
    try:
        import machine

        cause = machine.reset_cause()
    except (ImportError, AttributeError):
        return None
    if platform == "esp8266" and cause == 3:
        return 3  # Espressif's REASON_SOFT_WDT_RST, for which the port has no name
    # The numbers differ from port to port, and not every port has all the names.
    for i, name in enumerate("PWRON HARD WDT DEEPSLEEP SOFT BROWN_OUT".split()):
        if getattr(machine, name + "_RESET", None) == cause:
            return i + 1
    return 0


def lowest_heap() -> "int | None":
    """The least free octets of the heap, garbage collected, that any call of this has seen since
    the start. A call collects: milliseconds on an ESP8266. None on CPython.
    """
    if not hasattr(gc, "mem_free"):
        return None
    gc.collect()
    free = gc.mem_free()
    _lowest[:] = [min(_lowest + [free])]
    return _lowest[0]


def free() -> "int | None":
    """The free octets of the heap, with what a collection would add left out; None on CPython."""
    return gc.mem_free() if hasattr(gc, "mem_free") else None


def supply_voltage(platform: str = sys.platform) -> "float | None":
    """The supply of an ESP8266 in volts. It measures that if octet 107 of its initialisation data
    is 255 and nothing is at its analogue pin; otherwise, and on other chips, None.
    """
    if platform != "esp8266":
        return None
    from machine import ADC

    value = ADC(1).read()  # of 1/1024 V; 65535: the pin is in use (user_interface.h)
    return value / 1024 if value < 4096 else None


def chip_temperature(platform: str = sys.platform) -> "float | None":
    """Of the chip itself, in degrees Celsius: ESP32 and its kin, RP2040 and RP2350; else None."""
    if platform == "rp2":
        from machine import ADC

        # Data sheet of the RP2040, 4.9.5: 0.706 V at 27 degrees, 1.721 mV less for each more
        volts = ADC(getattr(ADC, "CORE_TEMP", 4)).read_u16() * 3.3 / 65535
        return 27 - (volts - 0.706) / 0.001721
    try:
        import esp32

        if hasattr(esp32, "mcu_temperature"):  # S2, S3, C3, C6
            return esp32.mcu_temperature()
        return (esp32.raw_temperature() - 32) / 1.8  # the first ESP32, in Fahrenheit
    except (ImportError, AttributeError):
        return None
