/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* When a request is sent again: one table over (repeat class, outcome), bounded by attempts, a token bucket and the deadline. */
#ifndef SFPROV_HTTP_RETRY_H
#define SFPROV_HTTP_RETRY_H

#include "base/environment.h"
#include "http/http.h"

typedef struct sfprov_retry_policy {
	int attempts;    /* in all, at least 1; 1 while the registry has a transaction open */
	int64_t base_ms; /* first wait is random in 0..base, then twice as much each time */
	int64_t cap_ms;
} sfprov_retry_policy;

/* 3 attempts, 500 ms, 20 s. */
void sfprov_retry_policy_default(sfprov_retry_policy *policy);

/* Keeps a dead service from being hammered: a retry costs, a success gives back. One per process and host is enough; zero it, then init. */
typedef struct sfprov_retry_budget {
	int tokens;
} sfprov_retry_budget;

void sfprov_retry_budget_init(sfprov_retry_budget *budget);

typedef struct sfprov_http_counters {
	int64_t requests; /* put on the wire, as far as we know */
	int64_t retries;
	int64_t failures; /* requests that ended without a usable answer */
} sfprov_http_counters;

/* Appended by a sfprov_answer_code to the error code when the text says that too many requests run at once, which passes in seconds, while the
 * daily allocation, which has the same code, does not. */
#define SFPROV_CODE_CONCURRENT "/concurrent"

/* The outcome of an answer of status 4xx or 5xx by its status and Salesforce error code ("" if none). Every 5xx is UNKNOWN: the write may have
 * happened before the answer got lost behind it. */
sfprov_outcome sfprov_outcome_of_answer(int status, const char *code);

/* The table: may a request of this class be sent again after this outcome? */
bool sfprov_retry_allowed(sfprov_repeat repeat, sfprov_outcome outcome);

/* The wait before attempt `next` (2, 3, ...): full jitter, or `retry_after` seconds if that is longer. In milliseconds. */
int64_t sfprov_retry_wait_ms(const sfprov_retry_policy *policy, const sfprov_environment *environment, int next, int64_t retry_after);

/* Sends, and sends again as far as table, budget and deadline allow. Answers whose outcome is THROTTLED or UNKNOWN (420, 429, 5xx, row locks, too
 * many requests at once) count as failures of the attempt but are handed over as the answer when no attempt is left, so that the caller reads
 * their error body. `code_of` gives the error code in an answer's body into `code` (may be NULL). Never waits beyond the deadline. A body from a source that
 * cannot be rewound is sent again only when nothing of it was read, and a request never again once its sink was given a byte. `answer` is
 * readied by the caller. `counters` may be NULL. */
typedef void (*sfprov_answer_code)(const sfprov_http_answer *answer, char code[SFPROV_ERROR_CODE_SIZE]);
sfprov_status sfprov_http_send(const sfprov_transport *transport, const sfprov_environment *environment, const sfprov_retry_policy *policy,
	sfprov_retry_budget *budget, sfprov_http_counters *counters, sfprov_answer_code code_of, const sfprov_http_request *request, sfprov_http_answer *answer,
	sfprov_error *error);

/* The same for several at once: each exchange is sent again by the same rules until it has its answer or none is left, those that are due at the same time together.
 * All share the budget. Gives status, answer and error of each. */
void sfprov_http_send_many(const sfprov_transport *transport, const sfprov_environment *environment, const sfprov_retry_policy *policy,
	sfprov_retry_budget *budget, sfprov_http_counters *counters, sfprov_answer_code code_of, sfprov_http_exchange *exchanges, size_t count);

#endif
