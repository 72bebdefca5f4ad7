/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The least that a client can do: the same PATCH again and again on one libcurl handle. Started by provision-update.
 * usage: bare_patch URL CAINFO CALLS FIRST   (the access token comes on standard input)
 * Prints wall time, user and system CPU time of all calls in microseconds; the first call, which connects, is not among them. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static size_t ignore(char *bytes, size_t size, size_t count, void *context)
{
	(void) bytes;
	(void) context;
	return size * count;
}

static double microseconds(struct timeval time)
{
	return (double) time.tv_sec * 1e6 + (double) time.tv_usec;
}

static double now(void)
{
	struct timespec time;

	(void) clock_gettime(CLOCK_MONOTONIC, &time);
	return (double) time.tv_sec * 1e6 + (double) time.tv_nsec / 1e3;
}

static int patch(CURL *curl, long number)
{
	char body[64];
	long status = 0;

	(void) snprintf(body, sizeof(body), "{\"Title\":\"Bench %ld\"}", number);
	(void) curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long) strlen(body));
	(void) curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, body);
	if (curl_easy_perform(curl) != CURLE_OK || curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK || status != 204) {
		(void) fprintf(stderr, "bare_patch: HTTP %ld\n", status);
		return 0;
	}
	return 1;
}

int main(int argc, char **argv)
{
	struct curl_slist *headers = NULL;
	struct rusage before;
	struct rusage after;
	char token[4096];
	char authorization[4200];
	double start = 0;
	long calls;
	long first;
	long i;
	CURL *curl;

	if (argc != 5 || fgets(token, sizeof(token), stdin) == NULL) {
		(void) fprintf(stderr, "usage: bare_patch URL CAINFO CALLS FIRST <TOKEN\n");
		return 2;
	}
	token[strcspn(token, "\n")] = '\0';
	calls = strtol(argv[3], NULL, 10);
	first = strtol(argv[4], NULL, 10);
	(void) snprintf(authorization, sizeof(authorization), "Authorization: Bearer %s", token);
	headers = curl_slist_append(headers, authorization);
	headers = curl_slist_append(headers, "Content-Type: application/json; charset=UTF-8");
	headers = curl_slist_append(headers, "Accept: application/json");
	curl = curl_easy_init();
	(void) curl_easy_setopt(curl, CURLOPT_URL, argv[1]);
	(void) curl_easy_setopt(curl, CURLOPT_CAINFO, argv[2]);
	(void) curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "PATCH");
	(void) curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	(void) curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
	(void) curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
	(void) curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
	for (i = 0; i <= calls; i++) {
		if (i == 1) {
			(void) getrusage(RUSAGE_SELF, &before);
			start = now();
		}
		if (!patch(curl, first + i)) {
			return 1;
		}
	}
	start = now() - start;
	(void) getrusage(RUSAGE_SELF, &after);
	(void) printf(
		"%.0f %.0f %.0f\n", start, microseconds(after.ru_utime) - microseconds(before.ru_utime), microseconds(after.ru_stime) - microseconds(before.ru_stime));
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	return 0;
}
