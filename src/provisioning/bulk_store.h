/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The Bulk API jobs that are under way, so that a process that dies leaves none behind unseen. */
#ifndef SFPROV_PROVISIONING_BULK_STORE_H
#define SFPROV_PROVISIONING_BULK_STORE_H

#include "provisioning/store.h"

/* Errors are of kind DATABASE. */
typedef struct sfprov_bulk_store {
	void *context;
	/* Notes a job before anything is uploaded to it. `who` is the name under which its people are announced. */
	sfprov_status (*note)(void *context, int64_t target, int64_t run, const char *job, const char *sobject, const char *operation, const char *who,
		int64_t records, sfprov_error *error);
	/* Shows up for a job; with `leave` it is anybody's from now on. */
	sfprov_status (*renew)(void *context, const char *job, bool leave, sfprov_error *error);
	/* Forgets a job that has ended. Announcements under its name that still stand become anybody's to settle. */
	sfprov_status (*end)(void *context, int64_t target, const char *job, const char *who, sfprov_error *error);
	/* A job of this target whose process has not shown up for the time of a lease; `*found` is false when there is none. */
	sfprov_status (*find_left)(
		void *context, int64_t target, char job[SFPROV_ID_SIZE], char who[SFPROV_INTENT_SIZE], bool *found, sfprov_error *error);
} sfprov_bulk_store;

#endif
