/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "php/sync_options.h"

static sfprov_status wrong(const char *name, const char *what, sfprov_error *error)
{
	(void) sfprov_fail(error, SFPROV_E_INPUT, "The option %s must be %s", name, what);
	sfprov_error_add_field(error, name);
	return SFPROV_FAILED;
}

static sfprov_status take(zval *value, const sfprov_sync_option *option, sfprov_error *error)
{
	char range[96];

	switch (option->kind) {
		case SFPROV_OPTION_BOOL:
			if (Z_TYPE_P(value) != IS_TRUE && Z_TYPE_P(value) != IS_FALSE) {
				return wrong(option->name, "true or false", error);
			}
			*option->flag = Z_TYPE_P(value) == IS_TRUE;
			return SFPROV_OK;
		case SFPROV_OPTION_NUMBER:
			if (Z_TYPE_P(value) != IS_LONG || Z_LVAL_P(value) < option->least || Z_LVAL_P(value) > option->most) {
				(void) snprintf(range, sizeof(range), "a whole number from %lld to %lld", (long long) option->least, (long long) option->most);
				return wrong(option->name, range, error);
			}
			*option->number = Z_LVAL_P(value);
			return SFPROV_OK;
		case SFPROV_OPTION_MODE:
			if (Z_TYPE_P(value) != IS_STRING
				|| (!zend_string_equals_literal(Z_STR_P(value), "all") && !zend_string_equals_literal(Z_STR_P(value), "changed"))) {
				return wrong(option->name, "\"all\" or \"changed\"", error);
			}
			*option->mode = Z_STRVAL_P(value);
			return SFPROV_OK;
		case SFPROV_OPTION_CALLABLE:
			if (!zend_is_callable(value, 0, NULL)) {
				return wrong(option->name, "callable", error);
			}
			ZVAL_COPY_VALUE(option->value, value);
			return SFPROV_OK;
		default:
			ZVAL_COPY_VALUE(option->value, value);
			return SFPROV_OK;
	}
}

sfprov_status sfprov_sync_options_read(HashTable *given, const sfprov_sync_option *options, size_t count, sfprov_error *error)
{
	zend_string *name;
	zval *value;

	ZEND_HASH_FOREACH_STR_KEY_VAL(given, name, value) {
		size_t i;

		ZVAL_DEREF(value);
		for (i = 0; name != NULL && i < count && strcmp(options[i].name, ZSTR_VAL(name)) != 0; i++) {
		}
		if (name == NULL || i == count) {
			return sfprov_fail(error, SFPROV_E_INPUT, "There is no option \"%.40s\"", name == NULL ? "" : ZSTR_VAL(name));
		}
		/* An option that is null is not given. */
		if (Z_TYPE_P(value) != IS_NULL && take(value, &options[i], error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
	}
	ZEND_HASH_FOREACH_END();
	return SFPROV_OK;
}

int64_t sfprov_sync_target_number(json_object *target_data, const char *column, int64_t least, int64_t most, int64_t otherwise)
{
	json_object *row = sfprov_json_get(target_data, "CoSalesforceProvisionerTarget");
	int64_t number;

	return sfprov_json_get_int64(row, column, &number) && number >= least && number <= most ? number : otherwise;
}
