/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "salesforce/query_list.h"

#include "base/text.h"

#include <string.h>

/* Bytes of the values in a percent-encoded URL. */
#define VALUES_LIMIT 9000

/* Bytes of a path beside the query's own: the resource, " IN (" and ")". */
#define PATH_REST 64

/* A kind of first page. */
typedef sfprov_status (*query_first)(sfprov_client *client, const char *soql, sfprov_query_page *page, sfprov_error *error);

static sfprov_status query_all(sfprov_client *client, query_first first, const char *soql, sfprov_query_take take, void *context, sfprov_error *error)
{
	sfprov_query_page page;
	sfprov_status status = first(client, soql, &page, error);
	bool more = status == SFPROV_OK;

	while (more) {
		sfprov_query_page next;
		size_t i;

		for (i = 0; status == SFPROV_OK && i < json_object_array_length(page.records); i++) {
			status = take(context, json_object_array_get_idx(page.records, i), error);
		}
		more = status == SFPROV_OK && page.next != NULL;
		if (more) {
			status = sfprov_query_next(client, page.next, &next, error);
			sfprov_query_page_free(&page);
			page = next;
			more = status == SFPROV_OK;
		}
	}
	sfprov_query_page_free(&page);
	return status;
}

sfprov_status sfprov_query_all(sfprov_client *client, const char *soql, sfprov_query_take take, void *context, sfprov_error *error)
{
	return query_all(client, sfprov_query_first, soql, take, context, error);
}

/* Length of a literal and the comma before it, percent-encoded; quotes and backslashes are escaped first. */
static size_t encoded_length(const char *value)
{
	size_t length = strlen("%2C%27%27");

	for (; *value != '\0'; value++) {
		length += sfprov_text_is_alnum(*value) ? 1 : *value == '\'' || *value == '\\' ? 6 : 3;
	}
	return length;
}

/* So many bytes of values does a query leave with many fields. */
static size_t values_room(const char *head, const char *tail)
{
	size_t rest = encoded_length(head) + encoded_length(tail) + PATH_REST;
	size_t room = rest < SFPROV_CLIENT_PATH_LIMIT ? SFPROV_CLIENT_PATH_LIMIT - rest : 0;

	return room < VALUES_LIMIT ? room : VALUES_LIMIT;
}

static sfprov_status query_list(sfprov_client *client, query_first first, const char *head, const char *const *values, size_t count, const char *tail,
	sfprov_query_take take, void *context, sfprov_error *error)
{
	size_t room = values_room(head, tail);
	sfprov_status status = SFPROV_OK;
	size_t i = 0;

	while (status == SFPROV_OK && i < count) {
		sfprov_buffer soql;
		size_t length = 0;
		bool any = false;

		sfprov_buffer_init(&soql, 0);
		sfprov_buffer_append_text(&soql, head);
		sfprov_buffer_append_text(&soql, " IN (");
		for (; i < count && (!any || length + encoded_length(values[i] == NULL ? "" : values[i]) <= room); i++) {
			if (values[i] == NULL || values[i][0] == '\0') {
				continue;
			}
			length += encoded_length(values[i]);
			sfprov_buffer_append_text(&soql, any ? "," : "");
			sfprov_soql_append_literal(&soql, values[i]);
			any = true;
		}
		sfprov_buffer_append_text(&soql, ")");
		if (!sfprov_buffer_append_text(&soql, tail)) {
			status = sfprov_fail_memory(error);
		} else if (any) {
			status = query_all(client, first, sfprov_buffer_text(&soql), take, context, error);
		}
		sfprov_buffer_free(&soql);
	}
	return status;
}

sfprov_status sfprov_query_list(sfprov_client *client, const char *head, const char *const *values, size_t count, const char *tail, sfprov_query_take take,
	void *context, sfprov_error *error)
{
	return query_list(client, sfprov_query_first, head, values, count, tail, take, context, error);
}

sfprov_status sfprov_query_list_deleted(sfprov_client *client, const char *head, const char *const *values, size_t count, const char *tail,
	sfprov_query_take take, void *context, sfprov_error *error)
{
	return query_list(client, sfprov_query_first_deleted, head, values, count, tail, take, context, error);
}
