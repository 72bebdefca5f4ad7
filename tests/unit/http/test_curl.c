/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The curl transport against a real HTTPS server on loopback. */
#define _GNU_SOURCE
#include "curl_rig.h"

#include "base/memory.h"
#include "base/platform.h"
#include "memory_failing.h"
#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

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
	} cases[] = {{"/big", "larger than"}, {"/bomb", "larger than"}, {"/endless-header", "of headers"}, {"/short", ANSWER_CUT}, {"/odd-encoding", "compressed"},
		{"/close", ANSWER_MISSING}};
	client self;
	size_t i;

	client_init(&self);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK(ask(&self, SFPROV_GET, cases[i].path, NULL) == SFPROV_FAILED);
		CHECK_INT(self.error.kind, SFPROV_E_NETWORK);
		CHECK_INT(self.error.outcome, SFPROV_OUTCOME_UNKNOWN);
		CHECK(message_says(self.error.message, cases[i].words));
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
	int64_t patience = 600 * slowness();
	static const char *const paths[] = {"/drip", "/drip-header", "/stall"};
	tls_server silent;
	client self;
	size_t i;

	client_init(&self);
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		/* Leaves a connection, so that the time is not spent on a handshake when the machine is busy. */
		CHECK(ask(&self, SFPROV_GET, "/fine", NULL) == SFPROV_OK);
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

int main(void)
{
	if (!rig_start()) {
		printf("http/curl: the server could not be started\n");
		return EXIT_FAILURE;
	}
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
	rig_stop();
	CHECK_INT(memory_live(), 0);
	return unit_summary("http/curl");
}
