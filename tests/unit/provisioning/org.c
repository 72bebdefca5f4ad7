/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The transport and its faults; what Salesforce makes of a request is in org_records.c. */
#include "org.h"

#include "base/buffer.h"
#include "crypto/base64.h"
#include "crypto/digest.h"
#include "heap_failing.h"
#include "org_records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LATE_MS 30000

static const char *const fault_names[ORG_FAULTS] = {"fine", "not sent", "lost before", "lost after", "lost, done late", "500 before", "500 after",
	"500 after, says lock", "502 after", "503 before", "HTML after", "cut after", "empty after", "too deep after", "no id after", "part 500 after",
	"wrong parts after", "session ended", "forbidden", "limit", "429", "lock", "302", "404 HTML", "410", "aborted before", "aborted after", "memory after"};

const char *org_fault_name(org_fault fault)
{
	return fault_names[fault];
}

static char *keep(const char *text, size_t length)
{
	char *copy = malloc(length + 1);

	if (copy == NULL) {
		abort();
	}
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

static void decode(const char *from, char *to, size_t size)
{
	size_t used = 0;

	for (; *from != '\0' && used + 1 < size; from++) {
		if (*from == '%' && from[1] != '\0' && from[2] != '\0') {
			to[used++] = (char) (hex(from[1]) * 16 + hex(from[2]));
			from += 2;
		} else {
			to[used++] = *from;
		}
	}
	to[used] = '\0';
}

/* The URL without instance and version. */
static const char *path_of(const char *url)
{
	const char *path = strncmp(url, ORG_INSTANCE, strlen(ORG_INSTANCE)) == 0 ? url + strlen(ORG_INSTANCE) : url;

	return strncmp(path, "/services/data/v62.0/", 21) == 0 ? path + 20 : path;
}

static void note(org *self, const sfprov_http_request *request)
{
	char plain[4096];

	if (self->calls == ORG_REQUESTS) {
		abort();
	}
	decode(path_of(request->url), plain, sizeof(plain));
	(void) snprintf(self->requests[self->calls], sizeof(self->requests[0]), "%s %.140s", sfprov_method_name(request->method), plain);
	self->bodies[self->calls] = request->body == NULL ? NULL : keep(request->body, request->body_length);
	self->calls++;
}

static json_object *token_answer(org *self)
{
	static const char id[] = "https://login.salesforce.com/id/00D000000000001AAA/" ORG_USER;
	unsigned char digest[SFPROV_SHA256_SIZE];
	json_object *answer = json_object_new_object();
	char message[200];
	char signature[64];

	(void) snprintf(self->token, sizeof(self->token), "access-%d-token", ++self->next_id);
	(void) snprintf(message, sizeof(message), "%s1700000000000", id);
	if (!sfprov_hmac_sha256(self->client_secret, strlen(self->client_secret), message, strlen(message), digest)
		|| !sfprov_base64_encode(SFPROV_BASE64, digest, sizeof(digest), signature, sizeof(signature))) {
		abort();
	}
	(void) sfprov_json_set_text(answer, "access_token", self->token);
	(void) sfprov_json_set_text(answer, "token_type", "Bearer");
	(void) sfprov_json_set_text(answer, "instance_url", ORG_INSTANCE);
	(void) sfprov_json_set_text(answer, "issued_at", "1700000000000");
	(void) sfprov_json_set_text(answer, "id", id);
	(void) sfprov_json_set_text(answer, "signature", signature);
	return answer;
}

/* What Salesforce does and answers. */
static json_object *serve(org *self, const sfprov_http_request *request, int *status)
{
	const char *path = path_of(request->url);
	json_object *body = request->body == NULL || request->body[0] != '{' ? NULL : sfprov_json_parse(request->body, request->body_length);
	bool allow = false;
	json_object *answer;
	size_t i;

	for (i = 0; request->headers != NULL && request->headers[i] != NULL; i++) {
		allow = allow || strcmp(request->headers[i], "Sforce-Duplicate-Rule-Header: allowSave=true") == 0;
	}
	if (strcmp(path, "/services/oauth2/token") == 0) {
		*status = 200;
		answer = token_answer(self);
	} else if (request->bearer != NULL && strcmp(request->bearer, self->token) != 0) {
		*status = 401;
		answer = org_error("INVALID_SESSION_ID", "Session expired or invalid");
	} else {
		char plain[8192];

		/* Only a query is decoded: in the path of a record a decoded slash would change what it means. */
		if (strchr(path, '?') != NULL) {
			decode(path, plain, sizeof(plain));
			path = plain;
		}
		answer = org_serve(self, request->method, path, body, allow, status);
	}
	json_object_put(body);
	return answer;
}

void org_settle(org *self)
{
	json_object *body;
	int status;

	if (self->late.due == 0 || self->fake->monotonic < self->late.due) {
		return;
	}
	self->late.due = 0;
	body = self->late.body == NULL ? NULL : sfprov_json_parse(self->late.body, strlen(self->late.body));
	json_object_put(org_serve(self, self->late.method, self->late.path, body, false, &status));
	json_object_put(body);
	free(self->late.path);
	free(self->late.body);
}

static void put_off(org *self, const sfprov_http_request *request)
{
	const char *path = path_of(request->url);

	if (request->method == SFPROV_GET || self->late.due != 0) {
		return;
	}
	self->late.due = self->fake->monotonic + LATE_MS;
	self->late.method = request->method;
	self->late.path = keep(path, strlen(path));
	self->late.body = request->body == NULL ? NULL : keep(request->body, request->body_length);
}

static sfprov_status fail(sfprov_error *error, sfprov_error_kind kind, sfprov_outcome outcome)
{
	(void) sfprov_fail(error, kind, "the transport failed");
	error->outcome = outcome;
	return SFPROV_FAILED;
}

static void remove_ids(json_object *answer)
{
	json_object *parts = sfprov_json_get(answer, "compositeResponse");
	size_t i;

	if (json_object_is_type(answer, json_type_object) && parts == NULL) {
		json_object_object_del(answer, "id");
	}
	for (i = 0; json_object_is_type(answer, json_type_array) && i < json_object_array_length(answer); i++) {
		remove_ids(json_object_array_get_idx(answer, i));
	}
	for (i = 0; parts != NULL && i < json_object_array_length(parts); i++) {
		remove_ids(sfprov_json_get(json_object_array_get_idx(parts, i), "body"));
	}
}

static void fail_parts(json_object *answer)
{
	json_object *parts = sfprov_json_get(answer, "compositeResponse");
	size_t i;

	for (i = 0; parts != NULL && i < json_object_array_length(parts); i++) {
		json_object *part = json_object_array_get_idx(parts, i);

		(void) sfprov_json_set(part, "httpStatusCode", json_object_new_int(500));
		(void) sfprov_json_set(part, "body", org_error("UNKNOWN_EXCEPTION", "An unexpected error occurred"));
	}
}

/* Faults that put another answer in the place of Salesforce's. NULL text: none. */
typedef struct instead {
	int status;
	const char *type;
	const char *text;
} instead;

static instead instead_of(org_fault fault)
{
	switch (fault) {
		case ORG_500_BEFORE:
		case ORG_500_AFTER:
			return (instead){500, NULL, "[{\"errorCode\":\"UNKNOWN_EXCEPTION\",\"message\":\"An unexpected error occurred\"}]"};
		case ORG_500_LOCK_AFTER:
			return (instead){500, NULL, "[{\"errorCode\":\"UNABLE_TO_LOCK_ROW\",\"message\":\"unable to obtain exclusive access\"}]"};
		case ORG_502_AFTER:
			return (instead){502, "text/html", "<html>Bad gateway</html>"};
		case ORG_503_BEFORE:
			return (instead){503, NULL, "[{\"errorCode\":\"SERVER_UNAVAILABLE\",\"message\":\"too busy\"}]"};
		case ORG_HTML_AFTER:
			return (instead){200, "text/html", "<html>Maintenance</html>"};
		case ORG_CUT_AFTER:
			return (instead){200, NULL, "{\"id\":\"0030000"};
		case ORG_EMPTY_AFTER:
			return (instead){200, NULL, ""};
		case ORG_DEEP_AFTER:
			return (instead){200, NULL, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"};
		case ORG_WRONG_PARTS_AFTER:
			return (instead){200, NULL, "{\"compositeResponse\":[{\"body\":null,\"httpStatusCode\":999,\"referenceId\":\"other\"}]}"};
		case ORG_SESSION:
			return (instead){401, NULL, "[{\"errorCode\":\"INVALID_SESSION_ID\",\"message\":\"Session expired or invalid\"}]"};
		case ORG_FORBIDDEN:
			return (instead){403, NULL, "[{\"errorCode\":\"INSUFFICIENT_ACCESS\",\"message\":\"no\"}]"};
		case ORG_LIMIT:
			return (instead){403, NULL, "[{\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\",\"message\":\"TotalRequests Limit exceeded.\"}]"};
		case ORG_429:
			return (instead){429, NULL, "[{\"errorCode\":\"TOO_MANY_REQUESTS\",\"message\":\"slow down\"}]"};
		case ORG_LOCK:
			return (instead){400, NULL, "[{\"errorCode\":\"UNABLE_TO_LOCK_ROW\",\"message\":\"unable to obtain exclusive access\"}]"};
		case ORG_302:
			return (instead){302, "text/html", ""};
		case ORG_404_HTML:
			return (instead){404, "text/html", "<html>URL No Longer Exists</html>"};
		case ORG_410:
			return (instead){410, NULL, "[{\"errorCode\":\"UNSUPPORTED_API_VERSION\",\"message\":\"retired\"}]"};
		default:
			return (instead){0, NULL, NULL};
	}
}

static bool is_done(org_fault fault)
{
	switch (fault) {
		case ORG_FINE:
		case ORG_LOST_AFTER:
		case ORG_500_AFTER:
		case ORG_500_LOCK_AFTER:
		case ORG_502_AFTER:
		case ORG_HTML_AFTER:
		case ORG_CUT_AFTER:
		case ORG_EMPTY_AFTER:
		case ORG_DEEP_AFTER:
		case ORG_NO_ID_AFTER:
		case ORG_PART_500_AFTER:
		case ORG_WRONG_PARTS_AFTER:
		case ORG_ABORTED_AFTER:
		case ORG_MEMORY_AFTER:
			return true;
		default:
			return false;
	}
}

static sfprov_status finish(org_fault fault, int64_t daily_left, json_object *answer, int status, sfprov_http_answer *out, sfprov_error *error)
{
	instead other = instead_of(fault);
	const char *text = other.text != NULL ? other.text : answer == NULL ? "" : sfprov_json_text(answer);

	switch (fault) {
		case ORG_NOT_SENT:
			return fail(error, SFPROV_E_NETWORK, SFPROV_OUTCOME_NOT_SENT);
		case ORG_LOST_BEFORE:
		case ORG_LOST_AFTER:
		case ORG_LOST_LATE:
			return fail(error, SFPROV_E_NETWORK, SFPROV_OUTCOME_UNKNOWN);
		case ORG_ABORTED_BEFORE:
		case ORG_ABORTED_AFTER:
			return fail(error, SFPROV_E_ABORTED, SFPROV_OUTCOME_UNKNOWN);
		case ORG_MEMORY_AFTER:
			return fail(error, SFPROV_E_MEMORY, SFPROV_OUTCOME_UNKNOWN);
		default:
			break;
	}
	out->status = other.text != NULL ? other.status : status;
	out->api_used = 15000 - daily_left;
	out->api_limit = 15000;
	out->retry_after = -1;
	(void) snprintf(out->content_type, sizeof(out->content_type), "%s", other.type != NULL ? other.type : "application/json");
	heap_resume();
	/* What the answer is put into is the core's. */
	if (!sfprov_buffer_append_text(&out->body, text)) {
		heap_pause();
		return fail(error, SFPROV_E_MEMORY, SFPROV_OUTCOME_UNKNOWN);
	}
	heap_pause();
	return SFPROV_OK;
}

static sfprov_status perform(void *context, const sfprov_http_request *request, sfprov_http_answer *answer, sfprov_error *error)
{
	org *self = context;
	org_fault fault = ORG_FINE;
	json_object *said = NULL;
	sfprov_status result;
	int status = 0;

	heap_pause();
	org_settle(self);
	if (self->before_call != NULL) {
		self->before_call(self->hook_context);
	}
	if (self->dead != NULL && *self->dead) {
		fault = ORG_NOT_SENT;
	} else {
		note(self, request);
		if (self->fault_at > 0 && (--self->fault_at == 0 || (self->fault_goes_on && self->has_failed))) {
			fault = self->fault;
			self->has_failed = true;
			self->fault_at = self->fault_goes_on ? 1 : 0;
		}
	}
	if (is_done(fault)) {
		said = serve(self, request, &status);
	} else if (fault == ORG_LOST_LATE) {
		put_off(self, request);
	}
	if (self->after_call != NULL) {
		self->after_call(self->hook_context);
	}
	/* Killed while the answer was on its way. */
	if (fault == ORG_FINE && self->dead != NULL && *self->dead) {
		fault = ORG_LOST_AFTER;
	}
	if (instead_of(fault).status == 200 && status >= 300) {
		/* Nothing says that it was done when it was not. */
		fault = ORG_FINE;
	}
	if (fault == ORG_NO_ID_AFTER) {
		remove_ids(said);
	} else if (fault == ORG_PART_500_AFTER) {
		fail_parts(said);
	}
	answer->body.limit = request->answer_limit;
	result = finish(fault, self->daily_left, said, status, answer, error);
	json_object_put(said);
	heap_resume();
	return result;
}

void org_init(org *self, fake_environment *fake)
{
	memset(self, 0, sizeof(*self));
	self->fake = fake;
	self->transport.context = self;
	self->transport.perform = perform;
	self->cascade = true;
	self->daily_left = 14982;
	(void) snprintf(self->token, sizeof(self->token), "access-1-token");
}

void org_forget_requests(org *self)
{
	int i;

	for (i = 0; i < self->calls; i++) {
		free(self->bodies[i]);
		self->bodies[i] = NULL;
	}
	self->calls = 0;
}

void org_free(org *self)
{
	int i;

	org_forget_requests(self);
	for (i = 0; i < self->record_count; i++) {
		json_object_put(self->records[i].fields);
	}
	self->record_count = 0;
	if (self->late.due != 0) {
		free(self->late.path);
		free(self->late.body);
		self->late.due = 0;
	}
}

int org_hits(const org *self, const char *start)
{
	int hits = 0;
	int i;

	for (i = 0; i < self->calls; i++) {
		hits += strncmp(self->requests[i], start, strlen(start)) == 0 ? 1 : 0;
	}
	return hits;
}
