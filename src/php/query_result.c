/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/query_result.h"

#include "php/runtime.h"
#include "php/value.h"
#include "salesforce/query.h"

#include "zend_exceptions.h"
#include "zend_interfaces.h"

#include <stddef.h>

typedef struct sfprov_php_query_result {
	zval provisioner;
	zval target;       /* array */
	zend_string *soql; /* NULL in an object that was not made by query() */
	sfprov_query_page page;
	size_t at;     /* in the page */
	zend_long key; /* in the whole */
	zend_object std;
} sfprov_php_query_result;

static zend_object_handlers handlers;

static sfprov_php_query_result *result_of(zend_object *object)
{
	return (sfprov_php_query_result *) ((char *) object - offsetof(sfprov_php_query_result, std));
}

static zend_object *create(zend_class_entry *entry)
{
	sfprov_php_query_result *object = zend_object_alloc(sizeof(*object), entry);

	ZVAL_UNDEF(&object->provisioner);
	ZVAL_UNDEF(&object->target);
	zend_object_std_init(&object->std, entry);
	object_properties_init(&object->std, entry);
	object->std.handlers = &handlers;
	return &object->std;
}

static void destroy(zend_object *std)
{
	sfprov_php_query_result *object = result_of(std);

	sfprov_query_page_free(&object->page);
	zval_ptr_dtor(&object->provisioner);
	zval_ptr_dtor(&object->target);
	if (object->soql != NULL) {
		zend_string_release(object->soql);
	}
	zend_object_std_dtor(std);
}

static HashTable *gc(zend_object *std, zval **table, int *count)
{
	sfprov_php_query_result *object = result_of(std);
	zend_get_gc_buffer *buffer = zend_get_gc_buffer_create();

	zend_get_gc_buffer_add_zval(buffer, &object->provisioner);
	zend_get_gc_buffer_add_zval(buffer, &object->target);
	zend_get_gc_buffer_use(buffer, table, count);
	return zend_std_get_properties(std);
}

/* Only query() makes them. */
static zend_function *get_constructor(zend_object *std)
{
	zend_throw_error(NULL, "%s is made by SalesforceProvisioner::query()", ZSTR_VAL(std->ce->name));
	return NULL;
}

void sfprov_php_query_result_setup(zend_class_entry *entry)
{
	entry->create_object = create;
	memcpy(&handlers, &std_object_handlers, sizeof(handlers));
	handlers.offset = offsetof(sfprov_php_query_result, std);
	handlers.free_obj = destroy;
	handlers.get_gc = gc;
	handlers.get_constructor = get_constructor;
	handlers.clone_obj = NULL;
}

/* Fetches the first page, or the next one. The old page stays when that fails. */
static void fetch(sfprov_php_query_result *object, bool first)
{
	sfprov_query_page page;
	sfprov_runtime runtime;
	sfprov_status status;

	memset(&page, 0, sizeof(page));
	status = sfprov_runtime_begin(&runtime, &object->provisioner, Z_ARRVAL(object->target));
	if (status == SFPROV_OK) {
		status = sfprov_runtime_connect(&runtime);
	}
	if (status == SFPROV_OK) {
		status = first ? sfprov_query_first(&runtime.client, ZSTR_VAL(object->soql), &page, &runtime.error)
					   : sfprov_query_next(&runtime.client, object->page.next, &page, &runtime.error);
	}
	if (status == SFPROV_OK) {
		sfprov_query_page_free(&object->page);
		object->page = page;
		object->at = 0;
	}
	(void) sfprov_runtime_end(&runtime, status);
	sfprov_runtime_release(&runtime);
}

void sfprov_php_query_result_new(zval *result, zval *provisioner, HashTable *target, zend_string *soql)
{
	sfprov_php_query_result *object;

	if (strlen(ZSTR_VAL(soql)) != ZSTR_LEN(soql) || ZSTR_LEN(soql) == 0) {
		sfprov_error error;

		(void) sfprov_fail(&error, SFPROV_E_INPUT, "$soql must be a SOQL query");
		sfprov_php_throw(&error);
		ZVAL_NULL(result);
		return;
	}
	object_init_ex(result, sfprov_ce_query_result);
	object = result_of(Z_OBJ_P(result));
	ZVAL_COPY(&object->provisioner, provisioner);
	ZVAL_ARR(&object->target, target);
	if ((GC_FLAGS(target) & GC_IMMUTABLE) != 0) {
		/* A constant of the script: not counted. */
		Z_TYPE_INFO(object->target) = IS_ARRAY;
	} else {
		GC_ADDREF(target);
	}
	object->soql = zend_string_copy(soql);
	fetch(object, true);
	if (EG(exception) != NULL) {
		zval_ptr_dtor(result);
		ZVAL_NULL(result);
	}
}

static size_t page_length(const sfprov_php_query_result *object)
{
	return object->page.records == NULL ? 0 : json_object_array_length(object->page.records);
}

/* A page may be empty although another one follows. */
static void skip_to_record(sfprov_php_query_result *object)
{
	while (object->at >= page_length(object) && object->page.next != NULL && EG(exception) == NULL) {
		fetch(object, false);
	}
}

PHP_METHOD(Sfprov_QueryResult, __construct)
{
	ZEND_PARSE_PARAMETERS_NONE();
}

PHP_METHOD(Sfprov_QueryResult, current)
{
	sfprov_php_query_result *object = result_of(Z_OBJ_P(ZEND_THIS));

	ZEND_PARSE_PARAMETERS_NONE();
	skip_to_record(object);
	if (EG(exception) == NULL && object->at < page_length(object)) {
		sfprov_php_from_json(json_object_array_get_idx(object->page.records, object->at), return_value);
	}
}

PHP_METHOD(Sfprov_QueryResult, key)
{
	ZEND_PARSE_PARAMETERS_NONE();
	RETURN_LONG(result_of(Z_OBJ_P(ZEND_THIS))->key);
}

PHP_METHOD(Sfprov_QueryResult, next)
{
	sfprov_php_query_result *object = result_of(Z_OBJ_P(ZEND_THIS));

	ZEND_PARSE_PARAMETERS_NONE();
	if (object->at < page_length(object)) {
		object->at++;
		object->key++;
	}
}

PHP_METHOD(Sfprov_QueryResult, rewind)
{
	sfprov_php_query_result *object = result_of(Z_OBJ_P(ZEND_THIS));

	ZEND_PARSE_PARAMETERS_NONE();
	if (object->key != 0 && object->soql != NULL) {
		fetch(object, true);
		object->key = 0;
	}
}

PHP_METHOD(Sfprov_QueryResult, valid)
{
	sfprov_php_query_result *object = result_of(Z_OBJ_P(ZEND_THIS));

	ZEND_PARSE_PARAMETERS_NONE();
	skip_to_record(object);
	RETURN_BOOL(EG(exception) == NULL && object->at < page_length(object));
}
