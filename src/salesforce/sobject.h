/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Resource paths of records. Names, ids and values are checked, so that none can change which resource is meant. */
#ifndef SFPROV_SALESFORCE_SOBJECT_H
#define SFPROV_SALESFORCE_SOBJECT_H

#include "base/error.h"

/* "/sobjects/Contact". The path is the caller's (sfprov_free). A name that cannot be one is CONFIGURATION. */
sfprov_status sfprov_sobject_path(const char *sobject, char **path, sfprov_error *error);

/* "/sobjects/Contact/<id>". An id that cannot be one is INPUT. */
sfprov_status sfprov_sobject_id_path(const char *sobject, const char *id, char **path, sfprov_error *error);

/* "/sobjects/Contact/<field>/<value percent-encoded>". A field that cannot be one is CONFIGURATION; a value that cannot stand in a path
 * (empty, not UTF-8, only dots, ending in .inc, which Salesforce answers with 404) is RECORD. The value is not repeated in the error. */
sfprov_status sfprov_sobject_key_path(const char *sobject, const char *field, const char *value, char **path, sfprov_error *error);

#endif
