/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "oauth/session_rig.h"

#include "crypto/base64.h"
#include "crypto/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void session_rig_init(session_rig *rig)
{
	memset(rig, 0, sizeof(*rig));
	fake_environment_init(&rig->fake);
	memory_store_init(&rig->memory);
	rig->memory.fake = &rig->fake;
	scripted_init(&rig->script);
	sfprov_retry_policy_default(&rig->settings.retry);
	rig->settings.retry.attempts = 1;
	rig->settings.timeout_ms = 30000;
	sfprov_retry_budget_init(&rig->budget);
}

sfprov_status session_rig_load(session_rig *rig)
{
	sfprov_session_init(&rig->session, &rig->memory.store, &rig->script.transport, &rig->fake.environment, &rig->settings, &rig->budget, &rig->counters);
	return sfprov_session_load(&rig->session, 7, &rig->error);
}

bool session_rig_free(session_rig *rig)
{
	bool good = !rig->memory.locked && rig->memory.misuse == 0;

	sfprov_session_free(&rig->session);
	scripted_reset(&rig->script);
	return good;
}

const char *session_rig_tokens_of(
	session_rig *rig, const char *access_token, const char *refresh_token, const char *instance, const char *user, const char *more)
{
	char *body = rig->bodies[rig->body_count++ % 8];
	unsigned char digest[SFPROV_SHA256_SIZE];
	char message[256];
	char signature[64];
	char refresh[300] = "";
	char location[300] = "";

	(void) snprintf(message, sizeof(message), "https://login.salesforce.com/id/00D000000000001AAA/%s1700000000000", user);
	if (!sfprov_hmac_sha256(rig->memory.row.client_secret, strlen(rig->memory.row.client_secret), message, strlen(message), digest)
		|| !sfprov_base64_encode(SFPROV_BASE64, digest, sizeof(digest), signature, sizeof(signature))) {
		abort();
	}
	if (refresh_token != NULL) {
		(void) snprintf(refresh, sizeof(refresh), ",\"refresh_token\":\"%s\"", refresh_token);
	}
	if (instance != NULL) {
		(void) snprintf(location, sizeof(location), ",\"instance_url\":\"%s\"", instance);
	}
	(void) snprintf(body, sizeof(rig->bodies[0]),
		"{\"access_token\":\"%s\"%s%s,\"token_type\":\"Bearer\",\"issued_at\":\"1700000000000\",\"signature\":\"%s\","
		"\"id\":\"https://login.salesforce.com/id/00D000000000001AAA/%s\"%s}",
		access_token, refresh, location, signature, user, more);
	return body;
}

const char *session_rig_tokens(session_rig *rig, const char *access_token, const char *refresh_token, const char *instance)
{
	return session_rig_tokens_of(rig, access_token, refresh_token, instance, "005000000000001AAA", "");
}
