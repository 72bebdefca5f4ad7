/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* SHA-256, HMAC-SHA256, and comparison in constant time. */
#ifndef SFPROV_CRYPTO_DIGEST_H
#define SFPROV_CRYPTO_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#define SFPROV_SHA256_SIZE 32
#define SFPROV_SHA256_HEX_SIZE 65 /* with the NUL */

/* Makes the digests below faster, from the start to the end of the process: called once, while there is one thread. They work without it. */
void sfprov_digest_start(void);
void sfprov_digest_end(void);

/* False only when OpenSSL fails (no memory, SHA-256 not allowed); `digest` is zeroed then. */
bool sfprov_sha256(const void *bytes, size_t length, unsigned char digest[SFPROV_SHA256_SIZE]);

/* SHA-256 of many texts, one after the other: OpenSSL looks for the algorithm once, which takes longer than a short text does. To be ended also when begin
 * failed. */
typedef struct sfprov_sha256_series {
	void *context; /* EVP_MD_CTX, owned */
	bool begun;    /* it has its algorithm */
} sfprov_sha256_series;

bool sfprov_sha256_begin(sfprov_sha256_series *series);
bool sfprov_sha256_next(sfprov_sha256_series *series, const void *bytes, size_t length, unsigned char digest[SFPROV_SHA256_SIZE]);
void sfprov_sha256_end(sfprov_sha256_series *series);

/* sfprov_sha256() in lower-case hexadecimal digits; "" on failure. */
bool sfprov_sha256_hex(const void *bytes, size_t length, char hex[SFPROV_SHA256_HEX_SIZE]);

/* RFC 2104 with SHA-256. Fails as sfprov_sha256(), and for keys above 2 GiB. */
bool sfprov_hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length, unsigned char digest[SFPROV_SHA256_SIZE]);

/* True when both have the same bytes; the time depends on the length alone. */
bool sfprov_equal_secret(const void *a, const void *b, size_t length);

#endif
