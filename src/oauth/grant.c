/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "oauth/grant.h"

#include "base/json.h"
#include "base/memory.h"
#include "crypto/jwt.h"
#include "oauth/host.h"

#include <string.h>

static sfprov_status finish(const sfprov_buffer *body, sfprov_error *error)
{
	return body->failed ? sfprov_fail_memory(error) : SFPROV_OK;
}

static sfprov_status need_client_id(const sfprov_oauth_server *server, sfprov_error *error)
{
	if (server->client_id == NULL) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The OAuth2 server has no client ID; it is the consumer key of the app in Salesforce");
	}
	return SFPROV_OK;
}

/* The secret goes into the body, as the registry sends it; left out when there is none, for apps that ask for none. */
static void append_client(const sfprov_oauth_server *server, const char *grant_type, sfprov_buffer *body)
{
	(void) sfprov_buffer_append_form(body, "grant_type", grant_type);
	(void) sfprov_buffer_append_form(body, "client_id", server->client_id);
	(void) sfprov_buffer_append_form(body, "client_secret", server->client_secret);
}

sfprov_status sfprov_grant_refresh(const sfprov_oauth_server *server, sfprov_buffer *body, sfprov_error *error)
{
	if (need_client_id(server, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (server->refresh_token == NULL && server->access_token == NULL) {
		return sfprov_fail(error, SFPROV_E_AUTHORIZATION,
			"The registry is not authorised for Salesforce yet: open the OAuth2 server in the registry and press \"Obtain New Token\"");
	}
	if (server->refresh_token == NULL) {
		return sfprov_fail(error, SFPROV_E_AUTHORIZATION,
			"The access token has ended and there is no refresh token to get another. Add refresh_token to the scopes of the OAuth2 server and of "
			"the app in Salesforce, then press \"Obtain New Token\" on the OAuth2 server's page");
	}
	append_client(server, "refresh_token", body);
	(void) sfprov_buffer_append_form(body, "refresh_token", server->refresh_token);
	(void) sfprov_buffer_append_form(body, "format", "json");
	return finish(body, error);
}

sfprov_status sfprov_grant_code(
	const sfprov_oauth_server *server, const char *code, const char *redirect_uri, const char *code_verifier, sfprov_buffer *body, sfprov_error *error)
{
	if (need_client_id(server, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	append_client(server, "authorization_code", body);
	(void) sfprov_buffer_append_form(body, "code", code);
	(void) sfprov_buffer_append_form(body, "redirect_uri", redirect_uri);
	(void) sfprov_buffer_append_form(body, "code_verifier", code_verifier);
	(void) sfprov_buffer_append_form(body, "format", "json");
	return finish(body, error);
}

sfprov_status sfprov_grant_client_credentials(const sfprov_oauth_server *server, sfprov_buffer *body, sfprov_error *error)
{
	if (need_client_id(server, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (server->client_secret == NULL) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The OAuth2 server has no client secret, without which the client credentials grant is not possible");
	}
	append_client(server, "client_credentials", body);
	(void) sfprov_buffer_append_form(body, "format", "json");
	return finish(body, error);
}

static sfprov_status write_claims(
	const sfprov_oauth_server *server, const char *audience, const char *username, int64_t expires, char **claims, sfprov_error *error)
{
	json_object *object = json_object_new_object();
	bool good = sfprov_json_set_text(object, "iss", server->client_id) && sfprov_json_set_text(object, "sub", username)
		&& sfprov_json_set_text(object, "aud", audience) && sfprov_json_set(object, "exp", json_object_new_int64(expires));
	const char *text = good ? sfprov_json_text(object) : NULL;

	*claims = sfprov_copy(text);
	json_object_put(object);
	return *claims == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
}

sfprov_status sfprov_grant_jwt(const sfprov_oauth_server *server, const sfprov_environment *environment, const char *allowed_hosts, const char *key_file,
	const char *username, sfprov_buffer *body, sfprov_error *error)
{
	int64_t expires = environment->wall_time(environment->context) + SFPROV_JWT_LIFETIME;
	char audience[SFPROV_ORIGIN_SIZE];
	char *claims = NULL;
	char *token = NULL;
	sfprov_status status = SFPROV_FAILED;

	if (need_client_id(server, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (key_file == NULL || *key_file == '\0') {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The JWT bearer grant needs a private key: set jwt_key_file");
	}
	if (username == NULL || *username == '\0') {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The JWT bearer grant needs the Salesforce user it acts as: set jwt_username");
	}
	if (sfprov_host_audience(server->server_url, allowed_hosts, audience, error) == SFPROV_OK
		&& write_claims(server, audience, username, expires, &claims, error) == SFPROV_OK
		&& sfprov_jwt_sign(environment, claims, key_file, &token, error) == SFPROV_OK) {
		(void) sfprov_buffer_append_form(body, "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
		(void) sfprov_buffer_append_form(body, "assertion", token);
		status = finish(body, error);
	}
	sfprov_free(claims);
	sfprov_free_secret(token);
	return status;
}

sfprov_status sfprov_grant_revoke(const char *token, sfprov_buffer *body, sfprov_error *error)
{
	(void) sfprov_buffer_append_form(body, "token", token);
	return finish(body, error);
}

sfprov_status sfprov_grant_authorize_url(const sfprov_oauth_server *server, const char *allowed_hosts, const char *redirect_uri, const char *state,
	const char *code_challenge, char **url, sfprov_error *error)
{
	sfprov_buffer query;
	sfprov_buffer text;
	char *endpoint = NULL;

	*url = NULL;
	if (need_client_id(server, error) != SFPROV_OK || sfprov_host_endpoint(server->server_url, allowed_hosts, "authorize", &endpoint, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_buffer_init(&query, 0);
	sfprov_buffer_init(&text, 0);
	(void) sfprov_buffer_append_form(&query, "response_type", "code");
	(void) sfprov_buffer_append_form(&query, "client_id", server->client_id);
	(void) sfprov_buffer_append_form(&query, "redirect_uri", redirect_uri);
	(void) sfprov_buffer_append_form(&query, "scope", server->scope == NULL ? SFPROV_DEFAULT_SCOPE : server->scope);
	(void) sfprov_buffer_append_form(&query, "state", state);
	(void) sfprov_buffer_append_form(&query, "code_challenge", code_challenge);
	(void) sfprov_buffer_append_form(&query, "code_challenge_method", "S256");
	if (!query.failed) {
		(void) sfprov_buffer_append_text(&text, endpoint);
		(void) sfprov_buffer_append_char(&text, '?');
		(void) sfprov_buffer_append_text(&text, sfprov_buffer_text(&query));
		*url = sfprov_buffer_take(&text);
	}
	sfprov_buffer_free(&query);
	sfprov_buffer_free(&text);
	sfprov_free(endpoint);
	return *url == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
}

bool sfprov_grant_has_scope(const char *scope, const char *word)
{
	size_t length = strlen(word);

	while (scope != NULL && *scope != '\0') {
		size_t own = strcspn(scope, " ");

		if (own == length && strncmp(scope, word, length) == 0) {
			return true;
		}
		scope += own;
		scope += strspn(scope, " ");
	}
	return false;
}
