/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A real HTTPS server on loopback and a client of it, for the tests of the curl transport. */
#ifndef SFPROV_TESTS_CURL_RIG_H
#define SFPROV_TESTS_CURL_RIG_H

#include "http/curl_pool.h"
#include "http/curl_transport.h"
#include "tls_server.h"

#define TOKEN "00Dxx!canary-access-token"
#define OVERSHOOT 250

/* Words of a message, of which one has to be there: an answer that ends without TLS's goodbye is an error of TLS to newer versions of libcurl. */
#define ANSWER_CUT "the answer was cut|broke before the answer was complete"
#define ANSWER_MISSING "without an answer|broke before the answer was complete"

extern tls_certificates files;
extern tls_server server;
extern sfprov_environment environment;
extern sfprov_http_pool *pool;

/* One client: settings of its own, the pool of all. */
typedef struct client {
	sfprov_http_settings settings;
	sfprov_curl_transport curl;
	sfprov_transport transport;
	sfprov_http_request request;
	sfprov_http_answer answer;
	sfprov_error error;
	char url[256];
	int64_t took;
} client;

/* Starts server and pool, and ends them. */
bool rig_start(void);
void rig_stop(void);

/* Under valgrind a handshake alone takes longer than the deadlines that are tested: how many times as long to wait. */
int slowness(void);

void client_init(client *self);
void client_free(client *self);

/* Sends to `path` of the server at `port`. */
sfprov_status ask_port(client *self, sfprov_method method, const char *host, int port, const char *path, const char *body, int64_t patience);
sfprov_status ask(client *self, sfprov_method method, const char *path, const char *body);

/* True if one of the alternatives, which | divides, is in the message. */
bool message_says(const char *message, const char *words);

void new_pool(int max_idle, int max_age);
int handshakes(void);

#endif
