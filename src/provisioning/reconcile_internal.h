/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The state of a reconciliation, shared by the files reconcile*.c alone. */
#ifndef SFPROV_PROVISIONING_RECONCILE_INTERNAL_H
#define SFPROV_PROVISIONING_RECONCILE_INTERNAL_H

#include "provisioning/plan.h"
#include "provisioning/reconcile.h"

/* How fields of a CoPerson__c are told from those of the Contact. */
#define SFPROV_COPERSON_PREFIX SFPROV_COPERSON "."

typedef struct sfprov_reconciling {
	const sfprov_reconcile_host *host;
	const sfprov_target *target;
	const sfprov_reconcile_options *options;
	sfprov_reconcile_report *report;
	sfprov_client *client;
	char user[SFPROV_ID_SIZE]; /* whom we act as in Salesforce; "" when the token answer does not say */
	bool repairing;            /* the second time through */
	int64_t harmful;           /* Contacts that the repair would delete, mark, or empty fields of; the second time through, those that it has come to */
	int64_t done;              /* people of this phase */
	int64_t last_person;
	int64_t begun_ms;
	int64_t phase_ms; /* when this phase began */
	int64_t shown_ms;
	int64_t begun_requests;
	sfprov_person_data *people; /* owned; batch_size of each, as the next */
	int64_t *ids;
} sfprov_reconciling;

/* What is found out about one person of a set. */
typedef struct sfprov_checked {
	const sfprov_person_data *data; /* borrowed */
	sfprov_mapped mapped;
	sfprov_link *link; /* borrowed */
	bool counts;       /* has, or should have, records */
	bool contact_found;
	bool coperson_found;
	bool twin;                     /* somebody else is linked to the Contact, too */
	bool relink;                   /* the CoPerson__c points to another Contact */
	bool chasing;                  /* for the survivor of merges */
	char survivor[SFPROV_ID_SIZE]; /* what the Contact was merged into; "" */
	char next[SFPROV_ID_SIZE];     /* of that search, the next step */
	char adopted[SFPROV_ID_SIZE];  /* a CoPerson__c on the Contact that nobody is linked to, where the person's own is not there; "" */
	json_object *differences;      /* object; owned */
	json_object *others;           /* array of {"Id", "CreatedById"}: further CoPerson__c on the Contact; owned, NULL when there are none */
	size_t emptied;                /* fields that a repair would empty */
	bool differs;                  /* is missing or changed */
	sfprov_difference_kind kind;   /* which of both */
} sfprov_checked;

typedef struct sfprov_checked_set {
	sfprov_reconciling *run;
	sfprov_checked *items; /* ascending by person */
	sfprov_link *links;
	size_t count;
} sfprov_checked_set;

/* Whether to go on, asked before each call of Salesforce; false with an error, and with the report's stop where that is why. Also shows the progress. */
bool sfprov_reconcile_may_go_on(void *context, sfprov_error *error);

/* Compares the next set of people, or repairs what was found. */
sfprov_status sfprov_reconcile_people(sfprov_reconciling *run, size_t count, sfprov_error *error);

/* Reads the records of a set of people whose items have been begun, and compares their fields. */
sfprov_status sfprov_reconcile_read_records(sfprov_checked_set *set, sfprov_error *error);

/* Puts right what was found out about a set. */
sfprov_status sfprov_reconcile_repair_people(sfprov_checked_set *set, sfprov_error *error);

/* Goes through the Contacts that our user made, for those that are nobody's. */
sfprov_status sfprov_reconcile_orphans(sfprov_reconciling *run, sfprov_error *error);

/* Deletes records, or (`field` not NULL) sets a field of Contacts. `ids` array of texts: CoPerson__c before the Contacts they point to. `done[i]` tells of each; what failed is counted and
 * told. */
sfprov_status sfprov_reconcile_change_records(
	sfprov_reconciling *run, const char *const *ids, size_t count, const char *field, json_object *value, bool *done, sfprov_error *error);

/* Whether a repair may do what has been counted in `harmful`; else the report's stop says so, and the error is ABORTED. Asked before each part of it. */
sfprov_status sfprov_reconcile_check_guard(sfprov_reconciling *run, sfprov_error *error);

/* Counts a difference, and tells of it unless it is being repaired. Takes over `contact_ids` and `fields`, also on failure; NULL among them is out of memory. */
sfprov_status sfprov_reconcile_found(
	sfprov_reconciling *run, sfprov_difference_kind kind, int64_t person, json_object *contact_ids, json_object *fields, sfprov_error *error);

#endif
