/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* SalesforceProvisioner::provisionAll(). */
#include "php/bulk_store.h"
#include "php/run_store.h"
#include "php/sync_options.h"
#include "php/whole_co.h"

#include "crypto/digest.h"
#include "provisioning/sync.h"

#define BATCH_SIZE 1000
#define API_RESERVE 10
#define REQUESTS 2
#define BULK_THRESHOLD 10000

/* What one call has of its own. */
typedef struct sync_call {
	sfprov_whole_co co; /* first: it is the context of the core's calls */
	sfprov_run_store runs;
	sfprov_bulk_store jobs;
	sfprov_sync_options options;
	sfprov_sync_report report;
	char configuration[80];
	int64_t batch_size;
	int64_t api_reserve;
	int64_t max_seconds;
	int64_t requests;
} sync_call;

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

static bool show_progress(void *context, const sfprov_sync_progress *progress)
{
	sync_call *self = context;
	zval argument;

	if (Z_ISUNDEF(self->co.progress_callable)) {
		return true;
	}
	array_init(&argument);
	add_assoc_string(&argument, "phase", "provision");
	add_assoc_long(&argument, "done", (zend_long) progress->counts->people);
	add_assoc_long(&argument, "total", (zend_long) progress->total);
	add_counts(&argument, progress->counts);
	sfprov_whole_co_add_number(&argument, "api_used", progress->api_used);
	sfprov_whole_co_add_number(&argument, "api_limit", progress->api_limit);
	sfprov_whole_co_add_pace(&argument, progress->elapsed_ms, progress->elapsed_ms, progress->counts->people, progress->total);
	return sfprov_whole_co_show(&self->co, &argument);
}

static sfprov_status read_options(sync_call *self, HashTable *given)
{
	json_object *target = self->co.runtime.target_data;
	const sfprov_sync_option options[] = {
		{.name = "mode", .kind = SFPROV_OPTION_MODE, .mode = &self->options.mode},
		{.name = "force", .kind = SFPROV_OPTION_BOOL, .flag = &self->options.force},
		{.name = "dry_run", .kind = SFPROV_OPTION_BOOL, .flag = &self->options.dry_run},
		{.name = "batch_size", .kind = SFPROV_OPTION_NUMBER, .least = 1, .most = SFPROV_SET_MAX, .number = &self->batch_size},
		{.name = "bulk_threshold", .kind = SFPROV_OPTION_NUMBER, .least = 0, .most = 1000000000, .number = &self->options.bulk_threshold},
		{.name = "api_reserve", .kind = SFPROV_OPTION_NUMBER, .least = 0, .most = 99, .number = &self->api_reserve},
		{.name = "max_seconds", .kind = SFPROV_OPTION_NUMBER, .least = 0, .most = 1000000, .number = &self->max_seconds},
		{.name = "max_failures", .kind = SFPROV_OPTION_NUMBER, .least = 0, .most = 10000, .number = &self->co.max_failures},
		{.name = "history", .kind = SFPROV_OPTION_BOOL, .flag = &self->co.history},
		{.name = "requests", .kind = SFPROV_OPTION_NUMBER, .least = 1, .most = 8, .number = &self->requests},
		{.name = "person_data", .kind = SFPROV_OPTION_CALLABLE, .value = &self->co.person_data},
	};

	self->options.mode = "all";
	self->batch_size = BATCH_SIZE;
	self->api_reserve = sfprov_sync_target_number(target, "api_reserve", 0, 99, API_RESERVE);
	self->requests = REQUESTS;
	self->options.bulk_threshold = sfprov_sync_target_number(target, "bulk_threshold", 0, 1000000000, BULK_THRESHOLD);
	if (sfprov_sync_options_read(given, options, sizeof(options) / sizeof(options[0]), &self->co.runtime.error) != SFPROV_OK) {
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
	json_object *row = sfprov_json_get(self->co.runtime.target_data, "CoSalesforceProvisionerTarget");
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
	good = good && (self->co.one.status_labels == NULL || sfprov_json_set(copy, "status_labels", json_object_get(self->co.one.status_labels)));
	text = good ? sfprov_json_text(copy) : NULL;
	good = text != NULL && sfprov_sha256(text, strlen(text), digest);
	for (i = 0; good && i < sizeof(digest); i++) {
		(void) snprintf(self->configuration + 2 * i, 3, "%02x", digest[i]);
	}
	json_object_put(copy);
	if (!good) {
		return sfprov_fail_memory(&self->co.runtime.error);
	}
	if (self->options.force) {
		/* Who resumes must send all fields too. */
		(void) snprintf(self->configuration + 2 * sizeof(digest), sizeof(self->configuration) - 2 * sizeof(digest), " force");
	}
	self->options.configuration = self->configuration;
	return SFPROV_OK;
}

static sfprov_status set_up(sync_call *self, HashTable *given, zend_long co_id)
{
	sfprov_runtime *runtime = &self->co.runtime;

	if (sfprov_whole_co_check_place(&self->co, "provisioned", &runtime->error) != SFPROV_OK || read_options(self, given) != SFPROV_OK
		|| sfprov_php_provisioning_host(&self->co.one, runtime) != SFPROV_OK || digest_configuration(self) != SFPROV_OK
		|| sfprov_whole_co_set_up(&self->co, co_id, &runtime->error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_php_run_store_init(&self->runs, &runtime->connections);
	sfprov_php_bulk_store_init(&self->jobs, &runtime->connections);
	return SFPROV_OK;
}

static void describe(sync_call *self, zval *result)
{
	const sfprov_sync_report *report = &self->report;

	array_init(result);
	sfprov_whole_co_add_number(result, "run", report->run == 0 ? -1 : report->run);
	add_assoc_bool(result, "complete", report->complete && report->stop == SFPROV_STOP_NOT);
	sfprov_whole_co_add_stop(result, report->stop, report->message);
	add_assoc_long(result, "people", (zend_long) report->counts.people);
	add_counts(result, &report->counts);
	sfprov_whole_co_add_number(result, "api_used", report->api_used);
	sfprov_whole_co_add_number(result, "api_limit", report->api_limit);
	add_assoc_double(result, "seconds", (double) report->elapsed_ms / 1000.0);
	Z_TRY_ADDREF(self->co.failures);
	add_assoc_zval(result, "failures", &self->co.failures);
}

PHP_METHOD(SalesforceProvisioner, provisionAll)
{
	sfprov_whole_co_arguments arguments;
	sfprov_sync_host host;
	sync_call *self;
	sfprov_status status;

	if (!sfprov_whole_co_parse(INTERNAL_FUNCTION_PARAM_PASSTHRU, &arguments)) {
		RETURN_THROWS();
	}
	self = ecalloc(1, sizeof(*self));
	sfprov_whole_co_init(&self->co, &arguments.progress);
	status = sfprov_runtime_begin(&self->co.runtime, ZEND_THIS, arguments.target);
	if (status == SFPROV_OK) {
		status = set_up(self, arguments.options, arguments.co_id);
	}
	if (status == SFPROV_OK) {
		memset(&host, 0, sizeof(host));
		host.one = &self->co.one;
		host.set = &self->co.set;
		host.runs = &self->runs;
		host.jobs = &self->jobs;
		host.people = &self->co.reader;
		host.progress = show_progress;
		host.interrupted = sfprov_whole_co_is_interrupted;
		host.failed = sfprov_whole_co_note_failure;
		host.usage = sfprov_whole_co_tell_usage;
		host.context = self;
		status = sfprov_sync_run(&host, &self->co.runtime.target, &self->options, &self->report, &self->co.runtime.error);
	}
	if (sfprov_runtime_end(&self->co.runtime, status)) {
		describe(self, return_value);
	}
	sfprov_whole_co_end(&self->co);
	efree(self);
}
