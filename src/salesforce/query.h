/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* SOQL, page by page. */
#ifndef SFPROV_SALESFORCE_QUERY_H
#define SFPROV_SALESFORCE_QUERY_H

#include "salesforce/client.h"

typedef struct sfprov_query_page {
	json_object *records; /* array of objects; owned */
	int64_t total;        /* of the whole result; -1 if not told */
	char *next;           /* path of the next page, owned; NULL on the last one */
} sfprov_query_page;

/* All free nothing of what `page` held before, and leave it empty on failure. A query too long for a URL is INPUT; an answer without records, or
 * with a next page outside /services/data/, is SERVER. */
sfprov_status sfprov_query_first(sfprov_client *client, const char *soql, sfprov_query_page *page, sfprov_error *error);

/* The same with the records in the recycle bin, and those that were merged into others, among them. */
sfprov_status sfprov_query_first_deleted(sfprov_client *client, const char *soql, sfprov_query_page *page, sfprov_error *error);

sfprov_status sfprov_query_next(sfprov_client *client, const char *next, sfprov_query_page *page, sfprov_error *error);

void sfprov_query_page_free(sfprov_query_page *page);

/* Appends a text as a SOQL string literal, quotes included. False when the buffer failed. */
bool sfprov_soql_append_literal(sfprov_buffer *buffer, const char *text);

#endif
