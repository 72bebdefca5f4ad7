/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: the name of an sObject, then the answers. */
#include "rig.h"
#include "salesforce/describe.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"LastName", "Email", "Registry_ID__c", "lastname", "Missing__c"};
	fuzz_part rest = {(const char *) data, size};
	char *sobject = fuzz_next_text(&rest);
	json_object *wanted;
	json_object *fields = NULL;
	sfprov_status status;
	fuzz_rig rig;
	size_t i;

	/* The name is the caller's and stands in messages. */
	if (fuzz_shows_secret(sobject)) {
		free(sobject);
		return 0;
	}
	wanted = json_object_new_array();
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void) sfprov_json_append(wanted, json_object_new_string(names[i]));
	}
	fuzz_rig_init(&rig, rest, 1);
	status = sfprov_describe_fields(&rig.client, sobject, wanted, &fields, &rig.error);
	FUZZ_CHECK((status == SFPROV_OK) == (fields != NULL));
	if (fields != NULL) {
		FUZZ_CHECK(json_object_object_length(fields) <= 5);
		json_object_object_foreach(fields, name, field)
		{
			(void) name;
			FUZZ_CHECK(json_object_object_length(field) == 8);
			FUZZ_CHECK(sfprov_json_get_text(field, "type") != NULL);
		}
	}
	fuzz_rig_check(&rig, status, false);
	json_object_put(fields);
	json_object_put(wanted);
	free(sobject);
	fuzz_rig_free(&rig);
	return 0;
}
