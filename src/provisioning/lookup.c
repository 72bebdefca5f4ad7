/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/lookup.h"

#include "base/platform.h"
#include "base/text.h"
#include "provisioning/plan.h"
#include "salesforce/identity.h"
#include "salesforce/query.h"

#include <stdio.h>
#include <string.h>

static const char *const match_fields[] = {"LastName", "FirstName", "Email"};
#define MATCH_COUNT (sizeof(match_fields) / sizeof(match_fields[0]))

/* Salesforce keeps a text without the blanks around it, and one of blanks alone not at all. */
static json_object *trimmed(const char *text)
{
	static const char blanks[] = " \t\r\n";
	size_t length;

	text += strspn(text, blanks);
	length = strlen(text);
	while (length > 0 && strchr(blanks, text[length - 1]) != NULL) {
		length--;
	}
	return json_object_new_string_len(text, (int) length);
}

json_object *sfprov_lookup_match(json_object *fields)
{
	json_object *match = json_object_new_object();
	size_t i;

	for (i = 0; match != NULL && i < MATCH_COUNT; i++) {
		const char *value = sfprov_json_get_text(fields, match_fields[i]);

		if (value != NULL && !sfprov_json_set(match, match_fields[i], trimmed(value))) {
			json_object_put(match);
			match = NULL;
		}
	}
	return match;
}

/* A field that had no value then has none in the lost record either. */
static void append_match(sfprov_buffer *soql, json_object *match)
{
	size_t i;

	for (i = 0; i < MATCH_COUNT; i++) {
		const char *value = sfprov_json_get_text(match, match_fields[i]);

		sfprov_buffer_append_text(soql, i == 0 ? "" : " AND ");
		sfprov_buffer_append_text(soql, match_fields[i]);
		sfprov_buffer_append_text(soql, " = ");
		if (value == NULL || *value == '\0') {
			sfprov_buffer_append_text(soql, "null");
		} else {
			sfprov_soql_append_literal(soql, value);
		}
	}
}

static sfprov_status run_query(sfprov_client *client, sfprov_buffer *soql, sfprov_query_page *page, sfprov_error *error)
{
	if (soql->failed) {
		return sfprov_fail_memory(error);
	}
	return sfprov_query_first(client, sfprov_buffer_text(soql), page, error);
}

/* Gives false when memory ran out. */
static bool lost_contact_soql(const sfprov_client *client, const sfprov_link *link, sfprov_buffer *soql)
{
	const char *token = client->session->server.token_response;
	char org[SFPROV_ID_SIZE];
	char user[SFPROV_ID_SIZE];
	char since[20];

	sfprov_buffer_append_text(soql, "SELECT Id FROM Contact WHERE ");
	append_match(soql, link->intent_match);
	sfprov_platform_utc_text(link->intent_time - SFPROV_CLOCK_DIFFERENCE_SECONDS, since);
	since[10] = 'T';
	sfprov_buffer_append_text(soql, " AND CreatedDate >= ");
	sfprov_buffer_append_text(soql, since);
	sfprov_buffer_append_text(soql, "Z");
	if (sfprov_identity_ids(token, org, user)) {
		sfprov_buffer_append_text(soql, " AND CreatedById = ");
		sfprov_soql_append_literal(soql, user);
	} else if (token != NULL && (strstr(token, "/id/") != NULL || strstr(token, "\\/id\\/") != NULL)) {
		/* It says who we are, and could not be read: without it others' Contacts would be found too. */
		return false;
	}
	return sfprov_buffer_append_text(soql, " ORDER BY CreatedDate LIMIT 10");
}

/* Keeps the ids that are nobody else's; gives their number and the first. */
static sfprov_status count_free(const sfprov_provisioning_host *host, const sfprov_target *target, int64_t person, json_object *records, int *count,
	char id[SFPROV_ID_SIZE], sfprov_error *error)
{
	size_t i;

	*count = 0;
	for (i = 0; i < json_object_array_length(records); i++) {
		const char *candidate = sfprov_json_get_text(json_object_array_get_idx(records, i), "Id");
		int64_t owner = 0;

		if (candidate == NULL || !sfprov_text_is_record_id(candidate)) {
			continue;
		}
		if (host->people->find_owner(host->people->context, target->co_provisioning_target_id, person, candidate, &owner, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		if (owner == 0 && (*count)++ == 0) {
			(void) snprintf(id, SFPROV_ID_SIZE, "%s", candidate);
		}
	}
	return SFPROV_OK;
}

sfprov_status sfprov_lookup_lost_contact(const sfprov_provisioning_host *host, sfprov_client *client, const sfprov_target *target, int64_t person,
	const sfprov_link *link, char id[SFPROV_ID_SIZE], sfprov_error *error)
{
	sfprov_query_page page;
	sfprov_status status;
	sfprov_buffer soql;
	int count = 0;

	memset(&page, 0, sizeof(page));
	sfprov_buffer_init(&soql, 0);
	id[0] = '\0';
	status = lost_contact_soql(client, link, &soql) ? run_query(client, &soql, &page, error) : sfprov_fail_memory(error);
	if (status == SFPROV_OK) {
		status = count_free(host, target, person, page.records, &count, id, error);
	}
	if (status == SFPROV_OK && count > 1) {
		status = sfprov_fail(error, SFPROV_E_RECORD,
			"The answer to an earlier create for CO Person %lld was lost, and %d Contacts of that name were made since (the first is %s): delete or merge the "
			"surplus ones in Salesforce, then provision again",
			(long long) person, count, id);
	}
	if (status != SFPROV_OK) {
		/* Nobody may take one of several for the one. */
		id[0] = '\0';
	}
	sfprov_query_page_free(&page);
	sfprov_buffer_free(&soql);
	return status;
}

sfprov_status sfprov_lookup_coperson(sfprov_client *client, const char *contact_id, char id[SFPROV_ID_SIZE], sfprov_error *error)
{
	sfprov_query_page page;
	sfprov_status status;
	sfprov_buffer soql;
	const char *found;

	memset(&page, 0, sizeof(page));
	sfprov_buffer_init(&soql, 0);
	id[0] = '\0';
	sfprov_buffer_append_text(&soql, "SELECT Id FROM CoPerson__c WHERE Contact__c = ");
	sfprov_soql_append_literal(&soql, contact_id);
	sfprov_buffer_append_text(&soql, " ORDER BY CreatedDate LIMIT 1");
	status = run_query(client, &soql, &page, error);
	if (status == SFPROV_OK && json_object_array_length(page.records) > 0) {
		found = sfprov_json_get_text(json_object_array_get_idx(page.records, 0), "Id");
		if (found != NULL && sfprov_text_is_record_id(found)) {
			(void) snprintf(id, SFPROV_ID_SIZE, "%s", found);
		}
	}
	sfprov_query_page_free(&page);
	sfprov_buffer_free(&soql);
	return status;
}

sfprov_status sfprov_lookup_check_owner(
	const sfprov_provisioning_host *host, const sfprov_target *target, int64_t person, const char *contact_id, sfprov_error *error)
{
	int64_t owner = 0;

	if (host->people->find_owner(host->people->context, target->co_provisioning_target_id, person, contact_id, &owner, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (owner != 0) {
		return sfprov_fail(error, SFPROV_E_RECORD,
			"Contact %s is already linked to CO Person %lld, so CO Person %lld cannot have it too: are they the same person, or do they share an external id?",
			contact_id, (long long) owner, (long long) person);
	}
	return SFPROV_OK;
}
