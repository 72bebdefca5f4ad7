/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "salesforce/limits.h"

#include <stdio.h>
#include <string.h>

bool sfprov_limits_find(json_object *limits, const char *name, int64_t *max, int64_t *remaining)
{
	json_object *limit = sfprov_json_get(limits, name);

	return sfprov_json_get_int64(limit, "Max", max) && sfprov_json_get_int64(limit, "Remaining", remaining);
}

/* Parts that are no limit (some hold a list by app) are left out. */
static sfprov_status pick(json_object *body, json_object **limits, sfprov_error *error)
{
	json_object *picked = json_object_new_object();

	if (!json_object_is_type(body, json_type_object)) {
		json_object_put(picked);
		return sfprov_fail(error, SFPROV_E_SERVER, "The answer about the org's limits is not Salesforce's. Check the instance URL.");
	}
	json_object_object_foreach(body, name, value)
	{
		int64_t max;
		int64_t remaining;
		json_object *limit;

		(void) value;
		if (!sfprov_limits_find(body, name, &max, &remaining)) {
			continue;
		}
		limit = json_object_new_object();
		if (!sfprov_json_set(limit, "Max", json_object_new_int64(max)) || !sfprov_json_set(limit, "Remaining", json_object_new_int64(remaining))) {
			json_object_put(limit);
			json_object_put(picked);
			return sfprov_fail_memory(error);
		}
		if (!sfprov_json_set(picked, name, limit)) {
			json_object_put(picked);
			return sfprov_fail_memory(error);
		}
	}
	*limits = picked;
	return picked == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
}

/* Salesforce speaks of a feature of the org, or of access in general, where the user lacks one permission. */
static void name_permission(sfprov_error *error)
{
	if (strcmp(error->code, "FUNCTIONALITY_NOT_ENABLED") == 0 || strcmp(error->code, "INSUFFICIENT_ACCESS") == 0) {
		(void) snprintf(error->message, sizeof(error->message),
			"Salesforce does not tell this user the limits of the org (%s, HTTP %d). Give the user the permission View Setup and Configuration.", error->code,
			error->http_status);
	}
}

sfprov_status sfprov_limits_get(sfprov_client *client, json_object **limits, sfprov_error *error)
{
	sfprov_answer answer;
	sfprov_status status = sfprov_client_call(client, SFPROV_GET, "/limits", NULL, SFPROV_REPEAT_SAFE, &answer, error);

	*limits = NULL;
	if (status == SFPROV_OK) {
		status = pick(answer.body, limits, error);
	} else if (error != NULL) {
		name_permission(error);
	}
	sfprov_answer_free(&answer);
	return status;
}
