/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* How every function of the core reports failure. */
#ifndef SFPROV_BASE_ERROR_H
#define SFPROV_BASE_ERROR_H

#include "base/platform.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum sfprov_status {
	SFPROV_OK = 0,
	SFPROV_FAILED = 1 /* the sfprov_error passed in says what happened */
} sfprov_status;

/* What kind of failure it is. Callers map it to an exception class: the kinds up to SFPROV_E_DATABASE can be mended by trying
 * again later, the others only by a person who changes data or configuration. */
typedef enum sfprov_error_kind {
	SFPROV_E_NONE = 0,
	SFPROV_E_MEMORY,
	SFPROV_E_NETWORK,       /* name resolution, connection, TLS, time-out, broken reply */
	SFPROV_E_SERVER,        /* 5xx, row locks, an answer that cannot be understood */
	SFPROV_E_LIMIT,         /* API limits, throttling */
	SFPROV_E_AUTHORIZATION, /* token lost, refused or missing */
	SFPROV_E_DATABASE,      /* the registry's database */
	SFPROV_E_ABORTED,       /* a callback of the host ended the work; the host knows why */
	SFPROV_E_RECORD,        /* Salesforce refuses the record */
	SFPROV_E_CONFIGURATION, /* settings, server row, provisioning target */
	SFPROV_E_INPUT          /* malformed data from the caller */
} sfprov_error_kind;

/* What became of a request that failed: the repeat decision looks at nothing else (http/retry.h). */
typedef enum sfprov_outcome {
	SFPROV_OUTCOME_NOT_SENT = 0,
	SFPROV_OUTCOME_REFUSED,   /* the server answered, and did nothing */
	SFPROV_OUTCOME_THROTTLED, /* the server answered that it is too busy, and did nothing */
	SFPROV_OUTCOME_UNKNOWN,   /* sent at least in part, no usable answer: it may have been done */
	SFPROV_OUTCOME_UNAUTHORIZED
} sfprov_outcome;

#define SFPROV_ERROR_MESSAGE_SIZE 1024
#define SFPROV_ERROR_CODE_SIZE 80
#define SFPROV_ERROR_FIELDS_SIZE 256

/* Fixed size and without pointers, so that it can be filled when memory has run out and copied freely. Holds no secret. */
typedef struct sfprov_error {
	sfprov_error_kind kind;
	sfprov_outcome outcome;
	int http_status;                         /* 0: no HTTP answer */
	char code[SFPROV_ERROR_CODE_SIZE];       /* Salesforce's errorCode or OAuth's error, "" if none */
	char fields[SFPROV_ERROR_FIELDS_SIZE];   /* comma-separated field names, "" if none */
	char message[SFPROV_ERROR_MESSAGE_SIZE]; /* for an admin: what happened and what to do; valid UTF-8 */
} sfprov_error;

/* Makes the error empty. */
void sfprov_error_clear(sfprov_error *error);

/* Sets kind and message (printf format; cut at a character boundary) and empties the rest. Always gives SFPROV_FAILED, so that
 * `return sfprov_fail(...)` reads as what it is. `error` may be NULL. */
sfprov_status sfprov_fail(sfprov_error *error, sfprov_error_kind kind, const char *format, ...) SFPROV_PRINTF(3, 4);

/* The same for a failed allocation. */
sfprov_status sfprov_fail_memory(sfprov_error *error);

/* Sets the code of an error that sfprov_fail() has filled; cut when too long. */
void sfprov_error_set_code(sfprov_error *error, const char *code);

/* Appends a field name to the list of an error; left out when the list is full. */
void sfprov_error_add_field(sfprov_error *error, const char *field);

/* True when a later try can succeed without anybody changing anything. */
bool sfprov_error_is_retryable(const sfprov_error *error);

#endif
