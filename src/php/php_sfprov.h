/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The module: version, globals, and what its files share. */
#ifndef PHP_SFPROV_H
#define PHP_SFPROV_H

#include "php.h"

#include "base/error.h"
#include "http/curl_transport.h"
#include "http/retry.h"

#define PHP_SFPROV_VERSION "0.1.0"
#define PHP_SFPROV_EXTNAME "sfprov"

extern zend_module_entry sfprov_module_entry;
#define phpext_sfprov_ptr &sfprov_module_entry

ZEND_BEGIN_MODULE_GLOBALS(sfprov)
	char *cainfo;
	char *allowed_hosts;
	char *proxy;
	char *api_version;
	char *token_key_file;
	char *client_certificate;
	char *client_key;
	zend_long connect_timeout;
	zend_long timeout;
	zend_long max_idle_connections;
	zend_long max_idle_age;
	sfprov_http_pool *pool; /* connections of this thread that outlive a request; made at first use */
	sfprov_retry_budget budget;
	bool budget_ready;
ZEND_END_MODULE_GLOBALS(sfprov)

ZEND_EXTERN_MODULE_GLOBALS(sfprov)
#define SFPROV_G(v) ZEND_MODULE_GLOBALS_ACCESSOR(sfprov, v)

#if defined(ZTS) && defined(COMPILE_DL_SFPROV)
ZEND_TSRMLS_CACHE_EXTERN()
#endif

/* Class entries, set by sfprov_php_register_classes() at module start. */
extern zend_class_entry *sfprov_ce_provisioner;
extern zend_class_entry *sfprov_ce_behaviors;
extern zend_class_entry *sfprov_ce_query_result;

/* Functions of the module: none but in a build for its developers. */
#ifdef SFPROV_DEV
extern const zend_function_entry sfprov_php_test_functions[];
#else
#define sfprov_php_test_functions NULL
#endif

/* Registers all classes; called once from MINIT. */
void sfprov_php_register_classes(void);

/* Set up the object handlers of one class each; called by sfprov_php_register_classes(). */
void sfprov_php_provisioner_setup(zend_class_entry *entry);
void sfprov_php_query_result_setup(zend_class_entry *entry);

/* Throws the exception that the error's kind asks for. Keeps an exception that is already on its way (a callback's, or exit()). */
void sfprov_php_throw(const sfprov_error *error);

/* Which class entries sfprov_php_throw() uses; filled by sfprov_php_register_classes(). */
typedef struct sfprov_php_exceptions {
	zend_class_entry *network;
	zend_class_entry *server;
	zend_class_entry *limit;
	zend_class_entry *authorization;
	zend_class_entry *database;
	zend_class_entry *runtime;
	zend_class_entry *record;
	zend_class_entry *configuration;
	zend_class_entry *invalid_argument;
} sfprov_php_exceptions;
extern sfprov_php_exceptions sfprov_ce_exceptions;

#endif
