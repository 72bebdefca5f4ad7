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

/* GET without the token, for the resources that need none. The same otherwise. */
sfprov_status sfprov_client_get_open(sfprov_client *client, const char *path, sfprov_answer *answer, sfprov_error *error);

#endif
