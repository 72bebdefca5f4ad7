/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: a line "METHOD CLASS ATTEMPTS path" with METHOD of 0-4 (GET, POST, PATCH, PUT, DELETE), CLASS of 0-2 (safe, by key, once), ATTEMPTS of 1-3 and a + for duplicates
 * being allowed; then the answers. */
#include "rig.h"

#include <stdlib.h>
#include <string.h>

static int digit(const char *text, size_t at, int limit)
{
	return strlen(text) > at && text[at] >= '0' && text[at] <= '9' ? (text[at] - '0') % limit : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_part rest = {(const char *) data, size};
	char *line = fuzz_next_text(&rest);
	const char *path = strchr(line, '/');
	sfprov_method method = (sfprov_method) digit(line, 0, 5);
	json_object *body = NULL;
	sfprov_answer answer;
	sfprov_status status;
	fuzz_rig rig;

	/* The path is the caller's. */
	if (fuzz_shows_secret(line)) {
		free(line);
		return 0;
	}
	fuzz_rig_init(&rig, rest, 1 + digit(line, 4, 3));
	rig.client.allow_duplicates = strchr(line, '+') != NULL;
	if (method != SFPROV_GET && method != SFPROV_DELETE) {
		body = json_object_new_object();
		(void) sfprov_json_set_text(body, "LastName", "Lee");
	}
	status = sfprov_client_call(&rig.client, method, path == NULL ? line : path, body, (sfprov_repeat) digit(line, 2, 3), &answer, &rig.error);
	FUZZ_CHECK(status != SFPROV_OK || answer.status / 100 == 2 || answer.status == 300);
	fuzz_rig_check(&rig, status, false);
	sfprov_answer_free(&answer);
	status = sfprov_client_get_open(&rig.client, path == NULL ? line : path, &answer, &rig.error);
	FUZZ_CHECK(rig.replies.token_requests == 0);
	fuzz_rig_check(&rig, status, false);
	sfprov_answer_free(&answer);
	json_object_put(body);
	free(line);
	fuzz_rig_free(&rig);
	return 0;
}
