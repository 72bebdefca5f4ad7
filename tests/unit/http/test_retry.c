/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "fake_environment.h"
#include "http/retry.h"
#include "scripted_transport.h"
#include "unit.h"

static fake_environment fake;
static scripted_transport script;
static sfprov_retry_policy policy;
static sfprov_retry_budget budget;
static sfprov_http_counters counters;
static sfprov_http_answer answer;
static sfprov_error error;

static void begin(void)
{
	fake_environment_init(&fake);
	scripted_reset(&script);
	sfprov_retry_policy_default(&policy);
	sfprov_retry_budget_init(&budget);
	memset(&counters, 0, sizeof(counters));
}

static void code_of(const sfprov_http_answer *from, char code[SFPROV_ERROR_CODE_SIZE])
{
	(void) snprintf(code, SFPROV_ERROR_CODE_SIZE, "%s", sfprov_buffer_text(&from->body));
}

static sfprov_status send_for(const sfprov_transport *transport, sfprov_repeat repeat, int64_t patience)
{
	sfprov_http_request request = {
		.method = SFPROV_POST, .url = "https://host/", .repeat = repeat, .answer_limit = 1000, .deadline_ms = fake.monotonic + patience};

	return sfprov_http_send(transport, &fake.environment, &policy, &budget, &counters, code_of, &request, &answer, &error);
}

static sfprov_status send_it(sfprov_repeat repeat)
{
	return send_for(&script.transport, repeat, 60000);
}

/* Every cell of the table, as a whole exchange: the second attempt would succeed. */
static void table(void)
{
	static const bool expected[3][5] = {{true, false, true, true, false}, {true, false, true, true, false}, {true, false, true, false, false}};
	int repeat;
	int outcome;

	for (repeat = 0; repeat < 3; repeat++) {
		for (outcome = 0; outcome < 5; outcome++) {
			bool again = expected[repeat][outcome];

			CHECK(sfprov_retry_allowed((sfprov_repeat) repeat, (sfprov_outcome) outcome) == again);
			begin();
			(void) scripted_failure(&script, SFPROV_E_NETWORK, (sfprov_outcome) outcome);
			(void) scripted_answer(&script, 200, "");
			CHECK((send_it((sfprov_repeat) repeat) == SFPROV_OK) == again);
			CHECK_INT(script.request_count, again ? 2 : 1);
			CHECK_INT(counters.retries, again ? 1 : 0);
			CHECK_INT(counters.failures, 1);
			CHECK_INT(counters.requests, (again ? 1 : 0) + (outcome == SFPROV_OUTCOME_NOT_SENT ? 0 : 1));
		}
	}
}

static void statuses(void)
{
	static const struct {
		int status;
		const char *code;
		sfprov_outcome outcome;
	} cases[] = {{400, "STRING_TOO_LONG", SFPROV_OUTCOME_REFUSED}, {400, "", SFPROV_OUTCOME_REFUSED}, {401, "INVALID_SESSION_ID", SFPROV_OUTCOME_UNAUTHORIZED},
		{403, "REQUEST_LIMIT_EXCEEDED", SFPROV_OUTCOME_REFUSED}, {403, "REQUEST_LIMIT_EXCEEDED" SFPROV_CODE_CONCURRENT, SFPROV_OUTCOME_THROTTLED},
		{403, "API_DISABLED_FOR_ORG", SFPROV_OUTCOME_REFUSED}, {404, "NOT_FOUND", SFPROV_OUTCOME_REFUSED},
		{400, "UNABLE_TO_LOCK_ROW", SFPROV_OUTCOME_THROTTLED}, {410, "", SFPROV_OUTCOME_REFUSED}, {420, "", SFPROV_OUTCOME_THROTTLED},
		{429, "", SFPROV_OUTCOME_THROTTLED}, {500, "UNKNOWN_EXCEPTION", SFPROV_OUTCOME_UNKNOWN}, {502, "", SFPROV_OUTCOME_UNKNOWN},
		{503, "SERVER_UNAVAILABLE", SFPROV_OUTCOME_UNKNOWN}, {504, "", SFPROV_OUTCOME_UNKNOWN}};
	size_t i;
	int repeat;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_INT(sfprov_outcome_of_answer(cases[i].status, cases[i].code), cases[i].outcome);
		for (repeat = 0; repeat < 3; repeat++) {
			bool again = sfprov_retry_allowed((sfprov_repeat) repeat, cases[i].outcome);

			begin();
			(void) scripted_answer(&script, cases[i].status, cases[i].code);
			(void) scripted_answer(&script, 200, "");
			CHECK(send_it((sfprov_repeat) repeat) == SFPROV_OK);
			CHECK_INT(script.request_count, again ? 2 : 1);
			CHECK_INT(answer.status, again ? 200 : cases[i].status);
			/* A body of the attempt before is gone. */
			CHECK_TEXT(sfprov_buffer_text(&answer.body), again ? "" : cases[i].code);
		}
	}
}

/* Success, redirects and failures of another kind than network end it at once. */
static void never(void)
{
	static const sfprov_error_kind kinds[] = {SFPROV_E_MEMORY, SFPROV_E_ABORTED, SFPROV_E_CONFIGURATION, SFPROV_E_INPUT};
	static const int good[] = {200, 204, 300, 302};
	size_t i;

	for (i = 0; i < 4; i++) {
		begin();
		(void) scripted_failure(&script, kinds[i], SFPROV_OUTCOME_NOT_SENT);
		CHECK(send_it(SFPROV_REPEAT_SAFE) == SFPROV_FAILED);
		CHECK_INT(error.kind, kinds[i]);
		CHECK_INT(script.request_count, 1);
		begin();
		(void) scripted_answer(&script, good[i], "");
		CHECK(send_it(SFPROV_REPEAT_SAFE) == SFPROV_OK);
		CHECK_INT(script.request_count, 1);
		CHECK_INT(counters.failures, 0);
		CHECK_INT(counters.requests, 1);
	}
}

static void bounds(void)
{
	int i;

	begin();
	for (i = 0; i < 5; i++) {
		(void) scripted_answer(&script, 503, "x");
	}
	CHECK(send_it(SFPROV_REPEAT_SAFE) == SFPROV_OK);
	CHECK_INT(answer.status, 503);
	CHECK_TEXT(sfprov_buffer_text(&answer.body), "x");
	CHECK_INT(script.request_count, 3);
	CHECK_INT(fake.sleeps, 2);
	CHECK(fake.slept <= 500 + 1000);
	CHECK_INT(counters.retries, 2);
	CHECK_INT(counters.failures, 3);
	CHECK_INT(budget.tokens, 490);
	CHECK_CONTAINS(fake.log, "attempt 3 of 3");
	begin();
	policy.attempts = 1;
	(void) scripted_answer(&script, 503, "");
	CHECK(send_it(SFPROV_REPEAT_SAFE) == SFPROV_OK);
	CHECK_INT(script.request_count, 1);
	/* No wait that ends after the deadline is begun. */
	begin();
	scripted_answer(&script, 503, "")->retry_after = 60;
	CHECK(send_for(&script.transport, SFPROV_REPEAT_SAFE, 60000) == SFPROV_OK);
	CHECK_INT(script.request_count, 1);
	CHECK_INT(fake.slept, 0);
	CHECK_INT(budget.tokens, 500);
	begin();
	scripted_answer(&script, 503, "")->retry_after = 59;
	(void) scripted_answer(&script, 200, "");
	CHECK(send_for(&script.transport, SFPROV_REPEAT_SAFE, 60000) == SFPROV_OK);
	CHECK_INT(answer.status, 200);
	CHECK_INT(fake.slept, 59000);
	begin();
	scripted_answer(&script, 503, "")->retry_after = INT64_MAX;
	CHECK(send_it(SFPROV_REPEAT_SAFE) == SFPROV_OK);
	CHECK_INT(fake.slept, 0);
}

static sfprov_status time_out(void *context, const sfprov_http_request *request, sfprov_http_answer *late, sfprov_error *why)
{
	(void) context;
	(void) request;
	late->timed_out = true;
	(void) sfprov_fail(why, SFPROV_E_NETWORK, "late");
	return SFPROV_FAILED;
}

/* A service that is down for all gets few requests: first three for each call, then, with the bucket empty, one. */
static void bucket(void)
{
	sfprov_transport late = {.perform = time_out};
	int calls;
	int i;

	begin();
	(void) send_for(&late, SFPROV_REPEAT_SAFE, 60000);
	CHECK_INT(budget.tokens, 480);
	begin();
	for (calls = 0; calls < 200; calls++) {
		scripted_reset(&script);
		for (i = 0; i < 3; i++) {
			(void) scripted_answer(&script, 503, "");
		}
		(void) send_it(SFPROV_REPEAT_SAFE);
	}
	CHECK_INT(counters.requests, 200 + 100);
	CHECK(budget.tokens < 5);
	/* Successes and clear refusals give it back, up to the brim. */
	for (calls = 0; calls < 600; calls++) {
		scripted_reset(&script);
		(void) scripted_answer(&script, calls % 2 == 0 ? 200 : 400, "");
		(void) send_it(SFPROV_REPEAT_SAFE);
	}
	CHECK_INT(budget.tokens, 500);
}

static void waits(void)
{
	int64_t longest[6] = {0};
	int next;
	int i;

	begin();
	for (i = 0; i < 3000; i++) {
		for (next = 2; next < 6; next++) {
			int64_t wait = sfprov_retry_wait_ms(&policy, &fake.environment, next, -1);

			CHECK(wait >= 0);
			longest[next] = wait > longest[next] ? wait : longest[next];
		}
	}
	CHECK(longest[2] <= 500 && longest[2] > 450);
	CHECK(longest[3] <= 1000 && longest[3] > 900);
	CHECK(longest[5] <= 4000 && longest[5] > 3600);
	for (i = 0; i < 100; i++) {
		CHECK(sfprov_retry_wait_ms(&policy, &fake.environment, 1000, -1) <= 20000);
	}
	CHECK_INT(sfprov_retry_wait_ms(&policy, &fake.environment, 2, 3), 3000);
	CHECK_INT(sfprov_retry_wait_ms(&policy, &fake.environment, 2, INT64_MAX), INT64_MAX);
	fake.random_fails = true;
	CHECK_INT(sfprov_retry_wait_ms(&policy, &fake.environment, 2, -1), 500);
	CHECK_INT(sfprov_retry_wait_ms(&policy, &fake.environment, 99, -1), 20000);
	policy.base_ms = INT64_MAX - 1;
	policy.cap_ms = INT64_MAX - 1;
	CHECK_INT(sfprov_retry_wait_ms(&policy, &fake.environment, 99, -1), INT64_MAX - 1);
	policy.base_ms = 0;
	CHECK_INT(sfprov_retry_wait_ms(&policy, &fake.environment, 99, -1), 0);
}

/* A caller who does not care for counters, codes and errors. */
static void optional(void)
{
	sfprov_http_request request = {.url = "https://host/", .answer_limit = 1000};

	begin();
	request.deadline_ms = fake.monotonic + 60000;
	(void) scripted_failure(&script, SFPROV_E_NETWORK, SFPROV_OUTCOME_UNKNOWN);
	(void) scripted_answer(&script, 400, "UNABLE_TO_LOCK_ROW");
	CHECK(sfprov_http_send(&script.transport, &fake.environment, &policy, &budget, NULL, NULL, &request, &answer, NULL) == SFPROV_OK);
	CHECK_INT(answer.status, 400);
	CHECK_INT(script.request_count, 2);
}

/* Several at once go by the same table: of three, each cell's request is the second. */
static void table_of_many(void)
{
	sfprov_http_exchange exchanges[3];
	int repeat;
	int outcome;
	int i;

	for (repeat = 0; repeat < 3; repeat++) {
		for (outcome = 0; outcome < 5; outcome++) {
			bool again = sfprov_retry_allowed((sfprov_repeat) repeat, (sfprov_outcome) outcome);

			begin();
			memset(exchanges, 0, sizeof(exchanges));
			for (i = 0; i < 3; i++) {
				exchanges[i].request = (sfprov_http_request){.method = SFPROV_POST, .url = "https://host/", .answer_limit = 1000};
				exchanges[i].request.repeat = i == 1 ? (sfprov_repeat) repeat : SFPROV_REPEAT_ONCE;
				exchanges[i].request.deadline_ms = fake.monotonic + 60000;
				sfprov_http_answer_init(&exchanges[i].answer, false);
			}
			(void) scripted_answer(&script, 200, "first");
			(void) scripted_failure(&script, SFPROV_E_NETWORK, (sfprov_outcome) outcome);
			(void) scripted_answer(&script, 400, "third");
			(void) scripted_answer(&script, 200, "again");
			sfprov_http_send_many(&script.transport, &fake.environment, &policy, &budget, &counters, code_of, exchanges, 3);
			CHECK(exchanges[0].status == SFPROV_OK && exchanges[2].status == SFPROV_OK);
			CHECK_INT(exchanges[2].answer.status, 400);
			CHECK((exchanges[1].status == SFPROV_OK) == again);
			CHECK(again || exchanges[1].error.outcome == (sfprov_outcome) outcome);
			CHECK_TEXT(sfprov_buffer_text(&exchanges[0].answer.body), "first");
			CHECK_TEXT(sfprov_buffer_text(&exchanges[1].answer.body), again ? "again" : "");
			CHECK_INT(script.request_count, again ? 4 : 3);
			CHECK_INT(counters.retries, again ? 1 : 0);
			for (i = 0; i < 3; i++) {
				sfprov_http_answer_free(&exchanges[i].answer);
			}
		}
	}
}

/* All share the budget and the number of attempts, and none waits past its own deadline. */
static void bounds_of_many(void)
{
	sfprov_http_exchange exchanges[3];
	int i;

	begin();
	policy.attempts = 4;
	memset(exchanges, 0, sizeof(exchanges));
	for (i = 0; i < 3; i++) {
		exchanges[i].request = (sfprov_http_request){.method = SFPROV_GET, .url = "https://host/", .answer_limit = 1000};
		exchanges[i].request.deadline_ms = fake.monotonic + (i == 0 ? 1 : 600000);
		sfprov_http_answer_init(&exchanges[i].answer, false);
	}
	for (i = 0; i < 12; i++) {
		scripted_answer(&script, 503, "")->retry_after = 1;
	}
	budget.tokens = 15;
	sfprov_http_send_many(&script.transport, &fake.environment, &policy, &budget, &counters, code_of, exchanges, 3);
	/* Three at first; then as many as the budget pays for. */
	CHECK_INT(script.request_count, 6);
	CHECK_INT(budget.tokens, 0);
	CHECK_INT(exchanges[0].answer.status, 503);
	CHECK_INT(counters.failures, 6);
	for (i = 0; i < 3; i++) {
		sfprov_http_answer_free(&exchanges[i].answer);
	}
}

int main(void)
{
	scripted_init(&script);
	sfprov_http_answer_init(&answer, false);
	table();
	statuses();
	never();
	bounds();
	bucket();
	waits();
	optional();
	table_of_many();
	bounds_of_many();
	sfprov_http_answer_free(&answer);
	scripted_reset(&script);
	return unit_summary("http/retry");
}
