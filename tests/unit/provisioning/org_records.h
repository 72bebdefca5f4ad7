/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The resources of the org in memory; used by org.c alone. */
#ifndef SFPROV_TEST_ORG_RECORDS_H
#define SFPROV_TEST_ORG_RECORDS_H

#include "org.h"

/* Does what the request asks for (path without version, queries decoded) and gives the answer's body, a new reference or NULL. */
json_object *org_serve(org *self, sfprov_method method, const char *path, json_object *body, bool allow_duplicates, int *status);

/* [{"errorCode", "message"}] */
json_object *org_error(const char *code, const char *message);

#endif
