/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What is sent to Salesforce's OAuth endpoints. */
#ifndef SFPROV_OAUTH_GRANT_H
#define SFPROV_OAUTH_GRANT_H

#include "base/buffer.h"
#include "base/environment.h"
#include "oauth/server.h"

/* Which request to the token endpoint it is; what an error means depends on it. Values are bits, for tables. */
typedef enum sfprov_token_purpose {
	SFPROV_TOKEN_REFRESH = 1,
	SFPROV_TOKEN_CODE = 2,
	SFPROV_TOKEN_CLIENT_CREDENTIALS = 4,
	SFPROV_TOKEN_JWT = 8,
	SFPROV_TOKEN_REVOKE = 16
} sfprov_token_purpose;

/* A JWT is good for this many seconds. Salesforce refuses more than 180; the rest is room for a clock that is ahead. */
#define SFPROV_JWT_LIFETIME 120

/* Scopes that are asked for when the server row has none. */
#define SFPROV_DEFAULT_SCOPE "api refresh_token"

/* Each appends a form body to `body`, which the caller has readied with sfprov_buffer_init_secret(). CONFIGURATION when the row lacks what the
 * grant needs, AUTHORIZATION when it lacks the refresh token. */
sfprov_status sfprov_grant_refresh(const sfprov_oauth_server *server, sfprov_buffer *body, sfprov_error *error);
sfprov_status sfprov_grant_code(
	const sfprov_oauth_server *server, const char *code, const char *redirect_uri, const char *code_verifier, sfprov_buffer *body, sfprov_error *error);
sfprov_status sfprov_grant_client_credentials(const sfprov_oauth_server *server, sfprov_buffer *body, sfprov_error *error);
sfprov_status sfprov_grant_jwt(const sfprov_oauth_server *server, const sfprov_environment *environment, const char *allowed_hosts, const char *key_file,
	const char *username, sfprov_buffer *body, sfprov_error *error);

/* `token` is the refresh or access token that shall end. */
sfprov_status sfprov_grant_revoke(const char *token, sfprov_buffer *body, sfprov_error *error);

/* The authorisation request of the web server flow with PKCE (RFC 7636). `*url` is owned by the caller. */
sfprov_status sfprov_grant_authorize_url(const sfprov_oauth_server *server, const char *allowed_hosts, const char *redirect_uri, const char *state,
	const char *code_challenge, char **url, sfprov_error *error);

/* True when the space-separated list `scope` has the word. */
bool sfprov_grant_has_scope(const char *scope, const char *word);

#endif
