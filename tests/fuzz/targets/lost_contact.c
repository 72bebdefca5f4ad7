/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: the name in an announcement's marks as JSON {"LastName", ...}, the announcement's age in seconds, then the answers to the search for the Contact that
 * a lost reply left behind. */
#include "provisioning/announcement.h"
#include "provisioning/lookup.h"
#include "provisioning/person_memory.h"
#include "base/text.h"
#include "rig.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

static sfprov_status (*inner)(void *context, const sfprov_http_request *request, sfprov_http_answer *answer, sfprov_error *error);

/* The query ends where we end it: outside of its literals there is no quote and no comment. */
static sfprov_status look_at_query(void *context, const sfprov_http_request *request, sfprov_http_answer *answer, sfprov_error *error)
{
	const char *query = strstr(request->url, "?q=");
	int length = 0;
	char *soql;
	int i;

	if (query != NULL) {
		soql = curl_easy_unescape(NULL, query + 3, 0, &length);
		for (i = 0; i < length; i++) {
			if (soql[i] == '\'') {
				for (i++; i < length && soql[i] != '\''; i++) {
					i += soql[i] == '\\' ? 1 : 0;
				}
				FUZZ_CHECK(i < length);
			} else {
				FUZZ_CHECK(sfprov_text_is_alnum(soql[i]) || strchr(" ,=<>_:-", soql[i]) != NULL);
			}
		}
		curl_free(soql);
	}
	return inner(context, request, answer, error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static person_memory people;
	fuzz_part rest = {(const char *) data, size};
	char *match = fuzz_next_text(&rest);
	char *age = fuzz_next_text(&rest);
	int64_t seconds = 0;
	sfprov_provisioning_host host;
	sfprov_target target = {.id = 1, .co_provisioning_target_id = 3, .obj_coperson = true};
	sfprov_status status;
	sfprov_link link;
	fuzz_rig rig;

	/* What is looked for is the caller's and stands in URLs. */
	if (fuzz_shows_secret(match)) {
		free(match);
		free(age);
		return 0;
	}
	fuzz_rig_init(&rig, rest, 1);
	inner = rig.replies.transport.perform;
	rig.replies.transport.perform = look_at_query;
	person_memory_init(&people, &rig.fake);
	memset(&host, 0, sizeof(host));
	host.people = &people.store;
	host.environment = &rig.fake.environment;
	memset(&link, 0, sizeof(link));
	memcpy(link.intent, "1.a@b:2", 8);
	link.intent_match = sfprov_json_parse(match, strlen(match));
	link.journal = true;
	if (sfprov_text_to_int64(age, &seconds) && seconds < 100000000 && seconds > -100000000) {
		link.intent_time = rig.fake.wall_seconds - seconds;
	}
	status = sfprov_announcement_resolve(&host, &rig.client, &target, 7, &link, &rig.error);
	fuzz_check_error(status, &rig.error);
	FUZZ_CHECK(link.contact_id[0] == '\0' || sfprov_text_is_record_id(link.contact_id));
	FUZZ_CHECK(link.coperson_id[0] == '\0' || sfprov_text_is_record_id(link.coperson_id));
	FUZZ_CHECK(rig.replies.requests <= 2 * 3);
	sfprov_link_free(&link);
	free(match);
	free(age);
	fuzz_rig_free(&rig);
	return 0;
}
