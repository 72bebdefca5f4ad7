/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Which hosts a token or secret may be sent to, and the URLs on them. */
#ifndef SFPROV_OAUTH_HOST_H
#define SFPROV_OAUTH_HOST_H

#include "base/error.h"

#include <stdbool.h>

#define SFPROV_HOST_SIZE 256   /* a host name has at most 253 characters */
#define SFPROV_ORIGIN_SIZE 272 /* "https://" host ":65535", with the NUL */

typedef struct sfprov_url {
	char host[SFPROV_HOST_SIZE]; /* lower case; an IPv6 address stands in brackets */
	int port;                    /* 443 when the URL names none */
	const char *path;            /* the rest of the text that was parsed: "" or from '/', '?' or '#' on. Borrowed */
} sfprov_url;

/* Reads an absolute https URL, more strictly than RFC 3986: no user, no character outside of printable ASCII, no space, backslash or
 * percent sign in the host, no empty label, no dot at the end, no IPv4 address but in the usual four numbers, port 1 to 65535 in digits. What it
 * takes, every other parser (libcurl's among them) reads in the same way. */
bool sfprov_url_parse(const char *text, sfprov_url *url);

/* "https://host", with ":port" when it is not 443. */
void sfprov_url_origin(const sfprov_url *url, char origin[SFPROV_ORIGIN_SIZE]);

/* True for hosts below the domains under which Salesforce runs orgs: salesforce.com, salesforce.mil (Government Cloud) and sfcrmproducts.cn
 * (China). Domains on which customers publish sites (force.com, site.com) are not among them: no org answers OAuth or REST requests of a
 * provisioner there alone. `host` as sfprov_url_parse() gives it. */
bool sfprov_host_is_salesforce(const char *host);

/* True for Salesforce's hosts on port 443, and for those in `allowed_hosts`: comma-separated, each `host` (port 443) or `host:port`, compared
 * whole; NULL: none. Entries that are neither match nothing. */
bool sfprov_url_is_allowed(const sfprov_url *url, const char *allowed_hosts);

/* The origin of an instance URL, if it may be trusted with a token: an allowed host and no path but "/". CONFIGURATION if not; `what` says in the
 * message where the URL came from. */
sfprov_status sfprov_host_instance(const char *text, const char *allowed_hosts, const char *what, char origin[SFPROV_ORIGIN_SIZE], sfprov_error *error);

/* The OAuth endpoint `name` ("token", "authorize", "revoke") of a server URL, which may be a bare origin or end in /services/oauth2, each with or
 * without a slash. `*url` is owned by the caller. CONFIGURATION when the URL is none of these or its host is not allowed. */
sfprov_status sfprov_host_endpoint(const char *server_url, const char *allowed_hosts, const char *name, char **url, sfprov_error *error);

/* The `aud` of a JWT for that server: its own origin, but https://login.salesforce.com for an instance host such as na1.salesforce.com, which
 * Salesforce does not take as an audience. Errors as sfprov_host_endpoint(). */
sfprov_status sfprov_host_audience(const char *server_url, const char *allowed_hosts, char origin[SFPROV_ORIGIN_SIZE], sfprov_error *error);

#endif
