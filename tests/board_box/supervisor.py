# What makes a board of the interpreter: a thread that owns the terminal, runs MicroPython, boots,
# resets and interrupts it, and lets the watchdog bite. Imports memory and repl; box.py imports it.

import atexit
import contextlib
import functools
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import tempfile
import termios
import threading
import time
import tty
from pathlib import Path

from board_box import shared
from board_box.memory import Memory, blocks, ticks
from board_box.repl import CTRL_C, Repl

HERE = Path(__file__).resolve().parent
MACHINES = {"esp8266": "ESP module with ESP8266", "esp32": "Generic ESP32 module with ESP32"}
# The stand-ins: compiled, their file is "<box>"; frozen, it has to be their own.
DEVICE = [HERE / "shared.py", *sorted((HERE / "device").glob("*.py"))]
_FILES = "|".join(["<box>", *(re.escape(path.name) for path in DEVICE)])
_OWN_LINE = re.compile(b'  File "(%s)", line \\d+, in [^\n]*\n' % _FILES.encode())
_overheads = {}
PORTAL = 1750  # in the shared memory: whether device/network_access_point.py is there


class BoxError(Exception):
    """The board did not do what was waited for, or its interpreter died."""


@functools.lru_cache(None)
def _compiled(compiler):
    # A folder with the stand-ins as .mpy, made once per process.
    folder = Path(tempfile.mkdtemp(prefix="box"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    running = []
    for source in DEVICE:
        target = folder / (source.stem + ".mpy")
        command = [compiler, "-O3", "-s", "<box>", "-o", str(target), str(source)]
        running.append(subprocess.Popen(command))
    for process in running:
        if process.wait(60):
            raise BoxError("mpy-cross failed")
    return folder


class Supervisor:
    """The board with its thread; Box adds what tests do to it and see of it.

    Other threads have things done by _do(), which happens between two turns of the thread, after
    what was typed at the terminal before; they wait by _until(), and believe _known, what is so
    between two turns. What else begins with an underscore is the thread's own: within a turn the
    terminal may have been told of a reset that is still to come. _state: "off", "boot", "main",
    "repl" or "sleep".
    """

    def __init__(self, flash, interpreter, compiler, chip, heap, frozen):
        self.chip = chip
        self.flash = flash
        self.flash.mkdir(parents=True, exist_ok=True)
        # The interpreter has the flash's path in its heap, which a chip has not: one of the same
        # length wherever the flash is, so that a figure of the heap does not hang on a folder.
        self._control = Path(tempfile.mkdtemp(prefix="box", dir="/tmp"))
        (self._control / "flash").symlink_to(self.flash.resolve())
        self.memory = Memory(self._control / "memory")
        self.memory.chip = int(chip == "esp32")
        self._interpreter = frozen or interpreter
        self._library = ".frozen" if frozen else _compiled(compiler)
        self._heap = heap
        self._repl = Repl(self._print, self._order, self._soft_reset, MACHINES[chip])
        self._process = None
        self._lock = threading.Condition(threading.RLock())
        self._requests = []
        self._log = bytearray()
        self._mark = 0  # in the log: where the next wait begins
        self._state = "off"
        self._executing = False  # what was ordered has not ended
        self._known = "off", False  # both, as others may see them
        self._phase = ""  # the order
        self._boots = 0
        self._died = None
        self._closing = False
        self._heard = False  # someone has the terminal open
        self._interrupts = 0  # Ctrl-C that have not been passed on,
        self._asked = None  # the time at which the first of them was shown to the program,
        self._signalled = 0.0  # and that of the last signal
        self._fed = 0.0  # the watchdog, when,
        self._feeds = 0  # how often
        self._ms = 0  # that time.time() has gone on, beyond whole seconds
        self._held = b""  # output that may become a line of the stand-ins
        self._capture = None  # where the output goes instead of the terminal,
        self._captured = b""  # and what there is of it
        self._broken = None  # what ran when the heap was lost
        self._wakes = 0.0  # from deep sleep

    def _open(self):
        self._master, slave = pty.openpty()
        tty.setraw(slave)
        self.device = os.ttyname(slave)
        os.close(slave)  # so that the box can tell whether someone listens
        os.set_blocking(self._master, False)
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        self._thread = threading.Thread(target=self._run, name="box", daemon=True)
        self._heap_size = self._heap + self._overhead()
        self._thread.start()

    def _close(self):
        if self._closing:
            return
        self._closing = True
        self._poke()
        if self._thread.is_alive():
            self._thread.join(10)
        self._kill()
        for fd in (self._master, self._wake_read, self._wake_write):
            os.close(fd)
        self.memory.close()
        shutil.rmtree(self._control, ignore_errors=True)

    def _overhead(self):
        # Octets of heap that the stand-ins take, which on a chip are in flash; measured once.
        key = self._interpreter, self.chip, bool(self.memory.rom), self.memory[PORTAL]
        if key not in _overheads:
            program = "import gc; gc.collect(); print(gc.mem_alloc())"
            command = [self._interpreter, "-c", program]
            bare = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
            self._spawn(300000)
            try:
                end = time.monotonic() + 20
                while self.memory.done != self.memory.order:
                    if time.monotonic() > end or self._process.poll() is not None:
                        raise BoxError("no start: %s" % os.read(self._output, 4096).decode())
                    time.sleep(0.002)
                taken = self.memory.alloc - int(bare.stdout)
            finally:
                self._off()
            # the collector's own tables: 3 bits for each block of 16 octets
            _overheads[key] = -(-taken * (128 + 3) // 128 // 16) * 16
        return _overheads[key]

    # -- between the threads

    def _poke(self):
        os.write(self._wake_write, b"!")

    def _do(self, request):
        # Have the box's thread do it; what it raises is raised here.
        done = []
        with self._lock:
            self._requests.append((request, done))
        self._poke()
        self._until(lambda: done, 60, "the box hangs")
        if done[0]:
            raise done[0]

    def _check(self, end, what):
        if self._died:
            raise BoxError("the interpreter died: %s\n%s" % (self._died, self.log[-2000:]))
        if time.monotonic() > end:
            raise BoxError("%s; the log ends:\n%s" % (what, self.log[-2000:]))

    def _until(self, condition, timeout, what):
        end = time.monotonic() + timeout
        with self._lock:
            while not condition():
                self._check(end, what)
                self._lock.wait(0.05)

    def _publish(self):
        known = self._state, self._executing
        if known != self._known:
            with self._lock:
                self._known = known
                self._lock.notify_all()

    def _at_prompt(self):
        return self._known == ("repl", False)

    def _serve_requests(self):
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake_read, 4096)
        self._read_keys()
        with self._lock:
            requests, self._requests = self._requests, []
        for request, done in requests:
            error = None
            self._publish()
            try:
                request()
            except Exception as e:
                error = e
            self._publish()
            with self._lock:
                done.append(error)
                self._lock.notify_all()

    # -- the thread

    def _run(self):
        try:
            while not self._closing:
                self._turn()
        except BaseException as e:
            with self._lock:
                self._died = repr(e)
                self._lock.notify_all()
            raise
        finally:
            self._kill()

    def _turn(self):
        self._publish()
        poll = select.poll()
        poll.register(self._wake_read, select.POLLIN)
        if self._process:
            poll.register(self._output, select.POLLIN)
            poll.register(self._reports, select.POLLIN)
        listened = self._listened()
        if listened:
            poll.register(self._master, select.POLLIN)
        ready = dict(poll.poll(self._patience()))
        if self._wake_read in ready:
            self._serve_requests()
            return  # the descriptors may be others now
        if self._process and self._output in ready and not self._read_output():
            self._ended()
            return
        if self._process and self._reports in ready:
            self._reported()
            return
        if not listened or self._master in ready:  # of who has left, too
            self._read_keys()
        self._interrupt_if_pending()
        self._watch()

    def _patience(self):
        # ms until something is to be looked at that has no descriptor.
        if self._interrupts:
            return 2
        if self._state == "sleep" or self.memory.wdt:
            return 10
        return 10 if not self._heard else 50

    # -- the terminal

    def _listened(self):
        # Whether a program has the terminal open; a new one gets it raw, without echo, or what the
        # board prints would come back as keys.
        poll = select.poll()
        poll.register(self._master, select.POLLIN)
        heard = not any(event & select.POLLHUP for _, event in poll.poll(0))
        if heard and not self._heard:
            with contextlib.suppress(termios.error):
                if termios.tcgetattr(self._master)[3] & termios.ECHO:
                    tty.setraw(self._master, termios.TCSANOW)
        self._heard = heard
        return heard

    def _print(self, data):
        with self._lock:
            self._log += data
            self._lock.notify_all()
        end = time.monotonic() + 5
        while data and self._heard and not self._closing:
            try:
                data = data[os.write(self._master, data) :]
            except BlockingIOError:  # a slow reader
                poll = select.poll()
                poll.register(self._master, select.POLLOUT)
                poll.poll(50)
                if not self._listened() or time.monotonic() > end:
                    return
            except OSError:
                return

    # -- boot, reset, end

    def _start(self, cause):
        # A reset of the chip, or power-on.
        self._kill()
        m = self.memory
        m.cause = shared.CAUSES.index(cause)
        m.wdt = m.joined = m.ap = 0
        m.cut_ops = m.cut_octets = -1
        m.reconnects = -1
        m.ticks = 0
        if self._ticks is not None:
            self.memory.shift_ticks(self._ticks - ticks())
        if cause == "PWRON_RESET":
            m.epoch = int(time.time())
            m[shared.RTC_MEMORY] = m[shared.RTC_MEMORY + 1] = 0
        for i in range(shared.PINS):
            m[shared.PIN_OUT + i] = m[shared.PIN_MODE + i] = 0
        m.sta = m.wanted = int(self._stored)
        if self._stored:
            m.put(shared.ASKED_SSID, m.text(shared.SSID))
            m.put(shared.ASKED_KEY, m.text(shared.KEY))
            m.since = 0
            m.met = m.drops
        self._repl.raw = False
        self._spawn()

    def _soft_reset(self):
        self._print(b"MPY: soft reboot\r\n")
        if self.chip == "esp32":
            self.memory.cause = shared.CAUSES.index("SOFT_RESET")
        self._kill()
        self._spawn()

    def _spawn(self, heap_size=None):
        m = self.memory
        self._restore_files()
        used = sum(blocks(p.stat().st_size) for p in self.flash.rglob("*") if p.is_file())
        m.free = max(0, m.size - used)
        m.order = m.begun = m.done = 0
        m.order = 1  # ready
        m.sockets = m.followed = m.irqs = m.waiting = m.interrupt = 0
        self._asked = None
        self._held = b""
        orders, self._orders = os.pipe()
        self._reports, reports = os.pipe()
        bell, self._bell = os.pipe()
        self._stdin, self._stdin_write = os.pipe()
        self._output, output = os.pipe()
        for fd in (bell, self._bell, self._reports, self._output, self._stdin, self._stdin_write):
            os.set_blocking(fd, fd == self._stdin)
        m.orders, m.reports, m.bell = orders, reports, bell
        size = "heapsize=%d" % (heap_size or self._heap_size)
        self._process = subprocess.Popen(
            [self._interpreter, "-X", size, "-c", "__import__('_board').loop(globals())"],
            stdin=self._stdin,
            stdout=output,
            stderr=output,
            pass_fds=(orders, reports, bell),
            cwd=self.flash,
            env={**os.environ, "MICROPYPATH": str(self._library), "BOX": str(self._control)},
        )
        for fd in (orders, reports, bell, output):
            os.close(fd)
        self._executing = True
        self._phase = "start"
        self._interrupts = 0
        self._state = "boot"

    def _restore_files(self):
        # What was open for writing as it was before: see device/os.py.
        for kept in sorted(self.flash.rglob("*~"), reverse=True):
            if kept.name.endswith("~~"):
                kept.with_name(kept.name[:-2]).unlink(missing_ok=True)
                kept.unlink()
            else:
                kept.replace(kept.with_name(kept.name[:-1]))

    def _kill(self):
        if not self._process:
            return
        self._process.kill()
        self._process.wait()
        self._process = None
        for fd in (self._orders, self._reports, self._bell, self._stdin, self._stdin_write):
            os.close(fd)
        os.close(self._output)
        self._interrupts = 0
        self._captured = b""
        self._give("", "the board has gone: reset, asleep or off")

    def _off(self, state="off"):
        self._kill()
        self._executing = False
        self._restore_files()
        self._state = state

    def _ended(self):
        # The interpreter has closed its output: it left by itself.
        code = self._process.wait(10)
        if code == shared.EXIT_CUT:
            self._off()
        elif code == shared.EXIT_RESET:
            self._start("HARD_RESET" if self.chip == "esp32" else "SOFT_RESET")
        elif code == shared.EXIT_SLEEP:
            ms = self.memory.sleep
            self._wakes = time.monotonic() + ms / 1000 if ms else float("inf")
            self._off("sleep")
        elif code == shared.EXIT_BROKEN:
            self._broken = self._phase
            self._kill()
            self._spawn()
        else:
            self._off()
            with self._lock:
                self._died = "exit status %d" % code

    # -- the chip's surroundings

    def _ring(self):
        if self._process:
            # full: it has not come to the last one yet; broken: it has just left by itself
            with contextlib.suppress(BlockingIOError, BrokenPipeError):
                os.write(self._bell, b"!")

    def _watch(self):
        # The watchdog, and the clock that ends deep sleep.
        now = time.monotonic()
        if self._state == "sleep":
            if now >= self._wakes:
                self._start("DEEPSLEEP_RESET")
        elif self._process and self.memory.wdt:
            self._note_feeds()
            if now - self._fed > self.memory.wdt / 1000:
                self._start("WDT_RESET")

    def _note_feeds(self):
        feeds = self.memory.feeds
        if feeds != self._feeds:
            self._feeds, self._fed = feeds, time.monotonic()

    # -- orders to the interpreter, and its output

    def _order(self, order, code=None, capture=None):
        # Have the interpreter run something.
        if code is not None:
            (self._control / "code").write_bytes(code)
        self.memory.order += 1
        self._executing = True
        self._capture = capture
        self._phase = order
        with contextlib.suppress(BrokenPipeError):  # it has just left; its output will tell
            os.write(self._orders, order.encode())

    def _give(self, printed, error):
        # The end of what execute() waits for.
        with self._lock:
            if self._capture is not None:
                self._capture += [printed, error]
                self._capture = None
                self._lock.notify_all()

    def _read_output(self):
        try:
            data = os.read(self._output, 65536)
        except BlockingIOError:
            return True
        if data:
            self._pass_on(data)
        return bool(data)

    def _pass_on(self, data, all=False):
        # The stand-ins are C on a board, with no place in a traceback; a line that may become such
        # a place waits for its end.
        data = _OWN_LINE.sub(b"", self._held + data)
        tail = data.rfind(b'  File "') if not all else -1
        if tail >= 0 and b"\n" not in data[tail:]:
            data, self._held = data[:tail], data[tail:]
        else:
            self._held = b""
        data = data.replace(b"/<stdin>", b"<stdin>").replace(b"\n", b"\r\n")
        if self._capture is None:
            self._print(data)
        else:
            self._captured += data

    def _reported(self):
        # What was ordered has ended, or it is ready for the first order.
        try:
            if not os.read(self._reports, 64):
                time.sleep(0.001)  # it is ending; its output will tell
                return
        except BlockingIOError:
            return
        if not self._executing or self.memory.done != self.memory.order:
            return
        self._drain()
        self._executing = False
        self._interrupts = self.memory.interrupt = 0
        self._asked = None
        phase, exited = self._phase, self.memory.exited
        self._phase = ""
        if phase == "start" and self._broken:
            self._print(b"\r\n(the box lost the heap: interrupted within a collection)\r\n")
            self._print(b"\x04\x04" if self._broken == "r" else b"")
            self._broken = None
            self._prompt(False)
        elif phase == "start":
            with self._lock:
                self._boots += 1
                self._lock.notify_all()
            self._captured = b""
            self._order("b")
        elif self._capture is not None:
            parts = self._captured.decode("utf-8", "replace").replace("\r\n", "\n").split("\x04")
            self._captured = b""
            self._give(*parts[:2])
        elif exited:
            self._soft_reset()
        elif phase == "b" and not self._repl.raw:
            self._state = "main"
            self._order("m")
        else:
            self._prompt(phase in "bm")

    def _drain(self):
        poll = select.poll()
        poll.register(self._output, select.POLLIN)
        while any(event & select.POLLIN for _, event in poll.poll(0)):
            if not self._read_output():
                break
        if self._held:
            self._pass_on(b"", True)

    def _prompt(self, booted):
        self._repl.prompt(booted)
        self._state = "repl"
        # what was typed meanwhile, and not read by the program
        keys = b""
        os.set_blocking(self._stdin, False)
        with contextlib.suppress(BlockingIOError):
            keys = os.read(self._stdin, 65536)
        os.set_blocking(self._stdin, True)
        if keys:
            self._typed(keys)

    # -- keys

    def _read_keys(self):
        # All that was typed at the terminal until now.
        with contextlib.suppress(OSError):  # no more; or the program on the other side has gone
            while True:
                keys = os.read(self._master, 4096)
                self._listened()  # who typed them sees what comes of it, if it is still there
                self._typed(keys)

    def _typed(self, keys):
        for i in range(len(keys)):
            if not self._process:
                return
            key = keys[i : i + 1]
            if self._executing:
                if key == CTRL_C:
                    self._interrupts += 1
                else:
                    with contextlib.suppress(BlockingIOError):
                        os.write(self._stdin_write, key)
            else:
                self._repl.key(key)

    def _interrupt_if_pending(self):
        # Ctrl-C. The stand-ins look for it whenever the program sleeps, polls or reads the clock;
        # to a program that does not, a signal: at once if it is in a system call, such as one that
        # reads, or else after a while, since it may hit a collection.
        m = self.memory
        if not (self._interrupts and self._executing and m.begun == m.order != m.done):
            return
        now = time.monotonic()
        if self._asked is None:
            # a signal while another is pending would end the interpreter
            if now - self._signalled > 0.1:
                self._asked = now
                m.interrupt = 1
                self._ring()
        elif not m.interrupt:
            self._interrupts -= 1
            self._asked = None
        elif now - self._asked > (0.02 if self._in_call() else 0.2):
            m.interrupt = 0
            self._interrupts -= 1
            self._asked, self._signalled = None, now
            self._process.send_signal(signal.SIGINT)

    def _in_call(self):
        stat = Path("/proc/%d/stat" % self._process.pid).read_text()
        return stat.rpartition(")")[2].split()[0] == "S"
