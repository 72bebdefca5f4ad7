/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What came of a pass, as it is remembered. Since it was planned its people may have been provisioned by others, who know better. */
#include "provisioning/bulk_internal.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* How many results are remembered at once. */
#define WRITE_MAX 1000

/* The results of one write, and what they borrow from. */
typedef struct written {
	const sfprov_bulk_entry *entries[WRITE_MAX];
	json_object *lines[WRITE_MAX]; /* owned */
	int64_t people[WRITE_MAX];
	sfprov_link links[WRITE_MAX]; /* owned; as they are now */
	size_t count;
	sfprov_set_result results[WRITE_MAX];
	sfprov_set_ids ids[WRITE_MAX];
	int64_t provisioned[WRITE_MAX];
	size_t result_count;
	size_t id_count;
	size_t provisioned_count;
} written;

static int compare_people(const void *a, const void *b)
{
	int64_t left = *(const int64_t *) a;
	int64_t right = *(const int64_t *) b;

	return (left > right) - (left < right);
}

/* Whether an earlier pass has brought this person up to date. */
static bool is_done_before(const sfprov_bulk_pass *before, int64_t person)
{
	return before != NULL && before->done_count > 0 && bsearch(&person, before->done, before->done_count, sizeof(person), compare_people) != NULL;
}

/* Whether somebody else has written about the person since the record was planned: it is not known what Salesforce holds then. */
static bool is_behind(const sfprov_bulk_entry *entry, json_object *line, const sfprov_link *link)
{
	const char *contact = sfprov_json_get_text(line, "contact");
	const char *coperson = sfprov_json_get_text(line, "coperson");

	return link->revision != entry->revision || strcmp(link->contact_id, contact == NULL ? "" : contact) != 0
		|| strcmp(link->coperson_id, coperson == NULL ? "" : coperson) != 0;
}

/* What is known of a person's records now. */
typedef struct known_ids {
	const char *contact; /* borrowed from the link, as the next; "" when there is none */
	const char *coperson;
	bool ahead; /* of the Identifier, which whoever wrote them may not have committed yet */
} known_ids;

static void find_known(const sfprov_bulk_entry *entry, const sfprov_link *link, known_ids *known)
{
	known->ahead = link->revision != entry->revision && (link->other_contact_id[0] != '\0' || link->other_coperson_id[0] != '\0');
	known->contact = known->ahead && link->other_contact_id[0] != '\0' ? link->other_contact_id : link->contact_id;
	known->coperson = known->ahead ? link->other_coperson_id : link->coperson_id;
}

/* The id that the person's record of this pass has from now on; "" when none is known. One that is known stays: whoever put it there came later than the plan. */
static const char *own_id(const sfprov_bulk_pass *pass, const sfprov_bulk_entry *entry, json_object *line, const known_ids *known)
{
	const char *own = pass->coperson ? known->coperson : known->contact;
	const char *contact = sfprov_json_get_text(line, "contact");

	if (own[0] != '\0') {
		return own;
	}
	if (entry->operation == SFPROV_BULK_UPDATE) {
		/* It was given up meanwhile. */
		return "";
	}
	/* A CoPerson__c of another Contact than the person's: the ordinary way looks for what became of it. */
	return pass->coperson && (contact == NULL || strcmp(contact, known->contact) != 0) ? "" : entry->id;
}

static void add_result(const sfprov_bulk_pass *pass, size_t place, const sfprov_bulk_pass *before, sfprov_counts *counts, written *to)
{
	const sfprov_bulk_entry *entry = to->entries[place];
	const sfprov_link *link = &to->links[place];
	bool behind = is_behind(entry, to->lines[place], link);
	sfprov_set_result *result = &to->results[to->result_count];
	known_ids known;
	const char *own;

	find_known(entry, link, &known);
	own = own_id(pass, entry, to->lines[place], &known);
	result->person = entry->person;
	memset(&result->result, 0, sizeof(result->result));
	result->result.contact_id = pass->coperson ? known.contact : own;
	result->result.coperson_id = pass->coperson ? own : known.coperson;
	result->result.sent = behind ? NULL : sfprov_json_get(to->lines[place], "sent");
	result->result.revision = link->revision;
	/* Without its record an announcement stands until the job's end, and is settled then. */
	result->result.who = entry->claimed && own[0] != '\0' ? pass->who : "";
	if (entry->created && !sfprov_text_same_record_id(own, entry->id)) {
		sfprov_log(pass->host->one->environment, SFPROV_LOG_WARNING,
			"CO Person %lld has been provisioned by another process while a Bulk API job made the %s %s, which is left over", (long long) entry->person,
			pass->coperson ? SFPROV_COPERSON : SFPROV_CONTACT, entry->id);
	}
	if (result->result.contact_id[0] != '\0' && !known.ahead) {
		to->ids[to->id_count].person = entry->person;
		to->ids[to->id_count].contact_id = result->result.contact_id;
		to->ids[to->id_count++].coperson_id = result->result.coperson_id;
	}
	if (result->result.contact_id[0] != '\0' || result->result.coperson_id[0] != '\0') {
		to->result_count++;
	}
	/* Whoever is behind is sent once more by the ordinary way, and counted there. */
	if (!behind && !is_done_before(before, entry->person)) {
		to->provisioned[to->provisioned_count++] = entry->person;
		counts->created += entry->created && !pass->coperson;
		counts->updated += !(entry->created && !pass->coperson);
	}
}

static sfprov_status write_results(const sfprov_bulk_pass *pass, const written *self, sfprov_error *error)
{
	const sfprov_set_store *set = pass->host->set;
	int64_t target = pass->target->co_provisioning_target_id;
	sfprov_status status = SFPROV_OK;

	if (self->result_count > 0) {
		status = set->record(set->context, target, self->results, self->result_count, error);
	}
	if (status == SFPROV_OK && self->id_count > 0) {
		status = set->store_ids(set->context, target, self->ids, self->id_count, error);
	}
	if (status == SFPROV_OK && self->provisioned_count > 0) {
		status = set->note_provisioned(set->context, target, self->provisioned, self->provisioned_count, error);
	}
	return status;
}

static sfprov_status write_down(const sfprov_bulk_pass *pass, const sfprov_bulk_pass *before, sfprov_counts *counts, written *self, sfprov_error *error)
{
	const sfprov_set_store *set = pass->host->set;
	sfprov_status status;
	bool ours;
	size_t i;

	if (self->count == 0) {
		return SFPROV_OK;
	}
	self->result_count = 0;
	self->id_count = 0;
	self->provisioned_count = 0;
	/* What is known may be told also when the entry is lost; but the announcements are better not anybody's before. */
	status = pass->open ? pass->jobs->renew(pass->jobs->context, pass->who, &ours, error) : SFPROV_OK;
	if (status == SFPROV_OK) {
		status = set->load(set->context, pass->target->co_provisioning_target_id, self->people, self->count, self->links, error);
		for (i = 0; status == SFPROV_OK && i < self->count; i++) {
			add_result(pass, i, before, counts, self);
		}
		if (status == SFPROV_OK) {
			status = write_results(pass, self, error);
		}
		for (i = 0; i < self->count; i++) {
			sfprov_link_free(&self->links[i]);
		}
	}
	for (i = 0; i < self->count; i++) {
		json_object_put(self->lines[i]);
	}
	self->count = 0;
	return status;
}

/* What surely was not done needs no announcement any more. */
static sfprov_status take_back(sfprov_bulk_pass *pass, sfprov_error *error)
{
	const sfprov_set_store *set = pass->host->set;
	int64_t people[WRITE_MAX];
	sfprov_status status = SFPROV_OK;
	size_t count = 0;
	size_t i;

	for (i = 0; status == SFPROV_OK && i <= pass->count; i++) {
		if (i < pass->count && pass->entries[i].claimed && pass->entries[i].fate == SFPROV_BULK_NOT_DONE) {
			people[count++] = pass->entries[i].person;
		}
		if (count == WRITE_MAX || (i == pass->count && count > 0)) {
			status = set->unclaim(set->context, pass->target->co_provisioning_target_id, pass->who, people, count, error);
			count = 0;
		}
	}
	return status;
}

static bool is_found(const sfprov_bulk_entry *entry)
{
	return entry->operation == SFPROV_BULK_UPSERT && entry->fate == SFPROV_BULK_DONE;
}

static int compare_ids(const void *a, const void *b)
{
	const sfprov_bulk_entry *const *left = a;
	const sfprov_bulk_entry *const *right = b;

	return strcmp((*left)->id, (*right)->id);
}

/* Several people of one external id: who was sent last is not known. The ordinary way gives the Contact to the first of them. */
static sfprov_status leave_twins(sfprov_bulk_pass *pass, sfprov_error *error)
{
	sfprov_bulk_entry **found = sfprov_alloc(pass->count, sizeof(sfprov_bulk_entry *));
	size_t count = 0;
	size_t i;

	if (found == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < pass->count; i++) {
		if (is_found(&pass->entries[i])) {
			found[count++] = &pass->entries[i];
		}
	}
	qsort((void *) found, count, sizeof(sfprov_bulk_entry *), compare_ids);
	for (i = 1; i < count; i++) {
		if (strcmp(found[i - 1]->id, found[i]->id) == 0) {
			found[i - 1]->fate = SFPROV_BULK_NOT_DONE;
			found[i]->fate = SFPROV_BULK_NOT_DONE;
		}
	}
	sfprov_free((void *) found);
	return SFPROV_OK;
}

/* Contacts that upserts found and that are other people's: the ordinary way says so of each. */
static sfprov_status leave_owned(sfprov_bulk_pass *pass, sfprov_error *error)
{
	const sfprov_set_store *set = pass->host->set;
	sfprov_set_owner *owners = sfprov_alloc(SFPROV_SET_MAX, sizeof(*owners));
	sfprov_bulk_entry **entries = sfprov_alloc(SFPROV_SET_MAX, sizeof(sfprov_bulk_entry *));
	sfprov_status status = owners == NULL || entries == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	size_t count = 0;
	size_t i;
	size_t j;

	for (i = 0; status == SFPROV_OK && i <= pass->count; i++) {
		if (i < pass->count && is_found(&pass->entries[i]) && !pass->entries[i].created) {
			entries[count] = &pass->entries[i];
			owners[count].person = pass->entries[i].person;
			owners[count++].contact_id = pass->entries[i].id;
		}
		if (count == SFPROV_SET_MAX || (i == pass->count && count > 0)) {
			status = set->find_owners(set->context, pass->target->co_provisioning_target_id, owners, count, error);
			for (j = 0; status == SFPROV_OK && j < count; j++) {
				entries[j]->fate = owners[j].owner != 0 ? SFPROV_BULK_NOT_DONE : entries[j]->fate;
			}
			count = 0;
		}
	}
	sfprov_free((void *) entries);
	sfprov_free(owners);
	return status;
}

sfprov_status sfprov_bulk_remember(sfprov_bulk_pass *pass, const sfprov_bulk_pass *before, sfprov_counts *counts, sfprov_error *error)
{
	written *self = sfprov_alloc(1, sizeof(*self));
	sfprov_status status = self == NULL ? sfprov_fail_memory(error) : leave_twins(pass, error);
	size_t i;

	if (status == SFPROV_OK) {
		status = leave_owned(pass, error);
	}
	for (i = 0; status == SFPROV_OK && i < pass->count; i++) {
		json_object *line = pass->entries[i].fate == SFPROV_BULK_DONE ? sfprov_bulk_read_line(pass, &pass->entries[i]) : NULL;

		if (line != NULL) {
			self->entries[self->count] = &pass->entries[i];
			self->people[self->count] = pass->entries[i].person;
			self->lines[self->count++] = line;
		}
		if (self->count == WRITE_MAX) {
			status = write_down(pass, before, counts, self, error);
		}
	}
	if (status == SFPROV_OK) {
		status = write_down(pass, before, counts, self, error);
	}
	sfprov_free(self);
	return status == SFPROV_OK ? take_back(pass, error) : SFPROV_FAILED;
}
