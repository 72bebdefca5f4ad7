/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "crypto/base64.h"
#include "unit.h"

/* RFC 4648, section 10. */
static void vectors(void)
{
	static const char *const pairs[][2] = {
		{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		unsigned char bytes[16];
		char text[32];
		size_t length = 99;

		CHECK(sfprov_base64_encode(SFPROV_BASE64, (const unsigned char *) pairs[i][0], strlen(pairs[i][0]), text, sizeof(text)));
		CHECK_TEXT(text, pairs[i][1]);
		CHECK(sfprov_base64_decode(SFPROV_BASE64, text, strlen(text), bytes, sizeof(bytes), &length));
		CHECK_INT(length, strlen(pairs[i][0]));
		CHECK(memcmp(bytes, pairs[i][0], length) == 0);
	}
}

static void every_byte(void)
{
	unsigned char bytes[256];
	unsigned char back[256];
	char text[400];
	size_t length;
	size_t n;
	int i;

	for (i = 0; i < 256; i++) {
		bytes[i] = (unsigned char) (255 - i);
	}
	for (n = 0; n <= 256; n++) {
		for (i = 0; i < 2; i++) {
			sfprov_base64_alphabet alphabet = i == 0 ? SFPROV_BASE64 : SFPROV_BASE64_URL;
			size_t need = sfprov_base64_size(alphabet, n);
			bool good = sfprov_base64_encode(alphabet, bytes, n, text, need) && strlen(text) + 1 == need
				&& sfprov_base64_decode(alphabet, text, strlen(text), back, n, &length) && length == n && memcmp(bytes, back, n) == 0;

			CHECK(good);
			CHECK(!sfprov_base64_encode(alphabet, bytes, n, text, need - 1 > 0 ? need - 1 : 0) || n == 0);
		}
	}
}

static void refused(void)
{
	static const char *const standard[] = {"Z", "Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zm9v\n", " Zm9", "Zm-_", "Zg==Zg==", "Zm8=A", "Zm\0v"};
	static const char *const url[] = {"Z", "Zg==", "Zm8=", "Zh", "Zm9", "Zm9+", "Zm9/", "Zm 9"};
	unsigned char bytes[16];
	size_t length;
	size_t i;

	for (i = 0; i < sizeof(standard) / sizeof(standard[0]); i++) {
		size_t size = i == 13 ? 4 : strlen(standard[i]);

		length = 9;
		CHECK(!sfprov_base64_decode(SFPROV_BASE64, standard[i], size, bytes, sizeof(bytes), &length));
		CHECK_INT(length, 0);
	}
	for (i = 0; i < sizeof(url) / sizeof(url[0]); i++) {
		CHECK(!sfprov_base64_decode(SFPROV_BASE64_URL, url[i], strlen(url[i]), bytes, sizeof(bytes), &length));
	}
	CHECK(!sfprov_base64_decode(SFPROV_BASE64, "Zm9v", 4, bytes, 2, &length));
	CHECK(sfprov_base64_decode(SFPROV_BASE64, "Zm9v", 4, bytes, 3, &length));
	CHECK_INT(sfprov_base64_size(SFPROV_BASE64, (size_t) -1), 0);
}

int main(void)
{
	vectors();
	every_byte();
	refused();
	return unit_summary("crypto/base64");
}
