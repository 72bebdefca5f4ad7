/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The people of a CO for a run: from the registry's tables, or, where data filters apply that only the framework can run, from a callable that asks the framework. */
#ifndef SFPROV_PHP_SYNC_PEOPLE_H
#define SFPROV_PHP_SYNC_PEOPLE_H

#include "php/people_source.h"

typedef struct sfprov_sync_people {
	sfprov_people_source *source;
	zval *person_data; /* callable, borrowed; UNDEF: none */
	sfprov_php_guard *guard;
	zval kept; /* array of what the callable gave: the documents made of it borrow its keys */
} sfprov_sync_people;

/* Readies the reader. CONFIGURATION when the target has data filters and no callable is there to run them. `self` must outlive the reader, and is to be freed in any case. */
sfprov_status sfprov_sync_people_init(sfprov_sync_people *self, sfprov_people_reader *reader, sfprov_database *database, const sfprov_environment *environment,
	int64_t co_id, int64_t target, zval *person_data, sfprov_php_guard *guard, sfprov_error *error);
void sfprov_sync_people_free(sfprov_sync_people *self);

#endif
