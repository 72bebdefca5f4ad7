/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/call.h"

#include "zend_exceptions.h"
#include "zend_interfaces.h"

/* The call itself, with nothing in this frame that a longjmp could leave undefined. */
static bool call_guarded(zval *object, zval *callable, zval *result, uint32_t count, zval *arguments)
{
	volatile bool bailed_out = false;

	zend_try
	{
		(void) call_user_function(NULL, object, callable, result, count, arguments);
	}
	zend_catch
	{
		bailed_out = true;
	}
	zend_end_try();
	return bailed_out;
}

static sfprov_status call(sfprov_php_guard *guard, zval *object, zval *callable, zval *result, uint32_t count, zval *arguments, sfprov_error *error)
{
	ZVAL_UNDEF(result);
	if (sfprov_php_unwinding(guard)) {
		return sfprov_fail(error, SFPROV_E_ABORTED, "The request is being ended");
	}
	if (call_guarded(object, callable, result, count, arguments)) {
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

sfprov_status sfprov_php_call_method(
	sfprov_php_guard *guard, zval *object, const char *method, zval *result, uint32_t count, zval *arguments, sfprov_error *error)
{
	sfprov_status status;
	zval name;

	ZVAL_STRING(&name, method);
	status = call(guard, object, &name, result, count, arguments, error);
	zval_ptr_dtor(&name);
	return status;
}

sfprov_status sfprov_php_call(sfprov_php_guard *guard, zval *callable, zval *result, uint32_t count, zval *arguments, sfprov_error *error)
{
	return call(guard, NULL, callable, result, count, arguments, error);
}

bool sfprov_php_unwinding(const sfprov_php_guard *guard)
{
	return guard->bailed_out || EG(exception) != NULL;
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
