/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Paths, queries, and what testConnection asks. */
#include "base/memory.h"
#include "client_fixture.h"
#include "memory_failing.h"
#include "salesforce/describe.h"
#include "salesforce/identity.h"
#include "salesforce/limits.h"
#include "salesforce/query.h"
#include "salesforce/sobject.h"
#include "salesforce/versions.h"
#include "unit.h"

static client_fixture *fixture;

static void paths(void)
{
	static const char *const objects[] = {"", "Contact/003", "1x", "Contact\n", "../Contact", "C\xc3\xb6Person__c", "a b"};
	static const char *const ids[] = {"", "003", "003000000000001AA/", "003000000000001'", "../000000000001", "003000000000001AA\n"};
	static const char *const values[] = {"", ".", "..", "...", "a.inc", "A.INC", "\xff", ".inc"};
	sfprov_error error;
	char *path = NULL;
	size_t i;

	CHECK(sfprov_sobject_path("Contact", &path, &error) == SFPROV_OK);
	CHECK_TEXT(path, "/sobjects/Contact");
	sfprov_free(path);
	CHECK(sfprov_sobject_id_path("CoPerson__c", "a0X000000000001", &path, &error) == SFPROV_OK);
	CHECK_TEXT(path, "/sobjects/CoPerson__c/a0X000000000001");
	sfprov_free(path);
	CHECK(sfprov_sobject_key_path("Contact", "Registry_ID__c", "a/b ?#%\xc3\xa9.x'", &path, &error) == SFPROV_OK);
	CHECK_TEXT(path, "/sobjects/Contact/Registry_ID__c/a%2Fb%20%3F%23%25%C3%A9.x%27");
	sfprov_free(path);
	CHECK(sfprov_sobject_key_path("Contact", "Registry_ID__c", "0", &path, &error) == SFPROV_OK);
	CHECK_TEXT(path, "/sobjects/Contact/Registry_ID__c/0");
	sfprov_free(path);
	for (i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
		CHECK(sfprov_sobject_path(objects[i], &path, &error) == SFPROV_FAILED);
		CHECK(path == NULL);
		CHECK_INT(error.kind, SFPROV_E_CONFIGURATION);
		CHECK(sfprov_sobject_id_path(objects[i], "003000000000001", &path, &error) == SFPROV_FAILED);
		CHECK(sfprov_sobject_key_path(objects[i], "A", "b", &path, &error) == SFPROV_FAILED);
		CHECK(sfprov_sobject_key_path("Contact", objects[i], "b", &path, &error) == SFPROV_FAILED);
		CHECK_INT(error.kind, SFPROV_E_CONFIGURATION);
	}
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		CHECK(sfprov_sobject_id_path("Contact", ids[i], &path, &error) == SFPROV_FAILED);
		CHECK_INT(error.kind, SFPROV_E_INPUT);
	}
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		CHECK(sfprov_sobject_key_path("Contact", "Registry_ID__c", values[i], &path, &error) == SFPROV_FAILED);
		CHECK_INT(error.kind, SFPROV_E_RECORD);
		CHECK_TEXT(error.fields, "Registry_ID__c");
	}
	memory_fail_at(1);
	CHECK(sfprov_sobject_path("Contact", &path, &error) == SFPROV_FAILED);
	CHECK_INT(error.kind, SFPROV_E_MEMORY);
	CHECK(path == NULL);
	memory_fail_at(0);
	CHECK_INT(memory_live(), 0);
}

static void literals(void)
{
	sfprov_buffer buffer;

	sfprov_buffer_init(&buffer, 0);
	CHECK(sfprov_soql_append_literal(&buffer, "O'Brien\\ \"x\"\n\r\t\b\f\xc3\xa9%_"));
	CHECK_TEXT(sfprov_buffer_text(&buffer), "'O\\'Brien\\\\ \"x\"\\n\\r\\t\\b\\f\xc3\xa9%_'");
	sfprov_buffer_free(&buffer);
	CHECK(sfprov_soql_append_literal(&buffer, ""));
	CHECK_TEXT(sfprov_buffer_text(&buffer), "''");
	sfprov_buffer_free(&buffer);
}

static void query(void)
{
	static const char *const hostile[] = {"https://evil.example/services/data/v62.0/query/01g-2", "//evil.example/services/data/",
		"/services/oauth2/revoke?token=1", "/services/data/v62.0/../../x", "/services/data/v62.0/a b", "/services/data/v62.0/query/01g\\r\\nX: y",
		"@evil.example/", "", "/services/data/v62.0//evil", "/services/data/v62.0/%2e%2e/"};
	static const char *const malformed[] = {
		"{}", "[]", "{\"records\":{}}", "{\"records\":[7]}", "{\"records\":[],\"done\":false}", "{\"records\":[],\"done\":false,\"nextRecordsUrl\":7}"};
	sfprov_query_page page;
	sfprov_error *error;
	char text[200];
	char *longest;
	size_t i;

	fixture = fixture_begin();
	error = &fixture->error;
	(void) scripted_answer(&fixture->script, 200,
		"{\"totalSize\":3,\"done\":false,\"nextRecordsUrl\":\"/services/data/v62.0/query/01gxx-2000\",\"records\":[{\"Id\":\"1\"},{\"Id\":\"2\"}]}");
	(void) scripted_answer(&fixture->script, 200, "{\"totalSize\":3,\"done\":true,\"records\":[{\"Id\":\"3\"}]}");
	CHECK(sfprov_query_first(&fixture->client, "SELECT Id FROM Contact WHERE Name = 'a+b&c'", &page, error) == SFPROV_OK);
	CHECK_TEXT(fixture->script.requests[0].url,
		"https://acme.my.salesforce.com/services/data/v62.0/query?q=SELECT%20Id%20FROM%20Contact%20WHERE%20Name%20%3D%20%27a%2Bb%26c%27");
	CHECK_INT(page.total, 3);
	CHECK_INT(json_object_array_length(page.records), 2);
	CHECK_TEXT(page.next, "/services/data/v62.0/query/01gxx-2000");
	sfprov_query_page_free(&page);
	CHECK(sfprov_query_next(&fixture->client, "/services/data/v62.0/query/01gxx-2000", &page, error) == SFPROV_OK);
	CHECK_TEXT(fixture->script.requests[1].url, "https://acme.my.salesforce.com/services/data/v62.0/query/01gxx-2000");
	CHECK(page.next == NULL);
	sfprov_query_page_free(&page);
	for (i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		(void) snprintf(text, sizeof(text), "{\"records\":[],\"done\":false,\"nextRecordsUrl\":\"%s\"}", hostile[i]);
		(void) scripted_answer(&fixture->script, 200, text);
		CHECK(sfprov_query_first(&fixture->client, "SELECT Id FROM Contact", &page, error) == SFPROV_FAILED);
		CHECK_INT(error->kind, SFPROV_E_SERVER);
		CHECK(page.records == NULL && page.next == NULL);
		CHECK(sfprov_query_next(&fixture->client, hostile[i], &page, error) == SFPROV_FAILED);
		CHECK_INT(error->kind, SFPROV_E_INPUT);
	}
	CHECK_INT(fixture->script.request_count, 2 + sizeof(hostile) / sizeof(hostile[0]));
	for (i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++) {
		(void) scripted_answer(&fixture->script, 200, malformed[i]);
		CHECK(sfprov_query_first(&fixture->client, "SELECT Id FROM Contact", &page, error) == SFPROV_FAILED);
		CHECK_INT(error->kind, SFPROV_E_SERVER);
		CHECK_INT(error->outcome, SFPROV_OUTCOME_UNKNOWN);
	}
	longest = malloc(20001);
	if (CHECK(longest != NULL)) {
		memset(longest, 'x', 20000);
		longest[20000] = '\0';
		CHECK(sfprov_query_first(&fixture->client, longest, &page, error) == SFPROV_FAILED);
		CHECK_INT(error->kind, SFPROV_E_INPUT);
		CHECK_CONTAINS(error->message, "too long");
	}
	free(longest);
	CHECK(sfprov_query_first(&fixture->client, "\xff", &page, error) == SFPROV_FAILED);
	CHECK_INT(error->kind, SFPROV_E_INPUT);
}

static const char description[] = "{\"name\":\"Contact\",\"fields\":[{\"name\":\"Email\",\"type\":\"email\",\"length\":80,\"createable\":true,\"updateable\":"
								  "true,\"nillable\":true,\"externalId\":false,\"unique\":false,"
								  "\"restrictedPicklist\":false,\"label\":\"x\"},{\"name\":\"Registry_ID__c\",\"type\":\"string\",\"length\":40,\"externalId\":"
								  "true,\"unique\":true},{\"name\":7},null,7]}";

static void describe(void)
{
	json_object *names = document("[\"email\",\"Registry_ID__c\",\"Missing__c\",7]");
	json_object *fields = NULL;
	sfprov_error *error;

	fixture = fixture_begin();
	error = &fixture->error;
	(void) scripted_answer(&fixture->script, 200, description);
	CHECK(sfprov_describe_fields(&fixture->client, "Contact", names, &fields, error) == SFPROV_OK);
	CHECK_TEXT(fixture->script.requests[0].url, "https://acme.my.salesforce.com/services/data/v62.0/sobjects/Contact/describe");
	CHECK_TEXT(sfprov_json_text(fields),
		"{\"email\":{\"type\":\"email\",\"length\":80,\"restrictedPicklist\":false,\"createable\":true,\"updateable\":true,\"nillable\":true,\"externalId\":"
		"false,\"unique\":false},"
		"\"Registry_ID__c\":{\"type\":\"string\",\"length\":40,\"restrictedPicklist\":false,\"createable\":false,\"updateable\":false,\"nillable\":false,"
		"\"externalId\":true,\"unique\":true}}");
	json_object_put(fields);
	(void) scripted_answer(&fixture->script, 404, "[{\"errorCode\":\"NOT_FOUND\",\"message\":\"The requested resource does not exist\"}]");
	CHECK(sfprov_describe_fields(&fixture->client, "CoPerson__c", names, &fields, error) == SFPROV_FAILED);
	CHECK_INT(error->kind, SFPROV_E_CONFIGURATION);
	CHECK_CONTAINS(error->message, "CoPerson__c");
	CHECK_INT(error->http_status, 404);
	CHECK(fields == NULL);
	(void) scripted_answer(&fixture->script, 200, "{\"fields\":7}");
	CHECK(sfprov_describe_fields(&fixture->client, "Contact", names, &fields, error) == SFPROV_FAILED);
	CHECK_INT(error->kind, SFPROV_E_SERVER);
	(void) scripted_answer(&fixture->script, 204, NULL);
	CHECK(sfprov_describe_fields(&fixture->client, "Contact", names, &fields, error) == SFPROV_FAILED);
	(void) scripted_answer(&fixture->script, 503, NULL);
	CHECK(sfprov_describe_fields(&fixture->client, "Contact", names, &fields, error) == SFPROV_FAILED);
	CHECK_INT(error->http_status, 503);
	CHECK(sfprov_describe_fields(&fixture->client, "no/object", names, &fields, error) == SFPROV_FAILED);
	CHECK_INT(fixture->script.request_count, 5);
	json_object_put(names);
}

static void limits(void)
{
	json_object *found = NULL;
	int64_t remaining = 0;
	int64_t max = 0;

	fixture = fixture_begin();
	(void) scripted_answer(&fixture->script, 200,
		"{\"DailyApiRequests\":{\"Max\":15000,\"Remaining\":14998,\"App\":{\"Max\":0,\"Remaining\":0}},\"Odd\":7,\"Half\":{\"Max\":1},\"Text\":{\"Max\":\"x\","
		"\"Remaining\":1},\"None\":null}");
	CHECK(sfprov_limits_get(&fixture->client, &found, &fixture->error) == SFPROV_OK);
	CHECK_TEXT(fixture->script.requests[0].url, "https://acme.my.salesforce.com/services/data/v62.0/limits");
	CHECK_TEXT(sfprov_json_text(found), "{\"DailyApiRequests\":{\"Max\":15000,\"Remaining\":14998}}");
	CHECK(sfprov_limits_find(found, "DailyApiRequests", &max, &remaining));
	CHECK_INT(max, 15000);
	CHECK_INT(remaining, 14998);
	CHECK(!sfprov_limits_find(found, "Odd", &max, &remaining));
	json_object_put(found);
	(void) scripted_answer(&fixture->script, 200, "[]");
	CHECK(sfprov_limits_get(&fixture->client, &found, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_SERVER);
	CHECK(found == NULL);
	(void) scripted_answer(&fixture->script, 403, "[{\"errorCode\":\"FUNCTIONALITY_NOT_ENABLED\",\"message\":\"x\"}]");
	CHECK(sfprov_limits_get(&fixture->client, &found, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_CONFIGURATION);
	CHECK(strstr(fixture->error.message, "View Setup and Configuration") != NULL);
}

static void versions(void)
{
	static const char *const bad[] = {"[]", "{}", "7"};
	sfprov_versions found;
	size_t i;

	fixture = fixture_begin();
	(void) scripted_answer(&fixture->script, 200,
		"[{\"label\":\"Spring "
		"'14\",\"url\":\"/services/data/"
		"v30.0\",\"version\":\"30.0\"},{\"version\":\"100.0\"},{\"version\":\"62.0\"},{\"version\":\"<b>\"},{\"version\":\"9999.0\"},null,7]");
	CHECK(sfprov_versions_get(&fixture->client, &found, &fixture->error) == SFPROV_OK);
	CHECK(fixture->script.requests[0].bearer == NULL);
	CHECK_TEXT(fixture->script.requests[0].url, "https://acme.my.salesforce.com/services/data/");
	CHECK_TEXT(sfprov_json_text(found.list), "[\"30.0\",\"100.0\",\"62.0\"]");
	CHECK_TEXT(found.newest, "100.0");
	CHECK(found.offered);
	CHECK(found.fate == NULL);
	sfprov_versions_free(&found);
	(void) scripted_answer(&fixture->script, 200, "[{\"version\":\"68.0\"}]");
	CHECK(sfprov_versions_get(&fixture->client, &found, &fixture->error) == SFPROV_OK);
	CHECK(!found.offered);
	sfprov_versions_free(&found);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void) scripted_answer(&fixture->script, 200, bad[i]);
		CHECK(sfprov_versions_get(&fixture->client, &found, &fixture->error) == SFPROV_FAILED);
		CHECK_INT(fixture->error.kind, SFPROV_E_SERVER);
		CHECK(found.list == NULL);
	}
	CHECK_CONTAINS(sfprov_version_fate("20.0"), "Summer '22");
	CHECK_CONTAINS(sfprov_version_fate("21.0"), "Summer '25");
	CHECK_CONTAINS(sfprov_version_fate("30.0"), "Summer '25");
	CHECK_CONTAINS(sfprov_version_fate("31.0"), "Summer '28");
	CHECK_CONTAINS(sfprov_version_fate("40.0"), "Summer '28");
	CHECK(sfprov_version_fate("41.0") == NULL);
	CHECK(sfprov_version_fate("62.0") == NULL);
	CHECK(sfprov_version_fate("x") == NULL);
	CHECK(sfprov_version_fate("99999999999999999999.0") == NULL);
}

static void identity(void)
{
	static const char *const bad[] = {"", "{}", "[]", "{\"id\":7}", "{\"id\":\"https://login.salesforce.com/id/00D000000000001/x\"}",
		"{\"id\":\"https://login.salesforce.com/id/00D000000000001\"}", "{\"id\":\"https://x/id/00D000000000001/005000000000001' OR '1'='1\"}", "not json"};
	static char token[] = "{\"id\":\"https://login.salesforce.com/id/00D000000000001EAA/005000000000001AAA\",\"access_token\":\"x\"}";
	sfprov_identity found;
	char org[19];
	char user[19];
	size_t i;

	CHECK(sfprov_identity_ids(token, org, user));
	CHECK_TEXT(org, "00D000000000001EAA");
	CHECK_TEXT(user, "005000000000001AAA");
	CHECK(!sfprov_identity_ids(NULL, org, user));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(!sfprov_identity_ids(bad[i], org, user));
		CHECK_TEXT(org, "");
		CHECK_TEXT(user, "");
	}
	fixture = fixture_begin();
	fixture->session.server.token_response = token;
	(void) scripted_answer(&fixture->script, 200,
		"{\"totalSize\":1,\"done\":true,\"records\":[{\"attributes\":{},\"Id\":\"005000000000001AAA\",\"Name\":\"Integration\",\"Username\":\"i@acme\","
		"\"IsActive\":true}]}");
	(void) scripted_answer(&fixture->script, 200,
		"{\"totalSize\":1,\"done\":true,\"records\":[{\"attributes\":{},\"Id\":\"00D000000000001EAA\",\"Name\":\"Acme\",\"IsSandbox\":false,"
		"\"OrganizationType\":\"Enterprise Edition\"}]}");
	CHECK(sfprov_identity_get(&fixture->client, &found, &fixture->error) == SFPROV_OK);
	CHECK_CONTAINS(fixture->script.requests[0].url, "FROM%20User%20WHERE%20Id%20%3D%20%27005000000000001AAA%27");
	CHECK_TEXT(sfprov_json_text(found.user), "{\"Id\":\"005000000000001AAA\",\"Name\":\"Integration\",\"Username\":\"i@acme\",\"IsActive\":true}");
	CHECK_TEXT(sfprov_json_text(found.org),
		"{\"Id\":\"00D000000000001EAA\",\"Name\":\"Acme\",\"IsSandbox\":false,\"OrganizationType\":\"Enterprise Edition\",\"InstanceName\":null}");
	sfprov_identity_free(&found);
	/* Without the id only the org is known. */
	fixture = fixture_begin();
	(void) scripted_answer(&fixture->script, 200, "{\"done\":true,\"records\":[{\"Id\":\"00D000000000001EAA\"}]}");
	CHECK(sfprov_identity_get(&fixture->client, &found, &fixture->error) == SFPROV_OK);
	CHECK(found.user == NULL && found.org != NULL);
	CHECK_INT(fixture->script.request_count, 1);
	sfprov_identity_free(&found);
	fixture = fixture_begin();
	(void) scripted_answer(&fixture->script, 200, "{\"done\":true,\"records\":[]}");
	CHECK(sfprov_identity_get(&fixture->client, &found, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_SERVER);
	fixture = fixture_begin();
	fixture->session.server.token_response = token;
	(void) scripted_answer(&fixture->script, 403, "[{\"errorCode\":\"API_DISABLED_FOR_ORG\",\"message\":\"x\"}]");
	CHECK(sfprov_identity_get(&fixture->client, &found, &fixture->error) == SFPROV_FAILED);
	CHECK_INT(fixture->error.kind, SFPROV_E_CONFIGURATION);
	CHECK_INT(fixture->script.request_count, 1);
}

/* One run of everything, each allocation failing in turn. */
static sfprov_status run_all(void)
{
	json_object *names = document("[\"Email\"]");
	json_object *fields = NULL;
	sfprov_query_page page;
	sfprov_status status;
	char *path = NULL;

	status = sfprov_sobject_key_path("Contact", "Registry_ID__c", "7", &path, &fixture->error);
	sfprov_free(path);
	if (status == SFPROV_OK) {
		status = sfprov_describe_fields(&fixture->client, "Contact", names, &fields, &fixture->error);
		json_object_put(fields);
	}
	if (status == SFPROV_OK) {
		status = sfprov_query_first(&fixture->client, "SELECT Id FROM Contact", &page, &fixture->error);
		if (status == SFPROV_OK) {
			sfprov_query_page_free(&page);
		}
	}
	json_object_put(names);
	return status;
}

static void memory_runs_out(void)
{
	long n;

	for (n = 1; n < 200; n++) {
		sfprov_status status;
		bool failed;

		fixture = fixture_begin();
		(void) scripted_answer(&fixture->script, 200, description);
		(void) scripted_answer(&fixture->script, 200, "{\"done\":false,\"nextRecordsUrl\":\"/services/data/v62.0/query/01g\",\"records\":[{}]}");
		memory_fail_at(n);
		status = run_all();
		failed = memory_has_failed();
		memory_fail_at(0);
		CHECK((status == SFPROV_FAILED) == failed);
		CHECK(!failed || fixture->error.kind == SFPROV_E_MEMORY);
		CHECK_INT(memory_live(), 0);
		if (!failed) {
			break;
		}
	}
	CHECK(n > 8);
}

int main(void)
{
	paths();
	literals();
	query();
	describe();
	limits();
	versions();
	identity();
	memory_runs_out();
	fixture_end();
	return unit_summary("salesforce/resources");
}
