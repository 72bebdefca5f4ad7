/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What became of Contacts that are not there any more: deleted, or merged into another. */
#ifndef SFPROV_PROVISIONING_MASTERS_H
#define SFPROV_PROVISIONING_MASTERS_H

#include "provisioning/store.h"
#include "salesforce/client.h"

typedef struct sfprov_master {
	char contact_id[SFPROV_ID_SIZE];
	char master_id[SFPROV_ID_SIZE]; /* what it was merged into; "" when it was not */
	bool deleted;                   /* also when Salesforce knows nothing of it */
} sfprov_master;

/* Begins all zero; to be freed. */
typedef struct sfprov_masters {
	sfprov_master *list; /* owned */
	size_t count;
	size_t room;
	size_t asked; /* so many of them are filled in */
	bool failed;  /* the others cannot be asked for: whoever wants to know gets the error below */
	sfprov_error error;
} sfprov_masters;

/* Adds a Contact to ask for, unless it is there. MEMORY. */
sfprov_status sfprov_masters_add(sfprov_masters *self, const char *contact_id, sfprov_error *error);

/* Asks for those that were added, and for those that they were merged into, with few queries. NETWORK, SERVER, AUTHORIZATION, LIMIT, MEMORY, once and for all. */
sfprov_status sfprov_masters_ask(sfprov_masters *self, sfprov_client *client, sfprov_error *error);

/* The Contact that this one was merged into, followed to its end; "" when it is deleted and was not merged, and the Contact itself when it is not deleted. What is not known by now is asked
 * for. */
sfprov_status sfprov_masters_survivor(sfprov_masters *self, sfprov_client *client, const char *contact_id, char id[SFPROV_ID_SIZE], sfprov_error *error);

void sfprov_masters_free(sfprov_masters *self);

#endif
