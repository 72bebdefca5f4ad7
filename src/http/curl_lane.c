/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "http/curl_lane.h"

#include "base/memory.h"
#include "base/platform.h"

static curl_socket_t *find(sfprov_http_lane *lane, curl_socket_t socket)
{
	size_t i;

	for (i = 0; i < SFPROV_LANE_SOCKETS; i++) {
		if (lane->sockets[i] == socket) {
			return &lane->sockets[i];
		}
	}
	return NULL;
}

static int on_socket(void *context, curl_socket_t socket, curlsocktype purpose)
{
	sfprov_http_lane *lane = context;
	curl_socket_t *place = find(lane, CURL_SOCKET_BAD);

	(void) purpose;
	if (place == NULL) {
		return CURL_SOCKOPT_ERROR;
	}
	*place = socket;
	lane->served[place - lane->sockets] = false;
	return CURL_SOCKOPT_OK;
}

static int on_close(void *context, curl_socket_t socket)
{
	curl_socket_t *place = find(context, socket);

	if (place != NULL) {
		*place = CURL_SOCKET_BAD;
	}
	sfprov_platform_close_socket((intptr_t) socket);
	return 0;
}

sfprov_http_lane *sfprov_http_lane_new(void)
{
	sfprov_http_lane *lane = sfprov_alloc(1, sizeof(*lane));
	size_t i;

	if (lane == NULL) {
		return NULL;
	}
	lane->process = sfprov_platform_process_id();
	for (i = 0; i < SFPROV_LANE_SOCKETS; i++) {
		lane->sockets[i] = CURL_SOCKET_BAD;
	}
	lane->multi = curl_multi_init();
	if (lane->multi == NULL || curl_multi_setopt(lane->multi, CURLMOPT_MAXCONNECTS, (long) SFPROV_HTTP_PARALLEL) != CURLM_OK
		|| curl_multi_setopt(lane->multi, CURLMOPT_PIPELINING, (long) CURLPIPE_NOTHING) != CURLM_OK) {
		sfprov_http_lane_free(lane);
		return NULL;
	}
	return lane;
}

bool sfprov_http_lane_enter(sfprov_http_lane *lane, CURL *handle)
{
	return curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, on_socket) == CURLE_OK && curl_easy_setopt(handle, CURLOPT_SOCKOPTDATA, lane) == CURLE_OK
		&& curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, on_close) == CURLE_OK && curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, lane) == CURLE_OK;
}

void sfprov_http_lane_note_answer(sfprov_http_lane *lane, curl_socket_t socket)
{
	const curl_socket_t *place = socket == CURL_SOCKET_BAD ? NULL : find(lane, socket);

	if (place != NULL) {
		lane->served[place - lane->sockets] = true;
	}
}

/* Sockets that transfers are waiting for. One whose number does not fit into the sets counts as busy: nobody knows. */
static bool is_busy(curl_socket_t socket, fd_set *reading, fd_set *writing, fd_set *failing)
{
	if (!sfprov_platform_fits_in_set((intptr_t) socket)) {
		return true;
	}
	return FD_ISSET(socket, reading) || FD_ISSET(socket, writing) || FD_ISSET(socket, failing);
}

void sfprov_http_lane_inspect(sfprov_http_lane *lane)
{
	fd_set reading;
	fd_set writing;
	fd_set failing;
	int most = -1;
	size_t i;

	FD_ZERO(&reading);
	FD_ZERO(&writing);
	FD_ZERO(&failing);
	if (curl_multi_fdset(lane->multi, &reading, &writing, &failing, &most) != CURLM_OK) {
		lane->spoilt = true;
	}
	for (i = 0; i < SFPROV_LANE_SOCKETS && !lane->spoilt; i++) {
		curl_socket_t socket = lane->sockets[i];

		lane->spoilt = socket != CURL_SOCKET_BAD && lane->served[i] && !is_busy(socket, &reading, &writing, &failing)
			&& sfprov_platform_socket_readable((intptr_t) socket);
	}
}

void sfprov_http_lane_free(sfprov_http_lane *lane)
{
	size_t i;

	if (lane == NULL) {
		return;
	}
	if (lane->process == sfprov_platform_process_id()) {
		if (lane->multi != NULL) {
			(void) curl_multi_cleanup(lane->multi);
		}
		sfprov_free(lane);
		return;
	}
	for (i = 0; i < SFPROV_LANE_SOCKETS; i++) {
		if (lane->sockets[i] != CURL_SOCKET_BAD) {
			sfprov_platform_close_socket((intptr_t) lane->sockets[i]);
			lane->sockets[i] = CURL_SOCKET_BAD;
		}
	}
	/* What libcurl has of it points to the lane: it stays, too. */
}
