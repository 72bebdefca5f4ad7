/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A clock that only sleeping moves, a random source that is the same in every run, and a log that is kept. */
#ifndef SFPROV_TEST_FAKE_ENVIRONMENT_H
#define SFPROV_TEST_FAKE_ENVIRONMENT_H

#include "base/environment.h"

typedef struct fake_environment {
	sfprov_environment environment; /* what the core is given */
	int64_t wall_seconds;
	int64_t monotonic; /* milliseconds */
	int64_t slept;     /* milliseconds in all */
	int sleeps;
	bool random_fails;
	unsigned random_state;
	void (*on_sleep)(void *context); /* called at the end of each sleep: what others do meanwhile; may be NULL */
	void *on_sleep_context;
	char log[8192]; /* "level: message\n" each; cut when full */
	int warnings;
} fake_environment;

/* Wall clock at 1,700,000,000, monotonic clock at 1,000,000 ms. The structure must not move afterwards. */
void fake_environment_init(fake_environment *fake);

#endif
