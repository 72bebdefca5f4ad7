/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What has to be done for one person, from what the registry says and what was sent before. Pure. */
#ifndef SFPROV_PROVISIONING_PLAN_H
#define SFPROV_PROVISIONING_PLAN_H

#include "mapping/mapping.h"
#include "provisioning/store.h"
#include "salesforce/composite.h"

#define SFPROV_CONTACT "Contact"
#define SFPROV_COPERSON "CoPerson__c"

typedef enum sfprov_step { SFPROV_STEP_NONE, SFPROV_STEP_CREATE, SFPROV_STEP_UPSERT, SFPROV_STEP_UPDATE } sfprov_step;

typedef struct sfprov_plan {
	sfprov_step contact_step;
	sfprov_step coperson_step;
	sfprov_changes contact; /* fields to send and digests to remember */
	sfprov_changes coperson;
	bool relink_coperson; /* the CoPerson__c must be pointed to another Contact */
} sfprov_plan;

/* Compares. `mapped` gets the external id among its Contact fields. RECORD when the person lacks the identifier that the target uses as external id. */
sfprov_status sfprov_plan_make(sfprov_mapped *mapped, const sfprov_target *target, const sfprov_link *link, sfprov_plan *plan, sfprov_error *error);
void sfprov_plan_free(sfprov_plan *plan);

/* Leaves of a plan what is not done yet. It holds only if what is known of the person is what was to come of the part that is done. */
void sfprov_plan_strike_out(sfprov_plan *plan, bool contact_done, bool coperson_done);

/* True when there is nothing to send. */
bool sfprov_plan_is_empty(const sfprov_plan *plan);

/* True when a record would be made twice if this were sent twice. */
bool sfprov_plan_creates_once(const sfprov_plan *plan);

/* One request of the plan: the body is a new object. */
typedef struct sfprov_plan_request {
	sfprov_method method;
	char *path;        /* owned */
	json_object *body; /* owned */
	sfprov_repeat repeat;
} sfprov_plan_request;

/* The request for the Contact, and the one for the CoPerson__c, whose `contact` is the Contact's id or a reference such as "@{contact.id}". */
sfprov_status sfprov_plan_contact_request(const sfprov_plan *plan, const sfprov_mapped *mapped, const sfprov_target *target, const sfprov_link *link,
	sfprov_plan_request *request, sfprov_error *error);
sfprov_status sfprov_plan_coperson_request(
	const sfprov_plan *plan, const sfprov_link *link, const char *contact, sfprov_plan_request *request, sfprov_error *error);
void sfprov_plan_request_free(sfprov_plan_request *request);

/* {"Contact": digests, "CoPerson__c": digests}, new reference, and in it that the CoPerson__c is still to be turned to a new Contact: what to remember when all of the plan is done; with a flag false that part stays as it is in the link. NULL when
 * memory ran out. */
json_object *sfprov_plan_sent(const sfprov_plan *plan, const sfprov_link *link, bool contact_done, bool coperson_done);

/* Writes into what is remembered that the CoPerson__c is still to be turned to the Contact, where that is so. MEMORY. */
sfprov_status sfprov_plan_note_relink(sfprov_link *link, sfprov_error *error);

#endif
