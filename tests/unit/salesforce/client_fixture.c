/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "client_fixture.h"

#include <stdlib.h>
#include <string.h>

static client_fixture fixture;
static bool used;

static void set_session(char *instance_url, char *token)
{
	fixture.session.instance_url = instance_url;
	fixture.session.server.access_token = token;
}

/* Linked instead of the session's own. */
sfprov_status sfprov_session_renew(sfprov_session *session, sfprov_error *error)
{
	static char instance_url[] = "https://new.my.salesforce.com";
	static char token[] = "token-2";

	(void) session;
	fixture.renewals++;
	if (fixture.renewal_fails) {
		return sfprov_fail(error, SFPROV_E_AUTHORIZATION, "renewal failed");
	}
	set_session(instance_url, token);
	return SFPROV_OK;
}

client_fixture *fixture_begin(void)
{
	static char instance_url[] = "https://acme.my.salesforce.com";
	static char token[] = "token-1";
	sfprov_retry_policy policy = {1, 500, 20000};

	if (used) {
		fixture_end();
	}
	used = true;
	memset(&fixture, 0, sizeof(fixture));
	fake_environment_init(&fixture.fake);
	scripted_init(&fixture.script);
	sfprov_retry_budget_init(&fixture.budget);
	fixture.session.transport = &fixture.script.transport;
	fixture.session.environment = &fixture.fake.environment;
	fixture.session.budget = &fixture.budget;
	fixture.session.counters = &fixture.counters;
	set_session(instance_url, token);
	if (sfprov_client_init(&fixture.client, &fixture.session, "62.0", 30000, &policy, &fixture.error) != SFPROV_OK) {
		abort();
	}
	return &fixture;
}

void fixture_end(void)
{
	scripted_reset(&fixture.script);
}

json_object *document(const char *text)
{
	json_object *value = sfprov_json_parse(text, strlen(text));

	if (value == NULL) {
		abort();
	}
	return value;
}
