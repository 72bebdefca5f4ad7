/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/call.h"

#include "zend_exceptions.h"
#include "zend_interfaces.h"

/* What to call: a method that was found, or whatever PHP finds. */
typedef struct callee {
	zval *object;            /* NULL for a callable */
	zval *callable;          /* or the method's name */
	zend_function *function; /* NULL: not looked up */
} callee;

/* The call itself, with nothing in this frame that a longjmp could leave undefined. */
static bool call_guarded(const callee *what, zval *result, uint32_t count, zval *arguments)
{
	volatile bool bailed_out = false;

	zend_try
	{
		if (what->function != NULL) {
			zend_call_known_function(what->function, Z_OBJ_P(what->object), Z_OBJCE_P(what->object), result, count, arguments, NULL);
		} else {
			(void) call_user_function(NULL, what->object, what->callable, result, count, arguments);
		}
	}
	zend_catch
	{
		bailed_out = true;
	}
	zend_end_try();
	return bailed_out;
}

static sfprov_status call(sfprov_php_guard *guard, const callee *what, zval *result, uint32_t count, zval *arguments, sfprov_error *error)
{
	ZVAL_UNDEF(result);
	if (sfprov_php_unwinding(guard)) {
		return sfprov_fail(error, SFPROV_E_ABORTED, "The request is being ended");
	}
	if (call_guarded(what, result, count, arguments)) {
		guard->bailed_out = true;
		/* What the callee had put there belongs to a request that is being torn down. */
		ZVAL_UNDEF(result);
		return sfprov_fail(error, SFPROV_E_ABORTED, "A fatal error ended the request");
	}
	if (EG(exception) != NULL || Z_ISUNDEF_P(result)) {
		zval_ptr_dtor(result);
		ZVAL_UNDEF(result);
		return sfprov_fail(error, SFPROV_E_ABORTED, "A callback ended the work");
	}
	return SFPROV_OK;
}

/* A public method of the object's class by its name; NULL when there is none, or its name is longer than any that is called here. To look it up costs less than
 * PHP's own way from a name to a call, and a database takes dozens of calls for a person. */
static zend_function *find_method(zval *object, const char *method)
{
	char lower[32];
	size_t length = strlen(method);
	zend_function *function;

	if (length >= sizeof(lower)) {
		return NULL;
	}
	zend_str_tolower_copy(lower, method, length);
	function = zend_hash_str_find_ptr(&Z_OBJCE_P(object)->function_table, lower, length);
	return function != NULL && (function->common.fn_flags & (ZEND_ACC_PUBLIC | ZEND_ACC_STATIC | ZEND_ACC_ABSTRACT)) == ZEND_ACC_PUBLIC ? function : NULL;
}

sfprov_status sfprov_php_call_method(
	sfprov_php_guard *guard, zval *object, const char *method, zval *result, uint32_t count, zval *arguments, sfprov_error *error)
{
	callee what = {.object = object, .function = find_method(object, method)};
	sfprov_status status;
	zval name;

	if (what.function != NULL) {
		return call(guard, &what, result, count, arguments, error);
	}
	ZVAL_STRING(&name, method);
	what.callable = &name;
	status = call(guard, &what, result, count, arguments, error);
	zval_ptr_dtor(&name);
	return status;
}

sfprov_status sfprov_php_call(sfprov_php_guard *guard, zval *callable, zval *result, uint32_t count, zval *arguments, sfprov_error *error)
{
	const callee what = {.callable = callable};

	return call(guard, &what, result, count, arguments, error);
}

bool sfprov_php_unwinding(const sfprov_php_guard *guard)
{
	return guard->bailed_out || EG(exception) != NULL;
}

void sfprov_php_guard_hold(sfprov_php_guard *guard)
{
	if (guard->bailed_out || guard->held != NULL || EG(exception) == NULL || sfprov_php_is_exit()) {
		return;
	}
	guard->held = EG(exception);
	GC_ADDREF(guard->held);
	zend_clear_exception();
}

bool sfprov_php_guard_ends(const sfprov_php_guard *guard)
{
	return guard->held != NULL || sfprov_php_unwinding(guard);
}

void sfprov_php_guard_rethrow(sfprov_php_guard *guard)
{
	zval exception;

	if (guard->held == NULL || guard->bailed_out) {
		return;
	}
	ZVAL_OBJ(&exception, guard->held);
	guard->held = NULL;
	zend_throw_exception_object(&exception);
}

bool sfprov_php_is_exit(void)
{
	return EG(exception) != NULL && (zend_is_unwind_exit(EG(exception)) || zend_is_graceful_exit(EG(exception)));
}

void sfprov_php_guard_release(const sfprov_php_guard *guard)
{
	if (guard->bailed_out) {
		zend_bailout();
	}
}
