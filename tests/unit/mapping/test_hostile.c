/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Malformed data: it is mapped or refused with the path, and nothing else. */
#define _GNU_SOURCE
#include "cases.h"
#include "mapped.h"

#include "base/text.h"

#define DEEP 2000
#define LONG 300000
#define HOSTILE_COUNT 20

static void refused_at(int line, const char *data, const char *path)
{
	mapped_case one;

	mapped_do(&one, TARGET, NULL, data);
	unit_note(one.status == SFPROV_FAILED, __FILE__, line, data);
	unit_note_int(one.error.kind, SFPROV_E_INPUT, __FILE__, line, "kind");
	unit_note_contains(one.error.message, path, true, __FILE__, line, "names the path");
	mapped_done(&one);
}

#define REFUSED(data, path) refused_at(__LINE__, data, path)

static void paths(void)
{
	REFUSED("'PrimaryName':{'given':'Ann'}", "CoPerson is missing");
	REFUSED("'CoGroup':{'CoPerson':{'id':7,'co_id':2,'status':'A'}}", "CoPerson is missing");
	REFUSED("'CoPerson':[]", "CoPerson.id");
	REFUSED("'CoPerson':'7'", "CoPerson must be");
	REFUSED("'CoPerson':{'co_id':2}", "CoPerson.id");
	REFUSED("'CoPerson':{'id':'7a','co_id':2}", "CoPerson.id");
	REFUSED("'CoPerson':{'id':0,'co_id':2}", "CoPerson.id");
	REFUSED("'CoPerson':{'id':7}", "CoPerson.co_id");
	REFUSED("'CoPerson':{'id':7,'co_id':2,'status':['A']}", "CoPerson.status");
	REFUSED("'CoPerson':{'id':7,'co_id':2,'status':'ABC'}", "CoPerson.status");
	REFUSED(PERSON ",'PrimaryName':'Ann'", "PrimaryName must be");
	REFUSED(PERSON ",'PrimaryName':[{'given':'Ann'}]", "PrimaryName must be");
	REFUSED(PERSON ",'PrimaryName':{'given':true}", "PrimaryName.given");
	REFUSED(PERSON ",'PrimaryName':{'given':1.5}", "PrimaryName.given");
	REFUSED(NAMED ",'EmailAddress':'a@example.org'", "EmailAddress must be a list");
	REFUSED(NAMED ",'EmailAddress':true", "EmailAddress must be a list");
	REFUSED(NAMED ",'EmailAddress':['a@example.org']", "EmailAddress.0 must be");
	REFUSED(NAMED ",'EmailAddress':[null]", "EmailAddress.0 must be");
	REFUSED(NAMED ",'EmailAddress':{'mail':'a@example.org'}", "EmailAddress.mail must be a row");
	REFUSED(NAMED ",'EmailAddress':{'3':{'mail':[]}}", "EmailAddress.3.mail");
	REFUSED(NAMED ",'EmailAddress':[{'mail':'a\\u0000b'}]", "EmailAddress.0.mail has a NUL");
	REFUSED(NAMED ",'CoPersonRole':{'2':{'title':{}}}", "CoPersonRole.2.title");
	REFUSED(NAMED ",'CoPersonRole':{'2':{'TelephoneNumber':7}}", "CoPersonRole.2.TelephoneNumber must be a list");
	REFUSED(NAMED ",'CoPersonRole':{'2':{'TelephoneNumber':[{'type':'office','number':{}}]}}", "CoPersonRole.2.TelephoneNumber.0.number");
	REFUSED(NAMED ",'CoPersonRole':{'2':{'TelephoneNumber':[{'type':[],'number':'1'}]}}", "CoPersonRole.2.TelephoneNumber.0.type");
	REFUSED(NAMED ",'CoPersonRole':[{'Address':[{'type':'postal','street':false}]}]", "CoPersonRole.0.Address.0.street");
	REFUSED(NAMED ",'CoPersonRole':[{'Address':[{'type':'postal','street':'S','room':[1]}]}]", "CoPersonRole.0.Address.0.room");
	REFUSED(NAMED ",'CoPersonRole':[{'Address':[{'type':'postal','street':'S','country':[1]}]}]", "CoPersonRole.0.Address.0.country");
	REFUSED(NAMED ",'Identifier':[{'type':'uid','identifier':['x']}]", "Identifier.0.identifier");
}

/* Not UTF-8, which JSON text cannot carry but PHP strings can. */
static void bytes(void)
{
	mapped_case one;

	mapped_do(&one, TARGET, NULL, NAMED ",'EmailAddress':[{'mail':'x'}]");
	sfprov_mapped_free(&one.mapped);
	CHECK(sfprov_json_set(json_object_array_get_idx(sfprov_json_get(one.data, "EmailAddress"), 0), "mail", json_object_new_string("a\xc3@example.org")));
	CHECK(sfprov_map_person(one.data, &one.target, NULL, &one.mapped, &one.error) == SFPROV_FAILED);
	CHECK_INT(one.error.kind, SFPROV_E_INPUT);
	CHECK_CONTAINS(one.error.message, "EmailAddress.0.mail is not valid UTF-8");
	mapped_done(&one);
}

/* A hundred thousand rows are read once: the wanted one is the last. */
static void many_rows(void)
{
	json_object *list = json_object_new_object();
	mapped_case one;
	char key[16];
	int i;

	for (i = 0; i < 100000; i++) {
		(void) snprintf(key, sizeof(key), "%d", i * 2);
		(void) sfprov_json_set(list, key, quoted(i < 99999 ? "{'type':'other','identifier':'x'}" : "{'type':'uid','identifier':'last'}"));
	}
	mapped_do(&one, TARGET, NULL, NAMED);
	sfprov_mapped_free(&one.mapped);
	CHECK(sfprov_json_set(one.data, "Identifier", list));
	CHECK(sfprov_map_person(one.data, &one.target, NULL, &one.mapped, &one.error) == SFPROV_OK);
	CHECK_TEXT(mapped_get(&one.mapped.coperson, "Application_ID__c"), "last");
	CHECK_TEXT(mapped_get(&one.mapped.coperson, "ORCID__c"), ABSENT);
	mapped_done(&one);
}

static void make_hostile(json_object *values[HOSTILE_COUNT])
{
	static const char *const texts[] = {"null", "true", "false", "0", "-1", "9223372036854775807", "1.5", "''", "'x'", "'0'", "'a\\u0000b'", "[]", "{}", "[1]",
		"{'x':1}", "{'0':null}", "{'99999999999999999999':{}}"};
	size_t i;
	int level;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		values[i] = quoted(texts[i]);
	}
	values[i++] = json_object_new_string("\xf0\x9f");
	values[i] = json_object_new_array();
	for (level = 0; level < DEEP; level++) {
		json_object *outer = json_object_new_array();

		(void) sfprov_json_append(outer, values[i]);
		values[i] = outer;
	}
	i++;
	{
		char *text = malloc(LONG);

		memset(text, 'y', LONG);
		values[i++] = json_object_new_string_len(text, LONG);
		free(text);
	}
	CHECK_INT(i, HOSTILE_COUNT);
}

static long tried;
static long refused;

static void map_once(json_object *data, const sfprov_target *target, const char *key)
{
	sfprov_mapped mapped;
	sfprov_error error;

	sfprov_error_clear(&error);
	if (sfprov_map_person(data, target, NULL, &mapped, &error) == SFPROV_OK) {
		sfprov_changes changes;

		if (sfprov_changes_find(&mapped.contact, mapped.coperson.values, true, &changes, &error) != SFPROV_OK) {
			CHECK(false);
		}
		sfprov_changes_free(&changes);
	} else {
		refused++;
		if (error.kind != SFPROV_E_INPUT || !sfprov_text_is_utf8(error.message, strlen(error.message))) {
			CHECK(false);
			printf("\t%s: %s\n", key, error.message);
		}
	}
	tried++;
	sfprov_mapped_free(&mapped);
}

/* Puts each hostile value in the place of each value below `node`. */
static void vandalise(json_object *data, json_object *node, const sfprov_target *target, json_object *hostile[HOSTILE_COUNT])
{
	size_t i;
	int h;

	if (json_object_is_type(node, json_type_object)) {
		json_object_object_foreach(node, key, value)
		{
			json_object *original = json_object_get(value);

			vandalise(data, original, target, hostile);
			for (h = 0; h < HOSTILE_COUNT; h++) {
				(void) json_object_object_add(node, key, json_object_get(hostile[h]));
				map_once(data, target, key);
			}
			(void) json_object_object_add(node, key, original);
		}
	} else if (json_object_is_type(node, json_type_array)) {
		for (i = 0; i < json_object_array_length(node); i++) {
			json_object *original = json_object_get(json_object_array_get_idx(node, i));

			vandalise(data, original, target, hostile);
			for (h = 0; h < HOSTILE_COUNT; h++) {
				(void) json_object_array_put_idx(node, i, json_object_get(hostile[h]));
				map_once(data, target, "row");
			}
			(void) json_object_array_put_idx(node, i, original);
		}
	}
}

static void vandalism(const char *name)
{
	json_object *hostile[HOSTILE_COUNT] = {NULL};
	json_object *document = case_load(name);
	json_object *data = sfprov_json_get(document, "data");
	json_object *before = NULL;
	sfprov_target target;
	sfprov_error error;
	int h;

	make_hostile(hostile);
	tried = 0;
	refused = 0;
	/* Group memberships are not read: without them the walk is ten times shorter. */
	json_object_object_del(data, "CoGroupMember");
	json_object_object_del(data, "Name");
	CHECK(json_object_deep_copy(data, &before, NULL) == 0);
	if (CHECK(sfprov_target_read(sfprov_json_get(document, "target"), &target, &error) == SFPROV_OK)) {
		vandalise(data, data, &target, hostile);
	}
	sfprov_target_free(&target);
	CHECK(tried > 1000);
	CHECK(refused > 100);
	CHECK(json_object_equal(data, before));
	json_object_put(before);
	json_object_put(document);
	for (h = 0; h < HOSTILE_COUNT; h++) {
		json_object_put(hostile[h]);
	}
}

int main(void)
{
	paths();
	bytes();
	many_rows();
	vandalism("001-full-nonascii-PR-a");
	vandalism("002-emoji-PR-a");
	return unit_summary("mapping/hostile");
}
