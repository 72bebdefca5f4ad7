/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: the answers to everything that an admin's check of the connection asks for. */
#include "provisioning/connection_check.h"
#include "rig.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_part rest = {(const char *) data, size};
	json_object *report = sfprov_connection_report_new();
	sfprov_target target = {.id = 1,
		.co_provisioning_target_id = 3,
		.obj_coperson = true,
		.external_id_field = "Registry_ID__c",
		.default_account = "001000000000001AAA",
		.deprovision_policy = SFPROV_DEPROVISION_SET_FIELD,
		.deprovision_field = "Left__c"};
	json_object *checks;
	bool same;
	sfprov_status status;
	fuzz_rig rig;
	size_t i;

	fuzz_rig_init(&rig, rest, 1);
	status = sfprov_connection_check(&rig.client, &target, report, &rig.error);
	fuzz_check_error(status, &rig.error);
	FUZZ_CHECK(status == SFPROV_OK || rig.error.kind == SFPROV_E_ABORTED);
	FUZZ_CHECK(rig.replies.requests <= 30);
	same = strcmp(rig.tokens.access_token, FUZZ_ACCESS_TOKEN) == 0;
	checks = sfprov_json_get(report, "checks");
	FUZZ_CHECK(json_object_is_type(checks, json_type_array));
	for (i = 0; i < json_object_array_length(checks); i++) {
		json_object *check = json_object_array_get_idx(checks, i);
		const char *message = sfprov_json_get_text(check, "message");

		FUZZ_CHECK(message != NULL && (!same || strstr(message, FUZZ_ACCESS_TOKEN) == NULL));
		FUZZ_CHECK(sfprov_json_get_bool(check, "ok", false) || !sfprov_json_get_bool(report, "ok", true));
	}
	json_object_put(report);
	fuzz_rig_free(&rig);
	return 0;
}
