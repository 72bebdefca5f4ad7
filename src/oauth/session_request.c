/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Requests of a session to the OAuth endpoints, and the row they are about. */
#include "base/memory.h"
#include "oauth/session_internal.h"
#include "oauth/token_error.h"

#include <stdio.h>
#include <string.h>

/* What may have passed of the time for a token request when the row is locked at last; a request sent with less than the rest would likely end with
 * an unknown outcome, and that can cost a rotated refresh token. */
#define LOCK_SHARE(timeout) ((timeout) *3 / 4)

void sfprov_session_request_init(const sfprov_session *session, sfprov_session_request *request, sfprov_token_purpose purpose)
{
	memset(request, 0, sizeof(*request));
	request->purpose = purpose;
	request->deadline_ms = sfprov_session_monotonic_ms(session) + session->settings.timeout_ms;
	sfprov_buffer_init_secret(&request->body, 0);
}

void sfprov_session_request_free(sfprov_session_request *request)
{
	sfprov_buffer_free(&request->body);
}

void sfprov_session_add_hint(sfprov_error *error, const char *hint)
{
	size_t used = error == NULL ? 0 : strlen(error->message);
	bool ended = used > 0 && error->message[used - 1] == '.';

	if (error != NULL && used + strlen(hint) + 3 <= sizeof(error->message)) {
		(void) snprintf(error->message + used, sizeof(error->message) - used, "%s%s", ended ? " " : ". ", hint);
	}
}

/* A code and a refresh token that rotates work once: their requests must not reach Salesforce twice. */
static bool works_once(sfprov_token_purpose purpose)
{
	return purpose == SFPROV_TOKEN_CODE || purpose == SFPROV_TOKEN_REFRESH;
}

sfprov_status sfprov_session_post(
	sfprov_session *session, const sfprov_session_request *request, const char *name, sfprov_http_answer *answer, sfprov_error *error)
{
	static const char *const headers[] = {"Accept: application/json", NULL};
	sfprov_retry_policy policy = session->settings.retry;
	sfprov_http_request http;
	sfprov_status status;
	sfprov_error local;
	char *url = NULL;

	if (sfprov_host_endpoint(session->server.server_url, session->settings.allowed_hosts, name, &url, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	memset(&http, 0, sizeof(http));
	http.method = SFPROV_POST;
	http.url = url;
	http.content_type = "application/x-www-form-urlencoded";
	http.body = sfprov_buffer_text(&request->body);
	http.body_length = request->body.length;
	http.headers = headers;
	http.repeat = works_once(request->purpose) ? SFPROV_REPEAT_ONCE : SFPROV_REPEAT_SAFE;
	http.fresh_connection = works_once(request->purpose);
	http.answer_limit = SFPROV_TOKEN_ANSWER_LIMIT;
	http.deadline_ms = request->deadline_ms;
	if (works_once(request->purpose)) {
		policy.attempts = 1;
	}
	session->refreshes++;
	sfprov_error_clear(&local);
	status = sfprov_http_send(session->transport, session->environment, &policy, session->budget, session->counters, NULL, &http, answer, &local);
	if (status != SFPROV_OK && request->purpose == SFPROV_TOKEN_REFRESH && local.outcome == SFPROV_OUTCOME_UNKNOWN) {
		sfprov_session_add_hint(&local, "Salesforce may have got the request; if it replaces refresh tokens, a new authorisation may be needed");
	}
	if (status != SFPROV_OK && error != NULL) {
		*error = local;
	}
	sfprov_free(url);
	return status;
}

sfprov_status sfprov_session_refused(
	const sfprov_session *session, const sfprov_session_request *request, const sfprov_http_answer *answer, bool *busy, sfprov_error *error)
{
	const char *assertion = request->purpose == SFPROV_TOKEN_JWT ? strstr(sfprov_buffer_text(&request->body), "assertion=") : NULL;
	const char *const secrets[] = {session->server.client_secret, session->server.refresh_token, session->server.access_token, request->code,
		request->code_verifier, assertion == NULL ? NULL : assertion + strlen("assertion=")};
	sfprov_token_context context = {request->purpose, secrets, sizeof(secrets) / sizeof(secrets[0]), sfprov_session_now(session)};

	return sfprov_token_error_read(answer, &context, busy, error);
}

static sfprov_status read_answer(
	const sfprov_session *session, const sfprov_session_request *request, const sfprov_http_answer *http, sfprov_token_answer *answer, sfprov_error *error)
{
	const char *manual = session->settings.manual_instance_url;
	sfprov_token_summary previous;
	sfprov_token_rules rules;
	sfprov_status status;

	sfprov_token_summary_read(session->server.token_response, &previous);
	rules.client_secret = session->server.client_secret;
	rules.signature_required = request->purpose == SFPROV_TOKEN_CODE;
	rules.instance_wanted = manual == NULL || *manual == '\0';
	rules.allowed_hosts = session->settings.allowed_hosts;
	rules.previous_instance = previous.instance_url[0] == '\0' ? NULL : previous.instance_url;
	rules.now = sfprov_session_now(session);
	status = sfprov_token_answer_read(sfprov_buffer_text(&http->body), http->body.length, &rules, answer, error);
	if (status != SFPROV_OK) {
		if (error != NULL) {
			error->http_status = http->status;
			error->outcome = SFPROV_OUTCOME_UNKNOWN;
		}
		if (request->purpose == SFPROV_TOKEN_REFRESH) {
			sfprov_session_add_hint(error,
				"The answer was not kept; if Salesforce replaces refresh tokens, press \"Obtain New Token\" on the OAuth2 server's page once this is mended");
		}
	}
	return status;
}

sfprov_status sfprov_session_ask(sfprov_session *session, const sfprov_session_request *request, sfprov_token_answer *answer, bool *busy, sfprov_error *error)
{
	sfprov_http_answer http;
	sfprov_status status;

	*busy = false;
	memset(answer, 0, sizeof(*answer));
	sfprov_http_answer_init(&http, true);
	status = sfprov_session_post(session, request, "token", &http, error);
	if (status == SFPROV_OK) {
		status = http.status == 200 ? read_answer(session, request, &http, answer, error) : sfprov_session_refused(session, request, &http, busy, error);
	}
	sfprov_http_answer_free(&http);
	return status;
}

sfprov_status sfprov_session_lock(sfprov_session *session, bool rotating, int64_t deadline_ms, sfprov_error *error)
{
	const sfprov_token_store *store = session->store;
	int64_t latest = deadline_ms - session->settings.timeout_ms + LOCK_SHARE(session->settings.timeout_ms);
	sfprov_oauth_server row;

	if (session->instance_url == NULL) {
		session->instance_url = sfprov_alloc(SFPROV_ORIGIN_SIZE, 1);
		if (session->instance_url == NULL) {
			return sfprov_fail_memory(error);
		}
	}
	memset(&row, 0, sizeof(row));
	if (store->lock(store->context, session->server.id, rotating, &row, error) != SFPROV_OK) {
		sfprov_oauth_server_free(&row);
		return SFPROV_FAILED;
	}
	if (sfprov_session_monotonic_ms(session) > latest) {
		store->rollback(store->context);
		sfprov_oauth_server_free(&row);
		return sfprov_fail(error, SFPROV_E_DATABASE, "The row of the OAuth2 server was locked by somebody else for too long; try again later");
	}
	sfprov_oauth_server_free(&session->server);
	session->server = row;
	return SFPROV_OK;
}

/* Makes the tokens the session's. Takes no memory. */
static void use(sfprov_session *session, sfprov_token_answer *answer)
{
	sfprov_oauth_server *server = &session->server;

	sfprov_free_secret(server->access_token);
	server->access_token = answer->access_token;
	answer->access_token = NULL;
	sfprov_free_secret(server->token_response);
	server->token_response = answer->stored;
	answer->stored = NULL;
	if (answer->refresh_token != NULL) {
		sfprov_free_secret(server->refresh_token);
		server->refresh_token = answer->refresh_token;
		answer->refresh_token = NULL;
	}
	server->access_token_exp = answer->expires;
	if (answer->instance_url[0] != '\0') {
		memcpy(session->instance_url, answer->instance_url, sizeof(answer->instance_url));
	}
}

static sfprov_status save(sfprov_session *session, const sfprov_token_answer *answer, bool forget_first, sfprov_error *error)
{
	const sfprov_token_store *store = session->store;
	sfprov_token_update update = {NULL, NULL, NULL, 0};

	if (forget_first && store->save(store->context, session->server.id, &update, error) != SFPROV_OK) {
		store->rollback(store->context);
		return SFPROV_FAILED;
	}
	update.access_token = answer->access_token;
	update.refresh_token = answer->refresh_token;
	update.token_response = answer->stored;
	update.access_token_exp = answer->expires;
	if (store->save(store->context, session->server.id, &update, error) != SFPROV_OK) {
		store->rollback(store->context);
		return SFPROV_FAILED;
	}
	return store->commit(store->context, error);
}

static bool same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* The new refresh token is nowhere but here: what did not work is tried once more, on the row locked anew, if nobody has changed it meanwhile. */
static sfprov_status save_again(sfprov_session *session, const sfprov_token_answer *answer, bool forget_first, sfprov_error *error)
{
	const sfprov_token_store *store = session->store;
	sfprov_status status;
	sfprov_oauth_server row;

	memset(&row, 0, sizeof(row));
	status = store->lock(store->context, session->server.id, true, &row, error);
	if (status == SFPROV_OK && same_text(row.refresh_token, answer->refresh_token) && same_text(row.access_token, answer->access_token)) {
		/* It did work, only its confirmation was lost. */
		store->rollback(store->context);
	} else if (status == SFPROV_OK && same_text(row.refresh_token, session->server.refresh_token)
		&& same_text(row.access_token, session->server.access_token)) {
		status = save(session, answer, forget_first, error);
	} else if (status == SFPROV_OK) {
		store->rollback(store->context);
		status = sfprov_fail(error, SFPROV_E_DATABASE, "somebody else has stored other tokens meanwhile");
	}
	sfprov_oauth_server_free(&row);
	return status;
}

sfprov_status sfprov_session_keep(sfprov_session *session, sfprov_token_answer *answer, bool forget_first, sfprov_error *error)
{
	const char *old = session->server.refresh_token;
	bool rotated = answer->refresh_token != NULL && (old == NULL || strcmp(old, answer->refresh_token) != 0);
	sfprov_status status;
	sfprov_error local;

	sfprov_error_clear(&local);
	status = save(session, answer, forget_first, &local);
	if (status != SFPROV_OK && rotated && local.kind == SFPROV_E_DATABASE) {
		status = save_again(session, answer, forget_first, &local);
	}
	if (status == SFPROV_OK) {
		if (forget_first) {
			sfprov_free_secret(session->server.refresh_token);
			session->server.refresh_token = NULL;
		}
		use(session, answer);
		return SFPROV_OK;
	}
	if (!rotated) {
		if (error != NULL) {
			*error = local;
		}
		return SFPROV_FAILED;
	}
	sfprov_log(session->environment, SFPROV_LOG_ERROR, "A new refresh token of OAuth2 server %lld could not be stored: %s", (long long) session->server.id,
		local.message);
	return sfprov_fail(error, SFPROV_E_AUTHORIZATION,
		"Salesforce gave a new refresh token, but the registry could not store it (%.400s). The old one may have ended with that: if Salesforce refuses it "
		"at the next try, a new authorisation is needed; open the OAuth2 server in the registry and press \"Obtain New Token\"",
		local.message);
}
