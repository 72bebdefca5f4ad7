/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/database_internal.h"

#include <inttypes.h>

#include "zend_exceptions.h"
#include "zend_smart_str.h"

/* Values of PDO's class constants: part of its interface, the same in every PHP since 5.1. */
#define PDO_PARAM_NULL 0
#define PDO_PARAM_INT 1
#define PDO_PARAM_STR 2
#define PDO_FETCH_NUM 3

/* Replaces each {table} by its prefixed name. The SQL is ours, so braces are always in pairs. */
static zend_string *expand(const sfprov_database *database, const char *sql)
{
	smart_str text = {0};

	for (; *sql != '\0'; sql++) {
		if (*sql == '{') {
			smart_str_appends(&text, database->prefix);
		} else if (*sql != '}') {
			smart_str_appendc(&text, *sql);
		}
	}
	smart_str_0(&text);
	return smart_str_extract(&text);
}

static void begin(sfprov_statement *statement, sfprov_database *database)
{
	memset(statement, 0, sizeof(*statement));
	statement->database = database;
	ZVAL_UNDEF(&statement->object);
	ZVAL_UNDEF(&statement->row);
	ZVAL_UNDEF(&statement->rows);
}

/* SQL that is kept is a constant of the program: where it lies tells it from all other, and its hundreds of characters need not be read. */
static zend_ulong key_of(const char *sql)
{
	return (zend_ulong) (uintptr_t) sql;
}

sfprov_status sfprov_statement_prepare_kept(sfprov_statement *statement, sfprov_database *database, const char *sql, sfprov_error *error)
{
	HashTable *statements = database->kept == NULL ? NULL : database->kept->statements;
	zval *object = statements == NULL ? NULL : zend_hash_index_find(statements, key_of(sql));

	if (object == NULL) {
		sfprov_status status = sfprov_statement_prepare(statement, database, sql, error);

		statement->kept_as = database->kept == NULL ? NULL : sql;
		return status;
	}
	begin(statement, database);
	statement->kept_as = sql;
	/* It is out of the table while it is used: whoever needs the same meanwhile prepares another. */
	ZVAL_COPY(&statement->object, object);
	zend_hash_index_del(statements, key_of(sql));
	return SFPROV_OK;
}

/* Only what has done all of its work is kept. */
static void keep(sfprov_statement *statement)
{
	sfprov_kept *kept = statement->database->kept;

	if (kept->statements == NULL) {
		kept->statements = zend_new_array(8);
	}
	zend_hash_index_update(kept->statements, key_of(statement->kept_as), &statement->object);
	ZVAL_UNDEF(&statement->object);
}

sfprov_status sfprov_statement_prepare(sfprov_statement *statement, sfprov_database *database, const char *sql, sfprov_error *error)
{
	sfprov_status status;
	zval text;

	begin(statement, database);
	ZVAL_STR(&text, expand(database, sql));
	status = sfprov_database_call(database->guard, database->pdo, "prepare", &statement->object, 1, &text, error);
	zval_ptr_dtor(&text);
	if (status != SFPROV_OK) {
		ZVAL_UNDEF(&statement->object);
	} else if (Z_TYPE(statement->object) != IS_OBJECT) {
		zval_ptr_dtor(&statement->object);
		ZVAL_UNDEF(&statement->object);
		status = sfprov_fail(error, SFPROV_E_DATABASE, "The setting db is no PDO that can prepare statements");
	}
	return status;
}

static void bind_value(sfprov_statement *statement, zval *value, zend_long type)
{
	sfprov_error error;
	zval arguments[3];
	zval result;

	if (statement->failed) {
		return;
	}
	statement->bound++;
	ZVAL_LONG(&arguments[0], statement->bound);
	ZVAL_COPY_VALUE(&arguments[1], value);
	ZVAL_LONG(&arguments[2], type);
	statement->failed = sfprov_php_call_method(statement->database->guard, &statement->object, "bindValue", &result, 3, arguments, &error) != SFPROV_OK
		|| Z_TYPE(result) == IS_FALSE;
	zval_ptr_dtor(&result);
}

bool sfprov_database_int(int64_t number, zval *value)
{
	if ((int64_t) (zend_long) number == number) {
		ZVAL_LONG(value, (zend_long) number);
		return true;
	}
	ZVAL_STR(value, zend_strpprintf(0, "%" PRId64, number));
	return false;
}

void sfprov_statement_bind_int(sfprov_statement *statement, int64_t value)
{
	zval number;
	bool integer = sfprov_database_int(value, &number);

	bind_value(statement, &number, integer ? PDO_PARAM_INT : PDO_PARAM_STR);
	zval_ptr_dtor(&number);
}

void sfprov_statement_bind_text(sfprov_statement *statement, const char *value)
{
	zval text;

	if (value == NULL) {
		ZVAL_NULL(&text);
		bind_value(statement, &text, PDO_PARAM_NULL);
		return;
	}
	ZVAL_STRING(&text, value);
	bind_value(statement, &text, PDO_PARAM_STR);
	zval_ptr_dtor(&text);
}

sfprov_status sfprov_statement_execute(sfprov_statement *statement, sfprov_error *error)
{
	sfprov_status status;
	zval result;

	if (statement->failed) {
		statement->spoilt = true;
		return sfprov_database_failed(&statement->object, statement->database->guard, error);
	}
	status = sfprov_database_call(statement->database->guard, &statement->object, "execute", &result, 0, NULL, error);
	statement->spoilt = status != SFPROV_OK;
	return status;
}

sfprov_status sfprov_statement_execute_with(sfprov_statement *statement, zval *parameters, sfprov_error *error)
{
	zval result;

	return sfprov_database_call(statement->database->guard, &statement->object, "execute", &result, 1, parameters, error);
}

sfprov_status sfprov_statement_fetch(sfprov_statement *statement, bool *found, sfprov_error *error)
{
	zval mode;

	*found = false;
	zval_ptr_dtor(&statement->row);
	ZVAL_UNDEF(&statement->row);
	ZVAL_LONG(&mode, PDO_FETCH_NUM);
	/* false is the end of the rows; a failed fetch is an exception, or cannot be told from the end. */
	if (sfprov_php_call_method(statement->database->guard, &statement->object, "fetch", &statement->row, 1, &mode, error) != SFPROV_OK) {
		statement->spoilt = true;
		return sfprov_database_failed(&statement->object, statement->database->guard, error);
	}
	*found = Z_TYPE(statement->row) == IS_ARRAY;
	return SFPROV_OK;
}

/* A driver that fails between two rows ends the list early, in the silent error mode without a word. */
static bool ended_well(sfprov_statement *statement)
{
	zval state;
	bool well;

	if (sfprov_php_call_method(statement->database->guard, &statement->object, "errorCode", &state, 0, NULL, NULL) != SFPROV_OK) {
		return false;
	}
	/* Classes 00, 01 and 02 of SQLSTATE: success, warning, no more rows. */
	well = Z_TYPE(state) != IS_STRING || Z_STRLEN(state) < 2 || (Z_STRVAL(state)[0] == '0' && Z_STRVAL(state)[1] <= '2');
	zval_ptr_dtor(&state);
	return well;
}

sfprov_status sfprov_statement_fetch_all(sfprov_statement *statement, sfprov_error *error)
{
	zval mode;

	zval_ptr_dtor(&statement->rows);
	ZVAL_UNDEF(&statement->rows);
	statement->next_row = 0;
	ZVAL_LONG(&mode, PDO_FETCH_NUM);
	if (sfprov_database_call(statement->database->guard, &statement->object, "fetchAll", &statement->rows, 1, &mode, error) != SFPROV_OK) {
		statement->spoilt = true;
		return SFPROV_FAILED;
	}
	if (Z_TYPE(statement->rows) != IS_ARRAY || !ended_well(statement)) {
		statement->spoilt = true;
		return sfprov_database_failed(&statement->object, statement->database->guard, error);
	}
	SEPARATE_ARRAY(&statement->rows);
	return SFPROV_OK;
}

bool sfprov_statement_next(sfprov_statement *statement)
{
	zval *row = Z_TYPE(statement->rows) == IS_ARRAY ? zend_hash_index_find(Z_ARRVAL(statement->rows), statement->next_row) : NULL;

	zval_ptr_dtor(&statement->row);
	ZVAL_UNDEF(&statement->row);
	if (row == NULL) {
		return false;
	}
	statement->next_row++;
	/* Moved out, so that its memory is given back with the next step. */
	ZVAL_COPY_VALUE(&statement->row, row);
	ZVAL_NULL(row);
	return Z_TYPE(statement->row) == IS_ARRAY;
}

static zval *column(sfprov_statement *statement, uint32_t number)
{
	zval *value = Z_TYPE(statement->row) == IS_ARRAY ? zend_hash_index_find(Z_ARRVAL(statement->row), number) : NULL;

	return value == NULL || Z_TYPE_P(value) == IS_NULL ? NULL : value;
}

const char *sfprov_statement_bytes(sfprov_statement *statement, uint32_t number, size_t *length)
{
	zval *value = column(statement, number);

	*length = 0;
	if (value == NULL) {
		return NULL;
	}
	/* The row is ours alone: a number, or a stream that some drivers give for long text, becomes a string in place. */
	if (Z_TYPE_P(value) != IS_STRING && (Z_TYPE_P(value) == IS_LONG || Z_TYPE_P(value) == IS_DOUBLE || Z_TYPE_P(value) == IS_TRUE)) {
		convert_to_string(value);
	}
	if (Z_TYPE_P(value) != IS_STRING) {
		return NULL;
	}
	*length = Z_STRLEN_P(value);
	return Z_STRVAL_P(value);
}

const char *sfprov_statement_text(sfprov_statement *statement, uint32_t number)
{
	size_t length;
	const char *text = sfprov_statement_bytes(statement, number, &length);

	return text != NULL && strlen(text) == length ? text : NULL;
}

int64_t sfprov_statement_int(sfprov_statement *statement, uint32_t number)
{
	zval *value = column(statement, number);

	if (value == NULL || Z_TYPE_P(value) == IS_ARRAY || Z_TYPE_P(value) == IS_OBJECT) {
		return 0;
	}
	/* PHP's own conversion ends at the length of its integers. */
	return Z_TYPE_P(value) == IS_STRING ? (int64_t) strtoll(Z_STRVAL_P(value), NULL, 10) : (int64_t) zval_get_long(value);
}

bool sfprov_statement_bool(sfprov_statement *statement, uint32_t number)
{
	zval *value = column(statement, number);

	if (value != NULL && Z_TYPE_P(value) == IS_STRING) {
		return zend_string_equals_literal(Z_STR_P(value), "t") || zend_string_equals_literal(Z_STR_P(value), "1")
			|| zend_string_equals_literal(Z_STR_P(value), "true");
	}
	return value != NULL && zend_is_true(value);
}

/* Unbuffered MySQL results block every further statement until they are closed. False when it could not be closed. */
static bool close_cursor(sfprov_statement *statement)
{
	sfprov_php_guard *guard = statement->database->guard;
	zval result;

	if (sfprov_php_unwinding(guard)) {
		return false;
	}
	if (sfprov_php_call_method(guard, &statement->object, "closeCursor", &result, 0, NULL, NULL) == SFPROV_OK) {
		bool closed = Z_TYPE(result) == IS_TRUE;

		zval_ptr_dtor(&result);
		return closed;
	}
	if (!guard->bailed_out && !sfprov_php_is_exit()) {
		/* What was asked for has been had by now. */
		zend_clear_exception();
	}
	return false;
}

/* A statement that failed may be one that the server has forgotten, and the others with it. */
static void give_up_kept(const sfprov_statement *statement)
{
	if (statement->kept_as != NULL && statement->database->kept->statements != NULL && !sfprov_php_unwinding(statement->database->guard)) {
		zend_hash_clean(statement->database->kept->statements);
	}
}

void sfprov_statement_free(sfprov_statement *statement)
{
	if (statement->database == NULL) {
		return;
	}
	if (statement->spoilt) {
		give_up_kept(statement);
	}
	if (Z_TYPE(statement->object) == IS_OBJECT && close_cursor(statement) && statement->kept_as != NULL && !statement->spoilt) {
		keep(statement);
	}
	/* After a fatal error the request's memory goes with the request. */
	if (!statement->database->guard->bailed_out) {
		zval_ptr_dtor(&statement->row);
		zval_ptr_dtor(&statement->rows);
		zval_ptr_dtor(&statement->object);
	}
	memset(statement, 0, sizeof(*statement));
}
