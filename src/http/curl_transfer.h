/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* One transfer over libcurl: options, callbacks, and what its end means. Used by the curl transport alone, which brings the handle. */
#ifndef SFPROV_HTTP_CURL_TRANSFER_H
#define SFPROV_HTTP_CURL_TRANSFER_H

#include "http/curl_pool.h"

#define SFPROV_CURL_HEADERS_MAX 24

/* Must not move once it is set up: libcurl holds pointers into it. */
typedef struct sfprov_curl_transfer {
	const sfprov_curl_transport *transport; /* borrowed, as are the next three */
	const sfprov_http_request *request;
	sfprov_http_answer *answer;
	const char *authority; /* in the request's URL */
	size_t authority_length;
	unsigned char key[SFPROV_POOL_KEY_SIZE]; /* of the pool */
	CURL *handle;                            /* borrowed; NULL until it is set up */
	bool fresh;                              /* no connection that was used before */
	uint64_t sent;                           /* bytes of the body that libcurl has taken */
	bool handed_over;                        /* it has taken any, in whatever attempt of its own */
	bool ready;                              /* a connection stood, so that the request may have gone out; needs libcurl 7.80 */
	bool source_failed;
	sfprov_http_taken taken; /* what ended the body of the answer */
	size_t header_bytes;
	bool headers_too_long;
	bool interrupted;
	bool setup_failed;
	struct curl_slist headers[SFPROV_CURL_HEADERS_MAX];
	size_t header_count;
	sfprov_buffer authorization; /* secret */
	sfprov_buffer content_type;
	char detail[CURL_ERROR_SIZE];
} sfprov_curl_transfer;

/* Readies a transfer, and checks what can be checked without a handle: URL, deadline, the source's start. To be freed also after a failure, whose outcome is NOT_SENT. */
sfprov_status sfprov_curl_transfer_init(sfprov_curl_transfer *self, const sfprov_curl_transport *transport, const sfprov_http_request *request,
	sfprov_http_answer *answer, int64_t now_ms, sfprov_error *error);

/* Sets all options of a handle, which belongs to the caller and must live as long as the transfer. */
sfprov_status sfprov_curl_transfer_set_up(sfprov_curl_transfer *self, CURL *handle, int64_t now_ms, sfprov_error *error);

/* Takes libcurl's result into the answer, or makes the error of it. The handle must still be as libcurl left it. */
sfprov_status sfprov_curl_transfer_end(sfprov_curl_transfer *self, CURLcode code, sfprov_error *error);

/* False when the connection must not serve another request, however well this one went. */
bool sfprov_curl_transfer_may_reuse(const sfprov_curl_transfer *self);

/* Asks the host whether to stop; it is not asked again once it said so. */
bool sfprov_curl_transfer_interrupted(sfprov_curl_transfer *self);

/* Frees what the transfer owns, not the handle. */
void sfprov_curl_transfer_free(sfprov_curl_transfer *self);

#endif
