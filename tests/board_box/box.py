# A board in a box: MicroPython at 32 bit with the heap of an ESP8266 behind a pseudo-terminal that
# speaks the REPL, a folder as flash, and faults on demand. Imports supervisor; the tests use it.
# docs/board-in-a-box.md tells what it is and is not.

import os
import re
import time
from pathlib import Path

from board_box import shared
from board_box.memory import PERIOD, ticks
from board_box.dissect import Dissection
from board_box.supervisor import BoxError, Supervisor

HEAP = 38 * 1024
_SHT3X = shared.PROBES + 16  # in the shared memory; device/machine_i2c.py has it too
ROMFS = 320 * 1024  # ports/esp8266/boards/esp8266_2MiB_ROMFS.ld


class Box(Supervisor):
    """A board: `with Box(folder, ...) as box:`; it is on from then on, unless on=False.

    folder: a Path; the flash is its subfolder "flash", which may be there already.
    interpreter, compiler: paths of MicroPython for 32 bit Linux and of mpy-cross.
    chip: "esp8266" or "esp32". heap: octets that the board has. flash_size: octets.
    filesystem: "littlefs", where a file that was not flushed or closed when the power failed, or
    that met a full flash, is as it was before it was opened; or "fat", where each write stays.
    address: the first one the access point gives; None: one of 127.0.0.0/8 that others have not.
    ssid, key: of the access point. stored: the board has them from earlier on and connects by
    itself at power-on; None: as is usual of the chip. connect_ms: how long it takes.
    ticks: what ticks_ms() begins with after a reset; None: what it is on the PC.
    shift: added to ports below 1024, which on a PC need root: see udp().
    romfs: Path of an image to be in the ROMFS partition, which is mounted at /rom at each boot;
    romfs_size: octets of that partition, 0: the board has none; None: ROMFS if there is `romfs`.
    frozen: Path of the interpreter to use instead, one of frozen.build().

    device: path of the terminal, for mpremote. flash: Path of the root of its files. romfs: Path
    of the partition's contents.
    Raises BoxError; every wait is bounded.
    """

    def __init__(
        self,
        folder,
        interpreter="micropython32",
        compiler="mpy-cross",
        chip="esp8266",
        heap=HEAP,
        flash_size=1 << 20,
        filesystem="littlefs",
        address=None,
        ssid="box",
        key="secret",
        stored=None,
        connect_ms=20,
        ticks=None,
        shift=20000,
        on=True,
        romfs=None,
        romfs_size=None,
        frozen=None,
    ):
        super().__init__(Path(folder) / "flash", interpreter, compiler, chip, heap, frozen)
        self._ticks = ticks
        self._stored = chip == "esp8266" if stored is None else stored
        self._on = on
        m = self.memory
        m.size = flash_size
        m.cut_ops = m.cut_octets = -1
        m.torn = int(filesystem == "fat")
        m.delay = connect_ms
        m.shift = shift
        m.reconnects = -1
        m.link = 1
        self.romfs = Path(folder) / "romfs"
        if romfs_size is None:
            romfs_size = ROMFS if romfs or self.romfs.exists() else 0
        if romfs_size:
            self._make_partition(romfs, romfs_size)
        unique = os.urandom(3)
        for i, octet in enumerate(b"\x02\x42\x0b" + unique):
            m[shared.MAC + i] = octet
        m.put(shared.SSID, ssid)
        m.put(shared.KEY, key)
        m.put(shared.HOSTNAME, "ESP-%s" % unique.hex().upper())
        for i in range(shared.PINS):
            m[shared.PIN_IN + i] = 2
        m.set_address(address or "127.%d.%d.%d" % tuple(1 + o % 254 for o in unique))

    def _make_partition(self, image, size):
        self.memory.rom = size
        (self._control / "romfs").symlink_to(self.romfs.resolve())
        if image or not self.romfs.exists():
            data = Path(image).read_bytes() if image else b""
            if len(data) > size:
                raise BoxError("the image has %d octets" % len(data))
            self.romfs.write_bytes(data + b"\xff" * (size - len(data)))

    def __enter__(self):
        try:
            self._open()
            if self._on:
                self.power_on()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, *args):
        self._close()

    # -- power, reset, keys

    def power_on(self, timeout=60):
        """Switch it on; returns when boot.py begins."""
        self._boot(lambda: self._start("PWRON_RESET"), timeout)

    def hard_reset(self, cause="HARD_RESET", timeout=60):
        """As its reset button does, or another cause; returns when boot.py begins."""
        self._boot(lambda: self._start(cause), timeout)

    def soft_reset(self, timeout=60):
        """Ctrl-C and Ctrl-D in the friendly REPL; returns when boot.py begins."""

        def reset():
            self._repl.raw = False
            self._soft_reset()

        self._boot(reset, timeout)

    def _boot(self, request, timeout):
        boots = self._boots
        self._do(request)
        self._until(lambda: self._boots > boots, timeout, "the board does not boot")

    def power_cut(self, octets=None, operations=None):
        """Cut the power: now; or once that many more `octets` are written to files; or before one
        more file operation (open for writing, remove, rename, mkdir) than `operations`. The board
        is off until power_on().
        """
        if octets is None and operations is None:
            self._do(self._off)
            self.wait_off()
        if octets is not None:
            self.memory.cut_octets = octets
        if operations is not None:
            self.memory.cut_ops = operations

    def wait_off(self, timeout=60):
        """Wait until the power is cut."""
        self._until(lambda: self.off, timeout, "the power is still on")

    def wait_repl(self, timeout=60):
        """Wait until nothing runs: main.py ended, or was interrupted; after what was typed at the
        terminal before, such as a reset by a program that has left it.
        """
        self._do(lambda: None)
        self._until(self._at_prompt, timeout, "no prompt")

    def wait_boots(self, n, timeout=60):
        """Wait until the board has booted `n` times altogether, soft resets included."""
        self._until(lambda: self._boots >= n, timeout, "booted %d times" % self._boots)

    def interrupt(self):
        """Ctrl-C."""
        self.type(b"\x03")

    def type(self, keys):
        """Octets as if they came from the terminal."""
        self._do(lambda: self._typed(keys))

    # -- its surroundings

    def wifi(self, up, address=None, timeout=60):
        """The access point goes, or returns, giving the board another `address` if one is named.

        Returns when the sockets of a running program have lost the old address, which they do
        where it polls, sleeps or uses one of them; see wait_for_network().
        """

        def change():
            m = self.memory
            if m.link and not up:
                m.drops += 1
                m.link = 0  # first: or the board, looking now, would join again
                m.joined = 0
            if address and address != m.address():
                m.set_address(address)
                m.joined = 0
            if up:
                m.since = (ticks() + m.ticks) % PERIOD
            m.link = int(up)
            self._ring()

        self._do(change)

        def followed():
            m = self.memory
            at = m.followed
            return not (m.sockets and self._runs) or at == 0 or (up and at == m.lease)

        self._until(followed, timeout, "the sockets do not follow")

    def wait_for_network(self, timeout=60):
        """Wait until the board is connected, and its sockets have the address; a program that
        polls, sleeps or uses one sees to that.
        """
        m = self.memory
        self.wait(lambda: m.joined and (not m.sockets or m.followed == m.lease), timeout)

    def credentials(self, ssid, key):
        """The access point's from now on; the board loses the connection."""
        self.wifi(False)
        self.memory.put(shared.SSID, ssid)
        self.memory.put(shared.KEY, key)
        self.wifi(True)

    def advance(self, ms, wdt=False, timeout=60):
        """Let `ms` pass on the board's clocks: ticks_ms, time; whoever sleeps or polls wakes if
        the time is over. wdt: the watchdog's clock as well, which bites unless fed since. More
        than a day goes by in steps, each of which a running program must have met.
        """
        while ms > 0:
            step = min(ms, 86400000)
            ms -= step
            self._do(lambda step=step: self._advance(step, wdt))
            if ms:
                self.wait(
                    lambda: not self._runs or self.memory.looked == self.memory.ticks,
                    timeout,
                    "the program does not look at its clock",
                )

    def _advance(self, ms, wdt):
        self.memory.shift_ticks(self.memory.ticks + ms)
        self._ms += ms
        self.memory.epoch -= self._ms // 1000
        self._ms %= 1000
        self._note_feeds()
        if wdt:
            self._fed -= ms / 1000
        self._ring()

    def wait_idle(self, timeout=60):
        """Wait until the program sleeps or polls, and has seen what the box did before."""
        m = self.memory
        self.wait(lambda: m.waiting and m.looked == m.ticks, timeout, "it does not sleep")

    def set_ticks(self, value):
        """ticks_ms() of the board is `value` now; 2**30 - 1000: it wraps in a second."""
        self._do(lambda: (self.memory.shift_ticks(value - ticks()), self._ring()))

    def pin(self, number, value=None):
        """Set the level outside of a pin (0, 1; 2: nothing connected); without `value`, the level
        that the board gives it, or None if it is no output. A program that has an interrupt gets
        it when it next sleeps or polls, which is waited for.
        """
        m = self.memory
        if value is None:
            return m[shared.PIN_OUT + number] if m[shared.PIN_MODE + number] == 2 else None
        m[shared.PIN_IN + number] = value
        m.change += 1
        self._do(self._ring)

        def seen():
            return m.applied == m.change or not (m.irqs and self._runs)

        self._until(seen, 60, "the board does not look at its pins")

    def adc(self, number, value):
        """Set what a converter reads, 0 to 65535 whatever its width."""
        m, at = self.memory, shared.ADC + 2 * number
        m[at], m[at + 1] = value & 255, value >> 8

    def dht(self, temperature, humidity):
        """Set a DHT's values, degrees and per cent; humidity None: there is none."""
        self.memory.dht_temperature = round(temperature * 10)
        self.memory.dht_humidity = -1 if humidity is None else round(humidity * 10)

    def probes(self, *temperatures):
        """Put that many DS18B20 on the wire, at these degrees."""
        for i, t in enumerate(temperatures):
            value = round(t * 16) & 0xFFFF
            at = shared.PROBES + 2 * i
            self.memory[at], self.memory[at + 1] = value & 255, value >> 8
        self.memory.probes = len(temperatures)

    def sht3x(self, temperature, humidity, scl=5, sda=4):
        """Put an SHT3x at address 0x44 of the bus at these pins, with degrees and per cent;
        humidity None: take it away.
        """
        wires = 0xFFFF if humidity is None else scl | sda << 8
        t, rh = round((temperature + 45) * 65535 / 175), round((humidity or 0) * 65535 / 100)
        for i, word in enumerate((wires, t, rh)):
            at = _SHT3X + 2 * i
            self.memory[at], self.memory[at + 1] = word & 255, word >> 8

    @property
    def sht3x_measurements(self):
        """How often it was told to measure, modulo 256."""
        return self.memory[_SHT3X + 6]

    # -- what is seen of it

    @property
    def address(self):
        """The board's address, when it is connected."""
        return self.memory.address()

    def udp(self, port=161):
        """ADDRESS:PORT at which a PC reaches the board's UDP port."""
        return "%s:%d" % (self.address, self.port(port))

    def port(self, port):
        return port + self.memory.shift if port < 1024 else port

    @property
    def log(self):
        """All that the board printed, since the box was made."""
        with self._lock:
            return self._log.decode("utf-8", "replace")

    def wait_for_text(self, text, timeout=60):
        """Wait for `text` in the log, after what the last such call found."""
        text = text.encode()

        def found():
            at = self._log.find(text, self._mark)
            if at >= 0:
                self._mark = at + len(text)
            return at >= 0

        self._until(found, timeout, "no %r" % text)

    def wait(self, condition, timeout=60, what="it did not happen"):
        """Wait until `condition()`, of values that the board sets, such as box.feeds, is true."""
        end = time.monotonic() + timeout
        while not condition():
            self._check(end, what)
            time.sleep(0.002)  # shared memory has no event

    @property
    def feeds(self):
        """How often the watchdog was fed, ever."""
        return self.memory.feeds

    @property
    def state(self):
        """Where it is: "off", "boot", "main", "repl" or "sleep"."""
        return self._known[0]

    @property
    def off(self):
        return self.state == "off"

    @property
    def _runs(self):
        return self._known[1]

    @property
    def boots(self):
        """How often it booted, soft resets included."""
        return self._boots

    @property
    def pixels(self):
        """(pin, octets) last written to NeoPixels; None if there were none."""
        m = self.memory
        if not m.pixel_writes:
            return None
        return m.pixel_pin, bytes(m[shared.PIXELS : shared.PIXELS + m.pixels])

    @property
    def heap_size(self):
        """-X heapsize of the interpreter, and how much of it is for the stand-ins."""
        return self._heap_size, self._heap_size - self._heap

    def census(self, timeout=60):
        """(octets free, the largest free block), after a collection, where the running program
        next sleeps or polls; it costs the program nothing.
        """
        m = self.memory
        before = len(self._log)
        m.census = 1
        self._do(self._ring)
        self.wait(lambda: not m.census, timeout, "the program does not sleep")
        found = []

        def told():
            found[:] = re.findall(rb"max free sz: (\d+)", self._log[before:])
            return found

        self._until(told, timeout, "no figures")
        return m.unused, 16 * int(found[-1])

    def dissect(self):
        """What its heap holds, and whose it is, when census() was the last: a Dissection."""
        return Dissection(self._process.pid)

    def execute(self, code, timeout=60):
        """Run `code` at the prompt; what it prints. Raises BoxError with its traceback, if the
        board is not at its prompt, or if it resets, sleeps or is switched off meanwhile.
        """
        result = []

        def order():
            if not self._at_prompt():
                raise BoxError("not at the prompt")
            self._order("r", code.encode(), result)

        self._do(order)
        self._until(lambda: result, timeout, "it does not end")
        if result[1]:
            raise BoxError(result[1])
        return result[0]

    def heap(self):
        """Octets free at the prompt, after a collection."""
        return int(self.execute("import gc\ngc.collect()\nprint(gc.mem_free())"))
