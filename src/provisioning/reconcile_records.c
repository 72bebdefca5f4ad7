/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The records of a set of people, read back from Salesforce. */
#include "provisioning/reconcile_internal.h"

#include "base/memory.h"
#include "base/text.h"
#include "mapping/compare.h"
#include "salesforce/query_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A chain of merges longer than this is a loop. */
#define MERGE_MAX 8

/* Which record of a person is asked for. */
typedef enum record_id { CONTACT, SURVIVOR, COPERSON, CONTACT_WITHOUT_COPERSON } record_id;

/* The ids that are asked for, and whose they are: several people may have the same. */
typedef struct lookup {
	sfprov_checked_set *set;
	struct lookup_entry {
		const char *id;
		sfprov_checked *item;
	} * entries;      /* owned; sorted by id */
	const char **ids; /* owned */
	size_t count;
	bool by_contact; /* of CoPerson__c: the ids are those of their Contacts */
} lookup;

static int compare_entries(const void *a, const void *b)
{
	return strncmp(((const struct lookup_entry *) a)->id, ((const struct lookup_entry *) b)->id, 15);
}

static const char *id_of(const sfprov_checked *item, record_id which)
{
	switch (which) {
		case CONTACT:
			return item->link->contact_id;
		case SURVIVOR:
			return item->chasing ? item->survivor : "";
		case COPERSON:
			return item->contact_found && !item->coperson_found ? item->link->coperson_id : "";
		default:
			return item->contact_found ? item->link->contact_id : "";
	}
}

static sfprov_status lookup_init(lookup *self, sfprov_checked_set *set, record_id which, sfprov_error *error)
{
	size_t i;

	memset(self, 0, sizeof(*self));
	self->set = set;
	self->entries = sfprov_alloc(set->count, sizeof(*self->entries));
	self->ids = sfprov_alloc(set->count, sizeof(*self->ids));
	if (self->entries == NULL || self->ids == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < set->count; i++) {
		const char *id = set->items[i].counts ? id_of(&set->items[i], which) : "";

		if (id[0] != '\0') {
			self->ids[self->count] = id;
			self->entries[self->count].id = id;
			self->entries[self->count++].item = &set->items[i];
		}
	}
	qsort(self->entries, self->count, sizeof(*self->entries), compare_entries);
	return SFPROV_OK;
}

static void lookup_free(lookup *self)
{
	sfprov_free((void *) self->ids);
	sfprov_free(self->entries);
}

/* The first entry of this id; `count` when there is none. */
static size_t lookup_find(const lookup *self, const char *id)
{
	size_t low = 0;
	size_t high = self->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strncmp(self->entries[middle].id, id, 15) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

static bool lookup_is(const lookup *self, size_t at, const char *id)
{
	return at < self->count && strncmp(self->entries[at].id, id, 15) == 0;
}

static bool clears(const sfprov_checked_set *set)
{
	return set->run->target->clear_removed;
}

/* "SELECT Id, <before>, <fields that any of the set may have> FROM <sobject> WHERE <by>". */
static sfprov_status write_head(const sfprov_checked_set *set, bool coperson, const char *before, const char *tail, sfprov_buffer *soql, sfprov_error *error)
{
	json_object *names = json_object_new_object();
	sfprov_status status = names == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	size_t i;

	for (i = 0; status == SFPROV_OK && i < set->count; i++) {
		const sfprov_checked *item = &set->items[i];

		if (item->counts) {
			status = sfprov_compare_names(coperson ? &item->mapped.coperson : &item->mapped.contact,
				sfprov_json_get(item->link->sent, coperson ? SFPROV_COPERSON : SFPROV_CONTACT), clears(set), names, error);
		}
	}
	if (status == SFPROV_OK) {
		sfprov_buffer_append_text(soql, "SELECT Id");
		sfprov_buffer_append_text(soql, before);
		json_object_object_foreach(names, name, value)
		{
			(void) value;
			sfprov_buffer_append_text(soql, ", ");
			sfprov_buffer_append_text(soql, name);
		}
		status = sfprov_buffer_append_text(soql, tail) ? SFPROV_OK : sfprov_fail_memory(error);
	}
	json_object_put(names);
	return status;
}

static sfprov_status take_contact(void *context, json_object *record, sfprov_error *error)
{
	lookup *self = context;
	const char *id = sfprov_json_get_text(record, "Id");
	size_t i;

	if (id == NULL) {
		return SFPROV_OK;
	}
	for (i = lookup_find(self, id); lookup_is(self, i, id); i++) {
		sfprov_checked *item = self->entries[i].item;

		item->contact_found = true;
		if (sfprov_compare_record(&item->mapped.contact, sfprov_json_get(item->link->sent, SFPROV_CONTACT), clears(self->set), record, "", item->differences,
				&item->emptied, error)
			!= SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}

static sfprov_status query_contacts(sfprov_checked_set *set, sfprov_error *error)
{
	sfprov_status status;
	sfprov_buffer head;
	lookup self;

	sfprov_buffer_init(&head, 0);
	status = lookup_init(&self, set, CONTACT, error);
	if (status == SFPROV_OK) {
		status = write_head(set, false, "", " FROM " SFPROV_CONTACT " WHERE Id", &head, error);
	}
	if (status == SFPROV_OK) {
		status = sfprov_query_list(set->run->client, sfprov_buffer_text(&head), self.ids, self.count, "", take_contact, &self, error);
	}
	lookup_free(&self);
	sfprov_buffer_free(&head);
	return status;
}

/* Follows a deleted Contact by one merge. Where none is told of, it was deleted for good. */
static sfprov_status take_deleted(void *context, json_object *record, sfprov_error *error)
{
	const lookup *self = context;
	const char *id = sfprov_json_get_text(record, "Id");
	const char *master = sfprov_json_get_text(record, "MasterRecordId");
	bool deleted = sfprov_json_get_bool(record, "IsDeleted", true);
	size_t i;

	(void) error;
	if (id == NULL) {
		return SFPROV_OK;
	}
	for (i = lookup_find(self, id); lookup_is(self, i, id); i++) {
		sfprov_checked *item = self->entries[i].item;

		if (!deleted) {
			item->chasing = false;
			/* It came back between two queries. */
			item->contact_found = sfprov_text_same_record_id(item->link->contact_id, id);
		} else if (master != NULL && sfprov_text_is_record_id(master)) {
			(void) snprintf(item->next, SFPROV_ID_SIZE, "%s", master);
		}
	}
	return SFPROV_OK;
}

/* Where the search of a step leads to. */
static bool chase_on(sfprov_checked_set *set)
{
	bool any = false;
	size_t i;

	for (i = 0; i < set->count; i++) {
		sfprov_checked *item = &set->items[i];

		if (!item->chasing) {
			continue;
		}
		/* Without a next one it was deleted for good. */
		item->chasing = item->next[0] != '\0';
		(void) memcpy(item->survivor, item->next, sizeof(item->survivor));
		item->next[0] = '\0';
		any = any || item->chasing;
	}
	return any;
}

/* Contacts that were not found: merged into others, or deleted. */
static sfprov_status follow_merges(sfprov_checked_set *set, sfprov_error *error)
{
	sfprov_status status = SFPROV_OK;
	bool any = false;
	int step;
	size_t i;

	for (i = 0; i < set->count; i++) {
		sfprov_checked *item = &set->items[i];

		if (item->counts && !item->contact_found && item->link->contact_id[0] != '\0') {
			item->chasing = true;
			(void) memcpy(item->survivor, item->link->contact_id, sizeof(item->survivor));
			any = true;
		}
	}
	for (step = 0; status == SFPROV_OK && any && step < MERGE_MAX; step++) {
		lookup self;

		status = lookup_init(&self, set, SURVIVOR, error);
		if (status == SFPROV_OK) {
			status = sfprov_query_list_deleted(set->run->client, "SELECT Id, IsDeleted, MasterRecordId FROM " SFPROV_CONTACT " WHERE Id", self.ids, self.count,
				"", take_deleted, &self, error);
		}
		lookup_free(&self);
		any = chase_on(set);
	}
	for (i = 0; i < set->count; i++) {
		sfprov_checked *item = &set->items[i];

		/* A loop leads nowhere; who has come back is not its own survivor. */
		if (item->chasing || item->contact_found) {
			item->chasing = false;
			item->survivor[0] = '\0';
		}
	}
	return status;
}

static sfprov_status compare_coperson(sfprov_checked *item, json_object *record, bool clear_removed, sfprov_error *error)
{
	item->coperson_found = true;
	return sfprov_compare_record(&item->mapped.coperson, sfprov_json_get(item->link->sent, SFPROV_COPERSON), clear_removed, record, SFPROV_COPERSON_PREFIX,
		item->differences, &item->emptied, error);
}

static sfprov_status add_other(sfprov_checked *item, json_object *record, sfprov_error *error)
{
	json_object *other = json_object_new_object();

	if (item->others == NULL) {
		item->others = json_object_new_array();
	}
	if (item->others == NULL || other == NULL || !sfprov_json_set_text(other, "Id", sfprov_json_get_text(record, "Id"))
		|| !sfprov_json_set_text(other, "CreatedById", sfprov_json_get_text(record, "CreatedById"))) {
		json_object_put(other);
		return sfprov_fail_memory(error);
	}
	return sfprov_json_append(item->others, other) ? SFPROV_OK : sfprov_fail_memory(error);
}

/* A CoPerson__c on a Contact: the person's own, or a further one. */
static sfprov_status take_of_contact(const lookup *self, json_object *record, const char *id, const char *contact, sfprov_error *error)
{
	sfprov_status status = SFPROV_OK;
	size_t i;

	for (i = lookup_find(self, contact); status == SFPROV_OK && lookup_is(self, i, contact); i++) {
		sfprov_checked *item = self->entries[i].item;

		status = item->link->coperson_id[0] != '\0' && sfprov_text_same_record_id(item->link->coperson_id, id)
			? compare_coperson(item, record, clears(self->set), error)
			: add_other(item, record, error);
	}
	return status;
}

/* A person's own, which is on another Contact, or on none. */
static sfprov_status take_of_person(const lookup *self, json_object *record, const char *id, sfprov_error *error)
{
	json_object *contact = sfprov_json_get(record, "Contact__c");
	sfprov_status status = SFPROV_OK;
	size_t i;

	for (i = lookup_find(self, id); status == SFPROV_OK && lookup_is(self, i, id); i++) {
		sfprov_checked *item = self->entries[i].item;
		json_object *wanted = json_object_new_string(item->link->contact_id);

		item->relink = true;
		status = wanted == NULL ? sfprov_fail_memory(error)
								: sfprov_compare_add(item->differences, SFPROV_COPERSON_PREFIX, "Contact__c", wanted, json_object_get(contact), error);
		if (status == SFPROV_OK) {
			status = compare_coperson(item, record, clears(self->set), error);
		}
	}
	return status;
}

static sfprov_status take_coperson(void *context, json_object *record, sfprov_error *error)
{
	const lookup *self = context;
	const char *id = sfprov_json_get_text(record, "Id");
	const char *contact = sfprov_json_get_text(record, "Contact__c");

	if (id == NULL || !sfprov_text_is_record_id(id)) {
		return SFPROV_OK;
	}
	if (self->by_contact) {
		return contact == NULL ? SFPROV_OK : take_of_contact(self, record, id, contact, error);
	}
	return take_of_person(self, record, id, error);
}

static sfprov_status query_copersons_by(sfprov_checked_set *set, record_id which, const char *tail, sfprov_error *error)
{
	sfprov_status status;
	sfprov_buffer head;
	lookup self;

	sfprov_buffer_init(&head, 0);
	status = lookup_init(&self, set, which, error);
	self.by_contact = which != COPERSON;
	if (status == SFPROV_OK) {
		status = write_head(set, true, ", Contact__c, CreatedById", tail, &head, error);
	}
	if (status == SFPROV_OK) {
		/* The oldest first. */
		status = sfprov_query_list(
			set->run->client, sfprov_buffer_text(&head), self.ids, self.count, self.by_contact ? " ORDER BY CreatedDate, Id" : "", take_coperson, &self, error);
	}
	lookup_free(&self);
	sfprov_buffer_free(&head);
	return status;
}

/* Takes out of the further CoPerson__c what is somebody's, and adopts the first of the rest where a person's own is not there. */
static sfprov_status sort_others(sfprov_checked_set *set, const int64_t *owners, sfprov_error *error)
{
	size_t at = 0;
	size_t i;
	size_t k;

	for (i = 0; i < set->count; i++) {
		sfprov_checked *item = &set->items[i];
		json_object *kept;

		if (item->others == NULL) {
			continue;
		}
		kept = json_object_new_array();
		for (k = 0; kept != NULL && k < json_object_array_length(item->others); k++) {
			json_object *other = json_object_array_get_idx(item->others, k);

			if (owners[at++] != 0) {
				continue;
			}
			if (!item->coperson_found && item->adopted[0] == '\0' && !item->mapped.skeletal) {
				(void) snprintf(item->adopted, SFPROV_ID_SIZE, "%s", sfprov_json_get_text(other, "Id"));
			} else if (!sfprov_json_append(kept, json_object_get(other))) {
				json_object_put(kept);
				kept = NULL;
			}
		}
		json_object_put(item->others);
		item->others = kept;
		if (kept == NULL) {
			return sfprov_fail_memory(error);
		}
	}
	return SFPROV_OK;
}

static sfprov_status find_owners_of_others(sfprov_checked_set *set, sfprov_error *error)
{
	const sfprov_reconcile_store *store = set->run->host->store;
	sfprov_status status = SFPROV_OK;
	const char **ids;
	int64_t *owners;
	size_t count = 0;
	size_t i;
	size_t k;

	for (i = 0; i < set->count; i++) {
		count += set->items[i].others == NULL ? 0 : json_object_array_length(set->items[i].others);
	}
	if (count == 0) {
		return SFPROV_OK;
	}
	ids = sfprov_alloc(count, sizeof(*ids));
	owners = sfprov_alloc(count, sizeof(*owners));
	if (ids == NULL || owners == NULL) {
		status = sfprov_fail_memory(error);
	}
	count = 0;
	for (i = 0; status == SFPROV_OK && i < set->count; i++) {
		for (k = 0; set->items[i].others != NULL && k < json_object_array_length(set->items[i].others); k++) {
			ids[count++] = sfprov_json_get_text(json_object_array_get_idx(set->items[i].others, k), "Id");
		}
	}
	for (i = 0; status == SFPROV_OK && i < count; i += SFPROV_SET_MAX) {
		status = store->find_linked(store->context, true, ids + i, count - i < SFPROV_SET_MAX ? count - i : SFPROV_SET_MAX, owners + i, error);
	}
	if (status == SFPROV_OK) {
		status = sort_others(set, owners, error);
	}
	sfprov_free(owners);
	sfprov_free((void *) ids);
	return status;
}

static sfprov_status query_copersons(sfprov_checked_set *set, sfprov_error *error)
{
	if (!set->run->target->obj_coperson) {
		return SFPROV_OK;
	}
	if (query_copersons_by(set, CONTACT_WITHOUT_COPERSON, " FROM " SFPROV_COPERSON " WHERE Contact__c", error) != SFPROV_OK
		|| query_copersons_by(set, COPERSON, " FROM " SFPROV_COPERSON " WHERE Id", error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return find_owners_of_others(set, error);
}

sfprov_status sfprov_reconcile_read_records(sfprov_checked_set *set, sfprov_error *error)
{
	if (!sfprov_reconcile_may_go_on(set->run, error) || query_contacts(set, error) != SFPROV_OK || follow_merges(set, error) != SFPROV_OK
		|| !sfprov_reconcile_may_go_on(set->run, error)) {
		return SFPROV_FAILED;
	}
	return query_copersons(set, error);
}
