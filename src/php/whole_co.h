/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What the methods about a whole CO, provisionAll() and reconcile(), have in common. */
#ifndef SFPROV_PHP_WHOLE_CO_H
#define SFPROV_PHP_WHOLE_CO_H

#include "php/provisioning_data.h"
#include "php/set_store.h"
#include "php/sync_people.h"

/* How many failures a result lists, unless asked otherwise. */
#define SFPROV_WHOLE_CO_FAILURES 100

typedef struct sfprov_whole_co {
	sfprov_runtime runtime;
	sfprov_provisioning_host one;
	sfprov_sync_people people;
	sfprov_people_reader reader;
	sfprov_php_set_store set_context;
	sfprov_set_store set;
	int64_t max_failures;
	bool history;           /* write what the registry writes about people it has provisioned */
	zval person_data;       /* borrowed; UNDEF: none */
	zval progress_callable; /* borrowed; UNDEF: none */
	zval failures;          /* array; owned */
} sfprov_whole_co;

/* (array $target, int $coId, array $options = [], ?callable $progress = null); borrowed. */
typedef struct sfprov_whole_co_arguments {
	HashTable *target;
	zend_long co_id;
	HashTable *options;
	zend_fcall_info progress;
	zend_fcall_info_cache progress_cache;
} sfprov_whole_co_arguments;

/* Takes the arguments of a method; false when an exception tells what is wrong with them. */
bool sfprov_whole_co_parse(INTERNAL_FUNCTION_PARAMETERS, sfprov_whole_co_arguments *arguments);

/* Readies an object that is all zero. `progress` is what was given, initialised or not. To be ended in any case. */
void sfprov_whole_co_init(sfprov_whole_co *co, zend_fcall_info *progress);

/* Checks that the place is right (`what`, such as "provisioned", goes into the message): no transaction is open, the plugin's tables are there. */
sfprov_status sfprov_whole_co_check_place(const sfprov_whole_co *co, const char *what, sfprov_error *error);

/* After sfprov_runtime_begin() and once the options are read: people, stores, and one connection for all calls. */
sfprov_status sfprov_whole_co_set_up(sfprov_whole_co *co, zend_long co_id, sfprov_error *error);

/* After sfprov_runtime_end(): gives back what is left, and goes on with a fatal error that was held up. */
void sfprov_whole_co_end(sfprov_whole_co *co);

/* For the core: `context` is the sfprov_whole_co. */
bool sfprov_whole_co_is_interrupted(void *context);
void sfprov_whole_co_tell_usage(void *context, int64_t *requests, int64_t *api_used, int64_t *api_limit);

/* Lists a failure; person 0 is nobody's, and shown as null. */
void sfprov_whole_co_note_failure(void *context, int64_t person, const sfprov_error *failure);

/* Calls the progress callable with this array, which is freed. True to go on. */
bool sfprov_whole_co_show(sfprov_whole_co *co, zval *progress);

/* Adds a number, or null when it is negative. */
void sfprov_whole_co_add_number(zval *array, const char *key, int64_t number);

/* Adds "stopped" and "message": null, or why it ended before its end. The message of a result that was not stopped is shown when there is one. */
void sfprov_whole_co_add_stop(zval *array, int stop, const char *message);

/* Adds "seconds", "per_second" and "seconds_left" of a progress: `elapsed_ms` of the whole; `done` of `total` in `phase_ms`. */
void sfprov_whole_co_add_pace(zval *array, int64_t elapsed_ms, int64_t phase_ms, int64_t done, int64_t total);

#endif
