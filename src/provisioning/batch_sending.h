/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The records of a batch on their way, shared by batch_send.c and batch_answer.c alone. */
#ifndef SFPROV_PROVISIONING_BATCH_SENDING_H
#define SFPROV_PROVISIONING_BATCH_SENDING_H

#include "provisioning/batch_internal.h"
#include "salesforce/collections.h"

/* Records of one kind that travel together. */
typedef struct sfprov_batch_group {
	sfprov_collection collection;
	sfprov_batch_item *items[SFPROV_COLLECTION_MAX];
	bool coperson; /* else Contacts */
	int parent;    /* group of the Contacts that these refer to; -1: none */
	int call;
	size_t part;                   /* place in the call */
	sfprov_record_result *results; /* owned; in the order of the items, once the call was made */
	bool halted;                   /* not tried, because the group that it refers to failed in part */
} sfprov_batch_group;

typedef struct sfprov_batch_sending {
	sfprov_batch *batch;
	sfprov_batch_group *groups; /* owned */
	int count;
	int room;
	int calls;
	sfprov_error fatal; /* of a call after which no other is made */
	bool stopped;
	/* Owners of Contacts that upserts found, for all items at once. */
	sfprov_set_owner *owners; /* owned */
	size_t owner_count;
	sfprov_masters masters;     /* owned; what became of Contacts that updates did not find */
	sfprov_person_store people; /* answers find_owner from the list above */
	sfprov_provisioning_host host;
} sfprov_batch_sending;

/* Gives each item whose calls were made its answer, as sfprov_batch_send() says. Fails only when the registry cannot be asked, or memory ran out. */
sfprov_status sfprov_batch_take_answers(sfprov_batch_sending *self, sfprov_error *error);

#endif
