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
	sfprov_buffer ascii;

	sfprov_buffer_init(&ascii, 0);
	CHECK(sfprov_json_to_ascii(text, strlen(text), &ascii));
	CHECK_TEXT(sfprov_buffer_text(&ascii), "{\"k\":\"a \\u0080 \\u00e9 \\u07ff \\u0800 \\u6625 \\ufffd \\ud800\\udc00 \\ud83e\\udd84 \\udbff\\udfff z\"}");
	sfprov_buffer_free(&ascii);
	sfprov_buffer_init(&ascii, 4);
	CHECK(!sfprov_json_to_ascii("\xc3\xa9", 2, &ascii));
	sfprov_buffer_free(&ascii);
}

/* The same with every version of json-c. */
static void parse(void)
{
	static const char text[] = " {\"k\xc3\xa9\":\"" ALL "\"} \n";
	static const char *const refused[] = {"", " ", "\xc3\xa9", "{\"a\":\"\xc3\"}", "{\"a\":\"\xed\xa0\x80\"}", "[1] x"};
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
	return unit_summary("base/json");
}
