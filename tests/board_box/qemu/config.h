// The qemu port, with what the firmwares of a Pico W and of an ESP32 have besides: time, select,
// asyncio's queue, a file system, and mbedTLS' hashes and cipher (crypto.c).

#include "mpconfigport.h"

#undef MICROPY_PY_TIME
#undef MICROPY_PY_SELECT
#undef MICROPY_PY_ASYNCIO

#define MICROPY_PY_TIME                     (1)
#define MICROPY_PY_TIME_TIME_TIME_NS        (1)
#define MICROPY_PY_TIME_INCLUDEFILE         "usnmp/qemu/time.h"
#define MICROPY_PY_SELECT                   (1)
#define MICROPY_PY_ASYNCIO                  (1)
#define MICROPY_PY_OS_INCLUDEFILE           "usnmp/qemu/os.h"
#define MICROPY_PY_OS_URANDOM               (1)
#define MICROPY_PY_OS_GETENV_PUTENV_UNSETENV (1)
#define MICROPY_EPOCH_IS_1970               (1)
#define MICROPY_SSL_MBEDTLS                 (1)
#define MICROPY_PY_HASHLIB_MD5              (1)
#define MICROPY_PY_HASHLIB_SHA1             (1)
#define MICROPY_PY_CRYPTOLIB                (1)
