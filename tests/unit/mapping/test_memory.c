/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Every allocation fails once: ours, json-c's and OpenSSL's. Under a sanitizer or valgrind ours only. */
#define _GNU_SOURCE
#include "cases.h"
#include "mapped.h"
#include "mapping/compare.h"
#include "memory_failing.h"

#include <dlfcn.h>

/* Volatile: the compiler takes it that malloc() knows nothing of them. */
static volatile long countdown; /* 0: none fails */
static volatile bool failed;
static volatile long blocks; /* of the whole program */
static bool whole_heap;

#if !defined(__SANITIZE_ADDRESS__)
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
	void *memory;

	if (original == NULL) {
		next("malloc", &original, sizeof(original));
	}
	memory = must_fail() ? NULL : original(size);
	blocks += memory != NULL ? 1 : 0;
	return memory;
}

/* musl's calloc() and realloc() call malloc() and free(), which are ours: it is one allocation all the same. Gives the countdown to be put back. */
static long stop_countdown(void)
{
	long kept = countdown;

	countdown = 0;
	return kept;
}

void *calloc(size_t count, size_t size)
{
	static bool looking;
	static void *(*original)(size_t, size_t);
	void *memory;
	long before = blocks;
	long kept;

	if (original == NULL) {
		/* The dlsym() of an old glibc (2.31) asks for memory, and does without. */
		if (looking) {
			return NULL;
		}
		looking = true;
		next("calloc", &original, sizeof(original));
	}
	if (must_fail()) {
		return NULL;
	}
	kept = stop_countdown();
	memory = original(count, size);
	countdown = kept;
	blocks = before + (memory != NULL ? 1 : 0);
	return memory;
}

void *realloc(void *memory, size_t size)
{
	static void *(*original)(void *, size_t);
	bool fresh = memory == NULL;
	long before = blocks;
	long kept;

	if (original == NULL) {
		next("realloc", &original, sizeof(original));
	}
	if (must_fail()) {
		return NULL;
	}
	kept = stop_countdown();
	memory = original(memory, size);
	countdown = kept;
	blocks = before + (fresh && memory != NULL ? 1 : 0);
	return memory;
}

void free(void *memory)
{
	static void (*original)(void *);

	if (original == NULL) {
		next("free", &original, sizeof(original));
	}
	blocks -= memory != NULL ? 1 : 0;
	original(memory);
}
#endif

/* A sanitizer and valgrind put their own malloc before ours. */
static bool owns_heap(void)
{
	void *volatile block;

	countdown = 1;
	block = malloc(1);
	countdown = 0;
	if (block != NULL) {
		free(block);
		return false;
	}
	return true;
}

static void fail_at(long n)
{
	failed = false;
	countdown = whole_heap ? n : 0;
	memory_fail_at(whole_heap ? 0 : n);
}

static bool has_failed(void)
{
	return whole_heap ? failed : memory_has_failed();
}

/* What Salesforce has, for the comparison of reconcile(). */
static json_object *in_salesforce;

static sfprov_status compare(const sfprov_mapped *mapped, json_object *sent, sfprov_error *error)
{
	json_object *differences = json_object_new_object();
	json_object *names = json_object_new_object();
	sfprov_status status = SFPROV_FAILED;
	size_t emptied = 0;

	if (differences == NULL || names == NULL) {
		(void) sfprov_fail_memory(error);
	} else if (sfprov_compare_names(&mapped->contact, sent, true, names, error) == SFPROV_OK
		&& sfprov_compare_record(&mapped->contact, sent, true, in_salesforce, "", differences, &emptied, error) == SFPROV_OK) {
		status = SFPROV_OK;
	}
	json_object_put(names);
	json_object_put(differences);
	return status;
}

/* Maps and compares as provision() and reconcile() do. */
static sfprov_status work(json_object *data, const sfprov_target *target, json_object *sent, sfprov_error *error)
{
	sfprov_status status = SFPROV_FAILED;
	sfprov_changes contact = {NULL, NULL, NULL};
	sfprov_changes coperson = {NULL, NULL, NULL};
	sfprov_mapped mapped;

	if (sfprov_map_person(data, target, NULL, &mapped, error) == SFPROV_OK && sfprov_changes_find(&mapped.contact, sent, true, &contact, error) == SFPROV_OK
		&& sfprov_changes_find(&mapped.coperson, NULL, true, &coperson, error) == SFPROV_OK) {
		status = compare(&mapped, sent, error);
	}
	sfprov_changes_free(&contact);
	sfprov_changes_free(&coperson);
	sfprov_mapped_free(&mapped);
	return status;
}

/* Gives how many allocations were failed. */
static long fail_each(json_object *data, const sfprov_target *target, json_object *sent)
{
	long live = memory_live();
	sfprov_error error;
	long n;

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
		if (whole_heap) {
			memory_count_failure();
		}
	}
	return n - 1;
}

/* What libraries keep for good they have after the first round. The second must leave nothing behind, but for what json-c itself loses: its copy of
 * a key when its table cannot grow (two allocations, in three objects). */
static void torture(json_object *data, const sfprov_target *target, json_object *sent, long least)
{
	sfprov_error error;
	long before;
	long tried;

	CHECK(work(data, target, sent, &error) == SFPROV_OK);
	tried = fail_each(data, target, sent);
	if (!CHECK(tried >= least)) {
		printf("\tonly %ld allocations, not %ld\n", tried, least);
	}
	before = blocks;
	tried = fail_each(data, target, sent);
	if (!CHECK(tried >= least)) {
		printf("\tonly %ld allocations, not %ld\n", tried, least);
	}
	CHECK(blocks - before <= 6);
}

/* Reading the target itself: our own allocations, since json-c's parser does not look at the results of its own. */
static void read_each(json_object *data, long least)
{
	long live = memory_live();
	sfprov_target target;
	sfprov_error error;
	bool hit = true;
	long n;

	for (n = 1; hit; n++) {
		sfprov_status status;

		memory_fail_at(n);
		status = sfprov_target_read(data, &target, &error);
		hit = memory_has_failed();
		memory_fail_at(0);
		CHECK(status == (hit ? SFPROV_FAILED : SFPROV_OK));
		CHECK(!hit || error.kind == SFPROV_E_MEMORY);
		sfprov_target_free(&target);
		CHECK_INT(memory_live(), live);
	}
	CHECK(n > least);
}

int main(void)
{
	json_object *document = case_load("036-suspended-then-active-employeeno-PR-a");
	json_object *row = sfprov_json_get(sfprov_json_get(document, "target"), "CoSalesforceProvisionerTarget");
	json_object *data = sfprov_json_get(document, "data");
	json_object *sent = quoted("{'Email':'x','Suffix':'y','HomePhone':'z'}");
	json_object *gone = quoted("{" NAMED ",'CoGroupMember':[],'EmailAddress':[],'CoPersonRole':[],'Identifier':[{'type':'uid','identifier':12}]}");
	const char *mapping = "[{\"object\":\"Contact\",\"field\":\"A__c\",\"source\":\"CoPerson.id\",\"type\":\"number\"},"
						  "{\"object\":\"Contact\",\"field\":\"B__c\",\"source\":\"text:yes\",\"type\":\"boolean\"},"
						  "{\"object\":\"Contact\",\"field\":\"C__c\",\"source\":\"TelephoneNumber.office\"},"
						  "{\"object\":\"Contact\",\"field\":\"D__c\",\"source\":\"CoPersonRole.valid_from\",\"type\":\"datetime\"},"
						  "{\"object\":\"Contact\",\"field\":\"E__c\",\"source\":\"Identifier.none\",\"type\":\"boolean\"},"
						  "{\"object\":\"CoPerson__c\",\"field\":\"F__c\",\"source\":\"text:1.50\",\"type\":\"number\"}]";
	sfprov_target target;
	sfprov_error error;

	/* Older versions of json-c do not look at what they are given, nor tell that it was nothing. */
	whole_heap = owns_heap() && json_c_version_num() >> 8 >= 16;
	in_salesforce = quoted("{'LastName':'Other','Email':'e','Title':null,'Suffix':'Jr.','A__c':8,'B__c':false}");
	CHECK(sfprov_json_set(row, "external_id_field", json_object_new_string("Registry_ID__c")));
	CHECK(sfprov_target_read(sfprov_json_get(document, "target"), &target, &error) == SFPROV_OK);
	torture(data, &target, sent, whole_heap ? 100 : 5);
	torture(gone, &target, sent, whole_heap ? 50 : 1);
	CHECK(sfprov_json_set(row, "external_id_type", json_object_new_string("employeeno")));
	CHECK(sfprov_target_read(sfprov_json_get(document, "target"), &target, &error) == SFPROV_OK);
	torture(data, &target, NULL, whole_heap ? 100 : 5);
	sfprov_target_free(&target);
	CHECK(sfprov_json_set(row, "field_mapping", json_object_new_string(mapping)));
	read_each(sfprov_json_get(document, "target"), whole_heap ? 2 : 1);
	CHECK(sfprov_target_read(sfprov_json_get(document, "target"), &target, &error) == SFPROV_OK);
	torture(data, &target, NULL, whole_heap ? 150 : 5);
	torture(gone, &target, NULL, whole_heap ? 60 : 0);
	sfprov_target_free(&target);
	json_object_put(in_salesforce);
	json_object_put(gone);
	json_object_put(sent);
	json_object_put(document);
	return unit_summary("mapping/memory");
}
