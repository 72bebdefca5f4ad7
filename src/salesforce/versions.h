/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Which API versions an instance offers, and what becomes of ours. */
#ifndef SFPROV_SALESFORCE_VERSIONS_H
#define SFPROV_SALESFORCE_VERSIONS_H

#include "salesforce/client.h"

typedef struct sfprov_versions {
	json_object *list; /* array of strings, oldest first: ["31.0", ..., "68.0"]; owned */
	char newest[8];
	bool offered;     /* the client's version is in the list */
	const char *fate; /* static text: what Salesforce announced about the client's version; NULL when nothing */
} sfprov_versions;

/* Reads the list; needs no token and does not count as an API call. `versions` need not be readied; to be freed also after a failure. */
sfprov_status sfprov_versions_get(sfprov_client *client, sfprov_versions *versions, sfprov_error *error);

void sfprov_versions_free(sfprov_versions *versions);

/* What Salesforce announced about a version like "31.0": a sentence for an admin, or NULL when no end is announced. */
const char *sfprov_version_fate(const char *version);

#endif
