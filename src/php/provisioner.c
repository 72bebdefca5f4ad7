/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* SalesforceProvisioner as an object, and as the registry's framework knows it: everything that needs neither database nor network. */
#include "php/provisioner.h"

#include "zend_exceptions.h"

static zend_object_handlers handlers;

static zend_object *create(zend_class_entry *entry)
{
	sfprov_php_provisioner *object = zend_object_alloc(sizeof(*object), entry);
	zval behaviors;

	ZVAL_UNDEF(&object->db);
	ZVAL_UNDEF(&object->token_db);
	ZVAL_UNDEF(&object->second_pdo);
	ZVAL_UNDEF(&object->logger);
	ZVAL_UNDEF(&object->status_labels);
	object->connect_timeout = -1;
	object->timeout = -1;
	object->api_used = -1;
	object->api_limit = -1;
	zend_object_std_init(&object->std, entry);
	object_properties_init(&object->std, entry);
	object->std.handlers = &handlers;
	/* Here and not in the constructor, so that a subclass which forgets its parent's constructor does not stop the deletion of a CO. */
	object_init_ex(&behaviors, sfprov_ce_behaviors);
	zend_update_property(entry, &object->std, ZEND_STRL("Behaviors"), &behaviors);
	zval_ptr_dtor(&behaviors);
	return &object->std;
}

static void release_text(zend_string *text)
{
	if (text != NULL) {
		zend_string_release(text);
	}
}

static void destroy(zend_object *std)
{
	sfprov_php_provisioner *object = sfprov_php_provisioner_of(std);

	zval_ptr_dtor(&object->db);
	zval_ptr_dtor(&object->token_db);
	zval_ptr_dtor(&object->second_pdo);
	zval_ptr_dtor(&object->logger);
	zval_ptr_dtor(&object->status_labels);
	release_text(object->table_prefix);
	release_text(object->actor_identifier);
	release_text(object->jwt_key_file);
	release_text(object->jwt_username);
	release_text(object->cainfo);
	release_text(object->allowed_hosts);
	release_text(object->proxy);
	release_text(object->api_version);
	release_text(object->token_key_file);
	release_text(object->client_certificate);
	release_text(object->client_key);
	zend_object_std_dtor(std);
}

/* The settings hold the plugin's callables, which hold the plugin, which may hold us. */
static HashTable *gc(zend_object *std, zval **table, int *count)
{
	sfprov_php_provisioner *object = sfprov_php_provisioner_of(std);
	zend_get_gc_buffer *buffer = zend_get_gc_buffer_create();

	zend_get_gc_buffer_add_zval(buffer, &object->db);
	zend_get_gc_buffer_add_zval(buffer, &object->token_db);
	zend_get_gc_buffer_add_zval(buffer, &object->second_pdo);
	zend_get_gc_buffer_add_zval(buffer, &object->logger);
	zend_get_gc_buffer_add_zval(buffer, &object->status_labels);
	zend_get_gc_buffer_use(buffer, table, count);
	return zend_std_get_properties(std);
}

void sfprov_php_provisioner_setup(zend_class_entry *entry)
{
	entry->create_object = create;
	memcpy(&handlers, &std_object_handlers, sizeof(handlers));
	handlers.offset = XtOffsetOf(sfprov_php_provisioner, std);
	handlers.free_obj = destroy;
	handlers.get_gc = gc;
	handlers.clone_obj = NULL;
}

PHP_METHOD(SalesforceProvisioner, __construct)
{
	sfprov_php_provisioner *object = sfprov_php_provisioner_of(Z_OBJ_P(ZEND_THIS));
	HashTable *settings = NULL;
	sfprov_error error;

	ZEND_PARSE_PARAMETERS_START(0, 1)
		Z_PARAM_OPTIONAL
		Z_PARAM_ARRAY_HT(settings)
	ZEND_PARSE_PARAMETERS_END();

	if (object->constructed || object->busy) {
		zend_throw_error(NULL, "SalesforceProvisioner is constructed already");
		RETURN_THROWS();
	}
	object->constructed = true;
	if (settings != NULL && sfprov_php_settings_read(object, settings, &error) != SFPROV_OK) {
		sfprov_php_throw(&error);
	}
}

PHP_METHOD(SalesforceProvisioner, isPlugin)
{
	zend_string *type = NULL;

	ZEND_PARSE_PARAMETERS_START(0, 1)
		Z_PARAM_OPTIONAL
		Z_PARAM_STR_OR_NULL(type)
	ZEND_PARSE_PARAMETERS_END();

	RETURN_BOOL(type == NULL || zend_string_equals_literal(type, "provisioner"));
}

PHP_METHOD(SalesforceProvisioner, cmPluginMenus)
{
	ZEND_PARSE_PARAMETERS_NONE();
	RETURN_EMPTY_ARRAY();
}

PHP_METHOD(SalesforceProvisioner, getAvailableJobs)
{
	ZEND_PARSE_PARAMETERS_NONE();
	RETURN_EMPTY_ARRAY();
}

PHP_METHOD(SalesforceProvisioner, counters)
{
	const sfprov_php_provisioner *object = sfprov_php_provisioner_of(Z_OBJ_P(ZEND_THIS));

	ZEND_PARSE_PARAMETERS_NONE();
	array_init(return_value);
	add_assoc_long(return_value, "requests", (zend_long) object->counters.requests);
	add_assoc_long(return_value, "retries", (zend_long) object->counters.retries);
	add_assoc_long(return_value, "failures", (zend_long) object->counters.failures);
	add_assoc_long(return_value, "token_requests", (zend_long) object->token_requests);
	if (object->api_used >= 0) {
		add_assoc_long(return_value, "api_used", (zend_long) object->api_used);
		add_assoc_long(return_value, "api_limit", (zend_long) object->api_limit);
	} else {
		add_assoc_null(return_value, "api_used");
		add_assoc_null(return_value, "api_limit");
	}
}
