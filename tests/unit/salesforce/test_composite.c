/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/memory.h"
#include "client_fixture.h"
#include "memory_failing.h"
#include "salesforce/composite.h"
#include "salesforce/errors.h"
#include "unit.h"

#define CONTACT "003000000000001AAA"

static client_fixture *fixture;
static sfprov_composite composite;
static sfprov_composite_result result;

static void begin(bool all_or_none)
{
	fixture = fixture_begin();
	sfprov_composite_free(&composite);
	sfprov_composite_result_free(&result);
	sfprov_composite_init(&composite, all_or_none);
}

static sfprov_status add(sfprov_method method, const char *path, const char *reference, const char *body, sfprov_repeat repeat)
{
	json_object *value = body == NULL ? NULL : document(body);
	sfprov_status status = sfprov_composite_add(&composite, &fixture->client, method, path, reference, value, repeat, &fixture->error);

	json_object_put(value);
	return status;
}

static void add_pair(void)
{
	CHECK(add(SFPROV_PATCH, "/sobjects/Contact/" CONTACT, "contact", "{\"LastName\":\"B/C\"}", SFPROV_REPEAT_SAFE) == SFPROV_OK);
	CHECK(add(SFPROV_POST, "/sobjects/CoPerson__c", "coperson", "{\"Contact__c\":\"@{contact.id}\"}", SFPROV_REPEAT_ONCE) == SFPROV_OK);
}

static sfprov_status send_it(void)
{
	sfprov_composite_result_free(&result);
	sfprov_error_clear(&fixture->error);
	return sfprov_composite_send(&fixture->client, &composite, &result, &fixture->error);
}

static void pair(void)
{
	const scripted_request *sent;

	begin(true);
	sent = fixture->script.requests;
	add_pair();
	(void) scripted_answer(&fixture->script, 200,
		"{\"compositeResponse\":[{\"body\":null,\"httpHeaders\":{},\"httpStatusCode\":204,\"referenceId\":\"contact\"},"
		"{\"body\":{\"id\":\"a0X000000000001AAA\",\"success\":true,\"errors\":[]},\"httpHeaders\":{},\"httpStatusCode\":201,\"referenceId\":\"coperson\"}]}");
	CHECK(send_it() == SFPROV_OK);
	CHECK_INT(sent[0].method, SFPROV_POST);
	CHECK_TEXT(sent[0].url, "https://acme.my.salesforce.com/services/data/v62.0/composite");
	CHECK_INT(sent[0].repeat, SFPROV_REPEAT_ONCE);
	CHECK_TEXT(sent[0].body,
		"{\"allOrNone\":true,\"compositeRequest\":[{\"method\":\"PATCH\",\"url\":\"/services/data/v62.0/sobjects/Contact/" CONTACT
		"\",\"referenceId\":\"contact\","
		"\"body\":{\"LastName\":\"B/C\"}},{\"method\":\"POST\",\"url\":\"/services/data/v62.0/sobjects/"
		"CoPerson__c\",\"referenceId\":\"coperson\",\"body\":{\"Contact__c\":\"@{contact.id}\"}}]}");
	CHECK_INT(result.count, 2);
	CHECK_INT(result.parts[0].status, 204);
	CHECK(sfprov_composite_part_ok(&result.parts[0]));
	CHECK(sfprov_composite_part_id(&result.parts[0]) == NULL);
	CHECK_TEXT(sfprov_composite_part_id(&result.parts[1]), "a0X000000000001AAA");
	CHECK(!result.parts[1].halted);
	/* The same again: nothing was used up. */
	(void) scripted_answer(&fixture->script, 200,
		"{\"compositeResponse\":[{\"body\":[{\"errorCode\":\"PROCESSING_HALTED\",\"message\":\"rolled "
		"back\"}],\"httpStatusCode\":400,\"referenceId\":\"contact\"},"
		"{\"body\":[{\"errorCode\":\"REQUIRED_FIELD_MISSING\",\"message\":\"Required fields are missing: "
		"[Name]\",\"fields\":[\"Name\"]}],\"httpStatusCode\":400,\"referenceId\":\"coperson\"}]}");
	CHECK(send_it() == SFPROV_OK);
	CHECK_TEXT(sent[1].body, sent[0].body);
	CHECK(result.parts[0].halted && !sfprov_composite_part_ok(&result.parts[0]));
	CHECK(!result.parts[1].halted && !sfprov_composite_part_ok(&result.parts[1]));
	(void) sfprov_sf_error_of_answer(result.parts[1].status, result.parts[1].body, "CoPerson__c create", &fixture->error);
	CHECK_TEXT(fixture->error.fields, "Name");
}

static void duplicates_header(void)
{
	begin(false);
	fixture->client.allow_duplicates = true;
	add_pair();
	CHECK(add(SFPROV_GET, "/sobjects/Contact/" CONTACT, "look", NULL, SFPROV_REPEAT_SAFE) == SFPROV_OK);
	(void) scripted_answer(&fixture->script, 503, "");
	CHECK(send_it() == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_SERVER);
	CHECK_INT(fixture->error.outcome, SFPROV_OUTCOME_UNKNOWN);
	CHECK_CONTAINS(fixture->script.requests[0].body, "\"allOrNone\":false");
	CHECK_CONTAINS(fixture->script.requests[0].body, "\"referenceId\":\"contact\",\"httpHeaders\":{\"Sforce-Duplicate-Rule-Header\":\"allowSave=true\"}");
	CHECK_CONTAINS(fixture->script.requests[0].body, "\"referenceId\":\"look\"}");
}

/* An answer that does not fit may mean that the records were written. */
static void misfits(void)
{
	static const char *const bad[] = {"{}", "[]", "{\"compositeResponse\":{}}", "{\"compositeResponse\":[]}",
		"{\"compositeResponse\":[{\"httpStatusCode\":204,\"referenceId\":\"contact\"}]}",
		"{\"compositeResponse\":[{\"httpStatusCode\":204,\"referenceId\":\"coperson\"},{\"httpStatusCode\":204,\"referenceId\":\"contact\"}]}",
		"{\"compositeResponse\":[{\"httpStatusCode\":204,\"referenceId\":\"contact\"},{\"httpStatusCode\":204}]}",
		"{\"compositeResponse\":[{\"httpStatusCode\":204,\"referenceId\":\"contact\"},{\"referenceId\":\"coperson\"}]}",
		"{\"compositeResponse\":[{\"httpStatusCode\":204,\"referenceId\":\"contact\"},{\"httpStatusCode\":99999999999,\"referenceId\":\"coperson\"}]}",
		"{\"compositeResponse\":[{\"httpStatusCode\":204,\"referenceId\":\"contact\"},null]}",
		("{\"compositeResponse\":[{\"httpStatusCode\":204,\"referenceId\":\"contact\"},{\"httpStatusCode\":201,\"referenceId\":\"coperson\"},{"
		 "\"httpStatusCode\":201,\"referenceId\":\"coperson\"}]}")};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		begin(true);
		add_pair();
		(void) scripted_answer(&fixture->script, 200, bad[i]);
		CHECK(send_it() == SFPROV_FAILED);
		CHECK_INT(fixture->error.kind, SFPROV_E_SERVER);
		CHECK_INT(fixture->error.outcome, SFPROV_OUTCOME_UNKNOWN);
		CHECK_INT(result.count, 0);
	}
}

static void single(void)
{
	static const struct {
		int status;
		const char *body;
		bool is_part;
		bool halted;
	} cases[] = {{204, NULL, true, false}, {201, "{\"id\":\"" CONTACT "\",\"success\":true}", true, false}, {300, "[\"/a\",\"/b\"]", true, false},
		{400, "[{\"errorCode\":\"STRING_TOO_LONG\",\"message\":\"x\"}]", true, false},
		{404, "[{\"errorCode\":\"ENTITY_IS_DELETED\",\"message\":\"x\"}]", true, false},
		{400, "[{\"errorCode\":\"PROCESSING_HALTED\",\"message\":\"x\"}]", true, true},
		{403, "[{\"errorCode\":\"INSUFFICIENT_ACCESS\",\"message\":\"x\"}]", true, false},
		{403, "[{\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\",\"message\":\"x\"}]", false, false},
		{401, "[{\"errorCode\":\"INVALID_AUTH_HEADER\",\"message\":\"x\"}]", false, false}, {404, "<html>", false, false},
		{410, "[{\"errorCode\":\"NOT_FOUND\",\"message\":\"x\"}]", false, false},
		{503, "[{\"errorCode\":\"SERVER_UNAVAILABLE\",\"message\":\"x\"}]", false, false}, {200, "<html>", false, false}, {301, "", false, false}};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin(true);
		CHECK(add(SFPROV_PATCH, "/sobjects/Contact/Registry_ID__c/7", "contact", "{\"LastName\":\"A\"}", SFPROV_REPEAT_SAFE_BY_KEY) == SFPROV_OK);
		(void) scripted_answer(&fixture->script, cases[i].status, cases[i].body);
		CHECK((send_it() == SFPROV_OK) == cases[i].is_part);
		CHECK_TEXT(fixture->script.requests[0].url, "https://acme.my.salesforce.com/services/data/v62.0/sobjects/Contact/Registry_ID__c/7");
		CHECK_TEXT(fixture->script.requests[0].body, "{\"LastName\":\"A\"}");
		CHECK_INT(fixture->script.requests[0].method, SFPROV_PATCH);
		CHECK_INT(fixture->script.requests[0].repeat, SFPROV_REPEAT_SAFE_BY_KEY);
		CHECK_INT(result.count, cases[i].is_part ? 1 : 0);
		CHECK_INT(fixture->error.kind == SFPROV_E_NONE, cases[i].is_part);
		if (cases[i].is_part) {
			CHECK_INT(result.parts[0].status, cases[i].status);
			CHECK(result.parts[0].halted == cases[i].halted);
			CHECK(sfprov_composite_part_ok(&result.parts[0]) == (cases[i].status < 300));
		}
	}
	begin(true);
	CHECK(add(SFPROV_GET, "/x", "r", NULL, SFPROV_REPEAT_SAFE) == SFPROV_OK);
	(void) scripted_failure(&fixture->script, SFPROV_E_NETWORK, SFPROV_OUTCOME_UNKNOWN);
	CHECK(sfprov_composite_send(&fixture->client, &composite, &result, NULL) == SFPROV_FAILED);
}

static void refusals(void)
{
	static const char *const bad[] = {"", "_a", "a b", "a.b", "a}", "\xc3\xa9", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddd"};
	char reference[16];
	size_t i;

	begin(true);
	CHECK(send_it() == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_INPUT);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(add(SFPROV_GET, "/x", bad[i], NULL, SFPROV_REPEAT_SAFE) == SFPROV_FAILED);
		CHECK_INT(fixture->error.kind, SFPROV_E_INPUT);
	}
	CHECK(add(SFPROV_GET, "x", "a", NULL, SFPROV_REPEAT_SAFE) == SFPROV_FAILED);
	CHECK_INT(composite.count, 0);
	CHECK_INT(composite.repeat, SFPROV_REPEAT_SAFE);
	for (i = 0; i < SFPROV_COMPOSITE_MAX; i++) {
		(void) snprintf(reference, sizeof(reference), "r%zu", i);
		CHECK(add(SFPROV_GET, "/x", reference, NULL, i == 3 ? SFPROV_REPEAT_SAFE_BY_KEY : SFPROV_REPEAT_SAFE) == SFPROV_OK);
		CHECK(add(SFPROV_GET, "/x", reference, NULL, SFPROV_REPEAT_ONCE) == SFPROV_FAILED);
	}
	CHECK(add(SFPROV_GET, "/x", "more", NULL, SFPROV_REPEAT_SAFE) == SFPROV_FAILED);
	CHECK_INT(composite.repeat, SFPROV_REPEAT_SAFE_BY_KEY);
	CHECK_INT(fixture->script.request_count, 0);
}

static void ids(void)
{
	static const char *const bad[] = {"{\"id\":7}", "{\"id\":\"x\"}", "{\"id\":null}", "{}", "[]", "{\"id\":\"003000000000001A/A\"}"};
	sfprov_composite_part part = {.status = 201};
	size_t i;

	CHECK(sfprov_composite_part_id(&part) == NULL);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		part.body = document(bad[i]);
		CHECK(sfprov_composite_part_id(&part) == NULL);
		json_object_put(part.body);
	}
}

static void memory_runs_out(void)
{
	long n;

	for (n = 1; n < 100; n++) {
		sfprov_status status;
		bool failed;

		begin(true);
		(void) scripted_answer(
			&fixture->script, 200, "{\"compositeResponse\":[{\"httpStatusCode\":204,\"referenceId\":\"a\"},{\"httpStatusCode\":204,\"referenceId\":\"b\"}]}");
		memory_fail_at(n);
		status = add(SFPROV_PATCH, "/sobjects/Contact/" CONTACT, "a", "{\"A\":\"b\"}", SFPROV_REPEAT_SAFE);
		if (status == SFPROV_OK) {
			status = add(SFPROV_PATCH, "/sobjects/Contact/" CONTACT, "b", NULL, SFPROV_REPEAT_SAFE);
		}
		if (status == SFPROV_OK) {
			status = send_it();
		}
		failed = memory_has_failed();
		memory_fail_at(0);
		CHECK((status == SFPROV_FAILED) == failed);
		CHECK(!failed || fixture->error.kind == SFPROV_E_MEMORY);
		sfprov_composite_free(&composite);
		sfprov_composite_result_free(&result);
		CHECK_INT(memory_live(), 0);
		if (!failed) {
			break;
		}
	}
	CHECK(n > 5);
}

int main(void)
{
	pair();
	duplicates_header();
	misfits();
	single();
	refusals();
	ids();
	memory_runs_out();
	fixture_end();
	return unit_summary("salesforce/composite");
}
