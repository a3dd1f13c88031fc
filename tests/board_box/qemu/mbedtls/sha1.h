#include "mbedtls.h"
