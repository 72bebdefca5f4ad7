/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The column field_mapping, as pages, databases and careless hands give it. */
#define _GNU_SOURCE
#include "mapped.h"

#include "mapping/field_type.h"

static sfprov_status read_mapping(const char *row, const char *text, json_object **data, sfprov_target *target, sfprov_error *error)
{
	*data = mapped_target(row, text);
	return sfprov_target_read(*data, target, error);
}

static void refused_at(int line, const char *row, const char *text, const char *why)
{
	json_object *data;
	sfprov_target target;
	sfprov_error error;

	unit_note(read_mapping(row, text, &data, &target, &error) == SFPROV_FAILED, __FILE__, line, text);
	unit_note_int(error.kind, SFPROV_E_CONFIGURATION, __FILE__, line, "kind");
	unit_note_contains(error.message, "field_mapping", true, __FILE__, line, "names the column");
	unit_note_contains(error.message, why, true, __FILE__, line, "says why");
	unit_note_contains(error.message, "Correct it in the target's configuration", true, __FILE__, line, "says what to do");
	sfprov_target_free(&target);
	json_object_put(data);
}

#define IDS "'id':1,'co_provisioning_target_id':3"
#define REFUSED(text, why) refused_at(__LINE__, IDS, text, why)
#define ENTRY(object, field, source) "[{'object':'" object "','field':'" field "','source':'" source "'}]"
#define TYPED(type, source) "[{'object':'Contact','field':'X__c','type':'" type "','source':'" source "'}]"

static void accepted_at(int line, const char *row, const char *text, size_t count)
{
	json_object *data;
	sfprov_target target;
	sfprov_error error;

	if (!unit_note(read_mapping(row, text, &data, &target, &error) == SFPROV_OK, __FILE__, line, text)) {
		printf("\t%s\n", error.message);
	}
	unit_note_int((long long) target.field_mapping.count, (long long) count, __FILE__, line, "entries");
	sfprov_target_free(&target);
	json_object_put(data);
}

#define ACCEPTED(text, count) accepted_at(__LINE__, IDS, text, count)

static void sources(void)
{
	static const char *const known[] = {"CoPerson.id", "CoPerson.date_of_birth", "CoPerson.timezone", "CoPerson.status", "CoPerson.status_label",
		"PrimaryName.honorific", "PrimaryName.given", "PrimaryName.middle", "PrimaryName.family", "PrimaryName.suffix", "PrimaryName.language",
		"EmailAddress.official", "EmailAddress.with space", "Identifier.uid", "Identifier.12345678901234567890123456789012", "Identifier.a.b",
		"CoPersonRole.title", "CoPersonRole.o", "CoPersonRole.ou", "CoPersonRole.affiliation", "CoPersonRole.valid_from", "CoPersonRole.valid_through",
		"Address.office.street", "Address.office.room", "Address.office.locality", "Address.office.state", "Address.office.postal_code", "Address.x.y.country",
		"TelephoneNumber.fax", "text:x", "text:CoPerson.id"};
	static const char *const unknown[] = {"", "CoPerson", "CoPerson.", "CoPerson.actor_identifier", "coperson.id", "CoPerson.id ", "PrimaryName.id",
		"EmailAddress.", "EmailAddress", "Identifier.provisioningtarget", "Identifier.", "CoPersonRole.ordr", "CoPersonRole.title.x", "Address.office",
		"Address..street", "Address.street", "Address.office.description", "TelephoneNumber.", "Identifier.a\\tb", "Name.given", "text", "Text:x",
		"Identifier.123456789012345678901234567890123"};
	char text[512];
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		(void) snprintf(text, sizeof(text), ENTRY("CoPerson__c", "X__c", "%s"), known[i]);
		ACCEPTED(text, 1);
	}
	for (i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		(void) snprintf(text, sizeof(text), ENTRY("Contact", "X__c", "%s"), unknown[i]);
		REFUSED(text, "entry 1 (Contact.X__c): its source must be one of");
	}
}

static void forms(void)
{
	ACCEPTED(NULL, 0);
	ACCEPTED("", 0);
	ACCEPTED("[]", 0);
	ACCEPTED(" [ ] ", 0);
	ACCEPTED("[{'object':'Contact','field':'A__c','source':'CoPerson.id'},{'object':'CoPerson__c','field':'A__c','source':'CoPerson.id','type':'number'}]", 2);
	REFUSED("{}", "JSON list");
	REFUSED("null", "JSON list");
	REFUSED("[", "JSON list");
	REFUSED("[] []", "JSON list");
	REFUSED("Contact", "JSON list");
	REFUSED("[null]", "entry 1: it must have the keys");
	REFUSED("[[]]", "entry 1: it must have the keys");
	REFUSED("[{'object':'Contact','field':'A__c','source':'CoPerson.id','sauce':1}]", "no others");
	REFUSED("[{}]", "entry 1: its object");
	REFUSED(ENTRY("Account", "A__c", "CoPerson.id"), "its object must be Contact or CoPerson__c");
	REFUSED(ENTRY("contact", "A__c", "CoPerson.id"), "its object");
	REFUSED(ENTRY("Contact", "A b", "CoPerson.id"), "entry 1: its field");
	REFUSED(ENTRY("Contact", "", "CoPerson.id"), "its field");
	REFUSED(ENTRY("Contact", "Account.Name", "CoPerson.id"), "its field");
	REFUSED("[{'object':'Contact','field':7,'source':'CoPerson.id'}]", "its field");
	REFUSED("[{'object':'Contact','field':'A__c'}]", "its source");
	REFUSED("[{'object':'Contact','field':'A__c','source':7}]", "its source");
	REFUSED(TYPED("text", "CoPerson.id"), "its type must be");
	REFUSED("[{'object':'Contact','field':'A__c','source':'CoPerson.id','type':1}]", "its type must be");
	REFUSED("[{'object':'Contact','field':'A__c','source':'CoPerson.id'},{'object':'Contact','field':'a__C','source':'CoPerson.id'}]",
		"entry 2 (Contact.a__C): an entry before it maps the same field");
}

static void constants(void)
{
	char text[SFPROV_FIELD_CONSTANT_LIMIT + 200];
	char constant[SFPROV_FIELD_CONSTANT_LIMIT + 2];

	ACCEPTED(TYPED("boolean", "text:true"), 1);
	ACCEPTED(TYPED("number", "text:-1.50"), 1);
	REFUSED(TYPED("string", "text:"), "a constant of 1 to 1024 bytes");
	REFUSED(TYPED("boolean", "text:perhaps"), "its constant must be true or false");
	REFUSED(TYPED("number", "text:1e3"), "its constant must be a number");
	REFUSED(TYPED("date", "text:2026-02-29"), "its constant must be a date");
	REFUSED(TYPED("datetime", "text:2026-02-28 24:00:00"), "its constant must be a date and time");
	memset(constant, 'x', sizeof(constant));
	constant[SFPROV_FIELD_CONSTANT_LIMIT + 1] = '\0';
	(void) snprintf(text, sizeof(text), TYPED("string", "text:%s"), constant);
	REFUSED(text, "a constant of 1 to 1024 bytes");
	constant[SFPROV_FIELD_CONSTANT_LIMIT] = '\0';
	(void) snprintf(text, sizeof(text), TYPED("string", "text:%s"), constant);
	ACCEPTED(text, 1);
}

static void limits(void)
{
	static char text[2 * SFPROV_FIELD_MAPPING_LIMIT];
	size_t used;
	int i;

	for (used = 0, i = 0; i < SFPROV_FIELD_RULES_MAX; i++) {
		used += (size_t) snprintf(text + used, sizeof(text) - used, "%s{'object':'Contact','field':'F%d__c','source':'text:%d'}", i == 0 ? "[" : ",", i, i);
	}
	(void) snprintf(text + used, sizeof(text) - used, "]");
	ACCEPTED(text, SFPROV_FIELD_RULES_MAX);
	(void) snprintf(text + used, sizeof(text) - used, ",{'object':'Contact','field':'Last__c','source':'text:1'}]");
	REFUSED(text, "more than 100 entries");
	memset(text, ' ', SFPROV_FIELD_MAPPING_LIMIT + 1);
	text[0] = '[';
	text[SFPROV_FIELD_MAPPING_LIMIT] = ']';
	text[SFPROV_FIELD_MAPPING_LIMIT + 1] = '\0';
	REFUSED(text, "longer than 65535 bytes");
	text[SFPROV_FIELD_MAPPING_LIMIT - 1] = ']';
	text[SFPROV_FIELD_MAPPING_LIMIT] = '\0';
	ACCEPTED(text, 0);
}

/* What something else in the configuration fills is not to be mapped, and only that. */
static void collisions(void)
{
	REFUSED(ENTRY("Contact", "Email", "CoPerson.id"), "the built-in mapping fills this field already");
	REFUSED(ENTRY("Contact", "lastname", "CoPerson.id"), "the built-in mapping");
	REFUSED(ENTRY("Contact", "Id", "CoPerson.id"), "the built-in mapping");
	REFUSED(ENTRY("CoPerson__c", "Contact__c", "CoPerson.id"), "the built-in mapping");
	REFUSED(ENTRY("CoPerson__c", "orcid__c", "CoPerson.id"), "the built-in mapping");
	REFUSED(ENTRY("CoPerson__c", "Id", "CoPerson.id"), "the built-in mapping");
	ACCEPTED(ENTRY("CoPerson__c", "Email", "EmailAddress.official"), 1);
	ACCEPTED(ENTRY("Contact", "Status__c", "CoPerson.status"), 1);
	ACCEPTED(ENTRY("Contact", "MiddleName", "PrimaryName.middle"), 1);
	refused_at(__LINE__, IDS ",'middle_name':true", ENTRY("Contact", "MiddleName", "PrimaryName.middle"), "the built-in mapping");
	ACCEPTED(ENTRY("Contact", "AccountId", "text:001000000000001AAA"), 1);
	refused_at(__LINE__, IDS ",'default_account':'001000000000001AAA'", ENTRY("Contact", "AccountId", "text:001000000000002AAA"), "the built-in mapping");
	ACCEPTED(ENTRY("CoPerson__c", "Platform_ID__c", "CoPerson.id"), 1);
	refused_at(__LINE__, IDS ",'platform_id_type':'uid'", ENTRY("CoPerson__c", "platform_id__c", "CoPerson.id"), "the built-in mapping");
	refused_at(__LINE__, IDS ",'app_id_type':'uid'", ENTRY("CoPerson__c", "Application_ID__c", "CoPerson.id"), "the built-in mapping");
	refused_at(__LINE__, IDS ",'external_id_field':'Registry_ID__c'", ENTRY("Contact", "registry_id__C", "CoPerson.id"), "the external id fills");
	accepted_at(__LINE__, IDS ",'external_id_field':'Registry_ID__c'", ENTRY("CoPerson__c", "Registry_ID__c", "CoPerson.id"), 1);
	refused_at(
		__LINE__, IDS ",'deprovision_policy':'F','deprovision_field':'Left__c'", ENTRY("Contact", "Left__c", "text:x"), "deprovisioning fills this field");
	accepted_at(__LINE__, IDS ",'deprovision_policy':'N','deprovision_field':'Left__c'", ENTRY("Contact", "Left__c", "text:x"), 1);
}

static void converts_at(int line, sfprov_field_type type, const char *from, const char *expected)
{
	json_object *text = json_object_new_string(from);
	json_object *value = NULL;
	sfprov_error error;

	unit_note(sfprov_field_type_convert(text, type, &value, &error) == SFPROV_OK, __FILE__, line, from);
	unit_note_text(value == NULL ? NULL : sfprov_json_text(value), expected, __FILE__, line, from);
	json_object_put(value);
	json_object_put(text);
}

#define CONVERTS(type, from, expected) converts_at(__LINE__, SFPROV_FIELD_##type, from, expected)

static void conversions(void)
{
	CONVERTS(STRING, "1", "\"1\"");
	CONVERTS(BOOLEAN, "1", "true");
	CONVERTS(BOOLEAN, "Yes", "true");
	CONVERTS(BOOLEAN, "t", "true");
	CONVERTS(BOOLEAN, "FALSE", "false");
	CONVERTS(BOOLEAN, "n", "false");
	CONVERTS(BOOLEAN, "0", "false");
	CONVERTS(BOOLEAN, "2", NULL);
	CONVERTS(BOOLEAN, " true", NULL);
	CONVERTS(NUMBER, "0", "0");
	CONVERTS(NUMBER, "007", "7");
	CONVERTS(NUMBER, "-12", "-12");
	CONVERTS(NUMBER, "+12", "12");
	CONVERTS(NUMBER, "1.50", "1.50");
	CONVERTS(NUMBER, "00.5", "0.5");
	CONVERTS(NUMBER, "-0.000001", "-0.000001");
	CONVERTS(NUMBER, "123456789012345678", "123456789012345678");
	CONVERTS(NUMBER, "000123456789012345678", "123456789012345678");
	CONVERTS(NUMBER, "12345678901234567.8", "12345678901234567.8");
	CONVERTS(NUMBER, "1234567890123456789", NULL);
	CONVERTS(NUMBER, "1,5", NULL);
	CONVERTS(NUMBER, "1.", NULL);
	CONVERTS(NUMBER, ".5", NULL);
	CONVERTS(NUMBER, "-", NULL);
	CONVERTS(NUMBER, "--1", NULL);
	CONVERTS(NUMBER, "1e3", NULL);
	CONVERTS(NUMBER, "NaN", NULL);
	CONVERTS(NUMBER, "12 ", NULL);
	CONVERTS(DATE, "2026-11-25", "\"2026-11-25\"");
	CONVERTS(DATE, "2024-02-29", "\"2024-02-29\"");
	CONVERTS(DATE, "2000-02-29", "\"2000-02-29\"");
	CONVERTS(DATE, "1900-02-29", NULL);
	CONVERTS(DATE, "2026-11-25 23:59:59", "\"2026-11-25\"");
	CONVERTS(DATE, "2026-11-25T23:59:59Z", "\"2026-11-25\"");
	CONVERTS(DATE, "2026-13-01", NULL);
	CONVERTS(DATE, "2026-00-01", NULL);
	CONVERTS(DATE, "2026-01-00", NULL);
	CONVERTS(DATE, "0000-01-01", NULL);
	CONVERTS(DATE, "25.11.2026", NULL);
	CONVERTS(DATE, "2026-11-2", NULL);
	CONVERTS(DATE, "2026-11-25x", NULL);
	CONVERTS(DATE, "2026-11-25 noon", NULL);
	CONVERTS(DATETIME, "2026-11-25", "\"2026-11-25T00:00:00Z\"");
	CONVERTS(DATETIME, "2031-06-30 23:59:59", "\"2031-06-30T23:59:59Z\"");
	CONVERTS(DATETIME, "2031-06-30T23:59:59Z", "\"2031-06-30T23:59:59Z\"");
	CONVERTS(DATETIME, "2031-06-30 23:60:59", NULL);
	CONVERTS(DATETIME, "2031-06-30 23:59", NULL);
	CONVERTS(DATETIME, "2031-06-30 23:59:59+01", NULL);
}

int main(void)
{
	forms();
	sources();
	constants();
	limits();
	collisions();
	conversions();
	return unit_summary("mapping/field_mapping");
}
