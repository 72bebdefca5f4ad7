/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* People of a CO against their records, set by set. */
#include "provisioning/reconcile_internal.h"

#include "base/memory.h"
#include "mapping/compare.h"
#include "provisioning/operation.h"

/* People who share a Contact with somebody. */
static sfprov_status find_twins(sfprov_checked_set *set, sfprov_error *error)
{
	const sfprov_set_store *store = set->run->host->set;
	sfprov_set_owner *owners = sfprov_alloc(set->count, sizeof(*owners));
	sfprov_checked **items = sfprov_alloc(set->count, sizeof(sfprov_checked *));
	sfprov_status status = owners == NULL || items == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	size_t count = 0;
	size_t i;

	for (i = 0; status == SFPROV_OK && i < set->count; i++) {
		if (set->items[i].contact_found) {
			items[count] = &set->items[i];
			owners[count].person = set->items[i].data->id;
			owners[count++].contact_id = set->items[i].link->contact_id;
		}
	}
	if (status == SFPROV_OK && count > 0) {
		status = store->find_owners(store->context, set->run->target->co_provisioning_target_id, owners, count, error);
	}
	for (i = 0; status == SFPROV_OK && i < count; i++) {
		items[i]->twin = owners[i].owner != 0;
	}
	sfprov_free(items);
	sfprov_free(owners);
	return status;
}

static sfprov_status note_difference(
	sfprov_checked *item, sfprov_difference_kind kind, const char *prefix, const char *before, const char *now, sfprov_error *error)
{
	json_object *registry = before[0] == '\0' ? NULL : json_object_new_string(before);
	json_object *salesforce = now[0] == '\0' ? NULL : json_object_new_string(now);

	item->differs = true;
	item->kind = kind;
	if ((before[0] != '\0' && registry == NULL) || (now[0] != '\0' && salesforce == NULL)) {
		json_object_put(registry);
		json_object_put(salesforce);
		return sfprov_fail_memory(error);
	}
	return sfprov_compare_add(item->differences, prefix, "Id", registry, salesforce, error);
}

/* What the queries have shown about a person. */
static sfprov_status judge(const sfprov_checked_set *set, sfprov_checked *item, sfprov_error *error)
{
	const sfprov_link *link = item->link;

	item->differs = json_object_object_length(item->differences) > 0;
	item->kind = SFPROV_CHANGED;
	if (!item->contact_found) {
		return note_difference(item, item->survivor[0] == '\0' ? SFPROV_MISSING : SFPROV_CHANGED, "", link->contact_id, item->survivor, error);
	}
	if (set->run->target->obj_coperson && !item->coperson_found && !item->mapped.skeletal) {
		return note_difference(
			item, item->adopted[0] == '\0' ? SFPROV_MISSING : SFPROV_CHANGED, SFPROV_COPERSON_PREFIX, link->coperson_id, item->adopted, error);
	}
	return SFPROV_OK;
}

/* The Contact, and the survivor of its merge. */
static json_object *contact_ids_of(const sfprov_checked *item)
{
	json_object *ids = json_object_new_array();

	if (ids != NULL
		&& ((item->link->contact_id[0] != '\0' && !sfprov_json_append(ids, json_object_new_string(item->link->contact_id)))
			|| (item->survivor[0] != '\0' && !sfprov_json_append(ids, json_object_new_string(item->survivor))))) {
		json_object_put(ids);
		ids = NULL;
	}
	return ids;
}

/* The person's CoPerson__c, and the ids of those that are too many. */
static json_object *surplus_of(const sfprov_checked *item, sfprov_error *error)
{
	json_object *fields = json_object_new_object();
	json_object *ids = json_object_new_array();
	json_object *own = json_object_new_string(item->adopted[0] != '\0' ? item->adopted : item->link->coperson_id);
	bool good = fields != NULL && ids != NULL && own != NULL;
	size_t i;

	for (i = 0; good && i < json_object_array_length(item->others); i++) {
		good = sfprov_json_append(ids, json_object_get(sfprov_json_get(json_object_array_get_idx(item->others, i), "Id")));
	}
	if (good && sfprov_compare_add(fields, SFPROV_COPERSON_PREFIX, "Id", own, ids, error) == SFPROV_OK) {
		return fields;
	}
	if (!good) {
		json_object_put(own);
		json_object_put(ids);
	}
	json_object_put(fields);
	return NULL;
}

static sfprov_status tell(sfprov_checked_set *set, sfprov_checked *item, sfprov_error *error)
{
	sfprov_reconciling *run = set->run;
	bool surplus = item->others != NULL && json_object_array_length(item->others) > 0;

	if (item->differs
		&& sfprov_reconcile_found(run, item->kind, item->data->id, contact_ids_of(item), json_object_get(item->differences), error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (item->twin && sfprov_reconcile_found(run, SFPROV_DUPLICATED, item->data->id, contact_ids_of(item), json_object_new_object(), error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (surplus && sfprov_reconcile_found(run, SFPROV_DUPLICATED, item->data->id, contact_ids_of(item), surplus_of(item, error), error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	run->harmful += (item->emptied > 0 && run->options->repair[item->kind]) || (surplus && run->options->repair[SFPROV_DUPLICATED]) ? 1 : 0;
	if (!run->repairing) {
		run->report->counts.contacts += item->contact_found || item->survivor[0] != '\0' ? 1 : 0;
		run->report->counts.same += item->differs || item->twin || surplus ? 0 : 1;
	}
	return SFPROV_OK;
}

static void note_failure(sfprov_checked_set *set, const sfprov_checked *item, const sfprov_error *failure)
{
	/* What cannot be compared was counted the first time. */
	if (!set->run->repairing) {
		set->run->report->counts.failed++;
		set->run->host->failed(set->run->host->context, item->data->id, failure);
	}
}

/* Maps a person, and finds out whether there should be records. */
static void begin_item(sfprov_checked_set *set, sfprov_checked *item)
{
	const sfprov_target *target = set->run->target;
	sfprov_plan plan;
	sfprov_error error;
	const char *reason;
	sfprov_status status;

	if (item->data->failed) {
		note_failure(set, item, &item->data->error);
		return;
	}
	if (sfprov_operation_action(item->data->op, item->data->data, &reason) != SFPROV_ACTION_SYNCHRONISE) {
		return;
	}
	status = sfprov_map_person(item->data->data, target, set->run->host->one->status_labels, &item->mapped, &error);
	if (status == SFPROV_OK) {
		/* It also says what keeps a person from having records, and adds the external id to the fields. */
		status = sfprov_plan_make(&item->mapped, target, item->link, &plan, &error);
		item->counts = status == SFPROV_OK && (item->link->contact_id[0] != '\0' || !item->mapped.skeletal);
		sfprov_plan_free(&plan);
	}
	if (status != SFPROV_OK) {
		note_failure(set, item, &error);
	}
}

static sfprov_status check_set(sfprov_checked_set *set, sfprov_error *error)
{
	sfprov_status status;
	size_t i;

	if (sfprov_reconcile_read_records(set, error) != SFPROV_OK || find_twins(set, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	for (i = 0, status = SFPROV_OK; status == SFPROV_OK && i < set->count; i++) {
		if (set->items[i].counts) {
			status = judge(set, &set->items[i], error);
			if (status == SFPROV_OK) {
				status = tell(set, &set->items[i], error);
			}
		}
	}
	if (!set->run->repairing) {
		set->run->report->counts.people += (int64_t) set->count;
	}
	return status == SFPROV_OK && set->run->repairing ? sfprov_reconcile_repair_people(set, error) : status;
}

sfprov_status sfprov_reconcile_people(sfprov_reconciling *run, size_t count, sfprov_error *error)
{
	const sfprov_set_store *store = run->host->set;
	sfprov_checked_set set = {.run = run, .count = count};
	sfprov_status status = SFPROV_OK;
	size_t i;

	set.items = sfprov_alloc(count, sizeof(*set.items));
	set.links = sfprov_alloc(count, sizeof(*set.links));
	if (set.items == NULL || set.links == NULL) {
		status = sfprov_fail_memory(error);
	} else {
		status = store->load(store->context, run->target->co_provisioning_target_id, run->ids, count, set.links, error);
	}
	for (i = 0; status == SFPROV_OK && i < count; i++) {
		set.items[i].data = &run->people[i];
		set.items[i].link = &set.links[i];
		set.items[i].differences = json_object_new_object();
		if (set.items[i].differences == NULL) {
			status = sfprov_fail_memory(error);
		} else {
			begin_item(&set, &set.items[i]);
		}
	}
	if (status == SFPROV_OK) {
		status = check_set(&set, error);
	}
	for (i = 0; i < count; i++) {
		if (set.items != NULL) {
			json_object_put(set.items[i].others);
			json_object_put(set.items[i].differences);
			sfprov_mapped_free(&set.items[i].mapped);
		}
		if (set.links != NULL) {
			sfprov_link_free(&set.links[i]);
		}
	}
	sfprov_free(set.links);
	sfprov_free(set.items);
	return status;
}
