/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/value.h"

#include "base/text.h"

#include <math.h>

/* Where we are, for messages: a chain from the inside out, on the stack. */
typedef struct place {
	const struct place *outer;
	const char *name; /* of a wanted key; NULL: key or index */
	zend_string *key; /* NULL: index */
	zend_ulong index;
	const char *root;
	int depth;
	bool set_only; /* leave out members that are null */
	bool shared;   /* behind a PHP reference: a callback may change it while we work */
} place;

static void append_place(const place *at, char *text, size_t size)
{
	size_t used;

	if (at->outer == NULL) {
		(void) snprintf(text, size, "%s", at->root);
		return;
	}
	append_place(at->outer, text, size);
	used = strlen(text);
	if (at->name != NULL || at->key != NULL) {
		(void) snprintf(text + used, size - used, ".%s", at->name != NULL ? at->name : ZSTR_VAL(at->key));
	} else {
		(void) snprintf(text + used, size - used, "." ZEND_ULONG_FMT, at->index);
	}
}

static json_object *refuse(const place *at, const char *why, sfprov_error *error)
{
	char path[200];

	append_place(at, path, sizeof(path));
	(void) sfprov_fail(error, SFPROV_E_INPUT, "%s %s", path, why);
	sfprov_error_add_field(error, path);
	return NULL;
}

static json_object *copy_value(zval *value, const sfprov_wanted *wanted, bool rows, const place *at, sfprov_error *error);

/* `wanted` is for the rows. */
static json_object *copy_list(HashTable *array, const sfprov_wanted *wanted, const place *at, sfprov_error *error)
{
	json_object *list = json_object_new_array();
	zend_ulong index;
	zval *value;

	ZEND_HASH_FOREACH_NUM_KEY_VAL(array, index, value)
	{
		place inner = {.outer = at, .index = index, .depth = at->depth + 1, .shared = at->shared || Z_ISREF_P(value)};
		json_object *copy = NULL;

		ZVAL_DEREF(value);
		if (Z_TYPE_P(value) != IS_NULL) {
			copy = copy_value(value, wanted, false, &inner, error);
			if (copy == NULL) {
				json_object_put(list);
				return NULL;
			}
		}
		if (list == NULL || json_object_array_add(list, copy) != 0) {
			json_object_put(copy);
			json_object_put(list);
			(void) sfprov_fail_memory(error);
			return NULL;
		}
	}
	ZEND_HASH_FOREACH_END();
	return list;
}

/* A PHP array has no key twice. Its keys are not copied: the array is an argument of the method, which outlives every object made of it, unless it hangs on a
 * reference. */
static int add_member(json_object *map, zend_string *key, zend_ulong index, bool shared, json_object *value)
{
	char number[MAX_LENGTH_OF_LONG];

	if (key != NULL) {
		return json_object_object_add_ex(
			map, ZSTR_VAL(key), value, shared ? JSON_C_OBJECT_ADD_KEY_IS_NEW : JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_KEY_IS_CONSTANT);
	}
	(void) snprintf(number, sizeof(number), ZEND_ULONG_FMT, index);
	return json_object_object_add_ex(map, number, value, JSON_C_OBJECT_ADD_KEY_IS_NEW);
}

/* `wanted` is for the rows. */
static json_object *copy_map(HashTable *array, const sfprov_wanted *wanted, const place *at, sfprov_error *error)
{
	json_object *map = json_object_new_object();
	zend_string *key;
	zend_ulong index;
	zval *value;

	ZEND_HASH_FOREACH_KEY_VAL(array, index, key, value) {
		place inner = {.outer = at, .key = key, .index = index, .depth = at->depth + 1, .shared = at->shared || Z_ISREF_P(value)};
		json_object *copy = NULL;

		if (key != NULL && (strlen(ZSTR_VAL(key)) != ZSTR_LEN(key) || !sfprov_text_is_utf8(ZSTR_VAL(key), ZSTR_LEN(key)))) {
			json_object_put(map);
			return refuse(at, "has a key that is not UTF-8 text", error);
		}
		ZVAL_DEREF(value);
		if (at->set_only && Z_TYPE_P(value) == IS_NULL) {
			continue;
		}
		if (Z_TYPE_P(value) != IS_NULL) {
			copy = copy_value(value, wanted, false, &inner, error);
			if (copy == NULL) {
				json_object_put(map);
				return NULL;
			}
		}
		if (map == NULL || add_member(map, key, index, at->shared, copy) != 0) {
			json_object_put(copy);
			json_object_put(map);
			(void) sfprov_fail_memory(error);
			return NULL;
		}
	}
	ZEND_HASH_FOREACH_END();
	if (map == NULL) {
		(void) sfprov_fail_memory(error);
	}
	return map;
}

/* Of what is left out nothing is looked at: most of a row of the registry is of no use here. */
static json_object *copy_wanted(HashTable *array, const sfprov_wanted *wanted, const place *at, sfprov_error *error)
{
	json_object *map = json_object_new_object();

	for (; map != NULL && wanted->key != NULL; wanted++) {
		zval *found = zend_hash_str_find(array, wanted->key, strlen(wanted->key));
		place inner = {.outer = at,
			.name = wanted->key,
			.depth = at->depth + 1,
			.set_only = wanted->set_only,
			.shared = at->shared || (found != NULL && Z_ISREF_P(found))};
		zval *value = found;
		json_object *copy;

		if (value == NULL) {
			continue;
		}
		ZVAL_DEREF(value);
		if (Z_TYPE_P(value) == IS_NULL) {
			continue;
		}
		copy = copy_value(value, wanted->inner, wanted->rows, &inner, error);
		if (copy == NULL) {
			json_object_put(map);
			return NULL;
		}
		if (json_object_object_add_ex(map, wanted->key, copy, JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_KEY_IS_CONSTANT) != 0) {
			json_object_put(copy);
			json_object_put(map);
			map = NULL;
		}
	}
	if (map == NULL) {
		(void) sfprov_fail_memory(error);
	}
	return map;
}

/* An array that is none of the rows asked for is copied whole, for the mapping to refuse. */
static json_object *copy_array(HashTable *array, const sfprov_wanted *wanted, bool rows, const place *at, sfprov_error *error)
{
	if (at->depth >= SFPROV_JSON_DEPTH - 1) {
		return refuse(at, "is nested too deeply", error);
	}
	if (zend_array_is_list(array)) {
		return copy_list(array, rows ? wanted : NULL, at, error);
	}
	return wanted == NULL || rows ? copy_map(array, wanted, at, error) : copy_wanted(array, wanted, at, error);
}

static json_object *copy_text(zend_string *text, const place *at, sfprov_error *error)
{
	json_object *copy;

	if (!sfprov_text_is_utf8(ZSTR_VAL(text), ZSTR_LEN(text)) || strlen(ZSTR_VAL(text)) != ZSTR_LEN(text)) {
		return refuse(at, "must be UTF-8 text without NUL characters", error);
	}
	if (ZSTR_LEN(text) > INT_MAX / 2) {
		return refuse(at, "is too long", error);
	}
	copy = json_object_new_string_len(ZSTR_VAL(text), (int) ZSTR_LEN(text));
	if (copy == NULL) {
		(void) sfprov_fail_memory(error);
	}
	return copy;
}

static json_object *copy_value(zval *value, const sfprov_wanted *wanted, bool rows, const place *at, sfprov_error *error)
{
	json_object *copy;

	switch (Z_TYPE_P(value)) {
		case IS_TRUE:
		case IS_FALSE:
			copy = json_object_new_boolean(Z_TYPE_P(value) == IS_TRUE);
			break;
		case IS_LONG:
			copy = json_object_new_int64((int64_t) Z_LVAL_P(value));
			break;
		case IS_DOUBLE:
			if (!isfinite(Z_DVAL_P(value))) {
				return refuse(at, "is a number that JSON does not have", error);
			}
			copy = json_object_new_double(Z_DVAL_P(value));
			break;
		case IS_STRING:
			return copy_text(Z_STR_P(value), at, error);
		case IS_ARRAY:
			return copy_array(Z_ARRVAL_P(value), wanted, rows, at, error);
		default:
			return refuse(at, "must be text, a number, a boolean, null or an array of these", error);
	}
	if (copy == NULL) {
		(void) sfprov_fail_memory(error);
	}
	return copy;
}

json_object *sfprov_php_to_json(HashTable *array, const char *name, const sfprov_wanted *wanted, sfprov_error *error)
{
	place top = {.root = name};

	return wanted == NULL ? copy_map(array, NULL, &top, error) : copy_wanted(array, wanted, &top, error);
}

void sfprov_php_from_int(int64_t number, zval *result)
{
	if ((int64_t) (zend_long) number == number) {
		ZVAL_LONG(result, (zend_long) number);
	} else {
		ZVAL_DOUBLE(result, (double) number);
	}
}

static void from_object(json_object *object, zval *result)
{
	array_init_size(result, (uint32_t) json_object_object_length(object));
	json_object_object_foreach(object, name, member)
	{
		zval value;

		sfprov_php_from_json(member, &value);
		zend_symtable_str_update(Z_ARRVAL_P(result), name, strlen(name), &value);
	}
}

void sfprov_php_from_json(json_object *value, zval *result)
{
	size_t length;
	size_t i;

	switch (json_object_get_type(value)) {
		case json_type_boolean:
			ZVAL_BOOL(result, json_object_get_boolean(value));
			break;
		case json_type_int:
			sfprov_php_from_int(json_object_get_int64(value), result);
			break;
		case json_type_double:
			ZVAL_DOUBLE(result, json_object_get_double(value));
			break;
		case json_type_string:
			ZVAL_STRINGL(result, json_object_get_string(value), (size_t) json_object_get_string_len(value));
			break;
		case json_type_array:
			length = json_object_array_length(value);
			array_init_size(result, (uint32_t) length);
			for (i = 0; i < length; i++) {
				zval element;

				sfprov_php_from_json(json_object_array_get_idx(value, i), &element);
				add_next_index_zval(result, &element);
			}
			break;
		case json_type_object:
			from_object(value, result);
			break;
		default:
			ZVAL_NULL(result);
	}
}
