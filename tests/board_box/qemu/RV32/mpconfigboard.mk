# A core for RV32IMC, as an ESP32-C3's, on QEMU's board virt; a program is 16 MiB behind the start of
# its memory. The compiler has a library for this architecture only by this name, without zicsr,
# which older specifications have in I.
RV32_ARCH = rv32imc
include boards/VIRT_RV32/mpconfigboard.mk
CFLAGS += -misa-spec=2.2 -DPROGRAM=0x81000000
AFLAGS += -misa-spec=2.2
include usnmp/qemu/common.mk
