/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What only looks: the preview, and the connection check. */
#include "heap_failing.h"
#include "memory_failing.h"
#include "provisioning/connection_check.h"
#include "scenarios.h"
#include "unit.h"

static world self;

static int count_requests(json_object *preview)
{
	return (int) json_object_array_length(sfprov_json_get(preview, "requests"));
}

/* The preview sends and writes nothing, and says what the run then does. */
static void test_preview(const scenario *one)
{
	json_object *preview = NULL;
	sfprov_status status;
	int writes;

	scenario_begin(one, &self);
	writes = self.people.writes;
	status = sfprov_preview_person(&self.host, &self.target, self.op, self.data, &preview, &self.error);
	CHECK((status == SFPROV_OK) == (preview != NULL));
	CHECK_INT(self.org.calls, 0);
	CHECK_INT(self.people.writes, writes);
	if (preview != NULL) {
		bool unchanged = sfprov_json_get_bool(preview, "unchanged", false);

		CHECK_INT(count_requests(preview) == 0, unchanged);
		CHECK(sfprov_json_get_text(preview, "reason") != NULL && sfprov_json_get(preview, "fields") != NULL && sfprov_json_get(preview, "cleared") != NULL);
		json_object_put(preview);
		/* Nothing to send, nothing sent. Not so for who leaves while a lost create has to be looked for first. */
		(void) world_run(&self);
		if (unchanged && self.people.claims == 0) {
			CHECK_INT(self.org.calls, 0);
		}
	} else {
		CHECK_INT(self.error.kind, one->kind);
	}
	world_free(&self);
	CHECK_INT(memory_live(), 0);
}

static void test_preview_text(void)
{
	json_object *preview = NULL;

	world_init(&self, BOTH, ANN_LEE);
	CHECK(sfprov_preview_person(&self.host, &self.target, "PU", self.data, &preview, &self.error) == SFPROV_OK);
	CHECK_TEXT(sfprov_json_text(preview),
		"{\"action\":\"synchronise\",\"reason\":\"the person was added or "
		"changed\",\"requests\":[{\"method\":\"POST\",\"path\":\"/sobjects/Contact\",\"body\":{"
		"\"FirstName\":\"Ann\",\"LastName\":\"Lee\",\"Email\":\"ann@example.org\"}},{\"method\":\"POST\",\"path\":\"/sobjects/CoPerson__c\",\"body\":{"
		"\"Application_ID__c\":\"alee\",\"Status__c\":\"Active\",\"Contact__c\":\"@{contact.id}\"}}],\"fields\":{\"Contact\":{\"FirstName\":\"Ann\","
		"\"LastName\":"
		"\"Lee\",\"Email\":\"ann@example.org\"},\"CoPerson__c\":{\"Application_ID__c\":\"alee\",\"Status__c\":\"Active\"}},\"cleared\":{\"Contact\":[],"
		"\"CoPerson__c\":[]},\"unchanged\":false}");
	json_object_put(preview);
	CHECK(sfprov_preview_person(&self.host, &self.target, "PD", self.data, &preview, &self.error) == SFPROV_OK);
	CHECK_TEXT(sfprov_json_get_text(preview, "action"), "deprovision");
	CHECK_CONTAINS(sfprov_json_get_text(preview, "reason"), "to do nothing");
	json_object_put(preview);
	world_set_target(&self, PLAIN ",'deprovision_policy':'D'");
	CHECK(sfprov_preview_person(&self.host, &self.target, "PD", self.data, &preview, &self.error) == SFPROV_OK);
	CHECK_TEXT(sfprov_json_get_text(preview, "reason"), "the person has no Contact");
	json_object_put(preview);
	world_set_data(&self, "'CoPerson':{'id':'x','co_id':2}");
	CHECK(sfprov_preview_person(&self.host, &self.target, "PD", self.data, &preview, &self.error) == SFPROV_FAILED);
	CHECK_INT(self.error.kind, SFPROV_E_INPUT);
	CHECK_TEXT(self.error.fields, "CoPerson.id");
	CHECK(preview == NULL);
	self.op = "PD";
	CHECK(world_run(&self) == SFPROV_FAILED);
	CHECK_INT(self.error.kind, SFPROV_E_INPUT);
	world_free(&self);
}

static json_object *find_check(json_object *report, const char *name)
{
	json_object *checks = sfprov_json_get(report, "checks");
	size_t i;

	for (i = 0; i < json_object_array_length(checks); i++) {
		json_object *check = json_object_array_get_idx(checks, i);

		if (strcmp(sfprov_json_get_text(check, "name"), name) == 0) {
			return check;
		}
	}
	return NULL;
}

static json_object *check_connection(sfprov_status *status)
{
	json_object *report = sfprov_connection_report_new();
	sfprov_client *client = NULL;

	*status = report == NULL ? SFPROV_FAILED : self.host.connect(self.host.connect_context, &self.target, &client, &self.error);
	if (*status == SFPROV_OK) {
		*status = sfprov_connection_check(client, &self.target, report, &self.error);
	}
	if (self.has_session) {
		sfprov_session_free(&self.session);
		self.has_session = false;
	}
	return report;
}

/* One check is red (or green, with an odd message), and the others are made all the same. */
static void expect(const char *name, bool ok, const char *says)
{
	sfprov_status status;
	json_object *report = check_connection(&status);
	json_object *check = find_check(report, name);

	CHECK(status == SFPROV_OK);
	CHECK_INT(sfprov_json_get_bool(check, "ok", !ok), ok);
	CHECK_CONTAINS(sfprov_json_get_text(check, "message"), says);
	CHECK_INT(sfprov_json_get_bool(report, "ok", !ok), ok);
	CHECK_INT(json_object_array_length(sfprov_json_get(report, "checks")), self.target.obj_coperson ? 5 : 4);
	CHECK_TEXT(sfprov_json_get_text(report, "instance_url"), ORG_INSTANCE);
	json_object_put(report);
	world_free(&self);
	CHECK_INT(memory_live(), 0);
}

#define ALL BOTH KEYED ",'middle_name':true,'default_account':'001000000000001AAA','deprovision_policy':'F','deprovision_field':'Left__c'"

static void test_checks(void)
{
	world_init(&self, ALL, ANN);
	expect("session", true, "Connected as registry@example.org to Acme (Developer Edition, sandbox)");
	world_init(&self, ALL, ANN);
	expect("api_version", true, "API version 62.0 is offered by the org; the newest is 62.0");
	world_init(&self, PLAIN, ANN);
	expect("limits", true, "14982 of 15000");
	world_init(&self, ALL, ANN);
	expect("Contact", true, "All fields");
	world_init(&self, PLAIN, ANN);
	self.org.old_version = true;
	expect("api_version", false, "not offered by the org");
	world_init(&self, PLAIN, ANN);
	self.org.daily_left = 0;
	expect("limits", false, "0 of 15000");
	world_init(&self, PLAIN, ANN);
	self.org.daily_left = -2;
	expect("limits", true, "does not tell");
	world_init(&self, PLAIN, ANN);
	self.org.limits_forbidden = true;
	expect("limits", true, "View Setup and Configuration");
	world_init(&self, ALL, ANN);
	self.org.hidden_field = "Left__c";
	expect("Contact", false, "Missing, or not writable for this user: Title, Left__c. Make them visible");
	world_init(&self, ALL, ANN);
	self.org.plain_key = true;
	expect("Contact", false, "must be marked as External ID and Unique");
	world_init(&self, ALL, ANN);
	self.org.hidden_field = "Status__c";
	expect("CoPerson__c", false, "Status__c");
	world_init(&self, BOTH, ANN);
	self.org.no_coperson = true;
	expect("CoPerson__c", false, "no object CoPerson__c");
}

/* Each of its calls fails in each way: a red line, and never more than that, but for what ends all work. */
static void test_faults(void)
{
	org_fault fault;
	int n;

	for (fault = ORG_NOT_SENT; fault < ORG_FAULTS; fault++) {
		for (n = 1; n <= 6; n++) {
			bool ends = fault == ORG_ABORTED_BEFORE || fault == ORG_ABORTED_AFTER || fault == ORG_MEMORY_AFTER;
			sfprov_status status;
			json_object *report;

			world_init(&self, ALL, ANN);
			self.org.fault = fault;
			self.org.fault_at = n;
			report = check_connection(&status);
			CHECK_INT(status == SFPROV_FAILED, ends);
			CHECK(ends || json_object_array_length(sfprov_json_get(report, "checks")) == 5);
			json_object_put(report);
			world_free(&self);
			CHECK_INT(memory_live(), 0);
		}
	}
}

/* Every allocation fails once: out of memory, or a red line where json-c could not read an answer. */
static long test_memory(bool preview, const char *op)
{
	bool failed = true;
	long n;

	for (n = 1; failed; n++) {
		sfprov_status status;
		json_object *result = NULL;

		world_init(&self, ALL ",'app_id_type':'uid'", ANN_LEE);
		(void) world_link(&self);
		self.op = op;
		heap_fail_at(n);
		if (preview) {
			status = sfprov_preview_person(&self.host, &self.target, self.op, self.data, &result, &self.error);
			CHECK((status == SFPROV_OK) == (result != NULL));
		} else {
			result = check_connection(&status);
		}
		failed = heap_has_failed();
		heap_fail_at(0);
		CHECK(status == SFPROV_OK || failed);
		json_object_put(result);
		if (self.has_session) {
			sfprov_session_free(&self.session);
			self.has_session = false;
		}
		world_free(&self);
		CHECK_INT(memory_live(), 0);
	}
	return n;
}

int main(void)
{
	int i;

	for (i = 0; i < scenario_count; i++) {
		test_preview(&scenarios[i]);
	}
	test_preview_text();
	test_checks();
	test_faults();
	/* Most of them are those of json-c, which cannot be failed everywhere. */
	CHECK(test_memory(true, "PU") > (heap_is_whole() ? 50 : 1));
	CHECK(test_memory(true, "PD") > (heap_is_whole() ? 10 : 1));
	CHECK(test_memory(false, "PU") > 10);
	return unit_summary("provisioning/looking");
}
