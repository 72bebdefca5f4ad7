/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* SQL statements whose length depends on how many people they are about. Values are only ever bound. */
#ifndef SFPROV_PHP_SQL_H
#define SFPROV_PHP_SQL_H

#include "php/database.h"

#include "zend_smart_str.h"

/* A statement that grows. */
typedef struct sfprov_sql {
	smart_str text;
	zval parameters; /* array, in the order of the "?" in the text */
} sfprov_sql;

/* Begins a statement with a text, in the form of sfprov_statement_prepare(). To be run or freed. */
void sfprov_sql_init(sfprov_sql *sql, const char *text);

/* Appends a text. */
void sfprov_sql_add(sfprov_sql *sql, const char *text);

/* Append "?" and its value. NULL binds NULL. */
void sfprov_sql_int(sfprov_sql *sql, int64_t value);
void sfprov_sql_text(sfprov_sql *sql, const char *value);

/* Append "?, ?, ..." and the values; at least one. */
void sfprov_sql_ints(sfprov_sql *sql, const int64_t *values, size_t count);

void sfprov_sql_free(sfprov_sql *sql);

/* Prepares and executes, brings all rows, and frees the text and values. `statement` need not be readied and is to be freed also after a failure. */
sfprov_status sfprov_sql_run(sfprov_sql *sql, sfprov_database *database, sfprov_statement *statement, sfprov_error *error);

/* The same for a statement without rows. */
sfprov_status sfprov_sql_run_plain(sfprov_sql *sql, sfprov_database *database, sfprov_error *error);

/* The same outside of any transaction: what met another one (a deadlock, for example) is tried again, a few times. */
sfprov_status sfprov_sql_run_alone(sfprov_sql *sql, sfprov_database *database, sfprov_error *error);

#endif
