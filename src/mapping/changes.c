/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/mapping.h"

#include "mapping/value_digest.h"

#include <string.h>

/* The keys of json-c objects are copied here: unlike those of sfprov_fields they may be borrowed from what the caller stored. */
static sfprov_status add(json_object *object, const char *field, json_object *value, sfprov_error *error)
{
	return sfprov_json_set(object, field, value) ? SFPROV_OK : sfprov_fail_memory(error);
}

static sfprov_status add_value(
	sfprov_sha256_series *series, const char *field, json_object *value, json_object *sent, sfprov_changes *changes, sfprov_error *error)
{
	json_object *before = sfprov_json_get(sent, field);
	char digest[SFPROV_VALUE_DIGEST_SIZE];
	bool same;

	if (sfprov_value_digest_of(series, value, digest, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	same = json_object_is_type(before, json_type_string) && json_object_get_string_len(before) == SFPROV_VALUE_DIGEST_SIZE - 1
		&& memcmp(json_object_get_string(before), digest, SFPROV_VALUE_DIGEST_SIZE - 1) == 0;
	if (add(changes->digests, field, same ? json_object_get(before) : json_object_new_string(digest), error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return same ? SFPROV_OK : add(changes->fields, field, json_object_get(value), error);
}

static sfprov_status add_values(json_object *values, json_object *sent, sfprov_changes *changes, sfprov_error *error)
{
	struct json_object_iterator at = json_object_iter_begin(values);
	struct json_object_iterator end = json_object_iter_end(values);
	sfprov_sha256_series series;
	sfprov_status status = sfprov_sha256_begin(&series) ? SFPROV_OK : sfprov_fail_memory(error);

	for (; status == SFPROV_OK && !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
		status = add_value(&series, json_object_iter_peek_name(&at), json_object_iter_peek_value(&at), sent, changes, error);
	}
	sfprov_sha256_end(&series);
	return status;
}

/* A field with a digest that has no value now: cleared, let go, or not known and kept. */
static sfprov_status add_former(
	const char *field, json_object *digest, const sfprov_fields *fields, bool clear_removed, sfprov_changes *changes, sfprov_error *error)
{
	json_object *absent = sfprov_json_get(fields->absent, field);
	json_object *empty = absent == NULL || json_object_get_boolean(absent) ? NULL : absent;

	if (absent == NULL) {
		return add(changes->digests, field, json_object_get(digest), error);
	}
	if (!clear_removed) {
		return SFPROV_OK;
	}
	if (json_object_object_add(changes->fields, field, json_object_get(empty)) != 0) {
		json_object_put(empty);
		return sfprov_fail_memory(error);
	}
	if (!sfprov_json_append(changes->cleared, json_object_new_string(field))) {
		return sfprov_fail_memory(error);
	}
	return SFPROV_OK;
}

sfprov_status sfprov_changes_find(const sfprov_fields *fields, json_object *sent, bool clear_removed, sfprov_changes *changes, sfprov_error *error)
{
	struct json_object_iterator at;
	struct json_object_iterator end;

	changes->fields = json_object_new_object();
	changes->digests = json_object_new_object();
	changes->cleared = json_object_new_array();
	if (changes->fields == NULL || changes->digests == NULL || changes->cleared == NULL) {
		return sfprov_fail_memory(error);
	}
	if (add_values(fields->values, sent, changes, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (!json_object_is_type(sent, json_type_object)) {
		return SFPROV_OK;
	}
	end = json_object_iter_end(sent);
	for (at = json_object_iter_begin(sent); !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
		const char *field = json_object_iter_peek_name(&at);
		json_object *digest = json_object_iter_peek_value(&at);

		if (json_object_is_type(digest, json_type_string) && sfprov_json_get(fields->values, field) == NULL
			&& add_former(field, digest, fields, clear_removed, changes, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}

void sfprov_changes_free(sfprov_changes *changes)
{
	json_object_put(changes->fields);
	json_object_put(changes->digests);
	json_object_put(changes->cleared);
	*changes = (sfprov_changes){NULL, NULL, NULL};
}
