/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: a URL. What the core takes, libcurl reads with the same host and port; and no URL passes whose host may not get a token. */
#include "base/memory.h"
#include "fuzz.h"
#include "http/http.h"
#include "oauth/host.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* libcurl writes IPv6 addresses in its own way. */
static bool same_host(const char *ours, const char *theirs)
{
	unsigned char address[2][16];
	char text[2][64];
	size_t i;

	if (ours[0] != '[' || theirs[0] != '[') {
		return strcasecmp(ours, theirs) == 0;
	}
	(void) snprintf(text[0], sizeof(text[0]), "%.*s", (int) strcspn(ours + 1, "]"), ours + 1);
	(void) snprintf(text[1], sizeof(text[1]), "%.*s", (int) strcspn(theirs + 1, "]"), theirs + 1);
	for (i = 0; i < 2; i++) {
		if (inet_pton(AF_INET6, text[i], address[i]) != 1) {
			return false;
		}
	}
	return memcmp(address[0], address[1], 16) == 0;
}

static void compare(const char *text, const sfprov_url *url)
{
	CURLU *handle = curl_url();
	char *host = NULL;
	char *port = NULL;
	char number[16];

	(void) snprintf(number, sizeof(number), "%d", url->port);
	/* Characters in brackets that are no address: libcurl refuses what the core looks at only roughly. */
	if (curl_url_set(handle, CURLUPART_URL, text, CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
		FUZZ_CHECK(url->host[0] == '[');
	} else {
		FUZZ_CHECK(curl_url_get(handle, CURLUPART_HOST, &host, 0) == CURLUE_OK && same_host(url->host, host));
		FUZZ_CHECK(curl_url_get(handle, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK && strcmp(port, number) == 0);
	}
	curl_free(host);
	curl_free(port);
	curl_url_cleanup(handle);
}

static void check_parsed(const char *text, const sfprov_url *url)
{
	char origin[SFPROV_ORIGIN_SIZE];
	sfprov_url again;
	const char *authority;
	size_t length;

	compare(text, url);
	sfprov_url_origin(url, origin);
	FUZZ_CHECK(sfprov_url_parse(origin, &again) && strcmp(again.host, url->host) == 0 && again.port == url->port && again.path[0] == '\0');
	authority = sfprov_url_authority(origin, &length);
	FUZZ_CHECK(authority == origin + 8 && length == strlen(origin) - 8);
	if (sfprov_url_is_allowed(url, FUZZ_ALLOWED_HOSTS)) {
		FUZZ_CHECK(fuzz_url_is_allowed(text) && fuzz_url_is_allowed(origin));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text((const char *) data, size);
	char origin[SFPROV_ORIGIN_SIZE];
	char *endpoint = NULL;
	sfprov_error error;
	sfprov_status status;
	sfprov_url url;
	size_t length;

	sfprov_error_clear(&error);
	if (sfprov_url_parse(text, &url)) {
		check_parsed(text, &url);
		/* A list of allowed hosts that comes from the outside is the admin's; reading it must not go wrong. */
		(void) sfprov_url_is_allowed(&url, text);
	}
	(void) sfprov_url_authority(text, &length);
	status = sfprov_host_instance(text, FUZZ_ALLOWED_HOSTS, "The instance URL", origin, &error);
	fuzz_check_error(status, &error);
	FUZZ_CHECK(status == SFPROV_OK ? fuzz_url_is_allowed(origin) : origin[0] == '\0');
	status = sfprov_host_endpoint(text, FUZZ_ALLOWED_HOSTS, "token", &endpoint, &error);
	fuzz_check_error(status, &error);
	FUZZ_CHECK(status == SFPROV_OK ? fuzz_url_is_allowed(endpoint) : endpoint == NULL);
	sfprov_free(endpoint);
	status = sfprov_host_audience(text, FUZZ_ALLOWED_HOSTS, origin, &error);
	fuzz_check_error(status, &error);
	FUZZ_CHECK(status == SFPROV_OK ? fuzz_url_is_allowed(origin) : origin[0] == '\0');
	free(text);
	fuzz_check_memory();
	return 0;
}
