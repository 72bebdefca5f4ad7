/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#define _GNU_SOURCE
#include "tls_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIFE 600

static EVP_PKEY *new_key(void)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, NULL);
	EVP_PKEY *key = NULL;

	if (context == NULL || EVP_PKEY_keygen_init(context) != 1 || EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) != 1
		|| EVP_PKEY_keygen(context, &key) != 1) {
		key = NULL;
	}
	EVP_PKEY_CTX_free(context);
	return key;
}

static bool add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509_EXTENSION *extension;
	X509V3_CTX context;
	bool good;

	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	good = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return good;
}

/* An authority when `issuer` is NULL, else a certificate for localhost. */
static X509 *new_certificate(EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key, const char *name)
{
	X509 *certificate = X509_new();
	X509_NAME *subject = X509_get_subject_name(certificate);
	bool good;

	ASN1_INTEGER_set(X509_get_serialNumber(certificate), issuer == NULL ? 1 : 2);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *) name, -1, -1, 0);
	good = X509_set_version(certificate, 2) == 1 && X509_set_pubkey(certificate, key) == 1
		&& X509_set_issuer_name(certificate, issuer == NULL ? subject : X509_get_subject_name(issuer)) == 1
		&& (issuer == NULL ? add_extension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE")
						   : add_extension(certificate, issuer, NID_subject_alt_name, "DNS:localhost"))
		&& X509_sign(certificate, issuer == NULL ? key : issuer_key, EVP_sha256()) > 0;
	if (!good) {
		X509_free(certificate);
		return NULL;
	}
	return certificate;
}

static bool write_pem(const char *path, X509 *certificate, EVP_PKEY *key)
{
	FILE *file = fopen(path, "w");
	bool good = file != NULL && PEM_write_X509(file, certificate) == 1 && (key == NULL || PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL) == 1);

	return (file == NULL || fclose(file) == 0) && good;
}

bool tls_certificates_make(tls_certificates *files)
{
	EVP_PKEY *keys[3] = {new_key(), new_key(), new_key()};
	X509 *ca = new_certificate(keys[0], NULL, NULL, "Test authority");
	X509 *other = new_certificate(keys[1], NULL, NULL, "Other authority");
	X509 *server = new_certificate(keys[2], ca, keys[0], "localhost");
	bool good;

	(void) snprintf(files->folder, sizeof(files->folder), "/tmp/sfprov-unit-XXXXXX");
	good = mkdtemp(files->folder) != NULL;
	(void) snprintf(files->ca, sizeof(files->ca), "%s/ca.pem", files->folder);
	(void) snprintf(files->other_ca, sizeof(files->other_ca), "%s/other.pem", files->folder);
	(void) snprintf(files->server, sizeof(files->server), "%s/server.pem", files->folder);
	good = good && ca != NULL && other != NULL && server != NULL && write_pem(files->ca, ca, NULL) && write_pem(files->other_ca, other, NULL)
		&& write_pem(files->server, server, keys[2]);
	X509_free(ca);
	X509_free(other);
	X509_free(server);
	EVP_PKEY_free(keys[0]);
	EVP_PKEY_free(keys[1]);
	EVP_PKEY_free(keys[2]);
	return good;
}

void tls_certificates_remove(const tls_certificates *files)
{
	(void) unlink(files->ca);
	(void) unlink(files->other_ca);
	(void) unlink(files->server);
	(void) rmdir(files->folder);
}

void leave_process(void)
{
	(void) execl("/bin/true", "true", (char *) NULL);
	_exit(0);
}

static void pause_ms(long milliseconds)
{
	struct timespec wait = {.tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L};

	(void) nanosleep(&wait, NULL);
}

static bool say(SSL *tls, const char *bytes, size_t length)
{
	return length == 0 || SSL_write(tls, bytes, (int) length) == (int) length;
}

static bool say_text(SSL *tls, const char *text)
{
	return say(tls, text, strlen(text));
}

static bool answer(SSL *tls, int status, const char *headers, const char *body, size_t length)
{
	char head[512];

	(void) snprintf(head, sizeof(head), "HTTP/1.1 %d X\r\nContent-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n", status, headers, length);
	return say_text(tls, head) && say(tls, body, length);
}

static uint32_t crc32_of(const char *bytes, size_t length)
{
	uint32_t crc = 0xffffffffu;
	size_t i;
	int bit;

	for (i = 0; i < length; i++) {
		crc ^= (unsigned char) bytes[i];
		for (bit = 0; bit < 8; bit++) {
			crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320u : 0);
		}
	}
	return ~crc;
}

static bool answer_gzip(SSL *tls)
{
	static const char text[] = "{\"packed\":true}";
	unsigned char out[128] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1};
	size_t length = sizeof(text) - 1;
	uint32_t crc = crc32_of(text, length);
	size_t at = 11;
	int i;

	out[at++] = (unsigned char) length;
	out[at++] = 0;
	out[at++] = (unsigned char) ~length;
	out[at++] = 0xff;
	memcpy(out + at, text, length);
	at += length;
	for (i = 0; i < 4; i++) {
		out[at++] = (unsigned char) (crc >> (8 * i));
	}
	out[at++] = (unsigned char) length;
	at += 3;
	return answer(tls, 200, "Content-Encoding: gzip\r\n", (const char *) out, at);
}

/* Half a gigabyte of zeros in 3 MB: deflate with fixed codes, a literal and then copies of 258 bytes, 13 bits each. */
static bool answer_bomb(SSL *tls)
{
	static const int copies = 2000000;
	size_t size = 64 + (size_t) copies * 13 / 8;
	unsigned char *out = calloc(size, 1);
	size_t bit = 80;
	bool good;
	int i;
	int b;

	if (out == NULL) {
		return false;
	}
	memcpy(out, "\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
	/* Last block, fixed codes: 1, then 01 with its low bit first. The literal 0 is 00110000, high bit first. */
	for (b = 0; b < 11; b++) {
		out[bit / 8] |= (unsigned char) (("11000110000"[b] - '0') << (bit % 8));
		bit++;
	}
	for (i = 0; i < copies; i++) {
		for (b = 0; b < 13; b++) {
			out[bit / 8] |= (unsigned char) (("1100010100000"[b] - '0') << (bit % 8));
			bit++;
		}
	}
	good = answer(tls, 200, "Content-Encoding: gzip\r\n", (const char *) out, size);
	free(out);
	return good;
}

static bool answer_endless(SSL *tls, bool in_headers)
{
	char filler[1024];
	int i;

	memset(filler, 'x', sizeof(filler));
	memcpy(filler, "X-Filler: ", 10);
	memcpy(filler + sizeof(filler) - 2, "\r\n", 2);
	if (!say_text(tls, in_headers ? "HTTP/1.1 200 X\r\n" : "HTTP/1.1 200 X\r\nContent-Type: application/json\r\n\r\n")) {
		return false;
	}
	for (i = 0; i < 200000 && say(tls, filler, sizeof(filler)); i++) {
	}
	return false;
}

static bool drip(SSL *tls, const char *text)
{
	int i;

	if (!say_text(tls, text)) {
		return false;
	}
	for (i = 0; i < 600 && say_text(tls, "x"); i++) {
		pause_ms(50);
	}
	return false;
}

/* The path itself, so that answers cannot be mistaken for one another. */
static bool answer_path(SSL *tls, const char *path)
{
	char body[128];

	(void) snprintf(body, sizeof(body), "{\"path\":\"%.60s\"}", path);
	return answer(tls, 200, "", body, strlen(body));
}

static bool answer_large(SSL *tls, int status)
{
	static const size_t size = 300000;
	char *body = malloc(size);
	bool good;

	if (body == NULL) {
		return false;
	}
	memset(body, 'x', size);
	good = answer(tls, status, "", body, size);
	free(body);
	return good;
}

/* False: the connection ends. `number` counts the requests of this connection. */
static bool serve(SSL *tls, const char *path, int number)
{
	static const char ok[] = "{\"ok\":true}";

	if (strcmp(path, "/close") == 0 || (strcmp(path, "/close-warm") == 0 && number > 1)) {
		return false;
	}
	if (strcmp(path, "/stall") == 0) {
		pause_ms(30000);
		return false;
	}
	if (strcmp(path, "/drip") == 0) {
		return drip(tls, "HTTP/1.1 200 X\r\nContent-Length: 100000\r\n\r\n");
	}
	if (strcmp(path, "/drip-header") == 0) {
		return drip(tls, "HTTP/1.1 200 X\r\nX-Slow: ");
	}
	if (strcmp(path, "/big") == 0 || strcmp(path, "/endless-header") == 0) {
		return answer_endless(tls, path[1] == 'e');
	}
	if (strcmp(path, "/short") == 0) {
		(void) say_text(tls, "HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{\"ok\"");
		return false;
	}
	if (strcmp(path, "/redirect") == 0) {
		return answer(tls, 302, "Location: /target\r\n", "", 0);
	}
	if (strcmp(path, "/gzip") == 0) {
		return answer_gzip(tls);
	}
	if (strcmp(path, "/bomb") == 0) {
		return answer_bomb(tls);
	}
	if (strcmp(path, "/odd-encoding") == 0) {
		return answer(tls, 200, "Content-Encoding: x-odd\r\n", ok, sizeof(ok) - 1);
	}
	if (strcmp(path, "/goodbye") == 0) {
		(void) answer(tls, 200, "Connection: close\r\n", ok, sizeof(ok) - 1);
		return false;
	}
	if (strcmp(path, "/interim") == 0) {
		return say_text(tls, "HTTP/1.1 102 X\r\nSforce-Limit-Info: api-usage=9/9\r\nRetry-After: 99\r\n\r\n") && answer(tls, 201, "", ok, sizeof(ok) - 1);
	}
	if (strcmp(path, "/busy") == 0) {
		return answer(tls, 503, "Retry-After: 7\r\n", "", 0);
	}
	if (strncmp(path, "/path/", 6) == 0) {
		return answer_path(tls, path);
	}
	if (strncmp(path, "/wait/", 6) == 0) {
		pause_ms(400);
		return answer_path(tls, path);
	}
	if (strcmp(path, "/large") == 0 || strcmp(path, "/large-refusal") == 0) {
		return answer_large(tls, path[6] == '\0' ? 200 : 400);
	}
	/* What comes behind the answer must not be taken for the next one. */
	if (strcmp(path, "/surplus") == 0) {
		return answer(tls, 200, "", ok, sizeof(ok) - 1) && answer(tls, 200, "", "{\"surplus\":true}", 16);
	}
	if (strcmp(path, "/misleading") == 0) {
		return answer(tls, 204, "", "{\"surplus\":true}", 16);
	}
	if (strcmp(path, "/none") == 0) {
		return say_text(tls, "HTTP/1.1 204 X\r\n\r\n");
	}
	return answer(tls, 200, "sforce-limit-info: api-usage=18/5000\r\nSet-Cookie: a=b\r\n", ok, sizeof(ok) - 1);
}

typedef struct exchange {
	char bytes[65536];
	size_t length;
} exchange;

static bool read_more(SSL *tls, exchange *in, tls_server_log *log)
{
	int got = in->length + 1 < sizeof(in->bytes) ? SSL_read(tls, in->bytes + in->length, (int) (sizeof(in->bytes) - 1 - in->length)) : 0;

	if (got <= 0) {
		if (SSL_get_error(tls, got) == SSL_ERROR_ZERO_RETURN) {
			atomic_fetch_add(&log->goodbyes, 1);
		}
		return false;
	}
	in->length += (size_t) got;
	in->bytes[in->length] = '\0';
	return true;
}

static bool read_request(SSL *tls, exchange *in, tls_server_log *log, char path[64])
{
	char method[16];
	char *end;
	char *found;
	size_t head;
	size_t want = 0;
	int at;

	memset(in, 0, sizeof(*in));
	while ((end = strstr(in->bytes, "\r\n\r\n")) == NULL) {
		if (!read_more(tls, in, log)) {
			return false;
		}
	}
	head = (size_t) (end - in->bytes) + 4;
	found = strcasestr(in->bytes, "\r\ncontent-length:");
	if (found != NULL && found < end) {
		want = (size_t) strtoul(found + 17, NULL, 10);
	}
	while (in->length < head + want) {
		if (!read_more(tls, in, log)) {
			return false;
		}
	}
	if (sscanf(in->bytes, "%15s %63s", method, path) != 2) {
		return false;
	}
	at = atomic_fetch_add(&log->requests, 1);
	if (at < TLS_SERVER_PATHS) {
		(void) snprintf(log->paths[at], sizeof(log->paths[at]), "%s %.30s", method, path);
	}
	(void) snprintf(log->head, sizeof(log->head), "%.*s", (int) head, in->bytes);
	(void) snprintf(log->body, sizeof(log->body), "%.*s", (int) want, in->bytes + head);
	return true;
}

static void talk_tls(int client, SSL_CTX *context, tls_server_log *log)
{
	SSL *tls = SSL_new(context);
	static exchange in;
	char path[64];
	int number = 0;

	if (tls != NULL && SSL_set_fd(tls, client) == 1 && SSL_accept(tls) == 1) {
		atomic_fetch_add(&log->handshakes, 1);
		while (read_request(tls, &in, log, path) && serve(tls, path, ++number)) {
		}
	}
	SSL_free(tls);
}

static void talk_proxy(int client, const char *refusal)
{
	char bytes[4096];

	if (read(client, bytes, sizeof(bytes)) > 0) {
		(void) !write(client, refusal, strlen(refusal));
	}
}

static void talk(int client, tls_server_kind kind, SSL_CTX *context, tls_server_log *log)
{
	switch (kind) {
		case TLS_SERVER:
		case TLS_SERVER_OLD:
			talk_tls(client, context, log);
			break;
		case TLS_SERVER_SILENT:
			pause_ms(30000);
			break;
		case TLS_SERVER_PROXY_407:
			talk_proxy(client, "HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
			break;
		case TLS_SERVER_PROXY_502:
			talk_proxy(client, "HTTP/1.1 502 X\r\nContent-Length: 0\r\n\r\n");
			break;
	}
}

static void run(int listener, tls_server_kind kind, SSL_CTX *context, tls_server_log *log)
{
	(void) signal(SIGCHLD, SIG_IGN);
	(void) signal(SIGPIPE, SIG_IGN);
	(void) alarm(LIFE);
	for (;;) {
		int client = accept(listener, NULL, NULL);

		if (client < 0) {
			continue;
		}
		atomic_fetch_add(&log->accepted, 1);
		if (fork() == 0) {
			(void) close(listener);
			(void) alarm(LIFE);
			talk(client, kind, context, log);
			(void) shutdown(client, SHUT_RDWR);
			leave_process();
		}
		(void) close(client);
	}
}

static int listen_anywhere(int *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	if (listener < 0 || bind(listener, (struct sockaddr *) &address, size) != 0 || listen(listener, 64) != 0
		|| getsockname(listener, (struct sockaddr *) &address, &size) != 0) {
		return -1;
	}
	*port = ntohs(address.sin_port);
	return listener;
}

bool tls_server_start(tls_server *server, tls_server_kind kind, const tls_certificates *files)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	int listener = listen_anywhere(&server->port);

	server->process = -1;
	server->log = mmap(NULL, sizeof(*server->log), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (context != NULL && listener >= 0 && server->log != MAP_FAILED && SSL_CTX_use_certificate_chain_file(context, files->server) == 1
		&& SSL_CTX_use_PrivateKey_file(context, files->server, SSL_FILETYPE_PEM) == 1) {
		if (kind == TLS_SERVER_OLD) {
			SSL_CTX_set_security_level(context, 0);
			(void) SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
		}
		server->process = fork();
		if (server->process == 0) {
			(void) setpgid(0, 0);
			run(listener, kind, context, server->log);
		}
		(void) setpgid(server->process, server->process);
	}
	SSL_CTX_free(context);
	if (listener >= 0) {
		(void) close(listener);
	}
	return server->process > 0;
}

void tls_server_stop(tls_server *server)
{
	if (server->process > 0) {
		(void) kill(-server->process, SIGKILL);
		(void) waitpid(server->process, NULL, 0);
	}
	(void) munmap(server->log, sizeof(*server->log));
}

int tls_server_hits(const tls_server *server, const char *request)
{
	int count = atomic_load(&server->log->requests);
	int hits = 0;
	int i;

	for (i = 0; i < count && i < TLS_SERVER_PATHS; i++) {
		hits += strcmp(server->log->paths[i], request) == 0 ? 1 : 0;
	}
	return hits;
}
