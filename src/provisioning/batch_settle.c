/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* After a batch that was cut off: what its announcements made is looked for with a few queries for all of them, by the rules of announcement.c and lookup.c. */
#include "provisioning/batch_internal.h"

#include "base/memory.h"
#include "base/platform.h"
#include "base/text.h"
#include "provisioning/announcement.h"
#include "provisioning/lookup.h"
#include "salesforce/identity.h"
#include "salesforce/query_list.h"

#include <stdio.h>
#include <string.h>

/* One announcement whose Contact is not known. */
typedef struct search {
	sfprov_batch_item *item;
	char since[21]; /* as Salesforce writes times, without the zone */
	int count;      /* Contacts that could be it, and nobody's */
	char id[SFPROV_ID_SIZE];
} search;

typedef struct candidate {
	size_t search;
	char id[SFPROV_ID_SIZE];
} candidate;

typedef struct settling {
	sfprov_batch *batch;
	search *searches; /* owned */
	size_t search_count;
	candidate *candidates; /* owned */
	size_t candidate_count;
	size_t candidate_room;
} settling;

static bool wants_contact(const settling *self, const sfprov_batch_item *item)
{
	return item->waiting && item->fate == SFPROV_FATE_OPEN && (item->push.link.contact_id[0] == '\0' || sfprov_announcement_replaces(&item->push.link))
		&& self->batch->target->external_id_field == NULL;
}

static bool same_text(json_object *match, json_object *record, const char *field)
{
	const char *wanted = sfprov_json_get_text(match, field);
	const char *found = sfprov_json_get_text(record, field);

	/* A field that had no value then has none in the lost record either. */
	if (wanted == NULL || *wanted == '\0') {
		return found == NULL || *found == '\0';
	}
	return found != NULL && sfprov_text_equal_nocase(wanted, found);
}

static sfprov_status take_contact(void *context, json_object *record, sfprov_error *error)
{
	settling *self = context;
	const char *created = sfprov_json_get_text(record, "CreatedDate");
	const char *id = sfprov_json_get_text(record, "Id");
	size_t i;

	if (id == NULL || !sfprov_text_is_record_id(id) || created == NULL) {
		return SFPROV_OK;
	}
	for (i = 0; i < self->search_count; i++) {
		json_object *match = self->searches[i].item->push.link.intent_match;

		if (strncmp(created, self->searches[i].since, 19) < 0 || !same_text(match, record, "LastName") || !same_text(match, record, "FirstName")
			|| !same_text(match, record, "Email")) {
			continue;
		}
		if (self->candidate_count == self->candidate_room) {
			candidate *grown = sfprov_resize(self->candidates, (self->candidate_room + 256) * sizeof(*grown));

			if (grown == NULL) {
				return sfprov_fail_memory(error);
			}
			self->candidates = grown;
			self->candidate_room += 256;
		}
		self->candidates[self->candidate_count].search = i;
		(void) snprintf(self->candidates[self->candidate_count++].id, SFPROV_ID_SIZE, "%s", id);
	}
	return SFPROV_OK;
}

/* " AND CreatedDate >= ... AND CreatedById = '...'". False when memory ran out or the token answer cannot be read: without it others' Contacts would be found too. */
static bool append_conditions(const settling *self, int64_t since, sfprov_buffer *tail)
{
	const char *token = self->batch->client->session->server.token_response;
	char org[SFPROV_ID_SIZE];
	char user[SFPROV_ID_SIZE];
	char text[20];

	sfprov_platform_utc_text(since, text);
	text[10] = 'T';
	sfprov_buffer_append_text(tail, " AND CreatedDate >= ");
	sfprov_buffer_append_text(tail, text);
	sfprov_buffer_append_text(tail, "Z");
	if (sfprov_identity_ids(token, org, user)) {
		sfprov_buffer_append_text(tail, " AND CreatedById = ");
		sfprov_soql_append_literal(tail, user);
	} else if (token != NULL && (strstr(token, "/id/") != NULL || strstr(token, "\\/id\\/") != NULL)) {
		return false;
	}
	return sfprov_buffer_append_text(tail, " ORDER BY CreatedDate");
}

static sfprov_status query_contacts(settling *self, sfprov_error *error)
{
	const char **names = sfprov_alloc(self->search_count, sizeof(*names));
	int64_t since = INT64_MAX;
	sfprov_status status;
	sfprov_buffer tail;
	size_t i;

	if (names == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < self->search_count; i++) {
		search *one = &self->searches[i];
		int64_t from = one->item->push.link.intent_time - SFPROV_CLOCK_DIFFERENCE_SECONDS;

		sfprov_platform_utc_text(from, one->since);
		one->since[10] = 'T';
		names[i] = sfprov_json_get_text(one->item->push.link.intent_match, "LastName");
		since = from < since ? from : since;
	}
	sfprov_buffer_init(&tail, 0);
	status = append_conditions(self, since, &tail)
		? sfprov_query_list(self->batch->client, "SELECT Id, LastName, FirstName, Email, CreatedDate FROM Contact WHERE LastName", names, self->search_count,
			sfprov_buffer_text(&tail), take_contact, self, error)
		: sfprov_fail_memory(error);
	sfprov_buffer_free(&tail);
	sfprov_free((void *) names);
	return status;
}

/* Takes out what is another person's. */
static sfprov_status count_free(settling *self, sfprov_error *error)
{
	const sfprov_set_store *set = self->batch->host->set;
	sfprov_set_owner *owners;
	sfprov_status status = SFPROV_OK;
	size_t i;

	if (self->candidate_count == 0) {
		return SFPROV_OK;
	}
	owners = sfprov_alloc(self->candidate_count, sizeof(*owners));
	if (owners == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < self->candidate_count; i++) {
		owners[i].person = self->searches[self->candidates[i].search].item->input->person;
		owners[i].contact_id = self->candidates[i].id;
	}
	/* There may be many of one name. */
	for (i = 0; status == SFPROV_OK && i < self->candidate_count; i += SFPROV_SET_MAX) {
		size_t count = self->candidate_count - i < SFPROV_SET_MAX ? self->candidate_count - i : SFPROV_SET_MAX;

		status = set->find_owners(set->context, self->batch->target->co_provisioning_target_id, owners + i, count, error);
	}
	for (i = 0; status == SFPROV_OK && i < self->candidate_count; i++) {
		search *one = &self->searches[self->candidates[i].search];

		if (owners[i].owner == 0 && one->count++ == 0) {
			(void) snprintf(one->id, SFPROV_ID_SIZE, "%s", self->candidates[i].id);
		}
	}
	sfprov_free(owners);
	return status;
}

static sfprov_status find_contacts(settling *self, sfprov_error *error)
{
	size_t i;

	self->searches = sfprov_alloc(self->batch->count, sizeof(*self->searches));
	if (self->searches == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < self->batch->count; i++) {
		sfprov_batch_item *item = &self->batch->items[i];

		if (wants_contact(self, item)) {
			self->searches[self->search_count++].item = item;
		}
	}
	if (self->search_count == 0) {
		return SFPROV_OK;
	}
	if (query_contacts(self, error) != SFPROV_OK || count_free(self, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	for (i = 0; i < self->search_count; i++) {
		search *one = &self->searches[i];
		sfprov_link *link = &one->item->push.link;

		if (one->count > 1) {
			/* The way of one person says which they are. */
			one->item->fate = SFPROV_FATE_ALONE;
		} else if (one->count == 1) {
			if (sfprov_announcement_take_found(link, one->id, error) != SFPROV_OK) {
				return SFPROV_FAILED;
			}
			sfprov_log(self->batch->host->one->environment, SFPROV_LOG_WARNING,
				"CO Person %lld: the Contact %s of a create whose answer was lost has been found", (long long) one->item->input->person, link->contact_id);
		}
	}
	return SFPROV_OK;
}

static sfprov_status take_coperson(void *context, json_object *record, sfprov_error *error)
{
	settling *self = context;
	const char *contact = sfprov_json_get_text(record, "Contact__c");
	const char *id = sfprov_json_get_text(record, "Id");
	size_t i;

	(void) error;
	if (id == NULL || contact == NULL || !sfprov_text_is_record_id(id)) {
		return SFPROV_OK;
	}
	for (i = 0; i < self->batch->count; i++) {
		sfprov_link *link = &self->batch->items[i].push.link;

		/* The oldest, when there are several. */
		if (self->batch->items[i].waiting && link->coperson_id[0] == '\0' && sfprov_text_same_record_id(link->contact_id, contact)) {
			(void) snprintf(link->coperson_id, SFPROV_ID_SIZE, "%s", id);
		}
	}
	return SFPROV_OK;
}

static sfprov_status find_copersons(settling *self, sfprov_error *error)
{
	sfprov_batch *batch = self->batch;
	const char **contacts;
	sfprov_status status;
	size_t count = 0;
	size_t i;

	if (!batch->target->obj_coperson) {
		return SFPROV_OK;
	}
	contacts = sfprov_alloc(batch->count, sizeof(*contacts));
	if (contacts == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < batch->count; i++) {
		const sfprov_batch_item *item = &batch->items[i];

		if (item->waiting && item->fate == SFPROV_FATE_OPEN && item->push.link.contact_id[0] != '\0' && item->push.link.coperson_id[0] == '\0') {
			contacts[count++] = item->push.link.contact_id;
		}
	}
	status = sfprov_query_list(
		batch->client, "SELECT Id, Contact__c FROM CoPerson__c WHERE Contact__c", contacts, count, " ORDER BY CreatedDate", take_coperson, self, error);
	sfprov_free((void *) contacts);
	return status;
}

/* Whether an item's announcement is settled; else it fails until it can be told. */
static bool is_settled(settling *self, sfprov_batch_item *item)
{
	const sfprov_link *link = &item->push.link;
	bool missing = link->contact_id[0] == '\0' || (sfprov_announcement_replaces(link) && self->batch->target->external_id_field == NULL)
		|| (self->batch->target->obj_coperson && link->coperson_id[0] == '\0');
	sfprov_error error;

	if (missing && sfprov_announcement_check_settled(self->batch->host->one, item->input->person, link, &error) != SFPROV_OK) {
		/* The announcement stays. */
		item->push.in_flight = true;
		sfprov_batch_fail(item, &error);
		return false;
	}
	return true;
}

/* Whether it was remembered is not known: to write any more would undo it, or end what is still to be found. As after a crash, the next who comes finds it again. */
static void forget_finding(sfprov_push *push)
{
	push->link.contact_id[0] = '\0';
	push->resolve_coperson = false;
	push->in_flight = false;
	push->announced = false;
	push->changed = false;
}

/* What was found is remembered by the step that ends the announcement, so that no crash in between can lose it; where nothing was found it is taken back. */
static sfprov_status end_announcements(settling *self, sfprov_error *error)
{
	sfprov_batch *batch = self->batch;
	const sfprov_set_store *set = batch->host->set;
	int64_t target = batch->target->co_provisioning_target_id;
	sfprov_set_result *results = sfprov_alloc(batch->count, sizeof(*results));
	int64_t *people = sfprov_alloc(batch->count, sizeof(*people));
	sfprov_status status = results == NULL || people == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	size_t found = 0;
	size_t lost = 0;
	size_t i;

	for (i = 0; status == SFPROV_OK && i < batch->count; i++) {
		sfprov_batch_item *item = &batch->items[i];
		sfprov_push *push = &item->push;

		if (!item->waiting || item->fate != SFPROV_FATE_OPEN || !is_settled(self, item)) {
			continue;
		}
		push->resolve_coperson = false;
		if (push->link.contact_id[0] != '\0') {
			results[found].person = item->input->person;
			sfprov_push_describe(push, &results[found++].result);
		} else {
			people[lost++] = item->input->person;
		}
	}
	if (status == SFPROV_OK && found > 0) {
		status = set->record(set->context, target, results, found, error);
	}
	if (status == SFPROV_OK && lost > 0) {
		status = set->unclaim(set->context, target, batch->who, people, lost, error);
	}
	for (i = 0; status != SFPROV_OK && i < batch->count; i++) {
		if (batch->items[i].waiting && batch->items[i].fate == SFPROV_FATE_OPEN) {
			forget_finding(&batch->items[i].push);
		}
	}
	for (i = 0; status == SFPROV_OK && i < batch->count; i++) {
		sfprov_batch_item *item = &batch->items[i];

		if (item->waiting && item->fate == SFPROV_FATE_OPEN) {
			item->push.announced = false;
			item->push.changed = true;
			if (item->push.link.contact_id[0] != '\0') {
				item->push.link.revision++;
				item->push.ids_changed = true;
			}
			item->push.link.intent[0] = '\0';
			item->waiting = false;
		}
	}
	sfprov_free(people);
	sfprov_free(results);
	return status;
}

sfprov_status sfprov_batch_settle(sfprov_batch *batch, sfprov_error *error)
{
	settling self = {.batch = batch};
	sfprov_status status;

	status = find_contacts(&self, error);
	if (status == SFPROV_OK) {
		status = find_copersons(&self, error);
	}
	if (status == SFPROV_OK) {
		status = end_announcements(&self, error);
	}
	sfprov_free(self.candidates);
	sfprov_free(self.searches);
	return status;
}
