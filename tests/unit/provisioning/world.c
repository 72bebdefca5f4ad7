/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "world.h"

#include "heap_failing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_object *world_json(const char *text)
{
	char copy[4096];
	json_object *value;
	char *c;

	if (snprintf(copy, sizeof(copy), "%s", text) >= (int) sizeof(copy)) {
		abort();
	}
	for (c = copy; *c != '\0'; c++) {
		*c = *c == '\'' ? '"' : *c;
	}
	value = sfprov_json_parse(copy, strlen(copy));
	if (value == NULL) {
		printf("not JSON: %s\n", text);
		abort();
	}
	return value;
}

/* What another worker has of its own. */
typedef struct worker {
	world *common;
	sfprov_session session;
	sfprov_client client;
	bool has_session;
} worker;

static sfprov_status open_other_session(void *context, const sfprov_target *target, sfprov_client **client, sfprov_error *error)
{
	worker *own = context;
	world *common = own->common;

	(void) target;
	sfprov_session_init(
		&own->session, &common->tokens.store, &common->org.transport, &common->fake.environment, &common->settings, &common->budget, &common->counters);
	own->has_session = true;
	if (sfprov_session_load(&own->session, 7, error) != SFPROV_OK || sfprov_session_ready(&own->session, error) != SFPROV_OK
		|| sfprov_client_init(&own->client, &own->session, "62.0", 30000, &common->settings.retry, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	*client = &own->client;
	return SFPROV_OK;
}

static void run_other(world *self)
{
	sfprov_provisioning_host host = self->host;
	sfprov_error error;
	worker own;

	memset(&own, 0, sizeof(own));
	own.common = self;
	host.connect = open_other_session;
	host.connect_context = &own;
	host.patient = false;
	self->other_runs = true;
	self->org.fault = self->other_fault;
	self->org.fault_at = self->other_fault == ORG_FINE ? 0 : 1;
	(void) sfprov_provision_person(&host, &self->target, self->op, self->data, &error);
	self->org.fault_at = 0;
	self->other_runs = false;
	if (own.has_session) {
		sfprov_session_free(&own.session);
	}
}

/* Counts external calls; the one that the process does not live to see finds it dead. */
static void before_call(void *context)
{
	world *self = context;

	if (self->other_runs) {
		return;
	}
	if (self->other_at > 0 && --self->other_at == 0) {
		run_other(self);
	}
	if (self->die_at > 0 && --self->die_at == 0) {
		if (self->die_after) {
			self->dying = true;
			return;
		}
		self->dead = true;
	}
	if (self->dying) {
		self->dead = true;
	}
}

static void after_call(void *context)
{
	world *self = context;

	self->dead = self->dead || self->dying;
}

static sfprov_status open_session(void *context, const sfprov_target *target, sfprov_client **client, sfprov_error *error)
{
	world *self = context;

	(void) target;
	self->connects++;
	if (self->has_session) {
		abort();
	}
	if (self->connect_fails) {
		return sfprov_fail(error, SFPROV_E_AUTHORIZATION, "no token");
	}
	sfprov_session_init(&self->session, &self->tokens.store, &self->org.transport, &self->fake.environment, &self->settings, &self->budget, &self->counters);
	self->has_session = true;
	if (sfprov_session_load(&self->session, 7, error) != SFPROV_OK || sfprov_session_ready(&self->session, error) != SFPROV_OK
		|| sfprov_client_init(&self->client, &self->session, "62.0", 30000, &self->settings.retry, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	*client = &self->client;
	return SFPROV_OK;
}

void world_set_data(world *self, const char *data)
{
	char text[4096];

	(void) snprintf(text, sizeof(text), "{%s}", data);
	json_object_put(self->data);
	self->data = world_json(text);
}

void world_set_target(world *self, const char *target_row)
{
	char text[4096];

	(void) snprintf(text, sizeof(text), "{'CoSalesforceProvisionerTarget':{%s}}", target_row);
	sfprov_target_free(&self->target);
	json_object_put(self->target_data);
	self->target_data = world_json(text);
	if (sfprov_target_read(self->target_data, &self->target, &self->error) != SFPROV_OK) {
		printf("no target: %s\n", self->error.message);
		abort();
	}
}

void world_init(world *self, const char *target_row, const char *data)
{
	memset(self, 0, sizeof(*self));
	fake_environment_init(&self->fake);
	memory_store_init(&self->tokens);
	memory_store_tokens(&self->tokens, "access-1-token", "refresh-1-token");
	self->tokens.fake = &self->fake;
	person_memory_init(&self->people, &self->fake);
	org_init(&self->org, &self->fake);
	self->org.client_secret = self->tokens.row.client_secret;
	self->people.dead = &self->dead;
	self->people.before_call = before_call;
	self->people.hook_context = self;
	self->org.dead = &self->dead;
	self->org.before_call = before_call;
	self->org.after_call = after_call;
	self->org.hook_context = self;
	sfprov_retry_policy_default(&self->settings.retry);
	self->settings.retry.attempts = 1;
	self->settings.timeout_ms = 30000;
	sfprov_retry_budget_init(&self->budget);
	self->host.people = &self->people.store;
	self->host.environment = &self->fake.environment;
	self->host.connect = open_session;
	self->host.connect_context = self;
	self->op = "PU";
	world_set_target(self, target_row);
	world_set_data(self, data);
}

void world_free(world *self)
{
	sfprov_target_free(&self->target);
	json_object_put(self->target_data);
	json_object_put(self->data);
	org_free(&self->org);
}

sfprov_status world_run(world *self)
{
	sfprov_error_clear(&self->error);
	if (self->in_transaction) {
		person_memory_begin(&self->people);
	}
	self->status = sfprov_provision_person(&self->host, &self->target, self->op, self->data, &self->error);
	person_memory_end(&self->people, !self->rolls_back && !self->dead);
	if (self->has_session) {
		sfprov_session_free(&self->session);
		self->has_session = false;
	}
	/* What a killed process had locked its database connection lets go of. */
	self->tokens.locked = false;
	return self->status;
}

void world_calm(world *self)
{
	self->dead = false;
	self->dying = false;
	self->die_at = 0;
	self->other_at = 0;
	self->connect_fails = false;
	self->rolls_back = false;
	self->people.fail_at = 0;
	self->people.before_claim = NULL;
	self->tokens.fail_at = 0;
	self->tokens.misuse = 0;
	self->org.fault_at = 0;
	self->org.fault_goes_on = false;
	self->fake.random_fails = false;
	self->fake.wall_seconds += 900;
	self->fake.monotonic += 900000;
	org_settle(&self->org);
	org_forget_requests(&self->org);
}

const char *world_link(world *self)
{
	person_identifier *identifier = person_memory_identifier(&self->people, PERSON);
	person_row *row = person_memory_row(&self->people, PERSON);
	char text[256];
	const char *contact;

	(void) snprintf(text, sizeof(text), "{" ANN_FIELDS "%s%s%s}", self->target.external_id_field != NULL ? ",'" : "",
		self->target.external_id_field != NULL ? self->target.external_id_field : "", self->target.external_id_field != NULL ? "':'7'" : "");
	contact = org_add(&self->org, "Contact", text);
	(void) snprintf(identifier->contact_id, SFPROV_ID_SIZE, "%s", contact);
	if (self->target.obj_coperson) {
		(void) snprintf(text, sizeof(text), "{'Contact__c':'%s','Status__c':'Active','Application_ID__c':'alee'}", contact);
		(void) snprintf(identifier->coperson_id, SFPROV_ID_SIZE, "%s", org_add(&self->org, "CoPerson__c", text));
	}
	row->exists = true;
	row->revision = 2;
	(void) snprintf(row->contact_id, SFPROV_ID_SIZE, "%s", identifier->contact_id);
	(void) snprintf(row->coperson_id, SFPROV_ID_SIZE, "%s", identifier->coperson_id);
	return identifier->contact_id;
}

void world_announce(world *self, const char *who, int64_t age)
{
	person_row *row = person_memory_row(&self->people, PERSON);

	row->exists = true;
	row->revision = row->revision == 0 ? 1 : row->revision;
	row->intent_time = self->fake.wall_seconds - age;
	(void) snprintf(row->intent, sizeof(row->intent), "%s", who);
	(void) snprintf(row->intent_match, sizeof(row->intent_match), "{\"LastName\":\"Lee\",\"FirstName\":\"Ann\",\"Email\":\"ann@example.org\"}");
}

static bool say(char why[200], const char *what)
{
	(void) snprintf(why, 200, "%s", what);
	return false;
}

bool world_is_whole(world *self, int contacts, int copersons, char why[200])
{
	const person_identifier *identifier = person_memory_identifier(&self->people, PERSON);
	const person_row *row = person_memory_row(&self->people, PERSON);
	int is_contacts = org_count(&self->org, "Contact", NULL, NULL);
	int is_copersons = org_count(&self->org, "CoPerson__c", NULL, NULL);
	org_record *contact = org_find(&self->org, identifier->contact_id);
	org_record *coperson = org_find(&self->org, identifier->coperson_id);

	if (is_contacts != contacts || is_copersons != copersons) {
		(void) snprintf(why, 200, "%d Contacts for %d, %d CoPerson__c for %d", is_contacts, contacts, is_copersons, copersons);
		return false;
	}
	if (contact == NULL || contact->deleted) {
		return say(why, "the Identifier leads to no Contact");
	}
	if (strcmp(contact->id, identifier->contact_id) != 0) {
		return say(why, "the Identifier is not the Contact's id");
	}
	if (self->people.journal && strcmp(row->contact_id, identifier->contact_id) != 0) {
		return say(why, "the journal does not agree");
	}
	if (self->target.obj_coperson
		&& (coperson == NULL || coperson->deleted || strcmp(sfprov_json_get_text(coperson->fields, "Contact__c"), contact->id) != 0
			|| sfprov_json_get_text(coperson->fields, "Status__c") == NULL)) {
		return say(why, "the Identifier leads to no CoPerson__c of the Contact");
	}
	return true;
}
