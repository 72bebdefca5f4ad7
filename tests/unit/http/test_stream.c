/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Bodies that are not held in memory, against a real HTTPS server on loopback. */
#define _GNU_SOURCE
#include "curl_rig.h"

#include "memory_failing.h"
#include "unit.h"

/* Gives the letters a to z, again and again, in pieces of at most `piece`. */
typedef struct letters {
	uint64_t at;
	uint64_t end; /* where it has no more, whatever was announced */
	size_t piece;
	int rewinds;
	bool rewind_fails;
	bool overshoots;
} letters;

static size_t read_letters(void *context, char *bytes, size_t size)
{
	letters *self = context;
	size_t length = size < self->piece ? size : self->piece;
	size_t i;

	if (self->overshoots) {
		return size + 1;
	}
	for (i = 0; i < length && self->at < self->end; i++) {
		bytes[i] = (char) ('a' + self->at++ % 26);
	}
	return i;
}

static bool rewind_letters(void *context)
{
	letters *self = context;

	self->rewinds++;
	self->at = 0;
	return !self->rewind_fails;
}

typedef struct heap {
	uint64_t taken;
	uint64_t stop_at; /* 0: never */
	bool only_x;
} heap;

static bool take(void *context, const char *bytes, size_t length)
{
	heap *self = context;
	size_t i;

	for (i = 0; i < length; i++) {
		self->only_x = self->only_x && bytes[i] == 'x';
	}
	self->taken += length;
	return self->stop_at == 0 || self->taken < self->stop_at;
}

static client self;
static letters text;
static sfprov_http_source source;
static heap into;
static sfprov_http_sink sink;

static void begin(uint64_t size, bool can_rewind)
{
	client_init(&self);
	memset(&text, 0, sizeof(text));
	text.end = size;
	text.piece = 777;
	source.context = &text;
	source.size = size;
	source.read = read_letters;
	source.rewind = can_rewind ? rewind_letters : NULL;
	memset(&into, 0, sizeof(into));
	into.only_x = true;
	sink.context = &into;
	sink.limit = 1 << 20;
	sink.write = take;
}

static sfprov_status upload(sfprov_method method, const char *path, sfprov_repeat repeat)
{
	sfprov_status status;

	self.request.source = &source;
	self.request.repeat = repeat;
	status = ask(&self, method, path, NULL);
	return status;
}

static void uploads(void)
{
	begin(50000, false);
	self.request.content_type = "text/csv";
	CHECK(upload(SFPROV_PUT, "/upload", SFPROV_REPEAT_ONCE) == SFPROV_OK);
	CHECK_CONTAINS(server.log->head, "PUT /upload ");
	CHECK_CONTAINS(server.log->head, "Content-Length: 50000\r\n");
	CHECK_LACKS(server.log->head, "Transfer-Encoding");
	CHECK_INT(strncmp(server.log->body, "abcdefghijklmnopqrstuvwxyzabc", 29), 0);
	CHECK_INT(server.log->body[4000], 'a' + 4000 % 26);
	CHECK_INT(text.at, 50000);
	client_free(&self);
	/* Nothing to send. */
	begin(0, false);
	CHECK(upload(SFPROV_PUT, "/upload", SFPROV_REPEAT_ONCE) == SFPROV_OK);
	CHECK_CONTAINS(server.log->head, "Content-Length: 0\r\n");
	client_free(&self);
}

static void failing_sources(void)
{
	/* It ends too early. */
	begin(50000, false);
	text.end = 40000;
	CHECK(upload(SFPROV_PUT, "/upload-early", SFPROV_REPEAT_ONCE) == SFPROV_FAILED);
	CHECK_INT(self.error.kind, SFPROV_E_ABORTED);
	CHECK_INT(self.error.outcome, SFPROV_OUTCOME_UNKNOWN);
	CHECK_CONTAINS(self.error.message, "could not be read");
	CHECK_INT(tls_server_hits(&server, "PUT /upload-early"), 0);
	client_free(&self);
	begin(50000, false);
	text.overshoots = true;
	CHECK(upload(SFPROV_PUT, "/upload-early", SFPROV_REPEAT_ONCE) == SFPROV_FAILED);
	CHECK_INT(self.error.kind, SFPROV_E_ABORTED);
	client_free(&self);
	/* It cannot begin. */
	begin(50000, true);
	text.rewind_fails = true;
	CHECK(upload(SFPROV_PUT, "/upload-early", SFPROV_REPEAT_SAFE) == SFPROV_FAILED);
	CHECK_INT(self.error.kind, SFPROV_E_ABORTED);
	CHECK_INT(self.error.outcome, SFPROV_OUTCOME_NOT_SENT);
	client_free(&self);
	begin(0, true);
	source.size = UINT64_MAX;
	CHECK(upload(SFPROV_PUT, "/upload-early", SFPROV_REPEAT_SAFE) == SFPROV_FAILED);
	CHECK_INT(self.error.outcome, SFPROV_OUTCOME_NOT_SENT);
	client_free(&self);
}

static void dead_connections(void)
{
	/* What must go once does, on a connection that was used before. */
	begin(100, true);
	CHECK(ask(&self, SFPROV_GET, "/warm", NULL) == SFPROV_OK);
	CHECK(upload(SFPROV_PUT, "/close", SFPROV_REPEAT_ONCE) == SFPROV_FAILED);
	CHECK_INT(self.error.outcome, SFPROV_OUTCOME_UNKNOWN);
	CHECK_INT(tls_server_hits(&server, "PUT /close"), 1);
	client_free(&self);
	/* What may be repeated but cannot be read again. */
	begin(100, false);
	CHECK(ask(&self, SFPROV_GET, "/warm", NULL) == SFPROV_OK);
	CHECK(upload(SFPROV_PUT, "/close", SFPROV_REPEAT_SAFE) == SFPROV_FAILED);
	CHECK_INT(tls_server_hits(&server, "PUT /close"), 2);
	client_free(&self);
	begin(100, true);
	CHECK(ask(&self, SFPROV_GET, "/warm", NULL) == SFPROV_OK);
	CHECK(upload(SFPROV_PUT, "/close-warm", SFPROV_REPEAT_SAFE) == SFPROV_OK);
	CHECK_INT(tls_server_hits(&server, "PUT /close-warm"), 2);
	CHECK_INT(text.rewinds, 2);
	CHECK_INT(strncmp(server.log->body, "abcdefghijklm", 13), 0);
	CHECK_INT(strlen(server.log->body), 100);
	client_free(&self);
}

static sfprov_status download(const char *path)
{
	self.request.sink = &sink;
	return ask(&self, SFPROV_GET, path, NULL);
}

static void downloads(void)
{
	begin(0, false);
	CHECK(download("/large") == SFPROV_OK);
	CHECK_INT(into.taken, 300000);
	CHECK(into.only_x);
	CHECK_INT(self.answer.streamed, 300000);
	CHECK_INT(self.answer.body.length, 0);
	client_free(&self);
	/* The limit of the buffer does not count for the sink. */
	begin(0, false);
	self.request.answer_limit = 100;
	CHECK(download("/large") == SFPROV_OK);
	CHECK_INT(into.taken, 300000);
	client_free(&self);
	/* A refusal is not what the sink is for. */
	begin(0, false);
	CHECK(download("/large-refusal") == SFPROV_OK);
	CHECK_INT(self.answer.status, 400);
	CHECK_INT(into.taken, 0);
	CHECK_INT(self.answer.streamed, 0);
	CHECK_INT(self.answer.body.length, 300000);
	self.request.answer_limit = 1000;
	CHECK(download("/large-refusal") == SFPROV_FAILED);
	CHECK_CONTAINS(self.error.message, "larger than 1000 bytes");
	client_free(&self);
}

static void ended_downloads(void)
{
	begin(0, false);
	sink.limit = 100000;
	CHECK(download("/large") == SFPROV_FAILED);
	CHECK_INT(self.error.kind, SFPROV_E_NETWORK);
	CHECK_INT(self.error.outcome, SFPROV_OUTCOME_UNKNOWN);
	CHECK_CONTAINS(self.error.message, "larger than 100000 bytes");
	CHECK(into.taken <= 100000);
	/* Decoded bytes count. */
	sink.limit = 1000000;
	into.taken = 0;
	CHECK(download("/bomb") == SFPROV_FAILED);
	CHECK_CONTAINS(self.error.message, "larger than 1000000 bytes");
	CHECK(into.taken > 0 && into.taken <= 1000000);
	into.taken = 0;
	into.stop_at = 50000;
	CHECK(download("/large") == SFPROV_FAILED);
	CHECK_INT(self.error.kind, SFPROV_E_ABORTED);
	CHECK(into.taken < 150000);
	/* The connection with the rest on it is gone. */
	self.request.sink = NULL;
	CHECK(ask(&self, SFPROV_GET, "/path/1", NULL) == SFPROV_OK);
	CHECK(!self.answer.reused_connection);
	CHECK_TEXT(sfprov_buffer_text(&self.answer.body), "{\"path\":\"/path/1\"}");
	client_free(&self);
}

int main(void)
{
	if (!rig_start()) {
		printf("http/stream: the server could not be started\n");
		return EXIT_FAILURE;
	}
	uploads();
	failing_sources();
	dead_connections();
	downloads();
	ended_downloads();
	rig_stop();
	CHECK_INT(memory_live(), 0);
	return unit_summary("http/stream");
}
