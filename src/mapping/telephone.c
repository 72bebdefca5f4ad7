/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/telephone.h"

#include "base/buffer.h"

#include <limits.h>

/* Attribute, what stands before it after another part, and what stands before it always. */
static const struct {
	const char *attribute;
	const char *separator;
	const char *prefix;
} parts[] = {
	{"country_code", "", "+"},
	{"area_code", " ", ""},
	{"number", " ", ""},
	{"extension", " x", ""},
};

sfprov_status sfprov_telephone_format(const sfprov_row *row, json_object **text, sfprov_error *error)
{
	sfprov_status status = SFPROV_FAILED;
	sfprov_buffer buffer;
	size_t i;

	*text = NULL;
	sfprov_buffer_init(&buffer, INT_MAX / 2);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		json_object *part = NULL;

		if (sfprov_registry_text(row, parts[i].attribute, &part, error) != SFPROV_OK) {
			goto out;
		}
		if (part != NULL) {
			(void) sfprov_buffer_append_text(&buffer, buffer.length > 0 ? parts[i].separator : "");
			(void) sfprov_buffer_append_text(&buffer, parts[i].prefix);
			(void) sfprov_buffer_append(&buffer, json_object_get_string(part), (size_t) json_object_get_string_len(part));
			json_object_put(part);
		}
	}
	if (buffer.failed) {
		(void) sfprov_fail_memory(error);
		goto out;
	}
	if (buffer.length > 0) {
		*text = json_object_new_string_len(sfprov_buffer_text(&buffer), (int) buffer.length);
		if (*text == NULL) {
			(void) sfprov_fail_memory(error);
			goto out;
		}
	}
	status = SFPROV_OK;
out:
	sfprov_buffer_free(&buffer);
	return status;
}
