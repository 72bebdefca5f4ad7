/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The state of a pass, shared by the files bulk*.c alone. */
#ifndef SFPROV_PROVISIONING_BULK_INTERNAL_H
#define SFPROV_PROVISIONING_BULK_INTERNAL_H

#include "mapping/value_digest.h"
#include "provisioning/batch_internal.h"
#include "provisioning/bulk.h"
#include "salesforce/bulk_job.h"

#include <stdio.h>

/* NOT_DONE: not at all, or in a way that the ordinary way is to do once more. Of a create it is surely the former. */
typedef enum sfprov_bulk_fate { SFPROV_BULK_PENDING, SFPROV_BULK_DONE, SFPROV_BULK_NOT_DONE } sfprov_bulk_fate;

/* A record that is put by. What is long of it stands in the pass's file. */
typedef struct sfprov_bulk_entry {
	int64_t person;
	int64_t revision; /* of the person's row when it was planned */
	long offset;      /* of its line in the file */
	sfprov_bulk_operation operation;
	sfprov_bulk_fate fate;
	bool claimed;
	bool created;
	char key[SFPROV_VALUE_DIGEST_SIZE]; /* by which its result is found */
	char id[SFPROV_ID_SIZE];            /* of the record, once it is known */
} sfprov_bulk_entry;

struct sfprov_bulk_pass {
	const sfprov_batch_host *host;
	const sfprov_bulk_store *jobs;
	const sfprov_target *target;
	const sfprov_batch_options *options;
	int64_t run;
	bool coperson;
	sfprov_client *client; /* borrowed */
	char who[SFPROV_INTENT_SIZE];
	bool open;                  /* its entry in the store has not ended */
	bool lost;                  /* another process has taken the entry over: nothing may be uploaded any more */
	json_object *fields;        /* array: API names of all columns that can be; owned */
	FILE *lines;                /* a document a record: {"fields", "contact", "coperson", "sent", "key"?}; owned, without a name; NULL once the pass was sent */
	sfprov_bulk_entry *entries; /* owned; in ascending order of people; NULL once the pass was sent */
	size_t count;
	size_t room;
	int64_t *done; /* owned; of a pass that was sent: the people whose records it brought up to date, in ascending order */
	size_t done_count;
};

/* Reads the line of an entry: new reference; NULL when it cannot be had. */
json_object *sfprov_bulk_read_line(sfprov_bulk_pass *pass, const sfprov_bulk_entry *entry);

/* Gives up the pass, whose entry another process has taken over. */
void sfprov_bulk_lose(sfprov_bulk_pass *pass);

/* Runs the job of one operation over its entries, and puts each one's result into it. A pass whose entry is gone is lost, and nothing uploaded. */
sfprov_status sfprov_bulk_run_job(sfprov_bulk_pass *pass, sfprov_bulk_operation operation, sfprov_error *error);

/* Remembers the results that are in the entries, and takes back the announcements of what was not done. `before` and `counts` as of sfprov_bulk_pass_send(). */
sfprov_status sfprov_bulk_remember(sfprov_bulk_pass *pass, const sfprov_bulk_pass *before, sfprov_counts *counts, sfprov_error *error);

/* Waits until a job has ended; shows up for it under the name `who`. */
sfprov_status sfprov_bulk_wait(
	const sfprov_batch_host *host, const sfprov_bulk_store *jobs, const char *who, sfprov_client *client, sfprov_bulk_job *job, sfprov_error *error);

#endif
