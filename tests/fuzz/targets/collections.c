/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: a line with two digits, the kind (0 create, 1 update, 2 upsert, 3 delete) and how many records, and a + when the collection is not alone in its call; then the
 * answers. */
#include "base/text.h"
#include "rig.h"
#include "salesforce/collections.h"

#include <stdlib.h>
#include <string.h>

static bool by_id(const sfprov_collection *collection)
{
	return collection->kind == SFPROV_COLLECT_UPDATE || collection->kind == SFPROV_COLLECT_DELETE;
}

static void add_records(sfprov_collection *collection, fuzz_rig *rig, int count)
{
	char id[] = "003000000000000AAA";
	int i;

	for (i = 0; i < count; i++) {
		json_object *fields = json_object_new_object();

		id[14] = (char) ('0' + i);
		(void) sfprov_json_set_text(fields, "Registry_ID__c", id);
		FUZZ_CHECK(sfprov_collection_add(collection, collection->kind == SFPROV_COLLECT_DELETE ? NULL : fields, by_id(collection) ? id : NULL, &rig->error)
			== SFPROV_OK);
		json_object_put(fields);
	}
}

static void check_result(const sfprov_collection *collection, size_t at, const sfprov_record_result *results)
{
	const sfprov_record_result *result = &results[at];
	size_t i;

	if (!result->success) {
		fuzz_check_error(SFPROV_FAILED, &result->error);
		FUZZ_CHECK(!result->created);
		FUZZ_CHECK(!result->retryable || result->error.outcome != SFPROV_OUTCOME_REFUSED);
		/* What may be doubled is not repeated. */
		FUZZ_CHECK(!result->retryable || collection->kind != SFPROV_COLLECT_CREATE || result->error.outcome != SFPROV_OUTCOME_UNKNOWN);
		return;
	}
	FUZZ_CHECK(result->error.kind == SFPROV_E_NONE && !result->retryable);
	FUZZ_CHECK(sfprov_text_is_record_id(result->id));
	FUZZ_CHECK(!by_id(collection) || (sfprov_text_same_record_id(result->id, collection->ids[at]) && !result->created));
	FUZZ_CHECK(collection->kind != SFPROV_COLLECT_CREATE || result->created);
	for (i = 0; i < at; i++) {
		FUZZ_CHECK(!results[i].success || !sfprov_text_same_record_id(results[i].id, result->id));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_part rest = {(const char *) data, size};
	char *line = fuzz_next_text(&rest);
	int kind = line[0] == '\0' ? 0 : (unsigned char) line[0] % 4;
	int count = line[0] == '\0' || line[1] == '\0' ? 1 : 1 + (unsigned char) (line[1] - '0') % 9;
	static sfprov_record_result results[SFPROV_COLLECTION_MAX];
	sfprov_collection collection;
	sfprov_composite composite;
	sfprov_composite_result result;
	sfprov_status status;
	fuzz_rig rig;
	size_t i;

	fuzz_rig_init(&rig, rest, 3);
	sfprov_composite_init(&composite, false);
	FUZZ_CHECK(sfprov_collection_init(&collection, (sfprov_collection_kind) kind, "Contact", "Registry_ID__c", &rig.error) == SFPROV_OK);
	add_records(&collection, &rig, count);
	FUZZ_CHECK(sfprov_collection_add_to(&collection, &composite, &rig.client, "contacts", &rig.error) == SFPROV_OK);
	if (strchr(line, '+') != NULL) {
		FUZZ_CHECK(sfprov_collection_add_to(&collection, &composite, &rig.client, "again", &rig.error) == SFPROV_OK);
	}
	status = sfprov_composite_send(&rig.client, &composite, &result, &rig.error);
	if (status == SFPROV_OK) {
		sfprov_collection_read(&collection, &result.parts[0], results);
	} else {
		sfprov_collection_fail(&collection, &rig.error, results);
	}
	for (i = 0; i < collection.count; i++) {
		check_result(&collection, i, results);
	}
	fuzz_rig_check(&rig, status, false);
	sfprov_composite_result_free(&result);
	sfprov_composite_free(&composite);
	sfprov_collection_free(&collection);
	free(line);
	fuzz_rig_free(&rig);
	return 0;
}
