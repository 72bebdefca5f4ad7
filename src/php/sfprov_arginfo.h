/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: 388bf5cc1b3823d46de107cad875792bbc5f43ba */

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_SalesforceProvisioner___construct, 0, 0, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, settings, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_SalesforceProvisioner_isPlugin, 0, 0, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, type, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_SalesforceProvisioner_cmPluginMenus, 0, 0, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_SalesforceProvisioner_getAvailableJobs arginfo_class_SalesforceProvisioner_cmPluginMenus

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_SalesforceProvisioner_provision, 0, 3, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, target, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, op, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, provisioningData, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_SalesforceProvisioner_preview, 0, 3, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, target, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, op, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, provisioningData, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_SalesforceProvisioner_provisionAll, 0, 2, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, target, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, coId, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, progress, IS_CALLABLE, 1, "null")
ZEND_END_ARG_INFO()

#define arginfo_class_SalesforceProvisioner_reconcile arginfo_class_SalesforceProvisioner_provisionAll

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_SalesforceProvisioner_authorizationUrl, 0, 3, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, oauth2ServerId, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, redirectUri, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, state, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_SalesforceProvisioner_exchangeCode, 0, 3, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, oauth2ServerId, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO(0, code, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, redirectUri, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, codeVerifier, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_SalesforceProvisioner_requestToken, 0, 1, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, oauth2ServerId, IS_LONG, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_SalesforceProvisioner_refreshToken arginfo_class_SalesforceProvisioner_requestToken

#define arginfo_class_SalesforceProvisioner_revokeToken arginfo_class_SalesforceProvisioner_requestToken

#define arginfo_class_SalesforceProvisioner_encryptTokens arginfo_class_SalesforceProvisioner_requestToken

#define arginfo_class_SalesforceProvisioner_decryptTokens arginfo_class_SalesforceProvisioner_requestToken

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_SalesforceProvisioner_tokenStatus, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, oauth2ServerId, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_SalesforceProvisioner_testConnection, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, target, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_SalesforceProvisioner_counters arginfo_class_SalesforceProvisioner_cmPluginMenus

#define arginfo_class_SalesforceProvisioner_limits arginfo_class_SalesforceProvisioner_testConnection

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_class_SalesforceProvisioner_query, 0, 2, Sfprov\\QueryResult, 0)
	ZEND_ARG_TYPE_INFO(0, target, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, soql, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_SalesforceProvisioner_request, 0, 3, IS_MIXED, 0)
	ZEND_ARG_TYPE_INFO(0, target, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, method, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, path, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, body, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Sfprov_Exception_getErrorCode, 0, 0, IS_STRING, 1)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Sfprov_Exception_getHttpStatus, 0, 0, IS_LONG, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Sfprov_Exception_getFields arginfo_class_SalesforceProvisioner_cmPluginMenus

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Sfprov_Exception_isRetryable, 0, 0, _IS_BOOL, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Sfprov_RuntimeException_getErrorCode arginfo_class_Sfprov_Exception_getErrorCode

#define arginfo_class_Sfprov_RuntimeException_getHttpStatus arginfo_class_Sfprov_Exception_getHttpStatus

#define arginfo_class_Sfprov_RuntimeException_getFields arginfo_class_SalesforceProvisioner_cmPluginMenus

#define arginfo_class_Sfprov_RuntimeException_isRetryable arginfo_class_Sfprov_Exception_isRetryable

#define arginfo_class_Sfprov_InvalidArgumentException_getErrorCode arginfo_class_Sfprov_Exception_getErrorCode

#define arginfo_class_Sfprov_InvalidArgumentException_getHttpStatus arginfo_class_Sfprov_Exception_getHttpStatus

#define arginfo_class_Sfprov_InvalidArgumentException_getFields arginfo_class_SalesforceProvisioner_cmPluginMenus

#define arginfo_class_Sfprov_InvalidArgumentException_isRetryable arginfo_class_Sfprov_Exception_isRetryable

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Sfprov_Behaviors_enabled, 0, 0, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, name, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_class_Sfprov_QueryResult___construct, 0, 0, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Sfprov_QueryResult_current, 0, 0, IS_MIXED, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Sfprov_QueryResult_key arginfo_class_Sfprov_Exception_getHttpStatus

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_class_Sfprov_QueryResult_next, 0, 0, IS_VOID, 0)
ZEND_END_ARG_INFO()

#define arginfo_class_Sfprov_QueryResult_rewind arginfo_class_Sfprov_QueryResult_next

#define arginfo_class_Sfprov_QueryResult_valid arginfo_class_Sfprov_Exception_isRetryable


ZEND_METHOD(SalesforceProvisioner, __construct);
ZEND_METHOD(SalesforceProvisioner, isPlugin);
ZEND_METHOD(SalesforceProvisioner, cmPluginMenus);
ZEND_METHOD(SalesforceProvisioner, getAvailableJobs);
ZEND_METHOD(SalesforceProvisioner, provision);
ZEND_METHOD(SalesforceProvisioner, preview);
ZEND_METHOD(SalesforceProvisioner, provisionAll);
ZEND_METHOD(SalesforceProvisioner, reconcile);
ZEND_METHOD(SalesforceProvisioner, authorizationUrl);
ZEND_METHOD(SalesforceProvisioner, exchangeCode);
ZEND_METHOD(SalesforceProvisioner, requestToken);
ZEND_METHOD(SalesforceProvisioner, refreshToken);
ZEND_METHOD(SalesforceProvisioner, revokeToken);
ZEND_METHOD(SalesforceProvisioner, encryptTokens);
ZEND_METHOD(SalesforceProvisioner, decryptTokens);
ZEND_METHOD(SalesforceProvisioner, tokenStatus);
ZEND_METHOD(SalesforceProvisioner, testConnection);
ZEND_METHOD(SalesforceProvisioner, counters);
ZEND_METHOD(SalesforceProvisioner, limits);
ZEND_METHOD(SalesforceProvisioner, query);
ZEND_METHOD(SalesforceProvisioner, request);
ZEND_METHOD(Sfprov_RuntimeException, getErrorCode);
ZEND_METHOD(Sfprov_RuntimeException, getHttpStatus);
ZEND_METHOD(Sfprov_RuntimeException, getFields);
ZEND_METHOD(Sfprov_RuntimeException, isRetryable);
ZEND_METHOD(Sfprov_Behaviors, enabled);
ZEND_METHOD(Sfprov_QueryResult, __construct);
ZEND_METHOD(Sfprov_QueryResult, current);
ZEND_METHOD(Sfprov_QueryResult, key);
ZEND_METHOD(Sfprov_QueryResult, next);
ZEND_METHOD(Sfprov_QueryResult, rewind);
ZEND_METHOD(Sfprov_QueryResult, valid);


static const zend_function_entry class_SalesforceProvisioner_methods[] = {
	ZEND_ME(SalesforceProvisioner, __construct, arginfo_class_SalesforceProvisioner___construct, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, isPlugin, arginfo_class_SalesforceProvisioner_isPlugin, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, cmPluginMenus, arginfo_class_SalesforceProvisioner_cmPluginMenus, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, getAvailableJobs, arginfo_class_SalesforceProvisioner_getAvailableJobs, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, provision, arginfo_class_SalesforceProvisioner_provision, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, preview, arginfo_class_SalesforceProvisioner_preview, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, provisionAll, arginfo_class_SalesforceProvisioner_provisionAll, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, reconcile, arginfo_class_SalesforceProvisioner_reconcile, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, authorizationUrl, arginfo_class_SalesforceProvisioner_authorizationUrl, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, exchangeCode, arginfo_class_SalesforceProvisioner_exchangeCode, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, requestToken, arginfo_class_SalesforceProvisioner_requestToken, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, refreshToken, arginfo_class_SalesforceProvisioner_refreshToken, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, revokeToken, arginfo_class_SalesforceProvisioner_revokeToken, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, encryptTokens, arginfo_class_SalesforceProvisioner_encryptTokens, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, decryptTokens, arginfo_class_SalesforceProvisioner_decryptTokens, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, tokenStatus, arginfo_class_SalesforceProvisioner_tokenStatus, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, testConnection, arginfo_class_SalesforceProvisioner_testConnection, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, counters, arginfo_class_SalesforceProvisioner_counters, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, limits, arginfo_class_SalesforceProvisioner_limits, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, query, arginfo_class_SalesforceProvisioner_query, ZEND_ACC_PUBLIC)
	ZEND_ME(SalesforceProvisioner, request, arginfo_class_SalesforceProvisioner_request, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Sfprov_Exception_methods[] = {
	ZEND_ABSTRACT_ME_WITH_FLAGS(Sfprov_Exception, getErrorCode, arginfo_class_Sfprov_Exception_getErrorCode, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_ABSTRACT_ME_WITH_FLAGS(Sfprov_Exception, getHttpStatus, arginfo_class_Sfprov_Exception_getHttpStatus, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_ABSTRACT_ME_WITH_FLAGS(Sfprov_Exception, getFields, arginfo_class_Sfprov_Exception_getFields, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_ABSTRACT_ME_WITH_FLAGS(Sfprov_Exception, isRetryable, arginfo_class_Sfprov_Exception_isRetryable, ZEND_ACC_PUBLIC|ZEND_ACC_ABSTRACT)
	ZEND_FE_END
};


static const zend_function_entry class_Sfprov_RuntimeException_methods[] = {
	ZEND_ME(Sfprov_RuntimeException, getErrorCode, arginfo_class_Sfprov_RuntimeException_getErrorCode, ZEND_ACC_PUBLIC)
	ZEND_ME(Sfprov_RuntimeException, getHttpStatus, arginfo_class_Sfprov_RuntimeException_getHttpStatus, ZEND_ACC_PUBLIC)
	ZEND_ME(Sfprov_RuntimeException, getFields, arginfo_class_Sfprov_RuntimeException_getFields, ZEND_ACC_PUBLIC)
	ZEND_ME(Sfprov_RuntimeException, isRetryable, arginfo_class_Sfprov_RuntimeException_isRetryable, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Sfprov_NetworkException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Sfprov_ServerException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Sfprov_LimitException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Sfprov_AuthorizationException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Sfprov_DatabaseException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Sfprov_InvalidArgumentException_methods[] = {
	ZEND_MALIAS(Sfprov_RuntimeException, getErrorCode, getErrorCode, arginfo_class_Sfprov_InvalidArgumentException_getErrorCode, ZEND_ACC_PUBLIC)
	ZEND_MALIAS(Sfprov_RuntimeException, getHttpStatus, getHttpStatus, arginfo_class_Sfprov_InvalidArgumentException_getHttpStatus, ZEND_ACC_PUBLIC)
	ZEND_MALIAS(Sfprov_RuntimeException, getFields, getFields, arginfo_class_Sfprov_InvalidArgumentException_getFields, ZEND_ACC_PUBLIC)
	ZEND_MALIAS(Sfprov_RuntimeException, isRetryable, isRetryable, arginfo_class_Sfprov_InvalidArgumentException_isRetryable, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Sfprov_RecordException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Sfprov_ConfigurationException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_Sfprov_Behaviors_methods[] = {
	ZEND_ME(Sfprov_Behaviors, enabled, arginfo_class_Sfprov_Behaviors_enabled, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};


static const zend_function_entry class_Sfprov_QueryResult_methods[] = {
	ZEND_ME(Sfprov_QueryResult, __construct, arginfo_class_Sfprov_QueryResult___construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Sfprov_QueryResult, current, arginfo_class_Sfprov_QueryResult_current, ZEND_ACC_PUBLIC)
	ZEND_ME(Sfprov_QueryResult, key, arginfo_class_Sfprov_QueryResult_key, ZEND_ACC_PUBLIC)
	ZEND_ME(Sfprov_QueryResult, next, arginfo_class_Sfprov_QueryResult_next, ZEND_ACC_PUBLIC)
	ZEND_ME(Sfprov_QueryResult, rewind, arginfo_class_Sfprov_QueryResult_rewind, ZEND_ACC_PUBLIC)
	ZEND_ME(Sfprov_QueryResult, valid, arginfo_class_Sfprov_QueryResult_valid, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static zend_class_entry *register_class_SalesforceProvisioner(void)
{
	zend_class_entry ce, *class_entry;

	INIT_CLASS_ENTRY(ce, "SalesforceProvisioner", class_SalesforceProvisioner_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_NOT_SERIALIZABLE;

	zval property_name_default_value;
	zend_string *property_name_default_value_str = zend_string_init("SalesforceProvisioner", strlen("SalesforceProvisioner"), 1);
	ZVAL_STR(&property_name_default_value, property_name_default_value_str);
	zend_string *property_name_name = zend_string_init("name", sizeof("name") - 1, 1);
	zend_declare_typed_property(class_entry, property_name_name, &property_name_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_name_name);

	zval property_alias_default_value;
	zend_string *property_alias_default_value_str = zend_string_init("SalesforceProvisioner", strlen("SalesforceProvisioner"), 1);
	ZVAL_STR(&property_alias_default_value, property_alias_default_value_str);
	zend_string *property_alias_name = zend_string_init("alias", sizeof("alias") - 1, 1);
	zend_declare_typed_property(class_entry, property_alias_name, &property_alias_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_alias_name);

	zval property_plugin_default_value;
	zend_string *property_plugin_default_value_str = zend_string_init("SalesforceProvisioner", strlen("SalesforceProvisioner"), 1);
	ZVAL_STR(&property_plugin_default_value, property_plugin_default_value_str);
	zend_string *property_plugin_name = zend_string_init("plugin", sizeof("plugin") - 1, 1);
	zend_declare_typed_property(class_entry, property_plugin_name, &property_plugin_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(property_plugin_name);

	zval property_cmPluginType_default_value;
	ZVAL_EMPTY_ARRAY(&property_cmPluginType_default_value);
	zend_string *property_cmPluginType_name = zend_string_init("cmPluginType", sizeof("cmPluginType") - 1, 1);
	zend_declare_typed_property(class_entry, property_cmPluginType_name, &property_cmPluginType_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_ARRAY));
	zend_string_release(property_cmPluginType_name);

	zval property_cmPluginHasMany_default_value;
	ZVAL_EMPTY_ARRAY(&property_cmPluginHasMany_default_value);
	zend_string *property_cmPluginHasMany_name = zend_string_init("cmPluginHasMany", sizeof("cmPluginHasMany") - 1, 1);
	zend_declare_typed_property(class_entry, property_cmPluginHasMany_name, &property_cmPluginHasMany_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_cmPluginHasMany_name);

	zval property_hasMany_default_value;
	ZVAL_EMPTY_ARRAY(&property_hasMany_default_value);
	zend_string *property_hasMany_name = zend_string_init("hasMany", sizeof("hasMany") - 1, 1);
	zend_declare_typed_property(class_entry, property_hasMany_name, &property_hasMany_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_hasMany_name);

	zval property_hasOne_default_value;
	ZVAL_EMPTY_ARRAY(&property_hasOne_default_value);
	zend_string *property_hasOne_name = zend_string_init("hasOne", sizeof("hasOne") - 1, 1);
	zend_declare_typed_property(class_entry, property_hasOne_name, &property_hasOne_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_hasOne_name);

	zval property_Behaviors_default_value;
	ZVAL_UNDEF(&property_Behaviors_default_value);
	zend_string *property_Behaviors_name = zend_string_init("Behaviors", sizeof("Behaviors") - 1, 1);
	zend_declare_typed_property(class_entry, property_Behaviors_name, &property_Behaviors_default_value, ZEND_ACC_PUBLIC, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_OBJECT));
	zend_string_release(property_Behaviors_name);


	zend_add_parameter_attribute(zend_hash_str_find_ptr(&class_entry->function_table, "__construct", sizeof("__construct") - 1), 0, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(&class_entry->function_table, "authorizationurl", sizeof("authorizationurl") - 1), 2, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(&class_entry->function_table, "exchangecode", sizeof("exchangecode") - 1), 1, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(&class_entry->function_table, "exchangecode", sizeof("exchangecode") - 1), 3, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	return class_entry;
}

static zend_class_entry *register_class_Sfprov_Exception(zend_class_entry *class_entry_Throwable)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Sfprov", "Exception", class_Sfprov_Exception_methods);
	class_entry = zend_register_internal_interface(&ce);
	zend_class_implements(class_entry, 1, class_entry_Throwable);

	return class_entry;
}

static zend_class_entry *register_class_Sfprov_RuntimeException(zend_class_entry *class_entry_RuntimeException, zend_class_entry *class_entry_Sfprov_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Sfprov", "RuntimeException", class_Sfprov_RuntimeException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_RuntimeException);
	zend_class_implements(class_entry, 1, class_entry_Sfprov_Exception);

	zval property_errorCode_default_value;
	ZVAL_NULL(&property_errorCode_default_value);
	zend_string *property_errorCode_name = zend_string_init("errorCode", sizeof("errorCode") - 1, 1);
	zend_declare_typed_property(class_entry, property_errorCode_name, &property_errorCode_default_value, ZEND_ACC_PROTECTED, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_errorCode_name);

	zval property_httpStatus_default_value;
	ZVAL_LONG(&property_httpStatus_default_value, 0);
	zend_string *property_httpStatus_name = zend_string_init("httpStatus", sizeof("httpStatus") - 1, 1);
	zend_declare_typed_property(class_entry, property_httpStatus_name, &property_httpStatus_default_value, ZEND_ACC_PROTECTED, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_httpStatus_name);

	zval property_fields_default_value;
	ZVAL_EMPTY_ARRAY(&property_fields_default_value);
	zend_string *property_fields_name = zend_string_init("fields", sizeof("fields") - 1, 1);
	zend_declare_typed_property(class_entry, property_fields_name, &property_fields_default_value, ZEND_ACC_PROTECTED, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_fields_name);

	return class_entry;
}

static zend_class_entry *register_class_Sfprov_NetworkException(zend_class_entry *class_entry_Sfprov_RuntimeException)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Sfprov", "NetworkException", class_Sfprov_NetworkException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Sfprov_RuntimeException);

	return class_entry;
}

static zend_class_entry *register_class_Sfprov_ServerException(zend_class_entry *class_entry_Sfprov_RuntimeException)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Sfprov", "ServerException", class_Sfprov_ServerException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Sfprov_RuntimeException);

	return class_entry;
}

static zend_class_entry *register_class_Sfprov_LimitException(zend_class_entry *class_entry_Sfprov_RuntimeException)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Sfprov", "LimitException", class_Sfprov_LimitException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Sfprov_RuntimeException);

	return class_entry;
}

static zend_class_entry *register_class_Sfprov_AuthorizationException(zend_class_entry *class_entry_Sfprov_RuntimeException)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Sfprov", "AuthorizationException", class_Sfprov_AuthorizationException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Sfprov_RuntimeException);

	return class_entry;
}

static zend_class_entry *register_class_Sfprov_DatabaseException(zend_class_entry *class_entry_Sfprov_RuntimeException)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Sfprov", "DatabaseException", class_Sfprov_DatabaseException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Sfprov_RuntimeException);

	return class_entry;
}

static zend_class_entry *register_class_Sfprov_InvalidArgumentException(zend_class_entry *class_entry_InvalidArgumentException, zend_class_entry *class_entry_Sfprov_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Sfprov", "InvalidArgumentException", class_Sfprov_InvalidArgumentException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_InvalidArgumentException);
	zend_class_implements(class_entry, 1, class_entry_Sfprov_Exception);

	zval property_errorCode_default_value;
	ZVAL_NULL(&property_errorCode_default_value);
	zend_string *property_errorCode_name = zend_string_init("errorCode", sizeof("errorCode") - 1, 1);
	zend_declare_typed_property(class_entry, property_errorCode_name, &property_errorCode_default_value, ZEND_ACC_PROTECTED, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_STRING|MAY_BE_NULL));
	zend_string_release(property_errorCode_name);

	zval property_httpStatus_default_value;
	ZVAL_LONG(&property_httpStatus_default_value, 0);
	zend_string *property_httpStatus_name = zend_string_init("httpStatus", sizeof("httpStatus") - 1, 1);
	zend_declare_typed_property(class_entry, property_httpStatus_name, &property_httpStatus_default_value, ZEND_ACC_PROTECTED, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_httpStatus_name);

	zval property_fields_default_value;
	ZVAL_EMPTY_ARRAY(&property_fields_default_value);
	zend_string *property_fields_name = zend_string_init("fields", sizeof("fields") - 1, 1);
	zend_declare_typed_property(class_entry, property_fields_name, &property_fields_default_value, ZEND_ACC_PROTECTED, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_ARRAY));
	zend_string_release(property_fields_name);

	return class_entry;
}

static zend_class_entry *register_class_Sfprov_RecordException(zend_class_entry *class_entry_Sfprov_InvalidArgumentException)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Sfprov", "RecordException", class_Sfprov_RecordException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Sfprov_InvalidArgumentException);

	return class_entry;
}

static zend_class_entry *register_class_Sfprov_ConfigurationException(zend_class_entry *class_entry_Sfprov_InvalidArgumentException)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Sfprov", "ConfigurationException", class_Sfprov_ConfigurationException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Sfprov_InvalidArgumentException);

	return class_entry;
}

static zend_class_entry *register_class_Sfprov_Behaviors(void)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Sfprov", "Behaviors", class_Sfprov_Behaviors_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES;

	return class_entry;
}

static zend_class_entry *register_class_Sfprov_QueryResult(zend_class_entry *class_entry_Iterator)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "Sfprov", "QueryResult", class_Sfprov_QueryResult_methods);
	class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL|ZEND_ACC_NO_DYNAMIC_PROPERTIES|ZEND_ACC_NOT_SERIALIZABLE;
	zend_class_implements(class_entry, 1, class_entry_Iterator);

	return class_entry;
}
