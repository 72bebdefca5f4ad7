/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The plugin's own table: what was sent, who is creating, what went wrong. It has no foreign keys, and is written on a connection whose commits survive
 * a roll-back of the registry's transaction, because Salesforce does not roll back either. */
#include "php/person_store.h"

#include "base/text.h"
#include "php/person_row.h"
#include "provisioning/announcement.h"

#define OF_PERSON "co_provisioning_target_id = ? AND co_person_id = ?"
#define SELECT_ROW "SELECT " SFPROV_PERSON_ROW_COLUMNS " FROM {co_salesforce_provisioner_people} WHERE " OF_PERSON
/* One row in any case: ours and the Identifier, each of which may be missing. */
#define SELECT_BOTH \
	"SELECT " SFPROV_PERSON_ROW_COLUMNS ", (SELECT identifier FROM {identifiers} WHERE " SFPROV_IDENTIFIER_CURRENT " ORDER BY id LIMIT 1) " \
	"FROM (SELECT 1 AS one) x LEFT JOIN {co_salesforce_provisioner_people} ON " OF_PERSON
#define IDENTIFIER_COLUMN 8

/* Reads our row into the link, whose ids are left alone. */
static sfprov_status read_row(sfprov_database *database, int64_t target, int64_t person, bool lock, sfprov_link *link, char contact_id[SFPROV_ID_SIZE],
	char coperson_id[SFPROV_ID_SIZE], sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;
	bool found;

	contact_id[0] = '\0';
	coperson_id[0] = '\0';
	if (sfprov_statement_prepare_kept(&statement, database, lock && database->dialect != SFPROV_SQLITE ? SELECT_ROW " FOR UPDATE" : SELECT_ROW, error)
		!= SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_int(&statement, target);
	sfprov_statement_bind_int(&statement, person);
	if (sfprov_statement_execute(&statement, error) != SFPROV_OK || sfprov_statement_fetch(&statement, &found, error) != SFPROV_OK) {
		goto out;
	}
	sfprov_php_person_row_empty(link);
	if (found) {
		sfprov_php_person_row_take(&statement, 0, link, contact_id, coperson_id);
	}
	status = SFPROV_OK;
out:
	sfprov_statement_free(&statement);
	return status;
}

/* The same with the ids of the Identifier, which go into the link, by one statement. */
static sfprov_status read_both(sfprov_database *database, int64_t target, int64_t person, sfprov_link *link, char contact_id[SFPROV_ID_SIZE],
	char coperson_id[SFPROV_ID_SIZE], sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;
	const char *identifier;
	bool found;

	if (sfprov_statement_prepare_kept(&statement, database, SELECT_BOTH, error) != SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_int(&statement, person);
	sfprov_statement_bind_int(&statement, target);
	sfprov_statement_bind_int(&statement, target);
	sfprov_statement_bind_int(&statement, person);
	if (sfprov_statement_execute(&statement, error) != SFPROV_OK || sfprov_statement_fetch(&statement, &found, error) != SFPROV_OK) {
		goto out;
	}
	if (!found) {
		(void) sfprov_fail(error, SFPROV_E_DATABASE, "The registry's database gave no answer about CO Person %lld", (long long) person);
		goto out;
	}
	/* Without a row of ours its columns are NULL, which is an empty link. */
	sfprov_php_person_row_take(&statement, 0, link, contact_id, coperson_id);
	identifier = sfprov_statement_text(&statement, IDENTIFIER_COLUMN);
	if (identifier != NULL) {
		sfprov_php_identifier_split(identifier, link->contact_id, link->coperson_id);
	}
	status = SFPROV_OK;
out:
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status load(void *context, int64_t target, int64_t person, sfprov_link *link, sfprov_error *error)
{
	sfprov_php_person_store *store = context;
	char coperson_id[SFPROV_ID_SIZE];
	char contact_id[SFPROV_ID_SIZE];
	sfprov_database *database;
	bool durable;
	int64_t row;

	memset(link, 0, sizeof(*link));
	link->journal = store->journal;
	if (store->journal && sfprov_connections_durable(store->connections, &database, &durable, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	/* The Identifier is read where the registry writes it, our row where a roll-back does not reach it: usually the same connection. */
	if (store->journal && database == &store->connections->main) {
		if (read_both(database, target, person, link, contact_id, coperson_id, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	} else if (sfprov_php_identifier_load(&store->connections->main, target, person, &row, link->contact_id, link->coperson_id, error) != SFPROV_OK
		|| (store->journal && read_row(database, target, person, false, link, contact_id, coperson_id, error) != SFPROV_OK)) {
		return SFPROV_FAILED;
	}
	link->identifier_current = link->contact_id[0] != '\0';
	if (!store->journal) {
		return SFPROV_OK;
	}
	sfprov_php_person_row_merge(link, contact_id, coperson_id);
	return SFPROV_OK;
}

/* Makes sure there is a row, without an error when there is one already: an error would end a PostgreSQL transaction. */
static sfprov_status ensure_row(sfprov_php_person_store *store, sfprov_database *database, int64_t target, int64_t person, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;
	char now[20];

	sfprov_php_store_now(store, now);
	if (sfprov_statement_prepare(&statement, database,
			database->dialect == SFPROV_MYSQL
				? "INSERT IGNORE INTO {co_salesforce_provisioner_people} (co_provisioning_target_id, co_person_id, revision, created, modified) "
				  "VALUES (?, ?, 1, ?, ?)"
				: "INSERT INTO {co_salesforce_provisioner_people} (co_provisioning_target_id, co_person_id, revision, created, modified) "
				  "VALUES (?, ?, 1, ?, ?) ON CONFLICT (co_provisioning_target_id, co_person_id) DO NOTHING",
			error)
		!= SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_int(&statement, target);
	sfprov_statement_bind_int(&statement, person);
	sfprov_statement_bind_text(&statement, now);
	sfprov_statement_bind_text(&statement, now);
	status = sfprov_statement_execute(&statement, error);
out:
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status announce(sfprov_php_person_store *store, sfprov_database *database, int64_t target, int64_t person, const char *who,
	const sfprov_link *link, json_object *match, sfprov_error *error)
{
	bool first = link->intent[0] == '\0';
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;

	/* An announcement that was never finished keeps its time and its marks, by which the lost record can be found; only who looks after it changes. */
	if (sfprov_statement_prepare(&statement, database,
			first ? "UPDATE {co_salesforce_provisioner_people} SET intent = ?, intent_time = ?, intent_match = ? WHERE " OF_PERSON
				  : "UPDATE {co_salesforce_provisioner_people} SET intent = ? WHERE " OF_PERSON,
			error)
		!= SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_text(&statement, who);
	if (first) {
		sfprov_statement_bind_int(&statement, store->connections->environment->wall_time(store->connections->environment->context));
		sfprov_statement_bind_text(&statement, match == NULL ? NULL : sfprov_json_text(match));
	}
	sfprov_statement_bind_int(&statement, target);
	sfprov_statement_bind_int(&statement, person);
	status = sfprov_statement_execute(&statement, error);
out:
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status claim(void *context, int64_t target, int64_t person, const char *who, int64_t stale_before, json_object *match, sfprov_link *link,
	bool *claimed, sfprov_error *error)
{
	sfprov_php_person_store *store = context;
	char coperson_id[SFPROV_ID_SIZE];
	char contact_id[SFPROV_ID_SIZE];
	sfprov_database *database;
	sfprov_status status;
	bool durable;

	*claimed = true;
	if (!store->journal) {
		return SFPROV_OK;
	}
	if (sfprov_connections_durable(store->connections, &database, &durable, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	/* Before the transaction: in it, MySQL's INSERT IGNORE would keep a shared lock on a row that is there, and two who want to update it would
	 * wait for each other. */
	if (ensure_row(store, database, target, person, error) != SFPROV_OK || (durable && sfprov_database_begin(database, error) != SFPROV_OK)) {
		return SFPROV_FAILED;
	}
	status = read_row(database, target, person, true, link, contact_id, coperson_id, error);
	if (status == SFPROV_OK) {
		sfprov_php_person_row_merge(link, contact_id, coperson_id);
		if (strcmp(link->intent, who) == 0) {
			/* It is announced anew, with what it makes now. */
			link->intent[0] = '\0';
		}
		*claimed = link->intent[0] == '\0' || sfprov_announcement_moment(link->intent) <= stale_before;
	}
	if (status == SFPROV_OK && *claimed) {
		status = announce(store, database, target, person, who, link, match, error);
	}
	if (durable && status == SFPROV_OK) {
		status = sfprov_database_commit(database, error);
	} else if (durable) {
		sfprov_database_rollback(database);
	}
	return status;
}

/* Runs one UPDATE of our row whose first parameters are already bound; the last two name the row. */
static sfprov_status finish_update(sfprov_statement *statement, int64_t target, int64_t person, sfprov_error *error)
{
	sfprov_statement_bind_int(statement, target);
	sfprov_statement_bind_int(statement, person);
	return sfprov_statement_execute(statement, error);
}

static sfprov_status unclaim(void *context, int64_t target, int64_t person, const char *who, sfprov_error *error)
{
	sfprov_php_person_store *store = context;
	sfprov_statement statement = {0};
	sfprov_database *database;
	sfprov_status status;
	bool durable;

	if (!store->journal) {
		return SFPROV_OK;
	}
	status = sfprov_connections_durable(store->connections, &database, &durable, error);
	if (status == SFPROV_OK) {
		status = sfprov_statement_prepare(&statement, database,
			"UPDATE {co_salesforce_provisioner_people} SET intent = NULL, intent_time = NULL, intent_match = NULL WHERE intent = ? AND " OF_PERSON, error);
	}
	if (status == SFPROV_OK) {
		sfprov_statement_bind_text(&statement, who);
		status = finish_update(&statement, target, person, error);
	}
	sfprov_statement_free(&statement);
	return status;
}

/* `sent` stands before `revision`, and `intent` after what depends on it: MySQL assigns from left to right. */
#define RESULT "sent = CASE WHEN revision = ? THEN ? ELSE NULL END, contact_id = ?, coperson_id = ?, revision = revision + 1, "
#define FINISHED \
	"UPDATE {co_salesforce_provisioner_people} SET " RESULT "intent_time = CASE WHEN intent = ? THEN NULL ELSE intent_time END, " \
	"intent_match = CASE WHEN intent = ? THEN NULL ELSE intent_match END, intent = CASE WHEN intent = ? THEN NULL ELSE intent END, pushed_time = ?, " \
	"error_code = NULL, error_message = NULL, error_time = NULL, modified = ? WHERE " OF_PERSON
#define UNFINISHED "UPDATE {co_salesforce_provisioner_people} SET " RESULT "intent = CASE WHEN intent = ? THEN ? ELSE intent END, modified = ? WHERE " OF_PERSON

static sfprov_status record(void *context, int64_t target, int64_t person, const sfprov_push_result *result, sfprov_error *error)
{
	sfprov_php_person_store *store = context;
	char left[SFPROV_INTENT_SIZE];
	sfprov_statement statement = {0};
	sfprov_database *database;
	sfprov_status status;
	bool durable;
	char now[20];

	if (!store->journal) {
		return SFPROV_OK;
	}
	sfprov_php_store_now(store, now);
	status = sfprov_connections_durable(store->connections, &database, &durable, error);
	if (status == SFPROV_OK && result->revision == 0) {
		status = ensure_row(store, database, target, person, error);
	}
	if (status == SFPROV_OK) {
		status = sfprov_statement_prepare_kept(&statement, database, result->unfinished ? UNFINISHED : FINISHED, error);
	}
	if (status == SFPROV_OK) {
		sfprov_statement_bind_int(&statement, result->revision == 0 ? 1 : result->revision);
		sfprov_statement_bind_text(&statement, result->sent == NULL ? NULL : sfprov_json_text(result->sent));
		sfprov_statement_bind_text(&statement, *result->contact_id == '\0' ? NULL : result->contact_id);
		sfprov_statement_bind_text(&statement, *result->coperson_id == '\0' ? NULL : result->coperson_id);
		sfprov_statement_bind_text(&statement, result->who);
		if (result->unfinished) {
			sfprov_announcement_leave(result->flown, left);
			sfprov_statement_bind_text(&statement, left);
		} else {
			sfprov_statement_bind_text(&statement, result->who);
			sfprov_statement_bind_text(&statement, result->who);
			sfprov_statement_bind_int(&statement, store->connections->environment->wall_time(store->connections->environment->context));
		}
		sfprov_statement_bind_text(&statement, now);
		status = finish_update(&statement, target, person, error);
	}
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status record_failure(void *context, int64_t target, int64_t person, const sfprov_error *failure, sfprov_error *error)
{
	sfprov_php_person_store *store = context;
	sfprov_statement statement = {0};
	sfprov_database *database;
	sfprov_status status;
	char message[500];
	bool durable;

	if (!store->journal) {
		return SFPROV_OK;
	}
	(void) snprintf(message, sizeof(message), "%s", failure->message);
	sfprov_text_scrub(message);
	status = sfprov_connections_durable(store->connections, &database, &durable, error);
	if (status == SFPROV_OK) {
		status = ensure_row(store, database, target, person, error);
	}
	if (status == SFPROV_OK) {
		status = sfprov_statement_prepare(
			&statement, database, "UPDATE {co_salesforce_provisioner_people} SET error_code = ?, error_message = ?, error_time = ? WHERE " OF_PERSON, error);
	}
	if (status == SFPROV_OK) {
		sfprov_statement_bind_text(&statement, failure->code[0] == '\0' ? NULL : failure->code);
		sfprov_statement_bind_text(&statement, message);
		sfprov_statement_bind_int(&statement, store->connections->environment->wall_time(store->connections->environment->context));
		status = finish_update(&statement, target, person, error);
	}
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status store_ids(void *context, int64_t target, int64_t person, const char *contact_id, const char *coperson_id, sfprov_error *error)
{
	return sfprov_php_identifier_store(context, target, person, contact_id, coperson_id, error);
}

static sfprov_status forget(void *context, int64_t target, int64_t person, sfprov_error *error)
{
	sfprov_php_person_store *store = context;
	sfprov_statement statement = {0};
	sfprov_database *database;
	sfprov_status status;
	bool durable;

	status = sfprov_php_identifier_delete(store, target, person, error);
	if (status != SFPROV_OK || !store->journal) {
		return status;
	}
	status = sfprov_connections_durable(store->connections, &database, &durable, error);
	if (status == SFPROV_OK) {
		status = sfprov_statement_prepare(&statement, database, "DELETE FROM {co_salesforce_provisioner_people} WHERE " OF_PERSON, error);
	}
	if (status == SFPROV_OK) {
		status = finish_update(&statement, target, person, error);
	}
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status find_remembered_owner(
	sfprov_php_person_store *store, int64_t target, int64_t person, const char *contact_id, int64_t *owner, sfprov_error *error)
{
	sfprov_statement statement = {0};
	char pattern[SFPROV_ID_SIZE];
	sfprov_database *database;
	sfprov_status status;
	bool durable;

	/* As for Identifiers: with or without the last three characters, and whatever the database says about the case of letters. */
	(void) snprintf(pattern, sizeof(pattern), "%.15s%%", contact_id);
	status = sfprov_connections_durable(store->connections, &database, &durable, error);
	if (status == SFPROV_OK) {
		status = sfprov_statement_prepare(&statement, database,
			"SELECT co_person_id, contact_id FROM {co_salesforce_provisioner_people} WHERE contact_id LIKE ? AND co_provisioning_target_id = ? AND "
			"co_person_id <> ? "
			"ORDER BY id",
			error);
	}
	if (status == SFPROV_OK) {
		sfprov_statement_bind_text(&statement, pattern);
		sfprov_statement_bind_int(&statement, target);
		sfprov_statement_bind_int(&statement, person);
		status = sfprov_statement_execute(&statement, error);
	}
	if (status == SFPROV_OK) {
		status = sfprov_statement_fetch_all(&statement, error);
	}
	while (status == SFPROV_OK && *owner == 0 && sfprov_statement_next(&statement)) {
		const char *linked = sfprov_statement_text(&statement, 1);

		*owner = linked != NULL && sfprov_text_same_record_id(linked, contact_id) ? sfprov_statement_int(&statement, 0) : 0;
	}
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status find_owner(void *context, int64_t target, int64_t person, const char *contact_id, int64_t *owner, sfprov_error *error)
{
	sfprov_php_person_store *store = context;
	char linked_coperson[SFPROV_ID_SIZE];
	char linked[SFPROV_ID_SIZE];
	int64_t row;

	if (sfprov_php_identifier_owner(&store->connections->main, target, person, contact_id, owner, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (*owner != 0 || !store->journal) {
		return SFPROV_OK;
	}
	/* Somebody whose Identifier was lost in a roll-back, or is not visible in our transaction yet, still has their Contact. */
	if (find_remembered_owner(store, target, person, contact_id, owner, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (*owner != 0 && sfprov_php_identifier_load(&store->connections->main, target, *owner, &row, linked, linked_coperson, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (*owner != 0 && linked[0] != '\0' && !sfprov_text_same_record_id(linked, contact_id)) {
		/* The Identifier says otherwise, and it wins. */
		*owner = 0;
	}
	return SFPROV_OK;
}

static sfprov_status store_instance_url(void *context, const sfprov_target *target, const char *instance_url, sfprov_error *error)
{
	sfprov_php_person_store *store = context;
	sfprov_statement statement = {0};
	sfprov_status status;
	char now[20];

	sfprov_php_store_now(store, now);
	status = sfprov_statement_prepare(
		&statement, &store->connections->main, "UPDATE {co_salesforce_provisioner_targets} SET instance_url = ?, modified = ? WHERE id = ?", error);
	if (status == SFPROV_OK) {
		sfprov_statement_bind_text(&statement, instance_url);
		sfprov_statement_bind_text(&statement, now);
		sfprov_statement_bind_int(&statement, target->id);
		status = sfprov_statement_execute(&statement, error);
	}
	sfprov_statement_free(&statement);
	return status;
}

void sfprov_php_person_store_init(
	sfprov_person_store *store, sfprov_php_person_store *context, sfprov_connections *connections, const char *actor, bool journal)
{
	context->connections = connections;
	context->actor = actor;
	context->journal = journal;
	store->context = context;
	store->load = load;
	store->claim = claim;
	store->unclaim = unclaim;
	store->record = record;
	store->record_failure = record_failure;
	store->store_ids = store_ids;
	store->forget = forget;
	store->find_owner = find_owner;
	store->store_instance_url = store_instance_url;
}
