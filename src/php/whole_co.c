/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/whole_co.h"

#include "php/value.h"
#include "provisioning/announcement.h"
#include "provisioning/sync.h"

/* For one call of Salesforce with hundreds of records: their triggers take time. Below the lease of a slice. */
#define BATCH_TIMEOUT_MS 60000

bool sfprov_whole_co_parse(INTERNAL_FUNCTION_PARAMETERS, sfprov_whole_co_arguments *arguments)
{
	*arguments =
		(sfprov_whole_co_arguments){.options = (HashTable *) &zend_empty_array, .progress = empty_fcall_info, .progress_cache = empty_fcall_info_cache};
	(void) return_value;
	ZEND_PARSE_PARAMETERS_START(2, 4)
		Z_PARAM_ARRAY_HT(arguments->target)
		Z_PARAM_LONG(arguments->co_id)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT(arguments->options)
		Z_PARAM_FUNC_OR_NULL(arguments->progress, arguments->progress_cache)
		ZEND_PARSE_PARAMETERS_END_EX(return false);
		return true;
}

void sfprov_whole_co_init(sfprov_whole_co *co, zend_fcall_info *progress)
{
	array_init(&co->failures);
	co->max_failures = SFPROV_WHOLE_CO_FAILURES;
	co->history = true;
	if (ZEND_FCI_INITIALIZED(*progress)) {
		ZVAL_COPY_VALUE(&co->progress_callable, &progress->function_name);
	}
}

sfprov_status sfprov_whole_co_check_place(const sfprov_whole_co *co, const char *what, sfprov_error *error)
{
	if (co->runtime.in_transaction) {
		return sfprov_fail(error, SFPROV_E_INPUT, "A whole CO cannot be %s inside a database transaction: what is done could not be remembered in time", what);
	}
	if (!co->runtime.person_context.journal) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"The tables of the SalesforceProvisioner plugin are of an older version: run the registry's \"cake database\" before a whole CO is %s", what);
	}
	return SFPROV_OK;
}

/* One connection for the whole run; its calls carry hundreds of records, and may take their time. */
static sfprov_status connect_for_batches(void *context, const sfprov_target *target, sfprov_client **client, sfprov_error *error)
{
	sfprov_whole_co *co = context;
	sfprov_runtime *runtime = &co->runtime;

	(void) target;
	if (!runtime->connected) {
		if (sfprov_runtime_connect(runtime) != SFPROV_OK) {
			*error = runtime->error;
			return SFPROV_FAILED;
		}
		if (runtime->client.timeout_ms < BATCH_TIMEOUT_MS) {
			runtime->client.timeout_ms = BATCH_TIMEOUT_MS;
		} else if (runtime->client.timeout_ms > SFPROV_ANNOUNCED_CALL_MS) {
			runtime->client.timeout_ms = SFPROV_ANNOUNCED_CALL_MS;
		}
	}
	*client = &runtime->client;
	return SFPROV_OK;
}

sfprov_status sfprov_whole_co_set_up(sfprov_whole_co *co, zend_long co_id, sfprov_error *error)
{
	sfprov_runtime *runtime = &co->runtime;
	const sfprov_people_target *target;

	if (sfprov_sync_people_init(&co->people, &co->reader, &runtime->connections.main, &runtime->environment, co_id, runtime->target.co_provisioning_target_id,
			&co->person_data, &runtime->guard, error)
		!= SFPROV_OK) {
		return SFPROV_FAILED;
	}
	co->one.connect = connect_for_batches;
	co->one.connect_context = co;
	target = sfprov_people_source_target(co->people.source);
	sfprov_php_set_store_init(&co->set, &co->set_context, &runtime->connections, runtime->person_context.actor, co->history ? target->description : NULL);
	return SFPROV_OK;
}

void sfprov_whole_co_end(sfprov_whole_co *co)
{
	json_object_put(co->one.status_labels);
	if (co->runtime.guard.bailed_out) {
		/* The request's memory goes with the request. */
		sfprov_runtime_release(&co->runtime);
	}
	sfprov_sync_people_free(&co->people);
	zval_ptr_dtor(&co->failures);
}

bool sfprov_whole_co_is_interrupted(void *context)
{
	const sfprov_whole_co *co = context;

	return sfprov_php_guard_ends(&co->runtime.guard);
}

void sfprov_whole_co_tell_usage(void *context, int64_t *requests, int64_t *api_used, int64_t *api_limit)
{
	const sfprov_whole_co *co = context;

	*requests = co->runtime.counters.requests;
	*api_used = co->runtime.connected ? co->runtime.client.api_used : -1;
	*api_limit = co->runtime.connected ? co->runtime.client.api_limit : -1;
}

void sfprov_whole_co_note_failure(void *context, int64_t person, const sfprov_error *failure)
{
	sfprov_whole_co *co = context;
	char fields[SFPROV_ERROR_FIELDS_SIZE];
	char *rest = NULL;
	char *field;
	zval list;
	zval entry;

	if (co->runtime.guard.bailed_out || (int64_t) zend_hash_num_elements(Z_ARRVAL(co->failures)) >= co->max_failures) {
		return;
	}
	array_init(&list);
	(void) snprintf(fields, sizeof(fields), "%s", failure->fields);
	for (field = php_strtok_r(fields, ",", &rest); field != NULL; field = php_strtok_r(NULL, ",", &rest)) {
		add_next_index_string(&list, field);
	}
	array_init(&entry);
	sfprov_whole_co_add_number(&entry, "co_person_id", person == 0 ? -1 : person);
	add_assoc_string(&entry, "code", failure->code);
	add_assoc_zval(&entry, "fields", &list);
	add_assoc_string(&entry, "message", failure->message);
	add_assoc_bool(&entry, "retryable", sfprov_error_is_retryable(failure));
	zend_hash_next_index_insert_new(Z_ARRVAL(co->failures), &entry);
}

bool sfprov_whole_co_show(sfprov_whole_co *co, zval *progress)
{
	bool go_on = true;
	sfprov_error ignored;
	zval answer;

	if (sfprov_php_call(&co->runtime.guard, &co->progress_callable, &answer, 1, progress, &ignored) == SFPROV_OK) {
		go_on = Z_TYPE(answer) != IS_FALSE;
		zval_ptr_dtor(&answer);
	}
	sfprov_php_guard_hold(&co->runtime.guard);
	if (!co->runtime.guard.bailed_out) {
		zval_ptr_dtor(progress);
	}
	return go_on;
}

void sfprov_whole_co_add_number(zval *array, const char *key, int64_t number)
{
	zval value;

	if (number < 0) {
		add_assoc_null(array, key);
	} else {
		sfprov_php_from_int(number, &value);
		add_assoc_zval(array, key, &value);
	}
}

void sfprov_whole_co_add_stop(zval *array, int stop, const char *message)
{
	static const char *const names[] = {
		[SFPROV_STOP_CANCELLED] = "cancelled",
		[SFPROV_STOP_LIMIT] = "limit",
		[SFPROV_STOP_TIME] = "time",
		[SFPROV_STOP_BUSY] = "busy",
		[SFPROV_STOP_GUARD] = "guard",
	};

	if (stop == SFPROV_STOP_NOT) {
		add_assoc_null(array, "stopped");
	} else {
		add_assoc_string(array, "stopped", names[stop]);
	}
	if (message[0] == '\0') {
		add_assoc_null(array, "message");
	} else {
		add_assoc_string(array, "message", message);
	}
}

void sfprov_whole_co_add_pace(zval *array, int64_t elapsed_ms, int64_t phase_ms, int64_t done, int64_t total)
{
	double rate = phase_ms > 0 ? (double) done * 1000.0 / (double) phase_ms : 0;
	int64_t left = total > done ? total - done : 0;

	add_assoc_double(array, "seconds", (double) elapsed_ms / 1000.0);
	add_assoc_double(array, "per_second", rate);
	sfprov_whole_co_add_number(array, "seconds_left", rate > 0 ? (int64_t) ((double) left / rate) : -1);
}
