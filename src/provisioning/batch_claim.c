/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Announces the creates of a batch, by the rules of announcement.c. */
#include "provisioning/batch_internal.h"

#include "base/memory.h"
#include "provisioning/announcement.h"

#include <string.h>

/* For what lies between the look at the clock and the call. */
#define SPARE_SECONDS 5

/* The items whose creates are still to be announced. */
static bool wants_claim(const sfprov_batch_item *item)
{
	return item->fate == SFPROV_FATE_SEND && !item->waiting && sfprov_push_must_announce(&item->push);
}

/* What a plan was made from, beside what the person is. */
typedef struct basis {
	char contact_id[SFPROV_ID_SIZE];
	char coperson_id[SFPROV_ID_SIZE];
	json_object *sent; /* owned */
} basis;

static void keep_basis(basis *self, const sfprov_link *link)
{
	memcpy(self->contact_id, link->contact_id, SFPROV_ID_SIZE);
	memcpy(self->coperson_id, link->coperson_id, SFPROV_ID_SIZE);
	self->sent = json_object_get(link->sent);
}

static bool is_basis(const basis *self, const sfprov_link *link)
{
	return strcmp(self->contact_id, link->contact_id) == 0 && strcmp(self->coperson_id, link->coperson_id) == 0
		&& json_object_equal(self->sent, link->sent) != 0;
}

static sfprov_status take_claim(const sfprov_batch *batch, sfprov_batch_item *item, const basis *before, const sfprov_set_claim *claim, sfprov_error *error)
{
	sfprov_push *push = &item->push;

	if (!claim->claimed) {
		/* Another process is creating this person at this moment: alone there is time to wait for it. */
		item->fate = SFPROV_FATE_ALONE;
		return SFPROV_OK;
	}
	push->announced = true;
	push->announced_contact = push->plan.contact_step == SFPROV_STEP_CREATE;
	push->resolve_coperson = push->link.intent[0] != '\0';
	if (push->resolve_coperson && push->link.intent_match == NULL) {
		/* What the row said cannot be read any more; today's values are the best guess. */
		push->link.intent_match = json_object_get(claim->match);
	}
	item->waiting = sfprov_batch_must_settle(batch, item);
	if (sfprov_batch_adjust_link(batch, item, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	/* The link was read again under the lock: it is planned anew from it, unless it says the same. */
	if (push->resolve_coperson || !is_basis(before, &push->link)) {
		item->fate = SFPROV_FATE_OPEN;
	}
	return SFPROV_OK;
}

static bool any_announced(const sfprov_batch *batch)
{
	size_t i;

	for (i = 0; i < batch->count; i++) {
		if (batch->items[i].push.announced) {
			return true;
		}
	}
	return false;
}

sfprov_status sfprov_batch_claim(sfprov_batch *batch, sfprov_error *error)
{
	const sfprov_environment *environment = batch->host->one->environment;
	const sfprov_set_store *set = batch->host->set;
	sfprov_set_claim *claims = sfprov_alloc(batch->count, sizeof(*claims));
	sfprov_batch_item **items = sfprov_alloc(batch->count, sizeof(sfprov_batch_item *));
	basis *before = sfprov_alloc(batch->count, sizeof(*before));
	sfprov_status status = claims == NULL || items == NULL || before == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	size_t count = 0;
	size_t i;

	/* The name says since when: settling may have taken its time. */
	if (status == SFPROV_OK && !any_announced(batch)) {
		status = sfprov_announcement_name(environment, batch->who, error);
	}
	for (i = 0; status == SFPROV_OK && i < batch->count; i++) {
		if (wants_claim(&batch->items[i])) {
			items[count] = &batch->items[i];
			keep_basis(&before[count], &items[count]->push.link);
			claims[count].person = items[count]->input->person;
			claims[count].link = &items[count]->push.link;
			claims[count].match = sfprov_announcement_marks(&items[count]->push.plan, &items[count]->push.link);
			status = claims[count].match == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
			count++;
		}
	}
	if (status == SFPROV_OK && count > 0) {
		status = set->claim(set->context, batch->target->co_provisioning_target_id, batch->who,
			environment->wall_time(environment->context) - SFPROV_ANNOUNCEMENT_LEASE_SECONDS, claims, count, error);
	}
	for (i = 0; i < count; i++) {
		if (status == SFPROV_OK) {
			(void) memcpy(items[i]->push.who, batch->who, sizeof(batch->who));
			status = take_claim(batch, items[i], &before[i], &claims[i], error);
		}
		json_object_put(before[i].sent);
		json_object_put(claims[i].match);
	}
	sfprov_free(before);
	sfprov_free(items);
	sfprov_free(claims);
	return status;
}

/* Whether the announcements outlive a call that begins now, and what may be at work in Salesforce after a connection broke. */
static bool are_fresh(const sfprov_batch *batch)
{
	const sfprov_environment *environment = batch->host->one->environment;
	int64_t longest = batch->client->timeout_ms / 1000;

	longest = (longest > SFPROV_CREATE_SETTLE_SECONDS ? longest : SFPROV_CREATE_SETTLE_SECONDS) + SPARE_SECONDS;
	return environment->wall_time(environment->context) - sfprov_announcement_moment(batch->who) <= SFPROV_ANNOUNCEMENT_LEASE_SECONDS - longest;
}

sfprov_status sfprov_batch_hold(sfprov_batch *batch, bool *held, sfprov_error *error)
{
	const sfprov_set_store *set = batch->host->set;
	char again[SFPROV_INTENT_SIZE];
	sfprov_batch_item **items;
	sfprov_status status;
	int64_t *people;
	size_t count = 0;
	bool *ours;
	size_t i;

	*held = true;
	if (!any_announced(batch) || are_fresh(batch)) {
		return SFPROV_OK;
	}
	items = sfprov_alloc(batch->count, sizeof(sfprov_batch_item *));
	people = sfprov_alloc(batch->count, sizeof(*people));
	ours = sfprov_alloc(batch->count, sizeof(*ours));
	status =
		items == NULL || people == NULL || ours == NULL ? sfprov_fail_memory(error) : sfprov_announcement_name(batch->host->one->environment, again, error);
	for (i = 0; status == SFPROV_OK && i < batch->count; i++) {
		if (batch->items[i].push.announced) {
			items[count] = &batch->items[i];
			people[count++] = batch->items[i].input->person;
		}
	}
	if (status == SFPROV_OK) {
		status = set->reannounce(set->context, batch->target->co_provisioning_target_id, batch->who, again, people, count, ours, error);
	}
	for (i = 0; status == SFPROV_OK && i < count; i++) {
		(void) memcpy(items[i]->push.who, again, sizeof(again));
		items[i]->push.announced = ours[i];
		*held = *held && ours[i];
	}
	if (status == SFPROV_OK) {
		(void) memcpy(batch->who, again, sizeof(again));
	}
	sfprov_free(ours);
	sfprov_free(people);
	sfprov_free(items);
	return status;
}
