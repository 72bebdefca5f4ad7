/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Several requests at once against a real HTTPS server on loopback. */
#define _GNU_SOURCE
#include "curl_rig.h"

#include "base/memory.h"
#include "base/platform.h"
#include "memory_failing.h"
#include "unit.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX 24

/* Exchanges that are sent together. */
static client base;
static sfprov_http_exchange exchanges[MAX];
static sfprov_http_exchange *pointers[MAX];
static char urls[MAX][256];
static size_t count;

static void begin(void)
{
	client_init(&base);
	count = 0;
}

static sfprov_http_exchange *add(sfprov_method method, const char *path, const char *body, sfprov_repeat repeat)
{
	sfprov_http_exchange *exchange = &exchanges[count];

	memset(exchange, 0, sizeof(*exchange));
	sfprov_http_answer_init(&exchange->answer, false);
	(void) snprintf(urls[count], sizeof(urls[count]), "https://localhost:%d%s", server.port, path);
	exchange->request = base.request;
	exchange->request.method = method;
	exchange->request.url = urls[count];
	exchange->request.body = body;
	exchange->request.body_length = body == NULL ? 0 : strlen(body);
	exchange->request.content_type = body == NULL ? NULL : "application/json";
	exchange->request.repeat = repeat;
	exchange->request.deadline_ms = sfprov_platform_monotonic_ms() + 20000 * slowness();
	pointers[count] = exchange;
	count++;
	return exchange;
}

static int64_t send_all(void)
{
	int64_t begun = sfprov_platform_monotonic_ms();

	sfprov_curl_transport_init(&base.transport, &base.curl, pool, &base.settings, &environment);
	sfprov_transport_perform_many(&base.transport, pointers, count);
	return sfprov_platform_monotonic_ms() - begun;
}

static void end(void)
{
	size_t i;

	for (i = 0; i < count; i++) {
		sfprov_http_answer_free(&exchanges[i].answer);
	}
	client_free(&base);
	count = 0;
}

static void add_numbered(const char *folder, size_t number)
{
	char path[64];
	size_t i;

	for (i = 0; i < number; i++) {
		(void) snprintf(path, sizeof(path), "/%s/%zu", folder, i);
		(void) add(SFPROV_GET, path, NULL, SFPROV_REPEAT_SAFE);
	}
}

/* Each has the answer to its own path. */
static void check_numbered(const char *folder)
{
	char body[64];
	size_t i;

	for (i = 0; i < count; i++) {
		(void) snprintf(body, sizeof(body), "{\"path\":\"/%s/%zu\"}", folder, i);
		CHECK(exchanges[i].status == SFPROV_OK);
		CHECK_INT(exchanges[i].answer.status, 200);
		CHECK_TEXT(sfprov_buffer_text(&exchanges[i].answer.body), body);
	}
}

static void together(void)
{
	int before = handshakes();
	size_t i;

	new_pool(8, 60);
	begin();
	base.request.bearer = TOKEN;
	add_numbered("wait", SFPROV_HTTP_PARALLEL);
	/* Each is answered after 400 ms. */
	CHECK(send_all() < 1600 * slowness());
	check_numbered("wait");
	CHECK_CONTAINS(server.log->head, "Authorization: Bearer " TOKEN "\r\n");
	CHECK_INT(handshakes() - before, SFPROV_HTTP_PARALLEL);
	end();
	/* The connections are kept, and are apart from those of single requests. */
	before = handshakes();
	begin();
	add_numbered("path", 3);
	(void) send_all();
	check_numbered("path");
	CHECK_LACKS(server.log->head, "Authorization");
	CHECK_INT(handshakes() - before, 0);
	for (i = 0; i < count; i++) {
		CHECK(exchanges[i].answer.reused_connection);
	}
	end();
	CHECK_INT(sfprov_http_pool_idle(pool), 0);
}

/* More than are in flight at a time: a connection that has become free serves the next. */
static void window(void)
{
	int before;

	new_pool(8, 60);
	before = handshakes();
	begin();
	add_numbered("path", MAX);
	(void) send_all();
	check_numbered("path");
	CHECK(handshakes() - before <= SFPROV_HTTP_PARALLEL);
	end();
	/* Without a pool, and with one that keeps nothing. */
	new_pool(0, 60);
	begin();
	add_numbered("path", 2);
	(void) send_all();
	check_numbered("path");
	before = handshakes();
	(void) send_all();
	CHECK_INT(handshakes() - before, 2);
	end();
	sfprov_http_pool_free(pool);
	pool = NULL;
	begin();
	add_numbered("path", 2);
	(void) send_all();
	check_numbered("path");
	end();
	new_pool(8, 60);
	/* One alone takes the connections of single requests; none is nothing. */
	begin();
	(void) send_all();
	add_numbered("path", 1);
	(void) send_all();
	check_numbered("path");
	CHECK_INT(sfprov_http_pool_idle(pool), 1);
	end();
}

/* As with single requests: on connections that were used before, and on new ones. */
static void once_only(void)
{
	int before;
	int round;

	new_pool(8, 60);
	begin();
	add_numbered("path", SFPROV_HTTP_PARALLEL);
	(void) send_all();
	end();
	for (round = 1; round <= 2; round++) {
		begin();
		(void) add(SFPROV_POST, "/close", "{\"create\":1}", SFPROV_REPEAT_ONCE);
		(void) add(SFPROV_GET, "/path/1", NULL, SFPROV_REPEAT_SAFE);
		(void) add(SFPROV_POST, "/close", "{\"create\":2}", SFPROV_REPEAT_ONCE);
		(void) send_all();
		CHECK_INT(tls_server_hits(&server, "POST /close"), round * 2);
		CHECK(exchanges[0].status == SFPROV_FAILED && exchanges[2].status == SFPROV_FAILED);
		CHECK_INT(exchanges[0].error.kind, SFPROV_E_NETWORK);
		CHECK_INT(exchanges[0].error.outcome, SFPROV_OUTCOME_UNKNOWN);
		CHECK_INT(exchanges[2].error.outcome, SFPROV_OUTCOME_UNKNOWN);
		CHECK(exchanges[1].status == SFPROV_OK);
		end();
	}
	/* Without a body a new connection is taken. */
	begin();
	add_numbered("path", 2);
	(void) send_all();
	before = handshakes();
	(void) add(SFPROV_DELETE, "/close", NULL, SFPROV_REPEAT_ONCE);
	pointers[0] = &exchanges[2];
	count = 2;
	(void) send_all();
	CHECK(exchanges[2].status == SFPROV_FAILED);
	CHECK_INT(exchanges[2].error.outcome, SFPROV_OUTCOME_UNKNOWN);
	CHECK_INT(tls_server_hits(&server, "DELETE /close"), 1);
	CHECK_INT(handshakes() - before, 1);
	sfprov_http_answer_free(&exchanges[2].answer);
	end();
	/* What may be repeated is sent again by libcurl when the connection was dead. */
	begin();
	add_numbered("path", 2);
	(void) send_all();
	end();
	begin();
	(void) add(SFPROV_PATCH, "/close-warm", "{\"again\":1}", SFPROV_REPEAT_SAFE);
	(void) add(SFPROV_GET, "/path/1", NULL, SFPROV_REPEAT_SAFE);
	(void) send_all();
	CHECK(exchanges[0].status == SFPROV_OK && exchanges[1].status == SFPROV_OK);
	CHECK(tls_server_hits(&server, "PATCH /close-warm") >= 2);
	end();
}

/* One that fails does not concern the others. */
static void failures(void)
{
	static const struct {
		const char *path;
		const char *words;
	} cases[] = {{"/big", "larger than"}, {"/bomb", "larger than"}, {"/endless-header", "of headers"}, {"/short", ANSWER_CUT}, {"/odd-encoding", "compressed"}};
	sfprov_http_exchange *never;
	size_t number = sizeof(cases) / sizeof(cases[0]);
	size_t i;

	new_pool(8, 60);
	begin();
	for (i = 0; i < number; i++) {
		(void) add(SFPROV_GET, cases[i].path, NULL, SFPROV_REPEAT_SAFE);
	}
	(void) add(SFPROV_GET, "/busy", NULL, SFPROV_REPEAT_SAFE);
	never = add(SFPROV_GET, "/never-many", NULL, SFPROV_REPEAT_SAFE);
	never->request.deadline_ms = sfprov_platform_monotonic_ms();
	(void) add(SFPROV_GET, "/gzip", NULL, SFPROV_REPEAT_SAFE);
	(void) add(SFPROV_GET, "/x", NULL, SFPROV_REPEAT_SAFE);
	exchanges[count - 1].request.url = "http://localhost/";
	(void) add(SFPROV_GET, "/never-many", NULL, SFPROV_REPEAT_SAFE);
	exchanges[count - 1].request.url = "https://127.0.0.1:1/";
	(void) send_all();
	for (i = 0; i < number; i++) {
		CHECK(exchanges[i].status == SFPROV_FAILED);
		CHECK_INT(exchanges[i].error.kind, SFPROV_E_NETWORK);
		CHECK_INT(exchanges[i].error.outcome, SFPROV_OUTCOME_UNKNOWN);
		CHECK(message_says(exchanges[i].error.message, cases[i].words));
		CHECK(exchanges[i].answer.body.length <= exchanges[i].request.answer_limit);
	}
	CHECK(exchanges[number].status == SFPROV_OK);
	CHECK_INT(exchanges[number].answer.status, 503);
	CHECK_INT(exchanges[number].answer.retry_after, 7);
	CHECK(never->status == SFPROV_FAILED && never->answer.timed_out);
	CHECK_INT(never->error.outcome, SFPROV_OUTCOME_NOT_SENT);
	CHECK(exchanges[count - 3].status == SFPROV_OK);
	CHECK_TEXT(sfprov_buffer_text(&exchanges[count - 3].answer.body), "{\"packed\":true}");
	CHECK_INT(exchanges[count - 2].error.kind, SFPROV_E_CONFIGURATION);
	CHECK_INT(exchanges[count - 2].error.outcome, SFPROV_OUTCOME_NOT_SENT);
	CHECK_INT(exchanges[count - 1].error.kind, SFPROV_E_INPUT);
	CHECK_INT(exchanges[count - 1].error.outcome, SFPROV_OUTCOME_NOT_SENT);
	CHECK_INT(tls_server_hits(&server, "GET /never-many"), 0);
	end();
	/* Nothing reached the wire when nobody can be reached. */
	begin();
	base.settings.cainfo = files.other_ca;
	add_numbered("never", 3);
	(void) send_all();
	for (i = 0; i < count; i++) {
		CHECK(exchanges[i].status == SFPROV_FAILED);
		CHECK_INT(exchanges[i].error.outcome, SFPROV_OUTCOME_NOT_SENT);
		CHECK_CONTAINS(exchanges[i].error.message, "sfprov.cainfo");
	}
	end();
}

/* Each has its own deadline, on connections that are there already. */
static void deadlines(void)
{
	int64_t patience = 600 * slowness();
	int64_t took;

	new_pool(8, 60);
	begin();
	add_numbered("path", 2);
	(void) send_all();
	end();
	begin();
	(void) add(SFPROV_GET, "/stall", NULL, SFPROV_REPEAT_SAFE);
	(void) add(SFPROV_GET, "/path/1", NULL, SFPROV_REPEAT_SAFE);
	exchanges[0].request.deadline_ms = sfprov_platform_monotonic_ms() + patience;
	took = send_all();
	CHECK(took >= patience - 10 && took <= patience + 2000 * slowness());
	CHECK(exchanges[0].status == SFPROV_FAILED && exchanges[0].answer.timed_out);
	CHECK_INT(exchanges[0].error.outcome, SFPROV_OUTCOME_UNKNOWN);
	CHECK_CONTAINS(exchanges[0].error.message, "too long");
	CHECK(exchanges[1].status == SFPROV_OK && !exchanges[1].answer.timed_out);
	end();
}

/* What comes behind an answer is never taken for the answer to the next request. */
static void leftovers(void)
{
	static const char *const paths[] = {"/surplus", "/misleading"};
	size_t i;

	for (i = 0; i < 2; i++) {
		int round;

		new_pool(8, 60);
		begin();
		(void) add(SFPROV_GET, paths[i], NULL, SFPROV_REPEAT_SAFE);
		(void) add(SFPROV_GET, paths[i], NULL, SFPROV_REPEAT_SAFE);
		(void) send_all();
		CHECK(exchanges[0].status == SFPROV_OK && exchanges[1].status == SFPROV_OK);
		CHECK_INT(exchanges[0].answer.status, i == 0 ? 200 : 204);
		end();
		for (round = 0; round < 2; round++) {
			begin();
			add_numbered("path", 4);
			(void) send_all();
			check_numbered("path");
			end();
		}
	}
}

static int interrupt_at; /* requests that have reached the server */

static bool interrupt_later(void *context)
{
	(void) context;
	return atomic_load(&server.log->requests) >= interrupt_at;
}

static void interruption(void)
{
	size_t i;

	begin();
	base.settings.interrupted = interrupt_later;
	interrupt_at = atomic_load(&server.log->requests) + SFPROV_HTTP_PARALLEL;
	for (i = 0; i < 12; i++) {
		(void) add(SFPROV_POST, i % 2 == 0 ? "/stall" : "/drip", "{}", SFPROV_REPEAT_ONCE);
	}
	/* The server would go on for half a minute. */
	CHECK(send_all() < 15000 * slowness());
	for (i = 0; i < count; i++) {
		CHECK(exchanges[i].status == SFPROV_FAILED);
		CHECK_INT(exchanges[i].error.kind, SFPROV_E_ABORTED);
		CHECK_INT(exchanges[i].error.outcome, i < SFPROV_HTTP_PARALLEL ? SFPROV_OUTCOME_UNKNOWN : SFPROV_OUTCOME_NOT_SENT);
	}
	end();
	/* At once: nothing has left yet. */
	begin();
	base.settings.interrupted = interrupt_later;
	interrupt_at = 0;
	for (i = 0; i < 3; i++) {
		(void) add(SFPROV_POST, "/never-many", "{}", SFPROV_REPEAT_ONCE);
	}
	(void) send_all();
	for (i = 0; i < count; i++) {
		CHECK_INT(exchanges[i].error.kind, SFPROV_E_ABORTED);
		CHECK_INT(exchanges[i].error.outcome, SFPROV_OUTCOME_NOT_SENT);
	}
	CHECK_INT(tls_server_hits(&server, "POST /never-many"), 0);
	end();
}

/* A callback that sends several itself must not be given the lane that is in use. */
static bool nested_good;
static bool nested_begun;

static bool send_meanwhile(void *context)
{
	static sfprov_http_exchange inner[2];
	sfprov_http_exchange *both[2] = {&inner[0], &inner[1]};
	size_t i;

	(void) context;
	if (nested_begun) {
		return false;
	}
	nested_begun = true;
	for (i = 0; i < 2; i++) {
		inner[i].request = exchanges[0].request;
		sfprov_http_answer_init(&inner[i].answer, false);
	}
	sfprov_transport_perform_many(&base.transport, both, 2);
	nested_good = inner[0].status == SFPROV_OK && inner[1].status == SFPROV_OK;
	sfprov_http_answer_free(&inner[0].answer);
	sfprov_http_answer_free(&inner[1].answer);
	return false;
}

static void nesting(void)
{
	new_pool(8, 60);
	begin();
	base.settings.interrupted = send_meanwhile;
	add_numbered("path", 3);
	(void) send_all();
	check_numbered("path");
	CHECK(nested_good);
	end();
}

/* The child leaves the parent's connections alone, whatever it does, and works on its own. */
static void forking(void)
{
	int *told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int round;

	for (round = 0; round < 2; round++) {
		int before;
		int goodbyes;
		pid_t child;

		new_pool(8, 60);
		begin();
		add_numbered("path", 3);
		(void) send_all();
		before = handshakes();
		goodbyes = atomic_load(&server.log->goodbyes);
		*told = 0;
		child = fork();
		if (child == 0) {
			if (round == 0) {
				(void) send_all();
				*told = exchanges[0].status == SFPROV_OK && exchanges[2].status == SFPROV_OK && !exchanges[0].answer.reused_connection;
			}
			sfprov_http_pool_free(pool);
			*told |= 2;
			/* The parent's lane is left behind on purpose. */
			leave_process();
		}
		(void) waitpid(child, NULL, 0);
		CHECK_INT(*told, round == 0 ? 3 : 2);
		end();
		begin();
		add_numbered("path", 3);
		(void) send_all();
		check_numbered("path");
		CHECK(exchanges[0].answer.reused_connection && exchanges[1].answer.reused_connection && exchanges[2].answer.reused_connection);
		CHECK_INT(handshakes() - before, round == 0 ? 3 : 0);
		CHECK(atomic_load(&server.log->goodbyes) - goodbyes <= (round == 0 ? 3 : 0));
		end();
	}
	(void) munmap(told, sizeof(*told));
}

static void memory_runs_out(void)
{
	long live;
	long n;
	size_t i;

	for (n = 1; n < 200; n++) {
		bool failed;

		new_pool(8, 60);
		begin();
		base.request.bearer = TOKEN;
		live = memory_live();
		add_numbered("path", 3);
		memory_fail_at(n);
		(void) send_all();
		failed = memory_has_failed();
		memory_fail_at(0);
		for (i = 0; i < count; i++) {
			CHECK(exchanges[i].status == SFPROV_OK || (failed && exchanges[i].error.kind == SFPROV_E_MEMORY));
		}
		end();
		new_pool(8, 60);
		CHECK_INT(memory_live(), live);
		if (!failed) {
			break;
		}
	}
	CHECK(n > 10);
}

int main(void)
{
	if (!rig_start()) {
		printf("http/many: the server could not be started\n");
		return EXIT_FAILURE;
	}
	together();
	window();
	once_only();
	failures();
	deadlines();
	leftovers();
	interruption();
	nesting();
	forking();
	memory_runs_out();
	rig_stop();
	CHECK_INT(memory_live(), 0);
	return unit_summary("http/many");
}
