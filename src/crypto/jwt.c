/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "crypto/jwt.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/secret_file.h"
#include "crypto/base64.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <string.h>

#define RSA_BITS_MIN 2048

/* Without it OpenSSL would ask for the pass phrase on the terminal. */
static int refuse_pass_phrase(char *buffer, int size, int writing, void *asked)
{
	(void) buffer;
	(void) size;
	(void) writing;
	*(bool *) asked = true;
	return -1;
}

static sfprov_status parse_key(const char *path, const sfprov_buffer *pem, EVP_PKEY **key, sfprov_error *error)
{
	bool asked = false;
	BIO *bio = BIO_new_mem_buf(sfprov_buffer_text(pem), (int) pem->length);

	if (bio == NULL) {
		return sfprov_fail_memory(error);
	}
	*key = PEM_read_bio_PrivateKey(bio, NULL, refuse_pass_phrase, &asked);
	BIO_free(bio);
	if (*key != NULL) {
		return SFPROV_OK;
	}
	if (asked) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION,
			"The private key in %s is encrypted with a pass phrase; a key without one is needed (openssl pkey -in old.pem -out new.pem)", path);
	}
	return sfprov_fail(error, SFPROV_E_CONFIGURATION, "There is no usable private key in PEM form in %s", path);
}

static sfprov_status load_key(const sfprov_environment *environment, const char *path, EVP_PKEY **key, sfprov_error *error)
{
	sfprov_status status;
	sfprov_buffer pem;

	sfprov_buffer_init_secret(&pem, SFPROV_JWT_KEY_FILE_LIMIT);
	status = sfprov_secret_file_read(environment, "JWT key file", path, &pem, error);
	if (status == SFPROV_OK) {
		status = parse_key(path, &pem, key, error);
	}
	sfprov_buffer_free(&pem);
	if (status != SFPROV_OK) {
		return status;
	}
	if (EVP_PKEY_base_id(*key) != EVP_PKEY_RSA) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The private key in %s is no RSA key; Salesforce takes RSA only", path);
	}
	if (EVP_PKEY_bits(*key) < RSA_BITS_MIN) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The RSA key in %s has %d bits; at least %d are needed", path, EVP_PKEY_bits(*key), RSA_BITS_MIN);
	}
	return SFPROV_OK;
}

static bool append_url64(sfprov_buffer *text, const void *bytes, size_t length)
{
	size_t size = sfprov_base64_size(SFPROV_BASE64_URL, length);
	char *encoded = size == 0 ? NULL : sfprov_alloc(size, 1);
	bool good = encoded != NULL && sfprov_base64_encode(SFPROV_BASE64_URL, bytes, length, encoded, size) && sfprov_buffer_append_text(text, encoded);

	sfprov_free_secret(encoded);
	return good;
}

static sfprov_status append_signature(EVP_PKEY *key, sfprov_buffer *text, sfprov_error *error)
{
	sfprov_status status = SFPROV_FAILED;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char *signature = NULL;
	const unsigned char *signed_bytes = (const unsigned char *) sfprov_buffer_text(text);
	size_t length = 0;

	if (context == NULL) {
		return sfprov_fail_memory(error);
	}
	if (EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) != 1 || EVP_DigestSign(context, NULL, &length, signed_bytes, text->length) != 1) {
		(void) sfprov_fail(error, SFPROV_E_CONFIGURATION, "OpenSSL cannot sign with the JWT key");
		goto out;
	}
	signature = sfprov_alloc(length, 1);
	if (signature == NULL) {
		(void) sfprov_fail_memory(error);
		goto out;
	}
	if (EVP_DigestSign(context, signature, &length, signed_bytes, text->length) != 1) {
		(void) sfprov_fail(error, SFPROV_E_CONFIGURATION, "OpenSSL cannot sign with the JWT key");
		goto out;
	}
	(void) sfprov_buffer_append_char(text, '.');
	status = append_url64(text, signature, length) ? SFPROV_OK : sfprov_fail_memory(error);
out:
	sfprov_free(signature);
	EVP_MD_CTX_free(context);
	return status;
}

sfprov_status sfprov_jwt_sign(const sfprov_environment *environment, const char *claims, const char *key_file, char **token, sfprov_error *error)
{
	static const char header[] = "{\"alg\":\"RS256\"}";
	sfprov_status status;
	EVP_PKEY *key = NULL;
	sfprov_buffer text;

	*token = NULL;
	/* The error queue is the thread's: entries left there would come up in the host's own use of OpenSSL. */
	(void) ERR_set_mark();
	sfprov_buffer_init_secret(&text, 0);
	status = load_key(environment, key_file, &key, error);
	if (status != SFPROV_OK) {
		goto out;
	}
	if (!append_url64(&text, header, sizeof(header) - 1) || !sfprov_buffer_append_char(&text, '.') || !append_url64(&text, claims, strlen(claims))) {
		status = sfprov_fail_memory(error);
		goto out;
	}
	status = append_signature(key, &text, error);
	if (status == SFPROV_OK) {
		*token = sfprov_buffer_take(&text);
		status = *token == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
	}
out:
	EVP_PKEY_free(key);
	sfprov_buffer_free(&text);
	(void) ERR_pop_to_mark();
	return status;
}
