/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The options of SalesforceProvisioner::provisionAll() and reconcile(). */
#ifndef SFPROV_PHP_SYNC_OPTIONS_H
#define SFPROV_PHP_SYNC_OPTIONS_H

#include "php.h"

#include "base/error.h"
#include "base/json.h"

#include <stdbool.h>
#include <stdint.h>

/* One option: name, kind, and where its value goes. Numbers have a range. */
typedef struct sfprov_sync_option {
	const char *name;
	enum { SFPROV_OPTION_BOOL, SFPROV_OPTION_NUMBER, SFPROV_OPTION_MODE, SFPROV_OPTION_CALLABLE, SFPROV_OPTION_ANY } kind;
	int64_t least;
	int64_t most;
	bool *flag;
	int64_t *number;
	const char **mode;
	zval *value; /* gets a borrowed copy */
} sfprov_sync_option;

/* Reads the options; those that are not given stay as they are. INPUT, naming the option, when one is not in the list or of the wrong kind. */
sfprov_status sfprov_sync_options_read(HashTable *given, const sfprov_sync_option *options, size_t count, sfprov_error *error);

/* A number of the target's row, within bounds; `otherwise` when the column is missing, NULL or out of bounds. */
int64_t sfprov_sync_target_number(json_object *target_data, const char *column, int64_t least, int64_t most, int64_t otherwise);

#endif
