/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The object behind SalesforceProvisioner. */
#ifndef SFPROV_PHP_PROVISIONER_H
#define SFPROV_PHP_PROVISIONER_H

#include "php/database.h"
#include "php/php_sfprov.h"

#include <stddef.h>

/* Settings that were not given are UNDEF, NULL or -1; then the ini setting counts. */
typedef struct sfprov_php_provisioner {
	zval db;
	zval token_db;
	zval second_pdo;     /* what token_db gave */
	sfprov_kept kept[2]; /* of db and of second_pdo */
	zval logger;
	zval status_labels; /* array */
	zend_string *table_prefix;
	zend_string *actor_identifier;
	zend_string *jwt_key_file;
	zend_string *jwt_username;
	zend_string *cainfo;
	zend_string *allowed_hosts;
	zend_string *proxy;
	zend_string *api_version;
	zend_string *token_key_file;
	zend_string *client_certificate;
	zend_string *client_key;
	zend_long connect_timeout;
	zend_long timeout;
	sfprov_http_counters counters; /* of all calls of this object */
	int64_t token_requests;
	int64_t api_used; /* as Salesforce told last; -1: never */
	int64_t api_limit;
	bool constructed;
	bool busy; /* a method is running: its callbacks must not call back into the object */
	zend_object std;
} sfprov_php_provisioner;

static inline sfprov_php_provisioner *sfprov_php_provisioner_of(zend_object *object)
{
	return (sfprov_php_provisioner *) ((char *) object - offsetof(sfprov_php_provisioner, std));
}

/* Takes over the constructor's settings. INPUT error, naming the setting, when one is of the wrong kind. */
sfprov_status sfprov_php_settings_read(sfprov_php_provisioner *object, HashTable *settings, sfprov_error *error);

#endif
