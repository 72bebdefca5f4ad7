/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What a failed transfer means: kind, outcome, and words for an admin. */
#ifndef SFPROV_HTTP_CURL_ERRORS_H
#define SFPROV_HTTP_CURL_ERRORS_H

#include "base/error.h"

#include <curl/curl.h>
#include <stdbool.h>

typedef struct sfprov_curl_failure {
	CURLcode code;
	const char *host; /* host[:port], need not end with NUL */
	int host_length;
	const char *detail;  /* libcurl's error buffer */
	bool began;          /* the connection stood and the request may have been on its way */
	long connect_status; /* HTTP status of the proxy's answer to CONNECT, 0 if none */
	const char *cainfo;  /* path, NULL: the system's */
} sfprov_curl_failure;

/* Fills the error. Always FAILED. */
sfprov_status sfprov_curl_fail(const sfprov_curl_failure *failure, sfprov_error *error);

#endif
