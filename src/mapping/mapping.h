/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* From the registry's data about a person to the fields of a Contact and a CoPerson__c. Pure: no input or output. */
#ifndef SFPROV_MAPPING_MAPPING_H
#define SFPROV_MAPPING_MAPPING_H

#include "mapping/target.h"

/* One sObject. A field that is in neither is not known (the record came in half, or the target does not map it) and is left alone. */
typedef struct sfprov_fields {
	json_object *
		values; /* object: field => string, never empty, or what a field mapping makes of one (boolean, number); owned. Shared with the data: not to be changed */
	json_object
		*absent; /* object: field => true, for fields that the registry says are empty, or false for a checkbox, which is cleared by this value; owned */
} sfprov_fields;

typedef struct sfprov_mapped {
	int64_t co_id;
	int64_t co_person_id;
	char status[3];    /* registry status code */
	bool skeletal;     /* no usable PrimaryName, or a deleted person: only id, CO and status count */
	char *external_id; /* owned; value of the target's external id, NULL when none is configured or the person has none */
	sfprov_fields contact;
	sfprov_fields coperson; /* empty unless the target asks for CoPerson__c; never holds Contact__c, which the link decides */
} sfprov_mapped;

/* Maps provisioning data of a person. `status_labels`: object code => text for Status__c; NULL, or a code that is not in it: the registry's English text. Malformed
 * data is INPUT and names the path, a malformed label CONFIGURATION, a value that does not fit the field mapping's type RECORD. `mapped` is to be freed also after failure. docs/mapping.md has the rules. */
sfprov_status sfprov_map_person(json_object *data, const sfprov_target *target, json_object *status_labels, sfprov_mapped *mapped, sfprov_error *error);
void sfprov_mapped_free(sfprov_mapped *mapped);

/* What has to be sent for one sObject. */
typedef struct sfprov_changes {
	json_object *fields;  /* object: field => value, or null to clear; owned */
	json_object *digests; /* object: field => digest of the value, to be stored once this is sent; owned. Cleared fields are gone from it */
	json_object *cleared; /* array of names; owned */
} sfprov_changes;

/* `changes` is to be freed also after failure.
 * Compares mapped fields with the digests stored after the last push (NULL: nothing was ever sent: all values are new, nothing is cleared). A value whose digest differs is
 * sent; a field that has a digest and is now absent is cleared (null; a checkbox: false) when `clear_removed`, else left (and its digest dropped); unknown fields keep their digests. */
sfprov_status sfprov_changes_find(const sfprov_fields *fields, json_object *sent, bool clear_removed, sfprov_changes *changes, sfprov_error *error);
void sfprov_changes_free(sfprov_changes *changes);

#endif
