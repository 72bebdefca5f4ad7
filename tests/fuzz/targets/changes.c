/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: {"values": fields, "absent": fields, "sent": digests, "clear": bool}. Once the changes are sent, there are none any more. */
#include "fuzz.h"
#include "mapping/mapping.h"

#include <string.h>

/* As the mapping makes them: values are texts with something in them, and no field is in both. */
static void make_fields(json_object *document, sfprov_fields *fields)
{
	json_object *values = sfprov_json_get(document, "values");
	json_object *absent = sfprov_json_get(document, "absent");

	fields->values = json_object_new_object();
	fields->absent = json_object_new_object();
	if (json_object_is_type(values, json_type_object)) {
		json_object_object_foreach(values, name, value)
		{
			if (json_object_is_type(value, json_type_string) && json_object_get_string_len(value) > 0) {
				(void) sfprov_json_set(fields->values, name, json_object_get(value));
			}
		}
	}
	if (json_object_is_type(absent, json_type_object)) {
		json_object_object_foreach(absent, name, value)
		{
			(void) value;
			if (sfprov_json_get(fields->values, name) == NULL) {
				(void) sfprov_json_set(fields->absent, name, json_object_new_boolean(1));
			}
		}
	}
}

static void check(const sfprov_fields *fields, json_object *sent, bool clear)
{
	sfprov_changes changes;
	sfprov_changes again;
	json_object *stored;
	sfprov_error error;
	const char *text;

	FUZZ_CHECK(sfprov_changes_find(fields, sent, clear, &changes, &error) == SFPROV_OK);
	json_object_object_foreach(changes.fields, name, value)
	{
		FUZZ_CHECK(value == NULL ? clear && sfprov_json_get(changes.digests, name) == NULL : sfprov_json_get_text(changes.digests, name) != NULL);
	}
	FUZZ_CHECK(clear || json_object_array_length(changes.cleared) == 0);
	/* Through the database and back. */
	text = sfprov_json_text(changes.digests);
	stored = sfprov_json_parse(text, strlen(text));
	FUZZ_CHECK(stored != NULL);
	FUZZ_CHECK(sfprov_changes_find(fields, stored, clear, &again, &error) == SFPROV_OK);
	FUZZ_CHECK(json_object_object_length(again.fields) == 0 && json_object_array_length(again.cleared) == 0);
	FUZZ_CHECK(json_object_equal(again.digests, changes.digests));
	json_object_put(stored);
	sfprov_changes_free(&again);
	sfprov_changes_free(&changes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_object *document = sfprov_json_parse((const char *) data, size);
	sfprov_fields fields;

	make_fields(document, &fields);
	check(&fields, sfprov_json_get(document, "sent"), sfprov_json_get_bool(document, "clear", true));
	check(&fields, NULL, true);
	json_object_put(fields.values);
	json_object_put(fields.absent);
	json_object_put(document);
	fuzz_check_memory();
	return 0;
}
