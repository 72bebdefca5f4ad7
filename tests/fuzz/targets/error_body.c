/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: an HTTP answer of a REST resource that is not a success. */
#include "base/text.h"
#include "rig.h"
#include "salesforce/errors.h"

#include <string.h>

/* Values stand here in the answers of the corpus. They must not be shown: a value is somebody's name or address. */
#define VALUE "CanaryValue"

static void look(int status, json_object *body)
{
	const char *code = sfprov_sf_code(body);
	json_object *ids;
	sfprov_error error;
	char id[19];
	size_t i;

	sfprov_error_clear(&error);
	fuzz_check_error(sfprov_sf_error_of_answer(status, body, "Contact create", &error), &error);
	FUZZ_CHECK(error.http_status == status);
	/* Of the codes whose texts repeat the value. */
	if (code != NULL
		&& (strcmp(code, "INVALID_EMAIL_ADDRESS") == 0 || strcmp(code, "STRING_TOO_LONG") == 0 || strcmp(code, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST") == 0
			|| strcmp(code, "JSON_PARSER_ERROR") == 0)) {
		FUZZ_CHECK(strstr(error.message, VALUE) == NULL);
	}
	FUZZ_CHECK(!sfprov_sf_error_is_gone(&error) || status == 404);
	FUZZ_CHECK(!sfprov_sf_session_ended(status, body) || status == 401);
	(void) sfprov_sf_text(body);
	ids = sfprov_sf_duplicate_ids(body);
	FUZZ_CHECK(json_object_is_type(ids, json_type_array));
	for (i = 0; i < json_object_array_length(ids); i++) {
		FUZZ_CHECK(sfprov_text_is_record_id(json_object_get_string(json_object_array_get_idx(ids, i))));
	}
	json_object_put(ids);
	FUZZ_CHECK(!sfprov_sf_duplicate_value_id(body, id) || sfprov_text_is_record_id(id));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_part input = {(const char *) data, size};
	char code[SFPROV_ERROR_CODE_SIZE];
	fake_environment fake;
	fuzz_replies replies;
	sfprov_http_answer answer;
	sfprov_error error;

	fake_environment_init(&fake);
	fuzz_replies_init(&replies, &fake, input);
	sfprov_http_answer_init(&answer, false);
	sfprov_error_clear(&error);
	if (fuzz_replies_answer(&replies, &input, &answer, &error) == SFPROV_OK) {
		const char *text = sfprov_buffer_text(&answer.body);
		json_object *body = sfprov_json_parse(text, answer.body.length);

		sfprov_sf_answer_code(&answer, code);
		FUZZ_CHECK(strlen(code) < sizeof(code));
		look(answer.status, body);
		json_object_put(body);
		fuzz_check_error(sfprov_sf_error_of_content(answer.status, strcmp(answer.content_type, "text/html") == 0, "Contact create", &error), &error);
	}
	sfprov_http_answer_free(&answer);
	fuzz_check_memory();
	return 0;
}
