/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The person store for many people at once: what store.h says of one person holds here for each, in a number of statements that does not grow with the people. */
#ifndef SFPROV_PROVISIONING_SET_STORE_H
#define SFPROV_PROVISIONING_SET_STORE_H

#include "provisioning/store.h"

/* The most people that one call takes. */
#define SFPROV_SET_MAX 2000

/* One person whose creates are to be announced. */
typedef struct sfprov_set_claim {
	int64_t person;
	json_object *match; /* borrowed; as in sfprov_person_store.claim */
	sfprov_link *link;  /* read again under the lock */
	bool claimed;       /* out; false: somebody else announced it */
} sfprov_set_claim;

/* One person whose push is to be remembered. */
typedef struct sfprov_set_result {
	int64_t person;
	sfprov_push_result result;
} sfprov_set_result;

typedef struct sfprov_set_ids {
	int64_t person;
	const char *contact_id; /* borrowed, as the next; never "" */
	const char *coperson_id;
} sfprov_set_ids;

typedef struct sfprov_set_failure {
	int64_t person;
	const sfprov_error *failure; /* borrowed */
} sfprov_set_failure;

/* One person whose records are gone from Salesforce. */
typedef struct sfprov_set_leaver {
	int64_t person;
	const sfprov_link *link; /* borrowed; as it was read before they were deleted */
} sfprov_set_leaver;

/* Whose is a Contact, other than `person`'s? */
typedef struct sfprov_set_owner {
	int64_t person;
	const char *contact_id; /* borrowed */
	int64_t owner;          /* out; 0: nobody's */
} sfprov_set_owner;

/* Everything by target, at most SFPROV_SET_MAX people at a time, each once, in ascending order of their ids, so that two processes lock in the same order. All but load and find_owners
 * are durable: they are not called while the registry has a transaction open. A failure leaves nothing half written. Errors as of sfprov_person_store. */
typedef struct sfprov_set_store {
	void *context;
	/* `links`, one for each person, need not be readied and are to be freed also after a failure. */
	sfprov_status (*load)(void *context, int64_t target, const int64_t *people, size_t count, sfprov_link *links, sfprov_error *error);
	sfprov_status (*claim)(void *context, int64_t target, const char *who, int64_t stale_before, sfprov_set_claim *claims, size_t count, sfprov_error *error);
	/* Announces anew, in the name `again`, what `who` has announced of these people, while it still has it; `ours[i]` tells whether that is so. */
	sfprov_status (*reannounce)(
		void *context, int64_t target, const char *who, const char *again, const int64_t *people, size_t count, bool *ours, sfprov_error *error);
	/* Takes back the announcements of `who` on these people. */
	sfprov_status (*unclaim)(void *context, int64_t target, const char *who, const int64_t *people, size_t count, sfprov_error *error);
	sfprov_status (*record)(void *context, int64_t target, const sfprov_set_result *results, size_t count, sfprov_error *error);
	sfprov_status (*record_failures)(void *context, int64_t target, const sfprov_set_failure *failures, size_t count, sfprov_error *error);
	/* Takes Identifiers (soft delete) and our own rows away. Whoever has been provisioned or announced by another process since the link was read has records of its own by now, and stays. */
	sfprov_status (*forget)(void *context, int64_t target, const sfprov_set_leaver *leavers, size_t count, sfprov_error *error);
	/* Writes the Identifiers with their changelog; those that are right already stay as they are. */
	sfprov_status (*store_ids)(void *context, int64_t target, const sfprov_set_ids *ids, size_t count, sfprov_error *error);
	/* Writes what the framework writes about people it has provisioned: export and history records. */
	sfprov_status (*note_provisioned)(void *context, int64_t target, const int64_t *people, size_t count, sfprov_error *error);
	sfprov_status (*find_owners)(void *context, int64_t target, sfprov_set_owner *owners, size_t count, sfprov_error *error);
} sfprov_set_store;

#endif
