/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* How long one person takes. It prints the time, and fails only where something has become slower by an order of magnitude. */
#define _GNU_SOURCE
#include "cases.h"
#include "mapped.h"

#include <time.h>

static double cpu_microseconds(void)
{
	struct timespec now;

	(void) clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double) now.tv_sec * 1e6 + (double) now.tv_nsec / 1e3;
}

static bool one_person(json_object *data, const sfprov_target *target, json_object *sent[2])
{
	const sfprov_fields *fields[2];
	sfprov_mapped mapped;
	sfprov_error error;
	bool good = sfprov_map_person(data, target, NULL, &mapped, &error) == SFPROV_OK;
	int i;

	fields[0] = &mapped.contact;
	fields[1] = &mapped.coperson;
	for (i = 0; good && i < 2; i++) {
		sfprov_changes changes;

		good = sfprov_changes_find(fields[i], sent[i], true, &changes, &error) == SFPROV_OK;
		if (good && sent[i] == NULL) {
			sent[i] = json_object_get(changes.digests);
		}
		sfprov_changes_free(&changes);
	}
	sfprov_mapped_free(&mapped);
	return good;
}

static void measure(const char *name, int rounds)
{
	json_object *document = case_load(name);
	json_object *data = sfprov_json_get(document, "data");
	json_object *sent[2] = {NULL, NULL};
	sfprov_target target;
	sfprov_error error;
	double started;
	double each;
	int i;

	CHECK(sfprov_target_read(sfprov_json_get(document, "target"), &target, &error) == SFPROV_OK);
	CHECK(one_person(data, &target, sent));
	started = cpu_microseconds();
	for (i = 0; i < rounds; i++) {
		if (!one_person(data, &target, sent)) {
			CHECK(false);
			break;
		}
	}
	each = (cpu_microseconds() - started) / rounds;
	printf("mapping/speed: %s, mapped and compared: %.1f microseconds of CPU\n", name, each);
	CHECK(each < 10000.0);
	json_object_put(sent[0]);
	json_object_put(sent[1]);
	json_object_put(document);
}

int main(void)
{
	measure("001-full-nonascii-PR-a", 2000);
	measure("036-suspended-then-active-employeeno-PR-a", 2000);
	measure("048-skeletal-P-PR-a", 2000);
	return unit_summary("mapping/speed");
}
