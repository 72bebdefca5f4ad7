/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#define _GNU_SOURCE
#include "curl_rig.h"

#include "base/platform.h"
#include "unit.h"

#include <signal.h>

tls_certificates files;
tls_server server;
sfprov_environment environment;
sfprov_http_pool *pool;

/* Under valgrind a handshake alone takes longer than the deadlines that are tested. */
int slowness(void)
{
	const char *preload = getenv("LD_PRELOAD");

	return preload != NULL && strstr(preload, "vgpreload") != NULL ? 8 : 1;
}

void client_init(client *self)
{
	memset(self, 0, sizeof(*self));
	self->settings.cainfo = files.ca;
	self->settings.connect_timeout_ms = 3000 * slowness();
	self->settings.user_agent = "sfprov-test/1";
	self->request.repeat = SFPROV_REPEAT_SAFE;
	self->request.answer_limit = 1 << 20;
	sfprov_http_answer_init(&self->answer, false);
}

/* Sends to `path` of the server at `port`. */
sfprov_status ask_port(client *self, sfprov_method method, const char *host, int port, const char *path, const char *body, int64_t patience)
{
	sfprov_status status;
	int64_t begun = sfprov_platform_monotonic_ms();

	sfprov_curl_transport_init(&self->transport, &self->curl, pool, &self->settings, &environment);
	(void) snprintf(self->url, sizeof(self->url), "https://%s:%d%s", host, port, path);
	self->request.method = method;
	self->request.url = self->url;
	self->request.body = body;
	self->request.body_length = body == NULL ? 0 : strlen(body);
	self->request.content_type = body == NULL ? NULL : "application/json";
	self->request.deadline_ms = begun + patience;
	sfprov_http_answer_reset(&self->answer);
	sfprov_error_clear(&self->error);
	status = self->transport.perform(self->transport.context, &self->request, &self->answer, &self->error);
	self->took = sfprov_platform_monotonic_ms() - begun;
	return status;
}

sfprov_status ask(client *self, sfprov_method method, const char *path, const char *body)
{
	return ask_port(self, method, "localhost", server.port, path, body, 10000 * slowness());
}

void client_free(client *self)
{
	sfprov_http_answer_free(&self->answer);
}

void new_pool(int max_idle, int max_age)
{
	sfprov_http_pool_free(pool);
	pool = sfprov_http_pool_new(max_idle, max_age);
}

int handshakes(void)
{
	return atomic_load(&server.log->handshakes);
}

bool rig_start(void)
{
	(void) signal(SIGPIPE, SIG_IGN);
	if (!tls_certificates_make(&files) || !tls_server_start(&server, TLS_SERVER, &files) || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		return false;
	}
	sfprov_environment_system(&environment);
	new_pool(8, 60);
	return true;
}

void rig_stop(void)
{
	sfprov_http_pool_free(pool);
	tls_server_stop(&server);
	tls_certificates_remove(&files);
	curl_global_cleanup();
}

bool message_says(const char *message, const char *words)
{
	while (*words != '\0') {
		size_t length = strcspn(words, "|");
		char one[128];

		(void) snprintf(one, sizeof(one), "%.*s", (int) length, words);
		if (strstr(message, one) != NULL) {
			return true;
		}
		words += length + (words[length] == '|' ? 1 : 0);
	}
	return false;
}
