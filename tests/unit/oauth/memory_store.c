/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "oauth/memory_store.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool must_fail(memory_store *memory)
{
	if (memory->has_failed && memory->fails_on) {
		return true;
	}
	if (memory->fail_at == 0 || --memory->fail_at > 0) {
		return false;
	}
	memory->has_failed = true;
	return true;
}

static sfprov_status give(const char *text, char **field)
{
	*field = NULL;
	if (*text == '\0') {
		return SFPROV_OK;
	}
	*field = sfprov_copy(text);
	return *field == NULL ? SFPROV_FAILED : SFPROV_OK;
}

static sfprov_status read_row(const memory_row *row, int64_t id, sfprov_oauth_server *server, sfprov_error *error)
{
	if (id != 7) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "no such row");
	}
	memset(server, 0, sizeof(*server));
	server->id = id;
	server->access_token_exp = row->access_token_exp;
	if (give(row->server_url, &server->server_url) != SFPROV_OK || give(row->client_id, &server->client_id) != SFPROV_OK
		|| give(row->client_secret, &server->client_secret) != SFPROV_OK || give(row->grant_type, &server->grant_type) != SFPROV_OK
		|| give(row->scope, &server->scope) != SFPROV_OK || give(row->refresh_token, &server->refresh_token) != SFPROV_OK
		|| give(row->access_token, &server->access_token) != SFPROV_OK || give(row->token_response, &server->token_response) != SFPROV_OK) {
		return sfprov_fail_memory(error);
	}
	return SFPROV_OK;
}

static sfprov_status store_load(void *context, int64_t id, sfprov_oauth_server *server, sfprov_error *error)
{
	memory_store *memory = context;

	memory->loads++;
	if (must_fail(memory)) {
		return sfprov_fail(error, SFPROV_E_DATABASE, "load failed");
	}
	return read_row(&memory->row, id, server, error);
}

static sfprov_status store_lock(void *context, int64_t id, bool rotating, sfprov_oauth_server *server, sfprov_error *error)
{
	memory_store *memory = context;

	memory->locks++;
	memory->last_rotating = rotating;
	memory->misuse += memory->locked ? 1 : 0;
	if (memory->before_lock != NULL) {
		memory->before_lock(memory->before_lock_context);
	}
	if (memory->fake != NULL) {
		memory->fake->monotonic += memory->lock_takes_ms;
	}
	if (must_fail(memory)) {
		return sfprov_fail(error, SFPROV_E_DATABASE, "lock failed");
	}
	if (read_row(&memory->row, id, server, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	memory->pending = memory->row;
	memory->locked = true;
	return SFPROV_OK;
}

static void put(char *field, size_t size, const char *text)
{
	if (snprintf(field, size, "%s", text == NULL ? "" : text) >= (int) size) {
		abort();
	}
}

static sfprov_status store_save(void *context, int64_t id, const sfprov_token_update *update, sfprov_error *error)
{
	memory_store *memory = context;

	(void) id;
	memory->saves++;
	memory->misuse += memory->locked ? 0 : 1;
	if (must_fail(memory)) {
		return sfprov_fail(error, SFPROV_E_DATABASE, "save failed");
	}
	put(memory->pending.access_token, sizeof(memory->pending.access_token), update->access_token);
	if (update->refresh_token != NULL || update->access_token == NULL) {
		put(memory->pending.refresh_token, sizeof(memory->pending.refresh_token), update->refresh_token);
	}
	if (update->token_response != NULL || update->access_token == NULL) {
		put(memory->pending.token_response, sizeof(memory->pending.token_response), update->token_response);
	}
	memory->pending.access_token_exp = update->access_token_exp;
	return SFPROV_OK;
}

static sfprov_status store_commit(void *context, sfprov_error *error)
{
	memory_store *memory = context;
	bool fails = must_fail(memory);

	memory->commits++;
	memory->misuse += memory->locked ? 0 : 1;
	memory->locked = false;
	if (!fails || memory->commit_applies) {
		memory->row = memory->pending;
	}
	return fails ? sfprov_fail(error, SFPROV_E_DATABASE, "commit failed") : SFPROV_OK;
}

static void store_rollback(void *context)
{
	memory_store *memory = context;

	memory->rollbacks++;
	memory->misuse += memory->locked ? 0 : 1;
	memory->locked = false;
}

void memory_store_init(memory_store *memory)
{
	memset(memory, 0, sizeof(*memory));
	memory->store.context = memory;
	memory->store.load = store_load;
	memory->store.lock = store_lock;
	memory->store.save = store_save;
	memory->store.commit = store_commit;
	memory->store.rollback = store_rollback;
	put(memory->row.server_url, sizeof(memory->row.server_url), "https://x.my.salesforce.com/services/oauth2");
	put(memory->row.client_id, sizeof(memory->row.client_id), "3MVG9client");
	put(memory->row.client_secret, sizeof(memory->row.client_secret), "CLIENTSECRET0123");
	put(memory->row.grant_type, sizeof(memory->row.grant_type), "AC");
}

void memory_store_tokens(memory_store *memory, const char *access_token, const char *refresh_token)
{
	put(memory->row.access_token, sizeof(memory->row.access_token), access_token);
	put(memory->row.refresh_token, sizeof(memory->row.refresh_token), refresh_token);
	put(memory->row.token_response, sizeof(memory->row.token_response),
		access_token == NULL ? NULL
							 : "{\"instance_url\":\"https:\\/\\/x.my.salesforce.com\",\"id\":\"https:\\/\\/login.salesforce.com\\/id\\/00D000000000001AAA\\/"
							   "005000000000001AAA\"}");
}
