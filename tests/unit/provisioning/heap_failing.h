/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Fails the n-th allocation of the whole program: the core's, json-c's and OpenSSL's. Under a sanitizer or valgrind, which bring a malloc of their own,
 * the core's alone. */
#ifndef SFPROV_TEST_HEAP_FAILING_H
#define SFPROV_TEST_HEAP_FAILING_H

#include <stdbool.h>

/* Does malloc() of this program reach the counting one? */
bool heap_is_whole(void);

/* The n-th allocation from now on fails, once (1: the next one); 0: none. Clears heap_has_failed(). */
void heap_fail_at(long n);

/* The n-th and all after it. */
void heap_fail_from(long n);

bool heap_has_failed(void);

/* The allocation that failed was asked for by a library, not by the core. */
bool heap_failed_in_library(void);

/* What a test double allocates neither counts nor fails. Calls nest. */
void heap_pause(void);
void heap_resume(void);

/* Blocks of the whole program that are allocated and not freed; memory_live() where that is not known. */
long heap_blocks(void);

#endif
