/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/memory.h"
#include "client_fixture.h"
#include "memory_failing.h"
#include "salesforce/collections.h"
#include "salesforce/errors.h"
#include "unit.h"

#define FIRST "003000000000001AAA"
#define SECOND "003000000000002AAA"
#define THIRD "003000000000003AAA"

static client_fixture *fixture;
static sfprov_collection collection;
static sfprov_composite composite;
static sfprov_composite_result result;
static sfprov_record_result records[SFPROV_COLLECTION_MAX];

static void finish(void)
{
	sfprov_collection_free(&collection);
	sfprov_composite_free(&composite);
	sfprov_composite_result_free(&result);
}

static sfprov_status begin(sfprov_collection_kind kind)
{
	finish();
	fixture = fixture_begin();
	sfprov_composite_init(&composite, false);
	return sfprov_collection_init(&collection, kind, "Contact", kind == SFPROV_COLLECT_UPSERT ? "Registry_ID__c" : NULL, &fixture->error);
}

static sfprov_status add(const char *fields, const char *id)
{
	json_object *value = fields == NULL ? NULL : document(fields);
	sfprov_status status = sfprov_collection_add(&collection, value, id, &fixture->error);

	json_object_put(value);
	return status;
}

static sfprov_status add_to(const char *reference)
{
	return sfprov_collection_add_to(&collection, &composite, &fixture->client, reference, &fixture->error);
}

/* Three records of a kind. */
static void begin_three(sfprov_collection_kind kind)
{
	static const char *const ids[] = {FIRST, SECOND, THIRD};
	static const char *const fields[] = {
		"{\"Registry_ID__c\":\"a\",\"LastName\":\"A\"}", "{\"Registry_ID__c\":\"b\",\"LastName\":\"B\",\"Email\":null}", "{\"Registry_ID__c\":7}"};
	bool by_id = kind == SFPROV_COLLECT_UPDATE || kind == SFPROV_COLLECT_DELETE;
	size_t i;

	CHECK(begin(kind) == SFPROV_OK);
	for (i = 0; i < 3; i++) {
		CHECK(add(kind == SFPROV_COLLECT_DELETE ? NULL : fields[i], by_id ? ids[i] : NULL) == SFPROV_OK);
	}
}

static const char *sent_body(size_t at)
{
	return json_object_to_json_string_ext(composite.parts[at].body, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}

static void requests(void)
{
	begin_three(SFPROV_COLLECT_CREATE);
	CHECK(add_to("contacts") == SFPROV_OK);
	CHECK_INT(composite.parts[0].method, SFPROV_POST);
	CHECK_INT(composite.repeat, SFPROV_REPEAT_ONCE);
	CHECK_TEXT(composite.parts[0].path, "/composite/sobjects");
	CHECK_TEXT(sent_body(0),
		"{\"allOrNone\":false,\"records\":[{\"attributes\":{\"type\":\"Contact\"},\"Registry_ID__c\":\"a\",\"LastName\":\"A\"},"
		"{\"attributes\":{\"type\":\"Contact\"},\"Registry_ID__c\":\"b\",\"LastName\":\"B\",\"Email\":null},{\"attributes\":{\"type\":\"Contact\"},\"Registry_"
		"ID__"
		"c\":7}]}");
	begin_three(SFPROV_COLLECT_UPDATE);
	CHECK(add_to("contacts") == SFPROV_OK);
	CHECK_INT(composite.parts[0].method, SFPROV_PATCH);
	CHECK_INT(composite.repeat, SFPROV_REPEAT_SAFE);
	CHECK_TEXT(composite.parts[0].path, "/composite/sobjects");
	CHECK_CONTAINS(sent_body(0), "{\"attributes\":{\"type\":\"Contact\"},\"id\":\"" FIRST "\",\"Registry_ID__c\":\"a\"");
	begin_three(SFPROV_COLLECT_UPSERT);
	CHECK(add_to("contacts") == SFPROV_OK);
	CHECK_INT(composite.parts[0].method, SFPROV_PATCH);
	CHECK_INT(composite.repeat, SFPROV_REPEAT_SAFE_BY_KEY);
	CHECK_TEXT(composite.parts[0].path, "/composite/sobjects/Contact/Registry_ID__c");
	CHECK_CONTAINS(sent_body(0), "\"Registry_ID__c\":\"a\"");
	begin_three(SFPROV_COLLECT_DELETE);
	CHECK(add_to("contacts") == SFPROV_OK);
	CHECK_INT(composite.parts[0].method, SFPROV_DELETE);
	CHECK_INT(composite.repeat, SFPROV_REPEAT_SAFE);
	CHECK_TEXT(composite.parts[0].path, "/composite/sobjects?allOrNone=false&ids=" FIRST "," SECOND "," THIRD);
	CHECK(composite.parts[0].body == NULL);
	/* The duplicate rule's header stands at each part that writes. */
	begin_three(SFPROV_COLLECT_CREATE);
	fixture->client.allow_duplicates = true;
	CHECK(add_to("contacts") == SFPROV_OK);
	CHECK(composite.requests == NULL);
	CHECK(add_to("others") == SFPROV_OK);
	CHECK_INT(json_object_array_length(composite.requests), 2);
	CHECK_CONTAINS(sfprov_json_text(composite.requests), "\"httpHeaders\":{\"Sforce-Duplicate-Rule-Header\":\"allowSave=true\"}");
}

static void refusals(void)
{
	static const char *const bad[] = {"[]", "\"x\"", "{\"Id\":\"x\"}", "{\"attributes\":{}}", "{\"ID\":1}", "{\"Last Name\":\"x\"}", "{\"\":\"x\"}"};
	static const char *const keyless[] = {"{\"LastName\":\"x\"}", "{\"Registry_ID__c\":\"\"}", "{\"Registry_ID__c\":null}", "{\"Registry_ID__c\":{}}"};
	static const char *const references[] = {"a", "b", "c", "d", "e", "f"};
	size_t i;

	CHECK(begin(SFPROV_COLLECT_CREATE) == SFPROV_OK);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(add(bad[i], NULL) == SFPROV_FAILED);
		CHECK_INT(fixture->error.kind, SFPROV_E_INPUT);
	}
	CHECK(add(NULL, NULL) == SFPROV_FAILED);
	CHECK(add("{}", FIRST) == SFPROV_FAILED);
	CHECK_INT(collection.count, 0);
	CHECK(add_to("empty") == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_INPUT);
	CHECK(begin(SFPROV_COLLECT_UPSERT) == SFPROV_OK);
	for (i = 0; i < sizeof(keyless) / sizeof(keyless[0]); i++) {
		CHECK(add(keyless[i], NULL) == SFPROV_FAILED);
		CHECK_INT(fixture->error.kind, SFPROV_E_RECORD);
		CHECK_TEXT(fixture->error.fields, "Registry_ID__c");
	}
	CHECK(add("{\"registry_id__C\":\"x\"}", NULL) == SFPROV_OK);
	CHECK(begin(SFPROV_COLLECT_UPDATE) == SFPROV_OK);
	CHECK(add("{}", NULL) == SFPROV_FAILED);
	CHECK(add("{}", "003000000000001AA?") == SFPROV_FAILED);
	CHECK(begin(SFPROV_COLLECT_DELETE) == SFPROV_OK);
	CHECK(add("{}", FIRST) == SFPROV_FAILED);
	CHECK(sfprov_collection_init(&collection, SFPROV_COLLECT_CREATE, "Con/tact", NULL, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_CONFIGURATION);
	CHECK(sfprov_collection_init(&collection, SFPROV_COLLECT_UPSERT, "Contact", NULL, &fixture->error) == SFPROV_FAILED);
	CHECK(sfprov_collection_init(&collection, SFPROV_COLLECT_UPSERT, "Contact", "a b", &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_CONFIGURATION);
	/* Five collections, whatever else there is. */
	CHECK(begin(SFPROV_COLLECT_CREATE) == SFPROV_OK);
	CHECK(add("{}", NULL) == SFPROV_OK);
	CHECK(sfprov_composite_add(&composite, &fixture->client, SFPROV_GET, "/sobjects/Contact/" FIRST, "look", NULL, SFPROV_REPEAT_SAFE, &fixture->error)
		== SFPROV_OK);
	for (i = 0; i < 6; i++) {
		CHECK((add_to(references[i]) == SFPROV_OK) == (i < 5));
	}
	CHECK_INT(composite.count, 6);
	CHECK_INT(fixture->error.kind, SFPROV_E_INPUT);
	/* Two hundred records, and deletes of as many fit into an address. */
	CHECK(begin(SFPROV_COLLECT_DELETE) == SFPROV_OK);
	for (i = 0; i < 201; i++) {
		CHECK((add(NULL, FIRST) == SFPROV_OK) == (i < 200));
	}
	CHECK_INT(collection.count, 200);
	CHECK(add_to("all") == SFPROV_OK);
	CHECK(strlen(composite.parts[0].path) < SFPROV_CLIENT_PATH_LIMIT);
}

static void read_list(int status, const char *body)
{
	sfprov_composite_part part = {.status = status, .body = body == NULL ? NULL : document(body)};

	memset(records, 0xa5, sizeof(records));
	sfprov_collection_read(&collection, &part, records);
	json_object_put(part.body);
}

static void successes(void)
{
	begin_three(SFPROV_COLLECT_CREATE);
	read_list(200,
		"[{\"id\":\"" FIRST "\",\"success\":true,\"errors\":[]},{\"id\":\"" SECOND "\",\"success\":true,\"errors\":[]},{\"id\":\"" THIRD
		"\",\"success\":true}]");
	CHECK(records[0].success && records[0].created && !records[0].retryable);
	CHECK_TEXT(records[0].id, FIRST);
	CHECK_INT(records[0].error.kind, SFPROV_E_NONE);
	CHECK_TEXT(records[2].id, THIRD);
	begin_three(SFPROV_COLLECT_UPSERT);
	read_list(200,
		"[{\"id\":\"" FIRST "\",\"success\":true,\"errors\":[],\"created\":true},{\"id\":\"" SECOND
		"\",\"success\":true,\"errors\":[],\"created\":false},{\"id\":\"" THIRD "\",\"success\":true,\"errors\":[]}]");
	CHECK(records[0].success && records[0].created);
	CHECK(records[1].success && !records[1].created);
	CHECK(records[2].success && !records[2].created);
	begin_three(SFPROV_COLLECT_UPDATE);
	read_list(200,
		"[{\"id\":\"003000000000001\",\"success\":true,\"errors\":[]},{\"id\":\"" SECOND "\",\"success\":true,\"errors\":[]},{\"id\":\"" THIRD
		"\",\"success\":true,\"errors\":[]}]");
	CHECK(records[0].success && records[1].success && records[2].success && !records[0].created);
	CHECK_TEXT(records[0].id, "003000000000001");
}

static void failures(void)
{
	begin_three(SFPROV_COLLECT_CREATE);
	read_list(200,
		"[{\"success\":false,\"errors\":[{\"statusCode\":\"STRING_TOO_LONG\",\"message\":\"Last Name: data value too large: canary-name (max "
		"length=80)\",\"fields\":[\"LastName\"]}]},"
		"{\"success\":false,\"errors\":[{\"statusCode\":\"UNABLE_TO_LOCK_ROW\",\"message\":\"unable to obtain exclusive access to this "
		"record\",\"fields\":[]}]},"
		"{\"id\":null,\"success\":false,\"errors\":[{\"statusCode\":\"UNKNOWN_EXCEPTION\",\"message\":\"An unexpected error "
		"occurred.\",\"fields\":[]}]}]");
	CHECK(!records[0].success && !records[0].retryable);
	CHECK_INT(records[0].error.kind, SFPROV_E_RECORD);
	CHECK_INT(records[0].error.outcome, SFPROV_OUTCOME_REFUSED);
	CHECK_TEXT(records[0].error.code, "STRING_TOO_LONG");
	CHECK_TEXT(records[0].error.fields, "LastName");
	CHECK_CONTAINS(records[0].error.message, "Contact create: a value is too long");
	CHECK_LACKS(records[0].error.message, "canary");
	CHECK_TEXT(records[0].id, "");
	CHECK(records[1].retryable);
	CHECK_INT(records[1].error.outcome, SFPROV_OUTCOME_THROTTLED);
	/* A create whose fate is not known is not repeated. */
	CHECK(!records[2].retryable);
	CHECK_INT(records[2].error.outcome, SFPROV_OUTCOME_UNKNOWN);
	CHECK_INT(records[2].error.kind, SFPROV_E_SERVER);
	begin_three(SFPROV_COLLECT_UPDATE);
	read_list(200,
		"[{\"id\":\"" FIRST "\",\"success\":false,\"errors\":[{\"statusCode\":\"ENTITY_IS_DELETED\",\"message\":\"entity is "
		"deleted\",\"fields\":[]}]},"
		"{\"success\":false,\"errors\":[{\"statusCode\":\"INVALID_CROSS_REFERENCE_KEY\",\"message\":\"invalid cross reference "
		"id\",\"fields\":[\"AccountId\"]}]},"
		"{\"success\":false,\"errors\":[{\"statusCode\":\"INVALID_CROSS_REFERENCE_KEY\",\"message\":\"invalid cross reference "
		"id\",\"fields\":[]}]}]");
	CHECK(sfprov_sf_error_is_gone(&records[0].error));
	CHECK(!sfprov_sf_error_is_gone(&records[1].error));
	CHECK(sfprov_sf_error_is_gone(&records[2].error));
	CHECK_TEXT(records[2].id, THIRD);
	begin_three(SFPROV_COLLECT_CREATE);
	read_list(200, "[{\"success\":false,\"errors\":[{\"statusCode\":\"ENTITY_IS_DELETED\",\"message\":\"entity is deleted\"}]},{},{}]");
	CHECK(!sfprov_sf_error_is_gone(&records[0].error));
}

/* Of `count` records these, as bits, are told; the others are not. */
static void check_untold(const char *body, unsigned told)
{
	size_t i;

	read_list(200, body);
	for (i = 0; i < 3; i++) {
		CHECK(records[i].success == ((told >> i & 1) != 0));
		if (!records[i].success) {
			CHECK_INT(records[i].error.kind, SFPROV_E_SERVER);
			CHECK_INT(records[i].error.outcome, SFPROV_OUTCOME_UNKNOWN);
			CHECK(!records[i].created);
			CHECK(records[i].retryable == (collection.kind != SFPROV_COLLECT_CREATE));
		}
	}
}

#define GOOD(id) "{\"id\":\"" id "\",\"success\":true,\"errors\":[]}"

static void misfits(void)
{
	int kind;

	for (kind = SFPROV_COLLECT_CREATE; kind <= SFPROV_COLLECT_DELETE; kind++) {
		begin_three((sfprov_collection_kind) kind);
		check_untold("{}", 0);
		check_untold("[]", 0);
		check_untold("[" GOOD(FIRST) "," GOOD(SECOND) "]", 0);
		check_untold("[" GOOD(FIRST) "," GOOD(SECOND) "," GOOD(THIRD) "," GOOD(THIRD) "]", 0);
		check_untold("[" GOOD(FIRST) ",null," GOOD(THIRD) "]", 5);
		check_untold("[" GOOD(FIRST) ",[]," GOOD(THIRD) "]", 5);
		check_untold("[" GOOD(FIRST) ",{\"success\":true}," GOOD(THIRD) "]", 5);
		check_untold("[" GOOD(FIRST) ",{\"id\":\"" SECOND "\"}," GOOD(THIRD) "]", 5);
		check_untold("[" GOOD(FIRST) ",{\"id\":\"" SECOND "\",\"success\":\"true\"}," GOOD(THIRD) "]", 5);
		check_untold("[" GOOD(FIRST) ",{\"id\":\"no id\",\"success\":true}," GOOD(THIRD) "]", 5);
		check_untold("[" GOOD(FIRST) ",{\"id\":\"" SECOND "\",\"success\":true,\"errors\":[{\"statusCode\":\"X\"}]}," GOOD(THIRD) "]", 5);
		check_untold("[" GOOD(FIRST) ",{\"id\":\"" SECOND "\",\"success\":false,\"errors\":[]}," GOOD(THIRD) "]", 5);
		check_untold("[" GOOD(FIRST) ",{\"success\":false,\"errors\":[{\"message\":\"x\"}]}," GOOD(THIRD) "]", 5);
		/* In another order, or one for two. */
		if (kind == SFPROV_COLLECT_UPDATE || kind == SFPROV_COLLECT_DELETE) {
			check_untold("[" GOOD(SECOND) "," GOOD(FIRST) "," GOOD(THIRD) "]", 4);
			check_untold("[" GOOD(FIRST) "," GOOD(FIRST) "," GOOD(THIRD) "]", 5);
			check_untold("[" GOOD(FIRST) ",{\"id\":\"" FIRST "\",\"success\":false,\"errors\":[{\"statusCode\":\"STRING_TOO_LONG\"}]}," GOOD(THIRD) "]", 5);
		} else {
			check_untold("[" GOOD(FIRST) "," GOOD(FIRST) "," GOOD(THIRD) "]", 4);
			check_untold("[" GOOD(FIRST) "," GOOD(FIRST) "," GOOD(FIRST) "]", 0);
		}
	}
	/* A 200 without a body. */
	begin_three(SFPROV_COLLECT_CREATE);
	read_list(200, NULL);
	CHECK_INT(records[2].error.outcome, SFPROV_OUTCOME_UNKNOWN);
}

static void whole(void)
{
	sfprov_error error;
	size_t i;

	begin_three(SFPROV_COLLECT_CREATE);
	read_list(400, "[{\"errorCode\":\"INVALID_FIELD\",\"message\":\"No such column 'Foo__c' on sobject of type Contact\"}]");
	for (i = 0; i < 3; i++) {
		CHECK(!records[i].success && !records[i].retryable);
		CHECK_INT(records[i].error.kind, SFPROV_E_CONFIGURATION);
		CHECK_TEXT(records[i].error.code, "INVALID_FIELD");
	}
	read_list(503, NULL);
	CHECK_INT(records[1].error.outcome, SFPROV_OUTCOME_UNKNOWN);
	CHECK(!records[1].retryable);
	(void) sfprov_fail(&error, SFPROV_E_NETWORK, "lost");
	error.outcome = SFPROV_OUTCOME_UNKNOWN;
	sfprov_collection_fail(&collection, &error, records);
	CHECK(!records[2].success && !records[2].retryable);
	CHECK_TEXT(records[2].error.message, "lost");
	error.outcome = SFPROV_OUTCOME_NOT_SENT;
	sfprov_collection_fail(&collection, &error, records);
	CHECK(records[0].retryable);
	begin_three(SFPROV_COLLECT_UPSERT);
	error.outcome = SFPROV_OUTCOME_UNKNOWN;
	sfprov_collection_fail(&collection, &error, records);
	CHECK(records[0].retryable);
	/* The org's daily calls are used up. */
	read_list(403, "[{\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\",\"message\":\"TotalRequests Limit exceeded.\"}]");
	CHECK(!records[0].retryable);
	CHECK_INT(records[0].error.kind, SFPROV_E_LIMIT);
}

/* Together with other parts, and alone. */
static void sent(void)
{
	begin_three(SFPROV_COLLECT_UPDATE);
	CHECK(add_to("contacts") == SFPROV_OK);
	CHECK(add_to("again") == SFPROV_OK);
	(void) scripted_answer(&fixture->script, 200,
		"{\"compositeResponse\":[{\"httpStatusCode\":200,\"referenceId\":\"contacts\",\"body\":[" GOOD(FIRST) "," GOOD(SECOND) "," GOOD(
			THIRD) "]},{\"httpStatusCode\":400,\"referenceId\":\"again\",\"body\":[{\"errorCode\":\"MALFORMED_ID\",\"message\":\"x\"}]}]}");
	CHECK(sfprov_composite_send(&fixture->client, &composite, &result, &fixture->error) == SFPROV_OK);
	sfprov_collection_read(&collection, &result.parts[0], records);
	CHECK(records[0].success && records[2].success);
	sfprov_collection_read(&collection, &result.parts[1], records);
	CHECK_TEXT(records[2].error.code, "MALFORMED_ID");
	CHECK_CONTAINS(fixture->script.requests[0].url, "/services/data/v62.0/composite");
	begin_three(SFPROV_COLLECT_UPDATE);
	CHECK(add_to("contacts") == SFPROV_OK);
	(void) scripted_answer(&fixture->script, 200, "[" GOOD(FIRST) "," GOOD(SECOND) "," GOOD(THIRD) "]");
	CHECK(sfprov_composite_send(&fixture->client, &composite, &result, &fixture->error) == SFPROV_OK);
	sfprov_collection_read(&collection, &result.parts[0], records);
	CHECK(records[0].success && records[2].success);
	CHECK_CONTAINS(fixture->script.requests[0].url, "/services/data/v62.0/composite/sobjects");
}

static sfprov_status build(sfprov_collection_kind kind)
{
	sfprov_status status = begin(kind);

	if (status == SFPROV_OK) {
		status = kind == SFPROV_COLLECT_DELETE ? add(NULL, FIRST) : add("{\"Registry_ID__c\":\"a\"}", NULL);
	}
	return status == SFPROV_OK ? add_to("contacts") : status;
}

static void memory_runs_out(void)
{
	static const sfprov_collection_kind kinds[] = {SFPROV_COLLECT_CREATE, SFPROV_COLLECT_UPSERT, SFPROV_COLLECT_DELETE};
	size_t i;

	for (i = 0; i < 3; i++) {
		long n;

		for (n = 1; n < 100; n++) {
			sfprov_status status;
			bool failed;

			finish();
			memory_fail_at(n);
			status = build(kinds[i]);
			failed = memory_has_failed();
			memory_fail_at(0);
			CHECK((status == SFPROV_FAILED) == failed);
			CHECK(!failed || fixture->error.kind == SFPROV_E_MEMORY);
			finish();
			CHECK_INT(memory_live(), 0);
			if (!failed) {
				break;
			}
		}
		CHECK(n > 1);
	}
}

int main(void)
{
	requests();
	refusals();
	successes();
	failures();
	misfits();
	whole();
	sent();
	memory_runs_out();
	finish();
	fixture_end();
	CHECK_INT(memory_live(), 0);
	return unit_summary("salesforce/collections");
}
