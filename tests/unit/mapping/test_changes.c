/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Which fields are sent, cleared and left alone. */
#define _GNU_SOURCE
#include "mapped.h"

#include "mapping/value_digest.h"

static void digest_is(const char *value, size_t length, const char *expected)
{
	char digest[SFPROV_VALUE_DIGEST_SIZE];
	sfprov_error error;

	CHECK(sfprov_value_digest(value, length, digest, &error) == SFPROV_OK);
	CHECK_TEXT(digest, expected);
}

/* Computed by another program: they are stored, so they may never change. */
static void digests(void)
{
	const char *special = "a\"b\\c\n\r\t\b\f\x01\x1f\x7f\xc3\xa9/\xe2\x80\xa8\xf0\x9f\x98\x80";

	digest_is("Ann", 3, "wT1YSFciJmS5");
	digest_is("0", 1, "mAiebTb3jpdm");
	digest_is("", 0, "Eq4yyx7ALQHt");
	digest_is(special, strlen(special), "VLBLmUhFnymS");
}

/* `fields` as {values: {...}, absent: {...}}, `sent` as JSON or NULL; the three results as JSON. */
static void changes_at(int line, const char *fields_text, const char *sent_text, bool clear, const char *fields, const char *digests, const char *cleared)
{
	json_object *given = quoted(fields_text);
	json_object *sent = sent_text == NULL ? NULL : quoted(sent_text);
	sfprov_fields mapped = {sfprov_json_get(given, "values"), sfprov_json_get(given, "absent")};
	sfprov_changes changes;
	sfprov_error error;

	if (unit_note(sfprov_changes_find(&mapped, sent, clear, &changes, &error) == SFPROV_OK, __FILE__, line, "compares")) {
		json_object *expected_digests = quoted(digests);

		unit_note_text(sfprov_json_text(changes.fields), fields, __FILE__, line, "fields");
		unit_note(json_object_equal(changes.digests, expected_digests) != 0, __FILE__, line, sfprov_json_text(changes.digests));
		unit_note_text(sfprov_json_text(changes.cleared), cleared, __FILE__, line, "cleared");
		json_object_put(expected_digests);
	}
	sfprov_changes_free(&changes);
	json_object_put(sent);
	json_object_put(given);
}

#define CHANGES(mapped, sent, clear, fields, digests, cleared) changes_at(__LINE__, mapped, sent, clear, fields, digests, cleared)
#define ANN "wT1YSFciJmS5"

static void differences(void)
{
	const char *both = "{'values':{'FirstName':'Ann'},'absent':{'Suffix':true,'Title':true}}";

	CHANGES(both, NULL, true, "{\"FirstName\":\"Ann\"}", "{'FirstName':'" ANN "'}", "[]");
	CHANGES(both, "{}", true, "{\"FirstName\":\"Ann\"}", "{'FirstName':'" ANN "'}", "[]");
	/* The database's JSON of an empty PHP array. */
	CHANGES(both, "[]", true, "{\"FirstName\":\"Ann\"}", "{'FirstName':'" ANN "'}", "[]");
	CHANGES(both, "{'FirstName':'" ANN "'}", true, "{}", "{'FirstName':'" ANN "'}", "[]");
	CHANGES(both, "{'FirstName':'other'}", true, "{\"FirstName\":\"Ann\"}", "{'FirstName':'" ANN "'}", "[]");
	/* A field that we set before is cleared, and forgotten once that is done; one that we never set is not touched. */
	CHANGES(both, "{'FirstName':'" ANN "','Suffix':'x'}", true, "{\"Suffix\":null}", "{'FirstName':'" ANN "'}", "[\"Suffix\"]");
	CHANGES(both, "{'Suffix':'x','Title':'y'}", true, "{\"FirstName\":\"Ann\",\"Suffix\":null,\"Title\":null}", "{'FirstName':'" ANN "'}",
		"[\"Suffix\",\"Title\"]");
	CHANGES(both, "{'FirstName':'" ANN "','Suffix':'x'}", false, "{}", "{'FirstName':'" ANN "'}", "[]");
	/* What is not known stays as it is. */
	CHANGES(both, "{'FirstName':'" ANN "','Email':'z'}", true, "{}", "{'FirstName':'" ANN "','Email':'z'}", "[]");
	CHANGES("{'values':{},'absent':{}}", "{'FirstName':'" ANN "','Email':'z'}", true, "{}", "{'FirstName':'" ANN "','Email':'z'}", "[]");
	/* Damaged digests are no reason to trust or to clear anything. */
	CHANGES(both, "{'FirstName':7,'Suffix':null,'Title':['x'],'Email':{}}", true, "{\"FirstName\":\"Ann\"}", "{'FirstName':'" ANN "'}", "[]");
	CHANGES(both, "'text'", true, "{\"FirstName\":\"Ann\"}", "{'FirstName':'" ANN "'}", "[]");
}

/* Mapped, compared, stored, and compared again: nothing is left to send. */
static void settles(void)
{
	mapped_case one;
	sfprov_changes first;
	sfprov_changes second;
	sfprov_error error;

	mapped_do(
		&one, TARGET ",'default_account':'001000000000001AAA'", NULL, NAMED ",'EmailAddress':[{'mail':'a@example.org'}],'CoPersonRole':[],'Identifier':[]");
	CHECK(sfprov_changes_find(&one.mapped.contact, NULL, true, &first, &error) == SFPROV_OK);
	CHECK(json_object_equal(first.fields, one.mapped.contact.values));
	CHECK(sfprov_changes_find(&one.mapped.contact, first.digests, true, &second, &error) == SFPROV_OK);
	CHECK_TEXT(sfprov_json_text(second.fields), "{}");
	CHECK(json_object_equal(first.digests, second.digests));
	sfprov_changes_free(&first);
	sfprov_changes_free(&second);
	mapped_done(&one);
}

int main(void)
{
	digests();
	differences();
	settles();
	return unit_summary("mapping/changes");
}
