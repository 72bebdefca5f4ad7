/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#define _XOPEN_SOURCE 700
#include "base/memory.h"
#include "crypto/jwt.h"
#include "fake_environment.h"
#include "memory_failing.h"
#include "rfc7515_key.h"
#include "unit.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/sfprov-jwt-XXXXXX";
static char path[64];
static fake_environment fake;

static const char claims[] = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";

static void write_file(const char *text, size_t length, mode_t mode)
{
	FILE *file;

	(void) unlink(path);
	file = fopen(path, "wb");
	if (file == NULL || fwrite(text, 1, length, file) != length || fclose(file) != 0 || chmod(path, mode) != 0) {
		abort();
	}
}

static void check_refused(const char *part)
{
	sfprov_error error;
	char *token = (char *) "x";

	sfprov_error_clear(&error);
	CHECK(sfprov_jwt_sign(&fake.environment, claims, path, &token, &error) == SFPROV_FAILED);
	CHECK(token == NULL);
	CHECK_INT(error.kind, SFPROV_E_CONFIGURATION);
	CHECK_CONTAINS(error.message, part);
	CHECK_INT(ERR_peek_error(), 0);
}

static void vector(void)
{
	static const char expected[] = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
								   "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9"
								   "uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB"
								   "_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rq"
								   "Vt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
	sfprov_error error;
	char *token = NULL;

	write_file(RFC7515_KEY_PEM, strlen(RFC7515_KEY_PEM), 0600);
	CHECK(sfprov_jwt_sign(&fake.environment, claims, path, &token, &error) == SFPROV_OK);
	CHECK_TEXT(token, expected);
	CHECK_INT(fake.warnings, 0);
	sfprov_free_secret(token);
}

/* An error that the host's own use of OpenSSL left behind stays where it is. */
static void host_errors_stay(void)
{
	sfprov_error error;
	char *token = NULL;
	unsigned long mine;

	ERR_put_error(ERR_LIB_USER, 0, 42, "host", 1);
	mine = ERR_peek_last_error();
	write_file("nonsense", 8, 0600);
	CHECK(sfprov_jwt_sign(&fake.environment, claims, path, &token, &error) == SFPROV_FAILED);
	CHECK(ERR_peek_last_error() == mine);
	ERR_clear_error();
}

static void readable_by_all(void)
{
	sfprov_error error;
	char *token = NULL;

	write_file(RFC7515_KEY_PEM, strlen(RFC7515_KEY_PEM), 0644);
	CHECK(sfprov_jwt_sign(&fake.environment, claims, path, &token, &error) == SFPROV_OK);
	CHECK_INT(fake.warnings, 1);
	CHECK_CONTAINS(fake.log, path);
	sfprov_free_secret(token);
}

static void unusable_files(void)
{
	static char large[SFPROV_JWT_KEY_FILE_LIMIT + 1];
	char saved[64];

	(void) unlink(path);
	check_refused("cannot be read: No such file");
	write_file("", 0, 0600);
	check_refused("no usable private key");
	write_file("-----BEGIN PUBLIC KEY-----\n", 27, 0600);
	check_refused("no usable private key");
	memset(large, 'A', sizeof(large));
	write_file(large, sizeof(large), 0600);
	check_refused("larger than 65536 bytes");
	write_file(large, sizeof(large) - 1, 0600);
	check_refused("no usable private key");
	(void) unlink(path);
	CHECK(mkfifo(path, 0600) == 0);
	check_refused("not a regular file");
	memcpy(saved, path, sizeof(saved));
	memcpy(path, folder, sizeof(folder));
	check_refused("not a regular file");
	memcpy(path, saved, sizeof(saved));
}

static EVP_PKEY *new_key(int type, int bits)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(type, NULL);
	EVP_PKEY *key = NULL;
	bool good = context != NULL && EVP_PKEY_keygen_init(context) == 1
		&& (type == EVP_PKEY_RSA ? EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits) : EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1)) == 1
		&& EVP_PKEY_keygen(context, &key) == 1;

	EVP_PKEY_CTX_free(context);
	if (!good) {
		abort();
	}
	return key;
}

static void write_key(EVP_PKEY *key, const char *phrase, bool traditional)
{
	const EVP_CIPHER *cipher = phrase == NULL ? NULL : EVP_aes_128_cbc();
	BIO *bio;

	(void) unlink(path);
	bio = BIO_new_file(path, "wb");
	if (bio == NULL
		|| (traditional ? PEM_write_bio_PrivateKey_traditional(
				bio, key, cipher, (unsigned char *) (uintptr_t) phrase, phrase == NULL ? 0 : (int) strlen(phrase), NULL, NULL)
						: PEM_write_bio_PKCS8PrivateKey(bio, key, cipher, (char *) (uintptr_t) phrase, phrase == NULL ? 0 : (int) strlen(phrase), NULL, NULL))
			!= 1) {
		abort();
	}
	BIO_free(bio);
	(void) chmod(path, 0600);
}

static void unusable_keys(void)
{
	sfprov_error error;
	EVP_PKEY *rsa = new_key(EVP_PKEY_RSA, 2048);
	EVP_PKEY *small = new_key(EVP_PKEY_RSA, 1024);
	EVP_PKEY *ec = new_key(EVP_PKEY_EC, 0);
	char *token = NULL;

	write_key(rsa, NULL, false);
	CHECK(sfprov_jwt_sign(&fake.environment, claims, path, &token, &error) == SFPROV_OK);
	sfprov_free_secret(token);
	write_key(rsa, "phrase", false);
	check_refused("encrypted with a pass phrase");
	write_key(rsa, "phrase", true);
	check_refused("encrypted with a pass phrase");
	write_key(small, NULL, true);
	check_refused("has 1024 bits");
	write_key(ec, NULL, false);
	check_refused("no RSA key");
	EVP_PKEY_free(rsa);
	EVP_PKEY_free(small);
	EVP_PKEY_free(ec);
}

static void memory_runs_out(void)
{
	long live = memory_live();
	long n;

	write_file(RFC7515_KEY_PEM, strlen(RFC7515_KEY_PEM), 0600);
	/* From the middle of the key: no block that held it is given back unwiped. */
	memory_watch("/YpRPEwOWvG6b32690r2jZ47soMZo9w");
	for (n = 1;; n++) {
		sfprov_error error;
		char *token = NULL;
		sfprov_status status;

		memory_fail_at(n);
		sfprov_error_clear(&error);
		status = sfprov_jwt_sign(&fake.environment, claims, path, &token, &error);
		CHECK((status == SFPROV_OK) == !memory_has_failed());
		CHECK((status == SFPROV_OK) == (token != NULL));
		CHECK(status == SFPROV_OK || error.kind == SFPROV_E_MEMORY);
		sfprov_free_secret(token);
		CHECK_INT(memory_live(), live);
		if (!memory_has_failed()) {
			break;
		}
	}
	memory_fail_at(0);
	CHECK_INT(memory_watched(), 0);
	CHECK(n > 5);
	memory_watch(NULL);
}

int main(void)
{
	if (mkdtemp(folder) == NULL) {
		return EXIT_FAILURE;
	}
	(void) snprintf(path, sizeof(path), "%s/key.pem", folder);
	fake_environment_init(&fake);
	vector();
	host_errors_stay();
	readable_by_all();
	unusable_files();
	unusable_keys();
	memory_runs_out();
	(void) unlink(path);
	(void) rmdir(folder);
	return unit_summary("crypto/jwt");
}
