/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Several transfers at once; used by the curl transport alone. */
#ifndef SFPROV_HTTP_CURL_MANY_H
#define SFPROV_HTTP_CURL_MANY_H

#include "http/curl_transport.h"

/* As sfprov_transport's perform_many(). All go to one host: one that is for another than the first is refused (INPUT, NOT_SENT). */
void sfprov_curl_perform_many(const sfprov_curl_transport *transport, sfprov_http_exchange *const *exchanges, size_t count);

#endif
