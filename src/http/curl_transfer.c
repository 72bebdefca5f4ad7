/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "http/curl_transfer.h"

#include "base/text.h"
#include "crypto/tls.h"
#include "http/curl_errors.h"
#include "http/headers.h"

#include <inttypes.h>
#include <string.h>

/* A connection is not used longer than this many seconds: the name is looked up anew, since an org may have moved. */
#define CONNECTION_LIFETIME 600L
#define LONGEST_MS ((int64_t) 24 * 3600 * 1000)

#if LIBCURL_VERSION_NUM >= 0x075000
/* Called on a connection that is ready, its TLS and the proxy's tunnel included, before the request goes out on it. */
static int on_ready(void *context, char *remote_address, char *local_address, int remote_port, int local_port)
{
	sfprov_curl_transfer *self = context;

	(void) remote_address;
	(void) local_address;
	(void) remote_port;
	(void) local_port;
	self->ready = true;
	return CURL_PREREQFUNC_OK;
}
#endif

static size_t on_body_wanted(char *bytes, size_t size, size_t count, void *context)
{
	sfprov_curl_transfer *self = context;
	const sfprov_http_source *source = self->request->source;
	uint64_t left = sfprov_http_body_length(self->request) - self->sent;
	size_t length = size * count < left ? size * count : (size_t) left;

	if (source != NULL && length > 0) {
		size_t given = source->read(source->context, bytes, length);

		self->source_failed = given == 0 || given > length;
		if (self->source_failed) {
			return CURL_READFUNC_ABORT;
		}
		length = given;
	} else if (length > 0) {
		memcpy(bytes, self->request->body + self->sent, length);
	}
	self->sent += length;
	self->handed_over = self->handed_over || length > 0;
	return length;
}

/* Only set for a source that may be repeated: without it libcurl cannot send a body that it asked for again, whatever happens to the connection. */
static int on_rewind(void *context, curl_off_t offset, int origin)
{
	sfprov_curl_transfer *self = context;
	const sfprov_http_source *source = self->request->source;

	if (origin != SEEK_SET || offset != 0 || !source->rewind(source->context)) {
		return CURL_SEEKFUNC_FAIL;
	}
	self->sent = 0;
	return CURL_SEEKFUNC_OK;
}

bool sfprov_curl_transfer_interrupted(sfprov_curl_transfer *self)
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
	sfprov_curl_transfer *self = context;
	long status = 0;

	if (sfprov_curl_transfer_interrupted(self)) {
		return 0;
	}
	(void) curl_easy_getinfo(self->handle, CURLINFO_RESPONSE_CODE, &status);
	self->taken = sfprov_http_take_body(self->request, self->answer, (int) status, bytes, size * count);
	return self->taken == SFPROV_TAKEN ? size * count : 0;
}

/* libcurl reads no body after these, even if one is announced: it would be taken for the next answer. */
static bool is_misleading(const sfprov_curl_transfer *self)
{
	long status = 0;

	if (!self->answer->body_announced) {
		return false;
	}
	(void) curl_easy_getinfo(self->handle, CURLINFO_RESPONSE_CODE, &status);
	return status == 204 || status == 304;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context)
{
	sfprov_curl_transfer *self = context;
	const sfprov_environment *environment = self->transport->environment;

	self->header_bytes += size * count;
	if (self->header_bytes > SFPROV_HTTP_HEADERS_LIMIT) {
		self->headers_too_long = true;
		return 0;
	}
	sfprov_http_read_header(self->answer, bytes, size * count, environment->wall_time(environment->context));
	if (is_misleading(self)) {
		(void) curl_easy_setopt(self->handle, CURLOPT_FORBID_REUSE, 1L);
	}
	return size * count;
}

static int on_progress(void *context, curl_off_t total_down, curl_off_t down, curl_off_t total_up, curl_off_t up)
{
	(void) total_down;
	(void) down;
	(void) total_up;
	(void) up;
	return sfprov_curl_transfer_interrupted(context) ? 1 : 0;
}

/* libcurl reads the list where it is: so no copy of the token is made that could not be wiped. */
static bool add_header(sfprov_curl_transfer *self, const char *line)
{
	struct curl_slist *node = &self->headers[self->header_count];

	if (self->header_count == SFPROV_CURL_HEADERS_MAX || strpbrk(line, "\r\n") != NULL) {
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

static sfprov_status prepare_headers(sfprov_curl_transfer *self, sfprov_error *error)
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
	if ((request->body != NULL || request->source != NULL) && request->content_type != NULL) {
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

static CURLcode on_tls_context(CURL *handle, void *tls, void *context)
{
	(void) handle;
	(void) context;
	sfprov_tls_read_no_further(tls);
	return CURLE_OK;
}

static void set_security(sfprov_curl_transfer *self, bool reads_ahead)
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
	if (reads_ahead) {
		SET(self, CURLOPT_SSL_CTX_FUNCTION, on_tls_context);
	}
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

static void set_connection(sfprov_curl_transfer *self, int64_t left_ms)
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

static void set_body(sfprov_curl_transfer *self)
{
	const sfprov_http_request *request = self->request;
	bool has_body = request->body != NULL || request->source != NULL;

	if (!has_body && request->method == SFPROV_GET) {
		SET(self, CURLOPT_HTTPGET, 1L);
		return;
	}
	if (!has_body && request->method == SFPROV_DELETE) {
		SET(self, CURLOPT_CUSTOMREQUEST, "DELETE");
		return;
	}
	SET(self, CURLOPT_POST, 1L);
	SET(self, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) sfprov_http_body_length(request));
	if (request->source == NULL && request->repeat != SFPROV_REPEAT_ONCE) {
		/* Not copied. Headers and a short body leave in one piece, and libcurl can begin again on another connection. */
		SET(self, CURLOPT_POSTFIELDS, request->body == NULL ? "" : request->body);
	} else {
		SET(self, CURLOPT_READFUNCTION, on_body_wanted);
		SET(self, CURLOPT_READDATA, self);
	}
	if (request->repeat != SFPROV_REPEAT_ONCE && request->source != NULL && request->source->rewind != NULL) {
		SET(self, CURLOPT_SEEKFUNCTION, on_rewind);
		SET(self, CURLOPT_SEEKDATA, self);
	}
	if (request->method != SFPROV_POST) {
		SET(self, CURLOPT_CUSTOMREQUEST, sfprov_method_name(request->method));
	}
}

static void set_answer(sfprov_curl_transfer *self, bool gzip)
{
	if (gzip) {
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
#if LIBCURL_VERSION_NUM >= 0x075000
	SET(self, CURLOPT_PREREQFUNCTION, on_ready);
	SET(self, CURLOPT_PREREQDATA, self);
#endif
}

sfprov_status sfprov_curl_transfer_set_up(sfprov_curl_transfer *self, CURL *handle, int64_t now_ms, sfprov_error *error)
{
	sfprov_curl_traits traits = sfprov_http_pool_traits(self->transport->pool);
	int64_t left_ms = self->request->deadline_ms - now_ms;

	if (prepare_headers(self, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	self->handle = handle;
	SET(self, CURLOPT_URL, self->request->url);
	/* Salesforce's paths hold encoded values: they are to go out as they are. */
	SET(self, CURLOPT_PATH_AS_IS, 1L);
	SET(self, CURLOPT_USERAGENT, self->transport->settings.user_agent == NULL ? "sfprov" : self->transport->settings.user_agent);
	SET(self, CURLOPT_HTTPHEADER, self->headers);
	set_security(self, traits.reads_ahead);
	set_connection(self, left_ms < LONGEST_MS ? left_ms : LONGEST_MS);
	set_body(self);
	set_answer(self, traits.gzip);
	if (self->setup_failed) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"libcurl refused a setting that a safe connection needs, or ran out of memory. Install a libcurl (7.61 or newer) with OpenSSL.");
	}
	return SFPROV_OK;
}

static sfprov_status fail_on_limit(const sfprov_curl_transfer *self, sfprov_error *error)
{
	const sfprov_http_request *request = self->request;
	uint64_t limit = self->answer->streamed > 0 ? request->sink->limit : request->answer_limit;

	return sfprov_fail(error, SFPROV_E_NETWORK, "The answer of %.*s is larger than %" PRIu64 " bytes", (int) self->authority_length, self->authority, limit);
}

/* What ended the transfer was on this side. False: it was not. */
static bool fail_here(const sfprov_curl_transfer *self, sfprov_error *error)
{
	const char *host = self->authority;
	int length = (int) self->authority_length;

	if (self->interrupted) {
		(void) sfprov_fail(error, SFPROV_E_ABORTED, "The request to %.*s was interrupted", length, host);
	} else if (self->source_failed) {
		(void) sfprov_fail(error, SFPROV_E_ABORTED, "The request to %.*s was given up: what it was to send could not be read", length, host);
	} else if (self->headers_too_long) {
		(void) sfprov_fail(error, SFPROV_E_NETWORK,
			"The answer of %.*s has more than %zu bytes of headers: that is not Salesforce. Check the instance URL and the proxy.", length, host,
			SFPROV_HTTP_HEADERS_LIMIT);
	} else if (self->taken == SFPROV_TAKEN_OVER_LIMIT) {
		(void) fail_on_limit(self, error);
	} else if (self->taken == SFPROV_TAKEN_ENDED) {
		(void) sfprov_fail(error, SFPROV_E_ABORTED, "The answer of %.*s was not read to its end", length, host);
	} else if (self->taken == SFPROV_TAKEN_MEMORY) {
		(void) sfprov_fail_memory(error);
	} else {
		return false;
	}
	return true;
}

/* Old versions tell it by the times they measured only. Of the newer ones some, such as 8.23, set those also when no connection came about. */
static bool may_have_been_sent(const sfprov_curl_transfer *self)
{
#if LIBCURL_VERSION_NUM >= 0x075000
	return self->ready || self->handed_over;
#else
	curl_off_t begun = 0;

	(void) curl_easy_getinfo(self->handle, CURLINFO_PRETRANSFER_TIME_T, &begun);
	return begun > 0 || self->handed_over;
#endif
}

static sfprov_status fail(sfprov_curl_transfer *self, CURLcode code, sfprov_error *error)
{
	sfprov_curl_failure failure = {
		.code = code, .host = self->authority, .host_length = (int) self->authority_length, .detail = self->detail, .cainfo = self->transport->settings.cainfo};

	(void) curl_easy_getinfo(self->handle, CURLINFO_HTTP_CONNECTCODE, &failure.connect_status);
	failure.began = may_have_been_sent(self);
	/* So newer versions (8.23) call a key that does not belong to its certificate. */
	if (code == CURLE_BAD_FUNCTION_ARGUMENT && self->transport->settings.client_certificate != NULL) {
		failure.code = CURLE_SSL_CERTPROBLEM;
	}
	self->answer->timed_out = code == CURLE_OPERATION_TIMEDOUT;
	if (!fail_here(self, error)) {
		return sfprov_curl_fail(&failure, error);
	}
	if (error != NULL) {
		error->outcome = failure.began ? SFPROV_OUTCOME_UNKNOWN : SFPROV_OUTCOME_NOT_SENT;
	}
	return SFPROV_FAILED;
}

sfprov_status sfprov_curl_transfer_end(sfprov_curl_transfer *self, CURLcode code, sfprov_error *error)
{
	long connects = 0;
	long status = 0;

	if (code != CURLE_OK) {
		return fail(self, code, error);
	}
	(void) curl_easy_getinfo(self->handle, CURLINFO_RESPONSE_CODE, &status);
	/* Old versions (7.61) find nothing wrong when a connection that was used before is closed without an answer, or when an answer has no status. */
	if (status == 0) {
		return fail(self, self->answer->body.length == 0 ? CURLE_GOT_NOTHING : CURLE_UNSUPPORTED_PROTOCOL, error);
	}
	(void) curl_easy_getinfo(self->handle, CURLINFO_NUM_CONNECTS, &connects);
	self->answer->status = (int) status;
	self->answer->reused_connection = connects == 0;
	return SFPROV_OK;
}

bool sfprov_curl_transfer_may_reuse(const sfprov_curl_transfer *self)
{
	return !is_misleading(self);
}

static sfprov_status start_source(const sfprov_curl_transfer *self, sfprov_error *error)
{
	const sfprov_http_source *source = self->request->source;

	if (source->size > INT64_MAX || (source->rewind != NULL && !source->rewind(source->context))) {
		return sfprov_fail(error, SFPROV_E_ABORTED, "The request to %.*s was not sent: what it was to send could not be read from its start",
			(int) self->authority_length, self->authority);
	}
	return SFPROV_OK;
}

sfprov_status sfprov_curl_transfer_init(sfprov_curl_transfer *self, const sfprov_curl_transport *transport, const sfprov_http_request *request,
	sfprov_http_answer *answer, int64_t now_ms, sfprov_error *error)
{
	memset(self, 0, sizeof(*self));
	self->transport = transport;
	self->request = request;
	self->answer = answer;
	sfprov_buffer_init_secret(&self->authorization, 0);
	sfprov_buffer_init(&self->content_type, 0);
	answer->body.limit = request->answer_limit;
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
	if (request->source != NULL && start_source(self, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	/* Without a body there is nothing that libcurl could not rewind: a new connection is what it does not repeat a request on. */
	self->fresh = request->fresh_connection || (request->repeat == SFPROV_REPEAT_ONCE && sfprov_http_body_length(request) == 0);
	return sfprov_http_pool_key(self->authority, self->authority_length, &transport->settings, self->key, error);
}

void sfprov_curl_transfer_free(sfprov_curl_transfer *self)
{
	sfprov_buffer_free(&self->authorization);
	sfprov_buffer_free(&self->content_type);
}
