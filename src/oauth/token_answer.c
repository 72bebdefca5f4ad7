/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "oauth/token_answer.h"

#include "base/json.h"
#include "base/memory.h"
#include "base/text.h"
#include "crypto/signature.h"

#include <openssl/crypto.h>
#include <string.h>

/* MySQL's TEXT takes 65,535 bytes. */
#define STORED_LIMIT 60000

/* A shorter life is taken as not told: it would have every request ask for a new token. */
#define EXPIRES_MIN 120
#define EXPIRES_MAX ((int64_t) 366 * 86400)

/* json-c does not wipe what it frees; this does, for the object's own strings and the text it was written as. */
static void wipe(json_object *object)
{
	if (json_object_is_type(object, json_type_object)) {
		json_object_object_foreach(object, name, value)
		{
			(void) name;
			if (json_object_is_type(value, json_type_string)) {
				OPENSSL_cleanse((char *) (uintptr_t) json_object_get_string(value), (size_t) json_object_get_string_len(value));
			}
		}
	}
	json_object_put(object);
}

static char *copy_text(json_object *object)
{
	const char *text = sfprov_json_text(object);
	char *copy = sfprov_copy(text);

	if (text != NULL) {
		OPENSSL_cleanse((char *) (uintptr_t) text, strlen(text));
	}
	return copy;
}

/* What may stand in a header line and in a form. */
static bool is_token(const char *text)
{
	size_t length = strlen(text);
	size_t i;

	for (i = 0; i < length; i++) {
		if (text[i] <= ' ' || text[i] > '~') {
			return false;
		}
	}
	return length > 0 && length <= SFPROV_TOKEN_LIMIT;
}

static sfprov_status read_tokens(json_object *object, sfprov_token_answer *answer, sfprov_error *error)
{
	const char *type = sfprov_json_get_text(object, "token_type");
	const char *access = sfprov_json_get_text(object, "access_token");
	const char *refresh = sfprov_json_get_text(object, "refresh_token");

	if (access == NULL || !is_token(access)) {
		return sfprov_fail(error, SFPROV_E_SERVER, "The answer to the token request has no usable access_token");
	}
	if (!sfprov_text_equal_nocase(type, "Bearer")) {
		return sfprov_fail(error, SFPROV_E_SERVER, "The answer to the token request has a token_type other than Bearer");
	}
	if (refresh != NULL ? !is_token(refresh) : sfprov_json_get(object, "refresh_token") != NULL) {
		return sfprov_fail(error, SFPROV_E_SERVER, "The answer to the token request has a refresh_token that cannot be used");
	}
	answer->access_token = sfprov_copy(access);
	answer->refresh_token = sfprov_copy(refresh);
	if (answer->access_token == NULL || (refresh != NULL && answer->refresh_token == NULL)) {
		return sfprov_fail_memory(error);
	}
	return SFPROV_OK;
}

/* issued_at is a string in every answer seen; an answer with a number is signed over its digits. */
static const char *text_of(json_object *object, const char *name)
{
	json_object *value = sfprov_json_get(object, name);

	return json_object_is_type(value, json_type_int) ? json_object_get_string(value) : sfprov_json_get_text(object, name);
}

static sfprov_status check_signature(json_object *object, const sfprov_token_rules *rules, sfprov_error *error)
{
	const char *signature = sfprov_json_get_text(object, "signature");
	const char *id = sfprov_json_get_text(object, "id");
	const char *issued_at = text_of(object, "issued_at");

	if (rules->client_secret == NULL) {
		return SFPROV_OK;
	}
	if (sfprov_json_get(object, "signature") == NULL) {
		return !rules->signature_required ? SFPROV_OK
										  : sfprov_fail(error, SFPROV_E_AUTHORIZATION, "The answer to the token request is not signed, so it was not believed");
	}
	if (signature == NULL || id == NULL || issued_at == NULL || !sfprov_signature_verify(signature, id, issued_at, rules->client_secret)) {
		return sfprov_fail(error, SFPROV_E_AUTHORIZATION,
			"The signature of the answer to the token request is wrong, so the answer was not believed: the client secret of the OAuth2 server is not "
			"the consumer secret of the app in Salesforce, or the answer did not come from Salesforce");
	}
	return SFPROV_OK;
}

static sfprov_status read_instance(json_object *object, const sfprov_token_rules *rules, sfprov_token_answer *answer, sfprov_error *error)
{
	const char *instance = sfprov_json_get_text(object, "instance_url");

	if (instance == NULL && rules->previous_instance != NULL) {
		instance = rules->previous_instance;
		if (!sfprov_json_set_text(object, "instance_url", instance)) {
			return sfprov_fail_memory(error);
		}
	}
	if (!rules->instance_wanted) {
		return SFPROV_OK;
	}
	if (instance == NULL) {
		return sfprov_fail(error, SFPROV_E_SERVER, "The answer to the token request has no instance_url");
	}
	return sfprov_host_instance(instance, rules->allowed_hosts, "The instance_url in the answer to the token request", answer->instance_url, error);
}

static int64_t read_expiry(json_object *object, int64_t now)
{
	int64_t seconds;

	if (!sfprov_json_get_int64(object, "expires_in", &seconds) || seconds < EXPIRES_MIN || seconds > EXPIRES_MAX || now < 0) {
		return 0;
	}
	return now + seconds;
}

/* The whole answer, or where that is too long for the column, the members that the registry and its plugins read. */
static sfprov_status write_stored(json_object *object, char **stored, sfprov_error *error)
{
	static const char *const members[] = {"access_token", "refresh_token", "signature", "scope", "instance_url", "id", "token_type", "issued_at", "expires_in"};
	json_object *small = NULL;
	bool good = true;
	size_t i;

	*stored = copy_text(object);
	if (*stored == NULL || strlen(*stored) <= STORED_LIMIT) {
		return *stored == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	}
	sfprov_free_secret(*stored);
	*stored = NULL;
	small = json_object_new_object();
	for (i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		json_object *value = sfprov_json_get(object, members[i]);

		good = good && (value == NULL || sfprov_json_set(small, members[i], json_object_get(value)));
	}
	*stored = good && small != NULL ? copy_text(small) : NULL;
	json_object_put(small);
	if (*stored == NULL) {
		return sfprov_fail_memory(error);
	}
	if (strlen(*stored) > STORED_LIMIT) {
		return sfprov_fail(error, SFPROV_E_SERVER, "The answer to the token request is too long to be stored");
	}
	return SFPROV_OK;
}

sfprov_status sfprov_token_answer_read(const char *body, size_t length, const sfprov_token_rules *rules, sfprov_token_answer *answer, sfprov_error *error)
{
	json_object *object = NULL;
	sfprov_status status = SFPROV_FAILED;

	memset(answer, 0, sizeof(*answer));
	if (length <= SFPROV_TOKEN_ANSWER_LIMIT) {
		object = sfprov_json_parse(body, length);
	}
	if (!json_object_is_type(object, json_type_object)) {
		(void) sfprov_fail(
			error, SFPROV_E_SERVER, "The answer to the token request is not JSON; something between this machine and Salesforce may have answered instead");
		goto out;
	}
	if (read_tokens(object, answer, error) != SFPROV_OK || check_signature(object, rules, error) != SFPROV_OK
		|| read_instance(object, rules, answer, error) != SFPROV_OK || write_stored(object, &answer->stored, error) != SFPROV_OK) {
		goto out;
	}
	answer->expires = read_expiry(object, rules->now);
	status = SFPROV_OK;
out:
	wipe(object);
	if (status != SFPROV_OK) {
		sfprov_token_answer_free(answer);
	}
	return status;
}

void sfprov_token_answer_free(sfprov_token_answer *answer)
{
	sfprov_free_secret(answer->access_token);
	sfprov_free_secret(answer->refresh_token);
	sfprov_free_secret(answer->stored);
	memset(answer, 0, sizeof(*answer));
}

static void take(char *field, size_t size, const char *text)
{
	if (text != NULL && strlen(text) < size) {
		memcpy(field, text, strlen(text) + 1);
		sfprov_text_scrub(field);
	}
}

/* https://login.salesforce.com/id/<org>/<user> */
static void read_identity(const char *id, sfprov_token_summary *summary)
{
	const char *path = id == NULL ? NULL : strstr(id, "/id/");
	char org[SFPROV_RECORD_ID_SIZE] = "";
	const char *slash;

	if (path == NULL) {
		return;
	}
	path += strlen("/id/");
	slash = strchr(path, '/');
	if (slash == NULL || (size_t) (slash - path) >= sizeof(org)) {
		return;
	}
	memcpy(org, path, (size_t) (slash - path));
	if (sfprov_text_is_record_id(org) && sfprov_text_is_record_id(slash + 1)) {
		take(summary->org_id, sizeof(summary->org_id), org);
		take(summary->user_id, sizeof(summary->user_id), slash + 1);
	}
}

void sfprov_token_instance_read(const char *token_response, char instance_url[SFPROV_ORIGIN_SIZE])
{
	json_object *object = token_response == NULL ? NULL : sfprov_json_parse(token_response, strlen(token_response));

	instance_url[0] = '\0';
	take(instance_url, SFPROV_ORIGIN_SIZE, sfprov_json_get_text(object, "instance_url"));
	wipe(object);
}

void sfprov_token_summary_read(const char *token_response, sfprov_token_summary *summary)
{
	json_object *object = token_response == NULL ? NULL : sfprov_json_parse(token_response, strlen(token_response));
	int64_t milliseconds = 0;

	memset(summary, 0, sizeof(*summary));
	take(summary->instance_url, sizeof(summary->instance_url), sfprov_json_get_text(object, "instance_url"));
	take(summary->scope, sizeof(summary->scope), sfprov_json_get_text(object, "scope"));
	read_identity(sfprov_json_get_text(object, "id"), summary);
	if (sfprov_json_get_int64(object, "issued_at", &milliseconds) && milliseconds > 0) {
		summary->issued_at = milliseconds / 1000;
	}
	wipe(object);
}
