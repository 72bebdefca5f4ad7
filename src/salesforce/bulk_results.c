/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "salesforce/bulk_results.h"

#include "base/csv.h"
#include "base/memory.h"
#include "base/text.h"
#include "salesforce/errors.h"

#include <stdio.h>
#include <string.h>

/* Salesforce takes 400,000 characters a record, and adds id and error. */
#define ROW_BYTES ((size_t) 2 * 1024 * 1024)
#define COLUMNS 1000

/* A shorter one may be part of any text. */
#define TOKEN_MIN 8

static const struct {
	const char *path;
	const char *mark; /* the column that the file has to have; NULL: none */
} files[] = {
	[SFPROV_BULK_SUCCESSFUL] = {"successfulResults", "sf__Created"},
	[SFPROV_BULK_REFUSED] = {"failedResults", "sf__Error"},
	[SFPROV_BULK_UNPROCESSED] = {"unprocessedrecords", NULL},
};

typedef struct reading {
	const sfprov_bulk_job *job;
	sfprov_bulk_file file;
	sfprov_bulk_row_function take;
	void *context;
	const char *token; /* of the session, not to come into messages; may be NULL */
	sfprov_csv_reader reader;
	const char **names; /* owned, and so is each */
	size_t count;
	int64_t rows;
	sfprov_bulk_row row;
	sfprov_status status; /* of the reading, which the transport does not know */
	sfprov_error error;
	char what[128];
} reading;

const char *sfprov_bulk_value(const sfprov_bulk_row *row, const char *name)
{
	size_t i;

	for (i = 0; i < row->count; i++) {
		if (sfprov_text_equal_nocase(row->names[i], name)) {
			return row->values[i];
		}
	}
	return NULL;
}

static sfprov_status fail_form(const char *how, sfprov_error *error)
{
	(void) sfprov_fail(
		error, SFPROV_E_SERVER, "The results of a Bulk API job %s: they are not Salesforce's. Check the instance URL, and that no proxy changes answers.", how);
	error->outcome = SFPROV_OUTCOME_UNKNOWN;
	return SFPROV_FAILED;
}

/* A field, or one of a record that it refers to: Account.Number__c. */
static bool is_column(const char *name)
{
	const char *dot = strchr(name, '.');
	char relation[81];

	if (dot == NULL) {
		return sfprov_text_is_api_name(name);
	}
	if ((size_t) (dot - name) >= sizeof(relation)) {
		return false;
	}
	memcpy(relation, name, (size_t) (dot - name));
	relation[dot - name] = '\0';
	return sfprov_text_is_api_name(relation) && sfprov_text_is_api_name(dot + 1);
}

static sfprov_status take_header(reading *self, const sfprov_csv_row *row, sfprov_error *error)
{
	const char *mark = files[self->file].mark;
	bool has_mark = mark == NULL;
	size_t i;

	self->names = sfprov_alloc(row->count, sizeof(*self->names));
	if (self->names == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < row->count; i++) {
		if (!is_column(row->cells[i])) {
			return fail_form("do not begin with names of fields", error);
		}
		self->names[i] = sfprov_copy(row->cells[i]);
		if (self->names[i] == NULL) {
			return sfprov_fail_memory(error);
		}
		self->count = i + 1;
		has_mark = has_mark || strcmp(row->cells[i], mark) == 0;
	}
	return has_mark ? SFPROV_OK : fail_form("lack a column", error);
}

/* Names of fields, with commas or blanks between them, into an array; false when memory ran out or the text holds something else. */
static bool add_fields(json_object *fields, const char *text)
{
	static const char between[] = ", ";

	for (text += strspn(text, between); *text != '\0'; text += strspn(text, between)) {
		size_t length = strcspn(text, between);
		char name[161];

		if (length >= sizeof(name)) {
			return false;
		}
		memcpy(name, text, length);
		name[length] = '\0';
		if (!is_column(name) || !sfprov_json_append(fields, json_object_new_string(name))) {
			return false;
		}
		text += length;
	}
	return true;
}

/* Splits "CODE:message:field field --", of which the last part and the dashes may be missing, in place. `fields` is NULL when there are none. */
static void split(char *text, char **message, char **fields)
{
	size_t length = strlen(text);
	char *colon = strchr(text, ':');
	char *last;

	*message = text + length;
	*fields = NULL;
	if (colon == NULL) {
		return;
	}
	*colon = '\0';
	*message = colon + 1;
	while (length > 0 && text[length - 1] == ' ') {
		length--;
	}
	if (length < 2 || memcmp(text + length - 2, "--", 2) != 0) {
		return;
	}
	text[length - 2] = '\0';
	last = strrchr(*message, ':');
	if (last != NULL) {
		*last = '\0';
		*fields = last + 1;
	}
}

/* The form in which a collection would have told the same. NULL when memory ran out. */
static json_object *make_errors(char *text)
{
	json_object *errors = json_object_new_array();
	json_object *entry = json_object_new_object();
	json_object *fields = json_object_new_array();
	char *message;
	char *names;
	bool good;

	split(text, &message, &names);
	if (names != NULL && !add_fields(fields, names)) {
		/* What stands there is no list of fields. */
		json_object_put(fields);
		fields = json_object_new_array();
	}
	good = sfprov_json_append(errors, entry) && sfprov_json_set_text(entry, "statusCode", text) && sfprov_json_set_text(entry, "message", message);
	if (!good || !sfprov_json_set(entry, "fields", fields)) {
		if (!good) {
			json_object_put(fields);
		}
		json_object_put(errors);
		return NULL;
	}
	return errors;
}

/* A script in the org may repeat what it was sent, and this text comes into messages and logs. */
static void mask_token(char *text, const char *token)
{
	char *found;

	if (token == NULL || strlen(token) < TOKEN_MIN) {
		return;
	}
	for (found = strstr(text, token); found != NULL; found = strstr(found + 1, token)) {
		memset(found, '*', strlen(token));
	}
}

static sfprov_status read_error(reading *self, const char *text, sfprov_error *error)
{
	bool named = self->job->operation == SFPROV_BULK_UPDATE || self->job->operation == SFPROV_BULK_DELETE;
	char *copy = sfprov_copy(text);
	json_object *errors = NULL;

	if (copy != NULL) {
		mask_token(copy, self->token);
		errors = make_errors(copy);
	}
	sfprov_free(copy);
	if (errors == NULL) {
		return sfprov_fail_memory(error);
	}
	(void) sfprov_sf_error_of_record(errors, named, self->what, &self->row.error);
	json_object_put(errors);
	return SFPROV_OK;
}

static void set_unknown(reading *self)
{
	(void) sfprov_fail(&self->row.error, SFPROV_E_SERVER,
		"%s: the results do not say what became of the record: they are not Salesforce's. Check the instance URL, and that no proxy changes answers.",
		self->what);
	self->row.error.outcome = SFPROV_OUTCOME_UNKNOWN;
}

static void read_success(reading *self)
{
	sfprov_bulk_row *row = &self->row;
	const char *created = sfprov_bulk_value(row, files[SFPROV_BULK_SUCCESSFUL].mark);
	bool yes = sfprov_text_equal_nocase(created, "true");

	if (row->id[0] == '\0' || (!yes && !sfprov_text_equal_nocase(created, "false"))) {
		set_unknown(self);
		return;
	}
	row->success = true;
	row->created = yes;
}

static sfprov_status take_record(reading *self, const sfprov_csv_row *from, sfprov_error *error)
{
	sfprov_bulk_row *row = &self->row;
	const char *id;

	if (from->count != self->count) {
		return fail_form("have a row with more or fewer values than names", error);
	}
	memset(row, 0, sizeof(*row));
	row->names = self->names;
	row->values = from->cells;
	row->count = self->count;
	id = self->file == SFPROV_BULK_UNPROCESSED ? NULL : sfprov_bulk_value(row, "sf__Id");
	if (id != NULL && sfprov_text_is_record_id(id)) {
		(void) snprintf(row->id, sizeof(row->id), "%s", id);
	}
	if (self->file == SFPROV_BULK_SUCCESSFUL) {
		read_success(self);
	} else if (self->file == SFPROV_BULK_UNPROCESSED) {
		(void) sfprov_fail(&row->error, SFPROV_E_SERVER, "%s: the Bulk API job ended before it came to the record. It is tried again later.", self->what);
		row->error.outcome = SFPROV_OUTCOME_NOT_SENT;
	} else if (read_error(self, sfprov_bulk_value(row, files[SFPROV_BULK_REFUSED].mark), error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	row->retryable =
		!row->success && sfprov_error_is_retryable(&row->error) && sfprov_retry_allowed(sfprov_bulk_repeat(self->job->operation), row->error.outcome);
	self->rows++;
	return self->take(self->context, row, error);
}

static sfprov_status take_row(void *context, const sfprov_csv_row *row, sfprov_error *error)
{
	reading *self = context;

	return row->number == 1 ? take_header(self, row, error) : take_record(self, row, error);
}

static bool take_bytes(void *context, const char *bytes, size_t length)
{
	reading *self = context;

	self->status = sfprov_csv_read(&self->reader, bytes, length, &self->error);
	return self->status == SFPROV_OK;
}

static sfprov_status fetch(sfprov_client *client, reading *self, sfprov_error *error)
{
	sfprov_http_sink sink = {.context = self, .limit = SFPROV_BULK_FILE_MAX, .write = take_bytes};
	sfprov_stream stream = {.accept = "Accept: text/csv", .sink = &sink};
	sfprov_answer answer = {0};
	sfprov_status status;
	char path[64];

	(void) snprintf(path, sizeof(path), "/jobs/ingest/%s/%s", self->job->id, files[self->file].path);
	status = sfprov_client_stream(client, SFPROV_GET, path, &stream, SFPROV_REPEAT_SAFE, &answer, error);
	sfprov_answer_free(&answer);
	if (status == SFPROV_OK) {
		self->status = sfprov_csv_read_end(&self->reader, &self->error);
	}
	if (self->status != SFPROV_OK) {
		if (error != NULL) {
			*error = self->error;
		}
		status = SFPROV_FAILED;
	}
	return status;
}

sfprov_status sfprov_bulk_results(
	sfprov_client *client, const sfprov_bulk_job *job, sfprov_bulk_file file, sfprov_bulk_row_function take, void *context, int64_t *rows, sfprov_error *error)
{
	static const sfprov_csv_limits limits = {COLUMNS, ROW_BYTES};
	reading self = {.job = job, .file = file, .take = take, .context = context, .status = SFPROV_OK};
	sfprov_status status;
	size_t i;

	*rows = 0;
	if (!sfprov_text_is_record_id(job->id)) {
		return sfprov_fail(error, SFPROV_E_INPUT, "The id of a Bulk API job is malformed: ids have 15 or 18 letters and digits.");
	}
	sfprov_bulk_what(job, self.what);
	self.token = client->session->server.access_token;
	status = sfprov_csv_reader_init(&self.reader, &limits, take_row, &self, error);
	if (status == SFPROV_OK) {
		status = fetch(client, &self, error);
	}
	*rows = self.rows;
	for (i = 0; i < self.count; i++) {
		sfprov_free((char *) (uintptr_t) self.names[i]);
	}
	sfprov_free(self.names);
	sfprov_csv_reader_free(&self.reader);
	return status;
}
