# Stands for machine: resets, watchdog, pins and converters that the box sees and sets.

import sys
import uos
from _board import hooks, leave, mem, sh, timers
from micropython import schedule
from shared import ADC as _ADC
from shared import EXIT_RESET, EXIT_SLEEP, MAC, PIN_IN, PIN_MODE, PIN_OUT, PINS, RTC_MEMORY
from time import localtime, sleep_ms, ticks_ms

if sh.chip:
    PWRON_RESET, HARD_RESET, WDT_RESET, DEEPSLEEP_RESET, SOFT_RESET = 1, 2, 3, 4, 5
else:
    PWRON_RESET, HARD_RESET, WDT_RESET, DEEPSLEEP_RESET, SOFT_RESET = 0, 6, 1, 5, 4
_CAUSES = PWRON_RESET, HARD_RESET, WDT_RESET, DEEPSLEEP_RESET, SOFT_RESET
_freq = (80000000, 160000000)[sh.chip]


def reset_cause():
    return _CAUSES[sh.cause]


def reset():
    leave(EXIT_RESET)


def soft_reset():
    raise SystemExit


def deepsleep(ms=0):
    sh.sleep = ms
    leave(EXIT_SLEEP)


def lightsleep(ms=0):
    sleep_ms(ms)


def idle():
    pass


def unique_id():
    return bytes(mem[MAC : MAC + 6]) if sh.chip else bytes(mem[MAC + 2 : MAC + 6])


def freq(value=None):
    global _freq
    if value is None:
        return _freq
    _freq = value


def disable_irq():
    return 0


def enable_irq(state=0):
    pass


class WDT:
    def __init__(self, id=0, timeout=5000):
        if id or (not sh.chip and timeout != 5000) or timeout < 1:
            raise ValueError("invalid timeout")
        sh.wdt = timeout
        self.feed()

    def feed(self):
        sh.feeds = sh.feeds + 1 & 0x3FFFFFFF


class Timer:
    # A virtual one, -1. What it calls comes when the program sleeps or polls, or at the prompt.
    ONE_SHOT = 0
    PERIODIC = 1

    def __init__(self, number, **kw):
        if kw:
            self.init(**kw)

    def init(self, mode=1, callback=None, period=-1, freq=None):
        self.deinit()
        self.mode = mode
        self.callback = callback
        self.period = int(1000 / freq) if freq else period
        self.start = ticks_ms()
        if callback:
            timers.append(self)

    def deinit(self):
        if self in timers:
            timers.remove(self)


class Pin:
    IN = 0
    OUT = 1
    OPEN_DRAIN = 2
    PULL_UP = 1
    PULL_DOWN = 2
    IRQ_RISING = 1
    IRQ_FALLING = 2

    def __new__(cls, number, *args, **kw):
        # On a chip they are all in flash: made again, it is the same one and takes no heap.
        if not 0 <= number < PINS:
            raise ValueError("invalid pin")
        return _all_pins[number]

    def __init__(self, number, mode=-1, pull=-1, value=None):
        self.init(mode, pull, value)

    def init(self, mode=-1, pull=-1, value=None):
        self._pull = pull
        if value is not None:
            mem[PIN_OUT + self.number] = bool(value)
        if mode >= 0:
            mem[PIN_MODE + self.number] = 1 + (mode > 0)

    def value(self, value=None):
        if value is not None:
            mem[PIN_OUT + self.number] = bool(value)
            return None
        if mem[PIN_MODE + self.number] == 2:
            return mem[PIN_OUT + self.number]
        level = mem[PIN_IN + self.number]
        return level if level < 2 else int(self._pull == 1)

    __call__ = value

    def on(self):
        self.value(1)

    def off(self):
        self.value(0)

    def toggle(self):
        self.value(1 - mem[PIN_OUT + self.number])

    def irq(self, handler=None, trigger=3, **kw):
        if self in _irqs:
            _irqs.remove(self)
        self._handler, self._trigger, self._last = handler, trigger, self.value()
        if handler:
            _irqs.append(self)
        sh.irqs = len(_irqs)
        return self

    def __str__(self):
        return "Pin(%d)" % self.number

    __repr__ = __str__


def _pin(number):
    pin = object.__new__(Pin)
    pin.number = number
    pin._pull = -1
    pin._handler = pin._trigger = pin._last = None
    return pin


_all_pins = [_pin(number) for number in range(PINS)]
_irqs = []


def _interrupts():
    for pin in _irqs:
        level = pin.value()
        if level != pin._last:
            pin._last = level
            if pin._trigger & (1 if level else 2):
                schedule(pin._handler, pin)


hooks.append(_interrupts)


class ADC:
    ATTN_0DB, ATTN_2_5DB, ATTN_6DB, ATTN_11DB = 0, 1, 2, 3
    WIDTH_12BIT = 3

    def __init__(self, pin, **kw):
        # the converter has the number of its pin, modulo 16; ESP8266 has one, 0
        self._at = _ADC + 2 * ((pin.number if isinstance(pin, Pin) else pin) & 15)

    def read_u16(self):
        return mem[self._at] | mem[self._at + 1] << 8

    def read(self):
        return self.read_u16() >> (4 if sh.chip else 6)

    def read_uv(self):
        return self.read_u16() * 50

    def atten(self, value=None):
        pass

    width = atten


def __getattr__(name):
    # SoftI2C: not here, nor imported at the start, for each name that a stand-in adds is one that
    # the table of names has no room for. So is no name written here.
    if len(name) != 7:
        raise AttributeError(name)
    uos.mount(uos.VfsPosix(uos.getenv("MICROPYPATH")), "/<stand-ins>")
    sys.path.append("/<stand-ins>")
    module = __import__("machine_i2c")
    sys.path.pop()
    uos.umount("/<stand-ins>")
    module.mem = mem
    return getattr(module, name)


class RTC:
    def datetime(self, when=None):
        t = localtime()
        return t[0], t[1], t[2], t[6], t[3], t[4], t[5], 0

    def memory(self, data=None):
        at = RTC_MEMORY
        if data is None:
            return bytes(mem[at + 2 : at + 2 + (mem[at] | mem[at + 1] << 8)])
        if len(data) > 512:
            raise ValueError("buffer too long")
        mem[at], mem[at + 1] = len(data) & 255, len(data) >> 8
        mem[at + 2 : at + 2 + len(data)] = data
