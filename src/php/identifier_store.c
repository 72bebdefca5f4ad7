/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The Salesforce ids of a person in the registry's identifiers: one row of type provisioningtarget, "CONTACT" or "CONTACT/COPERSON", kept with the
 * registry's changelog (the current row keeps its id, an archived copy points to it). */
#include "php/person_store.h"

#include "base/platform.h"
#include "base/text.h"

void sfprov_php_store_now(const sfprov_php_person_store *store, char text[20])
{
	const sfprov_environment *environment = store->connections->environment;

	sfprov_platform_utc_text(environment->wall_time(environment->context), text);
}

void sfprov_php_identifier_split(const char *identifier, char contact_id[SFPROV_ID_SIZE], char coperson_id[SFPROV_ID_SIZE])
{
	const char *slash = strchr(identifier, '/');
	size_t length = slash == NULL ? strlen(identifier) : (size_t) (slash - identifier);

	if (length < SFPROV_ID_SIZE) {
		(void) snprintf(contact_id, SFPROV_ID_SIZE, "%.*s", (int) length, identifier);
	}
	if (!sfprov_text_is_record_id(contact_id)) {
		contact_id[0] = '\0';
		return;
	}
	if (slash != NULL && sfprov_text_is_record_id(slash + 1)) {
		(void) snprintf(coperson_id, SFPROV_ID_SIZE, "%s", slash + 1);
	}
}

sfprov_status sfprov_php_identifier_load(sfprov_database *database, int64_t target, int64_t person, int64_t *row, char contact_id[SFPROV_ID_SIZE],
	char coperson_id[SFPROV_ID_SIZE], sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;
	const char *identifier;
	bool found;

	*row = 0;
	contact_id[0] = '\0';
	coperson_id[0] = '\0';
	if (sfprov_statement_prepare_kept(
			&statement, database, "SELECT id, identifier FROM {identifiers} WHERE " SFPROV_IDENTIFIER_CURRENT " ORDER BY id LIMIT 1", error)
		!= SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_int(&statement, person);
	sfprov_statement_bind_int(&statement, target);
	if (sfprov_statement_execute(&statement, error) != SFPROV_OK || sfprov_statement_fetch(&statement, &found, error) != SFPROV_OK) {
		goto out;
	}
	if (found) {
		*row = sfprov_statement_int(&statement, 0);
		identifier = sfprov_statement_text(&statement, 1);
		if (identifier != NULL) {
			sfprov_php_identifier_split(identifier, contact_id, coperson_id);
		}
	}
	status = SFPROV_OK;
out:
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status insert_row(sfprov_php_person_store *store, int64_t target, int64_t person, const char *identifier, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;
	char now[20];

	sfprov_php_store_now(store, now);
	if (sfprov_statement_prepare(&statement, &store->connections->main,
			"INSERT INTO {identifiers} (identifier, type, login, status, co_person_id, co_provisioning_target_id, created, modified, revision, "
			"deleted, actor_identifier) VALUES (?, 'provisioningtarget', FALSE, 'A', ?, ?, ?, ?, 0, FALSE, ?)",
			error)
		!= SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_text(&statement, identifier);
	sfprov_statement_bind_int(&statement, person);
	sfprov_statement_bind_int(&statement, target);
	sfprov_statement_bind_text(&statement, now);
	sfprov_statement_bind_text(&statement, now);
	sfprov_statement_bind_text(&statement, store->actor);
	status = sfprov_statement_execute(&statement, error);
out:
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status archive_row(sfprov_php_person_store *store, int64_t row, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;

	if (sfprov_statement_prepare(&statement, &store->connections->main,
			"INSERT INTO {identifiers} (identifier, type, login, status, language, co_person_id, org_identity_id, co_department_id, co_group_id, "
			"organization_id, source_identifier_id, co_provisioning_target_id, created, modified, identifier_id, revision, deleted, "
			"actor_identifier) SELECT identifier, type, login, status, language, co_person_id, org_identity_id, co_department_id, co_group_id, "
			"organization_id, source_identifier_id, co_provisioning_target_id, created, modified, id, revision, COALESCE(deleted, FALSE), "
			"actor_identifier FROM {identifiers} WHERE id = ?",
			error)
		!= SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_int(&statement, row);
	status = sfprov_statement_execute(&statement, error);
out:
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status update_row(sfprov_php_person_store *store, int64_t row, const char *identifier, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;
	char now[20];

	sfprov_php_store_now(store, now);
	if (sfprov_statement_prepare(&statement, &store->connections->main,
			"UPDATE {identifiers} SET identifier = ?, login = FALSE, status = 'A', modified = ?, revision = COALESCE(revision, 0) + 1, deleted = FALSE, "
			"actor_identifier = ? WHERE id = ?",
			error)
		!= SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_text(&statement, identifier);
	sfprov_statement_bind_text(&statement, now);
	sfprov_statement_bind_text(&statement, store->actor);
	sfprov_statement_bind_int(&statement, row);
	status = sfprov_statement_execute(&statement, error);
out:
	sfprov_statement_free(&statement);
	return status;
}

sfprov_status sfprov_php_identifier_store(
	sfprov_php_person_store *store, int64_t target, int64_t person, const char *contact_id, const char *coperson_id, sfprov_error *error)
{
	sfprov_database *database = &store->connections->main;
	char old_coperson[SFPROV_ID_SIZE];
	char old_contact[SFPROV_ID_SIZE];
	char identifier[2 * SFPROV_ID_SIZE];
	sfprov_status status;
	int64_t row;
	bool inside;

	(void) snprintf(identifier, sizeof(identifier), "%s%s%s", contact_id, *coperson_id == '\0' ? "" : "/", coperson_id);
	if (sfprov_database_in_transaction(database, &inside, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	/* Archive and update belong together: the registry's own transaction holds them together, or ours does. */
	if (!inside && sfprov_database_begin(database, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	status = sfprov_php_identifier_load(database, target, person, &row, old_contact, old_coperson, error);
	if (status == SFPROV_OK && row == 0) {
		status = insert_row(store, target, person, identifier, error);
	} else if (status == SFPROV_OK && (strcmp(old_contact, contact_id) != 0 || strcmp(old_coperson, coperson_id) != 0)) {
		status = archive_row(store, row, error);
		if (status == SFPROV_OK) {
			status = update_row(store, row, identifier, error);
		}
	}
	if (!inside) {
		if (status == SFPROV_OK) {
			status = sfprov_database_commit(database, error);
		} else {
			sfprov_database_rollback(database);
		}
	}
	return status;
}

sfprov_status sfprov_php_identifier_delete(sfprov_php_person_store *store, int64_t target, int64_t person, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;
	char now[20];

	sfprov_php_store_now(store, now);
	/* The registry's soft delete writes no archive copy and leaves the revision as it is. */
	if (sfprov_statement_prepare(
			&statement, &store->connections->main, "UPDATE {identifiers} SET deleted = TRUE, modified = ? WHERE " SFPROV_IDENTIFIER_CURRENT, error)
		!= SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_text(&statement, now);
	sfprov_statement_bind_int(&statement, person);
	sfprov_statement_bind_int(&statement, target);
	status = sfprov_statement_execute(&statement, error);
out:
	sfprov_statement_free(&statement);
	return status;
}

sfprov_status sfprov_php_identifier_owner(
	sfprov_database *database, int64_t target, int64_t person, const char *contact_id, int64_t *owner, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;
	char linked_coperson[SFPROV_ID_SIZE];
	char linked[SFPROV_ID_SIZE];
	char pattern[SFPROV_ID_SIZE];

	*owner = 0;
	/* With or without the last three characters; the database may find others, too, which differ in case. */
	(void) snprintf(pattern, sizeof(pattern), "%.15s%%", contact_id);
	if (sfprov_statement_prepare(&statement, database,
			"SELECT co_person_id, identifier FROM {identifiers} WHERE identifier LIKE ? AND type = 'provisioningtarget' AND "
			"co_provisioning_target_id = ? AND co_person_id <> ? AND identifier_id IS NULL AND deleted IS NOT TRUE ORDER BY id",
			error)
		!= SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_text(&statement, pattern);
	sfprov_statement_bind_int(&statement, target);
	sfprov_statement_bind_int(&statement, person);
	if (sfprov_statement_execute(&statement, error) != SFPROV_OK || sfprov_statement_fetch_all(&statement, error) != SFPROV_OK) {
		goto out;
	}
	while (*owner == 0 && sfprov_statement_next(&statement)) {
		const char *identifier = sfprov_statement_text(&statement, 1);

		linked[0] = '\0';
		if (identifier != NULL) {
			sfprov_php_identifier_split(identifier, linked, linked_coperson);
		}
		*owner = sfprov_text_same_record_id(linked, contact_id) ? sfprov_statement_int(&statement, 0) : 0;
	}
	status = SFPROV_OK;
out:
	sfprov_statement_free(&statement);
	return status;
}
