/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The pool of connections: what is kept, for whom, and what a fork does to it. */
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
	first = sfprov_http_pool_take(pool, keys[0], 0, NULL);
	second = sfprov_http_pool_take(pool, keys[0], 0, NULL);
	CHECK(first != NULL && second != NULL && first != second);
	sfprov_http_pool_give(pool, keys[0], first, sfprov_platform_process_id(), true, 1000);
	sfprov_http_pool_give(pool, keys[0], second, sfprov_platform_process_id(), false, 1000);
	CHECK_INT(sfprov_http_pool_idle(pool), 1);
	second = sfprov_http_pool_take(pool, keys[1], 1000, NULL);
	CHECK(second != first);
	CHECK(sfprov_http_pool_take(pool, keys[0], 1000, NULL) == first);
	sfprov_http_pool_give(pool, keys[0], first, sfprov_platform_process_id(), true, 1000);
	sfprov_http_pool_give(pool, keys[1], second, sfprov_platform_process_id(), true, 2000);
	sfprov_http_pool_give(pool, keys[2], sfprov_http_pool_take(pool, keys[2], 3000, NULL), sfprov_platform_process_id(), true, 3000);
	/* Two at most: the one that was idle longest went. */
	CHECK_INT(sfprov_http_pool_idle(pool), 2);
	CHECK(sfprov_http_pool_take(pool, keys[1], 3000, NULL) == second);
	sfprov_http_pool_give(pool, keys[1], second, sfprov_platform_process_id(), true, 4000);
	/* A minute at most. */
	first = sfprov_http_pool_take(pool, keys[0], 63500, NULL);
	CHECK_INT(sfprov_http_pool_idle(pool), 1);
	sfprov_http_pool_give(pool, keys[0], first, sfprov_platform_process_id(), false, 63500);
	new_pool(0, 60);
	first = sfprov_http_pool_take(pool, keys[0], 0, NULL);
	sfprov_http_pool_give(pool, keys[0], first, sfprov_platform_process_id(), true, 0);
	CHECK_INT(sfprov_http_pool_idle(pool), 0);
	/* Without a pool as well. */
	first = sfprov_http_pool_take(NULL, keys[0], 0, NULL);
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
	if (!rig_start()) {
		printf("http/pool: the server could not be started\n");
		return EXIT_FAILURE;
	}
	pooling();
	nesting();
	forking();
	memory_runs_out();
	rig_stop();
	CHECK_INT(memory_live(), 0);
	return unit_summary("http/pool");
}
