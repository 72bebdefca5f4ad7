/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "oauth/token_vault.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>

/* Names the place of a text, to which its encryption is bound. */
static void purpose_of(int64_t id, const char *column, char purpose[64])
{
	(void) snprintf(purpose, 64, "oauth2_servers.%lld.%s", (long long) id, column);
}

static sfprov_status open_column(const sfprov_token_vault *vault, int64_t id, const char *column, char **text, sfprov_error *error)
{
	char purpose[64];
	char *opened;

	if (*text == NULL || !sfprov_cipher_is_sealed(*text)) {
		return SFPROV_OK;
	}
	if (vault->keys.count == 0) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"The tokens of OAuth2 server %lld are encrypted, and no key file is configured: set sfprov.token_key_file", (long long) id);
	}
	purpose_of(id, column, purpose);
	if (sfprov_cipher_open(&vault->keys, purpose, *text, &opened, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_free_secret(*text);
	*text = opened;
	return SFPROV_OK;
}

/* Nothing half-decrypted is handed out. */
static sfprov_status open_row(const sfprov_token_vault *vault, sfprov_oauth_server *server, sfprov_error *error)
{
	if (open_column(vault, server->id, "access_token", &server->access_token, error) != SFPROV_OK
		|| open_column(vault, server->id, "refresh_token", &server->refresh_token, error) != SFPROV_OK
		|| open_column(vault, server->id, "token_response", &server->token_response, error) != SFPROV_OK) {
		sfprov_oauth_server_free(server);
		memset(server, 0, sizeof(*server));
		return SFPROV_FAILED;
	}
	return SFPROV_OK;
}

static sfprov_status load(void *context, int64_t id, sfprov_oauth_server *server, sfprov_error *error)
{
	sfprov_token_vault *vault = context;
	sfprov_status status = vault->inner->load(vault->inner->context, id, server, error);

	return status == SFPROV_OK ? open_row(vault, server, error) : status;
}

static sfprov_status lock(void *context, int64_t id, bool rotating, sfprov_oauth_server *server, sfprov_error *error)
{
	sfprov_token_vault *vault = context;
	sfprov_status status = vault->inner->lock(vault->inner->context, id, rotating, server, error);

	if (status == SFPROV_OK && open_row(vault, server, error) != SFPROV_OK) {
		vault->inner->rollback(vault->inner->context);
		status = SFPROV_FAILED;
	}
	return status;
}

static sfprov_status seal_column(const sfprov_token_vault *vault, int64_t id, const char *column, const char *text, char **sealed, sfprov_error *error)
{
	char purpose[64];

	*sealed = NULL;
	if (text == NULL) {
		return SFPROV_OK;
	}
	purpose_of(id, column, purpose);
	return sfprov_cipher_seal(&vault->keys, vault->environment, purpose, text, sealed, error);
}

static sfprov_status save(void *context, int64_t id, const sfprov_token_update *update, sfprov_error *error)
{
	sfprov_token_vault *vault = context;
	sfprov_token_update sealed = *update;
	sfprov_status status;
	char *response = NULL;
	char *refresh = NULL;
	char *access = NULL;

	if (!vault->seal || update->access_token == NULL) {
		return vault->inner->save(vault->inner->context, id, update, error);
	}
	status = seal_column(vault, id, "access_token", update->access_token, &access, error);
	if (status == SFPROV_OK) {
		status = seal_column(vault, id, "refresh_token", update->refresh_token, &refresh, error);
	}
	if (status == SFPROV_OK) {
		status = seal_column(vault, id, "token_response", update->token_response, &response, error);
	}
	if (status == SFPROV_OK) {
		sealed.access_token = access;
		sealed.refresh_token = refresh;
		sealed.token_response = response;
		status = vault->inner->save(vault->inner->context, id, &sealed, error);
	}
	sfprov_free(access);
	sfprov_free(refresh);
	sfprov_free(response);
	return status;
}

static sfprov_status commit(void *context, sfprov_error *error)
{
	sfprov_token_vault *vault = context;

	return vault->inner->commit(vault->inner->context, error);
}

static void rollback(void *context)
{
	sfprov_token_vault *vault = context;

	vault->inner->rollback(vault->inner->context);
}

sfprov_status sfprov_token_vault_init(sfprov_token_store *store, sfprov_token_vault *vault, const sfprov_token_store *inner,
	const sfprov_environment *environment, const char *key_file, sfprov_error *error)
{
	memset(vault, 0, sizeof(*vault));
	vault->inner = inner;
	vault->environment = environment;
	vault->seal = key_file != NULL;
	store->context = vault;
	store->load = load;
	store->lock = lock;
	store->save = save;
	store->commit = commit;
	store->rollback = rollback;
	return key_file == NULL ? SFPROV_OK : sfprov_cipher_keys_read(key_file, environment, &vault->keys, error);
}

void sfprov_token_vault_free(sfprov_token_vault *vault)
{
	sfprov_cipher_keys_wipe(&vault->keys);
}

sfprov_status sfprov_token_vault_rewrite(sfprov_token_vault *vault, const sfprov_token_store *store, int64_t id, bool encrypt, sfprov_error *error)
{
	bool sealing = vault->seal;
	sfprov_oauth_server server;
	sfprov_token_update update;
	sfprov_status status;

	if (encrypt && vault->keys.count == 0) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "There is no key to encrypt with: set sfprov.token_key_file");
	}
	memset(&server, 0, sizeof(server));
	status = store->lock(store->context, id, true, &server, error);
	if (status != SFPROV_OK) {
		goto out;
	}
	if (server.access_token == NULL) {
		store->rollback(store->context);
		goto out;
	}
	memset(&update, 0, sizeof(update));
	update.access_token = server.access_token;
	update.refresh_token = server.refresh_token;
	update.token_response = server.token_response;
	update.access_token_exp = server.access_token_exp;
	vault->seal = encrypt;
	status = store->save(store->context, id, &update, error);
	vault->seal = sealing;
	if (status == SFPROV_OK) {
		status = store->commit(store->context, error);
	} else {
		store->rollback(store->context);
	}
out:
	sfprov_oauth_server_free(&server);
	return status;
}
