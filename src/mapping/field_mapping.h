/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The fields that an admin maps beside the built-in ones: the column field_mapping of a provisioning target. docs/mapping.md has its form. */
#ifndef SFPROV_MAPPING_FIELD_MAPPING_H
#define SFPROV_MAPPING_FIELD_MAPPING_H

#include "base/error.h"
#include "base/json.h"

#define SFPROV_FIELD_RULES_MAX 100
#define SFPROV_FIELD_MAPPING_LIMIT 65535 /* bytes of the column's text */
#define SFPROV_FIELD_CONSTANT_LIMIT 1024 /* bytes */
#define SFPROV_REGISTRY_TYPE_MAX 32      /* characters, as in the registry */

/* Where a value comes from. */
typedef enum sfprov_field_origin {
	SFPROV_FROM_PERSON,
	SFPROV_FROM_NAME,
	SFPROV_FROM_EMAIL,
	SFPROV_FROM_IDENTIFIER,
	SFPROV_FROM_ROLE,
	SFPROV_FROM_ADDRESS,
	SFPROV_FROM_TELEPHONE,
	SFPROV_FROM_CONSTANT
} sfprov_field_origin;

/* What Salesforce's field takes: the registry's values are texts. */
typedef enum sfprov_field_type { SFPROV_FIELD_STRING, SFPROV_FIELD_BOOLEAN, SFPROV_FIELD_NUMBER, SFPROV_FIELD_DATE, SFPROV_FIELD_DATETIME } sfprov_field_type;

/* One entry. Strings are borrowed from the mapping's document, or constants. */
typedef struct sfprov_field_rule {
	bool coperson;     /* a field of CoPerson__c, else of Contact */
	const char *field; /* API name */
	sfprov_field_type type;
	const char *source; /* as it was written */
	sfprov_field_origin origin;
	const char *attribute;                                /* of the registry's row; NULL for a telephone number, which is formatted, and a constant */
	char registry_type[4 * SFPROV_REGISTRY_TYPE_MAX + 1]; /* of addresses, numbers and identifiers; "" for the others */
	const char *constant;                                 /* NULL unless it is one */
} sfprov_field_rule;

/* All zero: nothing is mapped. */
typedef struct sfprov_field_mapping {
	sfprov_field_rule *rules; /* owned */
	size_t count;
	json_object *document; /* owned */
} sfprov_field_mapping;

struct sfprov_target;

/* Reads the column's text; NULL gives the empty mapping. CONFIGURATION, naming column, entry and remedy: not JSON of the form, an unknown object, source or
 * type, a malformed field name, a field twice, too many entries, too long, a constant that is not of its field's type. To be freed also after failure. */
sfprov_status sfprov_field_mapping_read(const char *text, sfprov_field_mapping *mapping, sfprov_error *error);

/* Checks that nothing else in the target's configuration fills one of the fields. */
sfprov_status sfprov_field_mapping_check(const struct sfprov_target *target, sfprov_error *error);

void sfprov_field_mapping_free(sfprov_field_mapping *mapping);

#endif
