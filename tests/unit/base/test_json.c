/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/json.h"
#include "base/memory.h"
#include "unit.h"

#include <string.h>

#define ALL "a \xc2\x80 \xc3\xa9 \xdf\xbf \xe0\xa0\x80 \xe6\x98\xa5 \xef\xbf\xbd \xf0\x90\x80\x80 \xf0\x9f\xa6\x84 \xf4\x8f\xbf\xbf z"

static void to_ascii(void)
{
	static const char text[] = "{\"k\":\"" ALL "\"}";
	static const char expected[] = "{\"k\":\"a \\u0080 \\u00e9 \\u07ff \\u0800 \\u6625 \\ufffd \\ud800\\udc00 \\ud83e\\udd84 \\udbff\\udfff z\"}";
	char ascii[sizeof(expected)];
	size_t size;

	/* In pieces of any size no character is torn. */
	for (size = 12; size < sizeof(ascii); size++) {
		size_t filled = 0;
		size_t at = 0;

		while (at < strlen(text) && filled < strlen(expected)) {
			size_t left = sizeof(ascii) - 1 - filled;

			filled += sfprov_json_to_ascii(text, strlen(text), &at, ascii + filled, size < left ? size : left);
		}
		ascii[filled] = '\0';
		CHECK_INT(at, strlen(text));
		CHECK_TEXT(ascii, expected);
	}
}

/* A document of more than one piece for json-c 0.18, whose characters stand across every border. */
static void parse_long(void)
{
	static char text[40000];
	size_t shift;

	for (shift = 0; shift < 12; shift++) {
		size_t length = 0;
		json_object *array;

		text[length++] = '[';
		memset(text + length, ' ', shift);
		length += shift;
		text[length++] = '"';
		while (length < sizeof(text) - 10) {
			memcpy(text + length, "\xf0\x9f\xa6\x84", 4);
			length += 4;
		}
		memcpy(text + length, "\"] \n", 4);
		length += 4;
		array = sfprov_json_parse(text, length);
		CHECK_INT(json_object_get_string_len(json_object_array_get_idx(array, 0)), length - shift - 6);
		json_object_put(array);
		text[length++] = 'x';
		array = sfprov_json_parse(text, length);
		CHECK(array == NULL);
		json_object_put(array);
	}
}

/* The same with every version of json-c. */
static void parse(void)
{
	static const char text[] = " {\"k\xc3\xa9\":\"" ALL "\"} \n";
	static const char *const refused[] = {
		"", " ", "\xc3\xa9", "{\"a\":\"\xc3\"}", "{\"a\":\"\xed\xa0\x80\"}", "[1] x", "[1]\xc3\xa9", "1\xc3\xa9", "{\xc3\xa9:1}"};
	json_object *object = sfprov_json_parse(text, strlen(text));
	size_t i;

	CHECK_TEXT(sfprov_json_get_text(object, "k\xc3\xa9"), ALL);
	json_object_put(object);
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		object = sfprov_json_parse(refused[i], strlen(refused[i]));
		CHECK(object == NULL);
		json_object_put(object);
	}
}

int main(void)
{
	to_ascii();
	parse();
	parse_long();
	return unit_summary("base/json");
}
