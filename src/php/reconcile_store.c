/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/reconcile_store.h"

#include "base/json.h"
#include "base/platform.h"
#include "base/text.h"
#include "php/sql.h"

/* The part of a record's id that tells it from others. */
#define ID_LENGTH 15

/* Bytes of a message that its column takes in any encoding. */
#define MESSAGE_SIZE 513

static void add_prefixes(sfprov_sql *sql, const char *const *ids, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		char prefix[ID_LENGTH + 1];

		(void) snprintf(prefix, sizeof(prefix), "%s", ids[i]);
		sfprov_sql_add(sql, i == 0 ? "(" : ", ");
		sfprov_sql_text(sql, prefix);
	}
	sfprov_sql_add(sql, ")");
}

/* Enters the rows (beginning of an id, person) of a statement. The database may have found others, which differ in case. */
static void take_owners(sfprov_statement *statement, HashTable *owners)
{
	while (sfprov_statement_next(statement)) {
		const char *id = sfprov_statement_text(statement, 0);
		int64_t person = sfprov_statement_int(statement, 1);
		zval owner;

		if (id != NULL) {
			ZVAL_LONG(&owner, person == 0 ? -1 : (zend_long) person);
			(void) zend_hash_str_update(owners, id, strlen(id), &owner);
		}
	}
}

static sfprov_status find_owners(
	sfprov_connections *connections, const char *sql_text, const char *const *ids, size_t count, HashTable *owners, sfprov_error *error)
{
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;

	sfprov_sql_init(&sql, sql_text);
	add_prefixes(&sql, ids, count);
	status = sfprov_sql_run(&sql, &connections->main, &statement, error);
	if (status == SFPROV_OK) {
		take_owners(&statement, owners);
	}
	sfprov_statement_free(&statement);
	return status;
}

#define OF_IDENTIFIERS(part) \
	"SELECT " part ", co_person_id FROM {identifiers} WHERE type = 'provisioningtarget' AND identifier_id IS NULL AND deleted IS NOT TRUE AND " part " IN "
#define OF_ROWS(part) "SELECT " part ", co_person_id FROM {co_salesforce_provisioner_people} WHERE " part " IN "

/* The CoPerson__c behind a Contact's id of 18 characters, or of 15. */
#define COPERSON_PART "CASE WHEN SUBSTR(identifier, 16, 1) = '/' THEN SUBSTR(identifier, 17, 15) ELSE SUBSTR(identifier, 20, 15) END"

static sfprov_status find_linked(void *context, bool coperson, const char *const *ids, size_t count, int64_t *owners, sfprov_error *error)
{
	sfprov_connections *connections = context;
	sfprov_status status;
	HashTable found;
	size_t i;

	zend_hash_init(&found, (uint32_t) count, NULL, NULL, 0);
	/* Our own rows count, too: they know what an Identifier has lost, and whom deprovisioning left as they were. The Identifier's word is the later one. */
	status = find_owners(connections, coperson ? OF_ROWS("SUBSTR(coperson_id, 1, 15)") : OF_ROWS("SUBSTR(contact_id, 1, 15)"), ids, count, &found, error);
	if (status == SFPROV_OK) {
		status = find_owners(connections, coperson ? OF_IDENTIFIERS(COPERSON_PART) : OF_IDENTIFIERS("SUBSTR(identifier, 1, 15)"), ids, count, &found, error);
	}
	for (i = 0; status == SFPROV_OK && i < count; i++) {
		zval *owner = zend_hash_str_find(&found, ids[i], MIN(strlen(ids[i]), ID_LENGTH));

		owners[i] = owner == NULL ? 0 : (int64_t) Z_LVAL_P(owner);
	}
	zend_hash_destroy(&found);
	return status;
}

/* Where the database and we would not agree about the case of letters. */
static bool is_ascii(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char) *text >= 0x80) {
			return false;
		}
	}
	return true;
}

static sfprov_status find_keys(void *context, const char *type, const char *const *keys, size_t count, bool *known, sfprov_error *error)
{
	sfprov_connections *connections = context;
	sfprov_statement statement;
	sfprov_status status;
	HashTable found;
	sfprov_sql sql;
	size_t i;

	sfprov_sql_init(
		&sql, "SELECT LOWER(TRIM(identifier)) FROM {identifiers} WHERE identifier_id IS NULL AND deleted IS NOT TRUE AND co_person_id IS NOT NULL AND type = ");
	sfprov_sql_text(&sql, type);
	sfprov_sql_add(&sql, " AND LOWER(TRIM(identifier)) IN (");
	for (i = 0; i < count; i++) {
		char *key = zend_str_tolower_dup(keys[i], strlen(keys[i]));

		sfprov_sql_add(&sql, i == 0 ? "" : ", ");
		sfprov_sql_text(&sql, key);
		efree(key);
	}
	sfprov_sql_add(&sql, ")");
	zend_hash_init(&found, (uint32_t) count, NULL, NULL, 0);
	status = sfprov_sql_run(&sql, &connections->main, &statement, error);
	while (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		const char *key = sfprov_statement_text(&statement, 0);

		if (key != NULL) {
			(void) zend_hash_str_add_empty_element(&found, key, strlen(key));
		}
	}
	sfprov_statement_free(&statement);
	for (i = 0; status == SFPROV_OK && i < count; i++) {
		char *key = zend_str_tolower_dup(keys[i], strlen(keys[i]));

		known[i] = !is_ascii(keys[i]) || zend_hash_str_exists(&found, key, strlen(key));
		efree(key);
	}
	zend_hash_destroy(&found);
	return status;
}

static sfprov_status oldest_announcement(void *context, int64_t *time, int64_t *person, sfprov_error *error)
{
	sfprov_connections *connections = context;
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;

	*time = 0;
	*person = 0;
	sfprov_sql_init(&sql,
		"SELECT x.intent_time, x.co_person_id FROM {co_salesforce_provisioner_people} x JOIN {co_people} p ON p.id = x.co_person_id AND p.deleted IS NOT TRUE "
		"WHERE x.intent IS NOT NULL AND x.intent_time IS NOT NULL ORDER BY x.intent_time, x.co_person_id LIMIT 1");
	status = sfprov_sql_run(&sql, &connections->main, &statement, error);
	if (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		*time = sfprov_statement_int(&statement, 0);
		*person = sfprov_statement_int(&statement, 1);
	}
	sfprov_statement_free(&statement);
	return status;
}

/* The counts as the dashboard reads them. */
static json_object *counts_document(const sfprov_reconcile_counts *counts)
{
	const struct {
		const char *name;
		int64_t number;
	} members[] = {
		{"people", counts->people},
		{"contacts", counts->contacts},
		{"same", counts->same},
		{"missing", counts->kinds[SFPROV_MISSING]},
		{"changed", counts->kinds[SFPROV_CHANGED]},
		{"orphaned", counts->kinds[SFPROV_ORPHANED]},
		{"duplicated", counts->kinds[SFPROV_DUPLICATED]},
		{"repaired", counts->repaired},
		{"failed", counts->failed},
		{"api_calls", counts->api_calls},
	};
	json_object *document = json_object_new_object();
	size_t i;

	for (i = 0; document != NULL && i < sizeof(members) / sizeof(members[0]); i++) {
		if (!sfprov_json_set(document, members[i].name, json_object_new_int64(members[i].number))) {
			json_object_put(document);
			document = NULL;
		}
	}
	return document;
}

static void add_times(sfprov_sql *sql, int64_t started, int64_t finished)
{
	char text[20];

	sfprov_sql_int(sql, started);
	sfprov_sql_add(sql, ", ");
	sfprov_sql_int(sql, finished);
	sfprov_sql_add(sql, ", ");
	sfprov_sql_int(sql, finished);
	sfprov_platform_utc_text(started, text);
	sfprov_sql_add(sql, ", ");
	sfprov_sql_text(sql, text);
	sfprov_platform_utc_text(finished, text);
	sfprov_sql_add(sql, ", ");
	sfprov_sql_text(sql, text);
}

static sfprov_status note_run(void *context, int64_t target, const sfprov_reconcile_report *report, sfprov_error *error)
{
	sfprov_connections *connections = context;
	json_object *counts = counts_document(&report->counts);
	char message[MESSAGE_SIZE];
	sfprov_status status;
	sfprov_sql sql;

	if (counts == NULL) {
		return sfprov_fail_memory(error);
	}
	sfprov_sql_init(&sql,
		"INSERT INTO {co_salesforce_provisioner_runs} (co_provisioning_target_id, mode, status, total, counts, message, started_time, finished_time, "
		"heartbeat_time, "
		"created, modified) VALUES (");
	sfprov_sql_int(&sql, target);
	sfprov_sql_add(&sql, report->complete ? ", 'reconcile', 'OK', " : ", 'reconcile', 'CX', ");
	sfprov_sql_int(&sql, report->total);
	sfprov_sql_add(&sql, ", ");
	sfprov_sql_text(&sql, sfprov_json_text(counts));
	sfprov_sql_add(&sql, ", ");
	(void) snprintf(message, sizeof(message), "%s", report->message);
	/* The cut may have gone through a character. */
	sfprov_text_scrub(message);
	sfprov_sql_text(&sql, message[0] == '\0' ? NULL : message);
	sfprov_sql_add(&sql, ", ");
	add_times(&sql, report->started, connections->environment->wall_time(connections->environment->context));
	sfprov_sql_add(&sql, ")");
	status = sfprov_sql_run_alone(&sql, &connections->main, error);
	json_object_put(counts);
	return status;
}

void sfprov_php_reconcile_store_init(sfprov_reconcile_store *store, sfprov_connections *connections)
{
	store->context = connections;
	store->find_linked = find_linked;
	store->find_keys = find_keys;
	store->oldest_announcement = oldest_announcement;
	store->note_run = note_run;
}
