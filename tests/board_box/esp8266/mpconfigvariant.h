// What Python code can see of an ESP8266's firmware, for the unix port: the language, the objects,
// the hashes and the cipher of ports/esp8266/mpconfigport.h and of its boards/ESP8266_GENERIC.
// It has compile() and execfile() all the same: with these the box runs its programs.

#include <stdint.h>

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)

#define MICROPY_COMP_MODULE_CONST           (0)
#define MICROPY_COMP_TRIPLE_TUPLE_ASSIGN    (0)
#define MICROPY_COMP_RETURN_IF_EXPR         (0)
#define MICROPY_OPT_LOAD_ATTR_FAST_PATH     (0)
#define MICROPY_OPT_MAP_LOOKUP_CACHE        (0)
#define MICROPY_OPT_MPZ_BITWISE             (0)
#define MICROPY_OPT_MATH_FACTORIAL          (0)
#define MICROPY_PY_BUILTINS_COMPLEX         (0)
#define MICROPY_PY_DELATTR_SETATTR          (0)
#define MICROPY_PY_BUILTINS_STR_CENTER      (0)
#define MICROPY_PY_BUILTINS_STR_PARTITION   (0)
#define MICROPY_PY_BUILTINS_STR_SPLITLINES  (0)
#define MICROPY_PY_BUILTINS_SLICE_INDICES   (0)
#define MICROPY_PY_BUILTINS_NOTIMPLEMENTED  (0)
#define MICROPY_PY_BUILTINS_POW3            (0)
#define MICROPY_PY___FILE__                 (0)
#define MICROPY_PY_MATH_CONSTANTS           (0)
#define MICROPY_PY_MATH_SPECIAL_FUNCTIONS   (0)
#define MICROPY_PY_MATH_FACTORIAL           (0)
#define MICROPY_PY_MATH_ISCLOSE             (0)
#define MICROPY_PY_BINASCII_CRC32           (0)
#define MICROPY_PY_RANDOM_EXTRA_FUNCS       (0)

// A float takes no heap: it is in the reference to it, without the lowest two bits.
#define MICROPY_OBJ_REPR                    (MICROPY_OBJ_REPR_C)
#define MICROPY_FLOAT_IMPL                  (MICROPY_FLOAT_IMPL_FLOAT)
typedef int32_t mp_int_t;
typedef uint32_t mp_uint_t;
#define UINT_FMT "%u"
#define INT_FMT "%d"

#ifdef MICROPY_ESP8266_512K
#define MICROPY_PY_FSTRINGS                 (0)
#define MICROPY_PY_BUILTINS_SLICE_ATTRS     (0)
#define MICROPY_PY_ALL_SPECIAL_METHODS      (0)
#define MICROPY_PY_REVERSE_SPECIAL_METHODS  (0)
#define MICROPY_PY_ASYNCIO                  (0)
#define MICROPY_PY_RE_SUB                   (0)
#define MICROPY_PY_CRYPTOLIB                (0)
#else
#define MICROPY_PY_CRYPTOLIB                (1)
#endif

#include "../mpconfigvariant_common.h"

#undef MICROPY_ERROR_REPORTING
#ifdef MICROPY_ESP8266_512K
#define MICROPY_ERROR_REPORTING             (MICROPY_ERROR_REPORTING_TERSE)
#else
#define MICROPY_ERROR_REPORTING             (MICROPY_ERROR_REPORTING_NORMAL)
#endif

// The cipher and the hashes are axTLS', for which crypto.c stands in. Of TLS there is nothing.
#define MICROPY_SSL_AXTLS                   (1)
#define MICROPY_PY_HASHLIB_MD5              (0)
#define MICROPY_PY_HASHLIB_SHA1             (1)
