/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "mapping/target.h"

#include "base/text.h"
#include "mapping/builtin.h"

#include <stddef.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MODEL "CoSalesforceProvisionerTarget"

static const struct {
	const char *column;
	size_t offset;
} text_columns[] = {
	{"instance_url", offsetof(sfprov_target, instance_url)},
	{"email_address_type", offsetof(sfprov_target, email_address_type)},
	{"platform_id_type", offsetof(sfprov_target, platform_id_type)},
	{"app_id_type", offsetof(sfprov_target, app_id_type)},
	{"default_account", offsetof(sfprov_target, default_account)},
	{"external_id_field", offsetof(sfprov_target, external_id_field)},
	{"external_id_type", offsetof(sfprov_target, external_id_type)},
	{"deprovision_field", offsetof(sfprov_target, deprovision_field)},
	{"deprovision_value", offsetof(sfprov_target, deprovision_value)},
	{"jwt_key_file", offsetof(sfprov_target, jwt_key_file)},
	{"jwt_username", offsetof(sfprov_target, jwt_username)},
};

static const struct {
	const char *column;
	size_t offset;
	bool otherwise; /* when the column is missing or NULL */
} bool_columns[] = {
	{"instance_url_manual", offsetof(sfprov_target, instance_url_manual), false},
	{"middle_name", offsetof(sfprov_target, middle_name), false},
	{"obj_coperson", offsetof(sfprov_target, obj_coperson), false},
	{"clear_removed", offsetof(sfprov_target, clear_removed), true},
};

static sfprov_status refuse(const char *column, const char *remedy, sfprov_error *error)
{
	return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The provisioning target's %s is not usable: %s", column, remedy);
}

static sfprov_status read_text(json_object *row, const char *column, const char **text, sfprov_error *error)
{
	json_object *value = sfprov_json_get(row, column);

	*text = NULL;
	if (value == NULL) {
		return SFPROV_OK;
	}
	*text = sfprov_json_get_text(row, column);
	if (*text == NULL || !sfprov_text_is_utf8(*text, strlen(*text))) {
		*text = NULL;
		return refuse(column, "it must be a text in UTF-8; enter it again in the target's configuration", error);
	}
	if (**text == '\0') {
		*text = NULL;
	}
	return SFPROV_OK;
}

/* Besides real booleans what databases and PHP make of them; PHP writes false as the empty text. */
static sfprov_status read_bool(json_object *row, const char *column, bool otherwise, bool *flag, sfprov_error *error)
{
	json_object *value = sfprov_json_get(row, column);
	int64_t number = -1;
	const char *text;

	*flag = otherwise;
	if (value == NULL) {
		return SFPROV_OK;
	}
	if (json_object_is_type(value, json_type_boolean)) {
		*flag = json_object_get_boolean(value) != 0;
		return SFPROV_OK;
	}
	text = sfprov_json_get_text(row, column);
	if (text != NULL && (*text == '\0' || strcmp(text, "f") == 0)) {
		number = 0;
	} else if (text != NULL && strcmp(text, "t") == 0) {
		number = 1;
	} else if (!sfprov_json_get_int64(row, column, &number)) {
		number = -1;
	}
	if (number != 0 && number != 1) {
		return refuse(column, "it must be true or false; save the target's configuration again", error);
	}
	*flag = number == 1;
	return SFPROV_OK;
}

static sfprov_status read_id(json_object *row, const char *column, bool required, int64_t *id, sfprov_error *error)
{
	const char *text = sfprov_json_get_text(row, column);

	*id = 0;
	if (!required && (sfprov_json_get(row, column) == NULL || (text != NULL && *text == '\0'))) {
		return SFPROV_OK;
	}
	if (!sfprov_json_get_int64(row, column, id) || *id < 0 || (required && *id == 0)) {
		*id = 0;
		return refuse(column, "it must be the id of a row; pass the target as the registry's framework hands it over", error);
	}
	return SFPROV_OK;
}

/* A one-letter choice: `letters` in the order of the enumeration, whose first is the default. */
static sfprov_status read_choice(json_object *row, const char *column, const char *letters, const char *remedy, int *choice, sfprov_error *error)
{
	const char *text;
	const char *letter;

	*choice = 0;
	if (read_text(row, column, &text, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (text == NULL) {
		return SFPROV_OK;
	}
	letter = strchr(letters, text[0]);
	if (letter == NULL || text[1] != '\0') {
		return refuse(column, remedy, error);
	}
	*choice = (int) (letter - letters);
	return SFPROV_OK;
}

static sfprov_status read_columns(json_object *row, sfprov_target *target, sfprov_error *error)
{
	size_t i;

	if (read_id(row, "id", true, &target->id, error) != SFPROV_OK
		|| read_id(row, "co_provisioning_target_id", true, &target->co_provisioning_target_id, error) != SFPROV_OK
		|| read_id(row, "server_id", false, &target->server_id, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	for (i = 0; i < COUNT(text_columns); i++) {
		const char **text = (const char **) (void *) ((char *) target + text_columns[i].offset);

		if (read_text(row, text_columns[i].column, text, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	for (i = 0; i < COUNT(bool_columns); i++) {
		bool *flag = (bool *) (void *) ((char *) target + bool_columns[i].offset);

		if (read_bool(row, bool_columns[i].column, bool_columns[i].otherwise, flag, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}

static sfprov_status check_external_id(const sfprov_target *target, sfprov_error *error)
{
	if (target->external_id_field == NULL) {
		return SFPROV_OK;
	}
	if (!sfprov_text_is_api_name(target->external_id_field)) {
		return refuse("external_id_field", "it must be the API name of a Contact field, such as Registry_ID__c", error);
	}
	/* Salesforce refuses an upsert whose key is in the body too. */
	if (sfprov_builtin_can_fill(target->external_id_field)) {
		return refuse("external_id_field", "it must be a field of its own, marked External ID and Unique, that no registry attribute is mapped to", error);
	}
	return SFPROV_OK;
}

static sfprov_status check_deprovisioning(const sfprov_target *target, sfprov_error *error)
{
	if (target->deprovision_policy != SFPROV_DEPROVISION_SET_FIELD) {
		return SFPROV_OK;
	}
	if (target->deprovision_field == NULL || !sfprov_text_is_api_name(target->deprovision_field)) {
		return refuse("deprovision_field", "the policy is to set a field, so it must be the API name of a Contact field", error);
	}
	return SFPROV_OK;
}

sfprov_status sfprov_target_read(json_object *data, sfprov_target *target, sfprov_error *error)
{
	json_object *row = sfprov_json_get(data, MODEL);
	const char *mapping;
	int choice;

	memset(target, 0, sizeof(*target));
	if (!json_object_is_type(row, json_type_object)) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The provisioning target must be an array with the key %s, which holds the target's row", MODEL);
	}
	if (read_columns(row, target, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (read_choice(row, "deprovision_policy", "NFD", "it must be N (do nothing), F (set a field) or D (delete)", &choice, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	target->deprovision_policy = (sfprov_deprovision_policy) choice;
	if (read_choice(row, "duplicate_policy", "FAS", "it must be F (fail), A (adopt the single match) or S (save anyway)", &choice, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	target->duplicate_policy = (sfprov_duplicate_policy) choice;
	if (target->default_account != NULL && !sfprov_text_is_record_id(target->default_account)) {
		return refuse("default_account", "it must be the id of an Account: 15 or 18 letters and digits, as in the address of the account's page", error);
	}
	if (check_external_id(target, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (check_deprovisioning(target, error) != SFPROV_OK || read_text(row, "field_mapping", &mapping, error) != SFPROV_OK
		|| sfprov_field_mapping_read(mapping, &target->field_mapping, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return sfprov_field_mapping_check(target, error);
}

void sfprov_target_free(sfprov_target *target)
{
	sfprov_field_mapping_free(&target->field_mapping);
}
