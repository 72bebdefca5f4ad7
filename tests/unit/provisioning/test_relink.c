/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A Contact that is made anew takes its CoPerson__c along, in the end. */
#include "crowd.h"
#include "memory_failing.h"
#include "unit.h"

static crowd self;

static void link_all(crowd *all)
{
	int i;

	for (i = 0; i < all->count; i++) {
		(void) crowd_link(all, CROWD_FIRST + i);
	}
}

/* A Contact is made anew, and its CoPerson__c cannot be turned to it at once, or the process dies between the two: that is made up for, by whichever way the person goes then. */
static void test_relink(bool alone, bool killed)
{
	const char *former;
	char why[200] = "";

	crowd_init(&self, BOTH, 4);
	link_all(&self);
	self.world.org.cascade = false;
	former = person_memory_identifier(&self.world.people, 7)->contact_id;
	org_delete(&self.world.org, former);
	if (killed) {
		/* The update that finds it gone, the look for its survivor, the create. */
		self.world.org.fault = ORG_LOST_AFTER;
		self.world.org.fault_at = 3;
		CHECK(crowd_run(&self) == SFPROV_OK);
	} else {
		self.world.org.refuse_write = "CoPerson__c";
		CHECK(crowd_run(&self) == SFPROV_OK);
		CHECK_INT(self.report.counts.failed, 4);
	}
	CHECK_INT(org_count(&self.world.org, "Contact", NULL, NULL), 4);
	self.world.org.refuse_write = NULL;
	crowd_calm(&self);
	if (alone) {
		json_object *data = world_json("{'CoPerson':{'id':7,'co_id':2,'status':'A'},'PrimaryName':{'given':'Ann','family':'Lee7'},'EmailAddress':[{'mail':'"
									   "ann7@example.org','type':'official'}],"
									   "'CoPersonRole':[],'Identifier':[{'type':'uid','identifier':'lee7'}]}");

		CHECK(sfprov_provision_person(&self.world.host, &self.world.target, "PU", data, &self.world.error) == SFPROV_OK);
		json_object_put(data);
		sfprov_session_free(&self.world.session);
		self.world.has_session = false;
		crowd_calm(&self);
	}
	CHECK(crowd_run(&self) == SFPROV_OK);
	if (!CHECK(crowd_is_whole(&self, why))) {
		printf("\trelink, %s, %s: %s\n", alone ? "alone" : "together", killed ? "lost" : "refused", why);
	}
	crowd_free(&self);
	CHECK(memory_live() == 0);
}

int main(void)
{
	test_relink(false, false);
	test_relink(true, false);
	test_relink(false, true);
	test_relink(true, true);
	return unit_summary("provisioning/relink");
}
