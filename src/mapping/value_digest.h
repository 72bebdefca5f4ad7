/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The short digest by which a value is recognised that was sent before. */
#ifndef SFPROV_MAPPING_VALUE_DIGEST_H
#define SFPROV_MAPPING_VALUE_DIGEST_H

#include "base/error.h"
#include "base/json.h"
#include "crypto/digest.h"

#include <stddef.h>

#define SFPROV_VALUE_DIGEST_SIZE 13 /* with the NUL */

/* SHA-256 over the value as a JSON string (UTF-8; only '"', '\' and control characters escaped), of which the first 9 bytes in base64url. It is stored, so it
 * must stay the same for ever: it does not depend on json-c's way of writing. */
sfprov_status sfprov_value_digest(const char *value, size_t length, char digest[SFPROV_VALUE_DIGEST_SIZE], sfprov_error *error);

/* The same for a value as it is sent, one of several: a text as above, a boolean or number as JSON writes it, so that "1", 1 and true differ. */
sfprov_status sfprov_value_digest_of(sfprov_sha256_series *series, json_object *value, char digest[SFPROV_VALUE_DIGEST_SIZE], sfprov_error *error);

#endif
