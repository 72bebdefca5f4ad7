/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What one method call needs of the core, put together from the object's settings and taken apart at its end. */
#ifndef SFPROV_PHP_RUNTIME_H
#define SFPROV_PHP_RUNTIME_H

#include "php/provisioner.h"

#include "php/person_store.h"
#include "oauth/token_vault.h"
#include "php/token_store.h"
#include "salesforce/client.h"

typedef struct sfprov_runtime {
	sfprov_php_provisioner *object; /* held for the call */
	sfprov_php_guard guard;
	sfprov_error error; /* what the method throws at the end, if it failed */
	sfprov_environment environment;
	sfprov_connections connections;
	sfprov_php_token_store token_context;
	sfprov_token_store plain_tokens; /* the database's columns as they are */
	sfprov_token_vault vault;
	sfprov_token_store tokens; /* in front of it, what is encrypted is not */
	sfprov_php_person_store person_context;
	sfprov_person_store people;
	sfprov_curl_transport curl;
	sfprov_transport transport;
	sfprov_http_counters counters;
	sfprov_session session;
	sfprov_client client;
	bool has_session;
	bool connected;           /* the client is ready */
	bool in_transaction;      /* of the registry, when the call began */
	json_object *target_data; /* owned */
	sfprov_target target;     /* borrows from target_data */
	char *proxy;              /* owned: the server row's, which a renewal reads again */
	char user_agent[64];
} sfprov_runtime;

/* Begins a call: checks the object, its database and (unless NULL) the target's data. On failure the error is in runtime->error; sfprov_runtime_end() must be
 * called in any case. */
sfprov_status sfprov_runtime_begin(sfprov_runtime *runtime, zval *this_object, HashTable *target);

/* Reads the row of oauth2_servers with this id, so that runtime->session can be used. */
sfprov_status sfprov_runtime_load_server(sfprov_runtime *runtime, int64_t oauth2_server_id);

/* Makes runtime->client ready for the target's server. Once in a call. */
sfprov_status sfprov_runtime_connect(sfprov_runtime *runtime);

/* Ends a call: stores a new instance URL when `status` is OK, gives everything back, then throws runtime->error unless `status` is OK. True when the method has a
 * result to return: neither failed nor interrupted by a callback's exit() or exception. */
bool sfprov_runtime_end(sfprov_runtime *runtime, sfprov_status status);

/* The last thing a method does: goes on with a fatal error that a callback met. What the method still holds must have been freed before. */
void sfprov_runtime_release(const sfprov_runtime *runtime);

#endif
