/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What became of the records of a Bulk API job, row by row as the files come in. */
#ifndef SFPROV_SALESFORCE_BULK_RESULTS_H
#define SFPROV_SALESFORCE_BULK_RESULTS_H

#include "salesforce/bulk_job.h"

typedef enum sfprov_bulk_file {
	SFPROV_BULK_SUCCESSFUL,
	SFPROV_BULK_REFUSED,    /* Salesforce's failedResults */
	SFPROV_BULK_UNPROCESSED /* of a job that failed or was aborted */
} sfprov_bulk_file;

/* The most bytes, decoded, of such a file. */
#define SFPROV_BULK_FILE_MAX ((uint64_t) 1024 * 1024 * 1024)

/* One record. Valid during the call that gives it. */
typedef struct sfprov_bulk_row {
	const char *const *names;  /* of the columns, as they were uploaded, with Salesforce's own before them */
	const char *const *values; /* the same order; as they were uploaded */
	size_t count;
	bool success;
	bool created;       /* by a create or an upsert */
	char id[19];        /* "" if not told */
	bool retryable;     /* it failed, and may be sent again as it is and soon: nothing can be doubled by that */
	sfprov_error error; /* when it failed: as sfprov_sf_error_of_record() makes it. Outcome UNKNOWN: the row does not tell; NOT_SENT: it was not processed */
} sfprov_bulk_row;

/* Takes a row. A failure ends the reading and is given to the caller. The order of rows is Salesforce's. */
typedef sfprov_status (*sfprov_bulk_row_function)(void *context, const sfprov_bulk_row *row, sfprov_error *error);

/* Gets one of the files of a job that has ended and gives its rows. `rows`: how many were given, also after a failure. May be repeated by the caller, and is by the client itself as
 * long as nothing was read. A file that is no such CSV, or breaks off, is SERVER or NETWORK after the rows before it. */
sfprov_status sfprov_bulk_results(
	sfprov_client *client, const sfprov_bulk_job *job, sfprov_bulk_file file, sfprov_bulk_row_function take, void *context, int64_t *rows, sfprov_error *error);

/* The value of a column, found without regard to the case of letters, borrowed; NULL when there is no such column. */
const char *sfprov_bulk_value(const sfprov_bulk_row *row, const char *name);

#endif
