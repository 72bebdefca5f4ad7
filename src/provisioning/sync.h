/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A whole CO: slice by slice, each a batch, with an eye on the org's limits, on time, and on whoever wants to cancel. */
#ifndef SFPROV_PROVISIONING_SYNC_H
#define SFPROV_PROVISIONING_SYNC_H

#include "provisioning/batch.h"
#include "provisioning/bulk_store.h"
#include "provisioning/people.h"

typedef struct sfprov_sync_options {
	const char *mode;          /* "all" or "changed" */
	const char *configuration; /* as in sfprov_run_request */
	bool force;
	bool dry_run;
	size_t batch_size;      /* 1 to SFPROV_SET_MAX */
	int requests;           /* to Salesforce at the same time, at least 1 */
	int api_reserve;        /* per cent of the org's daily API calls that are left to others, 0 to 99 */
	int64_t max_ms;         /* 0: no limit */
	int64_t bulk_threshold; /* records that are sent in a run before the Bulk API takes over; 0: never */
} sfprov_sync_options;

/* Why a run ended before its end. */
typedef enum sfprov_stop { SFPROV_STOP_NOT, SFPROV_STOP_CANCELLED, SFPROV_STOP_LIMIT, SFPROV_STOP_TIME, SFPROV_STOP_BUSY, SFPROV_STOP_GUARD } sfprov_stop;

typedef struct sfprov_sync_progress {
	const sfprov_counts *counts; /* of all processes of the run, with the batch that is under way up to the last batch */
	int64_t total;
	int64_t api_used; /* as Salesforce told last; -1: never */
	int64_t api_limit;
	int64_t elapsed_ms;
} sfprov_sync_progress;

typedef struct sfprov_sync_host {
	const sfprov_provisioning_host *one;
	const sfprov_set_store *set;
	const sfprov_run_store *runs;
	const sfprov_bulk_store *jobs;
	const sfprov_people_reader *people;
	/* Shown about once a second and after each batch. False cancels the run. */
	bool (*progress)(void *context, const sfprov_sync_progress *progress);
	/* The work is to end (exit, a fatal error, an exception of a callback). The store may refuse from then on, and need not. */
	bool (*interrupted)(void *context);
	/* Told of each person that failed in the end. */
	void (*failed)(void *context, int64_t person, const sfprov_error *failure);
	/* Requests to Salesforce so far, and what it told of its limit. */
	void (*usage)(void *context, int64_t *requests, int64_t *api_used, int64_t *api_limit);
	void *context;
} sfprov_sync_host;

typedef struct sfprov_sync_report {
	int64_t run; /* 0: a dry run leaves none */
	bool complete;
	sfprov_stop stop;
	char message[SFPROV_ERROR_MESSAGE_SIZE]; /* for an admin; "" when complete */
	sfprov_counts counts;                    /* of this process */
	int64_t api_used;
	int64_t api_limit;
	int64_t elapsed_ms;
} sfprov_sync_report;

/* Runs, or joins the run that is under way. SFPROV_OK when it came to its end or to a stop; what goes wrong for single people is counted. SFPROV_FAILED when nothing more can be done for
 * anybody; what was done is remembered, and another call goes on. `report` is filled in any case. */
sfprov_status sfprov_sync_run(
	const sfprov_sync_host *host, const sfprov_target *target, const sfprov_sync_options *options, sfprov_sync_report *report, sfprov_error *error);

#endif
