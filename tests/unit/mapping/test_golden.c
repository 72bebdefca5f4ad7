/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The mapped fields of every captured person against what the PHP plugin sent for them. Differences are listed in differences.json, each rule with its
 * reason; one that is not listed fails, and so does a listed one that does not occur. */
#define _GNU_SOURCE
#include "cases.h"

#include "mapping/mapping.h"
#include "unit.h"

#define DIFFERENCES "mapping/differences.json"

static int listed_seen;

static json_object *upstream_body(json_object *upstream, const char *sobject)
{
	json_object *requests = sfprov_json_get(upstream, "requests");
	size_t count = requests == NULL ? 0 : json_object_array_length(requests);
	json_object *body = NULL;
	char part[64];
	size_t i;

	(void) snprintf(part, sizeof(part), "/sobjects/%s/", sobject);
	for (i = 0; i < count; i++) {
		json_object *request = json_object_array_get_idx(requests, i);

		if (strstr(sfprov_json_get_text(request, "path"), part) != NULL) {
			/* Only a call that was refused for its token is repeated, with the same body. */
			CHECK(body == NULL || json_object_equal(body, sfprov_json_get(request, "body")));
			body = sfprov_json_get(request, "body");
		}
	}
	return body;
}

/* The rule that lists the case, and what it says of it. */
static json_object *listed_rule(json_object *differences, const char *name, json_object **entry)
{
	json_object *rules = sfprov_json_get(differences, "rules");
	size_t i;

	for (i = 0; i < json_object_array_length(rules); i++) {
		json_object *rule = json_object_array_get_idx(rules, i);

		if (json_object_object_get_ex(sfprov_json_get(rule, "cases"), name, entry)) {
			return rule;
		}
	}
	return NULL;
}

static void compare_field(const char *name, const char *field, json_object *upstream, json_object *ours, json_object *listed)
{
	const char *theirs_text = sfprov_json_get_text(upstream, field);
	const char *ours_text = sfprov_json_get_text(ours, field);
	const char *listed_text = sfprov_json_get_text(listed, field);
	bool same = theirs_text != NULL && ours_text != NULL && strcmp(theirs_text, ours_text) == 0;
	bool good = listed_text == NULL ? same : theirs_text == NULL && ours_text != NULL && strcmp(listed_text, ours_text) == 0;

	if (!CHECK(good)) {
		printf("\t%s, %s: PHP plugin %s, here %s, listed %s\n", name, field, theirs_text == NULL ? "nothing" : theirs_text,
			ours_text == NULL ? "nothing" : ours_text, listed_text == NULL ? "nothing" : listed_text);
	}
	listed_seen += listed_text != NULL ? 1 : 0;
}

static void compare(const char *name, const char *sobject, json_object *upstream, json_object *ours, json_object *entry)
{
	json_object *listed = sfprov_json_get(entry, sobject);

	/* PHP's empty array is what it sent for no field at all. */
	if (!json_object_is_type(upstream, json_type_object)) {
		CHECK_INT(json_object_array_length(upstream), 0);
	} else {
		json_object_object_foreach(upstream, field, value)
		{
			(void) value;
			if (strcmp(field, "Contact__c") != 0) {
				compare_field(name, field, upstream, ours, listed);
			}
		}
	}
	json_object_object_foreach(ours, field, value)
	{
		(void) value;
		if (!json_object_is_type(upstream, json_type_object) || !json_object_object_get_ex(upstream, field, NULL)) {
			compare_field(name, field, upstream, ours, listed);
		}
	}
}

/* True when the PHP plugin sent a Contact for the case. */
static bool one_case(const char *name, json_object *differences)
{
	json_object *document = case_load(name);
	json_object *upstream = sfprov_json_get(document, "upstream");
	json_object *contact = upstream_body(upstream, "Contact");
	json_object *coperson = upstream_body(upstream, "CoPerson__c");
	json_object *entry = NULL;
	json_object *rule = listed_rule(differences, name, &entry);
	sfprov_target target;
	sfprov_mapped mapped;
	sfprov_error error;

	if (contact == NULL) {
		CHECK(rule == NULL);
	} else if (CHECK(sfprov_target_read(sfprov_json_get(document, "target"), &target, &error) == SFPROV_OK)) {
		sfprov_status status = sfprov_map_person(sfprov_json_get(document, "data"), &target, NULL, &mapped, &error);

		if (rule != NULL && entry == NULL) {
			CHECK(status == SFPROV_FAILED && error.kind == SFPROV_E_INPUT);
		} else if (CHECK(status == SFPROV_OK)) {
			compare(name, "Contact", contact, mapped.contact.values, entry);
			if (coperson != NULL) {
				compare(name, "CoPerson__c", coperson, mapped.coperson.values, entry);
			} else if (!target.obj_coperson) {
				CHECK_INT(json_object_object_length(mapped.coperson.values), 0);
			}
		}
		sfprov_mapped_free(&mapped);
	}
	json_object_put(document);
	return contact != NULL;
}

static int count_listed(json_object *differences)
{
	json_object *rules = sfprov_json_get(differences, "rules");
	int count = 0;
	size_t i;

	for (i = 0; i < json_object_array_length(rules); i++) {
		json_object *rule = json_object_array_get_idx(rules, i);

		CHECK(sfprov_json_get_text(rule, "reason") != NULL);
		json_object_object_foreach(sfprov_json_get(rule, "cases"), name, entry)
		{
			json_object *document = case_load(name);

			CHECK(document != NULL);
			json_object_put(document);
			if (entry != NULL) {
				json_object_object_foreach(entry, sobject, fields)
				{
					(void) sobject;
					count += json_object_object_length(fields);
				}
			}
		}
	}
	return count;
}

int main(void)
{
	static char names[CASE_LIMIT][CASE_NAME_SIZE];
	json_object *differences = case_load_file(DIFFERENCES);
	int count = case_names(names, CASE_LIMIT);
	int compared = 0;
	int i;

	CHECK(differences != NULL);
	for (i = 0; differences != NULL && i < count; i++) {
		compared += one_case(names[i], differences) ? 1 : 0;
	}
	CHECK_INT(compared, 111);
	if (differences != NULL) {
		CHECK_INT(listed_seen, count_listed(differences));
	}
	json_object_put(differences);
	return unit_summary("mapping/golden");
}
