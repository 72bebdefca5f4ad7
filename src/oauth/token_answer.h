/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A successful answer of the token endpoint, and what the registry keeps of it. */
#ifndef SFPROV_OAUTH_TOKEN_ANSWER_H
#define SFPROV_OAUTH_TOKEN_ANSWER_H

#include "base/error.h"
#include "oauth/host.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SFPROV_TOKEN_ANSWER_LIMIT 65536 /* bytes of an answer that are read */
#define SFPROV_TOKEN_LIMIT 8192         /* longest token that is believed */

/* A record id of 15 or 18 characters, with the NUL. */
#define SFPROV_RECORD_ID_SIZE 19

/* How an answer is judged. All borrowed. */
typedef struct sfprov_token_rules {
	const char *client_secret; /* verifies `signature`; NULL: not verified */
	bool signature_required;   /* an answer without signature is refused. Salesforce signs the answers of the web server flow; on others it is
	                                * verified when present, and an answer without it is taken: TLS has named the host already, and refusing
	                                * would cost the rotated refresh token */
	bool instance_wanted;      /* false when an admin has set the instance URL: then the answer's is not looked at */
	const char *allowed_hosts;
	const char *previous_instance; /* stands in when the answer has no instance_url; NULL: none */
	int64_t now;                   /* epoch seconds */
} sfprov_token_rules;

typedef struct sfprov_token_answer {
	char *access_token;  /* secret */
	char *refresh_token; /* secret; NULL: the answer has none */
	char *stored;        /* secret: JSON for the column token_response. What Salesforce answered, as the registry keeps it (refresh token included when
	                      * the answer has one), with the previous instance_url put in when the answer has none */
	char instance_url[SFPROV_ORIGIN_SIZE]; /* "" when not wanted */
	int64_t expires;                       /* epoch seconds; 0: not told, or not to be believed */
} sfprov_token_answer;

/* Reads an answer with status 200. SERVER when it is no token answer, AUTHORIZATION when its signature is wrong, CONFIGURATION when its instance is not
 * to be trusted. On failure `*answer` is empty. */
sfprov_status sfprov_token_answer_read(const char *body, size_t length, const sfprov_token_rules *rules, sfprov_token_answer *answer, sfprov_error *error);

/* Wipes and frees. */
void sfprov_token_answer_free(sfprov_token_answer *answer);

/* What a stored answer says beside the tokens. */
typedef struct sfprov_token_summary {
	char instance_url[SFPROV_ORIGIN_SIZE]; /* as stored, not judged; "" if none */
	char scope[512];
	char org_id[SFPROV_RECORD_ID_SIZE]; /* from the identity URL; "" if none */
	char user_id[SFPROV_RECORD_ID_SIZE];
	int64_t issued_at; /* epoch seconds; 0: not told */
} sfprov_token_summary;

/* The instance URL in the column token_response (NULL allowed), as stored, not judged; "" if none. */
void sfprov_token_instance_read(const char *token_response, char instance_url[SFPROV_ORIGIN_SIZE]);

/* Reads the column token_response (NULL allowed). What cannot be read is left empty. Holds no secret. */
void sfprov_token_summary_read(const char *token_response, sfprov_token_summary *summary);

#endif
