/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/memory.h"
#include "crypto/base64.h"
#include "crypto/digest.h"
#include "memory_failing.h"
#include "oauth/token_answer.h"
#include "unit.h"

#include <json-c/json.h>

#define ID "https://login.salesforce.com/id/00D000000000001AAA/005000000000001AAA"
#define ISSUED "1700000000000"
#define AT ",\"instance_url\":\"https://x.my.salesforce.com\""
#define BASE "\"token_type\":\"Bearer\",\"access_token\":\"00Daccess!1\",\"instance_url\":\"https://x.my.salesforce.com\""

static sfprov_token_rules rules;
static sfprov_token_answer answer;
static sfprov_error error;

static sfprov_status give(const char *body)
{
	sfprov_token_answer_free(&answer);
	sfprov_error_clear(&error);
	return sfprov_token_answer_read(body, strlen(body), &rules, &answer, &error);
}

static void reset(void)
{
	memset(&rules, 0, sizeof(rules));
	rules.instance_wanted = true;
	rules.now = 1700000000;
}

static void refused(const char *body, sfprov_error_kind kind)
{
	if (!CHECK(give(body) == SFPROV_FAILED)) {
		printf("\t%s\n", body);
	}
	CHECK_INT(error.kind, kind);
	CHECK(answer.access_token == NULL && answer.refresh_token == NULL && answer.stored == NULL);
	CHECK_LACKS(error.message, "access!1");
}

static void plain(void)
{
	reset();
	CHECK(give("{" BASE ",\"refresh_token\":\"5Aep!r\",\"scope\":\"api\",\"custom\":{\"a\":[1]}}") == SFPROV_OK);
	CHECK_TEXT(answer.access_token, "00Daccess!1");
	CHECK_TEXT(answer.refresh_token, "5Aep!r");
	CHECK_TEXT(answer.instance_url, "https://x.my.salesforce.com");
	CHECK_INT(answer.expires, 0);
	CHECK_CONTAINS(answer.stored, "\"custom\":{\"a\":[1]}");
	CHECK_CONTAINS(answer.stored, "\"refresh_token\":\"5Aep!r\"");
	CHECK_CONTAINS(answer.stored, "\"instance_url\":\"https://x.my.salesforce.com\"");
	CHECK(give("{" BASE "}") == SFPROV_OK);
	CHECK(answer.refresh_token == NULL);
	CHECK_LACKS(answer.stored, "refresh_token");
}

static void hostile(void)
{
	static const char *const no_answers[] = {"", "null", "[]", "\"x\"", "7", "{", "<html>login</html>", "{" BASE "}x", "{" BASE ",}",
		"{\"token_type\":\"Bearer\",\"instance_url\":\"https://x.my.salesforce.com\"}", "{\"access_token\":\"\",\"token_type\":\"Bearer\"" AT "}",
		"{\"access_token\":7,\"token_type\":\"Bearer\"" AT "}", "{\"access_token\":null,\"token_type\":\"Bearer\"" AT "}",
		"{\"access_token\":\"a\\r\\nX: y\",\"token_type\":\"Bearer\"" AT "}", "{\"access_token\":\"a b\",\"token_type\":\"Bearer\"" AT "}",
		"{\"access_token\":\"a\\u0000b\",\"token_type\":\"Bearer\"" AT "}", "{\"access_token\":\"\xc3\xa9\",\"token_type\":\"Bearer\"" AT "}",
		"{\"access_token\":\"a\xff\",\"token_type\":\"Bearer\"" AT "}",
		"{\"access_token\":\"a\",\"token_type\":\"mac\",\"instance_url\":\"https://x.my.salesforce.com\"}",
		"{\"access_token\":\"a\",\"instance_url\":\"https://x.my.salesforce.com\"}", "{" BASE ",\"refresh_token\":\"\"}",
		"{" BASE ",\"refresh_token\":\"a\\nb\"}", "{" BASE ",\"refresh_token\":[\"a\"]}", "{\"access_token\":\"a\",\"token_type\":\"Bearer\"}",
		"{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"instance_url\":3}"};
	static const char *const instances[] = {"https://evil.example", "http://x.my.salesforce.com", "https://x.my.salesforce.com@evil.example",
		"https://x.my.salesforce.com.evil.example", "https://evil.example#.salesforce.com", "//x.my.salesforce.com", "", "javascript:1",
		"https://x.my.salesforce.com:8443", "https://x.my.salesforce.com/path", "https://x.my.salesforce.com\\\\.evil.example"};
	static char large[SFPROV_TOKEN_ANSWER_LIMIT + 64];
	char body[1024];
	size_t i;

	reset();
	for (i = 0; i < sizeof(no_answers) / sizeof(no_answers[0]); i++) {
		refused(no_answers[i], SFPROV_E_SERVER);
	}
	for (i = 0; i < sizeof(instances) / sizeof(instances[0]); i++) {
		(void) snprintf(body, sizeof(body), "{\"token_type\":\"Bearer\",\"access_token\":\"00Daccess!1\",\"instance_url\":\"%s\"}", instances[i]);
		refused(body, SFPROV_E_CONFIGURATION);
	}
	rules.instance_wanted = false;
	CHECK(give(body) == SFPROV_OK);
	CHECK_TEXT(answer.instance_url, "");
	rules.instance_wanted = true;
	memset(large, ' ', sizeof(large));
	memcpy(large, "{" BASE "}", sizeof("{" BASE "}") - 1);
	large[SFPROV_TOKEN_ANSWER_LIMIT] = '\0';
	CHECK(give(large) == SFPROV_OK);
	large[SFPROV_TOKEN_ANSWER_LIMIT] = ' ';
	large[SFPROV_TOKEN_ANSWER_LIMIT + 1] = '\0';
	refused(large, SFPROV_E_SERVER);
}

/* Tokens are believed up to a length; an answer that is too long for the column is stored without what nobody reads. */
static void lengths(void)
{
	static char body[SFPROV_TOKEN_ANSWER_LIMIT];
	static char token[SFPROV_TOKEN_LIMIT + 2];
	static char filler[61000];

	reset();
	memset(token, 'a', SFPROV_TOKEN_LIMIT);
	(void) snprintf(body, sizeof(body), "{\"token_type\":\"bearer\",\"access_token\":\"%s\",\"instance_url\":\"https://x.my.salesforce.com\"}", token);
	CHECK(give(body) == SFPROV_OK);
	token[SFPROV_TOKEN_LIMIT] = 'a';
	(void) snprintf(body, sizeof(body), "{\"token_type\":\"bearer\",\"access_token\":\"%s\",\"instance_url\":\"https://x.my.salesforce.com\"}", token);
	refused(body, SFPROV_E_SERVER);
	memset(filler, 'f', sizeof(filler) - 1);
	(void) snprintf(body, sizeof(body), "{" BASE ",\"issued_at\":\"1\",\"junk\":\"%s\"}", filler);
	CHECK(give(body) == SFPROV_OK);
	CHECK(strlen(answer.stored) < 1000);
	CHECK_CONTAINS(answer.stored, "00Daccess!1");
	CHECK_CONTAINS(answer.stored, "issued_at");
	CHECK_LACKS(answer.stored, "fff");
	(void) snprintf(body, sizeof(body), "{" BASE ",\"scope\":\"%s\"}", filler);
	refused(body, SFPROV_E_SERVER);
}

static void signatures(void)
{
	unsigned char digest[32];
	char signature[64];
	char body[1024];

	reset();
	rules.client_secret = "s3cret";
	CHECK(sfprov_hmac_sha256("s3cret", 6, ID ISSUED, strlen(ID ISSUED), digest)
		&& sfprov_base64_encode(SFPROV_BASE64, digest, sizeof(digest), signature, sizeof(signature)));
	(void) snprintf(body, sizeof(body), "{" BASE ",\"id\":\"" ID "\",\"issued_at\":\"" ISSUED "\",\"signature\":\"%s\"}", signature);
	rules.signature_required = true;
	CHECK(give(body) == SFPROV_OK);
	(void) snprintf(body, sizeof(body), "{" BASE ",\"id\":\"" ID "\",\"issued_at\":" ISSUED ",\"signature\":\"%s\"}", signature);
	CHECK(give(body) == SFPROV_OK);
	(void) snprintf(body, sizeof(body), "{" BASE ",\"id\":\"" ID "\",\"issued_at\":\"1700000000001\",\"signature\":\"%s\"}", signature);
	refused(body, SFPROV_E_AUTHORIZATION);
	CHECK_CONTAINS(error.message, "signature");
	(void) snprintf(body, sizeof(body), "{" BASE ",\"issued_at\":\"" ISSUED "\",\"signature\":\"%s\"}", signature);
	refused(body, SFPROV_E_AUTHORIZATION);
	refused("{" BASE ",\"id\":\"" ID "\",\"issued_at\":\"" ISSUED "\",\"signature\":7}", SFPROV_E_AUTHORIZATION);
	refused("{" BASE "}", SFPROV_E_AUTHORIZATION);
	rules.signature_required = false;
	CHECK(give("{" BASE "}") == SFPROV_OK);
	refused("{" BASE ",\"id\":\"" ID "\",\"issued_at\":\"" ISSUED "\",\"signature\":\"AAAA\"}", SFPROV_E_AUTHORIZATION);
	rules.client_secret = NULL;
	rules.signature_required = true;
	CHECK(give("{" BASE ",\"signature\":\"AAAA\"}") == SFPROV_OK);
}

static void expiry(void)
{
	static const struct {
		const char *text;
		int64_t life;
	} cases[] = {{"7200", 7200}, {"\"7200\"", 7200}, {"120", 120}, {"119", 0}, {"0", 0}, {"-1", 0}, {"1000000000000", 0}, {"1e12", 0}, {"1e400", 0},
		{"\"soon\"", 0}, {"\"\"", 0}, {"null", 0}, {"true", 0}, {"[7200]", 0}, {"{}", 0}, {"7200.5", 0}, {"31622400", 31622400}, {"31622401", 0},
		{"9223372036854775807", 0}, {"-9223372036854775808", 0}};
	char body[512];
	size_t i;

	reset();
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void) snprintf(body, sizeof(body), "{" BASE ",\"expires_in\":%s}", cases[i].text);
		CHECK(give(body) == SFPROV_OK);
		CHECK_INT(answer.expires, cases[i].life == 0 ? 0 : 1700000000 + cases[i].life);
	}
	CHECK(give("{" BASE "}") == SFPROV_OK);
	CHECK_INT(answer.expires, 0);
	/* json-c from 0.18 on takes no integer beyond 64 bits for one, older versions cut it. */
	CHECK(give("{" BASE ",\"expires_in\":99999999999999999999999}") == (json_c_version_num() >> 8 >= 18 ? SFPROV_FAILED : SFPROV_OK));
	CHECK_INT(answer.expires, 0);
}

/* An answer without instance_url keeps the one that is known: other code of the registry reads it from the stored answer alone. */
static void previous_instance(void)
{
	const char *body = "{\"token_type\":\"Bearer\",\"access_token\":\"00Daccess!1\"}";

	reset();
	rules.previous_instance = "https://old.my.salesforce.com";
	CHECK(give(body) == SFPROV_OK);
	CHECK_TEXT(answer.instance_url, "https://old.my.salesforce.com");
	CHECK_CONTAINS(answer.stored, "\"instance_url\":\"https://old.my.salesforce.com\"");
	CHECK(give("{" BASE "}") == SFPROV_OK);
	CHECK_TEXT(answer.instance_url, "https://x.my.salesforce.com");
	rules.previous_instance = "https://evil.example";
	refused(body, SFPROV_E_CONFIGURATION);
}

static void summaries(void)
{
	sfprov_token_summary summary;

	sfprov_token_summary_read("{" BASE ",\"id\":\"" ID "\",\"issued_at\":\"" ISSUED "\",\"scope\":\"api refresh_token\"}", &summary);
	CHECK_TEXT(summary.instance_url, "https://x.my.salesforce.com");
	CHECK_TEXT(summary.org_id, "00D000000000001AAA");
	CHECK_TEXT(summary.user_id, "005000000000001AAA");
	CHECK_TEXT(summary.scope, "api refresh_token");
	CHECK_INT(summary.issued_at, 1700000000);
	sfprov_token_summary_read(
		"{\"instance_url\":\"https:\\/\\/x.my.salesforce.com\",\"id\":\"https://x/id/00D000000000001AAA/../x\",\"issued_at\":\"-5\"}", &summary);
	CHECK_TEXT(summary.instance_url, "https://x.my.salesforce.com");
	CHECK_TEXT(summary.org_id, "");
	CHECK_TEXT(summary.user_id, "");
	CHECK_INT(summary.issued_at, 0);
	sfprov_token_summary_read(NULL, &summary);
	CHECK_TEXT(summary.instance_url, "");
	sfprov_token_summary_read("garbage", &summary);
	CHECK_TEXT(summary.instance_url, "");
	sfprov_token_summary_read("{\"id\":\"/id/\"}", &summary);
	sfprov_token_summary_read("{\"id\":\"/id/00D0000000000010000000000000000000000/005\"}", &summary);
	CHECK_TEXT(summary.org_id, "");
}

static void instances(void)
{
	char url[SFPROV_ORIGIN_SIZE];
	char document[SFPROV_ORIGIN_SIZE + 100];

	sfprov_token_instance_read("{" BASE ",\"id\":\"" ID "\"}", url);
	CHECK_TEXT(url, "https://x.my.salesforce.com");
	/* As PHP writes it. */
	sfprov_token_instance_read("{\"access_token\":\"instance_url\",\"instance_url\":\"https:\\/\\/x.my.salesforce.com\"}", url);
	CHECK_TEXT(url, "https://x.my.salesforce.com");
	sfprov_token_instance_read("{\"instance_url\":\"a\\u0007b\"}", url);
	CHECK_TEXT(url, "a b");
	sfprov_token_instance_read(NULL, url);
	CHECK_TEXT(url, "");
	sfprov_token_instance_read("{\"access_token\":\"instance_url\"}", url);
	CHECK_TEXT(url, "");
	(void) snprintf(document, sizeof(document), "{\"instance_url\":\"%0*d\"}", SFPROV_ORIGIN_SIZE, 0);
	sfprov_token_instance_read(document, url);
	CHECK_TEXT(url, "");
}

static void memory_runs_out(void)
{
	long n;

	reset();
	rules.client_secret = "s3cret";
	for (n = 1;; n++) {
		sfprov_status status;

		memory_watch("00Daccess!1");
		memory_fail_at(n);
		status = give("{" BASE ",\"refresh_token\":\"00Daccess!1\"}");
		CHECK((status == SFPROV_OK) == !memory_has_failed());
		CHECK(status == SFPROV_OK || error.kind == SFPROV_E_MEMORY);
		sfprov_token_answer_free(&answer);
		CHECK_INT(memory_watched(), 0);
		CHECK_INT(memory_live(), 0);
		if (!memory_has_failed()) {
			break;
		}
	}
	memory_fail_at(0);
	memory_watch(NULL);
	CHECK(n > 3);
}

int main(void)
{
	plain();
	hostile();
	lengths();
	signatures();
	expiry();
	previous_instance();
	summaries();
	instances();
	sfprov_token_answer_free(&answer);
	memory_runs_out();
	return unit_summary("oauth/token_answer");
}
