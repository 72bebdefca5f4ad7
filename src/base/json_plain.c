/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What is read often and is of a simple form is read here; json-c does the rest. */
#include "base/json.h"
#include "base/text.h"

#include <limits.h>
#include <string.h>

/* A name that is longer is left to json-c, as is what is deeper. */
#define NAME_SIZE 64
#define DEPTH 4

/* Behind white space, `c`. */
static bool take(const char **at, char c)
{
	const char *next = *at;

	while (*next == ' ' || *next == '\t' || *next == '\r' || *next == '\n') {
		next++;
	}
	if (*next != c) {
		return false;
	}
	*at = next + 1;
	return true;
}

/* The text behind its first quote, up to the second; NULL when there is an escape or a control character in it. */
static const char *take_text(const char **at, size_t *length)
{
	const char *text = *at;
	size_t i = 0;

	while (text[i] != '"') {
		if ((unsigned char) text[i] < 0x20 || text[i] == '\\') {
			return NULL;
		}
		i++;
	}
	*at = text + i + 1;
	*length = i;
	return text;
}

static json_object *read_object(const char **at, int depth);

static bool read_member(const char **at, int depth, json_object *object)
{
	char name[NAME_SIZE];
	const char *text;
	size_t length;

	text = take(at, '"') ? take_text(at, &length) : NULL;
	if (text == NULL || length >= sizeof(name) || !take(at, ':')) {
		return false;
	}
	memcpy(name, text, length);
	name[length] = '\0';
	if (take(at, '{')) {
		return sfprov_json_set(object, name, read_object(at, depth + 1));
	}
	text = take(at, '"') ? take_text(at, &length) : NULL;
	return text != NULL && sfprov_json_set(object, name, json_object_new_string_len(text, (int) length));
}

/* Behind its first brace. */
static json_object *read_object(const char **at, int depth)
{
	json_object *object = depth < DEPTH ? json_object_new_object() : NULL;
	bool good = object != NULL;

	if (good && !take(at, '}')) {
		do {
			good = read_member(at, depth, object);
		} while (good && take(at, ','));
		good = good && take(at, '}');
	}
	if (!good) {
		json_object_put(object);
		object = NULL;
	}
	return object;
}

json_object *sfprov_json_parse_plain(const char *text)
{
	size_t length = strlen(text);
	json_object *object = NULL;
	const char *at = text;

	if (length < INT_MAX && sfprov_text_is_utf8(text, length) && take(&at, '{')) {
		object = read_object(&at, 0);
	}
	if (object != NULL && take(&at, '\0')) {
		return object;
	}
	json_object_put(object);
	return sfprov_json_parse(text, length);
}

/* Behind the string that begins at `quote`; NULL when it does not end. */
static const char *behind_string(const char *quote)
{
	const char *at = quote;
	size_t backslashes;

	do {
		at = strchr(at + 1, '"');
		if (at == NULL) {
			return NULL;
		}
		for (backslashes = 0; at[-1 - (ptrdiff_t) backslashes] == '\\'; backslashes++) {
		}
	} while (backslashes % 2 != 0);
	return at + 1;
}

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t\r\n");
}

/* Where the value of a member of the outermost object begins, the last one of the name as for json-c. NULL: nowhere. */
static const char *find_value(const char *document, const char *name)
{
	size_t length = strlen(name);
	const char *value = NULL;
	const char *at = document;
	int depth = 0;

	while (*at != '\0') {
		const char *quote = at++;

		if (*quote == '{' || *quote == '[') {
			depth++;
		} else if (*quote == '}' || *quote == ']') {
			depth--;
		} else if (*quote == '"') {
			at = behind_string(quote);
			if (at == NULL) {
				return NULL;
			}
			/* A string before a colon is a name. */
			if (depth == 1 && (size_t) (at - quote) == length + 2 && memcmp(quote + 1, name, length) == 0 && *skip_blanks(at) == ':') {
				value = skip_blanks(skip_blanks(at) + 1);
			}
		}
	}
	return depth == 0 ? value : NULL;
}

bool sfprov_json_find_text(const char *document, const char *name, char *text, size_t size)
{
	const char *value = find_value(document, name);
	const char *end = value == NULL || *value != '"' ? NULL : behind_string(value);
	json_object *string = NULL;
	const char *found;
	const char *at;
	size_t length;
	bool fits;

	if (end == NULL) {
		return false;
	}
	at = value + 1;
	found = take_text(&at, &length);
	if (found == NULL || !sfprov_text_is_utf8(found, length)) {
		string = sfprov_json_parse(value, (size_t) (end - value));
		found = json_object_get_string(string);
		length = (size_t) json_object_get_string_len(string);
	}
	fits = found != NULL && length < size && memchr(found, '\0', length) == NULL;
	if (fits) {
		memcpy(text, found, length);
		text[length] = '\0';
	}
	json_object_put(string);
	return fits;
}
