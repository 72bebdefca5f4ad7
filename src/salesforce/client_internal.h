/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What the files of the client share. */
#ifndef SFPROV_SALESFORCE_CLIENT_INTERNAL_H
#define SFPROV_SALESFORCE_CLIENT_INTERNAL_H

#include "salesforce/client.h"

/* A call on its way: made once, sent perhaps twice. */
typedef struct sfprov_client_call_state {
	sfprov_client *client;
	const char *headers[3];
	const char *path;
	bool open;         /* without the token */
	sfprov_buffer url; /* of the sending that is under way */
	char what[128];    /* "PATCH sobjects/Contact" */
} sfprov_client_call_state;

/* Readies state and request, with everything but URL, token and body. `accept` is a header line. The request borrows from the state, which must not move. */
void sfprov_client_begin(sfprov_client_call_state *self, sfprov_http_request *request, sfprov_client *client, sfprov_method method, const char *path,
	const char *accept, sfprov_repeat repeat);

/* Makes a JSON document the body of the request, which borrows it. MEMORY when it has no text. */
sfprov_status sfprov_client_set_body(sfprov_http_request *request, json_object *body, sfprov_error *error);

/* Takes URL and token from the session, for each sending anew: a renewal may have changed both. */
sfprov_status sfprov_client_aim(sfprov_client_call_state *self, sfprov_http_request *request, sfprov_error *error);

/* After a sending: takes URL and token out of the request, and notes the org's limits if an answer came. */
void sfprov_client_note(sfprov_client_call_state *self, sfprov_http_request *request, sfprov_status status, const sfprov_http_answer *from);

/* Takes the answer apart; an answer without JSON has a NULL body. */
void sfprov_client_read(const sfprov_client_call_state *self, const sfprov_http_answer *from, sfprov_answer *answer);

/* OK for 2xx and 300 with proper content, else the error that the answer means. */
sfprov_status sfprov_client_judge(const sfprov_client_call_state *self, const sfprov_http_answer *from, const sfprov_answer *answer, sfprov_error *error);

/* Renews the session. The error of a failure says that the call itself was refused, whatever became of the token request. */
sfprov_status sfprov_client_renew(sfprov_client *client, sfprov_error *error);

#endif
