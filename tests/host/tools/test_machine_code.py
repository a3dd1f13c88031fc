# What tools/build.py makes for cores with Thumb-2 code, a Pico 2 W's (armv7emsp) as an example: a
# conditional branch over more than 4 KiB lands elsewhere if mpy-cross is older than 1.27. Its
# OP_BCC_W_HI and OP_BCC_W_LO (py/asmthumb.c) put the upper bits of the distance where others
# belong: MicroPython's issue 17940. Such a branch is farther than 4 KiB as a core reads it, too.

import pytest
from board_box.machine_code import conditional_branches, functions
from usnmp_tools import compiler, modules

REACH = 4096
ROOM = 512
MARCHES = "armv7m", "armv7emsp"


def reaches(names, march):
    """Name of a module -> how far a conditional branch of its goes at most, octets."""
    found = {}
    for name, built in zip(names, compiler.compile_modules(names, march, level=3)):
        assert built.native, name
        parts = functions(built.data)
        far = [abs(d) for code in parts for d in conditional_branches(code)]
        found[name] = max(far, default=0)
    return found


@pytest.mark.parametrize("march", MARCHES)
def test_no_conditional_branch_of_a_module_comes_near_4_kib(march):
    found = reaches(modules.available(), march)
    assert max(found.values()) > 512  # some are long
    assert {name: far for name, far in found.items() if far > REACH - ROOM} == {}


@pytest.mark.parametrize("march", MARCHES)
@pytest.mark.parametrize("lines, far", [(50, False), (900, True)])
def test_a_loop_with_a_condition_over_more_than_4_kib_is_found(march, lines, far, tmp_path):
    source = tmp_path / "loop.py"
    source.write_text("def f(x):\n while x:\n" + "  x = x - 1\n" * lines)
    assert (reaches({"loop": source}, march)["loop"] > REACH) == far
