/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "salesforce/identity.h"

#include "base/text.h"
#include "salesforce/query.h"

#include <stdio.h>
#include <string.h>

static bool copy_id(const char *from, size_t length, char id[19])
{
	if (length != 15 && length != 18) {
		return false;
	}
	memcpy(id, from, length);
	id[length] = '\0';
	return sfprov_text_is_record_id(id);
}

static bool read_url(const char *url, char org[19], char user[19])
{
	const char *ids = url == NULL ? NULL : strstr(url, "/id/");
	const char *slash;

	if (ids == NULL) {
		return false;
	}
	ids += 4;
	slash = strchr(ids, '/');
	return slash != NULL && copy_id(ids, (size_t) (slash - ids), org) && copy_id(slash + 1, strcspn(slash + 1, "/?#"), user);
}

bool sfprov_identity_ids(const char *token_response, char org[19], char user[19])
{
	json_object *token = token_response == NULL ? NULL : sfprov_json_parse(token_response, strlen(token_response));
	bool good = read_url(sfprov_json_get_text(token, "id"), org, user);

	if (!good) {
		org[0] = '\0';
		user[0] = '\0';
	}
	json_object_put(token);
	return good;
}

void sfprov_identity_free(sfprov_identity *identity)
{
	json_object_put(identity->user);
	json_object_put(identity->org);
	memset(identity, 0, sizeof(*identity));
}

/* Takes the members over as they are, null where they are missing. */
static bool copy_members(json_object *record, const char *const *names, json_object *result)
{
	for (; *names != NULL; names++) {
		json_object *value = sfprov_json_get(record, *names);

		if (value == NULL ? !sfprov_json_set_text(result, *names, NULL) : !sfprov_json_set(result, *names, json_object_get(value))) {
			return false;
		}
	}
	return true;
}

/* The named members of the first record of a query. `*record` stays NULL when there is none. */
static sfprov_status ask(sfprov_client *client, const char *soql, const char *const *names, json_object **record, sfprov_error *error)
{
	sfprov_query_page page;
	sfprov_status status = sfprov_query_first(client, soql, &page, error);
	json_object *first;

	if (status == SFPROV_OK && json_object_array_length(page.records) > 0) {
		first = json_object_array_get_idx(page.records, 0);
		*record = json_object_new_object();
		if (!copy_members(first, names, *record)) {
			status = sfprov_fail_memory(error);
		}
	}
	sfprov_query_page_free(&page);
	return status;
}

sfprov_status sfprov_identity_get(sfprov_client *client, sfprov_identity *identity, sfprov_error *error)
{
	static const char *const user_members[] = {"Id", "Name", "Username", "IsActive", NULL};
	static const char *const org_members[] = {"Id", "Name", "IsSandbox", "OrganizationType", "InstanceName", NULL};
	sfprov_status status = SFPROV_OK;
	char soql[128];
	char org[19];
	char user[19];

	memset(identity, 0, sizeof(*identity));
	if (sfprov_identity_ids(client->session->server.token_response, org, user)) {
		(void) snprintf(soql, sizeof(soql), "SELECT Id, Name, Username, IsActive FROM User WHERE Id = '%s'", user);
		status = ask(client, soql, user_members, &identity->user, error);
	}
	if (status == SFPROV_OK) {
		status = ask(client, "SELECT Id, Name, IsSandbox, OrganizationType, InstanceName FROM Organization", org_members, &identity->org, error);
	}
	if (status == SFPROV_OK && identity->org == NULL) {
		status = sfprov_fail(error, SFPROV_E_SERVER, "Salesforce did not say which org this is. Check the instance URL.");
	}
	if (status != SFPROV_OK) {
		sfprov_identity_free(identity);
	}
	return status;
}
