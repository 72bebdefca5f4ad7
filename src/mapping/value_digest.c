/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/value_digest.h"

#include "base/buffer.h"
#include "crypto/base64.h"
#include "crypto/digest.h"

#include <stdio.h>
#include <string.h>

#define DIGEST_BYTES 9

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

static sfprov_status finish(const void *bytes, size_t length, char digest[SFPROV_VALUE_DIGEST_SIZE], sfprov_error *error)
{
	unsigned char hash[SFPROV_SHA256_SIZE];

	if (!sfprov_sha256(bytes, length, hash)) {
		return sfprov_fail_memory(error);
	}
	(void) sfprov_base64_encode(SFPROV_BASE64_URL, hash, DIGEST_BYTES, digest, SFPROV_VALUE_DIGEST_SIZE);
	return SFPROV_OK;
}

sfprov_status sfprov_value_digest(const char *value, size_t length, char digest[SFPROV_VALUE_DIGEST_SIZE], sfprov_error *error)
{
	sfprov_status status;
	sfprov_buffer buffer;
	size_t start = 0;
	size_t i;

	sfprov_buffer_init(&buffer, 0);
	(void) sfprov_buffer_append_char(&buffer, '"');
	for (i = 0; i < length; i++) {
		unsigned char c = (unsigned char) value[i];

		if (c < 0x20 || c == '"' || c == '\\') {
			(void) sfprov_buffer_append(&buffer, value + start, i - start);
			append_escaped(&buffer, c);
			start = i + 1;
		}
	}
	(void) sfprov_buffer_append(&buffer, value + start, length - start);
	(void) sfprov_buffer_append_char(&buffer, '"');
	digest[0] = '\0';
	status = buffer.failed ? sfprov_fail_memory(error) : finish(buffer.bytes, buffer.length, digest, error);
	sfprov_buffer_free(&buffer);
	return status;
}

sfprov_status sfprov_value_digest_of(json_object *value, char digest[SFPROV_VALUE_DIGEST_SIZE], sfprov_error *error)
{
	const char *text;

	if (json_object_is_type(value, json_type_string)) {
		return sfprov_value_digest(json_object_get_string(value), (size_t) json_object_get_string_len(value), digest, error);
	}
	digest[0] = '\0';
	text = sfprov_json_text(value);
	return text == NULL ? sfprov_fail_memory(error) : finish(text, strlen(text), digest, error);
}
