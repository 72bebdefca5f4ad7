/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: {"op", "target", "data", "labels"}: what the registry's framework hands over, mapped and planned. */
#include "base/text.h"
#include "fuzz.h"
#include "mapping/mapping.h"
#include "provisioning/operation.h"
#include "provisioning/plan.h"

#include <string.h>

static void check_fields(const sfprov_fields *fields)
{
	json_object_object_foreach(fields->values, name, value)
	{
		FUZZ_CHECK(sfprov_text_is_api_name(name));
		/* In one of the two at most. */
		FUZZ_CHECK(sfprov_json_get(fields->absent, name) == NULL);
		/* What the field mapping makes. */
		if (json_object_is_type(value, json_type_boolean) || json_object_is_type(value, json_type_int) || json_object_is_type(value, json_type_double)) {
			continue;
		}
		FUZZ_CHECK(json_object_is_type(value, json_type_string) && json_object_get_string_len(value) > 0);
		FUZZ_CHECK(sfprov_text_is_utf8(json_object_get_string(value), (size_t) json_object_get_string_len(value)));
		FUZZ_CHECK(strlen(json_object_get_string(value)) == (size_t) json_object_get_string_len(value));
	}
}

static void check_request(const sfprov_plan_request *request)
{
	FUZZ_CHECK(strncmp(request->path, "/sobjects/", 10) == 0);
	FUZZ_CHECK(strpbrk(request->path, " \r\n#\\?") == NULL);
	FUZZ_CHECK(json_object_is_type(request->body, json_type_object));
	FUZZ_CHECK(sfprov_json_get(request->body, "Id") == NULL);
}

static void check_plan(sfprov_mapped *mapped, const sfprov_target *target)
{
	sfprov_plan_request request;
	sfprov_status status;
	sfprov_error error;
	sfprov_link link;
	sfprov_plan plan;

	memset(&link, 0, sizeof(link));
	sfprov_error_clear(&error);
	status = sfprov_plan_make(mapped, target, &link, &plan, &error);
	fuzz_check_error(status, &error);
	if (status == SFPROV_OK && plan.contact_step != SFPROV_STEP_NONE) {
		status = sfprov_plan_contact_request(&plan, mapped, target, &link, &request, &error);
		fuzz_check_error(status, &error);
		if (status == SFPROV_OK) {
			check_request(&request);
		}
		sfprov_plan_request_free(&request);
	}
	if (status == SFPROV_OK && plan.coperson_step != SFPROV_STEP_NONE) {
		status = sfprov_plan_coperson_request(&plan, &link, "@{contact.id}", &request, &error);
		fuzz_check_error(status, &error);
		if (status == SFPROV_OK) {
			check_request(&request);
		}
		sfprov_plan_request_free(&request);
	}
	sfprov_plan_free(&plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_object *document = sfprov_json_parse((const char *) data, size);
	json_object *person = sfprov_json_get(document, "data");
	const char *op = sfprov_json_get_text(document, "op");
	const char *reason = NULL;
	sfprov_mapped mapped;
	sfprov_target target;
	sfprov_error error;
	sfprov_status status;

	sfprov_error_clear(&error);
	(void) sfprov_operation_action(op == NULL ? "PU" : op, person, &reason);
	FUZZ_CHECK(reason != NULL);
	status = sfprov_target_read(sfprov_json_get(document, "target"), &target, &error);
	fuzz_check_error(status, &error);
	if (status == SFPROV_OK) {
		status = sfprov_map_person(person, &target, sfprov_json_get(document, "labels"), &mapped, &error);
		fuzz_check_error(status, &error);
		if (status == SFPROV_OK) {
			FUZZ_CHECK(mapped.co_person_id > 0 && mapped.co_id > 0);
			check_fields(&mapped.contact);
			check_fields(&mapped.coperson);
			check_plan(&mapped, &target);
		}
		sfprov_mapped_free(&mapped);
	}
	sfprov_target_free(&target);
	json_object_put(document);
	fuzz_check_memory();
	return 0;
}
