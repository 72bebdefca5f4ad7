/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "crowd_stores.h"

#include "heap_failing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the people ---- */

static sfprov_status bounds(void *context, int64_t *count, int64_t *last_id, sfprov_error *error)
{
	crowd *self = context;
	bool applies;

	*count = self->count;
	*last_id = self->count == 0 ? 0 : CROWD_FIRST + self->count - 1;
	return crowd_end(person_memory_fails(&self->world.people, &applies), error);
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
	return crowd_end(person_memory_fails(&self->world.people, &applies), error);
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
		return crowd_end(true, error);
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

static void release(void *context, sfprov_person_data *people, size_t count)
{
	size_t i;

	(void) context;

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

	return self->interrupted || self->unwinding;
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
	crowd_stores_init(self);
	self->reader = (sfprov_people_reader){self, bounds, ids, read_people, release, 0};
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
	self->unwinding = false;
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
	row->intent_time = self->world.fake.wall_seconds - age;
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
