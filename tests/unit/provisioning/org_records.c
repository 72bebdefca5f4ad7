/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "org_records.h"

#include "base/platform.h"
#include "base/text.h"
#include "org_collections.h"
#include "org_query.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_object *org_error(const char *code, const char *message)
{
	json_object *entry = json_object_new_object();
	json_object *list = json_object_new_array();

	(void) sfprov_json_set_text(entry, "message", message);
	(void) sfprov_json_set_text(entry, "errorCode", code);
	(void) sfprov_json_append(list, entry);
	return list;
}

static json_object *refuse(int *status, int code, const char *name, const char *message)
{
	*status = code;
	return org_error(name, message);
}

org_record *org_find(org *self, const char *id)
{
	int i;

	for (i = 0; i < self->record_count; i++) {
		if (sfprov_text_same_record_id(self->records[i].id, id)) {
			return &self->records[i];
		}
	}
	return NULL;
}

static bool has_value(const org_record *record, const char *field, const char *value)
{
	const char *own = sfprov_json_get_text(record->fields, field);

	return own != NULL && strcmp(own, value) == 0;
}

org_record *org_first(org *self, const char *sobject, const char *field, const char *value)
{
	int i;

	for (i = 0; i < self->record_count; i++) {
		if (!self->records[i].deleted && strcmp(self->records[i].sobject, sobject) == 0 && (field == NULL || has_value(&self->records[i], field, value))) {
			return &self->records[i];
		}
	}
	return NULL;
}

int org_count(const org *self, const char *sobject, const char *field, const char *value)
{
	int count = 0;
	int i;

	for (i = 0; i < self->record_count; i++) {
		count += !self->records[i].deleted && strcmp(self->records[i].sobject, sobject) == 0 && (field == NULL || has_value(&self->records[i], field, value))
			? 1
			: 0;
	}
	return count;
}

static org_record *new_record(org *self, const char *sobject)
{
	org_record *record = &self->records[self->record_count];

	if (self->record_count == ORG_RECORDS) {
		abort();
	}
	self->record_count++;
	memset(record, 0, sizeof(*record));
	(void) snprintf(record->id, sizeof(record->id), "%s%09uAAA", strcmp(sobject, "Contact") == 0 ? "003000" : "a00000", (unsigned) ++self->next_id % 1000000u);
	(void) snprintf(record->sobject, sizeof(record->sobject), "%s", sobject);
	(void) snprintf(record->creator, sizeof(record->creator), "%s", ORG_USER);
	record->created = self->fake->wall_seconds;
	record->fields = json_object_new_object();
	return record;
}

/* Salesforce trims texts and takes an empty one for none. */
static void write_field(org_record *record, const char *field, json_object *value)
{
	const char *text = json_object_is_type(value, json_type_string) ? json_object_get_string(value) : NULL;
	size_t length = text == NULL ? 0 : strlen(text);

	if (value == NULL || (text != NULL && text[strspn(text, " ")] == '\0')) {
		json_object_object_del(record->fields, field);
		return;
	}
	if (text == NULL) {
		(void) sfprov_json_set(record->fields, field, json_object_get(value));
		return;
	}
	while (*text == ' ') {
		text++;
		length--;
	}
	while (text[length - 1] == ' ') {
		length--;
	}
	(void) sfprov_json_set(record->fields, field, json_object_new_string_len(text, (int) length));
}

static void write_fields(org_record *record, json_object *body)
{
	if (body == NULL) {
		return;
	}
	json_object_object_foreach(body, name, value)
	{
		write_field(record, name, value);
	}
}

const char *org_add(org *self, const char *sobject, const char *fields)
{
	org_record *record = new_record(self, sobject);
	char text[1024];
	json_object *body;
	char *c;

	(void) snprintf(text, sizeof(text), "%s", fields);
	for (c = text; *c != '\0'; c++) {
		*c = *c == '\'' ? '"' : *c;
	}
	body = sfprov_json_parse(text, strlen(text));
	if (body == NULL) {
		abort();
	}
	write_fields(record, body);
	json_object_put(body);
	return record->id;
}

void org_delete(org *self, const char *id)
{
	org_record *record = org_find(self, id);
	int i;

	record->deleted = true;
	for (i = 0; i < self->record_count && strcmp(record->sobject, "Contact") == 0; i++) {
		if (has_value(&self->records[i], "Contact__c", record->id)) {
			self->records[i].deleted = self->records[i].deleted || self->cascade;
		}
	}
}

void org_merge(org *self, const char *loser, const char *winner)
{
	org_record *record = org_find(self, loser);
	int i;

	for (i = 0; i < self->record_count; i++) {
		if (has_value(&self->records[i], "Contact__c", record->id)) {
			(void) sfprov_json_set_text(self->records[i].fields, "Contact__c", winner);
		}
	}
	record->deleted = true;
	(void) snprintf(record->master, sizeof(record->master), "%s", winner);
}

static json_object *created(const char *id, bool is_new)
{
	json_object *answer = json_object_new_object();

	(void) sfprov_json_set_text(answer, "id", id);
	(void) sfprov_json_set(answer, "success", json_object_new_boolean(true));
	(void) sfprov_json_set(answer, "errors", json_object_new_array());
	(void) sfprov_json_set(answer, "created", json_object_new_boolean(is_new));
	return answer;
}

static json_object *duplicates(org *self, const char *email)
{
	json_object *list = org_error("DUPLICATES_DETECTED", "Use one of these records?");
	json_object *matches = json_object_new_array();
	json_object *match = json_object_new_object();
	json_object *result = json_object_new_object();
	json_object *results = json_object_new_array();
	int i;

	for (i = 0; i < self->record_count; i++) {
		json_object *entry;
		json_object *record;

		if (self->records[i].deleted || !has_value(&self->records[i], "Email", email)) {
			continue;
		}
		entry = json_object_new_object();
		record = json_object_new_object();
		(void) sfprov_json_set_text(record, "Id", self->records[i].id);
		(void) sfprov_json_set(entry, "record", record);
		(void) sfprov_json_append(matches, entry);
	}
	(void) sfprov_json_set(match, "matchRecords", matches);
	(void) sfprov_json_append(results, match);
	(void) sfprov_json_set(result, "matchResults", results);
	(void) sfprov_json_set(json_object_array_get_idx(list, 0), "duplicateResut", result);
	return list;
}

static json_object *create(org *self, const char *sobject, json_object *body, bool allow_duplicates, int *status)
{
	bool is_contact = strcmp(sobject, "Contact") == 0;
	const char *email = sfprov_json_get_text(body, "Email");
	const char *contact = sfprov_json_get_text(body, "Contact__c");
	org_record *record;

	if (self->refuse_create != NULL && strcmp(self->refuse_create, sobject) == 0) {
		return refuse(status, 400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "a rule says no");
	}
	if (is_contact && sfprov_json_get_text(body, "LastName") == NULL) {
		return refuse(status, 400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName]");
	}
	if (!is_contact && self->no_coperson) {
		return refuse(status, 404, "NOT_FOUND", "The requested resource does not exist");
	}
	if (!is_contact && (contact == NULL || org_find(self, contact) == NULL || org_find(self, contact)->deleted)) {
		return refuse(status, 400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
	}
	if (is_contact && self->duplicate_rule && !allow_duplicates && email != NULL && org_count(self, "Contact", "Email", email) > 0) {
		*status = 400;
		return duplicates(self, email);
	}
	record = new_record(self, sobject);
	write_fields(record, body);
	record->deleted = self->deletes_at_once;
	self->creates++;
	*status = 201;
	return created(record->id, true);
}

static json_object *update(org *self, const char *sobject, const char *id, json_object *body, int *status)
{
	org_record *record = org_find(self, id);

	if (record == NULL || strcmp(record->sobject, sobject) != 0) {
		return refuse(status, 404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: 003000000000000");
	}
	if (record->deleted) {
		return refuse(status, 404, "ENTITY_IS_DELETED", "entity is deleted");
	}
	if (self->refuse_write != NULL && strcmp(self->refuse_write, sobject) == 0) {
		return refuse(status, 400, "STRING_TOO_LONG", "First Name: data value too large: secret value (max length=40)");
	}
	write_fields(record, body);
	*status = 204;
	return NULL;
}

static json_object *upsert(org *self, const char *sobject, const char *field, const char *value, json_object *body, bool allow_duplicates, int *status)
{
	int count = org_count(self, sobject, field, value);
	json_object *copy = NULL;
	json_object *answer;
	org_record *record;

	if (json_object_object_get_ex(body, field, NULL)) {
		return refuse(status, 400, "INVALID_FIELD", "The field should not be specified in the sobject data");
	}
	if (self->refuse_write != NULL && strcmp(self->refuse_write, sobject) == 0) {
		return refuse(status, 400, "STRING_TOO_LONG", "First Name: data value too large: secret value (max length=40)");
	}
	if (count > 1) {
		*status = 300;
		answer = json_object_new_array();
		(void) sfprov_json_append(answer, json_object_new_string("/services/data/v62.0/sobjects/Contact/003000000000001AAA"));
		return answer;
	}
	if (count == 1) {
		record = org_first(self, sobject, field, value);
		write_fields(record, body);
		*status = 200;
		return created(record->id, false);
	}
	if (json_object_deep_copy(body, &copy, NULL) != 0) {
		abort();
	}
	(void) sfprov_json_set_text(copy, field, value);
	answer = create(self, sobject, copy, allow_duplicates, status);
	json_object_put(copy);
	return answer;
}

static json_object *delete_one(org *self, const char *id, int *status)
{
	org_record *record = org_find(self, id);

	if (record == NULL) {
		return refuse(status, 404, "NOT_FOUND", "no such record");
	}
	if (record->deleted) {
		return refuse(status, 404, "ENTITY_IS_DELETED", "entity is deleted");
	}
	if (self->refuse_write != NULL && strcmp(self->refuse_write, record->sobject) == 0) {
		return refuse(status, 400, "DELETE_FAILED", "others depend on it");
	}
	org_delete(self, id);
	*status = 204;
	return NULL;
}

static json_object *delete_several(org *self, const char *path, int *status)
{
	json_object *results = json_object_new_array();
	const char *at = strstr(path, "ids=") + 4;

	while (sfprov_text_is_alnum(*at)) {
		json_object *result = json_object_new_object();
		json_object *errors;
		char id[19];
		int own = 0;

		(void) snprintf(id, sizeof(id), "%.*s", (int) strcspn(at, ",&"), at);
		errors = delete_one(self, id, &own);
		(void) sfprov_json_set_text(result, "id", id);
		(void) sfprov_json_set(result, "success", json_object_new_boolean(own == 204));
		if (errors != NULL) {
			json_object *entry = json_object_array_get_idx(errors, 0);

			(void) sfprov_json_set_text(entry, "statusCode", sfprov_json_get_text(entry, "errorCode"));
			json_object_object_del(entry, "errorCode");
		}
		(void) sfprov_json_set(result, "errors", errors == NULL ? json_object_new_array() : errors);
		(void) sfprov_json_append(results, result);
		at += strcspn(at, ",&");
		at += *at == ',' ? 1 : 0;
	}
	*status = 200;
	return results;
}

static sfprov_method method_of(const char *name)
{
	return strcmp(name, "POST") == 0 ? SFPROV_POST : strcmp(name, "PATCH") == 0 ? SFPROV_PATCH : strcmp(name, "DELETE") == 0 ? SFPROV_DELETE : SFPROV_GET;
}

static json_object *composite(org *self, json_object *body, int *status)
{
	json_object *requests = sfprov_json_get(body, "compositeRequest");
	json_object *answers = json_object_new_array();
	json_object *result = json_object_new_object();
	size_t i;

	for (i = 0; i < json_object_array_length(requests); i++) {
		json_object *request = json_object_array_get_idx(requests, i);
		const char *url = sfprov_json_get_text(request, "url");
		json_object *answer = json_object_new_object();
		json_object *own = org_resolve(sfprov_json_get(request, "body"), answers);
		const char *text = own == NULL ? "" : sfprov_json_text(own);
		json_object *said;
		int code = 0;

		if (strstr(text, "@{") != NULL) {
			said = refuse(&code, 400, "PROCESSING_HALTED", "Invalid reference specified. No value found for contact.id");
		} else {
			said = org_serve(self, method_of(sfprov_json_get_text(request, "method")), url + strlen("/services/data/v62.0"), own,
				sfprov_json_get(request, "httpHeaders") != NULL, &code);
		}
		(void) sfprov_json_set_text(answer, "referenceId", sfprov_json_get_text(request, "referenceId"));
		(void) sfprov_json_set(answer, "httpStatusCode", json_object_new_int(code));
		(void) json_object_object_add(answer, "body", said);
		(void) sfprov_json_append(answers, answer);
		json_object_put(own);
	}
	(void) sfprov_json_set(result, "compositeResponse", answers);
	*status = 200;
	return result;
}

static json_object *record_resource(org *self, sfprov_method method, const char *path, json_object *body, bool allow_duplicates, int *status)
{
	char parts[3][128] = {"", "", ""};

	if (sscanf(path, "/sobjects/%127[^/]/%127[^/]/%127[^/]", parts[0], parts[1], parts[2]) < 1) {
		return refuse(status, 404, "NOT_FOUND", "The requested resource does not exist");
	}
	if (method == SFPROV_GET && strcmp(parts[1], "describe") == 0) {
		return org_describe(self, parts[0], status);
	}
	if (method == SFPROV_POST && parts[1][0] == '\0') {
		return create(self, parts[0], body, allow_duplicates, status);
	}
	if (method == SFPROV_PATCH && parts[2][0] != '\0') {
		return upsert(self, parts[0], parts[1], parts[2], body, allow_duplicates, status);
	}
	if (method == SFPROV_PATCH) {
		return update(self, parts[0], parts[1], body, status);
	}
	return delete_one(self, parts[1], status);
}

json_object *org_serve(org *self, sfprov_method method, const char *path, json_object *body, bool allow_duplicates, int *status)
{
	if (strncmp(path, "/composite/sobjects?", 20) == 0) {
		return delete_several(self, path, status);
	}
	if (strncmp(path, "/composite/sobjects", 19) == 0) {
		return org_collection(self, method, path + 19, body, allow_duplicates, status);
	}
	if (strcmp(path, "/composite") == 0) {
		return composite(self, body, status);
	}
	if (strncmp(path, "/query?q=", 9) == 0) {
		return org_query(self, path + 9, false, status);
	}
	if (strncmp(path, "/queryAll?q=", 12) == 0) {
		return org_query(self, path + 12, true, status);
	}
	if (strncmp(path, "/sobjects/", 10) == 0) {
		return record_resource(self, method, path, body, allow_duplicates, status);
	}
	return org_about(self, path, status);
}
