// What extmod/modcryptolib.c and extmod/modhashlib.c use of axTLS, which Debian's source of
// MicroPython does not contain. The contexts are in the heap: an aes object takes 576 octets of it,
// a sha1 object 112.

#ifndef CRYPTO_H
#define CRYPTO_H

#include <stdint.h>

// axTLS' is the same without `spare`, and its object 512 octets: with it no board has less left than
// the box.
typedef struct {
    uint16_t rounds;
    uint16_t key_size; // in words
    uint32_t ks[15 * 8]; // 14 rounds use half of it
    uint8_t iv[16];
    uint8_t spare[64];
} AES_CTX;

typedef enum { AES_MODE_128, AES_MODE_256 } AES_MODE;

// `iv` may be NULL.
void AES_set_key(AES_CTX *ctx, const uint8_t *key, const uint8_t *iv, AES_MODE mode);
void AES_convert_key(AES_CTX *ctx);

// One block in place: four words, the first octet of each the highest. Raises ValueError where an
// ESP8266 would trap: `block` is not at a multiple of 4.
void AES_encrypt(const AES_CTX *ctx, uint32_t *block);
void AES_decrypt(const AES_CTX *ctx, uint32_t *block);

// Any number of blocks, at any address.
void AES_cbc_encrypt(AES_CTX *ctx, const uint8_t *in, uint8_t *out, int length);
void AES_cbc_decrypt(AES_CTX *ctx, const uint8_t *in, uint8_t *out, int length);

#define SHA1_SIZE 20

// 96 octets
typedef struct {
    uint32_t hash[5];
    uint32_t low, high; // length of the message in bits
    uint16_t filled;    // octets in `block`
    uint8_t block[64];
} SHA1_CTX;

void SHA1_Init(SHA1_CTX *ctx);
void SHA1_Update(SHA1_CTX *ctx, const uint8_t *message, int length);
void SHA1_Final(uint8_t *digest, SHA1_CTX *ctx);

#endif
