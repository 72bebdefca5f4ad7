/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The methods of SalesforceProvisioner that talk to an org without provisioning. */
#include "php/query_result.h"
#include "php/runtime.h"

#include "php/value.h"
#include "provisioning/connection_check.h"
#include "salesforce/limits.h"

PHP_METHOD(SalesforceProvisioner, limits)
{
	json_object *limits = NULL;
	sfprov_runtime runtime;
	HashTable *target;
	sfprov_status status;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_ARRAY_HT(target)
	ZEND_PARSE_PARAMETERS_END();

	status = sfprov_runtime_begin(&runtime, ZEND_THIS, target);
	if (status == SFPROV_OK) {
		status = sfprov_runtime_connect(&runtime);
	}
	if (status == SFPROV_OK) {
		status = sfprov_limits_get(&runtime.client, &limits, &runtime.error);
	}
	if (sfprov_runtime_end(&runtime, status)) {
		sfprov_php_from_json(limits, return_value);
	}
	json_object_put(limits);
	sfprov_runtime_release(&runtime);
}

PHP_METHOD(SalesforceProvisioner, query)
{
	HashTable *target;
	zend_string *soql;

	ZEND_PARSE_PARAMETERS_START(2, 2)
		Z_PARAM_ARRAY_HT(target)
		Z_PARAM_STR(soql)
	ZEND_PARSE_PARAMETERS_END();

	sfprov_php_query_result_new(return_value, ZEND_THIS, target, soql);
}

static bool read_method(zend_string *name, sfprov_method *method)
{
	static const sfprov_method methods[] = {SFPROV_GET, SFPROV_POST, SFPROV_PATCH, SFPROV_PUT, SFPROV_DELETE};
	size_t i;

	for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		const char *known = sfprov_method_name(methods[i]);

		/* Not as C strings: something may stand behind a NUL. */
		if (ZSTR_LEN(name) == strlen(known) && memcmp(ZSTR_VAL(name), known, ZSTR_LEN(name)) == 0) {
			*method = methods[i];
			return true;
		}
	}
	return false;
}

/* A POST may create, a PATCH on an external id may too, but finds what it has created. */
static sfprov_repeat repeat_class(sfprov_method method)
{
	return method == SFPROV_POST || method == SFPROV_PUT ? SFPROV_REPEAT_ONCE : SFPROV_REPEAT_SAFE_BY_KEY;
}

PHP_METHOD(SalesforceProvisioner, request)
{
	json_object *sent = NULL;
	HashTable *target;
	HashTable *body = NULL;
	zend_string *name;
	zend_string *path;
	sfprov_method method = SFPROV_GET;
	sfprov_runtime runtime;
	sfprov_answer answer;
	sfprov_status status;

	ZEND_PARSE_PARAMETERS_START(3, 4)
		Z_PARAM_ARRAY_HT(target)
		Z_PARAM_STR(name)
		Z_PARAM_STR(path)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT_OR_NULL(body)
	ZEND_PARSE_PARAMETERS_END();

	memset(&answer, 0, sizeof(answer));
	status = sfprov_runtime_begin(&runtime, ZEND_THIS, target);
	if (status == SFPROV_OK && !read_method(name, &method)) {
		status = sfprov_fail(&runtime.error, SFPROV_E_INPUT, "$method must be GET, POST, PATCH, PUT or DELETE");
	}
	if (status == SFPROV_OK && (ZSTR_LEN(path) == 0 || ZSTR_VAL(path)[0] != '/' || strlen(ZSTR_VAL(path)) != ZSTR_LEN(path))) {
		status = sfprov_fail(&runtime.error, SFPROV_E_INPUT, "$path must begin with '/', as in \"/sobjects/Contact/describe\"");
	}
	if (status == SFPROV_OK && body != NULL) {
		/* An empty array is an empty object: no resource takes an empty list. */
		sent = sfprov_php_to_json(body, "$body", NULL, &runtime.error);
		status = sent == NULL ? SFPROV_FAILED : SFPROV_OK;
	}
	if (status == SFPROV_OK) {
		status = sfprov_runtime_connect(&runtime);
	}
	if (status == SFPROV_OK) {
		status = sfprov_client_call(&runtime.client, method, ZSTR_VAL(path), sent, repeat_class(method), &answer, &runtime.error);
	}
	if (sfprov_runtime_end(&runtime, status)) {
		sfprov_php_from_json(answer.body, return_value);
	}
	sfprov_answer_free(&answer);
	json_object_put(sent);
	sfprov_runtime_release(&runtime);
}

/* The first check: is there an authorised client at all? What fails here is a line of the report, not an exception. */
static sfprov_status check_all(sfprov_runtime *runtime, json_object *report)
{
	sfprov_status status = sfprov_runtime_connect(runtime);

	if (status == SFPROV_OK) {
		if (!sfprov_connection_report_add(report, "authorization", true, "An access token is there")) {
			return sfprov_fail_memory(&runtime->error);
		}
		return sfprov_connection_check(&runtime->client, &runtime->target, report, &runtime->error);
	}
	if (runtime->error.kind == SFPROV_E_ABORTED || runtime->error.kind == SFPROV_E_MEMORY || sfprov_php_unwinding(&runtime->guard)) {
		return SFPROV_FAILED;
	}
	return sfprov_connection_report_add(report, "authorization", false, runtime->error.message) ? SFPROV_OK : sfprov_fail_memory(&runtime->error);
}

PHP_METHOD(SalesforceProvisioner, testConnection)
{
	json_object *report = NULL;
	sfprov_runtime runtime;
	HashTable *target;
	sfprov_status status;

	ZEND_PARSE_PARAMETERS_START(1, 1)
		Z_PARAM_ARRAY_HT(target)
	ZEND_PARSE_PARAMETERS_END();

	status = sfprov_runtime_begin(&runtime, ZEND_THIS, target);
	if (status == SFPROV_OK) {
		report = sfprov_connection_report_new();
		status = report == NULL ? sfprov_fail_memory(&runtime.error) : check_all(&runtime, report);
	}
	if (sfprov_runtime_end(&runtime, status)) {
		sfprov_php_from_json(report, return_value);
	}
	json_object_put(report);
	sfprov_runtime_release(&runtime);
}
