/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Proof Key for Code Exchange (RFC 7636), method S256. */
#ifndef SFPROV_CRYPTO_PKCE_H
#define SFPROV_CRYPTO_PKCE_H

#include "base/environment.h"
#include "base/error.h"

/* 32 bytes in base64url, with the NUL. Both verifier and challenge have it. */
#define SFPROV_PKCE_SIZE 44

/* A new verifier: 43 base64url characters. RFC 7636 allows '~' and '.' as well, but Salesforce refuses '~'. Fails (SERVER)
 * only when there is no random source. The verifier is a secret: wipe it. */
sfprov_status sfprov_pkce_verifier(const sfprov_environment *environment, char verifier[SFPROV_PKCE_SIZE], sfprov_error *error);

/* The challenge that belongs to a verifier. */
sfprov_status sfprov_pkce_challenge(const char *verifier, char challenge[SFPROV_PKCE_SIZE], sfprov_error *error);

/* True when the text has the form of a verifier that Salesforce takes: 43 to 128 of A-Z a-z 0-9 - . _ */
bool sfprov_pkce_is_verifier(const char *text);

#endif
