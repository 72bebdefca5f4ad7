/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The state of one push, and what Salesforce's answers make of it. */
#ifndef SFPROV_PROVISIONING_PUSH_ANSWER_H
#define SFPROV_PROVISIONING_PUSH_ANSWER_H

#include "provisioning/masters.h"
#include "provisioning/person.h"
#include "provisioning/plan.h"

typedef struct sfprov_push {
	const sfprov_provisioning_host *host; /* borrowed, as the next two */
	const sfprov_target *target;
	sfprov_mapped *mapped;
	sfprov_client *client;   /* borrowed; NULL until something has to be sent */
	sfprov_link link;        /* what is known by now */
	sfprov_plan plan;        /* of this round */
	sfprov_masters *masters; /* of Contacts that are gone, asked for already; borrowed, may be NULL */
	char who[SFPROV_INTENT_SIZE];
	bool announced;         /* our announcement stands in the journal */
	bool announced_contact; /* and is of a Contact, too */
	bool ends_former;       /* the announcement in the link is of no use any more, and goes with what is remembered */
	bool resolve_coperson;  /* an earlier announcement was never finished, and what it made has not been looked for to the end: it stays, whatever happens */
	bool in_flight;         /* a create was sent and its fate is not known */
	int64_t flown;          /* when a create was sent last; 0: never */
	bool changed;           /* there is something to remember */
	bool ids_changed;
	bool contact_seen; /* Salesforce has confirmed the Contact of the link in this push */
	bool coperson_seen;
	bool has_contact; /* which requests this round's call has */
	bool has_coperson;
} sfprov_push;

/* What Salesforce answered about one record, whatever resource it was sent to. */
typedef struct sfprov_record_answer {
	bool ok;
	bool halted;            /* it was not tried, because something before it failed */
	bool may_have_happened; /* it failed, but may be done all the same */
	bool created;           /* by an upsert: the record was not there before */
	const char *id;         /* when ok: of the record, NULL when it was not told; borrowed */
	sfprov_error error;     /* when neither ok nor halted */
	json_object *body;      /* of a refusal, for the ids of duplicates; borrowed, may be NULL */
} sfprov_record_answer;

/* Takes over ids and digests of what was done; turns to the survivor of a merged Contact, or forgets a deleted record, or adopts a duplicate by
 * policy, and asks for another round; anything else that Salesforce refused is the error. What was done is struck out of the
 * plan, which holds for the rest unless there is to be another round. The answers are those to the records that the push has in this round, NULL for the other. */
sfprov_status sfprov_push_read_answers(
	sfprov_push *push, const sfprov_record_answer *contact, const sfprov_record_answer *coperson, bool *again, sfprov_error *error);

/* The same for the answer to a composite request, which has a part for each record in this order. */
sfprov_status sfprov_push_read_composite(sfprov_push *push, const sfprov_composite_result *result, bool *again, sfprov_error *error);

/* Whether the plan makes a record that is still to be announced. That of a CoPerson__c alone says nothing by which a Contact could be found that turns out to be gone meanwhile. */
bool sfprov_push_must_announce(const sfprov_push *push);

/* Whether a call that failed as a whole surely did nothing. */
bool sfprov_push_is_certain(const sfprov_error *error);

/* Once planned: ends an announcement that an earlier push left, when it is old and there is nothing to be looked for, since all records that it may have made are known. */
void sfprov_push_end_former(sfprov_push *push);

/* What the store is to remember of the push as it is now; borrows from it. */
void sfprov_push_describe(const sfprov_push *push, sfprov_push_result *result);

#endif
