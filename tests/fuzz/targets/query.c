/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: a SOQL query, then an answer a page. */
#include "rig.h"
#include "salesforce/query.h"

#include <stdlib.h>
#include <string.h>

#define PAGES_MAX 20

static void check_page(const sfprov_query_page *page)
{
	size_t i;

	FUZZ_CHECK(json_object_is_type(page->records, json_type_array) && page->total >= -1);
	for (i = 0; i < json_object_array_length(page->records); i++) {
		FUZZ_CHECK(json_object_is_type(json_object_array_get_idx(page->records, i), json_type_object));
	}
	/* It goes behind the instance URL: nothing in it may change the host or leave the data resources. */
	FUZZ_CHECK(page->next == NULL || (strncmp(page->next, "/services/data/v", 16) == 0 && strstr(page->next, "..") == NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_part rest = {(const char *) data, size};
	char *soql = fuzz_next_text(&rest);
	sfprov_query_page page;
	sfprov_status status;
	fuzz_rig rig;
	int pages;

	/* What is looked for is the caller's and stands in URLs. */
	if (fuzz_shows_secret(soql)) {
		free(soql);
		return 0;
	}
	fuzz_rig_init(&rig, rest, 1);
	status = sfprov_query_first(&rig.client, soql, &page, &rig.error);
	fuzz_rig_check(&rig, status, false);
	for (pages = 0; status == SFPROV_OK && pages < PAGES_MAX; pages++) {
		char *next = page.next;

		check_page(&page);
		page.next = NULL;
		sfprov_query_page_free(&page);
		if (next == NULL) {
			break;
		}
		status = sfprov_query_next(&rig.client, next, &page, &rig.error);
		sfprov_buffer_free(&(sfprov_buffer){.bytes = next});
		fuzz_rig_check(&rig, status, false);
	}
	sfprov_query_page_free(&page);
	/* What stands in the input cannot be a next page by itself either, unless it is one. */
	status = sfprov_query_next(&rig.client, soql, &page, &rig.error);
	fuzz_rig_check(&rig, status, false);
	sfprov_query_page_free(&page);
	free(soql);
	fuzz_rig_free(&rig);
	return 0;
}
