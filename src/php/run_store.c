/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/run_store.h"

#include "base/json.h"
#include "base/platform.h"
#include "php/sql.h"
#include "php/transaction.h"

#define RUNS "{co_salesforce_provisioner_runs}"
#define SLICES "{co_salesforce_provisioner_slices}"

/* Members of the run's counts, in the order of the structure. */
static const char *const count_names[] = {"people", "created", "updated", "unchanged", "deprovisioned", "skipped", "failed", "sent", "api_calls"};
#define COUNTS (sizeof(count_names) / sizeof(count_names[0]))

static int64_t *count_of(sfprov_counts *counts, size_t i)
{
	int64_t *const places[COUNTS] = {&counts->people, &counts->created, &counts->updated, &counts->unchanged, &counts->deprovisioned, &counts->skipped,
		&counts->failed, &counts->sent, &counts->api_calls};

	return places[i];
}

static int64_t wall_time(const sfprov_connections *connections)
{
	return connections->environment->wall_time(connections->environment->context);
}

static void now_text(const sfprov_connections *connections, char text[20])
{
	sfprov_platform_utc_text(wall_time(connections), text);
}

/* A document that cannot be read counts as nothing counted. */
static void read_counts(const char *text, sfprov_counts *counts)
{
	json_object *document = text == NULL ? NULL : sfprov_json_parse(text, strlen(text));
	size_t i;

	memset(counts, 0, sizeof(*counts));
	for (i = 0; i < COUNTS; i++) {
		int64_t *place = count_of(counts, i);

		if (!sfprov_json_get_int64(document, count_names[i], place) || *place < 0) {
			*place = 0;
		}
	}
	json_object_put(document);
}

static void add_counts(sfprov_sql *sql, const sfprov_counts *counts)
{
	json_object *document = json_object_new_object();
	sfprov_counts copy = *counts;
	bool good = document != NULL;
	size_t i;

	for (i = 0; good && i < COUNTS; i++) {
		good = sfprov_json_set(document, count_names[i], json_object_new_int64(*count_of(&copy, i)));
	}
	sfprov_sql_text(sql, good ? sfprov_json_text(document) : NULL);
	json_object_put(document);
}

/* A run that is under way, as it stands in its row. */
typedef struct open_run {
	int64_t id; /* 0: there is none */
	bool same;  /* of this mode and configuration */
	int64_t started;
	int64_t heartbeat;
	int64_t last_person;
	int64_t total;
} open_run;

static sfprov_status find_open(sfprov_connections *connections, int64_t target, const sfprov_run_request *request, open_run *open, sfprov_error *error)
{
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;

	memset(open, 0, sizeof(*open));
	sfprov_sql_init(&sql,
		"SELECT id, mode, parameters, started_time, heartbeat_time, last_person_id, total FROM " RUNS " WHERE status = 'GO' AND co_provisioning_target_id = ");
	sfprov_sql_int(&sql, target);
	sfprov_sql_add(&sql, " ORDER BY id LIMIT 1");
	sfprov_sql_add(&sql, sfprov_database_for_update(&connections->main));
	status = sfprov_sql_run(&sql, &connections->main, &statement, error);
	if (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		const char *mode = sfprov_statement_text(&statement, 1);
		const char *configuration = sfprov_statement_text(&statement, 2);

		open->id = sfprov_statement_int(&statement, 0);
		open->same = mode != NULL && strcmp(mode, request->mode) == 0 && configuration != NULL && strcmp(configuration, request->configuration) == 0;
		open->started = sfprov_statement_int(&statement, 3);
		open->heartbeat = sfprov_statement_int(&statement, 4);
		open->last_person = sfprov_statement_int(&statement, 5);
		open->total = sfprov_statement_int(&statement, 6);
	}
	sfprov_statement_free(&statement);
	return status;
}

/* When the last complete run with this configuration began; a dry or reconciling one brings nobody up to date. */
static sfprov_status find_since(sfprov_connections *connections, int64_t target, const sfprov_run_request *request, int64_t *since, sfprov_error *error)
{
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;

	*since = 0;
	sfprov_sql_init(&sql, "SELECT started_time, parameters FROM " RUNS " WHERE status = 'OK' AND mode IN ('all', 'changed') AND co_provisioning_target_id = ");
	sfprov_sql_int(&sql, target);
	sfprov_sql_add(&sql, " ORDER BY started_time DESC, id DESC LIMIT 1");
	status = sfprov_sql_run(&sql, &connections->main, &statement, error);
	if (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		const char *configuration = sfprov_statement_text(&statement, 1);

		if (configuration != NULL && strcmp(configuration, request->configuration) == 0) {
			*since = sfprov_statement_int(&statement, 0);
		}
	}
	sfprov_statement_free(&statement);
	return status;
}

static void add_end(sfprov_sql *sql, sfprov_connections *connections, const char *status_code)
{
	sfprov_sql_add(sql, ", status = ");
	sfprov_sql_text(sql, status_code);
	sfprov_sql_add(sql, ", finished_time = ");
	sfprov_sql_int(sql, wall_time(connections));
}

static sfprov_status drop_slices(sfprov_connections *connections, int64_t run, sfprov_error *error)
{
	sfprov_sql sql;

	sfprov_sql_init(&sql, "DELETE FROM " SLICES " WHERE run_id = ");
	sfprov_sql_int(&sql, run);
	return sfprov_sql_run_plain(&sql, &connections->main, error);
}

/* Ends a run that nobody is at any more. */
static sfprov_status end_left(sfprov_connections *connections, int64_t run, sfprov_error *error)
{
	sfprov_sql sql;
	char now[20];

	now_text(connections, now);
	sfprov_sql_init(&sql, "UPDATE " RUNS " SET message = 'Left by its processes', modified = ");
	sfprov_sql_text(&sql, now);
	add_end(&sql, connections, "CX");
	sfprov_sql_add(&sql, " WHERE id = ");
	sfprov_sql_int(&sql, run);
	return sfprov_sql_run_plain(&sql, &connections->main, error) == SFPROV_OK ? drop_slices(connections, run, error) : SFPROV_FAILED;
}

static sfprov_status insert_run(sfprov_connections *connections, int64_t target, const sfprov_run_request *request, sfprov_error *error)
{
	int64_t now = wall_time(connections);
	sfprov_sql sql;
	char text[20];

	now_text(connections, text);
	sfprov_sql_init(&sql,
		"INSERT INTO " RUNS
		" (co_provisioning_target_id, mode, parameters, status, mark, last_person_id, total, started_time, heartbeat_time, created, modified) "
		"VALUES (");
	sfprov_sql_int(&sql, target);
	sfprov_sql_add(&sql, ", ");
	sfprov_sql_text(&sql, request->mode);
	sfprov_sql_add(&sql, ", ");
	sfprov_sql_text(&sql, request->configuration);
	sfprov_sql_add(&sql, ", 'GO', 0, ");
	sfprov_sql_int(&sql, request->last_person);
	sfprov_sql_add(&sql, ", ");
	sfprov_sql_int(&sql, request->total);
	sfprov_sql_add(&sql, ", ");
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

/* One who begins a run of a target must not meet another who does: the target's row is the lock. */
static sfprov_status lock_target(sfprov_connections *connections, int64_t target, sfprov_error *error)
{
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;

	sfprov_sql_init(&sql, "SELECT id FROM {co_salesforce_provisioner_targets} WHERE co_provisioning_target_id = ");
	sfprov_sql_int(&sql, target);
	sfprov_sql_add(&sql, sfprov_database_for_update(&connections->main));
	status = sfprov_sql_run(&sql, &connections->main, &statement, error);
	sfprov_statement_free(&statement);
	return status;
}

typedef struct beginning {
	sfprov_connections *connections;
	int64_t target;
	const sfprov_run_request *request;
	sfprov_run *run;
} beginning;

static sfprov_status begin_locked(void *context, sfprov_error *error)
{
	const beginning *self = context;
	sfprov_connections *connections = self->connections;
	const sfprov_run_request *request = self->request;
	int64_t target = self->target;
	sfprov_run *run = self->run;
	int64_t now = wall_time(connections);
	open_run open;

	if (lock_target(connections, target, error) != SFPROV_OK || find_open(connections, target, request, &open, error) != SFPROV_OK
		|| find_since(connections, target, request, &run->since, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (open.id != 0 && (!open.same || now - open.started > SFPROV_RUN_AGE_SECONDS)) {
		if (now - open.heartbeat < SFPROV_SLICE_LEASE_SECONDS) {
			return sfprov_fail(error, SFPROV_E_SERVER,
				"Another run over the people of this provisioning target is under way, with other options or another configuration: wait for its end, or "
				"cancel it");
		}
		if (end_left(connections, open.id, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		open.id = 0;
	}
	if (open.id == 0 && (insert_run(connections, target, request, error) != SFPROV_OK || find_open(connections, target, request, &open, error) != SFPROV_OK)) {
		return SFPROV_FAILED;
	}
	run->id = open.id;
	run->last_person = open.last_person;
	run->total = open.total;
	return SFPROV_OK;
}

static sfprov_status begin(void *context, int64_t target, const sfprov_run_request *request, sfprov_run *run, sfprov_error *error)
{
	beginning self = {.connections = context, .target = target, .request = request, .run = run};

	memset(run, 0, sizeof(*run));
	return sfprov_database_transact(&self.connections->main, begin_locked, &self, error);
}

/* What a run's row says while it is locked. */
typedef struct run_state {
	bool going;
	bool complete;
	int64_t mark;
	sfprov_counts sum;
} run_state;

static sfprov_status lock_run(sfprov_connections *connections, int64_t run, run_state *state, sfprov_error *error)
{
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;

	memset(state, 0, sizeof(*state));
	sfprov_sql_init(&sql, "SELECT status, mark, counts FROM " RUNS " WHERE id = ");
	sfprov_sql_int(&sql, run);
	sfprov_sql_add(&sql, sfprov_database_for_update(&connections->main));
	status = sfprov_sql_run(&sql, &connections->main, &statement, error);
	if (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		const char *code = sfprov_statement_text(&statement, 0);

		state->going = code != NULL && strcmp(code, "GO") == 0;
		state->complete = code != NULL && strcmp(code, "OK") == 0;
		state->mark = sfprov_statement_int(&statement, 1);
		read_counts(sfprov_statement_text(&statement, 2), &state->sum);
	}
	sfprov_statement_free(&statement);
	return status;
}

/* `status_code` ends the run; NULL: it goes on. */
static sfprov_status save_run(
	sfprov_connections *connections, int64_t run, const run_state *state, const char *status_code, const char *message, sfprov_error *error)
{
	sfprov_sql sql;
	char now[20];

	now_text(connections, now);
	sfprov_sql_init(&sql, "UPDATE " RUNS " SET mark = ");
	sfprov_sql_int(&sql, state->mark);
	sfprov_sql_add(&sql, ", counts = ");
	add_counts(&sql, &state->sum);
	sfprov_sql_add(&sql, ", message = ");
	sfprov_sql_text(&sql, message);
	sfprov_sql_add(&sql, ", heartbeat_time = ");
	sfprov_sql_int(&sql, wall_time(connections));
	sfprov_sql_add(&sql, ", modified = ");
	sfprov_sql_text(&sql, now);
	if (status_code != NULL) {
		add_end(&sql, connections, status_code);
	}
	sfprov_sql_add(&sql, " WHERE id = ");
	sfprov_sql_int(&sql, run);
	return sfprov_sql_run_plain(&sql, &connections->main, error);
}

/* Takes a slice that this process holds out of the table. `*ours` tells whether it still held it: another one that took it over counts its people itself. */
static sfprov_status drop_slice(sfprov_connections *connections, const sfprov_slice *slice, const char *who, bool *ours, sfprov_error *error)
{
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;

	*ours = false;
	if (slice->id == 0) {
		return SFPROV_OK;
	}
	sfprov_sql_init(&sql, "SELECT id FROM " SLICES " WHERE id = ");
	sfprov_sql_int(&sql, slice->id);
	sfprov_sql_add(&sql, " AND worker = ");
	sfprov_sql_text(&sql, who);
	status = sfprov_sql_run(&sql, &connections->main, &statement, error);
	*ours = status == SFPROV_OK && sfprov_statement_next(&statement);
	sfprov_statement_free(&statement);
	if (status != SFPROV_OK || !*ours) {
		return status;
	}
	sfprov_sql_init(&sql, "DELETE FROM " SLICES " WHERE id = ");
	sfprov_sql_int(&sql, slice->id);
	return sfprov_sql_run_plain(&sql, &connections->main, error);
}

/* The slice that was handed out last, or the one without a holder that has waited longest. `*any` tells whether there are slices at all. */
static sfprov_status find_slice(sfprov_connections *connections, int64_t run, const char *who, sfprov_slice *slice, bool *any, sfprov_error *error)
{
	sfprov_statement statement;
	int64_t stale = wall_time(connections) - SFPROV_SLICE_LEASE_SECONDS;
	sfprov_status status;
	sfprov_sql sql;

	memset(slice, 0, sizeof(*slice));
	/* One with our name is one that we have just been given. */
	sfprov_sql_init(&sql, "SELECT id, first_person_id, last_person_id, lease_time, worker FROM " SLICES " WHERE run_id = ");
	sfprov_sql_int(&sql, run);
	sfprov_sql_add(&sql, " ORDER BY CASE WHEN worker = ");
	sfprov_sql_text(&sql, who);
	sfprov_sql_add(&sql, " THEN 0 ELSE 1 END, lease_time, id LIMIT 1");
	status = sfprov_sql_run(&sql, &connections->main, &statement, error);
	*any = status == SFPROV_OK && sfprov_statement_next(&statement);
	if (status == SFPROV_OK && *any) {
		const char *worker = sfprov_statement_text(&statement, 4);

		if (sfprov_statement_int(&statement, 3) <= stale || (worker != NULL && strcmp(worker, who) == 0)) {
			slice->id = sfprov_statement_int(&statement, 0);
			slice->after = sfprov_statement_int(&statement, 1) - 1;
			slice->last = sfprov_statement_int(&statement, 2);
		}
	}
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status hold_slice(sfprov_connections *connections, const sfprov_slice *slice, const char *who, sfprov_error *error)
{
	sfprov_sql sql;

	sfprov_sql_init(&sql, "UPDATE " SLICES " SET worker = ");
	sfprov_sql_text(&sql, who);
	sfprov_sql_add(&sql, ", lease_time = ");
	sfprov_sql_int(&sql, wall_time(connections));
	sfprov_sql_add(&sql, " WHERE id = ");
	sfprov_sql_int(&sql, slice->id);
	return sfprov_sql_run_plain(&sql, &connections->main, error);
}

static sfprov_status insert_slice(sfprov_connections *connections, int64_t run, int64_t first, int64_t last, const char *who, sfprov_error *error)
{
	sfprov_sql sql;
	char now[20];

	now_text(connections, now);
	sfprov_sql_init(&sql, "INSERT INTO " SLICES " (run_id, first_person_id, last_person_id, worker, lease_time, created, modified) VALUES (");
	sfprov_sql_int(&sql, run);
	sfprov_sql_add(&sql, ", ");
	sfprov_sql_int(&sql, first);
	sfprov_sql_add(&sql, ", ");
	sfprov_sql_int(&sql, last);
	sfprov_sql_add(&sql, ", ");
	sfprov_sql_text(&sql, who);
	sfprov_sql_add(&sql, ", ");
	sfprov_sql_int(&sql, wall_time(connections));
	sfprov_sql_add(&sql, ", ");
	sfprov_sql_text(&sql, now);
	sfprov_sql_add(&sql, ", ");
	sfprov_sql_text(&sql, now);
	sfprov_sql_add(&sql, ")");
	return sfprov_sql_run_plain(&sql, &connections->main, error);
}

typedef struct taking {
	sfprov_connections *connections;
	const sfprov_run *run;
	const char *who;
	const sfprov_slice *finished;
	const sfprov_counts *done;
	sfprov_slice_end end;
	void *end_context;
	sfprov_slice next;
	sfprov_take taken;
	sfprov_counts sum;
} taking;

static sfprov_status take_locked(void *context, sfprov_error *error)
{
	taking *self = context;
	sfprov_connections *connections = self->connections;
	int64_t end = 0;
	run_state state;
	bool ours = false;
	bool any = false;

	memset(&self->next, 0, sizeof(self->next));
	if (lock_run(connections, self->run->id, &state, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	self->sum = state.sum;
	if (!state.going) {
		self->taken = state.complete ? SFPROV_TAKE_COMPLETE : SFPROV_TAKE_ENDED;
		return SFPROV_OK;
	}
	if (drop_slice(connections, self->finished, self->who, &ours, error) != SFPROV_OK
		|| (state.mark < self->run->last_person && self->end(self->end_context, state.mark, self->run->last_person, &end, error) != SFPROV_OK)) {
		return SFPROV_FAILED;
	}
	if (ours) {
		sfprov_counts_add(&state.sum, self->done);
		self->sum = state.sum;
	}
	if (end > 0 && insert_slice(connections, self->run->id, state.mark + 1, end, self->who, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	state.mark = end > 0 ? end : self->run->last_person;
	if (find_slice(connections, self->run->id, self->who, &self->next, &any, error) != SFPROV_OK
		|| (self->next.id != 0 && end == 0 && hold_slice(connections, &self->next, self->who, error) != SFPROV_OK)) {
		return SFPROV_FAILED;
	}
	self->taken = self->next.id != 0 ? SFPROV_TAKE_SLICE : any ? SFPROV_TAKE_WAIT : SFPROV_TAKE_COMPLETE;
	return save_run(connections, self->run->id, &state, self->taken == SFPROV_TAKE_COMPLETE ? "OK" : NULL, NULL, error);
}

static sfprov_status take(void *context, const sfprov_run *run, const char *who, sfprov_slice *slice, const sfprov_counts *done, sfprov_slice_end end,
	void *end_context, sfprov_take *taken, sfprov_counts *sum, sfprov_error *error)
{
	taking self = {.connections = context, .run = run, .who = who, .finished = slice, .done = done, .end = end, .end_context = end_context};
	sfprov_status status;

	status = sfprov_database_transact(&self.connections->main, take_locked, &self, error);
	if (status == SFPROV_OK) {
		*slice = self.next;
		*taken = self.taken;
		*sum = self.sum;
	}
	return status;
}

static sfprov_status renew(void *context, const sfprov_slice *slice, const char *who, bool *ours, sfprov_error *error)
{
	sfprov_connections *connections = context;
	sfprov_statement statement;
	sfprov_status status;
	sfprov_sql sql;

	sfprov_sql_init(&sql, "UPDATE " SLICES " SET lease_time = ");
	sfprov_sql_int(&sql, wall_time(connections));
	sfprov_sql_add(&sql, " WHERE worker = ");
	sfprov_sql_text(&sql, who);
	sfprov_sql_add(&sql, " AND id = ");
	sfprov_sql_int(&sql, slice->id);
	if (sfprov_sql_run_alone(&sql, &connections->main, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_sql_init(&sql, "SELECT s.id FROM " SLICES " s JOIN " RUNS " r ON r.id = s.run_id WHERE r.status = 'GO' AND s.worker = ");
	sfprov_sql_text(&sql, who);
	sfprov_sql_add(&sql, " AND s.id = ");
	sfprov_sql_int(&sql, slice->id);
	status = sfprov_sql_run(&sql, &connections->main, &statement, error);
	*ours = status == SFPROV_OK && sfprov_statement_next(&statement);
	sfprov_statement_free(&statement);
	return status;
}

/* The slice stays, for anybody: its people are looked at once more, and those that were done are found unchanged. So its counts are not added. */
static sfprov_status free_slice(sfprov_connections *connections, const sfprov_slice *slice, const char *who, sfprov_error *error)
{
	sfprov_sql sql;

	sfprov_sql_init(&sql, "UPDATE " SLICES " SET worker = NULL, lease_time = 0 WHERE worker = ");
	sfprov_sql_text(&sql, who);
	sfprov_sql_add(&sql, " AND id = ");
	sfprov_sql_int(&sql, slice->id);
	return sfprov_sql_run_plain(&sql, &connections->main, error);
}

typedef struct leaving {
	sfprov_connections *connections;
	const sfprov_run *run;
	const char *who;
	const sfprov_slice *slice;
	const sfprov_counts *counts;
	bool end;
	const char *message;
} leaving;

static sfprov_status leave_locked(void *context, sfprov_error *error)
{
	const leaving *self = context;
	sfprov_connections *connections = self->connections;
	run_state state;

	if (lock_run(connections, self->run->id, &state, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (!state.going) {
		return SFPROV_OK;
	}
	if (self->slice->id != 0 && free_slice(connections, self->slice, self->who, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	/* Calls were made, whatever becomes of the people. */
	state.sum.api_calls += self->counts->api_calls;
	if (save_run(connections, self->run->id, &state, self->end ? "CX" : NULL, self->message, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return self->end ? drop_slices(connections, self->run->id, error) : SFPROV_OK;
}

static sfprov_status leave(void *context, const sfprov_run *run, const char *who, const sfprov_slice *slice, const sfprov_counts *done, bool end,
	const char *message, sfprov_error *error)
{
	leaving self = {.connections = context, .run = run, .who = who, .slice = slice, .counts = done, .end = end, .message = message};

	return sfprov_database_transact(&self.connections->main, leave_locked, &self, error);
}

static sfprov_status correct_locked(void *context, sfprov_error *error)
{
	const leaving *self = context;
	run_state state;

	if (lock_run(self->connections, self->run->id, &state, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_counts_add(&state.sum, self->counts);
	return save_run(self->connections, self->run->id, &state, NULL, NULL, error);
}

static sfprov_status correct(void *context, const sfprov_run *run, const sfprov_counts *more, sfprov_error *error)
{
	leaving self = {.connections = context, .run = run, .counts = more};

	return sfprov_database_transact(&self.connections->main, correct_locked, &self, error);
}

static sfprov_status find_since_alone(void *context, int64_t target, const sfprov_run_request *request, int64_t *since, sfprov_error *error)
{
	return find_since(context, target, request, since, error);
}

void sfprov_php_run_store_init(sfprov_run_store *store, sfprov_connections *connections)
{
	store->context = connections;
	store->begin = begin;
	store->take = take;
	store->renew = renew;
	store->leave = leave;
	store->correct = correct;
	store->find_since = find_since_alone;
}
