/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "salesforce/versions.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define LIST_MAX 500

void sfprov_versions_free(sfprov_versions *versions)
{
	json_object_put(versions->list);
	memset(versions, 0, sizeof(*versions));
}

const char *sfprov_version_fate(const char *version)
{
	size_t digits = strspn(version, "0123456789");
	char whole[4];
	int64_t number;

	if (digits == 0 || digits >= sizeof(whole)) {
		return NULL;
	}
	memcpy(whole, version, digits);
	whole[digits] = '\0';
	if (!sfprov_text_to_int64(whole, &number)) {
		return NULL;
	}
	if (number <= 20) {
		return "Salesforce retired API versions 7.0 to 20.0 in Summer '22.";
	}
	if (number <= 30) {
		return "Salesforce retired API versions 21.0 to 30.0 in Summer '25.";
	}
	if (number <= 40) {
		return "Salesforce deprecates API versions 31.0 to 40.0 in Summer '27 and retires them in Summer '28.";
	}
	return NULL;
}

/* "62.0"; anything else is not a version that could be asked for. */
static bool is_version(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && digits <= 3 && text[digits] == '.' && strspn(text + digits + 1, "0123456789") == 1 && text[digits + 2] == '\0';
}

/* The lists are sorted, but nobody promises it. */
static bool is_newer(const char *version, const char *than)
{
	size_t a = strspn(version, "0123456789");
	size_t b = strspn(than, "0123456789");

	return a != b ? a > b : strcmp(version, than) > 0;
}

static sfprov_status read_list(const sfprov_client *client, json_object *body, sfprov_versions *versions, sfprov_error *error)
{
	size_t i;

	if (!json_object_is_type(body, json_type_array) || json_object_array_length(body) == 0 || json_object_array_length(body) > LIST_MAX) {
		return sfprov_fail(error, SFPROV_E_SERVER, "The list of API versions is not Salesforce's. Check the instance URL.");
	}
	versions->list = json_object_new_array();
	for (i = 0; i < json_object_array_length(body); i++) {
		const char *version = sfprov_json_get_text(json_object_array_get_idx(body, i), "version");

		if (version == NULL || !is_version(version)) {
			continue;
		}
		if (!sfprov_json_append(versions->list, json_object_new_string(version))) {
			return sfprov_fail_memory(error);
		}
		if (is_newer(version, versions->newest)) {
			(void) snprintf(versions->newest, sizeof(versions->newest), "%s", version);
		}
		versions->offered = versions->offered || strcmp(version, client->api_version) == 0;
	}
	versions->fate = sfprov_version_fate(client->api_version);
	return SFPROV_OK;
}

sfprov_status sfprov_versions_get(sfprov_client *client, sfprov_versions *versions, sfprov_error *error)
{
	sfprov_answer answer;
	sfprov_status status = sfprov_client_get_open(client, "/services/data/", &answer, error);

	memset(versions, 0, sizeof(*versions));
	if (status == SFPROV_OK) {
		status = read_list(client, answer.body, versions, error);
	}
	if (status != SFPROV_OK) {
		sfprov_versions_free(versions);
	}
	sfprov_answer_free(&answer);
	return status;
}
