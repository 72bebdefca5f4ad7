/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/deprovision.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "mapping/value_digest.h"
#include "provisioning/announcement.h"
#include "salesforce/errors.h"
#include "salesforce/sobject.h"

#include <string.h>

/* Sets the policy's value: Salesforce refuses a text where the field is a checkbox, so true and false are meant as such. */
static bool set_policy_value(json_object *body, const char *field, const char *value)
{
	if (value != NULL && (strcmp(value, "true") == 0 || strcmp(value, "false") == 0)) {
		return sfprov_json_set(body, field, json_object_new_boolean(strcmp(value, "true") == 0));
	}
	return sfprov_json_set_text(body, field, value);
}

sfprov_status sfprov_deprovision_fields(const sfprov_target *target, json_object **fields, sfprov_error *error)
{
	*fields = json_object_new_object();
	if (!set_policy_value(*fields, target->deprovision_field, target->deprovision_value)) {
		json_object_put(*fields);
		*fields = NULL;
		return sfprov_fail_memory(error);
	}
	return SFPROV_OK;
}

/* The digest under which the field is remembered: synchronising the person again then sees that the field was ours, and not what it should be. */
static sfprov_status value_digest(const sfprov_target *target, char digest[SFPROV_VALUE_DIGEST_SIZE], sfprov_error *error)
{
	const char *value = target->deprovision_value == NULL ? "" : target->deprovision_value;

	return sfprov_value_digest(value, strlen(value), digest, error);
}

static sfprov_status set_field_request(
	const sfprov_target *target, const sfprov_link *link, sfprov_plan_request *request, bool *needed, const char **reason, sfprov_error *error)
{
	char digest[SFPROV_VALUE_DIGEST_SIZE];
	const char *sent;

	if (value_digest(target, digest, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sent = sfprov_json_get_text(sfprov_json_get(link->sent, SFPROV_CONTACT), target->deprovision_field);
	if (sent != NULL && strcmp(sent, digest) == 0) {
		*reason = "the field is set already";
		return SFPROV_OK;
	}
	*needed = true;
	request->method = SFPROV_PATCH;
	request->repeat = SFPROV_REPEAT_SAFE;
	if (sfprov_deprovision_fields(target, &request->body, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return sfprov_sobject_id_path(SFPROV_CONTACT, link->contact_id, &request->path, error);
}

/* Both records in one API call. */
static sfprov_status delete_request(const sfprov_link *link, sfprov_plan_request *request, bool *needed, sfprov_error *error)
{
	sfprov_buffer path;

	*needed = true;
	request->method = SFPROV_DELETE;
	request->repeat = SFPROV_REPEAT_SAFE;
	if (link->coperson_id[0] == '\0') {
		return sfprov_sobject_id_path(SFPROV_CONTACT, link->contact_id, &request->path, error);
	}
	sfprov_buffer_init(&path, 0);
	sfprov_buffer_append_text(&path, "/composite/sobjects?ids=");
	sfprov_buffer_append_text(&path, link->coperson_id);
	sfprov_buffer_append_char(&path, ',');
	sfprov_buffer_append_text(&path, link->contact_id);
	sfprov_buffer_append_text(&path, "&allOrNone=false");
	request->path = sfprov_buffer_take(&path);
	sfprov_buffer_free(&path);
	return request->path == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
}

sfprov_status sfprov_deprovision_request(
	const sfprov_target *target, const sfprov_link *link, sfprov_plan_request *request, bool *needed, const char **reason, sfprov_error *error)
{
	memset(request, 0, sizeof(*request));
	*needed = false;
	if (target->deprovision_policy == SFPROV_DEPROVISION_NOTHING) {
		*reason = "the target's deprovisioning policy is to do nothing";
		return SFPROV_OK;
	}
	if (link->contact_id[0] == '\0') {
		*reason = "the person has no Contact";
		return SFPROV_OK;
	}
	*reason = "the target's deprovisioning policy";
	if (target->deprovision_policy == SFPROV_DEPROVISION_SET_FIELD) {
		return set_field_request(target, link, request, needed, reason, error);
	}
	return delete_request(link, request, needed, error);
}

static sfprov_status fail_form(sfprov_error *error)
{
	return sfprov_fail(error, SFPROV_E_SERVER, "Salesforce's answer to the deletion of two records is not understood: try again");
}

/* A collection's answer: an array of {success, errors}. A record that was gone before is as good as deleted. */
static sfprov_status check_deleted(json_object *results, sfprov_error *error)
{
	const char *what;
	size_t i;

	if (!json_object_is_type(results, json_type_array) || json_object_array_length(results) != 2) {
		return fail_form(error);
	}
	for (i = 0; i < 2; i++) {
		json_object *result = json_object_array_get_idx(results, i);

		if (!json_object_is_type(sfprov_json_get(result, "success"), json_type_boolean)) {
			return fail_form(error);
		}
		if (sfprov_json_get_bool(result, "success", false)) {
			continue;
		}
		/* A collection gives no status for each; a record that is gone is told by what a request of its own would have answered. */
		what = i == 0 ? "CoPerson__c delete" : "Contact delete";
		(void) sfprov_sf_error_of_answer(404, sfprov_json_get(result, "errors"), what, error);
		if (!sfprov_sf_error_is_gone(error)) {
			return sfprov_sf_error_of_answer(400, sfprov_json_get(result, "errors"), what, error);
		}
		sfprov_error_clear(error);
	}
	return SFPROV_OK;
}

sfprov_status sfprov_deprovision_note_field(const sfprov_target *target, sfprov_link *link, sfprov_error *error)
{
	json_object *contact = sfprov_json_get(link->sent, SFPROV_CONTACT);
	char digest[SFPROV_VALUE_DIGEST_SIZE];

	if (value_digest(target, digest, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (link->sent == NULL) {
		link->sent = json_object_new_object();
	}
	if (contact == NULL) {
		contact = json_object_new_object();
		if (!sfprov_json_set(link->sent, SFPROV_CONTACT, contact)) {
			return sfprov_fail_memory(error);
		}
	}
	return sfprov_json_set_text(contact, target->deprovision_field, digest) ? SFPROV_OK : sfprov_fail_memory(error);
}

static sfprov_status remember_field(const sfprov_provisioning_host *host, const sfprov_target *target, int64_t person, sfprov_link *link, sfprov_error *error)
{
	sfprov_push_result result;

	if (sfprov_deprovision_note_field(target, link, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	memset(&result, 0, sizeof(result));
	result.contact_id = link->contact_id;
	result.coperson_id = link->coperson_id;
	result.sent = link->sent;
	result.revision = link->revision;
	result.who = "";
	return host->people->record(host->people->context, target->co_provisioning_target_id, person, &result, error);
}

/* Under our own announcement. Whatever comes of it, another process can go on afterwards. */
static sfprov_status look_for_lost(const sfprov_provisioning_host *host, const sfprov_target *target, int64_t person, const char *who, sfprov_link *link,
	sfprov_client **client, sfprov_error *error)
{
	const sfprov_person_store *people = host->people;
	sfprov_push_result result;
	sfprov_status status;
	sfprov_error ignored;

	status = host->connect(host->connect_context, target, client, error);
	if (status == SFPROV_OK) {
		status = sfprov_announcement_resolve(host, *client, target, person, link, error);
	}
	/* The Identifier names the Contact in whose place it was made, and would win. Before the announcement ends: a crash in between must leave the one or the other. */
	if (status == SFPROV_OK && link->gone_contact_id[0] != '\0') {
		status = people->store_ids(people->context, target->co_provisioning_target_id, person, link->contact_id, link->coperson_id, error);
	}
	if (status == SFPROV_OK && link->contact_id[0] == '\0') {
		return people->unclaim(people->context, target->co_provisioning_target_id, person, who, error);
	}
	memset(&result, 0, sizeof(result));
	result.contact_id = link->contact_id;
	result.coperson_id = link->coperson_id;
	result.sent = link->sent;
	result.revision = link->revision++;
	result.who = who;
	result.unfinished = status != SFPROV_OK;
	result.flown = sfprov_announcement_flown(link->intent);
	if (people->record(people->context, target->co_provisioning_target_id, person, &result, status == SFPROV_OK ? error : &ignored) != SFPROV_OK) {
		status = SFPROV_FAILED;
	}
	return status;
}

/* A create whose answer was lost may have made a Contact that nobody is linked to: who leaves must not leave it behind. With an external id only the
 * person's data would tell it, which are gone by now. */
static sfprov_status find_lost(
	const sfprov_provisioning_host *host, const sfprov_target *target, int64_t person, sfprov_link *link, sfprov_client **client, sfprov_error *error)
{
	const sfprov_environment *environment = host->environment;
	const sfprov_person_store *people = host->people;
	char who[SFPROV_INTENT_SIZE];
	bool claimed = false;

	if (link->intent[0] == '\0' || (link->contact_id[0] != '\0' && !sfprov_announcement_replaces(link)) || target->external_id_field != NULL) {
		return SFPROV_OK;
	}
	if (sfprov_announcement_name(environment, who, error) != SFPROV_OK
		|| people->claim(people->context, target->co_provisioning_target_id, person, who,
			   environment->wall_time(environment->context) - SFPROV_ANNOUNCEMENT_LEASE_SECONDS, NULL, link, &claimed, error)
			!= SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (!claimed) {
		return sfprov_fail(error, SFPROV_E_SERVER,
			"Another process is creating the Salesforce records of CO Person %lld at this moment: try again in a few minutes", (long long) person);
	}
	if (link->intent[0] == '\0' && link->contact_id[0] == '\0') {
		/* Another process has done all of it, and the row is there for our announcement alone. */
		return people->forget(people->context, target->co_provisioning_target_id, person, error);
	}
	if (link->contact_id[0] != '\0' && !sfprov_announcement_replaces(link)) {
		return people->unclaim(people->context, target->co_provisioning_target_id, person, who, error);
	}
	return look_for_lost(host, target, person, who, link, client, error);
}

static sfprov_status send_and_remember(const sfprov_provisioning_host *host, const sfprov_target *target, int64_t person, sfprov_link *link,
	const sfprov_plan_request *request, sfprov_client *client, sfprov_error *error)
{
	bool deleting = target->deprovision_policy == SFPROV_DEPROVISION_DELETE;
	/* Then each record has its own answer, and one to the whole call says nothing of them. */
	bool both = deleting && link->coperson_id[0] != '\0';
	sfprov_answer answer;
	sfprov_status status;

	memset(&answer, 0, sizeof(answer));
	status = client != NULL ? SFPROV_OK : host->connect(host->connect_context, target, &client, error);
	if (status == SFPROV_OK) {
		status = sfprov_client_call(client, request->method, request->path, request->body, request->repeat, &answer, error);
		if (status == SFPROV_OK && answer.status / 100 != 2) {
			status = sfprov_sf_error_of_answer(answer.status, answer.body, deleting ? "Contact delete" : "Contact update", error);
		} else if (status != SFPROV_OK && !both && sfprov_sf_error_is_gone(error)) {
			/* The Contact is away already; what remains is to forget it. */
			sfprov_error_clear(error);
			status = SFPROV_OK;
			deleting = true;
		} else if (status == SFPROV_OK && both) {
			status = check_deleted(answer.body, error);
		}
	}
	if (status == SFPROV_OK) {
		status = deleting ? host->people->forget(host->people->context, target->co_provisioning_target_id, person, error)
						  : remember_field(host, target, person, link, error);
	}
	sfprov_answer_free(&answer);
	return status;
}

sfprov_status sfprov_deprovision_person(const sfprov_provisioning_host *host, const sfprov_target *target, int64_t person, sfprov_error *error)
{
	sfprov_client *client = NULL;
	sfprov_plan_request request;
	sfprov_error ignored;
	sfprov_status status;
	sfprov_link link;
	const char *reason;
	bool needed = false;

	memset(&request, 0, sizeof(request));
	memset(&link, 0, sizeof(link));
	if (target->deprovision_policy == SFPROV_DEPROVISION_NOTHING) {
		return SFPROV_OK;
	}
	status = host->people->load(host->people->context, target->co_provisioning_target_id, person, &link, error);
	if (status == SFPROV_OK) {
		status = find_lost(host, target, person, &link, &client, error);
		if (status == SFPROV_OK) {
			status = sfprov_deprovision_request(target, &link, &request, &needed, &reason, error);
		}
		if (status == SFPROV_OK && needed) {
			status = send_and_remember(host, target, person, &link, &request, client, error);
		} else if (status == SFPROV_OK && link.failed && link.contact_id[0] == '\0') {
			/* An earlier attempt did it after all, and only its error is left. */
			status = host->people->forget(host->people->context, target->co_provisioning_target_id, person, error);
		}
		if (status != SFPROV_OK && error->kind != SFPROV_E_ABORTED && error->kind != SFPROV_E_MEMORY) {
			(void) host->people->record_failure(host->people->context, target->co_provisioning_target_id, person, error, &ignored);
		}
	}
	sfprov_plan_request_free(&request);
	sfprov_link_free(&link);
	return status;
}
