/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/buffer.h"

#include "base/memory.h"
#include "base/text.h"

#include <openssl/crypto.h>
#include <stdint.h>
#include <string.h>

void sfprov_buffer_init(sfprov_buffer *buffer, size_t limit)
{
	memset(buffer, 0, sizeof(*buffer));
	buffer->limit = limit;
}

void sfprov_buffer_init_secret(sfprov_buffer *buffer, size_t limit)
{
	sfprov_buffer_init(buffer, limit);
	buffer->secret = true;
}

/* A secret must not be left behind by realloc, which may move it. */
static char *grow(const sfprov_buffer *buffer, size_t size)
{
	char *bytes;

	if (!buffer->secret) {
		return sfprov_resize(buffer->bytes, size);
	}
	bytes = sfprov_alloc(size, 1);
	if (bytes != NULL && buffer->bytes != NULL) {
		memcpy(bytes, buffer->bytes, buffer->length + 1);
		OPENSSL_cleanse(buffer->bytes, buffer->size);
		sfprov_free(buffer->bytes);
	}
	return bytes;
}

static bool reserve(sfprov_buffer *buffer, size_t more)
{
	size_t size = buffer->size > 0 ? buffer->size : 256;
	char *bytes;

	if (buffer->limit > 0 && (more > buffer->limit || buffer->length > buffer->limit - more)) {
		buffer->over_limit = true;
		return false;
	}
	if (more >= SIZE_MAX / 2 - buffer->length) {
		return false;
	}
	while (size < buffer->length + more + 1) {
		size *= 2;
	}
	if (size == buffer->size) {
		return true;
	}
	bytes = grow(buffer, size);
	if (bytes == NULL) {
		return false;
	}
	buffer->bytes = bytes;
	buffer->size = size;
	return true;
}

bool sfprov_buffer_append(sfprov_buffer *buffer, const char *bytes, size_t length)
{
	if (buffer->failed || !reserve(buffer, length)) {
		buffer->failed = true;
		return false;
	}
	if (length > 0) {
		memcpy(buffer->bytes + buffer->length, bytes, length);
	}
	buffer->length += length;
	buffer->bytes[buffer->length] = '\0';
	return true;
}

bool sfprov_buffer_append_text(sfprov_buffer *buffer, const char *text)
{
	return sfprov_buffer_append(buffer, text, strlen(text));
}

bool sfprov_buffer_append_char(sfprov_buffer *buffer, char c)
{
	return sfprov_buffer_append(buffer, &c, 1);
}

bool sfprov_buffer_append_percent(sfprov_buffer *buffer, const char *text)
{
	static const char digits[] = "0123456789ABCDEF";

	for (; *text != '\0'; text++) {
		unsigned char byte = (unsigned char) *text;

		if (sfprov_text_is_alnum(*text) || strchr("-._~", *text) != NULL) {
			sfprov_buffer_append_char(buffer, *text);
		} else {
			char encoded[3] = {'%', digits[byte >> 4], digits[byte & 15]};

			sfprov_buffer_append(buffer, encoded, sizeof(encoded));
		}
	}
	return !buffer->failed;
}

bool sfprov_buffer_append_form(sfprov_buffer *buffer, const char *name, const char *value)
{
	if (value == NULL) {
		return !buffer->failed;
	}
	if (buffer->length > 0) {
		sfprov_buffer_append_char(buffer, '&');
	}
	sfprov_buffer_append_text(buffer, name);
	sfprov_buffer_append_char(buffer, '=');
	return sfprov_buffer_append_percent(buffer, value);
}

const char *sfprov_buffer_text(const sfprov_buffer *buffer)
{
	return buffer->bytes == NULL ? "" : buffer->bytes;
}

char *sfprov_buffer_take(sfprov_buffer *buffer)
{
	char *bytes;

	if (buffer->failed) {
		return NULL;
	}
	bytes = buffer->bytes == NULL ? sfprov_copy("") : buffer->bytes;
	buffer->bytes = NULL;
	buffer->length = 0;
	buffer->size = 0;
	return bytes;
}

void sfprov_buffer_free(sfprov_buffer *buffer)
{
	if (buffer->bytes != NULL && buffer->secret) {
		OPENSSL_cleanse(buffer->bytes, buffer->size);
	}
	sfprov_free(buffer->bytes);
	buffer->bytes = NULL;
	buffer->length = 0;
	buffer->size = 0;
	buffer->failed = false;
	buffer->over_limit = false;
}
