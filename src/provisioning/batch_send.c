/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The records of a batch in as few API calls as they fit: collections of one kind each, several of them in a composite request. */
#include "provisioning/batch_internal.h"

#include "base/memory.h"
#include "salesforce/collections.h"

#include <stdio.h>
#include <string.h>

/* A refusal that passes is tried again so often before the person counts as failed. */
#define ATTEMPTS_MAX 3

/* Room for "@{g0[199].id}". */
#define REFERENCE_SIZE 48

/* Records of one kind that travel together. */
typedef struct group {
	sfprov_collection collection;
	sfprov_batch_item *items[SFPROV_COLLECTION_MAX];
	bool coperson; /* else Contacts */
	int parent;    /* group of the Contacts that these refer to; -1: none */
	int call;
	size_t part;                   /* place in the call */
	sfprov_record_result *results; /* owned; in the order of the items, once the call was made */
	bool halted;                   /* not tried, because the group that it refers to failed in part */
} group;

typedef struct sending {
	sfprov_batch *batch;
	group *groups; /* owned */
	int count;
	int room;
	int calls;
	sfprov_error fatal; /* of a call after which no other is made */
	bool stopped;
	/* Owners of Contacts that upserts found, for all items at once. */
	sfprov_set_owner *owners; /* owned */
	size_t owner_count;
	sfprov_person_store people; /* answers find_owner from the list above */
	sfprov_provisioning_host host;
} sending;

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
static group *take_group(sending *self, sfprov_collection_kind kind, bool coperson, int parent, sfprov_error *error)
{
	group *last = NULL;
	group *grown;
	int i;

	for (i = self->count - 1; i >= 0 && last == NULL; i--) {
		group *candidate = &self->groups[i];

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
static sfprov_status add_record(sending *self, group *to, sfprov_batch_item *item, json_object *fields, const char *id, sfprov_error *error)
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

static sfprov_status add_contact(sending *self, sfprov_batch_item *item, sfprov_error *error)
{
	group *to = take_group(self, kind_of(item->push.plan.contact_step), false, -1, error);

	if (to == NULL) {
		return SFPROV_FAILED;
	}
	return add_record(self, to, item, item->push.plan.contact.fields, item->push.link.contact_id, error);
}

static sfprov_status add_coperson(sending *self, sfprov_batch_item *item, const char *contact, int parent, sfprov_error *error)
{
	sfprov_plan_request request;
	sfprov_status status;
	group *to;

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
static sfprov_status group_known(sending *self, sfprov_error *error)
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
static sfprov_status group_dependent(sending *self, sfprov_error *error)
{
	int contacts = 0;
	int i;

	for (i = 0; i < self->count; i++) {
		const group *parent = &self->groups[i];

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
static void lay_out(sending *self)
{
	int i;

	for (i = 0; i < self->count; i++) {
		self->groups[i].call = i / SFPROV_COMPOSITE_COLLECTIONS_MAX;
		self->groups[i].part = (size_t) (i % SFPROV_COMPOSITE_COLLECTIONS_MAX);
	}
	self->calls = (self->count + SFPROV_COMPOSITE_COLLECTIONS_MAX - 1) / SFPROV_COMPOSITE_COLLECTIONS_MAX;
}

/* From now on nobody knows what becomes of them, until the answer is read. */
static void mark_in_flight(sending *self, int call)
{
	int i;
	size_t place;

	for (i = 0; i < self->count; i++) {
		for (place = 0; self->groups[i].call == call && place < self->groups[i].collection.count; place++) {
			sfprov_batch_item *item = self->groups[i].items[place];

			item->sent = true;
			item->records++;
			item->push.in_flight = item->push.in_flight || sfprov_plan_creates_once(&item->push.plan);
		}
	}
}

static bool is_halted(const sfprov_composite_part *part, const group *of)
{
	return part->halted && of->parent >= 0;
}

static sfprov_status take_results(sending *self, int call, const sfprov_composite_result *result, const sfprov_error *failure, sfprov_error *error)
{
	int i;

	for (i = 0; i < self->count; i++) {
		group *of = &self->groups[i];

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

static sfprov_status fill_call(sending *self, int call, sfprov_composite *composite, sfprov_error *error)
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

static sfprov_status take_answer(sending *self, int call, const sfprov_composite_call *made, sfprov_error *error)
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
static sfprov_status send_calls(sending *self, int first, int count, sfprov_error *error)
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
static bool is_pure(const sending *self, int call, bool *coperson)
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
static int count_together(const sending *self, int first)
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

/* ---- answers ---- */

/* In front of the store of one person: answers who has a Contact from what was asked for all at once. */
static sfprov_status find_known_owner(void *context, int64_t target, int64_t person, const char *contact_id, int64_t *owner, sfprov_error *error)
{
	const sending *self = context;
	const sfprov_person_store *people = self->batch->host->one->people;
	size_t i;

	for (i = 0; i < self->owner_count; i++) {
		if (self->owners[i].person == person && strcmp(self->owners[i].contact_id, contact_id) == 0) {
			*owner = self->owners[i].owner;
			return SFPROV_OK;
		}
	}
	return people->find_owner(people->context, target, person, contact_id, owner, error);
}

/* Upserts that found a Contact: it may be another person's. */
static sfprov_status ask_owners(sending *self, sfprov_error *error)
{
	const sfprov_set_store *set = self->batch->host->set;
	int i;

	self->owners = sfprov_alloc(self->batch->count, sizeof(*self->owners));
	if (self->owners == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < self->count; i++) {
		const group *of = &self->groups[i];
		size_t place;

		for (place = 0; of->results != NULL && of->collection.kind == SFPROV_COLLECT_UPSERT && place < of->collection.count; place++) {
			if (of->results[place].success && !of->results[place].created) {
				self->owners[self->owner_count].person = of->items[place]->input->person;
				self->owners[self->owner_count++].contact_id = of->results[place].id;
			}
		}
	}
	self->people.context = self;
	self->people.find_owner = find_known_owner;
	self->host = *self->batch->host->one;
	self->host.people = &self->people;
	return self->owner_count == 0 ? SFPROV_OK
								  : set->find_owners(set->context, self->batch->target->co_provisioning_target_id, self->owners, self->owner_count, error);
}

static void answer_of_record(const group *of, size_t place, sfprov_record_answer *answer)
{
	const sfprov_record_result *result = &of->results[place];

	memset(answer, 0, sizeof(*answer));
	answer->ok = result->success;
	answer->halted = of->halted;
	answer->created = result->created;
	answer->id = result->success ? result->id : NULL;
	answer->error = result->error;
	/* For the whole call this was asked already: an error that is certain says that nothing was done. */
	answer->may_have_happened = !result->success && !of->halted && !sfprov_push_is_certain(&result->error);
}

/* A refusal that may be another one's fault, and passes. */
static bool passes(const sfprov_batch_item *item, const sfprov_error *error)
{
	return error->kind == SFPROV_E_SERVER && error->outcome != SFPROV_OUTCOME_UNKNOWN && !item->push.in_flight && item->attempts < ATTEMPTS_MAX;
}

/* What a list of results cannot tell: the ids of the duplicates, one of which is to be adopted. */
static bool is_better_alone(const sending *self, const sfprov_error *error)
{
	return self->batch->target->duplicate_policy == SFPROV_DUPLICATE_ADOPT && strcmp(error->code, "DUPLICATES_DETECTED") == 0;
}

static void judge(sending *self, sfprov_batch_item *item, const sfprov_record_answer *contact, const sfprov_record_answer *coperson)
{
	sfprov_push *push = &item->push;
	bool creates = push->plan.contact_step == SFPROV_STEP_CREATE || (push->plan.contact_step == SFPROV_STEP_UPSERT && contact != NULL && contact->created);
	sfprov_error error;
	bool again = false;

	push->host = &self->host;
	push->in_flight = false;
	if (sfprov_push_read_answers(push, contact, coperson, &again, &error) != SFPROV_OK) {
		if (passes(item, &error)) {
			item->attempts++;
			item->fate = SFPROV_FATE_OPEN;
		} else if (is_better_alone(self, &error)) {
			item->fate = SFPROV_FATE_ALONE;
		} else {
			sfprov_batch_fail(item, &error);
		}
	} else {
		/* Once the Contact is known, the CoPerson__c that an earlier push made can be looked for. */
		item->fate = again || push->resolve_coperson ? SFPROV_FATE_OPEN : sfprov_plan_is_empty(&push->plan) ? SFPROV_FATE_DONE : SFPROV_FATE_SEND;
		item->created = item->created || (creates && contact != NULL && contact->ok);
	}
	push->host = self->batch->host->one;
}

/* The answer about one of an item's records; false when its call was not made any more. */
static bool find_answer(const sending *self, const sfprov_batch_item *item, bool coperson, sfprov_record_answer *answer)
{
	const group *of;

	if (!(coperson ? item->push.has_coperson : item->push.has_contact)) {
		return false;
	}
	of = &self->groups[item->at[coperson].group];
	if (of->results == NULL) {
		return false;
	}
	answer_of_record(of, item->at[coperson].place, answer);
	return true;
}

static void judge_all(sending *self)
{
	size_t i;

	for (i = 0; i < self->batch->count; i++) {
		sfprov_batch_item *item = &self->batch->items[i];
		sfprov_record_answer coperson;
		sfprov_record_answer contact;

		if (item->fate == SFPROV_FATE_SEND) {
			item->push.has_contact = find_answer(self, item, false, &contact);
			item->push.has_coperson = find_answer(self, item, true, &coperson);
			if (item->push.has_contact || item->push.has_coperson) {
				judge(self, item, item->push.has_contact ? &contact : NULL, item->push.has_coperson ? &coperson : NULL);
			}
		}
	}
}

/* Items whose calls were not made any more are as they were. */
static void fail_rest(sending *self)
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
	sending self = {.batch = batch};
	sfprov_status status;
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
		status = send_calls(&self, call, together, error);
	}
	if (status == SFPROV_OK) {
		status = ask_owners(&self, error);
	}
	if (status == SFPROV_OK) {
		judge_all(&self);
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
	return status;
}
