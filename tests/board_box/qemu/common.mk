# What both chips have beside their port. main() of the port gives way to ours.
CFLAGS += -DMP_CONFIGFILE='"usnmp/qemu/config.h"' -idirafter usnmp/qemu -idirafter usnmp/esp8266
$(BUILD)/main.o: CFLAGS += -Dmain=console
SRC_C += $(addprefix usnmp/qemu/, main.c clock.c flash.c crypto.c)
MICROPY_VFS_LFS2 = 1
