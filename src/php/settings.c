/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The settings that the constructor of SalesforceProvisioner takes. */
#include "php/provisioner.h"

static sfprov_status wrong(const char *name, const char *what, sfprov_error *error)
{
	(void) sfprov_fail(error, SFPROV_E_CONFIGURATION, "The setting %s must be %s", name, what);
	sfprov_error_add_field(error, name);
	return SFPROV_FAILED;
}

static zval *find(HashTable *settings, const char *name)
{
	zval *value = zend_hash_str_find_deref(settings, name, strlen(name));

	return value == NULL || Z_TYPE_P(value) == IS_NULL ? NULL : value;
}

static sfprov_status take_text(HashTable *settings, const char *name, zend_string **target, sfprov_error *error)
{
	zval *value = find(settings, name);

	if (value == NULL) {
		return SFPROV_OK;
	}
	if (Z_TYPE_P(value) != IS_STRING || strlen(Z_STRVAL_P(value)) != Z_STRLEN_P(value)) {
		return wrong(name, "text", error);
	}
	*target = zend_string_copy(Z_STR_P(value));
	return SFPROV_OK;
}

static sfprov_status take_seconds(HashTable *settings, const char *name, zend_long *target, sfprov_error *error)
{
	zval *value = find(settings, name);

	if (value == NULL) {
		return SFPROV_OK;
	}
	if (Z_TYPE_P(value) != IS_LONG || Z_LVAL_P(value) < 1 || Z_LVAL_P(value) > 3600) {
		return wrong(name, "a whole number of seconds from 1 to 3600", error);
	}
	*target = Z_LVAL_P(value);
	return SFPROV_OK;
}

static sfprov_status take_callable(HashTable *settings, const char *name, zval *target, sfprov_error *error)
{
	zval *value = find(settings, name);

	if (value == NULL) {
		return SFPROV_OK;
	}
	if (!zend_is_callable(value, 0, NULL)) {
		return wrong(name, "callable", error);
	}
	ZVAL_COPY(target, value);
	return SFPROV_OK;
}

static sfprov_status take_rest(sfprov_php_provisioner *object, HashTable *settings, sfprov_error *error)
{
	zval *value = find(settings, "db");

	if (value != NULL && Z_TYPE_P(value) != IS_OBJECT) {
		return wrong("db", "a PDO", error);
	}
	if (value != NULL) {
		ZVAL_COPY(&object->db, value);
	}
	value = find(settings, "status_labels");
	if (value != NULL && Z_TYPE_P(value) != IS_ARRAY) {
		return wrong("status_labels", "an array of status code => text", error);
	}
	if (value != NULL) {
		ZVAL_COPY(&object->status_labels, value);
	}
	return SFPROV_OK;
}

sfprov_status sfprov_php_settings_read(sfprov_php_provisioner *object, HashTable *settings, sfprov_error *error)
{
	const struct {
		const char *name;
		zend_string **target;
	} texts[] = {
		{"table_prefix", &object->table_prefix},
		{"actor_identifier", &object->actor_identifier},
		{"jwt_key_file", &object->jwt_key_file},
		{"jwt_username", &object->jwt_username},
		{"cainfo", &object->cainfo},
		{"allowed_hosts", &object->allowed_hosts},
		{"proxy", &object->proxy},
		{"api_version", &object->api_version},
		{"token_key_file", &object->token_key_file},
		{"client_certificate", &object->client_certificate},
		{"client_key", &object->client_key},
	};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (take_text(settings, texts[i].name, texts[i].target, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	if (take_seconds(settings, "connect_timeout", &object->connect_timeout, error) != SFPROV_OK
		|| take_seconds(settings, "timeout", &object->timeout, error) != SFPROV_OK || take_callable(settings, "token_db", &object->token_db, error) != SFPROV_OK
		|| take_callable(settings, "logger", &object->logger, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return take_rest(object, settings, error);
}
