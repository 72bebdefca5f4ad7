/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The records of a batch in as few API calls as they fit: collections of one kind each, several of them in a composite request. */
#include "provisioning/batch_sending.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>

/* Room for "@{g0[199].id}". */
#define REFERENCE_SIZE 48

static bool needs_contact_first(const sfprov_batch_item *item)
{
	sfprov_step step = item->push.plan.contact_step;

	return step == SFPROV_STEP_CREATE || step == SFPROV_STEP_UPSERT;
}

static sfprov_collection_kind kind_of(sfprov_step step)
{
	return step == SFPROV_STEP_CREATE ? SFPROV_COLLECT_CREATE : step == SFPROV_STEP_UPSERT ? SFPROV_COLLECT_UPSERT : SFPROV_COLLECT_UPDATE;
}

/* The last group of this kind if it has room, else a new one; NULL with an error. */
static sfprov_batch_group *take_group(sfprov_batch_sending *self, sfprov_collection_kind kind, bool coperson, int parent, sfprov_error *error)
{
	sfprov_batch_group *last = NULL;
	sfprov_batch_group *grown;
	int i;

	for (i = self->count - 1; i >= 0 && last == NULL; i--) {
		sfprov_batch_group *candidate = &self->groups[i];

		if (candidate->collection.kind == kind && candidate->coperson == coperson && candidate->parent == parent) {
			last = candidate;
		}
	}
	if (last != NULL && last->collection.count < SFPROV_COLLECTION_MAX) {
		return last;
	}
	if (self->count == self->room) {
		grown = sfprov_resize(self->groups, (size_t) (self->room + 8) * sizeof(*grown));
		if (grown == NULL) {
			(void) sfprov_fail_memory(error);
			return NULL;
		}
		self->groups = grown;
		self->room += 8;
	}
	last = &self->groups[self->count];
	memset(last, 0, sizeof(*last));
	last->coperson = coperson;
	last->parent = parent;
	self->count++;
	return sfprov_collection_init(&last->collection, kind, coperson ? SFPROV_COPERSON : SFPROV_CONTACT,
			   kind == SFPROV_COLLECT_UPSERT ? self->batch->target->external_id_field : NULL, error)
			== SFPROV_OK
		? last
		: NULL;
}

/* Only what is certain to be this item's fault ends it; the rest ends the batch. An item whose Contact is on its way goes on without its CoPerson__c: nothing that is sent may be
 * forgotten. */
static sfprov_status add_record(
	sfprov_batch_sending *self, sfprov_batch_group *to, sfprov_batch_item *item, json_object *fields, const char *id, sfprov_error *error)
{
	sfprov_error own;

	if (sfprov_collection_add(&to->collection, fields, to->collection.kind == SFPROV_COLLECT_UPDATE ? id : NULL, &own) == SFPROV_OK) {
		item->at[to->coperson].group = (int) (to - self->groups);
		item->at[to->coperson].place = to->collection.count - 1;
		to->items[to->collection.count - 1] = item;
		*(to->coperson ? &item->push.has_coperson : &item->push.has_contact) = true;
		return SFPROV_OK;
	}
	if (own.kind == SFPROV_E_MEMORY) {
		*error = own;
		return SFPROV_FAILED;
	}
	if (!item->push.has_contact) {
		sfprov_batch_fail(item, &own);
	}
	return SFPROV_OK;
}

static sfprov_status add_contact(sfprov_batch_sending *self, sfprov_batch_item *item, sfprov_error *error)
{
	sfprov_batch_group *to = take_group(self, kind_of(item->push.plan.contact_step), false, -1, error);

	if (to == NULL) {
		return SFPROV_FAILED;
	}
	return add_record(self, to, item, item->push.plan.contact.fields, item->push.link.contact_id, error);
}

static sfprov_status add_coperson(sfprov_batch_sending *self, sfprov_batch_item *item, const char *contact, int parent, sfprov_error *error)
{
	sfprov_plan_request request;
	sfprov_status status;
	sfprov_batch_group *to;

	status = sfprov_plan_coperson_request(&item->push.plan, &item->push.link, contact, &request, error);
	to = status == SFPROV_OK ? take_group(self, kind_of(item->push.plan.coperson_step), true, parent, error) : NULL;
	if (to != NULL) {
		status = add_record(self, to, item, request.body, item->push.link.coperson_id, error);
	} else {
		status = SFPROV_FAILED;
	}
	sfprov_plan_request_free(&request);
	return status;
}

/* Contacts, and the CoPerson__c of Contacts that are there. */
static sfprov_status group_known(sfprov_batch_sending *self, sfprov_error *error)
{
	sfprov_batch *batch = self->batch;
	sfprov_status status = SFPROV_OK;
	size_t i;

	for (i = 0; status == SFPROV_OK && i < batch->count; i++) {
		sfprov_batch_item *item = &batch->items[i];

		item->push.has_contact = false;
		item->push.has_coperson = false;
		if (item->fate != SFPROV_FATE_SEND) {
			continue;
		}
		if (item->push.plan.contact_step != SFPROV_STEP_NONE) {
			status = add_contact(self, item, error);
		}
		if (status == SFPROV_OK && item->fate == SFPROV_FATE_SEND && item->push.plan.coperson_step != SFPROV_STEP_NONE && !needs_contact_first(item)) {
			status = add_coperson(self, item, item->push.link.contact_id, -1, error);
		}
	}
	return status;
}

/* The CoPerson__c of new Contacts, which refer to the answer about the Contact, where all of it fits into one call. Else they come in a call after it: five collections of new
 * Contacts and then five of CoPerson__c are fewer calls than two and two. After a lost answer to an upsert the Contact comes first: only then can its CoPerson__c be looked for. */
static sfprov_status group_dependent(sfprov_batch_sending *self, sfprov_error *error)
{
	int contacts = 0;
	int i;

	for (i = 0; i < self->count; i++) {
		const sfprov_batch_group *parent = &self->groups[i];

		contacts += !parent->coperson && parent->collection.kind != SFPROV_COLLECT_UPDATE ? 1 : 0;
	}
	if (!self->batch->target->obj_coperson || self->count + 2 * contacts > SFPROV_COMPOSITE_COLLECTIONS_MAX) {
		return SFPROV_OK;
	}
	/* Groups that are added here are behind those that are looked at. */
	contacts = self->count;
	for (i = 0; i < contacts; i++) {
		size_t place;

		if (self->groups[i].coperson || self->groups[i].collection.kind == SFPROV_COLLECT_UPDATE) {
			continue;
		}
		for (place = 0; place < self->groups[i].collection.count; place++) {
			sfprov_batch_item *item = self->groups[i].items[place];
			char reference[REFERENCE_SIZE];

			(void) snprintf(reference, sizeof(reference), "@{g%d[%zu].id}", i, place);
			if (item->push.plan.coperson_step == SFPROV_STEP_CREATE && !item->push.resolve_coperson
				&& add_coperson(self, item, reference, i, error) != SFPROV_OK) {
				return SFPROV_FAILED;
			}
		}
	}
	return SFPROV_OK;
}

/* Five collections a call, in order. */
static void lay_out(sfprov_batch_sending *self)
{
	int i;

	for (i = 0; i < self->count; i++) {
		self->groups[i].call = i / SFPROV_COMPOSITE_COLLECTIONS_MAX;
		self->groups[i].part = (size_t) (i % SFPROV_COMPOSITE_COLLECTIONS_MAX);
	}
	self->calls = (self->count + SFPROV_COMPOSITE_COLLECTIONS_MAX - 1) / SFPROV_COMPOSITE_COLLECTIONS_MAX;
}

/* From now on nobody knows what becomes of them, until the answer is read. */
static void mark_in_flight(sfprov_batch_sending *self, int call)
{
	const sfprov_environment *environment = self->batch->host->one->environment;
	int64_t now = environment->wall_time(environment->context);
	int i;
	size_t place;

	for (i = 0; i < self->count; i++) {
		for (place = 0; self->groups[i].call == call && place < self->groups[i].collection.count; place++) {
			sfprov_batch_item *item = self->groups[i].items[place];

			item->sent = true;
			item->records++;
			item->push.in_flight = item->push.in_flight || sfprov_plan_creates_once(&item->push.plan);
			item->push.flown = item->push.in_flight ? now : item->push.flown;
		}
	}
}

static bool is_halted(const sfprov_composite_part *part, const sfprov_batch_group *of)
{
	return part->halted && of->parent >= 0;
}

static sfprov_status take_results(sfprov_batch_sending *self, int call, const sfprov_composite_result *result, const sfprov_error *failure, sfprov_error *error)
{
	int i;

	for (i = 0; i < self->count; i++) {
		sfprov_batch_group *of = &self->groups[i];

		if (of->call != call) {
			continue;
		}
		of->results = sfprov_alloc(of->collection.count, sizeof(*of->results));
		if (of->results == NULL) {
			return sfprov_fail_memory(error);
		}
		if (result == NULL) {
			sfprov_collection_fail(&of->collection, failure, of->results);
		} else {
			of->halted = is_halted(&result->parts[of->part], of);
			sfprov_collection_read(&of->collection, &result->parts[of->part], of->results);
		}
	}
	return SFPROV_OK;
}

static sfprov_status fill_call(sfprov_batch_sending *self, int call, sfprov_composite *composite, sfprov_error *error)
{
	char reference[REFERENCE_SIZE];
	int i;

	for (i = 0; i < self->count; i++) {
		if (self->groups[i].call != call) {
			continue;
		}
		(void) snprintf(reference, sizeof(reference), "g%d", i);
		if (sfprov_collection_add_to(&self->groups[i].collection, composite, self->batch->client, reference, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}

static sfprov_status take_answer(sfprov_batch_sending *self, int call, const sfprov_composite_call *made, sfprov_error *error)
{
	if (made->status == SFPROV_OK) {
		return take_results(self, call, &made->result, NULL, error);
	}
	if (sfprov_batch_is_fatal(&made->error)) {
		self->fatal = made->error;
		self->stopped = true;
	}
	return take_results(self, call, NULL, &made->error, error);
}

/* Makes these calls, at the same time when there are several. */
static sfprov_status send_calls(sfprov_batch_sending *self, int first, int count, sfprov_error *error)
{
	sfprov_composite_call *calls = sfprov_alloc((size_t) count, sizeof(*calls));
	sfprov_composite *composites = sfprov_alloc((size_t) count, sizeof(*composites));
	sfprov_status status = calls == NULL || composites == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	int i;

	self->batch->client->allow_duplicates = self->batch->target->duplicate_policy == SFPROV_DUPLICATE_SAVE;
	for (i = 0; status == SFPROV_OK && i < count; i++) {
		sfprov_composite_init(&composites[i], false);
		calls[i].composite = &composites[i];
		status = fill_call(self, first + i, &composites[i], error);
	}
	if (status == SFPROV_OK) {
		for (i = 0; i < count; i++) {
			mark_in_flight(self, first + i);
		}
		sfprov_composite_send_many(self->batch->client, calls, (size_t) count);
		for (i = 0; i < count; i++) {
			/* Each answer counts, whatever became of the one before. */
			if (take_answer(self, first + i, &calls[i], error) != SFPROV_OK) {
				status = SFPROV_FAILED;
			}
			sfprov_composite_result_free(&calls[i].result);
		}
	}
	for (i = 0; composites != NULL && i < count; i++) {
		sfprov_composite_free(&composites[i]);
	}
	sfprov_free(composites);
	sfprov_free(calls);
	return status;
}

/* Whether all of a call is of Contacts, or all of CoPerson__c. */
static bool is_pure(const sfprov_batch_sending *self, int call, bool *coperson)
{
	bool any[2] = {false, false};
	int i;

	for (i = 0; i < self->count; i++) {
		if (self->groups[i].call == call) {
			any[self->groups[i].coperson] = true;
		}
	}
	*coperson = any[1];
	return any[0] != any[1];
}

/* How many calls from this one on can be made at the same time: not those of a Contact and its CoPerson__c, nor of Contacts of one account, which Salesforce locks with each of them. */
static int count_together(const sfprov_batch_sending *self, int first)
{
	bool coperson;
	bool other;
	int count = 1;

	if (self->batch->target->default_account != NULL || !is_pure(self, first, &coperson)) {
		return 1;
	}
	while (count < self->batch->options->requests && first + count < self->calls && is_pure(self, first + count, &other) && other == coperson) {
		count++;
	}
	return count;
}

/* Items whose calls were not made any more are as they were. */
static void fail_rest(sfprov_batch_sending *self)
{
	size_t i;

	for (i = 0; self->stopped && i < self->batch->count; i++) {
		if (self->batch->items[i].fate == SFPROV_FATE_SEND || self->batch->items[i].fate == SFPROV_FATE_OPEN) {
			sfprov_batch_fail(&self->batch->items[i], &self->fatal);
		}
	}
}

bool sfprov_batch_is_fatal(const sfprov_error *error)
{
	switch (error->kind) {
		case SFPROV_E_NETWORK:
			/* One answer that was lost is not the end of the connection. */
			return error->outcome == SFPROV_OUTCOME_NOT_SENT;
		case SFPROV_E_MEMORY:
		case SFPROV_E_LIMIT:
		case SFPROV_E_AUTHORIZATION:
		case SFPROV_E_DATABASE:
		case SFPROV_E_ABORTED:
			return true;
		default:
			return false;
	}
}

sfprov_status sfprov_batch_send(sfprov_batch *batch, sfprov_error *error)
{
	sfprov_batch_sending self = {.batch = batch};
	sfprov_status status;
	bool held = true;
	int together;
	int call;
	int i;

	status = group_known(&self, error);
	if (status == SFPROV_OK) {
		status = group_dependent(&self, error);
	}
	lay_out(&self);
	for (call = 0; status == SFPROV_OK && !self.stopped && call < self.calls; call += together) {
		together = count_together(&self, call);
		/* With the process's right to these people the calls end, not what is known of those before. */
		if (call > 0 && !batch->host->go_on(batch->host->context, &self.fatal)) {
			self.stopped = true;
			break;
		}
		if (sfprov_batch_hold(batch, &held, &self.fatal) != SFPROV_OK) {
			self.stopped = true;
		}
		/* The next round goes on with what is left. */
		if (self.stopped || !held) {
			break;
		}
		status = send_calls(&self, call, together, error);
	}
	if (status == SFPROV_OK) {
		status = sfprov_batch_take_answers(&self, error);
	}
	if (status == SFPROV_OK) {
		fail_rest(&self);
	}
	if (status == SFPROV_OK && self.stopped) {
		*error = self.fatal;
		status = SFPROV_FAILED;
	}
	for (i = 0; i < self.count; i++) {
		sfprov_free(self.groups[i].results);
		sfprov_collection_free(&self.groups[i].collection);
	}
	sfprov_free(self.groups);
	sfprov_free(self.owners);
	sfprov_masters_free(&self.masters);
	return status;
}
