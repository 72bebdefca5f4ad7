/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The only way the core gets memory. A program that wants another allocator (the unit tests fail the n-th allocation) links its
 * own definition of these functions instead of memory.c: no hook is kept in a variable, so there is no global state. */
#ifndef SFPROV_BASE_MEMORY_H
#define SFPROV_BASE_MEMORY_H

#include <stddef.h>

/* Zeroed memory for `count` objects of `size` bytes, or NULL (also when the product overflows). Freed with sfprov_free(). */
void *sfprov_alloc(size_t count, size_t size);

/* Grows or shrinks; new bytes are undefined. NULL on failure, and then `memory` is still valid. */
void *sfprov_resize(void *memory, size_t size);

/* NULL is allowed. */
void sfprov_free(void *memory);

/* A NUL-terminated copy of `length` bytes, or NULL. */
char *sfprov_copy_bytes(const char *bytes, size_t length);

/* A copy of a string, or NULL (also for NULL). */
char *sfprov_copy(const char *text);

/* Wipes a string before it frees it. NULL is allowed. For everything that is secret. */
void sfprov_free_secret(char *text);

#endif
