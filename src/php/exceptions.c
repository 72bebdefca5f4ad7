/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The only place that throws: from the core's error to a class, and what the exceptions answer. */
#include "php/call.h"
#include "php/php_sfprov.h"

#include "zend_exceptions.h"

sfprov_php_exceptions sfprov_ce_exceptions;

static zend_class_entry *class_of(sfprov_error_kind kind)
{
	switch (kind) {
		case SFPROV_E_NETWORK:
			return sfprov_ce_exceptions.network;
		case SFPROV_E_SERVER:
			return sfprov_ce_exceptions.server;
		case SFPROV_E_LIMIT:
			return sfprov_ce_exceptions.limit;
		case SFPROV_E_AUTHORIZATION:
			return sfprov_ce_exceptions.authorization;
		case SFPROV_E_DATABASE:
			return sfprov_ce_exceptions.database;
		case SFPROV_E_RECORD:
			return sfprov_ce_exceptions.record;
		case SFPROV_E_CONFIGURATION:
			return sfprov_ce_exceptions.configuration;
		case SFPROV_E_INPUT:
			return sfprov_ce_exceptions.invalid_argument;
		default:
			return sfprov_ce_exceptions.runtime;
	}
}

static void set_fields(zend_object *exception, const char *names)
{
	zval list;

	array_init(&list);
	while (*names != '\0') {
		size_t length = strcspn(names, ",");

		add_next_index_stringl(&list, names, length);
		names += length + (names[length] == ',' ? 1 : 0);
	}
	zend_update_property(exception->ce, exception, ZEND_STRL("fields"), &list);
	zval_ptr_dtor(&list);
}

void sfprov_php_throw(const sfprov_error *error)
{
	zend_object *exception;

	if (EG(exception) != NULL) {
		return;
	}
	exception = zend_throw_exception(class_of(error->kind), error->message, 0);
	if (exception == NULL) {
		return;
	}
	if (error->code[0] != '\0') {
		zend_update_property_string(exception->ce, exception, ZEND_STRL("errorCode"), error->code);
	}
	zend_update_property_long(exception->ce, exception, ZEND_STRL("httpStatus"), error->http_status);
	set_fields(exception, error->fields);
}

static void return_property(INTERNAL_FUNCTION_PARAMETERS, const char *name)
{
	zval hold;

	ZEND_PARSE_PARAMETERS_NONE();
	RETURN_COPY_DEREF(zend_read_property(Z_OBJCE_P(ZEND_THIS), Z_OBJ_P(ZEND_THIS), name, strlen(name), false, &hold));
}

PHP_METHOD(Sfprov_RuntimeException, getErrorCode)
{
	return_property(INTERNAL_FUNCTION_PARAM_PASSTHRU, "errorCode");
}

PHP_METHOD(Sfprov_RuntimeException, getHttpStatus)
{
	return_property(INTERNAL_FUNCTION_PARAM_PASSTHRU, "httpStatus");
}

PHP_METHOD(Sfprov_RuntimeException, getFields)
{
	return_property(INTERNAL_FUNCTION_PARAM_PASSTHRU, "fields");
}

PHP_METHOD(Sfprov_RuntimeException, isRetryable)
{
	ZEND_PARSE_PARAMETERS_NONE();
	RETURN_BOOL(!instanceof_function(Z_OBJCE_P(ZEND_THIS), sfprov_ce_exceptions.invalid_argument));
}
