/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The allocator of bench/instructions. What the C library's does depends on all that was allocated before, so that the count of a path would change with what stands before
 * it. This one takes the same number of instructions for each block: it has a list of free ones for each power of two. Nothing goes back to the system. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define ARENA ((size_t) 256 * 1024 * 1024)

typedef union block {
	struct {
		union block *next; /* while it is free */
		unsigned power;
	} head;
	max_align_t aligned;
} block;

static char arena[ARENA] __attribute__((aligned(16)));
static size_t arena_used;
static block *free_blocks[64];

void *malloc(size_t size)
{
	unsigned power = 64 - (unsigned) __builtin_clzl(size + sizeof(block) + 15);
	block *found = free_blocks[power];

	if (found != NULL) {
		free_blocks[power] = found->head.next;
		return found + 1;
	}
	if (power >= 28 || arena_used + ((size_t) 1 << power) > ARENA) {
		return NULL;
	}
	found = (block *) (arena + arena_used);
	arena_used += (size_t) 1 << power;
	found->head.power = power;
	return found + 1;
}

void free(void *memory)
{
	block *given = (block *) memory - 1;

	if (memory != NULL) {
		given->head.next = free_blocks[given->head.power];
		free_blocks[given->head.power] = given;
	}
}

void *calloc(size_t count, size_t size)
{
	void *memory = malloc(count * size);

	return memory == NULL ? NULL : memset(memory, 0, count * size);
}

void *realloc(void *memory, size_t size)
{
	size_t held = memory == NULL ? 0 : ((size_t) 1 << ((block *) memory - 1)->head.power) - sizeof(block);
	void *larger;

	if (memory != NULL && size <= held) {
		return memory;
	}
	larger = malloc(size);
	if (larger != NULL && memory != NULL) {
		memcpy(larger, memory, held);
		free(memory);
	}
	return larger;
}
