/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What the session*.c files share; nobody else includes it. */
#ifndef SFPROV_OAUTH_SESSION_INTERNAL_H
#define SFPROV_OAUTH_SESSION_INTERNAL_H

#include "oauth/grant.h"
#include "oauth/session.h"
#include "oauth/token_answer.h"

/* One request to an OAuth endpoint. Ready it with sfprov_session_request_init(). */
typedef struct sfprov_session_request {
	sfprov_token_purpose purpose;
	int64_t deadline_ms; /* monotonic */
	sfprov_buffer body;  /* secret */
	const char *code;    /* secrets that the session does not know otherwise; NULL: none. Borrowed */
	const char *code_verifier;
} sfprov_session_request;

void sfprov_session_request_init(const sfprov_session *session, sfprov_session_request *request, sfprov_token_purpose purpose);
void sfprov_session_request_free(sfprov_session_request *request);

/* Sends it to the endpoint `name`; an answer of any status is OK. */
sfprov_status sfprov_session_post(
	sfprov_session *session, const sfprov_session_request *request, const char *name, sfprov_http_answer *answer, sfprov_error *error);

/* Fills the error from an answer that is not 200. */
sfprov_status sfprov_session_refused(
	const sfprov_session *session, const sfprov_session_request *request, const sfprov_http_answer *answer, bool *busy, sfprov_error *error);

/* Sends it to the token endpoint and reads the tokens. `*busy` as sfprov_token_error_read() sets it. */
sfprov_status sfprov_session_ask(sfprov_session *session, const sfprov_session_request *request, sfprov_token_answer *answer, bool *busy, sfprov_error *error);

/* Locks the row and makes it session->server. Also readies the memory that sfprov_session_keep() will need, so that nothing but the store can fail
 * between an answer and its commit. After SFPROV_OK the store waits for commit or rollback; after a failure it does not. */
sfprov_status sfprov_session_lock(sfprov_session *session, bool rotating, int64_t deadline_ms, sfprov_error *error);

/* Stores the tokens, commits (or rolls back), and only then makes the session use them. `forget_first` empties the row before. */
sfprov_status sfprov_session_keep(sfprov_session *session, sfprov_token_answer *answer, bool forget_first, sfprov_error *error);

/* Sets session->instance_url from the admin's setting or the stored answer. CONFIGURATION when it may not be trusted, AUTHORIZATION when there is none. */
sfprov_status sfprov_session_locate(sfprov_session *session, sfprov_error *error);

/* Locks, adopts a token that is not `failed` any more (only if `adopt`), else asks for one. See sfprov_session_renew(). */
sfprov_status sfprov_session_renew_token(sfprov_session *session, bool adopt, sfprov_error *error);

/* Adds a sentence to the error's message if it fits. */
void sfprov_session_add_hint(sfprov_error *error, const char *hint);

int64_t sfprov_session_now(const sfprov_session *session); /* epoch seconds */
int64_t sfprov_session_monotonic_ms(const sfprov_session *session);

#endif
