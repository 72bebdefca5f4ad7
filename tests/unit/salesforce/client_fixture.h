/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A client with a session made by hand, a scripted transport and a clock that stands still. The renewal is the test's own. */
#ifndef SFPROV_TEST_CLIENT_FIXTURE_H
#define SFPROV_TEST_CLIENT_FIXTURE_H

#include "fake_environment.h"
#include "salesforce/client.h"
#include "scripted_transport.h"

typedef struct client_fixture {
	fake_environment fake;
	scripted_transport script;
	sfprov_session session;
	sfprov_retry_budget budget;
	sfprov_http_counters counters;
	sfprov_client client;
	sfprov_error error;
	int renewals;
	bool renewal_fails;
} client_fixture;

/* The one fixture of the program, made anew. Version 62.0, one attempt, "https://acme.my.salesforce.com", token "token-1"; a renewal makes it
 * "https://new.my.salesforce.com" and "token-2". */
client_fixture *fixture_begin(void);

/* Frees what the fixture holds. */
void fixture_end(void);

/* The document in text, parsed; ends the program when it is none. */
json_object *document(const char *text);

#endif
