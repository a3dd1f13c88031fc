# MicroPython's unix port as an ESP8266's firmware is: no threads, no md5, axTLS' cipher and hashes.
# BOARD=512K: as that of the board with 512 KiB of flash is, which has no AES either.
# What ../freeze says goes before this: 32 bit, without TLS and databases.

MICROPY_PY_THREAD = 0
MICROPY_VFS_FAT = 0
MICROPY_VFS_LFS1 = 0
MICROPY_VFS_LFS2 = 0

ifeq ($(BOARD),512K)
CFLAGS += -DMICROPY_ESP8266_512K
endif
