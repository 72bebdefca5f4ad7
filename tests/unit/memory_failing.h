/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The allocator of the unit tests, linked instead of src/base/memory.c. A program in which allocations were failed prints at its end
 * 'allocation failures tried: N'; bin/test adds these lines up. */
#ifndef SFPROV_TEST_MEMORY_FAILING_H
#define SFPROV_TEST_MEMORY_FAILING_H

#include <stdbool.h>

/* The n-th allocation from now on fails (1: the next one), once. 0: none fails. Clears memory_has_failed(). */
void memory_fail_at(long n);

/* The n-th allocation from now on fails, and all after it. */
void memory_fail_from(long n);

/* True when an allocation was failed since the last memory_fail_at() or memory_fail_from(). A torture loop ends when it is false. */
bool memory_has_failed(void);

/* Adds one to what is printed at the end: an allocator beside this one has failed an allocation. */
void memory_count_failure(void);

/* Blocks that are allocated and not freed. */
long memory_live(void);

/* Counts the blocks that are freed while they hold this text: a secret that was not wiped. NULL: stop. Clears the count; the text is borrowed. */
void memory_watch(const char *secret);

/* Blocks freed with the watched text in them. */
long memory_watched(void);

#endif
