/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* In the tests with threads no allocation fails: what provisioning/heap_failing.c counts is one thread's. */
#include "provisioning/heap_failing.h"

void heap_pause(void)
{
}

void heap_resume(void)
{
}
