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

uint64_t sfprov_http_body_length(const sfprov_http_request *request)
{
	if (request->source != NULL) {
		return request->source->size;
	}
	return request->body == NULL ? 0 : request->body_length;
}

sfprov_http_taken sfprov_http_take_body(const sfprov_http_request *request, sfprov_http_answer *answer, int status, const char *bytes, size_t length)
{
	const sfprov_http_sink *sink = request->sink;

	if (length == 0) {
		return SFPROV_TAKEN;
	}
	if (sink != NULL && status / 100 == 2) {
		if (length > sink->limit - answer->streamed) {
			return SFPROV_TAKEN_OVER_LIMIT;
		}
		/* Counted before: what a sink has done with half of a piece is not to happen twice either. */
		answer->streamed += length;
		return sink->write(sink->context, bytes, length) ? SFPROV_TAKEN : SFPROV_TAKEN_ENDED;
	}
	answer->body.limit = request->answer_limit;
	if (sfprov_buffer_append(&answer->body, bytes, length)) {
		return SFPROV_TAKEN;
	}
	return answer->body.over_limit ? SFPROV_TAKEN_OVER_LIMIT : SFPROV_TAKEN_MEMORY;
}

void sfprov_transport_perform_many(const sfprov_transport *transport, sfprov_http_exchange *const *exchanges, size_t count)
{
	size_t i;

	if (transport->perform_many != NULL) {
		transport->perform_many(transport->context, exchanges, count);
		return;
	}
	for (i = 0; i < count; i++) {
		exchanges[i]->status = transport->perform(transport->context, &exchanges[i]->request, &exchanges[i]->answer, &exchanges[i]->error);
	}
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
