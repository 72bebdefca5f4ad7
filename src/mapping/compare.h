/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Mapped fields against a record that was read from Salesforce. Pure: no input or output. */
#ifndef SFPROV_MAPPING_COMPARE_H
#define SFPROV_MAPPING_COMPARE_H

#include "mapping/mapping.h"

#include <stddef.h>

/* True when Salesforce holds what was, or would be, sent. `registry` NULL: nothing; `salesforce` NULL: null. A text counts without the blanks around it, which Salesforce does not keep, and
 * with one kind of line end; an address of e-mail whatever the case of its letters; ids of records by their first 15 characters; a date with time whatever way its zone UTC is written; numbers by their value; an unset checkbox is false. */
bool sfprov_compare_values(json_object *registry, json_object *salesforce);

/* Adds to `differences` (object) {"registry": value, "salesforce": value} for each field of `record` that differs, under the field's name with `prefix` before it. Which fields count is decided
 * as in sfprov_changes_find(): those with a value; and, when `clear_removed`, those that the registry says are empty and that have been sent before (`sent`: digests, may be NULL). `*emptied`
 * grows by the fields that putting right would empty. A field that `record` does not have is left out. */
sfprov_status sfprov_compare_record(const sfprov_fields *fields, json_object *sent, bool clear_removed, json_object *record, const char *prefix,
	json_object *differences, size_t *emptied, sfprov_error *error);

/* Adds one difference. Takes over both references, also on failure; NULL is null. */
sfprov_status sfprov_compare_add(
	json_object *differences, const char *prefix, const char *field, json_object *registry, json_object *salesforce, sfprov_error *error);

/* Adds the fields that sfprov_compare_record() would look at as members to `names` (object). What cannot be an API name is left out: it cannot stand in a query. */
sfprov_status sfprov_compare_names(const sfprov_fields *fields, json_object *sent, bool clear_removed, json_object *names, sfprov_error *error);

#endif
