/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A run over a whole CO, shared by as many processes on as many hosts as call for it: they divide the people into slices. What is here outlives all of them, so a run
 * that was interrupted goes on where it was, and the slice of a process that died is taken over. */
#ifndef SFPROV_PROVISIONING_RUN_STORE_H
#define SFPROV_PROVISIONING_RUN_STORE_H

#include "base/error.h"

#include <stdint.h>

/* A slice whose holder has not shown up for so long is anybody's. Longer than one API call with all its attempts. */
#define SFPROV_SLICE_LEASE_SECONDS 120

/* A run that was left so long ago is not gone on with: too much has changed. */
#define SFPROV_RUN_AGE_SECONDS ((int64_t) 7 * 86400)

typedef struct sfprov_counts {
	int64_t people; /* looked at; the sum of the next six */
	int64_t created;
	int64_t updated;
	int64_t unchanged;
	int64_t deprovisioned;
	int64_t skipped; /* nothing to do by the target's rules */
	int64_t failed;
	int64_t sent;      /* records that were sent */
	int64_t api_calls; /* requests to Salesforce */
} sfprov_counts;

void sfprov_counts_add(sfprov_counts *sum, const sfprov_counts *more);

typedef struct sfprov_run_request {
	const char *mode;          /* "all", "changed" or "reconcile" */
	const char *configuration; /* digest of what the mapping depends on: after a change of it nobody counts as unchanged */
	int64_t last_person;       /* highest id of a person of the CO */
	int64_t total;             /* people of the CO */
} sfprov_run_request;

typedef struct sfprov_run {
	int64_t id;
	int64_t since;       /* epoch seconds: when the last complete run with this configuration began; 0: there is none */
	int64_t last_person; /* of the run, which may have begun before this process came */
	int64_t total;
} sfprov_run;

/* People whose ids are greater than `after` and at most `last`. */
typedef struct sfprov_slice {
	int64_t id; /* 0: none */
	int64_t after;
	int64_t last;
} sfprov_slice;

typedef enum sfprov_take {
	SFPROV_TAKE_SLICE,    /* here is one */
	SFPROV_TAKE_WAIT,     /* all that is left is with other processes */
	SFPROV_TAKE_COMPLETE, /* the run is done */
	SFPROV_TAKE_ENDED     /* somebody ended it */
} sfprov_take;

/* Asked while the run is locked: where does a slice end that begins after `after`? 0: nobody is left. */
typedef sfprov_status (*sfprov_slice_end)(void *context, int64_t after, int64_t last, int64_t *end, sfprov_error *error);

/* Errors are of kind DATABASE, CONFIGURATION (tables missing), or SERVER (another run is under way: try again later). */
typedef struct sfprov_run_store {
	void *context;
	/* Joins the run of this target that is under way, if it is of the same mode and configuration; ends one that was left; begins one. */
	sfprov_status (*begin)(void *context, int64_t target, const sfprov_run_request *request, sfprov_run *run, sfprov_error *error);
	/* Hands in the slice that is done with its counts (id 0: none), and takes the next. `*sum` gets the counts of all processes so far. */
	sfprov_status (*take)(void *context, const sfprov_run *run, const char *who, sfprov_slice *slice, const sfprov_counts *done, sfprov_slice_end end,
		void *end_context, sfprov_take *taken, sfprov_counts *sum, sfprov_error *error);
	/* Shows up for a slice. `*ours` is false when another process has taken it over meanwhile. */
	sfprov_status (*renew)(void *context, const sfprov_slice *slice, const char *who, bool *ours, sfprov_error *error);
	/* Leaves the run: the slice (id 0: none) is anybody's from now on, who counts its people anew; only the API calls of `done` are added. With `message` the run shows why it was left; with `end` it is over for all. */
	sfprov_status (*leave)(void *context, const sfprov_run *run, const char *who, const sfprov_slice *slice, const sfprov_counts *done, bool end,
		const char *message, sfprov_error *error);
	/* Adds to the counts of a run, whether it is over or not; numbers may be negative. */
	sfprov_status (*correct)(void *context, const sfprov_run *run, const sfprov_counts *more, sfprov_error *error);
	/* `*since` as begin() would give it, for those who begin none. */
	sfprov_status (*find_since)(void *context, int64_t target, const sfprov_run_request *request, int64_t *since, sfprov_error *error);
} sfprov_run_store;

#endif
