/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "scenarios.h"

#include <stdio.h>
#include <string.h>

#define FORMER "1699999000.0a0b0c0d0e0f@other:77"
#define FAILS(kind, says) SFPROV_FAILED, kind, says
#define GOOD SFPROV_OK, SFPROV_E_NONE, NULL
#define DELETES ",'deprovision_policy':'D'"
#define SETS ",'deprovision_policy':'F','deprovision_field':'Left__c','deprovision_value':'true'"

static void linked(world *self)
{
	(void) world_link(self);
}

static void linked_contact_only(world *self)
{
	world_set_target(self, PLAIN);
	(void) world_link(self);
	world_set_target(self, BOTH);
}

static void lost_identifier(world *self)
{
	(void) world_link(self);
	memset(person_memory_identifier(&self->people, PERSON), 0, sizeof(person_identifier));
}

static void lost_row(world *self)
{
	(void) world_link(self);
	memset(person_memory_row(&self->people, PERSON), 0, sizeof(person_row));
}

static void torn_row(world *self)
{
	(void) world_link(self);
	(void) snprintf(person_memory_row(&self->people, PERSON)->sent, 40, "{\"Contact\":");
}

static void ran_before(world *self)
{
	(void) world_run(self);
	org_forget_requests(&self->org);
}

static void ran_with_more(world *self)
{
	world_set_data(self, ANN MAIL ",'TelephoneNumber':[],'CoPersonRole':[{'title':'Dr','affiliation':'staff'}],'Identifier':[]");
	(void) world_run(self);
	world_set_data(self, ANN_LEE);
	org_forget_requests(&self->org);
}

static void deleted(world *self)
{
	org_delete(&self->org, world_link(self));
}

static void deleted_contact_keeps_coperson(world *self)
{
	self->org.cascade = false;
	org_delete(&self->org, world_link(self));
}

static void expunged(world *self)
{
	(void) world_link(self);
	(void) snprintf(self->org.records[0].id, 19, "003000999999999AAA");
	self->org.records[0].deleted = true;
}

static void coperson_deleted(world *self)
{
	(void) world_link(self);
	org_delete(&self->org, person_memory_identifier(&self->people, PERSON)->coperson_id);
}

static void both_deleted(world *self)
{
	(void) world_link(self);
	org_delete(&self->org, person_memory_identifier(&self->people, PERSON)->contact_id);
}

static void merged(world *self)
{
	const char *loser = world_link(self);
	const char *winner = org_add(&self->org, "Contact", "{'LastName':'Lee'}");

	org_merge(&self->org, loser, winner);
}

static void merged_twice(world *self)
{
	const char *loser = world_link(self);
	const char *second = org_add(&self->org, "Contact", "{'LastName':'Lee'}");
	const char *third = org_add(&self->org, "Contact", "{'LastName':'Lee'}");

	org_merge(&self->org, loser, second);
	org_merge(&self->org, second, third);
}

static void merged_in_circle(world *self)
{
	const char *loser = world_link(self);
	const char *second = org_add(&self->org, "Contact", "{'LastName':'Lee'}");

	org_merge(&self->org, loser, second);
	org_merge(&self->org, second, loser);
}

static void merged_into_deleted(world *self)
{
	const char *loser = world_link(self);
	const char *second = org_add(&self->org, "Contact", "{'LastName':'Lee'}");

	org_merge(&self->org, loser, second);
	org_delete(&self->org, second);
}

static void merged_into_other(world *self)
{
	merged(self);
	(void) snprintf(person_memory_identifier(&self->people, 8)->contact_id, SFPROV_ID_SIZE, "%s", org_first(&self->org, "Contact", NULL, NULL)->id);
}

/* The former create was done, and its announcement stands. */
static void lost_contact(world *self)
{
	(void) org_add(&self->org, "Contact", "{" ANN_FIELDS "}");
	world_announce(self, FORMER, 1000);
}

static void lost_contact_unfinished(world *self)
{
	(void) org_add(&self->org, "Contact", "{" ANN_FIELDS "}");
	world_announce(self, "0.unfinished", 5);
}

static void lost_both(world *self)
{
	(void) world_link(self);
	memset(person_memory_identifier(&self->people, PERSON), 0, sizeof(person_identifier));
	memset(person_memory_row(&self->people, PERSON), 0, sizeof(person_row));
	world_announce(self, FORMER, 1000);
}

static void lost_keyed(world *self)
{
	lost_both(self);
}

static void lost_keyed_contact(world *self)
{
	(void) org_add(&self->org, "Contact", "{" ANN_FIELDS ",'Registry_ID__c':'7'}");
	world_announce(self, FORMER, 1000);
}

static void nothing_was_made(world *self)
{
	world_announce(self, FORMER, 1000);
}

static void too_early(world *self)
{
	world_announce(self, "0.unfinished", 20);
}

static void clock_ahead(world *self)
{
	world_announce(self, "0.unfinished", -120);
}

static void unreadable_marks(world *self)
{
	lost_contact(self);
	(void) snprintf(person_memory_row(&self->people, PERSON)->intent_match, 20, "{\"LastName\":");
}

/* The Contact is gone, of which one field is to be sent together with the first CoPerson__c. */
static void gone_before_coperson(world *self)
{
	world_set_target(self, PLAIN);
	world_set_data(self, ANN ",'EmailAddress':[{'mail':'ann@example.com','type':'official'}]" REST);
	(void) world_run(self);
	world_set_data(self, ANN_LEE);
	world_set_target(self, BOTH);
	org_delete(&self->org, person_memory_identifier(&self->people, PERSON)->contact_id);
	org_forget_requests(&self->org);
}

/* The Contact is gone, and the answer about its successor was lost. */
static void lost_successor(world *self)
{
	person_row *row = person_memory_row(&self->people, PERSON);

	deleted_contact_keeps_coperson(self);
	row->contact_id[0] = '\0';
	(void) org_add(&self->org, "Contact", "{" ANN_FIELDS "}");
	world_announce(self, "0.unfinished", 1000);
	(void) snprintf(row->intent_match, sizeof(row->intent_match),
		"{\"LastName\":\"Lee\",\"FirstName\":\"Ann\",\"Email\":\"ann@example.org\",\"Contact\":\"%s\"}",
		person_memory_identifier(&self->people, PERSON)->contact_id);
}

static void lost_twins(world *self)
{
	lost_contact(self);
	(void) org_add(&self->org, "Contact", "{" ANN_FIELDS "}");
}

static void namesake_of_other(world *self)
{
	const char *twin = org_add(&self->org, "Contact", "{" ANN_FIELDS "}");

	(void) snprintf(person_memory_identifier(&self->people, 8)->contact_id, SFPROV_ID_SIZE, "%s", twin);
	world_announce(self, FORMER, 1000);
}

static void old_namesake(world *self)
{
	(void) org_add(&self->org, "Contact", "{" ANN_FIELDS "}");
	self->org.records[0].created -= 100000;
	world_announce(self, FORMER, 1000);
}

static void strangers_namesake(world *self)
{
	(void) org_add(&self->org, "Contact", "{" ANN_FIELDS "}");
	(void) snprintf(self->org.records[0].creator, 19, "005000000000009AAA");
	world_announce(self, FORMER, 1000);
}

static void lost_coperson(world *self)
{
	(void) world_link(self);
	person_memory_identifier(&self->people, PERSON)->coperson_id[0] = '\0';
	person_memory_row(&self->people, PERSON)->coperson_id[0] = '\0';
	world_announce(self, FORMER, 1000);
}

static void other_at_work(world *self)
{
	world_announce(self, "1700000000.0a0b0c0d0e0f@other:77", 0);
}

/* The other worker gets ready while we wait. */
static void other_finishes(void *context)
{
	world *self = context;
	person_row *row = person_memory_row(&self->people, PERSON);

	if (row->intent[0] == '1' && strstr(row->intent, "@other:") != NULL && self->fake.sleeps >= 2) {
		(void) world_link(self);
		memset(person_memory_identifier(&self->people, PERSON), 0, sizeof(person_identifier));
		row->intent[0] = '\0';
		row->intent_time = 0;
		row->intent_match[0] = '\0';
	}
}

static void other_is_waited_for(world *self)
{
	other_at_work(self);
	self->host.patient = true;
	self->people.before_claim = other_finishes;
	self->people.hook_context = self;
}

static void other_never_finishes(world *self)
{
	other_at_work(self);
	self->host.patient = true;
}

static void no_journal(world *self)
{
	self->people.journal = false;
}

static void no_journal_linked(world *self)
{
	(void) world_link(self);
	lost_row(self);
	self->people.journal = false;
}

static void session_ended(world *self)
{
	(void) snprintf(self->org.token, sizeof(self->org.token), "another-token");
}

static void no_access_token(world *self)
{
	memory_store_tokens(&self->tokens, NULL, NULL);
}

static void inside_transaction(world *self)
{
	self->in_transaction = true;
}

static void rolled_back(world *self)
{
	self->in_transaction = true;
	self->rolls_back = true;
}

static void same_address(world *self)
{
	self->org.duplicate_rule = true;
	(void) org_add(&self->org, "Contact", "{'LastName':'Old','Email':'ann@example.org'}");
}

static void same_address_twice(world *self)
{
	same_address(self);
	(void) org_add(&self->org, "Contact", "{'LastName':'Older','Email':'ann@example.org'}");
}

static void same_address_of_other(world *self)
{
	same_address(self);
	(void) snprintf(person_memory_identifier(&self->people, 8)->contact_id, SFPROV_ID_SIZE, "%s", self->org.records[0].id);
}

static void key_known(world *self)
{
	(void) org_add(&self->org, "Contact", "{'LastName':'Lee','Registry_ID__c':'7'}");
}

static void key_of_other(world *self)
{
	key_known(self);
	(void) snprintf(person_memory_identifier(&self->people, 8)->contact_id, SFPROV_ID_SIZE, "%s", self->org.records[0].id);
}

static void key_twice(world *self)
{
	key_known(self);
	key_known(self);
}

static void coperson_refused(world *self)
{
	self->org.refuse_create = "CoPerson__c";
}

static void contact_refused(world *self)
{
	self->org.refuse_create = "Contact";
}

static void update_refused(world *self)
{
	(void) world_link(self);
	self->org.refuse_write = "Contact";
}

static void keyed_lost_and_refused(world *self)
{
	lost_keyed(self);
	self->org.refuse_write = "Contact";
}

static void deleted_by_automation(world *self)
{
	(void) world_link(self);
	org_delete(&self->org, person_memory_identifier(&self->people, PERSON)->contact_id);
	self->org.deletes_at_once = true;
}

static void leaving(world *self)
{
	(void) world_link(self);
	self->op = "PD";
}

static void leaving_gone(world *self)
{
	org_delete(&self->org, world_link(self));
	self->op = "PD";
}

static void leaving_unknown(world *self)
{
	self->op = "PD";
}

static void leaving_lost(world *self)
{
	lost_contact(self);
	self->op = "PD";
}

static void leaving_refused(world *self)
{
	leaving(self);
	self->org.refuse_write = "Contact";
}

static void came_back(world *self)
{
	(void) world_run(self);
	self->op = "PD";
	(void) world_run(self);
	self->op = "PU";
	org_forget_requests(&self->org);
}

static bool check_gone(world *self)
{
	return person_memory_identifier(&self->people, PERSON)->contact_id[0] == '\0' && !person_memory_row(&self->people, PERSON)->exists;
}

static bool check_left(world *self)
{
	return sfprov_json_get_bool(org_first(&self->org, "Contact", NULL, NULL)->fields, "Left__c", false);
}

static bool check_back(world *self)
{
	return !sfprov_json_get_bool(org_first(&self->org, "Contact", NULL, NULL)->fields, "Left__c", true);
}

static bool has(const org_record *record, const char *field, const char *value)
{
	const char *own = sfprov_json_get_text(record->fields, field);

	return own == NULL || value == NULL ? own == value : strcmp(own, value) == 0;
}

static bool check_fields(world *self)
{
	org_record *contact = org_find(&self->org, person_memory_identifier(&self->people, PERSON)->contact_id);

	return contact != NULL && has(contact, "LastName", "Lee") && has(contact, "FirstName", "Ann") && has(contact, "Email", "ann@example.org")
		&& has(contact, "Title", NULL);
}

/* A text, a checkbox and a number, in both records. */
#define MAPPED \
	",'field_mapping':'[{\\\"object\\\":\\\"Contact\\\",\\\"field\\\":\\\"Zone__c\\\",\\\"source\\\":\\\"CoPerson.timezone\\\"}," \
	"{\\\"object\\\":\\\"Contact\\\",\\\"field\\\":\\\"Member__c\\\",\\\"source\\\":\\\"text:yes\\\",\\\"type\\\":\\\"boolean\\\"}," \
	"{\\\"object\\\":\\\"CoPerson__c\\\",\\\"field\\\":\\\"Number__c\\\",\\\"source\\\":\\\"CoPerson.id\\\",\\\"type\\\":\\\"number\\\"}]'"

const scenario scenarios[] = {{"nothing to do for a group", PLAIN, "'CoGroup':{'id':3}", NULL, GOOD, 0, -1, 0, false, false, NULL},
	{"skeletal, new", BOTH, WHO, NULL, GOOD, 0, -1, 0, false, false, NULL}, {"skeletal, known", BOTH, WHO, linked, GOOD, 1, 1, 1, false, false, NULL},
	{"malformed", PLAIN, "'CoPerson':{'id':7}", NULL, FAILS(SFPROV_E_INPUT, "CoPerson.co_id"), 0, -1, 0, false, true, NULL},
	{"new Contact", PLAIN, ANN_LEE, NULL, GOOD, 1, 1, 0, false, false, check_fields},
	{"new Contact and CoPerson__c", BOTH, ANN_LEE, NULL, GOOD, 1, 1, 1, false, false, check_fields},
	{"new, with mapped fields", BOTH MAPPED, ANN_LEE, NULL, GOOD, 1, 1, 1, false, false, check_fields},
	{"new, by key", PLAIN KEYED, ANN_LEE, NULL, GOOD, 1, 1, 0, false, false, check_fields},
	{"new, both by key", BOTH KEYED, ANN_LEE, NULL, GOOD, 1, 1, 1, false, false, check_fields},
	{"key of a type", PLAIN KEYED ",'external_id_type':'uid'", ANN_LEE, NULL, GOOD, 1, 1, 0, false, false, check_fields},
	{"no key of the type", PLAIN KEYED ",'external_id_type':'badge'", ANN_LEE, NULL, FAILS(SFPROV_E_RECORD, "badge"), 0, -1, 0, false, true, NULL},
	{"blanks around a name", PLAIN, WHO ",'PrimaryName':{'given':' Ann','family':'Lee '}" MAIL REST, NULL, GOOD, 1, 1, 0, false, false, check_fields},
	{"unchanged", BOTH, ANN_LEE, ran_before, GOOD, 0, 1, 1, false, false, check_fields},
	{"known, nothing remembered", BOTH, ANN_LEE, linked, GOOD, 1, 1, 1, false, false, check_fields},
	{"known by the journal alone", BOTH, ANN_LEE, lost_identifier, GOOD, 1, 1, 1, false, false, check_fields},
	{"known by the Identifier alone", BOTH, ANN_LEE, lost_row, GOOD, 1, 1, 1, false, false, check_fields},
	{"journal torn", BOTH, ANN_LEE, torn_row, GOOD, 1, 1, 1, false, false, check_fields},
	{"removed attribute", PLAIN, ANN_LEE, ran_with_more, GOOD, 1, 1, 0, false, false, check_fields},
	{"CoPerson__c asked for later", BOTH, ANN_LEE, linked_contact_only, GOOD, 1, 1, 1, false, false, check_fields},
	{"deleted", PLAIN, ANN_LEE, deleted, GOOD, 3, 1, 0, false, false, check_fields},
	{"deleted, by key", PLAIN KEYED, ANN_LEE, deleted, GOOD, 3, 1, 0, false, false, check_fields},
	{"deleted, keeps its CoPerson__c", BOTH, ANN_LEE, deleted_contact_keeps_coperson, GOOD, 3, 1, 1, false, false, check_fields},
	{"both deleted", BOTH, ANN_LEE, both_deleted, GOOD, 3, 1, 1, false, false, check_fields},
	{"both deleted, by key", BOTH KEYED, ANN_LEE, both_deleted, GOOD, 3, 1, 1, false, false, check_fields},
	{"CoPerson__c deleted", BOTH, ANN_LEE, coperson_deleted, GOOD, 2, 1, 1, false, false, check_fields},
	{"expunged", PLAIN, ANN_LEE, expunged, GOOD, 3, 1, 0, false, false, check_fields},
	{"merged", PLAIN, ANN_LEE, merged, GOOD, 4, 1, 0, false, false, check_fields},
	{"merged with CoPerson__c", BOTH, ANN_LEE, merged, GOOD, 4, 1, 1, false, false, check_fields},
	{"merged twice", PLAIN, ANN_LEE, merged_twice, GOOD, 5, 1, 0, false, false, check_fields},
	{"merged in a circle", PLAIN, ANN_LEE, merged_in_circle, GOOD, -1, 1, 0, false, false, check_fields},
	{"merged into a deleted one", PLAIN, ANN_LEE, merged_into_deleted, GOOD, -1, 1, 0, false, false, check_fields},
	{"merged into another's", PLAIN, ANN_LEE, merged_into_other, FAILS(SFPROV_E_RECORD, "CO Person 8"), 3, -1, 0, false, true, NULL},
	{"lost Contact", PLAIN, ANN_LEE, lost_contact, GOOD, 2, 1, 0, false, false, check_fields},
	{"lost Contact, unfinished", PLAIN, ANN_LEE, lost_contact_unfinished, GOOD, 2, 1, 0, false, false, check_fields},
	{"lost Contact, no CoPerson__c yet", BOTH, ANN_LEE, lost_contact, GOOD, 3, 1, 1, false, false, check_fields},
	{"lost Contact and CoPerson__c", BOTH, ANN_LEE, lost_both, GOOD, 3, 1, 1, false, false, check_fields},
	{"lost, by key", BOTH KEYED, ANN_LEE, lost_keyed, GOOD, 3, 1, 1, false, false, check_fields},
	{"lost Contact, by key", BOTH KEYED, ANN_LEE, lost_keyed_contact, GOOD, 3, 1, 1, false, false, check_fields},
	{"lost, by key, then refused", BOTH KEYED, ANN_LEE, keyed_lost_and_refused, FAILS(SFPROV_E_RECORD, "STRING_TOO_LONG"), 1, -1, 1, false, true, NULL},
	{"nothing had been made", BOTH, ANN_LEE, nothing_was_made, GOOD, 2, 1, 1, false, false, check_fields},
	{"nothing had been made, by key", BOTH KEYED, ANN_LEE, nothing_was_made, GOOD, 3, 1, 1, false, false, check_fields},
	{"too early to tell", PLAIN, ANN_LEE, too_early, FAILS(SFPROV_E_SERVER, "20 seconds ago"), 1, 1, 0, false, false, check_fields},
	{"announced by a clock that is ahead", PLAIN, ANN_LEE, clock_ahead, FAILS(SFPROV_E_SERVER, "try again"), 1, 1, 0, false, false, check_fields},
	{"marks cannot be read", PLAIN, ANN_LEE, unreadable_marks, GOOD, 2, 1, 0, false, false, check_fields},
	{"lost successor", BOTH, ANN_LEE, lost_successor, GOOD, 4, 1, 1, false, false, check_fields},
	{"gone before the first CoPerson__c", BOTH, ANN_LEE, gone_before_coperson, GOOD, 3, 1, 1, false, false, check_fields},
	{"several could be the lost one", PLAIN, ANN_LEE, lost_twins, FAILS(SFPROV_E_RECORD, "2 Contacts"), 1, -1, 0, false, true, NULL},
	{"the namesake is another's", PLAIN, ANN_LEE, namesake_of_other, GOOD, 2, 2, 0, false, false, check_fields},
	{"the namesake is older", PLAIN, ANN_LEE, old_namesake, GOOD, 2, 2, 0, false, false, check_fields},
	{"the namesake is a stranger's work", PLAIN, ANN_LEE, strangers_namesake, GOOD, 2, 2, 0, false, false, check_fields},
	{"lost CoPerson__c", BOTH, ANN_LEE, lost_coperson, GOOD, 2, 1, 1, false, false, check_fields},
	{"another worker is at it", PLAIN, ANN_LEE, other_at_work, FAILS(SFPROV_E_SERVER, "Another process"), 0, 1, 0, false, false, check_fields},
	{"another worker is waited for", BOTH, ANN_LEE, other_is_waited_for, GOOD, 1, 1, 1, false, false, check_fields},
	{"another worker never finishes", PLAIN, ANN_LEE, other_never_finishes, FAILS(SFPROV_E_SERVER, "Another process"), 0, 1, 0, false, false, check_fields},
	{"no journal", BOTH, ANN_LEE, no_journal, GOOD, 1, 1, 1, true, false, check_fields},
	{"no journal, known", BOTH, ANN_LEE, no_journal_linked, GOOD, 1, 2, 2, true, false, check_fields},
	{"session ended", BOTH, ANN_LEE, session_ended, GOOD, 3, 1, 1, false, false, check_fields},
	{"no token", PLAIN, ANN_LEE, no_access_token, FAILS(SFPROV_E_AUTHORIZATION, NULL), 0, -1, 0, false, true, NULL},
	{"inside the registry's transaction", BOTH, ANN_LEE, inside_transaction, GOOD, 1, 1, 1, false, false, check_fields},
	{"rolled back", BOTH, ANN_LEE, rolled_back, GOOD, 1, 1, 1, false, false, check_fields},
	{"duplicate refused", PLAIN, ANN_LEE, same_address, FAILS(SFPROV_E_RECORD, "DUPLICATES_DETECTED"), 1, -1, 0, false, true, NULL},
	{"duplicate adopted", BOTH ",'duplicate_policy':'A'", ANN_LEE, same_address, GOOD, 2, 1, 1, false, false, check_fields},
	{"several duplicates", PLAIN ",'duplicate_policy':'A'", ANN_LEE, same_address_twice, FAILS(SFPROV_E_RECORD, "DUPLICATES_DETECTED"), 1, -1, 0, false, true,
		NULL},
	{"duplicate is another's", PLAIN ",'duplicate_policy':'A'", ANN_LEE, same_address_of_other, FAILS(SFPROV_E_RECORD, "CO Person 8"), 1, -1, 0, false, true,
		NULL},
	{"duplicate saved", BOTH ",'duplicate_policy':'S'", ANN_LEE, same_address, GOOD, 1, 2, 1, false, false, check_fields},
	{"key known to the org", BOTH KEYED, ANN_LEE, key_known, GOOD, 1, 1, 1, false, false, check_fields},
	{"key is another's", BOTH KEYED, ANN_LEE, key_of_other, FAILS(SFPROV_E_RECORD, "CO Person 8"), 1, -1, 1, false, true, NULL},
	{"key twice in the org", PLAIN KEYED, ANN_LEE, key_twice, FAILS(SFPROV_E_RECORD, "300"), 1, -1, 0, false, true, NULL},
	{"CoPerson__c refused", BOTH, ANN_LEE, coperson_refused, FAILS(SFPROV_E_RECORD, "CoPerson__c create"), 1, -1, 0, false, true, NULL},
	{"Contact refused", BOTH, ANN_LEE, contact_refused, FAILS(SFPROV_E_RECORD, "Contact create"), 1, -1, 0, false, true, NULL},
	{"update refused", PLAIN, ANN_LEE, update_refused, FAILS(SFPROV_E_RECORD, "at most 40"), 1, -1, 0, false, true, NULL},
	{"deleted by automation", PLAIN, ANN_LEE, deleted_by_automation, GOOD, 3, -1, 0, false, false, NULL},
	{"leaves, nothing to do", BOTH, ANN_LEE, leaving, GOOD, 0, -1, 1, false, false, NULL},
	{"leaves, field set", BOTH SETS, ANN_LEE, leaving, GOOD, 1, -1, 1, false, false, check_left},
	{"leaves, deleted", PLAIN DELETES, ANN_LEE, leaving, GOOD, 1, -1, 0, false, false, check_gone},
	{"leaves, both deleted", BOTH DELETES, ANN_LEE, leaving, GOOD, 1, -1, 0, false, false, check_gone},
	{"leaves, was gone", PLAIN DELETES, ANN_LEE, leaving_gone, GOOD, 1, -1, 0, false, false, check_gone},
	{"leaves, both were gone", BOTH DELETES, ANN_LEE, leaving_gone, GOOD, 1, -1, 0, false, false, check_gone},
	{"leaves, field of a gone one", PLAIN SETS, ANN_LEE, leaving_gone, GOOD, 1, -1, 0, false, false, check_gone},
	{"leaves, never known", PLAIN DELETES, ANN_LEE, leaving_unknown, GOOD, 0, -1, 0, false, false, NULL},
	{"leaves, after a lost create", PLAIN DELETES, ANN_LEE, leaving_lost, GOOD, 2, -1, 0, false, false, check_gone},
	{"leaves, refused", BOTH DELETES, ANN_LEE, leaving_refused, FAILS(SFPROV_E_RECORD, "DELETE_FAILED"), 1, -1, 0, false, true, NULL},
	{"comes back", BOTH SETS, ANN_LEE, came_back, GOOD, 1, 1, 1, false, false, check_back}};

const int scenario_count = (int) (sizeof(scenarios) / sizeof(scenarios[0]));

void scenario_begin(const scenario *one, world *self)
{
	world_init(self, one->target, one->data);
	if (one->prepare != NULL) {
		one->prepare(self);
	}
}

static bool is_at_rest(const scenario *one, world *self, char why[200])
{
	int copersons = org_count(&self->org, "CoPerson__c", NULL, NULL);

	if (one->contacts >= 0) {
		return world_is_whole(self, one->contacts, one->copersons, why);
	}
	if (copersons > one->copersons) {
		(void) snprintf(why, 200, "%d CoPerson__c", copersons);
		return false;
	}
	return true;
}

bool scenario_recovers(const scenario *one, world *self, char why[200])
{
	bool good = false;
	int run;

	for (run = 0; run < 3; run++) {
		world_calm(self);
		(void) world_run(self);
		good = self->status == (one->stays_refused ? SFPROV_FAILED : SFPROV_OK) && is_at_rest(one, self, why);
		if (good && run > 0) {
			break;
		}
	}
	if (!good && self->status != (one->stays_refused ? SFPROV_FAILED : SFPROV_OK)) {
		(void) snprintf(why, 200, "the last run %s: %.150s", self->status == SFPROV_OK ? "did not fail" : "failed", self->error.message);
	}
	return good;
}
