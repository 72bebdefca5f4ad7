/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/memory.h"
#include "salesforce/client_internal.h"
#include "salesforce/errors.h"

#include <string.h>

typedef struct many {
	sfprov_client *client;
	sfprov_call *calls;
	sfprov_client_call_state *states;
	sfprov_http_exchange *exchanges; /* those that are sent, without gaps */
	size_t *places;                  /* of the exchanges: whose they are */
	size_t count;
	int64_t deadline_ms;
} many;

static bool allocate(many *self)
{
	self->states = sfprov_alloc(self->count, sizeof(*self->states));
	self->exchanges = sfprov_alloc(self->count, sizeof(*self->exchanges));
	self->places = sfprov_alloc(self->count, sizeof(*self->places));
	return self->states != NULL && self->exchanges != NULL && self->places != NULL;
}

/* Readies one call for sending, as the exchange at `at`. A failure is the call's result. */
static bool ready(many *self, size_t place, size_t at)
{
	sfprov_call *call = &self->calls[place];
	sfprov_http_exchange *exchange = &self->exchanges[at];
	sfprov_client_call_state *state = &self->states[place];

	sfprov_client_begin(state, &exchange->request, self->client, call->method, call->path, "Accept: application/json", call->repeat);
	exchange->request.deadline_ms = self->deadline_ms;
	call->status = sfprov_client_set_body(&exchange->request, call->body, &call->error);
	if (call->status == SFPROV_OK) {
		call->status = sfprov_client_aim(state, &exchange->request, &call->error);
	}
	self->places[at] = place;
	sfprov_answer_free(&call->answer);
	return call->status == SFPROV_OK;
}

static void take_result(many *self, size_t at)
{
	sfprov_http_exchange *exchange = &self->exchanges[at];
	sfprov_call *call = &self->calls[self->places[at]];
	sfprov_client_call_state *state = &self->states[self->places[at]];

	sfprov_client_note(state, &exchange->request, exchange->status, &exchange->answer);
	sfprov_answer_free(&call->answer);
	call->status = exchange->status;
	if (exchange->status == SFPROV_OK) {
		sfprov_client_read(state, &exchange->answer, &call->answer);
		call->status = sfprov_client_judge(state, &exchange->answer, &call->answer, &call->error);
	} else {
		call->error = exchange->error;
	}
}

/* Sends all of the calls, or those whose session has ended. */
static void send_round(many *self, bool all)
{
	sfprov_session *session = self->client->session;
	size_t found = 0;
	size_t i;

	for (i = 0; i < self->count; i++) {
		if ((all || sfprov_sf_session_ended(self->calls[i].answer.status, self->calls[i].answer.body)) && ready(self, i, found)) {
			sfprov_http_answer_init(&self->exchanges[found++].answer, false);
		}
	}
	sfprov_http_send_many(
		session->transport, session->environment, &self->client->retry, session->budget, session->counters, sfprov_sf_answer_code, self->exchanges, found);
	for (i = 0; i < found; i++) {
		take_result(self, i);
		sfprov_http_answer_free(&self->exchanges[i].answer);
	}
}

/* True when a call was refused because the session has ended, and it has been renewed. When that failed, it is these calls' result. */
static bool renewed(many *self)
{
	sfprov_status status = SFPROV_OK;
	bool asked = false;
	sfprov_error error;
	size_t i;

	for (i = 0; i < self->count; i++) {
		sfprov_call *call = &self->calls[i];

		if (!sfprov_sf_session_ended(call->answer.status, call->answer.body)) {
			continue;
		}
		if (!asked) {
			asked = true;
			sfprov_error_clear(&error);
			status = sfprov_client_renew(self->client, &error);
		}
		if (status != SFPROV_OK) {
			sfprov_answer_free(&call->answer);
			call->error = error;
		}
	}
	return asked && status == SFPROV_OK;
}

void sfprov_client_call_many(sfprov_client *client, sfprov_call *calls, size_t count)
{
	many self = {.client = client, .calls = calls, .count = count};
	const sfprov_environment *environment = client->session->environment;
	bool good = allocate(&self);
	size_t i;

	self.deadline_ms = environment->monotonic_ms(environment->context) + client->timeout_ms;
	for (i = 0; i < count; i++) {
		memset(&calls[i].answer, 0, sizeof(calls[i].answer));
		sfprov_error_clear(&calls[i].error);
		calls[i].status = good ? SFPROV_OK : sfprov_fail_memory(&calls[i].error);
	}
	if (good) {
		send_round(&self, true);
		if (renewed(&self)) {
			send_round(&self, false);
		}
	}
	sfprov_free(self.states);
	sfprov_free(self.exchanges);
	sfprov_free(self.places);
}
