/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The registry's provisioning data, and what else the methods about people hand to the core. */
#ifndef SFPROV_PHP_PROVISIONING_DATA_H
#define SFPROV_PHP_PROVISIONING_DATA_H

#include "php/runtime.h"

#include "provisioning/person.h"

/* Copies of the framework's data what the mapping reads. As sfprov_php_to_json(): new reference, not to outlive `data`. */
json_object *sfprov_php_provisioning_data(HashTable *data, const char *name, sfprov_error *error);

/* "" for an operation that no framework sends: the core compares C strings. */
const char *sfprov_php_operation(const zend_string *op);

/* Readies what the core's provisioning asks of the host, for the time of a call that has begun: store, clock, connection, and the texts of status codes, which the caller frees
 * (host->status_labels) whatever this gives. */
sfprov_status sfprov_php_provisioning_host(sfprov_provisioning_host *host, sfprov_runtime *runtime);

#endif
