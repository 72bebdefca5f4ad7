/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "salesforce/bulk_job.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define POLL_FIRST_MS 1000
#define POLL_MOST_MS 30000

static const struct {
	const char *name; /* Salesforce's */
	const char *verb; /* as errors of other requests name it */
	sfprov_repeat repeat;
} operations[] = {
	[SFPROV_BULK_CREATE] = {"insert", "create", SFPROV_REPEAT_ONCE},
	[SFPROV_BULK_UPDATE] = {"update", "update", SFPROV_REPEAT_SAFE},
	[SFPROV_BULK_UPSERT] = {"upsert", "upsert", SFPROV_REPEAT_SAFE_BY_KEY},
	[SFPROV_BULK_DELETE] = {"delete", "delete", SFPROV_REPEAT_SAFE},
};

static const char *const states[] = {
	[SFPROV_BULK_OPEN] = "Open",
	[SFPROV_BULK_UPLOADED] = "UploadComplete",
	[SFPROV_BULK_RUNNING] = "InProgress",
	[SFPROV_BULK_COMPLETE] = "JobComplete",
	[SFPROV_BULK_FAILED] = "Failed",
	[SFPROV_BULK_ABORTED] = "Aborted",
};

void sfprov_bulk_what(const sfprov_bulk_job *job, char what[128])
{
	(void) snprintf(what, 128, "%s %s", job->sobject, operations[job->operation].verb);
}

sfprov_repeat sfprov_bulk_repeat(sfprov_bulk_operation operation)
{
	return operations[operation].repeat;
}

bool sfprov_bulk_has_ended(const sfprov_bulk_job *job)
{
	return job->state >= SFPROV_BULK_COMPLETE;
}

int64_t sfprov_bulk_poll_wait_ms(int n, int64_t left_ms)
{
	int64_t wait = POLL_FIRST_MS;
	int i;

	if (left_ms <= 0) {
		return -1;
	}
	for (i = 1; i < n && wait < POLL_MOST_MS; i++) {
		wait += wait / 2;
	}
	wait = wait < POLL_MOST_MS ? wait : POLL_MOST_MS;
	return wait < left_ms ? wait : left_ms;
}

static sfprov_status fail_form(const char *how, sfprov_error *error)
{
	(void) sfprov_fail(
		error, SFPROV_E_SERVER, "The answer about a Bulk API job %s: it is not Salesforce's. Check the instance URL, and that no proxy changes answers.", how);
	if (error != NULL) {
		error->outcome = SFPROV_OUTCOME_UNKNOWN;
	}
	return SFPROV_FAILED;
}

/* A number that need not be there. */
static bool read_count(json_object *body, const char *name, int64_t *number)
{
	*number = 0;
	return sfprov_json_get(body, name) == NULL || (sfprov_json_get_int64(body, name, number) && *number >= 0);
}

static bool read_state(json_object *body, sfprov_bulk_state *state)
{
	const char *text = sfprov_json_get_text(body, "state");
	size_t i;

	for (i = 0; text != NULL && i < sizeof(states) / sizeof(states[0]); i++) {
		if (strcmp(states[i], text) == 0) {
			*state = (sfprov_bulk_state) i;
			return true;
		}
	}
	return false;
}

static bool read_operation(json_object *body, sfprov_bulk_operation *operation)
{
	const char *text = sfprov_json_get_text(body, "operation");
	size_t i;

	for (i = 0; text != NULL && i < sizeof(operations) / sizeof(operations[0]); i++) {
		if (strcmp(operations[i].name, text) == 0) {
			*operation = (sfprov_bulk_operation) i;
			return true;
		}
	}
	return false;
}

static sfprov_status read_job(json_object *body, sfprov_bulk_job *job, sfprov_error *error)
{
	const char *id = sfprov_json_get_text(body, "id");
	const char *sobject = sfprov_json_get_text(body, "object");
	const char *message = sfprov_json_get_text(body, "errorMessage");

	memset(job, 0, sizeof(*job));
	if (id == NULL || !sfprov_text_is_record_id(id)) {
		return fail_form("has no id", error);
	}
	if (sobject == NULL || !sfprov_text_is_api_name(sobject) || !read_operation(body, &job->operation)) {
		return fail_form("does not say what the job is for", error);
	}
	if (!read_state(body, &job->state)) {
		return fail_form("has no state that is known", error);
	}
	if (!read_count(body, "numberRecordsProcessed", &job->processed) || !read_count(body, "numberRecordsFailed", &job->failed)
		|| job->failed > job->processed) {
		return fail_form("has impossible numbers of records", error);
	}
	(void) snprintf(job->id, sizeof(job->id), "%s", id);
	(void) snprintf(job->sobject, sizeof(job->sobject), "%s", sobject);
	(void) snprintf(job->message, sizeof(job->message), "%s", message == NULL ? "" : message);
	sfprov_text_scrub(job->message);
	return SFPROV_OK;
}

/* NULL when memory ran out. */
static json_object *make_job(sfprov_bulk_operation operation, const char *sobject, const char *key_field)
{
	json_object *body = json_object_new_object();
	bool good = sfprov_json_set_text(body, "object", sobject) && sfprov_json_set_text(body, "operation", operations[operation].name);

	if (operation == SFPROV_BULK_UPSERT) {
		good = good && sfprov_json_set_text(body, "externalIdFieldName", key_field);
	}
	good = good && sfprov_json_set_text(body, "contentType", "CSV") && sfprov_json_set_text(body, "columnDelimiter", "COMMA")
		&& sfprov_json_set_text(body, "lineEnding", "LF");
	if (!good) {
		json_object_put(body);
		return NULL;
	}
	return body;
}

sfprov_status sfprov_bulk_create(
	sfprov_client *client, sfprov_bulk_operation operation, const char *sobject, const char *key_field, sfprov_bulk_job *job, sfprov_error *error)
{
	sfprov_answer answer = {0};
	sfprov_status status;
	json_object *body;

	memset(job, 0, sizeof(*job));
	if (!sfprov_text_is_api_name(sobject) || (operation == SFPROV_BULK_UPSERT && (key_field == NULL || !sfprov_text_is_api_name(key_field)))) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"The name of a Salesforce object or external id field is malformed: it is an API name such as Contact or Registry_ID__c.");
	}
	body = make_job(operation, sobject, key_field);
	if (body == NULL) {
		return sfprov_fail_memory(error);
	}
	status = sfprov_client_call(client, SFPROV_POST, "/jobs/ingest", body, SFPROV_REPEAT_SAFE, &answer, error);
	if (status == SFPROV_OK) {
		status = read_job(answer.body, job, error);
	}
	/* A job for something else, or one that goes on already, is not the one that was asked for. */
	if (status == SFPROV_OK && (job->operation != operation || !sfprov_text_equal_nocase(job->sobject, sobject) || job->state != SFPROV_BULK_OPEN)) {
		status = fail_form("is about another job", error);
	}
	json_object_put(body);
	sfprov_answer_free(&answer);
	return status;
}

/* "/jobs/ingest/<id>" and what follows it. */
static sfprov_status make_path(const char *id, const char *rest, char path[64], sfprov_error *error)
{
	if (!sfprov_text_is_record_id(id)) {
		return sfprov_fail(error, SFPROV_E_INPUT, "The id of a Bulk API job is malformed: ids have 15 or 18 letters and digits.");
	}
	(void) snprintf(path, 64, "/jobs/ingest/%s%s", id, rest);
	return SFPROV_OK;
}

sfprov_status sfprov_bulk_upload(sfprov_client *client, const sfprov_bulk_job *job, const sfprov_http_source *source, sfprov_error *error)
{
	sfprov_stream stream = {.accept = "Accept: application/json", .content_type = "text/csv; charset=UTF-8", .source = source};
	sfprov_answer answer = {0};
	sfprov_status status;
	char path[64];

	if (source->size == 0 || source->size > SFPROV_BULK_UPLOAD_MAX) {
		return sfprov_fail(error, SFPROV_E_INPUT, "A Bulk API job takes between 1 and %" PRIu64 " bytes of records", SFPROV_BULK_UPLOAD_MAX);
	}
	if (make_path(job->id, "/batches", path, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	status = sfprov_client_stream(client, SFPROV_PUT, path, &stream, SFPROV_REPEAT_ONCE, &answer, error);
	sfprov_answer_free(&answer);
	return status;
}

static sfprov_status fetch(sfprov_client *client, sfprov_method method, const char *id, json_object *body, sfprov_bulk_job *job, sfprov_error *error)
{
	sfprov_answer answer = {0};
	sfprov_bulk_job found;
	sfprov_status status;
	char path[64];

	if (make_path(id, "", path, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	status = sfprov_client_call(client, method, path, body, SFPROV_REPEAT_SAFE, &answer, error);
	if (status == SFPROV_OK) {
		status = read_job(answer.body, &found, error);
	}
	if (status == SFPROV_OK && !sfprov_text_same_record_id(found.id, id)) {
		status = fail_form("is about another job", error);
	}
	if (status == SFPROV_OK) {
		*job = found;
	}
	sfprov_answer_free(&answer);
	return status;
}

sfprov_status sfprov_bulk_status(sfprov_client *client, const char *id, sfprov_bulk_job *job, sfprov_error *error)
{
	return fetch(client, SFPROV_GET, id, NULL, job, error);
}

static bool has_reached(const sfprov_bulk_job *job, sfprov_bulk_state wanted)
{
	if (wanted == SFPROV_BULK_UPLOADED) {
		return job->state != SFPROV_BULK_OPEN && job->state != SFPROV_BULK_ABORTED;
	}
	return job->state == wanted;
}

static sfprov_status set_state(sfprov_client *client, sfprov_bulk_job *job, sfprov_bulk_state wanted, sfprov_error *error)
{
	json_object *body = json_object_new_object();
	sfprov_bulk_job found;
	sfprov_status status;
	sfprov_error own;

	if (!sfprov_json_set_text(body, "state", states[wanted])) {
		json_object_put(body);
		return sfprov_fail_memory(error);
	}
	sfprov_error_clear(&own);
	status = fetch(client, SFPROV_PATCH, job->id, body, job, &own);
	json_object_put(body);
	if (status == SFPROV_OK && !has_reached(job, wanted)) {
		status = fail_form("says that its state did not change", &own);
	}
	/* A state cannot be set twice: the first time may have been a call whose answer was lost. */
	if (status != SFPROV_OK && own.http_status == 400 && sfprov_bulk_status(client, job->id, &found, NULL) == SFPROV_OK && has_reached(&found, wanted)) {
		*job = found;
		return SFPROV_OK;
	}
	if (status != SFPROV_OK && error != NULL) {
		*error = own;
	}
	return status;
}

sfprov_status sfprov_bulk_close(sfprov_client *client, sfprov_bulk_job *job, sfprov_error *error)
{
	return set_state(client, job, SFPROV_BULK_UPLOADED, error);
}

sfprov_status sfprov_bulk_abort(sfprov_client *client, sfprov_bulk_job *job, sfprov_error *error)
{
	return set_state(client, job, SFPROV_BULK_ABORTED, error);
}

sfprov_status sfprov_bulk_delete(sfprov_client *client, const sfprov_bulk_job *job, sfprov_error *error)
{
	sfprov_answer answer = {0};
	sfprov_status status;
	sfprov_error own;
	char path[64];

	if (make_path(job->id, "", path, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_error_clear(&own);
	status = sfprov_client_call(client, SFPROV_DELETE, path, NULL, SFPROV_REPEAT_SAFE, &answer, &own);
	/* In Salesforce's words: another host has no such answer. */
	if (status != SFPROV_OK && own.http_status == 404 && own.code[0] != '\0') {
		status = SFPROV_OK;
	}
	if (status != SFPROV_OK && error != NULL) {
		*error = own;
	}
	sfprov_answer_free(&answer);
	return status;
}

sfprov_status sfprov_bulk_error_of_job(const sfprov_bulk_job *job, sfprov_error *error)
{
	char what[128];

	sfprov_bulk_what(job, what);
	if (job->state == SFPROV_BULK_ABORTED) {
		return sfprov_fail(
			error, SFPROV_E_SERVER, "%s: the Bulk API job %s was aborted in Salesforce. Start the run again if that was not meant.", what, job->id);
	}
	return sfprov_fail(error, SFPROV_E_CONFIGURATION,
		"%s: the Bulk API job %s failed%s%s. See Setup, Bulk Data Load Jobs, in Salesforce; a field that it does not find must be created there and be visible "
		"to the user.",
		what, job->id, job->message[0] == '\0' ? "" : ": ", job->message);
}
