/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/set_store.h"

#include "base/text.h"
#include "php/person_row.h"
#include "php/transaction.h"
#include "provisioning/announcement.h"

/* Starts of statements that write a row of ours whether it is there or not; the unique key is (target, person). */
#define OWN_TABLE "{co_salesforce_provisioner_people}"

void sfprov_php_set_condition(sfprov_sql *sql, int64_t target, const int64_t *people, size_t count)
{
	sfprov_sql_add(sql, "(co_provisioning_target_id = ");
	sfprov_sql_int(sql, target);
	sfprov_sql_add(sql, " AND co_person_id IN (");
	sfprov_sql_ints(sql, people, count);
	sfprov_sql_add(sql, "))");
}

/* Where a person stands in an ascending list; NULL when it is not in it. */
static const int64_t *find_person(const int64_t *people, size_t count, int64_t person)
{
	size_t low = 0;
	size_t high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (people[middle] == person) {
			return &people[middle];
		}
		if (people[middle] < person) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return NULL;
}

static int64_t wall_time(const sfprov_php_set_store *store)
{
	const sfprov_environment *environment = store->people.connections->environment;

	return environment->wall_time(environment->context);
}

static sfprov_status load_identifiers(sfprov_php_set_store *store, int64_t target, const int64_t *people, size_t count, sfprov_link *links, sfprov_error *error)
{
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;

	sfprov_sql_init(
		&sql, "SELECT co_person_id, identifier FROM {identifiers} WHERE type = 'provisioningtarget' AND identifier_id IS NULL AND deleted IS NOT TRUE AND ");
	sfprov_php_set_condition(&sql, target, people, count);
	/* Of several rows the first one counts, as for one person: it comes last here. */
	sfprov_sql_add(&sql, " ORDER BY id DESC");
	status = sfprov_sql_run(&sql, &store->people.connections->main, &statement, error);
	while (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		const int64_t *place;
		const char *identifier;
		sfprov_link *link;

		place = find_person(people, count, sfprov_statement_int(&statement, 0));
		identifier = sfprov_statement_text(&statement, 1);
		if (place == NULL) {
			continue;
		}
		link = &links[place - people];
		link->contact_id[0] = '\0';
		link->coperson_id[0] = '\0';
		if (identifier != NULL) {
			sfprov_php_identifier_split(identifier, link->contact_id, link->coperson_id);
		}
		link->identifier_current = link->contact_id[0] != '\0';
	}
	sfprov_statement_free(&statement);
	return status;
}

sfprov_status sfprov_php_set_load_rows(
	sfprov_php_set_store *store, int64_t target, const int64_t *people, size_t count, bool lock, sfprov_link *const *links, sfprov_error *error)
{
	sfprov_database *database = &store->people.connections->main;
	char coperson_id[SFPROV_ID_SIZE];
	char contact_id[SFPROV_ID_SIZE];
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;

	sfprov_sql_init(&sql, "SELECT co_person_id, " SFPROV_PERSON_ROW_COLUMNS " FROM " OWN_TABLE " WHERE ");
	sfprov_php_set_condition(&sql, target, people, count);
	if (lock) {
		sfprov_sql_add(&sql, " ORDER BY co_person_id");
		sfprov_sql_add(&sql, sfprov_database_for_update(database));
	}
	status = sfprov_sql_run(&sql, database, &statement, error);
	while (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		const int64_t *place = find_person(people, count, sfprov_statement_int(&statement, 0));

		if (place != NULL) {
			sfprov_link *link = links[place - people];

			sfprov_php_person_row_empty(link);
			sfprov_php_person_row_take(&statement, 1, link, contact_id, coperson_id);
			sfprov_php_person_row_merge(link, contact_id, coperson_id);
		}
	}
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status load(void *context, int64_t target, const int64_t *people, size_t count, sfprov_link *links, sfprov_error *error)
{
	sfprov_php_set_store *store = context;
	sfprov_link **places = safe_emalloc(count, sizeof(*places), 0);
	sfprov_status status;
	size_t i;

	memset(links, 0, count * sizeof(*links));
	for (i = 0; i < count; i++) {
		links[i].journal = true;
		places[i] = &links[i];
	}
	status = load_identifiers(store, target, people, count, links, error);
	if (status == SFPROV_OK) {
		status = sfprov_php_set_load_rows(store, target, people, count, false, places, error);
	}
	efree(places);
	return status;
}

/* Begins a statement that inserts rows of ours; the caller appends "(?, ...), ..." and on_row_there(). */
static void insert_rows(sfprov_sql *sql, const sfprov_database *database, bool ignore, const char *columns)
{
	sfprov_sql_init(sql, ignore && database->dialect == SFPROV_MYSQL ? "INSERT IGNORE INTO " OWN_TABLE " (" : "INSERT INTO " OWN_TABLE " (");
	sfprov_sql_add(sql, columns);
	sfprov_sql_add(sql, ") VALUES ");
}

static void on_row_there(sfprov_sql *sql, const sfprov_database *database)
{
	sfprov_sql_add(
		sql, database->dialect == SFPROV_MYSQL ? " ON DUPLICATE KEY UPDATE " : " ON CONFLICT (co_provisioning_target_id, co_person_id) DO UPDATE SET ");
}

/* The value that the insert had for a column, and the column's own, as the dialect writes them after on_row_there(). */
static void add_new(sfprov_sql *sql, const sfprov_database *database, const char *column)
{
	sfprov_sql_add(sql, database->dialect == SFPROV_MYSQL ? "VALUES(" : "excluded.");
	sfprov_sql_add(sql, column);
	sfprov_sql_add(sql, database->dialect == SFPROV_MYSQL ? ")" : "");
}

static void add_own(sfprov_sql *sql, const sfprov_database *database, const char *column)
{
	if (database->dialect != SFPROV_MYSQL) {
		sfprov_sql_add(sql, OWN_TABLE ".");
	}
	sfprov_sql_add(sql, column);
}

static void add_assignment(sfprov_sql *sql, const sfprov_database *database, const char *column)
{
	sfprov_sql_add(sql, column);
	sfprov_sql_add(sql, " = ");
	add_new(sql, database, column);
	sfprov_sql_add(sql, ", ");
}

/* Without an error when a row is there already: an error would end a PostgreSQL transaction. */
static sfprov_status ensure_rows(sfprov_php_set_store *store, int64_t target, const int64_t *people, size_t count, sfprov_error *error)
{
	sfprov_database *database = &store->people.connections->main;
	sfprov_sql sql;
	char now[20];
	size_t i;

	sfprov_php_store_now(&store->people, now);
	insert_rows(&sql, database, true, "co_provisioning_target_id, co_person_id, revision, created, modified");
	for (i = 0; i < count; i++) {
		sfprov_sql_add(&sql, i == 0 ? "(" : ", (");
		sfprov_sql_int(&sql, target);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_int(&sql, people[i]);
		sfprov_sql_add(&sql, ", 1, ");
		sfprov_sql_text(&sql, now);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_text(&sql, now);
		sfprov_sql_add(&sql, ")");
	}
	if (database->dialect != SFPROV_MYSQL) {
		sfprov_sql_add(&sql, " ON CONFLICT (co_provisioning_target_id, co_person_id) DO NOTHING");
	}
	return sfprov_sql_run_alone(&sql, database, error);
}

/* First announcements, with their time and marks. */
static sfprov_status announce_first(
	sfprov_php_set_store *store, int64_t target, const char *who, const sfprov_set_claim *claims, size_t count, sfprov_error *error)
{
	sfprov_database *database = &store->people.connections->main;
	int64_t now = wall_time(store);
	bool any = false;
	sfprov_sql sql;
	size_t i;

	insert_rows(&sql, database, false, "co_provisioning_target_id, co_person_id, intent, intent_time, intent_match");
	for (i = 0; i < count; i++) {
		if (!claims[i].claimed || claims[i].link->intent[0] != '\0') {
			continue;
		}
		sfprov_sql_add(&sql, any ? ", (" : "(");
		any = true;
		sfprov_sql_int(&sql, target);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_int(&sql, claims[i].person);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_text(&sql, who);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_int(&sql, now);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_text(&sql, claims[i].match == NULL ? NULL : sfprov_json_text(claims[i].match));
		sfprov_sql_add(&sql, ")");
	}
	if (!any) {
		sfprov_sql_free(&sql);
		return SFPROV_OK;
	}
	on_row_there(&sql, database);
	add_assignment(&sql, database, "intent_time");
	add_assignment(&sql, database, "intent_match");
	sfprov_sql_add(&sql, "intent = ");
	add_new(&sql, database, "intent");
	return sfprov_sql_run_plain(&sql, database, error);
}

/* Announcements that were never finished keep their time and marks, by which the lost record can be found; only who looks after them changes. */
static sfprov_status announce_former(
	sfprov_php_set_store *store, int64_t target, const char *who, const sfprov_set_claim *claims, size_t count, sfprov_error *error)
{
	int64_t *people = safe_emalloc(count, sizeof(*people), 0);
	sfprov_status status = SFPROV_OK;
	size_t former = 0;
	sfprov_sql sql;
	size_t i;

	for (i = 0; i < count; i++) {
		if (claims[i].claimed && claims[i].link->intent[0] != '\0') {
			people[former++] = claims[i].person;
		}
	}
	if (former > 0) {
		sfprov_sql_init(&sql, "UPDATE " OWN_TABLE " SET intent = ");
		sfprov_sql_text(&sql, who);
		sfprov_sql_add(&sql, " WHERE ");
		sfprov_php_set_condition(&sql, target, people, former);
		status = sfprov_sql_run_plain(&sql, &store->people.connections->main, error);
	}
	efree(people);
	return status;
}

typedef struct claiming {
	sfprov_php_set_store *store;
	int64_t target;
	const char *who;
	int64_t stale_before;
	sfprov_set_claim *claims;
	size_t count;
	int64_t *people;     /* owned */
	sfprov_link **links; /* owned array */
} claiming;

static sfprov_status claim_locked(void *context, sfprov_error *error)
{
	const claiming *self = context;
	size_t i;

	if (sfprov_php_set_load_rows(self->store, self->target, self->people, self->count, true, self->links, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	for (i = 0; i < self->count; i++) {
		sfprov_set_claim *claim = &self->claims[i];
		bool ours = strcmp(claim->link->intent, self->who) == 0;

		claim->claimed = claim->link->intent[0] == '\0' || ours || sfprov_announcement_moment(claim->link->intent) <= self->stale_before;
		if (ours) {
			claim->link->intent[0] = '\0';
		}
	}
	return announce_first(self->store, self->target, self->who, self->claims, self->count, error) == SFPROV_OK
		? announce_former(self->store, self->target, self->who, self->claims, self->count, error)
		: SFPROV_FAILED;
}

static sfprov_status claim(void *context, int64_t target, const char *who, int64_t stale_before, sfprov_set_claim *claims, size_t count, sfprov_error *error)
{
	claiming self = {.store = context, .target = target, .who = who, .stale_before = stale_before, .claims = claims, .count = count};
	sfprov_status status;
	size_t i;

	self.people = safe_emalloc(count, sizeof(*self.people), 0);
	self.links = safe_emalloc(count, sizeof(*self.links), 0);
	for (i = 0; i < count; i++) {
		self.people[i] = claims[i].person;
		self.links[i] = claims[i].link;
	}
	/* Before the transaction: in it, MySQL's INSERT IGNORE would keep shared locks on rows that are there, and two who want to update them would wait for each other. */
	status = ensure_rows(self.store, target, self.people, count, error);
	if (status == SFPROV_OK) {
		status = sfprov_database_transact(&self.store->people.connections->main, claim_locked, &self, error);
	}
	efree(self.links);
	efree(self.people);
	return status;
}

static sfprov_status reannounce(
	void *context, int64_t target, const char *who, const char *again, const int64_t *people, size_t count, bool *ours, sfprov_error *error)
{
	sfprov_php_set_store *store = context;
	sfprov_database *database = &store->people.connections->main;
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;

	memset(ours, 0, count * sizeof(*ours));
	sfprov_sql_init(&sql, "UPDATE " OWN_TABLE " SET intent = ");
	sfprov_sql_text(&sql, again);
	sfprov_sql_add(&sql, " WHERE intent = ");
	sfprov_sql_text(&sql, who);
	sfprov_sql_add(&sql, " AND ");
	sfprov_php_set_condition(&sql, target, people, count);
	if (sfprov_sql_run_alone(&sql, database, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_sql_init(&sql, "SELECT co_person_id FROM " OWN_TABLE " WHERE intent = ");
	sfprov_sql_text(&sql, again);
	sfprov_sql_add(&sql, " AND ");
	sfprov_php_set_condition(&sql, target, people, count);
	status = sfprov_sql_run(&sql, database, &statement, error);
	while (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		const int64_t *place = find_person(people, count, sfprov_statement_int(&statement, 0));

		if (place != NULL) {
			ours[place - people] = true;
		}
	}
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status unclaim(void *context, int64_t target, const char *who, const int64_t *people, size_t count, sfprov_error *error)
{
	sfprov_php_set_store *store = context;
	sfprov_sql sql;

	sfprov_sql_init(&sql, "UPDATE " OWN_TABLE " SET intent = NULL, intent_time = NULL, intent_match = NULL WHERE intent = ");
	sfprov_sql_text(&sql, who);
	sfprov_sql_add(&sql, " AND ");
	sfprov_php_set_condition(&sql, target, people, count);
	return sfprov_sql_run_alone(&sql, &store->people.connections->main, error);
}

/* The row of one result. Its revision is that of a row that one push has written, and nobody else: one that has just been made for an announcement, or for a failure, has 1. */
static void add_result(sfprov_sql *sql, int64_t target, const sfprov_set_result *entry, int64_t pushed, const char *now)
{
	const sfprov_push_result *result = &entry->result;

	sfprov_sql_int(sql, target);
	sfprov_sql_add(sql, ", ");
	sfprov_sql_int(sql, entry->person);
	sfprov_sql_add(sql, ", ");
	sfprov_sql_text(sql, result->contact_id[0] == '\0' ? NULL : result->contact_id);
	sfprov_sql_add(sql, ", ");
	sfprov_sql_text(sql, result->coperson_id[0] == '\0' ? NULL : result->coperson_id);
	sfprov_sql_add(sql, ", ");
	sfprov_sql_text(sql, result->sent == NULL ? NULL : sfprov_json_text(result->sent));
	sfprov_sql_add(sql, ", ");
	sfprov_sql_int(sql, (result->revision == 0 ? 1 : result->revision) + 1);
	sfprov_sql_add(sql, ", ");
	sfprov_sql_int(sql, pushed);
	sfprov_sql_add(sql, ", ");
	sfprov_sql_text(sql, now);
	sfprov_sql_add(sql, ", ");
	sfprov_sql_text(sql, now);
	sfprov_sql_add(sql, ")");
}

static void add_intent_case(sfprov_sql *sql, const sfprov_database *database, const char *column, const char *who)
{
	sfprov_sql_add(sql, column);
	sfprov_sql_add(sql, " = CASE WHEN ");
	add_own(sql, database, "intent");
	sfprov_sql_add(sql, " = ");
	sfprov_sql_text(sql, who);
	sfprov_sql_add(sql, " THEN NULL ELSE ");
	add_own(sql, database, column);
	sfprov_sql_add(sql, " END");
}

/* What a finished push leaves: `intent` is assigned after what depends on it, since MySQL goes from left to right. */
static void finish_rows(sfprov_sql *sql, const sfprov_database *database, const char *who)
{
	add_assignment(sql, database, "pushed_time");
	sfprov_sql_add(sql, "error_code = NULL, error_message = NULL, error_time = NULL, ");
	add_intent_case(sql, database, "intent_time", who);
	sfprov_sql_add(sql, ", ");
	add_intent_case(sql, database, "intent_match", who);
	sfprov_sql_add(sql, ", ");
	add_intent_case(sql, database, "intent", who);
}

static void leave_rows(sfprov_sql *sql, const sfprov_database *database, const sfprov_push_result *like)
{
	char left[SFPROV_INTENT_SIZE];

	sfprov_announcement_leave(like->flown, left);
	sfprov_sql_add(sql, "intent = CASE WHEN ");
	add_own(sql, database, "intent");
	sfprov_sql_add(sql, " = ");
	sfprov_sql_text(sql, like->who);
	sfprov_sql_add(sql, " THEN ");
	sfprov_sql_text(sql, left);
	sfprov_sql_add(sql, " ELSE ");
	add_own(sql, database, "intent");
	sfprov_sql_add(sql, " END");
}

/* Whether the announcements of both have the same name, and become the same. */
static bool are_alike(const sfprov_push_result *a, const sfprov_push_result *b)
{
	return a->unfinished == b->unfinished && a->flown == b->flown && strcmp(a->who, b->who) == 0;
}

/* All results like this one, in one statement. */
static sfprov_status record_group(
	sfprov_php_set_store *store, int64_t target, const sfprov_set_result *results, size_t count, const sfprov_push_result *like, sfprov_error *error)
{
	sfprov_database *database = &store->people.connections->main;
	int64_t pushed = wall_time(store);
	bool any = false;
	sfprov_sql sql;
	char now[20];
	size_t i;

	sfprov_php_store_now(&store->people, now);
	insert_rows(&sql, database, false, "co_provisioning_target_id, co_person_id, contact_id, coperson_id, sent, revision, pushed_time, created, modified");
	for (i = 0; i < count; i++) {
		if (are_alike(&results[i].result, like)) {
			sfprov_sql_add(&sql, any ? ", (" : "(");
			add_result(&sql, target, &results[i], pushed, now);
			any = true;
		}
	}
	on_row_there(&sql, database);
	/* Before `revision`, which MySQL assigns next: when another process wrote in between, it is not known what Salesforce holds. */
	sfprov_sql_add(&sql, "sent = CASE WHEN ");
	add_own(&sql, database, "revision");
	sfprov_sql_add(&sql, " + 1 = ");
	add_new(&sql, database, "revision");
	sfprov_sql_add(&sql, " THEN ");
	add_new(&sql, database, "sent");
	sfprov_sql_add(&sql, " ELSE NULL END, ");
	add_assignment(&sql, database, "contact_id");
	add_assignment(&sql, database, "coperson_id");
	sfprov_sql_add(&sql, "revision = ");
	add_own(&sql, database, "revision");
	sfprov_sql_add(&sql, " + 1, ");
	add_assignment(&sql, database, "modified");
	if (like->unfinished) {
		leave_rows(&sql, database, like);
	} else {
		finish_rows(&sql, database, like->who);
	}
	return sfprov_sql_run_alone(&sql, database, error);
}

/* Whether an earlier result is like this one. */
static bool has_come(const sfprov_set_result *results, size_t i)
{
	size_t k;

	for (k = i; k > 0; k--) {
		if (are_alike(&results[k - 1].result, &results[i].result)) {
			return true;
		}
	}
	return false;
}

static sfprov_status record(void *context, int64_t target, const sfprov_set_result *results, size_t count, sfprov_error *error)
{
	size_t i;

	/* Most carry this process's name, or none; a few that of one that died, or that of a call whose answer was lost. */
	for (i = 0; i < count; i++) {
		if (!has_come(results, i) && record_group(context, target, results, count, &results[i].result, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}

static sfprov_status record_failures(void *context, int64_t target, const sfprov_set_failure *failures, size_t count, sfprov_error *error)
{
	sfprov_php_set_store *store = context;
	sfprov_database *database = &store->people.connections->main;
	int64_t now = wall_time(store);
	char message[500];
	sfprov_sql sql;
	char text[20];
	size_t i;

	sfprov_php_store_now(&store->people, text);
	insert_rows(&sql, database, false, "co_provisioning_target_id, co_person_id, revision, error_code, error_message, error_time, created, modified");
	for (i = 0; i < count; i++) {
		const sfprov_error *failure = failures[i].failure;

		(void) snprintf(message, sizeof(message), "%s", failure->message);
		sfprov_text_scrub(message);
		sfprov_sql_add(&sql, i == 0 ? "(" : ", (");
		sfprov_sql_int(&sql, target);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_int(&sql, failures[i].person);
		sfprov_sql_add(&sql, ", 1, ");
		sfprov_sql_text(&sql, failure->code[0] == '\0' ? NULL : failure->code);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_text(&sql, message);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_int(&sql, now);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_text(&sql, text);
		sfprov_sql_add(&sql, ", ");
		sfprov_sql_text(&sql, text);
		sfprov_sql_add(&sql, ")");
	}
	on_row_there(&sql, database);
	add_assignment(&sql, database, "error_code");
	add_assignment(&sql, database, "error_message");
	sfprov_sql_add(&sql, "error_time = ");
	add_new(&sql, database, "error_time");
	return sfprov_sql_run_alone(&sql, database, error);
}

void sfprov_php_set_store_init(
	sfprov_set_store *store, sfprov_php_set_store *context, sfprov_connections *connections, const char *actor, const char *description)
{
	context->people.connections = connections;
	context->people.actor = actor;
	context->people.journal = true;
	context->description = description;
	store->context = context;
	store->load = load;
	store->claim = claim;
	store->reannounce = reannounce;
	store->unclaim = unclaim;
	store->record = record;
	store->record_failures = record_failures;
	store->forget = sfprov_php_set_forget;
	store->store_ids = sfprov_php_set_store_ids;
	store->note_provisioned = sfprov_php_set_note_provisioned;
	store->find_owners = sfprov_php_set_find_owners;
}
