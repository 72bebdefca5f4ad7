/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Calls from C into PHP that the core can survive: a fatal error, exit() or an exception in a callback becomes an error of kind ABORTED, the core
 * gives everything back on its ordinary way out, and only then does PHP's own unwinding go on. */
#ifndef SFPROV_PHP_CALL_H
#define SFPROV_PHP_CALL_H

#include "php.h"

#include "base/error.h"

typedef struct sfprov_php_guard {
	bool bailed_out;   /* a fatal error is waiting to go on unwinding: no PHP code may run any more */
	zend_object *held; /* an exception that was set aside; owned, NULL: none */
} sfprov_php_guard;

/* Calls `method` of an object. SFPROV_OK leaves the result in `result`, which the caller destroys. On failure `result` is UNDEF; the error is ABORTED, and an
 * exception thrown by the callee is left pending in EG(exception). */
sfprov_status sfprov_php_call_method(
	sfprov_php_guard *guard, zval *object, const char *method, zval *result, uint32_t count, zval *arguments, sfprov_error *error);

/* Calls a callable; the same otherwise. */
sfprov_status sfprov_php_call(sfprov_php_guard *guard, zval *callable, zval *result, uint32_t count, zval *arguments, sfprov_error *error);

/* True while PHP is unwinding: an exception or exit() is pending, or a fatal error. */
bool sfprov_php_unwinding(const sfprov_php_guard *guard);

/* Sets a pending exception aside, unless it is exit() or another one is held: the work is to end, and can still write down how far it has come. */
void sfprov_php_guard_hold(sfprov_php_guard *guard);

/* True when the work is to end: PHP is unwinding, or an exception is held. */
bool sfprov_php_guard_ends(const sfprov_php_guard *guard);

/* Throws the exception that is held, if there is one. */
void sfprov_php_guard_rethrow(sfprov_php_guard *guard);

/* True when the pending exception is exit() or its like, which must go on whatever happens. */
bool sfprov_php_is_exit(void);

/* Goes on with a fatal error that was held up. Returns when there was none. */
void sfprov_php_guard_release(const sfprov_php_guard *guard);

#endif
