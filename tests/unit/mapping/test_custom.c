/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The fields of a field mapping: the rules are those of the built-in ones. */
#define _GNU_SOURCE
#include "mapped.h"

#define ROLE \
	"'CoPersonRole':{'1':{'title':'Chief','o':'Uni','ou':'Physics','affiliation':'faculty','valid_from':'2019-09-01 00:00:00','valid_through':null," \
	"'Address':[{'type':'home','street':'Elm'},{'type':'office','street':'Oak','room':'7','locality':'Ulm','state':'','country':'DE','postal_code':'89'}]," \
	"'TelephoneNumber':[{'type':'fax','country_code':'1','number':'55'},{'type':'empty'}]}}"
#define FULL \
	"'CoPerson':{'id':'7','co_id':2,'status':'GP','date_of_birth':'1980-01-02','timezone':'Europe/Berlin'},'PrimaryName':{'honorific':'Dr.','given':'Ann','" \
	"middle':'M','family':'Lee','suffix':'','language':'de'},'EmailAddress':[{'type':'home','mail':'h@example.org'},{'type':'official','mail':'o@example.org'" \
	"}]," \
	"'Identifier':[{'type':'uid','identifier':'s','status':'S'},{'type':'uid','identifier':0,'status':'A'},{'type':'x.y','identifier':'z'}]," ROLE

static void source_at(int line, const char *data, const char *source, const char *type, const char *expected)
{
	json_object *value;
	mapped_case one;
	char mapping[256];
	const char *found;

	(void) snprintf(mapping, sizeof(mapping), "[{'object':'CoPerson__c','field':'X__c','source':'%s','type':'%s'}]", source, type);
	mapped_do(&one, TARGET, mapping, data);
	if (!unit_note(one.status == SFPROV_OK, __FILE__, line, source)) {
		printf("\t%s\n", one.error.message);
	} else {
		value = sfprov_json_get(one.mapped.coperson.values, "X__c");
		found = value == NULL ? mapped_get(&one.mapped.coperson, "X__c") : sfprov_json_text(value);
		unit_note_text(found, expected, __FILE__, line, source);
		CHECK(sfprov_json_get(one.mapped.contact.values, "X__c") == NULL);
	}
	mapped_done(&one);
}

#define SOURCE(source, expected) source_at(__LINE__, FULL, source, "string", expected)

static void sources(void)
{
	SOURCE("CoPerson.id", "\"7\"");
	SOURCE("CoPerson.status", "\"GP\"");
	SOURCE("CoPerson.status_label", "\"Grace Period\"");
	SOURCE("CoPerson.date_of_birth", "\"1980-01-02\"");
	SOURCE("CoPerson.timezone", "\"Europe/Berlin\"");
	SOURCE("PrimaryName.honorific", "\"Dr.\"");
	SOURCE("PrimaryName.language", "\"de\"");
	SOURCE("PrimaryName.suffix", ABSENT);
	SOURCE("EmailAddress.official", "\"o@example.org\"");
	SOURCE("EmailAddress.work", ABSENT);
	SOURCE("Identifier.uid", "\"0\"");
	SOURCE("Identifier.x.y", "\"z\"");
	SOURCE("Identifier.x", ABSENT);
	SOURCE("CoPersonRole.title", "\"Chief\"");
	SOURCE("CoPersonRole.o", "\"Uni\"");
	SOURCE("CoPersonRole.ou", "\"Physics\"");
	SOURCE("CoPersonRole.affiliation", "\"faculty\"");
	SOURCE("CoPersonRole.valid_from", "\"2019-09-01 00:00:00\"");
	SOURCE("CoPersonRole.valid_through", ABSENT);
	SOURCE("Address.office.street", "\"Oak\"");
	SOURCE("Address.office.room", "\"7\"");
	SOURCE("Address.office.locality", "\"Ulm\"");
	SOURCE("Address.office.state", ABSENT);
	SOURCE("Address.office.postal_code", "\"89\"");
	SOURCE("Address.office.country", "\"DE\"");
	SOURCE("Address.home.country", ABSENT);
	SOURCE("Address.mail.street", ABSENT);
	SOURCE("TelephoneNumber.fax", "\"+1 55\"");
	SOURCE("TelephoneNumber.empty", ABSENT);
	SOURCE("TelephoneNumber.office", ABSENT);
	SOURCE("text:Registry, v2", "\"Registry, v2\"");
}

/* What did not come with the record is not known, and what is not known is left alone. */
static void presence(void)
{
	source_at(__LINE__, NAMED, "EmailAddress.official", "string", UNKNOWN);
	source_at(__LINE__, NAMED, "Identifier.uid", "string", UNKNOWN);
	source_at(__LINE__, NAMED, "CoPersonRole.title", "string", UNKNOWN);
	source_at(__LINE__, NAMED, "Address.office.street", "string", UNKNOWN);
	source_at(__LINE__, NAMED, "TelephoneNumber.fax", "string", UNKNOWN);
	source_at(__LINE__, NAMED ",'CoPersonRole':[]", "CoPersonRole.title", "string", ABSENT);
	source_at(__LINE__, NAMED ",'CoPersonRole':[]", "Address.office.street", "string", ABSENT);
	source_at(__LINE__, NAMED ",'CoPersonRole':[]", "TelephoneNumber.fax", "string", ABSENT);
	source_at(__LINE__, NAMED ",'CoPersonRole':[{}]", "TelephoneNumber.fax", "string", UNKNOWN);
	source_at(__LINE__, NAMED, "CoPerson.date_of_birth", "string", ABSENT);
	source_at(__LINE__, "'CoPerson':{'id':7,'co_id':2},'PrimaryName':{'given':'Ann'}", "CoPerson.status", "string", UNKNOWN);
	source_at(__LINE__, "'CoPerson':{'id':7,'co_id':2},'PrimaryName':{'given':'Ann'}", "CoPerson.status_label", "string", UNKNOWN);
	source_at(__LINE__, "'CoPerson':{'id':7,'co_id':2,'status':'ZZ'},'PrimaryName':{'given':'Ann'}", "CoPerson.status_label", "string", UNKNOWN);
}

/* Of a record that came in half, and of a person who is being expunged, nothing is known to be empty. */
static void skeletons(void)
{
	static const char *const records[] = {PERSON ",'EmailAddress':[],'Identifier':[],'CoPersonRole':[]",
		"'CoPerson':{'id':7,'co_id':2,'status':'A','deleted':true},'PrimaryName':{'given':'Ann'},'EmailAddress':[],'Identifier':[],'CoPersonRole':[]"};
	static const char *const unknown[] = {"CoPerson.timezone", "PrimaryName.given", "EmailAddress.official", "Identifier.uid", "CoPersonRole.title",
		"Address.office.street", "TelephoneNumber.fax"};
	size_t i;
	size_t r;

	for (r = 0; r < sizeof(records) / sizeof(records[0]); r++) {
		for (i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
			source_at(__LINE__, records[r], unknown[i], "string", UNKNOWN);
		}
		source_at(__LINE__, records[r], "CoPerson.id", "number", "7");
		source_at(__LINE__, records[r], "CoPerson.status", "string", "\"A\"");
		source_at(__LINE__, records[r], "CoPerson.status_label", "string", "\"Active\"");
		source_at(__LINE__, records[r], "text:true", "boolean", "true");
	}
	source_at(__LINE__, NAMED ",'CoGroupMember':[],'EmailAddress':[],'CoPersonRole':[],'Identifier':[]", "Identifier.uid", "string", UNKNOWN);
	source_at(__LINE__, NAMED ",'CoGroupMember':[],'EmailAddress':[],'CoPersonRole':[],'Identifier':[]", "Identifier.uid", "boolean", UNKNOWN);
}

static void types(void)
{
	source_at(__LINE__, FULL, "CoPerson.id", "number", "7");
	source_at(__LINE__, FULL, "Identifier.uid", "boolean", "false");
	source_at(__LINE__, FULL, "CoPerson.date_of_birth", "date", "\"1980-01-02\"");
	source_at(__LINE__, FULL, "CoPersonRole.valid_from", "date", "\"2019-09-01\"");
	source_at(__LINE__, FULL, "CoPersonRole.valid_from", "datetime", "\"2019-09-01T00:00:00Z\"");
	source_at(__LINE__, FULL, "text:1.50", "number", "1.50");
}

/* The message names field, source and kind, not the value. */
static void refusal(void)
{
	mapped_case one;

	mapped_do(&one, TARGET, "[{'object':'Contact','field':'Level__c','source':'CoPersonRole.title','type':'number'}]", FULL);
	CHECK_INT(one.status, SFPROV_FAILED);
	CHECK_INT(one.error.kind, SFPROV_E_RECORD);
	CHECK_TEXT(one.error.fields, "Level__c");
	CHECK_CONTAINS(one.error.message, "Contact.Level__c from CoPersonRole.title");
	CHECK_CONTAINS(one.error.message, "CO Person 7 is not a number");
	CHECK_LACKS(one.error.message, "Chief");
	mapped_done(&one);
}

/* Malformed data is refused as it is elsewhere; fields of an object that the target does not provision are not looked at. */
static void malformed(void)
{
	const char *mapping = "[{'object':'CoPerson__c','field':'Zone__c','source':'CoPerson.timezone'}]";
	const char *data = "'CoPerson':{'id':7,'co_id':2,'status':'A','timezone':[1]},'PrimaryName':{'given':'Ann'}";
	mapped_case one;

	mapped_do(&one, TARGET, mapping, data);
	CHECK_INT(one.error.kind, SFPROV_E_INPUT);
	CHECK_CONTAINS(one.error.message, "CoPerson.timezone");
	mapped_done(&one);
	mapped_do(&one, "'id':1,'co_provisioning_target_id':3", mapping, data);
	CHECK_INT(one.status, SFPROV_OK);
	CHECK_INT(json_object_object_length(one.mapped.coperson.values), 0);
	mapped_done(&one);
}

/* Once sent, a field whose source is gone is emptied; a checkbox, which cannot be empty, becomes false. */
static void clearing(void)
{
	const char *mapping = "[{'object':'Contact','field':'Orcid__c','source':'Identifier.orcid'},"
						  "{'object':'Contact','field':'Member__c','source':'Identifier.member','type':'boolean'},"
						  "{'object':'Contact','field':'Never__c','source':'Identifier.never'}]";
	json_object *sent = quoted("{'Orcid__c':'x','Member__c':'y'}");
	sfprov_changes changes;
	mapped_case one;

	mapped_do(&one, "'id':1,'co_provisioning_target_id':3", mapping, NAMED ",'Identifier':[]");
	CHECK(sfprov_changes_find(&one.mapped.contact, sent, true, &changes, &one.error) == SFPROV_OK);
	CHECK_TEXT(sfprov_json_text(changes.fields), "{\"FirstName\":\"Ann\",\"LastName\":\"Lee\",\"Orcid__c\":null,\"Member__c\":false}");
	CHECK_TEXT(sfprov_json_text(changes.cleared), "[\"Orcid__c\",\"Member__c\"]");
	CHECK(sfprov_json_get(changes.digests, "Member__c") == NULL);
	sfprov_changes_free(&changes);
	CHECK(sfprov_changes_find(&one.mapped.contact, sent, false, &changes, &one.error) == SFPROV_OK);
	CHECK_TEXT(sfprov_json_text(changes.fields), "{\"FirstName\":\"Ann\",\"LastName\":\"Lee\"}");
	sfprov_changes_free(&changes);
	mapped_done(&one);
	json_object_put(sent);
}

/* "1", 1 and true are three values: a change of the type is sent. */
static void digests(void)
{
	static const char *const types[] = {"string", "number", "boolean"};
	json_object *sent = json_object_new_object();
	char mapping[256];
	size_t i;

	for (i = 0; i < 2 * sizeof(types) / sizeof(types[0]); i++) {
		sfprov_changes changes;
		mapped_case one;

		(void) snprintf(mapping, sizeof(mapping), "[{'object':'Contact','field':'X__c','source':'text:1','type':'%s'}]", types[i / 2]);
		mapped_do(&one, "'id':1,'co_provisioning_target_id':3", mapping, NAMED);
		CHECK(sfprov_changes_find(&one.mapped.contact, sent, true, &changes, &one.error) == SFPROV_OK);
		/* Each type twice: new, and then known. */
		CHECK_INT(sfprov_json_get(changes.fields, "X__c") != NULL, i % 2 == 0);
		json_object_put(sent);
		sent = json_object_get(changes.digests);
		sfprov_changes_free(&changes);
		mapped_done(&one);
	}
	json_object_put(sent);
}

int main(void)
{
	sources();
	presence();
	skeletons();
	types();
	refusal();
	malformed();
	clearing();
	digests();
	return unit_summary("mapping/custom");
}
