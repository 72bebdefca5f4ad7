/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "scripted_transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The test's own memory: it neither counts nor fails. */
static char *keep(const char *bytes, size_t length)
{
	char *copy;

	if (bytes == NULL) {
		return NULL;
	}
	copy = malloc(length + 1);
	if (copy == NULL) {
		abort();
	}
	memcpy(copy, bytes, length);
	copy[length] = '\0';
	return copy;
}

static char *keep_text(const char *text)
{
	return text == NULL ? NULL : keep(text, strlen(text));
}

static char *keep_headers(const char *const *headers)
{
	char lines[4096] = "";
	size_t used = 0;

	for (; headers != NULL && *headers != NULL; headers++) {
		int written = snprintf(lines + used, sizeof(lines) - used, "%s\n", *headers);

		if (written < 0 || (size_t) written >= sizeof(lines) - used) {
			abort();
		}
		used += (size_t) written;
	}
	return keep_text(lines);
}

/* In small pieces, as a network would. */
static char *keep_source(const sfprov_http_source *source)
{
	char *bytes = malloc((size_t) source->size + 1);
	size_t length = 0;

	if (bytes == NULL || (source->rewind != NULL && !source->rewind(source->context))) {
		abort();
	}
	while (length < source->size) {
		size_t left = (size_t) source->size - length;
		size_t given = source->read(source->context, bytes + length, left < 7 ? left : 7);

		if (given == 0) {
			break;
		}
		length += given;
	}
	bytes[length] = '\0';
	return bytes;
}

static void record(scripted_transport *script, const sfprov_http_request *request)
{
	scripted_request *kept;

	if (script->request_count == SCRIPTED_MAX) {
		abort();
	}
	kept = &script->requests[script->request_count++];
	kept->method = request->method;
	kept->url = keep_text(request->url);
	kept->bearer = keep_text(request->bearer);
	kept->content_type = keep_text(request->content_type);
	kept->body = request->source == NULL ? keep(request->body, request->body_length) : keep_source(request->source);
	kept->headers = keep_headers(request->headers);
	kept->repeat = request->repeat;
	kept->fresh_connection = request->fresh_connection;
	kept->answer_limit = request->answer_limit;
	kept->deadline_ms = request->deadline_ms;
}

static sfprov_status fail(sfprov_error *error, sfprov_error_kind kind, sfprov_outcome outcome)
{
	(void) sfprov_fail(error, kind == SFPROV_E_NONE ? SFPROV_E_NETWORK : kind, "scripted failure");
	if (error != NULL) {
		error->outcome = outcome;
	}
	return SFPROV_FAILED;
}

static sfprov_status give_body(const scripted_step *step, const sfprov_http_request *request, sfprov_http_answer *answer, sfprov_error *error)
{
	size_t length = step->body == NULL ? 0 : step->body_length > 0 ? step->body_length : strlen(step->body);
	size_t piece = request->sink == NULL || step->piece == 0 ? length : step->piece;
	size_t at;

	for (at = 0; at < length; at += piece) {
		piece = piece < length - at ? piece : length - at;
		switch (sfprov_http_take_body(request, answer, step->status, step->body + at, piece)) {
			case SFPROV_TAKEN:
				break;
			case SFPROV_TAKEN_OVER_LIMIT:
				return fail(error, SFPROV_E_NETWORK, SFPROV_OUTCOME_UNKNOWN);
			case SFPROV_TAKEN_ENDED:
				return fail(error, SFPROV_E_ABORTED, SFPROV_OUTCOME_UNKNOWN);
			case SFPROV_TAKEN_MEMORY:
				return fail(error, SFPROV_E_MEMORY, SFPROV_OUTCOME_UNKNOWN);
		}
	}
	return step->breaks ? fail(error, SFPROV_E_NETWORK, SFPROV_OUTCOME_UNKNOWN) : SFPROV_OK;
}

static sfprov_status play(void *context, const sfprov_http_request *request, sfprov_http_answer *answer, sfprov_error *error)
{
	scripted_transport *script = context;
	const scripted_step *step;

	record(script, request);
	if (script->next == script->step_count) {
		script->ran_out = true;
		return fail(error, SFPROV_E_NETWORK, SFPROV_OUTCOME_NOT_SENT);
	}
	step = &script->steps[script->next++];
	if (step->during != NULL) {
		step->during(step->during_context, request);
	}
	if (step->status == 0) {
		return fail(error, step->kind, step->outcome);
	}
	answer->status = step->status;
	answer->retry_after = step->retry_after;
	answer->api_used = step->api_used;
	answer->api_limit = step->api_limit;
	answer->reused_connection = step->reused_connection;
	(void) snprintf(answer->content_type, sizeof(answer->content_type), "%s", step->content_type == NULL ? "application/json" : step->content_type);
	return give_body(step, request, answer, error);
}

void scripted_init(scripted_transport *script)
{
	memset(script, 0, sizeof(*script));
	script->transport.context = script;
	script->transport.perform = play;
}

void scripted_rewind(scripted_transport *script)
{
	size_t i;

	for (i = 0; i < script->request_count; i++) {
		scripted_request *kept = &script->requests[i];

		free(kept->url);
		free(kept->bearer);
		free(kept->content_type);
		free(kept->body);
		free(kept->headers);
		memset(kept, 0, sizeof(*kept));
	}
	script->request_count = 0;
	script->next = 0;
	script->ran_out = false;
}

void scripted_reset(scripted_transport *script)
{
	scripted_rewind(script);
	script->step_count = 0;
}

static scripted_step *add(scripted_transport *script)
{
	scripted_step *step;

	if (script->step_count == SCRIPTED_MAX) {
		abort();
	}
	step = &script->steps[script->step_count++];
	memset(step, 0, sizeof(*step));
	step->retry_after = -1;
	step->api_used = -1;
	step->api_limit = -1;
	return step;
}

scripted_step *scripted_answer(scripted_transport *script, int status, const char *body)
{
	scripted_step *step = add(script);

	step->status = status;
	step->body = body;
	return step;
}

scripted_step *scripted_failure(scripted_transport *script, sfprov_error_kind kind, sfprov_outcome outcome)
{
	scripted_step *step = add(script);

	step->kind = kind;
	step->outcome = outcome;
	return step;
}
