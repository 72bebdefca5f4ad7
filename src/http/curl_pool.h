/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Idle libcurl handles and lanes; used by the curl transport alone. */
#ifndef SFPROV_HTTP_CURL_POOL_H
#define SFPROV_HTTP_CURL_POOL_H

#include "http/curl_lane.h"
#include "http/curl_transport.h"

#include <curl/curl.h>

#define SFPROV_POOL_KEY_SIZE 32

/* What the libcurl that runs here can and does, whatever it was compiled against. */
typedef struct sfprov_curl_traits {
	bool gzip; /* it unpacks answers */
	bool
		reads_ahead; /* from 8.15 on it lets OpenSSL read ahead. What a server sends behind an answer then lies in OpenSSL's memory, where looking at the socket
	                   * does not find it, and is taken for the next answer */
} sfprov_curl_traits;

/* Asked once for each pool: libcurl writes the names of all of its libraries to answer. `pool` may be NULL. */
sfprov_curl_traits sfprov_http_pool_traits(const sfprov_http_pool *pool);

/* SHA-256 over all that a connection is bound to, so that settings never mix: host, port, proxy with its credentials, the CA file (path, time, size) and the
 * client certificate's files. MEMORY when the digest cannot be made. */
sfprov_status sfprov_http_pool_key(
	const char *authority, size_t authority_length, const sfprov_http_settings *settings, unsigned char key[SFPROV_POOL_KEY_SIZE], sfprov_error *error);

/* An idle handle of this key, else a new one; nobody else has it until it is given back. NULL when memory ran out. `pool` may be NULL. `spoilt` may be
 * NULL; else it says whether the handle's connection must not be used: it has ended, or something waits there that would be taken for the next answer. */
CURL *sfprov_http_pool_take(sfprov_http_pool *pool, const unsigned char key[SFPROV_POOL_KEY_SIZE], int64_t now_ms, bool *spoilt);

/* Gives a handle back. `process` is the one that took it: when that was another one, the handle is left alone. A handle that is not `reusable` is closed. */
void sfprov_http_pool_give(sfprov_http_pool *pool, const unsigned char key[SFPROV_POOL_KEY_SIZE], CURL *handle, int64_t process, bool reusable, int64_t now_ms);

/* The same for lanes. At most two idle ones are kept, none by a pool that keeps no handles. */
sfprov_http_lane *sfprov_http_pool_take_lane(sfprov_http_pool *pool, const unsigned char key[SFPROV_POOL_KEY_SIZE], int64_t now_ms);
void sfprov_http_pool_give_lane(sfprov_http_pool *pool, const unsigned char key[SFPROV_POOL_KEY_SIZE], sfprov_http_lane *lane, bool reusable, int64_t now_ms);

/* Seconds after which an idle handle is closed; 0 without a pool. */
int sfprov_http_pool_max_age(const sfprov_http_pool *pool);

/* How many idle handles of this process there are. */
int sfprov_http_pool_idle(const sfprov_http_pool *pool);

#endif
