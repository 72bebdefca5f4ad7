/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "oauth/session.h"

#include "base/memory.h"
#include "oauth/session_internal.h"

#include <string.h>

/* A token that ends within this many seconds is renewed before it is used. */
#define RENEW_AHEAD 60

void sfprov_session_init(sfprov_session *session, const sfprov_token_store *store, const sfprov_transport *transport, const sfprov_environment *environment,
	const sfprov_session_settings *settings, sfprov_retry_budget *budget, sfprov_http_counters *counters)
{
	memset(session, 0, sizeof(*session));
	session->store = store;
	session->transport = transport;
	session->environment = environment;
	session->settings = *settings;
	session->budget = budget;
	session->counters = counters;
}

void sfprov_session_free(sfprov_session *session)
{
	sfprov_oauth_server_free(&session->server);
	sfprov_free(session->instance_url);
	session->instance_url = NULL;
}

int64_t sfprov_session_now(const sfprov_session *session)
{
	return session->environment->wall_time(session->environment->context);
}

int64_t sfprov_session_monotonic_ms(const sfprov_session *session)
{
	return session->environment->monotonic_ms(session->environment->context);
}

static bool is_set(const char *text)
{
	return text != NULL && *text != '\0';
}

sfprov_status sfprov_session_grant(const sfprov_session *session, sfprov_grant *grant, sfprov_error *error)
{
	const char *type = session->server.grant_type;

	if (type != NULL && strcmp(type, "AC") == 0) {
		*grant = SFPROV_GRANT_AUTHORIZATION_CODE;
	} else if (type != NULL && strcmp(type, "CC") == 0) {
		*grant = is_set(session->settings.jwt_key_file) ? SFPROV_GRANT_JWT_BEARER : SFPROV_GRANT_CLIENT_CREDENTIALS;
	} else if (type != NULL && strcmp(type, "JB") == 0) {
		*grant = SFPROV_GRANT_JWT_BEARER;
	} else {
		return sfprov_fail(
			error, SFPROV_E_CONFIGURATION, "The OAuth2 server has no grant type that works with Salesforce; choose Authorization Code or Client Credentials");
	}
	return SFPROV_OK;
}

sfprov_status sfprov_session_load(sfprov_session *session, int64_t server_id, sfprov_error *error)
{
	sfprov_oauth_server row;
	sfprov_status status;

	memset(&row, 0, sizeof(row));
	status = session->store->load(session->store->context, server_id, &row, error);
	if (status != SFPROV_OK) {
		sfprov_oauth_server_free(&row);
		return status;
	}
	sfprov_oauth_server_free(&session->server);
	session->server = row;
	sfprov_free(session->instance_url);
	session->instance_url = NULL;
	return SFPROV_OK;
}

sfprov_status sfprov_session_locate(sfprov_session *session, sfprov_error *error)
{
	char origin[SFPROV_ORIGIN_SIZE];
	char stored[SFPROV_ORIGIN_SIZE];
	sfprov_status status;

	if (is_set(session->settings.manual_instance_url)) {
		status = sfprov_host_instance(
			session->settings.manual_instance_url, session->settings.allowed_hosts, "The instance URL of the provisioning target", origin, error);
	} else {
		sfprov_token_instance_read(session->server.token_response, stored);
		if (stored[0] == '\0') {
			return sfprov_fail(error, SFPROV_E_AUTHORIZATION,
				"It is not known on which instance the Salesforce org is: open the OAuth2 server in the registry and press \"Obtain New Token\"");
		}
		status = sfprov_host_instance(stored, session->settings.allowed_hosts, "The instance_url of the stored token answer", origin, error);
	}
	if (status != SFPROV_OK) {
		return status;
	}
	if (session->instance_url == NULL) {
		session->instance_url = sfprov_alloc(SFPROV_ORIGIN_SIZE, 1);
	}
	if (session->instance_url == NULL) {
		return sfprov_fail_memory(error);
	}
	memcpy(session->instance_url, origin, strlen(origin) + 1);
	return SFPROV_OK;
}

/* What passes by itself: then a token that still works is better than none. */
static bool is_transient(const sfprov_error *error)
{
	return error->kind == SFPROV_E_NETWORK || error->kind == SFPROV_E_SERVER || error->kind == SFPROV_E_LIMIT || error->kind == SFPROV_E_DATABASE;
}

static sfprov_status renew_ahead(sfprov_session *session, sfprov_error *error)
{
	sfprov_error local;

	sfprov_error_clear(&local);
	if (sfprov_session_renew_token(session, true, &local) == SFPROV_OK) {
		return SFPROV_OK;
	}
	if (is_transient(&local) && session->server.access_token != NULL && session->server.access_token_exp > sfprov_session_now(session)) {
		sfprov_log(session->environment, SFPROV_LOG_WARNING, "The access token ends soon and could not be renewed: %s", local.message);
		return sfprov_session_locate(session, error);
	}
	if (error != NULL) {
		*error = local;
	}
	return SFPROV_FAILED;
}

sfprov_status sfprov_session_ready(sfprov_session *session, sfprov_error *error)
{
	int64_t expires = session->server.access_token_exp;
	sfprov_grant grant;
	sfprov_error local;
	bool renewable;

	if (sfprov_session_grant(session, &grant, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	renewable = grant != SFPROV_GRANT_AUTHORIZATION_CODE || session->server.refresh_token != NULL;
	if (session->server.access_token == NULL) {
		return sfprov_session_renew_token(session, true, error);
	}
	sfprov_error_clear(&local);
	if (sfprov_session_locate(session, &local) != SFPROV_OK) {
		/* A token answer can say where the org is, but nothing can mend what an admin has set. */
		if (renewable && !is_set(session->settings.manual_instance_url) && local.kind != SFPROV_E_MEMORY) {
			return sfprov_session_renew_token(session, true, error);
		}
		if (error != NULL) {
			*error = local;
		}
		return SFPROV_FAILED;
	}
	if (renewable && expires > 0 && expires - RENEW_AHEAD <= sfprov_session_now(session)) {
		return renew_ahead(session, error);
	}
	return SFPROV_OK;
}
