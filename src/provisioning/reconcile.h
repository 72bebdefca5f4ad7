/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A whole CO against what Salesforce has: what is missing, changed, orphaned or duplicated, and putting it right. */
#ifndef SFPROV_PROVISIONING_RECONCILE_H
#define SFPROV_PROVISIONING_RECONCILE_H

#include "provisioning/batch.h"
#include "provisioning/people.h"
#include "provisioning/sync.h"

typedef enum sfprov_difference_kind {
	SFPROV_MISSING,    /* a person who should have records and has none, or whose records are gone */
	SFPROV_CHANGED,    /* a record that holds something else than the registry, or to which the registry's link does not lead any more */
	SFPROV_ORPHANED,   /* a Contact of this registry that is nobody's */
	SFPROV_DUPLICATED, /* a record that is there, or used, more than once */
	SFPROV_DIFFERENCE_KINDS
} sfprov_difference_kind;

typedef struct sfprov_difference {
	sfprov_difference_kind kind;
	int64_t person;           /* 0: nobody's */
	json_object *contact_ids; /* array of texts; borrowed, as the next */
	json_object *fields;      /* object: name => {"registry": value, "salesforce": value}; fields of a CoPerson__c as "CoPerson__c.NAME" */
} sfprov_difference;

typedef struct sfprov_reconcile_options {
	bool repair[SFPROV_DIFFERENCE_KINDS]; /* what is put right after it was counted */
	int max_share;                        /* per cent of the Contacts that a repair may delete, mark or empty fields of; fewer than 10 always */
	size_t batch_size;                    /* 1 to SFPROV_SET_MAX */
	int requests;                         /* to Salesforce at the same time, at least 1 */
	int api_reserve;                      /* per cent of the org's daily API calls that are left to others, 0 to 99 */
	int64_t max_ms;                       /* 0: no limit */
} sfprov_reconcile_options;

typedef struct sfprov_reconcile_counts {
	int64_t people;   /* looked at */
	int64_t contacts; /* that belong to this CO: those of its people, and those that are nobody's */
	int64_t same;     /* people whose records are as they should be */
	int64_t kinds[SFPROV_DIFFERENCE_KINDS];
	int64_t repaired;
	int64_t failed; /* people who could not be compared, and what could not be put right */
	int64_t api_calls;
} sfprov_reconcile_counts;

typedef struct sfprov_reconcile_progress {
	bool repairing;
	int64_t done;  /* people, of this phase */
	int64_t total; /* people of the CO */
	const sfprov_reconcile_counts *counts;
	int64_t api_used; /* as Salesforce told last; -1: never */
	int64_t api_limit;
	int64_t elapsed_ms; /* of the whole */
	int64_t phase_ms;   /* of this phase */
} sfprov_reconcile_progress;

typedef struct sfprov_reconcile_report {
	bool complete;
	sfprov_stop stop;
	char message[SFPROV_ERROR_MESSAGE_SIZE]; /* for an admin; "" when there is nothing to say */
	sfprov_reconcile_counts counts;
	int64_t total;
	int64_t started; /* epoch seconds */
	int64_t api_used;
	int64_t api_limit;
	int64_t elapsed_ms;
} sfprov_reconcile_report;

/* What else the registry's database is asked. Errors are of kind DATABASE. */
typedef struct sfprov_reconcile_store {
	void *context;
	/* Whose are these records, at any provisioning target of this registry, by the Identifiers or by our own rows? `owners` gets a person's id, -1 for what is linked to
	 * something other than a person, 0 for nobody's. With `coperson` they are CoPerson__c, else Contacts. At most SFPROV_SET_MAX. */
	sfprov_status (*find_linked)(void *context, bool coperson, const char *const *ids, size_t count, int64_t *owners, sfprov_error *error);
	/* Which of these texts are identifiers of this type, of any person, without regard to case? */
	sfprov_status (*find_keys)(void *context, const char *type, const char *const *keys, size_t count, bool *known, sfprov_error *error);
	/* When the oldest create was announced whose end is not known, at any target, and for whom; 0: there is none. Those of people who are not in the registry any more do not count: nobody
	 * will look for what they made. */
	sfprov_status (*oldest_announcement)(void *context, int64_t *time, int64_t *person, sfprov_error *error);
	/* Leaves a row of this run for the history of runs. */
	sfprov_status (*note_run)(void *context, int64_t target, const sfprov_reconcile_report *report, sfprov_error *error);
} sfprov_reconcile_store;

typedef struct sfprov_reconcile_host {
	const sfprov_provisioning_host *one;
	const sfprov_set_store *set;
	const sfprov_reconcile_store *store;
	const sfprov_people_reader *people;
	/* Told of each difference that was found; not during the repair. */
	void (*found)(void *context, const sfprov_difference *difference);
	/* As in sfprov_sync_host. */
	bool (*progress)(void *context, const sfprov_reconcile_progress *progress);
	bool (*interrupted)(void *context);
	void (*failed)(void *context, int64_t person, const sfprov_error *failure);
	void (*usage)(void *context, int64_t *requests, int64_t *api_used, int64_t *api_limit);
	void *context;
} sfprov_reconcile_host;

/* Compares, then, unless the guard (max_share) or nothing to do says otherwise, goes through all of it once more and puts right what `repair` asks for. SFPROV_OK when it came to its end or to a
 * stop; what goes wrong for single people or records is counted. SFPROV_FAILED when nothing more can be done for anybody. `report` is filled in any case. */
sfprov_status sfprov_reconcile_run(const sfprov_reconcile_host *host, const sfprov_target *target, const sfprov_reconcile_options *options,
	sfprov_reconcile_report *report, sfprov_error *error);

#endif
