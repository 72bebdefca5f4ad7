/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The OAuth2 methods of SalesforceProvisioner. */
#include "php/runtime.h"
#include "php/value.h"

#include "base/memory.h"
#include "oauth/token_answer.h"

/* Begins a call on a row of oauth2_servers. */
static sfprov_status begin(sfprov_runtime *runtime, zval *this_object, zend_long id)
{
	if (sfprov_runtime_begin(runtime, this_object, NULL) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return sfprov_runtime_load_server(runtime, (int64_t) id);
}

PHP_METHOD(SalesforceProvisioner, authorizationUrl)
{
	sfprov_runtime runtime;
	sfprov_status status;
	char *verifier = NULL;
	char *redirect_uri;
	char *state;
	char *url = NULL;
	size_t redirect_uri_length;
	size_t state_length;
	zend_long id;

	ZEND_PARSE_PARAMETERS_START(3, 3)
		Z_PARAM_LONG(id)
		Z_PARAM_PATH(redirect_uri, redirect_uri_length)
		Z_PARAM_PATH(state, state_length)
	ZEND_PARSE_PARAMETERS_END();

	status = begin(&runtime, ZEND_THIS, id);
	if (status == SFPROV_OK) {
		status = sfprov_session_authorization_url(&runtime.session, redirect_uri, state, &url, &verifier, &runtime.error);
	}
	if (sfprov_runtime_end(&runtime, status)) {
		array_init(return_value);
		add_assoc_string(return_value, "url", url);
		add_assoc_string(return_value, "code_verifier", verifier);
	}
	sfprov_free(url);
	sfprov_free_secret(verifier);
	sfprov_runtime_release(&runtime);
}

PHP_METHOD(SalesforceProvisioner, exchangeCode)
{
	sfprov_runtime runtime;
	sfprov_status status;
	char *code;
	char *redirect_uri;
	char *verifier = NULL;
	size_t code_length;
	size_t redirect_uri_length;
	size_t verifier_length = 0;
	zend_long id;

	ZEND_PARSE_PARAMETERS_START(3, 4)
		Z_PARAM_LONG(id)
		Z_PARAM_PATH(code, code_length)
		Z_PARAM_PATH(redirect_uri, redirect_uri_length)
		Z_PARAM_OPTIONAL
		Z_PARAM_PATH_OR_NULL(verifier, verifier_length)
	ZEND_PARSE_PARAMETERS_END();

	status = begin(&runtime, ZEND_THIS, id);
	if (status == SFPROV_OK) {
		status = sfprov_session_exchange_code(&runtime.session, code, redirect_uri, verifier, &runtime.error);
	}
	(void) sfprov_runtime_end(&runtime, status);
	sfprov_runtime_release(&runtime);
}

typedef sfprov_status (*session_action)(sfprov_session *session, sfprov_error *error);

static void run_action(INTERNAL_FUNCTION_PARAMETERS, session_action action)
{
	sfprov_runtime runtime;
	sfprov_status status;
	zend_long id;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_LONG(id)
	ZEND_PARSE_PARAMETERS_END();

	status = begin(&runtime, ZEND_THIS, id);
	if (status == SFPROV_OK) {
		status = action(&runtime.session, &runtime.error);
	}
	(void) sfprov_runtime_end(&runtime, status);
	sfprov_runtime_release(&runtime);
}

/* Only for grants that need no person: with a stored refresh token there is refreshToken(). */
static sfprov_status request_token(sfprov_session *session, sfprov_error *error)
{
	sfprov_grant grant;

	if (sfprov_session_grant(session, &grant, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (grant == SFPROV_GRANT_AUTHORIZATION_CODE) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"OAuth2 server %lld uses the authorization code grant, which needs a person: use 'Obtain New Token' on the server's page, or "
			"authorizationUrl() and exchangeCode()",
			(long long) session->server.id);
	}
	return sfprov_session_request_token(session, error);
}

PHP_METHOD(SalesforceProvisioner, requestToken)
{
	run_action(INTERNAL_FUNCTION_PARAM_PASSTHRU, request_token);
}

/* Concurrent callers: the one that finds another token than the one it read takes it over. */
PHP_METHOD(SalesforceProvisioner, refreshToken)
{
	run_action(INTERNAL_FUNCTION_PARAM_PASSTHRU, sfprov_session_renew);
}

PHP_METHOD(SalesforceProvisioner, revokeToken)
{
	run_action(INTERNAL_FUNCTION_PARAM_PASSTHRU, sfprov_session_revoke);
}

static void rewrite(INTERNAL_FUNCTION_PARAMETERS, bool encrypt)
{
	sfprov_runtime runtime;
	sfprov_status status;
	zend_long id;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_LONG(id)
	ZEND_PARSE_PARAMETERS_END();

	status = begin(&runtime, ZEND_THIS, id);
	if (status == SFPROV_OK) {
		status = sfprov_token_vault_rewrite(&runtime.vault, &runtime.tokens, (int64_t) id, encrypt, &runtime.error);
	}
	(void) sfprov_runtime_end(&runtime, status);
	sfprov_runtime_release(&runtime);
}

PHP_METHOD(SalesforceProvisioner, encryptTokens)
{
	rewrite(INTERNAL_FUNCTION_PARAM_PASSTHRU, true);
}

PHP_METHOD(SalesforceProvisioner, decryptTokens)
{
	rewrite(INTERNAL_FUNCTION_PARAM_PASSTHRU, false);
}

static const char *grant_name(sfprov_grant grant)
{
	static const char *const names[] = {"authorization_code", "client_credentials", "jwt_bearer"};

	return names[grant];
}

static void add_text_or_null(zval *array, const char *key, const char *text)
{
	if (text == NULL || *text == '\0') {
		add_assoc_null(array, key);
	} else {
		add_assoc_string(array, key, text);
	}
}

static void add_seconds_or_null(zval *array, const char *key, int64_t seconds)
{
	zval value;

	if (seconds <= 0) {
		add_assoc_null(array, key);
	} else {
		sfprov_php_from_int(seconds, &value);
		add_assoc_zval(array, key, &value);
	}
}

static void describe_tokens(const sfprov_oauth_server *server, sfprov_grant grant, zval *result)
{
	sfprov_token_summary summary;

	sfprov_token_summary_read(server->token_response, &summary);
	array_init(result);
	add_assoc_string(result, "grant", grant_name(grant));
	add_assoc_bool(result, "access_token_set", server->access_token != NULL);
	add_assoc_bool(result, "refresh_token_set", server->refresh_token != NULL);
	add_seconds_or_null(result, "since", summary.issued_at);
	add_seconds_or_null(result, "expires", server->access_token_exp);
	add_text_or_null(result, "scope", summary.scope);
	add_text_or_null(result, "instance_url", summary.instance_url);
	add_text_or_null(result, "user_id", summary.user_id);
	add_text_or_null(result, "org_id", summary.org_id);
}

PHP_METHOD(SalesforceProvisioner, tokenStatus)
{
	sfprov_grant grant = SFPROV_GRANT_AUTHORIZATION_CODE;
	sfprov_runtime runtime;
	sfprov_status status;
	zend_long id;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_LONG(id)
	ZEND_PARSE_PARAMETERS_END();

	status = begin(&runtime, ZEND_THIS, id);
	if (status == SFPROV_OK) {
		status = sfprov_session_grant(&runtime.session, &grant, &runtime.error);
	}
	if (status == SFPROV_OK) {
		describe_tokens(&runtime.session.server, grant, return_value);
	}
	(void) sfprov_runtime_end(&runtime, status);
	sfprov_runtime_release(&runtime);
}
