/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "crowd.h"

#include "heap_failing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the database: one failing call of a set is one call, of which nothing or all takes effect ---- */

static sfprov_status end(bool fails, sfprov_error *error)
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
	return end(fails, error);
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
	return end(fails, error);
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
	return end(fails, error);
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
	return end(fails, error);
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
	return end(fails, error);
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
	return end(fails, error);
}

static sfprov_status note_provisioned(void *context, int64_t target, const int64_t *people, size_t count, sfprov_error *error)
{
	crowd *self = context;
	bool applies;
	bool fails = person_memory_fails(&self->world.people, &applies);

	(void) target;
	(void) people;
	self->notes += applies ? (int) count : 0;
	return end(fails, error);
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
	return end(fails, error);
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
	return end(fails, error);
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
		return end(true, error);
	}
	if (strcmp(self->run.status, "GO") != 0) {
		*taken = strcmp(self->run.status, "OK") == 0 ? SFPROV_TAKE_COMPLETE : SFPROV_TAKE_ENDED;
		return end(fails, error);
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
	return end(fails, error);
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
	return end(fails, error);
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
	if (applies && strcmp(self->run.status, "GO") == 0) {
		for (i = 0; i < CROWD_SLICES; i++) {
			if (slice->id != 0 && self->slices[i].slice.id == slice->id) {
				self->slices[i].lease = 0;
			}
		}
		self->run.sum.api_calls += done->api_calls;
		(void) snprintf(self->run.status, sizeof(self->run.status), over ? "CX" : "GO");
	}
	return end(fails, error);
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
	return end(fails, error);
}

static sfprov_status find_since(void *context, int64_t target, const sfprov_run_request *request, int64_t *since, sfprov_error *error)
{
	crowd *self = context;
	bool applies;

	(void) target;
	(void) request;
	*since = 0;
	return end(person_memory_fails(&self->world.people, &applies), error);
}

static sfprov_status find_left(void *context, int64_t target, char job[SFPROV_ID_SIZE], char who[SFPROV_INTENT_SIZE], bool *found, sfprov_error *error)
{
	crowd *self = context;
	bool applies;

	(void) target;
	job[0] = '\0';
	who[0] = '\0';
	*found = false;
	return end(person_memory_fails(&self->world.people, &applies), error);
}

/* ---- the people ---- */

static sfprov_status bounds(void *context, int64_t *count, int64_t *last_id, sfprov_error *error)
{
	crowd *self = context;
	bool applies;

	*count = self->count;
	*last_id = self->count == 0 ? 0 : CROWD_FIRST + self->count - 1;
	return end(person_memory_fails(&self->world.people, &applies), error);
}

static sfprov_status ids(
	void *context, int64_t after, int64_t last, size_t limit, bool changed_only, int64_t since, int64_t *list, size_t *count, sfprov_error *error)
{
	crowd *self = context;
	bool applies;
	int64_t id;

	(void) changed_only;
	(void) since;
	*count = 0;
	for (id = CROWD_FIRST; id < CROWD_FIRST + self->count && *count < limit; id++) {
		if (id > after && id <= last) {
			list[(*count)++] = id;
		}
	}
	return end(person_memory_fails(&self->world.people, &applies), error);
}

static json_object *data_of(const crowd *self, int64_t id)
{
	const crowd_person *person = &self->people[id - CROWD_FIRST];
	char text[512];
	char uid[80] = "";

	if (person->skeletal) {
		(void) snprintf(text, sizeof(text), "{'CoPerson':{'id':%d,'co_id':2,'status':'P'}}", (int) id);
		return world_json(text);
	}
	if (person->uid[0] != '\0') {
		(void) snprintf(uid, sizeof(uid), "{'type':'uid','identifier':'%s'}", person->uid);
	}
	(void) snprintf(text, sizeof(text),
		"{'CoPerson':{'id':%d,'co_id':2,'status':'A'},'PrimaryName':{'given':'Ann','family':'%s'},'EmailAddress':[{'mail':'%s','type':'official'}],"
		"'CoPersonRole':[],'Identifier':[%s]}",
		(int) id, person->family, person->mail, uid);
	return world_json(text);
}

static sfprov_status read_people(void *context, const int64_t *list, size_t count, sfprov_person_data *people, sfprov_error *error)
{
	crowd *self = context;
	bool applies;
	bool fails = person_memory_fails(&self->world.people, &applies);
	size_t i;

	if (fails) {
		return end(true, error);
	}
	memset(people, 0, count * sizeof(*people));
	heap_pause();
	for (i = 0; i < count; i++) {
		const crowd_person *person = &self->people[list[i] - CROWD_FIRST];

		people[i].id = list[i];
		(void) snprintf(people[i].op, sizeof(people[i].op), "%s", person->op);
		if (person->unreadable) {
			people[i].failed = true;
			(void) sfprov_fail(&people[i].error, SFPROV_E_INPUT, "the name is not UTF-8");
		} else if (person->op[0] != '\0') {
			people[i].data = data_of(self, list[i]);
		}
	}
	heap_resume();
	return SFPROV_OK;
}

static void release(sfprov_person_data *people, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		json_object_put(people[i].data);
		people[i].data = NULL;
	}
}

/* ---- the host ---- */

static bool progress(void *context, const sfprov_sync_progress *seen)
{
	crowd *self = context;

	(void) seen;
	return ++self->shows != self->cancel_after;
}

static bool interrupted(void *context)
{
	crowd *self = context;

	return self->interrupted;
}

static void failed(void *context, int64_t person, const sfprov_error *failure)
{
	crowd *self = context;

	(void) person;
	(void) failure;
	self->failures++;
}

static void usage(void *context, int64_t *requests, int64_t *api_used, int64_t *api_limit)
{
	crowd *self = context;

	*requests = self->world.org.calls;
	*api_used = self->world.has_session ? self->world.client.api_used : -1;
	*api_limit = self->world.has_session ? self->world.client.api_limit : -1;
}

/* One session for the whole run. */
static sfprov_status connect_once(void *context, const sfprov_target *target, sfprov_client **client, sfprov_error *error)
{
	crowd *self = context;

	if (self->world.has_session) {
		*client = &self->world.client;
		return SFPROV_OK;
	}
	if (self->world.connect(&self->world, target, client, error) != SFPROV_OK) {
		/* The next one who asks tries again. */
		if (self->world.has_session) {
			sfprov_session_free(&self->world.session);
			self->world.has_session = false;
		}
		return SFPROV_FAILED;
	}
	return SFPROV_OK;
}

void crowd_init(crowd *self, const char *target_row, int count)
{
	int i;

	memset(self, 0, sizeof(*self));
	world_init(&self->world, target_row, ANN_LEE);
	self->world.connect = self->world.host.connect;
	self->world.host.connect = connect_once;
	self->world.host.connect_context = self;
	self->count = count;
	for (i = 0; i < count; i++) {
		self->people[i].op = "PR";
		(void) snprintf(self->people[i].family, sizeof(self->people[i].family), "Lee%d", CROWD_FIRST + i);
		(void) snprintf(self->people[i].mail, sizeof(self->people[i].mail), "ann%d@example.org", CROWD_FIRST + i);
		(void) snprintf(self->people[i].uid, sizeof(self->people[i].uid), "lee%d", CROWD_FIRST + i);
	}
	self->set = (sfprov_set_store){self, load, claim, unclaim, record, record_failures, store_ids, note_provisioned, find_owners};
	self->runs = (sfprov_run_store){self, begin, take, renew, leave, correct, find_since};
	self->jobs.context = self;
	self->jobs.find_left = find_left;
	self->reader = (sfprov_people_reader){self, bounds, ids, read_people, release};
	self->host.one = &self->world.host;
	self->host.set = &self->set;
	self->host.runs = &self->runs;
	self->host.jobs = &self->jobs;
	self->host.people = &self->reader;
	self->host.progress = progress;
	self->host.interrupted = interrupted;
	self->host.failed = failed;
	self->host.usage = usage;
	self->host.context = self;
	self->options.mode = "all";
	self->options.configuration = "as it is";
	self->options.batch_size = 3;
	self->options.requests = 1;
}

void crowd_free(crowd *self)
{
	world_free(&self->world);
}

sfprov_status crowd_run(crowd *self)
{
	world *around = &self->world;

	sfprov_error_clear(&around->error);
	self->failures = 0;
	self->shows = 0;
	around->status = sfprov_sync_run(&self->host, &around->target, &self->options, &self->report, &around->error);
	if (around->has_session) {
		sfprov_session_free(&around->session);
		around->has_session = false;
	}
	around->tokens.locked = false;
	return around->status;
}

void crowd_calm(crowd *self)
{
	world_calm(&self->world);
	self->cancel_after = 0;
	self->interrupted = false;
}

const char *crowd_make(crowd *self, int64_t person, bool coperson)
{
	const crowd_person *one = &self->people[person - CROWD_FIRST];
	const char *key = self->world.target.external_id_field;
	const char *contact;
	char text[256];

	(void) snprintf(text, sizeof(text), "{'LastName':'%s','FirstName':'Ann','Email':'%s'%s%s%s%d%s}", one->family, one->mail, key != NULL ? ",'" : "",
		key != NULL ? key : "", key != NULL ? "':'" : ",'Number':", (int) person, key != NULL ? "'" : "");
	contact = org_add(&self->world.org, "Contact", text);
	if (coperson) {
		(void) snprintf(text, sizeof(text), "{'Contact__c':'%s','Status__c':'Active','Application_ID__c':'%s'}", contact, one->uid);
		(void) org_add(&self->world.org, "CoPerson__c", text);
	}
	return contact;
}

const char *crowd_link(crowd *self, int64_t person)
{
	person_identifier *identifier = person_memory_identifier(&self->world.people, person);
	person_row *row = person_memory_row(&self->world.people, person);
	const char *contact = crowd_make(self, person, self->world.target.obj_coperson);

	(void) snprintf(identifier->contact_id, SFPROV_ID_SIZE, "%s", contact);
	if (self->world.target.obj_coperson) {
		(void) snprintf(identifier->coperson_id, SFPROV_ID_SIZE, "%s", org_first(&self->world.org, "CoPerson__c", "Contact__c", contact)->id);
	}
	row->exists = true;
	row->revision = 2;
	(void) snprintf(row->contact_id, SFPROV_ID_SIZE, "%s", identifier->contact_id);
	(void) snprintf(row->coperson_id, SFPROV_ID_SIZE, "%s", identifier->coperson_id);
	return contact;
}

void crowd_announce(crowd *self, int64_t person, int64_t age)
{
	const crowd_person *one = &self->people[person - CROWD_FIRST];
	person_row *row = person_memory_row(&self->world.people, person);

	row->exists = true;
	row->revision = row->revision == 0 ? 1 : row->revision;
	row->intent_time = now(self) - age;
	(void) snprintf(row->intent, sizeof(row->intent), "0.unfinished");
	(void) snprintf(row->intent_match, sizeof(row->intent_match), "{\"LastName\":\"%s\",\"FirstName\":\"Ann\",\"Email\":\"%s\"}", one->family, one->mail);
}

static bool person_is_whole(crowd *self, int64_t person, char why[200])
{
	const person_identifier *identifier = person_memory_identifier(&self->world.people, person);
	const person_row *row = person_memory_row(&self->world.people, person);
	org *all = &self->world.org;
	org_record *contact = org_find(all, identifier->contact_id);
	org_record *coperson = org_find(all, identifier->coperson_id);
	const char *mail = self->people[person - CROWD_FIRST].mail;

	if (org_count(all, "Contact", "Email", mail) != 1) {
		(void) snprintf(why, 200, "person %d has %d Contacts", (int) person, org_count(all, "Contact", "Email", mail));
	} else if (contact == NULL || contact->deleted || strcmp(sfprov_json_get_text(contact->fields, "Email"), mail) != 0) {
		(void) snprintf(why, 200, "person %d: the Identifier does not lead to the Contact", (int) person);
	} else if (strcmp(row->contact_id, identifier->contact_id) != 0 || row->failed) {
		(void) snprintf(why, 200, "person %d: the journal does not agree%s", (int) person, row->failed ? " (failed)" : "");
	} else if (self->world.target.obj_coperson
		&& (coperson == NULL || coperson->deleted || strcmp(sfprov_json_get_text(coperson->fields, "Contact__c"), contact->id) != 0
			|| org_count(all, "CoPerson__c", "Contact__c", contact->id) != 1)) {
		(void) snprintf(why, 200, "person %d: not one CoPerson__c of the Contact", (int) person);
	} else {
		return true;
	}
	return false;
}

bool crowd_is_whole(crowd *self, char why[200])
{
	int i;

	for (i = 0; i < self->count; i++) {
		const crowd_person *person = &self->people[i];

		if (strcmp(person->op, "PR") == 0 && !person->skeletal && !person->unreadable && !person_is_whole(self, CROWD_FIRST + i, why)) {
			return false;
		}
	}
	return true;
}
