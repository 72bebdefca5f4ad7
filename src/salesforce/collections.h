/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* sObject Collections: up to 200 records in one subrequest of a composite request. Each record succeeds or fails for itself. */
#ifndef SFPROV_SALESFORCE_COLLECTIONS_H
#define SFPROV_SALESFORCE_COLLECTIONS_H

#include "salesforce/composite.h"

#define SFPROV_COLLECTION_MAX 200

/* Of the 25 subrequests of a composite request so many may be collections or queries. */
#define SFPROV_COMPOSITE_COLLECTIONS_MAX 5

/* Also the repeat class: creates ONCE, upserts SAFE_BY_KEY, updates and deletes SAFE. */
typedef enum sfprov_collection_kind { SFPROV_COLLECT_CREATE, SFPROV_COLLECT_UPDATE, SFPROV_COLLECT_UPSERT, SFPROV_COLLECT_DELETE } sfprov_collection_kind;

typedef struct sfprov_collection {
	sfprov_collection_kind kind;
	char sobject[81];
	char key_field[81];                  /* of an upsert; else "" */
	json_object *records;                /* array as it is sent; owned. NULL while empty, and for deletes */
	char ids[SFPROV_COLLECTION_MAX][19]; /* of updates and deletes */
	size_t count;
	char what[96]; /* "Contact create": names the action in errors */
} sfprov_collection;

/* Readies an empty collection. `key_field`: the external id field of an upsert, NULL otherwise. Names that cannot be API names are CONFIGURATION. To be freed
 * also after a failure. */
sfprov_status sfprov_collection_init(
	sfprov_collection *collection, sfprov_collection_kind kind, const char *sobject, const char *key_field, sfprov_error *error);
void sfprov_collection_free(sfprov_collection *collection);

/* Adds a record. `fields`: an object of API name => value, whose values are shared and must not change afterwards; NULL for deletes. It must have no member "id" or "attributes" (in any
 * case of letters), and for an upsert it must have the key, a text or number that is not empty: that is how Salesforce wants it in a collection. `id`: of updates and
 * deletes; NULL otherwise. INPUT when it is malformed or the collection full. */
sfprov_status sfprov_collection_add(sfprov_collection *collection, json_object *fields, const char *id, sfprov_error *error);

/* Makes the collection the next subrequest of a composite request; the composite's part has the index that its count was before. The collection must not change
 * afterwards. INPUT when it is empty or the composite has SFPROV_COMPOSITE_COLLECTIONS_MAX collections already. */
sfprov_status sfprov_collection_add_to(
	const sfprov_collection *collection, sfprov_composite *composite, const sfprov_client *client, const char *reference, sfprov_error *error);

/* What became of one record. */
typedef struct sfprov_record_result {
	bool success;
	bool created;       /* by a create or an upsert */
	char id[19];        /* of the record; "" when it failed, unless the request named it */
	bool retryable;     /* it failed, and may be sent again as it is and soon: nothing can be doubled by that */
	sfprov_error error; /* when it failed: as sfprov_sf_error_of_record() makes it. Outcome UNKNOWN: the answer does not tell what became of the record */
} sfprov_record_result;

/* Reads the answer of the part that the collection is. Gives a result for each record, in the order in which they were added; `results` has room for collection->count. A part that failed as a whole
 * (such as a 400 with a list of errors) is the failure of each record. A list that cannot belong to the request leaves each record's outcome UNKNOWN, and so does an entry that
 * contradicts itself, lacks what it has to have, or names another record than was asked for. */
void sfprov_collection_read(const sfprov_collection *collection, const sfprov_composite_part *part, sfprov_record_result *results);

/* The results when the composite call failed as a whole, with this error. */
void sfprov_collection_fail(const sfprov_collection *collection, const sfprov_error *error, sfprov_record_result *results);

#endif
