/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The job of one operation: CSV, upload, waiting, results. */
#include "provisioning/bulk_internal.h"

#include "base/csv.h"
#include "base/memory.h"
#include "provisioning/announcement.h"
#include "salesforce/bulk_results.h"

#include <stdlib.h>
#include <string.h>

/* For one upload. Below the lease of a slice, which is not renewed meanwhile. */
#define UPLOAD_MS 100000

/* A job that takes longer than this is left to whoever comes next. */
#define WAIT_MS ((int64_t) 12 * 3600 * 1000)

typedef struct running {
	sfprov_bulk_pass *pass;
	sfprov_bulk_operation operation;
	sfprov_bulk_job job;
	const char **columns; /* owned array of borrowed names, in the order of the file */
	size_t column_count;
	const char *key_column; /* "Id" or the external id field; NULL: the whole row is the key */
	FILE *csv;              /* owned, without a name */
	uint64_t size;
	sfprov_bulk_entry **by_key; /* owned; sorted by key */
	size_t count;
	bool at_work; /* Salesforce may write: nothing may be sent or looked for before the job has ended */
} running;

static bool is_ours(const running *self, const sfprov_bulk_entry *entry)
{
	return entry->operation == self->operation && entry->fate == SFPROV_BULK_PENDING;
}

/* The columns that some record of the job has: Salesforce refuses a job that names a field the org does not have, also where it is always empty. */
static sfprov_status find_columns(running *self, sfprov_error *error)
{
	sfprov_bulk_pass *pass = self->pass;
	size_t most = json_object_array_length(pass->fields);
	bool *used = sfprov_alloc(most + 1, sizeof(*used));
	sfprov_status status = SFPROV_OK;
	size_t i;
	size_t j;

	self->columns = sfprov_alloc(most + 2, sizeof(*self->columns));
	if (used == NULL || self->columns == NULL) {
		sfprov_free(used);
		return sfprov_fail_memory(error);
	}
	for (i = 0; status == SFPROV_OK && i < pass->count; i++) {
		json_object *line = is_ours(self, &pass->entries[i]) ? sfprov_bulk_read_line(pass, &pass->entries[i]) : NULL;

		if (is_ours(self, &pass->entries[i])) {
			status = line == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
			self->count++;
		}
		for (j = 0; line != NULL && j < most; j++) {
			used[j] =
				used[j] || json_object_object_get_ex(sfprov_json_get(line, "fields"), json_object_get_string(json_object_array_get_idx(pass->fields, j)), NULL);
		}
		json_object_put(line);
	}
	if (self->operation == SFPROV_BULK_UPDATE) {
		self->columns[self->column_count++] = "Id";
		self->key_column = "Id";
	} else if (self->operation == SFPROV_BULK_UPSERT) {
		self->key_column = pass->target->external_id_field;
	}
	for (j = 0; j < most; j++) {
		if (used[j]) {
			self->columns[self->column_count++] = json_object_get_string(json_object_array_get_idx(pass->fields, j));
		}
	}
	sfprov_free(used);
	return status;
}

/* The text of a cell; NULL for one that is left empty. */
static const char *cell_text(const running *self, json_object *line, const char *column, bool *clear)
{
	json_object *value = NULL;

	*clear = false;
	if (self->operation == SFPROV_BULK_UPDATE && strcmp(column, "Id") == 0) {
		return sfprov_json_get_text(line, self->pass->coperson ? "coperson" : "contact");
	}
	if (!json_object_object_get_ex(sfprov_json_get(line, "fields"), column, &value)) {
		return NULL;
	}
	*clear = value == NULL;
	return value == NULL ? NULL : json_object_get_string(value);
}

/* The key by which a record's result is found: of the value of the key column, or of all cells. */
static bool digest_key(const sfprov_buffer *cells, char key[SFPROV_VALUE_DIGEST_SIZE])
{
	sfprov_error ignored;

	return !cells->failed && sfprov_value_digest(sfprov_buffer_text(cells), cells->length, key, &ignored) == SFPROV_OK;
}

static sfprov_status write_record(running *self, sfprov_csv_writer *writer, sfprov_bulk_entry *entry, json_object *line, sfprov_error *error)
{
	sfprov_status status = SFPROV_OK;
	sfprov_buffer cells;
	size_t i;

	sfprov_buffer_init(&cells, 0);
	for (i = 0; status == SFPROV_OK && i < self->column_count; i++) {
		bool clear;
		const char *text = cell_text(self, line, self->columns[i], &clear);

		if (self->key_column == NULL || strcmp(self->key_column, self->columns[i]) == 0) {
			sfprov_buffer_append_text(&cells, text == NULL ? "" : text);
			sfprov_buffer_append_char(&cells, '\x1f');
		}
		if (clear) {
			sfprov_csv_write_clear(writer);
		} else if (text == NULL || *text == '\0') {
			sfprov_csv_write_nothing(writer);
		} else {
			status = sfprov_csv_write_value(writer, text, strlen(text), error);
		}
	}
	sfprov_csv_end_row(writer);
	if (status == SFPROV_OK && !digest_key(&cells, entry->key)) {
		status = sfprov_fail_memory(error);
	}
	sfprov_buffer_free(&cells);
	return status;
}

static sfprov_status flush(running *self, sfprov_buffer *out, sfprov_error *error)
{
	if (out->failed) {
		return sfprov_fail_memory(error);
	}
	if (out->length > 0 && fwrite(out->bytes, 1, out->length, self->csv) != out->length) {
		return sfprov_fail(error, SFPROV_E_SERVER, "A temporary file for the Bulk API could not be written: is the temporary folder of this machine full?");
	}
	self->size += out->length;
	sfprov_buffer_free(out);
	return SFPROV_OK;
}

static sfprov_status write_csv(running *self, sfprov_error *error)
{
	sfprov_bulk_pass *pass = self->pass;
	sfprov_status status = SFPROV_OK;
	sfprov_csv_writer writer;
	sfprov_buffer out;
	size_t i;

	self->csv = tmpfile();
	if (self->csv == NULL) {
		return sfprov_fail(
			error, SFPROV_E_SERVER, "A temporary file for the Bulk API could not be made: is the temporary folder of this machine full or read-only?");
	}
	sfprov_buffer_init(&out, 0);
	sfprov_csv_writer_init(&writer, &out);
	for (i = 0; status == SFPROV_OK && i < self->column_count; i++) {
		status = sfprov_csv_write_value(&writer, self->columns[i], strlen(self->columns[i]), error);
	}
	sfprov_csv_end_row(&writer);
	for (i = 0; status == SFPROV_OK && i < pass->count; i++) {
		json_object *line;

		if (!is_ours(self, &pass->entries[i])) {
			continue;
		}
		line = sfprov_bulk_read_line(pass, &pass->entries[i]);
		status = line == NULL ? sfprov_fail_memory(error) : write_record(self, &writer, &pass->entries[i], line, error);
		json_object_put(line);
		if (status == SFPROV_OK) {
			status = flush(self, &out, error);
		}
	}
	sfprov_buffer_free(&out);
	if (status == SFPROV_OK && (fflush(self->csv) != 0 || fseek(self->csv, 0, SEEK_SET) != 0)) {
		status = sfprov_fail(error, SFPROV_E_SERVER, "A temporary file for the Bulk API could not be written: is the temporary folder of this machine full?");
	}
	return status;
}

static size_t read_csv(void *context, char *bytes, size_t size)
{
	return fread(bytes, 1, size, context);
}

static int compare_keys(const void *a, const void *b)
{
	const sfprov_bulk_entry *const *left = a;
	const sfprov_bulk_entry *const *right = b;

	return strcmp((*left)->key, (*right)->key);
}

/* Two people of one external id: whose a result is cannot be told. An upsert may be repeated, so both are left to the ordinary way. */
static void leave_twins(const running *self)
{
	size_t i;

	for (i = 1; self->operation == SFPROV_BULK_UPSERT && i < self->count; i++) {
		if (strcmp(self->by_key[i - 1]->key, self->by_key[i]->key) == 0) {
			self->by_key[i - 1]->fate = SFPROV_BULK_NOT_DONE;
			self->by_key[i]->fate = SFPROV_BULK_NOT_DONE;
		}
	}
}

static sfprov_status sort_entries(running *self, sfprov_error *error)
{
	size_t count = 0;
	size_t i;

	self->by_key = sfprov_alloc(self->count, sizeof(sfprov_bulk_entry *));
	if (self->by_key == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < self->pass->count; i++) {
		if (is_ours(self, &self->pass->entries[i])) {
			self->by_key[count++] = &self->pass->entries[i];
		}
	}
	qsort((void *) self->by_key, count, sizeof(sfprov_bulk_entry *), compare_keys);
	leave_twins(self);
	return SFPROV_OK;
}

/* The next entry of this key that has no result yet: records that are equal in all fields are as good as each other. */
static sfprov_bulk_entry *find_entry(const running *self, const char *key)
{
	size_t low = 0;
	size_t high = self->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(self->by_key[middle]->key, key) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	for (; low < self->count && strcmp(self->by_key[low]->key, key) == 0; low++) {
		if (self->by_key[low]->fate == SFPROV_BULK_PENDING) {
			return self->by_key[low];
		}
	}
	return NULL;
}

static sfprov_status take_row(void *context, const sfprov_bulk_row *row, sfprov_error *error)
{
	const running *self = context;
	sfprov_bulk_entry *entry = NULL;
	char key[SFPROV_VALUE_DIGEST_SIZE];
	sfprov_buffer cells;
	size_t i;

	sfprov_buffer_init(&cells, 0);
	for (i = 0; i < self->column_count; i++) {
		if (self->key_column == NULL || strcmp(self->key_column, self->columns[i]) == 0) {
			const char *text = sfprov_bulk_value(row, self->columns[i]);

			sfprov_buffer_append_text(&cells, text == NULL ? "" : text);
			sfprov_buffer_append_char(&cells, '\x1f');
		}
	}
	if (cells.failed) {
		sfprov_buffer_free(&cells);
		return sfprov_fail_memory(error);
	}
	if (digest_key(&cells, key)) {
		entry = find_entry(self, key);
	}
	sfprov_buffer_free(&cells);
	if (entry == NULL) {
		/* Not as it was sent: what became of the record is found out by the ordinary way. */
		return SFPROV_OK;
	}
	if (row->success && row->id[0] != '\0') {
		entry->fate = SFPROV_BULK_DONE;
		entry->created = row->created;
		(void) snprintf(entry->id, SFPROV_ID_SIZE, "%s", row->id);
	} else if (!row->success && row->error.outcome != SFPROV_OUTCOME_UNKNOWN) {
		entry->fate = SFPROV_BULK_NOT_DONE;
	}
	return SFPROV_OK;
}

static void mark_not_done(const running *self)
{
	size_t i;

	for (i = 0; i < self->pass->count; i++) {
		if (is_ours(self, &self->pass->entries[i])) {
			self->pass->entries[i].fate = SFPROV_BULK_NOT_DONE;
		}
	}
}

sfprov_status sfprov_bulk_wait(
	const sfprov_batch_host *host, const sfprov_bulk_store *jobs, const char *who, sfprov_client *client, sfprov_bulk_job *job, sfprov_error *error)
{
	const sfprov_environment *environment = host->one->environment;
	int64_t stop = environment->monotonic_ms(environment->context) + WAIT_MS;
	char id[SFPROV_ID_SIZE];
	bool ours;
	int n;

	(void) snprintf(id, sizeof(id), "%s", job->id);
	for (n = 1; !sfprov_bulk_has_ended(job); n++) {
		int64_t until = sfprov_bulk_poll_wait_ms(n, stop - environment->monotonic_ms(environment->context));

		if (until < 0) {
			return sfprov_fail(error, SFPROV_E_SERVER, "Salesforce has not finished the Bulk API job %s in half a day: run it again later", id);
		}
		until += environment->monotonic_ms(environment->context);
		do {
			if (!host->go_on(host->context, error)) {
				return SFPROV_FAILED;
			}
			environment->sleep_ms(environment->context, 250);
		} while (environment->monotonic_ms(environment->context) < until);
		/* Whoever has taken it over waits for the same job, and what became of it is good to know for both. */
		if (jobs->renew(jobs->context, who, &ours, error) != SFPROV_OK || sfprov_bulk_status(client, id, job, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}

/* From here on Salesforce may write: what goes wrong leaves the entries pending. */
static sfprov_status finish(running *self, sfprov_error *error)
{
	sfprov_bulk_pass *pass = self->pass;
	int64_t rows;

	if (sfprov_bulk_close(pass->client, &self->job, error) != SFPROV_OK
		|| sfprov_bulk_wait(pass->host, pass->jobs, pass->who, pass->client, &self->job, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (sfprov_bulk_results(pass->client, &self->job, SFPROV_BULK_SUCCESSFUL, take_row, self, &rows, error) != SFPROV_OK
		|| sfprov_bulk_results(pass->client, &self->job, SFPROV_BULK_REFUSED, take_row, self, &rows, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	if (self->job.state != SFPROV_BULK_COMPLETE) {
		if (sfprov_bulk_results(pass->client, &self->job, SFPROV_BULK_UNPROCESSED, take_row, self, &rows, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		(void) sfprov_bulk_error_of_job(&self->job, error);
		sfprov_log(pass->host->one->environment, SFPROV_LOG_WARNING, "%s The records are sent in smaller calls instead.", error->message);
	}
	return SFPROV_OK;
}

static sfprov_status run(running *self, sfprov_error *error)
{
	static const char *const names[] = {"insert", "update", "upsert", "delete"};
	sfprov_bulk_pass *pass = self->pass;
	sfprov_client *client = pass->client;
	int64_t timeout_ms = client->timeout_ms;
	sfprov_http_source source;
	sfprov_status status;
	sfprov_error ignored;
	bool ours = true;

	status = sfprov_bulk_create(client, self->operation, pass->coperson ? SFPROV_COPERSON : SFPROV_CONTACT,
		self->operation == SFPROV_BULK_UPSERT ? pass->target->external_id_field : NULL, &self->job, error);
	if (status == SFPROV_OK) {
		status =
			pass->jobs->set_job(pass->jobs->context, pass->who, self->job.id, self->job.sobject, names[self->operation], (int64_t) self->count, &ours, error);
	}
	if (status == SFPROV_OK && !ours) {
		sfprov_bulk_lose(pass);
		(void) sfprov_bulk_abort(client, &self->job, &ignored);
		mark_not_done(self);
		return SFPROV_OK;
	}
	if (status == SFPROV_OK && !pass->host->go_on(pass->host->context, error)) {
		status = SFPROV_FAILED;
	}
	if (status != SFPROV_OK) {
		mark_not_done(self);
		return status;
	}
	memset(&source, 0, sizeof(source));
	source.context = self->csv;
	source.size = self->size;
	source.read = read_csv;
	self->at_work = true;
	client->timeout_ms = timeout_ms > UPLOAD_MS ? timeout_ms : UPLOAD_MS;
	status = sfprov_bulk_upload(client, &self->job, &source, error);
	client->timeout_ms = timeout_ms;
	if (status != SFPROV_OK) {
		/* An open job does nothing, whether it has the data or not; only one that is aborted surely stays so. */
		if (sfprov_bulk_abort(client, &self->job, &ignored) == SFPROV_OK) {
			mark_not_done(self);
			self->at_work = false;
		}
		return status;
	}
	status = finish(self, error);
	self->at_work = status != SFPROV_OK;
	return status;
}

sfprov_status sfprov_bulk_run_job(sfprov_bulk_pass *pass, sfprov_bulk_operation operation, sfprov_error *error)
{
	running self = {.pass = pass, .operation = operation};
	sfprov_status status;

	status = find_columns(&self, error);
	if (status == SFPROV_OK && self.count > 0) {
		status = write_csv(&self, error);
		if (status == SFPROV_OK) {
			status = sort_entries(&self, error);
		}
		if (status != SFPROV_OK) {
			mark_not_done(&self);
		} else {
			status = run(&self, error);
		}
	}
	if (status != SFPROV_OK && !self.at_work && !sfprov_batch_is_fatal(error)) {
		/* The ordinary way tries the same, call by call. */
		sfprov_log(pass->host->one->environment, SFPROV_LOG_WARNING, "%s The records are sent in smaller calls instead.", error->message);
		status = SFPROV_OK;
	}
	if (self.csv != NULL) {
		(void) fclose(self.csv);
	}
	sfprov_free((void *) self.by_key);
	sfprov_free((void *) self.columns);
	return status;
}

/* A job that was uploaded to may be at work still; one that was not never will be. */
static sfprov_status settle_job(
	const sfprov_batch_host *host, const sfprov_bulk_store *jobs, sfprov_client *client, const char *who, const char *id, sfprov_error *error)
{
	sfprov_bulk_job job;

	if (sfprov_bulk_status(client, id, &job, error) != SFPROV_OK) {
		/* Salesforce forgets jobs after some days. */
		return error->http_status == 404 ? SFPROV_OK : SFPROV_FAILED;
	}
	if (job.state == SFPROV_BULK_OPEN && sfprov_bulk_abort(client, &job, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return sfprov_bulk_wait(host, jobs, who, client, &job, error);
}

sfprov_status sfprov_bulk_recover(const sfprov_batch_host *host, const sfprov_bulk_store *jobs, const sfprov_target *target, sfprov_error *error)
{
	const sfprov_provisioning_host *one = host->one;
	sfprov_client *client = NULL;
	char who[SFPROV_INTENT_SIZE];
	char id[SFPROV_ID_SIZE];
	sfprov_error ignored;
	bool found = true;

	while (found) {
		if (sfprov_announcement_name_for(one->environment, SFPROV_BULK_ANNOUNCEMENT_SECONDS, who, error) != SFPROV_OK
			|| jobs->take_over(jobs->context, target->co_provisioning_target_id, who, id, &found, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		if (!found) {
			return SFPROV_OK;
		}
		sfprov_log(
			one->environment, SFPROV_LOG_WARNING, "The Bulk API job %s was left by its process: waiting for its end", id[0] == '\0' ? "(not begun)" : id);
		if ((id[0] != '\0'
				&& ((client == NULL && one->connect(one->connect_context, target, &client, error) != SFPROV_OK)
					|| settle_job(host, jobs, client, who, id, error) != SFPROV_OK))
			|| jobs->end(jobs->context, target->co_provisioning_target_id, who, error) != SFPROV_OK) {
			/* The next who comes need not wait for us. */
			(void) jobs->leave(jobs->context, who, &ignored);
			return SFPROV_FAILED;
		}
	}
	return SFPROV_OK;
}
