/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/bulk_store.h"

#include "base/platform.h"
#include "php/sql.h"
#include "provisioning/run_store.h"

#define JOBS "{co_salesforce_provisioner_bulk_jobs}"

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
	return sfprov_sql_run_plain(&sql, &connections->main, error);
}

static sfprov_status set_job(void *context, const char *who, const char *job, const char *sobject, const char *operation, int64_t records, sfprov_error *error)
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
	return sfprov_sql_run_plain(&sql, &connections->main, error);
}

static sfprov_status renew(void *context, const char *who, bool leave, sfprov_error *error)
{
	sfprov_connections *connections = context;
	sfprov_sql sql;

	sfprov_sql_init(&sql, "UPDATE " JOBS " SET lease_time = ");
	sfprov_sql_int(&sql, leave ? 0 : wall_time(connections));
	sfprov_sql_add(&sql, " WHERE worker = ");
	sfprov_sql_text(&sql, who);
	return sfprov_sql_run_plain(&sql, &connections->main, error);
}

static sfprov_status end(void *context, int64_t target, const char *who, sfprov_error *error)
{
	sfprov_connections *connections = context;
	sfprov_sql sql;

	sfprov_sql_init(&sql, "UPDATE {co_salesforce_provisioner_people} SET intent = '0.unfinished' WHERE co_provisioning_target_id = ");
	sfprov_sql_int(&sql, target);
	sfprov_sql_add(&sql, " AND intent = ");
	sfprov_sql_text(&sql, who);
	if (sfprov_sql_run_plain(&sql, &connections->main, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_sql_init(&sql, "DELETE FROM " JOBS " WHERE worker = ");
	sfprov_sql_text(&sql, who);
	return sfprov_sql_run_plain(&sql, &connections->main, error);
}

static sfprov_status find_left(void *context, int64_t target, char job[SFPROV_ID_SIZE], char who[SFPROV_INTENT_SIZE], bool *found, sfprov_error *error)
{
	sfprov_connections *connections = context;
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;

	sfprov_sql_init(&sql, "SELECT job, worker FROM " JOBS " WHERE co_provisioning_target_id = ");
	sfprov_sql_int(&sql, target);
	sfprov_sql_add(&sql, " AND lease_time <= ");
	sfprov_sql_int(&sql, wall_time(connections) - SFPROV_SLICE_LEASE_SECONDS);
	sfprov_sql_add(&sql, " ORDER BY id LIMIT 1");
	status = sfprov_sql_run(&sql, &connections->main, &statement, error);
	*found = status == SFPROV_OK && sfprov_statement_next(&statement);
	if (*found) {
		const char *id = sfprov_statement_text(&statement, 0);
		const char *worker = sfprov_statement_text(&statement, 1);

		(void) snprintf(job, SFPROV_ID_SIZE, "%s", id == NULL ? "" : id);
		(void) snprintf(who, SFPROV_INTENT_SIZE, "%s", worker == NULL ? "" : worker);
	}
	sfprov_statement_free(&statement);
	return status;
}

void sfprov_php_bulk_store_init(sfprov_bulk_store *store, sfprov_connections *connections)
{
	store->context = connections;
	store->begin = begin;
	store->set_job = set_job;
	store->renew = renew;
	store->end = end;
	store->find_left = find_left;
}
