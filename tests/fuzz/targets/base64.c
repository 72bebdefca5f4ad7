/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: bytes, and at once a text. Bytes come back as they were, and a text that decodes is the one that encoding gives. */
#include "crypto/base64.h"
#include "crypto/pkce.h"
#include "crypto/signature.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

static void round_trip(sfprov_base64_alphabet alphabet, const uint8_t *data, size_t size)
{
	size_t need = sfprov_base64_size(alphabet, size);
	char *text = malloc(need);
	unsigned char *bytes = malloc(size + 1);
	size_t length = 0;

	FUZZ_CHECK(sfprov_base64_encode(alphabet, data, size, text, need) && strlen(text) == need - 1);
	FUZZ_CHECK(sfprov_base64_decode(alphabet, text, need - 1, bytes, size, &length));
	FUZZ_CHECK(length == size && (size == 0 || memcmp(bytes, data, size) == 0));
	FUZZ_CHECK(need == 1 || (!sfprov_base64_encode(alphabet, data, size, text, need - 1) && text[0] == '\0'));
	free(text);
	free(bytes);
}

static void strict(sfprov_base64_alphabet alphabet, const uint8_t *data, size_t size)
{
	unsigned char *bytes = malloc(size + 1);
	size_t length = 0;

	if (sfprov_base64_decode(alphabet, (const char *) data, size, bytes, size, &length)) {
		size_t need = sfprov_base64_size(alphabet, length);
		char *text = malloc(need);

		FUZZ_CHECK(sfprov_base64_encode(alphabet, bytes, length, text, need));
		FUZZ_CHECK(strlen(text) == size && memcmp(text, data, size) == 0);
		FUZZ_CHECK(length == 0 || !sfprov_base64_decode(alphabet, (const char *) data, size, bytes, length - 1, &length));
		free(text);
	} else {
		FUZZ_CHECK(length == 0);
	}
	free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text((const char *) data, size);
	char challenge[SFPROV_PKCE_SIZE];
	sfprov_error error;

	round_trip(SFPROV_BASE64, data, size);
	round_trip(SFPROV_BASE64_URL, data, size);
	strict(SFPROV_BASE64, data, size);
	strict(SFPROV_BASE64_URL, data, size);
	FUZZ_CHECK(!sfprov_signature_verify(text, "https://login.salesforce.com/id/00D/005", "1700000000000", FUZZ_CLIENT_SECRET));
	if (sfprov_pkce_is_verifier(text)) {
		FUZZ_CHECK(strlen(text) >= 43 && strlen(text) <= 128);
	}
	FUZZ_CHECK(sfprov_pkce_challenge(text, challenge, &error) == SFPROV_OK && sfprov_pkce_is_verifier(challenge));
	free(text);
	fuzz_check_memory();
	return 0;
}
