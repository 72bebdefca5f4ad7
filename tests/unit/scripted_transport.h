/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A transport that plays a script of answers and failures and keeps every request it is given. */
#ifndef SFPROV_TEST_SCRIPTED_TRANSPORT_H
#define SFPROV_TEST_SCRIPTED_TRANSPORT_H

#include "http/http.h"

#define SCRIPTED_MAX 256

typedef struct scripted_step {
	int status;               /* 0: no answer but `kind` and `outcome` */
	const char *content_type; /* borrowed; "application/json" if NULL */
	const char *body;         /* borrowed; NULL: empty */
	size_t body_length;       /* 0: up to the NUL */
	size_t piece;             /* a sink is given the body in pieces of this length; 0: at once */
	bool breaks;              /* after the body the connection breaks */
	int64_t retry_after;      /* -1: not told */
	int64_t api_used;         /* -1: not told */
	int64_t api_limit;
	bool reused_connection;
	sfprov_error_kind kind; /* of the failure, SFPROV_E_NETWORK if NONE */
	sfprov_outcome outcome;
	void (*during)(void *context, const sfprov_http_request *request); /* called before the answer is given; may be NULL */
	void *during_context;
} scripted_step;

/* A request as it was, in copies. NULL where the request had NULL. */
typedef struct scripted_request {
	sfprov_method method;
	char *url;
	char *bearer;
	char *content_type;
	char *body;
	char *headers; /* one line each, "" if none */
	sfprov_repeat repeat;
	bool fresh_connection;
	size_t answer_limit;
	int64_t deadline_ms;
} scripted_request;

typedef struct scripted_transport {
	sfprov_transport transport; /* what the core is given */
	scripted_step steps[SCRIPTED_MAX];
	size_t step_count;
	size_t next;
	scripted_request requests[SCRIPTED_MAX];
	size_t request_count;
	bool ran_out; /* a request came for which there was no step: it failed with NETWORK, NOT_SENT */
} scripted_transport;

/* An empty script. The structure must not move afterwards. */
void scripted_init(scripted_transport *script);

/* Forgets steps and requests. */
void scripted_reset(scripted_transport *script);

/* Adds an answer of application/json; the step can be refined through the pointer. The texts are borrowed. */
scripted_step *scripted_answer(scripted_transport *script, int status, const char *body);

/* Adds a failure without answer. */
scripted_step *scripted_failure(scripted_transport *script, sfprov_error_kind kind, sfprov_outcome outcome);

/* Plays the script from its start again and forgets the requests. */
void scripted_rewind(scripted_transport *script);

#endif
