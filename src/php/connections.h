/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Which of the two connections to the registry's database is used for what. */
#ifndef SFPROV_PHP_CONNECTIONS_H
#define SFPROV_PHP_CONNECTIONS_H

#include "php.h"

#include "base/environment.h"
#include "php/database.h"

typedef struct sfprov_connections {
	sfprov_database main;   /* the registry's own handle */
	sfprov_database second; /* usable once second_ready */
	bool second_ready;
	zval *token_db;                        /* callable, or NULL/UNDEF; borrowed */
	sfprov_kept *kept;                     /* of both, the main one first; borrowed */
	zval *second_pdo;                      /* where the object keeps the second handle for its next call; borrowed */
	const sfprov_environment *environment; /* borrowed */
	bool warned;
} sfprov_connections;

/* Readies the main handle; `pdo` may be UNDEF, which is CONFIGURATION. `kept` has two elements, for the main and the second connection. */
sfprov_status sfprov_connections_init(sfprov_connections *connections, zval *pdo, zval *token_db, zval *second_pdo, sfprov_kept kept[2], const char *prefix,
	sfprov_php_guard *guard, const sfprov_environment *environment, sfprov_error *error);

/* A connection whose commits a roll-back of the registry's transaction does not undo: the main one while it has no transaction open, else the one of
 * token_db. `*durable` is false when there is none (no token_db; or SQLite, which has one writer): then the main one is given. */
sfprov_status sfprov_connections_durable(sfprov_connections *connections, sfprov_database **database, bool *durable, sfprov_error *error);

/* A connection that sees what others have committed by now: as sfprov_connections_durable(), but where there is none the main one will do. */
sfprov_status sfprov_connections_newest(sfprov_connections *connections, sfprov_database **database, sfprov_error *error);

#endif
