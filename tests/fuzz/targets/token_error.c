/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: an HTTP answer of an OAuth endpoint; read for each purpose. */
#include "oauth/token_error.h"
#include "rig.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const secrets[] = {FUZZ_CLIENT_SECRET, NULL, FUZZ_REFRESH_TOKEN, FUZZ_ACCESS_TOKEN};
	sfprov_token_context context = {SFPROV_TOKEN_REFRESH, secrets, 4, 1700000000};
	fuzz_part input = {(const char *) data, size};
	fake_environment fake;
	fuzz_replies replies;
	sfprov_http_answer answer;
	sfprov_error error;
	int purpose;
	bool busy;

	fake_environment_init(&fake);
	fuzz_replies_init(&replies, &fake, input);
	sfprov_http_answer_init(&answer, true);
	sfprov_error_clear(&error);
	if (fuzz_replies_answer(&replies, &input, &answer, &error) == SFPROV_OK) {
		for (purpose = SFPROV_TOKEN_REFRESH; purpose <= SFPROV_TOKEN_REVOKE; purpose *= 2) {
			context.purpose = (sfprov_token_purpose) purpose;
			fuzz_check_error(sfprov_token_error_read(&answer, &context, &busy, &error), &error);
			fuzz_check_secrets(&error);
			FUZZ_CHECK(error.http_status == answer.status);
			/* What is waited for must not count as lost. */
			FUZZ_CHECK(!busy || error.outcome == SFPROV_OUTCOME_THROTTLED);
		}
	}
	sfprov_http_answer_free(&answer);
	fuzz_check_memory();
	return 0;
}
