/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The state of a batch, shared by the files batch*.c alone. */
#ifndef SFPROV_PROVISIONING_BATCH_INTERNAL_H
#define SFPROV_PROVISIONING_BATCH_INTERNAL_H

#include "provisioning/batch.h"
#include "provisioning/push_answer.h"

/* Where a person stands. The first four go on. */
typedef enum sfprov_fate {
	SFPROV_FATE_OPEN,  /* to be planned */
	SFPROV_FATE_SEND,  /* planned, and there is something to send */
	SFPROV_FATE_ALONE, /* needs what only the way of one person can do */
	SFPROV_FATE_LEAVE, /* its records are to be deleted or marked */
	SFPROV_FATE_DONE,
	SFPROV_FATE_UNCHANGED,
	SFPROV_FATE_DEPROVISIONED,
	SFPROV_FATE_SKIPPED,
	SFPROV_FATE_FAILED
} sfprov_fate;

typedef struct sfprov_batch_item {
	const sfprov_batch_person *input;
	sfprov_mapped mapped;
	sfprov_push push;
	sfprov_fate fate;
	bool waiting; /* for the settling of an announcement that was never finished */
	bool created;
	bool sent;    /* something was sent for this person */
	int records;  /* that were sent, in all attempts */
	int attempts; /* refusals that pass, such as row locks */
	/* Where its records travel, Contact and CoPerson__c; for batch_send.c and batch_leave.c alone. */
	struct {
		int group;
		size_t place;
	} at[2];
	sfprov_error error;
} sfprov_batch_item;

typedef struct sfprov_batch {
	const sfprov_batch_host *host;
	const sfprov_target *target;
	const sfprov_batch_options *options;
	sfprov_batch_item *items; /* owned */
	size_t count;
	sfprov_client *client; /* borrowed; NULL until something has to be sent */
	char who[SFPROV_INTENT_SIZE];
	sfprov_counts *counts;
} sfprov_batch;

/* Readies a batch of people up to their plans: fate SEND for those who need something, the others as they end or are better done elsewhere. To be freed also after a failure. */
sfprov_status sfprov_batch_plan(sfprov_batch *batch, const sfprov_batch_person *people, sfprov_error *error);
void sfprov_batch_free(sfprov_batch *batch);

/* Of what was loaded about an item, what counts in this batch. MEMORY, or what the host's adjust() gives. */
sfprov_status sfprov_batch_adjust_link(const sfprov_batch *batch, sfprov_batch_item *item, sfprov_error *error);

/* Whether what an earlier announcement made is to be looked for before anything is sent. With an external id the upsert itself finds the Contact; its CoPerson__c is looked for then. */
bool sfprov_batch_must_settle(const sfprov_batch *batch, const sfprov_batch_item *item);

/* Connects, and names the batch, unless that has been done. */
sfprov_status sfprov_batch_connect(sfprov_batch *batch, sfprov_error *error);

/* Announces the creates of the items of fate SEND that have not been. Each is then SEND as before, OPEN when the link that was read again says something else, or ALONE when another process
 * has announced them. */
sfprov_status sfprov_batch_claim(sfprov_batch *batch, sfprov_error *error);

/* Asked before each call: renews the announcements of the batch when they are too old to outlive it. `*held` is false when another process has taken one of them over; what was to be created
 * of it is to be announced again first. */
sfprov_status sfprov_batch_hold(sfprov_batch *batch, bool *held, sfprov_error *error);

/* Sends what the items of fate SEND need, in as few API calls as it takes, and gives each its answer: fate SEND when another part of the plan is left, OPEN when it is to
 * be planned anew, DONE, FAILED, or ALONE. */
sfprov_status sfprov_batch_send(sfprov_batch *batch, sfprov_error *error);

/* Settles the announcements of earlier processes on the items that are `waiting`: finds in sets what those made. An item is OPEN afterwards with what was found, or FAILED while it is too
 * early to tell. */
sfprov_status sfprov_batch_settle(sfprov_batch *batch, sfprov_error *error);

/* Does what the target's policy says with the records of the items of fate LEAVE, and remembers it, call by call: they are DEPROVISIONED or FAILED. Fails where no other person would
 * fare better; who has not been written down then is done once more by the next run. */
sfprov_status sfprov_batch_leave(sfprov_batch *batch, sfprov_error *error);

/* Ends an item with an error. */
void sfprov_batch_fail(sfprov_batch_item *item, const sfprov_error *error);

/* True for failures after which no other person would fare better. */
bool sfprov_batch_is_fatal(const sfprov_error *error);

#endif
