/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "salesforce/describe.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "salesforce/sobject.h"

#include <string.h>

static json_object *compact(json_object *field)
{
	static const char *const flags[] = {"createable", "updateable", "nillable", "externalId", "unique"};
	json_object *result = json_object_new_object();
	const char *type = sfprov_json_get_text(field, "type");
	int64_t length = 0;
	size_t i;

	(void) sfprov_json_get_int64(field, "length", &length);
	if (!sfprov_json_set_text(result, "type", type == NULL ? "" : type) || !sfprov_json_set(result, "length", json_object_new_int64(length))
		|| !sfprov_json_set(result, "restrictedPicklist", json_object_new_boolean(sfprov_json_get_bool(field, "restrictedPicklist", false)))) {
		goto failed;
	}
	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (!sfprov_json_set(result, flags[i], json_object_new_boolean(sfprov_json_get_bool(field, flags[i], false)))) {
			goto failed;
		}
	}
	return result;
failed:
	json_object_put(result);
	return NULL;
}

static json_object *find(json_object *fields, const char *name)
{
	size_t i;

	for (i = 0; i < json_object_array_length(fields); i++) {
		json_object *field = json_object_array_get_idx(fields, i);
		const char *other = sfprov_json_get_text(field, "name");

		if (other != NULL && sfprov_text_equal_nocase(other, name)) {
			return field;
		}
	}
	return NULL;
}

static sfprov_status pick(json_object *description, const char *sobject, json_object *names, json_object **result, sfprov_error *error)
{
	json_object *fields = sfprov_json_get(description, "fields");
	json_object *picked = json_object_new_object();
	size_t i;

	if (!json_object_is_type(fields, json_type_array)) {
		json_object_put(picked);
		return sfprov_fail(error, SFPROV_E_SERVER, "The description of %s has no fields: it is not Salesforce's. Check the instance URL.", sobject);
	}
	for (i = 0; i < json_object_array_length(names); i++) {
		json_object *name = json_object_array_get_idx(names, i);
		json_object *field = json_object_is_type(name, json_type_string) ? find(fields, json_object_get_string(name)) : NULL;

		if (field != NULL && !sfprov_json_set(picked, json_object_get_string(name), compact(field))) {
			json_object_put(picked);
			return sfprov_fail_memory(error);
		}
	}
	*result = picked;
	return picked == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
}

static sfprov_status make_path(const char *sobject, sfprov_buffer *path, sfprov_error *error)
{
	char *base = NULL;
	bool good;

	if (sfprov_sobject_path(sobject, &base, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_buffer_append_text(path, base);
	good = sfprov_buffer_append_text(path, "/describe");
	sfprov_free(base);
	return good ? SFPROV_OK : sfprov_fail_memory(error);
}

sfprov_status sfprov_describe_fields(sfprov_client *client, const char *sobject, json_object *names, json_object **fields, sfprov_error *error)
{
	sfprov_answer answer;
	sfprov_buffer path;
	sfprov_status status;

	*fields = NULL;
	memset(&answer, 0, sizeof(answer));
	sfprov_buffer_init(&path, 0);
	status = make_path(sobject, &path, error);
	if (status == SFPROV_OK) {
		status = sfprov_client_call(client, SFPROV_GET, sfprov_buffer_text(&path), NULL, SFPROV_REPEAT_SAFE, &answer, error);
	}
	if (status == SFPROV_OK) {
		status = pick(answer.body, sobject, names, fields, error);
	} else if (answer.status == 404) {
		(void) sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"The org has no object %s, or the user cannot see it. Create it in Salesforce, let the user see it, or change the "
			"provisioning target.",
			sobject);
		if (error != NULL) {
			error->outcome = SFPROV_OUTCOME_REFUSED;
			error->http_status = answer.status;
		}
		sfprov_error_set_code(error, "NOT_FOUND");
	}
	sfprov_answer_free(&answer);
	sfprov_buffer_free(&path);
	return status;
}
