/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The two halves of sfprov_fields, filled field by field. Field names are string constants: they are not copied. */
#ifndef SFPROV_MAPPING_FIELDS_H
#define SFPROV_MAPPING_FIELDS_H

#include "mapping/mapping.h"
#include "mapping/registry_data.h"

/* An attribute of a registry row and the Salesforce field that takes it. */
typedef struct sfprov_attribute_field {
	const char *attribute;
	const char *field;
} sfprov_attribute_field;

sfprov_status sfprov_fields_init(sfprov_fields *fields, sfprov_error *error);
void sfprov_fields_free(sfprov_fields *fields);

/* Sets a value; takes over the reference, also on failure. NULL makes the field absent. */
sfprov_status sfprov_fields_set(sfprov_fields *fields, const char *field, json_object *value, sfprov_error *error);

/* The same for a C string, which is copied; NULL and "" make the field absent. */
sfprov_status sfprov_fields_set_text(sfprov_fields *fields, const char *field, const char *text, sfprov_error *error);

sfprov_status sfprov_fields_set_absent(sfprov_fields *fields, const char *field, sfprov_error *error);

/* Forgets which fields are absent: they become unknown, so that nothing is cleared. */
sfprov_status sfprov_fields_forget_absent(sfprov_fields *fields, sfprov_error *error);

/* Maps attributes of a row: a row that is unknown leaves the fields unknown, one that does not exist makes them absent. */
sfprov_status sfprov_fields_map(sfprov_fields *fields, const sfprov_row *row, const sfprov_attribute_field *map, size_t count, sfprov_error *error);

#endif
