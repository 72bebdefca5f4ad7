/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The store that encrypts: what lies in the row, what comes out, and the way between both forms. */
#define _XOPEN_SOURCE 700
#include "base/memory.h"
#include "memory_failing.h"
#include "memory_store.h"
#include "oauth/token_vault.h"
#include "unit.h"

#include <unistd.h>

#define KEYS_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"
#define KEYS_B "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100\n"

static fake_environment fake;
static memory_store memory;
static sfprov_token_store store;
static sfprov_token_vault vault;

/* Opens the vault with these keys; NULL: without a key file. */
static void open_vault(const char *keys)
{
	char path[] = "/tmp/sfprov-vault-XXXXXX";
	sfprov_error error;
	int file = mkstemp(path);

	if (keys != NULL) {
		CHECK(write(file, keys, strlen(keys)) == (ssize_t) strlen(keys));
	}
	(void) close(file);
	CHECK(sfprov_token_vault_init(&store, &vault, &memory.store, &fake.environment, keys == NULL ? NULL : path, &error) == SFPROV_OK);
	(void) unlink(path);
}

static void expect_tokens(const char *access_token, const char *refresh_token)
{
	sfprov_oauth_server server;
	sfprov_error error;

	memset(&server, 0, sizeof(server));
	CHECK(store.load(store.context, 7, &server, &error) == SFPROV_OK);
	CHECK_TEXT(server.access_token, access_token);
	CHECK_TEXT(server.refresh_token, refresh_token);
	CHECK_CONTAINS(server.token_response, "instance_url");
	sfprov_oauth_server_free(&server);
}

static void sealing(void)
{
	sfprov_token_update update = {.access_token = "ACCESS-2", .refresh_token = "REFRESH-2", .token_response = "{\"instance_url\":\"i\"}"};
	sfprov_oauth_server server;
	sfprov_error error;

	memory_store_init(&memory);
	memory_store_tokens(&memory, "ACCESS-1", "REFRESH-1");
	open_vault(KEYS_A);
	/* What was stored before encryption was switched on is read as it is. */
	expect_tokens("ACCESS-1", "REFRESH-1");
	memset(&server, 0, sizeof(server));
	CHECK(store.lock(store.context, 7, true, &server, &error) == SFPROV_OK);
	CHECK_TEXT(server.refresh_token, "REFRESH-1");
	CHECK(store.save(store.context, 7, &update, &error) == SFPROV_OK && store.commit(store.context, &error) == SFPROV_OK);
	sfprov_oauth_server_free(&server);
	CHECK(sfprov_cipher_is_sealed(memory.row.access_token));
	CHECK(sfprov_cipher_is_sealed(memory.row.refresh_token));
	CHECK(sfprov_cipher_is_sealed(memory.row.token_response));
	expect_tokens("ACCESS-2", "REFRESH-2");
	sfprov_token_vault_free(&vault);

	/* Without the key, or with another one, nothing of it comes out, and a lock is given back. */
	open_vault(NULL);
	memset(&server, 0, sizeof(server));
	CHECK(store.load(store.context, 7, &server, &error) == SFPROV_FAILED);
	CHECK_CONTAINS(error.message, "sfprov.token_key_file");
	CHECK(server.client_id == NULL);
	open_vault(KEYS_B);
	CHECK(store.lock(store.context, 7, true, &server, &error) == SFPROV_FAILED);
	CHECK(!memory.locked);
	CHECK(server.access_token == NULL);
	sfprov_token_vault_free(&vault);

	/* A sealed text that was moved to another column does not open. */
	open_vault(KEYS_A);
	(void) snprintf(memory.row.access_token, sizeof(memory.row.access_token), "%s", memory.row.refresh_token);
	CHECK(store.load(store.context, 7, &server, &error) == SFPROV_FAILED);
	sfprov_token_vault_free(&vault);
	CHECK_INT(memory.misuse, 0);
}

static void rewriting(void)
{
	sfprov_error error;

	memory_store_init(&memory);
	memory_store_tokens(&memory, "ACCESS-1", "REFRESH-1");
	memory.row.access_token_exp = 1234;
	open_vault(NULL);
	CHECK(sfprov_token_vault_rewrite(&vault, &store, 7, true, &error) == SFPROV_FAILED);
	CHECK_CONTAINS(error.message, "no key");
	open_vault(KEYS_A);
	CHECK(sfprov_token_vault_rewrite(&vault, &store, 7, true, &error) == SFPROV_OK);
	CHECK(sfprov_cipher_is_sealed(memory.row.refresh_token));
	CHECK_INT(memory.row.access_token_exp, 1234);
	sfprov_token_vault_free(&vault);

	/* The key is changed: new before old, written anew, old taken out. */
	open_vault(KEYS_B KEYS_A);
	CHECK(sfprov_token_vault_rewrite(&vault, &store, 7, true, &error) == SFPROV_OK);
	sfprov_token_vault_free(&vault);
	open_vault(KEYS_B);
	expect_tokens("ACCESS-1", "REFRESH-1");
	CHECK(sfprov_token_vault_rewrite(&vault, &store, 7, false, &error) == SFPROV_OK);
	CHECK_TEXT(memory.row.refresh_token, "REFRESH-1");
	CHECK(vault.seal);
	sfprov_token_vault_free(&vault);

	/* A row without tokens stays as it is. */
	memory_store_tokens(&memory, NULL, NULL);
	open_vault(KEYS_A);
	CHECK(sfprov_token_vault_rewrite(&vault, &store, 7, true, &error) == SFPROV_OK);
	CHECK_TEXT(memory.row.access_token, "");
	CHECK(!memory.locked);
	CHECK_INT(memory.misuse, 0);
	sfprov_token_vault_free(&vault);
}

/* Every store call and every allocation of a rewrite fails once: the row holds the old tokens or the new form of them, and the lock is free. */
static void failing(void)
{
	long live = memory_live();
	sfprov_error error;
	long n;

	for (n = 1; n < 40; n++) {
		int kind;

		for (kind = 0; kind < 2; kind++) {
			memory_store_init(&memory);
			memory_store_tokens(&memory, "ACCESS-1", "REFRESH-1");
			open_vault(KEYS_A);
			if (kind == 0) {
				memory.fail_at = n;
			} else {
				memory_fail_at(n);
			}
			(void) sfprov_token_vault_rewrite(&vault, &store, 7, true, &error);
			memory_fail_at(0);
			memory.fail_at = 0;
			CHECK(!memory.locked);
			CHECK_INT(memory.misuse, 0);
			expect_tokens("ACCESS-1", "REFRESH-1");
			sfprov_token_vault_free(&vault);
			CHECK_INT(memory_live(), live);
		}
	}
}

int main(void)
{
	fake_environment_init(&fake);
	sealing();
	rewriting();
	failing();
	CHECK_INT(memory_live(), 0);
	return unit_summary("oauth/token_vault");
}
