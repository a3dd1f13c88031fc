# A Cortex-M3 on ARM's board MPS2; a program is at the start of its second memory.
include boards/MPS2_AN385/mpconfigboard.mk
LDSCRIPT = usnmp/qemu/M3/discard.ld
CFLAGS += -mno-unaligned-access -DPROGRAM=0x21000000
$(BUILD)/mcu/arm/errorhandler.o: CFLAGS += -DHardFault_Handler=unused_fault
include usnmp/qemu/common.mk
