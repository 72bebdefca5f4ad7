/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "http/retry.h"

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

static verdict judge(
	const sfprov_http_request *request, sfprov_status status, const sfprov_http_answer *answer, sfprov_answer_code code_of, const sfprov_error *error)
{
	char code[SFPROV_ERROR_CODE_SIZE] = "";
	verdict result = {.good = false};

	if (status != SFPROV_OK) {
		result.outcome = error->outcome;
		result.repeatable = error->kind == SFPROV_E_NETWORK && sfprov_retry_allowed(request->repeat, error->outcome);
		return result;
	}
	if (answer->status < 400) {
		result.good = true;
		return result;
	}
	if (code_of != NULL) {
		code_of(answer, code);
	}
	result.outcome = sfprov_outcome_of_answer(answer->status, code);
	/* A refusal is an answer: the service works. */
	result.good = result.outcome == SFPROV_OUTCOME_REFUSED || result.outcome == SFPROV_OUTCOME_UNAUTHORIZED;
	result.repeatable = sfprov_retry_allowed(request->repeat, result.outcome);
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

/* True after a wait that table, budget and deadline allow. */
static bool may_repeat(const sfprov_environment *environment, const sfprov_retry_policy *policy, sfprov_retry_budget *budget,
	const sfprov_http_request *request, const sfprov_http_answer *answer, const verdict *result, int attempt, const sfprov_error *error)
{
	int cost = answer->timed_out ? BUDGET_TIMEOUT : BUDGET_RETRY;
	int64_t left = request->deadline_ms - environment->monotonic_ms(environment->context);
	int64_t wait;

	if (!result->repeatable || attempt >= policy->attempts || budget->tokens < cost) {
		return false;
	}
	wait = sfprov_retry_wait_ms(policy, environment, attempt + 1, answer->retry_after);
	if (wait >= left) {
		return false;
	}
	budget->tokens -= cost;
	if (answer->status > 0) {
		sfprov_log(environment, SFPROV_LOG_WARNING, "Trying again in %lld ms, attempt %d of %d: the answer was HTTP %d", (long long) wait, attempt + 1,
			policy->attempts, answer->status);
	} else {
		sfprov_log(
			environment, SFPROV_LOG_WARNING, "Trying again in %lld ms, attempt %d of %d: %s", (long long) wait, attempt + 1, policy->attempts, error->message);
	}
	environment->sleep_ms(environment->context, wait);
	return true;
}

sfprov_status sfprov_http_send(const sfprov_transport *transport, const sfprov_environment *environment, const sfprov_retry_policy *policy,
	sfprov_retry_budget *budget, sfprov_http_counters *counters, sfprov_answer_code code_of, const sfprov_http_request *request, sfprov_http_answer *answer,
	sfprov_error *error)
{
	sfprov_error own;
	sfprov_status status;
	verdict result;
	int attempt = 0;

	/* The decision needs the outcome, also when the caller does not care for the error. */
	if (error == NULL) {
		error = &own;
	}
	do {
		attempt++;
		sfprov_error_clear(error);
		sfprov_http_answer_reset(answer);
		status = transport->perform(transport->context, request, answer, error);
		if (status != SFPROV_OK) {
			answer->status = 0;
		}
		result = judge(request, status, answer, code_of, error);
		count(counters, &result, attempt > 1);
		if (result.good) {
			budget->tokens += budget->tokens < BUDGET_FULL ? BUDGET_SUCCESS : 0;
		}
	} while (!result.good && may_repeat(environment, policy, budget, request, answer, &result, attempt, error));
	return status;
}
