/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: lines of headers. */
#include "fuzz.h"
#include "http/headers.h"
#include "http/retry.h"
#include "fake_environment.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	sfprov_retry_policy policy;
	fake_environment fake;
	sfprov_http_answer answer;
	size_t at;

	fake_environment_init(&fake);
	sfprov_retry_policy_default(&policy);
	sfprov_http_answer_init(&answer, false);
	for (at = 0; at < size;) {
		const char *line = (const char *) data + at;
		const char *end = memchr(line, '\n', size - at);
		size_t length = end == NULL ? size - at : (size_t) (end - line) + 1;
		/* In a block of its own, without NUL: reading beyond it is seen. */
		char *copy = malloc(length);

		memcpy(copy, line, length);
		sfprov_http_read_header(&answer, copy, length, fake.wall_seconds);
		free(copy);
		at += length;
		FUZZ_CHECK(answer.retry_after >= -1);
		FUZZ_CHECK(answer.api_used >= -1 && (answer.api_used < 0 ? answer.api_limit == -1 : answer.api_limit > 0));
		FUZZ_CHECK(strlen(answer.content_type) < sizeof(answer.content_type));
		FUZZ_CHECK(strpbrk(answer.content_type, "\r\n ;ABCDEFGHIJKLMNOPQRSTUVWXYZ") == NULL);
		FUZZ_CHECK(sfprov_retry_wait_ms(&policy, &fake.environment, 2, answer.retry_after) >= 0);
	}
	sfprov_http_answer_free(&answer);
	fuzz_check_memory();
	return 0;
}
