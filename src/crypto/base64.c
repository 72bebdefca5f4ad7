/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "crypto/base64.h"

#include <stdint.h>
#include <string.h>

#define COMMON "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

static char symbol(sfprov_base64_alphabet alphabet, unsigned value)
{
	static const char *const symbols[] = {[SFPROV_BASE64] = COMMON "+/", [SFPROV_BASE64_URL] = COMMON "-_"};

	return symbols[alphabet][value];
}

/* -1: not of the alphabet. */
static int value_of(sfprov_base64_alphabet alphabet, char c)
{
	if (c >= 'A' && c <= 'Z') {
		return c - 'A';
	}
	if (c >= 'a' && c <= 'z') {
		return c - 'a' + 26;
	}
	if (c >= '0' && c <= '9') {
		return c - '0' + 52;
	}
	if (c == symbol(alphabet, 62)) {
		return 62;
	}
	return c == symbol(alphabet, 63) ? 63 : -1;
}

size_t sfprov_base64_size(sfprov_base64_alphabet alphabet, size_t length)
{
	static const size_t unpadded[] = {0, 2, 3};

	if (length > SIZE_MAX / 4 * 3 - 6) {
		return 0;
	}
	return (alphabet == SFPROV_BASE64 ? (length + 2) / 3 * 4 : length / 3 * 4 + unpadded[length % 3]) + 1;
}

bool sfprov_base64_encode(sfprov_base64_alphabet alphabet, const unsigned char *bytes, size_t length, char *text, size_t size)
{
	size_t need = sfprov_base64_size(alphabet, length);
	size_t at = 0;
	size_t out = 0;

	text[0] = '\0';
	if (need == 0 || size < need) {
		return false;
	}
	for (; length - at >= 3; at += 3) {
		uint32_t bits = (uint32_t) bytes[at] << 16 | (uint32_t) bytes[at + 1] << 8 | bytes[at + 2];

		text[out++] = symbol(alphabet, bits >> 18);
		text[out++] = symbol(alphabet, (bits >> 12) & 63);
		text[out++] = symbol(alphabet, (bits >> 6) & 63);
		text[out++] = symbol(alphabet, bits & 63);
	}
	if (at < length) {
		bool two = length - at == 2;
		uint32_t bits = (uint32_t) bytes[at] << 16 | (two ? (uint32_t) bytes[at + 1] << 8 : 0);

		text[out++] = symbol(alphabet, bits >> 18);
		text[out++] = symbol(alphabet, (bits >> 12) & 63);
		if (two) {
			text[out++] = symbol(alphabet, (bits >> 6) & 63);
		}
		while (alphabet == SFPROV_BASE64 && out % 4 != 0) {
			text[out++] = '=';
		}
	}
	text[out] = '\0';
	return true;
}

/* Cuts the padding off; false when it is not as it must be. */
static bool without_padding(sfprov_base64_alphabet alphabet, const char *text, size_t *length)
{
	size_t padding = 0;

	if (alphabet == SFPROV_BASE64) {
		if (*length % 4 != 0) {
			return false;
		}
		while (padding < 2 && padding < *length && text[*length - 1 - padding] == '=') {
			padding++;
		}
		*length -= padding;
	}
	return *length % 4 != 1;
}

bool sfprov_base64_decode(sfprov_base64_alphabet alphabet, const char *text, size_t length, unsigned char *bytes, size_t size, size_t *decoded)
{
	uint32_t bits = 0;
	unsigned held = 0;
	size_t out = 0;
	size_t i;

	*decoded = 0;
	if (!without_padding(alphabet, text, &length) || length / 4 * 3 + (length % 4) * 3 / 4 > size) {
		return false;
	}
	for (i = 0; i < length; i++) {
		int value = value_of(alphabet, text[i]);

		if (value < 0) {
			return false;
		}
		bits = (bits << 6 | (uint32_t) value) & 0xffff;
		held += 6;
		if (held >= 8) {
			held -= 8;
			bytes[out++] = (unsigned char) (bits >> held);
			bits &= (1u << held) - 1;
		}
	}
	if (bits != 0) {
		return false;
	}
	*decoded = out;
	return true;
}
