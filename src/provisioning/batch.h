/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Many people at once: the way of one person (push.h), with every step done for all of them before the next. Each ends as they would have ended alone. */
#ifndef SFPROV_PROVISIONING_BATCH_H
#define SFPROV_PROVISIONING_BATCH_H

#include "provisioning/person.h"
#include "provisioning/run_store.h"
#include "provisioning/set_store.h"

/* One person as the source gives them. All borrowed. */
typedef struct sfprov_batch_person {
	int64_t person;
	const char *op;                 /* ProvisioningActionEnum; "" for nobody */
	json_object *data;              /* the framework's provisioning data */
	const sfprov_error *unreadable; /* the data could not be read; else NULL */
} sfprov_batch_person;

typedef struct sfprov_batch_host {
	const sfprov_provisioning_host *one; /* for what is better done alone, and for the connection */
	const sfprov_set_store *set;
	/* Asked before each API call: may this process go on with these people? False when it has lost them to another one, or shall stop; the batch then ends with ABORTED. */
	bool (*go_on)(void *context, sfprov_error *error);
	/* Told of each person that failed. */
	void (*failed)(void *context, int64_t person, const sfprov_error *failure);
	/* Changes what is known of a person, each time that it was loaded: whoever has looked into Salesforce knows better. NULL: nobody has. */
	sfprov_status (*adjust)(void *context, int64_t person, sfprov_link *link, sfprov_error *error);
	void *context;
} sfprov_batch_host;

typedef struct sfprov_batch_options {
	bool force;   /* send all fields, whatever was sent before */
	bool dry_run; /* only count what would be done */
	int requests; /* to Salesforce at the same time; at least 1 */
} sfprov_batch_options;

/* Provisions people, ascending and at most SFPROV_SET_MAX, and adds to `counts` (API calls are not counted here). SFPROV_FAILED only when it makes no sense to go on with others: no
 * connection, no authorisation, the org's limit, the database, interruption. What was done by then is remembered. */
sfprov_status sfprov_batch_run(const sfprov_batch_host *host, const sfprov_target *target, const sfprov_batch_options *options,
	const sfprov_batch_person *people, size_t count, sfprov_counts *counts, sfprov_error *error);

#endif
