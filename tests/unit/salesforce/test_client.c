/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "client_fixture.h"
#include "memory_failing.h"
#include "unit.h"

static client_fixture *fixture;
static sfprov_answer answer;

static sfprov_status call(sfprov_method method, const char *path, const char *body, sfprov_repeat repeat)
{
	json_object *value = body == NULL ? NULL : document(body);
	sfprov_status status;

	sfprov_answer_free(&answer);
	sfprov_error_clear(&fixture->error);
	status = sfprov_client_call(&fixture->client, method, path, value, repeat, &answer, &fixture->error);
	json_object_put(value);
	return status;
}

static void versions(void)
{
	static const char *const bad[] = {"", "62", "62.", "v62.0", "62.0 ", "062.0", "1000.0", "62.00", ".0", "-1.0", "45.0", "20.0"};
	sfprov_retry_policy policy = {1, 0, 0};
	sfprov_client client;
	sfprov_error error;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(sfprov_client_init(&client, &fixture->session, bad[i], 1000, &policy, &error) == SFPROV_FAILED);
		CHECK_INT(error.kind, SFPROV_E_CONFIGURATION);
		CHECK_CONTAINS(error.message, "sfprov.api_version");
	}
	CHECK(sfprov_client_init(&client, &fixture->session, NULL, 1000, &policy, &error) == SFPROV_FAILED);
	CHECK(sfprov_client_init(&client, &fixture->session, "46.0", 1000, &policy, &error) == SFPROV_OK);
	CHECK(sfprov_client_init(&client, &fixture->session, "100.0", 1000, &policy, &error) == SFPROV_OK);
	CHECK_TEXT(client.api_version, "100.0");
	CHECK_INT(client.api_used, -1);
}

static void requests(void)
{
	const scripted_request *sent;
	scripted_step *step;

	fixture = fixture_begin();
	sent = fixture->script.requests;
	step = scripted_answer(&fixture->script, 201, "{\"id\":\"003000000000001AAA\",\"success\":true,\"errors\":[]}");
	step->api_used = 5;
	step->api_limit = 15000;
	CHECK(call(SFPROV_POST, "/sobjects/Contact", "{\"LastName\":\"\\u00c5/b\"}", SFPROV_REPEAT_ONCE) == SFPROV_OK);
	CHECK_INT(answer.status, 201);
	CHECK_TEXT(sfprov_json_get_text(answer.body, "id"), "003000000000001AAA");
	CHECK_TEXT(sent[0].url, "https://acme.my.salesforce.com/services/data/v62.0/sobjects/Contact");
	CHECK_TEXT(sent[0].bearer, "token-1");
	CHECK_TEXT(sent[0].body, "{\"LastName\":\"\xc3\x85/b\"}");
	CHECK_TEXT(sent[0].content_type, "application/json; charset=UTF-8");
	CHECK_TEXT(sent[0].headers, "Accept: application/json\n");
	CHECK_INT(sent[0].repeat, SFPROV_REPEAT_ONCE);
	CHECK_INT(sent[0].answer_limit, SFPROV_CLIENT_ANSWER_LIMIT);
	CHECK_INT(sent[0].deadline_ms, fixture->fake.monotonic + 30000);
	CHECK_INT(fixture->client.api_used, 5);
	CHECK_INT(fixture->client.api_limit, 15000);
	/* An answer that does not tell leaves what is known. */
	(void) scripted_answer(&fixture->script, 204, NULL);
	fixture->client.allow_duplicates = true;
	CHECK(call(SFPROV_PATCH, "/services/apexrest/x?y=1", "{}", SFPROV_REPEAT_SAFE) == SFPROV_OK);
	CHECK(answer.body == NULL);
	CHECK_TEXT(sent[1].url, "https://acme.my.salesforce.com/services/apexrest/x?y=1");
	CHECK_CONTAINS(sent[1].headers, "Sforce-Duplicate-Rule-Header: allowSave=true\n");
	CHECK_INT(fixture->client.api_used, 5);
	(void) scripted_answer(&fixture->script, 200, "[]");
	CHECK(call(SFPROV_GET, "/x", NULL, SFPROV_REPEAT_SAFE) == SFPROV_OK);
	CHECK_LACKS(sent[2].headers, "Duplicate");
	CHECK(sent[2].body == NULL && sent[2].content_type == NULL);
	(void) scripted_answer(&fixture->script, 300, "[\"/services/data/v62.0/sobjects/Contact/003000000000001AAA\"]");
	CHECK(call(SFPROV_GET, "/x", NULL, SFPROV_REPEAT_SAFE) == SFPROV_OK);
	CHECK_INT(answer.status, 300);
	(void) scripted_answer(&fixture->script, 200, "[{\"version\":\"62.0\"}]");
	sfprov_answer_free(&answer);
	CHECK(sfprov_client_get_open(&fixture->client, "/services/data/", &answer, &fixture->error) == SFPROV_OK);
	CHECK(sent[4].bearer == NULL);
	CHECK_TEXT(sent[4].url, "https://acme.my.salesforce.com/services/data/");
	CHECK_INT(fixture->counters.requests, 5);
}

static void paths(void)
{
	static const char *const bad[] = {"", "sobjects", "/a b", "/a\r\nX: y", "/a\\b", "/a#b", "/\xc3\xa9", "/a\x7f", "@evil.example/"};
	char *longest = malloc(SFPROV_CLIENT_PATH_LIMIT + 2);
	size_t i;

	fixture = fixture_begin();
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(call(SFPROV_GET, bad[i], NULL, SFPROV_REPEAT_SAFE) == SFPROV_FAILED);
		CHECK_INT(fixture->error.kind, SFPROV_E_INPUT);
	}
	if (CHECK(longest != NULL)) {
		memset(longest, 'a', SFPROV_CLIENT_PATH_LIMIT + 1);
		longest[0] = '/';
		longest[SFPROV_CLIENT_PATH_LIMIT + 1] = '\0';
		CHECK(call(SFPROV_GET, longest, NULL, SFPROV_REPEAT_SAFE) == SFPROV_FAILED);
		CHECK_INT(fixture->error.kind, SFPROV_E_INPUT);
		CHECK_INT(fixture->script.request_count, 0);
		longest[SFPROV_CLIENT_PATH_LIMIT] = '\0';
		(void) scripted_answer(&fixture->script, 200, "{}");
		CHECK(call(SFPROV_GET, longest, NULL, SFPROV_REPEAT_SAFE) == SFPROV_OK);
	}
	free(longest);
	/* No token: nothing is sent. */
	fixture = fixture_begin();
	fixture->session.server.access_token = NULL;
	CHECK(call(SFPROV_GET, "/x", NULL, SFPROV_REPEAT_SAFE) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_AUTHORIZATION);
	CHECK_CONTAINS(fixture->error.message, "Obtain New Token");
	CHECK_INT(fixture->script.request_count, 0);
}

static const char ended[] = "[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]";

static void renewal(void)
{
	static const char *const others[] = {"[{\"message\":\"This session is not valid for use with the REST API\",\"errorCode\":\"INVALID_SESSION_ID\"}]",
		"[{\"message\":\"Connected app is not attached to Agent\",\"errorCode\":\"INVALID_SESSION_ID\"}]",
		"[{\"message\":\"INVALID_HEADER_TYPE\",\"errorCode\":\"INVALID_AUTH_HEADER\"}]", "<html>", "", "[]", "{}", "[null]"};
	const scripted_request *sent;
	size_t i;

	/* A 401 means that nothing was done: what must go out once is repeated too, with the new token, at the new instance. */
	fixture = fixture_begin();
	sent = fixture->script.requests;
	(void) scripted_answer(&fixture->script, 401, ended);
	(void) scripted_answer(&fixture->script, 201, "{\"id\":\"003000000000001AAA\"}");
	CHECK(call(SFPROV_POST, "/sobjects/Contact", "{}", SFPROV_REPEAT_ONCE) == SFPROV_OK);
	CHECK_INT(fixture->renewals, 1);
	CHECK_TEXT(sent[0].bearer, "token-1");
	CHECK_TEXT(sent[1].bearer, "token-2");
	CHECK_TEXT(sent[1].url, "https://new.my.salesforce.com/services/data/v62.0/sobjects/Contact");
	CHECK_INT(answer.status, 201);
	/* Once, not for ever. */
	fixture = fixture_begin();
	(void) scripted_answer(&fixture->script, 401, ended);
	(void) scripted_answer(&fixture->script, 401, ended);
	(void) scripted_answer(&fixture->script, 200, "{}");
	CHECK(call(SFPROV_GET, "/x", NULL, SFPROV_REPEAT_SAFE) == SFPROV_FAILED);
	CHECK_INT(fixture->renewals, 1);
	CHECK_INT(fixture->script.request_count, 2);
	CHECK_INT(fixture->error.kind, SFPROV_E_AUTHORIZATION);
	CHECK_INT(fixture->error.outcome, SFPROV_OUTCOME_UNAUTHORIZED);
	CHECK_TEXT(fixture->error.code, "INVALID_SESSION_ID");
	fixture = fixture_begin();
	fixture->renewal_fails = true;
	(void) scripted_answer(&fixture->script, 401, ended);
	CHECK(call(SFPROV_GET, "/x", NULL, SFPROV_REPEAT_SAFE) == SFPROV_FAILED);
	CHECK_TEXT(fixture->error.message, "renewal failed");
	CHECK_INT(fixture->error.outcome, SFPROV_OUTCOME_UNAUTHORIZED);
	CHECK_INT(fixture->script.request_count, 1);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		fixture = fixture_begin();
		(void) scripted_answer(&fixture->script, 401, others[i]);
		CHECK(call(SFPROV_GET, "/x", NULL, SFPROV_REPEAT_SAFE) == SFPROV_FAILED);
		CHECK_INT(fixture->renewals, 0);
		CHECK_INT(fixture->error.kind, SFPROV_E_AUTHORIZATION);
		CHECK_INT(fixture->error.http_status, 401);
	}
	/* What needs no token needs no new one. */
	fixture = fixture_begin();
	(void) scripted_answer(&fixture->script, 401, ended);
	sfprov_answer_free(&answer);
	CHECK(sfprov_client_get_open(&fixture->client, "/services/data/", &answer, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->renewals, 0);
}

static void contents(void)
{
	static const struct {
		int status;
		const char *type;
		const char *body;
		sfprov_error_kind kind;
		sfprov_outcome outcome;
		const char *words;
	} cases[] = {
		{200, "text/html", "<html>Maintenance</html>", SFPROV_E_SERVER, SFPROV_OUTCOME_UNKNOWN, "instance refresh"},
		{200, "", "  <!DOCTYPE html>", SFPROV_E_SERVER, SFPROV_OUTCOME_UNKNOWN, "web page"},
		{201, "application/json", "{\"id\":\"003", SFPROV_E_SERVER, SFPROV_OUTCOME_UNKNOWN, "cut"},
		{200, "application/json", "{\"a\":\"\xff\"}", SFPROV_E_SERVER, SFPROV_OUTCOME_UNKNOWN, "not JSON"},
		{200, "application/json", "{} {}", SFPROV_E_SERVER, SFPROV_OUTCOME_UNKNOWN, "not JSON"},
		{200, "application/json", "null", SFPROV_E_SERVER, SFPROV_OUTCOME_UNKNOWN, "not JSON"},
		{200, "application/json", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", SFPROV_E_SERVER, SFPROV_OUTCOME_UNKNOWN,
			"not JSON"},
		{302, "text/html", "<html>", SFPROV_E_SERVER, SFPROV_OUTCOME_REFUSED, "instance refresh"},
		{307, "", "", SFPROV_E_SERVER, SFPROV_OUTCOME_REFUSED, "instance refresh"},
		{420, "text/html", "<html>", SFPROV_E_SERVER, SFPROV_OUTCOME_THROTTLED, "instance refresh"},
		{404, "text/html", "<html>", SFPROV_E_CONFIGURATION, SFPROV_OUTCOME_REFUSED, "instance"},
		{400, "text/html", "<html>", SFPROV_E_CONFIGURATION, SFPROV_OUTCOME_REFUSED, "proxy"},
		{410, "application/json", "[{\"errorCode\":\"UNSUPPORTED_API_VERSION\",\"message\":\"x\"}]", SFPROV_E_CONFIGURATION, SFPROV_OUTCOME_REFUSED,
			"sfprov.api_version"},
		{503, "text/html", "<html>Down</html>", SFPROV_E_SERVER, SFPROV_OUTCOME_UNKNOWN, "maintenance"},
		{502, "", "", SFPROV_E_SERVER, SFPROV_OUTCOME_UNKNOWN, "502"},
		{999, "", "", SFPROV_E_SERVER, SFPROV_OUTCOME_UNKNOWN, "999"},
		{100, "", "", SFPROV_E_SERVER, SFPROV_OUTCOME_UNKNOWN, "unexpected"},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fixture = fixture_begin();
		scripted_answer(&fixture->script, cases[i].status, cases[i].body)->content_type = cases[i].type;
		CHECK(call(SFPROV_PATCH, "/sobjects/Contact/Registry_ID__c/secret-value?x=canary", "{}", SFPROV_REPEAT_SAFE_BY_KEY) == SFPROV_FAILED);
		CHECK_INT(fixture->error.kind, cases[i].kind);
		CHECK_INT(fixture->error.outcome, cases[i].outcome);
		CHECK_INT(fixture->error.http_status, cases[i].status);
		CHECK_INT(answer.status, cases[i].status);
		CHECK_CONTAINS(fixture->error.message, cases[i].words);
		CHECK_CONTAINS(fixture->error.message, "PATCH sobjects/Contact: ");
		CHECK_LACKS(fixture->error.message, "secret");
		CHECK_LACKS(fixture->error.message, "canary");
	}
	/* A failure of the transport is handed on. */
	fixture = fixture_begin();
	(void) scripted_failure(&fixture->script, SFPROV_E_NETWORK, SFPROV_OUTCOME_UNKNOWN);
	CHECK(call(SFPROV_GET, "/x", NULL, SFPROV_REPEAT_SAFE) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_NETWORK);
	CHECK_INT(fixture->error.outcome, SFPROV_OUTCOME_UNKNOWN);
	CHECK_INT(answer.status, 0);
}

/* Retries go by the code in the body: a lock and too much at once pass, the daily allocation does not. */
/* Who repeats the token that he was sent does not get it into a message. */
static void echoes(void)
{
	static const char *const bodies[] = {"[{\"errorCode\":\"FIELD_CUSTOM_VALIDATION_EXCEPTION\",\"message\":\"Bearer 00D000!canary is odd\",\"fields\":[]}]",
		"[{\"errorCode\":\"X\",\"message\":\"Bearer 00D\\u0030\\u00300!canary\",\"fields\":[]}]",
		"[{\"errorCode\":\"REQUIRED_FIELD_MISSING\",\"message\":\"x\",\"fields\":[\"00D000!canary\"]}]"};
	char token[] = "00D000!canary";
	size_t i;

	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		fixture = fixture_begin();
		fixture->session.server.access_token = token;
		scripted_answer(&fixture->script, 400, bodies[i]);
		CHECK(call(SFPROV_GET, "/limits", NULL, SFPROV_REPEAT_SAFE) == SFPROV_FAILED);
		CHECK_LACKS(fixture->error.message, "canary");
		CHECK_LACKS(fixture->error.fields, "canary");
	}
}

/* After a renewal that failed there is a token, but no instance. */
static void no_instance(void)
{
	char nowhere[] = "";

	fixture = fixture_begin();
	fixture->session.instance_url = nowhere;
	CHECK(call(SFPROV_GET, "/limits", NULL, SFPROV_REPEAT_SAFE) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_AUTHORIZATION);
	CHECK_INT(fixture->script.request_count, 0);
}

static void retries(void)
{
	static const struct {
		int status;
		const char *body;
		size_t requests;
	} cases[] = {
		{400, "[{\"errorCode\":\"UNABLE_TO_LOCK_ROW\",\"message\":\"unable to obtain exclusive access to this record or 1 records: 003000000000001AAA\"}]", 3},
		{403, "[{\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\",\"message\":\"ConcurrentPerOrgLongTxn Limit exceeded.\"}]", 3},
		{403, "[{\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\",\"message\":\"TotalRequests Limit exceeded.\"}]", 1},
		{400, "[{\"errorCode\":\"STRING_TOO_LONG\",\"message\":\"UNABLE_TO_LOCK_ROW\"}]", 1}, {404, "[{\"errorCode\":\"NOT_FOUND\"}]", 1}, {503, "<html>", 1},
		{500, "[{\"errorCode\":\"UNABLE_TO_LOCK_ROW\"}]", 1}};
	size_t i;
	int n;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fixture = fixture_begin();
		sfprov_retry_policy_default(&fixture->client.retry);
		for (n = 0; n < 4; n++) {
			(void) scripted_answer(&fixture->script, cases[i].status, cases[i].body);
		}
		CHECK(call(SFPROV_POST, "/sobjects/Contact", "{}", SFPROV_REPEAT_ONCE) == SFPROV_FAILED);
		CHECK_INT(fixture->script.request_count, cases[i].requests);
	}
}

static void memory_runs_out(void)
{
	long n;

	for (n = 1; n < 100; n++) {
		sfprov_status status;

		fixture = fixture_begin();
		sfprov_answer_free(&answer);
		(void) scripted_answer(&fixture->script, 401, ended);
		(void) scripted_answer(&fixture->script, 200, "{\"ok\":true}");
		memory_fail_at(n);
		status = call(SFPROV_GET, "/x", NULL, SFPROV_REPEAT_SAFE);
		if (!memory_has_failed()) {
			CHECK(status == SFPROV_OK);
			break;
		}
		memory_fail_at(0);
		CHECK(status == SFPROV_FAILED);
		CHECK_INT(fixture->error.kind, SFPROV_E_MEMORY);
		CHECK_INT(memory_live(), 0);
	}
	CHECK(n > 3);
	memory_fail_at(0);
}

int main(void)
{
	fixture = fixture_begin();
	versions();
	requests();
	paths();
	renewal();
	contents();
	echoes();
	no_instance();
	retries();
	memory_runs_out();
	sfprov_answer_free(&answer);
	fixture_end();
	CHECK_INT(memory_live(), 0);
	return unit_summary("salesforce/client");
}
