/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The parts of provisioning one by one: operation, plan, lookup, announcement. */
#include "memory_failing.h"
#include "provisioning/announcement.h"
#include "provisioning/lookup.h"
#include "provisioning/masters.h"
#include "provisioning/operation.h"
#include "provisioning/plan.h"
#include "unit.h"
#include "world.h"

static world self;

static void test_operation(void)
{
	static const char *const person_ops[] = {"PA", "PG", "PX", "PP", "PL", "PR", "PY", "PU"};
	static const char *const other_ops[] = {"GA", "GD", "GU", "GR", "SA", "SD", "SU", "SR", "MA", "MD", "MU", "MR", "", "P", "PUX", "pu", "XX"};
	json_object *person = world_json("{" ANN "}");
	json_object *group = world_json("{'CoGroup':{'id':3},'CoPerson':null}");
	const char *reason;
	size_t i;

	for (i = 0; i < sizeof(person_ops) / sizeof(person_ops[0]); i++) {
		CHECK_INT(sfprov_operation_action(person_ops[i], person, &reason), SFPROV_ACTION_SYNCHRONISE);
		CHECK_TEXT(reason, "the person was added or changed");
		CHECK_INT(sfprov_operation_action(person_ops[i], group, &reason), SFPROV_ACTION_NOTHING);
		CHECK_TEXT(reason, "the data holds no person");
		CHECK_INT(sfprov_operation_action(person_ops[i], NULL, &reason), SFPROV_ACTION_NOTHING);
	}
	CHECK_INT(sfprov_operation_action("PD", person, &reason), SFPROV_ACTION_DEPROVISION);
	CHECK_TEXT(reason, "the person leaves this provisioning target");
	CHECK_INT(sfprov_operation_action("PD", group, &reason), SFPROV_ACTION_NOTHING);
	CHECK_TEXT(reason, "the data holds no person");
	for (i = 0; i < sizeof(other_ops) / sizeof(other_ops[0]); i++) {
		CHECK_INT(sfprov_operation_action(other_ops[i], person, &reason), SFPROV_ACTION_NOTHING);
		CHECK_TEXT(reason, "the operation does not concern a person");
	}
	json_object_put(person);
	json_object_put(group);
}

/* A plan, and its two requests in one line each. */
typedef struct planned {
	sfprov_mapped mapped;
	sfprov_link link;
	sfprov_plan plan;
	char contact[512];
	char coperson[512];
} planned;

static void describe(const sfprov_plan_request *request, char text[512])
{
	(void) snprintf(text, 512, "%s %s %s", sfprov_method_name(request->method), request->path, sfprov_json_text(request->body));
}

static void plan_begin(planned *one, const char *target, const char *data, const char *contact_id, const char *coperson_id, const char *sent)
{
	sfprov_plan_request request;
	sfprov_error error;

	memset(one, 0, sizeof(*one));
	world_init(&self, target, data);
	(void) snprintf(one->link.contact_id, SFPROV_ID_SIZE, "%s", contact_id);
	(void) snprintf(one->link.coperson_id, SFPROV_ID_SIZE, "%s", coperson_id);
	one->link.sent = sent == NULL ? NULL : world_json(sent);
	if (!CHECK(sfprov_map_person(self.data, &self.target, NULL, &one->mapped, &error) == SFPROV_OK)
		|| !CHECK(sfprov_plan_make(&one->mapped, &self.target, &one->link, &one->plan, &error) == SFPROV_OK)) {
		return;
	}
	if (one->plan.contact_step != SFPROV_STEP_NONE
		&& CHECK(sfprov_plan_contact_request(&one->plan, &one->mapped, &self.target, &one->link, &request, &error) == SFPROV_OK)) {
		describe(&request, one->contact);
		CHECK_INT(request.repeat,
			one->plan.contact_step == SFPROV_STEP_CREATE       ? SFPROV_REPEAT_ONCE
				: one->plan.contact_step == SFPROV_STEP_UPSERT ? SFPROV_REPEAT_SAFE_BY_KEY
															   : SFPROV_REPEAT_SAFE);
		sfprov_plan_request_free(&request);
	}
	if (one->plan.coperson_step != SFPROV_STEP_NONE && CHECK(sfprov_plan_coperson_request(&one->plan, &one->link, "003C", &request, &error) == SFPROV_OK)) {
		describe(&request, one->coperson);
		CHECK_INT(request.repeat, one->plan.coperson_step == SFPROV_STEP_CREATE ? SFPROV_REPEAT_ONCE : SFPROV_REPEAT_SAFE);
		sfprov_plan_request_free(&request);
	}
}

static void plan_end(planned *one)
{
	sfprov_plan_free(&one->plan);
	sfprov_link_free(&one->link);
	sfprov_mapped_free(&one->mapped);
	world_free(&self);
	CHECK_INT(memory_live(), 0);
}

#define C "003000000000001AAA"
#define P "a00000000000001AAA"

static void test_plan(void)
{
	planned one;
	json_object *sent;

	plan_begin(&one, PLAIN, ANN MAIL, "", "", NULL);
	CHECK_TEXT(one.contact, "POST /sobjects/Contact {\"FirstName\":\"Ann\",\"LastName\":\"Lee\",\"Email\":\"ann@example.org\"}");
	CHECK_TEXT(one.coperson, "");
	CHECK(sfprov_plan_creates_once(&one.plan) && !sfprov_plan_is_empty(&one.plan));
	sent = sfprov_plan_sent(&one.plan, &one.link, true, true);
	CHECK_INT(json_object_object_length(sfprov_json_get(sent, "Contact")), 3);
	CHECK(sfprov_json_get(sent, "CoPerson__c") == NULL);
	json_object_put(sent);
	sent = sfprov_plan_sent(&one.plan, &one.link, false, false);
	CHECK_TEXT(sfprov_json_text(sent), "{}");
	json_object_put(sent);
	plan_end(&one);
	/* The key stands in the path of an upsert and not in its body; in an update it goes along. */
	plan_begin(&one, PLAIN KEYED ",'external_id_type':'uid'", ANN ",'Identifier':[{'type':'uid','identifier':'a/b c'}]", "", "", NULL);
	CHECK_TEXT(one.contact, "PATCH /sobjects/Contact/Registry_ID__c/a%2Fb%20c {\"FirstName\":\"Ann\",\"LastName\":\"Lee\"}");
	CHECK(!sfprov_plan_creates_once(&one.plan));
	plan_end(&one);
	plan_begin(&one, PLAIN KEYED, ANN, C, "", NULL);
	CHECK_TEXT(one.contact, "PATCH /sobjects/Contact/" C " {\"FirstName\":\"Ann\",\"LastName\":\"Lee\",\"Registry_ID__c\":\"7\"}");
	plan_end(&one);
	/* Only what changed; LastName is changed but never cleared. */
	plan_begin(&one, PLAIN, WHO ",'PrimaryName':{'given':'Ann','family':null},'EmailAddress':[],'CoPersonRole':[]", C, "",
		"{'Contact':{'LastName':'x','FirstName':'y','Email':'z','HomePhone':'k'}}");
	CHECK_CONTAINS(one.contact, "\"Email\":null");
	CHECK_LACKS(one.contact, "HomePhone");
	CHECK_LACKS(one.contact, "\"LastName\":null");
	plan_end(&one);
	plan_begin(&one, PLAIN ",'clear_removed':false", ANN ",'EmailAddress':[],'CoPersonRole':[]", C, "", "{'Contact':{'Email':'z'}}");
	CHECK_LACKS(one.contact, "Email");
	plan_end(&one);
	/* A new Contact takes the CoPerson__c with it. */
	plan_begin(&one, BOTH, ANN, "", P, "{'CoPerson__c':{'Status__c':'x'}}");
	CHECK_CONTAINS(one.contact, "POST /sobjects/Contact ");
	CHECK_TEXT(one.coperson, "PATCH /sobjects/CoPerson__c/" P " {\"Status__c\":\"Active\",\"Contact__c\":\"003C\"}");
	CHECK(one.plan.relink_coperson);
	plan_end(&one);
	plan_begin(&one, BOTH, ANN, C, "", NULL);
	CHECK_TEXT(one.coperson, "POST /sobjects/CoPerson__c {\"Status__c\":\"Active\",\"Contact__c\":\"003C\"}");
	CHECK(sfprov_plan_creates_once(&one.plan));
	plan_end(&one);
	/* Half a record makes nothing, and wipes nothing. */
	plan_begin(&one, BOTH, WHO, "", "", NULL);
	CHECK(sfprov_plan_is_empty(&one.plan) && !sfprov_plan_creates_once(&one.plan));
	plan_end(&one);
	plan_begin(&one, BOTH, WHO, C, P, "{'Contact':{'Email':'z'},'CoPerson__c':{'Application_ID__c':'q'}}");
	CHECK_TEXT(one.contact, "");
	CHECK_TEXT(one.coperson, "PATCH /sobjects/CoPerson__c/" P " {\"Status__c\":\"Active\"}");
	sent = sfprov_plan_sent(&one.plan, &one.link, true, true);
	CHECK_CONTAINS(sfprov_json_text(sent), "\"Email\":\"z\"");
	CHECK_CONTAINS(sfprov_json_text(sent), "\"Application_ID__c\":\"q\"");
	json_object_put(sent);
	plan_end(&one);
	/* What deprovisioning set goes back: a checkbox turned round, anything else emptied. */
	plan_begin(&one, PLAIN ",'deprovision_policy':'F','deprovision_field':'Left__c','deprovision_value':'false'", ANN, C, "", "{'Contact':{'Left__c':'d'}}");
	CHECK_CONTAINS(one.contact, "\"Left__c\":true");
	plan_end(&one);
	plan_begin(&one, PLAIN ",'deprovision_policy':'F','deprovision_field':'Left__c','deprovision_value':'gone'", ANN, C, "", "{'Contact':{'Left__c':'d'}}");
	CHECK_CONTAINS(one.contact, "\"Left__c\":null");
	plan_end(&one);
	plan_begin(&one, PLAIN ",'deprovision_policy':'F','deprovision_field':'Left__c','deprovision_value':'gone'", WHO, C, "", "{'Contact':{'Left__c':'d'}}");
	CHECK_TEXT(one.contact, "");
	plan_end(&one);
}

/* A client without the rest of provisioning. */
static sfprov_client *client(void)
{
	sfprov_client *result = NULL;

	CHECK(self.host.connect(self.host.connect_context, &self.target, &result, &self.error) == SFPROV_OK);
	return result;
}

static void done(void)
{
	sfprov_session_free(&self.session);
	self.has_session = false;
	world_free(&self);
	CHECK_INT(memory_live(), 0);
}

static void test_lookup(void)
{
	json_object *fields = json_object_new_object();
	sfprov_masters masters = {0};
	char id[SFPROV_ID_SIZE];
	sfprov_link link;
	int before;

	CHECK(sfprov_json_set_text(fields, "LastName", " O'Neil\\\n\t") && sfprov_json_set_text(fields, "FirstName", "  ")
		&& sfprov_json_set_text(fields, "Title", "Dr"));
	world_init(&self, PLAIN, ANN);
	memset(&link, 0, sizeof(link));
	link.intent_time = 1700000000;
	link.intent_match = sfprov_lookup_match(fields);
	CHECK_TEXT(sfprov_json_text(link.intent_match), "{\"LastName\":\"O'Neil\\\\\",\"FirstName\":\"\"}");
	CHECK(sfprov_lookup_lost_contact(&self.host, client(), &self.target, PERSON, &link, id, &self.error) == SFPROV_OK);
	CHECK_TEXT(id, "");
	/* Ten minutes for the clocks; only what our own user made. */
	CHECK_CONTAINS(
		self.org.requests[0], "SELECT Id FROM Contact WHERE LastName = 'O\\'Neil\\\\' AND FirstName = null AND Email = null AND CreatedDate >= 2023-11-14T22:");
	CHECK_INT(self.org.calls, 1);
	before = self.org.calls;
	CHECK(sfprov_lookup_coperson(&self.client, "x' OR Id != '", id, &self.error) == SFPROV_OK);
	CHECK_TEXT(self.org.requests[before], "GET /query?q=SELECT Id FROM CoPerson__c WHERE Contact__c = 'x\\' OR Id != \\'' ORDER BY CreatedDate LIMIT 1");
	sfprov_link_free(&link);
	json_object_put(fields);
	done();
	/* Two CoPerson__c of one Contact: the older one. */
	world_init(&self, BOTH, ANN);
	(void) org_add(&self.org, "CoPerson__c", "{'Contact__c':'" C "'}");
	(void) org_add(&self.org, "CoPerson__c", "{'Contact__c':'" C "'}");
	CHECK(sfprov_lookup_coperson(client(), C, id, &self.error) == SFPROV_OK);
	CHECK_TEXT(id, self.org.records[0].id);
	/* Not deleted: it is its own survivor. */
	(void) org_add(&self.org, "Contact", "{'LastName':'Lee'}");
	CHECK(sfprov_masters_survivor(&masters, &self.client, self.org.records[2].id, id, &self.error) == SFPROV_OK);
	CHECK_TEXT(id, self.org.records[2].id);
	/* Deleted; merged twice; never there. One query for each step of the merges. */
	(void) org_add(&self.org, "Contact", "{'LastName':'A'}");
	(void) org_add(&self.org, "Contact", "{'LastName':'B'}");
	(void) org_add(&self.org, "Contact", "{'LastName':'C'}");
	(void) org_add(&self.org, "Contact", "{'LastName':'D'}");
	org_delete(&self.org, self.org.records[3].id);
	org_merge(&self.org, self.org.records[4].id, self.org.records[5].id);
	org_merge(&self.org, self.org.records[5].id, self.org.records[6].id);
	CHECK(sfprov_masters_add(&masters, self.org.records[3].id, &self.error) == SFPROV_OK);
	CHECK(sfprov_masters_add(&masters, self.org.records[4].id, &self.error) == SFPROV_OK);
	CHECK(sfprov_masters_add(&masters, C, &self.error) == SFPROV_OK);
	CHECK(sfprov_masters_add(&masters, C, &self.error) == SFPROV_OK);
	before = self.org.calls;
	CHECK(sfprov_masters_ask(&masters, &self.client, &self.error) == SFPROV_OK);
	CHECK_INT(self.org.calls - before, 3);
	CHECK(sfprov_masters_survivor(&masters, &self.client, self.org.records[3].id, id, &self.error) == SFPROV_OK);
	CHECK_TEXT(id, "");
	CHECK(sfprov_masters_survivor(&masters, &self.client, self.org.records[4].id, id, &self.error) == SFPROV_OK);
	CHECK_TEXT(id, self.org.records[6].id);
	CHECK(sfprov_masters_survivor(&masters, &self.client, C, id, &self.error) == SFPROV_OK);
	CHECK_TEXT(id, "");
	CHECK_INT(self.org.calls - before, 3);
	sfprov_masters_free(&masters);
	done();
}

static void test_announcement(void)
{
	char who[SFPROV_INTENT_SIZE];
	char again[SFPROV_INTENT_SIZE];

	world_init(&self, PLAIN, ANN);
	CHECK(sfprov_announcement_name(&self.fake.environment, who, &self.error) == SFPROV_OK);
	CHECK(strncmp(who, "1700000000.", 11) == 0 && strchr(who, '@') != NULL && strchr(who, ':') != NULL && strlen(who) < SFPROV_INTENT_SIZE - 1);
	CHECK(sfprov_announcement_name(&self.fake.environment, again, &self.error) == SFPROV_OK);
	CHECK(strcmp(who, again) != 0);
	self.fake.random_fails = true;
	CHECK(sfprov_announcement_name(&self.fake.environment, who, &self.error) == SFPROV_FAILED);
	CHECK_INT(self.error.kind, SFPROV_E_SERVER);
	world_free(&self);
}

/* The state of the journal after one failed create. */
static void check_announcement(org_fault fault, bool stays)
{
	const person_row *row;

	world_init(&self, BOTH, ANN_LEE);
	self.org.fault = fault;
	self.org.fault_at = 1;
	self.org.fault_goes_on = true;
	CHECK(world_run(&self) == SFPROV_FAILED);
	row = person_memory_row(&self.people, PERSON);
	if (!CHECK((row->intent[0] != '\0') == stays)) {
		printf("\t%s\n", org_fault_name(fault));
	}
	if (stays) {
		CHECK_TEXT(row->intent, "0.unfinished.1700000000");
		CHECK_TEXT(row->intent_match, "{\"LastName\":\"Lee\",\"FirstName\":\"Ann\",\"Email\":\"ann@example.org\",\"Contact\":\"\",\"CoPerson__c\":\"\"}");
		CHECK_INT(row->intent_time, 1700000000);
		CHECK_INT(sfprov_error_is_retryable(&self.error) || self.error.kind == SFPROV_E_ABORTED, 1);
	} else {
		CHECK_INT(row->intent_time, 0);
		CHECK_TEXT(row->intent_match, "");
	}
	CHECK_INT(self.people.identifiers[0].changes, 0);
	world_free(&self);
}

static void test_which_errors_end_an_announcement(void)
{
	static const org_fault leave[] = {ORG_LOST_BEFORE, ORG_LOST_AFTER, ORG_500_BEFORE, ORG_500_AFTER, ORG_500_LOCK_AFTER, ORG_502_AFTER, ORG_503_BEFORE,
		ORG_HTML_AFTER, ORG_CUT_AFTER, ORG_EMPTY_AFTER, ORG_DEEP_AFTER, ORG_NO_ID_AFTER, ORG_PART_500_AFTER, ORG_WRONG_PARTS_AFTER, ORG_ABORTED_AFTER,
		ORG_MEMORY_AFTER};
	static const org_fault end[] = {ORG_NOT_SENT, ORG_SESSION, ORG_FORBIDDEN, ORG_LIMIT, ORG_429, ORG_LOCK, ORG_302, ORG_404_HTML, ORG_410};
	size_t i;

	for (i = 0; i < sizeof(leave) / sizeof(leave[0]); i++) {
		check_announcement(leave[i], true);
	}
	for (i = 0; i < sizeof(end) / sizeof(end[0]); i++) {
		check_announcement(end[i], false);
	}
}

/* The session ended, and its renewal failed: that is what is told, and the create was refused for certain. */
static void test_failed_renewal(void)
{
	static const struct {
		org_fault fault;
		sfprov_error_kind kind;
	} cases[] = {{ORG_HTML_AFTER, SFPROV_E_SERVER}, {ORG_503_BEFORE, SFPROV_E_SERVER}, {ORG_LOST_AFTER, SFPROV_E_NETWORK},
		{ORG_ABORTED_AFTER, SFPROV_E_ABORTED}, {ORG_SESSION, SFPROV_E_AUTHORIZATION}};
	const char *targets[] = {PLAIN, BOTH, PLAIN KEYED};
	size_t i;
	size_t j;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (j = 0; j < 3; j++) {
			world_init(&self, targets[j], ANN_LEE);
			(void) snprintf(self.org.token, sizeof(self.org.token), "another-token");
			self.org.fault = cases[i].fault;
			self.org.fault_at = 2;
			CHECK(world_run(&self) == SFPROV_FAILED);
			if (!CHECK_INT(self.error.kind, cases[i].kind)) {
				printf("\t%s: %s\n", org_fault_name(cases[i].fault), self.error.message);
			}
			CHECK_TEXT(person_memory_row(&self.people, PERSON)->intent, "");
			world_free(&self);
		}
	}
}

int main(void)
{
	test_failed_renewal();
	test_operation();
	test_plan();
	test_lookup();
	test_announcement();
	test_which_errors_end_an_announcement();
	return unit_summary("provisioning/parts");
}
