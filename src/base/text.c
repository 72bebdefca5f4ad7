/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/text.h"

#include <string.h>

/* The length of the well-formed UTF-8 sequence at the start, 0 if there is none (RFC 3629, section 4). */
static size_t sequence_length(const unsigned char *bytes, size_t left)
{
	unsigned char low = 0x80;
	unsigned char high = 0xbf;
	size_t length;
	size_t i;

	if (bytes[0] < 0x80) {
		return 1;
	}
	if (bytes[0] >= 0xc2 && bytes[0] <= 0xdf) {
		length = 2;
	} else if (bytes[0] >= 0xe0 && bytes[0] <= 0xef) {
		length = 3;
		low = bytes[0] == 0xe0 ? 0xa0 : low;
		high = bytes[0] == 0xed ? 0x9f : high;
	} else if (bytes[0] >= 0xf0 && bytes[0] <= 0xf4) {
		length = 4;
		low = bytes[0] == 0xf0 ? 0x90 : low;
		high = bytes[0] == 0xf4 ? 0x8f : high;
	} else {
		return 0;
	}
	if (left < length || bytes[1] < low || bytes[1] > high) {
		return 0;
	}
	for (i = 2; i < length; i++) {
		if (bytes[i] < 0x80 || bytes[i] > 0xbf) {
			return 0;
		}
	}
	return length;
}

/* How many bytes at the start are surely ASCII: eight at a time, since most text is. */
static size_t ascii_words(const char *text, size_t length)
{
	size_t at = 0;
	uint64_t word;

	for (; at + sizeof(word) <= length; at += sizeof(word)) {
		memcpy(&word, text + at, sizeof(word));
		if ((word & UINT64_C(0x8080808080808080)) != 0) {
			break;
		}
	}
	return at;
}

bool sfprov_text_is_utf8(const char *text, size_t length)
{
	size_t at = ascii_words(text, length);

	while (at < length) {
		size_t step = (unsigned char) text[at] < 0x80 ? 1 : sequence_length((const unsigned char *) text + at, length - at);

		if (step == 0) {
			return false;
		}
		at += step;
	}
	return true;
}

void sfprov_text_scrub(char *text)
{
	size_t length = strlen(text);
	size_t at = 0;

	while (at < length) {
		size_t step = sequence_length((const unsigned char *) text + at, length - at);

		if (step == 0 || (step == 1 && ((unsigned char) text[at] < 0x20 || text[at] == 0x7f))) {
			text[at] = step == 0 ? '?' : ' ';
			step = 1;
		}
		at += step;
	}
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
}

static bool equal_nocase_n(const char *a, const char *b, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++) {
		if (a[i] == '\0' || lower(a[i]) != lower(b[i])) {
			return false;
		}
	}
	return true;
}

bool sfprov_text_equal_nocase(const char *a, const char *b)
{
	if (a == NULL || b == NULL) {
		return a == b;
	}
	return strlen(a) == strlen(b) && equal_nocase_n(a, b, strlen(a));
}

bool sfprov_text_starts_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool sfprov_text_contains_nocase(const char *text, const char *needle)
{
	size_t length = strlen(needle);

	for (; *text != '\0'; text++) {
		if (equal_nocase_n(text, needle, length)) {
			return true;
		}
	}
	return length == 0;
}

bool sfprov_text_to_int64(const char *text, int64_t *number)
{
	bool negative = *text == '-';
	uint64_t limit = negative ? (uint64_t) INT64_MAX + 1 : (uint64_t) INT64_MAX;
	uint64_t value = 0;

	if (negative) {
		text++;
	}
	if (*text == '\0') {
		return false;
	}
	for (; *text != '\0'; text++) {
		uint64_t digit;

		if (*text < '0' || *text > '9') {
			return false;
		}
		digit = (uint64_t) (*text - '0');
		if (value > (limit - digit) / 10) {
			return false;
		}
		value = value * 10 + digit;
	}
	*number = negative ? (int64_t) (~value + 1) : (int64_t) value;
	return true;
}

bool sfprov_text_is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool sfprov_text_is_api_name(const char *text)
{
	size_t length = strlen(text);
	size_t i;

	if (length == 0 || length > 80 || !sfprov_text_is_alnum(text[0]) || (text[0] >= '0' && text[0] <= '9')) {
		return false;
	}
	for (i = 1; i < length; i++) {
		if (!sfprov_text_is_alnum(text[i]) && text[i] != '_') {
			return false;
		}
	}
	return true;
}

bool sfprov_text_is_record_id(const char *text)
{
	size_t length = strlen(text);
	size_t i;

	if (length != 15 && length != 18) {
		return false;
	}
	for (i = 0; i < length; i++) {
		if (!sfprov_text_is_alnum(text[i])) {
			return false;
		}
	}
	return true;
}

bool sfprov_text_same_record_id(const char *a, const char *b)
{
	return sfprov_text_is_record_id(a) && sfprov_text_is_record_id(b) && strncmp(a, b, 15) == 0;
}
