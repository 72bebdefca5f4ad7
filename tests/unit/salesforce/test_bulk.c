/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/memory.h"
#include "client_fixture.h"
#include "memory_failing.h"
#include "salesforce/bulk_results.h"
#include "salesforce/errors.h"
#include "unit.h"

#define ID "7500000000000AAAAA"
#define JOB(state, more) \
	"{\"id\":\"" ID "\",\"operation\":\"upsert\",\"object\":\"Contact\",\"state\":\"" state "\",\"apiVersion\":62.0,\"contentUrl\":\"services/x\"" more "}"
#define BAD_STATE "[{\"errorCode\":\"INVALIDJOBSTATE\",\"message\":\"x\"}]"
#define GONE "[{\"errorCode\":\"NOT_FOUND\",\"message\":\"x\"}]"

static client_fixture *fixture;
static sfprov_bulk_job job;

static void begin(void)
{
	fixture = fixture_begin();
	memset(&job, 0, sizeof(job));
	(void) snprintf(job.id, sizeof(job.id), "%s", ID);
	(void) snprintf(job.sobject, sizeof(job.sobject), "Contact");
	job.operation = SFPROV_BULK_UPSERT;
}

static void answer(int status, const char *body)
{
	(void) scripted_answer(&fixture->script, status, body);
}

static const scripted_request *sent(size_t at)
{
	return &fixture->script.requests[at];
}

static void creating(void)
{
	begin();
	answer(200, JOB("Open", ""));
	CHECK(sfprov_bulk_create(&fixture->client, SFPROV_BULK_UPSERT, "Contact", "Registry_ID__c", &job, &fixture->error) == SFPROV_OK);
	CHECK_TEXT(sent(0)->url, "https://acme.my.salesforce.com/services/data/v62.0/jobs/ingest");
	CHECK_TEXT(sent(0)->body,
		"{\"object\":\"Contact\",\"operation\":\"upsert\",\"externalIdFieldName\":\"Registry_ID__c\",\"contentType\":\"CSV\",\"columnDelimiter\":"
		"\"COMMA\",\"lineEnding\":\"LF\"}");
	CHECK_INT(sent(0)->method, SFPROV_POST);
	CHECK_INT(sent(0)->repeat, SFPROV_REPEAT_SAFE);
	CHECK_TEXT(job.id, ID);
	CHECK_INT(job.state, SFPROV_BULK_OPEN);
	CHECK_INT(job.processed, 0);
	begin();
	answer(200, "{\"id\":\"" ID "\",\"operation\":\"insert\",\"object\":\"contact\",\"state\":\"Open\"}");
	CHECK(sfprov_bulk_create(&fixture->client, SFPROV_BULK_CREATE, "Contact", NULL, &job, &fixture->error) == SFPROV_OK);
	CHECK_LACKS(sent(0)->body, "externalIdFieldName");
	/* Names. */
	begin();
	CHECK(sfprov_bulk_create(&fixture->client, SFPROV_BULK_CREATE, "Con tact", NULL, &job, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_CONFIGURATION);
	CHECK(sfprov_bulk_create(&fixture->client, SFPROV_BULK_UPSERT, "Contact", NULL, &job, &fixture->error) == SFPROV_FAILED);
	CHECK(sfprov_bulk_create(&fixture->client, SFPROV_BULK_UPSERT, "Contact", "", &job, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->script.request_count, 0);
	begin();
	answer(400, "[{\"errorCode\":\"INVALIDENTITY\",\"message\":\"Unable to find object: Contact\"}]");
	CHECK(sfprov_bulk_create(&fixture->client, SFPROV_BULK_CREATE, "Contact", NULL, &job, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_CONFIGURATION);
}

/* Answers that are not about the job that was asked for. */
static void misfits(void)
{
	static const char *const bad[] = {"{}", "[]", "null", "{\"id\":\"x\"}", JOB("Opened", ""), JOB("open", ""), JOB("Open", ",\"numberRecordsProcessed\":-1"),
		JOB("Open", ",\"numberRecordsProcessed\":\"x\""), JOB("Open", ",\"numberRecordsProcessed\":1,\"numberRecordsFailed\":2"),
		"{\"id\":\"" ID "\",\"operation\":\"query\",\"object\":\"Contact\",\"state\":\"Open\"}",
		"{\"id\":\"" ID "\",\"operation\":\"upsert\",\"object\":\"Con/tact\",\"state\":\"Open\"}",
		"{\"id\":\"" ID "\",\"operation\":\"upsert\",\"state\":\"Open\"}",
		"{\"id\":\"7500000000000BBBBB\",\"operation\":\"upsert\",\"object\":\"Contact\",\"state\":\"Open\"}"};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		begin();
		answer(200, bad[i]);
		CHECK(sfprov_bulk_status(&fixture->client, ID, &job, &fixture->error) == SFPROV_FAILED);
		CHECK_INT(fixture->error.kind, SFPROV_E_SERVER);
		CHECK_INT(fixture->error.outcome, SFPROV_OUTCOME_UNKNOWN);
		/* What was known stays. */
		CHECK_TEXT(job.id, ID);
	}
	begin();
	answer(200, JOB("InProgress", ""));
	CHECK(sfprov_bulk_create(&fixture->client, SFPROV_BULK_UPSERT, "Contact", "A__c", &job, &fixture->error) == SFPROV_FAILED);
	answer(200, JOB("Open", ""));
	CHECK(sfprov_bulk_create(&fixture->client, SFPROV_BULK_CREATE, "Contact", NULL, &job, &fixture->error) == SFPROV_FAILED);
	answer(200, JOB("Open", ""));
	CHECK(sfprov_bulk_create(&fixture->client, SFPROV_BULK_UPSERT, "CoPerson__c", "A__c", &job, &fixture->error) == SFPROV_FAILED);
	CHECK_CONTAINS(fixture->error.message, "another job");
}

static size_t read_text(void *context, char *bytes, size_t size)
{
	const char **text = context;
	size_t length = strlen(*text) < size ? strlen(*text) : size;

	memcpy(bytes, *text, length);
	*text += length;
	return length;
}

static void uploading(void)
{
	const char *text = "LastName\nLee\n";
	sfprov_http_source source = {&text, 13, read_text, NULL};

	begin();
	answer(201, NULL);
	CHECK(sfprov_bulk_upload(&fixture->client, &job, &source, &fixture->error) == SFPROV_OK);
	CHECK_TEXT(sent(0)->url, "https://acme.my.salesforce.com/services/data/v62.0/jobs/ingest/" ID "/batches");
	CHECK_TEXT(sent(0)->body, "LastName\nLee\n");
	CHECK_TEXT(sent(0)->content_type, "text/csv; charset=UTF-8");
	CHECK_INT(sent(0)->method, SFPROV_PUT);
	CHECK_INT(sent(0)->repeat, SFPROV_REPEAT_ONCE);
	/* A reply that is lost. */
	begin();
	fixture->client.retry.attempts = 3;
	text = "LastName\nLee\n";
	(void) scripted_failure(&fixture->script, SFPROV_E_NETWORK, SFPROV_OUTCOME_UNKNOWN);
	CHECK(sfprov_bulk_upload(&fixture->client, &job, &source, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.outcome, SFPROV_OUTCOME_UNKNOWN);
	CHECK_INT(fixture->script.request_count, 1);
	begin();
	source.size = 0;
	CHECK(sfprov_bulk_upload(&fixture->client, &job, &source, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_INPUT);
	source.size = SFPROV_BULK_UPLOAD_MAX + 1;
	CHECK(sfprov_bulk_upload(&fixture->client, &job, &source, &fixture->error) == SFPROV_FAILED);
	source.size = 13;
	job.id[0] = '/';
	CHECK(sfprov_bulk_upload(&fixture->client, &job, &source, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_INPUT);
	CHECK_INT(fixture->script.request_count, 0);
}

static void closing(void)
{
	begin();
	answer(200, JOB("UploadComplete", ""));
	CHECK(sfprov_bulk_close(&fixture->client, &job, &fixture->error) == SFPROV_OK);
	CHECK_INT(sent(0)->method, SFPROV_PATCH);
	CHECK_TEXT(sent(0)->body, "{\"state\":\"UploadComplete\"}");
	CHECK_INT(job.state, SFPROV_BULK_UPLOADED);
	/* It was closed before. */
	begin();
	answer(400, BAD_STATE);
	answer(200, JOB("InProgress", ",\"numberRecordsProcessed\":200,\"numberRecordsFailed\":3"));
	CHECK(sfprov_bulk_close(&fixture->client, &job, &fixture->error) == SFPROV_OK);
	CHECK_INT(job.state, SFPROV_BULK_RUNNING);
	CHECK_INT(job.processed, 200);
	CHECK_INT(job.failed, 3);
	CHECK_INT(sent(1)->method, SFPROV_GET);
	/* By a call whose answer was lost, in the same call of ours. */
	begin();
	fixture->client.retry.attempts = 2;
	(void) scripted_failure(&fixture->script, SFPROV_E_NETWORK, SFPROV_OUTCOME_UNKNOWN);
	answer(400, BAD_STATE);
	answer(200, JOB("JobComplete", ""));
	CHECK(sfprov_bulk_close(&fixture->client, &job, &fixture->error) == SFPROV_OK);
	CHECK(sfprov_bulk_has_ended(&job));
	/* It cannot be closed. */
	begin();
	answer(400, BAD_STATE);
	answer(200, JOB("Open", ""));
	CHECK(sfprov_bulk_close(&fixture->client, &job, &fixture->error) == SFPROV_FAILED);
	CHECK_TEXT(fixture->error.code, "INVALIDJOBSTATE");
	begin();
	answer(400, BAD_STATE);
	answer(200, JOB("Aborted", ""));
	CHECK(sfprov_bulk_close(&fixture->client, &job, &fixture->error) == SFPROV_FAILED);
	begin();
	answer(400, BAD_STATE);
	CHECK(sfprov_bulk_close(&fixture->client, &job, &fixture->error) == SFPROV_FAILED);
	CHECK_TEXT(fixture->error.code, "INVALIDJOBSTATE");
	begin();
	answer(200, JOB("Open", ""));
	CHECK(sfprov_bulk_close(&fixture->client, &job, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.outcome, SFPROV_OUTCOME_UNKNOWN);
	begin();
	answer(503, NULL);
	CHECK(sfprov_bulk_close(&fixture->client, &job, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->script.request_count, 1);
}

static void aborting(void)
{
	begin();
	answer(200, JOB("Aborted", ""));
	CHECK(sfprov_bulk_abort(&fixture->client, &job, &fixture->error) == SFPROV_OK);
	CHECK_TEXT(sent(0)->body, "{\"state\":\"Aborted\"}");
	begin();
	answer(400, BAD_STATE);
	answer(200, JOB("Aborted", ""));
	CHECK(sfprov_bulk_abort(&fixture->client, &job, &fixture->error) == SFPROV_OK);
	CHECK_INT(job.state, SFPROV_BULK_ABORTED);
	begin();
	answer(400, BAD_STATE);
	answer(200, JOB("JobComplete", ""));
	CHECK(sfprov_bulk_abort(&fixture->client, &job, &fixture->error) == SFPROV_FAILED);
	/* Deleting what is gone is no failure, unless something else than Salesforce says so. */
	begin();
	answer(204, NULL);
	CHECK(sfprov_bulk_delete(&fixture->client, &job, &fixture->error) == SFPROV_OK);
	CHECK_INT(sent(0)->method, SFPROV_DELETE);
	answer(404, GONE);
	CHECK(sfprov_bulk_delete(&fixture->client, &job, &fixture->error) == SFPROV_OK);
	answer(404, NULL);
	CHECK(sfprov_bulk_delete(&fixture->client, &job, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.http_status, 404);
}

static void watching(void)
{
	int64_t left = 100000;
	int64_t waited = 0;
	int n;

	begin();
	answer(200, JOB("Failed", ",\"errorMessage\":\"InvalidBatch : Field name not found : Foo__c\\n\""));
	CHECK(sfprov_bulk_status(&fixture->client, ID, &job, &fixture->error) == SFPROV_OK);
	CHECK(sfprov_bulk_has_ended(&job));
	CHECK(sfprov_bulk_error_of_job(&job, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_CONFIGURATION);
	CHECK_CONTAINS(fixture->error.message, "Contact upsert: the Bulk API job " ID " failed: InvalidBatch : Field name not found : Foo__c ");
	job.state = SFPROV_BULK_ABORTED;
	(void) sfprov_bulk_error_of_job(&job, &fixture->error);
	CHECK_INT(fixture->error.kind, SFPROV_E_SERVER);
	answer(404, GONE);
	CHECK(sfprov_bulk_status(&fixture->client, ID, &job, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.http_status, 404);
	CHECK(sfprov_bulk_status(&fixture->client, "../limits", &job, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_INPUT);
	CHECK_INT(sfprov_bulk_repeat(SFPROV_BULK_CREATE), SFPROV_REPEAT_ONCE);
	/* The questions come ever slower, and all in time. */
	CHECK_INT(sfprov_bulk_poll_wait_ms(1, left), 1000);
	CHECK_INT(sfprov_bulk_poll_wait_ms(2, left), 1500);
	CHECK_INT(sfprov_bulk_poll_wait_ms(100, left), 30000);
	CHECK_INT(sfprov_bulk_poll_wait_ms(1 << 30, left), 30000);
	CHECK_INT(sfprov_bulk_poll_wait_ms(5, 7), 7);
	CHECK_INT(sfprov_bulk_poll_wait_ms(1, 0), -1);
	CHECK_INT(sfprov_bulk_poll_wait_ms(1, -5), -1);
	for (n = 1; n < 100; n++) {
		int64_t wait = sfprov_bulk_poll_wait_ms(n, left - waited);

		if (wait < 0) {
			break;
		}
		waited += wait;
	}
	CHECK_INT(waited, left);
	CHECK(n < 15);
}

/* ---- results ---- */

static sfprov_buffer seen;
static sfprov_error last;
static int64_t rows;
static int64_t stop_at;

static sfprov_status take(void *context, const sfprov_bulk_row *row, sfprov_error *error)
{
	const char *key = sfprov_bulk_value(row, "registry_id__c");

	CHECK(context == &seen);
	if (stop_at > 0 && --stop_at == 0) {
		return sfprov_fail(error, SFPROV_E_DATABASE, "enough");
	}
	sfprov_buffer_append_text(&seen, key == NULL ? "-" : key);
	sfprov_buffer_append_char(&seen, '=');
	sfprov_buffer_append_text(&seen, row->id);
	sfprov_buffer_append_text(&seen, row->success ? " good" : " bad");
	sfprov_buffer_append_text(&seen, row->created ? " new" : "");
	sfprov_buffer_append_text(&seen, row->retryable ? " again" : "");
	sfprov_buffer_append_char(&seen, '\n');
	last = row->error;
	return SFPROV_OK;
}

static sfprov_status results(sfprov_bulk_file file, const char *text, size_t piece)
{
	sfprov_buffer_free(&seen);
	sfprov_error_clear(&fixture->error);
	scripted_answer(&fixture->script, 200, text)->piece = piece;
	return sfprov_bulk_results(&fixture->client, &job, file, take, &seen, &rows, &fixture->error);
}

static void good_rows(void)
{
	size_t piece;

	for (piece = 1; piece < 40; piece += 3) {
		begin();
		CHECK(results(SFPROV_BULK_SUCCESSFUL,
				  "\"sf__Id\",\"sf__Created\",\"Registry_ID__c\",LastName\n\"003000000000001AAA\",\"true\",\"a\",\"O\"\"Lee\"\n"
				  "\"003000000000002AAA\",\"false\",\"b\",\"x,\ny\"\n",
				  piece)
			== SFPROV_OK);
		CHECK_TEXT(sfprov_buffer_text(&seen), "a=003000000000001AAA good new\nb=003000000000002AAA good\n");
		CHECK_INT(rows, 2);
	}
	CHECK_TEXT(sent(0)->url, "https://acme.my.salesforce.com/services/data/v62.0/jobs/ingest/" ID "/successfulResults");
	CHECK_CONTAINS(sent(0)->headers, "Accept: text/csv");
	begin();
	CHECK(results(SFPROV_BULK_SUCCESSFUL, "\"sf__Id\",\"sf__Created\",\"Registry_ID__c\"\n", 0) == SFPROV_OK);
	CHECK_INT(rows, 0);
	CHECK(results(SFPROV_BULK_UNPROCESSED, "", 0) == SFPROV_OK);
	CHECK(results(SFPROV_BULK_UNPROCESSED, "Registry_ID__c,Account.Number__c\na,b\n", 0) == SFPROV_OK);
	CHECK_TEXT(sfprov_buffer_text(&seen), "a= bad again\n");
	CHECK_INT(last.outcome, SFPROV_OUTCOME_NOT_SENT);
	/* Rows that say less than they have to. */
	CHECK(results(SFPROV_BULK_SUCCESSFUL, "sf__Id,sf__Created,Registry_ID__c\n,true,a\nnone,true,b\n003000000000001AAA,,c\n", 0) == SFPROV_OK);
	CHECK_TEXT(sfprov_buffer_text(&seen), "a= bad again\nb= bad again\nc=003000000000001AAA bad again\n");
	CHECK_INT(last.outcome, SFPROV_OUTCOME_UNKNOWN);
	job.operation = SFPROV_BULK_CREATE;
	CHECK(results(SFPROV_BULK_SUCCESSFUL, "sf__Id,sf__Created,Registry_ID__c\n,true,a\n", 0) == SFPROV_OK);
	CHECK_TEXT(sfprov_buffer_text(&seen), "a= bad\n");
}

static void refused(const char *error, const char *code, const char *fields, const char *words, bool again)
{
	char text[1024];

	(void) snprintf(text, sizeof(text), "\"sf__Id\",\"sf__Error\",\"Registry_ID__c\"\n\"\",\"%s\",\"a\"\n", error);
	CHECK(results(SFPROV_BULK_REFUSED, text, 5) == SFPROV_OK);
	CHECK_TEXT(sfprov_buffer_text(&seen), again ? "a= bad again\n" : "a= bad\n");
	CHECK_TEXT(last.code, code);
	CHECK_TEXT(last.fields, fields);
	CHECK_CONTAINS(last.message, words);
	CHECK_LACKS(last.message, "canary");
}

static void bad_rows(void)
{
	static char token[] = "token-canary";

	begin();
	refused("REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --", "REQUIRED_FIELD_MISSING", "LastName",
		"Contact upsert: a required field is missing, in LastName: Required fields are missing: [LastName]", false);
	refused("STRING_TOO_LONG:Last Name: data value too large: canary:x (max length=80):LastName FirstName--", "STRING_TOO_LONG", "LastName,FirstName",
		"at most 80 characters", false);
	refused("DUPLICATE_VALUE:Duplicate external id specified: canary:Registry_ID__c --", "DUPLICATE_VALUE", "Registry_ID__c", "same external id", false);
	refused("UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record or 1 records: 001000000000001AAA:-- ", "UNABLE_TO_LOCK_ROW", "",
		"somebody else", true);
	refused("INVALID_EMAIL_ADDRESS:Email: invalid email address: canary@example.org:Email --", "INVALID_EMAIL_ADDRESS", "Email", "e-mail", false);
	refused("INVALID_FIELD:no colon behind", "INVALID_FIELD", "", "a field does not exist", false);
	refused("STRING_TOO_LONG:x:not a field!--", "STRING_TOO_LONG", "", "too long", false);
	refused("something canary went wrong", "", "", "not in Salesforce's words", false);
	refused("", "", "", "refused", false);
	refused(":", "", "", "refused", false);
	refused("--", "", "", "refused", false);
	refused(":--", "", "", "refused", false);
	/* A server that repeats the access token. */
	fixture->session.server.access_token = token;
	refused("CANNOT_EXECUTE_FLOW_TRIGGER:got token-canary and token-canary:--", "CANNOT_EXECUTE_FLOW_TRIGGER", "", "got ************ and ************", false);
}

static void gone_rows(void)
{
	begin();
	job.operation = SFPROV_BULK_UPDATE;
	CHECK(results(SFPROV_BULK_REFUSED, "sf__Id,sf__Error,Id\n003000000000001AAA,ENTITY_IS_DELETED:entity is deleted:--,003000000000001AAA\n", 0) == SFPROV_OK);
	CHECK_TEXT(sfprov_buffer_text(&seen), "-=003000000000001AAA bad\n");
	CHECK(sfprov_sf_error_is_gone(&last));
	CHECK_CONTAINS(last.message, "Contact update");
}

static void broken_files(void)
{
	static const char *const bad[] = {"<html><body>Sorry</body></html>", "sf__Id,sf__Error,A\n", "sf__Created,sf__Id\n003000000000001AAA\n",
		"sf__Id,sf__Created,A b\n", "sf__Id,sf__Created,A.b.c\n", "sf__Id,sf__Created\n\"003", "sf__Id,sf__Created\n003,true,x\n", "{\"a\":1}",
		"sf__Id,sf__Created\n\xff,true\n"};
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		begin();
		CHECK(results(SFPROV_BULK_SUCCESSFUL, bad[i], 4) == SFPROV_FAILED);
		CHECK_INT(fixture->error.kind, SFPROV_E_SERVER);
		CHECK_INT(rows, 0);
	}
	/* Rows that were given stay given. */
	begin();
	fixture->client.retry.attempts = 3;
	scripted_answer(&fixture->script, 200, "sf__Id,sf__Created,Registry_ID__c\n003000000000001AAA,true,a\n0030")->breaks = true;
	sfprov_buffer_free(&seen);
	CHECK(sfprov_bulk_results(&fixture->client, &job, SFPROV_BULK_SUCCESSFUL, take, &seen, &rows, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_NETWORK);
	CHECK_INT(rows, 1);
	CHECK_INT(fixture->script.request_count, 1);
	begin();
	stop_at = 2;
	CHECK(results(SFPROV_BULK_SUCCESSFUL, "sf__Id,sf__Created,Registry_ID__c\n003000000000001AAA,true,a\n003000000000002AAA,true,b\n", 0) == SFPROV_FAILED);
	CHECK_TEXT(fixture->error.message, "enough");
	CHECK_INT(fixture->error.kind, SFPROV_E_DATABASE);
	begin();
	answer(404, GONE);
	CHECK(sfprov_bulk_results(&fixture->client, &job, SFPROV_BULK_REFUSED, take, &seen, &rows, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.http_status, 404);
	job.id[3] = '?';
	CHECK(sfprov_bulk_results(&fixture->client, &job, SFPROV_BULK_REFUSED, take, &seen, &rows, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_INPUT);
}

/* All of a job's life. */
static sfprov_status live(void)
{
	const char *text = "LastName\nLee\n";
	sfprov_http_source source = {&text, 13, read_text, NULL};
	sfprov_client *client = &fixture->client;
	sfprov_status status = sfprov_bulk_create(client, SFPROV_BULK_UPSERT, "Contact", "A__c", &job, &fixture->error);

	status = status == SFPROV_OK ? sfprov_bulk_upload(client, &job, &source, &fixture->error) : status;
	status = status == SFPROV_OK ? sfprov_bulk_close(client, &job, &fixture->error) : status;
	status = status == SFPROV_OK ? sfprov_bulk_status(client, job.id, &job, &fixture->error) : status;
	status = status == SFPROV_OK ? sfprov_bulk_results(client, &job, SFPROV_BULK_REFUSED, take, &seen, &rows, &fixture->error) : status;
	return status == SFPROV_OK ? sfprov_bulk_delete(client, &job, &fixture->error) : status;
}

static void memory_runs_out(void)
{
	long n;

	for (n = 1; n < 300; n++) {
		sfprov_status status;
		bool failed;

		begin();
		sfprov_buffer_free(&seen);
		answer(200, JOB("Open", ""));
		answer(201, NULL);
		answer(200, JOB("UploadComplete", ""));
		answer(200, JOB("JobComplete", ""));
		scripted_answer(&fixture->script, 200, "sf__Id,sf__Error,Registry_ID__c\n,STRING_TOO_LONG:x:LastName --,a\n")->piece = 9;
		answer(204, NULL);
		memory_fail_at(n);
		status = live();
		failed = memory_has_failed();
		memory_fail_at(0);
		CHECK(failed ? status == SFPROV_OK ? seen.failed : fixture->error.kind == SFPROV_E_MEMORY : status == SFPROV_OK);
		sfprov_buffer_free(&seen);
		CHECK_INT(memory_live(), 0);
		if (!failed) {
			break;
		}
	}
	CHECK(n > 10);
}

int main(void)
{
	creating();
	misfits();
	uploading();
	closing();
	aborting();
	watching();
	good_rows();
	bad_rows();
	gone_rows();
	broken_files();
	memory_runs_out();
	sfprov_buffer_free(&seen);
	fixture_end();
	CHECK_INT(memory_live(), 0);
	return unit_summary("salesforce/bulk");
}
