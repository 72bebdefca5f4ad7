/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The stores of a crowd: of the people, of the run, and of jobs, of which there are none. */
#include "crowd_stores.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the database: one failing call of a set is one call, of which nothing or all takes effect ---- */

sfprov_status crowd_end(bool fails, sfprov_error *error)
{
	return fails ? sfprov_fail(error, SFPROV_E_DATABASE, "the database failed") : SFPROV_OK;
}

static sfprov_status load(void *context, int64_t target, const int64_t *people, size_t count, sfprov_link *links, sfprov_error *error)
{
	crowd *self = context;
	person_memory *memory = &self->world.people;
	person_memory_pause pause;
	bool applies;
	bool fails = person_memory_fails(memory, &applies);
	size_t i;

	memset(links, 0, count * sizeof(*links));
	person_memory_hush(memory, &pause);
	for (i = 0; !fails && i < count; i++) {
		(void) memory->store.load(memory, target, people[i], &links[i], error);
	}
	person_memory_resume(memory, &pause);
	return crowd_end(fails, error);
}

static sfprov_status claim(void *context, int64_t target, const char *who, int64_t stale_before, sfprov_set_claim *claims, size_t count, sfprov_error *error)
{
	crowd *self = context;
	person_memory *memory = &self->world.people;
	person_memory_pause pause;
	bool applies;
	bool fails = person_memory_fails(memory, &applies);
	size_t i;

	person_memory_hush(memory, &pause);
	for (i = 0; applies && i < count; i++) {
		sfprov_set_claim *one = &claims[i];

		(void) memory->store.claim(memory, target, one->person, who, stale_before, one->match, one->link, &one->claimed, error);
		if (strcmp(one->link->intent, who) == 0) {
			one->link->intent[0] = '\0';
		}
	}
	person_memory_resume(memory, &pause);
	return crowd_end(fails, error);
}

static sfprov_status reannounce(
	void *context, int64_t target, const char *who, const char *again, const int64_t *people, size_t count, bool *ours, sfprov_error *error)
{
	crowd *self = context;
	person_memory *memory = &self->world.people;
	bool applies;
	bool fails = person_memory_fails(memory, &applies);
	size_t i;

	(void) target;
	for (i = 0; i < count; i++) {
		person_row *row = person_memory_row(memory, people[i]);

		ours[i] = applies && strcmp(row->intent, who) == 0;
		if (ours[i]) {
			(void) snprintf(row->intent, SFPROV_INTENT_SIZE, "%s", again);
		}
	}
	return crowd_end(fails, error);
}

static sfprov_status unclaim(void *context, int64_t target, const char *who, const int64_t *people, size_t count, sfprov_error *error)
{
	crowd *self = context;
	person_memory *memory = &self->world.people;
	person_memory_pause pause;
	bool applies;
	bool fails = person_memory_fails(memory, &applies);
	size_t i;

	person_memory_hush(memory, &pause);
	for (i = 0; applies && i < count; i++) {
		(void) memory->store.unclaim(memory, target, people[i], who, error);
	}
	person_memory_resume(memory, &pause);
	return crowd_end(fails, error);
}

static sfprov_status record(void *context, int64_t target, const sfprov_set_result *results, size_t count, sfprov_error *error)
{
	crowd *self = context;
	person_memory *memory = &self->world.people;
	person_memory_pause pause;
	bool applies;
	bool fails = person_memory_fails(memory, &applies);
	size_t i;

	person_memory_hush(memory, &pause);
	for (i = 0; applies && i < count; i++) {
		(void) memory->store.record(memory, target, results[i].person, &results[i].result, error);
	}
	person_memory_resume(memory, &pause);
	return crowd_end(fails, error);
}

static sfprov_status record_failures(void *context, int64_t target, const sfprov_set_failure *failures, size_t count, sfprov_error *error)
{
	crowd *self = context;
	person_memory *memory = &self->world.people;
	person_memory_pause pause;
	bool applies;
	bool fails = person_memory_fails(memory, &applies);
	size_t i;

	person_memory_hush(memory, &pause);
	for (i = 0; applies && i < count; i++) {
		(void) memory->store.record_failure(memory, target, failures[i].person, failures[i].failure, error);
	}
	person_memory_resume(memory, &pause);
	return crowd_end(fails, error);
}

static sfprov_status forget(void *context, int64_t target, const sfprov_set_leaver *leavers, size_t count, sfprov_error *error)
{
	crowd *self = context;
	person_memory *memory = &self->world.people;
	person_memory_pause pause;
	bool applies;
	bool fails = person_memory_fails(memory, &applies);
	size_t i;

	person_memory_hush(memory, &pause);
	for (i = 0; applies && i < count; i++) {
		const person_row *row = person_memory_row(memory, leavers[i].person);
		const sfprov_link *link = leavers[i].link;

		if (row->revision == link->revision && strcmp(row->intent, link->intent) == 0) {
			(void) memory->store.forget(memory, target, leavers[i].person, error);
		}
	}
	person_memory_resume(memory, &pause);
	return crowd_end(fails, error);
}

static sfprov_status store_ids(void *context, int64_t target, const sfprov_set_ids *ids, size_t count, sfprov_error *error)
{
	crowd *self = context;
	person_memory *memory = &self->world.people;
	person_memory_pause pause;
	bool applies;
	bool fails = person_memory_fails(memory, &applies);
	size_t i;

	person_memory_hush(memory, &pause);
	for (i = 0; applies && i < count; i++) {
		(void) memory->store.store_ids(memory, target, ids[i].person, ids[i].contact_id, ids[i].coperson_id, error);
	}
	person_memory_resume(memory, &pause);
	return crowd_end(fails, error);
}

static sfprov_status note_provisioned(void *context, int64_t target, const int64_t *people, size_t count, sfprov_error *error)
{
	crowd *self = context;
	bool applies;
	bool fails = person_memory_fails(&self->world.people, &applies);

	(void) target;
	(void) people;
	self->notes += applies ? (int) count : 0;
	return crowd_end(fails, error);
}

static sfprov_status find_owners(void *context, int64_t target, sfprov_set_owner *owners, size_t count, sfprov_error *error)
{
	crowd *self = context;
	person_memory *memory = &self->world.people;
	person_memory_pause pause;
	bool applies;
	bool fails = person_memory_fails(memory, &applies);
	size_t i;

	person_memory_hush(memory, &pause);
	for (i = 0; !fails && i < count; i++) {
		(void) memory->store.find_owner(memory, target, owners[i].person, owners[i].contact_id, &owners[i].owner, error);
	}
	person_memory_resume(memory, &pause);
	return crowd_end(fails, error);
}

/* ---- the run ---- */

static int64_t now(const crowd *self)
{
	return self->world.fake.wall_seconds;
}

static void begin_anew(crowd *self, const sfprov_run_request *request)
{
	memset(&self->run, 0, sizeof(self->run));
	memset(self->slices, 0, sizeof(self->slices));
	self->run.id = ++self->next_id;
	(void) snprintf(self->run.status, sizeof(self->run.status), "GO");
	(void) snprintf(self->run.configuration, sizeof(self->run.configuration), "%s", request->configuration);
	self->run.last = request->last_person;
	self->run.total = request->total;
	self->run.heartbeat = now(self);
}

static sfprov_status begin(void *context, int64_t target, const sfprov_run_request *request, sfprov_run *run, sfprov_error *error)
{
	crowd *self = context;
	bool going = strcmp(self->run.status, "GO") == 0;
	bool applies;
	bool fails = person_memory_fails(&self->world.people, &applies);

	(void) target;
	memset(run, 0, sizeof(*run));
	if (applies && !(going && strcmp(self->run.configuration, request->configuration) == 0)) {
		begin_anew(self, request);
	}
	run->id = self->run.id;
	run->last_person = self->run.last;
	run->total = self->run.total;
	return crowd_end(fails, error);
}

static void drop(crowd *self, const sfprov_slice *slice, const char *who, const sfprov_counts *done)
{
	int i;

	for (i = 0; i < CROWD_SLICES; i++) {
		if (slice->id != 0 && self->slices[i].slice.id == slice->id && strcmp(self->slices[i].who, who) == 0) {
			memset(&self->slices[i], 0, sizeof(self->slices[i]));
			sfprov_counts_add(&self->run.sum, done);
		}
	}
}

static void add_slice(crowd *self, int64_t last)
{
	int i;

	for (i = 0; i < CROWD_SLICES && self->slices[i].slice.id != 0; i++) {
	}
	if (i == CROWD_SLICES) {
		abort();
	}
	self->slices[i].slice.id = ++self->next_id;
	self->slices[i].slice.after = self->run.mark;
	self->slices[i].slice.last = last;
	self->run.mark = last;
}

static sfprov_take hand_out(crowd *self, const char *who, sfprov_slice *slice)
{
	bool any = false;
	int i;

	memset(slice, 0, sizeof(*slice));
	for (i = 0; i < CROWD_SLICES; i++) {
		any = any || self->slices[i].slice.id != 0;
		if (self->slices[i].slice.id != 0 && self->slices[i].lease <= now(self) - SFPROV_SLICE_LEASE_SECONDS) {
			(void) snprintf(self->slices[i].who, SFPROV_INTENT_SIZE, "%s", who);
			self->slices[i].lease = now(self);
			*slice = self->slices[i].slice;
			return SFPROV_TAKE_SLICE;
		}
	}
	if (!any) {
		(void) snprintf(self->run.status, sizeof(self->run.status), "OK");
	}
	return any ? SFPROV_TAKE_WAIT : SFPROV_TAKE_COMPLETE;
}

static sfprov_status take(void *context, const sfprov_run *run, const char *who, sfprov_slice *slice, const sfprov_counts *done, sfprov_slice_end find_end,
	void *end_context, sfprov_take *taken, sfprov_counts *sum, sfprov_error *error)
{
	crowd *self = context;
	bool applies;
	bool fails = person_memory_fails(&self->world.people, &applies);
	sfprov_slice next;
	int64_t last = 0;

	(void) run;
	memset(&next, 0, sizeof(next));
	if (fails && !applies) {
		return crowd_end(true, error);
	}
	if (strcmp(self->run.status, "GO") != 0) {
		*taken = strcmp(self->run.status, "OK") == 0 ? SFPROV_TAKE_COMPLETE : SFPROV_TAKE_ENDED;
		return crowd_end(fails, error);
	}
	if (self->run.mark < self->run.last && find_end(end_context, self->run.mark, self->run.last, &last, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	drop(self, slice, who, done);
	if (last > 0) {
		add_slice(self, last);
	} else {
		self->run.mark = self->run.last;
	}
	*taken = hand_out(self, who, &next);
	self->run.heartbeat = now(self);
	*sum = self->run.sum;
	if (!fails) {
		*slice = next;
	}
	return crowd_end(fails, error);
}

static sfprov_status renew(void *context, const sfprov_slice *slice, const char *who, bool *ours, sfprov_error *error)
{
	crowd *self = context;
	bool applies;
	bool fails = person_memory_fails(&self->world.people, &applies);
	int i;

	*ours = false;
	for (i = 0; i < CROWD_SLICES; i++) {
		if (self->slices[i].slice.id == slice->id && strcmp(self->slices[i].who, who) == 0) {
			self->slices[i].lease = applies ? now(self) : self->slices[i].lease;
			*ours = true;
		}
	}
	return crowd_end(fails, error);
}

static sfprov_status leave(void *context, const sfprov_run *run, const char *who, const sfprov_slice *slice, const sfprov_counts *done, bool over,
	const char *message, sfprov_error *error)
{
	crowd *self = context;
	bool applies;
	bool fails = person_memory_fails(&self->world.people, &applies);
	int i;

	(void) run;
	(void) who;
	(void) message;
	if (self->unwinding) {
		return sfprov_fail(error, SFPROV_E_ABORTED, "The request is being ended");
	}
	if (applies && strcmp(self->run.status, "GO") == 0) {
		for (i = 0; i < CROWD_SLICES; i++) {
			if (slice->id != 0 && self->slices[i].slice.id == slice->id) {
				self->slices[i].lease = 0;
			}
		}
		self->run.sum.api_calls += done->api_calls;
		(void) snprintf(self->run.status, sizeof(self->run.status), over ? "CX" : "GO");
	}
	return crowd_end(fails, error);
}

static sfprov_status correct(void *context, const sfprov_run *run, const sfprov_counts *more, sfprov_error *error)
{
	crowd *self = context;
	bool applies;
	bool fails = person_memory_fails(&self->world.people, &applies);

	(void) run;
	if (applies) {
		sfprov_counts_add(&self->run.sum, more);
	}
	return crowd_end(fails, error);
}

static sfprov_status find_since(void *context, int64_t target, const sfprov_run_request *request, int64_t *since, sfprov_error *error)
{
	crowd *self = context;
	bool applies;

	(void) target;
	(void) request;
	*since = 0;
	return crowd_end(person_memory_fails(&self->world.people, &applies), error);
}

static sfprov_status take_over(void *context, int64_t target, const char *who, char job[SFPROV_ID_SIZE], bool *found, sfprov_error *error)
{
	crowd *self = context;
	bool applies;

	(void) target;
	(void) who;
	job[0] = '\0';
	*found = false;
	return crowd_end(person_memory_fails(&self->world.people, &applies), error);
}

void crowd_stores_init(crowd *self)
{
	self->set = (sfprov_set_store){self, load, claim, reannounce, unclaim, record, record_failures, forget, store_ids, note_provisioned, find_owners};
	self->runs = (sfprov_run_store){self, begin, take, renew, leave, correct, find_since};
	self->jobs.context = self;
	self->jobs.take_over = take_over;
}
