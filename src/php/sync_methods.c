/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* SalesforceProvisioner::provisionAll(). */
#include "php/bulk_store.h"
#include "php/provisioning_data.h"
#include "php/run_store.h"
#include "php/set_store.h"
#include "php/sync_options.h"
#include "php/sync_people.h"

#include "crypto/digest.h"
#include "provisioning/sync.h"

#define BATCH_SIZE 1000
#define API_RESERVE 10
#define MAX_FAILURES 100
#define REQUESTS 2
#define BULK_THRESHOLD 10000

/* For one call of Salesforce with hundreds of records: their triggers take time. Below the lease of a slice. */
#define BATCH_TIMEOUT_MS 60000

/* What one call has of its own. */
typedef struct sync_call {
	sfprov_runtime runtime;
	sfprov_provisioning_host one;
	sfprov_sync_people people;
	sfprov_people_reader reader;
	sfprov_php_set_store set_context;
	sfprov_set_store set;
	sfprov_run_store runs;
	sfprov_bulk_store jobs;
	sfprov_sync_options options;
	sfprov_sync_report report;
	char configuration[80];
	int64_t batch_size;
	int64_t api_reserve;
	int64_t max_seconds;
	int64_t max_failures;
	int64_t requests;
	bool history;
	zval person_data;       /* borrowed; UNDEF: none */
	zval failures;          /* array */
	zval progress_callable; /* borrowed; UNDEF: none */
} sync_call;

static const char *const stop_names[] = {NULL, "cancelled", "limit", "time", "busy"};

static void add_number_or_null(zval *array, const char *key, int64_t number)
{
	if (number < 0) {
		add_assoc_null(array, key);
	} else {
		add_assoc_long(array, key, (zend_long) number);
	}
}

static void add_counts(zval *array, const sfprov_counts *counts)
{
	add_assoc_long(array, "created", (zend_long) counts->created);
	add_assoc_long(array, "updated", (zend_long) counts->updated);
	add_assoc_long(array, "unchanged", (zend_long) counts->unchanged);
	add_assoc_long(array, "deprovisioned", (zend_long) counts->deprovisioned);
	add_assoc_long(array, "skipped", (zend_long) counts->skipped);
	add_assoc_long(array, "failed", (zend_long) counts->failed);
	add_assoc_long(array, "api_calls", (zend_long) counts->api_calls);
}

/* "seconds", "per_second" and "seconds_left". */
static void add_pace(zval *array, const sfprov_sync_progress *progress)
{
	double seconds = (double) progress->elapsed_ms / 1000.0;
	double rate = seconds > 0 ? (double) progress->counts->people / seconds : 0;
	int64_t left = progress->total - progress->counts->people;

	add_assoc_double(array, "seconds", seconds);
	add_assoc_double(array, "per_second", rate);
	add_number_or_null(array, "seconds_left", rate > 0 ? (int64_t) ((double) (left < 0 ? 0 : left) / rate) : -1);
}

static bool show_progress(void *context, const sfprov_sync_progress *progress)
{
	sync_call *self = context;
	bool go_on = true;
	sfprov_error ignored;
	zval argument;
	zval answer;

	if (Z_ISUNDEF(self->progress_callable)) {
		return true;
	}
	array_init(&argument);
	add_assoc_string(&argument, "phase", "provision");
	add_assoc_long(&argument, "done", (zend_long) progress->counts->people);
	add_assoc_long(&argument, "total", (zend_long) progress->total);
	add_counts(&argument, progress->counts);
	add_number_or_null(&argument, "api_used", progress->api_used);
	add_number_or_null(&argument, "api_limit", progress->api_limit);
	add_pace(&argument, progress);
	if (sfprov_php_call(&self->runtime.guard, &self->progress_callable, &answer, 1, &argument, &ignored) == SFPROV_OK) {
		go_on = Z_TYPE(answer) != IS_FALSE;
		zval_ptr_dtor(&answer);
	}
	if (!self->runtime.guard.bailed_out) {
		zval_ptr_dtor(&argument);
	}
	return go_on;
}

static bool is_interrupted(void *context)
{
	const sync_call *self = context;

	return sfprov_php_unwinding(&self->runtime.guard);
}

static void note_failure(void *context, int64_t person, const sfprov_error *failure)
{
	sync_call *self = context;
	char fields[SFPROV_ERROR_FIELDS_SIZE];
	char *rest = NULL;
	char *field;
	zval list;
	zval entry;

	if (self->runtime.guard.bailed_out || (int64_t) zend_hash_num_elements(Z_ARRVAL(self->failures)) >= self->max_failures) {
		return;
	}
	array_init(&list);
	(void) snprintf(fields, sizeof(fields), "%s", failure->fields);
	for (field = php_strtok_r(fields, ",", &rest); field != NULL; field = php_strtok_r(NULL, ",", &rest)) {
		add_next_index_string(&list, field);
	}
	array_init(&entry);
	add_assoc_long(&entry, "co_person_id", (zend_long) person);
	add_assoc_string(&entry, "code", failure->code);
	add_assoc_zval(&entry, "fields", &list);
	add_assoc_string(&entry, "message", failure->message);
	add_assoc_bool(&entry, "retryable", sfprov_error_is_retryable(failure));
	zend_hash_next_index_insert_new(Z_ARRVAL(self->failures), &entry);
}

static void tell_usage(void *context, int64_t *requests, int64_t *api_used, int64_t *api_limit)
{
	const sync_call *self = context;

	*requests = self->runtime.counters.requests;
	*api_used = self->runtime.connected ? self->runtime.client.api_used : -1;
	*api_limit = self->runtime.connected ? self->runtime.client.api_limit : -1;
}

/* One connection for the whole run; its calls carry hundreds of records, and may take their time. */
static sfprov_status connect_for_batches(void *context, const sfprov_target *target, sfprov_client **client, sfprov_error *error)
{
	sync_call *self = context;
	sfprov_runtime *runtime = &self->runtime;

	(void) target;
	if (!runtime->connected) {
		if (sfprov_runtime_connect(runtime) != SFPROV_OK) {
			*error = runtime->error;
			return SFPROV_FAILED;
		}
		if (runtime->client.timeout_ms < BATCH_TIMEOUT_MS) {
			runtime->client.timeout_ms = BATCH_TIMEOUT_MS;
		}
	}
	*client = &runtime->client;
	return SFPROV_OK;
}

static sfprov_status read_options(sync_call *self, HashTable *given)
{
	json_object *target = self->runtime.target_data;
	const sfprov_sync_option options[] = {
		{.name = "mode", .kind = SFPROV_OPTION_MODE, .mode = &self->options.mode},
		{.name = "force", .kind = SFPROV_OPTION_BOOL, .flag = &self->options.force},
		{.name = "dry_run", .kind = SFPROV_OPTION_BOOL, .flag = &self->options.dry_run},
		{.name = "batch_size", .kind = SFPROV_OPTION_NUMBER, .least = 1, .most = SFPROV_SET_MAX, .number = &self->batch_size},
		{.name = "bulk_threshold", .kind = SFPROV_OPTION_NUMBER, .least = 0, .most = 1000000000, .number = &self->options.bulk_threshold},
		{.name = "api_reserve", .kind = SFPROV_OPTION_NUMBER, .least = 0, .most = 99, .number = &self->api_reserve},
		{.name = "max_seconds", .kind = SFPROV_OPTION_NUMBER, .least = 0, .most = 1000000, .number = &self->max_seconds},
		{.name = "max_failures", .kind = SFPROV_OPTION_NUMBER, .least = 0, .most = 10000, .number = &self->max_failures},
		{.name = "history", .kind = SFPROV_OPTION_BOOL, .flag = &self->history},
		{.name = "requests", .kind = SFPROV_OPTION_NUMBER, .least = 1, .most = 8, .number = &self->requests},
		{.name = "person_data", .kind = SFPROV_OPTION_CALLABLE, .value = &self->person_data},
	};

	self->options.mode = "all";
	self->batch_size = BATCH_SIZE;
	self->api_reserve = sfprov_sync_target_number(target, "api_reserve", 0, 99, API_RESERVE);
	self->max_failures = MAX_FAILURES;
	self->requests = REQUESTS;
	self->options.bulk_threshold = sfprov_sync_target_number(target, "bulk_threshold", 0, 1000000000, BULK_THRESHOLD);
	self->history = true;
	if (sfprov_sync_options_read(given, options, sizeof(options) / sizeof(options[0]), &self->runtime.error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	self->options.batch_size = (size_t) self->batch_size;
	self->options.requests = (int) self->requests;
	self->options.api_reserve = (int) self->api_reserve;
	self->options.max_ms = self->max_seconds * 1000;
	return SFPROV_OK;
}

/* A digest of all that makes other fields of the same people: the target's row but for what a run itself changes, and the texts of statuses. */
static sfprov_status digest_configuration(sync_call *self)
{
	static const char *const passing[] = {"instance_url", "instance_url_manual", "created", "modified", "api_reserve", "bulk_threshold", "confirm_share"};
	json_object *row = sfprov_json_get(self->runtime.target_data, "CoSalesforceProvisionerTarget");
	json_object *copy = json_object_new_object();
	unsigned char digest[32];
	bool good = copy != NULL;
	const char *text;
	size_t i;

	json_object_object_foreach(row, name, value)
	{
		bool passes = false;

		for (i = 0; i < sizeof(passing) / sizeof(passing[0]); i++) {
			passes = passes || strcmp(name, passing[i]) == 0;
		}
		if (good && !passes) {
			good = json_object_object_add(copy, name, json_object_get(value)) == 0;
		}
	}
	good = good && (self->one.status_labels == NULL || sfprov_json_set(copy, "status_labels", json_object_get(self->one.status_labels)));
	text = good ? sfprov_json_text(copy) : NULL;
	good = text != NULL && sfprov_sha256(text, strlen(text), digest);
	for (i = 0; good && i < sizeof(digest); i++) {
		(void) snprintf(self->configuration + 2 * i, 3, "%02x", digest[i]);
	}
	json_object_put(copy);
	if (!good) {
		return sfprov_fail_memory(&self->runtime.error);
	}
	if (self->options.force) {
		/* Who resumes must send all fields too. */
		(void) snprintf(self->configuration + 2 * sizeof(digest), sizeof(self->configuration) - 2 * sizeof(digest), " force");
	}
	self->options.configuration = self->configuration;
	return SFPROV_OK;
}

static sfprov_status check_place(const sync_call *self, sfprov_error *error)
{
	if (self->runtime.in_transaction) {
		return sfprov_fail(
			error, SFPROV_E_INPUT, "A whole CO cannot be provisioned inside a database transaction: what is done could not be remembered in time");
	}
	if (!self->runtime.person_context.journal) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"The tables of the SalesforceProvisioner plugin are of an older version: run the registry's \"cake database\" before a whole CO is provisioned");
	}
	return SFPROV_OK;
}

static sfprov_status set_up(sync_call *self, HashTable *given, zend_long co_id)
{
	sfprov_runtime *runtime = &self->runtime;
	const sfprov_people_target *target;

	if (check_place(self, &runtime->error) != SFPROV_OK || read_options(self, given) != SFPROV_OK
		|| sfprov_php_provisioning_host(&self->one, runtime) != SFPROV_OK || digest_configuration(self) != SFPROV_OK
		|| sfprov_sync_people_init(&self->people, &self->reader, &runtime->connections.main, &runtime->environment, co_id,
			   runtime->target.co_provisioning_target_id, &self->person_data, &runtime->guard, &runtime->error)
			!= SFPROV_OK) {
		return SFPROV_FAILED;
	}
	self->one.connect = connect_for_batches;
	self->one.connect_context = self;
	target = sfprov_people_source_target(self->people.source);
	sfprov_php_set_store_init(&self->set, &self->set_context, &runtime->connections, runtime->person_context.actor, self->history ? target->description : NULL);
	sfprov_php_run_store_init(&self->runs, &runtime->connections);
	sfprov_php_bulk_store_init(&self->jobs, &runtime->connections);
	return SFPROV_OK;
}

static void describe(sync_call *self, zval *result)
{
	const sfprov_sync_report *report = &self->report;

	array_init(result);
	add_number_or_null(result, "run", report->run == 0 ? -1 : report->run);
	add_assoc_bool(result, "complete", report->complete && report->stop == SFPROV_STOP_NOT);
	if (report->stop == SFPROV_STOP_NOT) {
		add_assoc_null(result, "stopped");
		add_assoc_null(result, "message");
	} else {
		add_assoc_string(result, "stopped", stop_names[report->stop]);
		add_assoc_string(result, "message", report->message);
	}
	add_assoc_long(result, "people", (zend_long) report->counts.people);
	add_counts(result, &report->counts);
	add_number_or_null(result, "api_used", report->api_used);
	add_number_or_null(result, "api_limit", report->api_limit);
	add_assoc_double(result, "seconds", (double) report->elapsed_ms / 1000.0);
	Z_TRY_ADDREF(self->failures);
	add_assoc_zval(result, "failures", &self->failures);
}

PHP_METHOD(SalesforceProvisioner, provisionAll)
{
	HashTable *options = (HashTable *) &zend_empty_array;
	sfprov_sync_host host;
	sync_call *self;
	HashTable *target;
	sfprov_status status;
	zend_fcall_info progress = empty_fcall_info;
	zend_fcall_info_cache progress_cache = empty_fcall_info_cache;
	zend_long co_id;

	ZEND_PARSE_PARAMETERS_START(2, 4)
		Z_PARAM_ARRAY_HT(target)
		Z_PARAM_LONG(co_id)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT(options)
		Z_PARAM_FUNC_OR_NULL(progress, progress_cache)
	ZEND_PARSE_PARAMETERS_END();

	self = ecalloc(1, sizeof(*self));
	array_init(&self->failures);
	if (ZEND_FCI_INITIALIZED(progress)) {
		ZVAL_COPY_VALUE(&self->progress_callable, &progress.function_name);
	}
	status = sfprov_runtime_begin(&self->runtime, ZEND_THIS, target);
	if (status == SFPROV_OK) {
		status = set_up(self, options, co_id);
	}
	if (status == SFPROV_OK) {
		memset(&host, 0, sizeof(host));
		host.one = &self->one;
		host.set = &self->set;
		host.runs = &self->runs;
		host.jobs = &self->jobs;
		host.people = &self->reader;
		host.progress = show_progress;
		host.interrupted = is_interrupted;
		host.failed = note_failure;
		host.usage = tell_usage;
		host.context = self;
		status = sfprov_sync_run(&host, &self->runtime.target, &self->options, &self->report, &self->runtime.error);
	}
	if (sfprov_runtime_end(&self->runtime, status)) {
		describe(self, return_value);
	}
	json_object_put(self->one.status_labels);
	if (self->runtime.guard.bailed_out) {
		/* The request's memory goes with the request. */
		sfprov_runtime_release(&self->runtime);
	}
	sfprov_sync_people_free(&self->people);
	zval_ptr_dtor(&self->failures);
	efree(self);
}
