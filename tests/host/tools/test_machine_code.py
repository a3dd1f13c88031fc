# Branches in the machine code that tools/build.py makes. For cores with Thumb-2 code, a Pico 2 W's
# (armv7emsp) as an example, a conditional branch over more than 4 KiB lands elsewhere if mpy-cross
# is older than 1.27. Its OP_BCC_W_HI and OP_BCC_W_LO (py/asmthumb.c) put the upper bits of the
# distance where others belong: MicroPython's issue 17940. Such a branch is farther than 4 KiB as a
# core reads it, too. For Xtensa mpy-cross before 1.26 only says that a branch is wrong.

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


@pytest.mark.parametrize("march", ["xtensa", "xtensawin"])
def test_what_mpy_cross_calls_wrong_in_machine_code_stays_bytecode(march, tmp_path, monkeypatch):
    names = {"usnmp_codec": modules.available()["usnmp_codec"]}
    (bytecode,) = compiler.compile_modules(names, level=3)
    older = tmp_path / "mpy-cross"  # as 1.25 does, with status 0
    older.write_text(
        "#!/bin/sh\ncase $* in *-march*) echo 'ERROR: xtensa bccz out of range';; esac\n"
        'exec "%s" "$@"\n' % compiler.mpy_cross()
    )
    older.chmod(0o755)
    monkeypatch.setattr(compiler, "mpy_cross", lambda: str(older))
    assert compiler.compile_modules(names, march, level=3) == [bytecode]
    with pytest.raises(compiler.Fault, match="usnmp_codec.py: ERROR: xtensa bccz out of range"):
        compiler.compile_modules(names, march, ["usnmp_codec"], level=3)
