/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Careful access to what the registry's framework hands over. A list may be a JSON array or an object whose keys are numbers, because the
 * framework removes rows and leaves gaps. Rows that are soft-deleted or archived copies of an older revision are passed over. */
#ifndef SFPROV_MAPPING_REGISTRY_DATA_H
#define SFPROV_MAPPING_REGISTRY_DATA_H

#include "base/error.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum sfprov_presence {
	SFPROV_UNKNOWN = 0, /* the data does not say: the key is missing or null */
	SFPROV_NONE,        /* the data says that there is none */
	SFPROV_FOUND
} sfprov_presence;

/* A model of the registry as it stands in the data. */
typedef struct sfprov_model {
	const char *name;     /* its key */
	const char *archived; /* attribute that holds the current row's id in an archived copy, and null in the current row */
	bool suspendable;     /* a row whose status is given and is not 'A' does not count */
} sfprov_model;

/* One row. Borrowed from the data; the parent has to live as long. */
typedef struct sfprov_row {
	sfprov_presence presence;
	json_object *object;             /* NULL unless found */
	const struct sfprov_row *parent; /* NULL at the top */
	const char *name;                /* of its model; NULL for the data itself */
	int64_t position;                /* key in its list; -1 for a row that stands alone */
} sfprov_row;

/* Wraps the whole data. INPUT when it is no object. */
sfprov_status sfprov_registry_data(json_object *data, sfprov_row *row, sfprov_error *error);

/* Finds a row that stands alone, such as PrimaryName. NONE when it is empty, deleted or archived. */
sfprov_status sfprov_registry_single(const sfprov_row *parent, const sfprov_model *model, sfprov_row *row, sfprov_error *error);

/* Finds the row of a list that counts: with a type, the first of this type in stored order; without, the one in the lowest position.
 * UNKNOWN when the parent is not found or has no such list. */
sfprov_status sfprov_registry_first(const sfprov_row *parent, const sfprov_model *model, const char *type, sfprov_row *row, sfprov_error *error);

/* True when the list is there and has no row at all, not even one that does not count. */
bool sfprov_registry_is_empty_list(const sfprov_row *parent, const char *name);

/* The text of an attribute; NULL when it is missing, null or empty. A number is taken as its digits. `*value` is a new reference to a string.
 * INPUT, with the path, when it is anything else, not UTF-8, or has a NUL in it. */
sfprov_status sfprov_registry_text(const sfprov_row *row, const char *attribute, json_object **value, sfprov_error *error);

/* A positive whole number that has to be there, as a number or a string of digits. */
sfprov_status sfprov_registry_id(const sfprov_row *row, const char *attribute, int64_t *id, sfprov_error *error);

#endif
