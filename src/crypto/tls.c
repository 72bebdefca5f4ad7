/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "crypto/tls.h"

#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <string.h>

bool sfprov_tls_is_ours(const char *name)
{
	const char *ours = OpenSSL_version(OPENSSL_VERSION);
	size_t length = strlen(name);

	if (strncmp(name, "OpenSSL/", 8) != 0 || strncmp(ours, "OpenSSL ", 8) != 0) {
		return false;
	}
	return strncmp(ours + 8, name + 8, length - 8) == 0 && ours[length] == ' ';
}

void sfprov_tls_read_no_further(void *context)
{
	(void) SSL_CTX_set_read_ahead(context, 0);
}
