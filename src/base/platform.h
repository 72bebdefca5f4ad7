/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The one file where operating systems and compilers differ; bin/check/layering keeps the others free of what only one of them has. */
#ifndef SFPROV_BASE_PLATFORM_H
#define SFPROV_BASE_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* On a function like printf(): which parameter is its format, and which the first value for it. */
#if defined(__GNUC__) || defined(__clang__)
#define SFPROV_PRINTF(nth, first) __attribute__((format(printf, nth, first)))
#else
#define SFPROV_PRINTF(nth, first)
#endif

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

/* False when select()'s sets have no room for a socket of this number. */
bool sfprov_platform_fits_in_set(intptr_t socket);

/* Closes our descriptor of a socket, without a word to the other side that its owner would have to say. */
void sfprov_platform_close_socket(intptr_t socket);

typedef struct sfprov_platform_file {
	int64_t modified; /* seconds since 1970 */
	int64_t size;     /* bytes */
	bool regular;     /* no folder, pipe, or device */
	bool open_to_all; /* users other than owner and group may read or write it; never on Windows */
} sfprov_platform_file;

/* What a path leads to, links followed. False: it cannot be looked at, and errno says why. */
bool sfprov_platform_look_at(const char *path, sfprov_platform_file *file);

/* Breaks epoch seconds into a UTC date; used for the registry's timestamps. `text` gets "YYYY-MM-DD HH:MM:SS" and needs 20 bytes. */
void sfprov_platform_utc_text(int64_t seconds, char text[20]);

#endif
