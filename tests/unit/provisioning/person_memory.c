/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "person_memory.h"

#include "base/text.h"
#include "heap_failing.h"
#include "provisioning/announcement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_PERSON 7

static void put(char *field, size_t size, const char *text)
{
	if (snprintf(field, size, "%s", text == NULL ? "" : text) >= (int) size) {
		abort();
	}
}

person_row *person_memory_row(person_memory *memory, int64_t person)
{
	if (person < FIRST_PERSON || person >= FIRST_PERSON + PERSON_MEMORY_PEOPLE) {
		abort();
	}
	return &memory->rows[person - FIRST_PERSON];
}

person_identifier *person_memory_identifier(person_memory *memory, int64_t person)
{
	(void) person_memory_row(memory, person);
	return &memory->identifiers[person - FIRST_PERSON];
}

/* What becomes of a call. */
typedef struct turn {
	bool fails;
	bool applies;
} turn;

static turn begin(person_memory *memory)
{
	turn result = {false, true};

	memory->calls++;
	if (memory->before_call != NULL) {
		memory->before_call(memory->hook_context);
	}
	if (memory->dead != NULL && *memory->dead) {
		return (turn){true, false};
	}
	if (memory->fail_at > 0 && --memory->fail_at == 0) {
		memory->has_failed = true;
		result = (turn){true, memory->fail_applies};
	}
	return result;
}

bool person_memory_fails(person_memory *memory, bool *applies)
{
	turn outcome = begin(memory);

	*applies = outcome.applies;
	return outcome.fails;
}

void person_memory_hush(person_memory *memory, person_memory_pause *pause)
{
	pause->before_call = memory->before_call;
	pause->before_claim = memory->before_claim;
	pause->fail_at = memory->fail_at;
	pause->dead = memory->dead;
	memory->before_call = NULL;
	memory->before_claim = NULL;
	memory->fail_at = 0;
	memory->dead = NULL;
}

void person_memory_resume(person_memory *memory, const person_memory_pause *pause)
{
	memory->before_call = pause->before_call;
	memory->before_claim = pause->before_claim;
	memory->fail_at = pause->fail_at;
	memory->dead = pause->dead;
}

static sfprov_status end(turn outcome, sfprov_error *error)
{
	return outcome.fails ? sfprov_fail(error, SFPROV_E_DATABASE, "the database failed") : SFPROV_OK;
}

static json_object *read_document(const char *text)
{
	json_object *document = text[0] == '\0' ? NULL : sfprov_json_parse(text, strlen(text));

	if (document != NULL && !json_object_is_type(document, json_type_object)) {
		json_object_put(document);
		document = NULL;
	}
	return document;
}

static void read_row(const person_row *row, sfprov_link *link)
{
	json_object_put(link->sent);
	json_object_put(link->intent_match);
	link->sent = read_document(row->sent);
	link->intent_match = read_document(row->intent_match);
	link->revision = row->exists ? row->revision : 0;
	link->intent_time = row->intent_time;
	link->failed = row->failed;
	put(link->intent, sizeof(link->intent), row->intent);
}

/* The Identifier wins; the row knows what the Identifier lost in a roll-back. */
static void merge(const person_row *row, sfprov_link *link)
{
	const char *contact_id = sfprov_text_same_record_id(row->contact_id, link->gone_contact_id) ? "" : row->contact_id;
	const char *coperson_id = sfprov_text_same_record_id(row->coperson_id, link->gone_coperson_id) ? "" : row->coperson_id;

	put(link->other_contact_id, SFPROV_ID_SIZE, "");
	put(link->other_coperson_id, SFPROV_ID_SIZE, "");
	if (link->contact_id[0] == '\0') {
		put(link->contact_id, SFPROV_ID_SIZE, contact_id);
	}
	if (!sfprov_text_same_record_id(link->contact_id, contact_id)) {
		put(link->other_contact_id, SFPROV_ID_SIZE, contact_id);
		put(link->other_coperson_id, SFPROV_ID_SIZE, coperson_id);
		json_object_put(link->sent);
		link->sent = NULL;
	} else if (link->coperson_id[0] == '\0' && coperson_id[0] != '\0') {
		put(link->coperson_id, SFPROV_ID_SIZE, coperson_id);
		link->identifier_current = false;
	} else if (!sfprov_text_same_record_id(link->coperson_id, coperson_id)) {
		put(link->other_coperson_id, SFPROV_ID_SIZE, coperson_id);
		if (link->sent != NULL) {
			json_object_object_del(link->sent, "CoPerson__c");
		}
	}
}

static sfprov_status load(void *context, int64_t target, int64_t person, sfprov_link *link, sfprov_error *error)
{
	person_memory *memory = context;
	person_identifier *identifier = person_memory_identifier(memory, person);
	turn outcome = begin(memory);

	(void) target;
	memset(link, 0, sizeof(*link));
	link->journal = memory->journal;
	if (outcome.fails) {
		return end(outcome, error);
	}
	heap_pause();
	put(link->contact_id, SFPROV_ID_SIZE, identifier->contact_id);
	put(link->coperson_id, SFPROV_ID_SIZE, identifier->coperson_id);
	link->identifier_current = link->contact_id[0] != '\0';
	if (memory->journal) {
		read_row(person_memory_row(memory, person), link);
		merge(person_memory_row(memory, person), link);
	}
	heap_resume();
	return SFPROV_OK;
}

static person_row *ensure(person_memory *memory, int64_t person)
{
	person_row *row = person_memory_row(memory, person);

	if (!row->exists) {
		memset(row, 0, sizeof(*row));
		row->exists = true;
		row->revision = 1;
	}
	return row;
}

static sfprov_status claim(void *context, int64_t target, int64_t person, const char *who, int64_t stale_before, json_object *match, sfprov_link *link,
	bool *claimed, sfprov_error *error)
{
	person_memory *memory = context;
	person_row *row = person_memory_row(memory, person);
	turn outcome;

	(void) target;
	*claimed = true;
	if (memory->before_claim != NULL) {
		heap_pause();
		memory->before_claim(memory->hook_context);
		heap_resume();
	}
	memory->claims++;
	memory->writes++;
	outcome = begin(memory);
	if (!memory->journal) {
		return end(outcome, error);
	}
	heap_pause();
	if (outcome.applies) {
		row = ensure(memory, person);
		read_row(row, link);
		merge(row, link);
		if (strcmp(row->intent, who) == 0) {
			link->intent[0] = '\0';
		}
		*claimed = link->intent[0] == '\0' || strtoll(row->intent, NULL, 10) <= stale_before;
		if (*claimed && link->intent[0] == '\0') {
			row->intent_time = memory->fake->wall_seconds;
			put(row->intent_match, sizeof(row->intent_match), match == NULL ? NULL : sfprov_json_text(match));
		}
		if (*claimed) {
			put(row->intent, sizeof(row->intent), who);
		}
	}
	heap_resume();
	return end(outcome, error);
}

static void end_announcement(person_row *row)
{
	row->intent[0] = '\0';
	row->intent_time = 0;
	row->intent_match[0] = '\0';
}

static sfprov_status unclaim(void *context, int64_t target, int64_t person, const char *who, sfprov_error *error)
{
	person_memory *memory = context;
	person_row *row = person_memory_row(memory, person);
	turn outcome = begin(memory);

	(void) target;
	memory->writes++;
	if (outcome.applies && memory->journal && strcmp(row->intent, who) == 0) {
		end_announcement(row);
	}
	return end(outcome, error);
}

static sfprov_status record(void *context, int64_t target, int64_t person, const sfprov_push_result *result, sfprov_error *error)
{
	person_memory *memory = context;
	turn outcome = begin(memory);
	person_row *row;

	(void) target;
	memory->writes++;
	memory->records++;
	if (!memory->journal || !outcome.applies) {
		return end(outcome, error);
	}
	heap_pause();
	row = ensure(memory, person);
	put(row->sent, sizeof(row->sent),
		result->sent != NULL && row->revision == (result->revision == 0 ? 1 : result->revision) ? sfprov_json_text(result->sent) : NULL);
	put(row->contact_id, sizeof(row->contact_id), result->contact_id);
	put(row->coperson_id, sizeof(row->coperson_id), result->coperson_id);
	row->revision++;
	if (row->intent[0] != '\0' && strcmp(row->intent, result->who) == 0) {
		if (result->unfinished) {
			char left[SFPROV_INTENT_SIZE];

			sfprov_announcement_leave(result->flown, left);
			put(row->intent, sizeof(row->intent), left);
		} else {
			end_announcement(row);
		}
	}
	row->failed = row->failed && result->unfinished;
	heap_resume();
	return end(outcome, error);
}

static sfprov_status record_failure(void *context, int64_t target, int64_t person, const sfprov_error *failure, sfprov_error *error)
{
	person_memory *memory = context;
	turn outcome = begin(memory);
	person_row *row;

	(void) target;
	memory->writes++;
	if (memory->journal && outcome.applies) {
		row = ensure(memory, person);
		row->failed = true;
		put(row->failure, sizeof(row->failure), failure->message);
	}
	return end(outcome, error);
}

static sfprov_status store_ids(void *context, int64_t target, int64_t person, const char *contact_id, const char *coperson_id, sfprov_error *error)
{
	person_memory *memory = context;
	person_identifier *identifier = person_memory_identifier(memory, person);
	turn outcome = begin(memory);

	(void) target;
	memory->writes++;
	if (outcome.applies && (strcmp(identifier->contact_id, contact_id) != 0 || strcmp(identifier->coperson_id, coperson_id) != 0)) {
		put(identifier->contact_id, SFPROV_ID_SIZE, contact_id);
		put(identifier->coperson_id, SFPROV_ID_SIZE, coperson_id);
		identifier->changes++;
	}
	return end(outcome, error);
}

static sfprov_status forget(void *context, int64_t target, int64_t person, sfprov_error *error)
{
	person_memory *memory = context;
	turn outcome = begin(memory);

	(void) target;
	memory->writes++;
	if (outcome.applies) {
		memset(person_memory_identifier(memory, person), 0, sizeof(person_identifier));
		memset(person_memory_row(memory, person), 0, sizeof(person_row));
	}
	return end(outcome, error);
}

static sfprov_status find_owner(void *context, int64_t target, int64_t person, const char *contact_id, int64_t *owner, sfprov_error *error)
{
	person_memory *memory = context;
	turn outcome = begin(memory);
	int i;

	(void) target;
	*owner = 0;
	for (i = 0; i < PERSON_MEMORY_PEOPLE && !outcome.fails; i++) {
		const char *linked = memory->identifiers[i].contact_id[0] != '\0' ? memory->identifiers[i].contact_id : memory->rows[i].contact_id;

		if (FIRST_PERSON + i != person && *owner == 0 && sfprov_text_same_record_id(linked, contact_id)) {
			*owner = FIRST_PERSON + i;
		}
	}
	return end(outcome, error);
}

static sfprov_status store_instance_url(void *context, const sfprov_target *target, const char *instance_url, sfprov_error *error)
{
	(void) target;
	(void) instance_url;
	return end(begin(context), error);
}

void person_memory_init(person_memory *memory, fake_environment *fake)
{
	memset(memory, 0, sizeof(*memory));
	memory->fake = fake;
	memory->journal = true;
	memory->store.context = memory;
	memory->store.load = load;
	memory->store.claim = claim;
	memory->store.unclaim = unclaim;
	memory->store.record = record;
	memory->store.record_failure = record_failure;
	memory->store.store_ids = store_ids;
	memory->store.forget = forget;
	memory->store.find_owner = find_owner;
	memory->store.store_instance_url = store_instance_url;
}

void person_memory_begin(person_memory *memory)
{
	memory->in_transaction = true;
	memcpy(memory->before, memory->identifiers, sizeof(memory->before));
}

void person_memory_end(person_memory *memory, bool commit)
{
	if (memory->in_transaction && !commit) {
		memcpy(memory->identifiers, memory->before, sizeof(memory->before));
	}
	memory->in_transaction = false;
}
