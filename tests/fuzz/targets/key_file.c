/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: the contents of a key file, read as one with keys for tokens and as one with the key for JWTs. */
#define _GNU_SOURCE
#include "base/memory.h"
#include "crypto/jwt.h"
#include "crypto/token_cipher.h"
#include "fake_environment.h"
#include "fuzz.h"

#include <openssl/err.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int file = memfd_create("key", 0);
	sfprov_cipher_keys keys;
	fake_environment fake;
	sfprov_error error;
	sfprov_status status;
	char *token = NULL;
	char path[64];

	FUZZ_CHECK(file >= 0 && write(file, data, size) == (ssize_t) size);
	(void) snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	fake_environment_init(&fake);
	sfprov_error_clear(&error);
	status = sfprov_cipher_keys_read(path, &fake.environment, &keys, &error);
	fuzz_check_error(status, &error);
	fuzz_check_secrets(&error);
	FUZZ_CHECK(status == SFPROV_OK ? keys.count > 0 && keys.count <= SFPROV_CIPHER_KEYS_MAX : keys.count == 0);
	sfprov_cipher_keys_wipe(&keys);
	status = sfprov_jwt_sign(&fake.environment, "{\"sub\":\"user@example.org\"}", path, &token, &error);
	fuzz_check_error(status, &error);
	FUZZ_CHECK(status == SFPROV_OK ? strlen(token) > 300 && strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") == strlen(token)
								   : token == NULL);
	sfprov_free_secret(token);
	(void) close(file);
	/* What others put into the queue of errors stays theirs; ours is not left there. */
	FUZZ_CHECK(ERR_peek_error() == 0);
	fuzz_check_memory();
	return 0;
}
