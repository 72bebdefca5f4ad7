/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Renewing tokens: who asks, what is stored when, what is adopted, and what failures do. */
#include "memory_failing.h"
#include "oauth/session_rig.h"
#include "unit.h"

#define X "https://x.my.salesforce.com"
#define BUSY "{\"error\":\"invalid_grant\",\"error_description\":\"token request is already being processed\"}"
#define EXPIRED "{\"error\":\"invalid_grant\",\"error_description\":\"expired access/refresh token\"}"

static session_rig rig;

static void begin(const char *access_token, const char *refresh_token)
{
	session_rig_init(&rig);
	memory_store_tokens(&rig.memory, access_token, refresh_token);
}

static void load(void)
{
	CHECK(session_rig_load(&rig) == SFPROV_OK);
}

static void end(void)
{
	CHECK(!rig.script.ran_out);
	CHECK_LACKS(rig.error.message, "SECRET");
	CHECK_LACKS(rig.error.message, "refresh-");
	CHECK_LACKS(rig.error.message, "access-");
	CHECK_LACKS(rig.fake.log, "SECRET");
	CHECK_LACKS(rig.fake.log, "refresh-");
	CHECK_LACKS(rig.fake.log, "access-");
	CHECK(session_rig_free(&rig));
	CHECK_INT(memory_live(), 0);
}

static void ready_needs_nothing(void)
{
	begin("access-1", "refresh-1");
	load();
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_TEXT(rig.session.instance_url, X);
	CHECK_TEXT(rig.session.server.access_token, "access-1");
	CHECK_INT(rig.script.request_count, 0);
	CHECK_INT(rig.memory.locks, 0);
	end();
}

static void not_authorised(void)
{
	begin(NULL, NULL);
	load();
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_AUTHORIZATION);
	CHECK_CONTAINS(rig.error.message, "\"Obtain New Token\"");
	CHECK_INT(rig.script.request_count, 0);
	end();
}

/* What is committed when the next request could be sent; a rotated token must be among it. */
static char seen_at_commit[256];

static void look(void *context, const sfprov_http_request *request)
{
	(void) context;
	(void) request;
	(void) snprintf(seen_at_commit, sizeof(seen_at_commit), "%d locks %d commits", rig.memory.locks, rig.memory.commits);
}

static void rotation(void)
{
	scripted_step *step;

	begin("access-1", "refresh-1");
	step = scripted_answer(&rig.script, 200, session_rig_tokens(&rig, "access-2", "refresh-2", "https://y.my.salesforce.com"));
	step->during = look;
	load();
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_OK);
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_TEXT(seen_at_commit, "1 locks 0 commits");
	CHECK(rig.memory.last_rotating);
	CHECK_INT(rig.memory.commits, 1);
	CHECK_INT(rig.memory.saves, 1);
	CHECK_TEXT(rig.memory.row.access_token, "access-2");
	CHECK_TEXT(rig.memory.row.refresh_token, "refresh-2");
	CHECK_CONTAINS(rig.memory.row.token_response, "https://y.my.salesforce.com");
	CHECK_TEXT(rig.session.server.access_token, "access-2");
	CHECK_TEXT(rig.session.server.refresh_token, "refresh-2");
	CHECK_TEXT(rig.session.instance_url, "https://y.my.salesforce.com");
	CHECK_INT(rig.session.refreshes, 1);
	CHECK_INT(rig.script.request_count, 1);
	CHECK_TEXT(rig.script.requests[0].url, X "/services/oauth2/token");
	CHECK_INT(rig.script.requests[0].method, SFPROV_POST);
	CHECK_INT(rig.script.requests[0].repeat, SFPROV_REPEAT_ONCE);
	CHECK(rig.script.requests[0].fresh_connection);
	CHECK(rig.script.requests[0].bearer == NULL);
	CHECK_TEXT(rig.script.requests[0].content_type, "application/x-www-form-urlencoded");
	CHECK_INT(rig.script.requests[0].deadline_ms, 1030000);
	CHECK_INT(rig.script.requests[0].answer_limit, 65536);
	CHECK_CONTAINS(rig.script.requests[0].body, "refresh_token=refresh-1");
	end();
}

static void without_rotation(void)
{
	begin("access-1", "refresh-1");
	rig.memory.row.access_token_exp = 1;
	scripted_answer(&rig.script, 200, session_rig_tokens(&rig, "access-2", NULL, X));
	load();
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_TEXT(rig.memory.row.refresh_token, "refresh-1");
	CHECK_TEXT(rig.session.server.refresh_token, "refresh-1");
	CHECK_INT(rig.memory.row.access_token_exp, 0);
	end();
}

static void other_stored(void *context)
{
	(void) context;
	memory_store_tokens(&rig.memory, "access-9", "refresh-9");
	(void) snprintf(rig.memory.row.token_response, sizeof(rig.memory.row.token_response), "{\"instance_url\":\"https://z.my.salesforce.com\"}");
}

static void adopts(void)
{
	begin("access-1", "refresh-1");
	rig.memory.before_lock = other_stored;
	load();
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_INT(rig.script.request_count, 0);
	CHECK_TEXT(rig.session.server.access_token, "access-9");
	CHECK_TEXT(rig.session.instance_url, "https://z.my.salesforce.com");
	CHECK_INT(rig.memory.rollbacks, 1);
	CHECK_INT(rig.memory.commits, 0);
	end();
	/* The lock does not come, or comes too late to ask for anything, but the token is there. */
	begin("access-1", "refresh-1");
	rig.memory.before_lock = other_stored;
	load();
	rig.memory.fail_at = 1;
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_INT(rig.script.request_count, 0);
	CHECK_TEXT(rig.session.server.access_token, "access-9");
	CHECK_TEXT(rig.session.instance_url, "https://z.my.salesforce.com");
	end();
	begin("access-1", "refresh-1");
	rig.memory.before_lock = other_stored;
	rig.memory.lock_takes_ms = 29000;
	load();
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_TEXT(rig.session.server.access_token, "access-9");
	end();
	/* It is not there, or it is not enough that it is: what the lock said. */
	begin("access-1", "refresh-1");
	load();
	rig.memory.fail_at = 1;
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_TEXT(rig.error.message, "lock failed");
	CHECK_TEXT(rig.session.server.access_token, "access-1");
	end();
	begin("access-1", "refresh-1");
	rig.memory.before_lock = other_stored;
	load();
	rig.memory.fail_at = 1;
	CHECK(sfprov_session_request_token(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_TEXT(rig.error.message, "lock failed");
	end();
	/* Asked for in any case: a request is made, with the refresh token that is there now. */
	begin("access-1", "refresh-1");
	rig.memory.before_lock = other_stored;
	scripted_answer(&rig.script, 200, session_rig_tokens(&rig, "access-10", NULL, X));
	load();
	CHECK(sfprov_session_request_token(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_CONTAINS(rig.script.requests[0].body, "refresh_token=refresh-9");
	CHECK_TEXT(rig.memory.row.access_token, "access-10");
	end();
}

static void other_forgot(void *context)
{
	(void) context;
	memory_store_tokens(&rig.memory, NULL, NULL);
}

static void changed_by_admin(void)
{
	begin("access-1", "refresh-1");
	rig.memory.before_lock = other_forgot;
	load();
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_AUTHORIZATION);
	CHECK_CONTAINS(rig.error.message, "\"Obtain New Token\"");
	CHECK_INT(rig.script.request_count, 0);
	CHECK_INT(rig.memory.rollbacks, 1);
	end();
}

static void other_stores_while_sleeping(void *context)
{
	(void) context;
	if (rig.fake.sleeps == 3) {
		other_stored(NULL);
	}
}

static void busy(void)
{
	begin("access-1", "refresh-1");
	scripted_answer(&rig.script, 400, BUSY);
	rig.fake.on_sleep = other_stores_while_sleeping;
	load();
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_TEXT(rig.session.server.access_token, "access-9");
	CHECK_TEXT(rig.session.instance_url, "https://z.my.salesforce.com");
	CHECK_INT(rig.fake.sleeps, 3);
	CHECK(rig.fake.slept < 5000);
	CHECK_INT(rig.script.request_count, 1);
	CHECK_INT(rig.memory.locks, rig.memory.rollbacks);
	end();
	begin("access-1", "refresh-1");
	scripted_answer(&rig.script, 400, BUSY);
	load();
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_SERVER);
	CHECK(sfprov_error_is_retryable(&rig.error));
	CHECK_INT(rig.fake.slept, 5000);
	CHECK_INT(rig.script.request_count, 1);
	end();
	/* The row cannot be locked meanwhile: still bounded. */
	begin("access-1", "refresh-1");
	rig.settings.timeout_ms = 3000;
	scripted_answer(&rig.script, 400, BUSY);
	rig.fake.random_fails = true;
	load();
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_SERVER);
	CHECK_INT(rig.fake.slept, 3000);
	end();
}

static void commit_fails(bool applies)
{
	begin("access-1", "refresh-1");
	scripted_answer(&rig.script, 200, session_rig_tokens(&rig, "access-2", "refresh-2", X));
	load();
	rig.memory.fail_at = 3;
	rig.memory.fails_on = true;
	rig.memory.commit_applies = applies;
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_AUTHORIZATION);
	CHECK_CONTAINS(rig.error.message, "a new authorisation is needed");
	CHECK_CONTAINS(rig.error.message, "lock failed");
	CHECK_CONTAINS(rig.error.message, "\"Obtain New Token\"");
	CHECK_TEXT(rig.session.server.access_token, "access-1");
	CHECK_INT(rig.memory.rollbacks, 0);
	CHECK_INT(rig.script.request_count, 1);
	end();
}

static void store_other(void *context)
{
	memory_store *memory = context;

	if (memory->locks == 2) {
		(void) snprintf(memory->row.refresh_token, sizeof(memory->row.refresh_token), "refresh-9");
	}
}

/* A failure that passes costs no refresh token: there is one more try, which never writes over what somebody else has stored. */
static void store_fails_once(long at, bool applies, bool other)
{
	begin("access-1", "refresh-1");
	scripted_answer(&rig.script, 200, session_rig_tokens(&rig, "access-2", "refresh-2", X));
	load();
	rig.memory.fail_at = at;
	rig.memory.commit_applies = applies;
	rig.memory.before_lock = other ? store_other : NULL;
	rig.memory.before_lock_context = &rig.memory;
	CHECK((sfprov_session_renew(&rig.session, &rig.error) == SFPROV_OK) == !other);
	CHECK(rig.memory.has_failed);
	CHECK_TEXT(rig.memory.row.refresh_token, other ? "refresh-9" : "refresh-2");
	CHECK_TEXT(rig.session.server.access_token, other ? "access-1" : "access-2");
	CHECK_INT(rig.memory.locks, 2);
	CHECK_INT(rig.memory.misuse, 0);
	CHECK(!rig.memory.locked);
	CHECK_INT(rig.script.request_count, 1);
	if (other) {
		CHECK_INT(rig.error.kind, SFPROV_E_AUTHORIZATION);
		CHECK_CONTAINS(rig.error.message, "somebody else");
	}
	end();
}

static void store_fails(void)
{
	commit_fails(false);
	commit_fails(true);
	store_fails_once(2, false, false);
	store_fails_once(3, false, false);
	store_fails_once(3, true, false);
	store_fails_once(2, false, true);
	begin("access-1", "refresh-1");
	scripted_answer(&rig.script, 200, session_rig_tokens(&rig, "access-2", "refresh-2", X));
	load();
	rig.memory.fail_at = 2;
	rig.memory.fails_on = true;
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_AUTHORIZATION);
	CHECK_INT(rig.memory.rollbacks, 1);
	CHECK_INT(rig.memory.commits, 0);
	end();
	begin("access-1", "refresh-1");
	scripted_answer(&rig.script, 200, session_rig_tokens(&rig, "access-2", NULL, X));
	load();
	rig.memory.fail_at = 3;
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_DATABASE);
	end();
	begin("access-1", "refresh-1");
	load();
	rig.memory.fail_at = 1;
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_DATABASE);
	CHECK_INT(rig.script.request_count, 0);
	CHECK_TEXT(rig.session.server.access_token, "access-1");
	end();
	begin("access-1", "refresh-1");
	rig.memory.fail_at = 1;
	CHECK(session_rig_load(&rig) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_DATABASE);
	end();
	/* Locked by somebody for most of the time: nothing is sent that could not be waited for. */
	begin("access-1", "refresh-1");
	rig.memory.lock_takes_ms = 23000;
	load();
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_DATABASE);
	CHECK_INT(rig.script.request_count, 0);
	CHECK_INT(rig.memory.rollbacks, 1);
	end();
}

static void transport_fails(void)
{
	begin("access-1", "refresh-1");
	rig.settings.retry.attempts = 3;
	scripted_failure(&rig.script, SFPROV_E_NETWORK, SFPROV_OUTCOME_UNKNOWN);
	load();
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_NETWORK);
	CHECK_INT(rig.error.outcome, SFPROV_OUTCOME_UNKNOWN);
	CHECK_CONTAINS(rig.error.message, "new authorisation may be needed");
	CHECK_INT(rig.script.request_count, 1);
	CHECK_INT(rig.memory.rollbacks, 1);
	end();
	begin("access-1", "refresh-1");
	rig.settings.retry.attempts = 3;
	scripted_answer(&rig.script, 503, "<html>");
	load();
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_SERVER);
	CHECK_INT(rig.script.request_count, 1);
	end();
	begin("access-1", "refresh-1");
	scripted_answer(&rig.script, 400, EXPIRED);
	load();
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_AUTHORIZATION);
	CHECK_TEXT(rig.error.code, "invalid_grant");
	CHECK_INT(rig.error.http_status, 400);
	CHECK_TEXT(rig.memory.row.refresh_token, "refresh-1");
	end();
	begin("access-1", "refresh-1");
	scripted_answer(&rig.script, 400, "{\"error\":\"odd\",\"error_description\":\"you sent refresh-1 and CLIENTSECRET0123\"}");
	load();
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	end();
}

static void hostile_answers(void)
{
	static const char *const hosts[] = {"https://evil.example", "http://x.my.salesforce.com", "https://x.my.salesforce.com@evil.example"};
	size_t i;

	for (i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		begin("access-1", "refresh-1");
		scripted_answer(&rig.script, 200, session_rig_tokens(&rig, "access-2", "refresh-2", hosts[i]));
		load();
		CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
		CHECK_INT(rig.error.kind, SFPROV_E_CONFIGURATION);
		CHECK_TEXT(rig.memory.row.access_token, "access-1");
		CHECK_INT(rig.memory.commits, 0);
		CHECK_INT(rig.memory.rollbacks, 1);
		CHECK_CONTAINS(rig.error.message, "was not kept");
		end();
	}
	begin("access-1", "refresh-1");
	(void) snprintf(rig.memory.row.client_secret, sizeof(rig.memory.row.client_secret), "ANOTHERSECRET");
	scripted_answer(&rig.script, 200, session_rig_tokens(&rig, "access-2", NULL, X));
	(void) snprintf(rig.memory.row.client_secret, sizeof(rig.memory.row.client_secret), "CLIENTSECRET0123");
	load();
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_CONTAINS(rig.error.message, "signature");
	CHECK_INT(rig.memory.commits, 0);
	end();
	/* No token request but to an allowed https host. */
	begin("access-1", "refresh-1");
	(void) snprintf(rig.memory.row.server_url, sizeof(rig.memory.row.server_url), "http://x.my.salesforce.com/services/oauth2");
	load();
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_CONFIGURATION);
	CHECK_INT(rig.script.request_count, 0);
	end();
	begin("access-1", "refresh-1");
	(void) snprintf(rig.memory.row.server_url, sizeof(rig.memory.row.server_url), "https://evil.example/services/oauth2");
	load();
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.script.request_count, 0);
	end();
	/* A stored instance that is not to be trusted is replaced by asking, not used. */
	begin("access-1", "refresh-1");
	(void) snprintf(rig.memory.row.token_response, sizeof(rig.memory.row.token_response), "{\"instance_url\":\"https://evil.example\"}");
	scripted_answer(&rig.script, 200, session_rig_tokens(&rig, "access-2", NULL, X));
	load();
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_TEXT(rig.session.instance_url, X);
	end();
	begin("access-1", NULL);
	(void) snprintf(rig.memory.row.token_response, sizeof(rig.memory.row.token_response), "{\"instance_url\":\"https://evil.example\"}");
	load();
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_CONFIGURATION);
	end();
}

static void manual_instance(void)
{
	begin("access-1", "refresh-1");
	rig.settings.manual_instance_url = "https://M.my.salesforce.com/";
	scripted_answer(&rig.script, 200, session_rig_tokens(&rig, "access-2", NULL, "https://y.my.salesforce.com"));
	load();
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_TEXT(rig.session.instance_url, "https://m.my.salesforce.com");
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_TEXT(rig.session.instance_url, "https://m.my.salesforce.com");
	CHECK_CONTAINS(rig.memory.row.token_response, "https://y.my.salesforce.com");
	end();
	begin("access-1", "refresh-1");
	rig.settings.manual_instance_url = "https://evil.example";
	load();
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_CONFIGURATION);
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.script.request_count, 0);
	CHECK_INT(rig.memory.locks, 0);
	end();
}

static void expiry(void)
{
	/* Ahead of a known end, once. */
	begin("access-1", "refresh-1");
	rig.memory.row.access_token_exp = rig.fake.wall_seconds + 60;
	scripted_answer(&rig.script, 200, session_rig_tokens_of(&rig, "access-2", NULL, X, "005000000000001AAA", ",\"expires_in\":0"));
	load();
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_OK);
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_TEXT(rig.session.server.access_token, "access-2");
	CHECK_INT(rig.script.request_count, 1);
	CHECK_INT(rig.memory.row.access_token_exp, 0);
	end();
	begin("access-1", "refresh-1");
	rig.memory.row.access_token_exp = rig.fake.wall_seconds + 61;
	load();
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_INT(rig.script.request_count, 0);
	end();
	begin("access-1", "refresh-1");
	rig.memory.row.access_token_exp = rig.fake.wall_seconds + 30;
	scripted_answer(&rig.script, 200, session_rig_tokens_of(&rig, "access-2", NULL, X, "005000000000001AAA", ",\"expires_in\":\"3600\""));
	load();
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_INT(rig.memory.row.access_token_exp, rig.fake.wall_seconds + 3600);
	end();
	/* A fault that passes does not take away a token that still works; one that has ended is not used. */
	begin("access-1", "refresh-1");
	rig.memory.row.access_token_exp = rig.fake.wall_seconds + 30;
	scripted_answer(&rig.script, 503, "");
	load();
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_TEXT(rig.session.server.access_token, "access-1");
	CHECK_TEXT(rig.session.instance_url, X);
	CHECK_INT(rig.fake.warnings, 1);
	end();
	begin("access-1", "refresh-1");
	rig.memory.row.access_token_exp = rig.fake.wall_seconds - 1;
	scripted_answer(&rig.script, 503, "");
	load();
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_SERVER);
	end();
	begin("access-1", "refresh-1");
	rig.memory.row.access_token_exp = rig.fake.wall_seconds + 30;
	scripted_answer(&rig.script, 400, EXPIRED);
	load();
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_AUTHORIZATION);
	end();
	/* Nothing to renew it with: used to its end. */
	begin("access-1", NULL);
	rig.memory.row.access_token_exp = 1;
	load();
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_INT(rig.script.request_count, 0);
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_AUTHORIZATION);
	CHECK_CONTAINS(rig.error.message, "no refresh token");
	end();
}

static void client_credentials(void)
{
	sfprov_grant grant;

	begin(NULL, NULL);
	(void) snprintf(rig.memory.row.grant_type, sizeof(rig.memory.row.grant_type), "CC");
	rig.settings.retry.attempts = 3;
	scripted_answer(&rig.script, 503, "");
	scripted_answer(&rig.script, 200, session_rig_tokens(&rig, "access-2", NULL, X));
	load();
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_OK);
	CHECK(!rig.memory.last_rotating);
	CHECK_INT(rig.script.request_count, 2);
	CHECK_INT(rig.script.requests[0].repeat, SFPROV_REPEAT_SAFE);
	CHECK_CONTAINS(rig.script.requests[1].body, "grant_type=client_credentials");
	CHECK_TEXT(rig.memory.row.access_token, "access-2");
	CHECK_TEXT(rig.memory.row.refresh_token, "");
	rig.settings.jwt_key_file = "/nowhere/key.pem";
	rig.session.settings = rig.settings;
	CHECK(sfprov_session_grant(&rig.session, &grant, &rig.error) == SFPROV_OK && grant == SFPROV_GRANT_JWT_BEARER);
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_CONTAINS(rig.error.message, "jwt_username");
	rig.session.settings.jwt_username = "u@example.org";
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_CONTAINS(rig.error.message, "/nowhere/key.pem");
	CHECK_INT(rig.script.request_count, 2);
	end();
	begin(NULL, NULL);
	(void) snprintf(rig.memory.row.grant_type, sizeof(rig.memory.row.grant_type), "PW");
	load();
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_CONFIGURATION);
	rig.memory.row.grant_type[0] = '\0';
	CHECK(sfprov_session_load(&rig.session, 7, &rig.error) == SFPROV_OK);
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK(sfprov_session_load(&rig.session, 8, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_CONFIGURATION);
	end();
}

static void grant_changes(void *context)
{
	(void) context;
	(void) snprintf(rig.memory.row.grant_type, sizeof(rig.memory.row.grant_type), "AC");
}

/* The lock was taken for a grant whose tokens never rotate: a rotated token could be rolled back with it. */
static void changed_grant(void)
{
	begin("access-1", "refresh-1");
	(void) snprintf(rig.memory.row.grant_type, sizeof(rig.memory.row.grant_type), "CC");
	load();
	rig.memory.before_lock = grant_changes;
	CHECK(sfprov_session_renew(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_DATABASE);
	CHECK_INT(rig.script.request_count, 0);
	end();
}

int main(void)
{
	ready_needs_nothing();
	not_authorised();
	rotation();
	without_rotation();
	adopts();
	changed_by_admin();
	busy();
	store_fails();
	transport_fails();
	hostile_answers();
	manual_instance();
	expiry();
	client_credentials();
	changed_grant();
	return unit_summary("oauth/session");
}
