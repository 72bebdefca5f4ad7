/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* One HTTPS request and its answer. Knows nothing of Salesforce; what sends it is behind sfprov_transport. */
#ifndef SFPROV_HTTP_HTTP_H
#define SFPROV_HTTP_HTTP_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum sfprov_method { SFPROV_GET, SFPROV_POST, SFPROV_PATCH, SFPROV_PUT, SFPROV_DELETE } sfprov_method;

/* What happens when the same request reaches the server twice. Transport and retry both go by it. */
typedef enum sfprov_repeat {
	SFPROV_REPEAT_SAFE,        /* reads, and writes of the same values to a known id */
	SFPROV_REPEAT_SAFE_BY_KEY, /* upsert by external id: the key makes the second one an update */
	SFPROV_REPEAT_ONCE         /* creates, token requests: must reach the wire at most once */
} sfprov_repeat;

typedef struct sfprov_http_request {
	sfprov_method method;
	const char *url;          /* absolute, https only */
	const char *bearer;       /* access token for the Authorization header, or NULL */
	const char *content_type; /* of the body; NULL without one */
	const char *body;         /* NULL: none */
	size_t body_length;
	const char *const *headers; /* further "Name: value" lines, NULL at the end; may be NULL; never a secret */
	sfprov_repeat repeat;
	bool fresh_connection; /* do not reuse a pooled connection: for token requests, where a repeat would cost the session */
	size_t answer_limit;   /* most bytes of the decoded body that are taken */
	int64_t deadline_ms;   /* monotonic time at which the caller wants to be back, whatever the peer does */
} sfprov_http_request;

typedef struct sfprov_http_answer {
	int status;            /* 0: none came */
	sfprov_buffer body;    /* decoded; secret when the request says so by being a token request (the caller readies it) */
	char content_type[64]; /* without parameters, lower case, "" if none */
	int64_t retry_after;   /* seconds from now, -1 if not told */
	int64_t api_used;      /* Sforce-Limit-Info: api-usage=used/limit; -1 if not told */
	int64_t api_limit;
	bool body_announced; /* the headers tell of a body */
	bool reused_connection;
	bool timed_out; /* the failure was the deadline or the connect time-out: a repeat costs the retry budget more */
} sfprov_http_answer;

/* Readies an answer; `secret` when the body will hold tokens. */
void sfprov_http_answer_init(sfprov_http_answer *answer, bool secret);

/* Empties an answer for another attempt; a secret body is wiped and stays secret. */
void sfprov_http_answer_reset(sfprov_http_answer *answer);

/* Frees (and wipes a secret body). */
void sfprov_http_answer_free(sfprov_http_answer *answer);

/* Sends one request and takes its answer. SFPROV_OK means an HTTP answer arrived whole, of whatever status. A failure has kind
 * SFPROV_E_NETWORK (or _MEMORY, _CONFIGURATION, _ABORTED) and an outcome: NOT_SENT when not a byte of the request can have reached the server,
 * else UNKNOWN. Redirects are answers and are never followed. */
typedef struct sfprov_transport {
	void *context;
	sfprov_status (*perform)(void *context, const sfprov_http_request *request, sfprov_http_answer *answer, sfprov_error *error);
} sfprov_transport;

/* The host[:port] of an absolute https URL: where it starts in `url`, and its length in bytes. NULL when the URL is not https, names no
 * host, or holds what could mislead about the host (user info, a backslash, white space or control characters before the path). */
const char *sfprov_url_authority(const char *url, size_t *length);

/* "GET", "POST", ... */
const char *sfprov_method_name(sfprov_method method);

#endif
