/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The person store for many people at once, in the registry's database. */
#ifndef SFPROV_PHP_SET_STORE_H
#define SFPROV_PHP_SET_STORE_H

#include "php/person_store.h"
#include "php/sql.h"

#include "provisioning/set_store.h"

typedef struct sfprov_php_set_store {
	sfprov_php_person_store people; /* connections and actor */
	const char *description;        /* of the provisioning target, for history records; borrowed. NULL: none are written, nor exports */
} sfprov_php_set_store;

/* Makes `store` work on the registry's main connection, which must not have a transaction open. The plugin's own tables have to be there. `context` must outlive it. */
void sfprov_php_set_store_init(
	sfprov_set_store *store, sfprov_php_set_store *context, sfprov_connections *connections, const char *actor, const char *description);

/* Its parts that write the registry's own tables (identifiers, exports, history) and that look for owners. */
sfprov_status sfprov_php_set_store_ids(void *context, int64_t target, const sfprov_set_ids *ids, size_t count, sfprov_error *error);
sfprov_status sfprov_php_set_delete_ids(sfprov_php_set_store *store, int64_t target, const int64_t *people, size_t count, sfprov_error *error);
sfprov_status sfprov_php_set_note_provisioned(void *context, int64_t target, const int64_t *people, size_t count, sfprov_error *error);

sfprov_status sfprov_php_set_find_owners(void *context, int64_t target, sfprov_set_owner *owners, size_t count, sfprov_error *error);

/* Takes people away whose records are gone: their Identifiers, and our rows. As sfprov_set_store.forget. */
sfprov_status sfprov_php_set_forget(void *context, int64_t target, const sfprov_set_leaver *leavers, size_t count, sfprov_error *error);

/* Reads our rows of these people, who are in ascending order, into their links; a person without a row leaves the link as it is. With `lock` the rows are locked, and read as they are now. */
sfprov_status sfprov_php_set_load_rows(
	sfprov_php_set_store *store, int64_t target, const int64_t *people, size_t count, bool lock, sfprov_link *const *links, sfprov_error *error);

/* Appends "(co_provisioning_target_id = ? AND co_person_id IN (?, ...))". */
void sfprov_php_set_condition(sfprov_sql *sql, int64_t target, const int64_t *people, size_t count);

#endif
