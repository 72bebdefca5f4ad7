/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* SalesforceProvisioner as an object, and as the registry's framework knows it: everything that needs neither database nor network. */
#include "php/provisioner.h"

#include "php/value.h"

#include "zend_exceptions.h"

static zend_object_handlers handlers;

/* An internal class cannot declare an array with something in it. A subclass that declares types of its own keeps them. */
static void set_plugin_types(zend_class_entry *entry, zend_object *object)
{
	zval read;
	zval types;
	const zval *declared = zend_read_property(entry, object, ZEND_STRL("cmPluginType"), true, &read);

	if (Z_TYPE_P(declared) != IS_ARRAY || zend_hash_num_elements(Z_ARRVAL_P(declared)) > 0) {
		return;
	}
	array_init_size(&types, 2);
	/* The registry takes the first for the type that a copy of a CO goes by. */
	add_next_index_string(&types, "provisioner");
	add_next_index_string(&types, "job");
	zend_update_property(entry, object, ZEND_STRL("cmPluginType"), &types);
	zval_ptr_dtor(&types);
}

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
	set_plugin_types(entry, &object->std);
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

	sfprov_kept_free(&object->kept[0]);
	sfprov_kept_free(&object->kept[1]);
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

static void add_statements(zend_get_gc_buffer *buffer, const sfprov_kept *kept)
{
	zval *statement;

	if (kept->statements != NULL) {
		ZEND_HASH_FOREACH_VAL(kept->statements, statement) {
			zend_get_gc_buffer_add_zval(buffer, statement);
		}
		ZEND_HASH_FOREACH_END();
	}
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
	add_statements(buffer, &object->kept[0]);
	add_statements(buffer, &object->kept[1]);
	zend_get_gc_buffer_use(buffer, table, count);
	return zend_std_get_properties(std);
}

void sfprov_php_provisioner_setup(zend_class_entry *entry)
{
	entry->create_object = create;
	memcpy(&handlers, &std_object_handlers, sizeof(handlers));
	handlers.offset = offsetof(sfprov_php_provisioner, std);
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

	RETURN_BOOL(type == NULL || zend_string_equals_literal(type, "provisioner") || zend_string_equals_literal(type, "job"));
}

PHP_METHOD(SalesforceProvisioner, cmPluginMenus)
{
	ZEND_PARSE_PARAMETERS_NONE();
	RETURN_EMPTY_ARRAY();
}

/* A public static method of the plugin's code, NULL when there is none. May throw what an autoloader throws. */
static zend_function *plugin_function(const char *class_name, const char *method)
{
	zend_string *name = zend_string_init(class_name, strlen(class_name), false);
	zend_class_entry *entry = zend_lookup_class(name);
	zend_function *function = entry == NULL ? NULL : zend_hash_str_find_ptr(&entry->function_table, method, strlen(method));

	zend_string_release(name);
	if (function == NULL || (function->common.fn_flags & (ZEND_ACC_PUBLIC | ZEND_ACC_STATIC | ZEND_ACC_ABSTRACT)) != (ZEND_ACC_PUBLIC | ZEND_ACC_STATIC)) {
		return NULL;
	}
	return function;
}

/* The registry's job shell makes an object of the class of each job named here, and dies of one that is missing. Only the plugin's own files know
 * which there are: they can be older than the extension, or those of the registry's own plugin. */
PHP_METHOD(SalesforceProvisioner, getAvailableJobs)
{
	zend_function *function;

	ZEND_PARSE_PARAMETERS_NONE();
	function = plugin_function("SalesforceProvisionerAppModel", "availablejobs");
	if (function != NULL && EG(exception) == NULL) {
		zend_call_known_function(function, NULL, function->common.scope, return_value, 0, NULL, NULL);
	}
	if (EG(exception) != NULL) {
		RETURN_THROWS();
	}
	if (Z_TYPE_P(return_value) != IS_ARRAY) {
		zval_ptr_dtor(return_value);
		RETURN_EMPTY_ARRAY();
	}
}

PHP_METHOD(SalesforceProvisioner, counters)
{
	const sfprov_php_provisioner *object = sfprov_php_provisioner_of(Z_OBJ_P(ZEND_THIS));
	zval number;

	ZEND_PARSE_PARAMETERS_NONE();
	array_init(return_value);
	add_assoc_long(return_value, "requests", (zend_long) object->counters.requests);
	add_assoc_long(return_value, "retries", (zend_long) object->counters.retries);
	add_assoc_long(return_value, "failures", (zend_long) object->counters.failures);
	add_assoc_long(return_value, "token_requests", (zend_long) object->token_requests);
	if (object->api_used >= 0) {
		sfprov_php_from_int(object->api_used, &number);
		add_assoc_zval(return_value, "api_used", &number);
		sfprov_php_from_int(object->api_limit, &number);
		add_assoc_zval(return_value, "api_limit", &number);
	} else {
		add_assoc_null(return_value, "api_used");
		add_assoc_null(return_value, "api_limit");
	}
}
