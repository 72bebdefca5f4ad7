/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
#include "provisioning/masters.h"

#include "base/memory.h"
#include "base/text.h"
#include "salesforce/query_list.h"

#include <stdio.h>
#include <string.h>

/* A chain of merges longer than this is a loop. */
#define MERGE_MAX 8

static sfprov_master *find(const sfprov_masters *self, const char *contact_id)
{
	size_t i;

	for (i = 0; i < self->count; i++) {
		if (sfprov_text_same_record_id(self->list[i].contact_id, contact_id)) {
			return &self->list[i];
		}
	}
	return NULL;
}

sfprov_status sfprov_masters_add(sfprov_masters *self, const char *contact_id, sfprov_error *error)
{
	sfprov_master *grown;

	if (find(self, contact_id) != NULL) {
		return SFPROV_OK;
	}
	if (self->list == NULL || self->count == self->room) {
		grown = sfprov_resize(self->list, (self->room * 2 + 1) * sizeof(*grown));
		if (grown == NULL) {
			return sfprov_fail_memory(error);
		}
		self->list = grown;
		self->room = self->room * 2 + 1;
	}
	self->list[self->count] = (sfprov_master){.deleted = true};
	(void) snprintf(self->list[self->count++].contact_id, SFPROV_ID_SIZE, "%s", contact_id);
	return SFPROV_OK;
}

static sfprov_status take(void *context, json_object *record, sfprov_error *error)
{
	const char *id = sfprov_json_get_text(record, "Id");
	const char *master = sfprov_json_get_text(record, "MasterRecordId");
	sfprov_master *one = id == NULL ? NULL : find(context, id);

	(void) error;
	if (one != NULL) {
		one->deleted = sfprov_json_get_bool(record, "IsDeleted", true);
		(void) snprintf(one->master_id, SFPROV_ID_SIZE, "%s", master != NULL && sfprov_text_is_record_id(master) ? master : "");
	}
	return SFPROV_OK;
}

/* Those that were not asked for yet. */
static sfprov_status ask_rest(sfprov_masters *self, sfprov_client *client, sfprov_error *error)
{
	size_t count = self->count - self->asked;
	const char **ids = sfprov_alloc(count, sizeof(*ids));
	sfprov_status status;
	size_t i;

	if (ids == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < count; i++) {
		ids[i] = self->list[self->asked + i].contact_id;
	}
	/* queryAll sees deleted records. */
	status = sfprov_query_list_deleted(client, "SELECT Id, IsDeleted, MasterRecordId FROM Contact WHERE Id", ids, count, "", take, self, error);
	sfprov_free((void *) ids);
	if (status == SFPROV_OK) {
		self->asked += count;
	}
	return status;
}

sfprov_status sfprov_masters_ask(sfprov_masters *self, sfprov_client *client, sfprov_error *error)
{
	sfprov_status status = SFPROV_OK;
	size_t i;
	int steps;

	if (self->failed && self->asked < self->count) {
		*error = self->error;
		return SFPROV_FAILED;
	}
	for (steps = 0; status == SFPROV_OK && self->asked < self->count && steps < MERGE_MAX; steps++) {
		size_t before = self->asked;
		size_t end = self->count;

		status = ask_rest(self, client, error);
		for (i = before; status == SFPROV_OK && i < end; i++) {
			char master[SFPROV_ID_SIZE];

			/* The list may move. */
			memcpy(master, self->list[i].master_id, SFPROV_ID_SIZE);
			status = self->list[i].deleted && master[0] != '\0' ? sfprov_masters_add(self, master, error) : SFPROV_OK;
		}
	}
	if (status != SFPROV_OK) {
		self->failed = true;
		self->error = *error;
	}
	return status;
}

sfprov_status sfprov_masters_survivor(sfprov_masters *self, sfprov_client *client, const char *contact_id, char id[SFPROV_ID_SIZE], sfprov_error *error)
{
	const sfprov_master *one;
	int steps;

	id[0] = '\0';
	if (sfprov_masters_add(self, contact_id, error) != SFPROV_OK || sfprov_masters_ask(self, client, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	one = find(self, contact_id);
	for (steps = 0; one != NULL && steps < MERGE_MAX; steps++) {
		if (!one->deleted) {
			(void) snprintf(id, SFPROV_ID_SIZE, "%s", one->contact_id);
			return SFPROV_OK;
		}
		one = one->master_id[0] == '\0' ? NULL : find(self, one->master_id);
	}
	return SFPROV_OK;
}

void sfprov_masters_free(sfprov_masters *self)
{
	sfprov_free(self->list);
	memset(self, 0, sizeof(*self));
}
