/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The transport over libcurl, with connections that outlive a PHP request. */
#ifndef SFPROV_HTTP_CURL_TRANSPORT_H
#define SFPROV_HTTP_CURL_TRANSPORT_H

#include "base/environment.h"
#include "http/http.h"

/* Idle libcurl handles (each with its connections, TLS sessions and DNS cache), kept by (host, port, proxy, CA file, client
 * certificate). One pool per thread. A pool belongs to the process that made it: after a fork the child leaves the handles alone, since closing them
 * would write on the parent's sockets. */
typedef struct sfprov_http_pool sfprov_http_pool;

/* NULL when memory ran out. `max_idle` handles are kept at most, each at most `max_age` seconds after its last use. */
sfprov_http_pool *sfprov_http_pool_new(int max_idle, int max_age);

/* Closes all connections (none of another process). NULL is allowed. */
void sfprov_http_pool_free(sfprov_http_pool *pool);

/* What the transport is bound to. Strings are borrowed and must outlive the transport. */
typedef struct sfprov_http_settings {
	const char *cainfo;             /* PEM file of certificate authorities; NULL: the system's */
	const char *proxy;              /* host:port or http://user:password@host:port; NULL or "": none. The environment's https_proxy is not looked at */
	const char *client_certificate; /* PEM file for mutual TLS; NULL: none */
	const char *client_key;         /* PEM file of its key; NULL: in the same file */
	int64_t connect_timeout_ms;
	const char *user_agent;
	/* Asked about once a second and at every chunk while a transfer runs; true ends it (kind ABORTED). May be NULL. */
	bool (*interrupted)(void *context);
	void *interrupted_context;
} sfprov_http_settings;

typedef struct sfprov_curl_transport {
	sfprov_http_pool *pool; /* borrowed */
	sfprov_http_settings settings;
	const sfprov_environment *environment; /* borrowed */
} sfprov_curl_transport;

/* Makes `transport` send through `curl_transport`, which must outlive it. libcurl's global initialisation is the host's. */
void sfprov_curl_transport_init(sfprov_transport *transport, sfprov_curl_transport *curl_transport, sfprov_http_pool *pool,
	const sfprov_http_settings *settings, const sfprov_environment *environment);

#endif
