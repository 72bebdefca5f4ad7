/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "oauth/host.h"

#include "base/buffer.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define HTTPS_PORT 443
#define OAUTH_PATH "/services/oauth2"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
}

static bool is_name(const char *host, size_t length)
{
	size_t label = 0;
	size_t i;

	for (i = 0; i < length; i++) {
		if (host[i] == '.') {
			if (label == 0 || host[i - 1] == '-') {
				return false;
			}
			label = 0;
			continue;
		}
		if (!sfprov_text_is_alnum(host[i]) && (host[i] != '-' || label == 0)) {
			return false;
		}
		if (++label > 63) {
			return false;
		}
	}
	return label > 0 && host[length - 1] != '-' && length <= 253;
}

/* One number of a dotted address, up to a dot or the end: 0 to 255 without leading zeros. Gives its length, 0 when it is none. */
static size_t octet(const char *text, size_t length)
{
	int value = 0;
	size_t i;

	for (i = 0; i < length && i < 4 && text[i] >= '0' && text[i] <= '9'; i++) {
		value = value * 10 + (text[i] - '0');
	}
	return i > 3 || value > 255 || (i > 1 && text[0] == '0') ? 0 : i;
}

/* Digits, or 0x and hexadecimal digits. */
static bool is_number(const char *label, size_t length)
{
	bool hex = length >= 2 && label[0] == '0' && lower(label[1]) == 'x';
	size_t i;

	for (i = hex ? 2 : 0; i < length; i++) {
		char c = lower(label[i]);

		if ((c < '0' || c > '9') && (!hex || c < 'a' || c > 'f')) {
			return false;
		}
	}
	return true;
}

/* Some parsers, libcurl's among them, take a name whose last label looks like a number ("127.1", "0x7f000001") for an IPv4 address in an older way of
 * writing. Only the usual way is left to them. */
static bool is_misleading(const char *host, size_t length)
{
	size_t last = length;
	size_t parts = 0;
	size_t at = 0;

	while (last > 0 && host[last - 1] != '.') {
		last--;
	}
	if (!is_number(host + last, length - last)) {
		return false;
	}
	for (; at < length; parts++) {
		size_t digits = octet(host + at, length - at);

		if (digits == 0 || (at + digits < length && host[at + digits] != '.')) {
			return true;
		}
		at += digits + 1;
	}
	return parts != 4;
}

/* Rough: an address is used only when the same text stands in allowed_hosts. */
static bool is_ipv6(const char *host, size_t length)
{
	size_t i;

	if (length < 4 || host[0] != '[' || host[length - 1] != ']') {
		return false;
	}
	for (i = 1; i < length - 1; i++) {
		if (host[i] == '\0' || strchr("0123456789abcdefABCDEF:.", host[i]) == NULL) {
			return false;
		}
	}
	return length <= 47;
}

static bool read_port(const char *text, size_t length, int *port)
{
	size_t i;

	*port = 0;
	if (length == 0 || length > 5 || text[0] == '0') {
		return false;
	}
	for (i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9') {
			return false;
		}
		*port = *port * 10 + (text[i] - '0');
	}
	return *port <= 65535;
}

/* host, host:port, [address] or [address]:port; nothing around it. */
static bool read_authority(const char *text, size_t length, sfprov_url *url)
{
	size_t host_length = length;
	size_t i;

	if (length > 0 && text[0] == '[') {
		const char *end = memchr(text, ']', length);

		if (end == NULL) {
			return false;
		}
		host_length = (size_t) (end - text) + 1;
	} else {
		const char *colon = memchr(text, ':', length);

		host_length = colon == NULL ? length : (size_t) (colon - text);
	}
	if (host_length == 0 || host_length >= sizeof(url->host) || (is_name(text, host_length) ? is_misleading(text, host_length) : !is_ipv6(text, host_length))) {
		return false;
	}
	url->port = HTTPS_PORT;
	if (host_length < length && (text[host_length] != ':' || !read_port(text + host_length + 1, length - host_length - 1, &url->port))) {
		return false;
	}
	for (i = 0; i < host_length; i++) {
		url->host[i] = lower(text[i]);
	}
	url->host[host_length] = '\0';
	return true;
}

bool sfprov_url_parse(const char *text, sfprov_url *url)
{
	static const char scheme[] = "https://";
	size_t i;

	memset(url, 0, sizeof(*url));
	url->path = "";
	for (i = 0; i < sizeof(scheme) - 1; i++) {
		if (lower(text[i]) != scheme[i]) {
			return false;
		}
	}
	text += i;
	for (i = 0; text[i] != '\0'; i++) {
		if ((unsigned char) text[i] <= ' ' || (unsigned char) text[i] > '~' || text[i] == '\\') {
			return false;
		}
	}
	i = strcspn(text, "/?#");
	if (!read_authority(text, i, url)) {
		return false;
	}
	url->path = text + i;
	return true;
}

void sfprov_url_origin(const sfprov_url *url, char origin[SFPROV_ORIGIN_SIZE])
{
	if (url->port == HTTPS_PORT) {
		(void) snprintf(origin, SFPROV_ORIGIN_SIZE, "https://%s", url->host);
	} else {
		(void) snprintf(origin, SFPROV_ORIGIN_SIZE, "https://%s:%d", url->host, url->port);
	}
}

static bool is_below(const char *host, const char *domain)
{
	size_t length = strlen(host);
	size_t tail = strlen(domain);

	return length > tail + 1 && host[length - tail - 1] == '.' && strcmp(host + length - tail, domain) == 0;
}

bool sfprov_host_is_salesforce(const char *host)
{
	return is_below(host, "salesforce.com") || is_below(host, "salesforce.mil") || is_below(host, "sfcrmproducts.cn");
}

bool sfprov_url_is_allowed(const sfprov_url *url, const char *allowed_hosts)
{
	if (url->port == HTTPS_PORT && sfprov_host_is_salesforce(url->host)) {
		return true;
	}
	while (allowed_hosts != NULL && *allowed_hosts != '\0') {
		size_t length;
		size_t whole;
		sfprov_url entry;

		allowed_hosts += strspn(allowed_hosts, " \t");
		whole = strcspn(allowed_hosts, ",");
		for (length = whole; length > 0 && (allowed_hosts[length - 1] == ' ' || allowed_hosts[length - 1] == '\t'); length--) {
		}
		if (read_authority(allowed_hosts, length, &entry) && entry.port == url->port && strcmp(entry.host, url->host) == 0) {
			return true;
		}
		allowed_hosts += whole;
		allowed_hosts += *allowed_hosts == ',' ? 1 : 0;
	}
	return false;
}

/* A text that does not parse is not quoted: a password could stand in it. */
static sfprov_status parse_allowed(const char *text, const char *allowed_hosts, const char *what, sfprov_url *url, sfprov_error *error)
{
	if (!sfprov_url_parse(text, url)) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "%s is not of the form https://host, so nothing is sent there", what);
	}
	if (!sfprov_url_is_allowed(url, allowed_hosts)) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"%s names the host %s, port %d, which is not one of Salesforce's; nothing is sent there. If it is right, add it to sfprov.allowed_hosts", what,
			url->host, url->port);
	}
	return SFPROV_OK;
}

sfprov_status sfprov_host_instance(const char *text, const char *allowed_hosts, const char *what, char origin[SFPROV_ORIGIN_SIZE], sfprov_error *error)
{
	sfprov_url url;

	origin[0] = '\0';
	if (parse_allowed(text, allowed_hosts, what, &url, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (url.path[0] != '\0' && strcmp(url.path, "/") != 0) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "%s has a path behind the host %s; only https://host is wanted", what, url.host);
	}
	sfprov_url_origin(&url, origin);
	return SFPROV_OK;
}

static sfprov_status parse_server(const char *server_url, const char *allowed_hosts, sfprov_url *url, sfprov_error *error)
{
	static const char *const paths[] = {"", "/", OAUTH_PATH, OAUTH_PATH "/"};
	size_t i;

	if (server_url == NULL) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"The OAuth2 server has no server URL; it is https://MyDomain.my.salesforce.com" OAUTH_PATH " with your own My Domain name");
	}
	if (parse_allowed(server_url, allowed_hosts, "The server URL of the OAuth2 server", url, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (strcmp(url->path, paths[i]) == 0) {
			return SFPROV_OK;
		}
	}
	return sfprov_fail(
		error, SFPROV_E_CONFIGURATION, "The path of the OAuth2 server's URL is not Salesforce's; the URL ought to be https://%s" OAUTH_PATH, url->host);
}

sfprov_status sfprov_host_endpoint(const char *server_url, const char *allowed_hosts, const char *name, char **endpoint, sfprov_error *error)
{
	char origin[SFPROV_ORIGIN_SIZE];
	sfprov_buffer text;
	sfprov_url url;

	*endpoint = NULL;
	if (parse_server(server_url, allowed_hosts, &url, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_url_origin(&url, origin);
	sfprov_buffer_init(&text, 0);
	(void) sfprov_buffer_append_text(&text, origin);
	(void) sfprov_buffer_append_text(&text, OAUTH_PATH "/");
	(void) sfprov_buffer_append_text(&text, name);
	*endpoint = sfprov_buffer_take(&text);
	sfprov_buffer_free(&text);
	return *endpoint == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
}

sfprov_status sfprov_host_audience(const char *server_url, const char *allowed_hosts, char origin[SFPROV_ORIGIN_SIZE], sfprov_error *error)
{
	sfprov_url url;

	origin[0] = '\0';
	if (parse_server(server_url, allowed_hosts, &url, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (is_below(url.host, "salesforce.com") && !is_below(url.host, "my.salesforce.com") && strcmp(url.host, "test.salesforce.com") != 0) {
		(void) snprintf(origin, SFPROV_ORIGIN_SIZE, "https://login.salesforce.com");
	} else {
		sfprov_url_origin(&url, origin);
	}
	return SFPROV_OK;
}
