/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* People who leave, several at once: how many calls it takes, and who is forgotten. */
#include "crowd.h"
#include "memory_failing.h"
#include "unit.h"

#define DELETING BOTH ",'deprovision_policy':'D'"
#define MARKING BOTH ",'deprovision_policy':'F','deprovision_field':'AssistantName','deprovision_value':'left'"

static crowd self;

/* All are linked, and so many of them leave. */
static void begin(const char *target, int people, int leave)
{
	int i;

	crowd_init(&self, target, people);
	self.options.batch_size = (size_t) people;
	for (i = 0; i < people; i++) {
		(void) crowd_link(&self, CROWD_FIRST + i);
		if (i < leave) {
			self.people[i].op = "PD";
		}
	}
}

static void one_call(void)
{
	begin(DELETING, 5, 5);
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK_INT(self.report.counts.deprovisioned, 5);
	CHECK_INT(self.report.counts.sent, 10);
	CHECK_INT(self.world.org.calls, 1);
	CHECK_INT(org_count(&self.world.org, "Contact", NULL, NULL), 0);
	CHECK_INT(org_count(&self.world.org, "CoPerson__c", NULL, NULL), 0);
	CHECK_TEXT(person_memory_identifier(&self.world.people, 7)->contact_id, "");
	CHECK(!person_memory_row(&self.world.people, 7)->exists);
	crowd_free(&self);
}

/* Whoever is refused stays, and is told of. */
static void refused(bool marking)
{
	begin(marking ? MARKING : DELETING, 3, 2);
	self.world.org.cascade = false;
	self.world.org.refuse_write = marking ? "Contact" : "CoPerson__c";
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK_INT(self.report.counts.deprovisioned, 0);
	CHECK_INT(self.failures, self.report.counts.failed);
	CHECK(person_memory_row(&self.world.people, 7)->failed);
	CHECK_INT(org_count(&self.world.org, "CoPerson__c", NULL, NULL), 3);
	self.world.org.refuse_write = NULL;
	crowd_calm(&self);
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK_INT(self.report.counts.deprovisioned, 2);
	CHECK_INT(self.report.counts.failed, 0);
	CHECK_INT(org_count(&self.world.org, "CoPerson__c", NULL, NULL), marking ? 3 : 1);
	CHECK_INT(org_count(&self.world.org, "Contact", "AssistantName", "left"), marking ? 2 : 0);
	crowd_free(&self);
}

/* Between the deletion of a person's records and what is written about it, another process provisions the person again. */
static void comes_back(void *context)
{
	crowd *all = context;
	person_identifier *identifier = person_memory_identifier(&all->world.people, 7);
	person_row *row = person_memory_row(&all->world.people, 7);

	(void) snprintf(row->contact_id, SFPROV_ID_SIZE, "%s", crowd_make(all, 7, false));
	(void) snprintf(identifier->contact_id, SFPROV_ID_SIZE, "%s", row->contact_id);
	row->coperson_id[0] = '\0';
	identifier->coperson_id[0] = '\0';
	row->exists = true;
	row->revision++;
}

static void returns(void)
{
	begin(DELETING, 2, 2);
	self.world.org.after_call = comes_back;
	self.world.org.hook_context = &self;
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK(person_memory_row(&self.world.people, 7)->exists);
	CHECK_INT(strlen(person_memory_identifier(&self.world.people, 7)->contact_id), 18);
	CHECK(!person_memory_row(&self.world.people, 8)->exists);
	CHECK_INT(org_count(&self.world.org, "Contact", NULL, NULL), 1);
	self.world.org.after_call = NULL;
	crowd_free(&self);
}

/* What a dry run counts. */
static void nothing_is_done(void)
{
	begin(DELETING, 3, 2);
	self.options.dry_run = true;
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK_INT(self.report.counts.deprovisioned, 2);
	CHECK_INT(self.world.org.calls, 0);
	CHECK_INT(org_count(&self.world.org, "Contact", NULL, NULL), 3);
	crowd_free(&self);
}

int main(void)
{
	memory_fail_at(0);
	one_call();
	refused(false);
	refused(true);
	returns();
	nothing_is_done();
	CHECK(memory_live() == 0);
	return unit_summary("provisioning/leaving");
}
