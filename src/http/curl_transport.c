/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "http/curl_transport.h"

#include "base/platform.h"
#include "base/text.h"
#include "http/curl_errors.h"
#include "http/curl_pool.h"
#include "http/headers.h"

#include <string.h>

/* A connection is not used longer than this many seconds: the name is looked up anew, since an org may have moved. */
#define CONNECTION_LIFETIME 600L
#define LONGEST_MS ((int64_t) 24 * 3600 * 1000)
#define HEADERS_MAX 24

/* One transfer. */
typedef struct transfer {
	const sfprov_curl_transport *transport;
	const sfprov_http_request *request;
	sfprov_http_answer *answer;
	const char *authority;
	size_t authority_length;
	unsigned char key[SFPROV_POOL_KEY_SIZE];
	CURL *handle;
	int64_t process; /* that took the handle */
	bool fresh;
	size_t sent;      /* bytes of the body that libcurl has taken */
	bool handed_over; /* it has taken any, in whatever attempt of its own */
	size_t header_bytes;
	bool headers_too_long;
	bool interrupted;
	bool setup_failed;
	struct curl_slist headers[HEADERS_MAX];
	size_t header_count;
	sfprov_buffer authorization; /* secret */
	sfprov_buffer content_type;
	char detail[CURL_ERROR_SIZE];
} transfer;

static size_t on_body_wanted(char *bytes, size_t size, size_t count, void *context)
{
	transfer *self = context;
	size_t left = self->request->body_length - self->sent;
	size_t length = size * count < left ? size * count : left;

	memcpy(bytes, self->request->body + self->sent, length);
	self->sent += length;
	self->handed_over = self->handed_over || length > 0;
	return length;
}

/* Only set for what may be repeated: without it libcurl cannot send a body again, whatever happens to the connection. */
static int on_rewind(void *context, curl_off_t offset, int origin)
{
	transfer *self = context;

	if (origin != SEEK_SET || offset < 0 || (uint64_t) offset > self->request->body_length) {
		return CURL_SEEKFUNC_FAIL;
	}
	self->sent = (size_t) offset;
	return CURL_SEEKFUNC_OK;
}

static bool ask_interrupted(transfer *self)
{
	const sfprov_http_settings *settings = &self->transport->settings;

	if (!self->interrupted && settings->interrupted != NULL) {
		self->interrupted = settings->interrupted(settings->interrupted_context);
	}
	return self->interrupted;
}

/* A count that differs from the length ends the transfer. */
static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
	transfer *self = context;

	if (ask_interrupted(self) || !sfprov_buffer_append(&self->answer->body, bytes, size * count)) {
		return 0;
	}
	return size * count;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context)
{
	transfer *self = context;
	const sfprov_environment *environment = self->transport->environment;

	self->header_bytes += size * count;
	if (self->header_bytes > SFPROV_HTTP_HEADERS_LIMIT) {
		self->headers_too_long = true;
		return 0;
	}
	sfprov_http_read_header(self->answer, bytes, size * count, environment->wall_time(environment->context));
	return size * count;
}

static int on_progress(void *context, curl_off_t total_down, curl_off_t down, curl_off_t total_up, curl_off_t up)
{
	(void) total_down;
	(void) down;
	(void) total_up;
	(void) up;
	return ask_interrupted(context) ? 1 : 0;
}

/* libcurl reads the list where it is: so no copy of the token is made that could not be wiped. */
static bool add_header(transfer *self, const char *line)
{
	struct curl_slist *node = &self->headers[self->header_count];

	if (self->header_count == HEADERS_MAX || strpbrk(line, "\r\n") != NULL) {
		return false;
	}
	node->data = (char *) (uintptr_t) line;
	node->next = NULL;
	if (self->header_count > 0) {
		self->headers[self->header_count - 1].next = node;
	}
	self->header_count++;
	return true;
}

static sfprov_status prepare_headers(transfer *self, sfprov_error *error)
{
	const sfprov_http_request *request = self->request;
	const char *const *line;
	bool good = add_header(self, "Expect:");

	if (request->bearer != NULL) {
		sfprov_buffer_append_text(&self->authorization, "Authorization: Bearer ");
		if (!sfprov_buffer_append_text(&self->authorization, request->bearer)) {
			return sfprov_fail_memory(error);
		}
		good = good && add_header(self, sfprov_buffer_text(&self->authorization));
	}
	if (request->body != NULL && request->content_type != NULL) {
		sfprov_buffer_append_text(&self->content_type, "Content-Type: ");
		if (!sfprov_buffer_append_text(&self->content_type, request->content_type)) {
			return sfprov_fail_memory(error);
		}
		good = good && add_header(self, sfprov_buffer_text(&self->content_type));
	} else {
		/* Keeps libcurl from calling nothing a form. */
		good = good && add_header(self, "Content-Type:");
	}
	for (line = request->headers; line != NULL && *line != NULL; line++) {
		good = good && add_header(self, *line);
	}
	return good ? SFPROV_OK : sfprov_fail(error, SFPROV_E_INPUT, "A request header or the access token holds a line break, or there are too many headers");
}

/* curl_easy_setopt() checks its argument's type at compile time, which a wrapper function would hide. */
#define SET(self, option, value) ((self)->setup_failed = (self)->setup_failed || curl_easy_setopt((self)->handle, (option), (value)) != CURLE_OK)

static void set_security(transfer *self)
{
	const sfprov_http_settings *settings = &self->transport->settings;

#if LIBCURL_VERSION_NUM >= 0x075500
	SET(self, CURLOPT_PROTOCOLS_STR, "https");
#else
	SET(self, CURLOPT_PROTOCOLS, (long) CURLPROTO_HTTPS);
#endif
	SET(self, CURLOPT_FOLLOWLOCATION, 0L);
	SET(self, CURLOPT_SSL_VERIFYPEER, 1L);
	SET(self, CURLOPT_SSL_VERIFYHOST, 2L);
	SET(self, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
	SET(self, CURLOPT_NETRC, (long) CURL_NETRC_IGNORED);
	SET(self, CURLOPT_UNRESTRICTED_AUTH, 0L);
#if LIBCURL_VERSION_NUM >= 0x074000
	SET(self, CURLOPT_HTTP09_ALLOWED, 0L);
#endif
	if (settings->cainfo != NULL && settings->cainfo[0] != '\0') {
		SET(self, CURLOPT_CAINFO, settings->cainfo);
		/* Else the system's authorities would be trusted beside the ones that were named. Not every TLS library knows this option. */
		(void) curl_easy_setopt(self->handle, CURLOPT_CAPATH, NULL);
		(void) curl_easy_setopt(self->handle, CURLOPT_PROXY_CAINFO, settings->cainfo);
	}
	if (settings->client_certificate != NULL && settings->client_certificate[0] != '\0') {
		SET(self, CURLOPT_SSLCERT, settings->client_certificate);
		if (settings->client_key != NULL && settings->client_key[0] != '\0') {
			SET(self, CURLOPT_SSLKEY, settings->client_key);
		}
	}
}

static void set_connection(transfer *self, int64_t left_ms)
{
	const sfprov_http_settings *settings = &self->transport->settings;
	int64_t connect_ms = settings->connect_timeout_ms > 0 && settings->connect_timeout_ms < left_ms ? settings->connect_timeout_ms : left_ms;

	/* An empty text, unlike NULL, also keeps the environment's proxy out. */
	SET(self, CURLOPT_PROXY, settings->proxy == NULL ? "" : settings->proxy);
	SET(self, CURLOPT_NOPROXY, "");
	SET(self, CURLOPT_HTTPPROXYTUNNEL, 1L);
	SET(self, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(self, CURLOPT_HEADEROPT, (long) CURLHEADER_SEPARATE);
	SET(self, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
	SET(self, CURLOPT_NOSIGNAL, 1L);
	SET(self, CURLOPT_TCP_KEEPALIVE, 1L);
	SET(self, CURLOPT_TCP_KEEPIDLE, 30L);
	SET(self, CURLOPT_TCP_KEEPINTVL, 15L);
	SET(self, CURLOPT_MAXCONNECTS, 1L);
#if LIBCURL_VERSION_NUM >= 0x074100
	/* libcurl's own limit is 118 seconds. */
	if (sfprov_http_pool_max_age(self->transport->pool) > 0) {
		SET(self, CURLOPT_MAXAGE_CONN, (long) sfprov_http_pool_max_age(self->transport->pool));
	}
#endif
#if LIBCURL_VERSION_NUM >= 0x075000
	SET(self, CURLOPT_MAXLIFETIME_CONN, CONNECTION_LIFETIME);
#endif
	SET(self, CURLOPT_CONNECTTIMEOUT_MS, (long) connect_ms);
	SET(self, CURLOPT_TIMEOUT_MS, (long) left_ms);
	SET(self, CURLOPT_FRESH_CONNECT, self->fresh ? 1L : 0L);
	SET(self, CURLOPT_FORBID_REUSE, self->request->fresh_connection ? 1L : 0L);
}

static void set_body(transfer *self)
{
	const sfprov_http_request *request = self->request;

	if (request->body == NULL && request->method == SFPROV_GET) {
		SET(self, CURLOPT_HTTPGET, 1L);
		return;
	}
	if (request->body == NULL && request->method == SFPROV_DELETE) {
		SET(self, CURLOPT_CUSTOMREQUEST, "DELETE");
		return;
	}
	SET(self, CURLOPT_POST, 1L);
	SET(self, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) (request->body == NULL ? 0 : request->body_length));
	SET(self, CURLOPT_READFUNCTION, on_body_wanted);
	SET(self, CURLOPT_READDATA, self);
	if (request->repeat != SFPROV_REPEAT_ONCE) {
		SET(self, CURLOPT_SEEKFUNCTION, on_rewind);
		SET(self, CURLOPT_SEEKDATA, self);
	}
	if (request->method != SFPROV_POST) {
		SET(self, CURLOPT_CUSTOMREQUEST, sfprov_method_name(request->method));
	}
}

static void set_answer(transfer *self)
{
	const curl_version_info_data *version = curl_version_info(CURLVERSION_NOW);

	if ((version->features & CURL_VERSION_LIBZ) != 0) {
		SET(self, CURLOPT_ACCEPT_ENCODING, "gzip");
	}
	SET(self, CURLOPT_WRITEFUNCTION, on_body);
	SET(self, CURLOPT_WRITEDATA, self);
	SET(self, CURLOPT_HEADERFUNCTION, on_header);
	SET(self, CURLOPT_HEADERDATA, self);
	SET(self, CURLOPT_NOPROGRESS, 0L);
	SET(self, CURLOPT_XFERINFOFUNCTION, on_progress);
	SET(self, CURLOPT_XFERINFODATA, self);
	SET(self, CURLOPT_ERRORBUFFER, self->detail);
}

static sfprov_status set_up(transfer *self, int64_t left_ms, sfprov_error *error)
{
	SET(self, CURLOPT_URL, self->request->url);
	/* Salesforce's paths hold encoded values: they are to go out as they are. */
	SET(self, CURLOPT_PATH_AS_IS, 1L);
	SET(self, CURLOPT_USERAGENT, self->transport->settings.user_agent == NULL ? "sfprov" : self->transport->settings.user_agent);
	SET(self, CURLOPT_HTTPHEADER, self->headers);
	set_security(self);
	set_connection(self, left_ms);
	set_body(self);
	set_answer(self);
	if (self->setup_failed) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"libcurl refused a setting that a safe connection needs, or ran out of memory. Install a libcurl (7.61 or newer) with OpenSSL.");
	}
	return SFPROV_OK;
}

static sfprov_status fail(transfer *self, CURLcode code, sfprov_error *error)
{
	sfprov_curl_failure failure = {
		.code = code, .host = self->authority, .host_length = (int) self->authority_length, .detail = self->detail, .cainfo = self->transport->settings.cainfo};
	sfprov_outcome outcome;
	curl_off_t begun = 0;

	(void) curl_easy_getinfo(self->handle, CURLINFO_PRETRANSFER_TIME_T, &begun);
	(void) curl_easy_getinfo(self->handle, CURLINFO_HTTP_CONNECTCODE, &failure.connect_status);
	failure.began = self->handed_over || begun > 0;
	outcome = failure.began ? SFPROV_OUTCOME_UNKNOWN : SFPROV_OUTCOME_NOT_SENT;
	self->answer->timed_out = code == CURLE_OPERATION_TIMEDOUT;
	if (self->interrupted) {
		(void) sfprov_fail(error, SFPROV_E_ABORTED, "The request to %.*s was interrupted", failure.host_length, failure.host);
	} else if (self->headers_too_long) {
		(void) sfprov_fail(error, SFPROV_E_NETWORK,
			"The answer of %.*s has more than %zu bytes of headers: that is not Salesforce. Check the instance URL and the proxy.", failure.host_length,
			failure.host, SFPROV_HTTP_HEADERS_LIMIT);
	} else if (self->answer->body.over_limit) {
		(void) sfprov_fail(
			error, SFPROV_E_NETWORK, "The answer of %.*s is larger than %zu bytes", failure.host_length, failure.host, self->request->answer_limit);
	} else if (self->answer->body.failed) {
		(void) sfprov_fail_memory(error);
	} else {
		return sfprov_curl_fail(&failure, error);
	}
	if (error != NULL) {
		error->outcome = outcome;
	}
	return SFPROV_FAILED;
}

static sfprov_status run(transfer *self, sfprov_error *error)
{
	CURLcode code = curl_easy_perform(self->handle);
	long connects = 0;
	long status = 0;

	if (code != CURLE_OK) {
		return fail(self, code, error);
	}
	(void) curl_easy_getinfo(self->handle, CURLINFO_RESPONSE_CODE, &status);
	(void) curl_easy_getinfo(self->handle, CURLINFO_NUM_CONNECTS, &connects);
	self->answer->status = (int) status;
	self->answer->reused_connection = connects == 0;
	return SFPROV_OK;
}

/* An idle connection has nothing to say: it has ended, or what waits there would be taken for the answer to the next request. */
static bool is_spoilt(CURL *handle)
{
	curl_socket_t socket = CURL_SOCKET_BAD;

	return curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK && socket != CURL_SOCKET_BAD
		&& sfprov_platform_socket_readable((intptr_t) socket);
}

/* libcurl reads no body after these, even if one is announced: it would be taken for the next answer. */
static bool may_reuse(const sfprov_http_answer *answer)
{
	return !(answer->body_announced && (answer->status == 204 || answer->status == 304));
}

static sfprov_status begin(transfer *self, int64_t now_ms, sfprov_error *error)
{
	const sfprov_http_request *request = self->request;

	self->authority = sfprov_url_authority(request->url, &self->authority_length);
	if (self->authority == NULL || self->authority_length > 300) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"A request was to go to something other than an https URL. Check the server URL and the instance URL: https://host.");
	}
	if (request->deadline_ms <= now_ms) {
		(void) sfprov_fail(error, SFPROV_E_NETWORK, "No time was left to ask %.*s. Raise sfprov.timeout if this happens without another error before it.",
			(int) self->authority_length, self->authority);
		self->answer->timed_out = true;
		return SFPROV_FAILED;
	}
	if (sfprov_http_pool_key(self->authority, self->authority_length, &self->transport->settings, self->key, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	/* Without a body there is nothing that libcurl could not rewind: a new connection is what it does not repeat a request on. */
	self->fresh = request->fresh_connection || (request->repeat == SFPROV_REPEAT_ONCE && request->body_length == 0);
	self->process = sfprov_platform_process_id();
	self->handle = sfprov_http_pool_take(self->transport->pool, self->key, now_ms);
	if (self->handle == NULL) {
		return sfprov_fail_memory(error);
	}
	self->fresh = self->fresh || is_spoilt(self->handle);
	return SFPROV_OK;
}

static sfprov_status perform(void *context, const sfprov_http_request *request, sfprov_http_answer *answer, sfprov_error *error)
{
	const sfprov_curl_transport *transport = context;
	const sfprov_environment *environment = transport->environment;
	int64_t now_ms = environment->monotonic_ms(environment->context);
	sfprov_status status;
	transfer self;

	memset(&self, 0, sizeof(self));
	self.transport = transport;
	self.request = request;
	self.answer = answer;
	sfprov_buffer_init_secret(&self.authorization, 0);
	sfprov_buffer_init(&self.content_type, 0);
	answer->body.limit = request->answer_limit;
	status = begin(&self, now_ms, error);
	if (status == SFPROV_OK) {
		status = prepare_headers(&self, error);
	}
	if (status == SFPROV_OK) {
		int64_t left_ms = request->deadline_ms - now_ms;

		status = set_up(&self, left_ms < LONGEST_MS ? left_ms : LONGEST_MS, error);
	}
	if (status == SFPROV_OK) {
		status = run(&self, error);
	}
	if (self.handle != NULL) {
		sfprov_http_pool_give(
			transport->pool, self.key, self.handle, self.process, status == SFPROV_OK && may_reuse(answer), environment->monotonic_ms(environment->context));
	}
	sfprov_buffer_free(&self.authorization);
	sfprov_buffer_free(&self.content_type);
	return status;
}

void sfprov_curl_transport_init(sfprov_transport *transport, sfprov_curl_transport *curl_transport, sfprov_http_pool *pool,
	const sfprov_http_settings *settings, const sfprov_environment *environment)
{
	curl_transport->pool = pool;
	curl_transport->settings = *settings;
	curl_transport->environment = environment;
	transport->context = curl_transport;
	transport->perform = perform;
}
