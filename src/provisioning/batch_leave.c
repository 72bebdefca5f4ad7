/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The people of a batch who leave: their records are deleted, or marked, hundreds in a call. */
#include "provisioning/batch_internal.h"

#include "base/memory.h"
#include "provisioning/deprovision.h"
#include "salesforce/collections.h"
#include "salesforce/errors.h"

#include <stdio.h>
#include <string.h>

typedef struct leaving {
	sfprov_batch *batch;
	bool deleting;             /* else a field is set */
	json_object *fields;       /* owned; what is set, NULL for deletes */
	sfprov_batch_item **items; /* owned array; those who leave */
	bool *gone;                /* owned; of each, whether a record that was to be marked is not there any more */
	size_t count;
	/* The call under way. */
	size_t first;
	size_t end;                                                      /* behind its last item */
	sfprov_collection collections[SFPROV_COMPOSITE_COLLECTIONS_MAX]; /* owned */
	bool of_coperson[SFPROV_COMPOSITE_COLLECTIONS_MAX];
	int collection_count;
} leaving;

static bool has_record(const leaving *self, const sfprov_batch_item *item, bool coperson)
{
	return !coperson || (self->deleting && item->push.link.coperson_id[0] != '\0');
}

static size_t collections_for(size_t records)
{
	return (records + SFPROV_COLLECTION_MAX - 1) / SFPROV_COLLECTION_MAX;
}

static void list_items(leaving *self)
{
	size_t i;

	for (i = 0; i < self->batch->count; i++) {
		if (self->batch->items[i].fate == SFPROV_FATE_LEAVE) {
			self->items[self->count++] = &self->batch->items[i];
		}
	}
}

/* Where a call that begins with this item has to end. */
static size_t end_of_call(const leaving *self, size_t first)
{
	size_t copersons = 0;
	size_t i;

	for (i = first; i < self->count; i++) {
		copersons += has_record(self, self->items[i], true) ? 1 : 0;
		if (collections_for(i + 1 - first) + collections_for(copersons) > SFPROV_COMPOSITE_COLLECTIONS_MAX) {
			break;
		}
	}
	return i;
}

/* The CoPerson__c come before the Contacts that they hang on. */
static sfprov_status add_records(leaving *self, bool coperson, sfprov_error *error)
{
	sfprov_collection *to = NULL;
	size_t i;

	for (i = self->first; i < self->end; i++) {
		sfprov_batch_item *item = self->items[i];

		if (!has_record(self, item, coperson)) {
			continue;
		}
		if (to == NULL || to->count == SFPROV_COLLECTION_MAX) {
			to = &self->collections[self->collection_count];
			self->of_coperson[self->collection_count++] = coperson;
			if (sfprov_collection_init(
					to, self->deleting ? SFPROV_COLLECT_DELETE : SFPROV_COLLECT_UPDATE, coperson ? SFPROV_COPERSON : SFPROV_CONTACT, NULL, error)
				!= SFPROV_OK) {
				return SFPROV_FAILED;
			}
		}
		if (sfprov_collection_add(to, self->fields, coperson ? item->push.link.coperson_id : item->push.link.contact_id, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		item->at[coperson].group = self->collection_count - 1;
		item->at[coperson].place = to->count - 1;
		item->records++;
	}
	return SFPROV_OK;
}

static void take_result(leaving *self, size_t place, const sfprov_record_result *result)
{
	if (result->success) {
		return;
	}
	/* A record that was gone before is as good as deleted. */
	if (sfprov_sf_error_is_gone(&result->error)) {
		self->gone[place] = true;
	} else if (self->items[place]->fate == SFPROV_FATE_LEAVE) {
		sfprov_batch_fail(self->items[place], &result->error);
	}
}

static sfprov_status take_results(leaving *self, int number, const sfprov_composite_part *part, sfprov_error *error)
{
	const sfprov_collection *collection = &self->collections[number];
	bool coperson = self->of_coperson[number];
	sfprov_record_result *results = sfprov_alloc(collection->count, sizeof(*results));
	size_t i;

	if (results == NULL) {
		return sfprov_fail_memory(error);
	}
	sfprov_collection_read(collection, part, results);
	for (i = self->first; i < self->end; i++) {
		if (has_record(self, self->items[i], coperson) && self->items[i]->at[coperson].group == number) {
			take_result(self, i, &results[self->items[i]->at[coperson].place]);
		}
	}
	sfprov_free(results);
	return SFPROV_OK;
}

static sfprov_status make_call(leaving *self, sfprov_error *error)
{
	sfprov_client *client = self->batch->client;
	sfprov_composite_result answer;
	sfprov_composite composite;
	sfprov_status status;
	char reference[16];
	size_t k;
	int i;

	memset(&answer, 0, sizeof(answer));
	sfprov_composite_init(&composite, false);
	status = add_records(self, true, error) == SFPROV_OK ? add_records(self, false, error) : SFPROV_FAILED;
	for (i = 0; status == SFPROV_OK && i < self->collection_count; i++) {
		(void) snprintf(reference, sizeof(reference), "g%d", i);
		status = sfprov_collection_add_to(&self->collections[i], &composite, client, reference, error);
	}
	if (status == SFPROV_OK) {
		client->allow_duplicates = self->batch->target->duplicate_policy == SFPROV_DUPLICATE_SAVE;
		if (sfprov_composite_send(client, &composite, &answer, error) != SFPROV_OK) {
			status = sfprov_batch_is_fatal(error) ? SFPROV_FAILED : SFPROV_OK;
			for (k = self->first; status == SFPROV_OK && k < self->end; k++) {
				sfprov_batch_fail(self->items[k], error);
			}
		} else {
			for (i = 0; status == SFPROV_OK && i < self->collection_count; i++) {
				status = take_results(self, i, &answer.parts[i], error);
			}
		}
	}
	for (k = self->first; status == SFPROV_OK && k < self->end; k++) {
		if (self->items[k]->fate == SFPROV_FATE_LEAVE) {
			self->items[k]->fate = SFPROV_FATE_DEPROVISIONED;
		}
	}
	sfprov_composite_result_free(&answer);
	sfprov_composite_free(&composite);
	for (i = 0; i < self->collection_count; i++) {
		sfprov_collection_free(&self->collections[i]);
	}
	self->collection_count = 0;
	return status;
}

/* Lists for the set store. */
typedef struct left {
	sfprov_set_leaver *leavers;
	sfprov_set_result *results;
	sfprov_set_failure *failures;
	size_t leaver_count;
	size_t result_count;
	size_t failure_count;
} left;

static sfprov_status note(leaving *self, left *to, size_t place, sfprov_error *error)
{
	sfprov_batch_item *item = self->items[place];
	sfprov_link *link = &item->push.link;

	if (item->fate == SFPROV_FATE_FAILED) {
		to->failures[to->failure_count].person = item->input->person;
		to->failures[to->failure_count++].failure = &item->error;
	} else if (item->fate == SFPROV_FATE_DEPROVISIONED && (self->deleting || self->gone[place])) {
		to->leavers[to->leaver_count].person = item->input->person;
		to->leavers[to->leaver_count++].link = link;
	} else if (item->fate == SFPROV_FATE_DEPROVISIONED) {
		sfprov_set_result *result = &to->results[to->result_count++];

		if (sfprov_deprovision_note_field(self->batch->target, link, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		result->person = item->input->person;
		result->result = (sfprov_push_result){
			.contact_id = link->contact_id, .coperson_id = link->coperson_id, .sent = link->sent, .revision = link->revision, .who = "", .unfinished = false};
	}
	return SFPROV_OK;
}

static sfprov_status write_left(const leaving *self, const left *what, sfprov_error *error)
{
	const sfprov_set_store *set = self->batch->host->set;
	int64_t target = self->batch->target->co_provisioning_target_id;
	sfprov_status status = SFPROV_OK;

	if (what->leaver_count > 0) {
		status = set->forget(set->context, target, what->leavers, what->leaver_count, error);
	}
	if (status == SFPROV_OK && what->result_count > 0) {
		status = set->record(set->context, target, what->results, what->result_count, error);
	}
	if (status == SFPROV_OK && what->failure_count > 0) {
		status = set->record_failures(set->context, target, what->failures, what->failure_count, error);
	}
	return status;
}

static sfprov_status remember(leaving *self, sfprov_error *error)
{
	sfprov_status status;
	left what;
	size_t i;

	memset(&what, 0, sizeof(what));
	what.leavers = sfprov_alloc(self->count, sizeof(*what.leavers));
	what.results = sfprov_alloc(self->count, sizeof(*what.results));
	what.failures = sfprov_alloc(self->count, sizeof(*what.failures));
	status = what.leavers == NULL || what.results == NULL || what.failures == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	for (i = 0; status == SFPROV_OK && i < self->count; i++) {
		status = note(self, &what, i, error);
	}
	if (status == SFPROV_OK) {
		status = write_left(self, &what, error);
	}
	sfprov_free(what.failures);
	sfprov_free(what.results);
	sfprov_free(what.leavers);
	return status;
}

static sfprov_status make_calls(leaving *self, sfprov_error *error)
{
	const sfprov_batch_host *host = self->batch->host;

	for (self->first = 0; self->first < self->count; self->first = self->end) {
		self->end = end_of_call(self, self->first);
		if (!host->go_on(host->context, error) || make_call(self, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}

sfprov_status sfprov_batch_leave(sfprov_batch *batch, sfprov_error *error)
{
	leaving self = {.batch = batch, .deleting = batch->target->deprovision_policy == SFPROV_DEPROVISION_DELETE};
	sfprov_status status = SFPROV_OK;
	sfprov_error after;

	self.items = sfprov_alloc(batch->count, sizeof(sfprov_batch_item *));
	self.gone = sfprov_alloc(batch->count, sizeof(*self.gone));
	if (self.items == NULL || self.gone == NULL) {
		status = sfprov_fail_memory(error);
	} else {
		list_items(&self);
	}
	if (self.count > 0) {
		status = self.deleting ? SFPROV_OK : sfprov_deprovision_fields(batch->target, &self.fields, error);
		if (status == SFPROV_OK) {
			status = sfprov_batch_connect(batch, error) == SFPROV_OK ? make_calls(&self, error) : SFPROV_FAILED;
		}
		/* What was done is written down, whatever came after it. */
		if (remember(&self, &after) != SFPROV_OK && status == SFPROV_OK) {
			*error = after;
			status = SFPROV_FAILED;
		}
	}
	json_object_put(self.fields);
	sfprov_free(self.gone);
	sfprov_free((void *) self.items);
	return status;
}
