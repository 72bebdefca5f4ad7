/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/person.h"

#include "provisioning/deprovision.h"
#include "provisioning/operation.h"
#include "provisioning/push.h"

#include <string.h>

static sfprov_status read_person_id(json_object *data, int64_t *person, sfprov_error *error)
{
	if (!sfprov_json_get_int64(sfprov_json_get(data, "CoPerson"), "id", person) || *person <= 0) {
		(void) sfprov_fail(error, SFPROV_E_INPUT, "$provisioningData.CoPerson.id must be the id of a CO Person");
		sfprov_error_add_field(error, "CoPerson.id");
		return SFPROV_FAILED;
	}
	return SFPROV_OK;
}

sfprov_status sfprov_provision_person(const sfprov_provisioning_host *host, const sfprov_target *target, const char *op, json_object *data, sfprov_error *error)
{
	sfprov_mapped mapped;
	sfprov_status status;
	const char *reason;
	int64_t person;

	switch (sfprov_operation_action(op, data, &reason)) {
		case SFPROV_ACTION_DEPROVISION:
			status = read_person_id(data, &person, error);
			return status == SFPROV_OK ? sfprov_deprovision_person(host, target, person, error) : status;
		case SFPROV_ACTION_SYNCHRONISE:
			break;
		default:
			return SFPROV_OK;
	}
	memset(&mapped, 0, sizeof(mapped));
	status = sfprov_map_person(data, target, host->status_labels, &mapped, error);
	if (status == SFPROV_OK) {
		status = sfprov_push_person(host, target, &mapped, error);
	}
	sfprov_mapped_free(&mapped);
	return status;
}

static bool add_request(json_object *requests, const sfprov_plan_request *request)
{
	json_object *entry = json_object_new_object();

	if (!sfprov_json_set_text(entry, "method", sfprov_method_name(request->method)) || !sfprov_json_set_text(entry, "path", request->path)
		|| (request->body == NULL ? !sfprov_json_set_text(entry, "body", NULL) : !sfprov_json_set(entry, "body", json_object_get(request->body)))) {
		json_object_put(entry);
		return false;
	}
	return sfprov_json_append(requests, entry);
}

static bool describe_fields(json_object *preview, const sfprov_target *target, const sfprov_mapped *mapped, const sfprov_plan *plan)
{
	json_object *fields = sfprov_json_get(preview, "fields");
	json_object *cleared = sfprov_json_get(preview, "cleared");

	if (!sfprov_json_set(fields, SFPROV_CONTACT, json_object_get(mapped->contact.values))
		|| (target->obj_coperson && !sfprov_json_set(fields, SFPROV_COPERSON, json_object_get(mapped->coperson.values)))) {
		return false;
	}
	return (plan->contact.cleared == NULL || sfprov_json_set(cleared, SFPROV_CONTACT, json_object_get(plan->contact.cleared)))
		&& (plan->coperson.cleared == NULL || sfprov_json_set(cleared, SFPROV_COPERSON, json_object_get(plan->coperson.cleared)));
}

static sfprov_status preview_requests(
	const sfprov_target *target, const sfprov_mapped *mapped, const sfprov_link *link, const sfprov_plan *plan, json_object *requests, sfprov_error *error)
{
	bool new_contact = plan->contact_step == SFPROV_STEP_CREATE || plan->contact_step == SFPROV_STEP_UPSERT;
	sfprov_plan_request request;
	sfprov_status status = SFPROV_OK;

	if (plan->contact_step != SFPROV_STEP_NONE) {
		status = sfprov_plan_contact_request(plan, mapped, target, link, &request, error);
		if (status == SFPROV_OK && !add_request(requests, &request)) {
			status = sfprov_fail_memory(error);
		}
		sfprov_plan_request_free(&request);
	}
	if (status == SFPROV_OK && plan->coperson_step != SFPROV_STEP_NONE) {
		status = sfprov_plan_coperson_request(plan, link, new_contact ? "@{contact.id}" : link->contact_id, &request, error);
		if (status == SFPROV_OK && !add_request(requests, &request)) {
			status = sfprov_fail_memory(error);
		}
		sfprov_plan_request_free(&request);
	}
	return status;
}

static sfprov_status preview_synchronise(
	const sfprov_provisioning_host *host, const sfprov_target *target, json_object *data, json_object *preview, sfprov_error *error)
{
	sfprov_mapped mapped;
	sfprov_status status;
	sfprov_link link;
	sfprov_plan plan;

	memset(&mapped, 0, sizeof(mapped));
	memset(&link, 0, sizeof(link));
	memset(&plan, 0, sizeof(plan));
	status = sfprov_map_person(data, target, host->status_labels, &mapped, error);
	if (status == SFPROV_OK) {
		status = host->people->load(host->people->context, target->co_provisioning_target_id, mapped.co_person_id, &link, error);
	}
	if (status == SFPROV_OK) {
		status = sfprov_plan_make(&mapped, target, &link, &plan, error);
	}
	if (status == SFPROV_OK) {
		status = preview_requests(target, &mapped, &link, &plan, sfprov_json_get(preview, "requests"), error);
	}
	if (status == SFPROV_OK
		&& (!describe_fields(preview, target, &mapped, &plan)
			|| !sfprov_json_set(preview, "unchanged", json_object_new_boolean(sfprov_plan_is_empty(&plan))))) {
		status = sfprov_fail_memory(error);
	}
	sfprov_plan_free(&plan);
	sfprov_link_free(&link);
	sfprov_mapped_free(&mapped);
	return status;
}

static sfprov_status preview_deprovision(
	const sfprov_provisioning_host *host, const sfprov_target *target, json_object *data, json_object *preview, sfprov_error *error)
{
	sfprov_plan_request request;
	sfprov_status status;
	sfprov_link link;
	const char *reason = "";
	bool needed = false;
	int64_t person;

	memset(&request, 0, sizeof(request));
	memset(&link, 0, sizeof(link));
	status = read_person_id(data, &person, error);
	if (status == SFPROV_OK) {
		status = host->people->load(host->people->context, target->co_provisioning_target_id, person, &link, error);
	}
	if (status == SFPROV_OK) {
		status = sfprov_deprovision_request(target, &link, &request, &needed, &reason, error);
	}
	if (status == SFPROV_OK
		&& (!sfprov_json_set_text(preview, "reason", reason) || !sfprov_json_set(preview, "unchanged", json_object_new_boolean(!needed))
			|| (needed && !add_request(sfprov_json_get(preview, "requests"), &request)))) {
		status = sfprov_fail_memory(error);
	}
	sfprov_plan_request_free(&request);
	sfprov_link_free(&link);
	return status;
}

sfprov_status sfprov_preview_person(
	const sfprov_provisioning_host *host, const sfprov_target *target, const char *op, json_object *data, json_object **preview, sfprov_error *error)
{
	static const char *const names[] = {"nothing", "synchronise", "deprovision"};
	json_object *result = json_object_new_object();
	sfprov_status status = SFPROV_OK;
	sfprov_action action;
	const char *reason;

	action = sfprov_operation_action(op, data, &reason);
	if (!sfprov_json_set_text(result, "action", names[action]) || !sfprov_json_set_text(result, "reason", reason)
		|| !sfprov_json_set(result, "requests", json_object_new_array()) || !sfprov_json_set(result, "fields", json_object_new_object())
		|| !sfprov_json_set(result, "cleared", json_object_new_object()) || !sfprov_json_set(result, "unchanged", json_object_new_boolean(true))) {
		status = sfprov_fail_memory(error);
	} else if (action == SFPROV_ACTION_SYNCHRONISE) {
		status = preview_synchronise(host, target, data, result, error);
	} else if (action == SFPROV_ACTION_DEPROVISION) {
		status = preview_deprovision(host, target, data, result, error);
	}
	if (status != SFPROV_OK) {
		json_object_put(result);
		result = NULL;
	}
	*preview = result;
	return status;
}
