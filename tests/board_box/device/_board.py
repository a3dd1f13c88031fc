# The board's side of box.py: memory shared with it, its bell, and the loop that runs what it
# orders. Imports shared; the stand-ins beside it import this.

import builtins
import ffi
import gc
import sys
import uctypes
import uos
import uselect
import utime
from builtins import execfile
from micropython import mem_info, schedule
from shared import EXIT_BROKEN, FIELDS, SIZE

_libc = ffi.open("libc.so.6")
_read = _libc.func("i", "read", "ipi")
_write = _libc.func("i", "write", "ipi")
dup2 = _libc.func("i", "dup2", "ii")
leave = _libc.func("v", "_exit", "i")
memset = _libc.func("v", "memset", "Pii")
_mmap = _libc.func("P", "mmap", "Piiiii")


def mapped(name, size):
    """The address of a file of the box's, as memory that both sides see."""
    with open(uos.getenv("BOX") + "/" + name, "r+b") as f:
        return _mmap(None, size, 3, 1, f.fileno(), 0)


_address = mapped("memory", SIZE)
mem = uctypes.bytearray_at(_address, SIZE)
sh = uctypes.struct(_address, {n: 4 * i | uctypes.INT32 for i, n in enumerate(FIELDS)})

BELL = sh.bell
hooks = []  # called when the box has changed something that cannot wait
timers = []  # machine.Timer that run
_buffer = bytearray(2)  # an order; how many ends are still to be sent
_rung = bytearray(16)
_bell = uselect.poll()
_bell.register(BELL, uselect.POLLIN)
_prompt = uselect.poll()
_prompt.register(BELL, uselect.POLLIN)
_prompt.register(sh.orders, uselect.POLLIN)


def string(at):
    """The text with its length before it, at `at` of the shared memory."""
    return bytes(mem[at + 1 : at + 1 + mem[at]]).decode()


def put(at, text):
    mem[at] = len(text)
    mem[at + 1 : at + 1 + len(text)] = text.encode()


def heard():
    """After the bell rang: do what it rang for."""
    _read(BELL, _rung, 16)
    changed()
    if sh.census:
        gc.collect()
        sh.unused = gc.mem_free()
        mem_info()
        sh.census = 0


def changed():
    change = sh.change
    for hook in hooks:
        hook()
    sh.applied = change


def check():
    """Ctrl-C where it does no harm: a signal may hit the interpreter within a collection."""
    if sh.interrupt:
        sh.interrupt = 0
        raise KeyboardInterrupt


def until_timer(ms):
    """`ms`, -1 for ever, or less until the next timer is due; call those that are."""
    now = utime.ticks_add(utime.ticks_ms(), sh.ticks)
    for timer in timers[:]:
        left = timer.period - utime.ticks_diff(now, timer.start)
        if left <= 0:
            timer.start = now  # what it missed, while the program was busy, is lost
            left = timer.period
            if not timer.mode:
                timers.remove(timer)
                left = ms
            try:
                schedule(timer.callback, timer)
            except RuntimeError:  # the queue is full
                pass
        if left < ms or ms < 0:
            ms = left
    return ms


def wait(ms):
    """Do nothing for `ms`, or until the box rings or a timer is due."""
    joining = sys.modules["network"].joining()
    if timers:
        ms = until_timer(ms)
    sh.waiting = 1
    for _ in _bell.ipoll(min(ms, 10) if joining else ms):
        heard()
    sh.waiting = 0
    if timers:
        until_timer(0)  # those that became due meanwhile: it may have been the last wait
    if joining and not sys.modules["network"].joining():
        changed()
    check()


class _Sys:  # stands for sys, which cannot be written to
    pass


class _Source:  # "/<stdin>": the code that the box has for the REPL
    def __init__(self, folder):
        self._vfs = uos.VfsPosix(folder)

    def mount(self, readonly, mkfs):
        pass

    def open(self, path, mode):
        return self._vfs.open("/code", mode)

    def stat(self, path):
        return self._vfs.stat("/code")


def _replace_sys(platform, machine):
    from collections import namedtuple

    own = _Sys()
    for name in ("byteorder", "exit", "maxsize", "modules", "path", "print_exception"):
        setattr(own, name, getattr(sys, name))
    for name in ("stderr", "stdin", "stdout", "version", "version_info"):
        setattr(own, name, getattr(sys, name))
    own.argv = []
    own.platform = platform
    fields = "name", "version", "_machine", "_mpy"
    own.implementation = namedtuple("implementation", fields)(
        "micropython", sys.implementation.version, machine, 0x306
    )
    sys.modules["sys"] = own


def start():
    """Make the board: the stand-ins, and the flash as root."""
    control = uos.getenv("BOX")
    flash = control + "/flash"
    machine = ("ESP module with ESP8266", "Generic ESP32 module with ESP32")[sh.chip]
    _replace_sys(("esp8266", "esp32")[sh.chip], machine)
    for name in (
        ("time", "os", "select", "network", "socket", "_vfs")
        + ("machine", "esp", "neopixel", "dht", "onewire", "ds18x20")
        + (("esp32",) if sh.chip else ())
        + (("network_access_point",) if mem[1750] else ())
    ):
        __import__(name)
        gc.collect()  # they are to lie side by side, and leave the rest of the heap in one piece
    sys.modules["vfs"] = sys.modules.pop("_vfs")
    for name in ("time", "os", "select", "socket", "machine"):
        sys.modules["u" + name] = sys.modules[name]
    builtins.open = sys.modules["os"].open_file
    del sys.modules["_board"], sys.modules["shared"]
    sys.path[:] = ["", ".frozen", "/lib"]
    uos.umount("/")
    uos.mount(uos.VfsPosix(flash), "/")
    uos.mount(_Source(control), "/<stdin>")
    uos.chdir("/")


def _await_order():
    # At the prompt, the timers go on.
    while True:
        for entry in _prompt.poll(until_timer(-1)):
            if entry[0] == BELL:
                heard()
            else:
                return


def _execute(order, names):
    if order == 98:  # b
        _script("boot.py", names)
    elif order == 109:  # m
        _script("main.py", names)
    elif order == 115:  # s: one statement, its value shown
        with open("/<stdin>") as f:
            source = f.read()
        exec(compile(source, "<stdin>", "single"), names)
    else:
        execfile("/<stdin>", names)


def _script(name, names):
    try:
        uos.stat(name)
    except OSError:
        return
    execfile(name, names)


def _step(names):
    # One order of the box: "r" and "x" are code of the raw REPL.
    if timers:
        _await_order()
    if _read(sh.orders, _buffer, 1) != 1:
        leave(0)
    order, _buffer[1] = _buffer[0], 0
    sh.exited = 0
    sh.begun = sh.order
    error = None
    try:
        _execute(order, names)
    except SystemExit:
        sh.exited = 1
    except BaseException as e:
        error = e
    if isinstance(error, KeyboardInterrupt):
        _examine()
    if order == 114:  # r
        _buffer[1] = 2
        _end_part()
    if error:
        sys.print_exception(error)
    if order == 114:
        _end_part()


def _end_part():
    # Raw REPL: after the output, and after the traceback.
    _buffer[1] -= 1
    sys.stdout.write("\x04")


def _examine():
    # Whether the heap is locked, as it is after a signal within a collection.
    try:
        bytearray(32)
    except MemoryError:
        if gc.mem_free() > 1000:
            leave(EXIT_BROKEN)


def loop(names):
    """Be the board, until the box ends it. names: globals of __main__."""
    start()
    gc.collect()
    sh.alloc = gc.mem_alloc()
    sys.path[2:2] = sys.modules["vfs"].mount_rom()
    while True:
        try:
            while True:
                while _buffer[1]:  # what a late interrupt kept from being sent
                    _end_part()
                sh.done = sh.order
                _write(sh.reports, _buffer, 1)
                _step(names)
        except KeyboardInterrupt:  # it came late
            pass
