/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "fake_environment.h"

#include <stdio.h>
#include <string.h>

static int64_t fake_wall_time(void *context)
{
	return ((fake_environment *) context)->wall_seconds;
}

static int64_t fake_monotonic_ms(void *context)
{
	return ((fake_environment *) context)->monotonic;
}

static void fake_sleep_ms(void *context, int64_t milliseconds)
{
	fake_environment *fake = context;

	fake->sleeps++;
	if (milliseconds > 0) {
		fake->slept += milliseconds;
		fake->wall_seconds += (fake->monotonic % 1000 + milliseconds) / 1000;
		fake->monotonic += milliseconds;
	}
	if (fake->on_sleep != NULL) {
		fake->on_sleep(fake->on_sleep_context);
	}
}

static bool fake_random(void *context, unsigned char *bytes, size_t length)
{
	fake_environment *fake = context;
	size_t i;

	if (fake->random_fails) {
		return false;
	}
	for (i = 0; i < length; i++) {
		fake->random_state = fake->random_state * 1103515245u + 12345u;
		bytes[i] = (unsigned char) (fake->random_state >> 16);
	}
	return true;
}

static void fake_log(void *context, sfprov_log_level level, const char *message)
{
	static const char *const names[] = {"debug", "info", "warning", "error"};
	fake_environment *fake = context;
	size_t used = strlen(fake->log);

	fake->warnings += level >= SFPROV_LOG_WARNING ? 1 : 0;
	(void) snprintf(fake->log + used, sizeof(fake->log) - used, "%s: %s\n", names[level], message);
}

void fake_environment_init(fake_environment *fake)
{
	memset(fake, 0, sizeof(*fake));
	fake->wall_seconds = 1700000000;
	fake->monotonic = 1000000;
	fake->random_state = 1;
	fake->environment.context = fake;
	fake->environment.wall_time = fake_wall_time;
	fake->environment.monotonic_ms = fake_monotonic_ms;
	fake->environment.sleep_ms = fake_sleep_ms;
	fake->environment.random = fake_random;
	fake->environment.log = fake_log;
}
