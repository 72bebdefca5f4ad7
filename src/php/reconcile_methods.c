/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* SalesforceProvisioner::reconcile(). */
#include "php/reconcile_store.h"
#include "php/sync_options.h"
#include "php/value.h"
#include "php/whole_co.h"

#include "provisioning/reconcile.h"

#define BATCH_SIZE 1000
#define API_RESERVE 10
#define MAX_SHARE 5
#define MAX_DIFFERENCES 1000
#define REQUESTS 2

/* What one call has of its own. */
typedef struct reconcile_call {
	sfprov_whole_co co; /* first: it is the context of the core's calls */
	sfprov_reconcile_store store;
	sfprov_reconcile_options options;
	sfprov_reconcile_report report;
	int64_t api_reserve;
	int64_t max_seconds;
	int64_t max_share;
	int64_t max_differences;
	zval repair;      /* borrowed; UNDEF: not given */
	zval differences; /* array; owned */
} reconcile_call;

static const char *const kind_names[SFPROV_DIFFERENCE_KINDS] = {"missing", "changed", "orphaned", "duplicated"};

static void add_counts(zval *array, const sfprov_reconcile_counts *counts)
{
	int kind;

	add_assoc_long(array, "same", (zend_long) counts->same);
	for (kind = 0; kind < SFPROV_DIFFERENCE_KINDS; kind++) {
		add_assoc_long(array, kind_names[kind], (zend_long) counts->kinds[kind]);
	}
	add_assoc_long(array, "repaired", (zend_long) counts->repaired);
	add_assoc_long(array, "failed", (zend_long) counts->failed);
	add_assoc_long(array, "api_calls", (zend_long) counts->api_calls);
}

static bool show_progress(void *context, const sfprov_reconcile_progress *progress)
{
	reconcile_call *self = context;
	zval argument;

	if (Z_ISUNDEF(self->co.progress_callable)) {
		return true;
	}
	array_init(&argument);
	add_assoc_string(&argument, "phase", progress->repairing ? "repair" : "reconcile");
	add_assoc_long(&argument, "done", (zend_long) progress->done);
	add_assoc_long(&argument, "total", (zend_long) progress->total);
	add_counts(&argument, progress->counts);
	sfprov_whole_co_add_number(&argument, "api_used", progress->api_used);
	sfprov_whole_co_add_number(&argument, "api_limit", progress->api_limit);
	sfprov_whole_co_add_pace(&argument, progress->elapsed_ms, progress->phase_ms, progress->done, progress->total);
	return sfprov_whole_co_show(&self->co, &argument);
}

static void note_difference(void *context, const sfprov_difference *difference)
{
	reconcile_call *self = context;
	zval fields;
	zval entry;
	zval ids;

	if (self->co.runtime.guard.bailed_out || (int64_t) zend_hash_num_elements(Z_ARRVAL(self->differences)) >= self->max_differences) {
		return;
	}
	sfprov_php_from_json(difference->contact_ids, &ids);
	sfprov_php_from_json(difference->fields, &fields);
	array_init(&entry);
	add_assoc_string(&entry, "kind", kind_names[difference->kind]);
	sfprov_whole_co_add_number(&entry, "co_person_id", difference->person == 0 ? -1 : difference->person);
	add_assoc_zval(&entry, "contact_ids", &ids);
	add_assoc_zval(&entry, "fields", &fields);
	zend_hash_next_index_insert_new(Z_ARRVAL(self->differences), &entry);
}

static sfprov_status fail_repair(sfprov_error *error)
{
	(void) sfprov_fail(error, SFPROV_E_INPUT, "The option repair must be true, false, or a list of \"missing\", \"changed\", \"orphaned\" and \"duplicated\"");
	sfprov_error_add_field(error, "repair");
	return SFPROV_FAILED;
}

static sfprov_status read_repair(reconcile_call *self, sfprov_error *error)
{
	zval *name;
	int kind;

	if (Z_TYPE(self->repair) != IS_ARRAY) {
		for (kind = 0; kind < SFPROV_DIFFERENCE_KINDS; kind++) {
			self->options.repair[kind] = Z_TYPE(self->repair) == IS_TRUE;
		}
		return Z_TYPE(self->repair) == IS_TRUE || Z_TYPE(self->repair) == IS_FALSE || Z_ISUNDEF(self->repair) ? SFPROV_OK : fail_repair(error);
	}
	ZEND_HASH_FOREACH_VAL(Z_ARRVAL(self->repair), name) {
		ZVAL_DEREF(name);
		for (kind = 0; Z_TYPE_P(name) == IS_STRING && kind < SFPROV_DIFFERENCE_KINDS && strcmp(Z_STRVAL_P(name), kind_names[kind]) != 0; kind++) {
		}
		if (Z_TYPE_P(name) != IS_STRING || kind == SFPROV_DIFFERENCE_KINDS) {
			return fail_repair(error);
		}
		self->options.repair[kind] = true;
	}
	ZEND_HASH_FOREACH_END();
	return SFPROV_OK;
}

static sfprov_status read_options(reconcile_call *self, HashTable *given)
{
	sfprov_error *error = &self->co.runtime.error;
	const sfprov_sync_option options[] = {
		{.name = "repair", .kind = SFPROV_OPTION_ANY, .value = &self->repair},
		{.name = "max_share", .kind = SFPROV_OPTION_NUMBER, .least = 0, .most = 100, .number = &self->max_share},
		{.name = "api_reserve", .kind = SFPROV_OPTION_NUMBER, .least = 0, .most = 99, .number = &self->api_reserve},
		{.name = "max_seconds", .kind = SFPROV_OPTION_NUMBER, .least = 0, .most = 1000000, .number = &self->max_seconds},
		{.name = "max_differences", .kind = SFPROV_OPTION_NUMBER, .least = 0, .most = 1000000, .number = &self->max_differences},
		{.name = "history", .kind = SFPROV_OPTION_BOOL, .flag = &self->co.history},
		{.name = "person_data", .kind = SFPROV_OPTION_CALLABLE, .value = &self->co.person_data},
	};

	self->max_share = MAX_SHARE;
	self->api_reserve = sfprov_sync_target_number(self->co.runtime.target_data, "api_reserve", 0, 99, API_RESERVE);
	self->max_differences = MAX_DIFFERENCES;
	if (sfprov_sync_options_read(given, options, sizeof(options) / sizeof(options[0]), error) != SFPROV_OK || read_repair(self, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	self->options.max_share = (int) self->max_share;
	self->options.batch_size = BATCH_SIZE;
	self->options.requests = REQUESTS;
	self->options.api_reserve = (int) self->api_reserve;
	self->options.max_ms = self->max_seconds * 1000;
	return SFPROV_OK;
}

static sfprov_status set_up(reconcile_call *self, HashTable *given, zend_long co_id)
{
	sfprov_runtime *runtime = &self->co.runtime;

	if (sfprov_whole_co_check_place(&self->co, "reconciled", &runtime->error) != SFPROV_OK || read_options(self, given) != SFPROV_OK
		|| sfprov_php_provisioning_host(&self->co.one, runtime) != SFPROV_OK || sfprov_whole_co_set_up(&self->co, co_id, &runtime->error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	sfprov_php_reconcile_store_init(&self->store, &runtime->connections);
	return SFPROV_OK;
}

static void describe(reconcile_call *self, zval *result)
{
	const sfprov_reconcile_report *report = &self->report;

	array_init(result);
	add_assoc_bool(result, "complete", report->complete);
	sfprov_whole_co_add_stop(result, report->stop, report->message);
	add_assoc_long(result, "people", (zend_long) report->counts.people);
	add_assoc_long(result, "contacts", (zend_long) report->counts.contacts);
	add_counts(result, &report->counts);
	sfprov_whole_co_add_number(result, "api_used", report->api_used);
	sfprov_whole_co_add_number(result, "api_limit", report->api_limit);
	add_assoc_double(result, "seconds", (double) report->elapsed_ms / 1000.0);
	Z_TRY_ADDREF(self->differences);
	add_assoc_zval(result, "differences", &self->differences);
	Z_TRY_ADDREF(self->co.failures);
	add_assoc_zval(result, "failures", &self->co.failures);
}

PHP_METHOD(SalesforceProvisioner, reconcile)
{
	sfprov_whole_co_arguments arguments;
	sfprov_reconcile_host host;
	reconcile_call *self;
	sfprov_status status;

	if (!sfprov_whole_co_parse(INTERNAL_FUNCTION_PARAM_PASSTHRU, &arguments)) {
		RETURN_THROWS();
	}
	self = ecalloc(1, sizeof(*self));
	array_init(&self->differences);
	sfprov_whole_co_init(&self->co, &arguments.progress);
	status = sfprov_runtime_begin(&self->co.runtime, ZEND_THIS, arguments.target);
	if (status == SFPROV_OK) {
		status = set_up(self, arguments.options, arguments.co_id);
	}
	if (status == SFPROV_OK) {
		memset(&host, 0, sizeof(host));
		host.one = &self->co.one;
		host.set = &self->co.set;
		host.store = &self->store;
		host.people = &self->co.reader;
		host.found = note_difference;
		host.progress = show_progress;
		host.interrupted = sfprov_whole_co_is_interrupted;
		host.failed = sfprov_whole_co_note_failure;
		host.usage = sfprov_whole_co_tell_usage;
		host.context = self;
		status = sfprov_reconcile_run(&host, &self->co.runtime.target, &self->options, &self->report, &self->co.runtime.error);
	}
	if (sfprov_runtime_end(&self->co.runtime, status)) {
		describe(self, return_value);
	}
	sfprov_whole_co_end(&self->co);
	zval_ptr_dtor(&self->differences);
	efree(self);
}
