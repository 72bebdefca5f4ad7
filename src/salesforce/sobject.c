/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "salesforce/sobject.h"

#include "base/buffer.h"
#include "base/text.h"

#include <string.h>

static sfprov_status begin(sfprov_buffer *path, const char *sobject, sfprov_error *error)
{
	sfprov_buffer_init(path, 0);
	if (!sfprov_text_is_api_name(sobject)) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The name of a Salesforce object is malformed: it is an API name such as Contact or CoPerson__c.");
	}
	sfprov_buffer_append_text(path, "/sobjects/");
	sfprov_buffer_append_text(path, sobject);
	return SFPROV_OK;
}

static sfprov_status finish(sfprov_buffer *path, sfprov_status status, char **taken, sfprov_error *error)
{
	if (status == SFPROV_OK) {
		*taken = sfprov_buffer_take(path);
		if (*taken == NULL) {
			status = sfprov_fail_memory(error);
		}
	}
	sfprov_buffer_free(path);
	return status;
}

sfprov_status sfprov_sobject_path(const char *sobject, char **path, sfprov_error *error)
{
	sfprov_buffer buffer;

	*path = NULL;
	return finish(&buffer, begin(&buffer, sobject, error), path, error);
}

sfprov_status sfprov_sobject_id_path(const char *sobject, const char *id, char **path, sfprov_error *error)
{
	sfprov_buffer buffer;
	sfprov_status status = begin(&buffer, sobject, error);

	*path = NULL;
	if (status == SFPROV_OK && !sfprov_text_is_record_id(id)) {
		status = sfprov_fail(error, SFPROV_E_INPUT, "A stored Salesforce id of an object %s is malformed: ids have 15 or 18 letters and digits.", sobject);
	}
	if (status == SFPROV_OK) {
		sfprov_buffer_append_char(&buffer, '/');
		sfprov_buffer_append_text(&buffer, id);
	}
	return finish(&buffer, status, path, error);
}

static bool ends_in_inc(const char *value)
{
	size_t length = strlen(value);

	return length >= 4 && sfprov_text_equal_nocase(value + length - 4, ".inc");
}

static bool is_key_value(const char *value)
{
	return sfprov_text_is_utf8(value, strlen(value)) && value[strspn(value, ".")] != '\0' && !ends_in_inc(value);
}

sfprov_status sfprov_sobject_key_path(const char *sobject, const char *field, const char *value, char **path, sfprov_error *error)
{
	sfprov_buffer buffer;
	sfprov_status status = begin(&buffer, sobject, error);

	*path = NULL;
	if (status == SFPROV_OK && !sfprov_text_is_api_name(field)) {
		status = sfprov_fail(error, SFPROV_E_CONFIGURATION, "The name of the external id field is malformed: it is an API name such as Registry_ID__c.");
	}
	if (status == SFPROV_OK && !is_key_value(value)) {
		status = sfprov_fail(error, SFPROV_E_RECORD,
			"%s: the value for the external id %s cannot be used with Salesforce: it is empty, not UTF-8, only full stops, or ends in "
			"\".inc\". Give the person another identifier of this type.",
			sobject, field);
		sfprov_error_add_field(error, field);
	}
	if (status == SFPROV_OK) {
		sfprov_buffer_append_char(&buffer, '/');
		sfprov_buffer_append_text(&buffer, field);
		sfprov_buffer_append_char(&buffer, '/');
		sfprov_buffer_append_percent(&buffer, value);
	}
	return finish(&buffer, status, path, error);
}
