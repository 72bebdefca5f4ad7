/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "org_collections.h"

#include "org_records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The record's own request, as it would be made alone. `*request` is what its body is, a new reference. */
static void describe(json_object *record, sfprov_method method, const char *key, char path[256], json_object **request)
{
	const char *sobject = sfprov_json_get_text(sfprov_json_get(record, "attributes"), "type");
	const char *id = sfprov_json_get_text(record, "id");

	if (sobject == NULL || json_object_deep_copy(record, request, NULL) != 0) {
		abort();
	}
	json_object_object_del(*request, "attributes");
	json_object_object_del(*request, "id");
	if (key[0] != '\0') {
		(void) snprintf(path, 256, "/sobjects/%s/%s/%s", sobject, key, sfprov_json_get_text(record, key));
		json_object_object_del(*request, key);
	} else if (method == SFPROV_PATCH) {
		(void) snprintf(path, 256, "/sobjects/%s/%s", sobject, id == NULL ? "" : id);
	} else {
		(void) snprintf(path, 256, "/sobjects/%s", sobject);
	}
}

static json_object *result_of(json_object *said, int code, const char *id, bool upsert)
{
	json_object *result = json_object_new_object();
	json_object *errors = json_object_new_array();
	bool good = code < 300;

	(void) sfprov_json_set(result, "success", json_object_new_boolean(good));
	if (good) {
		const char *made = sfprov_json_get_text(said, "id");

		(void) sfprov_json_set_text(result, "id", made != NULL ? made : id);
		if (upsert) {
			(void) sfprov_json_set(result, "created", json_object_new_boolean(code == 201));
		}
	} else {
		json_object *entry = json_object_new_object();
		json_object *first = json_object_is_type(said, json_type_array) ? json_object_array_get_idx(said, 0) : NULL;

		(void) sfprov_json_set_text(entry, "statusCode", code == 300 ? "DUPLICATE_EXTERNAL_ID" : sfprov_json_get_text(first, "errorCode"));
		(void) sfprov_json_set_text(entry, "message", code == 300 ? "More than one record found" : sfprov_json_get_text(first, "message"));
		(void) sfprov_json_set(entry, "fields", json_object_new_array());
		(void) sfprov_json_append(errors, entry);
	}
	(void) sfprov_json_set(result, "errors", errors);
	return result;
}

json_object *org_collection(org *self, sfprov_method method, const char *path, json_object *body, bool allow_duplicates, int *status)
{
	json_object *records = sfprov_json_get(body, "records");
	json_object *results = json_object_new_array();
	char sobject[64] = "";
	char key[64] = "";
	size_t i;

	(void) sscanf(path, "/%63[^/]/%63[^/]", sobject, key);
	for (i = 0; i < json_object_array_length(records); i++) {
		json_object *record = json_object_array_get_idx(records, i);
		json_object *request = NULL;
		json_object *said;
		char own[256];
		int code = 0;

		describe(record, method, key, own, &request);
		said = org_serve(self, method, own, request, allow_duplicates, &code);
		(void) sfprov_json_append(results, result_of(said, code, sfprov_json_get_text(record, "id"), key[0] != '\0'));
		json_object_put(said);
		json_object_put(request);
	}
	*status = 200;
	return results;
}

/* The id that "@{reference.id}" or "@{reference[n].id}" stands for, NULL when no answer tells it. */
static const char *find_id(const char *text, json_object *answers)
{
	char reference[32];
	size_t place = 0;
	bool listed;
	size_t i;

	listed = sscanf(text, "@{%31[^[.][%zu].id}", reference, &place) == 2;
	if (!listed && sscanf(text, "@{%31[^.[].id}", reference) != 1) {
		return NULL;
	}
	for (i = 0; i < json_object_array_length(answers); i++) {
		json_object *answer = json_object_array_get_idx(answers, i);
		json_object *said = sfprov_json_get(answer, "body");
		const char *name = sfprov_json_get_text(answer, "referenceId");

		if (name != NULL && strcmp(name, reference) == 0) {
			return sfprov_json_get_text(json_object_is_type(said, json_type_array) ? json_object_array_get_idx(said, place) : said, "id");
		}
	}
	return NULL;
}

static void resolve_members(json_object *object, json_object *answers)
{
	json_object_object_foreach(object, name, value)
	{
		const char *text = json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
		const char *id = text[0] == '@' ? find_id(text, answers) : NULL;

		if (id != NULL) {
			(void) sfprov_json_set_text(object, name, id);
		}
	}
}

json_object *org_resolve(json_object *body, json_object *answers)
{
	json_object *copy = NULL;
	json_object *records;
	size_t i;

	if (body == NULL) {
		return NULL;
	}
	if (json_object_deep_copy(body, &copy, NULL) != 0) {
		abort();
	}
	resolve_members(copy, answers);
	records = sfprov_json_get(copy, "records");
	for (i = 0; records != NULL && i < json_object_array_length(records); i++) {
		resolve_members(json_object_array_get_idx(records, i), answers);
	}
	return copy;
}
