/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Every scenario again and again, each time with one thing going wrong: an allocation, a call of the registry's database or of the token store, a call of
 * Salesforce in every way that it can go wrong, the clock, randomness, the process killed at any of its calls, or another
 * worker on the same person at the same time. Then up to three runs undisturbed: one
 * Contact, one CoPerson__c, linked, with the right fields, and nothing leaked.
 *
 *   SFPROV_TORTURE_SHARE   per cent of the allocations that are tried (default 100; 5 under valgrind)
 *   SFPROV_TORTURE_SEED    which of them (default: by the time; it is printed) */
#include "heap_failing.h"
#include "memory_failing.h"
#include "scenarios.h"
#include "unit.h"

#include <openssl/err.h>
#include <time.h>

typedef enum cause { ALLOCATION, STORE, TOKENS, ORG, KILLED, CLOCK, RANDOM, OTHER, CAUSES } cause;

static const char *const cause_names[CAUSES] = {
	"allocations", "database calls", "token store calls", "Salesforce calls", "kills", "clock readings", "random draws", "second workers"};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
static const bool is_sanitized = true;
#else
static const bool is_sanitized = false;
#endif

static world self;
static long runs[CAUSES];
static long leaks_of_libraries;
static unsigned seed;
static int share;

/* Which call of the clock or of the random source goes wrong. */
static long odd_at;
static int64_t odd_time;
static bool odd_done;
static int64_t (*true_time)(void *context);
static bool (*true_random)(void *context, unsigned char *bytes, size_t length);

/* How the scenario ends when nothing goes wrong. */
typedef struct baseline {
	int contacts;
	int copersons;
} baseline;

static int dice(int sides)
{
	seed = seed * 1103515245u + 12345u;
	return (int) ((seed >> 16) % (unsigned) sides);
}

/* The next of the allocations to try. */
static long step(void)
{
	return share >= 100 ? 1 : 1 + dice(200 / share - 1);
}

/* Under valgrind, where all takes fifty times as long, one way to go wrong in eight is tried. */
static bool tries_fault(void)
{
	return heap_is_whole() || is_sanitized || dice(8) == 0;
}

static int64_t odd_clock(void *context)
{
	int64_t now = true_time(context);

	if (odd_at == 0 || --odd_at > 0) {
		return now;
	}
	odd_done = true;
	return odd_time == 0 ? 0 : now + odd_time;
}

static bool odd_random(void *context, unsigned char *bytes, size_t length)
{
	if (odd_at == 0 || --odd_at > 0) {
		return true_random(context, bytes, length);
	}
	odd_done = true;
	return false;
}

static void begin(const scenario *one)
{
	memory_fail_at(0);
	scenario_begin(one, &self);
}

/* The invariants. `what` and `n` name the run in a message. */
static void finish(const scenario *one, const baseline *good, cause why, const char *what, long n)
{
	int slack = one->may_double ? 2 : 0;
	char problem[200] = "";
	char first[160];
	bool whole;

	runs[why]++;
	(void) snprintf(first, sizeof(first), "%.150s", self.error.message);
	whole = (self.status == SFPROV_OK) == (self.error.kind == SFPROV_E_NONE);
	if (!whole) {
		(void) snprintf(problem, sizeof(problem), "status and error do not agree");
	}
	if (whole && slack == 0) {
		whole = scenario_recovers(one, &self, problem);
	}
	if (whole
		&& (org_count(&self.org, "Contact", NULL, NULL) > good->contacts + slack
			|| org_count(&self.org, "CoPerson__c", NULL, NULL) > good->copersons + slack)) {
		whole = false;
		(void) snprintf(problem, sizeof(problem), "more records than without the failure");
	}
	if (!CHECK(whole)) {
		printf("\t%s, %s %ld: %s\n\tthe disturbed run: %s\n", one->name, what, n, problem, first);
	} else if (one->check != NULL && slack == 0 && !CHECK(one->check(&self))) {
		printf("\t%s, %s %ld\n\tthe disturbed run: %s\n", one->name, what, n, first);
	}
	world_free(&self);
	if (!CHECK(memory_live() == 0)) {
		printf("\t%s, %s %ld: %ld blocks\n", one->name, what, n, memory_live());
	}
}

static void torture_memory(const scenario *one, const baseline *good, bool for_ever, bool count_leaks)
{
	bool failed = true;
	long n;

	for (n = step(); failed; n += step()) {
		bool library;
		long blocks;
		long lost;

		ERR_clear_error();
		blocks = heap_blocks();
		begin(one);
		(for_ever ? heap_fail_from : heap_fail_at)(n);
		(void) world_run(&self);
		failed = heap_has_failed();
		library = heap_failed_in_library() || for_ever;
		heap_fail_at(0);
		ERR_clear_error();
		finish(one, good, ALLOCATION, for_ever ? "no memory from allocation" : "allocation", n);
		ERR_clear_error();
		/* json-c loses the copy of a key when its table cannot grow; nothing else may be lost. */
		lost = heap_blocks() - blocks;
		leaks_of_libraries += lost > 0 ? lost : 0;
		if (count_leaks && !CHECK(lost <= 0 || (library && lost <= 2))) {
			printf("\t%s, allocation %ld%s: %ld blocks leaked\n", one->name, n, for_ever ? " and all after it" : "", lost);
		}
	}
}

static void torture_store(const scenario *one, const baseline *good, bool applies)
{
	bool failed = true;
	long n;

	for (n = 1; failed; n++) {
		begin(one);
		self.people.fail_at = n;
		self.people.fail_applies = applies;
		(void) world_run(&self);
		failed = self.people.has_failed;
		finish(one, good, STORE, applies ? "confirmation lost of database call" : "database call", n);
	}
	for (n = 1, failed = true; failed && !applies; n++) {
		begin(one);
		self.tokens.fail_at = n;
		(void) world_run(&self);
		failed = self.tokens.has_failed;
		finish(one, good, TOKENS, "token store call", n);
	}
}

static void torture_org(const scenario *one, const baseline *good, org_fault fault, bool goes_on)
{
	bool failed = true;
	char what[64];
	long n;

	(void) snprintf(what, sizeof(what), "%s%s, call", org_fault_name(fault), goes_on ? " from now on" : "");
	for (n = 1; failed && tries_fault(); n++) {
		begin(one);
		self.org.fault = fault;
		self.org.fault_goes_on = goes_on;
		self.org.fault_at = n;
		(void) world_run(&self);
		failed = self.org.has_failed;
		finish(one, good, ORG, what, n);
	}
}

static void torture_by_killing(const scenario *one, const baseline *good, bool after)
{
	bool killed = true;
	long n;

	for (n = 1; killed; n++) {
		begin(one);
		self.die_at = n;
		self.die_after = after;
		(void) world_run(&self);
		killed = self.dead || self.dying;
		finish(one, good, KILLED, after ? "killed after call" : "killed before call", n);
	}
}

static void torture_machine(const scenario *one, const baseline *good, bool clock, int64_t off)
{
	long n;

	for (n = 1, odd_done = true; odd_done; n++) {
		begin(one);
		true_time = self.fake.environment.wall_time;
		true_random = self.fake.environment.random;
		self.fake.environment.wall_time = clock ? odd_clock : true_time;
		self.fake.environment.random = clock ? true_random : odd_random;
		odd_at = n;
		odd_time = off;
		odd_done = false;
		(void) world_run(&self);
		odd_at = 0;
		finish(one, good, clock ? CLOCK : RANDOM, clock ? "clock reading" : "random draw", n);
	}
}

static void torture_by_another(const scenario *one, const baseline *good, org_fault fault)
{
	bool ran = true;
	char what[64];
	long n;

	(void) snprintf(what, sizeof(what), "second worker (%s) before call", org_fault_name(fault));
	for (n = 1; ran; n++) {
		begin(one);
		self.other_at = n;
		self.other_fault = fault;
		(void) world_run(&self);
		ran = self.other_at == 0;
		finish(one, good, OTHER, what, n);
	}
}

static void measure(const scenario *one, baseline *good)
{
	char why[200];

	begin(one);
	(void) world_run(&self);
	if (!one->may_double) {
		CHECK(scenario_recovers(one, &self, why));
	}
	good->contacts = org_count(&self.org, "Contact", NULL, NULL);
	good->copersons = org_count(&self.org, "CoPerson__c", NULL, NULL);
	world_free(&self);
}

static void torture(const scenario *one)
{
	baseline good;
	int fault;

	measure(one, &good);
	torture_memory(one, &good, false, true);
	torture_memory(one, &good, true, true);
	torture_store(one, &good, false);
	torture_store(one, &good, true);
	for (fault = ORG_NOT_SENT; fault < ORG_FAULTS; fault++) {
		torture_org(one, &good, (org_fault) fault, false);
	}
	torture_org(one, &good, ORG_SESSION, true);
	torture_org(one, &good, ORG_LOST_BEFORE, true);
	torture_org(one, &good, ORG_LOST_AFTER, true);
	torture_org(one, &good, ORG_500_AFTER, true);
	torture_by_killing(one, &good, false);
	torture_by_killing(one, &good, true);
	torture_by_another(one, &good, ORG_FINE);
	torture_by_another(one, &good, ORG_LOST_AFTER);
	torture_by_another(one, &good, ORG_LOST_LATE);
	torture_by_another(one, &good, ORG_NOT_SENT);
	torture_machine(one, &good, true, 0);
	torture_machine(one, &good, true, 400);
	torture_machine(one, &good, true, -400);
	torture_machine(one, &good, false, 0);
}

/* What libraries keep for good, they have after this. */
static void warm_up(void)
{
	baseline good;
	int i;

	for (i = 0; i < scenario_count && i < 9; i++) {
		measure(&scenarios[i], &good);
		torture_memory(&scenarios[i], &good, false, false);
		torture_memory(&scenarios[i], &good, true, false);
	}
	runs[ALLOCATION] = 0;
	leaks_of_libraries = 0;
}

int main(void)
{
	const char *wanted = getenv("SFPROV_TORTURE_SHARE");
	const char *chosen = getenv("SFPROV_TORTURE_SEED");
	unsigned first;
	long total = 0;
	int i;

	share = wanted != NULL ? (int) strtol(wanted, NULL, 10) : heap_is_whole() || is_sanitized ? 100 : 5;
	share = share < 1 ? 1 : share;
	first = chosen != NULL ? (unsigned) strtoul(chosen, NULL, 10) : (unsigned) time(NULL);
	seed = first;
	warm_up();
	for (i = 0; i < scenario_count; i++) {
		torture(&scenarios[i]);
	}
	printf("provisioning/torture: %d scenarios", scenario_count);
	for (i = 0; i < CAUSES; i++) {
		printf(", %ld %s", runs[i], cause_names[i]);
		total += runs[i];
	}
	printf("; %ld disturbed runs, %ld blocks lost by json-c; seed %u, %d %% of the allocations%s\n", total, leaks_of_libraries, first, share,
		heap_is_whole() ? "" : ", the core's own alone");
	CHECK(total >= (heap_is_whole() || is_sanitized ? 10000 : 1000));
	return unit_summary("provisioning/torture");
}
