/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A lane: a libcurl multi handle, whose connections serve several requests at once. libcurl keeps these apart from the connections of single handles. */
#ifndef SFPROV_HTTP_CURL_LANE_H
#define SFPROV_HTTP_CURL_LANE_H

#include "http/http.h"

#include <curl/curl.h>

/* While an old connection is being closed there may be one more for each request. */
#define SFPROV_LANE_SOCKETS ((size_t) 4 * SFPROV_HTTP_PARALLEL)

typedef struct sfprov_http_lane {
	CURLM *multi;
	int64_t process; /* that made it */
	bool spoilt;     /* one of its connections must not be used again: whoever has the lane makes new ones, and does not keep it */
	curl_socket_t sockets[SFPROV_LANE_SOCKETS];
	bool served[SFPROV_LANE_SOCKETS]; /* an answer came over it: it is a connection, and not still on its way to becoming one */
} sfprov_http_lane;

/* NULL when memory ran out. */
sfprov_http_lane *sfprov_http_lane_new(void);

/* Makes a handle open and close its sockets in the lane's account. False when libcurl refused. */
bool sfprov_http_lane_enter(sfprov_http_lane *lane, CURL *handle);

/* An answer has come over this socket. */
void sfprov_http_lane_note_answer(sfprov_http_lane *lane, curl_socket_t socket);

/* An idle connection has nothing to say: it has ended, or what waits there would be taken for the answer to the next request, and libcurl does not always notice.
 * Marks the lane as spoilt when a connection that serves no transfer can be read from. */
void sfprov_http_lane_inspect(sfprov_http_lane *lane);

/* Closes the connections and frees. In another process than the one that made it, only our descriptors are closed and the rest is lost: libcurl would say
 * goodbye on connections that the other process is still using. NULL is allowed. */
void sfprov_http_lane_free(sfprov_http_lane *lane);

#endif
