/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "salesforce/client.h"

#include "base/memory.h"
#include "base/text.h"
#include "salesforce/errors.h"

#include <stdio.h>
#include <string.h>

/* Upsert answers say whether the record was created from this version on. */
#define LEAST_VERSION 46

/* Real access tokens have more than a hundred characters; a word that is shorter than this may stand anywhere. */
#define TOKEN_MIN 8

/* "62.0": one to three digits, a full stop, one digit. */
static bool is_version(const char *text, int64_t *number)
{
	size_t digits = strspn(text, "0123456789");
	char whole[4];

	if (digits == 0 || digits > 3 || text[0] == '0' || text[digits] != '.' || text[digits + 1] < '0' || text[digits + 1] > '9' || text[digits + 2] != '\0') {
		return false;
	}
	memcpy(whole, text, digits);
	whole[digits] = '\0';
	return sfprov_text_to_int64(whole, number);
}

sfprov_status sfprov_client_init(
	sfprov_client *client, sfprov_session *session, const char *api_version, int64_t timeout_ms, const sfprov_retry_policy *retry, sfprov_error *error)
{
	int64_t number = 0;

	memset(client, 0, sizeof(*client));
	client->session = session;
	client->timeout_ms = timeout_ms;
	client->retry = *retry;
	client->api_used = -1;
	client->api_limit = -1;
	if (api_version == NULL || !is_version(api_version, &number)) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The API version is malformed. Set sfprov.api_version to a number like \"62.0\".");
	}
	if (number < LEAST_VERSION) {
		return sfprov_fail(
			error, SFPROV_E_CONFIGURATION, "API version %s is too old: sfprov needs %d.0 or newer. Set sfprov.api_version.", api_version, LEAST_VERSION);
	}
	(void) snprintf(client->api_version, sizeof(client->api_version), "%s", api_version);
	return SFPROV_OK;
}

void sfprov_answer_free(sfprov_answer *answer)
{
	json_object_put(answer->body);
	answer->body = NULL;
	answer->status = 0;
}

static bool is_path(const char *path)
{
	size_t i;

	for (i = 0; path[i] != '\0'; i++) {
		if (path[i] <= ' ' || path[i] >= 0x7f || path[i] == '#' || path[i] == '\\' || i >= SFPROV_CLIENT_PATH_LIMIT) {
			return false;
		}
	}
	return path[0] == '/';
}

static sfprov_status make_url(const sfprov_client *client, const char *path, sfprov_buffer *url, sfprov_error *error)
{
	if (!is_path(path)) {
		return sfprov_fail(error, SFPROV_E_INPUT,
			"The path of a Salesforce request is malformed or longer than %d bytes: it begins with '/', and other than visible "
			"ASCII characters are percent-encoded.",
			SFPROV_CLIENT_PATH_LIMIT);
	}
	sfprov_buffer_append_text(url, client->session->instance_url);
	if (!sfprov_text_starts_with(path, "/services/")) {
		sfprov_buffer_append_text(url, "/services/data/v");
		sfprov_buffer_append_text(url, client->api_version);
	}
	return sfprov_buffer_append_text(url, path) ? SFPROV_OK : sfprov_fail_memory(error);
}

/* "PATCH sobjects/Contact": the method and at most two parts of the path. What follows may be the value of a field. */
static void describe_call(sfprov_method method, const char *path, char what[128])
{
	const char *start = path;
	size_t length;

	if (sfprov_text_starts_with(path, "/services/data/v")) {
		start = strchr(path + sizeof("/services/data/v") - 1, '/');
		start = start == NULL ? path : start;
	}
	start += *start == '/' ? 1 : 0;
	length = strcspn(start, "/?");
	if (start[length] == '/') {
		length += 1 + strcspn(start + length + 1, "/?");
	}
	(void) snprintf(what, 128, "%s %.*s", sfprov_method_name(method), length > 100 ? 100 : (int) length, start);
}

/* A call on its way: made once, sent perhaps twice. */
typedef struct call {
	sfprov_client *client;
	sfprov_http_request request;
	sfprov_http_answer answer;
	const char *headers[3];
	const char *path;
	bool open; /* without the token */
	char what[128];
} call;

/* URL and token are taken from the session anew for each sending: a renewal may have changed both. */
static sfprov_status send_once(call *self, sfprov_error *error)
{
	sfprov_client *client = self->client;
	sfprov_session *session = client->session;
	sfprov_buffer url;
	sfprov_status status;

	sfprov_buffer_init(&url, 0);
	/* It is "" after a renewal that failed. */
	if (session->instance_url == NULL || session->instance_url[0] == '\0' || (!self->open && session->server.access_token == NULL)) {
		return sfprov_fail(error, SFPROV_E_AUTHORIZATION, "There is no access token for Salesforce. Use 'Obtain New Token' on the OAuth2 server's page.");
	}
	status = make_url(client, self->path, &url, error);
	if (status == SFPROV_OK) {
		self->request.url = sfprov_buffer_text(&url);
		self->request.bearer = self->open ? NULL : session->server.access_token;
		status = sfprov_http_send(session->transport, session->environment, &client->retry, session->budget, session->counters, sfprov_sf_answer_code,
			&self->request, &self->answer, error);
		self->request.url = NULL;
		self->request.bearer = NULL;
	}
	if (status == SFPROV_OK && self->answer.api_used >= 0) {
		client->api_used = self->answer.api_used;
		client->api_limit = self->answer.api_limit;
	}
	sfprov_buffer_free(&url);
	return status;
}

static bool is_html(const sfprov_http_answer *answer)
{
	const char *text = sfprov_buffer_text(&answer->body);

	text += strspn(text, " \t\r\n");
	return strcmp(answer->content_type, "text/html") == 0 || *text == '<';
}

/* Puts stars over the token in every text of a document: a proxy or a script in the org may repeat what it was sent, and parts of an answer come into messages
 * and logs. False when memory ran out. */
static bool mask(json_object *value, const char *token)
{
	bool good = true;
	size_t i;

	if (json_object_is_type(value, json_type_string)) {
		const char *text = json_object_get_string(value);

		return strstr(text, token) == NULL || json_object_set_string(value, "***") == 1;
	}
	if (json_object_is_type(value, json_type_array)) {
		for (i = 0; i < json_object_array_length(value); i++) {
			good = mask(json_object_array_get_idx(value, i), token) && good;
		}
	} else if (json_object_is_type(value, json_type_object)) {
		json_object_object_foreach(value, name, member)
		{
			(void) name;
			good = mask(member, token) && good;
		}
	}
	return good;
}

/* Takes the answer apart; an answer without JSON has a NULL body. */
static void read_answer(const call *self, sfprov_answer *answer)
{
	const char *token = self->client->session->server.access_token;

	sfprov_answer_free(answer);
	answer->status = self->answer.status;
	answer->body = sfprov_json_parse(sfprov_buffer_text(&self->answer.body), self->answer.body.length);
	if (token != NULL && strlen(token) >= TOKEN_MIN && !mask(answer->body, token)) {
		json_object_put(answer->body);
		answer->body = NULL;
	}
}

static sfprov_status judge(const call *self, const sfprov_answer *answer, sfprov_error *error)
{
	if (answer->body == NULL && (self->answer.body.length > 0 || (answer->status / 100 == 3 && answer->status != 300))) {
		return sfprov_sf_error_of_content(answer->status, is_html(&self->answer), self->what, error);
	}
	if (answer->status / 100 == 2 || answer->status == 300) {
		return SFPROV_OK;
	}
	return sfprov_sf_error_of_answer(answer->status, answer->body, self->what, error);
}

static sfprov_status run(call *self, sfprov_answer *answer, sfprov_error *error)
{
	sfprov_session *session = self->client->session;
	sfprov_status status = send_once(self, error);

	if (status != SFPROV_OK) {
		return status;
	}
	read_answer(self, answer);
	if (!self->open && sfprov_sf_session_ended(answer->status, answer->body)) {
		status = sfprov_session_renew(session, error);
		if (status != SFPROV_OK) {
			/* Whatever became of the token request: the call itself was refused. */
			if (error != NULL) {
				error->outcome = SFPROV_OUTCOME_UNAUTHORIZED;
			}
			/* Why there is no session says more than that there is none. */
			sfprov_answer_free(answer);
			return status;
		}
		status = send_once(self, error);
		if (status != SFPROV_OK) {
			/* The first answer is not the one to the request that failed now. */
			sfprov_answer_free(answer);
			return status;
		}
		read_answer(self, answer);
	}
	return judge(self, answer, error);
}

static sfprov_status start(sfprov_client *client, sfprov_method method, const char *path, json_object *body, sfprov_repeat repeat, bool open,
	sfprov_answer *answer, sfprov_error *error)
{
	const sfprov_environment *environment = client->session->environment;
	size_t headers = 0;
	sfprov_status status;
	call self;

	memset(answer, 0, sizeof(*answer));
	memset(&self, 0, sizeof(self));
	self.client = client;
	self.path = path;
	self.open = open;
	self.headers[headers++] = "Accept: application/json";
	if (client->allow_duplicates && (method == SFPROV_POST || method == SFPROV_PATCH)) {
		self.headers[headers++] = "Sforce-Duplicate-Rule-Header: allowSave=true";
	}
	self.request.method = method;
	self.request.headers = self.headers;
	self.request.repeat = repeat;
	self.request.answer_limit = SFPROV_CLIENT_ANSWER_LIMIT;
	self.request.deadline_ms = environment->monotonic_ms(environment->context) + client->timeout_ms;
	if (body != NULL) {
		self.request.content_type = "application/json; charset=UTF-8";
		self.request.body = sfprov_json_text(body);
		if (self.request.body == NULL) {
			return sfprov_fail_memory(error);
		}
		self.request.body_length = strlen(self.request.body);
	}
	describe_call(method, path, self.what);
	sfprov_http_answer_init(&self.answer, false);
	status = run(&self, answer, error);
	sfprov_http_answer_free(&self.answer);
	return status;
}

sfprov_status sfprov_client_call(
	sfprov_client *client, sfprov_method method, const char *path, json_object *body, sfprov_repeat repeat, sfprov_answer *answer, sfprov_error *error)
{
	return start(client, method, path, body, repeat, false, answer, error);
}

sfprov_status sfprov_client_get_open(sfprov_client *client, const char *path, sfprov_answer *answer, sfprov_error *error)
{
	return start(client, SFPROV_GET, path, NULL, SFPROV_REPEAT_SAFE, true, answer, error);
}
