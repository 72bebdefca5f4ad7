/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/provisioning_data.h"

#include "php/person_data.h"
#include "provisioning/announcement.h"

static sfprov_status connect_client(void *context, const sfprov_target *target, sfprov_client **client, sfprov_error *error)
{
	sfprov_runtime *runtime = context;
	sfprov_status status;

	(void) target;
	*client = &runtime->client;
	if (runtime->connected) {
		return SFPROV_OK;
	}
	status = sfprov_runtime_connect(runtime);
	if (status != SFPROV_OK) {
		*error = runtime->error;
	} else if (runtime->client.timeout_ms > SFPROV_ANNOUNCED_CALL_MS) {
		runtime->client.timeout_ms = SFPROV_ANNOUNCED_CALL_MS;
	}
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

json_object *sfprov_php_provisioning_data(HashTable *data, const char *name, sfprov_error *error)
{
	return sfprov_php_to_json(data, name, sfprov_php_person_wanted(data), error);
}

const char *sfprov_php_operation(const zend_string *op)
{
	return strlen(ZSTR_VAL(op)) == ZSTR_LEN(op) ? ZSTR_VAL(op) : "";
}

sfprov_status sfprov_php_provisioning_host(sfprov_provisioning_host *host, sfprov_runtime *runtime)
{
	memset(host, 0, sizeof(*host));
	host->people = &runtime->people;
	host->environment = &runtime->environment;
	host->patient = !runtime->in_transaction;
	host->connect = connect_client;
	host->connect_context = runtime;
	return read_labels(runtime, &host->status_labels);
}
