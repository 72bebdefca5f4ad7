/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* libcurl refuses each option once, and a handle: nothing may be sent over a connection that is not set up as it was meant to be. */
#define _GNU_SOURCE
#include "curl_rig.h"
#include "memory_failing.h"
#include "unit.h"

#include <dlfcn.h>
#include <stdarg.h>

#undef curl_easy_setopt

static long calls;
static long refuse_at; /* 0: none */
static CURLoption refused;
static bool refuse_handle;

/* The library's own function behind ours; the object representation of a function pointer is what dlsym() gives. */
static void next(const char *name, void *function, size_t size)
{
	void *symbol = dlsym(RTLD_NEXT, name);

	memcpy(function, &symbol, size);
}

/* A value is passed as a word, a number or a pointer, but for a length, which has 64 bits also where a word has 32. */
CURLcode curl_easy_setopt(CURL *handle, CURLoption option, ...)
{
	static CURLcode (*original)(CURL *, CURLoption, ...);
	bool is_length = option / 10000 * 10000 == CURLOPTTYPE_OFF_T;
	curl_off_t length = 0;
	void *value = NULL;
	va_list arguments;

	va_start(arguments, option);
	if (is_length) {
		length = va_arg(arguments, curl_off_t);
	} else {
		value = va_arg(arguments, void *);
	}
	va_end(arguments);
	if (original == NULL) {
		next("curl_easy_setopt", &original, sizeof(original));
	}
	if (++calls == refuse_at) {
		refused = option;
		return CURLE_OUT_OF_MEMORY;
	}
	return is_length ? original(handle, option, length) : original(handle, option, value);
}

CURL *curl_easy_init(void)
{
	static CURL *(*original)(void);

	if (original == NULL) {
		next("curl_easy_init", &original, sizeof(original));
	}
	return refuse_handle ? NULL : original();
}

/* Where an option is refused that only some TLS libraries know, the request goes out all the same. */
static bool may_do_without(CURLoption option)
{
	return option == CURLOPT_CAPATH || option == CURLOPT_PROXY_CAINFO;
}

/* Sends one kind of request with every option refused in turn; gives how many there are. */
static long torture(client *self, sfprov_method method, const char *body)
{
	long number;

	calls = 0;
	refuse_at = 0;
	CHECK(ask(self, method, "/fine", body) == SFPROV_OK);
	number = calls;
	for (refuse_at = 1; refuse_at <= number; refuse_at++) {
		int before = atomic_load(&server.log->requests);
		bool good;

		calls = 0;
		good = ask(self, method, "/fine", body) == SFPROV_OK;
		if (!CHECK(good == may_do_without(refused))) {
			printf("\toption %d, the %ldth\n", (int) refused, refuse_at);
		}
		CHECK_INT(atomic_load(&server.log->requests) - before, good ? 1 : 0);
		if (!good) {
			CHECK_INT(self->error.kind, SFPROV_E_CONFIGURATION);
			CHECK_INT(self->error.outcome, SFPROV_OUTCOME_NOT_SENT);
			CHECK_CONTAINS(self->error.message, "libcurl refused a setting");
		}
	}
	refuse_at = 0;
	CHECK(ask(self, method, "/fine", body) == SFPROV_OK);
	return number;
}

static void options(void)
{
	client self;

	client_init(&self);
	CHECK(torture(&self, SFPROV_GET, NULL) >= 35);
	CHECK(torture(&self, SFPROV_DELETE, NULL) >= 35);
	CHECK(torture(&self, SFPROV_PATCH, "{}") >= 35);
	self.request.repeat = SFPROV_REPEAT_ONCE;
	self.request.bearer = TOKEN;
	self.settings.client_certificate = files.server;
	self.settings.client_key = files.server;
	CHECK(torture(&self, SFPROV_POST, "{}") >= 35);
	CHECK_LACKS(self.error.message, "canary");
	client_free(&self);
}

static void handles(void)
{
	client self;

	client_init(&self);
	new_pool(0, 60);
	refuse_handle = true;
	CHECK(ask(&self, SFPROV_GET, "/fine", NULL) == SFPROV_FAILED);
	CHECK_INT(self.error.kind, SFPROV_E_MEMORY);
	CHECK_INT(self.error.outcome, SFPROV_OUTCOME_NOT_SENT);
	refuse_handle = false;
	CHECK(ask(&self, SFPROV_GET, "/fine", NULL) == SFPROV_OK);
	client_free(&self);
}

int main(void)
{
	if (!rig_start()) {
		printf("http/refusals: the server could not be started\n");
		return EXIT_FAILURE;
	}
	options();
	handles();
	rig_stop();
	CHECK_INT(memory_live(), 0);
	return unit_summary("http/refusals");
}
