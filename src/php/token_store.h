/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* oauth2_servers in the registry's database, as the core's token store. */
#ifndef SFPROV_PHP_TOKEN_STORE_H
#define SFPROV_PHP_TOKEN_STORE_H

#include "php/connections.h"

#include "oauth/server.h"

typedef struct sfprov_php_token_store {
	sfprov_connections *connections; /* borrowed */
	sfprov_database *locked;         /* where the lock is held, NULL without one */
	bool own_transaction;            /* the lock's transaction is ours to end */
	sfprov_oauth_server ahead;       /* owned: what sfprov_php_find_oauth2_server() read, for the load that follows; id 0: nothing */
} sfprov_php_token_store;

/* Makes `store` work on the registry's database. `context` must outlive it. */
void sfprov_php_token_store_init(sfprov_token_store *store, sfprov_php_token_store *context, sfprov_connections *connections);

/* Wipes what was read ahead. */
void sfprov_php_token_store_free(sfprov_php_token_store *context);

/* The row of oauth2_servers that belongs to a row of servers, which must be active. CONFIGURATION when there is none. The next load() of this row is
 * answered by the same statement. */
sfprov_status sfprov_php_find_oauth2_server(sfprov_php_token_store *store, int64_t server_id, int64_t *oauth2_server_id, sfprov_error *error);

#endif
