/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A small HTTPS server on loopback, in processes of its own, that misbehaves by the path asked for and keeps account of what reached it. */
#ifndef SFPROV_TEST_TLS_SERVER_H
#define SFPROV_TEST_TLS_SERVER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

#define TLS_SERVER_PATHS 512

typedef enum tls_server_kind {
	TLS_SERVER,           /* certificate for "localhost" only */
	TLS_SERVER_SILENT,    /* accepts, and says nothing: a stalled TLS handshake, or a stalled proxy */
	TLS_SERVER_OLD,       /* TLS 1.1 at most */
	TLS_SERVER_PROXY_407, /* an HTTP proxy that refuses CONNECT */
	TLS_SERVER_PROXY_502
} tls_server_kind;

/* In memory shared by all processes of the test. */
typedef struct tls_server_log {
	atomic_int accepted;              /* TCP connections */
	atomic_int handshakes;            /* completed */
	atomic_int goodbyes;              /* connections that the client closed with TLS's farewell */
	atomic_int requests;              /* read whole */
	char paths[TLS_SERVER_PATHS][64]; /* of the requests, "METHOD /path" */
	char head[8192];                  /* of the last request */
	char body[4096];
} tls_server_log;

typedef struct tls_server {
	tls_server_log *log;
	int port;
	pid_t process;
} tls_server;

/* Writes the certificates of two authorities into a new folder, which tls_certificates_remove() takes away. */
typedef struct tls_certificates {
	char folder[64];
	char ca[96]; /* signed the server's certificate */
	char other_ca[96];
	char server[96]; /* certificate and key */
} tls_certificates;

bool tls_certificates_make(tls_certificates *files);
void tls_certificates_remove(const tls_certificates *files);

/* Starts a server on a free port. Its processes end by themselves after ten minutes at the latest. */
bool tls_server_start(tls_server *server, tls_server_kind kind, const tls_certificates *files);
void tls_server_stop(tls_server *server);

/* Ends a forked process without exit handlers and without the report of a leak checker, by becoming another program. */
void leave_process(void);

/* How often this "METHOD /path" was asked. */
int tls_server_hits(const tls_server *server, const char *request);

#endif
