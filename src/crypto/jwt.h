/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* JSON Web Tokens signed with RS256 (RFC 7515, RFC 7518 section 3.3), for the JWT bearer grant. */
#ifndef SFPROV_CRYPTO_JWT_H
#define SFPROV_CRYPTO_JWT_H

#include "base/environment.h"
#include "base/error.h"

/* Largest key file that is read, in bytes. */
#define SFPROV_JWT_KEY_FILE_LIMIT 65536

/* Signs `claims` (a JSON document, taken byte for byte) with the RSA private key in a PEM file and gives the compact form in `*token` (owned by the caller,
 * sfprov_free_secret). CONFIGURATION when the file cannot be used: missing, too large, no key, encrypted, not RSA, shorter than 2048 bits. A file that
 * every user of the machine may read is used, and a warning logged. */
sfprov_status sfprov_jwt_sign(const sfprov_environment *environment, const char *claims, const char *key_file, char **token, sfprov_error *error);

#endif
