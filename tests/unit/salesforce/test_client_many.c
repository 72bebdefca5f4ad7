/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Several calls at once, and calls whose bodies are not held in memory. */
#include "base/memory.h"
#include "client_fixture.h"
#include "memory_failing.h"
#include "salesforce/composite.h"
#include "unit.h"

#define ENDED "[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]"
#define REFUSED "[{\"message\":\"x\",\"errorCode\":\"MALFORMED_ID\"}]"

static client_fixture *fixture;
static sfprov_call calls[4];

static void begin(void)
{
	fixture = fixture_begin();
	memset(calls, 0, sizeof(calls));
}

static void set_call(size_t at, sfprov_method method, const char *path, const char *body, sfprov_repeat repeat)
{
	calls[at].method = method;
	calls[at].path = path;
	calls[at].body = body == NULL ? NULL : document(body);
	calls[at].repeat = repeat;
}

static void three(void)
{
	begin();
	set_call(0, SFPROV_GET, "/limits", NULL, SFPROV_REPEAT_SAFE);
	set_call(1, SFPROV_PATCH, "/sobjects/Contact/003000000000001AAA", "{\"LastName\":\"B\"}", SFPROV_REPEAT_SAFE);
	set_call(2, SFPROV_POST, "/sobjects/Contact", "{\"LastName\":\"C\"}", SFPROV_REPEAT_ONCE);
}

static void send_calls(size_t count)
{
	sfprov_client_call_many(&fixture->client, calls, count);
}

static void free_calls(void)
{
	size_t i;

	for (i = 0; i < 4; i++) {
		sfprov_answer_free(&calls[i].answer);
		json_object_put(calls[i].body);
		calls[i].body = NULL;
	}
}

static void results(void)
{
	three();
	(void) scripted_answer(&fixture->script, 200, "{\"A\":1}");
	(void) scripted_answer(&fixture->script, 204, NULL);
	scripted_answer(&fixture->script, 400, REFUSED)->api_used = 7;
	send_calls(3);
	CHECK(calls[0].status == SFPROV_OK && calls[1].status == SFPROV_OK && calls[2].status == SFPROV_FAILED);
	CHECK_INT(sfprov_json_get(calls[0].answer.body, "A") != NULL, 1);
	CHECK_INT(calls[1].answer.status, 204);
	CHECK_TEXT(calls[2].error.code, "MALFORMED_ID");
	CHECK_CONTAINS(calls[2].error.message, "POST sobjects/Contact");
	CHECK_INT(fixture->client.api_used, 7);
	CHECK_INT(fixture->script.request_count, 3);
	CHECK_TEXT(fixture->script.requests[1].body, "{\"LastName\":\"B\"}");
	CHECK_TEXT(fixture->script.requests[1].content_type, "application/json; charset=UTF-8");
	CHECK_TEXT(fixture->script.requests[2].bearer, "token-1");
	CHECK_INT(fixture->script.requests[2].repeat, SFPROV_REPEAT_ONCE);
	CHECK_INT(fixture->renewals, 0);
	free_calls();
	/* None at all. */
	begin();
	send_calls(0);
	CHECK_INT(fixture->script.request_count, 0);
}

/* One renewal for all; what had been answered is not asked again. */
static void renewal(void)
{
	three();
	(void) scripted_answer(&fixture->script, 401, ENDED);
	(void) scripted_answer(&fixture->script, 204, NULL);
	(void) scripted_answer(&fixture->script, 401, ENDED);
	(void) scripted_answer(&fixture->script, 200, "{\"A\":1}");
	(void) scripted_answer(&fixture->script, 201, "{\"id\":\"003000000000002AAA\",\"success\":true,\"errors\":[]}");
	send_calls(3);
	CHECK(calls[0].status == SFPROV_OK && calls[1].status == SFPROV_OK && calls[2].status == SFPROV_OK);
	CHECK_INT(fixture->renewals, 1);
	CHECK_INT(fixture->script.request_count, 5);
	CHECK_CONTAINS(fixture->script.requests[3].url, "https://new.my.salesforce.com/services/data/v62.0/limits");
	CHECK_TEXT(fixture->script.requests[4].bearer, "token-2");
	CHECK_INT(calls[2].answer.status, 201);
	free_calls();
	/* It is not renewed a second time. */
	three();
	(void) scripted_answer(&fixture->script, 401, ENDED);
	(void) scripted_answer(&fixture->script, 401, ENDED);
	(void) scripted_answer(&fixture->script, 401, ENDED);
	(void) scripted_answer(&fixture->script, 401, ENDED);
	(void) scripted_answer(&fixture->script, 204, NULL);
	(void) scripted_failure(&fixture->script, SFPROV_E_NETWORK, SFPROV_OUTCOME_UNKNOWN);
	send_calls(3);
	CHECK_INT(fixture->renewals, 1);
	CHECK_INT(calls[0].error.kind, SFPROV_E_AUTHORIZATION);
	CHECK(calls[1].status == SFPROV_OK);
	CHECK_INT(calls[2].error.outcome, SFPROV_OUTCOME_UNKNOWN);
	CHECK(calls[2].answer.body == NULL && calls[2].answer.status == 0);
	free_calls();
	/* A renewal that fails is the failure of those that needed it. */
	three();
	fixture->renewal_fails = true;
	(void) scripted_answer(&fixture->script, 200, "{}");
	(void) scripted_answer(&fixture->script, 401, ENDED);
	(void) scripted_answer(&fixture->script, 401, ENDED);
	send_calls(3);
	CHECK_INT(fixture->renewals, 1);
	CHECK(calls[0].status == SFPROV_OK);
	CHECK_TEXT(calls[1].error.message, "renewal failed");
	CHECK_INT(calls[2].error.outcome, SFPROV_OUTCOME_UNAUTHORIZED);
	CHECK(calls[2].status == SFPROV_FAILED && calls[2].answer.body == NULL);
	free_calls();
}

static void refusals(void)
{
	three();
	calls[1].path = "no path";
	(void) scripted_answer(&fixture->script, 200, "{}");
	(void) scripted_answer(&fixture->script, 200, "<html>");
	send_calls(3);
	CHECK_INT(fixture->script.request_count, 2);
	CHECK(calls[0].status == SFPROV_OK);
	CHECK_INT(calls[1].error.kind, SFPROV_E_INPUT);
	CHECK_INT(calls[2].error.kind, SFPROV_E_SERVER);
	CHECK_INT(calls[2].error.outcome, SFPROV_OUTCOME_UNKNOWN);
	free_calls();
	three();
	fixture->session.instance_url = NULL;
	send_calls(3);
	CHECK_INT(calls[0].error.kind, SFPROV_E_AUTHORIZATION);
	CHECK_INT(calls[2].error.kind, SFPROV_E_AUTHORIZATION);
	CHECK_INT(fixture->script.request_count, 0);
	free_calls();
}

/* What may be repeated is, at its own time; what may not is not. */
static void retries(void)
{
	three();
	fixture->client.retry.attempts = 3;
	scripted_answer(&fixture->script, 503, NULL)->retry_after = 2;
	(void) scripted_failure(&fixture->script, SFPROV_E_NETWORK, SFPROV_OUTCOME_UNKNOWN);
	(void) scripted_failure(&fixture->script, SFPROV_E_NETWORK, SFPROV_OUTCOME_UNKNOWN);
	(void) scripted_answer(&fixture->script, 204, NULL);
	(void) scripted_answer(&fixture->script, 200, "{}");
	send_calls(3);
	CHECK(calls[0].status == SFPROV_OK && calls[1].status == SFPROV_OK);
	CHECK(calls[2].status == SFPROV_FAILED);
	CHECK_INT(fixture->script.request_count, 5);
	/* The one that may go sooner goes first. */
	CHECK_INT(fixture->script.requests[3].method, SFPROV_PATCH);
	CHECK_INT(fixture->script.requests[4].method, SFPROV_GET);
	CHECK_INT(fixture->fake.slept, 2000);
	CHECK_INT(fixture->counters.retries, 2);
	CHECK_INT(fixture->counters.failures, 3);
	free_calls();
	/* Not past the deadline. */
	three();
	fixture->client.retry.attempts = 3;
	scripted_answer(&fixture->script, 503, NULL)->retry_after = 40;
	(void) scripted_answer(&fixture->script, 204, NULL);
	send_calls(2);
	CHECK(calls[0].status == SFPROV_FAILED && calls[1].status == SFPROV_OK);
	CHECK_INT(calls[0].answer.status, 503);
	CHECK_INT(fixture->fake.slept, 0);
	free_calls();
}

static void add_part(sfprov_composite *composite, sfprov_method method, const char *path, const char *reference)
{
	CHECK(sfprov_composite_add(composite, &fixture->client, method, path, reference, NULL, SFPROV_REPEAT_SAFE, &fixture->error) == SFPROV_OK);
}

static void composites(void)
{
	static sfprov_composite made[3];
	static sfprov_composite_call many[3];
	size_t i;

	begin();
	for (i = 0; i < 3; i++) {
		sfprov_composite_init(&made[i], false);
		many[i].composite = &made[i];
	}
	add_part(&made[0], SFPROV_GET, "/limits", "one");
	add_part(&made[0], SFPROV_DELETE, "/sobjects/Contact/003000000000001AAA", "two");
	add_part(&made[2], SFPROV_GET, "/limits", "alone");
	(void) scripted_answer(&fixture->script, 200,
		"{\"compositeResponse\":[{\"httpStatusCode\":200,\"referenceId\":\"one\",\"body\":{}},{\"httpStatusCode\":204,\"referenceId\":\"two\"}]}");
	(void) scripted_answer(&fixture->script, 404, "[{\"errorCode\":\"NOT_FOUND\",\"message\":\"x\"}]");
	sfprov_composite_send_many(&fixture->client, many, 3);
	CHECK(many[0].status == SFPROV_OK && many[2].status == SFPROV_OK);
	CHECK_INT(many[0].result.count, 2);
	CHECK_INT(many[0].result.parts[1].status, 204);
	CHECK_INT(many[1].error.kind, SFPROV_E_INPUT);
	CHECK_INT(many[2].result.parts[0].status, 404);
	for (i = 0; i < 3; i++) {
		sfprov_composite_result_free(&many[i].result);
	}
	/* The call as a whole, and an answer that does not fit. */
	(void) scripted_answer(&fixture->script, 503, NULL);
	(void) scripted_answer(&fixture->script, 401, REFUSED);
	sfprov_composite_send_many(&fixture->client, many, 3);
	CHECK_INT(many[0].error.kind, SFPROV_E_SERVER);
	CHECK_INT(many[2].error.kind, SFPROV_E_RECORD);
	CHECK(many[2].status == SFPROV_FAILED);
	for (i = 0; i < 3; i++) {
		sfprov_composite_result_free(&many[i].result);
		sfprov_composite_free(&made[i]);
	}
}

/* A source of so many letters, which notes how often it was begun. */
typedef struct source_state {
	size_t left;
	size_t size;
	int begun;
} source_state;

static size_t read_some(void *context, char *bytes, size_t size)
{
	source_state *self = context;
	size_t length = size < self->left ? size : self->left;

	memset(bytes, 'a', length);
	self->left -= length;
	return length;
}

static bool start_again(void *context)
{
	source_state *self = context;

	self->left = self->size;
	self->begun++;
	return true;
}

static bool gather(void *context, const char *bytes, size_t length)
{
	return sfprov_buffer_append(context, bytes, length);
}

static void uploads(void)
{
	source_state state = {20, 20, 0};
	sfprov_http_source source = {&state, 20, read_some, start_again};
	sfprov_stream stream = {.accept = "Accept: application/json", .content_type = "text/csv", .source = &source};
	sfprov_answer answer;

	begin();
	(void) scripted_answer(&fixture->script, 401, ENDED);
	(void) scripted_answer(&fixture->script, 201, NULL);
	CHECK(sfprov_client_stream(&fixture->client, SFPROV_PUT, "/jobs/x/batches", &stream, SFPROV_REPEAT_ONCE, &answer, &fixture->error) == SFPROV_OK);
	CHECK_INT(answer.status, 201);
	CHECK_INT(fixture->renewals, 1);
	CHECK_TEXT(fixture->script.requests[1].body, "aaaaaaaaaaaaaaaaaaaa");
	CHECK_TEXT(fixture->script.requests[1].content_type, "text/csv");
	CHECK_TEXT(fixture->script.requests[1].bearer, "token-2");
	sfprov_answer_free(&answer);
	/* What cannot be read again is not sent again, but the next call finds a session. */
	begin();
	source.rewind = NULL;
	state.left = 20;
	(void) scripted_answer(&fixture->script, 401, ENDED);
	CHECK(sfprov_client_stream(&fixture->client, SFPROV_PUT, "/jobs/x/batches", &stream, SFPROV_REPEAT_ONCE, &answer, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_AUTHORIZATION);
	CHECK_INT(fixture->error.outcome, SFPROV_OUTCOME_UNAUTHORIZED);
	CHECK_INT(fixture->renewals, 1);
	CHECK_INT(fixture->script.request_count, 1);
	sfprov_answer_free(&answer);
	begin();
	fixture->client.retry.attempts = 3;
	state.left = 20;
	(void) scripted_failure(&fixture->script, SFPROV_E_NETWORK, SFPROV_OUTCOME_UNKNOWN);
	CHECK(sfprov_client_stream(&fixture->client, SFPROV_PUT, "/jobs/x/batches", &stream, SFPROV_REPEAT_SAFE, &answer, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->script.request_count, 1);
	sfprov_answer_free(&answer);
}

static void downloads(void)
{
	sfprov_buffer text;
	sfprov_http_sink sink = {&text, 1000, gather};
	sfprov_stream stream = {.accept = "Accept: text/csv", .sink = &sink};
	sfprov_answer answer;

	sfprov_buffer_init(&text, 0);
	begin();
	fixture->client.retry.attempts = 3;
	(void) scripted_answer(&fixture->script, 503, "busy");
	scripted_answer(&fixture->script, 200, "a,b\n1,2\n")->piece = 3;
	CHECK(sfprov_client_stream(&fixture->client, SFPROV_GET, "/jobs/x/results", &stream, SFPROV_REPEAT_SAFE, &answer, &fixture->error) == SFPROV_OK);
	CHECK_TEXT(sfprov_buffer_text(&text), "a,b\n1,2\n");
	CHECK_INT(answer.status, 200);
	CHECK(answer.body == NULL);
	CHECK_CONTAINS(fixture->script.requests[1].headers, "Accept: text/csv\n");
	sfprov_answer_free(&answer);
	sfprov_buffer_free(&text);
	/* Once the sink was given something the request is not repeated. */
	begin();
	fixture->client.retry.attempts = 3;
	scripted_answer(&fixture->script, 200, "a,b\n")->breaks = true;
	CHECK(sfprov_client_stream(&fixture->client, SFPROV_GET, "/jobs/x/results", &stream, SFPROV_REPEAT_SAFE, &answer, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->script.request_count, 1);
	CHECK_INT(fixture->error.outcome, SFPROV_OUTCOME_UNKNOWN);
	sfprov_answer_free(&answer);
	sfprov_buffer_free(&text);
	begin();
	sink.limit = 3;
	(void) scripted_answer(&fixture->script, 200, "a,b\n");
	CHECK(sfprov_client_stream(&fixture->client, SFPROV_GET, "/jobs/x/results", &stream, SFPROV_REPEAT_SAFE, &answer, &fixture->error) == SFPROV_FAILED);
	sfprov_answer_free(&answer);
	sfprov_buffer_free(&text);
}

static void memory_runs_out(void)
{
	long n;

	for (n = 1; n < 200; n++) {
		bool failed;
		bool good;

		three();
		(void) scripted_answer(&fixture->script, 401, ENDED);
		(void) scripted_answer(&fixture->script, 401, ENDED);
		(void) scripted_answer(&fixture->script, 401, ENDED);
		(void) scripted_answer(&fixture->script, 200, "{}");
		(void) scripted_answer(&fixture->script, 204, NULL);
		(void) scripted_answer(&fixture->script, 201, "{}");
		memory_fail_at(n);
		send_calls(3);
		failed = memory_has_failed();
		memory_fail_at(0);
		good = calls[0].status == SFPROV_OK && calls[1].status == SFPROV_OK && calls[2].status == SFPROV_OK;
		CHECK(failed || good);
		free_calls();
		CHECK_INT(memory_live(), 0);
		if (!failed) {
			break;
		}
	}
	CHECK(n > 10);
}

int main(void)
{
	results();
	renewal();
	refusals();
	retries();
	composites();
	uploads();
	downloads();
	memory_runs_out();
	fixture_end();
	CHECK_INT(memory_live(), 0);
	return unit_summary("salesforce/client_many");
}
