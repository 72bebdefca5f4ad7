/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The Bulk API jobs that are under way, so that a process that dies leaves none behind unseen. */
#ifndef SFPROV_PROVISIONING_BULK_STORE_H
#define SFPROV_PROVISIONING_BULK_STORE_H

#include "provisioning/store.h"

/* Errors are of kind DATABASE. */
typedef struct sfprov_bulk_store {
	void *context;
	/* Begins: noted before the first of its people is announced. `who` is the name under which they are, and of the entry. */
	sfprov_status (*begin)(void *context, int64_t target, int64_t run, const char *who, sfprov_error *error);
	/* Notes the job that was created, before anything is uploaded to it. `*ours` as of renew(): when it is false nothing may be uploaded, for nobody would wait for the job. */
	sfprov_status (*set_job)(
		void *context, const char *who, const char *job, const char *sobject, const char *operation, int64_t records, bool *ours, sfprov_error *error);
	/* Shows up. `*ours` is false when another process has taken the entry over, as one that was left. */
	sfprov_status (*renew)(void *context, const char *who, bool *ours, sfprov_error *error);
	/* Leaves the entry: it is anybody's from now on. */
	sfprov_status (*leave)(void *context, const char *who, sfprov_error *error);
	/* Ends: no job runs any more. Announcements under this name that still stand become anybody's to settle. */
	sfprov_status (*end)(void *context, int64_t target, const char *who, sfprov_error *error);
	/* Takes over an entry of this target whose process has not shown up for the time of a lease: it and its announcements have the name `who` from now on, and whoever had it can neither renew it nor
	 * note a job in it. `job` is "" when none was uploaded to. `*found` is false when there is no such entry. */
	sfprov_status (*take_over)(void *context, int64_t target, const char *who, char job[SFPROV_ID_SIZE], bool *found, sfprov_error *error);
} sfprov_bulk_store;

#endif
