/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A row of the registry's oauth2_servers, as the core sees it, and the store it is kept in. */
#ifndef SFPROV_OAUTH_SERVER_H
#define SFPROV_OAUTH_SERVER_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum sfprov_grant {
	SFPROV_GRANT_AUTHORIZATION_CODE, /* access_grant_type AC */
	SFPROV_GRANT_CLIENT_CREDENTIALS, /* CC */
	SFPROV_GRANT_JWT_BEARER          /* JB, or CC with a key file configured */
} sfprov_grant;

/* All strings are owned, NULL when the column is NULL or empty. Freed by sfprov_oauth_server_free(), which wipes the secrets. */
typedef struct sfprov_oauth_server {
	int64_t id;
	char *server_url; /* https://login.salesforce.com/services/oauth2, a My Domain or instance host, with or without the path */
	char *client_id;
	char *client_secret; /* secret */
	char *grant_type;    /* the column's text: AC, CC, JB */
	char *scope;
	char *refresh_token;      /* secret */
	char *access_token;       /* secret */
	int64_t access_token_exp; /* epoch seconds, 0 when not known */
	char *token_response;     /* secret: the JSON of the last token answer, as the registry keeps it */
	char *proxy;
} sfprov_oauth_server;

void sfprov_oauth_server_free(sfprov_oauth_server *server);

/* What is written after a token answer. NULL leaves a column as it is, except where said. Borrowed. */
typedef struct sfprov_token_update {
	const char *access_token;   /* never NULL, except to forget: then access and refresh token, expiry and answer are all emptied */
	const char *refresh_token;  /* NULL: keep the stored one */
	const char *token_response; /* JSON */
	int64_t access_token_exp;   /* 0: not known (NULL in the column) */
} sfprov_token_update;

/* Where the row lives. `load` reads without locking. `lock` starts a transaction of its own that no roll-back of the caller's can
 * undo, locks the row (waiting a bounded time) and reads it with a locking read; after it exactly one of `commit` and `rollback` is called.
 * Each function fills the error: kind DATABASE, or CONFIGURATION when the row does not exist or no independent connection can be had
 * although one is needed. `rotating` tells lock whether what will be written must survive the caller's roll-back (a refresh token may rotate). */
typedef struct sfprov_token_store {
	void *context;
	sfprov_status (*load)(void *context, int64_t id, sfprov_oauth_server *server, sfprov_error *error);
	sfprov_status (*lock)(void *context, int64_t id, bool rotating, sfprov_oauth_server *server, sfprov_error *error);
	sfprov_status (*save)(void *context, int64_t id, const sfprov_token_update *update, sfprov_error *error);
	sfprov_status (*commit)(void *context, sfprov_error *error);
	void (*rollback)(void *context);
} sfprov_token_store;

#endif
