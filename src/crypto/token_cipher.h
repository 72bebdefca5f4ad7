/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Authenticated encryption of short texts with keys from a file: AES-256-GCM. */
#ifndef SFPROV_CRYPTO_TOKEN_CIPHER_H
#define SFPROV_CRYPTO_TOKEN_CIPHER_H

#include "base/environment.h"
#include "base/error.h"

#define SFPROV_CIPHER_KEY_SIZE 32
#define SFPROV_CIPHER_KEYS_MAX 8

/* For encryption what sfprov_digest_start() is for digests. */
void sfprov_cipher_start(void);
void sfprov_cipher_end(void);

/* The keys: the first one encrypts, all of them decrypt, so that a key is changed by putting the new one before the old. */
typedef struct sfprov_cipher_keys {
	unsigned char keys[SFPROV_CIPHER_KEYS_MAX][SFPROV_CIPHER_KEY_SIZE]; /* secret */
	size_t count;
} sfprov_cipher_keys;

/* Reads a key file: a line a key, 64 hexadecimal digits; empty lines and lines that begin with '#' are passed over. CONFIGURATION, naming file and line but never
 * their contents, when it cannot be read, holds no key, too many, or something else. A file that others may read is taken, with a warning in the log. */
sfprov_status sfprov_cipher_keys_read(const char *path, const sfprov_environment *environment, sfprov_cipher_keys *keys, sfprov_error *error);

/* Wipes. */
void sfprov_cipher_keys_wipe(sfprov_cipher_keys *keys);

/* True when a text is one that sfprov_cipher_seal() made. */
bool sfprov_cipher_is_sealed(const char *text);

/* Encrypts `text`; `purpose` (which column of which row) is bound to it, so that a sealed text cannot be moved elsewhere. `*sealed` is the caller's (sfprov_free):
 * "sfprov1:<key id>:<base64url of nonce, cipher text and tag>", where the key id is the first 8 hexadecimal digits of the key's SHA-256. */
sfprov_status sfprov_cipher_seal(
	const sfprov_cipher_keys *keys, const sfprov_environment *environment, const char *purpose, const char *text, char **sealed, sfprov_error *error);

/* Decrypts what sfprov_cipher_seal() made for the same purpose. `*text` is the caller's (sfprov_free_secret). CONFIGURATION when the key is not among ours, or when the sealed text was cut or
 * changed, or belongs elsewhere. */
sfprov_status sfprov_cipher_open(const sfprov_cipher_keys *keys, const char *purpose, const char *sealed, char **text, sfprov_error *error);

#endif
