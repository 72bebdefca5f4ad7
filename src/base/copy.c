/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The parts of memory.h that are the same with every allocator. */
#include "base/memory.h"

#include <openssl/crypto.h>
#include <stdint.h>
#include <string.h>

char *sfprov_copy_bytes(const char *bytes, size_t length)
{
	char *copy;

	if (length == SIZE_MAX) {
		return NULL;
	}
	copy = sfprov_alloc(length + 1, 1);
	if (copy != NULL && length > 0) {
		memcpy(copy, bytes, length);
	}
	return copy;
}

char *sfprov_copy(const char *text)
{
	return text == NULL ? NULL : sfprov_copy_bytes(text, strlen(text));
}

void sfprov_free_secret(char *text)
{
	if (text != NULL) {
		OPENSSL_cleanse(text, strlen(text));
		sfprov_free(text);
	}
}
