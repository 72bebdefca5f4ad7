/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/transaction.h"

#define TRIES_MAX 5

static sfprov_status try_once(sfprov_database *database, sfprov_database_work work, void *context, sfprov_error *error)
{
	if (sfprov_database_begin(database, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (work(context, error) != SFPROV_OK) {
		sfprov_database_rollback(database);
		return SFPROV_FAILED;
	}
	return sfprov_database_commit(database, error);
}

sfprov_status sfprov_database_transact(sfprov_database *database, sfprov_database_work work, void *context, sfprov_error *error)
{
	sfprov_status status = SFPROV_FAILED;
	int tries;

	for (tries = 0; tries < TRIES_MAX; tries++) {
		status = try_once(database, work, context, error);
		if (status == SFPROV_OK || !sfprov_database_is_conflict(error)) {
			break;
		}
	}
	return status;
}
