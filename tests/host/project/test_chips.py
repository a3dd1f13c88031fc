# The interpreters that are as an ESP8266's firmware is: tests/board_box/esp8266. What they compute
# and refuse, portable tests say: tests/portable/v3/test_chip.py.

import pytest
from board_box.bench import firmware
from conftest import CHIPS, ROOT, interpreter, run, tool

pytestmark = pytest.mark.slow

HEAP = """
import gc
def heap(make):
    gc.collect()
    before = gc.mem_alloc()
    made = make()
    return gc.mem_alloc() - before
"""
CIPHERS = "import cryptolib; key = bytes(32)\n"
CIPHERS += "print([heap(lambda: cryptolib.aes(key, *more)) for more in ((1,), (2, key[:16]))])"
LACKS = """
import builtins, hashlib
print(hasattr(hashlib, "md5"))
print(hasattr(builtins, "complex"), hasattr(builtins, "NotImplemented"))
print([name for name in ("partition", "splitlines", "center") if hasattr(str, name)])
try:
    pow(2, 3, 5)
except Exception as e:
    print(type(e).__name__)
"""
HASHES = "import hashlib; print([heap(make) for make in (hashlib.sha1, hashlib.sha256)])"


def output(name, code):
    done = run(*interpreter(name), "-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_objects_take_as_much_heap_as_with_axtls():
    # Those of axTLS itself: 512, 112 and 128.
    assert output("micropython-esp", HEAP + CIPHERS) == "[576, 576]\n"
    for name in CHIPS:
        assert output(name, HEAP + HASHES) == "[112, 128]\n"


def test_the_board_of_512_kib_has_neither_aes_nor_asyncio():
    for module in ("cryptolib", "asyncio"):
        assert run(*interpreter("micropython-esp"), "-c", "import " + module).returncode == 0
        done = run(*interpreter("micropython-esp512"), "-c", "import " + module)
        assert done.returncode == 1 and "ImportError" in done.stderr
    code = "import hashlib; print(hasattr(hashlib, 'sha1'), hasattr(hashlib, 'sha256'))"
    assert output("micropython-esp512", code) == "True True\n"


@pytest.mark.parametrize("name", CHIPS)
def test_what_an_esp8266_lacks_is_not_there(name):
    assert output(name, LACKS) == "False\nFalse False\n[]\nNotImplementedError\n"


@pytest.mark.parametrize("name", CHIPS)
def test_floats_take_no_heap(name):
    assert output(name, HEAP + "x = 1.5; print(heap(lambda: x * 3), x * 3)") == "0 4.5\n"


@pytest.mark.parametrize("place", ("romfs", "flash", "frozen"))
def test_the_firmware_uses_nothing_that_an_esp8266_lacks(place, build, request, tmp_path):
    main = (ROOT / "main.py").read_text()
    if place == "frozen":
        place = request.getfixturevalue("frozen_esp")
    with firmware(build, tmp_path, main, {}, place, "micropython-esp") as box:
        box.power_on()
        box.wait_for_text("usnmp serves")
        box.wait_for_network()
        walk = run(tool("snmpwalk"), "-v2c", "-c", "public", "-On", box.udp(), ".1")
        assert ".1.3.6.1.2.1.1.3.0" in walk.stdout, walk
        box.interrupt()
        box.wait_for_text("stopped")
        box.wait_repl()
        code = "import hashlib\nprint(hasattr(hashlib, 'md5'), hasattr(str, 'rpartition'))"
        assert box.execute(code) == "False False\n"
        assert "Traceback" not in box.log
