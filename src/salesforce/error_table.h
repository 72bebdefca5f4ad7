/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The table behind errors.h. */
#ifndef SFPROV_SALESFORCE_ERROR_TABLE_H
#define SFPROV_SALESFORCE_ERROR_TABLE_H

#include "base/error.h"

/* How much of Salesforce's own text may be shown: many texts repeat the value that was refused, and a value is somebody's name or address. */
typedef enum sfprov_sf_text_use {
	SFPROV_TEXT_NONE,     /* holds values: our words and the field names have to do */
	SFPROV_TEXT_KEEP,     /* names of fields and rules, ids, words of the org's admins */
	SFPROV_TEXT_LENGTH,   /* only the greatest length that it tells */
	SFPROV_TEXT_COLUMN,   /* only the part about the column, not the query before it */
	SFPROV_TEXT_SENTENCE, /* only the first sentence: the name of a flow or trigger */
	SFPROV_TEXT_GUARDED   /* of an unknown code: what comes before a value usually would */
} sfprov_sf_text_use;

typedef struct sfprov_sf_meaning {
	const char *code; /* NULL in the table by status */
	int status;       /* 0 in the table by code */
	sfprov_error_kind kind;
	sfprov_outcome outcome;
	sfprov_sf_text_use text;
	const char *summary;
	const char *remedy;
} sfprov_sf_meaning;

/* The meaning of a Salesforce error code; NULL when it is not in the table. */
const sfprov_sf_meaning *sfprov_sf_meaning_of_code(const char *code);

/* The meaning of an HTTP status alone, never NULL. */
const sfprov_sf_meaning *sfprov_sf_meaning_of_status(int status);

#endif
