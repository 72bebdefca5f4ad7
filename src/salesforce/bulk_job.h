/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Jobs of the Bulk API 2.0 that write records: create, upload, close, watch. What became of the records is in bulk_results.h. */
#ifndef SFPROV_SALESFORCE_BULK_JOB_H
#define SFPROV_SALESFORCE_BULK_JOB_H

#include "salesforce/client.h"

typedef enum sfprov_bulk_operation { SFPROV_BULK_CREATE, SFPROV_BULK_UPDATE, SFPROV_BULK_UPSERT, SFPROV_BULK_DELETE } sfprov_bulk_operation;

typedef enum sfprov_bulk_state {
	SFPROV_BULK_OPEN,     /* waits for the upload and for being closed; nothing is processed yet */
	SFPROV_BULK_UPLOADED, /* closed, waits its turn */
	SFPROV_BULK_RUNNING,
	SFPROV_BULK_COMPLETE, /* says nothing about the records */
	SFPROV_BULK_FAILED,
	SFPROV_BULK_ABORTED
} sfprov_bulk_state;

typedef struct sfprov_bulk_job {
	char id[19];
	sfprov_bulk_operation operation;
	char sobject[81];
	sfprov_bulk_state state;
	int64_t processed; /* records, the failed ones included; 0 before it runs */
	int64_t failed;
	char message[256]; /* Salesforce's, of a job that failed; on one line; "" if none */
} sfprov_bulk_job;

/* The most bytes of an upload: 150 MB after Salesforce has made them base64. */
#define SFPROV_BULK_UPLOAD_MAX ((uint64_t) 100000000)

/* Creates a job for CSV with LF. `key_field`: the external id field of an upsert, else NULL. Names that cannot be API names are CONFIGURATION. May be repeated: a job whose
 * creation was answered to nobody stays open, without data, and does nothing. */
sfprov_status sfprov_bulk_create(
	sfprov_client *client, sfprov_bulk_operation operation, const char *sobject, const char *key_field, sfprov_bulk_job *job, sfprov_error *error);

/* Uploads the job's records, once (SFPROV_REPEAT_ONCE): Salesforce takes one upload a job. The client's time-out is that of the whole upload. INPUT when it is empty or larger than SFPROV_BULK_UPLOAD_MAX.
 * Outcome UNKNOWN: the job may have the data or not, and its state (Open) does not tell; since an open job does nothing, abort it and create another. */
sfprov_status sfprov_bulk_upload(sfprov_client *client, const sfprov_bulk_job *job, const sfprov_http_source *source, sfprov_error *error);

/* Closes the job: Salesforce begins to process it. OK also when it was closed before, by a call whose answer was lost. `job` is brought up to date. Outcome UNKNOWN: ask sfprov_bulk_status(); while it is
 * still Open it can be closed again. */
sfprov_status sfprov_bulk_close(sfprov_client *client, sfprov_bulk_job *job, sfprov_error *error);

/* Aborts the job; records that were processed stay so. OK also when it was aborted before. */
sfprov_status sfprov_bulk_abort(sfprov_client *client, sfprov_bulk_job *job, sfprov_error *error);

/* Asks what the job does. `id` may come from a run before: `job` gets operation and sObject too. May be repeated. An id that cannot be one is INPUT; a job that is gone is RECORD
 * or CONFIGURATION with HTTP status 404. */
sfprov_status sfprov_bulk_status(sfprov_client *client, const char *id, sfprov_bulk_job *job, sfprov_error *error);

/* Deletes a job that has ended, and its results. OK also when it is gone already. */
sfprov_status sfprov_bulk_delete(sfprov_client *client, const sfprov_bulk_job *job, sfprov_error *error);

/* True when nothing changes any more. */
bool sfprov_bulk_has_ended(const sfprov_bulk_job *job);

/* The error of a job that has FAILED (CONFIGURATION, with Salesforce's message) or was ABORTED (SERVER). Always FAILED. */
sfprov_status sfprov_bulk_error_of_job(const sfprov_bulk_job *job, sfprov_error *error);

/* Names the action for errors: "Contact create". */
void sfprov_bulk_what(const sfprov_bulk_job *job, char what[128]);

/* How often the job's operation may be done to the same record: creates ONCE, upserts SAFE_BY_KEY, the others SAFE. */
sfprov_repeat sfprov_bulk_repeat(sfprov_bulk_operation operation);

/* How long to wait before asking for the n-th time (1, 2, ...), in milliseconds: a second, then half as much again each time, half a minute at most; cut so that the last question comes within
 * the `left_ms` that the caller has. -1 when nothing is left. */
int64_t sfprov_bulk_poll_wait_ms(int n, int64_t left_ms);

#endif
