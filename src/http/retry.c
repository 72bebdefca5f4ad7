/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "http/retry.h"

#include "base/memory.h"

#include <string.h>

#define BUDGET_FULL 500
#define BUDGET_RETRY 5
#define BUDGET_TIMEOUT 10
#define BUDGET_SUCCESS 1

void sfprov_retry_policy_default(sfprov_retry_policy *policy)
{
	policy->attempts = 3;
	policy->base_ms = 500;
	policy->cap_ms = 20000;
}

void sfprov_retry_budget_init(sfprov_retry_budget *budget)
{
	budget->tokens = BUDGET_FULL;
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text);
	size_t end_length = strlen(end);

	return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

sfprov_outcome sfprov_outcome_of_answer(int status, const char *code)
{
	if (status == 401) {
		return SFPROV_OUTCOME_UNAUTHORIZED;
	}
	if (status >= 500) {
		return SFPROV_OUTCOME_UNKNOWN;
	}
	if (status == 420 || status == 429 || strcmp(code, "UNABLE_TO_LOCK_ROW") == 0 || ends_with(code, SFPROV_CODE_CONCURRENT)) {
		return SFPROV_OUTCOME_THROTTLED;
	}
	return SFPROV_OUTCOME_REFUSED;
}

bool sfprov_retry_allowed(sfprov_repeat repeat, sfprov_outcome outcome)
{
	static const bool allowed[][5] = {
		/* NOT_SENT, REFUSED, THROTTLED, UNKNOWN, UNAUTHORIZED */
		[SFPROV_REPEAT_SAFE] = {true, false, true, true, false},
		[SFPROV_REPEAT_SAFE_BY_KEY] = {true, false, true, true, false},
		[SFPROV_REPEAT_ONCE] = {true, false, true, false, false},
	};

	return allowed[repeat][outcome];
}

int64_t sfprov_retry_wait_ms(const sfprov_retry_policy *policy, const sfprov_environment *environment, int next, int64_t retry_after)
{
	int64_t wait = policy->base_ms < policy->cap_ms ? policy->base_ms : policy->cap_ms;
	int64_t told = retry_after > INT64_MAX / 1000 ? INT64_MAX : retry_after * 1000;
	uint64_t dice = 0;
	int i;

	for (i = 2; i < next && wait < policy->cap_ms; i++) {
		wait = wait > policy->cap_ms / 2 ? policy->cap_ms : wait * 2;
	}
	/* Without randomness the longest wait is the safe one. */
	if (environment->random(environment->context, (unsigned char *) &dice, sizeof(dice)) && wait > 0) {
		wait = (int64_t) (dice % ((uint64_t) wait + 1));
	}
	return told > wait ? told : wait;
}

/* What is to be done after an attempt. */
typedef struct verdict {
	bool good;
	bool repeatable;
	sfprov_outcome outcome;
} verdict;

/* A body that was read from a source, or an answer that a sink has begun to take, cannot always be had again. */
static bool is_whole(const sfprov_http_request *request, const sfprov_http_answer *answer, sfprov_outcome outcome)
{
	if (answer->streamed > 0) {
		return false;
	}
	return request->source == NULL || request->source->rewind != NULL || outcome == SFPROV_OUTCOME_NOT_SENT;
}

static verdict judge(
	const sfprov_http_request *request, sfprov_status status, const sfprov_http_answer *answer, sfprov_answer_code code_of, const sfprov_error *error)
{
	char code[SFPROV_ERROR_CODE_SIZE] = "";
	verdict result = {.good = false};

	if (status == SFPROV_OK && answer->status < 400) {
		result.good = true;
		return result;
	}
	if (status != SFPROV_OK) {
		result.outcome = error->outcome;
		result.repeatable = error->kind == SFPROV_E_NETWORK && sfprov_retry_allowed(request->repeat, error->outcome);
	} else {
		if (code_of != NULL) {
			code_of(answer, code);
		}
		result.outcome = sfprov_outcome_of_answer(answer->status, code);
		/* A refusal is an answer: the service works. */
		result.good = result.outcome == SFPROV_OUTCOME_REFUSED || result.outcome == SFPROV_OUTCOME_UNAUTHORIZED;
		result.repeatable = sfprov_retry_allowed(request->repeat, result.outcome);
	}
	result.repeatable = result.repeatable && is_whole(request, answer, result.outcome);
	return result;
}

static void count(sfprov_http_counters *counters, const verdict *result, bool is_repeat)
{
	if (counters == NULL) {
		return;
	}
	counters->requests += result->good || result->outcome != SFPROV_OUTCOME_NOT_SENT ? 1 : 0;
	counters->retries += is_repeat ? 1 : 0;
	counters->failures += result->good ? 0 : 1;
}

/* What several requests have in common. */
typedef struct sender {
	const sfprov_environment *environment;
	const sfprov_retry_policy *policy;
	sfprov_retry_budget *budget;
	sfprov_http_counters *counters;
	sfprov_answer_code code_of;
} sender;

/* How long to wait before the next attempt, if table, budget and deadline allow one; else -1. */
static int64_t wait_before_next(
	const sender *self, const sfprov_http_request *request, const sfprov_http_answer *answer, const verdict *result, int attempt, const sfprov_error *error)
{
	const sfprov_environment *environment = self->environment;
	int cost = answer->timed_out ? BUDGET_TIMEOUT : BUDGET_RETRY;
	int64_t left = request->deadline_ms - environment->monotonic_ms(environment->context);
	int64_t wait;

	if (!result->repeatable || attempt >= self->policy->attempts || self->budget->tokens < cost) {
		return -1;
	}
	wait = sfprov_retry_wait_ms(self->policy, environment, attempt + 1, answer->retry_after);
	if (wait >= left) {
		return -1;
	}
	self->budget->tokens -= cost;
	if (answer->status > 0) {
		sfprov_log(environment, SFPROV_LOG_WARNING, "Trying again in %lld ms, attempt %d of %d: the answer was HTTP %d", (long long) wait, attempt + 1,
			self->policy->attempts, answer->status);
	} else {
		sfprov_log(environment, SFPROV_LOG_WARNING, "Trying again in %lld ms, attempt %d of %d: %s", (long long) wait, attempt + 1, self->policy->attempts,
			error->message);
	}
	return wait;
}

/* After an attempt: what it was is counted, and the wait before the next one given, or -1. */
static int64_t after_attempt(
	const sender *self, const sfprov_http_request *request, sfprov_status status, sfprov_http_answer *answer, int attempt, const sfprov_error *error)
{
	verdict result;

	if (status != SFPROV_OK) {
		answer->status = 0;
	}
	result = judge(request, status, answer, self->code_of, error);
	count(self->counters, &result, attempt > 1);
	if (result.good) {
		self->budget->tokens += self->budget->tokens < BUDGET_FULL ? BUDGET_SUCCESS : 0;
		return -1;
	}
	return wait_before_next(self, request, answer, &result, attempt, error);
}

sfprov_status sfprov_http_send(const sfprov_transport *transport, const sfprov_environment *environment, const sfprov_retry_policy *policy,
	sfprov_retry_budget *budget, sfprov_http_counters *counters, sfprov_answer_code code_of, const sfprov_http_request *request, sfprov_http_answer *answer,
	sfprov_error *error)
{
	const sender self = {environment, policy, budget, counters, code_of};
	sfprov_error own;
	sfprov_status status;
	int64_t wait;
	int attempt = 0;

	/* The decision needs the outcome, also when the caller does not care for the error. */
	if (error == NULL) {
		error = &own;
	}
	for (;;) {
		attempt++;
		sfprov_error_clear(error);
		sfprov_http_answer_reset(answer);
		status = transport->perform(transport->context, request, answer, error);
		wait = after_attempt(&self, request, status, answer, attempt, error);
		if (wait < 0) {
			return status;
		}
		environment->sleep_ms(environment->context, wait);
	}
}

/* Of one of many. */
typedef struct state {
	int attempt;
	int64_t due_ms; /* of the next attempt; -1: none */
} state;

/* Waits until the first is due and puts all that are due then into `due`. Gives how many; 0: all is done. */
static size_t await_due(const sender *self, sfprov_http_exchange *exchanges, const state *states, size_t count, sfprov_http_exchange **due)
{
	const sfprov_environment *environment = self->environment;
	int64_t now_ms = environment->monotonic_ms(environment->context);
	int64_t first_ms = -1;
	size_t found = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		if (states[i].due_ms >= 0 && (first_ms < 0 || states[i].due_ms < first_ms)) {
			first_ms = states[i].due_ms;
		}
	}
	if (first_ms > now_ms) {
		environment->sleep_ms(environment->context, first_ms - now_ms);
		now_ms = first_ms;
	}
	for (i = 0; i < count; i++) {
		if (states[i].due_ms >= 0 && states[i].due_ms <= now_ms) {
			due[found++] = &exchanges[i];
		}
	}
	return found;
}

void sfprov_http_send_many(const sfprov_transport *transport, const sfprov_environment *environment, const sfprov_retry_policy *policy,
	sfprov_retry_budget *budget, sfprov_http_counters *counters, sfprov_answer_code code_of, sfprov_http_exchange *exchanges, size_t count)
{
	const sender self = {environment, policy, budget, counters, code_of};
	sfprov_http_exchange **due = sfprov_alloc(count, sizeof(sfprov_http_exchange *));
	state *states = sfprov_alloc(count, sizeof(*states));
	size_t found;
	size_t i;

	for (i = 0; i < count; i++) {
		exchanges[i].status = due == NULL || states == NULL ? sfprov_fail_memory(&exchanges[i].error) : SFPROV_OK;
	}
	/* Due at time 0: at once. */
	while (due != NULL && states != NULL && (found = await_due(&self, exchanges, states, count, due)) > 0) {
		for (i = 0; i < found; i++) {
			sfprov_error_clear(&due[i]->error);
			sfprov_http_answer_reset(&due[i]->answer);
		}
		sfprov_transport_perform_many(transport, due, found);
		for (i = 0; i < found; i++) {
			sfprov_http_exchange *exchange = due[i];
			state *its = &states[exchange - exchanges];
			int64_t wait;

			its->attempt++;
			wait = after_attempt(&self, &exchange->request, exchange->status, &exchange->answer, its->attempt, &exchange->error);
			its->due_ms = wait < 0 ? -1 : environment->monotonic_ms(environment->context) + wait;
		}
	}
	sfprov_free(due);
	sfprov_free(states);
}
