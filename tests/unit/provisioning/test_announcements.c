/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Which announcements are still of use: one that hides a record that nobody knows has to stay, any other has to end. */
#include "crowd.h"
#include "memory_failing.h"
#include "unit.h"

#define FORMER "1699999000.0a0b0c0d0e0f@other:77"

static world self;

static const char *announcement(void)
{
	return person_memory_row(&self.people, PERSON)->intent;
}

static int contacts(void)
{
	return org_count(&self.org, "Contact", NULL, NULL);
}

static void run_again(void)
{
	world_calm(&self);
	CHECK(world_run(&self) == SFPROV_OK);
}

static void done(void)
{
	world_free(&self);
	CHECK_INT(memory_live(), 0);
}

/* Somebody has linked the Contact meanwhile, and that is all that this target writes. */
static void test_without_coperson(const char *target, const char *match)
{
	world_init(&self, target, ANN_LEE);
	(void) world_link(&self);
	CHECK(world_run(&self) == SFPROV_OK);
	world_announce(&self, FORMER, 1000);
	(void) snprintf(person_memory_row(&self.people, PERSON)->intent_match, PERSON_MEMORY_TEXT, "%s", match);
	run_again();
	CHECK_TEXT(announcement(), "");
	CHECK_INT(self.org.calls, 0);
	done();
}

/* It may have made a CoPerson__c, which has to be found once the target wants it again. */
static void test_coperson_unwanted(void)
{
	const char *contact;
	char coperson[128];

	world_init(&self, BOTH, ANN_LEE);
	self.org.fault = ORG_LOST_AFTER;
	self.org.fault_at = 1;
	CHECK(world_run(&self) == SFPROV_FAILED);
	contact = org_first(&self.org, "Contact", NULL, NULL)->id;
	(void) snprintf(person_memory_identifier(&self.people, PERSON)->contact_id, SFPROV_ID_SIZE, "%s", contact);
	world_set_target(&self, PLAIN);
	run_again();
	run_again();
	CHECK(announcement()[0] != '\0');
	world_set_target(&self, BOTH);
	run_again();
	CHECK_TEXT(announcement(), "");
	CHECK_INT(contacts(), 1);
	(void) snprintf(coperson, sizeof(coperson), "%s", person_memory_identifier(&self.people, PERSON)->coperson_id);
	CHECK(org_find(&self.org, coperson) != NULL);
	CHECK_INT(org_count(&self.org, "CoPerson__c", NULL, NULL), 1);
	done();
}

/* The Contact is gone, the answer about its successor was lost, and then the next push does not come through. */
static void test_lost_successor(const char *target, org_fault then)
{
	world_init(&self, target, ANN_LEE);
	self.org.cascade = false;
	org_delete(&self.org, world_link(&self));
	/* The update that finds it gone, the look for its survivor, the create. */
	self.org.fault = ORG_LOST_AFTER;
	self.org.fault_at = 3;
	CHECK(world_run(&self) == SFPROV_FAILED);
	CHECK_INT(contacts(), 1);
	world_calm(&self);
	self.org.fault = then;
	self.org.fault_at = 1;
	CHECK(world_run(&self) == SFPROV_FAILED);
	CHECK(announcement()[0] != '\0');
	run_again();
	CHECK_TEXT(announcement(), "");
	CHECK_INT(contacts(), 1);
	done();
}

/* The process dies before it can write down that it makes a successor: its row names the Contact that is gone, and what was sent to that. */
static void test_dead_successor(const char *target)
{
	long before_death = 0;
	person_row row;

	world_init(&self, target, ANN_LEE);
	self.org.cascade = false;
	CHECK(world_run(&self) == SFPROV_OK);
	org_delete(&self.org, person_memory_identifier(&self.people, PERSON)->contact_id);
	row = *person_memory_row(&self.people, PERSON);
	world_set_data(&self, WHO ",'PrimaryName':{'given':'Ann','family':'Lee'},'EmailAddress':[{'mail':'ann@example.com','type':'official'}]" REST);
	while (contacts() == 0) {
		*person_memory_row(&self.people, PERSON) = row;
		world_calm(&self);
		self.die_at = ++before_death;
		self.die_after = true;
		(void) world_run(&self);
	}
	CHECK_TEXT(person_memory_row(&self.people, PERSON)->contact_id, row.contact_id);
	CHECK(announcement()[0] != '\0');
	/* Nothing has changed since what was sent last, so nothing is looked at. */
	world_set_data(&self, ANN_LEE);
	run_again();
	CHECK_INT(self.org.calls, 0);
	CHECK(announcement()[0] != '\0');
	world_set_data(&self, WHO ",'PrimaryName':{'given':'Ann','family':'Lee'},'EmailAddress':[{'mail':'ann@example.net','type':'official'}]" REST);
	run_again();
	CHECK_TEXT(announcement(), "");
	CHECK_INT(contacts(), 1);
	done();
}

static int sleeps;

/* The wait for a lock takes most of a minute; the answer to the next call is lost, and the process ends. */
static void wait_long(void *context)
{
	crowd *all = context;

	if (sleeps++ == 0) {
		all->world.fake.monotonic += 50000;
		all->world.fake.wall_seconds += 50;
		all->world.org.fault = ORG_LOST_BEFORE;
		all->world.org.fault_at = 1;
	} else {
		all->interrupted = true;
	}
}

static sfprov_status push_alone(crowd *all)
{
	json_object *data = world_json("{'CoPerson':{'id':7,'co_id':2,'status':'A'},'PrimaryName':{'given':'Ann','family':'Lee7'},'EmailAddress':[{'mail':'"
								   "ann7@example.org','type':'official'}],'CoPersonRole':[],'Identifier':[{'type':'uid','identifier':'lee7'}]}");
	sfprov_status status = sfprov_provision_person(&all->world.host, &all->world.target, "PU", data, &all->world.error);

	json_object_put(data);
	if (all->world.has_session) {
		sfprov_session_free(&all->world.session);
		all->world.has_session = false;
	}
	return status;
}

/* What is at work in Salesforce for a minute was sent long after it was announced. */
static void test_sent_late(void)
{
	static crowd all;

	crowd_init(&all, BOTH, 1);
	all.world.fake.on_sleep = wait_long;
	all.world.fake.on_sleep_context = &all;
	all.world.org.fault = ORG_LOCK;
	all.world.org.fault_at = 1;
	CHECK(crowd_run(&all) == SFPROV_FAILED);
	CHECK_INT(sleeps, 2);
	all.world.fake.on_sleep = NULL;
	all.world.fake.wall_seconds += 20;
	/* Whoever looks does not make it wait any longer. */
	CHECK(push_alone(&all) == SFPROV_FAILED);
	CHECK_CONTAINS(all.world.error.message, "20 seconds ago and nothing has appeared");
	all.world.fake.wall_seconds += 20;
	CHECK(push_alone(&all) == SFPROV_FAILED);
	CHECK_CONTAINS(all.world.error.message, "40 seconds ago and nothing has appeared");
	CHECK_INT(org_count(&all.world.org, "Contact", NULL, NULL), 0);
	all.world.fake.wall_seconds += 20;
	CHECK(push_alone(&all) == SFPROV_OK);
	CHECK_INT(org_count(&all.world.org, "Contact", NULL, NULL), 1);
	crowd_free(&all);
	CHECK_INT(memory_live(), 0);
}

int main(void)
{
	static const org_fault faults[] = {ORG_NOT_SENT, ORG_LOST_BEFORE, ORG_503_BEFORE, ORG_LIMIT};
	size_t i;

	test_without_coperson(PLAIN, "{\"LastName\":\"Lee\",\"FirstName\":\"Ann\",\"Contact\":\"\"}");
	test_without_coperson(PLAIN, "{\"LastName\":\"Lee\"}");
	test_without_coperson(BOTH, "{\"LastName\":\"Lee\",\"Contact\":\"\",\"CoPerson__c\":\"\"}");
	test_without_coperson(BOTH, "{}");
	test_coperson_unwanted();
	test_sent_late();
	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		test_lost_successor(PLAIN, faults[i]);
		test_lost_successor(BOTH, faults[i]);
	}
	test_dead_successor(PLAIN);
	test_dead_successor(BOTH);
	return unit_summary("provisioning/announcements");
}
