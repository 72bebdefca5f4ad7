/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Calls of PDO's methods, shared by database.c and statement.c alone. */
#ifndef SFPROV_PHP_DATABASE_INTERNAL_H
#define SFPROV_PHP_DATABASE_INTERNAL_H

#include "php/database.h"

/* Turns what a PDO method left behind into our error. ABORTED when the request is being ended. */
sfprov_status sfprov_database_failed(zval *object, sfprov_php_guard *guard, sfprov_error *error);

/* Calls a method of PDO or PDOStatement; `false` as its result is failure, whatever the error mode. */
sfprov_status sfprov_database_call(
	sfprov_php_guard *guard, zval *object, const char *method, zval *result, uint32_t count, zval *arguments, sfprov_error *error);

#endif
