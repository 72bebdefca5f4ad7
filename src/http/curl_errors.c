/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "http/curl_errors.h"

#include <string.h>

typedef struct meaning {
	CURLcode code;
	sfprov_error_kind kind;
	const char *what;
	const char *remedy;
} meaning;

static const char firewall[] = "Check that the firewall lets this server connect to it, and whether a proxy (sfprov.proxy) is needed.";
static const char certificate[] =
	"If the authority is a private one (a proxy that inspects TLS, for example), name its file in sfprov.cainfo; check this server's clock.";
static const char transient[] = "If it goes on, check the network, the proxy, and the state of the instance on status.salesforce.com.";

static const meaning meanings[] = {
	{CURLE_COULDNT_RESOLVE_PROXY, SFPROV_E_NETWORK, "the name of the proxy could not be resolved", "Check sfprov.proxy or the server's proxy, and the DNS."},
	{CURLE_COULDNT_RESOLVE_HOST, SFPROV_E_NETWORK, "its name could not be resolved",
		"Check the host in the server URL or instance URL, and the DNS of this server."},
	{CURLE_COULDNT_CONNECT, SFPROV_E_NETWORK, "the connection was refused or failed", firewall},
	{CURLE_SSL_CONNECT_ERROR, SFPROV_E_NETWORK, "the TLS handshake failed (TLS 1.2 or newer is needed)", firewall},
	{CURLE_PEER_FAILED_VERIFICATION, SFPROV_E_NETWORK, "its certificate could not be verified", certificate},
#if LIBCURL_VERSION_NUM < 0x073e00
	{CURLE_SSL_CACERT, SFPROV_E_NETWORK, "its certificate could not be verified", certificate},
#endif
	{CURLE_SSL_ISSUER_ERROR, SFPROV_E_NETWORK, "its certificate could not be verified", certificate},
	{CURLE_SSL_CACERT_BADFILE, SFPROV_E_CONFIGURATION, "the file of certificate authorities could not be read",
		"Check sfprov.cainfo: a PEM file that the web server's user may read."},
	{CURLE_SSL_CERTPROBLEM, SFPROV_E_CONFIGURATION, "the client certificate could not be used",
		"Check its file and key: PEM, belonging together, readable for the web server's user."},
	{CURLE_SSL_CIPHER, SFPROV_E_CONFIGURATION, "no TLS cipher could be agreed on", "Check the TLS settings of this server's OpenSSL."},
	{CURLE_UNSUPPORTED_PROTOCOL, SFPROV_E_CONFIGURATION, "libcurl cannot speak https, or the proxy's scheme",
		"Check sfprov.proxy; install a libcurl with TLS."},
	{CURLE_URL_MALFORMAT, SFPROV_E_CONFIGURATION, "the URL is malformed", "Check the server URL or instance URL."},
	{CURLE_OUT_OF_MEMORY, SFPROV_E_MEMORY, "memory ran out", ""},
	{CURLE_OPERATION_TIMEDOUT, SFPROV_E_NETWORK, "it took too long to answer", transient},
	{CURLE_GOT_NOTHING, SFPROV_E_NETWORK, "the connection was closed without an answer", transient},
	{CURLE_SEND_ERROR, SFPROV_E_NETWORK, "the connection broke while sending", transient},
	{CURLE_RECV_ERROR, SFPROV_E_NETWORK, "the connection broke before the answer was complete", transient},
	{CURLE_SEND_FAIL_REWIND, SFPROV_E_NETWORK, "the connection was closed without an answer to a request that must not be sent twice", transient},
	{CURLE_PARTIAL_FILE, SFPROV_E_NETWORK, "the answer was cut", transient},
	{CURLE_BAD_CONTENT_ENCODING, SFPROV_E_NETWORK, "the answer was compressed in a way that could not be read", transient},
};

/* The words of libcurl's error buffer are worth showing, unless they quote an address, which may hold values or the proxy's password. */
static bool may_show(const char *detail)
{
	return detail != NULL && detail[0] != '\0' && strlen(detail) < 200 && strstr(detail, "://") == NULL && strpbrk(detail, "@?") == NULL;
}

/* After the request went out, libcurl means the answer by it: no HTTP, or HTTP/0.9. */
static const meaning strange_answer = {CURLE_UNSUPPORTED_PROTOCOL, SFPROV_E_NETWORK, "the answer is not HTTP",
	"Check the host and port in the server URL or instance URL, and that no proxy or firewall answers in Salesforce's place."};

static sfprov_status fail_at_proxy(const sfprov_curl_failure *failure, sfprov_error *error)
{
	const char *remedy = failure->connect_status == 407 ? "It wants other credentials: check user and password in the proxy setting."
														: "Check that the proxy may connect to this host.";

	(void) sfprov_fail(error, SFPROV_E_NETWORK, "Could not reach %.*s: the proxy refused to connect (HTTP %ld). %s", failure->host_length, failure->host,
		failure->connect_status, remedy);
	error->outcome = SFPROV_OUTCOME_NOT_SENT;
	return SFPROV_FAILED;
}

sfprov_status sfprov_curl_fail(const sfprov_curl_failure *failure, sfprov_error *error)
{
	static const meaning other = {CURLE_OK, SFPROV_E_NETWORK, "the transfer failed", transient};
	const meaning *found = &other;
	const char *detail = may_show(failure->detail) ? failure->detail : curl_easy_strerror(failure->code);
	bool not_sent = !failure->began;
	size_t i;

	for (i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
		if (meanings[i].code == failure->code) {
			found = &meanings[i];
			break;
		}
	}
	if (!not_sent && (failure->code == CURLE_UNSUPPORTED_PROTOCOL || failure->code == CURLE_WEIRD_SERVER_REPLY)) {
		found = &strange_answer;
	}
	if (not_sent && failure->connect_status != 0 && failure->connect_status / 100 != 2) {
		return fail_at_proxy(failure, error);
	}
	if (failure->code == CURLE_OPERATION_TIMEDOUT && not_sent) {
		(void) sfprov_fail(
			error, SFPROV_E_NETWORK, "Could not reach %.*s: no connection in time (%s). %s", failure->host_length, failure->host, detail, firewall);
	} else if (found->code == CURLE_SSL_CACERT_BADFILE) {
		(void) sfprov_fail(error, found->kind, "Could not reach %.*s: %s (%s). %s", failure->host_length, failure->host, found->what,
			failure->cainfo == NULL ? "the system's" : failure->cainfo, found->remedy);
	} else {
		(void) sfprov_fail(error, found->kind, "%s %.*s: %s (%s). %s", not_sent ? "Could not reach" : "No usable answer from", failure->host_length,
			failure->host, found->what, detail, found->remedy);
	}
	error->outcome = not_sent ? SFPROV_OUTCOME_NOT_SENT : SFPROV_OUTCOME_UNKNOWN;
	return SFPROV_FAILED;
}
