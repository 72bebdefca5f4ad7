/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "salesforce/composite.h"

#include "base/memory.h"
#include "base/text.h"
#include "salesforce/errors.h"

#include <string.h>

void sfprov_composite_init(sfprov_composite *composite, bool all_or_none)
{
	memset(composite, 0, sizeof(*composite));
	composite->all_or_none = all_or_none;
	composite->repeat = SFPROV_REPEAT_SAFE;
}

void sfprov_composite_free(sfprov_composite *composite)
{
	size_t i;

	for (i = 0; i < composite->count; i++) {
		sfprov_free(composite->parts[i].path);
		json_object_put(composite->parts[i].body);
	}
	json_object_put(composite->requests);
	sfprov_composite_init(composite, composite->all_or_none);
}

static bool is_reference(const char *text)
{
	size_t i;

	for (i = 0; text[i] != '\0'; i++) {
		if (!sfprov_text_is_alnum(text[i]) && (i == 0 || text[i] != '_')) {
			return false;
		}
	}
	return i > 0 && i < SFPROV_REFERENCE_SIZE;
}

static bool is_taken(const sfprov_composite *composite, const char *reference)
{
	size_t i;

	for (i = 0; i < composite->count; i++) {
		if (strcmp(composite->parts[i].reference, reference) == 0) {
			return true;
		}
	}
	return false;
}

static json_object *make_url(const sfprov_client *client, const char *path)
{
	json_object *url = NULL;
	sfprov_buffer buffer;

	sfprov_buffer_init(&buffer, 0);
	if (!sfprov_text_starts_with(path, "/services/")) {
		sfprov_buffer_append_text(&buffer, "/services/data/v");
		sfprov_buffer_append_text(&buffer, client->api_version);
	}
	if (sfprov_buffer_append_text(&buffer, path)) {
		url = json_object_new_string(sfprov_buffer_text(&buffer));
	}
	sfprov_buffer_free(&buffer);
	return url;
}

/* The header of the whole call does not reach the parts: each names its own. */
static bool add_headers(json_object *request, const sfprov_client *client, sfprov_method method)
{
	json_object *headers;

	if (!client->allow_duplicates || (method != SFPROV_POST && method != SFPROV_PATCH)) {
		return true;
	}
	headers = json_object_new_object();
	if (!sfprov_json_set(request, "httpHeaders", headers)) {
		return false;
	}
	return sfprov_json_set_text(headers, "Sforce-Duplicate-Rule-Header", "allowSave=true");
}

static json_object *make_request(const sfprov_composite *composite, size_t number, const sfprov_client *client)
{
	sfprov_method method = composite->parts[number].method;
	json_object *body = composite->parts[number].body;
	json_object *request = json_object_new_object();

	if (!sfprov_json_set_text(request, "method", sfprov_method_name(method))
		|| !sfprov_json_set(request, "url", make_url(client, composite->parts[number].path))
		|| !sfprov_json_set_text(request, "referenceId", composite->parts[number].reference) || !add_headers(request, client, method)
		|| (body != NULL && !sfprov_json_set(request, "body", json_object_get(body)))) {
		json_object_put(request);
		return NULL;
	}
	return request;
}

/* A part that stays alone is sent as a call of its own: the first one becomes a subrequest only when there is a second. */
static bool make_requests(sfprov_composite *composite, size_t last, const sfprov_client *client)
{
	size_t made;

	if (last == 0) {
		return true;
	}
	if (composite->requests == NULL) {
		composite->requests = json_object_new_array();
	}
	for (made = composite->requests == NULL ? 0 : json_object_array_length(composite->requests); made <= last; made++) {
		if (!sfprov_json_append(composite->requests, make_request(composite, made, client))) {
			return false;
		}
	}
	return true;
}

sfprov_status sfprov_composite_add(sfprov_composite *composite, const sfprov_client *client, sfprov_method method, const char *path, const char *reference,
	json_object *body, sfprov_repeat repeat, sfprov_error *error)
{
	size_t at = composite->count;
	char *copy;

	if (at == SFPROV_COMPOSITE_MAX) {
		return sfprov_fail(error, SFPROV_E_INPUT, "A composite request takes at most %d parts", SFPROV_COMPOSITE_MAX);
	}
	if (path[0] != '/' || !is_reference(reference) || is_taken(composite, reference)) {
		return sfprov_fail(error, SFPROV_E_INPUT, "A part of a composite request has a malformed path, or a reference that is malformed or used twice");
	}
	copy = sfprov_copy(path);
	if (copy == NULL) {
		return sfprov_fail_memory(error);
	}
	composite->parts[at].method = method;
	memcpy(composite->parts[at].reference, reference, strlen(reference) + 1);
	composite->parts[at].path = copy;
	composite->parts[at].body = body;
	if (!make_requests(composite, at, client)) {
		sfprov_free(copy);
		return sfprov_fail_memory(error);
	}
	(void) json_object_get(body);
	composite->count++;
	if (repeat > composite->repeat) {
		composite->repeat = repeat;
	}
	return SFPROV_OK;
}

void sfprov_composite_result_free(sfprov_composite_result *result)
{
	sfprov_answer_free(&result->answer);
	memset(result, 0, sizeof(*result));
}

static bool is_halted(const sfprov_composite_part *part)
{
	const char *code = sfprov_sf_code(part->body);

	return code != NULL && strcmp(code, "PROCESSING_HALTED") == 0;
}

/* A record that is refused concerns the part; a session, a limit or a server that fails concerns the call. After a 401 the error may be the token
 * request's, of whatever kind. */
static bool concerns_part(const sfprov_answer *answer, const sfprov_error *error)
{
	return answer->status >= 400 && answer->status < 500 && answer->status != 401 && answer->status != 410 && answer->status != 420 && answer->status != 429
		&& answer->body != NULL && error->kind != SFPROV_E_AUTHORIZATION && error->kind != SFPROV_E_LIMIT;
}

/* A single part is a call of its own: its answer, good or bad, is the part's. */
static sfprov_status read_single(const sfprov_error *own, sfprov_status status, sfprov_composite_result *result, sfprov_error *error)
{
	sfprov_composite_part *part = &result->parts[0];

	if (status != SFPROV_OK && !concerns_part(&result->answer, own)) {
		if (error != NULL) {
			*error = *own;
		}
		return status;
	}
	part->status = result->answer.status;
	part->body = result->answer.body;
	part->halted = is_halted(part);
	result->count = 1;
	return SFPROV_OK;
}

static sfprov_status fail_form(sfprov_error *error)
{
	(void) sfprov_fail(error, SFPROV_E_SERVER,
		"The answer to a composite request does not fit the request: it is not Salesforce's. Check the instance URL, and that no "
		"proxy changes answers.");
	if (error != NULL) {
		error->outcome = SFPROV_OUTCOME_UNKNOWN;
	}
	return SFPROV_FAILED;
}

static sfprov_status read_parts(const sfprov_composite *composite, sfprov_composite_result *result, sfprov_error *error)
{
	json_object *answers = sfprov_json_get(result->answer.body, "compositeResponse");
	size_t i;

	if (!json_object_is_type(answers, json_type_array) || json_object_array_length(answers) != composite->count) {
		return fail_form(error);
	}
	for (i = 0; i < composite->count; i++) {
		json_object *answer = json_object_array_get_idx(answers, i);
		const char *reference = sfprov_json_get_text(answer, "referenceId");
		int64_t status = 0;

		if (reference == NULL || strcmp(reference, composite->parts[i].reference) != 0 || !sfprov_json_get_int64(answer, "httpStatusCode", &status)
			|| status < 100 || status > 599) {
			return fail_form(error);
		}
		result->parts[i].status = (int) status;
		result->parts[i].body = sfprov_json_get(answer, "body");
		result->parts[i].halted = is_halted(&result->parts[i]);
	}
	result->count = composite->count;
	return SFPROV_OK;
}

/* Method, path, body and repeat class of the call that a composite becomes. The body is owned and to be put. */
static sfprov_status make_call(const sfprov_composite *composite, sfprov_call *call, sfprov_error *error)
{
	json_object *body;

	call->repeat = composite->repeat;
	if (composite->count == 0) {
		return sfprov_fail(error, SFPROV_E_INPUT, "A composite request without parts cannot be sent");
	}
	if (composite->count == 1) {
		call->method = composite->parts[0].method;
		call->path = composite->parts[0].path;
		call->body = json_object_get(composite->parts[0].body);
		return SFPROV_OK;
	}
	body = json_object_new_object();
	if (!sfprov_json_set(body, "allOrNone", json_object_new_boolean(composite->all_or_none))
		|| !sfprov_json_set(body, "compositeRequest", json_object_get(composite->requests))) {
		json_object_put(body);
		return sfprov_fail_memory(error);
	}
	call->method = SFPROV_POST;
	call->path = "/composite";
	call->body = body;
	return SFPROV_OK;
}

/* `result` has the answer; `own` is the error of a call that failed. */
static sfprov_status read_result(
	const sfprov_composite *composite, sfprov_status status, const sfprov_error *own, sfprov_composite_result *result, sfprov_error *error)
{
	if (composite->count == 1) {
		return read_single(own, status, result, error);
	}
	if (status == SFPROV_OK) {
		return read_parts(composite, result, error);
	}
	if (error != NULL) {
		*error = *own;
	}
	return status;
}

sfprov_status sfprov_composite_send(sfprov_client *client, const sfprov_composite *composite, sfprov_composite_result *result, sfprov_error *error)
{
	sfprov_call call = {.body = NULL};
	sfprov_status status;

	memset(result, 0, sizeof(*result));
	if (make_call(composite, &call, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	status = sfprov_client_call(client, call.method, call.path, call.body, call.repeat, &result->answer, &call.error);
	json_object_put(call.body);
	return read_result(composite, status, &call.error, result, error);
}

void sfprov_composite_send_many(sfprov_client *client, sfprov_composite_call *calls, size_t count)
{
	sfprov_call *made = sfprov_alloc(count, sizeof(*made));
	size_t *places = sfprov_alloc(count, sizeof(*places));
	size_t found = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		memset(&calls[i].result, 0, sizeof(calls[i].result));
		sfprov_error_clear(&calls[i].error);
		if (made == NULL || places == NULL) {
			calls[i].status = sfprov_fail_memory(&calls[i].error);
			continue;
		}
		calls[i].status = make_call(calls[i].composite, &made[found], &calls[i].error);
		if (calls[i].status == SFPROV_OK) {
			places[found++] = i;
		}
	}
	if (found > 0) {
		sfprov_client_call_many(client, made, found);
	}
	for (i = 0; i < found; i++) {
		sfprov_composite_call *call = &calls[places[i]];

		json_object_put(made[i].body);
		call->result.answer = made[i].answer;
		call->status = read_result(call->composite, made[i].status, &made[i].error, &call->result, &call->error);
	}
	sfprov_free(made);
	sfprov_free(places);
}

bool sfprov_composite_part_ok(const sfprov_composite_part *part)
{
	return part->status / 100 == 2;
}

const char *sfprov_composite_part_id(const sfprov_composite_part *part)
{
	const char *id = sfprov_json_get_text(part->body, "id");

	return id != NULL && sfprov_text_is_record_id(id) ? id : NULL;
}
