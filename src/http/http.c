/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "http/http.h"

#include "base/text.h"

#include <string.h>

void sfprov_http_answer_init(sfprov_http_answer *answer, bool secret)
{
	memset(answer, 0, sizeof(*answer));
	if (secret) {
		sfprov_buffer_init_secret(&answer->body, 0);
	} else {
		sfprov_buffer_init(&answer->body, 0);
	}
	answer->retry_after = -1;
	answer->api_used = -1;
	answer->api_limit = -1;
}

void sfprov_http_answer_reset(sfprov_http_answer *answer)
{
	bool secret = answer->body.secret;

	sfprov_buffer_free(&answer->body);
	sfprov_http_answer_init(answer, secret);
}

void sfprov_http_answer_free(sfprov_http_answer *answer)
{
	sfprov_http_answer_reset(answer);
}

const char *sfprov_url_authority(const char *url, size_t *length)
{
	static const char scheme[] = "https://";
	const char *authority;
	size_t i;

	if (!sfprov_text_starts_with(url, scheme)) {
		return NULL;
	}
	authority = url + sizeof(scheme) - 1;
	*length = strcspn(authority, "/?#");
	if (*length == 0 || authority[0] == ':') {
		return NULL;
	}
	for (i = 0; i < *length; i++) {
		unsigned char byte = (unsigned char) authority[i];

		if (byte <= ' ' || byte >= 0x7f || byte == '@' || byte == '\\' || byte == '%') {
			return NULL;
		}
	}
	return authority;
}

const char *sfprov_method_name(sfprov_method method)
{
	static const char *const names[] = {"GET", "POST", "PATCH", "PUT", "DELETE"};

	return names[method];
}
