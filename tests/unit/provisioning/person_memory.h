/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A person store in memory that behaves as the one in the registry's database: Identifiers inside the registry's transaction, a journal row that is
 * durable, and any call can fail. */
#ifndef SFPROV_TEST_PERSON_MEMORY_H
#define SFPROV_TEST_PERSON_MEMORY_H

#include "fake_environment.h"
#include "provisioning/store.h"

#define PERSON_MEMORY_PEOPLE 6
#define PERSON_MEMORY_TEXT 4096

/* A row of our own table. Empty texts are NULL in the column. */
typedef struct person_row {
	bool exists;
	char contact_id[SFPROV_ID_SIZE];
	char coperson_id[SFPROV_ID_SIZE];
	char sent[PERSON_MEMORY_TEXT];
	int64_t revision;
	char intent[SFPROV_INTENT_SIZE];
	int64_t intent_time;
	char intent_match[PERSON_MEMORY_TEXT];
	bool failed;
	char failure[1024];
} person_row;

typedef struct person_identifier {
	char contact_id[SFPROV_ID_SIZE]; /* "": there is no Identifier */
	char coperson_id[SFPROV_ID_SIZE];
	int changes;
} person_identifier;

typedef struct person_memory {
	sfprov_person_store store;             /* what the core is given */
	fake_environment *fake;                /* borrowed */
	person_row rows[PERSON_MEMORY_PEOPLE]; /* person 7 is the first, 8 the second, ... */
	person_identifier identifiers[PERSON_MEMORY_PEOPLE];
	person_identifier before[PERSON_MEMORY_PEOPLE]; /* as they were when the transaction began */
	bool journal;                                   /* the table is there */
	bool in_transaction;
	int calls;
	int claims;
	int records;
	int writes;        /* calls that are meant to change something */
	long fail_at;      /* the n-th call from now on fails; 0: none */
	bool fail_applies; /* it took effect all the same: the confirmation was lost */
	bool has_failed;
	const bool *dead;                    /* true: the process was killed, nothing takes effect any more */
	void (*before_call)(void *context);  /* counts external calls; may be NULL */
	void (*before_claim)(void *context); /* what others do meanwhile; may be NULL */
	void *hook_context;
} person_memory;

/* Empty tables. The structure must not move afterwards. */
void person_memory_init(person_memory *memory, fake_environment *fake);

/* The registry's transaction around a run. */
void person_memory_begin(person_memory *memory);
void person_memory_end(person_memory *memory, bool commit);

/* For stores of more than one person in the same database: counts a call and says whether it fails, and whether it takes effect all the same. */
bool person_memory_fails(person_memory *memory, bool *applies);

/* Calls of the store between these two are part of one call, which was counted already. */
typedef struct person_memory_pause {
	void (*before_call)(void *context);
	void (*before_claim)(void *context);
	long fail_at;
	const bool *dead;
} person_memory_pause;

void person_memory_hush(person_memory *memory, person_memory_pause *pause);
void person_memory_resume(person_memory *memory, const person_memory_pause *pause);

person_row *person_memory_row(person_memory *memory, int64_t person);
person_identifier *person_memory_identifier(person_memory *memory, int64_t person);

#endif
