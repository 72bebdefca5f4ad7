/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* An authorised session with Salesforce: which token, which instance, and how both are renewed. */
#ifndef SFPROV_OAUTH_SESSION_H
#define SFPROV_OAUTH_SESSION_H

#include "base/environment.h"
#include "http/http.h"
#include "http/retry.h"
#include "oauth/server.h"

typedef struct sfprov_session_settings {
	const char *allowed_hosts;       /* comma-separated host or host:port beside Salesforce's own; NULL: none. Borrowed */
	const char *manual_instance_url; /* set by an admin, wins over the token answer's; NULL: none. Borrowed */
	const char *jwt_key_file;        /* PEM; NULL: none. Borrowed */
	const char *jwt_username;        /* Borrowed */
	int64_t timeout_ms;              /* for one token request, waiting for the row included */
	sfprov_retry_policy retry;       /* used only for requests that can be repeated: JWT bearer, client credentials, revocation */
} sfprov_session_settings;

typedef struct sfprov_session {
	const sfprov_token_store *store;       /* borrowed */
	const sfprov_transport *transport;     /* borrowed */
	const sfprov_environment *environment; /* borrowed */
	sfprov_session_settings settings;
	sfprov_retry_budget *budget;    /* borrowed */
	sfprov_http_counters *counters; /* borrowed */
	sfprov_oauth_server server;     /* as last read or written */
	char *instance_url;             /* owned: https://host[:port], no path, no slash at the end; NULL or "" until the session is ready */
	int64_t refreshes;              /* requests of this session to the OAuth endpoints, revocation included */
} sfprov_session;

/* Readies a session; all pointers are borrowed and must outlive it. Does no input or output. */
void sfprov_session_init(sfprov_session *session, const sfprov_token_store *store, const sfprov_transport *transport, const sfprov_environment *environment,
	const sfprov_session_settings *settings, sfprov_retry_budget *budget, sfprov_http_counters *counters);

/* Wipes and frees what the session owns. */
void sfprov_session_free(sfprov_session *session);

/* The grant that the row and the settings ask for; CONFIGURATION error when access_grant_type is none of ours. */
sfprov_status sfprov_session_grant(const sfprov_session *session, sfprov_grant *grant, sfprov_error *error);

/* Reads the row of this server (once; a second call with the same id reads again). Checks nothing but that the row is there. */
sfprov_status sfprov_session_load(sfprov_session *session, int64_t server_id, sfprov_error *error);

/* Makes sure there is an access token and an instance URL to use: loads nothing; requests a token when none is stored and the grant can do so
 * without a person, refreshes ahead of a known expiry (60 s), else fails with AUTHORIZATION and the remedy. Afterwards
 * session->server.access_token and session->instance_url are set. */
sfprov_status sfprov_session_ready(sfprov_session *session, sfprov_error *error);

/* The token that was used was refused (401 INVALID_SESSION_ID): lock the row, read it again, adopt a newer token that another process
 * stored, else request one, store it durably, then use it. At most one token request. */
sfprov_status sfprov_session_renew(sfprov_session *session, sfprov_error *error);

/* Requests a token in any case: refresh (authorization code), client credentials or JWT bearer. Under the row's lock. */
sfprov_status sfprov_session_request_token(sfprov_session *session, sfprov_error *error);

/* The URL to send the admin's browser to, and the PKCE code verifier to keep in the login session until the callback. Both owned by the caller
 * (sfprov_free; the verifier with sfprov_free_secret). `state` is the caller's: random, bound to the login session, used once. */
sfprov_status sfprov_session_authorization_url(
	sfprov_session *session, const char *redirect_uri, const char *state, char **url, char **code_verifier, sfprov_error *error);

/* Exchanges the code of the callback for tokens and stores them. An answer without refresh token keeps the stored one if the same user authorised before,
 * and empties it otherwise. `code_verifier` NULL: the authorisation was begun without PKCE (the registry's own button). */
sfprov_status sfprov_session_exchange_code(sfprov_session *session, const char *code, const char *redirect_uri, const char *code_verifier, sfprov_error *error);

/* Revokes the refresh token (or the access token where there is none) at Salesforce and empties the columns. A token that Salesforce no longer knows counts as revoked. */
sfprov_status sfprov_session_revoke(sfprov_session *session, sfprov_error *error);

#endif
