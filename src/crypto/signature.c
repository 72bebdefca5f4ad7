/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "crypto/signature.h"

#include "base/buffer.h"
#include "crypto/base64.h"
#include "crypto/digest.h"

#include <string.h>

bool sfprov_signature_verify(const char *signature, const char *id, const char *issued_at, const char *client_secret)
{
	unsigned char expected[SFPROV_SHA256_SIZE];
	unsigned char given[SFPROV_SHA256_SIZE];
	sfprov_buffer message;
	size_t length = 0;
	bool good;

	sfprov_buffer_init(&message, 0);
	(void) sfprov_buffer_append_text(&message, id);
	good = sfprov_buffer_append_text(&message, issued_at)
		&& sfprov_hmac_sha256(client_secret, strlen(client_secret), sfprov_buffer_text(&message), message.length, expected)
		&& sfprov_base64_decode(SFPROV_BASE64, signature, strlen(signature), given, sizeof(given), &length) && length == sizeof(given)
		&& sfprov_equal_secret(given, expected, sizeof(given));
	sfprov_buffer_free(&message);
	return good;
}
