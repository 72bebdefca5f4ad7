/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A small Salesforce in memory behind a transport: records, queries, composite requests, a token endpoint, and faults of one call. */
#ifndef SFPROV_TEST_ORG_H
#define SFPROV_TEST_ORG_H

#include "base/json.h"
#include "fake_environment.h"
#include "http/http.h"

#define ORG_RECORDS 64
#define ORG_REQUESTS 256
#define ORG_USER "005000000000001AAA"
#define ORG_INSTANCE "https://x.my.salesforce.com"

typedef struct org_record {
	char id[19];
	char sobject[16];
	json_object *fields; /* owned by the org */
	bool deleted;
	char master[19]; /* the record that it was merged into */
	int64_t created; /* epoch seconds */
	char creator[19];
} org_record;

/* What happens to one call. "After": Salesforce had done it. */
typedef enum org_fault {
	ORG_FINE,
	ORG_NOT_SENT,
	ORG_LOST_BEFORE,
	ORG_LOST_AFTER,
	ORG_LOST_LATE, /* Salesforce does it half a minute later */
	ORG_500_BEFORE,
	ORG_500_AFTER,
	ORG_500_LOCK_AFTER, /* calls itself UNABLE_TO_LOCK_ROW */
	ORG_502_AFTER,      /* a web page */
	ORG_503_BEFORE,
	ORG_HTML_AFTER,
	ORG_CUT_AFTER,
	ORG_EMPTY_AFTER,
	ORG_DEEP_AFTER,
	ORG_NO_ID_AFTER,
	ORG_PART_500_AFTER, /* each part of a composite */
	ORG_WRONG_PARTS_AFTER,
	ORG_SESSION,
	ORG_FORBIDDEN,
	ORG_LIMIT,
	ORG_429,
	ORG_LOCK,
	ORG_302,
	ORG_404_HTML,
	ORG_410,
	ORG_ABORTED_BEFORE,
	ORG_ABORTED_AFTER,
	ORG_MEMORY_AFTER,
	ORG_FAULTS
} org_fault;

/* "lost after", ... */
const char *org_fault_name(org_fault fault);

typedef struct org {
	sfprov_transport transport; /* what the core is given */
	fake_environment *fake;     /* borrowed */
	org_record records[ORG_RECORDS];
	int record_count;
	int next_id;
	char token[32];            /* the access token that is valid */
	const char *client_secret; /* borrowed; signs token answers */
	bool duplicate_rule;       /* on the e-mail address of Contacts */
	bool cascade;              /* deleting a Contact deletes its CoPerson__c */
	bool deletes_at_once;      /* automation that deletes what is written */
	bool sees_nothing;         /* queryAll finds nothing */
	const char *refuse_create; /* sObject whose creates a validation rule refuses; NULL: none */
	const char *refuse_write;  /* sObject whose updates and upserts are refused */
	const char *hidden_field;  /* a field that describe does not show */
	bool plain_key;            /* the external id field is not marked as such */
	bool no_coperson;          /* the org has no CoPerson__c */
	bool limits_forbidden;
	int64_t daily_left;
	bool old_version; /* the client's version is not offered */
	long fault_at;    /* the n-th call from now on; 0: none */
	org_fault fault;
	bool fault_goes_on; /* and all calls after it */
	bool has_failed;
	const bool *dead;                   /* true: the process was killed, nothing is sent any more */
	void (*before_call)(void *context); /* counts external calls; may be NULL */
	void (*after_call)(void *context);  /* may be NULL */
	void *hook_context;
	int calls;
	char requests[ORG_REQUESTS][160]; /* "POST /sobjects/Contact", queries in plain text */
	char *bodies[ORG_REQUESTS];       /* of the requests; NULL: none */
	int creates;                      /* Contacts and CoPerson__c that were created in all */
	struct {
		int64_t due; /* monotonic ms; 0: nothing waits */
		sfprov_method method;
		char *path;
		char *body;
	} late;
} org;

/* An empty org whose valid token is "access-1-token". The structure must not move afterwards. */
void org_init(org *self, fake_environment *fake);
void org_free(org *self);

/* Forgets the requests. */
void org_forget_requests(org *self);

/* Does what was lost on the way and is due by now. */
void org_settle(org *self);

/* Puts a record in (fields as JSON with ' for ") made by our user at this moment; gives its id. */
const char *org_add(org *self, const char *sobject, const char *fields);

/* The record, also a deleted one; NULL if there is none. */
org_record *org_find(org *self, const char *id);

/* Records of this sObject that are not deleted and whose field has this value; NULL field: all. */
int org_count(const org *self, const char *sobject, const char *field, const char *value);
org_record *org_first(org *self, const char *sobject, const char *field, const char *value);

void org_delete(org *self, const char *id);
void org_merge(org *self, const char *loser, const char *winner);

/* How many requests start with this text. */
int org_hits(const org *self, const char *start);

#endif
