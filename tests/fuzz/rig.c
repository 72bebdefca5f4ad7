/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "rig.h"

#include "base/memory.h"
#include "http/headers.h"
#include "memory_failing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUESTS_MAX 200

static bool is_word(const fuzz_part *part, const char *word)
{
	size_t length = strlen(word);

	return part->length >= length && memcmp(part->bytes, word, length) == 0 && (part->length == length || part->bytes[length] == '\n');
}

static sfprov_status fail(sfprov_error *error, sfprov_error_kind kind, sfprov_outcome outcome)
{
	(void) sfprov_fail(error, kind, "no answer");
	error->outcome = outcome;
	return SFPROV_FAILED;
}

static int status_of(const char *line, size_t length)
{
	const char *blank = memchr(line, ' ', length);
	int status = 0;
	int digits = 0;

	for (blank = blank == NULL ? line + length : blank + 1; blank < line + length && *blank >= '0' && *blank <= '9' && digits < 3; blank++, digits++) {
		status = status * 10 + (*blank - '0');
	}
	return status >= 200 && status <= 599 ? status : 200;
}

/* Status line and headers; gives where the body begins. */
static size_t read_head(fuzz_replies *replies, const fuzz_part *part, sfprov_http_answer *answer)
{
	size_t at = 0;

	while (at < part->length) {
		const char *line = part->bytes + at;
		const char *end = memchr(line, '\n', part->length - at);
		size_t length = end == NULL ? part->length - at : (size_t) (end - line);

		if (at == 0) {
			answer->status = status_of(line, length);
		}
		at += length + (end == NULL ? 0 : 1);
		if (length == 0) {
			break;
		}
		sfprov_http_read_header(answer, line, length, replies->fake->wall_seconds);
	}
	return at;
}

sfprov_status fuzz_replies_answer(fuzz_replies *replies, const fuzz_part *part, sfprov_http_answer *answer, sfprov_error *error)
{
	size_t body = 0;

	if (is_word(part, "unsent")) {
		return fail(error, SFPROV_E_NETWORK, SFPROV_OUTCOME_NOT_SENT);
	}
	if (is_word(part, "slow")) {
		answer->timed_out = true;
		replies->fake->monotonic += 9000;
		replies->fake->wall_seconds += 9;
	}
	if (is_word(part, "lost") || is_word(part, "slow")) {
		return fail(error, SFPROV_E_NETWORK, SFPROV_OUTCOME_UNKNOWN);
	}
	if (is_word(part, "aborted")) {
		return fail(error, SFPROV_E_ABORTED, SFPROV_OUTCOME_UNKNOWN);
	}
	if (part->length >= 5 && memcmp(part->bytes, "HTTP/", 5) == 0) {
		body = read_head(replies, part, answer);
	} else {
		answer->status = 200;
	}
	if (body < part->length && !sfprov_buffer_append(&answer->body, part->bytes + body, part->length - body)) {
		return fail(error, SFPROV_E_NETWORK, SFPROV_OUTCOME_UNKNOWN);
	}
	return SFPROV_OK;
}

static bool is_oauth(const sfprov_http_request *request)
{
	return request->content_type != NULL && strcmp(request->content_type, "application/x-www-form-urlencoded") == 0;
}

static void look_at(fuzz_replies *replies, const sfprov_http_request *request)
{
	size_t i;

	FUZZ_CHECK(++replies->requests <= REQUESTS_MAX);
	FUZZ_CHECK(fuzz_url_is_allowed(request->url));
	FUZZ_CHECK(!fuzz_shows_secret(request->url));
	FUZZ_CHECK(request->answer_limit > 0);
	FUZZ_CHECK(request->body == NULL || request->content_type != NULL);
	for (i = 0; request->headers != NULL && request->headers[i] != NULL; i++) {
		FUZZ_CHECK(!fuzz_shows_secret(request->headers[i]));
		FUZZ_CHECK(strpbrk(request->headers[i], "\r\n") == NULL);
	}
	/* A header line is made of it. */
	FUZZ_CHECK(request->bearer == NULL || strpbrk(request->bearer, "\r\n ") == NULL);
	if (is_oauth(request)) {
		replies->token_requests++;
		FUZZ_CHECK(request->bearer == NULL && (request->fresh_connection || request->repeat != SFPROV_REPEAT_ONCE));
	} else {
		FUZZ_CHECK(request->repeat != SFPROV_REPEAT_ONCE || !replies->once_open);
	}
}

/* In small pieces, as a network would. */
static sfprov_status give_to_sink(const sfprov_http_request *request, sfprov_http_answer *answer, sfprov_error *error)
{
	sfprov_buffer body = answer->body;
	size_t piece;
	size_t at;
	bool good = true;

	sfprov_buffer_init(&answer->body, 0);
	for (at = 0; good && at < body.length; at += piece) {
		piece = body.length - at < 7 ? body.length - at : 7;
		good = sfprov_http_take_body(request, answer, answer->status, body.bytes + at, piece) == SFPROV_TAKEN;
	}
	sfprov_buffer_free(&body);
	return good ? SFPROV_OK : fail(error, SFPROV_E_ABORTED, SFPROV_OUTCOME_UNKNOWN);
}

static sfprov_status perform(void *context, const sfprov_http_request *request, sfprov_http_answer *answer, sfprov_error *error)
{
	fuzz_replies *replies = context;
	fuzz_part part;
	sfprov_status status;

	look_at(replies, request);
	if (!fuzz_next_part(&replies->rest, &part)) {
		return fail(error, SFPROV_E_NETWORK, SFPROV_OUTCOME_NOT_SENT);
	}
	status = fuzz_replies_answer(replies, &part, answer, error);
	if (status == SFPROV_OK && request->sink != NULL && answer->status / 100 == 2) {
		status = give_to_sink(request, answer, error);
	}
	if (request->repeat == SFPROV_REPEAT_ONCE && !is_oauth(request)) {
		replies->once_open = status == SFPROV_OK ? answer->status < 400 || answer->status >= 500 : error->outcome != SFPROV_OUTCOME_NOT_SENT;
	}
	return status;
}

void fuzz_replies_init(fuzz_replies *replies, fake_environment *fake, fuzz_part input)
{
	memset(replies, 0, sizeof(*replies));
	replies->transport.context = replies;
	replies->transport.perform = perform;
	replies->rest = input;
	replies->fake = fake;
}

void fuzz_replies_begin(fuzz_replies *replies)
{
	replies->requests = 0;
	replies->token_requests = 0;
	replies->once_open = false;
}

static void put(char **field, const char *text)
{
	char *copy = text == NULL ? NULL : fuzz_text(text, strlen(text));

	free(*field);
	*field = copy;
}

static sfprov_status read_row(fuzz_tokens *tokens, int64_t id, sfprov_oauth_server *server)
{
	memset(server, 0, sizeof(*server));
	server->id = id;
	server->server_url = sfprov_copy("https://login.salesforce.com/services/oauth2");
	server->client_id = sfprov_copy("client");
	server->client_secret = sfprov_copy(FUZZ_CLIENT_SECRET);
	server->grant_type = sfprov_copy(tokens->grant_type);
	server->access_token = sfprov_copy(tokens->access_token);
	server->refresh_token = sfprov_copy(tokens->refresh_token);
	server->token_response = sfprov_copy(tokens->token_response);
	server->access_token_exp = tokens->expires;
	return SFPROV_OK;
}

static sfprov_status load(void *context, int64_t id, sfprov_oauth_server *server, sfprov_error *error)
{
	(void) error;
	return read_row(context, id, server);
}

static sfprov_status lock(void *context, int64_t id, bool rotating, sfprov_oauth_server *server, sfprov_error *error)
{
	fuzz_tokens *tokens = context;

	(void) error;
	(void) rotating;
	FUZZ_CHECK(!tokens->locked);
	tokens->locked = true;
	put(&tokens->pending.access_token, tokens->access_token);
	put(&tokens->pending.refresh_token, tokens->refresh_token);
	put(&tokens->pending.token_response, tokens->token_response);
	tokens->pending.expires = tokens->expires;
	return read_row(tokens, id, server);
}

static sfprov_status save(void *context, int64_t id, const sfprov_token_update *update, sfprov_error *error)
{
	fuzz_tokens *tokens = context;

	(void) id;
	(void) error;
	FUZZ_CHECK(tokens->locked);
	put(&tokens->pending.access_token, update->access_token);
	if (update->refresh_token != NULL || update->access_token == NULL) {
		put(&tokens->pending.refresh_token, update->refresh_token);
	}
	if (update->token_response != NULL || update->access_token == NULL) {
		put(&tokens->pending.token_response, update->token_response);
	}
	tokens->pending.expires = update->access_token_exp;
	return SFPROV_OK;
}

static sfprov_status commit(void *context, sfprov_error *error)
{
	fuzz_tokens *tokens = context;

	(void) error;
	FUZZ_CHECK(tokens->locked);
	tokens->locked = false;
	tokens->commits++;
	put(&tokens->access_token, tokens->pending.access_token);
	put(&tokens->refresh_token, tokens->pending.refresh_token);
	put(&tokens->token_response, tokens->pending.token_response);
	tokens->expires = tokens->pending.expires;
	return SFPROV_OK;
}

static void rollback(void *context)
{
	fuzz_tokens *tokens = context;

	FUZZ_CHECK(tokens->locked);
	tokens->locked = false;
}

void fuzz_tokens_init(fuzz_tokens *tokens, const char *grant_type)
{
	memset(tokens, 0, sizeof(*tokens));
	tokens->store = (sfprov_token_store){tokens, load, lock, save, commit, rollback};
	put(&tokens->grant_type, grant_type);
	put(&tokens->access_token, FUZZ_ACCESS_TOKEN);
	put(&tokens->refresh_token, FUZZ_REFRESH_TOKEN);
	put(&tokens->token_response,
		"{\"instance_url\":\"https://x.my.salesforce.com\",\"id\":\"https://login.salesforce.com/id/00D000000000001AAA/005000000000001AAA\"}");
}

void fuzz_tokens_free(fuzz_tokens *tokens)
{
	FUZZ_CHECK(!tokens->locked);
	put(&tokens->grant_type, NULL);
	put(&tokens->access_token, NULL);
	put(&tokens->refresh_token, NULL);
	put(&tokens->token_response, NULL);
	put(&tokens->pending.access_token, NULL);
	put(&tokens->pending.refresh_token, NULL);
	put(&tokens->pending.token_response, NULL);
}

void fuzz_rig_init(fuzz_rig *rig, fuzz_part input, int attempts)
{
	memset(rig, 0, sizeof(*rig));
	fake_environment_init(&rig->fake);
	fuzz_tokens_init(&rig->tokens, "AC");
	fuzz_replies_init(&rig->replies, &rig->fake, input);
	sfprov_retry_policy_default(&rig->settings.retry);
	rig->settings.retry.attempts = attempts;
	rig->settings.timeout_ms = 30000;
	rig->settings.allowed_hosts = FUZZ_ALLOWED_HOSTS;
	sfprov_retry_budget_init(&rig->budget);
	sfprov_session_init(&rig->session, &rig->tokens.store, &rig->replies.transport, &rig->fake.environment, &rig->settings, &rig->budget, &rig->counters);
	FUZZ_CHECK(sfprov_session_load(&rig->session, 7, &rig->error) == SFPROV_OK && sfprov_session_ready(&rig->session, &rig->error) == SFPROV_OK);
	FUZZ_CHECK(sfprov_client_init(&rig->client, &rig->session, "62.0", 30000, &rig->settings.retry, &rig->error) == SFPROV_OK);
}

void fuzz_rig_free(fuzz_rig *rig)
{
	sfprov_session_free(&rig->session);
	fuzz_tokens_free(&rig->tokens);
	fuzz_check_memory();
}

static bool holds(const char *stored, const char *secret)
{
	return stored != NULL && strcmp(stored, secret) == 0;
}

static void check_secrets(const fuzz_rig *rig, bool oauth)
{
	const sfprov_error *error = &rig->error;

	if (holds(rig->tokens.access_token, FUZZ_ACCESS_TOKEN)) {
		FUZZ_CHECK(strstr(error->message, FUZZ_ACCESS_TOKEN) == NULL && strstr(error->code, FUZZ_ACCESS_TOKEN) == NULL);
		FUZZ_CHECK(strstr(error->fields, FUZZ_ACCESS_TOKEN) == NULL && strstr(rig->fake.log, FUZZ_ACCESS_TOKEN) == NULL);
	}
	if (oauth && holds(rig->tokens.access_token, FUZZ_ACCESS_TOKEN) && holds(rig->tokens.refresh_token, FUZZ_REFRESH_TOKEN)) {
		fuzz_check_secrets(error);
		FUZZ_CHECK(!fuzz_shows_secret(rig->fake.log));
	}
}

void fuzz_rig_check(fuzz_rig *rig, sfprov_status status, bool oauth)
{
	int attempts = rig->settings.retry.attempts;

	fuzz_check_error(status, &rig->error);
	check_secrets(rig, oauth);
	rig->fake.log[0] = '\0';
	FUZZ_CHECK(!rig->tokens.locked);
	/* The call, one renewal, the call again; each with its attempts. */
	FUZZ_CHECK(rig->replies.token_requests <= 1);
	FUZZ_CHECK(rig->replies.requests <= 2 * attempts + 1);
	fuzz_replies_begin(&rig->replies);
}
