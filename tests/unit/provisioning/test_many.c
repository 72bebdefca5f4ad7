/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Several people at once: situations, each undisturbed, and again and again with one thing going wrong (an allocation, a call of the database, a call of Salesforce in every
 * way, the process killed). Then up to three runs undisturbed: everybody has one Contact and one CoPerson__c of it, and nothing is left to send. */
#include "crowd.h"
#include "heap_failing.h"
#include "memory_failing.h"
#include "unit.h"

#include <openssl/err.h>

/* So many allocations of a situation are tried, spread over all of them. */
#define ALLOCATIONS 60

typedef struct situation {
	const char *name;
	const char *target;
	int people;
	void (*prepare)(crowd *self); /* may be NULL */
	int done;                     /* people in the end, in the last run: unchanged */
	bool stays_refused;           /* some fail for good */
	int contacts;                 /* in the org in the end */
	int copersons;                /* at most, where some fail for good: the CoPerson__c of somebody whose Contact turns out to be another's was sent with it */
} situation;

static crowd self;
static long disturbed;

static void link_all(crowd *all)
{
	int i;

	for (i = 0; i < all->count; i++) {
		(void) crowd_link(all, CROWD_FIRST + i);
	}
}

static void some_gone(crowd *all)
{
	org *salesforce = &all->world.org;
	const char *survivor;

	link_all(all);
	org_delete(salesforce, person_memory_identifier(&all->world.people, 7)->contact_id);
	org_delete(salesforce, person_memory_identifier(&all->world.people, 8)->coperson_id);
	survivor = org_add(salesforce, "Contact", "{'LastName':'Other','Email':'other@example.org'}");
	org_merge(salesforce, person_memory_identifier(&all->world.people, 9)->contact_id, survivor);
	/* Without its Contact, but not deleted with it. */
	salesforce->cascade = false;
	org_delete(salesforce, person_memory_identifier(&all->world.people, 10)->contact_id);
}

static void lost_before(crowd *all)
{
	crowd_announce(all, 7, 100);
	crowd_announce(all, 8, 100);
	(void) crowd_make(all, 8, false);
	crowd_announce(all, 9, 100);
	(void) crowd_make(all, 9, true);
	crowd_announce(all, 10, 10);
}

/* Contacts are gone, and the answers about their successors were lost; nothing is known of the second's. */
static void lost_successors(crowd *all)
{
	int64_t person;

	link_all(all);
	all->world.org.cascade = false;
	for (person = 7; person <= 8; person++) {
		person_row *row = person_memory_row(&all->world.people, person);
		const char *gone = person_memory_identifier(&all->world.people, person)->contact_id;

		org_delete(&all->world.org, gone);
		crowd_announce(all, person, 100);
		(void) snprintf(row->intent_match + strlen(row->intent_match) - 1, 40, ",\"Contact\":\"%s\"}", gone);
		row->contact_id[0] = '\0';
	}
	(void) crowd_make(all, 7, false);
}

/* The answer about a CoPerson__c was lost, and then its Contact goes. */
static void coperson_lost_contact_gone(crowd *all)
{
	person_row *row = person_memory_row(&all->world.people, 7);

	link_all(all);
	crowd_announce(all, 7, 100);
	(void) snprintf(row->intent_match, sizeof(row->intent_match), "{\"CoPerson__c\":\"\"}");
	row->coperson_id[0] = '\0';
	person_memory_identifier(&all->world.people, 7)->coperson_id[0] = '\0';
	org_delete(&all->world.org, row->contact_id);
}

/* A Contact that fits is another person's. */
static void lost_and_taken(crowd *all)
{
	(void) crowd_link(all, 7);
	(void) snprintf(all->people[1].family, sizeof(all->people[1].family), "%s", all->people[0].family);
	crowd_announce(all, 8, 100);
}

static void half_linked(crowd *all)
{
	(void) crowd_link(all, 7);
	(void) snprintf(person_memory_identifier(&all->world.people, 8)->contact_id, SFPROV_ID_SIZE, "%s", crowd_make(all, 8, false));
	crowd_announce(all, 8, 100);
	person_memory_row(&all->world.people, 7)->failed = true;
}

static void mixed(crowd *all)
{
	all->people[0].skeletal = true;
	all->people[1].op = "GD";
	all->people[2].op = "";
	all->people[3].unreadable = true;
}

static void leaving(crowd *all)
{
	link_all(all);
	all->people[0].op = "PD";
	all->people[1].op = "PD";
	org_delete(&all->world.org, person_memory_identifier(&all->world.people, 8)->contact_id);
}

static void leaving_lost_successor(crowd *all)
{
	lost_successors(all);
	all->people[0].op = "PD";
}

static void nobody_leaves(crowd *all)
{
	all->people[0].op = "PD";
}

static void found_by_key(crowd *all)
{
	(void) crowd_make(all, 7, false);
	crowd_announce(all, 8, 100);
	(void) crowd_make(all, 8, true);
}

static void no_key(crowd *all)
{
	all->people[1].uid[0] = '\0';
}

static void twins(crowd *all)
{
	(void) snprintf(all->people[1].uid, sizeof(all->people[1].uid), "%s", all->people[0].uid);
}

static void duplicates(crowd *all)
{
	all->world.org.duplicate_rule = true;
	(void) org_add(&all->world.org, "Contact", "{'LastName':'Somebody','Email':'ann8@example.org'}");
}

#define PLAIN_NOTHING PLAIN ",'deprovision_policy':'N'"
#define DELETING BOTH ",'deprovision_policy':'D'"
#define MARKING BOTH ",'deprovision_policy':'F','deprovision_field':'AssistantName','deprovision_value':'left'"
#define BY_UID BOTH KEYED ",'external_id_type':'uid'"

static const situation situations[] = {
	{"new people", BOTH, 5, NULL, 5, false, 5, 5},
	{"new people without CoPerson__c", PLAIN, 4, NULL, 4, false, 4, 0},
	{"new people with an external id", BOTH KEYED, 4, NULL, 4, false, 4, 4},
	{"linked people", BOTH, 4, link_all, 4, false, 4, 4},
	{"records that are gone", BOTH, 5, some_gone, 5, false, 5, 5},
	{"records that are gone, with an external id", BOTH KEYED, 5, some_gone, 5, false, 5, 5},
	{"answers that were lost", BOTH, 5, lost_before, 5, false, 5, 5},
	{"successors that were lost", BOTH, 3, lost_successors, 3, false, 3, 3},
	{"a lost CoPerson__c whose Contact is gone", BOTH, 3, coperson_lost_contact_gone, 3, false, 3, 3},
	{"a lost Contact that is another's", BOTH, 2, lost_and_taken, 2, false, 2, 2},
	{"half of a link", BOTH, 3, half_linked, 3, false, 3, 3},
	{"nobody to provision", BOTH, 4, mixed, 1, true, 0, 0},
	{"people who leave", DELETING, 4, leaving, 2, false, 2, 2},
	{"people who leave and are marked", MARKING, 4, leaving, 3, false, 3, 3},
	{"somebody who leaves after a successor was lost", DELETING, 3, leaving_lost_successor, 2, false, 2, 2},
	{"people who leave, of whom nothing is known", PLAIN_NOTHING, 2, nobody_leaves, 1, false, 1, 0},
	{"found by external id", BOTH KEYED, 3, found_by_key, 3, false, 3, 3},
	{"an external id is missing", BY_UID, 3, no_key, 2, true, 2, 2},
	{"two of one external id", BY_UID, 3, twins, 2, true, 2, 3},
	{"a duplicate rule", BOTH, 3, duplicates, 2, true, 3, 2},
	{"a duplicate that is adopted", BOTH ",'duplicate_policy':'A'", 3, duplicates, 3, false, 3, 3},
};

#define SITUATIONS (sizeof(situations) / sizeof(situations[0]))

static void begin(const situation *one)
{
	memory_fail_at(0);
	crowd_init(&self, one->target, one->people);
	if (one->prepare != NULL) {
		one->prepare(&self);
	}
}

/* Up to three runs undisturbed, then all is as the table says. */
static bool recovers(const situation *one, char why[200])
{
	const sfprov_counts *counts = &self.report.counts;
	int copersons;
	int contacts;
	int run;

	for (run = 0; run < 3; run++) {
		crowd_calm(&self);
		if (crowd_run(&self) != SFPROV_OK || !self.report.complete) {
			(void) snprintf(why, 200, "run %d: %.120s", run + 1, self.world.error.message);
			return false;
		}
		if (counts->unchanged == one->done && counts->created == 0 && counts->updated == 0) {
			break;
		}
	}
	if (run == 3 || (!one->stays_refused && counts->failed > 0)) {
		(void) snprintf(why, 200, "%d unchanged, %d created, %d updated, %d failed after three runs", (int) counts->unchanged, (int) counts->created,
			(int) counts->updated, (int) counts->failed);
		return false;
	}
	if (!one->stays_refused && !crowd_is_whole(&self, why)) {
		return false;
	}
	contacts = org_count(&self.world.org, "Contact", NULL, NULL);
	copersons = org_count(&self.world.org, "CoPerson__c", NULL, NULL);
	(void) snprintf(why, 200, "%d Contacts, %d CoPerson__c", contacts, copersons);
	return contacts == one->contacts && (copersons == one->copersons || (one->stays_refused && copersons < one->copersons));
}

static void finish(const situation *one, const char *what, long n)
{
	char why[200] = "";
	char first[160];

	disturbed++;
	(void) snprintf(first, sizeof(first), "%.150s", self.world.error.message);
	if (!CHECK(recovers(one, why))) {
		printf("\t%s, %s %ld: %s\n\tthe disturbed run: %s\n", one->name, what, n, why, first);
	}
	crowd_free(&self);
	if (!CHECK(memory_live() == 0)) {
		printf("\t%s, %s %ld: %ld blocks\n", one->name, what, n, memory_live());
	}
}

static void torture_memory(const situation *one)
{
	bool failed = true;
	long step;
	long n;

	/* How many there are. */
	for (n = 64, step = 1; failed; n *= 2) {
		begin(one);
		heap_fail_at(n);
		(void) crowd_run(&self);
		failed = heap_has_failed();
		heap_fail_at(0);
		crowd_free(&self);
		step = n / ALLOCATIONS + 1;
	}
	for (n = 1, failed = true; failed; n += n < 40 ? 1 : step) {
		ERR_clear_error();
		begin(one);
		heap_fail_at(n);
		(void) crowd_run(&self);
		failed = heap_has_failed();
		heap_fail_at(0);
		ERR_clear_error();
		finish(one, "allocation", n);
	}
}

static void torture_store(const situation *one, bool applies)
{
	bool failed = true;
	long n;

	for (n = 1; failed; n++) {
		begin(one);
		self.world.people.fail_at = n;
		self.world.people.fail_applies = applies;
		(void) crowd_run(&self);
		failed = self.world.people.has_failed;
		finish(one, applies ? "confirmation lost of database call" : "database call", n);
	}
}

static void torture_org(const situation *one, org_fault fault)
{
	bool failed = true;
	long n;

	for (n = 1; failed; n++) {
		begin(one);
		self.world.org.fault = fault;
		self.world.org.fault_at = n;
		(void) crowd_run(&self);
		failed = self.world.org.has_failed;
		finish(one, org_fault_name(fault), n);
	}
}

static void torture_by_killing(const situation *one, bool after)
{
	bool killed = true;
	long n;

	for (n = 1; killed; n++) {
		begin(one);
		self.world.die_at = n;
		self.world.die_after = after;
		(void) crowd_run(&self);
		killed = self.world.dead || self.world.dying;
		finish(one, after ? "killed after call" : "killed before call", n);
	}
}

static void torture(const situation *one)
{
	int fault;

	torture_memory(one);
	torture_store(one, false);
	torture_store(one, true);
	for (fault = ORG_NOT_SENT; fault < ORG_FAULTS; fault++) {
		torture_org(one, (org_fault) fault);
	}
	torture_by_killing(one, false);
	torture_by_killing(one, true);
}

static void play(const situation *one)
{
	char why[200] = "";
	int before;

	begin(one);
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK(self.report.complete);
	CHECK_INT(self.report.counts.people, one->people);
	if (!CHECK(recovers(one, why))) {
		printf("\t%s: %s\n", one->name, why);
	}
	/* Nothing is sent any more, but to those who are refused; a dry run sends nothing at all. */
	crowd_calm(&self);
	self.options.dry_run = true;
	before = self.world.people.writes;
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK_INT(self.report.counts.unchanged, one->done);
	CHECK_INT(self.world.org.calls, 0);
	CHECK_INT(self.world.people.writes, before);
	crowd_free(&self);
}

/* The end of a run before its end. */
static void test_stops(void)
{
	int n;

	for (n = 1; n <= 3; n++) {
		crowd_init(&self, BOTH, 6);
		self.options.batch_size = 2;
		self.cancel_after = n;
		CHECK(crowd_run(&self) == SFPROV_OK);
		CHECK_INT(self.report.stop, SFPROV_STOP_CANCELLED);
		CHECK(!self.report.complete);
		CHECK_INT(org_count(&self.world.org, "Contact", NULL, NULL), 2 * (n - 1));
		crowd_calm(&self);
		CHECK(crowd_run(&self) == SFPROV_OK);
		CHECK(self.report.complete);
		CHECK_INT(org_count(&self.world.org, "Contact", NULL, NULL), 6);
		crowd_free(&self);
	}
	/* Half of the calls are to be left to others; that is noticed with the first answer. */
	crowd_init(&self, BOTH, 6);
	self.options.batch_size = 2;
	self.options.api_reserve = 50;
	self.world.org.daily_left = 7500;
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK_INT(self.report.stop, SFPROV_STOP_LIMIT);
	CHECK(strstr(self.report.message, "50 %") != NULL);
	CHECK_INT(org_count(&self.world.org, "Contact", NULL, NULL), 2);
	crowd_calm(&self);
	self.world.org.daily_left = 7501;
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK(self.report.complete);
	CHECK_INT(self.run.sum.people, 6);
	crowd_free(&self);
	/* No time. */
	crowd_init(&self, BOTH, 6);
	self.options.max_ms = 1000;
	self.world.org.fault = ORG_LOST_AFTER;
	self.world.org.fault_at = 1;
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK_INT(self.report.stop, SFPROV_STOP_TIME);
	CHECK_INT(self.failures, 0);
	crowd_calm(&self);
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK_INT(org_count(&self.world.org, "Contact", NULL, NULL), 6);
	crowd_free(&self);
	/* Interrupted: nothing is written any more, and the next run makes up for it. */
	crowd_init(&self, BOTH, 6);
	self.interrupted = true;
	CHECK(crowd_run(&self) == SFPROV_FAILED);
	CHECK_INT(self.world.error.kind, SFPROV_E_ABORTED);
	CHECK_INT(self.world.org.calls, 0);
	crowd_calm(&self);
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK_INT(self.report.counts.created, 6);
	crowd_free(&self);
	/* A lost answer: those people are tried once more in the same run, when it can be told what became of them. */
	crowd_init(&self, BOTH, 4);
	self.world.org.fault = ORG_LOST_AFTER;
	self.world.org.fault_at = 1;
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK(self.report.complete);
	CHECK_INT(self.report.counts.failed, 0);
	CHECK_INT(self.failures, 0);
	CHECK(self.world.fake.slept > 60000);
	CHECK_INT(org_count(&self.world.org, "Contact", NULL, NULL), 4);
	crowd_free(&self);
	/* force sends everything again, and makes nothing anew. */
	crowd_init(&self, BOTH, 4);
	CHECK(crowd_run(&self) == SFPROV_OK);
	crowd_calm(&self);
	self.options.force = true;
	self.options.configuration = "forced";
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK_INT(self.report.counts.updated, 4);
	CHECK_INT(org_count(&self.world.org, "Contact", NULL, NULL), 4);
	crowd_free(&self);
	/* Nobody at all. */
	crowd_init(&self, BOTH, 0);
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK(self.report.complete);
	crowd_free(&self);
}

static bool taken_over;

static void another_takes_over(void *context)
{
	crowd *all = context;

	if (!taken_over) {
		taken_over = true;
		/* It was a long sleep. */
		all->world.fake.monotonic += 30000;
		(void) snprintf(all->slices[0].who, SFPROV_INTENT_SIZE, "another");
		all->slices[0].lease = all->world.fake.wall_seconds;
	}
}

/* Others are at work on the same run. */
static void test_others(void)
{
	/* One that died left a slice, which is anybody's when its time is up; until then the run waits. */
	crowd_init(&self, BOTH, 5);
	self.unwinding = true;
	CHECK(crowd_run(&self) == SFPROV_FAILED);
	CHECK_INT(self.slices[0].slice.last, 9);
	self.unwinding = false;
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK(self.report.complete);
	CHECK_INT(self.report.counts.people, 5);
	CHECK(self.world.fake.slept > 100000);
	crowd_free(&self);
	/* One that was interrupted and could still write left it at once. */
	crowd_init(&self, BOTH, 5);
	self.interrupted = true;
	CHECK(crowd_run(&self) == SFPROV_FAILED);
	CHECK_INT(self.world.error.kind, SFPROV_E_ABORTED);
	self.interrupted = false;
	self.world.fake.slept = 0;
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK_INT(self.report.counts.people, 5);
	CHECK_INT(self.world.fake.slept, 0);
	crowd_free(&self);
	/* One that lives goes on with it: the rest is left to that one. */
	crowd_init(&self, BOTH, 5);
	self.unwinding = true;
	CHECK(crowd_run(&self) == SFPROV_FAILED);
	self.unwinding = false;
	self.slices[0].lease = self.world.fake.wall_seconds + 100000;
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK_INT(self.report.stop, SFPROV_STOP_BUSY);
	CHECK_INT(self.report.counts.people, 2);
	crowd_free(&self);
	/* The slice is taken over while this process sleeps before it tries a locked record again: it leaves those people alone, and takes them back when the other one has died. */
	crowd_init(&self, BOTH, 2);
	taken_over = false;
	self.world.fake.on_sleep = another_takes_over;
	self.world.fake.on_sleep_context = &self;
	self.world.org.fault = ORG_LOCK;
	self.world.org.fault_at = 1;
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK(taken_over);
	CHECK(self.report.complete);
	CHECK(self.world.fake.slept > 100000);
	CHECK_INT(self.report.counts.people, 2);
	CHECK_INT(self.run.sum.people, 2);
	CHECK_INT(org_count(&self.world.org, "Contact", NULL, NULL), 2);
	crowd_free(&self);
}

static char first_name[SFPROV_INTENT_SIZE];
static bool somebody_came;
static bool takes_over;

/* The wait for a lock takes so long that the announcements would not outlive the next call. */
static void time_passes(void *context)
{
	crowd *all = context;

	if (first_name[0] == '\0') {
		person_row *row = person_memory_row(&all->world.people, 8);

		(void) snprintf(first_name, sizeof(first_name), "%s", row->intent);
		all->world.fake.monotonic += 80000;
		all->world.fake.wall_seconds += 80;
		if (takes_over) {
			/* Another host, whose clock is ahead, took the announcement for an old one. */
			(void) snprintf(row->intent, sizeof(row->intent), "%lld.other@elsewhere:1", (long long) all->world.fake.wall_seconds);
			(void) crowd_make(all, 8, true);
		}
	}
}

static void look_who(void *context)
{
	const crowd *all = context;
	const char *name = person_memory_row((person_memory *) &all->world.people, 7)->intent;

	somebody_came = somebody_came || (first_name[0] != '\0' && name[0] != '\0' && strcmp(name, first_name) != 0);
}

/* Announcements are renewed before a call that they would not outlive; whose was taken over is not created any more. */
static void test_held(bool lost)
{
	crowd_init(&self, BOTH, 2);
	first_name[0] = '\0';
	somebody_came = false;
	takes_over = lost;
	self.world.fake.on_sleep = time_passes;
	self.world.fake.on_sleep_context = &self;
	self.world.org.before_call = look_who;
	self.world.org.hook_context = &self;
	self.world.org.fault = ORG_LOCK;
	self.world.org.fault_at = 1;
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK(first_name[0] != '\0');
	CHECK(somebody_came);
	CHECK_INT(self.report.counts.failed, lost ? 1 : 0);
	CHECK_INT(org_count(&self.world.org, "Contact", NULL, NULL), 2);
	CHECK_INT(org_count(&self.world.org, "CoPerson__c", NULL, NULL), 2);
	self.world.org.before_call = NULL;
	crowd_calm(&self);
	CHECK(crowd_run(&self) == SFPROV_OK);
	CHECK_INT(self.report.counts.failed, 0);
	CHECK_INT(org_count(&self.world.org, "Contact", NULL, NULL), 2);
	CHECK_INT(org_count(&self.world.org, "CoPerson__c", NULL, NULL), 2);
	CHECK_TEXT(person_memory_row(&self.world.people, 7)->intent, "");
	CHECK_TEXT(person_memory_row(&self.world.people, 8)->intent, "");
	crowd_free(&self);
}

int main(void)
{
	size_t i;

	for (i = 0; i < SITUATIONS; i++) {
		play(&situations[i]);
	}
	test_stops();
	test_others();
	test_held(false);
	test_held(true);
	for (i = 0; i < SITUATIONS; i++) {
		torture(&situations[i]);
	}
	printf("provisioning/many: %d situations, %ld disturbed runs\n", (int) SITUATIONS, disturbed);
	return unit_summary("provisioning/many");
}
