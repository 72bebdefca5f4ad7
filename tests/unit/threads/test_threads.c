/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Several threads at once, each with a pool, a retry budget, a session and a registry of its own, as in a thread-safe build of PHP. What they share is the core's code with
 * its tables, and the global state of libcurl, OpenSSL and json-c. `make tsan` runs it under ThreadSanitizer. */
#include "base/platform.h"
#include "http/curl_pool.h"
#include "http/retry.h"
#include "http/tls_server.h"
#include "provisioning/scenarios.h"
#include "unit.h"

#include <pthread.h>
#include <signal.h>

#define THREADS 4
#define REQUESTS 25
#define POOLS 3
#define TOGETHER 5

static tls_certificates files;
static tls_server server;

/* What a thread found; unit.h counts for one thread only. */
typedef struct worker {
	pthread_t thread;
	sfprov_http_counters counters;
	sfprov_retry_budget budget;
	int good; /* requests */
	int reused;
	int keys_good; /* pool keys that are the same each time, and no other's */
	int together;  /* requests of those that were sent at once that ended so */
	int played;    /* scenarios that ended as they should */
	char first_failure[300];
} worker;

static void send_requests(worker *self)
{
	sfprov_retry_policy policy = {3, 1, 5};
	sfprov_http_settings settings;
	sfprov_curl_transport curl;
	sfprov_transport transport;
	sfprov_environment environment;
	sfprov_http_pool *pool = NULL;
	int i;

	memset(&settings, 0, sizeof(settings));
	settings.cainfo = files.ca;
	settings.connect_timeout_ms = 20000;
	settings.user_agent = "sfprov-test/1";
	sfprov_environment_system(&environment);
	for (i = 0; i < REQUESTS; i++) {
		sfprov_http_request request;
		sfprov_http_answer answer;
		sfprov_error error;
		char url[128];
		bool down = i % 10 == 9;

		if (i % (REQUESTS / POOLS + 1) == 0) {
			sfprov_http_pool_free(pool);
			pool = sfprov_http_pool_new(2, 60);
			sfprov_curl_transport_init(&transport, &curl, pool, &settings, &environment);
		}
		memset(&request, 0, sizeof(request));
		(void) snprintf(url, sizeof(url), "https://localhost:%d/%s", server.port, down ? "close" : "fine");
		request.method = i % 2 == 0 ? SFPROV_GET : SFPROV_POST;
		request.url = url;
		request.bearer = "token";
		request.body = i % 2 == 0 ? NULL : "{}";
		request.body_length = i % 2 == 0 ? 0 : 2;
		request.content_type = i % 2 == 0 ? NULL : "application/json";
		request.repeat = i % 2 == 0 ? SFPROV_REPEAT_SAFE : SFPROV_REPEAT_ONCE;
		request.answer_limit = 65536;
		request.deadline_ms = sfprov_platform_monotonic_ms() + 30000;
		sfprov_http_answer_init(&answer, false);
		if ((sfprov_http_send(&transport, &environment, &policy, &self->budget, &self->counters, NULL, &request, &answer, &error) == SFPROV_OK) != down) {
			self->good++;
			self->reused += answer.reused_connection ? 1 : 0;
		} else {
			(void) snprintf(self->first_failure, sizeof(self->first_failure), "request %d: %.200s", i, error.message);
		}
		sfprov_http_answer_free(&answer);
	}
	sfprov_http_pool_free(pool);
}

/* Several at once, in each thread. */
static void send_together(worker *self)
{
	sfprov_http_settings settings;
	sfprov_curl_transport curl;
	sfprov_transport transport;
	sfprov_environment environment;
	sfprov_http_exchange exchanges[TOGETHER];
	sfprov_http_exchange *pointers[TOGETHER];
	sfprov_http_pool *pool = sfprov_http_pool_new(2, 60);
	char url[128];
	int round;
	int i;

	memset(&settings, 0, sizeof(settings));
	settings.cainfo = files.ca;
	settings.connect_timeout_ms = 20000;
	sfprov_environment_system(&environment);
	sfprov_curl_transport_init(&transport, &curl, pool, &settings, &environment);
	(void) snprintf(url, sizeof(url), "https://localhost:%d/fine", server.port);
	for (round = 0; round < 3; round++) {
		memset(exchanges, 0, sizeof(exchanges));
		for (i = 0; i < TOGETHER; i++) {
			exchanges[i].request = (sfprov_http_request){.method = SFPROV_GET, .url = url, .answer_limit = 65536};
			exchanges[i].request.deadline_ms = sfprov_platform_monotonic_ms() + 30000;
			sfprov_http_answer_init(&exchanges[i].answer, false);
			pointers[i] = &exchanges[i];
		}
		sfprov_transport_perform_many(&transport, pointers, TOGETHER);
		for (i = 0; i < TOGETHER; i++) {
			self->together += exchanges[i].status == SFPROV_OK && exchanges[i].answer.status == 200 ? 1 : 0;
			sfprov_http_answer_free(&exchanges[i].answer);
		}
	}
	sfprov_http_pool_free(pool);
}

static void make_keys(worker *self)
{
	unsigned char key[SFPROV_POOL_KEY_SIZE];
	unsigned char again[SFPROV_POOL_KEY_SIZE];
	unsigned char other[SFPROV_POOL_KEY_SIZE];
	sfprov_http_settings settings;
	sfprov_error error;

	memset(&settings, 0, sizeof(settings));
	if (sfprov_http_pool_key("host", 4, &settings, key, &error) == SFPROV_OK && sfprov_http_pool_key("HOST", 4, &settings, again, &error) == SFPROV_OK
		&& sfprov_http_pool_key("other", 5, &settings, other, &error) == SFPROV_OK && memcmp(key, again, sizeof(key)) == 0
		&& memcmp(key, other, sizeof(key)) != 0) {
		self->keys_good++;
	}
}

static void play_scenarios(worker *self, world *own)
{
	int i;

	for (i = 0; i < scenario_count; i++) {
		char why[200] = "";

		scenario_begin(&scenarios[i], own);
		if (world_run(own) == scenarios[i].expected && scenario_recovers(&scenarios[i], own, why)) {
			self->played++;
		} else {
			(void) snprintf(self->first_failure, sizeof(self->first_failure), "%s: %s", scenarios[i].name, why);
		}
		world_free(own);
	}
}

static void *work(void *context)
{
	worker *self = context;
	world *own = malloc(sizeof(*own));

	sfprov_retry_budget_init(&self->budget);
	make_keys(self);
	if (own != NULL) {
		play_scenarios(self, own);
	}
	send_requests(self);
	send_together(self);
	free(own);
	return NULL;
}

int main(void)
{
	static worker workers[THREADS];
	int i;

	(void) signal(SIGPIPE, SIG_IGN);
	if (!tls_certificates_make(&files) || !tls_server_start(&server, TLS_SERVER, &files) || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		printf("threads: the server could not be started\n");
		return EXIT_FAILURE;
	}
	for (i = 0; i < THREADS; i++) {
		CHECK(pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0);
	}
	for (i = 0; i < THREADS; i++) {
		CHECK(pthread_join(workers[i].thread, NULL) == 0);
		if (!CHECK_INT(workers[i].good, REQUESTS) || !CHECK_INT(workers[i].played, scenario_count)) {
			printf("\t%s\n", workers[i].first_failure);
		}
		CHECK_INT(workers[i].together, 3 * TOGETHER);
		CHECK_INT(workers[i].keys_good, 1);
		/* Each pool gives its connection back to its own thread. */
		CHECK(workers[i].reused >= REQUESTS / 2);
		CHECK(workers[i].counters.requests >= REQUESTS && workers[i].counters.failures > 0);
	}
	printf("threads: %d threads, %d requests and %d scenarios each\n", THREADS, REQUESTS, scenario_count);
	tls_server_stop(&server);
	tls_certificates_remove(&files);
	curl_global_cleanup();
	return unit_summary("threads/threads");
}
