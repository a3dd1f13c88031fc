# A program on a chip that QEMU plays, with a firmware that chip_firmware has built: what
# qemu/main.c finds in memory, and the command. Imports nothing of the box; tests import it.

import struct
from collections import namedtuple

MAGIC = 0x504D4E53
IMAGE = 1 << 20  # how far behind the program a ROMFS image is
Chip = namedtuple("Chip", "qemu machine memory arch")
# memory: where qemu/main.c looks for the program; arch: the machine code, for mpy-cross
CHIPS = {
    "M3": Chip("qemu-system-arm", ("mps2-an385",), 0x21000000, "armv7m"),
    "RV32": Chip(
        "qemu-system-riscv32",
        ("virt", "-bios", "none", "-cpu", "rv32,a=off,f=off,d=off"),
        0x81000000,
        "rv32imc",
    ),
}
STARTED = "import starting, sys; starting.start(%d, %d); del starting\n"


def command(chip, program, firmware, code, heap, image=None, shift=None, strict=True):
    """The command that runs `code` on a chip: it shows what is printed, and ends as code does.

    program: path of a file that this writes for it. firmware: path. heap: octets. image: path of a
    ROMFS image, mounted as /rom, from which modules are. shift: an instruction takes 1 << shift ns
    of the chip's clock, so that it counts them, at half the speed. strict: the Cortex-M3 has a
    fault where an access is not aligned, as an RP2040's Cortex-M0+ has.
    """
    chip = CHIPS[chip]
    loaded = ["-device", "loader,file=%s,addr=%d,force-raw=on" % (program, chip.memory)]
    place = chip.memory + IMAGE
    size = 0
    if image:
        loaded += ["-device", "loader,file=%s,addr=%d,force-raw=on" % (image, place)]
        size = image.stat().st_size
    code = STARTED % (place, size) + code
    text = code.encode()
    program.write_bytes(struct.pack("<4I", MAGIC, heap, strict, len(text)) + text)
    counted = [] if shift is None else ["-icount", "shift=%d,sleep=off" % shift]
    return [
        chip.qemu, "-machine", *chip.machine, "-nographic", "-monitor", "none", "-semihosting",
        "-serial", "stdio", *counted, *loaded, "-kernel", firmware,
    ]  # fmt: skip
