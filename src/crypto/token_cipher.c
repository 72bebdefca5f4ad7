/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "crypto/token_cipher.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/secret_file.h"
#include "base/text.h"
#include "crypto/base64.h"
#include "crypto/digest.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

#define PREFIX "sfprov1:"
#define KEY_ID_LENGTH 8
#define NONCE_SIZE 12
#define TAG_SIZE 16

/* Longer texts are not tokens. */
#define TEXT_LIMIT ((size_t) 1024 * 1024)

/* A key file has a handful of lines. */
#define FILE_LIMIT 4096

#if OPENSSL_VERSION_NUMBER >= 0x30000000L
static EVP_CIPHER *fetched;
#endif

void sfprov_cipher_start(void)
{
#if OPENSSL_VERSION_NUMBER >= 0x30000000L
	(void) ERR_set_mark();
	fetched = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
	(void) ERR_pop_to_mark();
#endif
}

void sfprov_cipher_end(void)
{
#if OPENSSL_VERSION_NUMBER >= 0x30000000L
	EVP_CIPHER_free(fetched);
	fetched = NULL;
#endif
}

static const EVP_CIPHER *algorithm(void)
{
#if OPENSSL_VERSION_NUMBER >= 0x30000000L
	if (fetched != NULL) {
		return fetched;
	}
#endif
	return EVP_aes_256_gcm();
}

void sfprov_cipher_keys_wipe(sfprov_cipher_keys *keys)
{
	OPENSSL_cleanse(keys, sizeof(*keys));
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	if (c >= 'a' && c <= 'f') {
		return c - 'a' + 10;
	}
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* One line of the file, of `length` characters. False when it is neither a key nor to be passed over. */
static bool read_line(sfprov_cipher_keys *keys, const char *line, size_t length)
{
	size_t i;

	while (length > 0 && (line[length - 1] == '\r' || line[length - 1] == ' ')) {
		length--;
	}
	if (length == 0 || line[0] == '#') {
		return true;
	}
	if (length != (size_t) 2 * SFPROV_CIPHER_KEY_SIZE || keys->count == SFPROV_CIPHER_KEYS_MAX) {
		return false;
	}
	for (i = 0; i < SFPROV_CIPHER_KEY_SIZE; i++) {
		int high = hex_digit(line[2 * i]);
		int low = hex_digit(line[2 * i + 1]);

		if (high < 0 || low < 0) {
			return false;
		}
		keys->keys[keys->count][i] = (unsigned char) (high * 16 + low);
	}
	keys->count++;
	return true;
}

static sfprov_status read_lines(const char *path, const char *line, sfprov_cipher_keys *keys, sfprov_error *error)
{
	int number;

	for (number = 1; *line != '\0'; number++) {
		size_t end = strcspn(line, "\n");

		if (!read_line(keys, line, end)) {
			return sfprov_fail(error, SFPROV_E_CONFIGURATION,
				"Line %d of the token key file %s is no key: a key is 64 hexadecimal digits, as `openssl rand -hex 32` makes them, and there may be %d of them",
				number, path, SFPROV_CIPHER_KEYS_MAX);
		}
		line += end + (line[end] == '\n' ? 1 : 0);
	}
	if (keys->count == 0) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The token key file %s holds no key: make one with `openssl rand -hex 32`", path);
	}
	return SFPROV_OK;
}

sfprov_status sfprov_cipher_keys_read(const char *path, const sfprov_environment *environment, sfprov_cipher_keys *keys, sfprov_error *error)
{
	sfprov_buffer contents;
	sfprov_status status;

	memset(keys, 0, sizeof(*keys));
	sfprov_buffer_init_secret(&contents, FILE_LIMIT);
	status = sfprov_secret_file_read(environment, "token key file", path, &contents, error);
	if (status == SFPROV_OK) {
		status = read_lines(path, sfprov_buffer_text(&contents), keys, error);
	}
	if (status != SFPROV_OK) {
		sfprov_cipher_keys_wipe(keys);
	}
	sfprov_buffer_free(&contents);
	return status;
}

bool sfprov_cipher_is_sealed(const char *text)
{
	return sfprov_text_starts_with(text, PREFIX);
}

static bool key_id(const unsigned char key[SFPROV_CIPHER_KEY_SIZE], char id[KEY_ID_LENGTH + 1])
{
	char hex[SFPROV_SHA256_HEX_SIZE];
	bool ok = sfprov_sha256_hex(key, SFPROV_CIPHER_KEY_SIZE, hex);

	memcpy(id, hex, KEY_ID_LENGTH);
	id[KEY_ID_LENGTH] = '\0';
	return ok;
}

/* Encrypts into `output` (length of the text) and `tag`. */
static bool encrypt(
	const unsigned char *key, const unsigned char *nonce, const char *purpose, const char *text, size_t length, unsigned char *output, unsigned char *tag)
{
	EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
	bool ok;
	int done;

	ok = cipher != NULL && EVP_EncryptInit_ex(cipher, algorithm(), NULL, key, nonce) == 1
		&& EVP_EncryptUpdate(cipher, NULL, &done, (const unsigned char *) purpose, (int) strlen(purpose)) == 1
		&& EVP_EncryptUpdate(cipher, output, &done, (const unsigned char *) text, (int) length) == 1 && EVP_EncryptFinal_ex(cipher, output + done, &done) == 1
		&& EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, tag) == 1;
	EVP_CIPHER_CTX_free(cipher);
	return ok;
}

static bool decrypt(const unsigned char *key, const char *purpose, const unsigned char *sealed, size_t length, unsigned char *text)
{
	EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
	unsigned char tag[TAG_SIZE];
	size_t text_length = length - NONCE_SIZE - TAG_SIZE;
	bool ok;
	int done;

	memcpy(tag, sealed + NONCE_SIZE + text_length, TAG_SIZE);
	ok = cipher != NULL && EVP_DecryptInit_ex(cipher, algorithm(), NULL, key, sealed) == 1
		&& EVP_DecryptUpdate(cipher, NULL, &done, (const unsigned char *) purpose, (int) strlen(purpose)) == 1
		&& EVP_DecryptUpdate(cipher, text, &done, sealed + NONCE_SIZE, (int) text_length) == 1
		&& EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, tag) == 1 && EVP_DecryptFinal_ex(cipher, text + done, &done) == 1;
	EVP_CIPHER_CTX_free(cipher);
	return ok;
}

/* "sfprov1:", key id, ':', base64url. */
static char *compose(const char *id, const unsigned char *bytes, size_t length)
{
	size_t size = sfprov_base64_size(SFPROV_BASE64_URL, length);
	char *encoded = sfprov_alloc(size, 1);
	sfprov_buffer text;
	char *result = NULL;

	sfprov_buffer_init(&text, 0);
	if (encoded != NULL && sfprov_base64_encode(SFPROV_BASE64_URL, bytes, length, encoded, size)) {
		sfprov_buffer_append_text(&text, PREFIX);
		sfprov_buffer_append_text(&text, id);
		sfprov_buffer_append_char(&text, ':');
		sfprov_buffer_append_text(&text, encoded);
		result = sfprov_buffer_take(&text);
	}
	sfprov_buffer_free(&text);
	sfprov_free(encoded);
	return result;
}

sfprov_status sfprov_cipher_seal(
	const sfprov_cipher_keys *keys, const sfprov_environment *environment, const char *purpose, const char *text, char **sealed, sfprov_error *error)
{
	size_t length = strlen(text);
	sfprov_status status = SFPROV_FAILED;
	char id[KEY_ID_LENGTH + 1];
	unsigned char *bytes;

	*sealed = NULL;
	if (length > TEXT_LIMIT) {
		return sfprov_fail(error, SFPROV_E_INPUT, "A text of %zu bytes is too long to be a token", length);
	}
	bytes = sfprov_alloc(NONCE_SIZE + length + TAG_SIZE, 1);
	if (bytes == NULL) {
		return sfprov_fail_memory(error);
	}
	/* A random nonce of 96 bits: with less than 2^32 seals a key, a repetition is out of the question (NIST SP 800-38D, 8.3). */
	if (!environment->random(environment->context, bytes, NONCE_SIZE)) {
		(void) sfprov_fail(error, SFPROV_E_SERVER, "This machine gives no random numbers");
		goto out;
	}
	ERR_set_mark();
	if (!key_id(keys->keys[0], id) || !encrypt(keys->keys[0], bytes, purpose, text, length, bytes + NONCE_SIZE, bytes + NONCE_SIZE + length)) {
		ERR_pop_to_mark();
		(void) sfprov_fail(error, SFPROV_E_SERVER, "OpenSSL could not encrypt a token");
		goto out;
	}
	ERR_pop_to_mark();
	*sealed = compose(id, bytes, NONCE_SIZE + length + TAG_SIZE);
	status = *sealed == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
out:
	sfprov_free(bytes);
	return status;
}

static const unsigned char *find_key(const sfprov_cipher_keys *keys, const char *wanted)
{
	char id[KEY_ID_LENGTH + 1];
	size_t i;

	for (i = 0; i < keys->count; i++) {
		if (key_id(keys->keys[i], id) && strncmp(id, wanted, KEY_ID_LENGTH) == 0) {
			return keys->keys[i];
		}
	}
	return NULL;
}

static sfprov_status damaged(sfprov_error *error)
{
	return sfprov_fail(error, SFPROV_E_CONFIGURATION,
		"A stored token cannot be decrypted: it was cut or changed, or copied from another row. Obtain a new token, and check that the columns are of type "
		"text");
}

sfprov_status sfprov_cipher_open(const sfprov_cipher_keys *keys, const char *purpose, const char *sealed, char **text, sfprov_error *error)
{
	const char *id = sealed + strlen(PREFIX);
	sfprov_status status = SFPROV_FAILED;
	const unsigned char *key;
	unsigned char *bytes;
	const char *encoded;
	size_t length;

	*text = NULL;
	if (!sfprov_cipher_is_sealed(sealed) || strlen(id) <= KEY_ID_LENGTH + 1 || id[KEY_ID_LENGTH] != ':' || strlen(sealed) > 2 * TEXT_LIMIT) {
		return damaged(error);
	}
	key = find_key(keys, id);
	if (key == NULL) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"A stored token is encrypted with key %.8s, which is not in the key file: set sfprov.token_key_file to the file that holds it", id);
	}
	encoded = id + KEY_ID_LENGTH + 1;
	bytes = sfprov_alloc(strlen(encoded), 1);
	if (bytes == NULL) {
		return sfprov_fail_memory(error);
	}
	if (!sfprov_base64_decode(SFPROV_BASE64_URL, encoded, strlen(encoded), bytes, strlen(encoded), &length) || length < NONCE_SIZE + TAG_SIZE) {
		(void) damaged(error);
		goto out;
	}
	*text = sfprov_alloc(length - NONCE_SIZE - TAG_SIZE + 1, 1);
	if (*text == NULL) {
		(void) sfprov_fail_memory(error);
		goto out;
	}
	ERR_set_mark();
	if (decrypt(key, purpose, bytes, length, (unsigned char *) *text)) {
		status = SFPROV_OK;
	} else {
		OPENSSL_cleanse(*text, length - NONCE_SIZE - TAG_SIZE);
		sfprov_free(*text);
		*text = NULL;
		(void) damaged(error);
	}
	ERR_pop_to_mark();
out:
	sfprov_free(bytes);
	return status;
}
