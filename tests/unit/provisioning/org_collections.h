/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* sObject Collections of the org in memory, and references within a composite request; used by org_records.c alone. */
#ifndef SFPROV_TEST_ORG_COLLECTIONS_H
#define SFPROV_TEST_ORG_COLLECTIONS_H

#include "org.h"

/* POST (create), PATCH (update) or PATCH /OBJECT/FIELD (upsert) of a list; `path` is what follows /composite/sobjects. Each record for itself. */
json_object *org_collection(org *self, sfprov_method method, const char *path, json_object *body, bool allow_duplicates, int *status);

/* A copy of the body, a new reference, with ids in the place of "@{reference.id}" and "@{reference[n].id}", as far as the answers before tell them; NULL for no body. */
json_object *org_resolve(json_object *body, json_object *answers);

#endif
