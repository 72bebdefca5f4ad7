/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#define _GNU_SOURCE
#include "fuzz.h"

#include "base/text.h"
#include "memory_failing.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SECRET_PART 8

_Noreturn void fuzz_fail(const char *file, int line, const char *what)
{
	(void) fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
	abort();
}

bool fuzz_next_part(fuzz_part *rest, fuzz_part *part)
{
	static const char mark[] = "\n%%\n";
	const char *end;

	if (rest->bytes == NULL) {
		return false;
	}
	end = memmem(rest->bytes, rest->length, mark, sizeof(mark) - 1);
	part->bytes = rest->bytes;
	part->length = end == NULL ? rest->length : (size_t) (end - rest->bytes);
	if (end == NULL) {
		rest->bytes = NULL;
		rest->length = 0;
	} else {
		rest->bytes = end + sizeof(mark) - 1;
		rest->length -= part->length + sizeof(mark) - 1;
	}
	return true;
}

char *fuzz_text(const char *bytes, size_t length)
{
	char *copy = malloc(length + 1);

	if (copy == NULL) {
		abort();
	}
	if (length > 0) {
		memcpy(copy, bytes, length);
	}
	copy[length] = '\0';
	return copy;
}

char *fuzz_next_text(fuzz_part *rest)
{
	fuzz_part part = {"", 0};

	(void) fuzz_next_part(rest, &part);
	return fuzz_text(part.bytes, part.length);
}

/* libFuzzer learns what inputs are compared with. It is not to learn the secrets. */
#ifdef __clang__
__attribute__((no_sanitize("coverage")))
#endif
static bool
has_part(const char *text, const char *secret)
{
	size_t same;
	size_t i;
	size_t j;

	for (i = 0; text[i] != '\0'; i++) {
		for (j = 0; secret[j] != '\0'; j++) {
			for (same = 0; same < SECRET_PART && secret[j + same] != '\0' && text[i + same] == secret[j + same]; same++) {
			}
			if (same == SECRET_PART) {
				return true;
			}
		}
	}
	return false;
}

bool fuzz_shows_secret(const char *text)
{
	return has_part(text, FUZZ_ACCESS_TOKEN) || has_part(text, FUZZ_REFRESH_TOKEN) || has_part(text, FUZZ_CLIENT_SECRET);
}

static void check_line(const char *text)
{
	size_t i;

	FUZZ_CHECK(sfprov_text_is_utf8(text, strlen(text)));
	for (i = 0; text[i] != '\0'; i++) {
		FUZZ_CHECK((unsigned char) text[i] >= ' ');
	}
}

void fuzz_check_error(sfprov_status status, const sfprov_error *error)
{
	if (status == SFPROV_OK) {
		return;
	}
	FUZZ_CHECK(error->kind != SFPROV_E_NONE);
	FUZZ_CHECK(error->kind != SFPROV_E_MEMORY);
	FUZZ_CHECK(error->message[0] != '\0');
	check_line(error->message);
	check_line(error->code);
	check_line(error->fields);
}

void fuzz_check_secrets(const sfprov_error *error)
{
	FUZZ_CHECK(!fuzz_shows_secret(error->message) && !fuzz_shows_secret(error->code) && !fuzz_shows_secret(error->fields));
}

static bool is_below(const char *host, const char *domain)
{
	size_t length = strlen(host);
	size_t tail = strlen(domain);

	return length > tail && strcasecmp(host + length - tail, domain) == 0;
}

bool fuzz_url_is_allowed(const char *url)
{
	static const char *const allowed[] = {"allowed.example.org:443", "gw.example.net:8443", "[2001:db8::7]:443", "192.0.2.1:443"};
	CURLU *handle = curl_url();
	char *scheme = NULL;
	char *host = NULL;
	char *port = NULL;
	char *user = NULL;
	char place[600] = "";
	bool good = false;
	size_t i;

	/* The flags that libcurl uses for CURLOPT_URL. */
	if (curl_url_set(handle, CURLUPART_URL, url, CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK
		&& curl_url_get(handle, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK && curl_url_get(handle, CURLUPART_HOST, &host, 0) == CURLUE_OK
		&& curl_url_get(handle, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK && curl_url_get(handle, CURLUPART_USER, &user, 0) == CURLUE_NO_USER
		&& strcasecmp(scheme, "https") == 0) {
		(void) snprintf(place, sizeof(place), "%.500s:%s", host, port);
		good = strcmp(port, "443") == 0 && (is_below(host, ".salesforce.com") || is_below(host, ".salesforce.mil") || is_below(host, ".sfcrmproducts.cn"));
		for (i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
			good = good || strcasecmp(place, allowed[i]) == 0;
		}
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_free(user);
	curl_url_cleanup(handle);
	return good;
}

void fuzz_check_memory(void)
{
	FUZZ_CHECK(memory_live() == 0);
}
