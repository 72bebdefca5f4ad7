/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "base/text.h"
#include "client_fixture.h"
#include "salesforce/errors.h"
#include "unit.h"

#define VALUE "CanaryValue"

typedef struct error_case {
	int status;
	const char *body;
	sfprov_error_kind kind;
	sfprov_outcome outcome;
	const char *fields;
	const char *words; /* that the message must have; NULL: none in particular */
} error_case;

#define ONE(code, message, fields) "[{\"errorCode\":\"" code "\",\"message\":\"" message "\",\"fields\":[" fields "]}]"

static const error_case cases[] = {
	{400, ONE("REQUIRED_FIELD_MISSING", "Required fields are missing: [LastName]", "\"LastName\""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "LastName",
		"[LastName]"},
	{400, ONE("STRING_TOO_LONG", "First Name: data value too large: " VALUE " (max length=40)", "\"FirstName\""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED,
		"FirstName", "at most 40 characters"},
	{400, ONE("STRING_TOO_LONG", "First Name: data value too large: max length=" VALUE, "\"FirstName\""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "FirstName",
		"in FirstName"},
	{400, ONE("STRING_TOO_LONG", "x: data value too large: max length=7" VALUE " (max length=40)", ""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "",
		"at most 40 characters"},
	{400, ONE("INVALID_EMAIL_ADDRESS", "Email: invalid email address: " VALUE "@x", "\"Email\""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "Email", "e-mail"},
	{400, ONE("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "Salutation: bad value for restricted picklist field: " VALUE, "\"Salutation\""), SFPROV_E_RECORD,
		SFPROV_OUTCOME_REFUSED, "Salutation", "picklist"},
	{400,
		ONE("FIELD_INTEGRITY_EXCEPTION",
			"There's a problem with this state, even though it may appear correct. Please select a state from the list of valid states.: Mailing "
			"State/Province",
			"\"MailingState\""),
		SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "MailingState", "Mailing State/Province"},
	{400, ONE("FIELD_INTEGRITY_EXCEPTION", "Account ID: " VALUE, "\"AccountId\""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "AccountId", NULL},
	{400, ONE("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Members need an ORCID.", ""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "", "Members need an ORCID."},
	{400, ONE("INVALID_FIELD", "No such column 'ORCID__c' on sobject of type CoPerson__c", ""), SFPROV_E_CONFIGURATION, SFPROV_OUTCOME_REFUSED, "",
		"No such column 'ORCID__c'"},
	{400,
		ONE("INVALID_FIELD",
			"\\nSELECT Foo FROM Contact WHERE Email='" VALUE "'\\n ^\\nERROR at Row:1:Column:8\\nNo such column 'Foo' on entity 'Contact'. If you are", ""),
		SFPROV_E_CONFIGURATION, SFPROV_OUTCOME_REFUSED, "", "No such column 'Foo' on entity 'Contact' ("},
	{400, ONE("MALFORMED_QUERY", "\\nWHERE Email='" VALUE "'\\n ^\\nERROR at Row:1:Column:8\\nunexpected token: '" VALUE "'", ""), SFPROV_E_INPUT,
		SFPROV_OUTCOME_REFUSED, "", "ERROR at Row:1:Column:8"},
	{400, ONE("INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields: OwnerId.", "\"OwnerId\""), SFPROV_E_CONFIGURATION, SFPROV_OUTCOME_REFUSED,
		"OwnerId", "OwnerId"},
	{400, ONE("INVALID_TYPE", "sObject type 'CoPerson__c' is not supported. If", ""), SFPROV_E_CONFIGURATION, SFPROV_OUTCOME_REFUSED, "", "CoPerson__c"},
	{400, ONE("JSON_PARSER_ERROR", "Cannot deserialize instance of date from VALUE_STRING value " VALUE, ""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "",
		NULL},
	{400, ONE("MALFORMED_ID", "Account ID: id value of incorrect type: " VALUE, "\"AccountId\""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "AccountId",
		"default account"},
	{400, ONE("DUPLICATE_VALUE", "duplicate value found: Registry_ID__c duplicates value on record with id: 003000000000001", ""), SFPROV_E_RECORD,
		SFPROV_OUTCOME_REFUSED, "", "003000000000001"},
	{400, ONE("DUPLICATE_VALUE", "Duplicate external id specified: " VALUE, "\"Registry_ID__c\""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "Registry_ID__c",
		"same external id"},
	{400, ONE("DUPLICATES_DETECTED", "Use one of these records?", ""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "", "duplicate policy"},
	{400, ONE("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records: 001000000000001AAA", ""), SFPROV_E_SERVER,
		SFPROV_OUTCOME_THROTTLED, "", NULL},
	{400, ONE("CANNOT_EXECUTE_FLOW_TRIGGER", "We can't save this record because the Contact Sync process failed. Give your admin: Email = " VALUE, ""),
		SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "", "Contact Sync process failed"},
	{400, ONE("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "MyTrigger: execution of BeforeInsert\\n\\ncaused by: " VALUE, ""), SFPROV_E_RECORD,
		SFPROV_OUTCOME_REFUSED, "", "MyTrigger"},
	{400, ONE("PROCESSING_HALTED", "The transaction was rolled back", ""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "", "another part"},
	{400, ONE("INVALID_QUERY_LOCATOR", "x", ""), SFPROV_E_SERVER, SFPROV_OUTCOME_REFUSED, "", "anew"},
	{400, ONE("EXCEEDED_ID_LIMIT", "record limit reached", ""), SFPROV_E_INPUT, SFPROV_OUTCOME_REFUSED, "", NULL},
	{400, ONE("NEVER_HEARD_OF", "Label: problem: " VALUE, "\"Foo__c\""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "Foo__c", "NEVER_HEARD_OF"},
	{400, ONE("NEVER_HEARD_OF", "the value '" VALUE "' and " VALUE "@x are odd", ""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "",
		"the value .. and .. are odd"},
	{400, ONE("NEVER_HEARD_OF", "@ and '' and ' and \\\"", ""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "", "@ and .. and ' and"},
	{401, ONE("INVALID_SESSION_ID", "Session expired or invalid", ""), SFPROV_E_AUTHORIZATION, SFPROV_OUTCOME_UNAUTHORIZED, "", "Obtain New Token"},
	{401, ONE("INVALID_SESSION_ID", "This session is not valid for use with the REST API", ""), SFPROV_E_AUTHORIZATION, SFPROV_OUTCOME_UNAUTHORIZED, "",
		"scope"},
	{401, ONE("INVALID_SESSION_ID", "Connected app is not attached to Agent", ""), SFPROV_E_AUTHORIZATION, SFPROV_OUTCOME_UNAUTHORIZED, "", "Agent"},
	{401, ONE("INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE", ""), SFPROV_E_AUTHORIZATION, SFPROV_OUTCOME_UNAUTHORIZED, "", "INVALID_HEADER_TYPE"},
	{403, ONE("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", ""), SFPROV_E_LIMIT, SFPROV_OUTCOME_REFUSED, "", "daily"},
	{403, ONE("REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.", ""), SFPROV_E_LIMIT, SFPROV_OUTCOME_THROTTLED, "", "at once"},
	{403, ONE("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id", ""), SFPROV_E_CONFIGURATION, SFPROV_OUTCOME_REFUSED, "",
		"permission set"},
	{403, ONE("API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner", ""), SFPROV_E_CONFIGURATION, SFPROV_OUTCOME_REFUSED, "",
		"API Enabled"},
	{404, ONE("ENTITY_IS_DELETED", "entity is deleted", ""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "", "deleted"},
	{404, ONE("NOT_FOUND", "The requested resource does not exist", ""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "", NULL},
	{404, ONE("NOT_FOUND", "Provided external ID field does not exist or is not accessible: 003000000000001AAA", ""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED,
		"", NULL},
	{404, ONE("NOT_FOUND", "Provided external ID field does not exist or is not accessible: Registry_ID__c", ""), SFPROV_E_CONFIGURATION,
		SFPROV_OUTCOME_REFUSED, "", "Registry_ID__c"},
	{404, ONE("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", ""), SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "", NULL},
	{405, ONE("METHOD_NOT_ALLOWED", "HTTP Method 'PUT' not allowed", ""), SFPROV_E_INPUT, SFPROV_OUTCOME_REFUSED, "", NULL},
	{410, ONE("UNSUPPORTED_API_VERSION", "gone", ""), SFPROV_E_CONFIGURATION, SFPROV_OUTCOME_REFUSED, "", "sfprov.api_version"},
	{500, ONE("UNKNOWN_EXCEPTION", "An unexpected error occurred. Please include this ErrorId if you contact support: 1-2 (3)", ""), SFPROV_E_SERVER,
		SFPROV_OUTCOME_UNKNOWN, "", "1-2 (3)"},
	{500, ONE("STRING_TOO_LONG", "x", ""), SFPROV_E_SERVER, SFPROV_OUTCOME_UNKNOWN, "", NULL},
	{503, ONE("SERVER_UNAVAILABLE", "busy", ""), SFPROV_E_SERVER, SFPROV_OUTCOME_UNKNOWN, "", "overloaded"},
	{300, "[\"/services/data/v62.0/sobjects/Contact/" VALUE "\",\"/b\"]", SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "", "several records"},
	/* A result of a collection */
	{400, "{\"success\":false,\"statusCode\":\"STRING_TOO_LONG\",\"message\":\"a: data value too large: " VALUE " (max length=80)\",\"fields\":[\"LastName\"]}",
		SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "LastName", "at most 80 characters"},
	/* Several errors, and fields that are none */
	{400,
		"[{\"errorCode\":\"STRING_TOO_LONG\",\"message\":\"x\",\"fields\":[\"A\",\"b c\",7,null,\"" VALUE
		"=1\"]},{\"errorCode\":\"X\",\"fields\":[\"B__r.C\"]}]",
		SFPROV_E_RECORD, SFPROV_OUTCOME_REFUSED, "A,B__r.C", "and 1 more"},
	/* Not Salesforce's */
	{400, "[{\"errorCode\":\"<b>" VALUE "\",\"message\":\"x\"}]", SFPROV_E_CONFIGURATION, SFPROV_OUTCOME_REFUSED, "", "proxy"},
	{409, "[]", SFPROV_E_SERVER, SFPROV_OUTCOME_REFUSED, "", NULL},
	{412, "{}", SFPROV_E_CONFIGURATION, SFPROV_OUTCOME_REFUSED, "", NULL},
	{429, "[7]", SFPROV_E_LIMIT, SFPROV_OUTCOME_THROTTLED, "", NULL},
	{431, "\"x\"", SFPROV_E_INPUT, SFPROV_OUTCOME_REFUSED, "", "too long"},
	{504, "[{\"errorCode\":7,\"message\":[]}]", SFPROV_E_SERVER, SFPROV_OUTCOME_UNKNOWN, "", NULL},
	{599, "[[]]", SFPROV_E_SERVER, SFPROV_OUTCOME_UNKNOWN, "", NULL},
};

static void table(void)
{
	sfprov_error error;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_object *body = document(cases[i].body);
		bool good;

		CHECK(sfprov_sf_error_of_answer(cases[i].status, body, "Contact update", &error) == SFPROV_FAILED);
		good = CHECK_INT(error.kind, cases[i].kind);
		good = CHECK_INT(error.outcome, cases[i].outcome) && good;
		good = CHECK_INT(error.http_status, cases[i].status) && good;
		good = CHECK_TEXT(error.fields, cases[i].fields) && good;
		good = CHECK(sfprov_text_starts_with(error.message, "Contact update: ")) && good;
		/* Never what somebody is called. */
		good = CHECK_LACKS(error.message, VALUE) && good;
		if (cases[i].words != NULL) {
			good = CHECK_CONTAINS(error.message, cases[i].words) && good;
		}
		if (!good) {
			printf("\tcase %zu: %d %s\n\t%s\n", i, cases[i].status, cases[i].body, error.message);
		}
		json_object_put(body);
	}
	CHECK(sfprov_sf_error_of_answer(400, NULL, "x", NULL) == SFPROV_FAILED);
	CHECK(sfprov_sf_error_of_answer(503, NULL, "x", &error) == SFPROV_FAILED);
	CHECK_INT(error.kind, SFPROV_E_SERVER);
	CHECK(sfprov_sf_error_of_content(200, true, "x", NULL) == SFPROV_FAILED);
}

/* A message far longer than there is room for. */
static void long_text(void)
{
	json_object *body = json_object_new_array();
	json_object *entry = json_object_new_object();
	json_object *fields = json_object_new_array();
	char text[5001];
	sfprov_error error;
	int i;

	memset(text, 'x', 5000);
	text[5000] = '\0';
	text[254] = '\xc3';
	text[255] = '\xa9';
	for (i = 0; i < 60; i++) {
		char name[32];

		(void) snprintf(name, sizeof(name), "Field_number_%d__c", i);
		CHECK(sfprov_json_append(fields, json_object_new_string(name)));
	}
	CHECK(sfprov_json_set_text(entry, "errorCode", "FIELD_CUSTOM_VALIDATION_EXCEPTION") && sfprov_json_set_text(entry, "message", text)
		&& sfprov_json_set(entry, "fields", fields) && sfprov_json_append(body, entry));
	CHECK(sfprov_sf_error_of_answer(400, body, "x", &error) == SFPROV_FAILED);
	CHECK(strlen(error.message) < sizeof(error.message));
	CHECK(sfprov_text_is_utf8(error.message, strlen(error.message)));
	CHECK_CONTAINS(error.message, "HTTP 400");
	json_object_put(body);
}

static void gone(void)
{
	static const struct {
		int status;
		const char *body;
		bool is_gone;
	} list[] = {{404, ONE("ENTITY_IS_DELETED", "", ""), true}, {404, ONE("NOT_FOUND", "The requested resource does not exist", ""), true},
		{404, ONE("NOT_FOUND", "Provided external ID field does not exist or is not accessible: 003000000000001AAA", ""), true},
		{404, ONE("NOT_FOUND", "Provided external ID field does not exist or is not accessible: Registry_ID__c", ""), false},
		{404, ONE("INVALID_CROSS_REFERENCE_KEY", "", ""), true}, {400, ONE("INVALID_CROSS_REFERENCE_KEY", "", ""), false}, {404, "[]", false},
		{410, ONE("NOT_FOUND", "", ""), false}};
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		json_object *body = document(list[i].body);
		sfprov_error error;

		(void) sfprov_sf_error_of_answer(list[i].status, body, "x", &error);
		if (!CHECK(sfprov_sf_error_is_gone(&error) == list[i].is_gone)) {
			printf("\t%s\n", list[i].body);
		}
		json_object_put(body);
	}
}

static void duplicates(void)
{
	static const struct {
		const char *body;
		const char *ids;
	} list[] = {
		{"[{\"duplicateResut\":{\"matchResults\":[{\"matchRecords\":[{\"record\":{\"Id\":\"003000000000001AAA\"}},{\"record\":{\"Id\":\"003000000000002\"}}]},"
		 "{\"matchRecords\":[{\"record\":{\"Id\":\"003000000000001\"}}]}]}}]",
			"[\"003000000000001AAA\",\"003000000000002\"]"},
		{"[{\"duplicateResult\":{\"matchResults\":[{\"matchRecords\":[{\"record\":{\"Id\":\"003000000000001AAA\"}}]}]}}]", "[\"003000000000001AAA\"]"},
		{"{\"duplicateResut\":{\"matchResults\":[{\"matchRecords\":[{\"record\":{\"Id\":\"003' OR '1'\"}},{\"record\":7},8]}]}}", "[]"}, {"[]", "[]"},
		{"[{}]", "[]"}, {"7", "[]"}, {"[{\"duplicateResut\":{\"matchResults\":{}}}]", "[]"},
		{"[{\"duplicateResut\":{\"matchResults\":[7,[],{\"matchRecords\":7}]}}]", "[]"}};
	static const struct {
		const char *text;
		const char *id;
	} values[] = {{"duplicate value found: A__c duplicates value on record with id: 003000000000001", "003000000000001"},
		{"duplicate value found: A__c duplicates value on record with id: 003000000000001AAA.", "003000000000001AAA"},
		{"Duplicate external id specified: abcdefghijklmno", NULL}, {"duplicate value found: x", NULL}, {"", NULL}, {"id: 003", NULL},
		{"duplicate value found: <unknown> duplicates value on record with id: <unknown>", NULL}, {"003000000000001", NULL}};
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		json_object *body = document(list[i].body);
		json_object *ids = sfprov_sf_duplicate_ids(body);

		CHECK_TEXT(sfprov_json_text(ids), list[i].ids);
		json_object_put(ids);
		json_object_put(body);
	}
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		json_object *body = document("[{\"errorCode\":\"DUPLICATE_VALUE\"}]");
		char id[19] = "";

		CHECK(sfprov_json_set_text(json_object_array_get_idx(body, 0), "message", values[i].text));
		CHECK(sfprov_sf_duplicate_value_id(body, id) == (values[i].id != NULL));
		CHECK_TEXT(id, values[i].id == NULL ? "" : values[i].id);
		CHECK(sfprov_json_set_text(json_object_array_get_idx(body, 0), "errorCode", "OTHER"));
		CHECK(!sfprov_sf_duplicate_value_id(body, id));
		json_object_put(body);
	}
}

static void codes(void)
{
	static const struct {
		int status;
		const char *body;
		const char *code;
	} list[] = {{403, ONE("REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded.", ""), "REQUEST_LIMIT_EXCEEDED/concurrent"},
		{403, ONE("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", ""), "REQUEST_LIMIT_EXCEEDED"},
		{400, ONE("UNABLE_TO_LOCK_ROW", "x", ""), "UNABLE_TO_LOCK_ROW"}, {200, ONE("UNABLE_TO_LOCK_ROW", "x", ""), ""}, {400, "<html>", ""}, {400, "", ""},
		{400, "[]", ""}, {400, "[{\"errorCode\":\"a/concurrent\"}]", ""}};
	size_t i;

	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++) {
		char code[SFPROV_ERROR_CODE_SIZE] = "x";
		sfprov_http_answer answer;

		sfprov_http_answer_init(&answer, false);
		answer.status = list[i].status;
		(void) sfprov_buffer_append_text(&answer.body, list[i].body);
		sfprov_sf_answer_code(&answer, code);
		CHECK_TEXT(code, list[i].code);
		sfprov_http_answer_free(&answer);
	}
}

int main(void)
{
	table();
	long_text();
	gone();
	duplicates();
	codes();
	return unit_summary("salesforce/errors");
}
