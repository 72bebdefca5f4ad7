/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "crypto/digest.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

/* Looking an algorithm up takes OpenSSL 3 three times as long as the digest of a short text. Older versions look nothing up. */
#if OPENSSL_VERSION_NUMBER >= 0x30000000L
static EVP_MD *fetched;
#endif

static const EVP_MD *sha256_algorithm(void)
{
#if OPENSSL_VERSION_NUMBER >= 0x30000000L
	if (fetched != NULL) {
		return fetched;
	}
#endif
	return EVP_sha256();
}

static bool made(bool good, unsigned char digest[SFPROV_SHA256_SIZE])
{
	if (!good) {
		memset(digest, 0, SFPROV_SHA256_SIZE);
	}
	return good;
}

/* The error queue is the thread's: an entry left there would come up in the host's own use of OpenSSL. */
static bool done(bool good, unsigned char digest[SFPROV_SHA256_SIZE])
{
	(void) ERR_pop_to_mark();
	return made(good, digest);
}

void sfprov_digest_start(void)
{
#if OPENSSL_VERSION_NUMBER >= 0x30000000L
	(void) ERR_set_mark();
	fetched = EVP_MD_fetch(NULL, "SHA256", NULL);
	(void) ERR_pop_to_mark();
#endif
}

void sfprov_digest_end(void)
{
#if OPENSSL_VERSION_NUMBER >= 0x30000000L
	EVP_MD_free(fetched);
	fetched = NULL;
#endif
}

bool sfprov_sha256(const void *bytes, size_t length, unsigned char digest[SFPROV_SHA256_SIZE])
{
	(void) ERR_set_mark();
	return done(EVP_Digest(length > 0 ? bytes : "", length, digest, NULL, sha256_algorithm(), NULL) == 1, digest);
}

/* The mark holds for the whole series: setting and popping one takes a tenth as long as the digest of a short text. */
bool sfprov_sha256_begin(sfprov_sha256_series *series)
{
	(void) ERR_set_mark();
	series->context = EVP_MD_CTX_new();
	series->begun = false;
	return series->context != NULL;
}

bool sfprov_sha256_next(sfprov_sha256_series *series, const void *bytes, size_t length, unsigned char digest[SFPROV_SHA256_SIZE])
{
	EVP_MD_CTX *context = series->context;
	/* Without an algorithm a context goes on with the one that it has. */
	const EVP_MD *algorithm = series->begun ? NULL : sha256_algorithm();

	series->begun = EVP_DigestInit_ex(context, algorithm, NULL) == 1;
	return made(series->begun && EVP_DigestUpdate(context, bytes, length) == 1 && EVP_DigestFinal_ex(context, digest, NULL) == 1, digest);
}

void sfprov_sha256_end(sfprov_sha256_series *series)
{
	EVP_MD_CTX_free(series->context);
	(void) ERR_pop_to_mark();
	memset(series, 0, sizeof(*series));
}

bool sfprov_sha256_hex(const void *bytes, size_t length, char hex[SFPROV_SHA256_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char digest[SFPROV_SHA256_SIZE];
	size_t i;

	hex[0] = '\0';
	if (!sfprov_sha256(bytes, length, digest)) {
		return false;
	}
	for (i = 0; i < sizeof(digest); i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	hex[2 * sizeof(digest)] = '\0';
	return true;
}

bool sfprov_hmac_sha256(const void *key, size_t key_length, const void *bytes, size_t length, unsigned char digest[SFPROV_SHA256_SIZE])
{
	unsigned int written = 0;

	(void) ERR_set_mark();
	if (key_length > INT_MAX) {
		return done(false, digest);
	}
	return done(HMAC(sha256_algorithm(), key_length > 0 ? key : "", (int) key_length, length > 0 ? bytes : (const void *) "", length, digest, &written) != NULL,
		digest);
}

bool sfprov_equal_secret(const void *a, const void *b, size_t length)
{
	return length == 0 || CRYPTO_memcmp(a, b, length) == 0;
}
