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

/* Without making the objects, what the parser gives. */
static void find_text(void)
{
	static const char *const documents[] = {"{\"url\":\"https://x\"}", " { \"a\" : 1 , \"url\" :\n\"https:\\/\\/x\" } ",
		"{\"a\":{\"url\":\"inner\"},\"b\":[{\"url\":\"inner\"}]}", "{\"a\":{\"url\":\"inner\"},\"url\":\"outer\",\"c\":{\"url\":\"inner\"}}",
		"{\"url\":\"first\",\"url\":\"last\"}", "{\"url\":\"first\",\"url\":null}", "{\"url\":null}", "{\"url\":7}", "{\"url\":[\"x\"]}",
		"{\"url\":{\"url\":\"x\"}}", "[\"url\",\"x\"]", "[{\"url\":\"x\"}]", "\"url\"", "{}", "[]", "null", "{\"a\":\"url\",\"b\":\"x\"}",
		"{\"a\":\"\\\"url\\\":\\\"x\\\"\"}", "{\"a\":\"\\\\\",\"url\":\"x\"}", "{\"a\":\"\\\\\\\"\",\"url\":\"x\\\\\"}", "{\"a\\\\\":\"{[\",\"url\":\"]}\"}",
		"{\"urls\":\"x\",\"ur\":\"x\",\"URL\":\"x\"}", "{\"url\":\"\\u00e9\\n\xc3\xa9\"}", "{\"url\":\"a\\u0000b\"}", "{\"url\":\"\"}",
		"{\"url\":\"123456789\"}", "{\"url\":\"1234567890\"}", "{\"\":\"x\"}"};
	/* No documents, though the last two look like some up to their end. */
	static const char *const others[] = {"", "url", "{\"url", "{\"url\"", "{\"url\":", "{\"url\":\"x", "{\"url\":\"x\"", "{\"url\":\"x\\\"}",
		"{\"a\":[\"url\",\"x\"}", "{\"url\":\"\xff\"}", "{\"url\":\"\\q\"}"};
	char text[10];
	size_t i;

	for (i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		json_object *parsed = sfprov_json_parse(documents[i], strlen(documents[i]));
		const char *expected = sfprov_json_get_text(parsed, "url");
		bool found = sfprov_json_find_text(documents[i], "url", text, sizeof(text));

		CHECK_INT(found, expected != NULL && strlen(expected) < sizeof(text));
		if (found && expected != NULL) {
			CHECK_TEXT(text, expected);
		}
		json_object_put(parsed);
	}
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		CHECK(!sfprov_json_find_text(others[i], "url", text, sizeof(text)));
	}
	CHECK(sfprov_json_find_text("{\"\":\"x\"}", "", text, sizeof(text)));
	CHECK_TEXT(text, "x");
	CHECK(!sfprov_json_find_text("{\"url\":\"123456789\"}", "url", text, 9));
}

/* Read in either way, a document is the same. */
static void plain(void)
{
	static const char *const documents[] = {"{}", " { } ", "{\"a\":{}}",
		"{\"Contact\":{\"LastName\":\"AbC-_1234567\",\"Email\":\"\"},\"CoPerson__c\":{\"Status__c\":\"x\"}}\n", "{\"a\" : \"\xc3\xa9\" ,\"b\":{\"c\" :\"d\"} }",
		"{\"a\":\"1\",\"b\":\"2\",\"a\":\"3\"}", "{\"a\":{\"b\":\"1\"},\"a\":\"2\"}", "{\"\":\"x\"}", "{\"a\":{\"b\":{\"c\":{\"d\":\"e\"}}}}",
		"{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":\"g\"}}}}}}", "{\"a\":1}", "{\"a\":null}", "{\"a\":true,\"b\":[\"c\"]}", "{\"a\":\"\\u00e9\\\"\\\\\"}",
		"{\"a\\n\":\"b\"}", "{\"a\":\"b\nc\"}", "[\"a\"]", "\"a\"", "7", "null", "", " ", "{", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":\"b", "{\"a\":\"b\"",
		"{\"a\":\"b\",}", "{\"a\":\"b\"}}", "{\"a\":\"b\"} x", "{\"a\":\"b\"\"c\":\"d\"}", "{,}", "{\"a\" \"b\"}", "{\"a\":\"\xff\"}", "{'a':'b'}",
		"{\"a\":\"b\"}//", "{\"a\":{\"b\":\"c\"}", "{\"a\":\"b\x01\"}", "{\"0123456789012345678901234567890123456789012345678901234567890123456789\":\"x\"}"};
	size_t i;

	for (i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		json_object *expected = sfprov_json_parse(documents[i], strlen(documents[i]));
		json_object *found = sfprov_json_parse_plain(documents[i]);

		CHECK((found == NULL) == (expected == NULL));
		if (found != NULL && expected != NULL) {
			CHECK_TEXT(sfprov_json_text(found), sfprov_json_text(expected));
		}
		json_object_put(found);
		json_object_put(expected);
	}
}

int main(void)
{
	to_ascii();
	find_text();
	plain();
	parse();
	parse_long();
	return unit_summary("base/json");
}
