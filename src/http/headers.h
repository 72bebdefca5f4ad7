/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Reads the few headers of an answer that we go by. Whatever a header holds, reading it can only leave a value unset. */
#ifndef SFPROV_HTTP_HEADERS_H
#define SFPROV_HTTP_HEADERS_H

#include "http/http.h"

/* The most bytes of headers that an answer may have, those of interim answers included. */
#define SFPROV_HTTP_HEADERS_LIMIT ((size_t) 64 * 1024)

/* Reads one line, with or without its end, into the answer: Content-Type, Retry-After (seconds, or an HTTP date, which is compared with
 * `wall_time`), Sforce-Limit-Info. A status line makes the answer forget what former lines said: those were of an interim answer. */
void sfprov_http_read_header(sfprov_http_answer *answer, const char *line, size_t length, int64_t wall_time);

#endif
