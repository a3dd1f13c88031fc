#include "../esp8266/crypto.c"
