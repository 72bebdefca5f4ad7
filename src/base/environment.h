/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What the core asks of the machine it runs on: time, randomness, and a place for log lines. Passed in by the host, so that tests
 * can stop the clock and fail the random source. */
#ifndef SFPROV_BASE_ENVIRONMENT_H
#define SFPROV_BASE_ENVIRONMENT_H

#include "base/platform.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum sfprov_log_level { SFPROV_LOG_DEBUG, SFPROV_LOG_INFO, SFPROV_LOG_WARNING, SFPROV_LOG_ERROR } sfprov_log_level;

typedef struct sfprov_environment {
	void *context;                          /* passed to each function */
	int64_t (*wall_time)(void *context);    /* seconds since 1970 */
	int64_t (*monotonic_ms)(void *context); /* for deadlines */
	void (*sleep_ms)(void *context, int64_t milliseconds);
	bool (*random)(void *context, unsigned char *bytes, size_t length);      /* cryptographic; false: none to be had */
	void (*log)(void *context, sfprov_log_level level, const char *message); /* may be NULL; never given a secret */
} sfprov_environment;

/* Fills in the system's own clock and OpenSSL's random generator; log is NULL, context is NULL. */
void sfprov_environment_system(sfprov_environment *environment);

/* Writes a log line (printf format) if the host takes any. */
void sfprov_log(const sfprov_environment *environment, sfprov_log_level level, const char *format, ...) SFPROV_PRINTF(3, 4);

#endif
