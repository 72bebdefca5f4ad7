/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/php_sfprov.h"

#include "ext/spl/spl_exceptions.h"
#include "zend_attributes.h"
#include "zend_exceptions.h"
#include "zend_interfaces.h"

#include "php/sfprov_arginfo.h"

zend_class_entry *sfprov_ce_provisioner;
zend_class_entry *sfprov_ce_behaviors;
zend_class_entry *sfprov_ce_query_result;

static void register_exceptions(void)
{
	zend_class_entry *base = register_class_Sfprov_Exception(zend_ce_throwable);
	sfprov_php_exceptions *classes = &sfprov_ce_exceptions;

	classes->runtime = register_class_Sfprov_RuntimeException(spl_ce_RuntimeException, base);
	classes->network = register_class_Sfprov_NetworkException(classes->runtime);
	classes->server = register_class_Sfprov_ServerException(classes->runtime);
	classes->limit = register_class_Sfprov_LimitException(classes->runtime);
	classes->authorization = register_class_Sfprov_AuthorizationException(classes->runtime);
	classes->database = register_class_Sfprov_DatabaseException(classes->runtime);
	classes->invalid_argument = register_class_Sfprov_InvalidArgumentException(spl_ce_InvalidArgumentException, base);
	classes->record = register_class_Sfprov_RecordException(classes->invalid_argument);
	classes->configuration = register_class_Sfprov_ConfigurationException(classes->invalid_argument);
}

void sfprov_php_register_classes(void)
{
	register_exceptions();
	sfprov_ce_behaviors = register_class_Sfprov_Behaviors();
	sfprov_ce_provisioner = register_class_SalesforceProvisioner();
	sfprov_php_provisioner_setup(sfprov_ce_provisioner);
	sfprov_ce_query_result = register_class_Sfprov_QueryResult(zend_ce_iterator);
	sfprov_php_query_result_setup(sfprov_ce_query_result);
}

PHP_METHOD(Sfprov_Behaviors, enabled)
{
	zend_string *name = NULL;

	ZEND_PARSE_PARAMETERS_START(0, 1)
		Z_PARAM_OPTIONAL
		Z_PARAM_STR_OR_NULL(name)
	ZEND_PARSE_PARAMETERS_END();

	(void) name;
	RETURN_FALSE;
}
