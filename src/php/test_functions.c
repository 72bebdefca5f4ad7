/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Functions with which the project's tests look at parts that no method shows on their own. Only in a build with --enable-sfprov-dev. */
#include "php/php_sfprov.h"

#ifdef SFPROV_DEV

#include "base/memory.h"
#include "php/people_source.h"
#include "php/value.h"

/* What a people source needs around it. */
typedef struct bench {
	sfprov_php_guard guard;
	sfprov_environment environment;
	sfprov_database database;
	sfprov_people_source *source;
	sfprov_error error;
} bench;

static sfprov_status bench_begin(bench *around, zval *pdo, zend_long co_id, zend_long target_id)
{
	memset(around, 0, sizeof(*around));
	sfprov_environment_system(&around->environment);
	if (sfprov_database_init(&around->database, pdo, "cm_", &around->guard, &around->error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return sfprov_people_source_new(&around->source, &around->database, &around->environment, co_id, target_id, &around->error);
}

static void bench_end(bench *around, sfprov_status status)
{
	sfprov_people_source_free(around->source);
	if (status != SFPROV_OK) {
		sfprov_php_throw(&around->error);
	}
	sfprov_php_guard_release(&around->guard);
}

static void person_to_array(const sfprov_person_data *person, zval *result)
{
	array_init(result);
	add_assoc_string(result, "op", person->op);
	if (person->failed) {
		add_assoc_string(result, "error", person->error.message);
		add_assoc_string(result, "fields", person->error.fields);
	}
	if (person->data != NULL) {
		zval data;

		sfprov_php_from_json(person->data, &data);
		add_assoc_zval(result, "data", &data);
	}
}

/* Sfprov\Test\people(PDO $db, int $coId, int $targetId, int[] $ids): array: id => ['op' => ..., 'data' => ...] or ['op' => '', 'error' => ..., 'fields' => ...] */
ZEND_BEGIN_ARG_INFO_EX(arginfo_people, 0, 0, 4)
ZEND_ARG_OBJ_INFO(0, db, PDO, 0)
ZEND_ARG_TYPE_INFO(0, coId, IS_LONG, 0)
ZEND_ARG_TYPE_INFO(0, targetId, IS_LONG, 0)
ZEND_ARG_TYPE_INFO(0, ids, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_FUNCTION(sfprov_test_people)
{
	sfprov_person_data *people;
	sfprov_status status;
	zend_long target_id;
	zend_long co_id;
	HashTable *list;
	int64_t *ids;
	bench around;
	size_t count = 0;
	size_t i;
	zval *pdo;
	zval *id;

	ZEND_PARSE_PARAMETERS_START(4, 4)
		Z_PARAM_OBJECT(pdo)
		Z_PARAM_LONG(co_id)
		Z_PARAM_LONG(target_id)
		Z_PARAM_ARRAY_HT(list)
	ZEND_PARSE_PARAMETERS_END();

	ids = sfprov_alloc(zend_hash_num_elements(list) + 1, sizeof(*ids));
	people = sfprov_alloc(zend_hash_num_elements(list) + 1, sizeof(*people));
	ZEND_HASH_FOREACH_VAL(list, id) {
		ids[count++] = zval_get_long(id);
	}
	ZEND_HASH_FOREACH_END();
	status = bench_begin(&around, pdo, co_id, target_id);
	if (status == SFPROV_OK) {
		status = sfprov_people_source_read(around.source, ids, count, people, &around.error);
	}
	if (status == SFPROV_OK) {
		array_init(return_value);
		for (i = 0; i < count; i++) {
			zval person;

			person_to_array(&people[i], &person);
			add_index_zval(return_value, (zend_ulong) people[i].id, &person);
		}
		sfprov_people_release(people, count);
	}
	sfprov_free(people);
	sfprov_free(ids);
	bench_end(&around, status);
}

/* Sfprov\Test\people_ids(PDO $db, int $coId, int $targetId, int $after, int $last, int $limit, ?int $changedSince = null): int[] */
ZEND_BEGIN_ARG_INFO_EX(arginfo_people_ids, 0, 0, 6)
ZEND_ARG_OBJ_INFO(0, db, PDO, 0)
ZEND_ARG_TYPE_INFO(0, coId, IS_LONG, 0)
ZEND_ARG_TYPE_INFO(0, targetId, IS_LONG, 0)
ZEND_ARG_TYPE_INFO(0, after, IS_LONG, 0)
ZEND_ARG_TYPE_INFO(0, last, IS_LONG, 0)
ZEND_ARG_TYPE_INFO(0, limit, IS_LONG, 0)
ZEND_ARG_TYPE_INFO(0, changedSince, IS_LONG, 1)
ZEND_END_ARG_INFO()

ZEND_FUNCTION(sfprov_test_people_ids)
{
	sfprov_status status;
	zend_long target_id;
	zend_long co_id;
	zend_long after;
	zend_long last;
	zend_long limit;
	zend_long since = 0;
	bool everybody = true;
	int64_t *ids;
	bench around;
	size_t count = 0;
	size_t i;
	zval *pdo;

	ZEND_PARSE_PARAMETERS_START(6, 7)
		Z_PARAM_OBJECT(pdo)
		Z_PARAM_LONG(co_id)
		Z_PARAM_LONG(target_id)
		Z_PARAM_LONG(after)
		Z_PARAM_LONG(last)
		Z_PARAM_LONG(limit)
		Z_PARAM_OPTIONAL
		Z_PARAM_LONG_OR_NULL(since, everybody)
	ZEND_PARSE_PARAMETERS_END();

	everybody = ZEND_NUM_ARGS() < 7 || everybody;
	ids = sfprov_alloc((size_t) limit, sizeof(*ids));
	status = bench_begin(&around, pdo, co_id, target_id);
	if (status == SFPROV_OK) {
		status = sfprov_people_source_ids(around.source, after, last, (size_t) limit, !everybody, since, ids, &count, &around.error);
	}
	if (status == SFPROV_OK) {
		array_init(return_value);
		for (i = 0; i < count; i++) {
			add_next_index_long(return_value, (zend_long) ids[i]);
		}
	}
	sfprov_free(ids);
	bench_end(&around, status);
}

/* Sfprov\Test\people_target(PDO $db, int $coId, int $targetId): array */
ZEND_BEGIN_ARG_INFO_EX(arginfo_people_target, 0, 0, 3)
ZEND_ARG_OBJ_INFO(0, db, PDO, 0)
ZEND_ARG_TYPE_INFO(0, coId, IS_LONG, 0)
ZEND_ARG_TYPE_INFO(0, targetId, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_FUNCTION(sfprov_test_people_target)
{
	const sfprov_people_target *target;
	sfprov_status status;
	zend_long target_id;
	zend_long co_id;
	int64_t count;
	int64_t last;
	bench around;
	zval *pdo;

	ZEND_PARSE_PARAMETERS_START(3, 3)
		Z_PARAM_OBJECT(pdo)
		Z_PARAM_LONG(co_id)
		Z_PARAM_LONG(target_id)
	ZEND_PARSE_PARAMETERS_END();

	status = bench_begin(&around, pdo, co_id, target_id);
	if (status == SFPROV_OK) {
		status = sfprov_people_source_bounds(around.source, &count, &last, &around.error);
	}
	if (status == SFPROV_OK) {
		target = sfprov_people_source_target(around.source);
		array_init(return_value);
		add_assoc_string(return_value, "mode", target->mode);
		add_assoc_string(return_value, "description", target->description);
		add_assoc_long(return_value, "group", (zend_long) target->group_id);
		add_assoc_long(return_value, "skipped_source", (zend_long) target->skip_source_id);
		add_assoc_bool(return_value, "filters", target->has_filters);
		add_assoc_long(return_value, "count", (zend_long) count);
		add_assoc_long(return_value, "last", (zend_long) last);
	}
	bench_end(&around, status);
}

const zend_function_entry sfprov_php_test_functions[] = {ZEND_NS_NAMED_FE("Sfprov\\Test", people, ZEND_FN(sfprov_test_people), arginfo_people)
		ZEND_NS_NAMED_FE("Sfprov\\Test", people_ids, ZEND_FN(sfprov_test_people_ids), arginfo_people_ids)
			ZEND_NS_NAMED_FE("Sfprov\\Test", people_target, ZEND_FN(sfprov_test_people_target), arginfo_people_target) ZEND_FE_END};

#endif
