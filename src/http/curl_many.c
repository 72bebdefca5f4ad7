/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "http/curl_many.h"

#include "base/memory.h"
#include "base/platform.h"
#include "http/curl_transfer.h"

#include <string.h>

/* How long it is waited for the network before the host is asked whether to stop. */
#define WAIT_MS 500

/* A request on its way. */
typedef struct slot {
	CURL *handle; /* NULL: free */
	sfprov_http_exchange *exchange;
	sfprov_curl_transfer transfer;
} slot;

typedef struct batch {
	const sfprov_curl_transport *transport;
	sfprov_http_exchange *const *exchanges;
	size_t count;
	size_t next; /* the first that was not begun */
	sfprov_http_lane *lane;
	unsigned char key[SFPROV_POOL_KEY_SIZE]; /* of the lane */
	slot *slots;                             /* SFPROV_HTTP_PARALLEL; allocated, since libcurl points into them */
	size_t active;
	int64_t process; /* that does this */
	bool interrupted;
	bool broken; /* libcurl's own account is not to be trusted any more */
} batch;

static int64_t now_of(const batch *self)
{
	return self->transport->environment->monotonic_ms(self->transport->environment->context);
}

static sfprov_status take_lane(batch *self, const sfprov_curl_transfer *transfer, sfprov_error *error)
{
	if (self->lane != NULL) {
		if (memcmp(self->key, transfer->key, sizeof(self->key)) != 0) {
			return sfprov_fail(error, SFPROV_E_INPUT, "Requests that are sent together have to go to the same host");
		}
		return SFPROV_OK;
	}
	memcpy(self->key, transfer->key, sizeof(self->key));
	self->lane = sfprov_http_pool_take_lane(self->transport->pool, self->key, now_of(self));
	return self->lane == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
}

static sfprov_status launch(batch *self, slot *place, sfprov_error *error)
{
	int64_t now_ms = now_of(self);

	if (sfprov_curl_transfer_init(&place->transfer, self->transport, &place->exchange->request, &place->exchange->answer, now_ms, error) != SFPROV_OK
		|| take_lane(self, &place->transfer, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_http_lane_inspect(self->lane);
	place->transfer.fresh = place->transfer.fresh || self->lane->spoilt;
	place->handle = curl_easy_init();
	if (place->handle == NULL) {
		return sfprov_fail_memory(error);
	}
	if (sfprov_curl_transfer_set_up(&place->transfer, place->handle, now_ms, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (!sfprov_http_lane_enter(self->lane, place->handle) || curl_easy_setopt(place->handle, CURLOPT_PRIVATE, place) != CURLE_OK
		|| curl_multi_add_handle(self->lane->multi, place->handle) != CURLM_OK) {
		return sfprov_fail_memory(error);
	}
	self->active++;
	return SFPROV_OK;
}

/* After a fork inside a callback the connections are the parent's, as in sfprov_http_pool_give(). */
static bool is_ours(const batch *self)
{
	return self->process == sfprov_platform_process_id();
}

static void clear(const batch *self, slot *place)
{
	if (place->handle != NULL && is_ours(self)) {
		curl_easy_cleanup(place->handle);
	}
	place->handle = NULL;
	sfprov_curl_transfer_free(&place->transfer);
}

/* Fills the free slots. A request that cannot even begin has its status at once. */
static void begin_more(batch *self)
{
	size_t i = 0;

	while (i < SFPROV_HTTP_PARALLEL && self->next < self->count) {
		slot *place = &self->slots[i];

		if (place->handle != NULL) {
			i++;
			continue;
		}
		place->exchange = self->exchanges[self->next++];
		place->exchange->status = launch(self, place, &place->exchange->error);
		if (place->exchange->status != SFPROV_OK) {
			clear(self, place);
		}
	}
}

static void end(batch *self, slot *place, CURLcode code)
{
	curl_socket_t socket = CURL_SOCKET_BAD;

	place->exchange->status = sfprov_curl_transfer_end(&place->transfer, code, &place->exchange->error);
	self->interrupted = self->interrupted || place->transfer.interrupted;
	/* libcurl tells the socket of a transfer that has ended, not of one that goes on. */
	if (place->exchange->status == SFPROV_OK && curl_easy_getinfo(place->handle, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK) {
		sfprov_http_lane_note_answer(self->lane, socket);
	}
	if (is_ours(self)) {
		(void) curl_multi_remove_handle(self->lane->multi, place->handle);
	}
	clear(self, place);
	self->active--;
}

/* True when any has ended. */
static bool collect(batch *self)
{
	bool any = false;
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(self->lane->multi, &left)) != NULL) {
		CURLcode code = message->data.result;
		char *place = NULL;

		if (message->msg == CURLMSG_DONE && curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &place) == CURLE_OK && place != NULL) {
			end(self, (slot *) (void *) place, code);
			any = true;
		}
	}
	return any;
}

static bool ask_interrupted(batch *self)
{
	size_t i;

	for (i = 0; i < SFPROV_HTTP_PARALLEL && !self->interrupted; i++) {
		if (self->slots[i].handle != NULL) {
			self->interrupted = sfprov_curl_transfer_interrupted(&self->slots[i].transfer);
			break;
		}
	}
	return self->interrupted;
}

static void wait_for_network(batch *self)
{
	int ready = 0;

#if LIBCURL_VERSION_NUM >= 0x074200
	self->broken = curl_multi_poll(self->lane->multi, NULL, 0, WAIT_MS, &ready) != CURLM_OK;
#else
	self->broken = curl_multi_wait(self->lane->multi, NULL, 0, WAIT_MS, &ready) != CURLM_OK;
	/* It does not wait when there is nothing to wait for. */
	if (ready == 0) {
		sfprov_platform_sleep_ms(5);
	}
#endif
}

/* Ends what is still on its way. */
static void give_up(batch *self)
{
	size_t i;

	for (i = 0; i < SFPROV_HTTP_PARALLEL; i++) {
		slot *place = &self->slots[i];

		if (place->handle != NULL) {
			place->transfer.interrupted = self->interrupted;
			end(self, place, self->interrupted ? CURLE_ABORTED_BY_CALLBACK : CURLE_FAILED_INIT);
		}
	}
}

static void refuse_rest(batch *self)
{
	for (; self->next < self->count; self->next++) {
		sfprov_http_exchange *exchange = self->exchanges[self->next];

		exchange->status = self->interrupted ? sfprov_fail(&exchange->error, SFPROV_E_ABORTED, "The request was not sent: the work was interrupted")
											 : sfprov_fail_memory(&exchange->error);
	}
}

static void run(batch *self)
{
	int running;

	begin_more(self);
	while (self->active > 0 && !self->broken) {
		self->broken = curl_multi_perform(self->lane->multi, &running) != CURLM_OK;
		if (collect(self)) {
			if (ask_interrupted(self)) {
				break;
			}
			begin_more(self);
		} else if (ask_interrupted(self)) {
			break;
		} else if (!self->broken) {
			wait_for_network(self);
		}
	}
	if (self->lane != NULL) {
		give_up(self);
	}
}

void sfprov_curl_perform_many(const sfprov_curl_transport *transport, sfprov_http_exchange *const *exchanges, size_t count)
{
	batch self = {.transport = transport, .exchanges = exchanges, .count = count, .process = sfprov_platform_process_id()};

	self.slots = sfprov_alloc(SFPROV_HTTP_PARALLEL, sizeof(*self.slots));
	if (self.slots != NULL) {
		run(&self);
	}
	/* What was not begun has no status yet. */
	refuse_rest(&self);
	if (self.lane != NULL) {
		sfprov_http_pool_give_lane(transport->pool, self.key, self.lane, !self.broken && !self.lane->spoilt, now_of(&self));
	}
	sfprov_free(self.slots);
}
