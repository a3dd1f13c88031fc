// What extmod/modcryptolib.c and extmod/modhashlib.c use of mbedTLS 3, which Debian's source of
// MicroPython does not contain. The objects are in the heap, and take of it what those of mbedTLS do.

#ifndef MBEDTLS_H
#define MBEDTLS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/axtls/crypto/crypto.h"
#include "lib/crypto-algorithms/sha256.h"

#define MBEDTLS_VERSION_NUMBER 0x03050100
#define MBEDTLS_AES_DECRYPT 0
#define MBEDTLS_AES_ENCRYPT 1

typedef struct {
    int rounds;
    size_t offset;
    uint32_t keys[68];
} mbedtls_aes_context;

void mbedtls_aes_init(mbedtls_aes_context *ctx);
int mbedtls_aes_setkey_enc(mbedtls_aes_context *ctx, const unsigned char *key, unsigned int bits);
#define mbedtls_aes_setkey_dec mbedtls_aes_setkey_enc
int mbedtls_aes_crypt_ecb(mbedtls_aes_context *ctx, int mode, const unsigned char *in,
    unsigned char *out);
int mbedtls_aes_crypt_cbc(mbedtls_aes_context *ctx, int mode, size_t length, unsigned char *iv,
    const unsigned char *in, unsigned char *out);

typedef struct {
    uint64_t length; // octets
    uint32_t state[4];
    uint8_t block[64];
} mbedtls_md5_context;

#define mbedtls_md5_init(ctx)
#define mbedtls_md5_free(ctx)
void mbedtls_md5_starts(mbedtls_md5_context *ctx);
void mbedtls_md5_update(mbedtls_md5_context *ctx, const unsigned char *in, size_t n);
void mbedtls_md5_finish(mbedtls_md5_context *ctx, unsigned char *out);

#define mbedtls_sha1_context SHA1_CTX
#define mbedtls_sha1_init(ctx)
#define mbedtls_sha1_free(ctx)
#define mbedtls_sha1_starts SHA1_Init
#define mbedtls_sha1_update SHA1_Update
#define mbedtls_sha1_finish(ctx, out) SHA1_Final(out, ctx)

#define mbedtls_sha256_context CRYAL_SHA256_CTX
#define mbedtls_sha256_init(ctx)
#define mbedtls_sha256_starts(ctx, is224) sha256_init(ctx)
#define mbedtls_sha256_update sha256_update
#define mbedtls_sha256_finish sha256_final

#endif
