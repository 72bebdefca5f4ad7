/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: a provisioning target as the registry's framework hands it over. */
#include "base/text.h"
#include "fuzz.h"
#include "mapping/target.h"

#include <string.h>

static void check_mapping(const sfprov_field_mapping *mapping)
{
	size_t i;

	FUZZ_CHECK(mapping->count <= SFPROV_FIELD_RULES_MAX);
	for (i = 0; i < mapping->count; i++) {
		const sfprov_field_rule *rule = &mapping->rules[i];

		FUZZ_CHECK(sfprov_text_is_api_name(rule->field) && !sfprov_text_equal_nocase(rule->field, "Id"));
		FUZZ_CHECK(rule->attribute != NULL || rule->constant != NULL || rule->origin == SFPROV_FROM_TELEPHONE);
		FUZZ_CHECK((rule->constant != NULL) == (rule->origin == SFPROV_FROM_CONSTANT));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_object *document = sfprov_json_parse((const char *) data, size);
	sfprov_target target;
	sfprov_error error;
	sfprov_status status;

	sfprov_error_clear(&error);
	status = sfprov_target_read(document, &target, &error);
	fuzz_check_error(status, &error);
	if (status == SFPROV_OK) {
		const char *const texts[] = {target.instance_url, target.email_address_type, target.platform_id_type, target.app_id_type, target.external_id_type,
			target.deprovision_value, target.jwt_key_file, target.jwt_username};
		size_t i;

		FUZZ_CHECK(target.id > 0 && target.co_provisioning_target_id > 0 && target.server_id >= 0);
		FUZZ_CHECK(target.default_account == NULL || sfprov_text_is_record_id(target.default_account));
		FUZZ_CHECK(target.external_id_field == NULL || sfprov_text_is_api_name(target.external_id_field));
		FUZZ_CHECK(target.deprovision_policy != SFPROV_DEPROVISION_SET_FIELD || sfprov_text_is_api_name(target.deprovision_field));
		check_mapping(&target.field_mapping);
		for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
			FUZZ_CHECK(texts[i] == NULL || (texts[i][0] != '\0' && sfprov_text_is_utf8(texts[i], strlen(texts[i]))));
		}
	}
	sfprov_target_free(&target);
	json_object_put(document);
	fuzz_check_memory();
	return 0;
}
