/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The one file where operating systems differ. */
#ifndef SFPROV_BASE_PLATFORM_H
#define SFPROV_BASE_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Milliseconds of a clock that never goes back. */
int64_t sfprov_platform_monotonic_ms(void);

/* Sleeps; nothing for zero and less. */
void sfprov_platform_sleep_ms(int64_t milliseconds);

/* The number of this process. */
int64_t sfprov_platform_process_id(void);

/* The name of this host, always NUL-terminated; "unknown" when it cannot be had. */
void sfprov_platform_host_name(char *name, size_t size);

/* True when something waits to be read from the socket, its end included. Does not wait. */
bool sfprov_platform_socket_readable(intptr_t socket);

/* Breaks epoch seconds into a UTC date; used for the registry's timestamps. `text` gets "YYYY-MM-DD HH:MM:SS" and needs 20 bytes. */
void sfprov_platform_utc_text(int64_t seconds, char text[20]);

#endif
