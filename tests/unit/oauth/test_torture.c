/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Every allocation, every store call and every random draw of each scenario fails once. Afterwards: nothing leaked, nothing locked, the row either as it
 * was or as a whole as it became, no request more than there is to be, and what is said names no secret. */
#include "base/memory.h"
#include "memory_failing.h"
#include "oauth/session_rig.h"
#include "unit.h"

#define X "https://x.my.salesforce.com"
#define CALLBACK "https://registry.example/cb"

static session_rig rig;

static sfprov_status run_renew(void)
{
	return sfprov_session_renew(&rig.session, &rig.error);
}

static sfprov_status run_ready(void)
{
	return sfprov_session_ready(&rig.session, &rig.error);
}

static sfprov_status run_request(void)
{
	return sfprov_session_request_token(&rig.session, &rig.error);
}

static sfprov_status run_exchange(void)
{
	return sfprov_session_exchange_code(&rig.session, "aPrxCODE", CALLBACK, NULL, &rig.error);
}

static sfprov_status run_revoke(void)
{
	return sfprov_session_revoke(&rig.session, &rig.error);
}

static sfprov_status run_url(void)
{
	char *verifier = NULL;
	char *url = NULL;
	sfprov_status status = sfprov_session_authorization_url(&rig.session, CALLBACK, "state", &url, &verifier, &rig.error);

	CHECK((status == SFPROV_OK) == (url != NULL) && (status == SFPROV_OK) == (verifier != NULL));
	sfprov_free(url);
	sfprov_free_secret(verifier);
	return status;
}

static void other_stored(void *context)
{
	(void) context;
	memory_store_tokens(&rig.memory, "access-2-token", "refresh-2-token");
}

typedef struct scenario {
	const char *name;
	const char *grant;
	const char *access;
	const char *refresh;
	int status;       /* of the answer; 0: no request is to be made */
	const char *body; /* NULL: tokens */
	bool rotates;
	bool expired;
	bool adopts;
	bool busy; /* another process stores while we wait */
	sfprov_status (*run)(void);
	sfprov_status expected;
} scenario;

static const scenario scenarios[] = {{"ready", "AC", "access-1-token", "refresh-1-token", 0, NULL, false, false, false, false, run_ready, SFPROV_OK},
	{"ready, not authorised", "AC", NULL, NULL, 0, NULL, false, false, false, false, run_ready, SFPROV_FAILED},
	{"ready, expired", "AC", "access-1-token", "refresh-1-token", 200, NULL, true, true, false, false, run_ready, SFPROV_OK},
	{"ready, client credentials", "CC", NULL, NULL, 200, NULL, false, false, false, false, run_ready, SFPROV_OK},
	{"renew", "AC", "access-1-token", "refresh-1-token", 200, NULL, false, false, false, false, run_renew, SFPROV_OK},
	{"renew, rotating", "AC", "access-1-token", "refresh-1-token", 200, NULL, true, false, false, false, run_renew, SFPROV_OK},
	{"renew, client credentials", "CC", "access-1-token", NULL, 200, NULL, false, false, false, false, run_renew, SFPROV_OK},
	{"renew, adopting", "AC", "access-1-token", "refresh-1-token", 0, NULL, false, false, true, false, run_renew, SFPROV_OK},
	{"renew, busy", "AC", "access-1-token", "refresh-1-token", 400,
		"{\"error\":\"invalid_grant\",\"error_description\":\"token request is already being processed\"}", false, false, false, true, run_renew, SFPROV_OK},
	{"renew, refused", "AC", "access-1-token", "refresh-1-token", 400, "{\"error\":\"invalid_grant\",\"error_description\":\"expired access/refresh token\"}",
		false, false, false, false, run_renew, SFPROV_FAILED},
	{"renew, echo", "AC", "access-1-token", "refresh-1-token", 400, "{\"error\":\"odd\",\"error_description\":\"refresh-1-token CLIENTSECRET0123\"}", false,
		false, false, false, run_renew, SFPROV_FAILED},
	{"renew, HTML", "AC", "access-1-token", "refresh-1-token", 200, "<html>refresh-1-token</html>", false, false, false, false, run_renew, SFPROV_FAILED},
	{"renew, down", "AC", "access-1-token", "refresh-1-token", 503, "down", false, false, false, false, run_renew, SFPROV_FAILED},
	{"request", "AC", "access-1-token", "refresh-1-token", 200, NULL, true, false, false, false, run_request, SFPROV_OK},
	{"exchange", "AC", NULL, NULL, 200, NULL, true, false, false, false, run_exchange, SFPROV_OK},
	{"exchange again", "AC", "access-1-token", "refresh-1-token", 200, NULL, false, false, false, false, run_exchange, SFPROV_OK},
	{"revoke", "AC", "access-1-token", "refresh-1-token", 200, "", false, false, false, false, run_revoke, SFPROV_OK},
	{"revoke, unknown", "AC", "access-1-token", NULL, 400, "{\"error\":\"invalid_token\"}", false, false, false, false, run_revoke, SFPROV_OK},
	{"authorisation URL", "AC", NULL, NULL, 0, NULL, false, false, false, false, run_url, SFPROV_OK}};

static void prepare(const scenario *one)
{
	session_rig_init(&rig);
	memory_store_tokens(&rig.memory, one->access, one->refresh);
	(void) snprintf(rig.memory.row.grant_type, sizeof(rig.memory.row.grant_type), "%s", one->grant);
	rig.memory.row.access_token_exp = one->expired ? 1 : 0;
	if (one->adopts) {
		rig.memory.before_lock = other_stored;
	}
	if (one->busy) {
		rig.fake.on_sleep = other_stored;
	}
	if (one->status != 0) {
		scripted_answer(
			&rig.script, one->status, one->body != NULL ? one->body : session_rig_tokens(&rig, "access-2-token", one->rotates ? "refresh-2-token" : NULL, X));
	}
}

static bool is_secret_in(const char *text)
{
	return strstr(text, "-1-token") != NULL || strstr(text, "-2-token") != NULL || strstr(text, "CLIENTSECRET") != NULL || strstr(text, "aPrxCODE") != NULL;
}

/* Before, after, or (another process) adopted: never a mixture. */
static bool is_whole(const scenario *one)
{
	const memory_row *row = &rig.memory.row;
	const char *access = one->access == NULL ? "" : one->access;
	const char *refresh = one->refresh == NULL ? "" : one->refresh;
	bool before = strcmp(row->access_token, access) == 0 && strcmp(row->refresh_token, refresh) == 0;
	bool after = strcmp(row->access_token, "access-2-token") == 0
		&& strcmp(row->refresh_token, one->rotates || one->adopts || one->busy ? "refresh-2-token" : refresh) == 0 && row->token_response[0] == '{';
	bool forgotten = one->run == run_revoke && row->access_token[0] == '\0' && row->refresh_token[0] == '\0' && row->token_response[0] == '\0';

	return before || after || forgotten;
}

static void check_after(const scenario *one, sfprov_status status)
{
	bool good = is_whole(one) && rig.script.request_count <= (one->status != 0 ? 1 : 0) && !is_secret_in(rig.error.message) && !is_secret_in(rig.fake.log);

	if (!CHECK(good)) {
		printf("\t%s: %s\n\tstored: %s / %s\n", one->name, rig.error.message, rig.memory.row.access_token, rig.memory.row.refresh_token);
	}
	if (status == SFPROV_OK && one->run != run_url && one->run != run_revoke) {
		CHECK_TEXT(rig.session.server.access_token, rig.memory.row.access_token);
	}
	CHECK((status == SFPROV_OK) == (rig.error.kind == SFPROV_E_NONE));
	CHECK(session_rig_free(&rig));
	CHECK_INT(memory_live(), 0);
}

static long torture_memory(const scenario *one, bool for_ever)
{
	long n;

	for (n = 1;; n++) {
		sfprov_status status;
		bool failed;

		prepare(one);
		memory_watch("-token");
		(for_ever ? memory_fail_from : memory_fail_at)(n);
		status = session_rig_load(&rig);
		if (status == SFPROV_OK) {
			status = one->run();
		}
		failed = memory_has_failed();
		memory_fail_at(0);
		CHECK(failed || status == one->expected);
		check_after(one, status);
		CHECK_INT(memory_watched(), 0);
		memory_watch(NULL);
		if (!failed) {
			return n;
		}
	}
}

static void torture_store(const scenario *one, bool commit_applies)
{
	long n;

	for (n = 1;; n++) {
		sfprov_status status;
		bool failed;

		prepare(one);
		rig.memory.fail_at = n;
		rig.memory.commit_applies = commit_applies;
		status = session_rig_load(&rig);
		if (status == SFPROV_OK) {
			status = one->run();
		}
		failed = rig.memory.has_failed;
		CHECK(failed || status == one->expected);
		check_after(one, status);
		if (!failed) {
			return;
		}
	}
}

static void torture_transport(const scenario *one)
{
	static const sfprov_outcome outcomes[] = {SFPROV_OUTCOME_NOT_SENT, SFPROV_OUTCOME_UNKNOWN};
	size_t i;

	for (i = 0; i < 2 && one->status != 0; i++) {
		sfprov_status status;

		prepare(one);
		scripted_reset(&rig.script);
		scripted_failure(&rig.script, SFPROV_E_NETWORK, outcomes[i]);
		CHECK(session_rig_load(&rig) == SFPROV_OK);
		status = one->run();
		CHECK(status == SFPROV_FAILED);
		CHECK_INT(rig.error.kind, SFPROV_E_NETWORK);
		check_after(one, status);
	}
}

int main(void)
{
	long allocations = 0;
	size_t i;

	for (i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++) {
		allocations += torture_memory(&scenarios[i], false);
		allocations += torture_memory(&scenarios[i], true);
		torture_store(&scenarios[i], false);
		torture_store(&scenarios[i], true);
		torture_transport(&scenarios[i]);
	}
	CHECK(allocations > 300);
	return unit_summary("oauth/torture");
}
