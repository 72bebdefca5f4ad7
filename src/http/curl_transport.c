/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "http/curl_transport.h"

#include "base/platform.h"
#include "http/curl_many.h"
#include "http/curl_transfer.h"

static sfprov_status perform(void *context, const sfprov_http_request *request, sfprov_http_answer *answer, sfprov_error *error)
{
	const sfprov_curl_transport *transport = context;
	const sfprov_environment *environment = transport->environment;
	int64_t now_ms = environment->monotonic_ms(environment->context);
	int64_t process = sfprov_platform_process_id();
	bool reusable = false;
	bool spoilt = false;
	CURL *handle = NULL;
	sfprov_curl_transfer self;
	sfprov_status status = sfprov_curl_transfer_init(&self, transport, request, answer, now_ms, error);

	if (status == SFPROV_OK) {
		handle = sfprov_http_pool_take(transport->pool, self.key, now_ms, &spoilt);
		status = handle == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	}
	if (status == SFPROV_OK) {
		self.fresh = self.fresh || spoilt;
		status = sfprov_curl_transfer_set_up(&self, handle, now_ms, error);
	}
	if (status == SFPROV_OK) {
		status = sfprov_curl_transfer_end(&self, curl_easy_perform(handle), error);
		reusable = status == SFPROV_OK && sfprov_curl_transfer_may_reuse(&self);
	}
	if (handle != NULL) {
		sfprov_http_pool_give(transport->pool, self.key, handle, process, reusable, environment->monotonic_ms(environment->context));
	}
	sfprov_curl_transfer_free(&self);
	return status;
}

static void perform_many(void *context, sfprov_http_exchange *const *exchanges, size_t count)
{
	/* One alone finds its connection where those of perform() are. */
	if (count == 1) {
		exchanges[0]->status = perform(context, &exchanges[0]->request, &exchanges[0]->answer, &exchanges[0]->error);
	} else if (count > 1) {
		sfprov_curl_perform_many(context, exchanges, count);
	}
}

void sfprov_curl_transport_init(sfprov_transport *transport, sfprov_curl_transport *curl_transport, sfprov_http_pool *pool,
	const sfprov_http_settings *settings, const sfprov_environment *environment)
{
	curl_transport->pool = pool;
	curl_transport->settings = *settings;
	curl_transport->environment = environment;
	transport->context = curl_transport;
	transport->perform = perform;
	transport->perform_many = perform_many;
}
