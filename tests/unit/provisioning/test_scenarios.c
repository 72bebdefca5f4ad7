/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Each situation once, undisturbed: result, error, number of requests, and the state some runs later. */
#include "memory_failing.h"
#include "scenarios.h"
#include "unit.h"

static world self;

static void play(const scenario *one)
{
	char why[200] = "";
	int calls;

	scenario_begin(one, &self);
	(void) world_run(&self);
	calls = self.org.calls;
	if (!CHECK(self.status == one->expected && self.error.kind == one->kind) || (one->says != NULL && !CHECK_CONTAINS(self.error.message, one->says))
		|| (one->calls >= 0 && !CHECK_INT(calls, one->calls))) {
		int i;

		printf("\t%s: %s\n", one->name, self.error.message);
		for (i = 0; i < calls; i++) {
			printf("\t\t%s\n\t\t\t%s\n", self.org.requests[i], self.org.bodies[i] == NULL ? "" : self.org.bodies[i]);
		}
	}
	if (!CHECK(scenario_recovers(one, &self, why))) {
		printf("\t%s: %s\n", one->name, why);
	} else if (one->check != NULL && !CHECK(one->check(&self))) {
		printf("\t%s\n", one->name);
	}
	/* At rest there is nothing more to send, and nothing is waited for. */
	if (one->contacts >= 0 && self.people.journal) {
		CHECK_INT(self.org.calls, 0);
	}
	world_free(&self);
	CHECK_INT(memory_live(), 0);
}

int main(void)
{
	int i;

	for (i = 0; i < scenario_count; i++) {
		play(&scenarios[i]);
	}
	printf("provisioning/scenarios: %d scenarios\n", scenario_count);
	return unit_summary("provisioning/scenarios");
}
