/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A session and a client in front of an input that plays Salesforce: each part of the input is one answer. */
#ifndef SFPROV_FUZZ_RIG_H
#define SFPROV_FUZZ_RIG_H

#include "fake_environment.h"
#include "fuzz.h"
#include "oauth/session.h"
#include "salesforce/client.h"

/* Answers are written as in HTTP, "HTTP/1.1 200 OK", headers, an empty line, the body; or they are a word: "lost" (sent, no answer), "unsent", "aborted", "slow" (lost
 * after the clock ran on). Anything else is the body of a 200. Each request is looked at: its host must be allowed, nothing secret stand in its URL or headers, and one
 * that may be sent only once must not come a second time while the first may have been done. */
typedef struct fuzz_replies {
	sfprov_transport transport; /* what the core is given */
	fuzz_part rest;             /* answers to come */
	fake_environment *fake;
	int requests;
	int token_requests;
	bool once_open; /* a once-only request may have been done */
} fuzz_replies;

void fuzz_replies_init(fuzz_replies *replies, fake_environment *fake, fuzz_part input);

/* Plays one answer; what the transport calls. */
sfprov_status fuzz_replies_answer(fuzz_replies *replies, const fuzz_part *part, sfprov_http_answer *answer, sfprov_error *error);

/* A new call of the core begins: what was open before is the caller's matter. */
void fuzz_replies_begin(fuzz_replies *replies);

/* A token store of one row, of any length, that notices misuse. */
typedef struct fuzz_tokens {
	sfprov_token_store store;
	char *grant_type;
	char *access_token;
	char *refresh_token;
	char *token_response;
	int64_t expires;
	struct {
		char *access_token;
		char *refresh_token;
		char *token_response;
		int64_t expires;
	} pending;
	bool locked;
	int commits;
} fuzz_tokens;

/* Grant AC with the secrets of fuzz.h. To be freed. */
void fuzz_tokens_init(fuzz_tokens *tokens, const char *grant_type);
void fuzz_tokens_free(fuzz_tokens *tokens);

typedef struct fuzz_rig {
	fake_environment fake;
	fuzz_tokens tokens;
	fuzz_replies replies;
	sfprov_session_settings settings;
	sfprov_retry_budget budget;
	sfprov_http_counters counters;
	sfprov_session session;
	sfprov_client client;
	sfprov_error error;
} fuzz_rig;

/* A session that is loaded and ready, and a client of it, with so many attempts. To be freed. */
void fuzz_rig_init(fuzz_rig *rig, fuzz_part input, int attempts);

/* Also checks that the store was left in order and that memory was given back. */
void fuzz_rig_free(fuzz_rig *rig);

/* After a call: error and requests are as they have to be, and neither error nor log shows a secret that is still one. A REST resource knows the access token alone,
 * and is trusted not to cut it to pieces; an OAuth endpoint (`oauth`) knows all, and no part may show. */
void fuzz_rig_check(fuzz_rig *rig, sfprov_status status, bool oauth);

#endif
