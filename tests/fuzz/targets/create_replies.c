/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: a line of options (k: external id, b: with CoPerson__c, a: duplicates adopted, s: saved, t: in a transaction, l: linked before), then what becomes of each
 * request: "good" (Salesforce does it), "done" and on the next lines another answer than Salesforce's, or an answer alone. Salesforce may lie here. Whatever it says, a
 * create that may have been done is not sent again before Salesforce was asked for it, tokens stay on their hosts, and the work ends. */
#include "memory_failing.h"
#include "provisioning/world.h"
#include "rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUESTS_MAX 60
#define RUNS 3

static world self;
static fuzz_replies replies;
static sfprov_status (*org_perform)(void *context, const sfprov_http_request *request, sfprov_http_answer *answer, sfprov_error *error);
static bool open_contact;
static bool open_coperson;

static bool creates(const sfprov_http_request *request, const char *sobject)
{
	char text[128];

	if (request->method != SFPROV_POST) {
		return false;
	}
	(void) snprintf(text, sizeof(text), "/sobjects/%s", sobject);
	if (strcmp(request->url + strcspn(request->url + 8, "/") + 8, "/services/data/v62.0/composite") != 0) {
		return strstr(request->url, text) != NULL;
	}
	(void) snprintf(text, sizeof(text), "\"method\":\"POST\",\"url\":\"/services/data/v62.0/sobjects/%s\"", sobject);
	return strstr(request->body, text) != NULL;
}

static sfprov_status answer_one(const sfprov_http_request *request, sfprov_http_answer *answer, sfprov_error *error)
{
	fuzz_part part;
	bool more = fuzz_next_part(&replies.rest, &part);
	sfprov_status status;

	if (!more || (part.length == 4 && memcmp(part.bytes, "good", 4) == 0)) {
		return org_perform(&self.org, request, answer, error);
	}
	if (part.length >= 5 && memcmp(part.bytes, "done\n", 5) == 0) {
		status = org_perform(&self.org, request, answer, error);
		FUZZ_CHECK(status == SFPROV_OK);
		sfprov_http_answer_reset(answer);
		part.bytes += 5;
		part.length -= 5;
	}
	return fuzz_replies_answer(&replies, &part, answer, error);
}

/* Refused for certain: by the status of the call, or of the part in a composite answer. What redirects has done nothing. */
static bool is_refused(const sfprov_http_answer *answer, const char *reference)
{
	json_object *body = sfprov_json_parse(sfprov_buffer_text(&answer->body), answer->body.length);
	json_object *parts = sfprov_json_get(body, "compositeResponse");
	bool refused = answer->status >= 300 && answer->status < 500;
	int64_t status = 0;
	size_t i;

	for (i = 0; answer->status == 200 && json_object_is_type(parts, json_type_array) && i < json_object_array_length(parts); i++) {
		json_object *part = json_object_array_get_idx(parts, i);
		const char *name = sfprov_json_get_text(part, "referenceId");

		refused = refused
			|| (name != NULL && strcmp(name, reference) == 0 && sfprov_json_get_int64(part, "httpStatusCode", &status) && status >= 400 && status < 500);
	}
	json_object_put(body);
	return refused;
}

static sfprov_status perform(void *context, const sfprov_http_request *request, sfprov_http_answer *answer, sfprov_error *error)
{
	bool contact = creates(request, "Contact");
	bool coperson = creates(request, "CoPerson__c");
	sfprov_status status;
	bool unsent;

	(void) context;
	FUZZ_CHECK(++replies.requests <= REQUESTS_MAX);
	FUZZ_CHECK(fuzz_url_is_allowed(request->url) && !fuzz_shows_secret(request->url));
	FUZZ_CHECK(!contact || !open_contact);
	FUZZ_CHECK(!coperson || !open_coperson);
	status = answer_one(request, answer, error);
	unsent = status != SFPROV_OK && error->outcome == SFPROV_OUTCOME_NOT_SENT;
	open_contact = open_contact || (contact && !unsent && !is_refused(answer, "contact"));
	open_coperson = open_coperson || (coperson && !unsent && !is_refused(answer, "coperson"));
	/* Salesforce was asked. */
	if (strstr(request->url, "/query") != NULL && status == SFPROV_OK && answer->status == 200) {
		open_contact = false;
		open_coperson = false;
	}
	return status;
}

static void begin(const char *options, fuzz_part rest)
{
	char row[256];

	(void) snprintf(row, sizeof(row), "%s%s%s", strchr(options, 'b') != NULL ? BOTH : PLAIN, strchr(options, 'k') != NULL ? KEYED : "",
		strchr(options, 'a') != NULL       ? ",'duplicate_policy':'A'"
			: strchr(options, 's') != NULL ? ",'duplicate_policy':'S'"
										   : "");
	memory_fail_at(0);
	world_init(&self, row, ANN_LEE);
	fuzz_replies_init(&replies, &self.fake, rest);
	org_perform = self.org.transport.perform;
	self.org.transport.perform = perform;
	self.settings.allowed_hosts = FUZZ_ALLOWED_HOSTS;
	self.in_transaction = strchr(options, 't') != NULL;
	if (strchr(options, 'l') != NULL) {
		(void) world_link(&self);
	}
	open_contact = false;
	open_coperson = false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_part rest = {(const char *) data, size};
	char *options = fuzz_next_text(&rest);
	fuzz_tokens tokens;
	int run;

	begin(options, rest);
	/* Tokens of any length. */
	fuzz_tokens_init(&tokens, "AC");
	self.tokens.store = tokens.store;
	(void) snprintf(self.org.token, sizeof(self.org.token), "%s", FUZZ_ACCESS_TOKEN);
	self.org.client_secret = FUZZ_CLIENT_SECRET;
	for (run = 0; run < RUNS; run++) {
		(void) world_run(&self);
		fuzz_check_error(self.status, &self.error);
		if (tokens.access_token != NULL && strcmp(tokens.access_token, FUZZ_ACCESS_TOKEN) == 0) {
			FUZZ_CHECK(strstr(self.error.message, FUZZ_ACCESS_TOKEN) == NULL && strstr(self.fake.log, FUZZ_ACCESS_TOKEN) == NULL);
		}
		FUZZ_CHECK(!tokens.locked);
		replies.requests = 0;
		world_calm(&self);
	}
	world_free(&self);
	fuzz_tokens_free(&tokens);
	free(options);
	fuzz_check_memory();
	return 0;
}
