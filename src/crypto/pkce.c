/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "crypto/pkce.h"

#include "base/text.h"
#include "crypto/base64.h"
#include "crypto/digest.h"

#include <openssl/crypto.h>
#include <string.h>

sfprov_status sfprov_pkce_verifier(const sfprov_environment *environment, char verifier[SFPROV_PKCE_SIZE], sfprov_error *error)
{
	unsigned char bytes[32];

	if (!environment->random(environment->context, bytes, sizeof(bytes))) {
		verifier[0] = '\0';
		return sfprov_fail(error, SFPROV_E_SERVER, "No random numbers are to be had on this machine");
	}
	(void) sfprov_base64_encode(SFPROV_BASE64_URL, bytes, sizeof(bytes), verifier, SFPROV_PKCE_SIZE);
	OPENSSL_cleanse(bytes, sizeof(bytes));
	return SFPROV_OK;
}

sfprov_status sfprov_pkce_challenge(const char *verifier, char challenge[SFPROV_PKCE_SIZE], sfprov_error *error)
{
	unsigned char digest[SFPROV_SHA256_SIZE];

	if (!sfprov_sha256(verifier, strlen(verifier), digest)) {
		challenge[0] = '\0';
		return sfprov_fail(error, SFPROV_E_SERVER, "OpenSSL could not compute a SHA-256 digest");
	}
	(void) sfprov_base64_encode(SFPROV_BASE64_URL, digest, sizeof(digest), challenge, SFPROV_PKCE_SIZE);
	return SFPROV_OK;
}

bool sfprov_pkce_is_verifier(const char *text)
{
	size_t length = strlen(text);
	size_t i;

	for (i = 0; i < length; i++) {
		if (!sfprov_text_is_alnum(text[i]) && strchr("-._", text[i]) == NULL) {
			return false;
		}
	}
	return length >= 43 && length <= 128;
}
