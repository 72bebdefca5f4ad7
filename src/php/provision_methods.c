/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* SalesforceProvisioner::provision() and preview(). */
#include "php/provisioning_data.h"
#include "php/value.h"

/* Both methods: provisions, or returns the preview. */
static void run(INTERNAL_FUNCTION_PARAMETERS, bool preview)
{
	sfprov_provisioning_host host;
	sfprov_runtime runtime;
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
		status = sfprov_php_provisioning_host(&host, &runtime);
	}
	if (status == SFPROV_OK) {
		data = sfprov_php_provisioning_data(provisioning_data, "$provisioningData", &runtime.error);
		status = data == NULL ? SFPROV_FAILED : SFPROV_OK;
	}
	if (status == SFPROV_OK) {
		status = preview ? sfprov_preview_person(&host, &runtime.target, sfprov_php_operation(op), data, &result, &runtime.error)
						 : sfprov_provision_person(&host, &runtime.target, sfprov_php_operation(op), data, &runtime.error);
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
	json_object_put(host.status_labels);
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
