/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/database_internal.h"

#include "base/text.h"

#include "zend_exceptions.h"

/* A value of PDO's class constants: part of its interface, the same in every PHP since 5.1. */
#define PDO_ATTR_DRIVER_NAME 16

#define MYSQL_LOCK_WAIT_TIMEOUT 1205
#define MYSQL_DEADLOCK 1213

/* What a deadlock or a wait for the table's counter is called when it meets a statement that numbers rows. */
#define MYSQL_AUTOINC_READ_FAILED 1467

/* errorInfo: [SQLSTATE, driver's code, driver's message]. Only the first line of the message is kept: PostgreSQL's further lines quote whole rows. */
static void fill_from_info(zval *info, sfprov_error *error)
{
	zval *state;
	zval *code;
	zval *text;
	zend_string *message;
	int length;

	if (info == NULL || Z_TYPE_P(info) != IS_ARRAY) {
		return;
	}
	state = zend_hash_index_find(Z_ARRVAL_P(info), 0);
	code = zend_hash_index_find(Z_ARRVAL_P(info), 1);
	text = zend_hash_index_find(Z_ARRVAL_P(info), 2);
	message = text != NULL && Z_TYPE_P(text) == IS_STRING ? Z_STR_P(text) : ZSTR_EMPTY_ALLOC();
	length = (int) MIN(strcspn(ZSTR_VAL(message), "\r\n"), 300);
	(void) sfprov_fail(error, SFPROV_E_DATABASE, "The registry's database failed: %.*s", length, ZSTR_VAL(message));
	if (code != NULL && Z_TYPE_P(code) == IS_LONG
		&& (Z_LVAL_P(code) == MYSQL_LOCK_WAIT_TIMEOUT || Z_LVAL_P(code) == MYSQL_DEADLOCK || Z_LVAL_P(code) == MYSQL_AUTOINC_READ_FAILED)) {
		sfprov_error_set_code(error, "40001");
	} else if (state != NULL && Z_TYPE_P(state) == IS_STRING) {
		sfprov_error_set_code(error, Z_STRVAL_P(state));
	}
}

static void fill_from_exception(zend_object *exception, sfprov_error *error)
{
	zval hold;
	zval *property;
	zend_string *message;
	int length;

	property = zend_read_property_ex(zend_get_exception_base(exception), exception, ZSTR_KNOWN(ZEND_STR_MESSAGE), true, &hold);
	message = zval_get_string(property);
	length = (int) MIN(strcspn(ZSTR_VAL(message), "\r\n"), 300);
	(void) sfprov_fail(error, SFPROV_E_DATABASE, "The registry's database failed: %.*s", length, ZSTR_VAL(message));
	zend_string_release(message);
	if (zend_hash_str_exists(&exception->ce->properties_info, ZEND_STRL("errorInfo"))) {
		fill_from_info(zend_read_property(exception->ce, exception, ZEND_STRL("errorInfo"), true, &hold), error);
	}
}

/* The exception itself is not chained: its trace shows the parameters of the calls, and those may be tokens. */
sfprov_status sfprov_database_failed(zval *object, sfprov_php_guard *guard, sfprov_error *error)
{
	zval info;

	if (guard->bailed_out || sfprov_php_is_exit()) {
		return sfprov_fail(error, SFPROV_E_ABORTED, "The request is being ended");
	}
	(void) sfprov_fail(error, SFPROV_E_DATABASE, "The registry's database failed without saying why");
	if (EG(exception) != NULL) {
		fill_from_exception(EG(exception), error);
		zend_clear_exception();
		return SFPROV_FAILED;
	}
	if (sfprov_php_call_method(guard, object, "errorInfo", &info, 0, NULL, NULL) == SFPROV_OK) {
		fill_from_info(&info, error);
		zval_ptr_dtor(&info);
	}
	return SFPROV_FAILED;
}

sfprov_status sfprov_database_call(
	sfprov_php_guard *guard, zval *object, const char *method, zval *result, uint32_t count, zval *arguments, sfprov_error *error)
{
	if (sfprov_php_call_method(guard, object, method, result, count, arguments, error) != SFPROV_OK) {
		return sfprov_database_failed(object, guard, error);
	}
	if (Z_TYPE_P(result) == IS_FALSE) {
		return sfprov_database_failed(object, guard, error);
	}
	return SFPROV_OK;
}

static sfprov_status run(sfprov_database *database, const char *sql, sfprov_error *error)
{
	sfprov_status status;
	zval result;
	zval text;

	ZVAL_STRING(&text, sql);
	status = sfprov_database_call(database->guard, database->pdo, "exec", &result, 1, &text, error);
	zval_ptr_dtor(&text);
	zval_ptr_dtor(&result);
	return status;
}

static bool is_table_prefix(const char *prefix)
{
	size_t i;

	for (i = 0; prefix[i] != '\0'; i++) {
		if (i >= 32 || (!sfprov_text_is_alnum(prefix[i]) && prefix[i] != '_')) {
			return false;
		}
	}
	return true;
}

void sfprov_kept_free(sfprov_kept *kept)
{
	if (kept->statements != NULL) {
		zend_array_destroy(kept->statements);
	}
	memset(kept, 0, sizeof(*kept));
}

sfprov_status sfprov_database_init(sfprov_database *database, zval *pdo, const char *prefix, sfprov_php_guard *guard, sfprov_error *error)
{
	return sfprov_database_init_kept(database, pdo, NULL, prefix, guard, error);
}

sfprov_status sfprov_database_init_kept(
	sfprov_database *database, zval *pdo, sfprov_kept *kept, const char *prefix, sfprov_php_guard *guard, sfprov_error *error)
{
	sfprov_status status;
	zval attribute;
	zval name;

	database->pdo = pdo;
	database->kept = kept;
	database->prefix = prefix;
	database->guard = guard;
	if (!is_table_prefix(prefix)) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The setting table_prefix may hold at most 32 letters, digits and underscores, as in \"cm_\"");
	}
	if (kept != NULL && kept->initialised) {
		database->dialect = kept->dialect;
		return SFPROV_OK;
	}
	ZVAL_LONG(&attribute, PDO_ATTR_DRIVER_NAME);
	status = sfprov_database_call(guard, pdo, "getAttribute", &name, 1, &attribute, error);
	if (status != SFPROV_OK) {
		return status;
	}
	if (Z_TYPE(name) == IS_STRING && zend_string_equals_literal(Z_STR(name), "pgsql")) {
		database->dialect = SFPROV_POSTGRESQL;
	} else if (Z_TYPE(name) == IS_STRING && zend_string_equals_literal(Z_STR(name), "mysql")) {
		database->dialect = SFPROV_MYSQL;
	} else if (Z_TYPE(name) == IS_STRING && zend_string_equals_literal(Z_STR(name), "sqlite")) {
		database->dialect = SFPROV_SQLITE;
	} else {
		status = sfprov_fail(error, SFPROV_E_CONFIGURATION, "The setting db uses the PDO driver \"%s\"; sfprov knows pgsql, mysql and sqlite",
			Z_TYPE(name) == IS_STRING ? Z_STRVAL(name) : "?");
	}
	zval_ptr_dtor(&name);
	if (kept != NULL) {
		kept->initialised = status == SFPROV_OK;
		kept->dialect = database->dialect;
	}
	return status;
}

sfprov_status sfprov_database_in_transaction(sfprov_database *database, bool *inside, sfprov_error *error)
{
	zval result;

	*inside = false;
	if (sfprov_php_call_method(database->guard, database->pdo, "inTransaction", &result, 0, NULL, error) != SFPROV_OK) {
		return sfprov_database_failed(database->pdo, database->guard, error);
	}
	*inside = Z_TYPE(result) == IS_TRUE || (Z_TYPE(result) == IS_LONG && Z_LVAL(result) != 0);
	zval_ptr_dtor(&result);
	return SFPROV_OK;
}

static sfprov_status call_plain(sfprov_database *database, const char *method, sfprov_error *error)
{
	zval result;

	return sfprov_database_call(database->guard, database->pdo, method, &result, 0, NULL, error);
}

bool sfprov_database_is_alive(sfprov_database *database)
{
	sfprov_error ignored;
	bool inside;

	return sfprov_database_in_transaction(database, &inside, &ignored) == SFPROV_OK && !inside
		&& run(database, database->dialect == SFPROV_MYSQL ? "DO 1" : "SELECT 1", &ignored) == SFPROV_OK;
}

sfprov_status sfprov_database_begin(sfprov_database *database, sfprov_error *error)
{
	char sql[64];

	switch (database->dialect) {
		case SFPROV_SQLITE:
			/* PDO would begin a deferred one, which fails at once instead of waiting when two of them want to write. */
			return run(database, "BEGIN IMMEDIATE", error);
		case SFPROV_POSTGRESQL:
			if (call_plain(database, "beginTransaction", error) != SFPROV_OK) {
				return SFPROV_FAILED;
			}
			snprintf(sql, sizeof(sql), "SET LOCAL lock_timeout = '%ds'", SFPROV_LOCK_SECONDS);
			break;
		default:
			snprintf(sql, sizeof(sql), "SET SESSION innodb_lock_wait_timeout = %d", SFPROV_LOCK_SECONDS);
			return run(database, sql, error) == SFPROV_OK && call_plain(database, "beginTransaction", error) == SFPROV_OK ? SFPROV_OK : SFPROV_FAILED;
	}
	if (run(database, sql, error) != SFPROV_OK) {
		sfprov_database_rollback(database);
		return SFPROV_FAILED;
	}
	return SFPROV_OK;
}

/* The session goes back to the server's own lock wait. */
static void restore_lock_wait(sfprov_database *database)
{
	sfprov_error ignored;

	if (database->dialect == SFPROV_MYSQL) {
		(void) run(database, "SET SESSION innodb_lock_wait_timeout = DEFAULT", &ignored);
	}
}

sfprov_status sfprov_database_commit(sfprov_database *database, sfprov_error *error)
{
	sfprov_status status = database->dialect == SFPROV_SQLITE ? run(database, "COMMIT", error) : call_plain(database, "commit", error);

	if (status != SFPROV_OK) {
		sfprov_database_rollback(database);
		return SFPROV_FAILED;
	}
	restore_lock_wait(database);
	return SFPROV_OK;
}

void sfprov_database_rollback(sfprov_database *database)
{
	zend_object *pending = EG(exception);
	sfprov_error ignored;

	if (database->guard->bailed_out) {
		/* PDO rolls back when the request's end destroys it. */
		return;
	}
	EG(exception) = NULL;
	if (database->dialect == SFPROV_SQLITE) {
		(void) run(database, "ROLLBACK", &ignored);
	} else {
		(void) call_plain(database, "rollBack", &ignored);
	}
	restore_lock_wait(database);
	if (pending != NULL) {
		zend_clear_exception();
		EG(exception) = pending;
	}
}

const char *sfprov_database_for_update(const sfprov_database *database)
{
	return database->dialect == SFPROV_SQLITE ? "" : " FOR UPDATE";
}

bool sfprov_database_is_conflict(const sfprov_error *error)
{
	return error->kind == SFPROV_E_DATABASE
		&& (strcmp(error->code, "40001") == 0 || strcmp(error->code, "40P01") == 0 || strcmp(error->code, "55P03") == 0 || strcmp(error->code, "23505") == 0
			|| strcmp(error->code, "23000") == 0);
}
