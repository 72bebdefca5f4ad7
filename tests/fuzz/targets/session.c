/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: a line of options (g and the grant: AC, CC; x: the token has run out, n: none is stored; m: instance set by hand), then the answers to a series of calls,
 * renewals, code exchange and revocation. */
#include "rig.h"

#include <stdlib.h>
#include <string.h>

static void one_call(fuzz_rig *rig, char what)
{
	sfprov_session *session = &rig->session;
	sfprov_status status = SFPROV_OK;
	sfprov_answer answer;
	int commits = rig->tokens.commits;
	bool refreshable = rig->tokens.refresh_token != NULL;

	sfprov_error_clear(&rig->error);
	memset(&answer, 0, sizeof(answer));
	switch (what) {
		case 'r':
			status = sfprov_session_renew(session, &rig->error);
			break;
		case 'a':
			status = sfprov_session_request_token(session, &rig->error);
			break;
		case 'y':
			status = sfprov_session_ready(session, &rig->error);
			break;
		case 'l':
			status = sfprov_session_load(session, 7, &rig->error);
			break;
		case 'c':
			status = sfprov_session_exchange_code(session, "code==", "https://registry.example.org/callback", NULL, &rig->error);
			break;
		case 'v':
			status = sfprov_session_revoke(session, &rig->error);
			break;
		default:
			what = 'p';
			status = sfprov_client_call(&rig->client, SFPROV_POST, "/sobjects/Contact", NULL, SFPROV_REPEAT_ONCE, &answer, &rig->error);
			break;
	}
	sfprov_answer_free(&answer);
	fuzz_rig_check(rig, status, what >= 'a' && what != 'p');
	FUZZ_CHECK(rig->tokens.commits <= commits + 1);
	/* What the session uses is what is stored: a token that was not kept is not used. */
	if (rig->tokens.commits > commits && status == SFPROV_OK && what != 'v') {
		FUZZ_CHECK(strcmp(session->server.access_token, rig->tokens.access_token) == 0);
		FUZZ_CHECK(session->instance_url != NULL && fuzz_url_is_allowed(session->instance_url));
	}
	/* A pair that was rotated must not be lost. */
	FUZZ_CHECK(what == 'v' || what == 'c' || !refreshable || rig->tokens.refresh_token != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_part rest = {(const char *) data, size};
	char *options = fuzz_next_text(&rest);
	const char *calls = strchr(options, ':');
	fuzz_rig rig;
	int i;

	fuzz_rig_init(&rig, rest, 1);
	sfprov_session_free(&rig.session);
	if (strstr(options, "CC") != NULL) {
		free(rig.tokens.grant_type);
		rig.tokens.grant_type = fuzz_text("CC", 2);
	}
	rig.tokens.expires = strchr(options, 'x') != NULL ? rig.fake.wall_seconds + 10 : 0;
	if (strchr(options, 'n') != NULL) {
		free(rig.tokens.access_token);
		rig.tokens.access_token = NULL;
	}
	if (strchr(options, 'm') != NULL) {
		rig.settings.manual_instance_url = "https://allowed.example.org";
	}
	sfprov_session_init(&rig.session, &rig.tokens.store, &rig.replies.transport, &rig.fake.environment, &rig.settings, &rig.budget, &rig.counters);
	FUZZ_CHECK(sfprov_session_load(&rig.session, 7, &rig.error) == SFPROV_OK);
	calls = calls == NULL ? "yppryppp" : calls + 1;
	for (i = 0; calls[i] != '\0' && i < 12; i++) {
		one_call(&rig, calls[i]);
	}
	free(options);
	fuzz_rig_free(&rig);
	return 0;
}
