/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What an error answer of the OAuth endpoints means, and what an admin can do about it. */
#ifndef SFPROV_OAUTH_TOKEN_ERROR_H
#define SFPROV_OAUTH_TOKEN_ERROR_H

#include "http/http.h"
#include "oauth/grant.h"

#include <stdbool.h>
#include <stddef.h>

/* What a message about a request must not show. */
typedef struct sfprov_token_context {
	sfprov_token_purpose purpose;
	const char *const *secrets; /* every secret that was sent or is stored; entries may be NULL. Borrowed */
	size_t secret_count;
	int64_t now; /* epoch seconds, for what is said about the clock */
} sfprov_token_context;

/* Fills the error from an answer whose status is not 200: kind, HTTP status, outcome, code (the `error` of the answer, when it is one) and a message
 * with the remedy. `*busy` is set when Salesforce is at work on another request for the same token: then nobody needs to do anything but wait and
 * read the row again. Always gives SFPROV_FAILED. Texts from the answer are quoted only when they show no part of a secret. */
sfprov_status sfprov_token_error_read(const sfprov_http_answer *answer, const sfprov_token_context *context, bool *busy, sfprov_error *error);

/* True when the text can be shown: it holds no secret of the list whole, none of their parts from 8 characters on, and no word long enough to be a
 * token in another coding. */
bool sfprov_token_text_is_safe(const char *text, const char *const *secrets, size_t secret_count);

#endif
