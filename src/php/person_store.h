/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* identifiers and co_salesforce_provisioner_people in the registry's database, as the core's person store. */
#ifndef SFPROV_PHP_PERSON_STORE_H
#define SFPROV_PHP_PERSON_STORE_H

#include "php/connections.h"

#include "provisioning/store.h"

typedef struct sfprov_php_person_store {
	sfprov_connections *connections; /* borrowed */
	const char *actor;               /* for the changelog; borrowed */
	bool journal;                    /* the plugin's own table exists */
} sfprov_php_person_store;

/* Makes `store` work on the registry's database. `context` must outlive it. */
void sfprov_php_person_store_init(
	sfprov_person_store *store, sfprov_php_person_store *context, sfprov_connections *connections, const char *actor, bool journal);

/* The current row of a person (first parameter) at a target (second). */
#define SFPROV_IDENTIFIER_CURRENT \
	"co_person_id = ? AND type = 'provisioningtarget' AND co_provisioning_target_id = ? AND identifier_id IS NULL AND deleted IS NOT TRUE"

/* The Identifier part: reads the ids of a person ("" when there are none) and the row's id (0). */
sfprov_status sfprov_php_identifier_load(sfprov_database *database, int64_t target, int64_t person, int64_t *row, char contact_id[SFPROV_ID_SIZE],
	char coperson_id[SFPROV_ID_SIZE], sfprov_error *error);

/* Takes an Identifier's value apart; both ids must be "" before. A value that somebody edited by hand into something else leaves them so. */
void sfprov_php_identifier_split(const char *identifier, char contact_id[SFPROV_ID_SIZE], char coperson_id[SFPROV_ID_SIZE]);

/* Writes them as the registry's own model would: the old row is archived, the current one updated; or a new row. */
sfprov_status sfprov_php_identifier_store(
	sfprov_php_person_store *store, int64_t target, int64_t person, const char *contact_id, const char *coperson_id, sfprov_error *error);

/* Marks the row as deleted. */
sfprov_status sfprov_php_identifier_delete(sfprov_php_person_store *store, int64_t target, int64_t person, sfprov_error *error);

/* The other person at this target who has this Contact; 0: nobody. */
sfprov_status sfprov_php_identifier_owner(
	sfprov_database *database, int64_t target, int64_t person, const char *contact_id, int64_t *owner, sfprov_error *error);

/* Now, as the registry writes it. */
void sfprov_php_store_now(const sfprov_php_person_store *store, char text[20]);

#endif
