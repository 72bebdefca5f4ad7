/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Between PHP values and the core's json_object. */
#ifndef SFPROV_PHP_VALUE_H
#define SFPROV_PHP_VALUE_H

#include "php.h"

#include "base/json.h"

/* A key of an array to take, and what to take of its value when that is an array. A list of these ends with a NULL key. */
typedef struct sfprov_wanted {
	const char *key;
	const struct sfprov_wanted *inner; /* keys of the value, or of each of its rows; NULL: all of it */
	bool rows;                         /* the value is a list of rows, with or without gaps */
	bool set_only;                     /* members of the value that are null are left out */
} sfprov_wanted;

/* Copies a PHP array into a json_object: a list becomes an array, everything else an object in the order of its keys (so a list with
 * gaps is an object with numeric names). `wanted` names the keys to take, which keep their own order and leave out what is null; NULL takes all. INPUT, with the path, for objects,
 * resources, depth over SFPROV_JSON_DEPTH, text that is not UTF-8 or holds a NUL, and numbers that JSON does not have. New reference, NULL on failure. It must not outlive
 * `array` and `wanted`, whose keys it borrows. */
json_object *sfprov_php_to_json(HashTable *array, const char *name, const sfprov_wanted *wanted, sfprov_error *error);

/* Makes a PHP value of a json_object: objects become arrays. NULL becomes null. */
void sfprov_php_from_json(json_object *value, zval *result);

/* Makes a PHP integer, or a float where PHP's integers are too short (32 bits) for the number. */
void sfprov_php_from_int(int64_t number, zval *result);

#endif
