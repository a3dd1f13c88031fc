// AES and MD5 behind mbedTLS' names, at any address; SHA-1 is that of ../esp8266, SHA-256 that of
// MicroPython. For tests: neither in constant time nor with keys wiped.

#include "../esp8266/crypto.c"
#include "lib/crypto-algorithms/sha256.c"
#include "mbedtls/mbedtls.h"

// --- AES ---

void mbedtls_aes_init(mbedtls_aes_context *ctx) {
    ctx->rounds = 0;
}

int mbedtls_aes_setkey_enc(mbedtls_aes_context *ctx, const unsigned char *key, unsigned int bits) {
    AES_CTX whole;
    AES_set_key(&whole, key, NULL, bits == 256 ? AES_MODE_256 : AES_MODE_128);
    ctx->rounds = whole.rounds;
    memcpy(ctx->keys, whole.ks, 16 * (whole.rounds + 1));
    return 0;
}

int mbedtls_aes_crypt_cbc(mbedtls_aes_context *ctx, int mode, size_t length, unsigned char *iv,
    const unsigned char *in, unsigned char *out) {
    AES_CTX whole;
    whole.rounds = ctx->rounds;
    memcpy(whole.ks, ctx->keys, 16 * (ctx->rounds + 1));
    memcpy(whole.iv, iv, 16);
    (mode ? AES_cbc_encrypt : AES_cbc_decrypt)(&whole, in, out, length);
    memcpy(iv, whole.iv, 16);
    return 0;
}

int mbedtls_aes_crypt_ecb(mbedtls_aes_context *ctx, int mode, const unsigned char *in,
    unsigned char *out) {
    unsigned char zeros[16] = {0};
    return mbedtls_aes_crypt_cbc(ctx, mode, 16, zeros, in, out);
}

// --- MD5 (RFC 1321) ---

static const uint32_t sines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};
static const uint8_t turns[] = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};

static uint32_t little(const uint8_t *p) {
    return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

static void md5_block(mbedtls_md5_context *ctx) {
    uint32_t a = ctx->state[0], b = ctx->state[1], c = ctx->state[2], d = ctx->state[3];
    for (int i = 0; i < 64; i++) {
        uint32_t f = i < 16 ? (b & c) | (~b & d) : i < 32 ? (b & d) | (c & ~d)
            : i < 48 ? b ^ c ^ d : c ^ (b | ~d);
        int word = (i < 16 ? i : i < 32 ? 5 * i + 1 : i < 48 ? 3 * i + 5 : 7 * i) % 16;
        f += a + sines[i] + little(ctx->block + 4 * word);
        a = d;
        d = c;
        c = b;
        b += left(f, turns[i / 16 * 4 + i % 4]);
    }
    ctx->state[0] += a;
    ctx->state[1] += b;
    ctx->state[2] += c;
    ctx->state[3] += d;
}

void mbedtls_md5_starts(mbedtls_md5_context *ctx) {
    ctx->length = 0;
    ctx->state[0] = 0x67452301;
    ctx->state[1] = 0xefcdab89;
    ctx->state[2] = 0x98badcfe;
    ctx->state[3] = 0x10325476;
}

void mbedtls_md5_update(mbedtls_md5_context *ctx, const unsigned char *in, size_t n) {
    while (n--) {
        ctx->block[ctx->length++ % 64] = *in++;
        if (ctx->length % 64 == 0) {
            md5_block(ctx);
        }
    }
}

void mbedtls_md5_finish(mbedtls_md5_context *ctx, unsigned char *out) {
    uint64_t bits = ctx->length * 8;
    unsigned char end[72] = {0x80};
    size_t padding = 1 + (119 - ctx->length % 64) % 64;
    for (int i = 0; i < 8; i++) {
        end[padding + i] = bits >> 8 * i;
    }
    mbedtls_md5_update(ctx, end, padding + 8);
    for (int i = 0; i < 16; i++) {
        out[i] = ctx->state[i / 4] >> 8 * (i % 4);
    }
}
