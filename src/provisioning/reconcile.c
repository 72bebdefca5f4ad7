/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/reconcile_internal.h"

#include "base/memory.h"
#include "salesforce/identity.h"

#include <stdio.h>
#include <string.h>

#define SHOW_MS 1000

/* A repair may harm fewer than that, whatever share of the Contacts they are: of five Contacts one is a fifth. */
#define HARMLESS_BELOW 10

static int64_t now_ms(const sfprov_reconciling *run)
{
	const sfprov_environment *environment = run->host->one->environment;

	return environment->monotonic_ms(environment->context);
}

static void read_usage(sfprov_reconciling *run)
{
	int64_t requests = 0;

	run->host->usage(run->host->context, &requests, &run->report->api_used, &run->report->api_limit);
	run->report->counts.api_calls = requests - run->begun_requests;
	run->report->elapsed_ms = now_ms(run) - run->begun_ms;
}

static sfprov_status stop(sfprov_reconciling *run, sfprov_stop why, sfprov_error *error)
{
	run->report->stop = why;
	return sfprov_fail(error, SFPROV_E_ABORTED, "The reconciliation was stopped");
}

static bool show(sfprov_reconciling *run)
{
	sfprov_reconcile_progress progress;

	read_usage(run);
	run->shown_ms = now_ms(run);
	memset(&progress, 0, sizeof(progress));
	progress.repairing = run->repairing;
	progress.done = run->done;
	progress.total = run->report->total;
	progress.counts = &run->report->counts;
	progress.api_used = run->report->api_used;
	progress.api_limit = run->report->api_limit;
	progress.elapsed_ms = run->report->elapsed_ms;
	progress.phase_ms = run->shown_ms - run->phase_ms;
	return run->host->progress(run->host->context, &progress);
}

static sfprov_status check_interrupted(const sfprov_reconciling *run, sfprov_error *error)
{
	return run->host->interrupted(run->host->context) ? sfprov_fail(error, SFPROV_E_ABORTED, "The request is being ended") : SFPROV_OK;
}

/* After it the host may be unwinding: its database must not be asked any more. */
static sfprov_status show_or_stop(sfprov_reconciling *run, sfprov_error *error)
{
	return show(run) ? check_interrupted(run, error) : stop(run, SFPROV_STOP_CANCELLED, error);
}

static bool has_calls_left(const sfprov_reconciling *run)
{
	int64_t used = run->report->api_used;
	int64_t limit = run->report->api_limit;

	return limit <= 0 || used < limit - limit * run->options->api_reserve / 100;
}

bool sfprov_reconcile_may_go_on(void *context, sfprov_error *error)
{
	sfprov_reconciling *run = context;
	sfprov_reconcile_report *report = run->report;

	if (check_interrupted(run, error) != SFPROV_OK) {
		return false;
	}
	read_usage(run);
	if (!has_calls_left(run)) {
		(void) snprintf(report->message, sizeof(report->message),
			"The org has used %lld of its %lld API calls of 24 hours, and %d %% are to be left to others (API reserve): run it again later",
			(long long) report->api_used, (long long) report->api_limit, run->options->api_reserve);
		return stop(run, SFPROV_STOP_LIMIT, error) == SFPROV_OK;
	}
	if (run->options->max_ms > 0 && report->elapsed_ms >= run->options->max_ms) {
		(void) snprintf(report->message, sizeof(report->message), "The time that was set for this reconciliation is over");
		return stop(run, SFPROV_STOP_TIME, error) == SFPROV_OK;
	}
	return now_ms(run) - run->shown_ms < SHOW_MS || show_or_stop(run, error) == SFPROV_OK;
}

sfprov_status sfprov_reconcile_found(
	sfprov_reconciling *run, sfprov_difference_kind kind, int64_t person, json_object *contact_ids, json_object *fields, sfprov_error *error)
{
	sfprov_difference difference = {.kind = kind, .person = person, .contact_ids = contact_ids, .fields = fields};
	sfprov_status status = contact_ids == NULL || fields == NULL ? sfprov_fail_memory(error) : SFPROV_OK;

	if (status == SFPROV_OK && !run->repairing) {
		run->report->counts.kinds[kind]++;
		run->host->found(run->host->context, &difference);
	}
	json_object_put(contact_ids);
	json_object_put(fields);
	return status;
}

/* All people, set by set. */
static sfprov_status go_through_people(sfprov_reconciling *run, sfprov_error *error)
{
	const sfprov_people_reader *people = run->host->people;
	size_t limit = run->options->batch_size;
	int64_t after = 0;
	size_t count = 0;

	do {
		if (!sfprov_reconcile_may_go_on(run, error)
			|| people->ids(people->context, after, run->last_person, limit, false, 0, run->ids, &count, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		if (count == 0) {
			break;
		}
		after = run->ids[count - 1];
		if (sfprov_people_read(people, run->ids, count, sfprov_reconcile_may_go_on, run, run->people, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		if (sfprov_reconcile_people(run, count, error) != SFPROV_OK) {
			people->release(people->context, run->people, count);
			return SFPROV_FAILED;
		}
		people->release(people->context, run->people, count);
		run->done += (int64_t) count;
		if (show_or_stop(run, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	} while (count == limit && after < run->last_person);
	return SFPROV_OK;
}

/* Whether there is something to put right of these kinds, as counted. */
static bool is_wanted(const sfprov_reconciling *run, sfprov_difference_kind kind)
{
	return run->options->repair[kind] && run->report->counts.kinds[kind] > 0;
}

static bool is_within_guard(const sfprov_reconciling *run)
{
	return run->harmful < HARMLESS_BELOW || run->harmful * 100 <= run->report->counts.contacts * run->options->max_share;
}

/* Refuses a repair that would do more than is likely to be meant. */
static void say_guard(sfprov_reconciling *run)
{
	sfprov_reconcile_report *report = run->report;

	report->stop = SFPROV_STOP_GUARD;
	(void) snprintf(report->message, sizeof(report->message),
		"%s: it would have deleted, marked or emptied fields of %lld of %lld Contacts, more than %d %%. Look at the differences; if they are right, repair "
		"with a higher "
		"max_share",
		run->repairing ? "The repair was stopped, since much has changed after it was counted" : "Nothing was repaired", (long long) run->harmful,
		(long long) report->counts.contacts, run->options->max_share);
}

sfprov_status sfprov_reconcile_check_guard(sfprov_reconciling *run, sfprov_error *error)
{
	if (is_within_guard(run)) {
		return SFPROV_OK;
	}
	say_guard(run);
	return sfprov_fail(error, SFPROV_E_ABORTED, "The repair was stopped");
}

static sfprov_status repair(sfprov_reconciling *run, sfprov_error *error)
{
	bool people = is_wanted(run, SFPROV_MISSING) || is_wanted(run, SFPROV_CHANGED) || is_wanted(run, SFPROV_DUPLICATED);
	bool orphans = is_wanted(run, SFPROV_ORPHANED) && run->target->deprovision_policy != SFPROV_DEPROVISION_NOTHING;

	if (!people && !orphans) {
		return SFPROV_OK;
	}
	if (sfprov_reconcile_check_guard(run, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	run->repairing = true;
	run->harmful = 0;
	run->done = 0;
	run->phase_ms = now_ms(run);
	if (people && go_through_people(run, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	run->done = run->report->total;
	return orphans ? sfprov_reconcile_orphans(run, error) : SFPROV_OK;
}

static sfprov_status begin(sfprov_reconciling *run, sfprov_error *error)
{
	const sfprov_provisioning_host *one = run->host->one;
	const sfprov_people_reader *people = run->host->people;
	char org[SFPROV_ID_SIZE];

	if (people->bounds(people->context, &run->report->total, &run->last_person, error) != SFPROV_OK
		|| one->connect(one->connect_context, run->target, &run->client, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	(void) sfprov_identity_ids(run->client->session->server.token_response, org, run->user);
	return SFPROV_OK;
}

static sfprov_status compare_and_repair(sfprov_reconciling *run, sfprov_error *error)
{
	sfprov_reconcile_report *report = run->report;

	if (go_through_people(run, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (run->user[0] == '\0') {
		(void) snprintf(report->message, sizeof(report->message),
			"Salesforce has not told which user this connection acts as, so Contacts that are nobody's cannot be looked for: authorise the server again");
	} else if (sfprov_reconcile_orphans(run, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (repair(run, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	report->complete = report->stop == SFPROV_STOP_NOT;
	(void) show(run);
	return SFPROV_OK;
}

/* A stop is no failure; the run is remembered either way. */
static sfprov_status end(sfprov_reconciling *run, sfprov_status status, sfprov_error *error)
{
	sfprov_reconcile_report *report = run->report;
	const sfprov_reconcile_store *store = run->host->store;

	if (status != SFPROV_OK && report->stop == SFPROV_STOP_NOT && error->kind == SFPROV_E_LIMIT) {
		report->stop = SFPROV_STOP_LIMIT;
		(void) snprintf(report->message, sizeof(report->message), "%s", error->message);
	}
	if (report->stop == SFPROV_STOP_CANCELLED && report->message[0] == '\0') {
		(void) snprintf(report->message, sizeof(report->message), "The reconciliation was cancelled");
	}
	if ((status != SFPROV_OK && report->stop == SFPROV_STOP_NOT) || run->host->interrupted(run->host->context)) {
		return status;
	}
	return store->note_run(store->context, run->target->co_provisioning_target_id, report, error);
}

sfprov_status sfprov_reconcile_run(const sfprov_reconcile_host *host, const sfprov_target *target, const sfprov_reconcile_options *options,
	sfprov_reconcile_report *report, sfprov_error *error)
{
	sfprov_reconciling run = {.host = host, .target = target, .options = options, .report = report};
	const sfprov_environment *environment = host->one->environment;
	sfprov_status status;
	int64_t ignored = 0;

	memset(report, 0, sizeof(*report));
	report->api_used = -1;
	report->api_limit = -1;
	report->started = environment->wall_time(environment->context);
	run.begun_ms = now_ms(&run);
	run.phase_ms = run.begun_ms;
	run.shown_ms = run.begun_ms;
	host->usage(host->context, &run.begun_requests, &ignored, &ignored);
	run.ids = sfprov_alloc(options->batch_size, sizeof(*run.ids));
	run.people = sfprov_alloc(options->batch_size, sizeof(*run.people));
	status = run.ids == NULL || run.people == NULL ? sfprov_fail_memory(error) : begin(&run, error);
	if (status == SFPROV_OK) {
		status = compare_and_repair(&run, error);
	}
	read_usage(&run);
	status = end(&run, status, error);
	sfprov_free(run.people);
	sfprov_free(run.ids);
	return status;
}
