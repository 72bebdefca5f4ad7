/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Getting a new access token when the old one has ended: one process at a time, and at most one request. */
#include "base/memory.h"
#include "oauth/session_internal.h"

#include <string.h>

/* How long a token that another process is getting is waited for, in milliseconds. */
#define BUSY_WAIT 5000
#define BUSY_STEP_MIN 200
#define BUSY_STEP_SPREAD 600

static sfprov_status build_request(sfprov_session *session, sfprov_grant grant, sfprov_session_request *request, sfprov_error *error)
{
	const sfprov_session_settings *settings = &session->settings;

	switch (grant) {
		case SFPROV_GRANT_CLIENT_CREDENTIALS:
			request->purpose = SFPROV_TOKEN_CLIENT_CREDENTIALS;
			return sfprov_grant_client_credentials(&session->server, &request->body, error);
		case SFPROV_GRANT_JWT_BEARER:
			request->purpose = SFPROV_TOKEN_JWT;
			return sfprov_grant_jwt(
				&session->server, session->environment, settings->allowed_hosts, settings->jwt_key_file, settings->jwt_username, &request->body, error);
		case SFPROV_GRANT_AUTHORIZATION_CODE:
			break;
	}
	request->purpose = SFPROV_TOKEN_REFRESH;
	return sfprov_grant_refresh(&session->server, &request->body, error);
}

/* True when the row holds a token, and not the one that is known to be of no use. */
static bool has_other_token(const sfprov_oauth_server *server, const char *failed)
{
	const char *token = server->access_token;

	return token != NULL && (failed == NULL || strcmp(token, failed) != 0);
}

static sfprov_status take_over(sfprov_session *session, sfprov_error *error)
{
	sfprov_log(
		session->environment, SFPROV_LOG_DEBUG, "OAuth2 server %lld: took over the access token that another process stored", (long long) session->server.id);
	return sfprov_session_locate(session, error);
}

/* Where very many wait for the row, its lock may not come in time, although the token that all of them want is there already. */
static bool find_unlocked(sfprov_session *session, const char *failed)
{
	sfprov_oauth_server row;
	sfprov_error ignored;

	memset(&row, 0, sizeof(row));
	if (session->store->load(session->store->context, session->server.id, &row, &ignored) != SFPROV_OK || !has_other_token(&row, failed)) {
		sfprov_oauth_server_free(&row);
		return false;
	}
	sfprov_oauth_server_free(&session->server);
	session->server = row;
	return true;
}

/* The row is locked. Ends the lock in every case. */
static sfprov_status ask_locked(sfprov_session *session, bool rotating, sfprov_session_request *request, bool *busy, sfprov_error *error)
{
	sfprov_token_answer answer;
	sfprov_grant grant;
	sfprov_status status;

	if (sfprov_session_grant(session, &grant, error) != SFPROV_OK || build_request(session, grant, request, error) != SFPROV_OK) {
		session->store->rollback(session->store->context);
		return SFPROV_FAILED;
	}
	if (request->purpose == SFPROV_TOKEN_REFRESH && !rotating) {
		session->store->rollback(session->store->context);
		return sfprov_fail(error, SFPROV_E_DATABASE, "The grant type of the OAuth2 server was changed just now; try again");
	}
	status = sfprov_session_ask(session, request, &answer, busy, error);
	if (status != SFPROV_OK) {
		session->store->rollback(session->store->context);
		return status;
	}
	status = sfprov_session_keep(session, &answer, false, error);
	sfprov_token_answer_free(&answer);
	return status;
}

static int64_t next_step(const sfprov_session *session)
{
	unsigned char bytes[2] = {0x80, 0};

	(void) session->environment->random(session->environment->context, bytes, sizeof(bytes));
	return BUSY_STEP_MIN + ((int64_t) bytes[0] << 8 | bytes[1]) * BUSY_STEP_SPREAD / 65536;
}

/* Salesforce is at work on a request of another process, which may be one that does not lock the row (the registry's own code): its token will
 * appear in the row. Reads with the lock, since a plain read could show the state at the start of a transaction. */
static sfprov_status wait_for_other(sfprov_session *session, bool rotating, const char *failed, int64_t deadline_ms, sfprov_error *error)
{
	int64_t end = sfprov_session_monotonic_ms(session) + BUSY_WAIT;

	end = end < deadline_ms ? end : deadline_ms;
	for (;;) {
		int64_t left = end - sfprov_session_monotonic_ms(session);
		int64_t step = next_step(session);
		sfprov_error local;

		if (left <= 0) {
			return SFPROV_FAILED;
		}
		session->environment->sleep_ms(session->environment->context, step < left ? step : left);
		sfprov_error_clear(&local);
		if (sfprov_session_lock(session, rotating, deadline_ms, &local) != SFPROV_OK) {
			if (local.kind == SFPROV_E_DATABASE) {
				continue;
			}
			if (error != NULL) {
				*error = local;
			}
			return SFPROV_FAILED;
		}
		session->store->rollback(session->store->context);
		if (has_other_token(&session->server, failed)) {
			sfprov_error_clear(error);
			return sfprov_session_locate(session, error);
		}
	}
}

static sfprov_status renew_locked(sfprov_session *session, bool adopt, bool rotating, const char *failed, sfprov_error *error)
{
	sfprov_session_request request;
	sfprov_status status;
	sfprov_error local;
	bool busy = false;

	sfprov_session_request_init(session, &request, SFPROV_TOKEN_REFRESH);
	sfprov_error_clear(&local);
	status = sfprov_session_lock(session, rotating, request.deadline_ms, &local);
	if (status != SFPROV_OK) {
		if (adopt && local.kind == SFPROV_E_DATABASE && find_unlocked(session, failed)) {
			status = take_over(session, error);
		} else if (error != NULL) {
			*error = local;
		}
	} else if (adopt && has_other_token(&session->server, failed)) {
		session->store->rollback(session->store->context);
		status = take_over(session, error);
	} else {
		status = ask_locked(session, rotating, &request, &busy, error);
		if (status == SFPROV_OK) {
			sfprov_log(session->environment, SFPROV_LOG_INFO, "OAuth2 server %lld: new access token, instance %s", (long long) session->server.id,
				session->instance_url);
		} else if (busy) {
			status = wait_for_other(session, rotating, failed, request.deadline_ms, error);
		}
	}
	sfprov_session_request_free(&request);
	return status;
}

sfprov_status sfprov_session_renew_token(sfprov_session *session, bool adopt, sfprov_error *error)
{
	sfprov_status status = SFPROV_FAILED;
	sfprov_grant grant;
	char *failed = NULL;

	if (sfprov_session_grant(session, &grant, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	/* Kept beside the row, which the lock replaces. */
	failed = sfprov_copy(session->server.access_token);
	if (failed == NULL && session->server.access_token != NULL) {
		return sfprov_fail_memory(error);
	}
	/* What an admin has set wrong is said before anything is sent. */
	if (session->settings.manual_instance_url == NULL || *session->settings.manual_instance_url == '\0' || sfprov_session_locate(session, error) == SFPROV_OK) {
		status = renew_locked(session, adopt, grant == SFPROV_GRANT_AUTHORIZATION_CODE, failed, error);
	}
	sfprov_free_secret(failed);
	return status;
}

sfprov_status sfprov_session_renew(sfprov_session *session, sfprov_error *error)
{
	return sfprov_session_renew_token(session, true, error);
}

sfprov_status sfprov_session_request_token(sfprov_session *session, sfprov_error *error)
{
	return sfprov_session_renew_token(session, false, error);
}
