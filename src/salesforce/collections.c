/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "salesforce/collections.h"

#include "base/text.h"
#include "salesforce/errors.h"

#include <stdio.h>
#include <string.h>

static const char collections_path[] = "/composite/sobjects";

static const struct {
	const char *verb;
	sfprov_method method;
	sfprov_repeat repeat;
	bool by_id;
} kinds[] = {
	[SFPROV_COLLECT_CREATE] = {"create", SFPROV_POST, SFPROV_REPEAT_ONCE, false},
	[SFPROV_COLLECT_UPDATE] = {"update", SFPROV_PATCH, SFPROV_REPEAT_SAFE, true},
	[SFPROV_COLLECT_UPSERT] = {"upsert", SFPROV_PATCH, SFPROV_REPEAT_SAFE_BY_KEY, false},
	[SFPROV_COLLECT_DELETE] = {"delete", SFPROV_DELETE, SFPROV_REPEAT_SAFE, true},
};

sfprov_status sfprov_collection_init(
	sfprov_collection *collection, sfprov_collection_kind kind, const char *sobject, const char *key_field, sfprov_error *error)
{
	memset(collection, 0, sizeof(*collection));
	collection->kind = kind;
	if (!sfprov_text_is_api_name(sobject)) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The name of a Salesforce object is malformed: it is an API name such as Contact or CoPerson__c.");
	}
	if (kind == SFPROV_COLLECT_UPSERT && (key_field == NULL || !sfprov_text_is_api_name(key_field))) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The name of the external id field is malformed: it is an API name such as Registry_ID__c.");
	}
	(void) snprintf(collection->sobject, sizeof(collection->sobject), "%s", sobject);
	if (kind == SFPROV_COLLECT_UPSERT) {
		(void) snprintf(collection->key_field, sizeof(collection->key_field), "%s", key_field);
	}
	(void) snprintf(collection->what, sizeof(collection->what), "%s %s", sobject, kinds[kind].verb);
	return SFPROV_OK;
}

void sfprov_collection_free(sfprov_collection *collection)
{
	json_object_put(collection->records);
	collection->records = NULL;
	collection->count = 0;
}

/* Salesforce takes a key like any other field in a collection, but an upsert without one is a create that nobody could repeat. */
static bool is_key(json_object *value)
{
	return json_object_is_type(value, json_type_int) || (json_object_is_type(value, json_type_string) && json_object_get_string_len(value) > 0);
}

static bool has_key(const sfprov_collection *collection, json_object *fields)
{
	bool found = collection->kind != SFPROV_COLLECT_UPSERT;

	json_object_object_foreach(fields, name, value)
	{
		found = found || (sfprov_text_equal_nocase(name, collection->key_field) && is_key(value));
	}
	return found;
}

static bool are_fields(json_object *fields)
{
	if (!json_object_is_type(fields, json_type_object)) {
		return false;
	}
	json_object_object_foreach(fields, name, value)
	{
		(void) value;
		if (!sfprov_text_is_api_name(name) || sfprov_text_equal_nocase(name, "id") || sfprov_text_equal_nocase(name, "attributes")) {
			return false;
		}
	}
	return true;
}

static json_object *make_record(const sfprov_collection *collection, json_object *fields, const char *id)
{
	json_object *record = json_object_new_object();
	json_object *attributes = json_object_new_object();
	bool good = sfprov_json_set(record, "attributes", attributes) && sfprov_json_set_text(attributes, "type", collection->sobject);

	good = good && (id == NULL || sfprov_json_set_text(record, "id", id));
	json_object_object_foreach(fields, name, value)
	{
		/* Null clears a field. */
		good = good && json_object_object_add(record, name, json_object_get(value)) == 0;
	}
	if (!good) {
		json_object_put(record);
		return NULL;
	}
	return record;
}

static sfprov_status check_record(const sfprov_collection *collection, json_object *fields, const char *id, sfprov_error *error)
{
	if (collection->count == SFPROV_COLLECTION_MAX) {
		return sfprov_fail(error, SFPROV_E_INPUT, "A collection takes at most %d records", SFPROV_COLLECTION_MAX);
	}
	if (kinds[collection->kind].by_id ? id == NULL || !sfprov_text_is_record_id(id) : id != NULL) {
		return sfprov_fail(error, SFPROV_E_INPUT,
			"%s: a stored Salesforce id is malformed, or stands where none belongs: ids have 15 or 18 letters and digits.", collection->what);
	}
	if (collection->kind == SFPROV_COLLECT_DELETE ? fields != NULL : !are_fields(fields)) {
		return sfprov_fail(
			error, SFPROV_E_INPUT, "%s: the fields of a record are malformed: API name => value, without \"Id\" and \"attributes\".", collection->what);
	}
	if (fields != NULL && !has_key(collection, fields)) {
		(void) sfprov_fail(error, SFPROV_E_RECORD, "%s: the record has no value for the external id %s. Give the person an identifier of this type.",
			collection->what, collection->key_field);
		sfprov_error_add_field(error, collection->key_field);
		return SFPROV_FAILED;
	}
	return SFPROV_OK;
}

sfprov_status sfprov_collection_add(sfprov_collection *collection, json_object *fields, const char *id, sfprov_error *error)
{
	if (check_record(collection, fields, id, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (fields != NULL) {
		if (collection->records == NULL) {
			collection->records = json_object_new_array();
		}
		if (!sfprov_json_append(collection->records, make_record(collection, fields, id))) {
			return sfprov_fail_memory(error);
		}
	}
	(void) snprintf(collection->ids[collection->count], sizeof(collection->ids[0]), "%s", id == NULL ? "" : id);
	collection->count++;
	return SFPROV_OK;
}

static size_t collections_in(const sfprov_composite *composite)
{
	size_t found = 0;
	size_t i;

	for (i = 0; i < composite->count; i++) {
		found += sfprov_text_starts_with(composite->parts[i].path, collections_path) ? 1 : 0;
	}
	return found;
}

static bool append_path(const sfprov_collection *collection, sfprov_buffer *path)
{
	size_t i;

	sfprov_buffer_append_text(path, collections_path);
	if (collection->kind == SFPROV_COLLECT_UPSERT) {
		sfprov_buffer_append_char(path, '/');
		sfprov_buffer_append_text(path, collection->sobject);
		sfprov_buffer_append_char(path, '/');
		sfprov_buffer_append_text(path, collection->key_field);
	} else if (collection->kind == SFPROV_COLLECT_DELETE) {
		sfprov_buffer_append_text(path, "?allOrNone=false&ids=");
		for (i = 0; i < collection->count; i++) {
			sfprov_buffer_append_text(path, i == 0 ? "" : ",");
			sfprov_buffer_append_text(path, collection->ids[i]);
		}
	}
	return !path->failed;
}

/* NULL when memory ran out. */
static json_object *make_body(const sfprov_collection *collection)
{
	json_object *body = json_object_new_object();

	if (!sfprov_json_set(body, "allOrNone", json_object_new_boolean(0)) || !sfprov_json_set(body, "records", json_object_get(collection->records))) {
		json_object_put(body);
		return NULL;
	}
	return body;
}

sfprov_status sfprov_collection_add_to(
	const sfprov_collection *collection, sfprov_composite *composite, const sfprov_client *client, const char *reference, sfprov_error *error)
{
	json_object *body = NULL;
	sfprov_status status;
	sfprov_buffer path;

	if (collection->count == 0 || collections_in(composite) == SFPROV_COMPOSITE_COLLECTIONS_MAX) {
		return sfprov_fail(
			error, SFPROV_E_INPUT, "A collection is empty, or is more than the %d that a composite request takes", SFPROV_COMPOSITE_COLLECTIONS_MAX);
	}
	sfprov_buffer_init(&path, 0);
	if (collection->kind != SFPROV_COLLECT_DELETE) {
		body = make_body(collection);
	}
	if (!append_path(collection, &path) || (body == NULL && collection->kind != SFPROV_COLLECT_DELETE)) {
		status = sfprov_fail_memory(error);
	} else {
		status = sfprov_composite_add(
			composite, client, kinds[collection->kind].method, sfprov_buffer_text(&path), reference, body, kinds[collection->kind].repeat, error);
	}
	json_object_put(body);
	sfprov_buffer_free(&path);
	return status;
}

/* ---- answers ---- */

/* A record of which the answer does not say what became of it. */
static void set_unknown(const sfprov_collection *collection, sfprov_record_result *result)
{
	result->success = false;
	result->created = false;
	(void) sfprov_fail(&result->error, SFPROV_E_SERVER,
		"%s: the answer does not say what became of the record: it is not Salesforce's. Check the instance URL, and that no proxy changes answers.",
		collection->what);
	result->error.outcome = SFPROV_OUTCOME_UNKNOWN;
}

static void finish(const sfprov_collection *collection, size_t at, sfprov_record_result *result)
{
	if (result->success) {
		return;
	}
	result->retryable = sfprov_error_is_retryable(&result->error) && sfprov_retry_allowed(kinds[collection->kind].repeat, result->error.outcome);
	memcpy(result->id, collection->ids[at], sizeof(result->id));
}

static bool is_right_id(const sfprov_collection *collection, size_t at, const char *id)
{
	return !kinds[collection->kind].by_id || sfprov_text_same_record_id(id, collection->ids[at]);
}

/* False: the entry does not tell. */
static bool read_success(const sfprov_collection *collection, size_t at, json_object *entry, size_t errors, sfprov_record_result *result)
{
	const char *id = sfprov_json_get_text(entry, "id");

	if (errors > 0 || id == NULL || !sfprov_text_is_record_id(id) || !is_right_id(collection, at, id)) {
		return false;
	}
	/* Salesforce tells it of upserts alone. */
	result->created = collection->kind == SFPROV_COLLECT_CREATE;
	if (collection->kind == SFPROV_COLLECT_UPSERT) {
		result->created = sfprov_json_get_bool(entry, "created", false);
	}
	result->success = true;
	(void) snprintf(result->id, sizeof(result->id), "%s", id);
	return true;
}

static bool read_entry(const sfprov_collection *collection, size_t at, json_object *entry, sfprov_record_result *result)
{
	json_object *success = sfprov_json_get(entry, "success");
	json_object *errors = sfprov_json_get(entry, "errors");
	size_t count = json_object_is_type(errors, json_type_array) ? json_object_array_length(errors) : 0;
	const char *id = sfprov_json_get_text(entry, "id");

	if (!json_object_is_type(success, json_type_boolean)) {
		return false;
	}
	if (json_object_get_boolean(success)) {
		return read_success(collection, at, entry, count, result);
	}
	if (sfprov_sf_code(errors) == NULL || (id != NULL && !is_right_id(collection, at, id))) {
		return false;
	}
	(void) sfprov_sf_error_of_record(errors, kinds[collection->kind].by_id, collection->what, &result->error);
	return true;
}

/* One record cannot have become two: of the entries that say so none can be believed. */
static void find_twins(const sfprov_collection *collection, sfprov_record_result *results)
{
	bool twin[SFPROV_COLLECTION_MAX] = {false};
	size_t i;
	size_t j;

	if (kinds[collection->kind].by_id) {
		return;
	}
	for (i = 0; i < collection->count; i++) {
		for (j = i + 1; results[i].success && j < collection->count; j++) {
			if (results[j].success && strncmp(results[i].id, results[j].id, 15) == 0) {
				twin[i] = true;
				twin[j] = true;
			}
		}
	}
	for (i = 0; i < collection->count; i++) {
		if (twin[i]) {
			set_unknown(collection, &results[i]);
		}
	}
}

void sfprov_collection_fail(const sfprov_collection *collection, const sfprov_error *error, sfprov_record_result *results)
{
	size_t i;

	memset(results, 0, collection->count * sizeof(*results));
	for (i = 0; i < collection->count; i++) {
		results[i].error = *error;
		finish(collection, i, &results[i]);
	}
}

void sfprov_collection_read(const sfprov_collection *collection, const sfprov_composite_part *part, sfprov_record_result *results)
{
	bool is_list = json_object_is_type(part->body, json_type_array) && json_object_array_length(part->body) == collection->count;
	sfprov_error error;
	size_t i;

	if (!sfprov_composite_part_ok(part)) {
		(void) sfprov_sf_error_of_answer(part->status, part->body, collection->what, &error);
		sfprov_collection_fail(collection, &error, results);
		return;
	}
	memset(results, 0, collection->count * sizeof(*results));
	for (i = 0; i < collection->count; i++) {
		if (!is_list || !read_entry(collection, i, json_object_array_get_idx(part->body, i), &results[i])) {
			set_unknown(collection, &results[i]);
		}
	}
	find_twins(collection, results);
	for (i = 0; i < collection->count; i++) {
		finish(collection, i, &results[i]);
	}
}
