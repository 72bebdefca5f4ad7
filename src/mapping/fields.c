/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/fields.h"

static sfprov_status add(json_object *object, const char *field, json_object *value, sfprov_error *error)
{
	if (value == NULL || json_object_object_add_ex(object, field, value, JSON_C_OBJECT_KEY_IS_CONSTANT) != 0) {
		json_object_put(value);
		return sfprov_fail_memory(error);
	}
	return SFPROV_OK;
}

sfprov_status sfprov_fields_init(sfprov_fields *fields, sfprov_error *error)
{
	fields->values = json_object_new_object();
	fields->absent = json_object_new_object();
	return fields->values == NULL || fields->absent == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
}

void sfprov_fields_free(sfprov_fields *fields)
{
	json_object_put(fields->values);
	json_object_put(fields->absent);
	*fields = (sfprov_fields){NULL, NULL};
}

sfprov_status sfprov_fields_set(sfprov_fields *fields, const char *field, json_object *value, sfprov_error *error)
{
	return value == NULL ? sfprov_fields_set_absent(fields, field, error) : add(fields->values, field, value, error);
}

sfprov_status sfprov_fields_set_text(sfprov_fields *fields, const char *field, const char *text, sfprov_error *error)
{
	if (text == NULL || *text == '\0') {
		return sfprov_fields_set_absent(fields, field, error);
	}
	return add(fields->values, field, json_object_new_string(text), error);
}

sfprov_status sfprov_fields_set_absent(sfprov_fields *fields, const char *field, sfprov_error *error)
{
	return add(fields->absent, field, json_object_new_boolean(1), error);
}

sfprov_status sfprov_fields_forget_absent(sfprov_fields *fields, sfprov_error *error)
{
	json_object_put(fields->absent);
	fields->absent = json_object_new_object();
	return fields->absent == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
}

sfprov_status sfprov_fields_map(sfprov_fields *fields, const sfprov_row *row, const sfprov_attribute_field *map, size_t count, sfprov_error *error)
{
	size_t i;

	if (row->presence == SFPROV_UNKNOWN) {
		return SFPROV_OK;
	}
	for (i = 0; i < count; i++) {
		json_object *value = NULL;

		if (sfprov_registry_text(row, map[i].attribute, &value, error) != SFPROV_OK || sfprov_fields_set(fields, map[i].field, value, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}
