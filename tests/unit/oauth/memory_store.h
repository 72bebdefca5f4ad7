/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A token store of one row in memory, with transactions, that can fail any of its calls and notices misuse. */
#ifndef SFPROV_TEST_MEMORY_STORE_H
#define SFPROV_TEST_MEMORY_STORE_H

#include "fake_environment.h"
#include "oauth/server.h"

#define MEMORY_STORE_TEXT 16384

typedef struct memory_row {
	char server_url[256];
	char client_id[64];
	char client_secret[64];
	char grant_type[8];
	char scope[64];
	char refresh_token[256];
	char access_token[256];
	int64_t access_token_exp;
	char token_response[MEMORY_STORE_TEXT];
} memory_row;

typedef struct memory_store {
	sfprov_token_store store; /* what the core is given */
	memory_row row;           /* committed. A field that is "" is NULL in the column */
	memory_row pending;       /* inside a lock */
	bool locked;
	bool last_rotating;
	int loads;
	int locks;
	int saves;
	int commits;
	int rollbacks;
	int misuse;    /* save, commit or rollback without lock; lock while locked */
	long fail_at;  /* the n-th call from now on (load, lock, save, commit) fails; 0: none */
	bool fails_on; /* and every call after it */
	bool has_failed;
	bool commit_applies;                /* a commit that fails has taken effect all the same: its confirmation was lost */
	int64_t lock_takes_ms;              /* on the fake clock */
	fake_environment *fake;             /* for lock_takes_ms; may be NULL */
	void (*before_lock)(void *context); /* what others do to the row in the meantime; may be NULL */
	void *before_lock_context;
} memory_store;

/* A row of grant type AC at https://x.my.salesforce.com with id 7, client id and secret, and no tokens. */
void memory_store_init(memory_store *memory);

/* Puts tokens and the stored answer (with the instance https://x.my.salesforce.com) into the committed row; NULL: none. */
void memory_store_tokens(memory_store *memory, const char *access_token, const char *refresh_token);

#endif
