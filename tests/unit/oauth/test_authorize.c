/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Authorising, and ending an authorisation. */
#include "base/memory.h"
#include "crypto/pkce.h"
#include "memory_failing.h"
#include "oauth/session_rig.h"
#include "unit.h"

#define X "https://x.my.salesforce.com"
#define CALLBACK "https://registry.example/oauth2_servers/callback/7"

static session_rig rig;

static void begin(const char *access_token, const char *refresh_token)
{
	session_rig_init(&rig);
	memory_store_tokens(&rig.memory, access_token, refresh_token);
	CHECK(session_rig_load(&rig) == SFPROV_OK);
}

static void end(void)
{
	CHECK(!rig.script.ran_out);
	CHECK_LACKS(rig.error.message, "SECRET");
	CHECK_LACKS(rig.error.message, "refresh-");
	CHECK_LACKS(rig.error.message, "aPrxCODE");
	CHECK_LACKS(rig.fake.log, "refresh-");
	CHECK(session_rig_free(&rig));
	CHECK_INT(memory_live(), 0);
}

static void url(void)
{
	char challenge[SFPROV_PKCE_SIZE] = "";
	char part[128];
	char *verifier = NULL;
	char *text = NULL;

	begin(NULL, NULL);
	CHECK(sfprov_session_authorization_url(&rig.session, CALLBACK, "state-1", &text, &verifier, &rig.error) == SFPROV_OK);
	CHECK(verifier != NULL && sfprov_pkce_is_verifier(verifier));
	CHECK(sfprov_pkce_challenge(verifier, challenge, &rig.error) == SFPROV_OK);
	(void) snprintf(part, sizeof(part), "&code_challenge=%s&code_challenge_method=S256", challenge);
	CHECK_CONTAINS(text, part);
	CHECK_CONTAINS(text, X "/services/oauth2/authorize?response_type=code&client_id=3MVG9client&");
	CHECK_CONTAINS(text, "&state=state-1&");
	CHECK_LACKS(text, verifier);
	CHECK_LACKS(text, "SECRET");
	CHECK_INT(rig.fake.warnings, 0);
	sfprov_free(text);
	sfprov_free_secret(verifier);
	CHECK(sfprov_session_authorization_url(&rig.session, "", "state-1", &text, &verifier, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_INPUT);
	CHECK(sfprov_session_authorization_url(&rig.session, CALLBACK, NULL, &text, &verifier, &rig.error) == SFPROV_FAILED);
	CHECK(sfprov_session_authorization_url(&rig.session, CALLBACK, "a b", &text, &verifier, &rig.error) == SFPROV_FAILED);
	CHECK(sfprov_session_authorization_url(&rig.session, CALLBACK "\r\n", "a", &text, &verifier, &rig.error) == SFPROV_FAILED);
	rig.fake.random_fails = true;
	CHECK(sfprov_session_authorization_url(&rig.session, CALLBACK, "s", &text, &verifier, &rig.error) == SFPROV_FAILED);
	CHECK(text == NULL && verifier == NULL);
	end();
}

static void scopes_and_grants(void)
{
	char *verifier = NULL;
	char *text = NULL;

	session_rig_init(&rig);
	(void) snprintf(rig.memory.row.scope, sizeof(rig.memory.row.scope), "full");
	CHECK(session_rig_load(&rig) == SFPROV_OK);
	CHECK(sfprov_session_authorization_url(&rig.session, CALLBACK, "s", &text, &verifier, &rig.error) == SFPROV_OK);
	CHECK_INT(rig.fake.warnings, 2);
	sfprov_free(text);
	sfprov_free_secret(verifier);
	end();
	session_rig_init(&rig);
	(void) snprintf(rig.memory.row.grant_type, sizeof(rig.memory.row.grant_type), "CC");
	CHECK(session_rig_load(&rig) == SFPROV_OK);
	CHECK(sfprov_session_authorization_url(&rig.session, CALLBACK, "s", &text, &verifier, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_CONFIGURATION);
	CHECK(sfprov_session_exchange_code(&rig.session, "aPrxCODE", CALLBACK, NULL, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.memory.locks, 0);
	end();
}

static void exchange(void)
{
	const char *verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

	begin(NULL, NULL);
	scripted_answer(&rig.script, 200, session_rig_tokens(&rig, "access-1", "refresh-1", X));
	CHECK(sfprov_session_exchange_code(&rig.session, "aPrxCODE==", CALLBACK, verifier, &rig.error) == SFPROV_OK);
	CHECK(rig.memory.last_rotating);
	CHECK_TEXT(rig.memory.row.access_token, "access-1");
	CHECK_TEXT(rig.memory.row.refresh_token, "refresh-1");
	CHECK_CONTAINS(rig.memory.row.token_response, "\"refresh_token\":\"refresh-1\"");
	CHECK_CONTAINS(rig.script.requests[0].body, "code=aPrxCODE%3D%3D&");
	CHECK_CONTAINS(rig.script.requests[0].body, verifier);
	CHECK_INT(rig.script.requests[0].repeat, SFPROV_REPEAT_ONCE);
	CHECK(rig.script.requests[0].fresh_connection);
	CHECK(sfprov_session_ready(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_TEXT(rig.session.instance_url, X);
	end();
	begin(NULL, NULL);
	CHECK(sfprov_session_exchange_code(&rig.session, "", CALLBACK, NULL, &rig.error) == SFPROV_FAILED);
	CHECK(sfprov_session_exchange_code(&rig.session, "a\nb", CALLBACK, NULL, &rig.error) == SFPROV_FAILED);
	CHECK(sfprov_session_exchange_code(&rig.session, "aPrxCODE", CALLBACK, "short", &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_INPUT);
	CHECK_INT(rig.memory.locks, 0);
	end();
	begin(NULL, NULL);
	scripted_answer(&rig.script, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"expired authorization code aPrxCODE\"}");
	CHECK(sfprov_session_exchange_code(&rig.session, "aPrxCODE", CALLBACK, NULL, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_AUTHORIZATION);
	CHECK_INT(rig.memory.rollbacks, 1);
	end();
	begin(NULL, NULL);
	scripted_answer(&rig.script, 400, "{\"error\":\"odd\",\"error_description\":\"code aPrxCODE odd\"}");
	CHECK(sfprov_session_exchange_code(&rig.session, "aPrxCODE", CALLBACK, NULL, &rig.error) == SFPROV_FAILED);
	end();
	/* The web server flow's answer is signed; one that is not did not come from it. */
	begin(NULL, NULL);
	scripted_answer(&rig.script, 200, "{\"access_token\":\"access-1\",\"token_type\":\"Bearer\",\"instance_url\":\"" X "\"}");
	CHECK(sfprov_session_exchange_code(&rig.session, "aPrxCODE", CALLBACK, NULL, &rig.error) == SFPROV_FAILED);
	CHECK_CONTAINS(rig.error.message, "not signed");
	CHECK_INT(rig.memory.saves, 0);
	end();
	begin(NULL, NULL);
	scripted_answer(&rig.script, 200, session_rig_tokens(&rig, "access-1", "refresh-1", X));
	rig.memory.fail_at = 3;
	rig.memory.fails_on = true;
	CHECK(sfprov_session_exchange_code(&rig.session, "aPrxCODE", CALLBACK, NULL, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_AUTHORIZATION);
	CHECK_CONTAINS(rig.error.message, "begun again");
	CHECK(rig.session.server.access_token == NULL);
	end();
}

/* An answer without refresh token: the stored one is kept for the same user, and forgotten for another, whose rights it would not have. */
static void exchange_without_refresh_token(void)
{
	begin("access-1", "refresh-1");
	scripted_answer(&rig.script, 200, session_rig_tokens(&rig, "access-2", NULL, X));
	CHECK(sfprov_session_exchange_code(&rig.session, "aPrxCODE", CALLBACK, NULL, &rig.error) == SFPROV_OK);
	CHECK_TEXT(rig.memory.row.refresh_token, "refresh-1");
	CHECK_TEXT(rig.session.server.refresh_token, "refresh-1");
	CHECK_INT(rig.fake.warnings, 0);
	end();
	begin("access-1", "refresh-1");
	scripted_answer(&rig.script, 200, session_rig_tokens_of(&rig, "access-2", NULL, X, "005000000000002AAA", ""));
	CHECK(sfprov_session_exchange_code(&rig.session, "aPrxCODE", CALLBACK, NULL, &rig.error) == SFPROV_OK);
	CHECK_TEXT(rig.memory.row.refresh_token, "");
	CHECK_TEXT(rig.memory.row.access_token, "access-2");
	CHECK(rig.session.server.refresh_token == NULL);
	CHECK_INT(rig.memory.commits, 1);
	CHECK_INT(rig.fake.warnings, 1);
	end();
}

static void check_forgotten(void)
{
	CHECK_TEXT(rig.memory.row.access_token, "");
	CHECK_TEXT(rig.memory.row.refresh_token, "");
	CHECK_TEXT(rig.memory.row.token_response, "");
	CHECK_INT(rig.memory.row.access_token_exp, 0);
	CHECK(rig.session.server.access_token == NULL && rig.session.server.refresh_token == NULL && rig.session.server.token_response == NULL);
}

static void revoke(void)
{
	begin("access-1", "refresh-1");
	scripted_answer(&rig.script, 200, "");
	CHECK(sfprov_session_revoke(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_TEXT(rig.script.requests[0].url, X "/services/oauth2/revoke");
	CHECK_TEXT(rig.script.requests[0].body, "token=refresh-1");
	check_forgotten();
	end();
	begin("access-1", NULL);
	scripted_answer(&rig.script, 400, "{\"error\":\"invalid_token\",\"error_description\":\"invalid token: access-1\"}");
	CHECK(sfprov_session_revoke(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_TEXT(rig.script.requests[0].body, "token=access-1");
	check_forgotten();
	end();
	begin("access-1", NULL);
	scripted_answer(&rig.script, 400, "{\"error\":\"unsupported_token_type\",\"error_description\":\"this token type is not supported\"}");
	CHECK(sfprov_session_revoke(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_INT(rig.fake.warnings, 1);
	check_forgotten();
	end();
	begin("access-1", "refresh-1");
	scripted_answer(&rig.script, 503, "");
	CHECK(sfprov_session_revoke(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_SERVER);
	CHECK_TEXT(rig.memory.row.refresh_token, "refresh-1");
	end();
	begin("access-1", "refresh-1");
	scripted_answer(&rig.script, 400, "{\"error\":\"invalid_client\",\"error_description\":\"invalid client credentials\"}");
	CHECK(sfprov_session_revoke(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_CONFIGURATION);
	CHECK_TEXT(rig.memory.row.refresh_token, "refresh-1");
	end();
	begin("access-1", "refresh-1");
	scripted_failure(&rig.script, SFPROV_E_NETWORK, SFPROV_OUTCOME_NOT_SENT);
	CHECK(sfprov_session_revoke(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.error.kind, SFPROV_E_NETWORK);
	end();
	begin(NULL, NULL);
	CHECK(sfprov_session_revoke(&rig.session, &rig.error) == SFPROV_OK);
	CHECK_INT(rig.script.request_count, 0);
	end();
	begin("access-1", "refresh-1");
	(void) snprintf(rig.memory.row.server_url, sizeof(rig.memory.row.server_url), "https://evil.example");
	CHECK(sfprov_session_revoke(&rig.session, &rig.error) == SFPROV_FAILED);
	CHECK_INT(rig.script.request_count, 0);
	end();
}

int main(void)
{
	url();
	scopes_and_grants();
	exchange();
	exchange_without_refresh_token();
	revoke();
	return unit_summary("oauth/authorize");
}
