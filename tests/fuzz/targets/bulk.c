/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: a line with two digits, the operation (0 create, 1 update, 2 upsert, 3 delete) and the file (0 successful, 1 failed, 2 unprocessed); then the answers: to the creation, to closing, to the
 * question for the state, and the file. */
#include "base/text.h"
#include "rig.h"
#include "salesforce/bulk_results.h"

#include <stdlib.h>
#include <string.h>

typedef struct seen {
	const sfprov_bulk_job *job;
	sfprov_bulk_file file;
	int64_t rows;
} seen;

static void check_job(const sfprov_bulk_job *job)
{
	FUZZ_CHECK(sfprov_text_is_record_id(job->id) && sfprov_text_is_api_name(job->sobject));
	FUZZ_CHECK(job->operation <= SFPROV_BULK_DELETE && job->state <= SFPROV_BULK_ABORTED);
	FUZZ_CHECK(job->failed >= 0 && job->failed <= job->processed);
	FUZZ_CHECK(sfprov_text_is_utf8(job->message, strlen(job->message)));
}

static sfprov_status take(void *context, const sfprov_bulk_row *row, sfprov_error *error)
{
	seen *self = context;
	size_t i;

	(void) error;
	self->rows++;
	FUZZ_CHECK(row->count > 0);
	FUZZ_CHECK(row->id[0] == '\0' || sfprov_text_is_record_id(row->id));
	for (i = 0; i < row->count; i++) {
		FUZZ_CHECK(sfprov_text_is_utf8(row->names[i], strlen(row->names[i])) && sfprov_text_is_utf8(row->values[i], strlen(row->values[i])));
		FUZZ_CHECK(sfprov_bulk_value(row, row->names[i]) != NULL);
	}
	if (row->success) {
		FUZZ_CHECK(self->file == SFPROV_BULK_SUCCESSFUL && row->id[0] != '\0' && !row->retryable && row->error.kind == SFPROV_E_NONE);
		return SFPROV_OK;
	}
	fuzz_check_error(SFPROV_FAILED, &row->error);
	FUZZ_CHECK(strstr(row->error.message, FUZZ_ACCESS_TOKEN) == NULL && strstr(row->error.code, FUZZ_ACCESS_TOKEN) == NULL
		&& strstr(row->error.fields, FUZZ_ACCESS_TOKEN) == NULL);
	FUZZ_CHECK(!row->created && (!row->retryable || row->error.outcome != SFPROV_OUTCOME_REFUSED));
	FUZZ_CHECK(!row->retryable || self->job->operation != SFPROV_BULK_CREATE || row->error.outcome != SFPROV_OUTCOME_UNKNOWN);
	return SFPROV_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_part rest = {(const char *) data, size};
	char *line = fuzz_next_text(&rest);
	sfprov_bulk_operation operation = (sfprov_bulk_operation) (line[0] == '\0' ? 0 : (unsigned char) line[0] % 4);
	sfprov_bulk_job job;
	seen self = {.job = &job, .file = (sfprov_bulk_file) (line[0] == '\0' ? 0 : (unsigned char) line[1] % 3)};
	sfprov_status status;
	int64_t rows = -1;
	fuzz_rig rig;

	fuzz_rig_init(&rig, rest, 2);
	status = sfprov_bulk_create(&rig.client, operation, "Contact", "Registry_ID__c", &job, &rig.error);
	fuzz_rig_check(&rig, status, false);
	if (status == SFPROV_OK) {
		check_job(&job);
		FUZZ_CHECK(job.operation == operation && job.state == SFPROV_BULK_OPEN);
		status = sfprov_bulk_close(&rig.client, &job, &rig.error);
		fuzz_check_error(status, &rig.error);
		check_job(&job);
		FUZZ_CHECK(status != SFPROV_OK || (job.state != SFPROV_BULK_OPEN && job.state != SFPROV_BULK_ABORTED));
		/* It may be two calls. */
		rig.fake.log[0] = '\0';
		fuzz_replies_begin(&rig.replies);
		status = sfprov_bulk_status(&rig.client, job.id, &job, &rig.error);
		fuzz_rig_check(&rig, status, false);
		check_job(&job);
		status = sfprov_bulk_results(&rig.client, &job, self.file, take, &self, &rows, &rig.error);
		fuzz_rig_check(&rig, status, false);
		FUZZ_CHECK(rows == self.rows);
	}
	free(line);
	fuzz_rig_free(&rig);
	return 0;
}
