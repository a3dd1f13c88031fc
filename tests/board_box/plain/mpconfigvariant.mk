# MicroPython's unix port as Debian's is, but for the cipher, which is that of ../esp8266.
CFLAGS += -idirafter $(VARIANT_DIR)/../esp8266
