/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/registry_data.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PATH_SIZE 256

/* Appends ".part" and gives the new length; cut when the path is full. */
static size_t append_part(char path[PATH_SIZE], size_t used, const char *part)
{
	int written = snprintf(path + used, PATH_SIZE - used, "%s%s", used > 0 ? "." : "", part);

	if (written < 0) {
		return used;
	}
	return used + (size_t) written < PATH_SIZE ? used + (size_t) written : PATH_SIZE - 1;
}

static size_t append_row(char path[PATH_SIZE], const sfprov_row *row)
{
	char position[24];
	size_t used;

	if (row == NULL || row->name == NULL) {
		return 0;
	}
	used = append_part(path, append_row(path, row->parent), row->name);
	if (row->position >= 0) {
		(void) snprintf(position, sizeof(position), "%" PRId64, row->position);
		used = append_part(path, used, position);
	}
	return used;
}

/* INPUT about `part` of a row: "CoPersonRole.2.TelephoneNumber.0.number must be ...". */
static sfprov_status refuse(const sfprov_row *row, const char *part, const char *expected, json_object *found, sfprov_error *error)
{
	char path[PATH_SIZE] = "";
	size_t used = append_row(path, row);

	if (part != NULL) {
		(void) append_part(path, used, part);
	}
	(void) sfprov_fail(error, SFPROV_E_INPUT, "Malformed provisioning data: %s must be %s, not %s", path[0] == '\0' ? "the data" : path, expected,
		json_type_to_name(json_object_get_type(found)));
	return SFPROV_FAILED;
}

static sfprov_status refuse_text(const sfprov_row *row, const char *attribute, const char *fault, sfprov_error *error)
{
	char path[PATH_SIZE] = "";

	(void) append_part(path, append_row(path, row), attribute);
	return sfprov_fail(error, SFPROV_E_INPUT, "Malformed provisioning data: %s %s", path, fault);
}

/* PHP has one kind of empty array, so an empty list may stand for an object without members. */
static bool is_empty_list(json_object *value)
{
	return json_object_is_type(value, json_type_array) && json_object_array_length(value) == 0;
}

/* What the registry and its databases use for true. */
static bool is_true(json_object *value)
{
	const char *text;

	switch (json_object_get_type(value)) {
		case json_type_boolean:
			return json_object_get_boolean(value) != 0;
		case json_type_int:
			return json_object_get_int64(value) != 0;
		case json_type_string:
			text = json_object_get_string(value);
			return strcmp(text, "1") == 0 || strcmp(text, "t") == 0 || strcmp(text, "true") == 0;
		default:
			return false;
	}
}

/* True for an id; null, 0 and "" are none. */
static bool is_set(json_object *value)
{
	switch (json_object_get_type(value)) {
		case json_type_int:
			return json_object_get_int64(value) != 0;
		case json_type_string:
			return json_object_get_string_len(value) > 0;
		default:
			return false;
	}
}

static bool counts(json_object *row, const sfprov_model *model)
{
	json_object *status;

	if (is_true(sfprov_json_get(row, "deleted")) || is_set(sfprov_json_get(row, model->archived))) {
		return false;
	}
	status = model->suspendable ? sfprov_json_get(row, "status") : NULL;
	return !json_object_is_type(status, json_type_string) || strcmp(json_object_get_string(status), "A") == 0;
}

sfprov_status sfprov_registry_data(json_object *data, sfprov_row *row, sfprov_error *error)
{
	*row = (sfprov_row){.presence = SFPROV_FOUND, .object = data, .position = -1};
	if (!json_object_is_type(data, json_type_object) && !is_empty_list(data)) {
		return refuse(row, NULL, "an array with keys", data, error);
	}
	return SFPROV_OK;
}

sfprov_status sfprov_registry_single(const sfprov_row *parent, const sfprov_model *model, sfprov_row *row, sfprov_error *error)
{
	json_object *value = sfprov_json_get(parent->object, model->name);

	*row = (sfprov_row){.presence = SFPROV_UNKNOWN, .parent = parent, .name = model->name, .position = -1};
	if (value == NULL) {
		return SFPROV_OK;
	}
	if (is_empty_list(value)) {
		row->presence = SFPROV_NONE;
		return SFPROV_OK;
	}
	if (!json_object_is_type(value, json_type_object)) {
		return refuse(row, NULL, "an array with keys", value, error);
	}
	row->presence = counts(value, model) ? SFPROV_FOUND : SFPROV_NONE;
	row->object = row->presence == SFPROV_FOUND ? value : NULL;
	return SFPROV_OK;
}

/* Whether the row at `row->position` is one that is looked for. */
static sfprov_status examine(const sfprov_row *row, json_object *value, const sfprov_model *model, const char *type, bool *wanted, sfprov_error *error)
{
	sfprov_row place = *row;
	json_object *found_type = NULL;

	*wanted = false;
	if (!json_object_is_type(value, json_type_object) && !is_empty_list(value)) {
		return refuse(row, NULL, "an array with keys", value, error);
	}
	if (!counts(value, model)) {
		return SFPROV_OK;
	}
	if (type == NULL) {
		*wanted = true;
		return SFPROV_OK;
	}
	place.object = value;
	if (sfprov_registry_text(&place, "type", &found_type, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	*wanted = found_type != NULL && strcmp(json_object_get_string(found_type), type) == 0;
	json_object_put(found_type);
	return SFPROV_OK;
}

static sfprov_status first_of_array(json_object *list, const sfprov_model *model, const char *type, sfprov_row *row, sfprov_error *error)
{
	size_t length = json_object_array_length(list);
	size_t i;

	for (i = 0; i < length; i++) {
		json_object *value = json_object_array_get_idx(list, i);
		bool wanted;

		row->position = (int64_t) i;
		if (examine(row, value, model, type, &wanted, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		if (wanted) {
			row->presence = SFPROV_FOUND;
			row->object = value;
			return SFPROV_OK;
		}
	}
	return SFPROV_OK;
}

static sfprov_status first_of_object(json_object *list, const sfprov_model *model, const char *type, sfprov_row *row, sfprov_error *error)
{
	struct json_object_iterator at = json_object_iter_begin(list);
	struct json_object_iterator end = json_object_iter_end(list);

	for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
		json_object *value = json_object_iter_peek_value(&at);
		sfprov_row place = *row;
		bool wanted;

		place.position = -1;
		if (!sfprov_text_to_int64(json_object_iter_peek_name(&at), &place.position)) {
			return refuse(&place, json_object_iter_peek_name(&at), "a row of a list, with a number as its key", value, error);
		}
		if (examine(&place, value, model, type, &wanted, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		if (wanted && (row->presence != SFPROV_FOUND || place.position < row->position)) {
			*row = place;
			row->presence = SFPROV_FOUND;
			row->object = value;
			if (type != NULL) {
				break;
			}
		}
	}
	return SFPROV_OK;
}

sfprov_status sfprov_registry_first(const sfprov_row *parent, const sfprov_model *model, const char *type, sfprov_row *row, sfprov_error *error)
{
	json_object *list = parent->presence == SFPROV_FOUND ? sfprov_json_get(parent->object, model->name) : NULL;

	*row = (sfprov_row){.presence = list == NULL ? SFPROV_UNKNOWN : SFPROV_NONE, .parent = parent, .name = model->name, .position = -1};
	switch (json_object_get_type(list)) {
		case json_type_null:
			return SFPROV_OK;
		case json_type_array:
			return first_of_array(list, model, type, row, error);
		case json_type_object:
			return first_of_object(list, model, type, row, error);
		default:
			return refuse(row, NULL, "a list", list, error);
	}
}

bool sfprov_registry_is_empty_list(const sfprov_row *parent, const char *name)
{
	json_object *list = sfprov_json_get(parent->object, name);

	return is_empty_list(list) || (json_object_is_type(list, json_type_object) && json_object_object_length(list) == 0);
}

sfprov_status sfprov_registry_text(const sfprov_row *row, const char *attribute, json_object **value, sfprov_error *error)
{
	json_object *found = sfprov_json_get(row->object, attribute);
	char digits[24];
	const char *text;
	size_t length;

	*value = NULL;
	switch (json_object_get_type(found)) {
		case json_type_null:
			return SFPROV_OK;
		case json_type_int:
			(void) snprintf(digits, sizeof(digits), "%" PRId64, json_object_get_int64(found));
			*value = json_object_new_string(digits);
			return *value == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
		case json_type_string:
			break;
		default:
			return refuse(row, attribute, "text", found, error);
	}
	text = json_object_get_string(found);
	length = (size_t) json_object_get_string_len(found);
	if (memchr(text, '\0', length) != NULL) {
		return refuse_text(row, attribute, "has a NUL character in it", error);
	}
	if (!sfprov_text_is_utf8(text, length)) {
		return refuse_text(row, attribute, "is not valid UTF-8", error);
	}
	*value = length > 0 ? json_object_get(found) : NULL;
	return SFPROV_OK;
}

sfprov_status sfprov_registry_id(const sfprov_row *row, const char *attribute, int64_t *id, sfprov_error *error)
{
	if (!sfprov_json_get_int64(row->object, attribute, id) || *id <= 0) {
		return refuse_text(row, attribute, "must be a positive whole number", error);
	}
	return SFPROV_OK;
}
