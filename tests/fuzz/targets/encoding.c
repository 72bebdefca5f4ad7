/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: a text, put into a path, a query, a form, and an authorization URL. libcurl reads it back unchanged. */
#define _GNU_SOURCE
#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "fuzz.h"
#include "oauth/grant.h"
#include "salesforce/query.h"
#include "salesforce/sobject.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

static void check_decoded(const char *encoded, size_t length, const char *text)
{
	int got = 0;
	char *decoded = curl_easy_unescape(NULL, encoded, (int) length, &got);

	FUZZ_CHECK(decoded != NULL && (size_t) got == strlen(text) && memcmp(decoded, text, (size_t) got) == 0);
	curl_free(decoded);
}

static void check_percent(const char *text)
{
	sfprov_buffer buffer;
	size_t i;

	sfprov_buffer_init(&buffer, 0);
	FUZZ_CHECK(sfprov_buffer_append_percent(&buffer, text));
	for (i = 0; i < buffer.length; i++) {
		FUZZ_CHECK(sfprov_text_is_alnum(buffer.bytes[i]) || strchr("-._~%", buffer.bytes[i]) != NULL);
	}
	if (buffer.length > 0) {
		check_decoded(buffer.bytes, buffer.length, text);
	}
	sfprov_buffer_free(&buffer);
	/* A limit holds, whatever is appended. */
	sfprov_buffer_init_secret(&buffer, 16);
	(void) sfprov_buffer_append_form(&buffer, "name", text);
	(void) sfprov_buffer_append_form(&buffer, "more", text);
	FUZZ_CHECK(buffer.length <= 16 && (!buffer.over_limit || buffer.failed));
	sfprov_free_secret(sfprov_buffer_take(&buffer));
	sfprov_buffer_free(&buffer);
}

/* Read as Salesforce does: a quote that is not escaped ends the literal. */
static void check_literal(const char *text)
{
	sfprov_buffer buffer;
	size_t i;

	sfprov_buffer_init(&buffer, 0);
	FUZZ_CHECK(sfprov_soql_append_literal(&buffer, text));
	FUZZ_CHECK(buffer.bytes[0] == '\'' && buffer.bytes[buffer.length - 1] == '\'');
	for (i = 1; i < buffer.length - 1; i++) {
		FUZZ_CHECK(buffer.bytes[i] != '\'');
		i += buffer.bytes[i] == '\\' ? 1 : 0;
	}
	FUZZ_CHECK(i == buffer.length - 1);
	sfprov_buffer_free(&buffer);
}

static void check_paths(const char *text)
{
	static const char start[] = "/sobjects/Contact/Registry_ID__c/";
	char *path = NULL;
	sfprov_error error;
	sfprov_status status;

	sfprov_error_clear(&error);
	status = sfprov_sobject_key_path("Contact", "Registry_ID__c", text, &path, &error);
	fuzz_check_error(status, &error);
	if (status == SFPROV_OK) {
		FUZZ_CHECK(strncmp(path, start, sizeof(start) - 1) == 0 && strpbrk(path + sizeof(start) - 1, "/?#") == NULL);
		check_decoded(path + sizeof(start) - 1, strlen(path + sizeof(start) - 1), text);
	}
	sfprov_free(path);
	status = sfprov_sobject_id_path(text, "003000000000001AAA", &path, &error);
	fuzz_check_error(status, &error);
	FUZZ_CHECK((status == SFPROV_OK) == sfprov_text_is_api_name(text));
	sfprov_free(path);
	status = sfprov_sobject_id_path("Contact", text, &path, &error);
	fuzz_check_error(status, &error);
	FUZZ_CHECK((status == SFPROV_OK) == sfprov_text_is_record_id(text));
	sfprov_free(path);
}

static void check_authorize_url(char *text)
{
	sfprov_oauth_server server = {.server_url = "https://login.salesforce.com", .client_id = text, .scope = text};
	CURLU *handle = curl_url();
	char *query = NULL;
	char *rest = NULL;
	char *url = NULL;
	char *at;
	sfprov_error error;
	int found = 0;

	sfprov_error_clear(&error);
	if (sfprov_grant_authorize_url(&server, NULL, text, text, "challenge", &url, &error) == SFPROV_OK) {
		FUZZ_CHECK(fuzz_url_is_allowed(url));
		FUZZ_CHECK(curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK && curl_url_get(handle, CURLUPART_QUERY, &query, 0) == CURLUE_OK);
		for (at = strtok_r(query, "&", &rest); at != NULL; at = strtok_r(NULL, "&", &rest)) {
			if (strncmp(at, "state=", 6) == 0 || strncmp(at, "redirect_uri=", 13) == 0 || strncmp(at, "client_id=", 10) == 0) {
				at = strchr(at, '=') + 1;
				if (*at != '\0') {
					check_decoded(at, strlen(at), text);
				}
				found++;
			}
		}
		FUZZ_CHECK(found == 3);
	}
	curl_free(query);
	curl_url_cleanup(handle);
	sfprov_free(url);
}

static void check_text(char *text)
{
	int64_t number;
	char *copy = fuzz_text(text, strlen(text));

	(void) sfprov_text_to_int64(text, &number);
	(void) sfprov_grant_has_scope(text, "api");
	sfprov_text_scrub(copy);
	FUZZ_CHECK(strlen(copy) == strlen(text) && sfprov_text_is_utf8(copy, strlen(copy)));
	FUZZ_CHECK(!sfprov_text_same_record_id(text, copy) || sfprov_text_is_record_id(text));
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text((const char *) data, size);

	check_percent(text);
	check_literal(text);
	check_paths(text);
	check_authorize_url(text);
	check_text(text);
	free(text);
	fuzz_check_memory();
	return 0;
}
