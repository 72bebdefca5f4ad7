/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#define _XOPEN_SOURCE 700
#include "base/json.h"
#include "base/memory.h"
#include "crypto/base64.h"
#include "fake_environment.h"
#include "memory_failing.h"
#include "oauth/grant.h"
#include "rfc7515_key.h"
#include "unit.h"

#include <sys/stat.h>
#include <unistd.h>

static sfprov_oauth_server server;
static sfprov_error error;

/* Borrowed texts: this row is never freed. */
static void fill(void)
{
	memset(&server, 0, sizeof(server));
	server.id = 7;
	server.server_url = (char *) "https://x.my.salesforce.com/services/oauth2";
	server.client_id = (char *) "3MVG9.id&x";
	server.client_secret = (char *) "secret+/=";
	server.refresh_token = (char *) "5Aep861=refresh";
	server.access_token = (char *) "00D!access";
}

static void bodies(void)
{
	sfprov_buffer body;

	fill();
	sfprov_buffer_init_secret(&body, 0);
	CHECK(sfprov_grant_refresh(&server, &body, &error) == SFPROV_OK);
	CHECK_TEXT(sfprov_buffer_text(&body),
		"grant_type=refresh_token&client_id=3MVG9.id%26x&client_secret=secret%2B%2F%3D"
		"&refresh_token=5Aep861%3Drefresh&format=json");
	sfprov_buffer_free(&body);
	CHECK(sfprov_grant_code(&server, "aPrx==", "https://registry.example/cb/1", "verifier", &body, &error) == SFPROV_OK);
	CHECK_TEXT(sfprov_buffer_text(&body),
		"grant_type=authorization_code&client_id=3MVG9.id%26x&client_secret=secret%2B%2F%3D&code=aPrx%3D%3D"
		"&redirect_uri=https%3A%2F%2Fregistry.example%2Fcb%2F1&code_verifier=verifier&format=json");
	sfprov_buffer_free(&body);
	CHECK(sfprov_grant_code(&server, "c", "r", NULL, &body, &error) == SFPROV_OK);
	CHECK_LACKS(sfprov_buffer_text(&body), "code_verifier");
	sfprov_buffer_free(&body);
	CHECK(sfprov_grant_client_credentials(&server, &body, &error) == SFPROV_OK);
	CHECK_TEXT(sfprov_buffer_text(&body), "grant_type=client_credentials&client_id=3MVG9.id%26x&client_secret=secret%2B%2F%3D&format=json");
	sfprov_buffer_free(&body);
	CHECK(sfprov_grant_revoke("a+b", &body, &error) == SFPROV_OK);
	CHECK_TEXT(sfprov_buffer_text(&body), "token=a%2Bb");
	sfprov_buffer_free(&body);
}

static void missing(void)
{
	sfprov_buffer body;

	fill();
	sfprov_buffer_init_secret(&body, 0);
	server.client_secret = NULL;
	CHECK(sfprov_grant_client_credentials(&server, &body, &error) == SFPROV_FAILED);
	CHECK_INT(error.kind, SFPROV_E_CONFIGURATION);
	CHECK(sfprov_grant_refresh(&server, &body, &error) == SFPROV_OK);
	CHECK_LACKS(sfprov_buffer_text(&body), "client_secret");
	sfprov_buffer_free(&body);
	server.refresh_token = NULL;
	CHECK(sfprov_grant_refresh(&server, &body, &error) == SFPROV_FAILED);
	CHECK_INT(error.kind, SFPROV_E_AUTHORIZATION);
	CHECK_CONTAINS(error.message, "no refresh token");
	CHECK_CONTAINS(error.message, "\"Obtain New Token\"");
	server.access_token = NULL;
	CHECK(sfprov_grant_refresh(&server, &body, &error) == SFPROV_FAILED);
	CHECK_CONTAINS(error.message, "not authorised");
	CHECK_CONTAINS(error.message, "\"Obtain New Token\"");
	server.client_id = NULL;
	CHECK(sfprov_grant_refresh(&server, &body, &error) == SFPROV_FAILED);
	CHECK_INT(error.kind, SFPROV_E_CONFIGURATION);
	CHECK(sfprov_grant_code(&server, "c", "r", NULL, &body, &error) == SFPROV_FAILED);
	CHECK(sfprov_grant_client_credentials(&server, &body, &error) == SFPROV_FAILED);
	sfprov_buffer_free(&body);
}

static void authorize(void)
{
	char *url = NULL;

	fill();
	CHECK(sfprov_grant_authorize_url(&server, NULL, "https://r.example/cb?x=1", "st&ate", "challenge", &url, &error) == SFPROV_OK);
	CHECK_TEXT(url,
		"https://x.my.salesforce.com/services/oauth2/authorize?response_type=code&client_id=3MVG9.id%26x"
		"&redirect_uri=https%3A%2F%2Fr.example%2Fcb%3Fx%3D1&scope=api%20refresh_token&state=st%26ate&code_challenge=challenge&code_challenge_method=S256");
	sfprov_free(url);
	server.scope = (char *) "api id offline_access";
	CHECK(sfprov_grant_authorize_url(&server, NULL, "https://r.example/cb", "s", "c", &url, &error) == SFPROV_OK);
	CHECK_CONTAINS(url, "&scope=api%20id%20offline_access&");
	CHECK_LACKS(url, "secret");
	sfprov_free(url);
	server.server_url = (char *) "https://evil.example";
	CHECK(sfprov_grant_authorize_url(&server, NULL, "https://r.example/cb", "s", "c", &url, &error) == SFPROV_FAILED);
	CHECK(url == NULL);
	CHECK(sfprov_grant_has_scope("api full", "full") && !sfprov_grant_has_scope("api fuller", "full") && !sfprov_grant_has_scope(NULL, "full")
		&& sfprov_grant_has_scope("  api  full ", "full") && !sfprov_grant_has_scope("apifull", "full") && !sfprov_grant_has_scope("", "full"));
}

static json_object *claims_of(const char *body)
{
	const char *token = strstr(body, "assertion=");
	const char *start = token == NULL ? NULL : strchr(token, '.');
	const char *end = start == NULL ? NULL : strchr(start + 1, '.');
	unsigned char claims[512];
	size_t length = 0;

	if (end == NULL || !sfprov_base64_decode(SFPROV_BASE64_URL, start + 1, (size_t) (end - start) - 1, claims, sizeof(claims), &length)) {
		return NULL;
	}
	return sfprov_json_parse((const char *) claims, length);
}

static void jwt(void)
{
	char folder[] = "/tmp/sfprov-grant-XXXXXX";
	char path[64];
	fake_environment fake;
	sfprov_buffer body;
	json_object *claims;
	int64_t expires = 0;
	FILE *file;
	long n;

	fill();
	fake_environment_init(&fake);
	if (mkdtemp(folder) == NULL) {
		abort();
	}
	(void) snprintf(path, sizeof(path), "%s/key.pem", folder);
	file = fopen(path, "wb");
	if (file == NULL || fputs(RFC7515_KEY_PEM, file) < 0 || fclose(file) != 0 || chmod(path, 0600) != 0) {
		abort();
	}
	sfprov_buffer_init_secret(&body, 0);
	CHECK(sfprov_grant_jwt(&server, &fake.environment, NULL, path, "a\"b@example.org", &body, &error) == SFPROV_OK);
	CHECK(strncmp(sfprov_buffer_text(&body), "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=", 75) == 0);
	CHECK_LACKS(sfprov_buffer_text(&body), "client_secret");
	claims = claims_of(sfprov_buffer_text(&body));
	CHECK_TEXT(sfprov_json_get_text(claims, "iss"), server.client_id);
	CHECK_TEXT(sfprov_json_get_text(claims, "sub"), "a\"b@example.org");
	CHECK_TEXT(sfprov_json_get_text(claims, "aud"), "https://x.my.salesforce.com");
	CHECK(sfprov_json_get_int64(claims, "exp", &expires) && expires > fake.wall_seconds && expires <= fake.wall_seconds + 180);
	json_object_put(claims);
	sfprov_buffer_free(&body);
	CHECK(sfprov_grant_jwt(&server, &fake.environment, NULL, NULL, "u", &body, &error) == SFPROV_FAILED);
	CHECK_CONTAINS(error.message, "jwt_key_file");
	CHECK(sfprov_grant_jwt(&server, &fake.environment, NULL, path, "", &body, &error) == SFPROV_FAILED);
	CHECK_CONTAINS(error.message, "jwt_username");
	for (n = 1;; n++) {
		sfprov_status status;

		memory_fail_at(n);
		status = sfprov_grant_jwt(&server, &fake.environment, NULL, path, "u", &body, &error);
		CHECK((status == SFPROV_OK) == !memory_has_failed());
		sfprov_buffer_free(&body);
		CHECK_INT(memory_live(), 0);
		if (!memory_has_failed()) {
			break;
		}
	}
	memory_fail_at(0);
	(void) unlink(path);
	(void) rmdir(folder);
}

int main(void)
{
	bodies();
	missing();
	authorize();
	jwt();
	CHECK_INT(memory_live(), 0);
	return unit_summary("oauth/grant");
}
