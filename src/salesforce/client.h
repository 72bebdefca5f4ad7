/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* REST calls of an authorised session: version, headers, limits, the one renewal after a 401, and errors that say what to do. */
#ifndef SFPROV_SALESFORCE_CLIENT_H
#define SFPROV_SALESFORCE_CLIENT_H

#include "base/json.h"
#include "oauth/session.h"

typedef struct sfprov_client {
	sfprov_session *session; /* borrowed, ready */
	char api_version[8];     /* "62.0" */
	int64_t timeout_ms;      /* for one call with all its attempts */
	sfprov_retry_policy retry;
	bool allow_duplicates; /* Sforce-Duplicate-Rule-Header: allowSave=true */
	int64_t api_used;      /* from the last answer that told; -1 */
	int64_t api_limit;
} sfprov_client;

/* `api_version` like "62.0", at least 46.0 (upsert answers) and not past three digits; CONFIGURATION otherwise. */
sfprov_status sfprov_client_init(
	sfprov_client *client, sfprov_session *session, const char *api_version, int64_t timeout_ms, const sfprov_retry_policy *retry, sfprov_error *error);

/* The most bytes of an answer that are taken. */
#define SFPROV_CLIENT_ANSWER_LIMIT ((size_t) 16 * 1024 * 1024)

/* The longest path; Salesforce takes 16,384 bytes of URL and headers together. */
#define SFPROV_CLIENT_PATH_LIMIT 12000

typedef struct sfprov_answer {
	int status;
	json_object *body; /* owned; NULL for 204 and for an empty body */
} sfprov_answer;

void sfprov_answer_free(sfprov_answer *answer);

/* Sends `method path` to the instance. `path` starts with '/'; a path that starts with "/services/" goes as it is, any other under
 * /services/data/vNN.N; one with other than visible ASCII characters, or longer than SFPROV_CLIENT_PATH_LIMIT, is INPUT. `body` may be NULL. SFPROV_OK for 2xx and 300 only; every other status is an error made by sfprov_sf_error_of_answer(), with the
 * answer kept for those who look closer. Wrong content (HTML, cut or too deep JSON) is SERVER with outcome UNKNOWN.
 * A 401 that says that the session ended renews it once and repeats the call, whatever its repeat class: nothing was done. `answer` need not be
 * readied and is to be freed also after a failure. */
sfprov_status sfprov_client_call(
	sfprov_client *client, sfprov_method method, const char *path, json_object *body, sfprov_repeat repeat, sfprov_answer *answer, sfprov_error *error);

/* One of several calls that are made together. */
typedef struct sfprov_call {
	sfprov_method method;
	const char *path;  /* borrowed; as for sfprov_client_call() */
	json_object *body; /* borrowed; may be NULL; no other call's */
	sfprov_repeat repeat;
	sfprov_answer answer; /* result, with status and error as sfprov_client_call() gives them; to be freed for each call */
	sfprov_status status;
	sfprov_error error;
} sfprov_call;

/* Makes all calls, up to SFPROV_HTTP_PARALLEL of them at a time and in no order; each has its own result. The time-out is that of one call, for all of them. When the
 * session ended, it is renewed once for all, and the calls that were refused are repeated together. */
void sfprov_client_call_many(sfprov_client *client, sfprov_call *calls, size_t count);

/* A call whose body or answer is something other than JSON in memory. All are borrowed. */
typedef struct sfprov_stream {
	const char *accept;               /* "Accept: text/csv" */
	const char *content_type;         /* of the source */
	const sfprov_http_source *source; /* body of the request; NULL: none */
	const sfprov_http_sink *sink;     /* takes the body of a 2xx; NULL: it is JSON, as with sfprov_client_call() */
} sfprov_stream;

/* As sfprov_client_call(). What a sink or source does to end the transfer gives ABORTED. With a source that cannot be rewound nothing is repeated once it was read from,
 * not even after a 401 (AUTHORIZATION; the session is then renewed, so that the next call succeeds). */
sfprov_status sfprov_client_stream(sfprov_client *client, sfprov_method method, const char *path, const sfprov_stream *stream, sfprov_repeat repeat,
	sfprov_answer *answer, sfprov_error *error);

/* GET without the token, for the resources that need none. The same otherwise. */
sfprov_status sfprov_client_get_open(sfprov_client *client, const char *path, sfprov_answer *answer, sfprov_error *error);

#endif
