/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/bulk_store.h"

#include "base/platform.h"
#include "php/sql.h"
#include "php/transaction.h"
#include "provisioning/run_store.h"

#define JOBS "{co_salesforce_provisioner_bulk_jobs}"
#define PEOPLE "{co_salesforce_provisioner_people}"

static int64_t wall_time(const sfprov_connections *connections)
{
	return connections->environment->wall_time(connections->environment->context);
}

static sfprov_status begin(void *context, int64_t target, int64_t run, const char *who, sfprov_error *error)
{
	sfprov_connections *connections = context;
	int64_t now = wall_time(connections);
	sfprov_sql sql;
	char text[20];

	sfprov_platform_utc_text(now, text);
	sfprov_sql_init(&sql, "INSERT INTO " JOBS " (co_provisioning_target_id, run_id, worker, state, lease_time, created_time, created, modified) VALUES (");
	sfprov_sql_int(&sql, target);
	sfprov_sql_add(&sql, ", ");
	sfprov_sql_int(&sql, run);
	sfprov_sql_add(&sql, ", ");
	sfprov_sql_text(&sql, who);
	sfprov_sql_add(&sql, ", 'open', ");
	sfprov_sql_int(&sql, now);
	sfprov_sql_add(&sql, ", ");
	sfprov_sql_int(&sql, now);
	sfprov_sql_add(&sql, ", ");
	sfprov_sql_text(&sql, text);
	sfprov_sql_add(&sql, ", ");
	sfprov_sql_text(&sql, text);
	sfprov_sql_add(&sql, ")");
	return sfprov_sql_run_alone(&sql, &connections->main, error);
}

/* Asked after the entry was written to: from then on nobody takes it over for the time of a lease, so that the answer holds. */
static sfprov_status is_ours(sfprov_connections *connections, const char *who, bool *ours, sfprov_error *error)
{
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;

	sfprov_sql_init(&sql, "SELECT id FROM " JOBS " WHERE worker = ");
	sfprov_sql_text(&sql, who);
	status = sfprov_sql_run(&sql, &connections->main, &statement, error);
	*ours = status == SFPROV_OK && sfprov_statement_next(&statement);
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status set_job(
	void *context, const char *who, const char *job, const char *sobject, const char *operation, int64_t records, bool *ours, sfprov_error *error)
{
	sfprov_connections *connections = context;
	sfprov_sql sql;

	sfprov_sql_init(&sql, "UPDATE " JOBS " SET job = ");
	sfprov_sql_text(&sql, job);
	sfprov_sql_add(&sql, ", sobject = ");
	sfprov_sql_text(&sql, sobject);
	sfprov_sql_add(&sql, ", operation = ");
	sfprov_sql_text(&sql, operation);
	sfprov_sql_add(&sql, ", records = ");
	sfprov_sql_int(&sql, records);
	sfprov_sql_add(&sql, ", lease_time = ");
	sfprov_sql_int(&sql, wall_time(connections));
	sfprov_sql_add(&sql, " WHERE worker = ");
	sfprov_sql_text(&sql, who);
	return sfprov_sql_run_alone(&sql, &connections->main, error) == SFPROV_OK ? is_ours(connections, who, ours, error) : SFPROV_FAILED;
}

static sfprov_status set_lease(sfprov_connections *connections, const char *who, int64_t time, sfprov_error *error)
{
	sfprov_sql sql;

	sfprov_sql_init(&sql, "UPDATE " JOBS " SET lease_time = ");
	sfprov_sql_int(&sql, time);
	sfprov_sql_add(&sql, " WHERE worker = ");
	sfprov_sql_text(&sql, who);
	return sfprov_sql_run_alone(&sql, &connections->main, error);
}

static sfprov_status renew(void *context, const char *who, bool *ours, sfprov_error *error)
{
	return set_lease(context, who, wall_time(context), error) == SFPROV_OK ? is_ours(context, who, ours, error) : SFPROV_FAILED;
}

static sfprov_status leave(void *context, const char *who, sfprov_error *error)
{
	return set_lease(context, who, 0, error);
}

static sfprov_status end(void *context, int64_t target, const char *who, sfprov_error *error)
{
	sfprov_connections *connections = context;
	sfprov_sql sql;

	sfprov_sql_init(&sql, "UPDATE " PEOPLE " SET intent = '0.unfinished' WHERE co_provisioning_target_id = ");
	sfprov_sql_int(&sql, target);
	sfprov_sql_add(&sql, " AND intent = ");
	sfprov_sql_text(&sql, who);
	if (sfprov_sql_run_alone(&sql, &connections->main, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_sql_init(&sql, "DELETE FROM " JOBS " WHERE worker = ");
	sfprov_sql_text(&sql, who);
	return sfprov_sql_run_alone(&sql, &connections->main, error);
}

/* An entry that was left. */
typedef struct left_entry {
	int64_t id; /* 0: there is none */
	char job[SFPROV_ID_SIZE];
	char worker[SFPROV_INTENT_SIZE];
} left_entry;

static sfprov_status find_left(sfprov_connections *connections, int64_t target, bool lock, left_entry *left, sfprov_error *error)
{
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;

	memset(left, 0, sizeof(*left));
	sfprov_sql_init(&sql, "SELECT id, job, worker FROM " JOBS " WHERE co_provisioning_target_id = ");
	sfprov_sql_int(&sql, target);
	sfprov_sql_add(&sql, " AND lease_time <= ");
	sfprov_sql_int(&sql, wall_time(connections) - SFPROV_SLICE_LEASE_SECONDS);
	sfprov_sql_add(&sql, " ORDER BY id LIMIT 1");
	if (lock) {
		sfprov_sql_add(&sql, sfprov_database_for_update(&connections->main));
	}
	status = sfprov_sql_run(&sql, &connections->main, &statement, error);
	if (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		const char *job = sfprov_statement_text(&statement, 1);
		const char *worker = sfprov_statement_text(&statement, 2);

		left->id = sfprov_statement_int(&statement, 0);
		(void) snprintf(left->job, sizeof(left->job), "%s", job == NULL ? "" : job);
		(void) snprintf(left->worker, sizeof(left->worker), "%s", worker == NULL ? "" : worker);
	}
	sfprov_statement_free(&statement);
	return status;
}

typedef struct taking_over {
	sfprov_connections *connections;
	int64_t target;
	const char *who;
	left_entry left;
} taking_over;

static sfprov_status take_over_locked(void *context, sfprov_error *error)
{
	taking_over *self = context;
	sfprov_connections *connections = self->connections;
	sfprov_sql sql;

	if (find_left(connections, self->target, true, &self->left, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (self->left.id == 0) {
		return SFPROV_OK;
	}
	sfprov_sql_init(&sql, "UPDATE " JOBS " SET worker = ");
	sfprov_sql_text(&sql, self->who);
	sfprov_sql_add(&sql, ", lease_time = ");
	sfprov_sql_int(&sql, wall_time(connections));
	sfprov_sql_add(&sql, " WHERE id = ");
	sfprov_sql_int(&sql, self->left.id);
	if (sfprov_sql_run_plain(&sql, &connections->main, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_sql_init(&sql, "UPDATE " PEOPLE " SET intent = ");
	sfprov_sql_text(&sql, self->who);
	sfprov_sql_add(&sql, " WHERE co_provisioning_target_id = ");
	sfprov_sql_int(&sql, self->target);
	sfprov_sql_add(&sql, " AND intent = ");
	sfprov_sql_text(&sql, self->left.worker);
	return sfprov_sql_run_plain(&sql, &connections->main, error);
}

static sfprov_status take_over(void *context, int64_t target, const char *who, char job[SFPROV_ID_SIZE], bool *found, sfprov_error *error)
{
	taking_over self = {.connections = context, .target = target, .who = who};
	sfprov_status status = find_left(self.connections, target, false, &self.left, error);

	/* As a rule there is none, which takes no transaction to see. */
	if (status == SFPROV_OK && self.left.id != 0) {
		status = sfprov_database_transact(&self.connections->main, take_over_locked, &self, error);
	}
	*found = status == SFPROV_OK && self.left.id != 0;
	(void) snprintf(job, SFPROV_ID_SIZE, "%s", *found ? self.left.job : "");
	return status;
}

void sfprov_php_bulk_store_init(sfprov_bulk_store *store, sfprov_connections *connections)
{
	store->context = connections;
	store->begin = begin;
	store->set_job = set_job;
	store->renew = renew;
	store->leave = leave;
	store->end = end;
	store->take_over = take_over;
}
