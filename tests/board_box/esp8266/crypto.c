// AES (FIPS 197) and SHA-1 (FIPS 180-4) behind axTLS' names, with its rules. For tests: plainly
// written, neither in constant time nor with keys wiped.

#include <string.h>

#include "py/runtime.h"
#include "lib/axtls/crypto/crypto.h"

_Static_assert(sizeof(AES_CTX) == 564 && sizeof(SHA1_CTX) == 96, "their objects take other sizes");

static uint32_t load(const uint8_t *p) {
    return (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

static void store(uint8_t *p, uint32_t word) {
    for (int i = 0; i < 4; i++) {
        p[i] = word >> (24 - 8 * i);
    }
}

// --- AES ---

static uint8_t sbox[256], inverse[256];

static uint8_t twice(uint8_t x) {
    return x << 1 ^ (x & 0x80 ? 0x1b : 0);
}

// FIPS 197 5.1.1: p goes through all but 0 as powers of 3, q is 1 / p.
static void make_sbox(void) {
    uint8_t p = 1, q = 1;
    do {
        p ^= twice(p);
        q ^= q << 1;
        q ^= q << 2;
        q ^= q << 4;
        q ^= q & 0x80 ? 0x09 : 0;
        uint32_t turned = q * 0x101u;
        sbox[p] = q ^ turned >> 7 ^ turned >> 6 ^ turned >> 5 ^ turned >> 4 ^ 0x63;
    } while (p != 1);
    sbox[0] = 0x63;
    for (int i = 0; i < 256; i++) {
        inverse[sbox[i]] = i;
    }
}

static uint32_t substitute(uint32_t word) {
    return (uint32_t)sbox[word >> 24] << 24 | sbox[word >> 16 & 255] << 16
        | sbox[word >> 8 & 255] << 8 | sbox[word & 255];
}

void AES_set_key(AES_CTX *ctx, const uint8_t *key, const uint8_t *iv, AES_MODE mode) {
    if (!sbox[0]) {
        make_sbox();
    }
    int words = mode == AES_MODE_128 ? 4 : 8;
    ctx->key_size = words;
    ctx->rounds = words + 6;
    uint8_t constant = 1;
    for (int i = 0; i < 4 * (ctx->rounds + 1); i++) {
        if (i < words) {
            ctx->ks[i] = load(key + 4 * i);
            continue;
        }
        uint32_t word = ctx->ks[i - 1];
        if (i % words == 0) {
            word = substitute(word << 8 | word >> 24) ^ (uint32_t)constant << 24;
            constant = twice(constant);
        } else if (words == 8 && i % 8 == 4) {
            word = substitute(word);
        }
        ctx->ks[i] = ctx->ks[i - words] ^ word;
    }
    if (iv) {
        memcpy(ctx->iv, iv, 16);
    }
}

// axTLS makes the key schedule of the "equivalent inverse cipher" here; AES_decrypt() takes the
// keys as they are.
void AES_convert_key(AES_CTX *ctx) {
    (void)ctx;
}

static void check_aligned(const uint32_t *block) {
    if ((uintptr_t)block % 4) {
        mp_raise_ValueError(MP_ERROR_TEXT("unaligned output: an ESP8266 would trap"));
    }
}

static void add_key(const AES_CTX *ctx, int round, uint8_t *s) {
    for (int i = 0; i < 16; i++) {
        s[i] ^= ctx->ks[4 * round + i / 4] >> (24 - i % 4 * 8);
    }
}

static void mix(uint8_t *s) {
    for (uint8_t *c = s; c < s + 16; c += 4) {
        uint8_t first = c[0], all = c[0] ^ c[1] ^ c[2] ^ c[3];
        for (int i = 0; i < 4; i++) {
            c[i] ^= all ^ twice(c[i] ^ (i < 3 ? c[i + 1] : first));
        }
    }
}

static void unmix(uint8_t *s) {
    for (uint8_t *c = s; c < s + 16; c += 4) {
        uint8_t even = twice(twice(c[0] ^ c[2])), odd = twice(twice(c[1] ^ c[3]));
        for (int i = 0; i < 4; i++) {
            c[i] ^= i % 2 ? odd : even;
        }
    }
    mix(s);
}

void AES_encrypt(const AES_CTX *ctx, uint32_t *block) {
    check_aligned(block);
    uint8_t s[16], t[16];
    for (int i = 0; i < 4; i++) {
        store(s + 4 * i, block[i]);
    }
    add_key(ctx, 0, s);
    for (int round = 1; round <= ctx->rounds; round++) {
        for (int i = 0; i < 16; i++) {
            t[i] = sbox[s[i * 5 % 16]]; // row r of the columns goes left by r
        }
        memcpy(s, t, 16);
        if (round < ctx->rounds) {
            mix(s);
        }
        add_key(ctx, round, s);
    }
    for (int i = 0; i < 4; i++) {
        block[i] = load(s + 4 * i);
    }
}

void AES_decrypt(const AES_CTX *ctx, uint32_t *block) {
    check_aligned(block);
    uint8_t s[16], t[16];
    for (int i = 0; i < 4; i++) {
        store(s + 4 * i, block[i]);
    }
    for (int round = ctx->rounds; round > 0; round--) {
        add_key(ctx, round, s);
        if (round < ctx->rounds) {
            unmix(s);
        }
        for (int i = 0; i < 16; i++) {
            t[i * 5 % 16] = inverse[s[i]];
        }
        memcpy(s, t, 16);
    }
    add_key(ctx, 0, s);
    for (int i = 0; i < 4; i++) {
        block[i] = load(s + 4 * i);
    }
}

void AES_cbc_encrypt(AES_CTX *ctx, const uint8_t *in, uint8_t *out, int length) {
    for (; length >= 16; length -= 16, in += 16, out += 16) {
        uint32_t block[4];
        for (int i = 0; i < 4; i++) {
            block[i] = load(in + 4 * i) ^ load(ctx->iv + 4 * i);
        }
        AES_encrypt(ctx, block);
        for (int i = 0; i < 4; i++) {
            store(ctx->iv + 4 * i, block[i]);
        }
        memcpy(out, ctx->iv, 16);
    }
}

void AES_cbc_decrypt(AES_CTX *ctx, const uint8_t *in, uint8_t *out, int length) {
    for (; length >= 16; length -= 16, in += 16, out += 16) {
        uint32_t block[4];
        uint8_t next[16];
        memcpy(next, in, 16);
        for (int i = 0; i < 4; i++) {
            block[i] = load(in + 4 * i);
        }
        AES_decrypt(ctx, block);
        for (int i = 0; i < 4; i++) {
            store(out + 4 * i, block[i] ^ load(ctx->iv + 4 * i));
        }
        memcpy(ctx->iv, next, 16);
    }
}

// --- SHA-1 ---

static uint32_t left(uint32_t word, int by) {
    return word << by | word >> (32 - by);
}

static void sha1_block(SHA1_CTX *ctx) {
    uint32_t w[80], a = ctx->hash[0], b = ctx->hash[1], c = ctx->hash[2], d = ctx->hash[3],
        e = ctx->hash[4];
    for (int i = 0; i < 80; i++) {
        w[i] = i < 16 ? load(ctx->block + 4 * i)
            : left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        uint32_t f = i < 20 ? ((b & c) | (~b & d)) + 0x5a827999
            : i < 40 ? (b ^ c ^ d) + 0x6ed9eba1
            : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
            : (b ^ c ^ d) + 0xca62c1d6;
        f += left(a, 5) + e + w[i];
        e = d;
        d = c;
        c = left(b, 30);
        b = a;
        a = f;
    }
    ctx->hash[0] += a;
    ctx->hash[1] += b;
    ctx->hash[2] += c;
    ctx->hash[3] += d;
    ctx->hash[4] += e;
    ctx->filled = 0;
}

void SHA1_Init(SHA1_CTX *ctx) {
    *ctx = (SHA1_CTX) {
        .hash = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}
    };
}

void SHA1_Update(SHA1_CTX *ctx, const uint8_t *message, int length) {
    while (length-- > 0) {
        ctx->block[ctx->filled++] = *message++;
        ctx->low += 8;
        ctx->high += !ctx->low;
        if (ctx->filled == 64) {
            sha1_block(ctx);
        }
    }
}

void SHA1_Final(uint8_t *digest, SHA1_CTX *ctx) {
    ctx->block[ctx->filled++] = 0x80;
    memset(ctx->block + ctx->filled, 0, 64 - ctx->filled);
    if (ctx->filled > 56) {
        sha1_block(ctx);
        memset(ctx->block, 0, 56);
    }
    store(ctx->block + 56, ctx->high);
    store(ctx->block + 60, ctx->low);
    sha1_block(ctx);
    for (int i = 0; i < 5; i++) {
        store(digest + 4 * i, ctx->hash[i]);
    }
}
