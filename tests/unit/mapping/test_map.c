/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The rules of the mapping, one by one. */
#define _GNU_SOURCE
#include "mapped.h"

#include "mapping/status.h"

/* Maps and checks one field; `sobject` is 'C' for Contact, 'P' for CoPerson__c. */
static void field_at(int line, const char *row, const char *data, char sobject, const char *field, const char *expected)
{
	mapped_case one;

	mapped_do(&one, row, NULL, data);
	if (!unit_note(one.status == SFPROV_OK, __FILE__, line, "maps")) {
		printf("\t%s\n", one.error.message);
	} else {
		unit_note_text(mapped_get(sobject == 'C' ? &one.mapped.contact : &one.mapped.coperson, field), expected, __FILE__, line, field);
	}
	mapped_done(&one);
}

#define FIELD(row, data, sobject, field, expected) field_at(__LINE__, row, data, sobject, field, expected)
#define CONTACT(data, field, expected) FIELD(TARGET, NAMED "," data, 'C', field, expected)
#define COPERSON(data, field, expected) FIELD(TARGET, NAMED "," data, 'P', field, expected)

static void names(void)
{
	const char *full = PERSON ",'PrimaryName':{'honorific':'Dr.','given':'Ann','middle':'M','family':'Lee','suffix':'III','deleted':false,'name_id':null}";
	const char *half = PERSON ",'PrimaryName':{'honorific':'','given':'Ann','middle':null}";

	FIELD(TARGET, full, 'C', "Salutation", "Dr.");
	FIELD(TARGET, full, 'C', "FirstName", "Ann");
	FIELD(TARGET, full, 'C', "MiddleName", "M");
	FIELD("'id':1,'co_provisioning_target_id':3", full, 'C', "MiddleName", UNKNOWN);
	FIELD("'id':1,'co_provisioning_target_id':3", half, 'C', "MiddleName", UNKNOWN);
	FIELD(TARGET, full, 'C', "LastName", "Lee");
	FIELD(TARGET, full, 'C', "Suffix", "III");
	FIELD(TARGET, half, 'C', "Salutation", ABSENT);
	FIELD(TARGET, half, 'C', "MiddleName", ABSENT);
	FIELD(TARGET, half, 'C', "Suffix", ABSENT);
	/* Salesforce cannot do without one, so it is never cleared. */
	FIELD(TARGET, half, 'C', "LastName", UNKNOWN);
	FIELD(TARGET, PERSON ",'PrimaryName':{'given':0,'family':12}", 'C', "FirstName", "0");
	FIELD(TARGET, PERSON ",'PrimaryName':{'given':0,'family':12}", 'C', "LastName", "12");
}

/* A record without a name says nothing but id, CO and status, whatever else is in it. */
static void skeletons(void)
{
	static const char *const records[] = {
		PERSON,
		PERSON ",'EmailAddress':[],'CoPersonRole':[],'Identifier':[]",
		PERSON ",'PrimaryName':[],'CoPersonRole':[],'EmailAddress':[{'mail':'a@example.org','type':'official'}]",
		PERSON ",'PrimaryName':null,'CoPersonRole':[]",
		PERSON ",'PrimaryName':{'given':'','family':null,'suffix':'III'},'CoPersonRole':[]",
		PERSON ",'PrimaryName':{'given':'Ann','deleted':true},'CoPersonRole':[]",
		PERSON ",'PrimaryName':{'given':'Ann','name_id':4},'CoPersonRole':[]",
		"'CoPerson':{'id':'7','co_id':'2','status':'A','deleted':true},'PrimaryName':{'given':'Ann'},'CoPersonRole':[]",
		"'CoPerson':{'id':7,'co_id':2,'status':'A','co_person_id':'6'},'PrimaryName':{'given':'Ann'},'CoPersonRole':[]",
	};
	size_t i;

	for (i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		mapped_case one;

		mapped_do(&one, TARGET ",'default_account':'001000000000001AAA'", NULL, records[i]);
		CHECK(one.status == SFPROV_OK);
		CHECK(one.mapped.skeletal);
		CHECK_INT(one.mapped.co_person_id, 7);
		CHECK_INT(one.mapped.co_id, 2);
		CHECK_TEXT(one.mapped.status, "A");
		CHECK_TEXT(sfprov_json_text(one.mapped.contact.values), "{\"AccountId\":\"001000000000001AAA\"}");
		CHECK_TEXT(sfprov_json_text(one.mapped.contact.absent), "{}");
		CHECK_TEXT(sfprov_json_text(one.mapped.coperson.values), "{\"Status__c\":\"Active\"}");
		CHECK_TEXT(sfprov_json_text(one.mapped.coperson.absent), "{}");
		mapped_done(&one);
	}
}

static void email(void)
{
	const char *any = "'id':1,'co_provisioning_target_id':3";
	const char *official = "'id':1,'co_provisioning_target_id':3,'email_address_type':'official'";
	const char *two = NAMED ",'EmailAddress':{'1':{'mail':'d@example.org','type':'delivery'},'3':{'mail':'o@example.org','type':'official'},'4':{'mail':'p@"
							"example.org','type':'official'}}";

	FIELD(any, two, 'C', "Email", "d@example.org");
	FIELD(official, two, 'C', "Email", "o@example.org");
	FIELD("'id':1,'co_provisioning_target_id':3,'email_address_type':'recovery'", two, 'C', "Email", ABSENT);
	FIELD(official, NAMED ",'EmailAddress':[]", 'C', "Email", ABSENT);
	FIELD(official, NAMED ",'EmailAddress':{}", 'C', "Email", ABSENT);
	FIELD(official, NAMED ",'EmailAddress':null", 'C', "Email", UNKNOWN);
	FIELD(official, NAMED, 'C', "Email", UNKNOWN);
	FIELD(any, NAMED ",'EmailAddress':[{'mail':''},{'mail':'b@example.org'}]", 'C', "Email", ABSENT);
	/* Deleted rows and archived copies are no addresses. */
	FIELD(any,
		NAMED ",'EmailAddress':[{'mail':'a@example.org','deleted':true},{'mail':'b@example.org','email_address_id':5},{'mail':'c@example.org','deleted':false,'"
			  "email_address_id':null}]",
		'C', "Email", "c@example.org");
	FIELD(any,
		NAMED ",'EmailAddress':[{'mail':'a@example.org','deleted':1},{'mail':'b@example.org','deleted':'t'},{'mail':'c@example.org','email_address_id':'5'}]",
		'C', "Email", ABSENT);
	FIELD(any, NAMED ",'EmailAddress':[{'mail':'a@example.org','deleted':'f','email_address_id':0}]", 'C', "Email", "a@example.org");
	/* Without a type the position decides, with one the stored order. */
	FIELD(any, NAMED ",'EmailAddress':{'5':{'mail':'f@example.org','type':'official'},'2':{'mail':'b@example.org','type':'official'}}", 'C', "Email",
		"b@example.org");
	FIELD(official, NAMED ",'EmailAddress':{'5':{'mail':'f@example.org','type':'official'},'2':{'mail':'b@example.org','type':'official'}}", 'C', "Email",
		"f@example.org");
}

static void roles(void)
{
	CONTACT("'CoPersonRole':[]", "Title", ABSENT);
	CONTACT("'CoPersonRole':[]", "Department", ABSENT);
	CONTACT("'CoPersonRole':[]", "Phone", ABSENT);
	CONTACT("'CoPersonRole':[]", "MobilePhone", ABSENT);
	CONTACT("'CoPersonRole':[]", "MailingStreet", ABSENT);
	CONTACT("'CoPersonRole':[]", "MailingCountry", ABSENT);
	CONTACT("'Url':[]", "Title", UNKNOWN);
	CONTACT("'Url':[]", "Phone", UNKNOWN);
	CONTACT("'Url':[]", "MailingCity", UNKNOWN);
	CONTACT("'CoPersonRole':{'2':{'title':'Third','ou':'0'},'4':{'title':'Fifth'}}", "Title", "Third");
	CONTACT("'CoPersonRole':{'2':{'title':'Third','ou':'0'}}", "Department", "0");
	CONTACT("'CoPersonRole':{'4':{'title':'Fifth'},'0':{'title':'First'}}", "Title", "First");
	CONTACT("'CoPersonRole':[{'title':'Gone','deleted':true},{'title':'Old','co_person_role_id':1},{'title':'Now'}]", "Title", "Now");
	CONTACT("'CoPersonRole':[{'ou':'Physics'},{'title':'Second'}]", "Title", ABSENT);
	/* A role that came without its lists says nothing of them. */
	CONTACT("'CoPersonRole':[{'title':'T'}]", "Phone", UNKNOWN);
	CONTACT("'CoPersonRole':[{'title':'T'}]", "MailingStreet", UNKNOWN);
	CONTACT("'CoPersonRole':[{'title':'T','TelephoneNumber':[],'Address':[]}]", "Phone", ABSENT);
	CONTACT("'CoPersonRole':[{'title':'T','TelephoneNumber':[],'Address':[]}]", "MailingState", ABSENT);
	CONTACT("'CoPersonRole':[[]]", "Title", ABSENT);
	CONTACT("'CoPersonRole':[[]]", "Phone", UNKNOWN);
}

#define OFFICE(row) "'CoPersonRole':[{'TelephoneNumber':[{'type':'office'" row "}]}]"

static void telephones(void)
{
	CONTACT(OFFICE(",'country_code':'1','area_code':'412','number':'555 0009','extension':'103'"), "Phone", "+1 412 555 0009 x103");
	CONTACT(OFFICE(",'area_code':'412','number':'555'"), "Phone", "412 555");
	CONTACT(OFFICE(",'number':'ext 2009'"), "Phone", "ext 2009");
	CONTACT(OFFICE(",'country_code':'44','number':'555'"), "Phone", "+44 555");
	CONTACT(OFFICE(",'country_code':'44','extension':'7'"), "Phone", "+44 x7");
	CONTACT(OFFICE(",'extension':'7'"), "Phone", "7");
	CONTACT(OFFICE(",'country_code':'0','area_code':'0','number':'0','extension':'0'"), "Phone", "+0 0 0 x0");
	CONTACT(OFFICE(",'country_code':'','area_code':null"), "Phone", ABSENT);
	CONTACT(OFFICE(",'number':'1'"), "MobilePhone", ABSENT);
	CONTACT("'CoPersonRole':[{'TelephoneNumber':{'1':{'type':'home','number':'1'},'2':{'type':'mobile','number':'2'},'5':{'type':'office','number':'3'},'6':{'"
			"type':'office','number':'4'}}}]",
		"Phone", "3");
	CONTACT("'CoPersonRole':[{'TelephoneNumber':{'1':{'type':'home','number':'1'},'2':{'type':'mobile','number':'2'}}}]", "MobilePhone", "2");
	CONTACT("'CoPersonRole':[{'TelephoneNumber':[{'type':'office','number':'1','telephone_number_id':3},{'type':'office','number':'2'}]}]", "Phone", "2");
}

#define POSTAL(row) "'CoPersonRole':[{'Address':[{'type':'office','street':'No'},{'type':'postal'" row "}]}]"

static void addresses(void)
{
	CONTACT(POSTAL(",'street':'5 Main St','room':'Rm 5'"), "MailingStreet", "5 Main St\nRm 5");
	CONTACT(POSTAL(",'street':'5 Main St','room':'0'"), "MailingStreet", "5 Main St\n0");
	CONTACT(POSTAL(",'street':'5 Main St','room':null"), "MailingStreet", "5 Main St");
	CONTACT(POSTAL(",'street':'','room':'Rm 5'"), "MailingStreet", "Rm 5");
	CONTACT(POSTAL(",'street':null"), "MailingStreet", ABSENT);
	CONTACT(POSTAL(",'street':'S','locality':'L','state':'ST','country':'C','postal_code':'0'"), "MailingCity", "L");
	CONTACT(POSTAL(",'street':'S','locality':'L','state':'ST','country':'C','postal_code':'0'"), "MailingState", "ST");
	CONTACT(POSTAL(",'street':'S','locality':'L','state':'ST','country':'C','postal_code':'0'"), "MailingCountry", "C");
	CONTACT(POSTAL(",'street':'S','locality':'L','state':'ST','country':'C','postal_code':'0'"), "MailingPostalCode", "0");
	CONTACT(POSTAL(",'street':'S'"), "MailingCity", ABSENT);
	CONTACT("'CoPersonRole':[{'Address':[{'type':'office','street':'No'}]}]", "MailingStreet", ABSENT);
	CONTACT("'CoPersonRole':[{'Address':[{'type':'postal','street':'Old','address_id':2},{'type':'postal','street':'New'}]}]", "MailingStreet", "New");
}

static void accounts(void)
{
	FIELD(TARGET ",'default_account':'001000000000001'", NAMED, 'C', "AccountId", "001000000000001");
	FIELD(TARGET ",'default_account':null", NAMED, 'C', "AccountId", UNKNOWN);
	FIELD(TARGET ",'default_account':''", NAMED, 'C', "AccountId", UNKNOWN);
}

#define IDS \
	"'Identifier':{'1':{'type':'provisioningtarget','identifier':'003'},'2':{'type':'uid','identifier':'gone','status':'S'}," \
	"'3':{'type':'uid','identifier':'ann','status':'A'},'4':{'type':'employeeno','identifier':'E1'},'6':{'type':'orcid','identifier':'0000-1'},'7':{'type':'" \
	"uid','identifier':'ann2'}}"

static void identifiers(void)
{
	COPERSON(IDS, "Platform_ID__c", "E1");
	COPERSON(IDS, "Application_ID__c", "ann");
	COPERSON(IDS, "ORCID__c", "0000-1");
	COPERSON("'Identifier':[]", "Platform_ID__c", ABSENT);
	COPERSON("'Identifier':[]", "ORCID__c", ABSENT);
	COPERSON("'Url':[]", "Platform_ID__c", UNKNOWN);
	COPERSON("'Url':[]", "ORCID__c", UNKNOWN);
	/* No type configured means none: the PHP plugin then takes the first identifier of any type. */
	FIELD("'id':1,'co_provisioning_target_id':3,'obj_coperson':true", NAMED "," IDS, 'P', "Platform_ID__c", UNKNOWN);
	FIELD("'id':1,'co_provisioning_target_id':3,'obj_coperson':true,'platform_id_type':''", NAMED "," IDS, 'P', "Platform_ID__c", UNKNOWN);
	FIELD("'id':1,'co_provisioning_target_id':3,'obj_coperson':true,'platform_id_type':'provisioningtarget'", NAMED "," IDS, 'P', "Platform_ID__c", ABSENT);
	FIELD("'id':1,'co_provisioning_target_id':3,'obj_coperson':'0'", NAMED "," IDS, 'P', "ORCID__c", UNKNOWN);
	FIELD("'id':1,'co_provisioning_target_id':3,'obj_coperson':null", NAMED "," IDS, 'P', "Status__c", UNKNOWN);
}

static void external_at(int line, const char *row, const char *data, const char *expected)
{
	mapped_case one;
	char text[512];

	(void) snprintf(text, sizeof(text), "'id':1,'co_provisioning_target_id':3%s", row);
	mapped_do(&one, text, NULL, data);
	unit_note(one.status == SFPROV_OK, __FILE__, line, "maps");
	unit_note_text(one.mapped.external_id, expected, __FILE__, line, "external id");
	mapped_done(&one);
}

static void external_ids(void)
{
	external_at(__LINE__, "", NAMED "," IDS, NULL);
	external_at(__LINE__, ",'external_id_type':'uid'", NAMED "," IDS, NULL);
	external_at(__LINE__, ",'external_id_field':'Registry_ID__c'", NAMED "," IDS, "7");
	external_at(__LINE__, ",'external_id_field':'Registry_ID__c','external_id_type':''", PERSON, "7");
	external_at(__LINE__, ",'external_id_field':'Registry_ID__c','external_id_type':'uid'", NAMED "," IDS, "ann");
	external_at(__LINE__, ",'external_id_field':'Registry_ID__c','external_id_type':'eppn'", NAMED "," IDS, NULL);
	external_at(__LINE__, ",'external_id_field':'Registry_ID__c','external_id_type':'provisioningtarget'", NAMED "," IDS, NULL);
	external_at(__LINE__, ",'external_id_field':'Registry_ID__c','external_id_type':'uid'", PERSON, NULL);
	external_at(__LINE__, ",'external_id_field':'Registry_ID__c','external_id_type':'uid'", NAMED ",'Identifier':[{'type':'uid','identifier':''}]", NULL);
}

static void one_status(const char *labels, const char *code, const char *expected)
{
	json_object *own = labels == NULL ? NULL : quoted(labels);
	const char *label;
	sfprov_error error;

	CHECK(sfprov_status_label(own, code, &label, &error) == SFPROV_OK);
	CHECK_TEXT(label, expected);
	json_object_put(own);
}

static void statuses(void)
{
	static const char *const english[][2] = {{"A", "Active"}, {"C", "Confirmed"}, {"D", "Deleted"}, {"D2", "Duplicate"}, {"GP", "Grace Period"},
		{"I", "Invited"}, {"LK", "Locked"}, {"N", "Denied"}, {"P", "Pending"}, {"PA", "Pending Approval"}, {"PC", "Pending Confirmation"},
		{"PV", "Pending Vetting"}, {"S", "Suspended"}, {"X", "Declined"}, {"XP", "Expired"}, {"Y", "Approved"}};
	json_object *broken = quoted("{'A':[1]}");
	const char *label;
	sfprov_error error;
	size_t i;

	for (i = 0; i < sizeof(english) / sizeof(english[0]); i++) {
		one_status(NULL, english[i][0], english[i][1]);
	}
	one_status(NULL, "Q", NULL);
	one_status(NULL, "", NULL);
	one_status("{'A':'Aktiv','Q':'Quer','S':''}", "A", "Aktiv");
	one_status("{'A':'Aktiv','Q':'Quer','S':''}", "Q", "Quer");
	one_status("{'A':'Aktiv','Q':'Quer','S':''}", "S", NULL);
	one_status("{'A':'Aktiv'}", "S", "Suspended");
	one_status("[]", "S", "Suspended");
	CHECK(sfprov_status_label(broken, "A", &label, &error) == SFPROV_FAILED);
	CHECK_INT(error.kind, SFPROV_E_CONFIGURATION);
	CHECK_CONTAINS(error.message, "status_labels");
	json_object_put(broken);
	FIELD(TARGET, "'CoPerson':{'id':7,'co_id':2,'status':'GP'},'PrimaryName':{'given':'Ann'}", 'P', "Status__c", "Grace Period");
	FIELD(TARGET, "'CoPerson':{'id':7,'co_id':2,'status':'Q9'},'PrimaryName':{'given':'Ann'}", 'P', "Status__c", UNKNOWN);
	FIELD(TARGET, "'CoPerson':{'id':7,'co_id':2},'PrimaryName':{'given':'Ann'}", 'P', "Status__c", UNKNOWN);
}

#define GONE "'CoGroupMember':[],'EmailAddress':[],'CoPersonRole':[],'Identifier':[]"

/* In the middle of an expunge nothing is cleared; values that are still there are values. */
static void expunge(void)
{
	CONTACT(GONE, "Email", UNKNOWN);
	CONTACT(GONE, "Title", UNKNOWN);
	CONTACT(GONE, "Suffix", UNKNOWN);
	CONTACT(GONE, "FirstName", "Ann");
	COPERSON(GONE, "ORCID__c", UNKNOWN);
	COPERSON(GONE, "Status__c", "Active");
	/* Memberships that were only taken out leave no key. */
	CONTACT("'EmailAddress':[],'CoPersonRole':[]", "Email", ABSENT);
	CONTACT("'CoGroupMember':[{'id':1}],'EmailAddress':[],'CoPersonRole':[]", "Email", ABSENT);
	CONTACT("'CoGroupMember':[],'EmailAddress':[{'mail':'a@example.org'}],'CoPersonRole':[]", "Title", ABSENT);
	CONTACT("'CoGroupMember':[],'EmailAddress':[],'CoPersonRole':[{'ou':'X'}]", "Email", ABSENT);
}

int main(void)
{
	names();
	skeletons();
	email();
	roles();
	telephones();
	addresses();
	accounts();
	identifiers();
	external_ids();
	statuses();
	expunge();
	return unit_summary("mapping/map");
}
