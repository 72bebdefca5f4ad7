/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/memory.h"
#include "memory_failing.h"

#include <malloc.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long countdown;
static bool persistent;
static bool has_failed;
static long failures;
static long live;
static const char *watched_text;
static long watched_count;

void memory_fail_at(long n)
{
	countdown = n;
	persistent = false;
	has_failed = false;
}

void memory_fail_from(long n)
{
	memory_fail_at(n);
	persistent = true;
}

bool memory_has_failed(void)
{
	return has_failed;
}

void memory_count_failure(void)
{
	failures++;
}

__attribute__((destructor)) static void tell_failures(void)
{
	if (failures > 0) {
		printf("allocation failures tried: %ld\n", failures);
	}
}

long memory_live(void)
{
	return live;
}

void memory_watch(const char *secret)
{
	watched_text = secret;
	watched_count = 0;
}

long memory_watched(void)
{
	return watched_count;
}

static bool must_fail(void)
{
	if (persistent && has_failed) {
		return true;
	}
	if (countdown == 0 || --countdown > 0) {
		return false;
	}
	has_failed = true;
	failures++;
	return true;
}

static void watch(const void *memory)
{
	const char *bytes = memory;
	size_t size = malloc_usable_size((void *) memory);
	size_t length = watched_text == NULL ? 0 : strlen(watched_text);
	size_t i;

	if (length == 0) {
		return;
	}
	for (i = 0; i + length <= size; i++) {
		if (bytes[i] == watched_text[0] && memcmp(bytes + i, watched_text, length) == 0) {
			watched_count++;
			return;
		}
	}
}

void *sfprov_alloc(size_t count, size_t size)
{
	void *memory = must_fail() ? NULL : calloc(count == 0 ? 1 : count, size == 0 ? 1 : size);

	live += memory != NULL ? 1 : 0;
	return memory;
}

/* Always moves, so that a pointer kept across a resize is found out. */
void *sfprov_resize(void *memory, size_t size)
{
	size_t old = memory == NULL ? 0 : malloc_usable_size(memory);
	void *moved;

	if (must_fail()) {
		return NULL;
	}
	moved = malloc(size == 0 ? 1 : size);
	if (moved == NULL) {
		return NULL;
	}
	/* Undefined to the caller, but not to watch(). */
	memset(moved, 0xa5, size);
	if (memory != NULL) {
		memcpy(moved, memory, old < size ? old : size);
	}
	live++;
	sfprov_free(memory);
	return moved;
}

void sfprov_free(void *memory)
{
	if (memory == NULL) {
		return;
	}
	watch(memory);
	live--;
	free(memory);
}
