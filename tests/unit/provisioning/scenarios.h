/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Situations in which a person is provisioned. */
#ifndef SFPROV_TEST_SCENARIOS_H
#define SFPROV_TEST_SCENARIOS_H

#include "world.h"

typedef struct scenario {
	const char *name;
	const char *target;
	const char *data;
	void (*prepare)(world *self); /* may be NULL */
	sfprov_status expected;       /* of the first run, undisturbed */
	sfprov_error_kind kind;       /* of its error */
	const char *says;             /* part of its message; NULL: whatever */
	int calls;                    /* requests of the first run; -1: whatever */
	int contacts;                 /* records in the org in the end, after up to three more runs; -1: the person is not to be provisioned in the end */
	int copersons;
	bool may_double;            /* without journal, or with a journal that is rolled back: a lost reply can cost a second record */
	bool stays_refused;         /* later runs fail too, until somebody acts */
	bool (*check)(world *self); /* the rest of what must be so after the last run; may be NULL */
} scenario;

extern const scenario scenarios[];
extern const int scenario_count;

/* Readies the world for it. */
void scenario_begin(const scenario *one, world *self);

/* After the first run: up to three undisturbed ones, then all must be as the table says. Says what is wrong. */
bool scenario_recovers(const scenario *one, world *self, char why[200]);

#endif
