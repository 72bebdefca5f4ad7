/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What can be read from the org in memory; used by org_records.c alone. Each gives a new reference. */
#ifndef SFPROV_TEST_ORG_QUERY_H
#define SFPROV_TEST_ORG_QUERY_H

#include "org.h"

/* SELECT ... FROM sObject [WHERE a = 'x' AND b = null AND CreatedDate >= ...] [ORDER BY CreatedDate] [LIMIT n]; `all` sees deleted records. */
json_object *org_query(org *self, const char *soql, bool all, int *status);

json_object *org_describe(org *self, const char *sobject, int *status);

/* Versions and limits; 404 for anything else. */
json_object *org_about(org *self, const char *path, int *status);

#endif
