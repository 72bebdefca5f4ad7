/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What provisioning many people writes into the registry's own tables, as the registry's models would have written it. */
#include "php/set_store.h"

#include "base/text.h"
#include "php/transaction.h"

/* "rs.prov-a" of the registry's English texts, and its ActionEnum::CoPersonManuallyProvisioned. */
#define HISTORY_COMMENT "Provisioned "
#define HISTORY_ACTION "PCPM"

/* Bytes of a comment that its column takes in any encoding. */
#define COMMENT_SIZE 257

typedef struct stored_identifier {
	int64_t row; /* 0: the person has none */
	bool same;
} stored_identifier;

static void make_identifier(const sfprov_set_ids *ids, char identifier[2 * SFPROV_ID_SIZE])
{
	(void) snprintf(identifier, 2 * (size_t) SFPROV_ID_SIZE, "%s%s%s", ids->contact_id, ids->coperson_id[0] == '\0' ? "" : "/", ids->coperson_id);
}

/* Inside the transaction; locked, so that nobody changes or removes a row before it is written. */
static sfprov_status read_stored(
	sfprov_php_set_store *store, int64_t target, const int64_t *people, const sfprov_set_ids *ids, size_t count, stored_identifier *stored, sfprov_error *error)
{
	sfprov_database *database = &store->people.connections->main;
	char wanted[2 * SFPROV_ID_SIZE];
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;
	size_t place = 0;

	sfprov_sql_init(&sql,
		"SELECT co_person_id, id, identifier FROM {identifiers} WHERE type = 'provisioningtarget' AND identifier_id IS NULL AND deleted IS NOT TRUE AND ");
	sfprov_php_set_condition(&sql, target, people, count);
	sfprov_sql_add(&sql, " ORDER BY co_person_id, id");
	sfprov_sql_add(&sql, sfprov_database_for_update(database));
	status = sfprov_sql_run(&sql, database, &statement, error);
	while (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		int64_t person = sfprov_statement_int(&statement, 0);
		const char *identifier;

		while (place < count && people[place] < person) {
			place++;
		}
		if (place == count || people[place] != person || stored[place].row != 0) {
			continue;
		}
		identifier = sfprov_statement_text(&statement, 2);
		make_identifier(&ids[place], wanted);
		stored[place].row = sfprov_statement_int(&statement, 1);
		stored[place].same = identifier != NULL && strcmp(identifier, wanted) == 0;
	}
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status insert_identifiers(
	sfprov_php_set_store *store, int64_t target, const sfprov_set_ids *ids, size_t count, const stored_identifier *stored, sfprov_error *error)
{
	char identifier[2 * SFPROV_ID_SIZE];
	bool any = false;
	sfprov_sql sql;
	char now[20];
	size_t i;

	sfprov_php_store_now(&store->people, now);
	sfprov_sql_init(&sql,
		"INSERT INTO {identifiers} (identifier, type, login, status, co_person_id, co_provisioning_target_id, created, modified, revision, deleted, "
		"actor_identifier) VALUES ");
	for (i = 0; i < count; i++) {
		if (stored[i].row != 0) {
			continue;
		}
		make_identifier(&ids[i], identifier);
		sfprov_sql_add(&sql, any ? ", (" : "(");
		any = true;
		sfprov_sql_text(&sql, identifier);
		sfprov_sql_add(&sql, ", 'provisioningtarget', FALSE, 'A', ");
		sfprov_sql_int(&sql, ids[i].person);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_int(&sql, target);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_text(&sql, now);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_text(&sql, now);
		sfprov_sql_add(&sql, ", 0, FALSE, ");
		sfprov_sql_text(&sql, store->people.actor);
		sfprov_sql_add(&sql, ")");
	}
	if (!any) {
		sfprov_sql_free(&sql);
		return SFPROV_OK;
	}
	return sfprov_sql_run_plain(&sql, &store->people.connections->main, error);
}

#define ARCHIVED_COLUMNS \
	"identifier, type, login, status, language, co_person_id, org_identity_id, co_department_id, co_group_id, organization_id, source_identifier_id, " \
	"co_provisioning_target_id, created, modified, "

static sfprov_status archive_identifiers(sfprov_php_set_store *store, const int64_t *rows, size_t count, sfprov_error *error)
{
	sfprov_sql sql;

	sfprov_sql_init(&sql,
		"INSERT INTO {identifiers} (" ARCHIVED_COLUMNS "identifier_id, revision, deleted, actor_identifier) SELECT " ARCHIVED_COLUMNS
		"id, revision, COALESCE(deleted, FALSE), actor_identifier FROM {identifiers} WHERE id IN (");
	sfprov_sql_ints(&sql, rows, count);
	sfprov_sql_add(&sql, ")");
	return sfprov_sql_run_plain(&sql, &store->people.connections->main, error);
}

/* The rows are there and locked: the insert only says which value goes where. */
static sfprov_status update_identifiers(
	sfprov_php_set_store *store, const sfprov_set_ids *ids, size_t count, const stored_identifier *stored, sfprov_error *error)
{
	sfprov_database *database = &store->people.connections->main;
	bool mysql = database->dialect == SFPROV_MYSQL;
	char identifier[2 * SFPROV_ID_SIZE];
	bool any = false;
	sfprov_sql sql;
	char now[20];
	size_t i;

	sfprov_php_store_now(&store->people, now);
	sfprov_sql_init(&sql, "INSERT INTO {identifiers} (id, identifier, modified, actor_identifier) VALUES ");
	for (i = 0; i < count; i++) {
		if (stored[i].row == 0 || stored[i].same) {
			continue;
		}
		make_identifier(&ids[i], identifier);
		sfprov_sql_add(&sql, any ? ", (" : "(");
		any = true;
		sfprov_sql_int(&sql, stored[i].row);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_text(&sql, identifier);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_text(&sql, now);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_text(&sql, store->people.actor);
		sfprov_sql_add(&sql, ")");
	}
	sfprov_sql_add(&sql,
		mysql
			? " ON DUPLICATE KEY UPDATE identifier = VALUES(identifier), modified = VALUES(modified), actor_identifier = VALUES(actor_identifier), revision = "
			  "COALESCE(revision, 0) + 1, login = FALSE, status = 'A', deleted = FALSE"
			: " ON CONFLICT (id) DO UPDATE SET identifier = excluded.identifier, modified = excluded.modified, actor_identifier = excluded.actor_identifier, "
			  "revision = COALESCE({identifiers}.revision, 0) + 1, login = FALSE, status = 'A', deleted = FALSE");
	return sfprov_sql_run_plain(&sql, database, error);
}

typedef struct writing {
	sfprov_php_set_store *store;
	int64_t target;
	const sfprov_set_ids *ids;
	size_t count;
	int64_t *people;           /* owned, as the next two */
	stored_identifier *stored; /* what the table says of each */
	int64_t *rows;             /* that change */
} writing;

static sfprov_status write_identifiers(void *context, sfprov_error *error)
{
	const writing *self = context;
	size_t changed = 0;
	size_t i;

	memset(self->stored, 0, self->count * sizeof(*self->stored));
	if (read_stored(self->store, self->target, self->people, self->ids, self->count, self->stored, error) != SFPROV_OK
		|| insert_identifiers(self->store, self->target, self->ids, self->count, self->stored, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	for (i = 0; i < self->count; i++) {
		if (self->stored[i].row != 0 && !self->stored[i].same) {
			self->rows[changed++] = self->stored[i].row;
		}
	}
	if (changed == 0) {
		return SFPROV_OK;
	}
	return archive_identifiers(self->store, self->rows, changed, error) == SFPROV_OK
		? update_identifiers(self->store, self->ids, self->count, self->stored, error)
		: SFPROV_FAILED;
}

sfprov_status sfprov_php_set_store_ids(void *context, int64_t target, const sfprov_set_ids *ids, size_t count, sfprov_error *error)
{
	writing self = {.store = context, .target = target, .ids = ids, .count = count};
	sfprov_status status;
	size_t i;

	self.people = safe_emalloc(count, sizeof(*self.people), 0);
	self.stored = safe_emalloc(count, sizeof(*self.stored), 0);
	self.rows = safe_emalloc(count, sizeof(*self.rows), 0);
	for (i = 0; i < count; i++) {
		self.people[i] = ids[i].person;
	}
	status = sfprov_database_transact(&self.store->people.connections->main, write_identifiers, &self, error);
	efree(self.rows);
	efree(self.stored);
	efree(self.people);
	return status;
}

/* The registry's soft delete writes no archive copy and leaves the revision as it is. */
sfprov_status sfprov_php_set_delete_ids(sfprov_php_set_store *store, int64_t target, const int64_t *people, size_t count, sfprov_error *error)
{
	sfprov_sql sql;
	char now[20];

	sfprov_php_store_now(&store->people, now);
	sfprov_sql_init(&sql, "UPDATE {identifiers} SET deleted = TRUE, modified = ");
	sfprov_sql_text(&sql, now);
	sfprov_sql_add(&sql, " WHERE type = 'provisioningtarget' AND identifier_id IS NULL AND deleted IS NOT TRUE AND ");
	sfprov_php_set_condition(&sql, target, people, count);
	return sfprov_sql_run_plain(&sql, &store->people.connections->main, error);
}

/* Who of these people has an export row: `known[i]` of people[i]. */
static sfprov_status find_exports(sfprov_php_set_store *store, int64_t target, const int64_t *people, size_t count, bool *known, sfprov_error *error)
{
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;
	size_t place = 0;

	memset(known, 0, count * sizeof(*known));
	sfprov_sql_init(&sql, "SELECT co_person_id FROM {co_provisioning_exports} WHERE ");
	sfprov_php_set_condition(&sql, target, people, count);
	sfprov_sql_add(&sql, " ORDER BY co_person_id");
	status = sfprov_sql_run(&sql, &store->people.connections->main, &statement, error);
	while (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		int64_t person = sfprov_statement_int(&statement, 0);

		while (place < count && people[place] < person) {
			place++;
		}
		if (place < count && people[place] == person) {
			known[place] = true;
		}
	}
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status renew_exports(sfprov_php_set_store *store, int64_t target, const int64_t *people, size_t count, const char *now, sfprov_error *error)
{
	sfprov_sql sql;

	sfprov_sql_init(&sql, "UPDATE {co_provisioning_exports} SET exporttime = ");
	sfprov_sql_text(&sql, now);
	sfprov_sql_add(&sql, ", modified = ");
	sfprov_sql_text(&sql, now);
	sfprov_sql_add(&sql, " WHERE ");
	sfprov_php_set_condition(&sql, target, people, count);
	return sfprov_sql_run_alone(&sql, &store->people.connections->main, error);
}

static sfprov_status insert_exports(sfprov_php_set_store *store, int64_t target, const int64_t *people, size_t count, const char *now, sfprov_error *error)
{
	sfprov_sql sql;
	size_t i;

	sfprov_sql_init(&sql, "INSERT INTO {co_provisioning_exports} (co_provisioning_target_id, co_person_id, exporttime, created, modified) VALUES ");
	for (i = 0; i < count; i++) {
		sfprov_sql_add(&sql, i == 0 ? "(" : ", (");
		sfprov_sql_int(&sql, target);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_int(&sql, people[i]);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_text(&sql, now);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_text(&sql, now);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_text(&sql, now);
		sfprov_sql_add(&sql, ")");
	}
	return sfprov_sql_run_alone(&sql, &store->people.connections->main, error);
}

/* The framework keeps one export row for each person and target, and renews its times. Who has one is asked first, and without locks: MySQL would keep locks on the places of those who
 * have none, and any two processes that insert there would wait for each other. */
static sfprov_status note_exports(sfprov_php_set_store *store, int64_t target, const int64_t *people, size_t count, const char *now, sfprov_error *error)
{
	int64_t *sorted = safe_emalloc(count, 2 * sizeof(*sorted), 0); /* who has one, and from `count` on who has none */
	bool *known = safe_emalloc(count, sizeof(*known), 0);
	sfprov_status status = find_exports(store, target, people, count, known, error);
	size_t old = 0;
	size_t fresh = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		if (known[i]) {
			sorted[old++] = people[i];
		} else {
			sorted[count + fresh++] = people[i];
		}
	}
	if (status == SFPROV_OK && old > 0) {
		status = renew_exports(store, target, sorted, old, now, error);
	}
	if (status == SFPROV_OK && fresh > 0) {
		status = insert_exports(store, target, sorted + count, fresh, now, error);
	}
	efree(known);
	efree(sorted);
	return status;
}

static sfprov_status note_history(sfprov_php_set_store *store, const int64_t *people, size_t count, const char *now, sfprov_error *error)
{
	char comment[COMMENT_SIZE];
	sfprov_sql sql;
	size_t i;

	(void) snprintf(comment, sizeof(comment), HISTORY_COMMENT "%s", store->description);
	/* The cut may have gone through a character. */
	sfprov_text_scrub(comment);
	sfprov_sql_init(&sql, "INSERT INTO {history_records} (co_person_id, action, comment, created, modified, revision, deleted, actor_identifier) VALUES ");
	for (i = 0; i < count; i++) {
		sfprov_sql_add(&sql, i == 0 ? "(" : ", (");
		sfprov_sql_int(&sql, people[i]);
		sfprov_sql_add(&sql, ", '" HISTORY_ACTION "', ");
		sfprov_sql_text(&sql, comment);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_text(&sql, now);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_text(&sql, now);
		sfprov_sql_add(&sql, ", 0, FALSE, ");
		sfprov_sql_text(&sql, store->people.actor);
		sfprov_sql_add(&sql, ")");
	}
	return sfprov_sql_run_alone(&sql, &store->people.connections->main, error);
}

sfprov_status sfprov_php_set_note_provisioned(void *context, int64_t target, const int64_t *people, size_t count, sfprov_error *error)
{
	sfprov_php_set_store *store = context;
	char now[20];

	if (store->description == NULL) {
		return SFPROV_OK;
	}
	sfprov_php_store_now(&store->people, now);
	return note_exports(store, target, people, count, now, error) == SFPROV_OK ? note_history(store, people, count, now, error) : SFPROV_FAILED;
}
