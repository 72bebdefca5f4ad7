/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* SalesforceProvisioner::provision() and preview(). */
#include "php/runtime.h"

#include "php/person_data.h"
#include "provisioning/person.h"

static sfprov_status connect_client(void *context, const sfprov_target *target, sfprov_client **client, sfprov_error *error)
{
	sfprov_runtime *runtime = context;
	sfprov_status status;

	(void) target;
	status = sfprov_runtime_connect(runtime);
	if (status != SFPROV_OK) {
		*error = runtime->error;
	}
	*client = &runtime->client;
	return status;
}

static sfprov_status read_labels(sfprov_runtime *runtime, json_object **labels)
{
	*labels = NULL;
	if (Z_TYPE(runtime->object->status_labels) != IS_ARRAY) {
		return SFPROV_OK;
	}
	*labels = sfprov_php_to_json(Z_ARRVAL(runtime->object->status_labels), "status_labels", NULL, &runtime->error);
	return *labels == NULL ? SFPROV_FAILED : SFPROV_OK;
}

/* The core compares C strings: an operation with a NUL in it is none that the framework knows. */
static const char *operation_text(const zend_string *op)
{
	return strlen(ZSTR_VAL(op)) == ZSTR_LEN(op) ? ZSTR_VAL(op) : "";
}

/* Both methods: provisions, or returns the preview. */
static void run(INTERNAL_FUNCTION_PARAMETERS, bool preview)
{
	sfprov_provisioning_host host;
	sfprov_runtime runtime;
	json_object *labels = NULL;
	json_object *result = NULL;
	json_object *data = NULL;
	HashTable *target;
	HashTable *provisioning_data;
	zend_string *op;
	sfprov_status status;

	ZEND_PARSE_PARAMETERS_START(3, 3)
		Z_PARAM_ARRAY_HT(target)
		Z_PARAM_STR(op)
		Z_PARAM_ARRAY_HT(provisioning_data)
	ZEND_PARSE_PARAMETERS_END();

	memset(&host, 0, sizeof(host));
	status = sfprov_runtime_begin(&runtime, ZEND_THIS, target);
	if (status == SFPROV_OK) {
		status = read_labels(&runtime, &labels);
	}
	if (status == SFPROV_OK) {
		data = sfprov_php_to_json(provisioning_data, "$provisioningData", sfprov_php_person_wanted(provisioning_data), &runtime.error);
		status = data == NULL ? SFPROV_FAILED : SFPROV_OK;
	}
	if (status == SFPROV_OK) {
		host.people = &runtime.people;
		host.environment = &runtime.environment;
		host.status_labels = labels;
		host.patient = !runtime.in_transaction;
		host.connect = connect_client;
		host.connect_context = &runtime;
		status = preview ? sfprov_preview_person(&host, &runtime.target, operation_text(op), data, &result, &runtime.error)
						 : sfprov_provision_person(&host, &runtime.target, operation_text(op), data, &runtime.error);
	}
	if (sfprov_runtime_end(&runtime, status)) {
		if (preview) {
			sfprov_php_from_json(result, return_value);
		} else {
			RETVAL_TRUE;
		}
	}
	json_object_put(result);
	json_object_put(data);
	json_object_put(labels);
	sfprov_runtime_release(&runtime);
}

PHP_METHOD(SalesforceProvisioner, provision)
{
	run(INTERNAL_FUNCTION_PARAM_PASSTHRU, false);
}

PHP_METHOD(SalesforceProvisioner, preview)
{
	run(INTERNAL_FUNCTION_PARAM_PASSTHRU, true);
}
