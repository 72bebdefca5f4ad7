/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: a purpose, a text, then changes to the sealed text: pairs of bytes, where and what; and a stored text that we did not make. */
#include "base/memory.h"
#include "crypto/token_cipher.h"
#include "fake_environment.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

static sfprov_cipher_keys keys;

static void check_refused(const char *purpose, const char *sealed, const char *text)
{
	char *opened = NULL;
	sfprov_error error;
	sfprov_status status;

	sfprov_error_clear(&error);
	status = sfprov_cipher_open(&keys, purpose, sealed, &opened, &error);
	FUZZ_CHECK(status == SFPROV_FAILED && opened == NULL);
	FUZZ_CHECK(error.kind == SFPROV_E_CONFIGURATION);
	FUZZ_CHECK(strlen(text) < 8 || strstr(error.message, text) == NULL || strstr("A stored token cannot be decrypted", text) != NULL);
}

static void change(char *sealed, const fuzz_part *changes)
{
	size_t length = strlen(sealed);
	size_t i;

	for (i = 0; i + 1 < changes->length; i += 2) {
		size_t at = (unsigned char) changes->bytes[i] % length;

		if (changes->bytes[i + 1] == '\0') {
			sealed[at] = '\0';
			return;
		}
		sealed[at] = changes->bytes[i + 1];
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_part rest = {(const char *) data, size};
	char *purpose = fuzz_next_text(&rest);
	char *text = fuzz_next_text(&rest);
	fuzz_part changes = {"", 0};
	char *sealed = NULL;
	char *opened = NULL;
	char *other;
	fake_environment fake;
	sfprov_error error;

	fake_environment_init(&fake);
	(void) fuzz_next_part(&rest, &changes);
	memset(&keys, 0, sizeof(keys));
	keys.count = 2;
	memset(keys.keys[0], 'k', SFPROV_CIPHER_KEY_SIZE);
	memset(keys.keys[1], 'o', SFPROV_CIPHER_KEY_SIZE);
	FUZZ_CHECK(sfprov_cipher_seal(&keys, &fake.environment, purpose, text, &sealed, &error) == SFPROV_OK);
	FUZZ_CHECK(sfprov_cipher_is_sealed(sealed));
	FUZZ_CHECK(sfprov_cipher_open(&keys, purpose, sealed, &opened, &error) == SFPROV_OK && strcmp(opened, text) == 0);
	/* Elsewhere it does not open, nor does it changed. */
	other = fuzz_text(purpose, strlen(purpose) + 1);
	other[strlen(purpose)] = 'x';
	check_refused(other, sealed, text);
	free(other);
	other = fuzz_text(sealed, strlen(sealed));
	change(other, &changes);
	if (strcmp(other, sealed) != 0) {
		check_refused(purpose, other, text);
	}
	free(other);
	/* What is not ours does not open; were it so, AES-GCM would be broken. */
	other = fuzz_next_text(&rest);
	check_refused(purpose, other, text);
	free(other);
	sfprov_free(sealed);
	sfprov_free_secret(opened);
	free(purpose);
	free(text);
	fuzz_check_memory();
	return 0;
}
