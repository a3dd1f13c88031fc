// As Debian's MicroPython is: the unix port's standard variant. Its source has not mbedTLS, so the
// cipher and the hashes are those of crypto.c, behind axTLS' names; there is no md5.

#define MICROPY_CONFIG_ROM_LEVEL    (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)

#include "../mpconfigvariant_common.h"

#define MICROPY_SSL_AXTLS           (1)
#define MICROPY_PY_HASHLIB_MD5      (0)
#define MICROPY_PY_HASHLIB_SHA1     (1)
#define MICROPY_PY_CRYPTOLIB        (1)
