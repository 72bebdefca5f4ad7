/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/value_digest.h"

#include "base/buffer.h"
#include "crypto/base64.h"

#include <stdio.h>
#include <string.h>

#define DIGEST_BYTES 9
#define PLAIN_SIZE 256

static void append_escaped(sfprov_buffer *buffer, unsigned char c)
{
	static const char letters[] = "\"\\\b\f\n\r\t";
	static const char names[] = "\"\\bfnrt";
	const char *letter = strchr(letters, c);
	char escape[8];

	if (c != '\0' && letter != NULL) {
		(void) snprintf(escape, sizeof(escape), "\\%c", names[letter - letters]);
	} else {
		(void) snprintf(escape, sizeof(escape), "\\u%04x", (unsigned) c);
	}
	(void) sfprov_buffer_append_text(buffer, escape);
}

static sfprov_status finish(sfprov_sha256_series *series, const char *bytes, size_t length, char digest[SFPROV_VALUE_DIGEST_SIZE], sfprov_error *error)
{
	unsigned char hash[SFPROV_SHA256_SIZE];

	if (series == NULL ? !sfprov_sha256(bytes, length, hash) : !sfprov_sha256_next(series, bytes, length, hash)) {
		return sfprov_fail_memory(error);
	}
	(void) sfprov_base64_encode(SFPROV_BASE64_URL, hash, DIGEST_BYTES, digest, SFPROV_VALUE_DIGEST_SIZE);
	return SFPROV_OK;
}

static bool is_escaped(unsigned char c)
{
	return c < 0x20 || c == '"' || c == '\\';
}

/* A short text without anything to escape, which nearly all are, needs no memory of its own. False for another. */
static bool quote_plain(const char *value, size_t length, char quoted[PLAIN_SIZE])
{
	size_t i;

	if (length + 2 > PLAIN_SIZE) {
		return false;
	}
	quoted[0] = '"';
	for (i = 0; i < length; i++) {
		if (is_escaped((unsigned char) value[i])) {
			return false;
		}
		quoted[i + 1] = value[i];
	}
	quoted[length + 1] = '"';
	return true;
}

static sfprov_status digest_text(sfprov_sha256_series *series, const char *value, size_t length, char digest[SFPROV_VALUE_DIGEST_SIZE], sfprov_error *error)
{
	char plain[PLAIN_SIZE];
	sfprov_status status;
	sfprov_buffer buffer;
	size_t start = 0;
	size_t i;

	digest[0] = '\0';
	if (quote_plain(value, length, plain)) {
		return finish(series, plain, length + 2, digest, error);
	}
	sfprov_buffer_init(&buffer, 0);
	(void) sfprov_buffer_append_char(&buffer, '"');
	for (i = 0; i < length; i++) {
		if (is_escaped((unsigned char) value[i])) {
			(void) sfprov_buffer_append(&buffer, value + start, i - start);
			append_escaped(&buffer, (unsigned char) value[i]);
			start = i + 1;
		}
	}
	(void) sfprov_buffer_append(&buffer, value + start, length - start);
	(void) sfprov_buffer_append_char(&buffer, '"');
	status = buffer.failed ? sfprov_fail_memory(error) : finish(series, buffer.bytes, buffer.length, digest, error);
	sfprov_buffer_free(&buffer);
	return status;
}

sfprov_status sfprov_value_digest(const char *value, size_t length, char digest[SFPROV_VALUE_DIGEST_SIZE], sfprov_error *error)
{
	return digest_text(NULL, value, length, digest, error);
}

sfprov_status sfprov_value_digest_of(sfprov_sha256_series *series, json_object *value, char digest[SFPROV_VALUE_DIGEST_SIZE], sfprov_error *error)
{
	const char *text;

	if (json_object_is_type(value, json_type_string)) {
		return digest_text(series, json_object_get_string(value), (size_t) json_object_get_string_len(value), digest, error);
	}
	digest[0] = '\0';
	text = sfprov_json_text(value);
	return text == NULL ? sfprov_fail_memory(error) : finish(series, text, strlen(text), digest, error);
}
