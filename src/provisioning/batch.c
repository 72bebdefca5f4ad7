/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/batch_internal.h"

#include "base/memory.h"
#include "provisioning/announcement.h"
#include "provisioning/deprovision.h"
#include "provisioning/operation.h"

#include <stdio.h>
#include <string.h>

/* As for one person: more rounds than that mean that somebody deletes faster than we create. */
#define ROUNDS_MAX 12

/* Between two rounds for people whose records were locked; with jitter, and longer each time. */
#define LOCK_WAIT_MS 400

void sfprov_batch_fail(sfprov_batch_item *item, const sfprov_error *error)
{
	item->error = *error;
	item->fate = SFPROV_FATE_FAILED;
}

sfprov_status sfprov_batch_adjust_link(const sfprov_batch *batch, sfprov_batch_item *item, sfprov_error *error)
{
	const sfprov_batch_host *host = batch->host;

	if (batch->options->force && sfprov_link_forget_digests(&item->push.link, NULL, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return host->adjust == NULL ? SFPROV_OK : host->adjust(host->context, item->input->person, &item->push.link, error);
}

static sfprov_status load_links(sfprov_batch *batch, sfprov_error *error)
{
	const sfprov_set_store *set = batch->host->set;
	sfprov_link *links = sfprov_alloc(batch->count, sizeof(*links));
	int64_t *people = sfprov_alloc(batch->count, sizeof(*people));
	sfprov_status status = links == NULL || people == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	size_t i;

	for (i = 0; status == SFPROV_OK && i < batch->count; i++) {
		people[i] = batch->items[i].input->person;
	}
	if (status == SFPROV_OK) {
		status = set->load(set->context, batch->target->co_provisioning_target_id, people, batch->count, links, error);
	}
	for (i = 0; links != NULL && i < batch->count; i++) {
		sfprov_batch_item *item = &batch->items[i];

		item->push.link = links[i];
		if (status == SFPROV_OK) {
			status = sfprov_batch_adjust_link(batch, item, error);
		}
	}
	sfprov_free(people);
	sfprov_free(links);
	return status;
}

static void begin_deprovisioning(sfprov_batch *batch, sfprov_batch_item *item)
{
	const sfprov_link *link = &item->push.link;
	sfprov_plan_request request;
	sfprov_error error;
	const char *reason;
	bool needed;

	if (batch->target->deprovision_policy == SFPROV_DEPROVISION_NOTHING || (link->contact_id[0] == '\0' && link->intent[0] == '\0' && !link->failed)) {
		item->fate = SFPROV_FATE_SKIPPED;
		return;
	}
	if (sfprov_deprovision_request(batch->target, link, &request, &needed, &reason, &error) != SFPROV_OK) {
		sfprov_batch_fail(item, &error);
	} else if (link->contact_id[0] == '\0' || sfprov_announcement_replaces(link)) {
		/* What a lost create may have made is looked for first. */
		item->fate = SFPROV_FATE_ALONE;
	} else if (needed) {
		item->fate = SFPROV_FATE_LEAVE;
	} else {
		item->fate = SFPROV_FATE_UNCHANGED;
	}
	sfprov_plan_request_free(&request);
}

/* Two people of one external id cannot be in one request: Salesforce refuses both. The second one finds out alone that the Contact is another's. */
static void set_twins_apart(sfprov_batch *batch)
{
	json_object *seen;
	size_t i;

	if (batch->target->external_id_field == NULL) {
		return;
	}
	seen = json_object_new_object();
	for (i = 0; seen != NULL && i < batch->count; i++) {
		sfprov_batch_item *item = &batch->items[i];
		char key[256];

		if (item->fate != SFPROV_FATE_OPEN || item->mapped.external_id == NULL || item->push.link.contact_id[0] != '\0') {
			continue;
		}
		/* Salesforce compares without regard to case. */
		(void) snprintf(key, sizeof(key), "%s", item->mapped.external_id);
		for (char *c = key; *c != '\0'; c++) {
			*c = *c >= 'A' && *c <= 'Z' ? (char) (*c - 'A' + 'a') : *c;
		}
		if (json_object_object_get_ex(seen, key, NULL)) {
			item->fate = SFPROV_FATE_ALONE;
		} else {
			(void) sfprov_json_set(seen, key, json_object_new_boolean(true));
		}
	}
	json_object_put(seen);
}

/* What the source says of each person, before anything is planned. */
static void begin_items(sfprov_batch *batch)
{
	size_t i;

	for (i = 0; i < batch->count; i++) {
		sfprov_batch_item *item = &batch->items[i];
		const sfprov_batch_person *input = item->input;
		sfprov_error error;
		const char *reason;

		item->push.host = batch->host->one;
		item->push.target = batch->target;
		item->push.mapped = &item->mapped;
		if (input->unreadable != NULL) {
			sfprov_batch_fail(item, input->unreadable);
			continue;
		}
		switch (sfprov_operation_action(input->op, input->data, &reason)) {
			case SFPROV_ACTION_SYNCHRONISE:
				if (sfprov_map_person(input->data, batch->target, batch->host->one->status_labels, &item->mapped, &error) != SFPROV_OK) {
					sfprov_batch_fail(item, &error);
				}
				break;
			case SFPROV_ACTION_DEPROVISION:
				begin_deprovisioning(batch, item);
				break;
			default:
				item->fate = SFPROV_FATE_SKIPPED;
				break;
		}
	}
	set_twins_apart(batch);
}

bool sfprov_batch_must_settle(const sfprov_batch *batch, const sfprov_batch_item *item)
{
	return item->push.resolve_coperson && (item->push.link.contact_id[0] != '\0' || batch->target->external_id_field == NULL);
}

static void plan_item(const sfprov_batch *batch, sfprov_batch_item *item)
{
	sfprov_push *push = &item->push;
	sfprov_error error;

	sfprov_plan_free(&push->plan);
	if (sfprov_plan_make(&item->mapped, batch->target, &push->link, &push->plan, &error) != SFPROV_OK) {
		sfprov_batch_fail(item, &error);
		return;
	}
	sfprov_push_end_former(push);
	if (sfprov_plan_is_empty(&push->plan)) {
		item->fate = item->sent ? SFPROV_FATE_DONE : SFPROV_FATE_UNCHANGED;
		/* A success ends the error of the push before, also when there was nothing to send any more. */
		push->changed = push->changed || push->link.failed;
	} else {
		item->fate = SFPROV_FATE_SEND;
		item->waiting = sfprov_batch_must_settle(batch, item);
	}
}

/* Plans every open item. `*send` tells whether anything is to be sent, `*claim` whether creates are to be announced first. */
static void plan_items(sfprov_batch *batch, bool *send, bool *claim)
{
	size_t i;

	*send = false;
	*claim = false;
	for (i = 0; i < batch->count; i++) {
		sfprov_batch_item *item = &batch->items[i];

		if (item->fate == SFPROV_FATE_OPEN) {
			plan_item(batch, item);
		}
		if (item->fate == SFPROV_FATE_SEND) {
			*send = true;
			*claim = *claim || sfprov_push_must_announce(&item->push);
		}
	}
}

/* What is settled changes the links of these. */
static void reopen_waiting(sfprov_batch *batch)
{
	size_t i;

	for (i = 0; i < batch->count; i++) {
		if (batch->items[i].fate == SFPROV_FATE_SEND && batch->items[i].waiting) {
			batch->items[i].fate = SFPROV_FATE_OPEN;
		}
	}
}

static bool any_waiting(const sfprov_batch *batch)
{
	size_t i;

	for (i = 0; i < batch->count; i++) {
		if (batch->items[i].waiting && (batch->items[i].fate == SFPROV_FATE_OPEN || batch->items[i].fate == SFPROV_FATE_SEND)) {
			return true;
		}
	}
	return false;
}

sfprov_status sfprov_batch_connect(sfprov_batch *batch, sfprov_error *error)
{
	const sfprov_provisioning_host *one = batch->host->one;
	size_t i;

	if (batch->client != NULL) {
		return SFPROV_OK;
	}
	if (sfprov_announcement_name(one->environment, batch->who, error) != SFPROV_OK
		|| one->connect(one->connect_context, batch->target, &batch->client, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	for (i = 0; i < batch->count; i++) {
		batch->items[i].push.client = batch->client;
	}
	return SFPROV_OK;
}

/* Somebody else works on a record that an item needs: a moment later it is free. */
static void wait_for_locks(const sfprov_batch *batch)
{
	const sfprov_environment *environment = batch->host->one->environment;
	unsigned char jitter = 128;
	int attempts = 0;
	size_t i;

	for (i = 0; i < batch->count; i++) {
		if (batch->items[i].fate == SFPROV_FATE_OPEN && batch->items[i].attempts > attempts) {
			attempts = batch->items[i].attempts;
		}
	}
	if (attempts > 0) {
		(void) environment->random(environment->context, &jitter, 1);
		environment->sleep_ms(environment->context, LOCK_WAIT_MS * attempts * (128 + jitter) / 256);
	}
}

static sfprov_status run_rounds(sfprov_batch *batch, sfprov_error *error)
{
	bool claim;
	bool send;
	size_t i;
	int round;

	for (round = 0; round < ROUNDS_MAX; round++) {
		plan_items(batch, &send, &claim);
		if (!send || batch->options->dry_run) {
			return SFPROV_OK;
		}
		if (sfprov_batch_connect(batch, error) != SFPROV_OK || !batch->host->go_on(batch->host->context, error)) {
			return SFPROV_FAILED;
		}
		if (any_waiting(batch)) {
			reopen_waiting(batch);
			if (sfprov_batch_settle(batch, error) != SFPROV_OK) {
				return SFPROV_FAILED;
			}
			continue;
		}
		if (claim) {
			if (sfprov_batch_claim(batch, error) != SFPROV_OK) {
				return SFPROV_FAILED;
			}
			continue;
		}
		if (sfprov_batch_send(batch, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		wait_for_locks(batch);
	}
	for (i = 0; i < batch->count; i++) {
		if (batch->items[i].fate == SFPROV_FATE_OPEN || batch->items[i].fate == SFPROV_FATE_SEND) {
			(void) sfprov_fail(error, SFPROV_E_SERVER,
				"The Salesforce records of CO Person %lld disappear while they are written: look for automation in the org that deletes them",
				(long long) batch->items[i].input->person);
			sfprov_batch_fail(&batch->items[i], error);
		}
	}
	return SFPROV_OK;
}

/* What is written at the end: lists for the set store, filled from the items. */
typedef struct memo {
	sfprov_set_result *results;
	sfprov_set_ids *ids;
	sfprov_set_failure *failures;
	int64_t *unclaimed;
	int64_t *provisioned;
	size_t result_count;
	size_t id_count;
	size_t failure_count;
	size_t unclaimed_count;
	size_t provisioned_count;
} memo;

static void note_item(memo *self, const sfprov_batch_item *item)
{
	const sfprov_push *push = &item->push;
	int64_t person = item->input->person;

	if (push->changed || push->in_flight || push->resolve_coperson) {
		self->results[self->result_count].person = person;
		sfprov_push_describe(push, &self->results[self->result_count++].result);
	} else if (push->announced) {
		self->unclaimed[self->unclaimed_count++] = person;
	}
	if (push->link.contact_id[0] != '\0' && item->fate != SFPROV_FATE_SKIPPED && item->mapped.co_person_id != 0
		&& (push->ids_changed || !push->link.identifier_current)) {
		self->ids[self->id_count].person = person;
		self->ids[self->id_count].contact_id = push->link.contact_id;
		self->ids[self->id_count++].coperson_id = push->link.coperson_id;
	}
	if (item->fate == SFPROV_FATE_FAILED && item->error.kind != SFPROV_E_ABORTED && item->error.kind != SFPROV_E_MEMORY) {
		self->failures[self->failure_count].person = person;
		self->failures[self->failure_count++].failure = &item->error;
	}
	if (item->fate == SFPROV_FATE_DONE) {
		self->provisioned[self->provisioned_count++] = person;
	}
}

/* Each step is done whatever became of the one before: one of the two places must know the ids. */
static sfprov_status write_memo(const sfprov_batch *batch, const memo *self, sfprov_error *error)
{
	const sfprov_set_store *set = batch->host->set;
	int64_t target = batch->target->co_provisioning_target_id;
	sfprov_status status = SFPROV_OK;
	sfprov_error own;

#define STEP(count, call) \
	if ((count) > 0 && (call) != SFPROV_OK && status == SFPROV_OK) { \
		*error = own; \
		status = SFPROV_FAILED; \
	}
	STEP(self->result_count, set->record(set->context, target, self->results, self->result_count, &own))
	STEP(self->unclaimed_count, set->unclaim(set->context, target, batch->who, self->unclaimed, self->unclaimed_count, &own))
	STEP(self->id_count, set->store_ids(set->context, target, self->ids, self->id_count, &own))
	STEP(self->failure_count, set->record_failures(set->context, target, self->failures, self->failure_count, &own))
	STEP(self->provisioned_count, set->note_provisioned(set->context, target, self->provisioned, self->provisioned_count, &own))
#undef STEP
	return status;
}

/* Remembers what happened, whether it went well or not. */
static sfprov_status remember(const sfprov_batch *batch, sfprov_error *error)
{
	sfprov_status status;
	memo self;
	size_t i;

	memset(&self, 0, sizeof(self));
	self.results = sfprov_alloc(batch->count, sizeof(*self.results));
	self.ids = sfprov_alloc(batch->count, sizeof(*self.ids));
	self.failures = sfprov_alloc(batch->count, sizeof(*self.failures));
	self.unclaimed = sfprov_alloc(batch->count, sizeof(*self.unclaimed));
	self.provisioned = sfprov_alloc(batch->count, sizeof(*self.provisioned));
	if (self.results == NULL || self.ids == NULL || self.failures == NULL || self.unclaimed == NULL || self.provisioned == NULL) {
		status = sfprov_fail_memory(error);
	} else {
		for (i = 0; i < batch->count; i++) {
			note_item(&self, &batch->items[i]);
		}
		status = write_memo(batch, &self, error);
	}
	sfprov_free(self.provisioned);
	sfprov_free(self.unclaimed);
	sfprov_free(self.failures);
	sfprov_free(self.ids);
	sfprov_free(self.results);
	return status;
}

/* The way of one person, for those who need it. In a dry run those who leave end here, too. */
static sfprov_status run_alone(sfprov_batch *batch, sfprov_error *error)
{
	const sfprov_batch_host *host = batch->host;
	size_t i;

	for (i = 0; i < batch->count; i++) {
		sfprov_batch_item *item = &batch->items[i];
		bool leaving = strcmp(item->input->op, "PD") == 0;
		sfprov_error own;

		if (item->fate != SFPROV_FATE_ALONE && item->fate != SFPROV_FATE_LEAVE) {
			continue;
		}
		if (batch->options->dry_run) {
			item->fate = leaving ? SFPROV_FATE_DEPROVISIONED : SFPROV_FATE_DONE;
			continue;
		}
		if (!host->go_on(host->context, error)) {
			return SFPROV_FAILED;
		}
		if (sfprov_provision_person(host->one, batch->target, item->input->op, item->input->data, &own) != SFPROV_OK) {
			sfprov_batch_fail(item, &own);
			if (sfprov_batch_is_fatal(&own)) {
				*error = own;
				return SFPROV_FAILED;
			}
			continue;
		}
		item->fate = leaving ? SFPROV_FATE_DEPROVISIONED : SFPROV_FATE_DONE;
		item->created = !leaving && item->push.link.contact_id[0] == '\0';
		if (!leaving
			&& host->set->note_provisioned(host->set->context, batch->target->co_provisioning_target_id, &item->input->person, 1, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}

static void count_items(sfprov_batch *batch)
{
	sfprov_counts *counts = batch->counts;
	size_t i;

	for (i = 0; i < batch->count; i++) {
		const sfprov_batch_item *item = &batch->items[i];
		bool creates = item->push.plan.contact_step == SFPROV_STEP_CREATE || item->push.plan.contact_step == SFPROV_STEP_UPSERT;

		counts->people++;
		counts->sent += item->records;
		switch (item->fate) {
			case SFPROV_FATE_UNCHANGED:
				counts->unchanged++;
				break;
			case SFPROV_FATE_DEPROVISIONED:
				counts->deprovisioned++;
				break;
			case SFPROV_FATE_SKIPPED:
				counts->skipped++;
				break;
			case SFPROV_FATE_FAILED:
				counts->failed++;
				batch->host->failed(batch->host->context, item->input->person, &item->error);
				break;
			default:
				/* In a dry run what would be sent stays planned. */
				if (item->created || (batch->options->dry_run && creates)) {
					counts->created++;
				} else {
					counts->updated++;
				}
				break;
		}
	}
}

void sfprov_batch_free(sfprov_batch *batch)
{
	size_t i;

	for (i = 0; batch->items != NULL && i < batch->count; i++) {
		sfprov_plan_free(&batch->items[i].push.plan);
		sfprov_link_free(&batch->items[i].push.link);
		sfprov_mapped_free(&batch->items[i].mapped);
	}
	sfprov_free(batch->items);
	batch->items = NULL;
}

static sfprov_status begin(sfprov_batch *batch, const sfprov_batch_person *people, sfprov_error *error)
{
	size_t i;

	batch->items = sfprov_alloc(batch->count, sizeof(*batch->items));
	if (batch->items == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < batch->count; i++) {
		batch->items[i].input = &people[i];
	}
	if (load_links(batch, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	begin_items(batch);
	return SFPROV_OK;
}

sfprov_status sfprov_batch_plan(sfprov_batch *batch, const sfprov_batch_person *people, sfprov_error *error)
{
	bool claim;
	bool send;

	if (begin(batch, people, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	plan_items(batch, &send, &claim);
	return SFPROV_OK;
}

sfprov_status sfprov_batch_run(const sfprov_batch_host *host, const sfprov_target *target, const sfprov_batch_options *options,
	const sfprov_batch_person *people, size_t count, sfprov_counts *counts, sfprov_error *error)
{
	sfprov_batch batch = {.host = host, .target = target, .options = options, .count = count, .counts = counts};
	sfprov_status status;
	sfprov_error after;

	if (count == 0) {
		return SFPROV_OK;
	}
	status = begin(&batch, people, error);
	if (status == SFPROV_OK) {
		status = run_rounds(&batch, error);
		if (!options->dry_run && remember(&batch, &after) != SFPROV_OK && status == SFPROV_OK) {
			*error = after;
			status = SFPROV_FAILED;
		}
		if (status == SFPROV_OK && !options->dry_run) {
			status = sfprov_batch_leave(&batch, error);
		}
		if (status == SFPROV_OK) {
			status = run_alone(&batch, error);
		}
	}
	if (status == SFPROV_OK) {
		count_items(&batch);
	}
	sfprov_batch_free(&batch);
	return status;
}
