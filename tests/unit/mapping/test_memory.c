/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Every allocation fails once: ours and, without a sanitizer (they bring a malloc of their own), those of json-c and OpenSSL too. */
#define _GNU_SOURCE
#include "cases.h"
#include "mapped.h"
#include "memory_failing.h"


#include <dlfcn.h>

#if defined(__SANITIZE_ADDRESS__)
static void fail_at(long n)
{
	memory_fail_at(n);
}

static bool has_failed(void)
{
	return memory_has_failed();
}
#else
static long countdown;
static bool failed;

static void fail_at(long n)
{
	countdown = n;
	failed = false;
}

static bool has_failed(void)
{
	return failed;
}

static bool must_fail(void)
{
	if (countdown == 0 || --countdown > 0) {
		return false;
	}
	failed = true;
	return true;
}

/* The C library's own function behind ours; the object representation of a function pointer is what dlsym() gives. */
static void next(const char *name, void *function, size_t size)
{
	void *symbol = dlsym(RTLD_NEXT, name);

	memcpy(function, &symbol, size);
}

void *malloc(size_t size)
{
	static void *(*original)(size_t);

	if (original == NULL) {
		next("malloc", &original, sizeof(original));
	}
	return must_fail() ? NULL : original(size);
}

void *calloc(size_t count, size_t size)
{
	static void *(*original)(size_t, size_t);

	if (original == NULL) {
		next("calloc", &original, sizeof(original));
	}
	return must_fail() ? NULL : original(count, size);
}

void *realloc(void *memory, size_t size)
{
	static void *(*original)(void *, size_t);

	if (original == NULL) {
		next("realloc", &original, sizeof(original));
	}
	return must_fail() ? NULL : original(memory, size);
}
#endif

/* Maps and compares as provision() does. */
static sfprov_status work(json_object *data, const sfprov_target *target, json_object *sent, sfprov_error *error)
{
	sfprov_status status = SFPROV_FAILED;
	sfprov_changes contact = {NULL, NULL, NULL};
	sfprov_changes coperson = {NULL, NULL, NULL};
	sfprov_mapped mapped;

	if (sfprov_map_person(data, target, NULL, &mapped, error) == SFPROV_OK
		&& sfprov_changes_find(&mapped.contact, sent, true, &contact, error) == SFPROV_OK
		&& sfprov_changes_find(&mapped.coperson, NULL, true, &coperson, error) == SFPROV_OK) {
		status = SFPROV_OK;
	}
	sfprov_changes_free(&contact);
	sfprov_changes_free(&coperson);
	sfprov_mapped_free(&mapped);
	return status;
}

/* Gives how many allocations were failed. */
static long torture(json_object *data, const sfprov_target *target, json_object *sent)
{
	long live = memory_live();
	sfprov_error error;
	long n;

	/* What libraries set up once has been set up before it counts. */
	CHECK(work(data, target, sent, &error) == SFPROV_OK);
	for (n = 1;; n++) {
		sfprov_status status;
		bool hit;

		sfprov_error_clear(&error);
		fail_at(n);
		status = work(data, target, sent, &error);
		hit = has_failed();
		fail_at(0);
		/* OpenSSL can do without some of what it asks for. */
		if (!CHECK(status == SFPROV_OK || (hit && error.kind == SFPROV_E_MEMORY))) {
			printf("\tallocation %ld: %s\n", n, error.message);
		}
		CHECK_INT(memory_live(), live);
		if (!hit) {
			break;
		}
	}
	return n - 1;
}

int main(void)
{
	json_object *document = case_load("036-suspended-then-active-employeeno-PR-a");
	json_object *row = sfprov_json_get(sfprov_json_get(document, "target"), "CoSalesforceProvisionerTarget");
	json_object *data = sfprov_json_get(document, "data");
	json_object *sent = quoted("{'Email':'x','Suffix':'y','HomePhone':'z'}");
	json_object *gone = quoted("{" NAMED ",'CoGroupMember':[],'EmailAddress':[],'CoPersonRole':[],'Identifier':[{'type':'uid','identifier':12}]}");
	sfprov_target target;
	sfprov_error error;

	CHECK(sfprov_json_set(row, "external_id_field", json_object_new_string("Registry_ID__c")));
	CHECK(sfprov_target_read(sfprov_json_get(document, "target"), &target, &error) == SFPROV_OK);
	CHECK(torture(data, &target, sent) > 20);
	CHECK(torture(gone, &target, sent) > 5);
	CHECK(sfprov_json_set(row, "external_id_type", json_object_new_string("employeeno")));
	CHECK(sfprov_target_read(sfprov_json_get(document, "target"), &target, &error) == SFPROV_OK);
	CHECK(torture(data, &target, NULL) > 20);
	json_object_put(gone);
	json_object_put(sent);
	json_object_put(document);
	return unit_summary("mapping/memory");
}
