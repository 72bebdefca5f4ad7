/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Base64 (RFC 4648), strict in what it takes. */
#ifndef SFPROV_CRYPTO_BASE64_H
#define SFPROV_CRYPTO_BASE64_H

#include <stdbool.h>
#include <stddef.h>

typedef enum sfprov_base64_alphabet {
	SFPROV_BASE64,    /* section 4: '+' and '/', padded with '=' */
	SFPROV_BASE64_URL /* section 5: '-' and '_', never padded */
} sfprov_base64_alphabet;

/* Bytes that the text for `length` bytes needs, NUL included; 0 when that does not fit a size_t. */
size_t sfprov_base64_size(sfprov_base64_alphabet alphabet, size_t length);

/* Writes the text and its NUL. False, and an empty text, when `size` (of `text`, at least 1) is too small. */
bool sfprov_base64_encode(sfprov_base64_alphabet alphabet, const unsigned char *bytes, size_t length, char *text, size_t size);

/* Takes only what encoding gives: no white space, no foreign character, padding exactly where it belongs, unused bits zero. False for
 * anything else and when `bytes` (of `size`) is too small; then `*decoded` is 0. */
bool sfprov_base64_decode(sfprov_base64_alphabet alphabet, const char *text, size_t length, unsigned char *bytes, size_t size, size_t *decoded);

#endif
