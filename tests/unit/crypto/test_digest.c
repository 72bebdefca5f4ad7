/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "crypto/base64.h"
#include "crypto/digest.h"
#include "crypto/pkce.h"
#include "crypto/signature.h"
#include "fake_environment.h"
#include "memory_failing.h"
#include "unit.h"

#include <limits.h>

static void hex_of(const unsigned char *digest, char hex[65])
{
	size_t i;

	for (i = 0; i < 32; i++) {
		(void) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	}
}

static void sha256(void)
{
	char hex[SFPROV_SHA256_HEX_SIZE];

	CHECK(sfprov_sha256_hex("abc", 3, hex));
	CHECK_TEXT(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	CHECK(sfprov_sha256_hex(NULL, 0, hex));
	CHECK_TEXT(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* One after the other gives what each gives alone. */
static void series(void)
{
	static const char *const texts[] = {"abc", "", "a text that is longer than one block of SHA-256, which has 64 bytes, so that there are two of them", "abc"};
	sfprov_sha256_series series;
	unsigned char alone[SFPROV_SHA256_SIZE];
	unsigned char digest[SFPROV_SHA256_SIZE];
	size_t i;

	CHECK(sfprov_sha256_begin(&series));
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		CHECK(sfprov_sha256_next(&series, texts[i], strlen(texts[i]), digest));
		CHECK(sfprov_sha256(texts[i], strlen(texts[i]), alone));
		CHECK(memcmp(digest, alone, sizeof(digest)) == 0);
	}
	sfprov_sha256_end(&series);
	CHECK(series.context == NULL);
}

/* RFC 4231, test cases 1 to 4, 6 and 7. */
static void hmac(void)
{
	unsigned char long_key[131];
	unsigned char key[25];
	unsigned char data[50];
	unsigned char digest[32];
	char hex[65];
	const char *text;
	size_t i;

	memset(key, 0x0b, 20);
	CHECK(sfprov_hmac_sha256(key, 20, "Hi There", 8, digest));
	hex_of(digest, hex);
	CHECK_TEXT(hex, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	text = "what do ya want for nothing?";
	CHECK(sfprov_hmac_sha256("Jefe", 4, text, strlen(text), digest));
	hex_of(digest, hex);
	CHECK_TEXT(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, 20);
	memset(data, 0xdd, 50);
	CHECK(sfprov_hmac_sha256(key, 20, data, 50, digest));
	hex_of(digest, hex);
	CHECK_TEXT(hex, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
	for (i = 0; i < 25; i++) {
		key[i] = (unsigned char) (i + 1);
	}
	memset(data, 0xcd, 50);
	CHECK(sfprov_hmac_sha256(key, 25, data, 50, digest));
	hex_of(digest, hex);
	CHECK_TEXT(hex, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
	memset(long_key, 0xaa, sizeof(long_key));
	text = "Test Using Larger Than Block-Size Key - Hash Key First";
	CHECK(sfprov_hmac_sha256(long_key, sizeof(long_key), text, strlen(text), digest));
	hex_of(digest, hex);
	CHECK_TEXT(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	text = "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used "
		   "by the HMAC algorithm.";
	CHECK(sfprov_hmac_sha256(long_key, sizeof(long_key), text, strlen(text), digest));
	hex_of(digest, hex);
	CHECK_TEXT(hex, "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
	CHECK(!sfprov_hmac_sha256("k", (size_t) INT_MAX + 1, "x", 1, digest));
	CHECK(sfprov_equal_secret("abc", "abc", 3) && !sfprov_equal_secret("abc", "abd", 3) && sfprov_equal_secret(NULL, NULL, 0));
}

/* RFC 7636, appendix B. */
static void pkce(void)
{
	char challenge[SFPROV_PKCE_SIZE];
	char verifier[SFPROV_PKCE_SIZE];
	char other[SFPROV_PKCE_SIZE];
	char text[140];
	fake_environment fake;
	sfprov_error error;
	int i;

	CHECK(sfprov_pkce_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", challenge, &error) == SFPROV_OK);
	CHECK_TEXT(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
	fake_environment_init(&fake);
	for (i = 0; i < 1000; i++) {
		if (sfprov_pkce_verifier(&fake.environment, verifier, &error) != SFPROV_OK || strlen(verifier) != 43 || strchr(verifier, '~') != NULL
			|| !sfprov_pkce_is_verifier(verifier)) {
			CHECK(false);
		}
	}
	CHECK(sfprov_pkce_verifier(&fake.environment, other, &error) == SFPROV_OK);
	CHECK(strcmp(verifier, other) != 0);
	fake.random_fails = true;
	CHECK(sfprov_pkce_verifier(&fake.environment, verifier, &error) == SFPROV_FAILED);
	CHECK_TEXT(verifier, "");
	memset(text, 'a', sizeof(text));
	text[42] = '\0';
	CHECK(!sfprov_pkce_is_verifier(text));
	text[42] = '~';
	text[43] = '\0';
	CHECK(!sfprov_pkce_is_verifier(text));
	text[42] = '.';
	CHECK(sfprov_pkce_is_verifier(text));
	text[43] = 'a';
	text[129] = '\0';
	CHECK(!sfprov_pkce_is_verifier(text));
	text[128] = '\0';
	CHECK(sfprov_pkce_is_verifier(text));
}

static void signature(void)
{
	const char *id = "https://login.salesforce.com/id/00D000000000001AAA/005000000000001AAA";
	const char *issued_at = "1700000000000";
	unsigned char digest[32];
	char message[200];
	char text[64];
	long n;

	(void) snprintf(message, sizeof(message), "%s%s", id, issued_at);
	CHECK(sfprov_hmac_sha256("secret", 6, message, strlen(message), digest));
	CHECK(sfprov_base64_encode(SFPROV_BASE64, digest, 32, text, sizeof(text)));
	CHECK(sfprov_signature_verify(text, id, issued_at, "secret"));
	CHECK(!sfprov_signature_verify(text, id, issued_at, "secreT"));
	CHECK(!sfprov_signature_verify(text, id, "1700000000001", "secret"));
	CHECK(!sfprov_signature_verify(text, "https://login.salesforce.com/id/x", issued_at, "secret"));
	CHECK(!sfprov_signature_verify("", id, issued_at, "secret"));
	CHECK(!sfprov_signature_verify("Zm9v", id, issued_at, "secret"));
	text[43] = '\0';
	CHECK(!sfprov_signature_verify(text, id, issued_at, "secret"));
	text[43] = '=';
	for (n = 1;; n++) {
		bool good;

		memory_fail_at(n);
		good = sfprov_signature_verify(text, id, issued_at, "secret");
		CHECK(good == !memory_has_failed());
		if (!memory_has_failed()) {
			break;
		}
	}
	memory_fail_at(0);
	CHECK_INT(memory_live(), 0);
}

int main(void)
{
	sha256();
	series();
	hmac();
	sfprov_digest_start();
	sha256();
	hmac();
	sfprov_digest_end();
	sha256();
	pkce();
	signature();
	return unit_summary("crypto/digest");
}
