/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/environment.h"

#include "base/platform.h"
#include "base/text.h"

#include <limits.h>
#include <openssl/rand.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* time() may lag some milliseconds behind the clock that newer versions of PHP read, and then gives the second before theirs. */
static int64_t system_wall_time(void *context)
{
	struct timespec now;

	(void) context;
	return timespec_get(&now, TIME_UTC) == TIME_UTC ? (int64_t) now.tv_sec : (int64_t) time(NULL);
}

static int64_t system_monotonic_ms(void *context)
{
	(void) context;
	return sfprov_platform_monotonic_ms();
}

static void system_sleep_ms(void *context, int64_t milliseconds)
{
	(void) context;
	sfprov_platform_sleep_ms(milliseconds);
}

static bool system_random(void *context, unsigned char *bytes, size_t length)
{
	(void) context;
	return length <= INT_MAX && RAND_bytes(bytes, (int) length) == 1;
}

void sfprov_environment_system(sfprov_environment *environment)
{
	memset(environment, 0, sizeof(*environment));
	environment->wall_time = system_wall_time;
	environment->monotonic_ms = system_monotonic_ms;
	environment->sleep_ms = system_sleep_ms;
	environment->random = system_random;
}

void sfprov_log(const sfprov_environment *environment, sfprov_log_level level, const char *format, ...)
{
	char message[1024];
	va_list arguments;

	if (environment->log == NULL) {
		return;
	}
	va_start(arguments, format);
	(void) vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	sfprov_text_scrub(message);
	environment->log(environment->context, level, message);
}
