/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Whose are these Contacts? By the Identifiers, and by what our own rows say of people without one. */
#include "php/set_store.h"

/* The part of a record's id that tells it from others: the rest, which somebody may have left away, repeats the case of its letters. */
#define ID_LENGTH 15

/* Puts in whose the Contacts of a statement's rows (person, contact id, Identifier) are. `linked`: the rows are Identifiers. */
static void take_owners(sfprov_statement *statement, sfprov_set_owner *owners, size_t count, bool linked)
{
	size_t i;

	while (sfprov_statement_next(statement)) {
		const char *contact_id = sfprov_statement_text(statement, 1);
		int64_t person = sfprov_statement_int(statement, 0);

		for (i = 0; contact_id != NULL && i < count; i++) {
			if (owners[i].person == person || owners[i].owner != 0 || strncmp(owners[i].contact_id, contact_id, ID_LENGTH) != 0) {
				continue;
			}
			/* Of our own rows only those count whose person has no Identifier that says otherwise. */
			if (linked || sfprov_statement_text(statement, 2) == NULL || strncmp(sfprov_statement_text(statement, 2), contact_id, ID_LENGTH) == 0) {
				owners[i].owner = person;
			}
		}
	}
}

static void add_contact_ids(sfprov_sql *sql, const sfprov_set_owner *owners, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		char prefix[ID_LENGTH + 1];

		(void) snprintf(prefix, sizeof(prefix), "%s", owners[i].contact_id);
		sfprov_sql_add(sql, i == 0 ? "(" : ", ");
		sfprov_sql_text(sql, prefix);
	}
	sfprov_sql_add(sql, ")");
}

sfprov_status sfprov_php_set_find_owners(void *context, int64_t target, sfprov_set_owner *owners, size_t count, sfprov_error *error)
{
	sfprov_php_set_store *store = context;
	sfprov_database *database = &store->people.connections->main;
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;
	size_t i;

	for (i = 0; i < count; i++) {
		owners[i].owner = 0;
	}
	sfprov_sql_init(&sql,
		"SELECT co_person_id, identifier FROM {identifiers} WHERE type = 'provisioningtarget' AND identifier_id IS NULL AND deleted IS NOT TRUE AND "
		"co_person_id IS NOT NULL AND co_provisioning_target_id = ");
	sfprov_sql_int(&sql, target);
	sfprov_sql_add(&sql, " AND SUBSTR(identifier, 1, 15) IN ");
	add_contact_ids(&sql, owners, count);
	sfprov_sql_add(&sql, " ORDER BY id");
	status = sfprov_sql_run(&sql, database, &statement, error);
	if (status == SFPROV_OK) {
		take_owners(&statement, owners, count, true);
	}
	sfprov_statement_free(&statement);
	if (status != SFPROV_OK) {
		return status;
	}
	sfprov_sql_init(&sql,
		"SELECT p.co_person_id, p.contact_id, (SELECT MIN(i.identifier) FROM {identifiers} i WHERE i.type = 'provisioningtarget' AND i.identifier_id IS NULL "
		"AND "
		"i.deleted IS NOT TRUE AND i.co_provisioning_target_id = p.co_provisioning_target_id AND i.co_person_id = p.co_person_id) FROM "
		"{co_salesforce_provisioner_people}"
		" p WHERE p.co_provisioning_target_id = ");
	sfprov_sql_int(&sql, target);
	sfprov_sql_add(&sql, " AND SUBSTR(p.contact_id, 1, 15) IN ");
	add_contact_ids(&sql, owners, count);
	sfprov_sql_add(&sql, " ORDER BY p.id");
	status = sfprov_sql_run(&sql, database, &statement, error);
	if (status == SFPROV_OK) {
		take_owners(&statement, owners, count, false);
	}
	sfprov_statement_free(&statement);
	return status;
}
