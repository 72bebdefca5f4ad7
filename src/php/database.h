/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The registry's database through the methods of a PDO object, whatever error mode, fetch mode, letter case or statement class it is set to. Prepared
 * statements only; rows are read by position. */
#ifndef SFPROV_PHP_DATABASE_H
#define SFPROV_PHP_DATABASE_H

#include "php.h"

#include "base/error.h"
#include "php/call.h"

typedef enum sfprov_dialect { SFPROV_SQLITE, SFPROV_POSTGRESQL, SFPROV_MYSQL } sfprov_dialect;

/* How long a wait for a row lock may last, in seconds: our own outer transaction may hold the row, a deadlock that no database can see. */
#define SFPROV_LOCK_SECONDS 5

/* What is remembered of a connection for the next call of the object that has it. All zero: nothing yet. */
typedef struct sfprov_kept {
	HashTable *statements; /* where the SQL lies => PDOStatement at rest; owned, NULL while there is none */
	bool initialised;      /* the dialect is known */
	sfprov_dialect dialect;
} sfprov_kept;

/* Gives back what is kept: before the connection is given up. */
void sfprov_kept_free(sfprov_kept *kept);

typedef struct sfprov_database {
	zval *pdo;         /* borrowed */
	sfprov_kept *kept; /* of this connection; borrowed, NULL: nothing is kept */
	sfprov_dialect dialect;
	const char *prefix;      /* of table names, borrowed; checked to be letters, digits and underscores */
	sfprov_php_guard *guard; /* borrowed */
} sfprov_database;

/* Looks at the handle and finds its dialect. CONFIGURATION when it is no usable PDO. */
sfprov_status sfprov_database_init(sfprov_database *database, zval *pdo, const char *prefix, sfprov_php_guard *guard, sfprov_error *error);

/* The same for a handle that the next call will have again: `kept` outlives the database. */
sfprov_status sfprov_database_init_kept(
	sfprov_database *database, zval *pdo, sfprov_kept *kept, const char *prefix, sfprov_php_guard *guard, sfprov_error *error);

/* A statement under way. */
typedef struct sfprov_statement {
	sfprov_database *database; /* borrowed */
	zval object;               /* owned */
	zval row;                  /* owned, UNDEF or the current row */
	zval rows;                 /* owned, UNDEF or what fetch_all() brought; a row leaves it when it becomes the current one */
	zend_ulong next_row;       /* position in `rows` */
	const char *kept_as;       /* SQL under which it is kept afterwards; NULL: it is not */
	int bound;
	bool failed; /* a bind failed */
	bool spoilt; /* something failed: not to be used again */
} sfprov_statement;

/* Prepares SQL in which each "{name}" stands for a table of the registry ("{identifiers}" becomes cm_identifiers). The parameters "?" are bound in
 * order by the next calls; a failed bind shows at execute. */
sfprov_status sfprov_statement_prepare(sfprov_statement *statement, sfprov_database *database, const char *sql, sfprov_error *error);

/* The same for SQL that is used for every person: the database need not read it each time. `sql` is a constant; secrets must not be bound, since the statement
 * holds on to its parameters. */
sfprov_status sfprov_statement_prepare_kept(sfprov_statement *statement, sfprov_database *database, const char *sql, sfprov_error *error);
/* Makes a value that is to be bound: an integer, or digits where PHP's integers are too short (32 bits) for it. True for an integer. */
bool sfprov_database_int(int64_t number, zval *value);

void sfprov_statement_bind_int(sfprov_statement *statement, int64_t value);
void sfprov_statement_bind_text(sfprov_statement *statement, const char *value); /* NULL binds NULL */
sfprov_status sfprov_statement_execute(sfprov_statement *statement, sfprov_error *error);

/* Executes with an array of all parameters instead of binds: one call however many there are. PDO hands them over as text; the database makes numbers of them where a
 * column is a number. */
sfprov_status sfprov_statement_execute_with(sfprov_statement *statement, zval *parameters, sfprov_error *error);

/* Steps to the next row; `*found` is false after the last. */
sfprov_status sfprov_statement_fetch(sfprov_statement *statement, bool *found, sfprov_error *error);

/* Brings all rows that are left with one call; sfprov_statement_next() then steps through them, false after the last. For many rows, where a call of PHP for
 * each is most of the work; they are in memory at once. */
sfprov_status sfprov_statement_fetch_all(sfprov_statement *statement, sfprov_error *error);
bool sfprov_statement_next(sfprov_statement *statement);

/* Columns of the current row by position. Text is borrowed until the next fetch or step, NULL for NULL and for text with a NUL character in it. */
const char *sfprov_statement_text(sfprov_statement *statement, uint32_t column);

/* The same text whatever bytes are in it, with its length; NULL for NULL. */
const char *sfprov_statement_bytes(sfprov_statement *statement, uint32_t column, size_t *length);
int64_t sfprov_statement_int(sfprov_statement *statement, uint32_t column);
bool sfprov_statement_bool(sfprov_statement *statement, uint32_t column);

/* Closes the cursor and frees; may be called on a statement that was zeroed only. */
void sfprov_statement_free(sfprov_statement *statement);

/* Whether the server still answers on this connection, outside of any transaction. Asks it. */
bool sfprov_database_is_alive(sfprov_database *database);

/* Transactions. `begin` starts one that can take locks at once (SQLite: IMMEDIATE) and bounds the wait for locks. */
sfprov_status sfprov_database_in_transaction(sfprov_database *database, bool *inside, sfprov_error *error);
sfprov_status sfprov_database_begin(sfprov_database *database, sfprov_error *error);
sfprov_status sfprov_database_commit(sfprov_database *database, sfprov_error *error);

/* Rolls back; also while an exception is pending, which is kept. Errors have nowhere to go and are dropped. */
void sfprov_database_rollback(sfprov_database *database);

/* " FOR UPDATE" where the dialect has it, else "". */
const char *sfprov_database_for_update(const sfprov_database *database);

/* True when the error (kind DATABASE) says that another transaction was in the way: deadlock, serialisation, lock wait, or a unique key just
 * taken. The same work can be tried again. */
bool sfprov_database_is_conflict(const sfprov_error *error);

#endif
