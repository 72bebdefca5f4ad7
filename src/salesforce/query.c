/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "salesforce/query.h"

#include "base/memory.h"
#include "base/text.h"

#include <string.h>

bool sfprov_soql_append_literal(sfprov_buffer *buffer, const char *text)
{
	sfprov_buffer_append_char(buffer, '\'');
	for (; *text != '\0'; text++) {
		switch (*text) {
			case '\\':
			case '\'':
				sfprov_buffer_append_char(buffer, '\\');
				sfprov_buffer_append_char(buffer, *text);
				break;
			case '\n':
				sfprov_buffer_append_text(buffer, "\\n");
				break;
			case '\r':
				sfprov_buffer_append_text(buffer, "\\r");
				break;
			case '\t':
				sfprov_buffer_append_text(buffer, "\\t");
				break;
			case '\b':
				sfprov_buffer_append_text(buffer, "\\b");
				break;
			case '\f':
				sfprov_buffer_append_text(buffer, "\\f");
				break;
			default:
				sfprov_buffer_append_char(buffer, *text);
		}
	}
	return sfprov_buffer_append_char(buffer, '\'');
}

void sfprov_query_page_free(sfprov_query_page *page)
{
	json_object_put(page->records);
	sfprov_free(page->next);
	memset(page, 0, sizeof(*page));
}

/* A path below the data resources, with nothing in it that could lead out of them. */
static bool is_next(const char *next)
{
	size_t i;

	for (i = 0; next[i] != '\0'; i++) {
		if (!sfprov_text_is_alnum(next[i]) && strchr("/-._~?=&", next[i]) == NULL) {
			return false;
		}
	}
	return i < 1000 && sfprov_text_starts_with(next, "/services/data/v") && strstr(next, "..") == NULL && strstr(next, "//") == NULL;
}

static sfprov_status fail_form(const char *how, sfprov_error *error)
{
	(void) sfprov_fail(
		error, SFPROV_E_SERVER, "The answer to a query %s: it is not Salesforce's. Check the instance URL, and that no proxy changes answers.", how);
	if (error != NULL) {
		error->outcome = SFPROV_OUTCOME_UNKNOWN;
	}
	return SFPROV_FAILED;
}

static sfprov_status read_page(json_object *body, sfprov_query_page *page, sfprov_error *error)
{
	json_object *records = sfprov_json_get(body, "records");
	const char *next = sfprov_json_get_text(body, "nextRecordsUrl");
	bool done = sfprov_json_get_bool(body, "done", true);
	size_t i;

	if (!json_object_is_type(records, json_type_array)) {
		return fail_form("has no records", error);
	}
	for (i = 0; i < json_object_array_length(records); i++) {
		if (!json_object_is_type(json_object_array_get_idx(records, i), json_type_object)) {
			return fail_form("holds something other than records", error);
		}
	}
	if (!done && (next == NULL || !is_next(next))) {
		return fail_form("names no usable next page", error);
	}
	if (!sfprov_json_get_int64(body, "totalSize", &page->total) || page->total < 0) {
		page->total = -1;
	}
	if (!done) {
		page->next = sfprov_copy(next);
		if (page->next == NULL) {
			return sfprov_fail_memory(error);
		}
	}
	page->records = json_object_get(records);
	return SFPROV_OK;
}

static sfprov_status fetch(sfprov_client *client, const char *path, sfprov_query_page *page, sfprov_error *error)
{
	sfprov_answer answer;
	sfprov_status status = sfprov_client_call(client, SFPROV_GET, path, NULL, SFPROV_REPEAT_SAFE, &answer, error);

	memset(page, 0, sizeof(*page));
	if (status == SFPROV_OK) {
		status = read_page(answer.body, page, error);
	}
	if (status != SFPROV_OK) {
		sfprov_query_page_free(page);
	}
	sfprov_answer_free(&answer);
	return status;
}

static sfprov_status first(sfprov_client *client, const char *resource, const char *soql, sfprov_query_page *page, sfprov_error *error)
{
	sfprov_status status;
	sfprov_buffer path;

	memset(page, 0, sizeof(*page));
	if (!sfprov_text_is_utf8(soql, strlen(soql))) {
		return sfprov_fail(error, SFPROV_E_INPUT, "The query is not valid UTF-8");
	}
	sfprov_buffer_init(&path, SFPROV_CLIENT_PATH_LIMIT);
	sfprov_buffer_append_text(&path, resource);
	if (sfprov_buffer_append_percent(&path, soql)) {
		status = fetch(client, sfprov_buffer_text(&path), page, error);
	} else if (path.over_limit) {
		status = sfprov_fail(error, SFPROV_E_INPUT, "The query is too long for Salesforce: at most %d bytes once percent-encoded.", SFPROV_CLIENT_PATH_LIMIT);
	} else {
		status = sfprov_fail_memory(error);
	}
	sfprov_buffer_free(&path);
	return status;
}

sfprov_status sfprov_query_first(sfprov_client *client, const char *soql, sfprov_query_page *page, sfprov_error *error)
{
	return first(client, "/query?q=", soql, page, error);
}

sfprov_status sfprov_query_first_deleted(sfprov_client *client, const char *soql, sfprov_query_page *page, sfprov_error *error)
{
	return first(client, "/queryAll?q=", soql, page, error);
}

sfprov_status sfprov_query_next(sfprov_client *client, const char *next, sfprov_query_page *page, sfprov_error *error)
{
	memset(page, 0, sizeof(*page));
	if (!is_next(next)) {
		return sfprov_fail(error, SFPROV_E_INPUT, "The address of the next page of a query is malformed");
	}
	return fetch(client, next, page, error);
}
