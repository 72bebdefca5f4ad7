/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* From the registry's texts to what Salesforce's fields take: it refuses a JSON string for a checkbox or a number. */
#ifndef SFPROV_MAPPING_FIELD_TYPE_H
#define SFPROV_MAPPING_FIELD_TYPE_H

#include "mapping/field_mapping.h"

/* "string", "boolean", ... False when there is no type of this name. */
bool sfprov_field_type_of(const char *name, sfprov_field_type *type);

/* The name in turn. */
const char *sfprov_field_type_name(sfprov_field_type type);

/* What a value of the type is, for messages: "a number", "true or false". */
const char *sfprov_field_type_words(sfprov_field_type type);

/* Converts a text that is not empty. `*value` is a new reference, or NULL when the text cannot be read as this type; failure is MEMORY.
 *   string    as it is
 *   boolean   true, t, yes, y, 1; false, f, no, n, 0; in any case
 *   number    optional sign, digits, perhaps a full stop and digits; at most 18 digits, as in Salesforce
 *   date      YYYY-MM-DD, a date of the calendar; what follows as a time of day is dropped
 *   datetime  YYYY-MM-DD, then a space or T and HH:MM:SS, perhaps Z; UTC, as the registry stores it; a date alone is its midnight */
sfprov_status sfprov_field_type_convert(json_object *text, sfprov_field_type type, json_object **value, sfprov_error *error);

#endif
