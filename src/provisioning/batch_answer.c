/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What Salesforce's answers to the records of a batch make of its people. */
#include "provisioning/batch_sending.h"

#include "base/memory.h"
#include "salesforce/errors.h"

#include <string.h>

/* A refusal that passes is tried again so often before the person counts as failed. */
#define ATTEMPTS_MAX 3

/* In front of the store of one person: answers who has a Contact from what was asked for all at once. */
static sfprov_status find_known_owner(void *context, int64_t target, int64_t person, const char *contact_id, int64_t *owner, sfprov_error *error)
{
	const sfprov_batch_sending *self = context;
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
static sfprov_status ask_owners(sfprov_batch_sending *self, sfprov_error *error)
{
	const sfprov_set_store *set = self->batch->host->set;
	int i;

	self->owners = sfprov_alloc(self->batch->count, sizeof(*self->owners));
	if (self->owners == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < self->count; i++) {
		const sfprov_batch_group *of = &self->groups[i];
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

/* Contacts that updates did not find: they may have been merged. */
static sfprov_status ask_masters(sfprov_batch_sending *self, sfprov_error *error)
{
	sfprov_error ignored;
	int i;

	for (i = 0; i < self->count; i++) {
		const sfprov_batch_group *of = &self->groups[i];
		size_t place;

		for (place = 0; of->results != NULL && !of->coperson && of->collection.kind == SFPROV_COLLECT_UPDATE && place < of->collection.count; place++) {
			if (!of->results[place].success && sfprov_sf_error_is_gone(&of->results[place].error)
				&& sfprov_masters_add(&self->masters, of->items[place]->push.link.contact_id, error) != SFPROV_OK) {
				return SFPROV_FAILED;
			}
		}
	}
	/* A failure is that of each person whose Contact is gone. */
	self->masters.failed = self->stopped;
	self->masters.error = self->fatal;
	(void) sfprov_masters_ask(&self->masters, self->batch->client, &ignored);
	return SFPROV_OK;
}

static void answer_of_record(const sfprov_batch_group *of, size_t place, sfprov_record_answer *answer)
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
static bool is_better_alone(const sfprov_batch_sending *self, const sfprov_error *error)
{
	return self->batch->target->duplicate_policy == SFPROV_DUPLICATE_ADOPT && strcmp(error->code, "DUPLICATES_DETECTED") == 0;
}

static void judge(sfprov_batch_sending *self, sfprov_batch_item *item, const sfprov_record_answer *contact, const sfprov_record_answer *coperson)
{
	sfprov_push *push = &item->push;
	bool creates = push->plan.contact_step == SFPROV_STEP_CREATE || (push->plan.contact_step == SFPROV_STEP_UPSERT && contact != NULL && contact->created);
	sfprov_error error;
	bool again = false;

	push->host = &self->host;
	push->masters = &self->masters;
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
	push->masters = NULL;
}

/* The answer about one of an item's records; false when its call was not made any more. */
static bool find_answer(const sfprov_batch_sending *self, const sfprov_batch_item *item, bool coperson, sfprov_record_answer *answer)
{
	const sfprov_batch_group *of;

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

static void judge_all(sfprov_batch_sending *self)
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

sfprov_status sfprov_batch_take_answers(sfprov_batch_sending *self, sfprov_error *error)
{
	if (ask_owners(self, error) != SFPROV_OK || ask_masters(self, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	judge_all(self);
	return SFPROV_OK;
}
