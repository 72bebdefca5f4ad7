/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/connections.h"

#include "zend_exceptions.h"

static bool is_pdo(zval *value)
{
	zend_class_entry *pdo;

	if (value == NULL || Z_TYPE_P(value) != IS_OBJECT) {
		return false;
	}
	/* By name: the extension must not depend on PDO's C headers, which are no stable surface. */
	pdo = zend_hash_str_find_ptr(CG(class_table), ZEND_STRL("pdo"));
	return pdo != NULL && instanceof_function(Z_OBJCE_P(value), pdo);
}

sfprov_status sfprov_connections_init(sfprov_connections *connections, zval *pdo, zval *token_db, zval *second_pdo, sfprov_kept kept[2], const char *prefix,
	sfprov_php_guard *guard, const sfprov_environment *environment, sfprov_error *error)
{
	memset(connections, 0, sizeof(*connections));
	connections->token_db = token_db;
	connections->second_pdo = second_pdo;
	connections->kept = kept;
	connections->environment = environment;
	if (!is_pdo(pdo)) {
		return sfprov_fail(
			error, SFPROV_E_CONFIGURATION, "The registry's database is not known: pass the setting db, a PDO, to the constructor of SalesforceProvisioner");
	}
	return sfprov_database_init_kept(&connections->main, pdo, &kept[0], prefix, guard, error);
}

/* Asks the callable for a connection. */
static sfprov_status ask_for_second(sfprov_connections *connections, sfprov_error *error)
{
	sfprov_php_guard *guard = connections->main.guard;
	zval result;

	if (sfprov_php_call(guard, connections->token_db, &result, 0, NULL, error) != SFPROV_OK) {
		if (!guard->bailed_out && !sfprov_php_is_exit()) {
			/* Its text may hold a connection string with a password. */
			zend_clear_exception();
			return sfprov_fail(error, SFPROV_E_DATABASE, "The second connection to the registry's database (setting token_db) could not be opened");
		}
		return SFPROV_FAILED;
	}
	if (!is_pdo(&result) || Z_OBJ(result) == Z_OBJ_P(connections->main.pdo)) {
		zval_ptr_dtor(&result);
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The setting token_db must give a PDO connection of its own, not the handle in db");
	}
	sfprov_kept_free(&connections->kept[1]);
	zval_ptr_dtor(connections->second_pdo);
	ZVAL_COPY_VALUE(connections->second_pdo, &result);
	return SFPROV_OK;
}

/* The connection of the former call is used again, unless it has ended meanwhile: a database server closes what is idle for long. */
static sfprov_status open_second(sfprov_connections *connections, sfprov_error *error)
{
	sfprov_database *second = &connections->second;
	sfprov_php_guard *guard = connections->main.guard;
	sfprov_kept *kept = &connections->kept[1];
	const char *prefix = connections->main.prefix;
	bool inside;

	if (!is_pdo(connections->second_pdo) || sfprov_database_init_kept(second, connections->second_pdo, kept, prefix, guard, error) != SFPROV_OK
		|| !sfprov_database_is_alive(second)) {
		if (sfprov_php_unwinding(guard)) {
			return sfprov_fail(error, SFPROV_E_ABORTED, "The request is being ended");
		}
		if (ask_for_second(connections, error) != SFPROV_OK
			|| sfprov_database_init_kept(second, connections->second_pdo, kept, prefix, guard, error) != SFPROV_OK
			|| sfprov_database_in_transaction(second, &inside, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		if (inside) {
			return sfprov_fail(
				error, SFPROV_E_CONFIGURATION, "The setting token_db must give a connection of its own, but the one it gave has a transaction open");
		}
	}
	if (second->dialect != connections->main.dialect) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The setting token_db must lead to the same database as db");
	}
	connections->second_ready = true;
	return SFPROV_OK;
}

static bool has_second(const sfprov_connections *connections)
{
	return connections->token_db != NULL && !Z_ISUNDEF_P(connections->token_db) && connections->main.dialect != SFPROV_SQLITE;
}

sfprov_status sfprov_connections_newest(sfprov_connections *connections, sfprov_database **database, sfprov_error *error)
{
	bool ignored;

	*database = &connections->main;
	return has_second(connections) ? sfprov_connections_durable(connections, database, &ignored, error) : SFPROV_OK;
}

sfprov_status sfprov_connections_durable(sfprov_connections *connections, sfprov_database **database, bool *durable, sfprov_error *error)
{
	bool inside;

	*database = &connections->main;
	*durable = true;
	if (sfprov_database_in_transaction(&connections->main, &inside, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (!inside) {
		return SFPROV_OK;
	}
	if (!has_second(connections)) {
		*durable = false;
		if (!connections->warned) {
			connections->warned = true;
			sfprov_log(connections->environment, SFPROV_LOG_WARNING,
				"A database transaction is open and no second connection can be had (setting token_db): what is remembered now is lost if it is "
				"rolled back");
		}
		return SFPROV_OK;
	}
	if (!connections->second_ready && open_second(connections, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	*database = &connections->second;
	return SFPROV_OK;
}
