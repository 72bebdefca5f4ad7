/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "org_query.h"

#include "base/platform.h"
#include "base/text.h"
#include "org_records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct condition {
	char field[64];
	bool from; /* >= in the place of = */
	bool null;
	char value[256];
	const char *list; /* "'a','b')" of an IN; NULL: one value */
} condition;

/* Reads a value: a literal in quotes, null, or a bare word. Gives what follows. */
static const char *read_value(const char *at, condition *one)
{
	size_t used = 0;

	one->null = strncmp(at, "null", 4) == 0;
	if (*at != '\'') {
		used = strcspn(at, " ");
		(void) snprintf(one->value, sizeof(one->value), "%.*s", (int) used, at);
		return at + used;
	}
	for (at++; *at != '\'' && *at != '\0' && used + 1 < sizeof(one->value); at++) {
		if (*at == '\\') {
			at++;
		}
		one->value[used++] = *at;
	}
	one->value[used] = '\0';
	return *at == '\'' ? at + 1 : at;
}

static int read_conditions(const char *soql, condition *list, int max)
{
	const char *at = strstr(soql, " WHERE ");
	int count = 0;

	at = at == NULL ? NULL : at + 7;
	while (at != NULL && count < max) {
		condition *one = &list[count++];
		size_t length = strcspn(at, " ");

		memset(one, 0, sizeof(*one));
		(void) snprintf(one->field, sizeof(one->field), "%.*s", (int) length, at);
		at += length + 1;
		if (strncmp(at, "IN (", 4) == 0) {
			one->list = at + 4;
			at = strchr(one->list, ')');
			at = at != NULL && strncmp(at, ") AND ", 6) == 0 ? at + 6 : NULL;
			continue;
		}
		one->from = strncmp(at, ">= ", 3) == 0;
		at = read_value(at + (one->from ? 3 : 2), one);
		at = strncmp(at, " AND ", 5) == 0 ? at + 5 : NULL;
	}
	return count;
}

static const char *value_of(const org_record *record, const char *field, char date[24])
{
	if (strcmp(field, "Id") == 0) {
		return record->id;
	}
	if (strcmp(field, "CreatedById") == 0) {
		return record->creator;
	}
	if (strcmp(field, "CreatedDate") == 0) {
		sfprov_platform_utc_text(record->created, date);
		date[10] = 'T';
		date[19] = 'Z';
		date[20] = '\0';
		return date;
	}
	return sfprov_json_get_text(record->fields, field);
}

/* Whether one of the literals of an IN is the value. */
static bool is_listed(const char *list, const char *value)
{
	condition one;

	while (value != NULL && *list == '\'') {
		memset(&one, 0, sizeof(one));
		list = read_value(list, &one);
		if (sfprov_text_equal_nocase(value, one.value) || sfprov_text_same_record_id(value, one.value)) {
			return true;
		}
		list += *list == ',' ? 1 : 0;
	}
	return false;
}

static bool holds(const org_record *record, const condition *one)
{
	char date[24];
	const char *value = value_of(record, one->field, date);

	if (one->list != NULL) {
		return is_listed(one->list, value);
	}

	if (one->null || value == NULL) {
		return one->null && value == NULL;
	}
	if (one->from) {
		return strcmp(value, one->value) >= 0;
	}
	return sfprov_text_equal_nocase(value, one->value) || sfprov_text_same_record_id(value, one->value);
}

static json_object *show(const org_record *record)
{
	static const char *const shown[] = {"LastName", "FirstName", "Email", "Contact__c", "CreatedDate"};
	json_object *result = json_object_new_object();
	char date[24];
	size_t i;

	for (i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		(void) sfprov_json_set_text(result, shown[i], value_of(record, shown[i], date));
	}
	(void) sfprov_json_set_text(result, "Id", record->id);
	(void) sfprov_json_set(result, "IsDeleted", json_object_new_boolean(record->deleted));
	(void) sfprov_json_set_text(result, "MasterRecordId", record->master[0] == '\0' ? NULL : record->master);
	return result;
}

static json_object *constant(const char *text)
{
	return sfprov_json_parse(text, strlen(text));
}

static json_object *page(json_object *records)
{
	json_object *result = json_object_new_object();

	(void) sfprov_json_set(result, "totalSize", json_object_new_int((int) json_object_array_length(records)));
	(void) sfprov_json_set(result, "done", json_object_new_boolean(true));
	(void) sfprov_json_set(result, "records", records);
	return result;
}

json_object *org_query(org *self, const char *soql, bool all, int *status)
{
	json_object *records = json_object_new_array();
	const char *from = strstr(soql, " FROM ");
	condition conditions[8];
	char sobject[32] = "";
	int count;
	int i;

	*status = 200;
	if (from == NULL || sscanf(from, " FROM %31s", sobject) != 1) {
		abort();
	}
	if (strcmp(sobject, "User") == 0 || strcmp(sobject, "Organization") == 0) {
		(void) sfprov_json_append(records,
			constant(strcmp(sobject, "User") == 0 ? "{\"Id\":\"" ORG_USER "\",\"Name\":\"Integration\",\"Username\":\"registry@example.org\",\"IsActive\":true}"
												  : "{\"Id\":\"00D000000000001AAA\",\"Name\":\"Acme\",\"IsSandbox\":true,\"OrganizationType\":\"Developer "
													"Edition\",\"InstanceName\":\"X\"}"));
		return page(records);
	}
	count = read_conditions(soql, conditions, 8);
	for (i = 0; i < self->record_count && !(all && self->sees_nothing); i++) {
		const org_record *record = &self->records[i];
		bool good = strcmp(record->sobject, sobject) == 0 && (all || !record->deleted);
		int j;

		for (j = 0; j < count && good; j++) {
			good = holds(record, &conditions[j]);
		}
		if (good) {
			(void) sfprov_json_append(records, show(record));
		}
	}
	return page(records);
}

static void add_field(const org *self, json_object *fields, const char *name)
{
	bool is_key = strcmp(name, "Registry_ID__c") == 0 && !self->plain_key;
	json_object *field;

	if (self->hidden_field != NULL && strcmp(self->hidden_field, name) == 0) {
		return;
	}
	field = json_object_new_object();
	(void) sfprov_json_set_text(field, "name", name);
	(void) sfprov_json_set_text(field, "type", "string");
	(void) sfprov_json_set(field, "length", json_object_new_int(80));
	(void) sfprov_json_set(field, "createable", json_object_new_boolean(strcmp(name, "Title") != 0 || self->hidden_field == NULL));
	(void) sfprov_json_set(field, "externalId", json_object_new_boolean(is_key));
	(void) sfprov_json_set(field, "unique", json_object_new_boolean(is_key));
	(void) sfprov_json_append(fields, field);
}

json_object *org_describe(org *self, const char *sobject, int *status)
{
	static const char *const names[] = {"Salutation", "FirstName", "LastName", "MiddleName", "Suffix", "Email", "Department", "Title", "MobilePhone", "Phone",
		"MailingStreet", "MailingCity", "MailingState", "MailingCountry", "MailingPostalCode", "AccountId", "Registry_ID__c", "Left__c", "Platform_ID__c",
		"Application_ID__c", "ORCID__c", "Status__c", "Contact__c"};
	json_object *result;
	json_object *fields;
	size_t i;

	if (strcmp(sobject, "CoPerson__c") == 0 && self->no_coperson) {
		*status = 404;
		return org_error("NOT_FOUND", "The requested resource does not exist");
	}
	*status = 200;
	result = json_object_new_object();
	fields = json_object_new_array();
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		add_field(self, fields, names[i]);
	}
	(void) sfprov_json_set(result, "fields", fields);
	return result;
}

json_object *org_about(org *self, const char *path, int *status)
{
	char text[200];

	*status = 200;
	if (strcmp(path, "/services/data/") == 0) {
		return constant(self->old_version ? "[{\"version\":\"63.0\"},{\"version\":\"64.0\"}]" : "[{\"version\":\"61.0\"},{\"version\":\"62.0\"}]");
	}
	if (strcmp(path, "/limits") == 0 && self->limits_forbidden) {
		*status = 403;
		return org_error("INSUFFICIENT_ACCESS", "no");
	}
	if (strcmp(path, "/limits") == 0) {
		(void) snprintf(text, sizeof(text), "{\"DailyApiRequests\":{\"Max\":15000,\"Remaining\":%lld}}", (long long) self->daily_left);
		return constant(self->daily_left < -1 ? "{}" : text);
	}
	*status = 404;
	return org_error("NOT_FOUND", "The requested resource does not exist");
}
