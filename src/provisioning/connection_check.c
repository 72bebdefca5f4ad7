/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/connection_check.h"

#include "mapping/field_type.h"
#include "provisioning/plan.h"
#include "salesforce/describe.h"
#include "salesforce/identity.h"
#include "salesforce/limits.h"
#include "salesforce/versions.h"

#include <stdio.h>
#include <string.h>

json_object *sfprov_connection_report_new(void)
{
	json_object *report = json_object_new_object();

	if (sfprov_json_set(report, "ok", json_object_new_boolean(true)) && sfprov_json_set(report, "checks", json_object_new_array())
		&& sfprov_json_set_text(report, "user", NULL) && sfprov_json_set_text(report, "org", NULL) && sfprov_json_set_text(report, "instance_url", NULL)
		&& sfprov_json_set(report, "api_version", json_object_new_object()) && sfprov_json_set_text(report, "limits", NULL)
		&& sfprov_json_set(report, "missing_fields", json_object_new_object())) {
		return report;
	}
	json_object_put(report);
	return NULL;
}

bool sfprov_connection_report_add(json_object *report, const char *name, bool ok, const char *message)
{
	json_object *check = json_object_new_object();

	if (!sfprov_json_set_text(check, "name", name) || !sfprov_json_set(check, "ok", json_object_new_boolean(ok))
		|| !sfprov_json_set_text(check, "message", message)) {
		json_object_put(check);
		return false;
	}
	if (!ok && !sfprov_json_set(report, "ok", json_object_new_boolean(false))) {
		json_object_put(check);
		return false;
	}
	return sfprov_json_append(sfprov_json_get(report, "checks"), check);
}

/* A failed call is a red line of the report, unless there is no going on. */
static sfprov_status add_failure(json_object *report, const char *name, sfprov_error *error)
{
	if (error->kind == SFPROV_E_ABORTED || error->kind == SFPROV_E_MEMORY) {
		return SFPROV_FAILED;
	}
	return sfprov_connection_report_add(report, name, false, error->message) ? SFPROV_OK : sfprov_fail_memory(error);
}

static sfprov_status add_success(json_object *report, const char *name, const char *message, sfprov_error *error)
{
	return sfprov_connection_report_add(report, name, true, message) ? SFPROV_OK : sfprov_fail_memory(error);
}

static sfprov_status check_version(sfprov_client *client, json_object *report, sfprov_error *error)
{
	json_object *about = sfprov_json_get(report, "api_version");
	sfprov_versions versions;
	sfprov_status status;
	char message[300];

	memset(&versions, 0, sizeof(versions));
	if (sfprov_versions_get(client, &versions, error) != SFPROV_OK) {
		status = add_failure(report, "api_version", error);
	} else {
		if (!sfprov_json_set_text(about, "used", client->api_version) || !sfprov_json_set_text(about, "newest", versions.newest)
			|| !sfprov_json_set(about, "offered", json_object_new_boolean(versions.offered)) || !sfprov_json_set_text(about, "retirement", versions.fate)) {
			status = sfprov_fail_memory(error);
		} else {
			(void) snprintf(message, sizeof(message), "API version %s is %s; the newest is %s. %s", client->api_version,
				versions.offered ? "offered by the org" : "not offered by the org: change sfprov.api_version", versions.newest,
				versions.fate == NULL ? "No end is announced." : versions.fate);
			status = sfprov_connection_report_add(report, "api_version", versions.offered, message) ? SFPROV_OK : sfprov_fail_memory(error);
		}
	}
	sfprov_versions_free(&versions);
	return status;
}

static const char *text_or(json_object *object, const char *name, const char *otherwise)
{
	const char *text = sfprov_json_get_text(object, name);

	return text == NULL ? otherwise : text;
}

static sfprov_status check_identity(sfprov_client *client, json_object *report, sfprov_error *error)
{
	sfprov_identity identity;
	sfprov_status status;
	char message[400];

	memset(&identity, 0, sizeof(identity));
	if (sfprov_identity_get(client, &identity, error) != SFPROV_OK) {
		status = add_failure(report, "session", error);
	} else {
		if ((identity.user != NULL && !sfprov_json_set(report, "user", json_object_get(identity.user)))
			|| (identity.org != NULL && !sfprov_json_set(report, "org", json_object_get(identity.org)))) {
			status = sfprov_fail_memory(error);
		} else {
			(void) snprintf(message, sizeof(message), "Connected as %s to %s (%s%s)",
				text_or(identity.user, "Username", "a user not named in the token answer"), text_or(identity.org, "Name", "an org without a name"),
				text_or(identity.org, "OrganizationType", "edition unknown"), sfprov_json_get_bool(identity.org, "IsSandbox", false) ? ", sandbox" : "");
			status = add_success(report, "session", message, error);
		}
	}
	sfprov_identity_free(&identity);
	return status;
}

static sfprov_status check_limits(sfprov_client *client, json_object *report, sfprov_error *error)
{
	json_object *limits = NULL;
	char message[200];
	int64_t remaining;
	int64_t max;

	if (sfprov_limits_get(client, &limits, error) != SFPROV_OK) {
		if (error->kind != SFPROV_E_CONFIGURATION) {
			return add_failure(report, "limits", error);
		}
		/* Provisioning does not need the permission, and each answer tells the use anyway. */
		return add_success(report, "limits", error->message, error);
	}
	if (!sfprov_json_set(report, "limits", limits)) {
		return sfprov_fail_memory(error);
	}
	if (!sfprov_limits_find(limits, "DailyApiRequests", &max, &remaining)) {
		return add_success(report, "limits", "The org does not tell its daily API requests", error);
	}
	(void) snprintf(message, sizeof(message), "%lld of %lld daily API requests are left", (long long) remaining, (long long) max);
	return sfprov_connection_report_add(report, "limits", remaining > 0, message) ? SFPROV_OK : sfprov_fail_memory(error);
}

static bool add_names(json_object *names, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (!sfprov_json_append(names, json_object_new_string(*list))) {
			return false;
		}
	}
	return true;
}

/* The fields that the admin has mapped. */
static bool add_mapped(json_object *names, const sfprov_field_mapping *mapping, bool coperson)
{
	size_t i;

	for (i = 0; i < mapping->count; i++) {
		if (mapping->rules[i].coperson == coperson && !sfprov_json_append(names, json_object_new_string(mapping->rules[i].field))) {
			return false;
		}
	}
	return true;
}

/* The fields that this target can send. */
json_object *sfprov_needed_fields(const sfprov_target *target, bool coperson)
{
	static const char *const contact_fields[] = {"Salutation", "FirstName", "LastName", "Suffix", "Email", "Department", "Title", "MobilePhone", "Phone",
		"MailingStreet", "MailingCity", "MailingState", "MailingCountry", "MailingPostalCode", NULL};
	static const char *const coperson_fields[] = {"Platform_ID__c", "Application_ID__c", "ORCID__c", "Status__c", "Contact__c", NULL};
	const char *by_target[] = {NULL, NULL, NULL, NULL, NULL};
	json_object *names = json_object_new_array();
	size_t count = 0;

	if (!coperson && target->middle_name) {
		by_target[count++] = "MiddleName";
	}
	if (!coperson && target->default_account != NULL) {
		by_target[count++] = "AccountId";
	}
	if (!coperson && target->external_id_field != NULL) {
		by_target[count++] = target->external_id_field;
	}
	if (!coperson && target->deprovision_policy == SFPROV_DEPROVISION_SET_FIELD) {
		by_target[count++] = target->deprovision_field;
	}
	if (names == NULL || !add_names(names, coperson ? coperson_fields : contact_fields) || !add_names(names, by_target)
		|| !add_mapped(names, &target->field_mapping, coperson)) {
		json_object_put(names);
		return NULL;
	}
	return names;
}

/* Names the fields that are missing or may not be written; `*external` is false when the external id field is there but is none. */
static json_object *find_missing(const sfprov_target *target, json_object *names, json_object *fields, bool *external)
{
	json_object *missing = json_object_new_array();
	size_t i;

	*external = true;
	for (i = 0; missing != NULL && i < json_object_array_length(names); i++) {
		const char *name = json_object_get_string(json_object_array_get_idx(names, i));
		json_object *field = sfprov_json_get(fields, name);

		if (field != NULL && target->external_id_field != NULL && strcmp(name, target->external_id_field) == 0) {
			*external = sfprov_json_get_bool(field, "externalId", false) && sfprov_json_get_bool(field, "unique", false);
		}
		if ((field == NULL || !sfprov_json_get_bool(field, "createable", false)) && !sfprov_json_append(missing, json_object_new_string(name))) {
			json_object_put(missing);
			missing = NULL;
		}
	}
	return missing;
}

/* Which type in the field mapping suits a field of this type in Salesforce; anything else takes texts. */
static sfprov_field_type mapped_type_for(const char *type)
{
	static const struct {
		const char *name;
		sfprov_field_type type;
	} types[] = {
		{"boolean", SFPROV_FIELD_BOOLEAN},
		{"int", SFPROV_FIELD_NUMBER},
		{"long", SFPROV_FIELD_NUMBER},
		{"double", SFPROV_FIELD_NUMBER},
		{"currency", SFPROV_FIELD_NUMBER},
		{"percent", SFPROV_FIELD_NUMBER},
		{"date", SFPROV_FIELD_DATE},
		{"datetime", SFPROV_FIELD_DATETIME},
	};
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(types[i].name, type) == 0) {
			return types[i].type;
		}
	}
	return SFPROV_FIELD_STRING;
}

/* Salesforce refuses a text for a checkbox or number: says which entries of the field mapping have another type than their field. True when none has. */
static bool compare_types(const sfprov_field_mapping *mapping, bool coperson, json_object *fields, sfprov_buffer *message)
{
	bool good = true;
	size_t i;

	for (i = 0; i < mapping->count; i++) {
		const sfprov_field_rule *rule = &mapping->rules[i];
		json_object *field = rule->coperson == coperson ? sfprov_json_get(fields, rule->field) : NULL;
		sfprov_field_type wanted = field == NULL ? rule->type : mapped_type_for(text_or(field, "type", ""));

		if (wanted != rule->type) {
			sfprov_buffer_append_text(message, rule->field);
			sfprov_buffer_append_text(message, " must have the type ");
			sfprov_buffer_append_text(message, sfprov_field_type_name(wanted));
			sfprov_buffer_append_text(message, " in the target's field mapping. ");
			good = false;
		}
	}
	return good;
}

static sfprov_status report_fields(
	json_object *report, const sfprov_target *target, bool coperson, json_object *missing, json_object *fields, bool external, sfprov_error *error)
{
	sfprov_buffer message;
	sfprov_status status;
	bool ok = json_object_array_length(missing) == 0 && external;
	size_t i;

	sfprov_buffer_init(&message, 0);
	for (i = 0; i < json_object_array_length(missing); i++) {
		sfprov_buffer_append_text(&message, i == 0 ? "Missing, or not writable for this user: " : ", ");
		sfprov_buffer_append_text(&message, json_object_get_string(json_object_array_get_idx(missing, i)));
	}
	if (i > 0) {
		sfprov_buffer_append_text(&message, ". Make them visible and editable for the user's profile, or switch them off in the target's configuration. ");
	}
	if (!external) {
		sfprov_buffer_append_text(&message, "The external id field must be marked as External ID and Unique in Salesforce. ");
	}
	ok = compare_types(&target->field_mapping, coperson, fields, &message) && ok;
	if (ok) {
		sfprov_buffer_append_text(&message, "All fields that the configuration can send are there");
	}
	status = message.failed || !sfprov_connection_report_add(report, coperson ? SFPROV_COPERSON : SFPROV_CONTACT, ok, sfprov_buffer_text(&message))
		? sfprov_fail_memory(error)
		: SFPROV_OK;
	sfprov_buffer_free(&message);
	return status;
}

static sfprov_status check_fields(sfprov_client *client, const sfprov_target *target, bool coperson, json_object *report, sfprov_error *error)
{
	const char *sobject = coperson ? SFPROV_COPERSON : SFPROV_CONTACT;
	json_object *names = sfprov_needed_fields(target, coperson);
	json_object *missing = NULL;
	json_object *fields = NULL;
	bool external = true;
	sfprov_status status;

	if (names == NULL) {
		return sfprov_fail_memory(error);
	}
	if (sfprov_describe_fields(client, sobject, names, &fields, error) != SFPROV_OK) {
		status = add_failure(report, sobject, error);
		if (status == SFPROV_OK && !sfprov_json_set(sfprov_json_get(report, "missing_fields"), sobject, json_object_get(names))) {
			status = sfprov_fail_memory(error);
		}
	} else {
		missing = find_missing(target, names, fields, &external);
		if (missing == NULL) {
			status = sfprov_fail_memory(error);
		} else if (!sfprov_json_set(sfprov_json_get(report, "missing_fields"), sobject, json_object_get(missing))) {
			status = sfprov_fail_memory(error);
		} else {
			status = report_fields(report, target, coperson, missing, fields, external, error);
		}
	}
	json_object_put(missing);
	json_object_put(fields);
	json_object_put(names);
	return status;
}

sfprov_status sfprov_connection_check(sfprov_client *client, const sfprov_target *target, json_object *report, sfprov_error *error)
{
	if (check_version(client, report, error) != SFPROV_OK || check_identity(client, report, error) != SFPROV_OK
		|| check_limits(client, report, error) != SFPROV_OK || check_fields(client, target, false, report, error) != SFPROV_OK
		|| (target->obj_coperson && check_fields(client, target, true, report, error) != SFPROV_OK)) {
		return SFPROV_FAILED;
	}
	return sfprov_json_set_text(report, "instance_url", client->session->instance_url) ? SFPROV_OK : sfprov_fail_memory(error);
}
