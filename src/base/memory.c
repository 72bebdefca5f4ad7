/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>

void *sfprov_alloc(size_t count, size_t size)
{
	return calloc(count == 0 ? 1 : count, size == 0 ? 1 : size);
}

void *sfprov_resize(void *memory, size_t size)
{
	return realloc(memory, size == 0 ? 1 : size);
}

void sfprov_free(void *memory)
{
	free(memory);
}
