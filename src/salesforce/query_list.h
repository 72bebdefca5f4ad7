/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* SOQL over long lists of values, and to the last page. */
#ifndef SFPROV_SALESFORCE_QUERY_LIST_H
#define SFPROV_SALESFORCE_QUERY_LIST_H

#include "salesforce/query.h"

/* Takes one record, borrowed. A failure ends the query. */
typedef sfprov_status (*sfprov_query_take)(void *context, json_object *record, sfprov_error *error);

/* Runs a query and hands over its records, page by page. */
sfprov_status sfprov_query_all(sfprov_client *client, const char *soql, sfprov_query_take take, void *context, sfprov_error *error);

/* Runs "`head` IN ('value', ...)`tail`" in as many queries as the values need to fit into URLs. NULL and "" among the values are left out; when nothing is left nothing is asked. `tail` may
 * be "". */
sfprov_status sfprov_query_list(sfprov_client *client, const char *head, const char *const *values, size_t count, const char *tail, sfprov_query_take take,
	void *context, sfprov_error *error);

/* The same with deleted and merged records among them. */
sfprov_status sfprov_query_list_deleted(sfprov_client *client, const char *head, const char *const *values, size_t count, const char *tail,
	sfprov_query_take take, void *context, sfprov_error *error);

#endif
