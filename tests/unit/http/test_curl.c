/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The curl transport against a real HTTPS server on loopback. */
#define _GNU_SOURCE
#include "base/memory.h"
#include "base/platform.h"
#include "http/curl_pool.h"
#include "http/curl_transport.h"
#include "memory_failing.h"
#include "tls_server.h"
#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define TOKEN "00Dxx!canary-access-token"
#define OVERSHOOT 250

static tls_certificates files;
static tls_server server;
static sfprov_environment environment;
static sfprov_http_pool *pool;

/* Under valgrind a handshake alone takes longer than the deadlines that are tested. */
static int slowness(void)
{
	const char *preload = getenv("LD_PRELOAD");

	return preload != NULL && strstr(preload, "vgpreload") != NULL ? 8 : 1;
}

/* One client: settings of its own, the pool of all. */
typedef struct client {
	sfprov_http_settings settings;
	sfprov_curl_transport curl;
	sfprov_transport transport;
	sfprov_http_request request;
	sfprov_http_answer answer;
	sfprov_error error;
	char url[256];
	int64_t took;
} client;

static void client_init(client *self)
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
static sfprov_status ask_port(client *self, sfprov_method method, const char *host, int port, const char *path, const char *body, int64_t patience)
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

static sfprov_status ask(client *self, sfprov_method method, const char *path, const char *body)
{
	return ask_port(self, method, "localhost", server.port, path, body, 10000 * slowness());
}

static void client_free(client *self)
{
	sfprov_http_answer_free(&self->answer);
}

static void new_pool(int max_idle, int max_age)
{
	sfprov_http_pool_free(pool);
	pool = sfprov_http_pool_new(max_idle, max_age);
}

static int handshakes(void)
{
	return atomic_load(&server.log->handshakes);
}

static void reuse(void)
{
	client self;
	int before = handshakes();

	client_init(&self);
	self.request.bearer = TOKEN;
	CHECK(ask(&self, SFPROV_GET, "/one", NULL) == SFPROV_OK);
	CHECK(!self.answer.reused_connection);
	CHECK_CONTAINS(server.log->head, "Authorization: Bearer " TOKEN "\r\n");
	CHECK_CONTAINS(server.log->head, "User-Agent: sfprov-test/1\r\n");
	CHECK_CONTAINS(server.log->head, "HTTP/1.1\r\n");
	CHECK_INT(self.answer.status, 200);
	CHECK_TEXT(sfprov_buffer_text(&self.answer.body), "{\"ok\":true}");
	CHECK_TEXT(self.answer.content_type, "application/json");
	CHECK_INT(self.answer.api_used, 18);
	CHECK_INT(self.answer.api_limit, 5000);
	CHECK_INT(self.answer.retry_after, -1);
	self.request.bearer = NULL;
	CHECK(ask(&self, SFPROV_PATCH, "/two", "{\"a\":1}") == SFPROV_OK);
	CHECK(self.answer.reused_connection);
	/* Neither the token nor the cookie of the request before. */
	CHECK_LACKS(server.log->head, "Authorization");
	CHECK_LACKS(server.log->head, "Cookie");
	CHECK_LACKS(server.log->head, "Expect");
	CHECK_CONTAINS(server.log->head, "PATCH /two ");
	CHECK_CONTAINS(server.log->head, "Content-Length: 7\r\n");
	CHECK_CONTAINS(server.log->head, "Content-Type: application/json\r\n");
	CHECK_TEXT(server.log->body, "{\"a\":1}");
	CHECK(ask(&self, SFPROV_DELETE, "/three", NULL) == SFPROV_OK);
	CHECK(self.answer.reused_connection);
	CHECK_CONTAINS(server.log->head, "DELETE /three ");
	CHECK(ask(&self, SFPROV_POST, "/four", NULL) == SFPROV_OK);
	CHECK_CONTAINS(server.log->head, "Content-Length: 0\r\n");
	CHECK_LACKS(server.log->head, "Content-Type");
	CHECK(ask(&self, SFPROV_PUT, "/a%2Fb/../c?d=%20", "x") == SFPROV_OK);
	CHECK_CONTAINS(server.log->head, "PUT /a%2Fb/../c?d=%20 ");
	CHECK(ask(&self, SFPROV_GET, "/none", NULL) == SFPROV_OK);
	CHECK_INT(self.answer.status, 204);
	CHECK_INT(self.answer.body.length, 0);
	CHECK_INT(handshakes() - before, 1);
	CHECK_INT(sfprov_http_pool_idle(pool), 1);
	client_free(&self);
}

/* A token or header must not bring further headers with it. */
static void injection(void)
{
	const char *bad[] = {"X-A: b\r\nX-B: c", NULL};
	const char *good[] = {"X-A: b", "X-C: d", NULL};
	client self;
	int before = atomic_load(&server.log->requests);

	client_init(&self);
	self.request.bearer = "token\r\nX-Evil: 1";
	CHECK(ask(&self, SFPROV_GET, "/x", NULL) == SFPROV_FAILED);
	CHECK_INT(self.error.kind, SFPROV_E_INPUT);
	CHECK_INT(self.error.outcome, SFPROV_OUTCOME_NOT_SENT);
	/* The header with the token is wiped; libcurl, whose own copies are not ours to wipe, has not seen it here. */
	self.request.bearer = TOKEN;
	self.request.headers = bad;
	memory_watch(TOKEN);
	CHECK(ask(&self, SFPROV_GET, "/x", NULL) == SFPROV_FAILED);
	CHECK_INT(memory_watched(), 0);
	memory_watch(NULL);
	CHECK_LACKS(self.error.message, "canary");
	self.request.bearer = NULL;
	CHECK_INT(atomic_load(&server.log->requests), before);
	self.request.headers = good;
	CHECK(ask(&self, SFPROV_GET, "/x", NULL) == SFPROV_OK);
	CHECK_CONTAINS(server.log->head, "X-A: b\r\n");
	CHECK_CONTAINS(server.log->head, "X-C: d\r\n");
	client_free(&self);
}

static void once_only(void)
{
	client self;
	int before;

	client_init(&self);
	self.request.repeat = SFPROV_REPEAT_ONCE;
	/* On a warm connection the server reads the request and closes: libcurl would send it again. */
	CHECK(ask(&self, SFPROV_POST, "/warm", "{}") == SFPROV_OK);
	CHECK(ask(&self, SFPROV_POST, "/close", "{\"create\":1}") == SFPROV_FAILED);
	CHECK_INT(tls_server_hits(&server, "POST /close"), 1);
	CHECK_INT(self.error.kind, SFPROV_E_NETWORK);
	CHECK_INT(self.error.outcome, SFPROV_OUTCOME_UNKNOWN);
	CHECK_CONTAINS(self.error.message, "localhost");
	/* On a new one as well. */
	CHECK(ask(&self, SFPROV_POST, "/close", "{\"create\":1}") == SFPROV_FAILED);
	CHECK_INT(tls_server_hits(&server, "POST /close"), 2);
	CHECK_INT(self.error.outcome, SFPROV_OUTCOME_UNKNOWN);
	/* Without a body there is nothing that could not be rewound: a new connection is taken. */
	before = handshakes();
	CHECK(ask(&self, SFPROV_POST, "/warm", "{}") == SFPROV_OK);
	CHECK(ask(&self, SFPROV_POST, "/close", NULL) == SFPROV_FAILED);
	CHECK_INT(tls_server_hits(&server, "POST /close"), 3);
	CHECK_INT(handshakes() - before, 2);
	CHECK(ask(&self, SFPROV_POST, "/warm", "{}") == SFPROV_OK);
	CHECK(ask(&self, SFPROV_DELETE, "/close", NULL) == SFPROV_FAILED);
	CHECK_INT(tls_server_hits(&server, "DELETE /close"), 1);
	CHECK_INT(self.error.outcome, SFPROV_OUTCOME_UNKNOWN);
	client_free(&self);
}

/* What may be repeated is sent again by libcurl itself when a pooled connection turns out to be dead. */
static void safe(void)
{
	client self;

	client_init(&self);
	CHECK(ask(&self, SFPROV_GET, "/warm", NULL) == SFPROV_OK);
	CHECK(ask(&self, SFPROV_GET, "/close-warm", NULL) == SFPROV_OK);
	CHECK_INT(tls_server_hits(&server, "GET /close-warm"), 2);
	CHECK(!self.answer.reused_connection);
	CHECK(ask(&self, SFPROV_PATCH, "/close-warm", "{\"again\":1}") == SFPROV_OK);
	CHECK_INT(tls_server_hits(&server, "PATCH /close-warm"), 2);
	CHECK_TEXT(server.log->body, "{\"again\":1}");
	/* An answer that announces the end of its connection. */
	CHECK(ask(&self, SFPROV_GET, "/goodbye", NULL) == SFPROV_OK);
	CHECK(ask(&self, SFPROV_GET, "/goodbye", NULL) == SFPROV_OK);
	CHECK(!self.answer.reused_connection);
	CHECK_INT(tls_server_hits(&server, "GET /goodbye"), 2);
	client_free(&self);
}

static void fresh(void)
{
	client self;
	int before = handshakes();

	client_init(&self);
	CHECK(ask(&self, SFPROV_GET, "/warm", NULL) == SFPROV_OK);
	before = handshakes();
	self.request.fresh_connection = true;
	CHECK(ask(&self, SFPROV_POST, "/token", "a=b") == SFPROV_OK);
	CHECK(ask(&self, SFPROV_POST, "/token", "a=b") == SFPROV_OK);
	CHECK(!self.answer.reused_connection);
	CHECK_INT(handshakes() - before, 2);
	client_free(&self);
}

static void broken_answers(void)
{
	static const struct {
		const char *path;
		const char *words;
	} cases[] = {{"/big", "larger than"}, {"/bomb", "larger than"}, {"/endless-header", "of headers"}, {"/short", "cut"}, {"/odd-encoding", "compressed"},
		{"/close", "without an answer"}};
	client self;
	size_t i;

	client_init(&self);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK(ask(&self, SFPROV_GET, cases[i].path, NULL) == SFPROV_FAILED);
		CHECK_INT(self.error.kind, SFPROV_E_NETWORK);
		CHECK_INT(self.error.outcome, SFPROV_OUTCOME_UNKNOWN);
		CHECK_CONTAINS(self.error.message, cases[i].words);
		CHECK_CONTAINS(self.error.message, "localhost");
		CHECK_LACKS(self.error.message, cases[i].path);
		CHECK(self.answer.body.length <= self.request.answer_limit);
		CHECK(!self.answer.timed_out);
	}
	CHECK(ask(&self, SFPROV_GET, "/gzip", NULL) == SFPROV_OK);
	CHECK_CONTAINS(server.log->head, "Accept-Encoding: gzip\r\n");
	CHECK_TEXT(sfprov_buffer_text(&self.answer.body), "{\"packed\":true}");
	/* What an interim answer said is not what the answer says. */
	CHECK(ask(&self, SFPROV_GET, "/interim", NULL) == SFPROV_OK);
	CHECK_INT(self.answer.status, 201);
	CHECK_INT(self.answer.retry_after, -1);
	CHECK_INT(self.answer.api_used, -1);
	CHECK(ask(&self, SFPROV_GET, "/busy", NULL) == SFPROV_OK);
	CHECK_INT(self.answer.status, 503);
	CHECK_INT(self.answer.retry_after, 7);
	self.request.bearer = TOKEN;
	CHECK(ask(&self, SFPROV_GET, "/redirect", NULL) == SFPROV_OK);
	CHECK_INT(self.answer.status, 302);
	CHECK_INT(tls_server_hits(&server, "GET /target"), 0);
	client_free(&self);
}

static void deadlines(void)
{
	int64_t patience = 400 * slowness();
	static const char *const paths[] = {"/drip", "/drip-header", "/stall"};
	tls_server silent;
	client self;
	size_t i;

	client_init(&self);
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		CHECK(ask_port(&self, SFPROV_GET, "localhost", server.port, paths[i], NULL, patience) == SFPROV_FAILED);
		CHECK_INT(self.error.outcome, SFPROV_OUTCOME_UNKNOWN);
		CHECK(self.answer.timed_out);
		CHECK(self.took >= patience - 10 && self.took <= patience + OVERSHOOT * slowness());
		CHECK_CONTAINS(self.error.message, "too long");
	}
	CHECK(tls_server_start(&silent, TLS_SERVER_SILENT, &files));
	/* The handshake stalls: nothing of the request has left. */
	CHECK(ask_port(&self, SFPROV_GET, "localhost", silent.port, "/", NULL, patience) == SFPROV_FAILED);
	CHECK_INT(self.error.outcome, SFPROV_OUTCOME_NOT_SENT);
	CHECK_INT(self.error.kind, SFPROV_E_NETWORK);
	CHECK(self.answer.timed_out);
	CHECK(self.took <= patience + OVERSHOOT * slowness());
	self.settings.connect_timeout_ms = 300;
	CHECK(ask_port(&self, SFPROV_POST, "localhost", silent.port, "/", "{}", 5000) == SFPROV_FAILED);
	CHECK_INT(self.error.outcome, SFPROV_OUTCOME_NOT_SENT);
	CHECK(self.took >= 290 && self.took <= 300 + OVERSHOOT * slowness());
	/* So does a proxy. */
	{
		char proxy[64];

		(void) snprintf(proxy, sizeof(proxy), "http://canary:canary-password@127.0.0.1:%d", silent.port);
		self.settings.proxy = proxy;
		CHECK(ask_port(&self, SFPROV_GET, "localhost", server.port, "/never", NULL, patience) == SFPROV_FAILED);
		CHECK_INT(self.error.outcome, SFPROV_OUTCOME_NOT_SENT);
		CHECK(self.took <= patience + OVERSHOOT * slowness());
		CHECK_LACKS(self.error.message, "canary");
	}
	self.settings.proxy = NULL;
	CHECK(ask_port(&self, SFPROV_GET, "localhost", server.port, "/never", NULL, 0) == SFPROV_FAILED);
	CHECK_INT(self.error.outcome, SFPROV_OUTCOME_NOT_SENT);
	CHECK(self.answer.timed_out);
	CHECK_INT(tls_server_hits(&server, "GET /never"), 0);
	tls_server_stop(&silent);
	client_free(&self);
}

static void check_not_sent(client *self, const char *host, int port, const char *words)
{
	CHECK(ask_port(self, SFPROV_GET, host, port, "/secret?q=canary-value", NULL, 5000 * slowness()) == SFPROV_FAILED);
	CHECK_INT(self->error.outcome, SFPROV_OUTCOME_NOT_SENT);
	CHECK_CONTAINS(self->error.message, words);
	CHECK_LACKS(self->error.message, "canary");
}

static void unreachable(void)
{
	int requests = atomic_load(&server.log->requests);
	tls_server other;
	char proxy[64];
	client self;

	client_init(&self);
	self.request.bearer = TOKEN;
	self.settings.cainfo = files.other_ca;
	check_not_sent(&self, "localhost", server.port, "sfprov.cainfo");
	CHECK_INT(self.error.kind, SFPROV_E_NETWORK);
	self.settings.cainfo = "/nonexistent/ca.pem";
	check_not_sent(&self, "localhost", server.port, "/nonexistent/ca.pem");
	CHECK_INT(self.error.kind, SFPROV_E_CONFIGURATION);
	self.settings.cainfo = NULL;
	check_not_sent(&self, "localhost", server.port, "certificate");
	self.settings.cainfo = files.ca;
	/* The certificate is for localhost. */
	check_not_sent(&self, "127.0.0.1", server.port, "certificate");
	check_not_sent(&self, "no-such-host.invalid", server.port, "name could not be resolved");
	self.settings.client_certificate = files.ca;
	check_not_sent(&self, "localhost", server.port, "client certificate");
	self.settings.client_certificate = NULL;
	CHECK(tls_server_start(&other, TLS_SERVER_OLD, &files));
	check_not_sent(&self, "localhost", other.port, "TLS");
	tls_server_stop(&other);
	check_not_sent(&self, "localhost", other.port, "firewall");
	CHECK(tls_server_start(&other, TLS_SERVER_PROXY_407, &files));
	(void) snprintf(proxy, sizeof(proxy), "http://canary:canary-password@127.0.0.1:%d", other.port);
	self.settings.proxy = proxy;
	check_not_sent(&self, "localhost", server.port, "HTTP 407");
	tls_server_stop(&other);
	CHECK(tls_server_start(&other, TLS_SERVER_PROXY_502, &files));
	(void) snprintf(proxy, sizeof(proxy), "127.0.0.1:%d", other.port);
	check_not_sent(&self, "localhost", server.port, "HTTP 502");
	tls_server_stop(&other);
	CHECK_INT(atomic_load(&server.log->requests), requests);
	client_free(&self);
}

/* Neither other schemes nor what could mislead about the host. */
static void urls(void)
{
	static const char *const bad[] = {"http://localhost/", "ftp://localhost/", "https://", "https:///a", "https://user@localhost/", "https://a\\b/",
		"https://a b/", "HTTPS//x", "", "https://:443/", "https://a%2eb/"};
	client self;
	size_t length;
	size_t i;

	client_init(&self);
	sfprov_curl_transport_init(&self.transport, &self.curl, pool, &self.settings, &environment);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		self.request.url = bad[i];
		self.request.deadline_ms = sfprov_platform_monotonic_ms() + 1000;
		CHECK(self.transport.perform(self.transport.context, &self.request, &self.answer, &self.error) == SFPROV_FAILED);
		CHECK_INT(self.error.kind, SFPROV_E_CONFIGURATION);
		CHECK_INT(self.error.outcome, SFPROV_OUTCOME_NOT_SENT);
	}
	CHECK(sfprov_url_authority("https://a.b:44?x", &length) != NULL && length == 6);
	CHECK(sfprov_url_authority("https://[::1]:44/x", &length) != NULL && length == 8);
	CHECK_TEXT(sfprov_method_name(SFPROV_PATCH), "PATCH");
	client_free(&self);
}

/* The environment's proxy is not ours to use. */
static void no_environment(void)
{
	client self;

	(void) setenv("https_proxy", "http://127.0.0.1:1", 1);
	(void) setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	client_init(&self);
	new_pool(8, 60);
	CHECK(ask(&self, SFPROV_GET, "/direct", NULL) == SFPROV_OK);
	(void) unsetenv("https_proxy");
	(void) unsetenv("ALL_PROXY");
	client_free(&self);
}

static int64_t interrupt_at;

static bool interrupt_later(void *context)
{
	(void) context;
	return sfprov_platform_monotonic_ms() >= interrupt_at;
}

static void interruption(void)
{
	client self;

	client_init(&self);
	interrupt_at = sfprov_platform_monotonic_ms() + 500 * slowness();
	self.settings.interrupted = interrupt_later;
	CHECK(ask(&self, SFPROV_GET, "/drip", NULL) == SFPROV_FAILED);
	CHECK_INT(self.error.kind, SFPROV_E_ABORTED);
	CHECK_INT(self.error.outcome, SFPROV_OUTCOME_UNKNOWN);
	CHECK(self.took < 5000 * slowness());
	interrupt_at = sfprov_platform_monotonic_ms() + 500 * slowness();
	CHECK(ask(&self, SFPROV_GET, "/stall", NULL) == SFPROV_FAILED);
	CHECK_INT(self.error.kind, SFPROV_E_ABORTED);
	CHECK_INT(self.error.outcome, SFPROV_OUTCOME_UNKNOWN);
	CHECK(self.took < 5000 * slowness());
	/* At once: nothing has left yet. */
	interrupt_at = 0;
	CHECK(ask(&self, SFPROV_POST, "/never", "{}") == SFPROV_FAILED);
	CHECK_INT(self.error.kind, SFPROV_E_ABORTED);
	CHECK_INT(self.error.outcome, SFPROV_OUTCOME_NOT_SENT);
	CHECK_INT(tls_server_hits(&server, "POST /never"), 0);
	CHECK(self.took < 5000 * slowness());
	client_free(&self);
}

/* Settings never mix, busy handles are not shared, old ones are closed. */
static void pooling(void)
{
	unsigned char keys[6][SFPROV_POOL_KEY_SIZE];
	sfprov_http_settings settings[6];
	CURL *first;
	CURL *second;
	int i;
	int j;

	memset(settings, 0, sizeof(settings));
	settings[1].proxy = "127.0.0.1:3128";
	settings[2].proxy = "http://a:b@127.0.0.1:3128";
	settings[3].cainfo = files.ca;
	settings[4].client_certificate = files.ca;
	settings[5].client_key = files.ca;
	for (i = 0; i < 6; i++) {
		CHECK(sfprov_http_pool_key("host:1", 6, &settings[i], keys[i], NULL) == SFPROV_OK);
		for (j = 0; j < i; j++) {
			CHECK(memcmp(keys[i], keys[j], SFPROV_POOL_KEY_SIZE) != 0);
		}
	}
	CHECK(sfprov_http_pool_key("HOST:1", 6, &settings[0], keys[1], NULL) == SFPROV_OK);
	CHECK(memcmp(keys[0], keys[1], SFPROV_POOL_KEY_SIZE) == 0);
	CHECK(sfprov_http_pool_key("host:2", 6, &settings[0], keys[1], NULL) == SFPROV_OK);
	CHECK(memcmp(keys[0], keys[1], SFPROV_POOL_KEY_SIZE) != 0);

	new_pool(2, 60);
	first = sfprov_http_pool_take(pool, keys[0], 0);
	second = sfprov_http_pool_take(pool, keys[0], 0);
	CHECK(first != NULL && second != NULL && first != second);
	sfprov_http_pool_give(pool, keys[0], first, sfprov_platform_process_id(), true, 1000);
	sfprov_http_pool_give(pool, keys[0], second, sfprov_platform_process_id(), false, 1000);
	CHECK_INT(sfprov_http_pool_idle(pool), 1);
	second = sfprov_http_pool_take(pool, keys[1], 1000);
	CHECK(second != first);
	CHECK(sfprov_http_pool_take(pool, keys[0], 1000) == first);
	sfprov_http_pool_give(pool, keys[0], first, sfprov_platform_process_id(), true, 1000);
	sfprov_http_pool_give(pool, keys[1], second, sfprov_platform_process_id(), true, 2000);
	sfprov_http_pool_give(pool, keys[2], sfprov_http_pool_take(pool, keys[2], 3000), sfprov_platform_process_id(), true, 3000);
	/* Two at most: the one that was idle longest went. */
	CHECK_INT(sfprov_http_pool_idle(pool), 2);
	CHECK(sfprov_http_pool_take(pool, keys[1], 3000) == second);
	sfprov_http_pool_give(pool, keys[1], second, sfprov_platform_process_id(), true, 4000);
	/* A minute at most. */
	first = sfprov_http_pool_take(pool, keys[0], 63500);
	CHECK_INT(sfprov_http_pool_idle(pool), 1);
	sfprov_http_pool_give(pool, keys[0], first, sfprov_platform_process_id(), false, 63500);
	new_pool(0, 60);
	first = sfprov_http_pool_take(pool, keys[0], 0);
	sfprov_http_pool_give(pool, keys[0], first, sfprov_platform_process_id(), true, 0);
	CHECK_INT(sfprov_http_pool_idle(pool), 0);
	/* Without a pool as well. */
	first = sfprov_http_pool_take(NULL, keys[0], 0);
	sfprov_http_pool_give(NULL, keys[0], first, sfprov_platform_process_id(), true, 0);
	sfprov_http_pool_free(NULL);
	new_pool(8, 60);
}

/* A transfer that asks for another one while it runs must not be given its own handle. */
static client nested;
static bool nested_good;

static bool ask_meanwhile(void *context)
{
	(void) context;
	if (nested.url[0] == '\0') {
		nested_good = ask(&nested, SFPROV_GET, "/inner", NULL) == SFPROV_OK;
	}
	return false;
}

static void nesting(void)
{
	client self;

	client_init(&self);
	client_init(&nested);
	CHECK(ask(&self, SFPROV_GET, "/warm", NULL) == SFPROV_OK);
	self.settings.interrupted = ask_meanwhile;
	CHECK(ask(&self, SFPROV_GET, "/outer", NULL) == SFPROV_OK);
	CHECK(nested_good);
	CHECK_TEXT(sfprov_buffer_text(&self.answer.body), "{\"ok\":true}");
	client_free(&self);
	client_free(&nested);
}

/* The child leaves the parent's connection alone, whatever it does, and works on one of its own. */
static void forking(void)
{
	int *told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	client self;
	pid_t child;
	int goodbyes;
	int before;
	int round;

	for (round = 0; round < 2; round++) {
		new_pool(8, 60);
		client_init(&self);
		CHECK(ask(&self, SFPROV_GET, "/parent", NULL) == SFPROV_OK);
		before = handshakes();
		goodbyes = atomic_load(&server.log->goodbyes);
		*told = 0;
		child = fork();
		if (child == 0) {
			if (round == 0) {
				*told = ask(&self, SFPROV_GET, "/child", NULL) == SFPROV_OK && !self.answer.reused_connection;
			}
			sfprov_http_pool_free(pool);
			*told |= 2;
			/* The parent's handles are left behind on purpose. */
			leave_process();
		}
		(void) waitpid(child, NULL, 0);
		CHECK_INT(*told, round == 0 ? 3 : 2);
		CHECK(ask(&self, SFPROV_GET, "/parent", NULL) == SFPROV_OK);
		CHECK(self.answer.reused_connection);
		/* The child's own connection may have said goodbye, the parent's has not. */
		CHECK_INT(handshakes() - before, round == 0 ? 1 : 0);
		CHECK(atomic_load(&server.log->goodbyes) - goodbyes <= (round == 0 ? 1 : 0));
		client_free(&self);
	}
	(void) munmap(told, sizeof(*told));
}

static void memory_runs_out(void)
{
	const char *headers[] = {"Accept: application/json", NULL};
	long live;
	long n;
	client self;

	client_init(&self);
	new_pool(8, 60);
	CHECK(ask(&self, SFPROV_GET, "/warm", NULL) == SFPROV_OK);
	self.request.bearer = TOKEN;
	self.request.headers = headers;
	for (n = 1; n < 100; n++) {
		sfprov_status status;

		sfprov_http_answer_reset(&self.answer);
		live = memory_live() - sfprov_http_pool_idle(pool);
		memory_fail_at(n);
		status = ask(&self, SFPROV_POST, "/memory", "{}");
		if (!memory_has_failed()) {
			CHECK(status == SFPROV_OK);
			break;
		}
		memory_fail_at(0);
		/* Only keeping the connection may fail without anybody noticing. */
		CHECK(status == SFPROV_OK || self.error.kind == SFPROV_E_MEMORY);
		sfprov_http_answer_reset(&self.answer);
		CHECK_INT(memory_live() - sfprov_http_pool_idle(pool), live);
	}
	memory_fail_at(0);
	CHECK(n > 3);
	memory_fail_at(1);
	CHECK(sfprov_http_pool_new(1, 1) == NULL);
	memory_fail_at(0);
	client_free(&self);
}

int main(void)
{
	(void) signal(SIGPIPE, SIG_IGN);
	if (!tls_certificates_make(&files) || !tls_server_start(&server, TLS_SERVER, &files) || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		printf("http/curl: the server could not be started\n");
		return EXIT_FAILURE;
	}
	sfprov_environment_system(&environment);
	new_pool(8, 60);
	reuse();
	injection();
	once_only();
	safe();
	fresh();
	broken_answers();
	deadlines();
	unreachable();
	urls();
	no_environment();
	interruption();
	pooling();
	nesting();
	forking();
	memory_runs_out();
	sfprov_http_pool_free(pool);
	CHECK_INT(memory_live(), 0);
	tls_server_stop(&server);
	tls_certificates_remove(&files);
	curl_global_cleanup();
	return unit_summary("http/curl");
}
