/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/token_store.h"

#include "base/memory.h"
#include "base/platform.h"

/* The registry leaves a form field that was not filled in as NULL or as "". */
static char *copy_column(sfprov_statement *statement, uint32_t column, bool *failed)
{
	const char *text = sfprov_statement_text(statement, column);
	char *copy;

	if (text == NULL || *text == '\0') {
		return NULL;
	}
	copy = sfprov_copy(text);
	if (copy == NULL) {
		*failed = true;
	}
	return copy;
}

/* Of a row o. */
#define COLUMNS \
	"SELECT o.id, o.serverurl, o.clientid, o.client_secret, o.access_grant_type, o.scope, o.refresh_token, o.access_token, o.access_token_exp, " \
	"o.token_response, o.proxy FROM {oauth2_servers} o "
#define ROW COLUMNS "WHERE o.id = ?"

/* Fills `server`, which is empty, from the current row. */
static sfprov_status take_row(sfprov_statement *statement, sfprov_oauth_server *server, sfprov_error *error)
{
	bool failed = false;

	server->id = sfprov_statement_int(statement, 0);
	server->server_url = copy_column(statement, 1, &failed);
	server->client_id = copy_column(statement, 2, &failed);
	server->client_secret = copy_column(statement, 3, &failed);
	server->grant_type = copy_column(statement, 4, &failed);
	server->scope = copy_column(statement, 5, &failed);
	server->refresh_token = copy_column(statement, 6, &failed);
	server->access_token = copy_column(statement, 7, &failed);
	server->access_token_exp = sfprov_statement_int(statement, 8);
	server->token_response = copy_column(statement, 9, &failed);
	server->proxy = copy_column(statement, 10, &failed);
	return failed ? sfprov_fail_memory(error) : SFPROV_OK;
}

static sfprov_status read_row(sfprov_database *database, int64_t id, bool lock, sfprov_oauth_server *server, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;
	bool found;

	if (sfprov_statement_prepare(&statement, database, lock && database->dialect != SFPROV_SQLITE ? ROW " FOR UPDATE" : ROW, error) != SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_int(&statement, id);
	if (sfprov_statement_execute(&statement, error) != SFPROV_OK || sfprov_statement_fetch(&statement, &found, error) != SFPROV_OK) {
		goto out;
	}
	if (!found) {
		(void) sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"The registry has no OAuth2 server with id %lld: choose a server in the provisioning target's configuration", (long long) id);
		goto out;
	}
	sfprov_oauth_server_free(server);
	memset(server, 0, sizeof(*server));
	status = take_row(&statement, server, error);
out:
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status load(void *context, int64_t id, sfprov_oauth_server *server, sfprov_error *error)
{
	sfprov_php_token_store *store = context;
	sfprov_database *database = &store->connections->main;

	if (store->ahead.id == id && id != 0) {
		sfprov_oauth_server_free(server);
		*server = store->ahead;
		memset(&store->ahead, 0, sizeof(store->ahead));
		return SFPROV_OK;
	}
	/* The registry's transaction may show the row as it was at its beginning, and a token that has ended since. */
	if (sfprov_connections_newest(store->connections, &database, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return read_row(database, id, false, server, error);
}

static void rollback(void *context)
{
	sfprov_php_token_store *store = context;

	if (store->locked != NULL && store->own_transaction) {
		sfprov_database_rollback(store->locked);
	}
	store->locked = NULL;
}

/* A database that takes no writes must show before a refresh token is spent. Locks the row as well. */
static sfprov_status touch_row(sfprov_database *database, int64_t id, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status;

	status = sfprov_statement_prepare(&statement, database, "UPDATE {oauth2_servers} SET access_token = access_token WHERE id = ?", error);
	if (status == SFPROV_OK) {
		sfprov_statement_bind_int(&statement, id);
		status = sfprov_statement_execute(&statement, error);
	}
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status lock(void *context, int64_t id, bool rotating, sfprov_oauth_server *server, sfprov_error *error)
{
	sfprov_php_token_store *store = context;
	sfprov_database *database;
	bool durable;

	if (sfprov_connections_durable(store->connections, &database, &durable, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (!durable && rotating && database->dialect != SFPROV_SQLITE) {
		return sfprov_fail(error, SFPROV_E_AUTHORIZATION,
			"The access token has to be renewed, but the registry has a database transaction open whose roll-back would lose the new tokens, and no "
			"second connection is configured (setting token_db): configure it, or provision again outside of the transaction");
	}
	if (durable && sfprov_database_begin(database, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	store->locked = database;
	store->own_transaction = durable;
	if ((rotating && touch_row(database, id, error) != SFPROV_OK) || read_row(database, id, true, server, error) != SFPROV_OK) {
		rollback(store);
		if (sfprov_database_is_conflict(error)) {
			return sfprov_fail(error, SFPROV_E_DATABASE,
				"The tokens of OAuth2 server %lld are locked by another transaction for more than %d seconds: try again", (long long) id, SFPROV_LOCK_SECONDS);
		}
		return SFPROV_FAILED;
	}
	return SFPROV_OK;
}

/* A column that is too short must not cut a token silently, as MySQL does outside of its strict mode. */
static sfprov_status verify(sfprov_database *database, int64_t id, const sfprov_token_update *update, sfprov_error *error)
{
	sfprov_oauth_server stored;
	sfprov_status status;

	memset(&stored, 0, sizeof(stored));
	status = read_row(database, id, false, &stored, error);
	if (status == SFPROV_OK
		&& (stored.access_token == NULL || strcmp(stored.access_token, update->access_token) != 0
			|| (update->refresh_token != NULL && (stored.refresh_token == NULL || strcmp(stored.refresh_token, update->refresh_token) != 0)))) {
		status = sfprov_fail(error, SFPROV_E_DATABASE,
			"The database did not keep the new token as it was given: check that the columns access_token and refresh_token of oauth2_servers are of "
			"type text");
	}
	sfprov_oauth_server_free(&stored);
	return status;
}

static sfprov_status save(void *context, int64_t id, const sfprov_token_update *update, sfprov_error *error)
{
	sfprov_php_token_store *store = context;
	bool forget = update->access_token == NULL;
	bool with_refresh = forget || update->refresh_token != NULL;
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;
	char now[20];

	sfprov_platform_utc_text(store->connections->environment->wall_time(store->connections->environment->context), now);
	if (sfprov_statement_prepare(&statement, store->locked,
			with_refresh ? "UPDATE {oauth2_servers} SET access_token = ?, token_response = ?, access_token_exp = ?, modified = ?, refresh_token = ? "
						   "WHERE id = ?"
						 : "UPDATE {oauth2_servers} SET access_token = ?, token_response = ?, access_token_exp = ?, modified = ? WHERE id = ?",
			error)
		!= SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_text(&statement, update->access_token);
	sfprov_statement_bind_text(&statement, forget ? NULL : update->token_response);
	if (forget || update->access_token_exp == 0) {
		sfprov_statement_bind_text(&statement, NULL);
	} else {
		sfprov_statement_bind_int(&statement, update->access_token_exp);
	}
	sfprov_statement_bind_text(&statement, now);
	if (with_refresh) {
		sfprov_statement_bind_text(&statement, update->refresh_token);
	}
	sfprov_statement_bind_int(&statement, id);
	status = sfprov_statement_execute(&statement, error);
out:
	sfprov_statement_free(&statement);
	if (status == SFPROV_OK && !forget) {
		status = verify(store->locked, id, update, error);
	}
	return status;
}

static sfprov_status commit(void *context, sfprov_error *error)
{
	sfprov_php_token_store *store = context;
	sfprov_database *database = store->locked;

	store->locked = NULL;
	return store->own_transaction ? sfprov_database_commit(database, error) : SFPROV_OK;
}

void sfprov_php_token_store_init(sfprov_token_store *store, sfprov_php_token_store *context, sfprov_connections *connections)
{
	memset(context, 0, sizeof(*context));
	context->connections = connections;
	store->context = context;
	store->load = load;
	store->lock = lock;
	store->save = save;
	store->commit = commit;
	store->rollback = rollback;
}

void sfprov_php_token_store_free(sfprov_php_token_store *context)
{
	sfprov_oauth_server_free(&context->ahead);
	memset(&context->ahead, 0, sizeof(context->ahead));
}

/* The row itself comes along when the main connection is also the one that it would be read on. */
static sfprov_status find(sfprov_php_token_store *store, bool whole, int64_t server_id, int64_t *id, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;
	bool found;

	if (sfprov_statement_prepare_kept(&statement, &store->connections->main,
			whole ? COLUMNS "INNER JOIN {servers} s ON s.id = o.server_id WHERE s.id = ? AND s.status = 'A'"
				  : "SELECT o.id FROM {oauth2_servers} o INNER JOIN {servers} s ON s.id = o.server_id WHERE s.id = ? AND s.status = 'A'",
			error)
		!= SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_int(&statement, server_id);
	if (sfprov_statement_execute(&statement, error) != SFPROV_OK || sfprov_statement_fetch(&statement, &found, error) != SFPROV_OK) {
		goto out;
	}
	if (!found) {
		(void) sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"Server %lld is not an active OAuth2 server of the registry: check the provisioning target's server and the server's status",
			(long long) server_id);
		goto out;
	}
	*id = sfprov_statement_int(&statement, 0);
	status = whole ? take_row(&statement, &store->ahead, error) : SFPROV_OK;
out:
	sfprov_statement_free(&statement);
	return status;
}

sfprov_status sfprov_php_find_oauth2_server(sfprov_php_token_store *store, int64_t server_id, int64_t *oauth2_server_id, sfprov_error *error)
{
	sfprov_database *newest;

	if (server_id == 0) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The provisioning target names no server: choose one on its configuration page");
	}
	sfprov_php_token_store_free(store);
	if (sfprov_connections_newest(store->connections, &newest, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return find(store, newest == &store->connections->main, server_id, oauth2_server_id, error);
}
