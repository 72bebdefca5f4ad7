/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/json.h"

#include "base/text.h"

#include <errno.h>
#include <limits.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

static bool is_blank(const char *text, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++) {
		if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r' && text[i] != '\n') {
			return false;
		}
	}
	return true;
}

/* The character at text[*at], valid UTF-8 beyond ASCII, as one or two \u; gives their length. */
static size_t escape(const char *text, size_t *at, char to[13])
{
	unsigned character = (unsigned char) text[(*at)++];
	int more = character >= 0xf0 ? 3 : character >= 0xe0 ? 2 : 1;

	character &= 0x3fU >> more;
	for (; more > 0; more--) {
		character = (character << 6) | ((unsigned char) text[(*at)++] & 0x3f);
	}
	if (character > 0xffff) {
		character -= 0x10000;
		return (size_t) snprintf(to, 13, "\\u%04x\\u%04x", 0xd800 + (character >> 10), 0xdc00 + (character & 0x3ff));
	}
	return (size_t) snprintf(to, 13, "\\u%04x", character);
}

size_t sfprov_json_to_ascii(const char *text, size_t length, size_t *at, char *to, size_t size)
{
	size_t filled = 0;

	while (*at < length) {
		size_t next = *at;
		char escaped[13];
		size_t needed;

		if ((unsigned char) text[next] < 0x80) {
			escaped[0] = text[next++];
			needed = 1;
		} else {
			needed = escape(text, &next, escaped);
		}
		if (needed > size - filled) {
			break;
		}
		memcpy(to + filled, escaped, needed);
		filled += needed;
		*at = next;
	}
	return filled;
}

/* `clean` tells that nothing but white space follows the value, if it has ended. */
static json_object *feed(struct json_tokener *parser, const char *text, size_t length, bool *clean)
{
	json_object *value = json_tokener_parse_ex(parser, text, (int) length);
	size_t end = json_tokener_get_parse_end(parser);

	*clean = end <= length && is_blank(text + end, length - end);
	return value;
}

/* In pieces: a copy of the whole would be one more thing that memory may be missing for. */
static json_object *feed_in_ascii(struct json_tokener *parser, const char *text, size_t length, bool *clean)
{
	json_object *value;
	char piece[4096];
	size_t at = 0;

	do {
		size_t filled = sfprov_json_to_ascii(text, length, &at, piece, sizeof(piece));

		value = feed(parser, piece, filled, clean);
	} while (json_tokener_get_error(parser) == json_tokener_continue && at < length);
	*clean = *clean && is_blank(text + at, length - at);
	OPENSSL_cleanse(piece, sizeof(piece));
	return value;
}

json_object *sfprov_json_parse(const char *text, size_t length)
{
	struct json_tokener *parser;
	json_object *value;
	bool clean;

	/* json-c's own UTF-8 check came late and has changed since; ours is the same with every version. */
	if (length == 0 || length > INT_MAX - 1 || !sfprov_text_is_utf8(text, length)) {
		return NULL;
	}
	parser = json_tokener_new_ex(SFPROV_JSON_DEPTH);
	if (parser == NULL) {
		return NULL;
	}
	json_tokener_set_flags(parser, JSON_TOKENER_STRICT | JSON_TOKENER_ALLOW_TRAILING_CHARS);
	/* 0.18, when it is strict, takes every character beyond ASCII for a control character. */
	value = json_c_version_num() >> 8 == 18 ? feed_in_ascii(parser, text, length, &clean) : feed(parser, text, length, &clean);
	if (json_tokener_get_error(parser) == json_tokener_continue) {
		/* A bare number ends only with what follows it. */
		value = feed(parser, "\n", 1, &clean);
	}
	if (json_tokener_get_error(parser) != json_tokener_success || !clean) {
		json_object_put(value);
		value = NULL;
	}
	json_tokener_free(parser);
	return value;
}

json_object *sfprov_json_get(json_object *object, const char *name)
{
	json_object *value = NULL;

	if (!json_object_is_type(object, json_type_object) || !json_object_object_get_ex(object, name, &value)) {
		return NULL;
	}
	return value;
}

const char *sfprov_json_get_text(json_object *object, const char *name)
{
	json_object *value = sfprov_json_get(object, name);
	const char *text;

	if (!json_object_is_type(value, json_type_string)) {
		return NULL;
	}
	text = json_object_get_string(value);
	return text != NULL && strlen(text) == (size_t) json_object_get_string_len(value) ? text : NULL;
}

bool sfprov_json_get_int64(json_object *object, const char *name, int64_t *number)
{
	json_object *value = sfprov_json_get(object, name);
	const char *text;

	if (json_object_is_type(value, json_type_int)) {
		*number = json_object_get_int64(value);
		return true;
	}
	text = sfprov_json_get_text(object, name);
	return text != NULL && sfprov_text_to_int64(text, number);
}

bool sfprov_json_get_bool(json_object *object, const char *name, bool otherwise)
{
	json_object *value = sfprov_json_get(object, name);

	return json_object_is_type(value, json_type_boolean) ? json_object_get_boolean(value) != 0 : otherwise;
}

bool sfprov_json_set(json_object *object, const char *name, json_object *value)
{
	if (value == NULL) {
		return false;
	}
	if (object == NULL || json_object_object_add(object, name, value) != 0) {
		json_object_put(value);
		return false;
	}
	return true;
}

bool sfprov_json_set_text(json_object *object, const char *name, const char *text)
{
	if (text == NULL) {
		return object != NULL && json_object_object_add(object, name, NULL) == 0;
	}
	return sfprov_json_set(object, name, json_object_new_string(text));
}

bool sfprov_json_append(json_object *array, json_object *value)
{
	if (value == NULL) {
		return false;
	}
	if (array == NULL || json_object_array_add(array, value) != 0) {
		json_object_put(value);
		return false;
	}
	return true;
}

const char *sfprov_json_text(json_object *value)
{
	int before = errno;
	const char *text;

	/* json-c goes on with what is left of the text when its buffer cannot grow: only errno tells that a part is missing. */
	errno = 0;
	text = json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	if (errno == ENOMEM) {
		text = NULL;
	}
	errno = before;
	return text;
}
