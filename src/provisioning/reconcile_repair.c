/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Putting right what a reconciliation has found. */
#include "provisioning/reconcile_internal.h"

#include "base/memory.h"
#include "base/text.h"
#include "salesforce/collections.h"
#include "salesforce/errors.h"

#include <stdio.h>
#include <string.h>

static const sfprov_checked *find_item(const sfprov_checked_set *set, int64_t person)
{
	size_t low = 0;
	size_t high = set->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (set->items[middle].data->id < person) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low < set->count && set->items[low].data->id == person ? &set->items[low] : NULL;
}

/* What was sent of the fields that differ is not there: their digests are those of no value, so that they are sent again. */
static sfprov_status forget_differing(sfprov_link *link, json_object *differences, sfprov_error *error)
{
	size_t prefix = strlen(SFPROV_COPERSON_PREFIX);

	json_object_object_foreach(differences, name, difference)
	{
		bool coperson = sfprov_text_starts_with(name, SFPROV_COPERSON_PREFIX);
		json_object *digests = sfprov_json_get(link->sent, coperson ? SFPROV_COPERSON : SFPROV_CONTACT);
		const char *field = coperson ? name + prefix : name;

		(void) difference;
		if (sfprov_json_get(digests, field) != NULL && !sfprov_json_set_text(digests, field, "")) {
			return sfprov_fail_memory(error);
		}
	}
	return SFPROV_OK;
}

/* What a push would find out with two calls for each: the Contact is deleted, and was merged into no other. */
static void forget_contact(sfprov_link *link)
{
	(void) memcpy(link->gone_contact_id, link->contact_id, sizeof(link->gone_contact_id));
	link->contact_id[0] = '\0';
	link->identifier_current = false;
	link->relink = true;
	if (link->sent != NULL) {
		json_object_object_del(link->sent, SFPROV_CONTACT);
	}
}

static sfprov_status adjust(void *context, int64_t person, sfprov_link *link, sfprov_error *error)
{
	const sfprov_checked_set *set = context;
	const sfprov_checked *item = find_item(set, person);

	if (item == NULL || !sfprov_text_same_record_id(link->contact_id, item->link->contact_id)) {
		/* Somebody has changed the link since it was looked at. */
		return SFPROV_OK;
	}
	if (!item->contact_found) {
		if (item->survivor[0] == '\0') {
			forget_contact(link);
		}
		/* All of it goes to the successor. */
		return sfprov_link_forget_digests(link, NULL, error);
	}
	if (!item->coperson_found && item->adopted[0] != '\0') {
		(void) snprintf(link->coperson_id, SFPROV_ID_SIZE, "%s", item->adopted);
		link->identifier_current = false;
		return sfprov_link_forget_digests(link, SFPROV_COPERSON, error) == SFPROV_OK ? forget_differing(link, item->differences, error) : SFPROV_FAILED;
	}
	if (!item->coperson_found) {
		/* It is sent all the same, told to be gone, and made anew. */
		return sfprov_link_forget_digests(link, SFPROV_COPERSON, error) == SFPROV_OK ? forget_differing(link, item->differences, error) : SFPROV_FAILED;
	}
	link->relink = link->relink || item->relink;
	return forget_differing(link, item->differences, error);
}

static bool go_on(void *context, sfprov_error *error)
{
	const sfprov_checked_set *set = context;

	return sfprov_reconcile_may_go_on(set->run, error);
}

static void note_failure(void *context, int64_t person, const sfprov_error *failure)
{
	const sfprov_checked_set *set = context;

	set->run->host->failed(set->run->host->context, person, failure);
}

/* Missing and changed records, by the way of every push. */
static sfprov_status push_again(sfprov_checked_set *set, sfprov_error *error)
{
	sfprov_reconciling *run = set->run;
	sfprov_batch_person *inputs = sfprov_alloc(set->count, sizeof(*inputs));
	sfprov_batch_options options = {.force = false, .dry_run = false, .requests = run->options->requests};
	sfprov_batch_host host = {.one = run->host->one, .set = run->host->set, .go_on = go_on, .failed = note_failure, .adjust = adjust, .context = set};
	sfprov_status status = inputs == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	sfprov_counts counts;
	size_t count = 0;
	size_t i;

	memset(&counts, 0, sizeof(counts));
	for (i = 0; status == SFPROV_OK && i < set->count; i++) {
		const sfprov_checked *item = &set->items[i];

		if (item->counts && item->differs && run->options->repair[item->kind]) {
			inputs[count].person = item->data->id;
			inputs[count].op = item->data->op;
			inputs[count++].data = item->data->data;
		}
	}
	if (status == SFPROV_OK) {
		status = sfprov_batch_run(&host, run->target, &options, inputs, count, &counts, error);
	}
	run->report->counts.repaired += counts.created + counts.updated;
	run->report->counts.failed += counts.failed;
	sfprov_free(inputs);
	return status;
}

/* The surplus CoPerson__c that we made, of all people; `ids` has room for all others. Gives their number. */
static size_t list_surplus(const sfprov_checked_set *set, const char **ids)
{
	const char *user = set->run->user;
	size_t count = 0;
	size_t i;
	size_t k;

	for (i = 0; i < set->count; i++) {
		for (k = 0; set->items[i].others != NULL && k < json_object_array_length(set->items[i].others); k++) {
			json_object *other = json_object_array_get_idx(set->items[i].others, k);
			const char *creator = sfprov_json_get_text(other, "CreatedById");

			if (creator != NULL && user[0] != '\0' && sfprov_text_same_record_id(creator, user)) {
				ids[count++] = sfprov_json_get_text(other, "Id");
			}
		}
	}
	return count;
}

static sfprov_status delete_surplus(sfprov_checked_set *set, sfprov_error *error)
{
	sfprov_status status;
	const char **ids;
	size_t room = 0;
	size_t count;
	bool *done;
	size_t i;

	for (i = 0; i < set->count; i++) {
		room += set->items[i].others == NULL ? 0 : json_object_array_length(set->items[i].others);
	}
	if (room == 0) {
		return SFPROV_OK;
	}
	ids = sfprov_alloc(room, sizeof(*ids));
	done = sfprov_alloc(room, sizeof(*done));
	count = ids == NULL ? 0 : list_surplus(set, ids);
	status = ids == NULL || done == NULL ? sfprov_fail_memory(error) : sfprov_reconcile_change_records(set->run, ids, count, NULL, NULL, done, error);
	for (i = 0; done != NULL && i < count; i++) {
		set->run->report->counts.repaired += done[i] ? 1 : 0;
	}
	sfprov_free(done);
	sfprov_free((void *) ids);
	return status;
}

sfprov_status sfprov_reconcile_repair_people(sfprov_checked_set *set, sfprov_error *error)
{
	const bool *repair = set->run->options->repair;

	if (sfprov_reconcile_check_guard(set->run, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if ((repair[SFPROV_MISSING] || repair[SFPROV_CHANGED]) && push_again(set, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return repair[SFPROV_DUPLICATED] ? delete_surplus(set, error) : SFPROV_OK;
}

/* One call's answer. */
static void take_results(sfprov_reconciling *run, const sfprov_collection *collection, const sfprov_record_result *results, bool *done)
{
	size_t i;

	for (i = 0; i < collection->count; i++) {
		done[i] = results[i].success || sfprov_sf_error_is_gone(&results[i].error);
		if (!done[i]) {
			run->report->counts.failed++;
			run->host->failed(run->host->context, 0, &results[i].error);
		}
	}
}

static sfprov_status fill(sfprov_collection *collection, const char *const *ids, size_t count, const char *field, json_object *value, sfprov_error *error)
{
	size_t i;

	for (i = 0; i < count; i++) {
		json_object *record = field == NULL ? NULL : json_object_new_object();
		sfprov_status status;

		if (field != NULL && (record == NULL || json_object_object_add(record, field, json_object_get(value)) != 0)) {
			json_object_put(record);
			return sfprov_fail_memory(error);
		}
		status = sfprov_collection_add(collection, record, ids[i], error);
		json_object_put(record);
		if (status != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}

/* As many records as one collection takes. */
static sfprov_status change_some(
	sfprov_reconciling *run, const char *const *ids, size_t count, const char *field, json_object *value, bool *done, sfprov_error *error)
{
	sfprov_record_result *results = sfprov_alloc(count, sizeof(*results));
	sfprov_composite_result answer;
	sfprov_collection collection;
	sfprov_composite composite;
	sfprov_status status;

	memset(&answer, 0, sizeof(answer));
	sfprov_composite_init(&composite, false);
	status = sfprov_collection_init(&collection, field == NULL ? SFPROV_COLLECT_DELETE : SFPROV_COLLECT_UPDATE, SFPROV_CONTACT, NULL, error);
	if (status == SFPROV_OK && results == NULL) {
		status = sfprov_fail_memory(error);
	}
	if (status == SFPROV_OK) {
		status = fill(&collection, ids, count, field, value, error);
	}
	if (status == SFPROV_OK) {
		status = sfprov_collection_add_to(&collection, &composite, run->client, "records", error);
	}
	if (status == SFPROV_OK) {
		status = sfprov_composite_send(run->client, &composite, &answer, error);
	}
	if (status == SFPROV_OK) {
		sfprov_collection_read(&collection, &answer.parts[0], results);
		take_results(run, &collection, results, done);
	}
	sfprov_composite_result_free(&answer);
	sfprov_composite_free(&composite);
	sfprov_collection_free(&collection);
	sfprov_free(results);
	return status;
}

sfprov_status sfprov_reconcile_change_records(
	sfprov_reconciling *run, const char *const *ids, size_t count, const char *field, json_object *value, bool *done, sfprov_error *error)
{
	size_t i;

	for (i = 0; i < count; i += SFPROV_COLLECTION_MAX) {
		size_t some = count - i < SFPROV_COLLECTION_MAX ? count - i : SFPROV_COLLECTION_MAX;

		if (!sfprov_reconcile_may_go_on(run, error) || change_some(run, ids + i, some, field, value, done + i, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}
