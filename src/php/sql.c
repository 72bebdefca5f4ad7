/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/sql.h"

/* As for a transaction. */
#define TRIES_MAX 5

void sfprov_sql_init(sfprov_sql *sql, const char *text)
{
	memset(sql, 0, sizeof(*sql));
	array_init(&sql->parameters);
	smart_str_appends(&sql->text, text);
}

void sfprov_sql_add(sfprov_sql *sql, const char *text)
{
	smart_str_appends(&sql->text, text);
}

void sfprov_sql_int(sfprov_sql *sql, int64_t value)
{
	zval number;

	smart_str_appendc(&sql->text, '?');
	(void) sfprov_database_int(value, &number);
	zend_hash_next_index_insert_new(Z_ARRVAL(sql->parameters), &number);
}

void sfprov_sql_text(sfprov_sql *sql, const char *value)
{
	zval text;

	smart_str_appendc(&sql->text, '?');
	if (value == NULL) {
		ZVAL_NULL(&text);
	} else {
		ZVAL_STRING(&text, value);
	}
	zend_hash_next_index_insert_new(Z_ARRVAL(sql->parameters), &text);
}

void sfprov_sql_ints(sfprov_sql *sql, const int64_t *values, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (i > 0) {
			smart_str_appends(&sql->text, ", ");
		}
		sfprov_sql_int(sql, values[i]);
	}
}

void sfprov_sql_free(sfprov_sql *sql)
{
	smart_str_free(&sql->text);
	zval_ptr_dtor(&sql->parameters);
	ZVAL_UNDEF(&sql->parameters);
}

static sfprov_status execute(sfprov_sql *sql, sfprov_database *database, sfprov_statement *statement, sfprov_error *error)
{
	smart_str_0(&sql->text);
	return sfprov_statement_prepare(statement, database, ZSTR_VAL(sql->text.s), error) == SFPROV_OK
		? sfprov_statement_execute_with(statement, &sql->parameters, error)
		: SFPROV_FAILED;
}

static void end(sfprov_sql *sql, const sfprov_database *database)
{
	if (!database->guard->bailed_out) {
		sfprov_sql_free(sql);
	}
}

sfprov_status sfprov_sql_run(sfprov_sql *sql, sfprov_database *database, sfprov_statement *statement, sfprov_error *error)
{
	sfprov_status status = execute(sql, database, statement, error);

	end(sql, database);
	return status == SFPROV_OK ? sfprov_statement_fetch_all(statement, error) : SFPROV_FAILED;
}

sfprov_status sfprov_sql_run_plain(sfprov_sql *sql, sfprov_database *database, sfprov_error *error)
{
	sfprov_statement statement;
	sfprov_status status;

	status = execute(sql, database, &statement, error);
	sfprov_statement_free(&statement);
	end(sql, database);
	return status;
}

sfprov_status sfprov_sql_run_alone(sfprov_sql *sql, sfprov_database *database, sfprov_error *error)
{
	sfprov_status status = SFPROV_FAILED;
	int tries;

	for (tries = 0; tries < TRIES_MAX; tries++) {
		sfprov_statement statement;

		status = execute(sql, database, &statement, error);
		sfprov_statement_free(&statement);
		if (status == SFPROV_OK || !sfprov_database_is_conflict(error)) {
			break;
		}
	}
	end(sql, database);
	return status;
}
