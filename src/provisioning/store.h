/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What is remembered about a person between two pushes, and the store it is kept in. */
#ifndef SFPROV_PROVISIONING_STORE_H
#define SFPROV_PROVISIONING_STORE_H

#include "base/json.h"
#include "mapping/target.h"

#define SFPROV_ID_SIZE 19
#define SFPROV_INTENT_SIZE 65

/* What is known of one person at one provisioning target. */
typedef struct sfprov_link {
	char contact_id[SFPROV_ID_SIZE]; /* "" if there is none */
	char coperson_id[SFPROV_ID_SIZE];
	/* Found to be deleted in Salesforce by this push: our row, which still names them, is behind. "" usually. */
	char gone_contact_id[SFPROV_ID_SIZE];
	char gone_coperson_id[SFPROV_ID_SIZE];
	/* What our own row says where the Identifier says otherwise: after a roll-back it is the row that is right. "" usually. */
	char other_contact_id[SFPROV_ID_SIZE];
	char other_coperson_id[SFPROV_ID_SIZE];
	bool identifier_current;         /* the registry's Identifier row holds exactly these ids */
	json_object *sent;               /* object: sObject => {field => digest}; owned, NULL when nothing is known */
	int64_t revision;                /* of our own row, 0 when there is none */
	char intent[SFPROV_INTENT_SIZE]; /* who is creating, or was when the reply got lost; "" nobody */
	int64_t intent_time;             /* epoch seconds */
	json_object *intent_match;       /* object: what a lost Contact can be recognised by; owned, NULL if unknown */
	bool relink;                     /* the Contact was made anew by this push, and the CoPerson__c still hangs on the one that is gone */
	bool failed;                     /* the last push ended with an error, which is still remembered */
	bool journal;                    /* our own table exists: without it nothing but the Identifier is remembered */
} sfprov_link;

void sfprov_link_free(sfprov_link *link);

/* Makes the digests of one sObject, or of all (NULL), those of no value: which fields are ours is still known, and all of them are sent again. MEMORY. */
sfprov_status sfprov_link_forget_digests(sfprov_link *link, const char *sobject, sfprov_error *error);

/* What became of a push, as it is to be remembered. */
typedef struct sfprov_push_result {
	const char *contact_id; /* "" when there is none */
	const char *coperson_id;
	json_object *sent; /* borrowed */
	int64_t revision;  /* of the link that the push began with: when another process wrote in between, `sent` is dropped, so that the next push sends all */
	const char *who;   /* whose announcement this push ends; "" when it made none: one that stands is another push's, and stays */
	bool unfinished;   /* a create was sent and its fate is not known: the announcement stays, for anybody to look after */
	int64_t flown;     /* then: when that was (epoch seconds); 0: not known */
} sfprov_push_result;

/* Person and target are ids of co_people and co_provisioning_targets. Functions marked (durable) must survive a roll-back of the caller's
 * transaction wherever the host can do that. Errors are of kind DATABASE, or CONFIGURATION. */
typedef struct sfprov_person_store {
	void *context;
	/* Reads the link; a person who has none gives an empty one. Ids of the Identifier win over those of our own row, unless it has none. */
	sfprov_status (*load)(void *context, int64_t target, int64_t person, sfprov_link *link, sfprov_error *error);
	/* (durable) Announces that this process is about to create a record. `*claimed` is false when somebody else announced it after
	 * `stale_before` (epoch seconds). What `who` has announced before is announced anew. The link is read again under the lock: a former announcement that was never finished is in its intent
	 * fields. Without the journal table: claimed, nothing announced. */
	sfprov_status (*claim)(void *context, int64_t target, int64_t person, const char *who, int64_t stale_before, json_object *match, sfprov_link *link,
		bool *claimed, sfprov_error *error);
	/* (durable) Takes the announcement back after a create that surely did not happen. */
	sfprov_status (*unclaim)(void *context, int64_t target, int64_t person, const char *who, sfprov_error *error);
	/* (durable) Remembers a push and ends its announcement, or leaves it to the next who comes. */
	sfprov_status (*record)(void *context, int64_t target, int64_t person, const sfprov_push_result *result, sfprov_error *error);
	/* (durable) Remembers why a push failed, for the status page. */
	sfprov_status (*record_failure)(void *context, int64_t target, int64_t person, const sfprov_error *failure, sfprov_error *error);
	/* Writes the ids into the registry's Identifier, with its changelog, inside the registry's transaction if it has one. */
	sfprov_status (*store_ids)(void *context, int64_t target, int64_t person, const char *contact_id, const char *coperson_id, sfprov_error *error);
	/* Takes the Identifier (soft delete) and our own row away, after the records were deleted in Salesforce. */
	sfprov_status (*forget)(void *context, int64_t target, int64_t person, sfprov_error *error);
	/* Is this Contact the one of another person at this target, by the Identifier or by what our own row says of somebody without one? `*owner` gets
	 * that person's id, or 0. */
	sfprov_status (*find_owner)(void *context, int64_t target, int64_t person, const char *contact_id, int64_t *owner, sfprov_error *error);
	/* Stores the instance URL that the token answer named in the target's row. */
	sfprov_status (*store_instance_url)(void *context, const sfprov_target *target, const char *instance_url, sfprov_error *error);
} sfprov_person_store;

#endif
