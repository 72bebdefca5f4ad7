/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "memory_failing.h"
#include "oauth/token_error.h"
#include "unit.h"

#define REFRESH SFPROV_TOKEN_REFRESH
#define CODE SFPROV_TOKEN_CODE
#define CREDENTIALS SFPROV_TOKEN_CLIENT_CREDENTIALS
#define JWT SFPROV_TOKEN_JWT
#define REVOKE SFPROV_TOKEN_REVOKE

static const char *const secrets[] = {"consumer-SECRET-0123456789", NULL, "5Aep861.REFRESH.token", "00Dxx!ACCESS_token", "tiny"};
static sfprov_error error;
static bool busy;

static void give(int status, const char *body, sfprov_token_purpose purpose)
{
	sfprov_token_context context = {purpose, secrets, sizeof(secrets) / sizeof(secrets[0]), 1700000000};
	sfprov_http_answer answer;

	sfprov_http_answer_init(&answer, true);
	answer.status = status;
	if (!sfprov_buffer_append_text(&answer.body, body)) {
		abort();
	}
	memset(&error, 0x55, sizeof(error));
	CHECK(sfprov_token_error_read(&answer, &context, &busy, &error) == SFPROV_FAILED);
	CHECK_INT(error.http_status, status);
	sfprov_http_answer_free(&answer);
}

typedef struct expectation {
	sfprov_token_purpose purpose;
	const char *name;
	const char *description;
	sfprov_error_kind kind;
	bool busy;
	const char *part;
} expectation;

/* Every error that Salesforce documents or was seen to send, in the request it belongs to. */
static void known(void)
{
	static const expectation cases[] = {{REFRESH, "invalid_grant", "expired access/refresh token", SFPROV_E_AUTHORIZATION, false, "\"Obtain New Token\""},
		{REFRESH, "invalid_grant", "token request is already being processed", SFPROV_E_SERVER, true, "being processed"},
		{REFRESH, "invalid_grant", "expired authorization code", SFPROV_E_SERVER, true, "being processed"},
		{CREDENTIALS, "invalid_grant", "token request is already being processed", SFPROV_E_SERVER, true, "being processed"},
		{JWT, "invalid_request", "Token request is already being processed", SFPROV_E_SERVER, true, "being processed"},
		{CODE, "invalid_grant", "token request is already being processed", SFPROV_E_AUTHORIZATION, false, "once more"},
		{CODE, "invalid_grant", "expired authorization code", SFPROV_E_AUTHORIZATION, false, "15 minutes"},
		{CODE, "invalid_grant", "invalid authorization code", SFPROV_E_AUTHORIZATION, false, "15 minutes"},
		{JWT, "invalid_grant", "expired authorization code", SFPROV_E_AUTHORIZATION, false, "2023-11-14 22:13:20 UTC"},
		{JWT, "invalid_grant", "expired assertion", SFPROV_E_AUTHORIZATION, false, "clock"},
		{JWT, "invalid_grant", "invalid assertion", SFPROV_E_CONFIGURATION, false, "certificate"},
		{JWT, "invalid_grant", "audience is invalid", SFPROV_E_CONFIGURATION, false, "My Domain"},
		{JWT, "invalid_grant", "Audience validation failed", SFPROV_E_CONFIGURATION, false, "My Domain"},
		{JWT, "invalid_grant", "user hasn't approved this consumer", SFPROV_E_AUTHORIZATION, false, "pre-authorised"},
		{JWT, "invalid_app_access", "user is not admin approved to access this app", SFPROV_E_AUTHORIZATION, false, "permission set"},
		{REFRESH, "invalid_client_id", "client identifier invalid", SFPROV_E_CONFIGURATION, false, "consumer key"},
		{REFRESH, "invalid_client", "invalid client credentials", SFPROV_E_CONFIGURATION, false, "consumer secret"},
		{REFRESH, "invalid_grant", "authentication failure - invalid client credentials", SFPROV_E_CONFIGURATION, false, "consumer secret"},
		{REFRESH, "invalid_client", "app must be installed into org", SFPROV_E_CONFIGURATION, false, "install"},
		{REFRESH, "invalid_client", NULL, SFPROV_E_CONFIGURATION, false, "client ID"},
		{CODE, "redirect_uri_mismatch", "redirect_uri must match configuration", SFPROV_E_CONFIGURATION, false, "callback URLs"},
		{CODE, "invalid_grant", "redirect uri does not match configuration", SFPROV_E_CONFIGURATION, false, "callback URLs"},
		{CREDENTIALS, "unsupported_grant_type", "grant type not supported", SFPROV_E_CONFIGURATION, false, "enable the flow"},
		{REFRESH, "invalid_grant", "authentication failure", SFPROV_E_AUTHORIZATION, false, "Login History"},
		{REFRESH, "invalid_grant", "inactive user", SFPROV_E_AUTHORIZATION, false, "activate the user"},
		{REFRESH, "inactive_user", "user is inactive", SFPROV_E_AUTHORIZATION, false, "activate the user"},
		{REFRESH, "inactive_org", "organization is not active", SFPROV_E_AUTHORIZATION, false, "suspended"},
		{REFRESH, "invalid_grant", "user is locked", SFPROV_E_AUTHORIZATION, false, "unlock"},
		{REFRESH, "invalid_grant", "ip restricted", SFPROV_E_AUTHORIZATION, false, "login IP ranges"},
		{CODE, "invalid_grant", "invalid code verifier", SFPROV_E_AUTHORIZATION, false, "begin it again"},
		{CODE, "invalid_request", "missing required code challenge", SFPROV_E_AUTHORIZATION, false, "PKCE"},
		{CREDENTIALS, "invalid_grant", "request not supported on this domain", SFPROV_E_CONFIGURATION, false, "MyDomain.my.salesforce.com"},
		{CREDENTIALS, "invalid_grant", "no client credentials user enabled", SFPROV_E_CONFIGURATION, false, "Run As"},
		{CREDENTIALS, "invalid_grant", "no valid scopes defined", SFPROV_E_CONFIGURATION, false, "scope api"},
		{CODE, "invalid_scope", "the requested scope is not allowed", SFPROV_E_CONFIGURATION, false, "api refresh_token"},
		{CODE, "access_denied", "end-user denied authorization", SFPROV_E_AUTHORIZATION, false, "allow it"},
		{CODE, "OAUTH_APP_ACCESS_DENIED", "", SFPROV_E_AUTHORIZATION, false, "permission set"},
		{REFRESH, "OAUTH_APP_BLOCKED", "", SFPROV_E_AUTHORIZATION, false, "unblock"},
		{JWT, "invalid_grant", "LOGIN_RATE_EXCEEDED", SFPROV_E_LIMIT, false, "too many logins"},
		{REFRESH, "rate_limit", "login rate exceeded", SFPROV_E_LIMIT, false, "too many logins"},
		{REFRESH, "server_error", "", SFPROV_E_SERVER, false, "try again"},
		{REFRESH, "unknown_error", "retry your request", SFPROV_E_SERVER, false, "try again"},
		{REFRESH, "temporarily_unavailable", NULL, SFPROV_E_SERVER, false, "try again"},
		{REFRESH, "invalid_grant", "something new", SFPROV_E_AUTHORIZATION, false, "\"Obtain New Token\""},
		{JWT, "invalid_grant", NULL, SFPROV_E_AUTHORIZATION, false, "Login History"},
		{REVOKE, "invalid_token", "invalid token: x", SFPROV_E_AUTHORIZATION, false, "does not know the token"},
		{REVOKE, "unsupported_token_type", "this token type is not supported", SFPROV_E_AUTHORIZATION, false, "this type"}};
	char body[512];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (cases[i].description == NULL) {
			(void) snprintf(body, sizeof(body), "{\"error\":\"%s\"}", cases[i].name);
		} else {
			(void) snprintf(body, sizeof(body), "{\"error\":\"%s\",\"error_description\":\"%s\"}", cases[i].name, cases[i].description);
		}
		give(400, body, cases[i].purpose);
		if (!CHECK_INT(error.kind, cases[i].kind)) {
			printf("\t%s\n", body);
		}
		CHECK(busy == cases[i].busy);
		CHECK_TEXT(error.code, cases[i].name);
		CHECK_CONTAINS(error.message, cases[i].part);
		CHECK_INT(error.outcome, cases[i].busy ? SFPROV_OUTCOME_THROTTLED : SFPROV_OUTCOME_REFUSED);
		CHECK(strlen(error.message) < 500);
	}
}

static void without_oauth_body(void)
{
	give(503, "<html>down for maintenance 5Aep861.REFRESH.token</html>", REFRESH);
	CHECK_INT(error.kind, SFPROV_E_SERVER);
	CHECK_TEXT(error.code, "");
	CHECK_INT(error.outcome, SFPROV_OUTCOME_UNKNOWN);
	CHECK_LACKS(error.message, "maintenance");
	give(500, "{\"error\":\"strange\"}", REFRESH);
	CHECK_INT(error.kind, SFPROV_E_SERVER);
	give(429, "", REFRESH);
	CHECK_INT(error.kind, SFPROV_E_LIMIT);
	give(302, "", REFRESH);
	CHECK_INT(error.kind, SFPROV_E_CONFIGURATION);
	give(404, "not here", REFRESH);
	CHECK_INT(error.kind, SFPROV_E_SERVER);
	give(400, "", REFRESH);
	CHECK_INT(error.kind, SFPROV_E_SERVER);
	give(403, "[{\"message\":\"Login rate\",\"errorCode\":\"LOGIN_RATE_EXCEEDED\"}]", JWT);
	CHECK_INT(error.kind, SFPROV_E_LIMIT);
	CHECK_TEXT(error.code, "LOGIN_RATE_EXCEEDED");
	give(400, "[]", JWT);
	CHECK_INT(error.kind, SFPROV_E_SERVER);
	give(400, "[7]", JWT);
	CHECK_INT(error.kind, SFPROV_E_SERVER);
	give(204, "", JWT);
	CHECK_INT(error.kind, SFPROV_E_SERVER);
}

/* What an answer echoes is shown only when no part of a secret is in it, in whatever coding. */
static void echoes(void)
{
	static const char *const bodies[] = {"{\"error\":\"odd\",\"error_description\":\"bad token 5Aep861.REFRESH.token\"}",
		"{\"error\":\"odd\",\"error_description\":\"bad token 5Aep861.\"}",
		"{\"error\":\"odd\",\"error_description\":\"bad secret consumer-SECRET-0123456789!\"}", "{\"error\":\"odd\",\"error_description\":\"xRET-0123x\"}",
		"{\"error\":\"odd\",\"error_description\":\"a tiny thing\"}",
		"{\"error\":\"odd\",\"error_description\":\"coded 35416570383631 2e52454652455348342e746f6b656effeeddccbbaa99\"}",
		"{\"error\":\"odd\",\"error_description\":\"line\\nbreak\"}", "{\"error\":\"odd\",\"error_description\":\"\\u001b[31m\"}",
		"{\"error\":\"odd\",\"error_description\":{\"a\":1}}"};
	static const char *const names[] = {"{\"error\":\"consumer-SECRET-0123456789\"}", "{\"error\":\"00Dxx!ACCESS_token\"}", "{\"error\":\"\"}",
		"{\"error\":\"a b\"}", "{\"error\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}", "{\"error\":\"SECRET-01\"}", "{\"error\":null}", "{\"error\":1}"};
	char description[400];
	size_t i;

	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		give(400, bodies[i], REFRESH);
		CHECK_TEXT(error.message, "Salesforce refuses the token request (odd, HTTP 400)");
		CHECK_INT(error.kind, SFPROV_E_AUTHORIZATION);
	}
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		give(400, names[i], REFRESH);
		CHECK_TEXT(error.code, "");
		CHECK_TEXT(error.message, "Salesforce gave no usable answer to the token request (HTTP 400); try again later");
	}
	give(400, "{\"error\":\"odd\",\"error_description\":\"the moon is full\"}", REFRESH);
	CHECK_TEXT(error.message, "Salesforce refuses the token request (odd, HTTP 400): the moon is full");
	memset(description, 0, sizeof(description));
	for (i = 0; i < 101; i++) {
		(void) memcpy(description + 2 * i, "x ", 2);
	}
	CHECK(sfprov_token_text_is_safe(description, secrets, 5));
	CHECK(!sfprov_token_text_is_safe("tiny", secrets, 5));
	CHECK(sfprov_token_text_is_safe("tin", secrets, 5));
	CHECK(sfprov_token_text_is_safe("", secrets, 5));
}

int main(void)
{
	known();
	without_oauth_body();
	echoes();
	CHECK_INT(memory_live(), 0);
	return unit_summary("oauth/token_error");
}
