/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/plan.h"

#include "base/memory.h"
#include "salesforce/sobject.h"

#include <string.h>

/* Salesforce does not take a Contact without it, so it can be changed but not cleared. */
#define REQUIRED_FIELD "LastName"

/* Beside the digests of what was sent: the CoPerson__c is still to be turned to the Contact. */
#define RELINK "relink"

static sfprov_status add_external_id(sfprov_mapped *mapped, const sfprov_target *target, sfprov_error *error)
{
	if (target->external_id_field == NULL || mapped->external_id == NULL) {
		return SFPROV_OK;
	}
	return sfprov_json_set_text(mapped->contact.values, target->external_id_field, mapped->external_id) ? SFPROV_OK : sfprov_fail_memory(error);
}

/* Takes the required field out of what is cleared, and keeps its digest. */
static sfprov_status keep_required(sfprov_changes *changes, json_object *sent, sfprov_error *error)
{
	json_object *kept = json_object_new_array();
	json_object *value = NULL;
	size_t i;

	if (kept == NULL) {
		return sfprov_fail_memory(error);
	}
	if (!json_object_object_get_ex(changes->fields, REQUIRED_FIELD, &value) || value != NULL) {
		json_object_put(kept);
		return SFPROV_OK;
	}
	for (i = 0; i < json_object_array_length(changes->cleared); i++) {
		json_object *name = json_object_array_get_idx(changes->cleared, i);

		if (strcmp(json_object_get_string(name), REQUIRED_FIELD) != 0 && !sfprov_json_append(kept, json_object_get(name))) {
			json_object_put(kept);
			return sfprov_fail_memory(error);
		}
	}
	json_object_put(changes->cleared);
	changes->cleared = kept;
	json_object_object_del(changes->fields, REQUIRED_FIELD);
	return sfprov_json_set_text(changes->digests, REQUIRED_FIELD, sfprov_json_get_text(sent, REQUIRED_FIELD)) ? SFPROV_OK : sfprov_fail_memory(error);
}

/* The field that deprovisioning set is ours and goes back when the person does, whatever is to become of removed attributes: a checkbox, which
 * cannot be empty, is turned round, anything else emptied. */
static sfprov_status take_back_deprovisioning(
	const sfprov_mapped *mapped, const sfprov_target *target, json_object *sent, sfprov_changes *changes, sfprov_error *error)
{
	const char *field = target->deprovision_field;
	const char *value = target->deprovision_value == NULL ? "" : target->deprovision_value;
	bool checkbox = strcmp(value, "true") == 0 || strcmp(value, "false") == 0;

	if (target->deprovision_policy != SFPROV_DEPROVISION_SET_FIELD || mapped->skeletal || sfprov_json_get_text(sent, field) == NULL
		|| json_object_object_get_ex(mapped->contact.values, field, NULL) || json_object_object_get_ex(changes->fields, field, NULL)) {
		return SFPROV_OK;
	}
	json_object_object_del(changes->digests, field);
	if (checkbox) {
		return sfprov_json_set(changes->fields, field, json_object_new_boolean(strcmp(value, "false") == 0)) ? SFPROV_OK : sfprov_fail_memory(error);
	}
	if (json_object_object_add(changes->fields, field, NULL) != 0 || !sfprov_json_append(changes->cleared, json_object_new_string(field))) {
		return sfprov_fail_memory(error);
	}
	return SFPROV_OK;
}

static sfprov_status plan_contact(sfprov_mapped *mapped, const sfprov_target *target, const sfprov_link *link, sfprov_plan *plan, sfprov_error *error)
{
	bool exists = link->contact_id[0] != '\0';
	json_object *sent = exists ? sfprov_json_get(link->sent, SFPROV_CONTACT) : NULL;

	if (!exists && mapped->skeletal) {
		/* A record that came in half must never make a Contact. */
		return SFPROV_OK;
	}
	if (!exists && target->external_id_field != NULL && mapped->external_id == NULL) {
		(void) sfprov_fail(error, SFPROV_E_RECORD,
			"CO Person %lld has no identifier of type \"%s\", which the provisioning target uses as external id (%s): assign one, or choose another type",
			(long long) mapped->co_person_id, target->external_id_type == NULL ? "" : target->external_id_type, target->external_id_field);
		sfprov_error_add_field(error, target->external_id_field);
		return SFPROV_FAILED;
	}
	if (sfprov_changes_find(&mapped->contact, sent, target->clear_removed, &plan->contact, error) != SFPROV_OK
		|| keep_required(&plan->contact, sent, error) != SFPROV_OK || take_back_deprovisioning(mapped, target, sent, &plan->contact, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (!exists) {
		plan->contact_step = target->external_id_field != NULL ? SFPROV_STEP_UPSERT : SFPROV_STEP_CREATE;
	} else if (json_object_object_length(plan->contact.fields) > 0) {
		plan->contact_step = SFPROV_STEP_UPDATE;
	}
	return SFPROV_OK;
}

static sfprov_status plan_coperson(sfprov_mapped *mapped, const sfprov_target *target, const sfprov_link *link, sfprov_plan *plan, sfprov_error *error)
{
	bool exists = link->coperson_id[0] != '\0';
	json_object *sent = exists ? sfprov_json_get(link->sent, SFPROV_COPERSON) : NULL;

	if (!target->obj_coperson || (!exists && mapped->skeletal)) {
		return SFPROV_OK;
	}
	if (sfprov_changes_find(&mapped->coperson, sent, target->clear_removed, &plan->coperson, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (!exists) {
		plan->coperson_step = SFPROV_STEP_CREATE;
	} else {
		bool pending = link->contact_id[0] != '\0' && (link->relink || sfprov_json_get(link->sent, RELINK) != NULL);

		plan->relink_coperson = pending || plan->contact_step == SFPROV_STEP_CREATE || plan->contact_step == SFPROV_STEP_UPSERT;
		if (plan->relink_coperson || json_object_object_length(plan->coperson.fields) > 0) {
			plan->coperson_step = SFPROV_STEP_UPDATE;
		}
	}
	return SFPROV_OK;
}

sfprov_status sfprov_plan_make(sfprov_mapped *mapped, const sfprov_target *target, const sfprov_link *link, sfprov_plan *plan, sfprov_error *error)
{
	memset(plan, 0, sizeof(*plan));
	if (add_external_id(mapped, target, error) != SFPROV_OK || plan_contact(mapped, target, link, plan, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return plan_coperson(mapped, target, link, plan, error);
}

void sfprov_plan_free(sfprov_plan *plan)
{
	sfprov_changes_free(&plan->contact);
	sfprov_changes_free(&plan->coperson);
	memset(plan, 0, sizeof(*plan));
}

void sfprov_plan_strike_out(sfprov_plan *plan, bool contact_done, bool coperson_done)
{
	if (contact_done) {
		sfprov_changes_free(&plan->contact);
		plan->contact_step = SFPROV_STEP_NONE;
	}
	if (coperson_done) {
		sfprov_changes_free(&plan->coperson);
		plan->coperson_step = SFPROV_STEP_NONE;
		plan->relink_coperson = false;
	}
}

bool sfprov_plan_is_empty(const sfprov_plan *plan)
{
	return plan->contact_step == SFPROV_STEP_NONE && plan->coperson_step == SFPROV_STEP_NONE;
}

bool sfprov_plan_creates_once(const sfprov_plan *plan)
{
	return plan->contact_step == SFPROV_STEP_CREATE || plan->coperson_step == SFPROV_STEP_CREATE;
}

/* A copy of an object's members; `without` names one to leave out, or is NULL. */
static json_object *copy_members(json_object *from, const char *without)
{
	json_object *copy = json_object_new_object();

	if (copy == NULL || from == NULL) {
		return copy;
	}
	json_object_object_foreach(from, name, value)
	{
		if (without != NULL && strcmp(name, without) == 0) {
			continue;
		}
		if (json_object_object_add(copy, name, json_object_get(value)) != 0) {
			json_object_put(value);
			json_object_put(copy);
			return NULL;
		}
	}
	return copy;
}

sfprov_status sfprov_plan_contact_request(const sfprov_plan *plan, const sfprov_mapped *mapped, const sfprov_target *target, const sfprov_link *link,
	sfprov_plan_request *request, sfprov_error *error)
{
	sfprov_status status;

	memset(request, 0, sizeof(*request));
	switch (plan->contact_step) {
		case SFPROV_STEP_UPSERT:
			request->method = SFPROV_PATCH;
			request->repeat = SFPROV_REPEAT_SAFE_BY_KEY;
			status = sfprov_sobject_key_path(SFPROV_CONTACT, target->external_id_field, mapped->external_id, &request->path, error);
			break;
		case SFPROV_STEP_UPDATE:
			request->method = SFPROV_PATCH;
			request->repeat = SFPROV_REPEAT_SAFE;
			status = sfprov_sobject_id_path(SFPROV_CONTACT, link->contact_id, &request->path, error);
			break;
		default:
			request->method = SFPROV_POST;
			request->repeat = SFPROV_REPEAT_ONCE;
			status = sfprov_sobject_path(SFPROV_CONTACT, &request->path, error);
			break;
	}
	if (status != SFPROV_OK) {
		return status;
	}
	/* The key of an upsert stands in the path; in the body Salesforce refuses it. */
	request->body = copy_members(plan->contact.fields, plan->contact_step == SFPROV_STEP_UPSERT ? target->external_id_field : NULL);
	return request->body == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
}

sfprov_status sfprov_plan_coperson_request(
	const sfprov_plan *plan, const sfprov_link *link, const char *contact, sfprov_plan_request *request, sfprov_error *error)
{
	bool create = plan->coperson_step == SFPROV_STEP_CREATE;
	sfprov_status status;

	memset(request, 0, sizeof(*request));
	request->method = create ? SFPROV_POST : SFPROV_PATCH;
	request->repeat = create ? SFPROV_REPEAT_ONCE : SFPROV_REPEAT_SAFE;
	status = create ? sfprov_sobject_path(SFPROV_COPERSON, &request->path, error)
					: sfprov_sobject_id_path(SFPROV_COPERSON, link->coperson_id, &request->path, error);
	if (status != SFPROV_OK) {
		return status;
	}
	request->body = copy_members(plan->coperson.fields, NULL);
	if (request->body == NULL || ((create || plan->relink_coperson) && !sfprov_json_set_text(request->body, "Contact__c", contact))) {
		return sfprov_fail_memory(error);
	}
	return SFPROV_OK;
}

void sfprov_plan_request_free(sfprov_plan_request *request)
{
	sfprov_free(request->path);
	json_object_put(request->body);
	memset(request, 0, sizeof(*request));
}

static bool add_part(json_object *sent, const char *sobject, json_object *digests)
{
	return digests == NULL || sfprov_json_set(sent, sobject, json_object_get(digests));
}

json_object *sfprov_plan_sent(const sfprov_plan *plan, const sfprov_link *link, bool contact_done, bool coperson_done)
{
	json_object *sent = json_object_new_object();
	json_object *contact = contact_done && plan->contact.digests != NULL ? plan->contact.digests : sfprov_json_get(link->sent, SFPROV_CONTACT);
	json_object *coperson = coperson_done && plan->coperson.digests != NULL ? plan->coperson.digests : sfprov_json_get(link->sent, SFPROV_COPERSON);

	if (sent != NULL
		&& (!add_part(sent, SFPROV_CONTACT, contact) || !add_part(sent, SFPROV_COPERSON, coperson)
			|| (plan->relink_coperson && !coperson_done && !sfprov_json_set(sent, RELINK, json_object_new_boolean(true))))) {
		json_object_put(sent);
		sent = NULL;
	}
	return sent;
}

sfprov_status sfprov_plan_note_relink(sfprov_link *link, sfprov_error *error)
{
	if (!link->relink || link->coperson_id[0] == '\0') {
		return SFPROV_OK;
	}
	if (link->sent == NULL) {
		link->sent = json_object_new_object();
	}
	return sfprov_json_set(link->sent, RELINK, json_object_new_boolean(true)) ? SFPROV_OK : sfprov_fail_memory(error);
}
