/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A growing byte buffer with a limit, always NUL-terminated once something was appended. */
#ifndef SFPROV_BASE_BUFFER_H
#define SFPROV_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

typedef struct sfprov_buffer {
	char *bytes;     /* owned; NULL while nothing was appended */
	size_t length;   /* without the NUL */
	size_t size;     /* allocated */
	size_t limit;    /* most bytes it may hold; 0: no limit */
	bool failed;     /* an append failed (memory or limit): later appends do nothing, so one check at the end is enough */
	bool over_limit; /* it was the limit */
	bool secret;     /* wiped on growth and when freed */
} sfprov_buffer;

/* Readies an empty buffer; `limit` in bytes, 0 for none. */
void sfprov_buffer_init(sfprov_buffer *buffer, size_t limit);

/* The same for contents that are secret. */
void sfprov_buffer_init_secret(sfprov_buffer *buffer, size_t limit);

/* Each gives false when the buffer has failed, now or before. */
bool sfprov_buffer_append(sfprov_buffer *buffer, const char *bytes, size_t length);
bool sfprov_buffer_append_text(sfprov_buffer *buffer, const char *text);
bool sfprov_buffer_append_char(sfprov_buffer *buffer, char c);

/* Appends percent-encoded: all but the unreserved characters of RFC 3986, section 2.3. */
bool sfprov_buffer_append_percent(sfprov_buffer *buffer, const char *text);

/* Appends `&name=value`, the value percent-encoded (without '&' at the start); nothing when the value is NULL. For
 * application/x-www-form-urlencoded. */
bool sfprov_buffer_append_form(sfprov_buffer *buffer, const char *name, const char *value);

/* The contents as a string; "" while empty. Valid until the next append. */
const char *sfprov_buffer_text(const sfprov_buffer *buffer);

/* Gives the contents to the caller (sfprov_free) and empties the buffer. NULL when it has failed or memory ran out. */
char *sfprov_buffer_take(sfprov_buffer *buffer);

/* Frees (and wipes a secret one); the buffer can be used again. */
void sfprov_buffer_free(sfprov_buffer *buffer);

#endif
