/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/compare.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* With the longest prefix, "CoPerson__c.", and the longest name. */
#define NAME_SIZE 128

/* "YYYY-MM-DDTHH:MM:SS" */
#define SECONDS_LENGTH 19

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

typedef struct span {
	const char *start;
	size_t length;
} span;

static span trimmed(const char *text)
{
	span part = {text, 0};

	while (is_blank(*part.start)) {
		part.start++;
	}
	part.length = strlen(part.start);
	while (part.length > 0 && is_blank(part.start[part.length - 1])) {
		part.length--;
	}
	return part;
}

/* The next character of a text in which "\r\n" and "\r" are "\n"; -1 at the end. */
static int next_char(const span *part, size_t *at)
{
	char c;

	if (*at >= part->length) {
		return -1;
	}
	c = part->start[(*at)++];
	if (c != '\r') {
		return (unsigned char) c;
	}
	if (*at < part->length && part->start[*at] == '\n') {
		(*at)++;
	}
	return '\n';
}

static bool same_span(const span *a, const span *b)
{
	size_t at_a = 0;
	size_t at_b = 0;
	int c;

	do {
		c = next_char(a, &at_a);
		if (c != next_char(b, &at_b)) {
			return false;
		}
	} while (c != -1);
	return true;
}

/* A time in UTC to the second: "2026-01-31T12:00:00" and what says no more than that. */
static bool is_utc_time(const char *text)
{
	static const char form[] = "0000-00-00T00:00:00";
	const char *rest;
	size_t i;

	for (i = 0; i < SECONDS_LENGTH; i++) {
		if (form[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != form[i]) {
			return false;
		}
	}
	rest = text + SECONDS_LENGTH;
	if (*rest == '.') {
		rest++;
		rest += strspn(rest, "0");
	}
	return strcmp(rest, "Z") == 0 || strcmp(rest, "+0000") == 0 || strcmp(rest, "+00:00") == 0;
}

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
}

/* Without regard to ASCII case; of the same length. */
static bool same_letters(const span *a, const span *b)
{
	size_t i;

	for (i = 0; i < a->length; i++) {
		if (small(a->start[i]) != small(b->start[i])) {
			return false;
		}
	}
	return true;
}

/* Fields for addresses of e-mail keep them in small letters. */
static bool is_address(const span *part)
{
	size_t i;

	for (i = 0; i < part->length; i++) {
		if (is_blank(part->start[i])) {
			return false;
		}
	}
	return memchr(part->start, '@', part->length) != NULL;
}

static bool same_text(const char *registry, const char *salesforce)
{
	span a = trimmed(registry);
	span b = trimmed(salesforce);

	if (same_span(&a, &b) || (is_address(&a) && a.length == b.length && same_letters(&a, &b))) {
		return true;
	}
	if (sfprov_text_is_record_id(registry) && sfprov_text_is_record_id(salesforce) && strlen(registry) != strlen(salesforce)) {
		return sfprov_text_same_record_id(registry, salesforce);
	}
	return is_utc_time(registry) && is_utc_time(salesforce) && strncmp(registry, salesforce, SECONDS_LENGTH) == 0;
}

static bool is_number(json_object *value)
{
	return json_object_is_type(value, json_type_int) || json_object_is_type(value, json_type_double);
}

/* A text where Salesforce has a number or a checkbox: it has made one of it. */
static bool same_as_text(const char *text, json_object *salesforce)
{
	span part = trimmed(text);
	json_object *parsed = sfprov_json_parse(part.start, part.length);
	bool same = false;

	if (is_number(salesforce) && is_number(parsed)) {
		same = json_object_get_double(parsed) == json_object_get_double(salesforce);
	} else if (json_object_is_type(salesforce, json_type_boolean) && json_object_is_type(parsed, json_type_boolean)) {
		same = json_object_get_boolean(parsed) == json_object_get_boolean(salesforce);
	}
	json_object_put(parsed);
	return same;
}

bool sfprov_compare_values(json_object *registry, json_object *salesforce)
{
	const char *text;

	if (salesforce == NULL) {
		return registry == NULL || (json_object_is_type(registry, json_type_boolean) && !json_object_get_boolean(registry))
			|| (json_object_is_type(registry, json_type_string) && trimmed(json_object_get_string(registry)).length == 0);
	}
	if (registry == NULL) {
		return json_object_is_type(salesforce, json_type_string) && json_object_get_string_len(salesforce) == 0;
	}
	if (json_object_is_type(registry, json_type_boolean)) {
		return json_object_is_type(salesforce, json_type_boolean) && json_object_get_boolean(registry) == json_object_get_boolean(salesforce);
	}
	if (is_number(registry)) {
		return is_number(salesforce) && json_object_get_double(registry) == json_object_get_double(salesforce);
	}
	text = json_object_get_string(registry);
	if (!json_object_is_type(salesforce, json_type_string)) {
		return text != NULL && same_as_text(text, salesforce);
	}
	return text != NULL && same_text(text, json_object_get_string(salesforce));
}

sfprov_status sfprov_compare_add(
	json_object *differences, const char *prefix, const char *field, json_object *registry, json_object *salesforce, sfprov_error *error)
{
	json_object *pair = json_object_new_object();
	char name[NAME_SIZE];

	(void) snprintf(name, sizeof(name), "%s%s", prefix, field);
	if (pair == NULL || json_object_object_add(pair, "registry", registry) != 0) {
		json_object_put(registry);
		json_object_put(salesforce);
		json_object_put(pair);
		return sfprov_fail_memory(error);
	}
	if (json_object_object_add(pair, "salesforce", salesforce) != 0) {
		json_object_put(salesforce);
		json_object_put(pair);
		return sfprov_fail_memory(error);
	}
	return sfprov_json_set(differences, name, pair) ? SFPROV_OK : sfprov_fail_memory(error);
}

/* What the registry has in a field that it says is empty: nothing, or an unset checkbox. */
static json_object *empty_value(json_object *absent)
{
	return json_object_is_type(absent, json_type_boolean) && !json_object_get_boolean(absent) ? absent : NULL;
}

static sfprov_status compare_one(
	const char *field, json_object *registry, json_object *record, const char *prefix, json_object *differences, bool *differs, sfprov_error *error)
{
	json_object *salesforce = NULL;

	*differs = json_object_object_get_ex(record, field, &salesforce) && !sfprov_compare_values(registry, salesforce);
	if (!*differs) {
		return SFPROV_OK;
	}
	return sfprov_compare_add(differences, prefix, field, json_object_get(registry), json_object_get(salesforce), error);
}

sfprov_status sfprov_compare_record(const sfprov_fields *fields, json_object *sent, bool clear_removed, json_object *record, const char *prefix,
	json_object *differences, size_t *emptied, sfprov_error *error)
{
	bool differs;

	json_object_object_foreach(fields->values, name, value)
	{
		if (compare_one(name, value, record, prefix, differences, &differs, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	if (!clear_removed || fields->absent == NULL) {
		return SFPROV_OK;
	}
	json_object_object_foreach(fields->absent, field, absent)
	{
		if (sfprov_json_get_text(sent, field) == NULL) {
			continue;
		}
		if (compare_one(field, empty_value(absent), record, prefix, differences, &differs, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		*emptied += differs ? 1 : 0;
	}
	return SFPROV_OK;
}

static sfprov_status add_name(json_object *names, const char *name, sfprov_error *error)
{
	if (!sfprov_text_is_api_name(name) || json_object_object_get_ex(names, name, NULL)) {
		return SFPROV_OK;
	}
	return sfprov_json_set(names, name, json_object_new_boolean(true)) ? SFPROV_OK : sfprov_fail_memory(error);
}

sfprov_status sfprov_compare_names(const sfprov_fields *fields, json_object *sent, bool clear_removed, json_object *names, sfprov_error *error)
{
	json_object_object_foreach(fields->values, name, value)
	{
		(void) value;
		if (add_name(names, name, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	if (!clear_removed || fields->absent == NULL) {
		return SFPROV_OK;
	}
	json_object_object_foreach(fields->absent, field, absent)
	{
		(void) absent;
		if (sfprov_json_get_text(sent, field) != NULL && add_name(names, field, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}
