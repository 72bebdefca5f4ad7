/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: a line with a digit a part (0 update, 1 upsert, 2 create), then the answers. */
#include "base/text.h"
#include "rig.h"
#include "salesforce/composite.h"
#include "salesforce/errors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_parts(sfprov_composite *composite, fuzz_rig *rig, const char *kinds)
{
	static const sfprov_method methods[] = {SFPROV_PATCH, SFPROV_PATCH, SFPROV_POST};
	static const sfprov_repeat repeats[] = {SFPROV_REPEAT_SAFE, SFPROV_REPEAT_SAFE_BY_KEY, SFPROV_REPEAT_ONCE};
	static const char *const paths[] = {"/sobjects/Contact/003000000000001AAA", "/sobjects/Contact/Registry_ID__c/7", "/sobjects/Contact"};
	char reference[16];
	size_t i;

	for (i = 0; kinds[i] != '\0' && i <= SFPROV_COMPOSITE_MAX; i++) {
		unsigned kind = (unsigned char) kinds[i] % 3;
		json_object *body = json_object_new_object();
		sfprov_status status;

		(void) sfprov_json_set_text(body, "LastName", "Lee");
		(void) snprintf(reference, sizeof(reference), "part%zu", i);
		status = sfprov_composite_add(composite, &rig->client, methods[kind], paths[kind], i == 0 ? "contact" : reference, body, repeats[kind], &rig->error);
		FUZZ_CHECK((status == SFPROV_OK) == (i < SFPROV_COMPOSITE_MAX));
		json_object_put(body);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_part rest = {(const char *) data, size};
	char *kinds = fuzz_next_text(&rest);
	sfprov_composite composite;
	sfprov_composite_result result;
	sfprov_status status;
	fuzz_rig rig;
	size_t i;

	fuzz_rig_init(&rig, rest, 3);
	sfprov_composite_init(&composite, strlen(kinds) % 2 == 1);
	add_parts(&composite, &rig, kinds);
	status = sfprov_composite_send(&rig.client, &composite, &result, &rig.error);
	/* An answer for every part, or none at all. */
	FUZZ_CHECK(status != SFPROV_OK || (result.count == composite.count && result.count > 0));
	for (i = 0; status == SFPROV_OK && i < result.count; i++) {
		const sfprov_composite_part *part = &result.parts[i];
		const char *id = sfprov_composite_part_id(part);
		sfprov_error error;

		FUZZ_CHECK(part->status >= 100 && part->status <= 599);
		FUZZ_CHECK(id == NULL || sfprov_text_is_record_id(id));
		if (!sfprov_composite_part_ok(part)) {
			fuzz_check_error(sfprov_sf_error_of_answer(part->status, part->body, "Contact create", &error), &error);
		}
	}
	fuzz_rig_check(&rig, status, false);
	sfprov_composite_result_free(&result);
	sfprov_composite_free(&composite);
	free(kinds);
	fuzz_rig_free(&rig);
	return 0;
}
