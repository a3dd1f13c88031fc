# The portable tests on cores of chips, which QEMU plays (tests/board_box/chip.py): a Cortex-M3, on
# which an access that is not aligned is a fault, as on an RP2040's Cortex-M0+; and RV32IMC, as an
# ESP32-C3 has it. All is in a heap of 38 KiB, but for what HEAPS says: as bytecode in a ROMFS, and
# as machine code in the firmware. There is UDP within the chip, and no other network: what wants
# one is in REFUSED, with what keeps it from it.

import pytest
from board_box.chip import CHIPS, command
from conftest import CORES, PORTABLE, ROOT, modules, run, tool

pytestmark = pytest.mark.slow

MODULES = {path.stem: path for path in PORTABLE if path.stem.startswith("test_")}
REFUSED = {}
HEAPS = {}


def arguments(module):
    begin = "import os; os.chdir('/rom'); " if "tests/data" in MODULES[module].read_text() else ""
    return begin + "sys.argv[:] = ['run', '/rom', %r]; import run" % module
