/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A registry, an org and the session between them, for one provisioning target and person 7. */
#ifndef SFPROV_TEST_WORLD_H
#define SFPROV_TEST_WORLD_H

#include "fake_environment.h"
#include "oauth/memory_store.h"
#include "oauth/session.h"
#include "org.h"
#include "person_memory.h"
#include "provisioning/person.h"

#define PERSON 7

/* Target rows and people, without braces and with ' for ". */
#define PLAIN "'id':1,'co_provisioning_target_id':3,'server_id':5,'email_address_type':'official'"
#define BOTH PLAIN ",'obj_coperson':true,'app_id_type':'uid'"
#define KEYED ",'external_id_field':'Registry_ID__c'"
#define WHO "'CoPerson':{'id':7,'co_id':2,'status':'A'}"
#define ANN WHO ",'PrimaryName':{'given':'Ann','family':'Lee'}"
#define REST ",'CoPersonRole':[],'Identifier':[{'type':'uid','identifier':'alee'}]"
#define MAIL ",'EmailAddress':[{'mail':'ann@example.org','type':'official'}]"
#define ANN_LEE ANN MAIL REST

/* What the org holds of her when all is well. */
#define ANN_FIELDS "'LastName':'Lee','FirstName':'Ann','Email':'ann@example.org'"

typedef struct world {
	fake_environment fake;
	memory_store tokens;
	person_memory people;
	org org;
	sfprov_session_settings settings;
	sfprov_session session;
	bool has_session;
	sfprov_client client;
	sfprov_retry_budget budget;
	sfprov_http_counters counters;
	sfprov_provisioning_host host;
	json_object *target_data;
	json_object *data;
	sfprov_target target;
	sfprov_error error;
	sfprov_status status; /* of the last run */
	const char *op;
	bool in_transaction;
	bool rolls_back;
	bool connect_fails;
	int connects;
	sfprov_status (*connect)(
		void *context, const sfprov_target *target, sfprov_client **client, sfprov_error *error); /* for a crowd: opens a session of this world */
	bool dead;                                                                                    /* the process was killed */
	long die_at;    /* at the n-th external call (store or org) from now on; 0: not */
	bool die_after; /* a call of the org is still done */
	bool dying;
	long other_at;         /* before the n-th external call another worker provisions the same person from start to end; 0: none */
	org_fault other_fault; /* what happens to that worker's first call of the org */
	bool other_runs;
} world;

/* Readies a world: valid token, empty org, empty tables. The structure must not move afterwards; to be freed. */
void world_init(world *self, const char *target_row, const char *data);
void world_free(world *self);

/* Other data, or another target row, from now on. */
void world_set_data(world *self, const char *data);
void world_set_target(world *self, const char *target_row);

/* One call of the registry: transaction, provisioning, commit or roll-back. */
sfprov_status world_run(world *self);

/* Takes all faults away and lets an hour's quarter pass. */
void world_calm(world *self);

/* The state after a good run, made without one: Contact (and CoPerson__c if the target wants it), linked in Identifier and journal; what was sent is not
 * known. Gives the Contact's id. */
const char *world_link(world *self);

/* An announcement in the journal that was never finished, so many seconds old, for the fields that Ann Lee has. */
void world_announce(world *self, const char *who, int64_t age);

/* The document, with ' for "; ends the program when it is none. */
json_object *world_json(const char *text);

/* True when the org's records and what is stored of person 7 fit together: `contacts` Contacts and `copersons` CoPerson__c in all, of which the stored
 * ones are there; says what is wrong. */
bool world_is_whole(world *self, int contacts, int copersons, char why[200]);

#endif
