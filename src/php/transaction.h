/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Work that belongs together in the registry's database. */
#ifndef SFPROV_PHP_TRANSACTION_H
#define SFPROV_PHP_TRANSACTION_H

#include "php/database.h"

/* Work in a transaction. It may be done several times, so it must not leave anything behind but in the database. */
typedef sfprov_status (*sfprov_database_work)(void *context, sfprov_error *error);

/* Begins a transaction, does the work and commits; rolls back when it fails, and tries again, a few times, when it met another transaction. None may be open. */
sfprov_status sfprov_database_transact(sfprov_database *database, sfprov_database_work work, void *context, sfprov_error *error);

#endif
