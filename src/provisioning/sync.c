/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/sync_internal.h"

#include "base/memory.h"
#include "provisioning/announcement.h"
#include "provisioning/bulk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How often a slice is held on to, and the progress shown. */
#define RENEW_MS 20000
#define SHOW_MS 1000

/* How long to wait for the slices of other processes: a dead one's is free by then. */
#define OTHERS_MS (((int64_t) SFPROV_SLICE_LEASE_SECONDS + 30) * 1000)

/* People who are tried once more at the end; those beyond are left to the next run. */
#define AGAIN_MAX 10000

/* So many batches in a row of which nothing came through mean that there is no use in a further one. */
#define LOST_BATCHES_MAX 3

static int64_t now_ms(const sfprov_syncing *self)
{
	const sfprov_environment *environment = self->host->one->environment;

	return environment->monotonic_ms(environment->context);
}

static void read_usage(sfprov_syncing *self)
{
	int64_t requests = 0;

	self->host->usage(self->host->context, &requests, &self->report->api_used, &self->report->api_limit);
	self->report->counts.api_calls = requests - self->begun_requests;
	self->report->elapsed_ms = now_ms(self) - self->begun_ms;
}

static sfprov_status stop(sfprov_syncing *self, sfprov_stop why, sfprov_error *error)
{
	self->report->stop = why;
	return sfprov_fail(error, SFPROV_E_ABORTED, "The run was stopped");
}

static bool show(sfprov_syncing *self)
{
	sfprov_counts counts = self->all;
	sfprov_sync_progress progress;

	read_usage(self);
	self->shown_ms = now_ms(self);
	if (self->options->dry_run) {
		counts = self->report->counts;
	} else {
		counts.api_calls += self->report->counts.api_calls - self->counted_requests;
	}
	memset(&progress, 0, sizeof(progress));
	progress.counts = &counts;
	progress.total = self->run.total;
	progress.api_used = self->report->api_used;
	progress.api_limit = self->report->api_limit;
	progress.elapsed_ms = self->report->elapsed_ms;
	return self->host->progress(self->host->context, &progress);
}

/* The admin's reserve: an org whose calls are used up fails for everybody. */
static bool has_calls_left(sfprov_syncing *self)
{
	int64_t used = self->report->api_used;
	int64_t limit = self->report->api_limit;

	return limit <= 0 || used < limit - limit * self->options->api_reserve / 100;
}

static void say_limit(sfprov_syncing *self)
{
	(void) snprintf(self->report->message, sizeof(self->report->message),
		"The org has used %lld of its %lld API calls of 24 hours, and %d %% are to be left to others (API reserve): run it again later, it goes on where it "
		"stopped",
		(long long) self->report->api_used, (long long) self->report->api_limit, self->options->api_reserve);
}

static bool is_interrupted(const sfprov_syncing *self, sfprov_error *error)
{
	return self->host->interrupted(self->host->context) && sfprov_fail(error, SFPROV_E_ABORTED, "The request is being ended") == SFPROV_FAILED;
}

bool sfprov_sync_may_go_on(void *context, sfprov_error *error)
{
	sfprov_syncing *self = context;
	bool ours = true;

	if (is_interrupted(self, error)) {
		return false;
	}
	read_usage(self);
	if (!has_calls_left(self)) {
		say_limit(self);
		return stop(self, SFPROV_STOP_LIMIT, error) == SFPROV_OK;
	}
	if (self->options->max_ms > 0 && self->report->elapsed_ms >= self->options->max_ms) {
		(void) snprintf(
			self->report->message, sizeof(self->report->message), "The time that was set for this run is over: run it again, it goes on where it stopped");
		return stop(self, SFPROV_STOP_TIME, error) == SFPROV_OK;
	}
	if (now_ms(self) - self->shown_ms >= SHOW_MS && !show(self)) {
		return stop(self, SFPROV_STOP_CANCELLED, error) == SFPROV_OK;
	}
	/* What was shown may have thrown. */
	if (is_interrupted(self, error)) {
		return false;
	}
	if (self->slice.id == 0 || now_ms(self) - self->renewed_ms < RENEW_MS) {
		return true;
	}
	if (self->host->runs->renew(self->host->runs->context, &self->slice, self->who, &ours, error) != SFPROV_OK) {
		return false;
	}
	self->renewed_ms = now_ms(self);
	if (!ours) {
		self->lost = true;
		(void) sfprov_fail(error, SFPROV_E_ABORTED, "Another process has taken over these people");
	}
	return ours;
}

static void take_failure(void *context, int64_t person, const sfprov_error *failure)
{
	sfprov_syncing *self = context;

	if (!self->second_try && sfprov_error_is_retryable(failure) && self->again_count < AGAIN_MAX) {
		self->again[self->again_count++] = person;
		if (failure->outcome == SFPROV_OUTCOME_UNKNOWN) {
			self->unknown_ms = now_ms(self);
		}
		return;
	}
	self->host->failed(self->host->context, person, failure);
}

static sfprov_status find_end(void *context, int64_t after, int64_t last, int64_t *end, sfprov_error *error)
{
	sfprov_syncing *self = context;
	size_t count = 0;
	size_t all = 0;

	*end = 0;
	self->cut_end = 0;
	if (self->bulk) {
		do {
			if (sfprov_sync_read_ids(self, *end == 0 ? after : *end, last, &count, error) != SFPROV_OK) {
				return SFPROV_FAILED;
			}
			*end = count == 0 ? *end : self->ids[count - 1];
			all += count;
		} while (count == self->options->batch_size && all + count <= SFPROV_BULK_PEOPLE);
		self->cut_end = *end;
		return SFPROV_OK;
	}
	if (sfprov_sync_read_ids(self, after, last, &count, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	*end = count == 0 ? 0 : self->ids[count - 1];
	self->cut_end = *end;
	self->ready = (sfprov_slice){.after = after, .last = *end};
	self->ready_count = count;
	return SFPROV_OK;
}

static int compare_ids(const void *a, const void *b)
{
	int64_t left = *(const int64_t *) a;
	int64_t right = *(const int64_t *) b;

	return left < right ? -1 : left > right;
}

/* Lets time pass, in which a callback can cancel. */
static bool wait_until(sfprov_syncing *self, int64_t until_ms, sfprov_error *error)
{
	const sfprov_environment *environment = self->host->one->environment;

	while (now_ms(self) < until_ms) {
		if (!sfprov_sync_may_go_on(self, error)) {
			return false;
		}
		environment->sleep_ms(environment->context, SHOW_MS / 4);
	}
	return true;
}

/* Once more, those whose failure passes: after a lost answer it is known by now what became of the request. */
static sfprov_status try_again(sfprov_syncing *self, sfprov_error *error)
{
	sfprov_counts counts;
	sfprov_status status = SFPROV_OK;
	size_t unique = 1;
	size_t done = 0;
	size_t i;

	if (self->again_count == 0) {
		return SFPROV_OK;
	}
	if (self->unknown_ms != 0 && !wait_until(self, self->unknown_ms + ((int64_t) SFPROV_CREATE_SETTLE_SECONDS + 1) * 1000, error)) {
		return SFPROV_FAILED;
	}
	qsort(self->again, self->again_count, sizeof(*self->again), compare_ids);
	/* The people of a slice that was lost and taken again can be in it twice. */
	for (i = 1; i < self->again_count; i++) {
		if (self->again[i] != self->again[unique - 1]) {
			self->again[unique++] = self->again[i];
		}
	}
	self->again_count = unique;
	self->second_try = true;
	while (status == SFPROV_OK && done < self->again_count) {
		size_t count = self->again_count - done < self->options->batch_size ? self->again_count - done : self->options->batch_size;

		memset(&counts, 0, sizeof(counts));
		status = sfprov_sync_batch(self, self->again + done, count, &counts, error);
		if (status == SFPROV_OK) {
			done += count;
			/* They were counted as failed, and looked at, before. */
			counts.people = 0;
			counts.failed -= (int64_t) count;
			sfprov_counts_add(&self->report->counts, &counts);
			if (!self->options->dry_run) {
				status = self->host->runs->correct(self->host->runs->context, &self->run, &counts, error);
			}
		}
	}
	return status;
}

static void add_done(sfprov_syncing *self, const sfprov_counts *done)
{
	int64_t calls = self->report->counts.api_calls;

	sfprov_counts_add(&self->report->counts, done);
	/* Calls are counted as a whole, by read_usage(). */
	self->report->counts.api_calls = calls;
}

static sfprov_status fail_lost(sfprov_error *error)
{
	return sfprov_fail(error, SFPROV_E_SERVER,
		"%d batches of people in a row have failed: look at the errors of the people, and at Salesforce's status page. The run goes on where it stopped when "
		"it is called again.",
		LOST_BATCHES_MAX);
}

/* Slices until there is none left. */
static sfprov_status run_slices(sfprov_syncing *self, sfprov_error *error)
{
	int64_t waiting_since = 0;
	sfprov_counts done;
	sfprov_take taken;
	size_t again;

	memset(&done, 0, sizeof(done));
	for (;;) {
		int64_t requests = self->report->counts.api_calls;

		self->cut_end = 0;
		self->bulk = self->options->bulk_threshold > 0 && self->all.sent + done.sent >= self->options->bulk_threshold;
		done.api_calls = requests - self->counted_requests;
		if (self->host->runs->take(self->host->runs->context, &self->run, self->who, &self->slice, &done, find_end, self, &taken, &self->all, error)
			!= SFPROV_OK) {
			return SFPROV_FAILED;
		}
		self->counted_requests = requests;
		memset(&done, 0, sizeof(done));
		self->renewed_ms = now_ms(self);
		if (taken == SFPROV_TAKE_COMPLETE) {
			self->report->complete = true;
			/* There is nothing left to cancel. */
			(void) show(self);
			return SFPROV_OK;
		}
		if (taken == SFPROV_TAKE_ENDED) {
			return stop(self, SFPROV_STOP_CANCELLED, error);
		}
		if (taken == SFPROV_TAKE_WAIT) {
			waiting_since = waiting_since == 0 ? now_ms(self) : waiting_since;
			if (now_ms(self) - waiting_since > OTHERS_MS) {
				(void) snprintf(self->report->message, sizeof(self->report->message), "Other processes are still at work on the rest of the people");
				return stop(self, SFPROV_STOP_BUSY, error);
			}
			if (!wait_until(self, now_ms(self) + SHOW_MS, error)) {
				return SFPROV_FAILED;
			}
			continue;
		}
		waiting_since = 0;
		if (!show(self)) {
			return stop(self, SFPROV_STOP_CANCELLED, error);
		}
		/* What its former holder gave to the Bulk API may still be under way. */
		if (self->slice.last != self->cut_end && sfprov_bulk_recover(&self->batch_host, self->host->jobs, self->target, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		again = self->again_count;
		if ((self->bulk ? sfprov_sync_bulk_slice(self, &done, error) : sfprov_sync_slice(self, &done, error)) != SFPROV_OK) {
			if (!self->lost) {
				return SFPROV_FAILED;
			}
			/* Another process counts these people. */
			memset(&done, 0, sizeof(done));
			self->again_count = again;
			self->lost = false;
			self->slice.id = 0;
		} else {
			read_usage(self);
			add_done(self, &done);
		}
		if (self->lost_batches >= LOST_BATCHES_MAX) {
			return fail_lost(error);
		}
	}
}

/* Counts without a trace: no run, no slices. */
static sfprov_status run_dry(sfprov_syncing *self, sfprov_error *error)
{
	int64_t after = 0;
	size_t count = 0;

	do {
		sfprov_counts done;

		memset(&done, 0, sizeof(done));
		if (!sfprov_sync_may_go_on(self, error) || sfprov_sync_read_ids(self, after, self->run.last_person, &count, error) != SFPROV_OK
			|| sfprov_sync_batch(self, self->ids, count, &done, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		add_done(self, &done);
		after = count == 0 ? self->run.last_person : self->ids[count - 1];
		if (!show(self)) {
			return stop(self, SFPROV_STOP_CANCELLED, error);
		}
	} while (count == self->options->batch_size && after < self->run.last_person);
	self->report->complete = true;
	return SFPROV_OK;
}

static sfprov_status begin(sfprov_syncing *self, sfprov_error *error)
{
	const sfprov_people_reader *people = self->host->people;
	sfprov_run_request request = {.mode = self->options->mode, .configuration = self->options->configuration};

	if (people->bounds(people->context, &request.total, &request.last_person, error) != SFPROV_OK
		|| sfprov_announcement_name(self->host->one->environment, self->who, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	self->run.total = request.total;
	self->run.last_person = request.last_person;
	if (self->options->dry_run) {
		return self->host->runs->find_since(self->host->runs->context, self->target->co_provisioning_target_id, &request, &self->run.since, error);
	}
	if (self->host->runs->begin(self->host->runs->context, self->target->co_provisioning_target_id, &request, &self->run, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	self->report->run = self->run.id;
	return sfprov_bulk_recover(&self->batch_host, self->host->jobs, self->target, error);
}

/* Whoever stops leaves the rest to others; only who cancels ends it for all. */
static sfprov_status leave(sfprov_syncing *self, sfprov_status status, sfprov_error *error)
{
	sfprov_sync_report *report = self->report;
	const char *message = report->stop != SFPROV_STOP_NOT ? report->message : error->message;
	sfprov_counts done;
	sfprov_error own;

	/* A limit that Salesforce itself tells of is no failure of the run. */
	if (status != SFPROV_OK && report->stop == SFPROV_STOP_NOT && error->kind == SFPROV_E_LIMIT) {
		report->stop = SFPROV_STOP_LIMIT;
		(void) snprintf(report->message, sizeof(report->message), "%s", error->message);
	}
	if (report->stop == SFPROV_STOP_CANCELLED && report->message[0] == '\0') {
		(void) snprintf(report->message, sizeof(report->message), "The run was cancelled");
	}
	/* A host that is unwinding refuses. */
	if (status != SFPROV_OK && self->run.id != 0) {
		memset(&done, 0, sizeof(done));
		done.api_calls = report->counts.api_calls - self->counted_requests;
		if (self->host->runs->leave(self->host->runs->context, &self->run, self->who, &self->slice, &done, report->stop == SFPROV_STOP_CANCELLED, message, &own)
				!= SFPROV_OK
			&& report->stop != SFPROV_STOP_NOT) {
			*error = own;
			return SFPROV_FAILED;
		}
	}
	return report->stop != SFPROV_STOP_NOT ? SFPROV_OK : status;
}

sfprov_status sfprov_sync_run(
	const sfprov_sync_host *host, const sfprov_target *target, const sfprov_sync_options *options, sfprov_sync_report *report, sfprov_error *error)
{
	sfprov_syncing self = {.host = host, .target = target, .options = options, .report = report};
	sfprov_status status;
	int64_t ignored = 0;

	memset(report, 0, sizeof(*report));
	report->api_used = -1;
	report->api_limit = -1;
	self.batch_host.one = host->one;
	self.batch_host.set = host->set;
	self.batch_host.go_on = sfprov_sync_may_go_on;
	self.batch_host.failed = take_failure;
	self.batch_host.context = &self;
	self.batch_options.force = options->force;
	self.batch_options.dry_run = options->dry_run;
	self.batch_options.requests = options->requests;
	self.begun_ms = now_ms(&self);
	self.shown_ms = self.begun_ms;
	host->usage(host->context, &self.begun_requests, &ignored, &ignored);
	self.ids = sfprov_alloc(options->batch_size, sizeof(*self.ids));
	self.people = sfprov_alloc(options->batch_size, sizeof(*self.people));
	self.inputs = sfprov_alloc(options->batch_size, sizeof(*self.inputs));
	self.again = sfprov_alloc(AGAIN_MAX, sizeof(*self.again));
	status = self.ids == NULL || self.people == NULL || self.inputs == NULL || self.again == NULL ? sfprov_fail_memory(error) : begin(&self, error);
	if (status == SFPROV_OK) {
		status = options->dry_run ? run_dry(&self, error) : run_slices(&self, error);
	}
	if (status == SFPROV_OK) {
		status = try_again(&self, error);
	}
	read_usage(&self);
	status = leave(&self, status, error);
	sfprov_free(self.bulk_ids);
	sfprov_free(self.again);
	sfprov_free(self.inputs);
	sfprov_free(self.people);
	sfprov_free(self.ids);
	return status;
}
