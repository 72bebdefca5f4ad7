/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* A token store in front of another one: tokens are encrypted on their way in and decrypted on their way out. */
#ifndef SFPROV_OAUTH_TOKEN_VAULT_H
#define SFPROV_OAUTH_TOKEN_VAULT_H

#include "base/environment.h"
#include "crypto/token_cipher.h"
#include "oauth/server.h"

typedef struct sfprov_token_vault {
	const sfprov_token_store *inner;       /* borrowed */
	const sfprov_environment *environment; /* borrowed */
	sfprov_cipher_keys keys;               /* wiped by sfprov_token_vault_free(); none: nothing is encrypted, and what is encrypted cannot be read */
	bool seal;                             /* encrypt what is saved */
} sfprov_token_vault;

/* Makes `store` keep its tokens in `inner`, which together with `vault` must outlive it. `key_file` NULL: tokens are kept as they are, and an encrypted one is a clear error. Otherwise
 * tokens are encrypted when they are saved; ones that were stored before are read as they are. Errors of sfprov_cipher_keys_read(). */
sfprov_status sfprov_token_vault_init(sfprov_token_store *store, sfprov_token_vault *vault, const sfprov_token_store *inner,
	const sfprov_environment *environment, const char *key_file, sfprov_error *error);

void sfprov_token_vault_free(sfprov_token_vault *vault);

/* Writes the tokens of a row anew: encrypted with the first key when `encrypt`, else plain. Under the row's lock; a row without tokens stays as it is. Serves to switch
 * encryption on and off, and to change the key. */
sfprov_status sfprov_token_vault_rewrite(sfprov_token_vault *vault, const sfprov_token_store *store, int64_t id, bool encrypt, sfprov_error *error);

#endif
