/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#define _GNU_SOURCE
#include "heap_failing.h"

#include "memory_failing.h"

#include <dlfcn.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

/* Volatile: the compiler takes it that malloc() knows nothing of them. */
static volatile long countdown; /* 0: none fails */
static volatile bool persistent;
static volatile bool failed;
static volatile bool in_library;
static volatile int paused;
static volatile long blocks;
static int whole = -1;

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define OWN_HEAP 1
#else
#define OWN_HEAP 0
#endif

/* The library's own function behind ours; the object representation of a function pointer is what dlsym() gives. */
static void next(const char *name, void *function, size_t size)
{
	void *symbol = dlsym(RTLD_NEXT, name);

	memcpy(function, &symbol, size);
}

#if OWN_HEAP
static bool is_library(const void *address)
{
	Dl_info own;
	Dl_info other;

	return dladdr((const void *) &countdown, &own) != 0 && dladdr(address, &other) != 0 && own.dli_fbase != other.dli_fbase;
}

static bool must_fail(const void *caller)
{
	if (paused > 0 || countdown == 0) {
		return false;
	}
	if (countdown > 1) {
		countdown--;
		return false;
	}
	if (!persistent) {
		countdown = 0;
	}
	if (!failed) {
		memory_count_failure();
		/* dladdr() may allocate. */
		paused++;
		in_library = is_library(caller);
		paused--;
	}
	failed = true;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t size)
{
	static void *(*original)(size_t);
	void *memory;

	if (original == NULL) {
		next("malloc", &original, sizeof(original));
	}
	memory = must_fail(__builtin_return_address(0)) ? NULL : original(size);
	blocks += memory != NULL ? 1 : 0;
	return memory;
}

void *calloc(size_t count, size_t size)
{
	static bool looking;
	static void *(*original)(size_t, size_t);
	void *memory;
	long before;

	if (original == NULL) {
		/* The dlsym() of an old glibc (2.31) asks for memory, and does without. */
		if (looking) {
			return NULL;
		}
		looking = true;
		next("calloc", &original, sizeof(original));
	}
	if (must_fail(__builtin_return_address(0))) {
		return NULL;
	}
	/* musl's calls malloc(), which is ours: it is one allocation all the same. */
	before = blocks;
	paused++;
	memory = original(count, size);
	paused--;
	blocks = before + (memory != NULL ? 1 : 0);
	return memory;
}

void *realloc(void *memory, size_t size)
{
	static void *(*original)(void *, size_t);
	bool fresh = memory == NULL;
	long before;

	if (original == NULL) {
		next("realloc", &original, sizeof(original));
	}
	if (must_fail(__builtin_return_address(0))) {
		return NULL;
	}
	/* So does its realloc(), and free(). */
	before = blocks;
	paused++;
	memory = original(memory, size);
	paused--;
	blocks = before + (fresh && memory != NULL ? 1 : 0);
	return memory;
}

void free(void *memory)
{
	static void (*original)(void *);

	if (original == NULL) {
		next("free", &original, sizeof(original));
	}
	blocks -= memory != NULL ? 1 : 0;
	original(memory);
}
#endif

/* json-c's parser does not look whether its copy of a member's name could be made, so that no test of ours can go on after that. What it does is not
 * failed, but for the making of the parser itself. */
json_object *json_tokener_parse_ex(struct json_tokener *parser, const char *text, int length)
{
	static json_object *(*original)(struct json_tokener *, const char *, int);
	json_object *value;

	heap_pause();
	if (original == NULL) {
		next("json_tokener_parse_ex", &original, sizeof(original));
	}
	value = original(parser, text, length);
	heap_resume();
	return value;
}

bool heap_is_whole(void)
{
	void *volatile block;

	if (whole < 0) {
		countdown = 1;
		block = malloc(1);
		countdown = 0;
		/* Older versions of json-c do not look at what they are given, nor tell that it was nothing. */
		whole = block == NULL && json_c_version_num() >> 8 >= 16 ? 1 : 0;
		free(block);
	}
	return whole == 1;
}

static void fail(long n, bool for_ever)
{
	bool own = heap_is_whole();

	failed = false;
	in_library = false;
	persistent = for_ever;
	countdown = own ? n : 0;
	if (own) {
		memory_fail_at(0);
	} else if (for_ever && n > 0) {
		memory_fail_from(n);
	} else {
		memory_fail_at(n);
	}
}

void heap_fail_at(long n)
{
	fail(n, false);
}

void heap_fail_from(long n)
{
	fail(n, true);
}

bool heap_has_failed(void)
{
	return heap_is_whole() ? failed : memory_has_failed();
}

bool heap_failed_in_library(void)
{
	return in_library;
}

void heap_pause(void)
{
	paused++;
}

void heap_resume(void)
{
	paused--;
}

long heap_blocks(void)
{
	return heap_is_whole() ? blocks : memory_live();
}
