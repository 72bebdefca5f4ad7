/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Teaches libFuzzer JSON: every other mutation picks a document somewhere in the input and changes its tree instead of its bytes. */
#define _GNU_SOURCE
#include <json-c/json.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

static uint64_t state;

static unsigned dice(unsigned sides)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned) (state >> 33) % sides;
}

static json_object *odd_value(void)
{
	static const char *const values[] = {"null", "true", "false", "0", "1", "-1", "200", "204", "300", "404", "500", "9223372036854775807", "1e999", "-0.0",
		"\"\"", "\"0\"", "\"1\"", "\"\\u0000\"", "\"\\uD800\"", "\"003000000000001AAA\"", "\"003000000000001\"", "\"https://x.my.salesforce.com\"",
		"\"https://evil.example.net\"", "\"https://x.my.salesforce.com.example.net\"", "\"https://x.my.salesforce.com@evil.example.net\"", "\"Bearer\"",
		"\"A\"", "\"'\"", "\"\\\\\"", "\"\\r\\n\"", "\"INVALID_SESSION_ID\"", "\"ENTITY_IS_DELETED\"", "\"DUPLICATES_DETECTED\"", "\"UNABLE_TO_LOCK_ROW\"",
		"\"/services/data/v62.0/query/01gx-2000\"", "[]", "{}", "[[]]", "{\"\":null}", "[null]",
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "\"\xc3\xa4\xf0\x9f\x98\x80\""};

	return json_tokener_parse(values[dice(sizeof(values) / sizeof(values[0]))]);
}

static void change_object(json_object *object)
{
	static const char *const names[] = {"id", "Id", "records", "done", "nextRecordsUrl", "errorCode", "message", "fields", "access_token", "refresh_token",
		"instance_url", "error", "error_description", "expires_in", "compositeResponse", "body", "httpStatusCode", "referenceId", "deleted", "status", "type",
		"name", "CoPerson", "PrimaryName", ""};
	int count = json_object_object_length(object);
	unsigned chosen = count > 0 ? dice((unsigned) count) : 0;
	json_object *value = NULL;
	char *name = NULL;

	json_object_object_foreach(object, key, member)
	{
		if (chosen-- == 0) {
			name = strdup(key);
			value = member;
			break;
		}
	}
	switch (dice(4)) {
		case 0:
			if (name != NULL) {
				json_object_object_del(object, name);
			}
			break;
		case 1:
			if (name != NULL) {
				json_object_object_add(object, name, odd_value());
			}
			break;
		case 2:
			json_object_object_add(object, names[dice(sizeof(names) / sizeof(names[0]))], json_object_get(value));
			break;
		default:
			json_object_object_add(object, names[dice(sizeof(names) / sizeof(names[0]))], odd_value());
			break;
	}
	free(name);
}

static void change_array(json_object *array)
{
	size_t count = json_object_array_length(array);
	size_t chosen = count > 0 ? dice((unsigned) count) : 0;

	switch (dice(4)) {
		case 0:
			if (count > 0) {
				json_object_array_del_idx(array, chosen, 1);
			}
			break;
		case 1:
			if (count > 0) {
				json_object_array_put_idx(array, chosen, odd_value());
			}
			break;
		case 2:
			if (count > 0) {
				json_object_array_add(array, json_object_get(json_object_array_get_idx(array, chosen)));
			}
			break;
		default:
			json_object_array_add(array, odd_value());
			break;
	}
}

/* Walks down at random and changes where it stops. */
static void change(json_object *value)
{
	for (;;) {
		json_object *next = NULL;
		int is_array = json_object_is_type(value, json_type_array);
		unsigned count = is_array ? (unsigned) json_object_array_length(value) : (unsigned) json_object_object_length(value);
		unsigned chosen = count > 0 ? dice(count) : 0;

		if (count > 0 && is_array) {
			next = json_object_array_get_idx(value, chosen);
		} else if (count > 0) {
			json_object_object_foreach(value, key, member)
			{
				(void) key;
				if (chosen-- == 0) {
					next = member;
					break;
				}
			}
		}
		if (dice(3) == 0 || (!json_object_is_type(next, json_type_object) && !json_object_is_type(next, json_type_array))) {
			if (is_array) {
				change_array(value);
			} else {
				change_object(value);
			}
			return;
		}
		value = next;
	}
}

static size_t splice(uint8_t *data, size_t size, size_t max_size, size_t at)
{
	struct json_tokener *parser = json_tokener_new_ex(200);
	json_object *value = json_tokener_parse_ex(parser, (const char *) data + at, (int) (size - at));
	size_t used = json_tokener_get_parse_end(parser);
	size_t result = 0;

	if (json_tokener_get_error(parser) == json_tokener_success
		&& (json_object_is_type(value, json_type_object) || json_object_is_type(value, json_type_array))) {
		const char *text;
		size_t length;

		change(value);
		text = json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
		length = strlen(text);
		if (size - used + length <= max_size) {
			memmove(data + at + length, data + at + used, size - at - used);
			memcpy(data + at, text, length);
			result = size - used + length;
		}
	}
	json_object_put(value);
	json_tokener_free(parser);
	return result;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	size_t start;
	size_t i;

	state = seed;
	if (size > 0 && dice(2) == 0) {
		start = dice((unsigned) size);
		for (i = 0; i < size; i++) {
			size_t at = (start + i) % size;

			if (data[at] == '{' || data[at] == '[') {
				size_t result = splice(data, size, max_size, at);

				if (result > 0) {
					return result;
				}
				break;
			}
		}
	}
	return LLVMFuzzerMutate(data, size, max_size);
}
