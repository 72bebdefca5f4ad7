/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The floor of a number of API calls: the same requests, prepared, one after the other on one libcurl handle. Started by whole-co.
 * usage: bare_calls BASE_URL CAINFO <INPUT
 * INPUT: the access token on a line of its own; then for each request a line "METHOD PATH FILE" with the file of its body.
 * Prints wall time, user and system CPU time of all requests in microseconds; connecting is not among them. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

struct request {
	char method[16];
	char url[2048];
	char *body;
	long length;
};

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

static int read_file(const char *path, struct request *request)
{
	FILE *file = fopen(path, "rb");

	if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
		return 0;
	}
	request->length = ftell(file);
	rewind(file);
	request->body = request->length < 0 ? NULL : malloc((size_t) request->length + 1);
	if (request->body == NULL || fread(request->body, 1, (size_t) request->length, file) != (size_t) request->length) {
		return 0;
	}
	return fclose(file) == 0;
}

static int perform(CURL *curl, const struct request *request)
{
	long status = 0;

	(void) curl_easy_setopt(curl, CURLOPT_URL, request->url);
	(void) curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
	(void) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
	(void) curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, request->length);
	if (curl_easy_perform(curl) != CURLE_OK || curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK || status < 200 || status > 299) {
		(void) fprintf(stderr, "bare_calls: %s %s: HTTP %ld\n", request->method, request->url, status);
		return 0;
	}
	return 1;
}

/* All requests are in memory before the first is sent. Gives how many there are, -1 on an error. */
static int read_requests(const char *base, struct request **requests)
{
	char line[4096];
	char path[1600];
	char file[1600];
	int count = 0;

	*requests = NULL;
	while (fgets(line, sizeof(line), stdin) != NULL) {
		struct request *grown = realloc(*requests, (size_t) (count + 1) * sizeof(**requests));

		if (grown == NULL) {
			return -1;
		}
		*requests = grown;
		if (sscanf(line, "%15s %1599s %1599s", grown[count].method, path, file) != 3 || !read_file(file, &grown[count])) {
			(void) fprintf(stderr, "bare_calls: cannot read %s", line);
			return -1;
		}
		(void) snprintf(grown[count].url, sizeof(grown[count].url), "%s%s", base, path);
		count++;
	}
	return count;
}

int main(int argc, char **argv)
{
	struct curl_slist *headers = NULL;
	struct request *requests;
	struct rusage before;
	struct rusage after;
	char url[2048];
	char token[4096];
	char authorization[4200];
	double start;
	int count;
	int i;
	CURL *curl;

	if (argc != 3 || fgets(token, sizeof(token), stdin) == NULL) {
		(void) fprintf(stderr, "usage: bare_calls BASE_URL CAINFO <INPUT\n");
		return 2;
	}
	token[strcspn(token, "\n")] = '\0';
	count = read_requests(argv[1], &requests);
	if (count < 0) {
		return 1;
	}
	(void) snprintf(authorization, sizeof(authorization), "Authorization: Bearer %s", token);
	headers = curl_slist_append(headers, authorization);
	headers = curl_slist_append(headers, "Content-Type: application/json; charset=UTF-8");
	headers = curl_slist_append(headers, "Accept: application/json");
	headers = curl_slist_append(headers, "Expect:");
	curl = curl_easy_init();
	(void) curl_easy_setopt(curl, CURLOPT_CAINFO, argv[2]);
	(void) curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	(void) curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
	(void) curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
	(void) curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
	(void) curl_easy_setopt(curl, CURLOPT_TIMEOUT, 300L);
	(void) snprintf(url, sizeof(url), "%s/services/data/", argv[1]);
	(void) curl_easy_setopt(curl, CURLOPT_URL, url);
	if (curl_easy_perform(curl) != CURLE_OK) {
		(void) fprintf(stderr, "bare_calls: cannot connect\n");
		return 1;
	}
	(void) getrusage(RUSAGE_SELF, &before);
	start = now();
	for (i = 0; i < count; i++) {
		if (!perform(curl, &requests[i])) {
			return 1;
		}
	}
	start = now() - start;
	(void) getrusage(RUSAGE_SELF, &after);
	(void) printf(
		"%.0f %.0f %.0f\n", start, microseconds(after.ru_utime) - microseconds(before.ru_utime), microseconds(after.ru_stime) - microseconds(before.ru_stime));
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	for (i = 0; i < count; i++) {
		free(requests[i].body);
	}
	free(requests);
	return 0;
}
