/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "salesforce/client.h"

#include "base/memory.h"
#include "base/text.h"
#include "salesforce/client_internal.h"
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

void sfprov_client_begin(sfprov_client_call_state *self, sfprov_http_request *request, sfprov_client *client, sfprov_method method, const char *path,
	const char *accept, sfprov_repeat repeat)
{
	const sfprov_environment *environment = client->session->environment;
	size_t headers = 0;

	memset(self, 0, sizeof(*self));
	memset(request, 0, sizeof(*request));
	self->client = client;
	self->path = path;
	sfprov_buffer_init(&self->url, 0);
	self->headers[headers++] = accept;
	if (client->allow_duplicates && (method == SFPROV_POST || method == SFPROV_PATCH)) {
		self->headers[headers++] = "Sforce-Duplicate-Rule-Header: allowSave=true";
	}
	request->method = method;
	request->headers = self->headers;
	request->repeat = repeat;
	request->answer_limit = SFPROV_CLIENT_ANSWER_LIMIT;
	request->deadline_ms = environment->monotonic_ms(environment->context) + client->timeout_ms;
	describe_call(method, path, self->what);
}

sfprov_status sfprov_client_set_body(sfprov_http_request *request, json_object *body, sfprov_error *error)
{
	if (body == NULL) {
		return SFPROV_OK;
	}
	request->content_type = "application/json; charset=UTF-8";
	request->body = sfprov_json_text(body);
	if (request->body == NULL) {
		return sfprov_fail_memory(error);
	}
	request->body_length = strlen(request->body);
	return SFPROV_OK;
}

sfprov_status sfprov_client_aim(sfprov_client_call_state *self, sfprov_http_request *request, sfprov_error *error)
{
	const sfprov_session *session = self->client->session;

	/* It is "" after a renewal that failed. */
	if (session->instance_url == NULL || session->instance_url[0] == '\0' || (!self->open && session->server.access_token == NULL)) {
		return sfprov_fail(error, SFPROV_E_AUTHORIZATION, "There is no access token for Salesforce. Use 'Obtain New Token' on the OAuth2 server's page.");
	}
	if (make_url(self->client, self->path, &self->url, error) != SFPROV_OK) {
		sfprov_buffer_free(&self->url);
		return SFPROV_FAILED;
	}
	request->url = sfprov_buffer_text(&self->url);
	request->bearer = self->open ? NULL : session->server.access_token;
	return SFPROV_OK;
}

void sfprov_client_note(sfprov_client_call_state *self, sfprov_http_request *request, sfprov_status status, const sfprov_http_answer *from)
{
	request->url = NULL;
	request->bearer = NULL;
	sfprov_buffer_free(&self->url);
	if (status == SFPROV_OK && from->api_used >= 0) {
		self->client->api_used = from->api_used;
		self->client->api_limit = from->api_limit;
	}
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

void sfprov_client_read(const sfprov_client_call_state *self, const sfprov_http_answer *from, sfprov_answer *answer)
{
	const char *token = self->client->session->server.access_token;

	sfprov_answer_free(answer);
	answer->status = from->status;
	answer->body = sfprov_json_parse(sfprov_buffer_text(&from->body), from->body.length);
	if (token != NULL && strlen(token) >= TOKEN_MIN && !mask(answer->body, token)) {
		json_object_put(answer->body);
		answer->body = NULL;
	}
}

sfprov_status sfprov_client_judge(const sfprov_client_call_state *self, const sfprov_http_answer *from, const sfprov_answer *answer, sfprov_error *error)
{
	if (answer->body == NULL && (from->body.length > 0 || (answer->status / 100 == 3 && answer->status != 300))) {
		return sfprov_sf_error_of_content(answer->status, is_html(from), self->what, error);
	}
	if (answer->status / 100 == 2 || answer->status == 300) {
		return SFPROV_OK;
	}
	return sfprov_sf_error_of_answer(answer->status, answer->body, self->what, error);
}

sfprov_status sfprov_client_renew(sfprov_client *client, sfprov_error *error)
{
	sfprov_status status = sfprov_session_renew(client->session, error);

	if (status != SFPROV_OK && error != NULL) {
		error->outcome = SFPROV_OUTCOME_UNAUTHORIZED;
	}
	return status;
}

/* Sends, and reads what came. An answer that was read before goes in any case: it is not the one to the request that failed now. */
static sfprov_status send_once(
	sfprov_client_call_state *self, sfprov_http_request *request, sfprov_http_answer *from, sfprov_answer *answer, sfprov_error *error)
{
	sfprov_session *session = self->client->session;
	sfprov_status status = sfprov_client_aim(self, request, error);

	sfprov_answer_free(answer);
	if (status != SFPROV_OK) {
		return status;
	}
	status = sfprov_http_send(
		session->transport, session->environment, &self->client->retry, session->budget, session->counters, sfprov_sf_answer_code, request, from, error);
	sfprov_client_note(self, request, status, from);
	if (status == SFPROV_OK) {
		sfprov_client_read(self, from, answer);
	}
	return status;
}

static bool may_send_again(const sfprov_http_request *request)
{
	return request->source == NULL || request->source->rewind != NULL;
}

static sfprov_status run(sfprov_client_call_state *self, sfprov_http_request *request, sfprov_answer *answer, sfprov_error *error)
{
	sfprov_http_answer from;
	sfprov_status status;

	sfprov_http_answer_init(&from, false);
	status = send_once(self, request, &from, answer, error);
	if (status == SFPROV_OK && !self->open && sfprov_sf_session_ended(answer->status, answer->body)) {
		status = sfprov_client_renew(self->client, error);
		if (status != SFPROV_OK) {
			/* Why there is no session says more than that there is none. */
			sfprov_answer_free(answer);
		} else if (may_send_again(request)) {
			status = send_once(self, request, &from, answer, error);
		}
	}
	if (status == SFPROV_OK) {
		status = sfprov_client_judge(self, &from, answer, error);
	}
	sfprov_http_answer_free(&from);
	return status;
}

sfprov_status sfprov_client_call(
	sfprov_client *client, sfprov_method method, const char *path, json_object *body, sfprov_repeat repeat, sfprov_answer *answer, sfprov_error *error)
{
	sfprov_client_call_state self;
	sfprov_http_request request;

	memset(answer, 0, sizeof(*answer));
	sfprov_client_begin(&self, &request, client, method, path, "Accept: application/json", repeat);
	if (sfprov_client_set_body(&request, body, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return run(&self, &request, answer, error);
}

sfprov_status sfprov_client_stream(sfprov_client *client, sfprov_method method, const char *path, const sfprov_stream *stream, sfprov_repeat repeat,
	sfprov_answer *answer, sfprov_error *error)
{
	sfprov_client_call_state self;
	sfprov_http_request request;

	memset(answer, 0, sizeof(*answer));
	sfprov_client_begin(&self, &request, client, method, path, stream->accept, repeat);
	request.source = stream->source;
	request.content_type = stream->content_type;
	request.sink = stream->sink;
	return run(&self, &request, answer, error);
}

sfprov_status sfprov_client_get_open(sfprov_client *client, const char *path, sfprov_answer *answer, sfprov_error *error)
{
	sfprov_client_call_state self;
	sfprov_http_request request;

	memset(answer, 0, sizeof(*answer));
	sfprov_client_begin(&self, &request, client, SFPROV_GET, path, "Accept: application/json", SFPROV_REPEAT_SAFE);
	self.open = true;
	return run(&self, &request, answer, error);
}
