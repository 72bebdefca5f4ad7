/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What an admin starts: authorising, and ending an authorisation. */
#include "base/memory.h"
#include "base/text.h"
#include "crypto/pkce.h"
#include "oauth/session_internal.h"

#include <openssl/crypto.h>
#include <string.h>

#define PARAMETER_LIMIT 4096

/* Printable ASCII without spaces: what codes, states and redirect URIs consist of. */
static bool is_parameter(const char *text)
{
	size_t i;

	if (text == NULL) {
		return false;
	}
	for (i = 0; text[i] != '\0'; i++) {
		if (text[i] <= ' ' || text[i] > '~' || i >= PARAMETER_LIMIT) {
			return false;
		}
	}
	return i > 0;
}

static sfprov_status need_code_grant(const sfprov_session *session, sfprov_error *error)
{
	sfprov_grant grant;

	if (sfprov_session_grant(session, &grant, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (grant != SFPROV_GRANT_AUTHORIZATION_CODE) {
		return sfprov_fail(
			error, SFPROV_E_CONFIGURATION, "The OAuth2 server uses a grant that needs no authorisation by a person; its token is requested without one");
	}
	return SFPROV_OK;
}

static void warn_about_scope(const sfprov_session *session)
{
	const char *scope = session->server.scope;

	if (scope == NULL) {
		return;
	}
	if (sfprov_grant_has_scope(scope, "full")) {
		sfprov_log(session->environment, SFPROV_LOG_WARNING,
			"The scope of the OAuth2 server asks for full access; \"" SFPROV_DEFAULT_SCOPE "\" is enough for provisioning");
	}
	if (!sfprov_grant_has_scope(scope, "refresh_token") && !sfprov_grant_has_scope(scope, "offline_access")) {
		sfprov_log(session->environment, SFPROV_LOG_WARNING,
			"The scope of the OAuth2 server lacks refresh_token, so the authorisation will end with its first access token");
	}
}

sfprov_status sfprov_session_authorization_url(
	sfprov_session *session, const char *redirect_uri, const char *state, char **url, char **code_verifier, sfprov_error *error)
{
	char verifier[SFPROV_PKCE_SIZE] = "";
	char challenge[SFPROV_PKCE_SIZE];

	*url = NULL;
	*code_verifier = NULL;
	if (!is_parameter(redirect_uri) || !is_parameter(state)) {
		return sfprov_fail(error, SFPROV_E_INPUT, "Redirect URI and state must be texts of printable ASCII characters without spaces");
	}
	if (need_code_grant(session, error) != SFPROV_OK || sfprov_pkce_verifier(session->environment, verifier, error) != SFPROV_OK
		|| sfprov_pkce_challenge(verifier, challenge, error) != SFPROV_OK) {
		goto out;
	}
	if (sfprov_grant_authorize_url(&session->server, session->settings.allowed_hosts, redirect_uri, state, challenge, url, error) != SFPROV_OK) {
		goto out;
	}
	*code_verifier = sfprov_copy(verifier);
	if (*code_verifier == NULL) {
		sfprov_free(*url);
		*url = NULL;
		(void) sfprov_fail_memory(error);
		goto out;
	}
	warn_about_scope(session);
out:
	OPENSSL_cleanse(verifier, sizeof(verifier));
	return *url == NULL ? SFPROV_FAILED : SFPROV_OK;
}

/* A refresh token that the row still has belongs to an earlier authorisation. It is kept, as the registry keeps it, only when that was given by the
 * same user: else a refresh would bring the earlier user's rights back. */
static bool must_forget(const sfprov_session *session, const sfprov_token_answer *answer)
{
	sfprov_token_summary before;
	sfprov_token_summary after;

	if (answer->refresh_token != NULL || session->server.refresh_token == NULL) {
		return false;
	}
	sfprov_token_summary_read(session->server.token_response, &before);
	sfprov_token_summary_read(answer->stored, &after);
	return !sfprov_text_same_record_id(before.user_id, after.user_id) || !sfprov_text_same_record_id(before.org_id, after.org_id);
}

sfprov_status sfprov_session_exchange_code(sfprov_session *session, const char *code, const char *redirect_uri, const char *code_verifier, sfprov_error *error)
{
	sfprov_session_request request;
	sfprov_token_answer answer;
	sfprov_status status;
	bool busy;

	if (!is_parameter(code) || !is_parameter(redirect_uri)) {
		return sfprov_fail(error, SFPROV_E_INPUT, "Code and redirect URI must be texts of printable ASCII characters without spaces");
	}
	if (code_verifier != NULL && !sfprov_pkce_is_verifier(code_verifier)) {
		return sfprov_fail(error, SFPROV_E_INPUT, "The code verifier is not one that authorizationUrl() gave");
	}
	if (need_code_grant(session, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	memset(&answer, 0, sizeof(answer));
	sfprov_session_request_init(session, &request, SFPROV_TOKEN_CODE);
	request.code = code;
	request.code_verifier = code_verifier;
	status = sfprov_session_lock(session, true, request.deadline_ms, error);
	if (status != SFPROV_OK) {
		goto out;
	}
	status = sfprov_grant_code(&session->server, code, redirect_uri, code_verifier, &request.body, error);
	if (status == SFPROV_OK) {
		status = sfprov_session_ask(session, &request, &answer, &busy, error);
	}
	if (status != SFPROV_OK) {
		session->store->rollback(session->store->context);
		goto out;
	}
	status = sfprov_session_keep(session, &answer, must_forget(session, &answer), error);
	if (status != SFPROV_OK) {
		sfprov_session_add_hint(error, "The authorisation has to be begun again");
	} else if (session->server.refresh_token == NULL) {
		sfprov_log(session->environment, SFPROV_LOG_WARNING,
			"Salesforce gave no refresh token for OAuth2 server %lld: add the scope refresh_token to the server and to the app",
			(long long) session->server.id);
	}
out:
	sfprov_token_answer_free(&answer);
	sfprov_session_request_free(&request);
	return status;
}

/* True when the token has ended, or at least nothing more can be done about it. */
static bool counts_as_revoked(const sfprov_session *session, const sfprov_http_answer *answer, const sfprov_error *error)
{
	if (answer->status == 200) {
		return true;
	}
	if (answer->status != 400) {
		return false;
	}
	if (strcmp(error->code, "unsupported_token_type") == 0) {
		sfprov_log(session->environment, SFPROV_LOG_WARNING,
			"Salesforce cannot revoke tokens of this type; the access token of OAuth2 server %lld is forgotten, and ends by itself",
			(long long) session->server.id);
		return true;
	}
	return strcmp(error->code, "invalid_token") == 0;
}

static sfprov_status revoke_at_salesforce(sfprov_session *session, const char *token, int64_t deadline_ms, sfprov_error *error)
{
	sfprov_session_request request;
	sfprov_http_answer answer;
	sfprov_error local;
	sfprov_status status;
	bool busy;

	sfprov_error_clear(&local);
	sfprov_http_answer_init(&answer, true);
	sfprov_session_request_init(session, &request, SFPROV_TOKEN_REVOKE);
	request.deadline_ms = deadline_ms;
	status = sfprov_grant_revoke(token, &request.body, &local);
	if (status == SFPROV_OK) {
		status = sfprov_session_post(session, &request, "revoke", &answer, &local);
	}
	if (status == SFPROV_OK && answer.status != 200) {
		(void) sfprov_session_refused(session, &request, &answer, &busy, &local);
	}
	if (status == SFPROV_OK && !counts_as_revoked(session, &answer, &local)) {
		status = SFPROV_FAILED;
	}
	if (status != SFPROV_OK && error != NULL) {
		*error = local;
	}
	sfprov_session_request_free(&request);
	sfprov_http_answer_free(&answer);
	return status;
}

sfprov_status sfprov_session_revoke(sfprov_session *session, sfprov_error *error)
{
	const sfprov_token_store *store = session->store;
	const sfprov_token_update nothing = {NULL, NULL, NULL, 0};
	int64_t deadline_ms = sfprov_session_monotonic_ms(session) + session->settings.timeout_ms;
	sfprov_oauth_server *server = &session->server;
	const char *token;

	if (sfprov_session_lock(session, true, deadline_ms, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	token = server->refresh_token != NULL ? server->refresh_token : server->access_token;
	if ((token != NULL && revoke_at_salesforce(session, token, deadline_ms, error) != SFPROV_OK)
		|| store->save(store->context, server->id, &nothing, error) != SFPROV_OK) {
		store->rollback(store->context);
		return SFPROV_FAILED;
	}
	if (store->commit(store->context, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_free_secret(server->access_token);
	sfprov_free_secret(server->refresh_token);
	sfprov_free_secret(server->token_response);
	server->access_token = NULL;
	server->refresh_token = NULL;
	server->token_response = NULL;
	server->access_token_exp = 0;
	return SFPROV_OK;
}
