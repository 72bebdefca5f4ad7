/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: a line of options (s: signature looked at, r: signature required, m: instance set by hand, p: a previous instance), then the answer of the token
 * endpoint. */
#include "fuzz.h"
#include "oauth/token_answer.h"

#include <stdlib.h>
#include <string.h>

static void check_good(const sfprov_token_answer *answer, const sfprov_token_rules *rules)
{
	json_object *stored = sfprov_json_parse(answer->stored, strlen(answer->stored));
	sfprov_token_summary summary;

	FUZZ_CHECK(answer->access_token[0] != '\0' && strpbrk(answer->access_token, "\r\n \t") == NULL);
	FUZZ_CHECK(answer->refresh_token == NULL || answer->refresh_token[0] != '\0');
	FUZZ_CHECK(!rules->instance_wanted || fuzz_url_is_allowed(answer->instance_url));
	FUZZ_CHECK(answer->expires == 0 || answer->expires > rules->now);
	/* What is stored is what was read. */
	FUZZ_CHECK(json_object_is_type(stored, json_type_object));
	FUZZ_CHECK(strcmp(sfprov_json_get_text(stored, "access_token"), answer->access_token) == 0);
	sfprov_token_summary_read(answer->stored, &summary);
	json_object_put(stored);
}

static void check_instance(const char *stored, const sfprov_token_summary *summary)
{
	char instance[SFPROV_ORIGIN_SIZE];

	sfprov_token_instance_read(stored, instance);
	FUZZ_CHECK(strcmp(instance, summary->instance_url) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_part rest = {(const char *) data, size};
	char *options = fuzz_next_text(&rest);
	sfprov_token_rules rules = {NULL, strchr(options, 'r') != NULL, strchr(options, 'm') == NULL, FUZZ_ALLOWED_HOSTS, NULL, 1700000000};
	sfprov_token_answer answer;
	sfprov_token_summary summary;
	sfprov_error error;
	sfprov_status status;

	if (strchr(options, 's') != NULL) {
		rules.client_secret = FUZZ_CLIENT_SECRET;
	}
	if (strchr(options, 'p') != NULL) {
		rules.previous_instance = "https://x.my.salesforce.com";
	}
	sfprov_error_clear(&error);
	status = sfprov_token_answer_read(rest.bytes == NULL ? "" : rest.bytes, rest.length, &rules, &answer, &error);
	fuzz_check_error(status, &error);
	fuzz_check_secrets(&error);
	if (status == SFPROV_OK) {
		check_good(&answer, &rules);
	} else {
		FUZZ_CHECK(answer.access_token == NULL && answer.refresh_token == NULL && answer.stored == NULL && answer.instance_url[0] == '\0');
	}
	sfprov_token_answer_free(&answer);
	free(options);
	/* The column may hold anything. */
	options = fuzz_text(rest.bytes == NULL ? "" : rest.bytes, rest.length);
	sfprov_token_summary_read(options, &summary);
	check_instance(options, &summary);
	free(options);
	fuzz_check_memory();
	return 0;
}
