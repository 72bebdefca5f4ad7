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

/* A body that is not held in memory. */
typedef struct sfprov_http_source {
	void *context;
	uint64_t size; /* bytes in all */
	/* Writes up to `size` (> 0) of the next bytes and gives how many; 0: there is nothing more to be had, which is a failure before all have come. */
	size_t (*read)(void *context, char *bytes, size_t size);
	/* Goes back to the first byte; false: it cannot. NULL: it never can, and what was read once is not sent again. */
	bool (*rewind)(void *context);
} sfprov_http_source;

/* Takes the body of an answer of status 2xx piece by piece. Other answers go into the answer's buffer. */
typedef struct sfprov_http_sink {
	void *context;
	uint64_t limit; /* most bytes, decoded, that are taken */
	/* False ends the transfer (kind ABORTED): the sink knows why. A request is never repeated after a byte was given to the sink. */
	bool (*write)(void *context, const char *bytes, size_t length);
} sfprov_http_sink;

typedef struct sfprov_http_request {
	sfprov_method method;
	const char *url;          /* absolute, https only */
	const char *bearer;       /* access token for the Authorization header, or NULL */
	const char *content_type; /* of the body; NULL without one */
	const char *body;         /* NULL: none */
	size_t body_length;
	const sfprov_http_source *source; /* where the body comes from instead of `body`; NULL: from there */
	const sfprov_http_sink *sink;     /* where the body of a 2xx goes instead of the answer's buffer; NULL: there */
	const char *const *headers;       /* further "Name: value" lines, NULL at the end; may be NULL; never a secret */
	sfprov_repeat repeat;
	bool fresh_connection; /* do not reuse a pooled connection: for token requests, where a repeat would cost the session */
	size_t answer_limit;   /* most bytes of the decoded body that are taken into the answer's buffer */
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
	uint64_t streamed; /* bytes of the body that the sink was given */
	bool timed_out;    /* the failure was the deadline or the connect time-out: a repeat costs the retry budget more */
} sfprov_http_answer;

/* Readies an answer; `secret` when the body will hold tokens. */
void sfprov_http_answer_init(sfprov_http_answer *answer, bool secret);

/* Empties an answer for another attempt; a secret body is wiped and stays secret. */
void sfprov_http_answer_reset(sfprov_http_answer *answer);

/* Frees (and wipes a secret body). */
void sfprov_http_answer_free(sfprov_http_answer *answer);

/* What became of a piece of a body. */
typedef enum sfprov_http_taken {
	SFPROV_TAKEN,
	SFPROV_TAKEN_OVER_LIMIT,
	SFPROV_TAKEN_ENDED, /* by the sink */
	SFPROV_TAKEN_MEMORY
} sfprov_http_taken;

/* For transports: puts a piece of the decoded body of an answer of this status where the request wants it. */
sfprov_http_taken sfprov_http_take_body(const sfprov_http_request *request, sfprov_http_answer *answer, int status, const char *bytes, size_t length);

/* The bytes of the request's body, wherever it comes from. */
uint64_t sfprov_http_body_length(const sfprov_http_request *request);

/* One of several requests that are sent together. */
typedef struct sfprov_http_exchange {
	sfprov_http_request request;
	sfprov_http_answer answer; /* readied and freed by the caller */
	sfprov_status status;
	sfprov_error error; /* when the status is FAILED */
} sfprov_http_exchange;

/* The most requests of one call that are in flight at the same time. */
#define SFPROV_HTTP_PARALLEL 8

/* Sends one request and takes its answer. SFPROV_OK means an HTTP answer arrived whole, of whatever status. A failure has kind
 * SFPROV_E_NETWORK (or _MEMORY, _CONFIGURATION, _ABORTED) and an outcome: NOT_SENT when not a byte of the request can have reached the server,
 * else UNKNOWN. Redirects are answers and are never followed.
 * perform_many() does the same for each of `count` exchanges, up to SFPROV_HTTP_PARALLEL of them at a time and in no order, and is back when all have their status.
 * It may be NULL; sfprov_transport_perform_many() then sends one after the other. */
typedef struct sfprov_transport {
	void *context;
	sfprov_status (*perform)(void *context, const sfprov_http_request *request, sfprov_http_answer *answer, sfprov_error *error);
	void (*perform_many)(void *context, sfprov_http_exchange *const *exchanges, size_t count);
} sfprov_transport;

void sfprov_transport_perform_many(const sfprov_transport *transport, sfprov_http_exchange *const *exchanges, size_t count);

/* The host[:port] of an absolute https URL: where it starts in `url`, and its length in bytes. NULL when the URL is not https, names no
 * host, or holds what could mislead about the host (user info, a backslash, white space or control characters before the path). */
const char *sfprov_url_authority(const char *url, size_t *length);

/* "GET", "POST", ... */
const char *sfprov_method_name(sfprov_method method);

#endif
