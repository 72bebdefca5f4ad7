/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What the fuzz targets share. A target defines LLVMFuzzerTestOneInput(); libFuzzer or replay.c calls it. It ends the process when something that has to
 * hold does not. */
#ifndef SFPROV_FUZZ_H
#define SFPROV_FUZZ_H

#include "base/error.h"
#include "base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Says where and what, and ends the process. */
#define FUZZ_CHECK(condition) ((condition) ? (void) 0 : fuzz_fail(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_fail(const char *file, int line, const char *what);

/* Secrets that a target gives the core. They have no 8 characters in common. */
#define FUZZ_ACCESS_TOKEN "AcCeSs7Qx1Vb9TzKk2M"
#define FUZZ_REFRESH_TOKEN "ReFrEsH8Wd3Yn6Lp4Sv"
#define FUZZ_CLIENT_SECRET "SeCrEt5Hj0Gf2Rt8Uc6"

/* Hosts that are allowed besides Salesforce's. */
#define FUZZ_ALLOWED_HOSTS "allowed.example.org, gw.example.net:8443, [2001:db8::7], 192.0.2.1"

/* A part of an input. Borrowed from it. */
typedef struct fuzz_part {
	const char *bytes;
	size_t length;
} fuzz_part;

/* Inputs of several parts have a line "%%" between them. Takes the next one off `rest`; false when there is none left. */
bool fuzz_next_part(fuzz_part *rest, fuzz_part *part);

/* A copy with a NUL behind it, in a block of exactly this size; free(). */
char *fuzz_text(const char *bytes, size_t length);

/* The next part as such a copy, "" when there is none. */
char *fuzz_next_text(fuzz_part *rest);

/* True when the text shows 8 characters of one of the secrets above. */
bool fuzz_shows_secret(const char *text);

/* Status and error agree, and the texts are valid UTF-8 on one line. */
void fuzz_check_error(sfprov_status status, const sfprov_error *error);

/* None of the error's texts shows a secret. */
void fuzz_check_secrets(const sfprov_error *error);

/* True when libcurl reads the text as a URL on a host that a token may be sent to: one of Salesforce's, or of FUZZ_ALLOWED_HOSTS. Written without the core. */
bool fuzz_url_is_allowed(const char *url);

/* To be called at the end of each input: the core has freed all it took. */
void fuzz_check_memory(void);

#endif
