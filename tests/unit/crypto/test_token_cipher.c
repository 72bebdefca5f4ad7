/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Sealed tokens: round trip, every kind of damage, key files. */
#define _XOPEN_SOURCE 700
#include "base/memory.h"
#include "crypto/token_cipher.h"
#include "fake_environment.h"
#include "memory_failing.h"
#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

#define TOKEN "5Aep861canary!refresh_token.of-some+length/="
#define PURPOSE "oauth2_servers.7.refresh_token"
#define KEY_A "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"
#define KEY_B "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"

static fake_environment fake;

static sfprov_status read_keys(const char *contents, int mode, sfprov_cipher_keys *keys, sfprov_error *error)
{
	char path[] = "/tmp/sfprov-keys-XXXXXX";
	int file = mkstemp(path);
	sfprov_status status;

	CHECK(file >= 0 && write(file, contents, strlen(contents)) == (ssize_t) strlen(contents) && fchmod(file, (mode_t) mode) == 0);
	(void) close(file);
	status = sfprov_cipher_keys_read(path, &fake.environment, keys, error);
	(void) unlink(path);
	return status;
}

static void round_trip(void)
{
	static const char *const texts[] = {"", "a", TOKEN};
	sfprov_cipher_keys keys;
	sfprov_error error;
	size_t i;

	CHECK(read_keys(KEY_A "\n", 0600, &keys, &error) == SFPROV_OK);
	CHECK_INT(keys.count, 1);
	for (i = 0; i < 3; i++) {
		char *again = NULL;
		char *sealed = NULL;
		char *text = NULL;

		CHECK(sfprov_cipher_seal(&keys, &fake.environment, PURPOSE, texts[i], &sealed, &error) == SFPROV_OK);
		CHECK(sfprov_cipher_is_sealed(sealed));
		CHECK_LACKS(sealed, "canary");
		CHECK(sfprov_cipher_open(&keys, PURPOSE, sealed, &text, &error) == SFPROV_OK);
		CHECK_TEXT(text, texts[i]);
		/* The same text never looks the same. */
		CHECK(sfprov_cipher_seal(&keys, &fake.environment, PURPOSE, texts[i], &again, &error) == SFPROV_OK);
		CHECK(again != NULL && sealed != NULL && strcmp(again, sealed) != 0);
		sfprov_free(sealed);
		sfprov_free(again);
		sfprov_free_secret(text);
	}
	sfprov_cipher_keys_wipe(&keys);
}

static void check_damaged(const sfprov_cipher_keys *keys, const char *purpose, const char *sealed, const char *word)
{
	sfprov_error error;
	char *text = NULL;

	CHECK(sfprov_cipher_open(keys, purpose, sealed, &text, &error) == SFPROV_FAILED);
	CHECK(text == NULL);
	CHECK_INT(error.kind, SFPROV_E_CONFIGURATION);
	CHECK_CONTAINS(error.message, word);
	CHECK_LACKS(error.message, "canary");
}

static void damage(void)
{
	sfprov_cipher_keys other;
	sfprov_cipher_keys keys;
	sfprov_error error;
	char *sealed = NULL;
	size_t length;
	size_t i;

	CHECK(read_keys(KEY_A, 0600, &keys, &error) == SFPROV_OK);
	CHECK(read_keys(KEY_B, 0600, &other, &error) == SFPROV_OK);
	CHECK(sfprov_cipher_seal(&keys, &fake.environment, PURPOSE, TOKEN, &sealed, &error) == SFPROV_OK);
	length = strlen(sealed);
	check_damaged(&other, PURPOSE, sealed, "not in the key file");
	check_damaged(&keys, "oauth2_servers.8.refresh_token", sealed, "copied from another row");
	for (i = strlen("sfprov1:") + 9; i < length; i++) {
		char kept = sealed[i];

		/* One flipped bit of the alphabet at each place. */
		sealed[i] = kept == 'A' ? 'B' : 'A';
		check_damaged(&keys, PURPOSE, sealed, "cannot be decrypted");
		sealed[i] = kept;
	}
	for (i = 0; i < length; i++) {
		char kept = sealed[i];
		char *text = NULL;

		sealed[i] = '\0';
		CHECK(sfprov_cipher_open(&keys, PURPOSE, sealed, &text, &error) == SFPROV_FAILED && text == NULL);
		sealed[i] = kept;
	}
	sfprov_free(sealed);
	sfprov_cipher_keys_wipe(&keys);
	sfprov_cipher_keys_wipe(&other);
}

static void key_change(void)
{
	sfprov_cipher_keys both;
	sfprov_cipher_keys old;
	sfprov_error error;
	char *sealed = NULL;
	char *text = NULL;

	CHECK(read_keys(KEY_A "\n", 0600, &old, &error) == SFPROV_OK);
	CHECK(read_keys("# new\n" KEY_B "\r\n\n# old\n" KEY_A "\n", 0600, &both, &error) == SFPROV_OK);
	CHECK_INT(both.count, 2);
	CHECK(sfprov_cipher_seal(&old, &fake.environment, PURPOSE, TOKEN, &sealed, &error) == SFPROV_OK);
	CHECK(sfprov_cipher_open(&both, PURPOSE, sealed, &text, &error) == SFPROV_OK);
	CHECK_TEXT(text, TOKEN);
	sfprov_free_secret(text);
	sfprov_free(sealed);
	CHECK(sfprov_cipher_seal(&both, &fake.environment, PURPOSE, TOKEN, &sealed, &error) == SFPROV_OK);
	check_damaged(&old, PURPOSE, sealed, "not in the key file");
	sfprov_free(sealed);
}

static void key_files(void)
{
	static const struct {
		const char *contents;
		const char *word;
	} bad[] = {
		{"", "holds no key"},
		{"# nothing\n\n", "holds no key"},
		{"0011", "Line 1"},
		{KEY_A "00\n", "Line 1"},
		{"# key\nxx112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF\n", "Line 2"},
		{KEY_A "\n" KEY_A "\n" KEY_A "\n" KEY_A "\n" KEY_A "\n" KEY_A "\n" KEY_A "\n" KEY_A "\n" KEY_A "\n", "Line 9"},
	};
	char large[5000];
	sfprov_cipher_keys keys;
	sfprov_error error;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(read_keys(bad[i].contents, 0600, &keys, &error) == SFPROV_FAILED);
		CHECK_INT(error.kind, SFPROV_E_CONFIGURATION);
		CHECK_CONTAINS(error.message, bad[i].word);
		CHECK_LACKS(error.message, "00112233");
		CHECK_INT(keys.count, 0);
	}
	memset(large, '#', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	CHECK(read_keys(large, 0600, &keys, &error) == SFPROV_FAILED);
	CHECK_CONTAINS(error.message, "larger than");
	CHECK(sfprov_cipher_keys_read("/nonexistent/keys", &fake.environment, &keys, &error) == SFPROV_FAILED);
	CHECK_CONTAINS(error.message, "/nonexistent/keys");
	CHECK(sfprov_cipher_keys_read("/", &fake.environment, &keys, &error) == SFPROV_FAILED);
	CHECK_CONTAINS(error.message, "not a regular file");
	CHECK_INT(fake.warnings, 0);
	CHECK(read_keys(KEY_A, 0644, &keys, &error) == SFPROV_OK);
	CHECK_INT(fake.warnings, 1);
}

static void nonces(void)
{
	sfprov_environment system;
	sfprov_cipher_keys keys;
	char seen[2000][17];
	sfprov_error error;
	int doubles = 0;
	int i;
	int j;

	sfprov_environment_system(&system);
	CHECK(read_keys(KEY_A, 0600, &keys, &error) == SFPROV_OK);
	for (i = 0; i < 2000; i++) {
		char *sealed = NULL;

		CHECK(sfprov_cipher_seal(&keys, &system, PURPOSE, "x", &sealed, &error) == SFPROV_OK);
		memcpy(seen[i], sealed + strlen("sfprov1:") + 9, 16);
		seen[i][16] = '\0';
		for (j = 0; j < i; j++) {
			doubles += strcmp(seen[i], seen[j]) == 0;
		}
		sfprov_free(sealed);
	}
	CHECK_INT(doubles, 0);
	fake.random_fails = true;
	{
		char *sealed = NULL;

		CHECK(sfprov_cipher_seal(&keys, &fake.environment, PURPOSE, "x", &sealed, &error) == SFPROV_FAILED && sealed == NULL);
	}
	fake.random_fails = false;
}

static void memory_runs_out(void)
{
	long live = memory_live();
	sfprov_cipher_keys keys;
	sfprov_error error;
	long n;

	memory_watch("canary");
	CHECK(read_keys(KEY_A, 0600, &keys, &error) == SFPROV_OK);
	for (n = 1; n < 50; n++) {
		char *sealed = NULL;
		char *text = NULL;
		sfprov_status status;

		memory_fail_at(n);
		status = sfprov_cipher_seal(&keys, &fake.environment, PURPOSE, TOKEN, &sealed, &error);
		if (status == SFPROV_OK) {
			status = sfprov_cipher_open(&keys, PURPOSE, sealed, &text, &error);
		}
		CHECK(status == SFPROV_OK ? text != NULL : text == NULL && error.kind == SFPROV_E_MEMORY);
		sfprov_free(sealed);
		sfprov_free_secret(text);
		if (!memory_has_failed()) {
			break;
		}
		memory_fail_at(0);
		CHECK_INT(memory_live(), live);
	}
	memory_fail_at(0);
	CHECK(n > 3 && n < 50);
	CHECK_INT(memory_live(), live);
	CHECK_INT(memory_watched(), 0);
}

int main(void)
{
	fake_environment_init(&fake);
	round_trip();
	sfprov_cipher_start();
	round_trip();
	damage();
	sfprov_cipher_end();
	round_trip();
	damage();
	key_change();
	key_files();
	nonces();
	memory_runs_out();
	return unit_summary("crypto/token_cipher");
}
