/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A world (world.h) with several people, who are provisioned all at once: the stores and the source of a run over them, in memory. */
#ifndef SFPROV_TEST_CROWD_H
#define SFPROV_TEST_CROWD_H

#include "provisioning/sync.h"
#include "world.h"

/* They have the ids 7, 8, ... */
#define CROWD_FIRST 7
#define CROWD_MAX PERSON_MEMORY_PEOPLE

#define CROWD_SLICES 16

typedef struct crowd_person {
	const char *op;
	char family[24];
	char mail[40];
	char uid[24]; /* "": none */
	bool skeletal;
	bool unreadable;
} crowd_person;

typedef struct crowd {
	world world;
	crowd_person people[CROWD_MAX];
	int count;
	sfprov_set_store set;
	sfprov_run_store runs;
	sfprov_bulk_store jobs;
	sfprov_people_reader reader;
	sfprov_sync_host host;
	sfprov_sync_options options;
	sfprov_sync_report report;
	/* The run's row, and its slices: those with id 0 are free. */
	struct {
		int64_t id;
		char status[3]; /* "" when there is none */
		char configuration[32];
		int64_t mark;
		int64_t last;
		int64_t total;
		int64_t heartbeat;
		sfprov_counts sum;
	} run;
	struct {
		sfprov_slice slice;
		char who[SFPROV_INTENT_SIZE];
		int64_t lease;
	} slices[CROWD_SLICES];
	int64_t next_id;
	int failures;     /* people who failed in the end, of the last run */
	int notes;        /* people in export records */
	int cancel_after; /* the n-th look at the progress cancels; 0: none */
	int shows;
	bool interrupted;
	bool unwinding; /* interrupted in a way that leaves no database to write to */
} crowd;

/* Readies a crowd of `count` people named Lee7, Lee8, ... of whom nothing is known. The structure must not move afterwards; to be freed. */
void crowd_init(crowd *self, const char *target_row, int count);
void crowd_free(crowd *self);

/* One call: all of the run, or what can be done. */
sfprov_status crowd_run(crowd *self);

/* As world_calm(). */
void crowd_calm(crowd *self);

/* The state after a good run, made without one; what was sent is not known. Gives the Contact's id. */
const char *crowd_link(crowd *self, int64_t person);

/* An announcement in the journal that was never finished, so many seconds old. */
void crowd_announce(crowd *self, int64_t person, int64_t age);

/* Contact (and CoPerson__c if the target wants it) of this person as an own create would have made it, known to nobody. Gives the Contact's id. */
const char *crowd_make(crowd *self, int64_t person, bool coperson);

/* Whether each person who can be provisioned has one Contact with their fields, and one CoPerson__c of it, as the registry knows; says what is wrong. */
bool crowd_is_whole(crowd *self, char why[200]);

#endif
