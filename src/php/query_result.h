/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The records of a SOQL query as a PHP iterator. */
#ifndef SFPROV_PHP_QUERY_RESULT_H
#define SFPROV_PHP_QUERY_RESULT_H

#include "php.h"

/* Makes a Sfprov\QueryResult that runs the query on `provisioner` for `target`, and fetches its first page, so that errors show where the query was made. On failure an
 * exception is pending and `result` is null. */
void sfprov_php_query_result_new(zval *result, zval *provisioner, HashTable *target, zend_string *soql);

#endif
