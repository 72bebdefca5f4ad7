/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Input: which scenario of tests/unit/provisioning, then a byte for each call of Salesforce or the registry's database in up to four runs: how it goes wrong.
 * Salesforce tells the truth here. Afterwards all must be as if nothing had happened: one Contact, one CoPerson__c, linked. */
#include "fuzz.h"
#include "memory_failing.h"
#include "provisioning/scenarios.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The faults of one input: with more of them at once than there are safeguards, nothing would be left to hold. */
#define FAULTS_MAX 6

static world self;
static const uint8_t *next;
static size_t left;
static int faults;
static void (*org_before)(void *context);

static unsigned take(void)
{
	if (left == 0) {
		return 0;
	}
	left--;
	return *next++;
}

/* For whoever looks into a finding: with FUZZ_TELL in the environment, what went wrong and what was sent. */
static void tell_fault(const char *what)
{
	if (getenv("FUZZ_TELL") != NULL) {
		(void) fprintf(stderr, "\tcall %d: %s\n", self.org.calls + 1, what);
	}
}

static void before_org_call(void *context)
{
	unsigned byte = take();

	self.org.fault_at = 0;
	if (byte >= 128 && faults < FAULTS_MAX) {
		unsigned fault = 1 + (byte - 128) % (ORG_FAULTS + 1);

		faults++;
		if (fault < ORG_FAULTS) {
			self.org.fault = (org_fault) fault;
			self.org.fault_at = 1;
			tell_fault(org_fault_name(self.org.fault));
		} else {
			self.die_at = 1;
			self.die_after = fault == ORG_FAULTS;
			tell_fault(self.die_after ? "killed after" : "killed before");
		}
	}
	org_before(context);
}

static void before_database_call(void *context)
{
	unsigned byte = take();

	self.people.fail_at = 0;
	if (byte >= 192 && faults < FAULTS_MAX) {
		faults++;
		if (byte >= 240) {
			self.die_at = 1;
			self.die_after = false;
			tell_fault("killed before database call");
		} else {
			self.people.fail_at = 1;
			self.people.fail_applies = byte % 2 == 1;
			tell_fault(self.people.fail_applies ? "database, done" : "database");
		}
	}
	org_before(context);
}

static void tell(void)
{
	int i;

	if (getenv("FUZZ_TELL") == NULL) {
		return;
	}
	for (i = 0; i < self.org.calls; i++) {
		(void) fprintf(stderr, "%s\n", self.org.requests[i]);
	}
	(void) fprintf(stderr, "%s\n", self.status == SFPROV_OK ? "good" : self.error.message);
}

static void run_once(const scenario *one)
{
	unsigned byte = take();

	self.in_transaction = byte % 4 == 1;
	self.rolls_back = byte % 8 == 5;
	(void) world_run(&self);
	FUZZ_CHECK((self.status == SFPROV_OK) == (self.error.kind == SFPROV_E_NONE) || one->may_double);
	FUZZ_CHECK(strstr(self.error.message, "refresh-1-token") == NULL && strstr(self.error.message, "access-1-token") == NULL);
	FUZZ_CHECK(self.tokens.misuse == 0);
	self.dead = false;
	self.dying = false;
	self.die_at = 0;
	byte = take();
	self.fake.wall_seconds += byte;
	self.fake.monotonic += (int64_t) byte * 1000;
	tell();
	org_forget_requests(&self.org);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const scenario *one;
	char why[200] = "";
	int runs;

	if (size < 2) {
		return 0;
	}
	next = data;
	left = size;
	faults = 0;
	memory_fail_at(0);
	one = &scenarios[take() % (unsigned) scenario_count];
	scenario_begin(one, &self);
	org_before = self.org.before_call;
	self.org.before_call = before_org_call;
	self.people.before_call = before_database_call;
	for (runs = 0; runs < 4 && left > 0; runs++) {
		run_once(one);
	}
	self.in_transaction = false;
	left = 0;
	if (!one->may_double && !scenario_recovers(one, &self, why)) {
		(void) fprintf(stderr, "%s: %s\n", one->name, why);
		FUZZ_CHECK(!"the scenario recovers");
	}
	world_free(&self);
	fuzz_check_memory();
	return 0;
}
