/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The signature that Salesforce puts in a token answer. */
#ifndef SFPROV_CRYPTO_SIGNATURE_H
#define SFPROV_CRYPTO_SIGNATURE_H

#include <stdbool.h>

/* True when `signature` is base64(HMAC-SHA256(id followed by issued_at, client secret)), compared in constant time. All are strings as they stand in
 * the answer. */
bool sfprov_signature_verify(const char *signature, const char *id, const char *issued_at, const char *client_secret);

#endif
