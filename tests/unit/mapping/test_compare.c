/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Which values are the same to Salesforce, and which fields of a record count. */
#define _GNU_SOURCE
#include "mapped.h"

#include "mapping/compare.h"

/* Both as JSON with ' for "; NULL is nothing. */
static void values_at(int line, const char *registry_text, const char *salesforce_text, bool same)
{
	json_object *registry = registry_text == NULL ? NULL : quoted(registry_text);
	json_object *salesforce = salesforce_text == NULL ? NULL : quoted(salesforce_text);

	unit_note(sfprov_compare_values(sfprov_json_get(registry, "v"), sfprov_json_get(salesforce, "v")) == same, __FILE__, line,
		salesforce_text == NULL ? "null" : salesforce_text);
	json_object_put(registry);
	json_object_put(salesforce);
}

#define V(value) "{'v':" value "}"
#define SAME(registry, salesforce) values_at(__LINE__, registry, salesforce, true)
#define DIFFERENT(registry, salesforce) values_at(__LINE__, registry, salesforce, false)

static void texts(void)
{
	SAME(V("'Ann'"), V("'Ann'"));
	DIFFERENT(V("'Ann'"), V("'ann'"));
	SAME(V("'Ann.Lee@Example.org '"), V("'ann.lee@example.org'"));
	DIFFERENT(V("'ann@example.org'"), V("'eve@example.org'"));
	DIFFERENT(V("'Ann @ home'"), V("'ann @ home'"));
	DIFFERENT(V("'Ann'"), V("'Ann B'"));
	DIFFERENT(V("'Ann B'"), V("'Ann'"));
	SAME(V("' Ann\\t\\r\\n'"), V("'Ann'"));
	SAME(V("'  '"), NULL);
	SAME(V("''"), NULL);
	SAME(NULL, NULL);
	SAME(NULL, V("''"));
	DIFFERENT(NULL, V("'Ann'"));
	DIFFERENT(V("'Ann'"), NULL);
	SAME(V("'1 Main St\\nRoom 2'"), V("'1 Main St\\r\\nRoom 2'"));
	SAME(V("'a\\rb'"), V("'a\\nb'"));
	DIFFERENT(V("'a\\r\\rb'"), V("'a\\nb'"));
	DIFFERENT(V("'a b'"), V("'a\\nb'"));
	SAME(V("'Zo\xc3\xab'"), V("'Zo\xc3\xab'"));
	DIFFERENT(V("'Zo\xc3\xab'"), V("'Zoe'"));
}

static void others(void)
{
	/* Ids with and without the part that carries the case. */
	SAME(V("'001Hs000000AbCd'"), V("'001Hs000000AbCdIAU'"));
	DIFFERENT(V("'001Hs000000AbCd'"), V("'001Hs000000AbCEIAU'"));
	DIFFERENT(V("'001Hs000000AbCdIAU'"), V("'001Hs000000AbCdIAX'"));
	/* Checkboxes, numbers. */
	SAME(V("true"), V("true"));
	SAME(V("false"), V("false"));
	SAME(V("false"), NULL);
	DIFFERENT(V("true"), NULL);
	DIFFERENT(V("true"), V("false"));
	DIFFERENT(V("true"), V("'true'"));
	SAME(V("1"), V("1.0"));
	SAME(V("1.50"), V("1.5"));
	DIFFERENT(V("1"), V("2"));
	DIFFERENT(V("1"), V("'1'"));
	DIFFERENT(V("1"), NULL);
	DIFFERENT(NULL, V("0"));
	/* A text that Salesforce has made something of. */
	SAME(V("' 12'"), V("12"));
	DIFFERENT(V("'12a'"), V("12"));
	DIFFERENT(V("''"), V("0"));
	SAME(V("'true'"), V("true"));
	DIFFERENT(V("'yes'"), V("true"));
	DIFFERENT(V("'x'"), V("{}"));
	/* Times. */
	SAME(V("'2026-01-31T12:00:00Z'"), V("'2026-01-31T12:00:00.000+0000'"));
	SAME(V("'2026-01-31T12:00:00Z'"), V("'2026-01-31T12:00:00+00:00'"));
	DIFFERENT(V("'2026-01-31T12:00:00Z'"), V("'2026-01-31T12:00:00.500+0000'"));
	DIFFERENT(V("'2026-01-31T12:00:00Z'"), V("'2026-01-31T12:00:01.000+0000'"));
	DIFFERENT(V("'2026-01-31T12:00:00Z'"), V("'2026-01-31T12:00:00.000+0100'"));
	SAME(V("'2026-01-31'"), V("'2026-01-31'"));
	DIFFERENT(V("'2026-01-31'"), V("'2026-02-01'"));
}

static void record_at(int line, const char *fields_text, const char *sent_text, bool clear, const char *record_text, const char *expected, size_t emptied)
{
	json_object *given = quoted(fields_text);
	json_object *sent = sent_text == NULL ? NULL : quoted(sent_text);
	json_object *record = quoted(record_text);
	json_object *wanted = quoted(expected);
	json_object *found = json_object_new_object();
	sfprov_fields mapped = {sfprov_json_get(given, "values"), sfprov_json_get(given, "absent")};
	sfprov_error error;
	size_t count = 0;

	unit_note(sfprov_compare_record(&mapped, sent, clear, record, "C.", found, &count, &error) == SFPROV_OK, __FILE__, line, "compares");
	unit_note(json_object_equal(found, wanted) != 0, __FILE__, line, sfprov_json_text(found));
	unit_note(count == emptied, __FILE__, line, "emptied");
	json_object_put(found);
	json_object_put(wanted);
	json_object_put(record);
	json_object_put(sent);
	json_object_put(given);
}

#define RECORD(fields, sent, clear, record, expected, emptied) record_at(__LINE__, fields, sent, clear, record, expected, emptied)

static void records(void)
{
	const char *both = "{'values':{'FirstName':'Ann'},'absent':{'Suffix':true,'Active__c':false}}";

	RECORD(both, NULL, true, "{'FirstName':'Ann','Suffix':'Jr.'}", "{}", 0);
	RECORD(both, NULL, true, "{'FirstName':'Eve'}", "{'C.FirstName':{'registry':'Ann','salesforce':'Eve'}}", 0);
	RECORD(both, NULL, true, "{'FirstName':null}", "{'C.FirstName':{'registry':'Ann','salesforce':null}}", 0);
	/* Only what we had sent is ours to empty, and only when it is to be. */
	RECORD(both, "{'Suffix':'x'}", true, "{'FirstName':'Ann','Suffix':'Jr.'}", "{'C.Suffix':{'registry':null,'salesforce':'Jr.'}}", 1);
	RECORD(both, "{'Suffix':'x'}", false, "{'FirstName':'Ann','Suffix':'Jr.'}", "{}", 0);
	RECORD(both, "{'Suffix':'x'}", true, "{'FirstName':'Ann','Suffix':null}", "{}", 0);
	RECORD(both, "{'Active__c':'x'}", true, "{'FirstName':'Ann','Active__c':true}", "{'C.Active__c':{'registry':false,'salesforce':true}}", 1);
	RECORD(both, "{'Active__c':'x'}", true, "{'FirstName':'Ann','Active__c':false}", "{}", 0);
	/* Fields that were not asked for, or are not known to the registry. */
	RECORD(both, "{'Title':'x','Suffix':'x'}", true, "{'Title':'Dr.'}", "{}", 0);
	RECORD("{'values':{}}", "{'Title':'x'}", true, "{'Title':'Dr.'}", "{}", 0);
}

static void names(void)
{
	json_object *given = quoted("{'values':{'FirstName':'Ann','Bad name':'x'},'absent':{'Suffix':true,'Title':true}}");
	json_object *sent = quoted("{'Suffix':'x','Email':'x'}");
	json_object *found = json_object_new_object();
	sfprov_fields mapped = {sfprov_json_get(given, "values"), sfprov_json_get(given, "absent")};
	sfprov_error error;

	CHECK(sfprov_compare_names(&mapped, sent, false, found, &error) == SFPROV_OK);
	CHECK_TEXT(sfprov_json_text(found), "{\"FirstName\":true}");
	CHECK(sfprov_compare_names(&mapped, sent, true, found, &error) == SFPROV_OK);
	CHECK_TEXT(sfprov_json_text(found), "{\"FirstName\":true,\"Suffix\":true}");
	json_object_put(found);
	json_object_put(sent);
	json_object_put(given);
}

int main(void)
{
	texts();
	others();
	records();
	names();
	return unit_summary("mapping/compare");
}
