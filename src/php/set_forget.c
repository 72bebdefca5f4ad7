/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* People whose records are gone from Salesforce, forgotten in sets. */
#include "php/set_store.h"

#include "php/transaction.h"

typedef struct forgetting {
	sfprov_php_set_store *store;
	int64_t target;
	const sfprov_set_leaver *leavers;
	size_t count;
	int64_t *people;      /* owned, as the next two */
	sfprov_link *links;   /* what our rows say under the lock */
	sfprov_link **places; /* of these, in the order of the people */
	int64_t *rows;        /* owned; people who have a row */
} forgetting;

static sfprov_status forget_locked(void *context, sfprov_error *error)
{
	const forgetting *self = context;
	sfprov_status status;
	size_t row_count = 0;
	size_t count = 0;
	sfprov_sql sql;
	size_t i;

	for (i = 0; i < self->count; i++) {
		self->people[i] = self->leavers[i].person;
	}
	memset(self->links, 0, self->count * sizeof(*self->links));
	status = sfprov_php_set_load_rows(self->store, self->target, self->people, self->count, true, self->places, error);
	for (i = 0; i < self->count; i++) {
		const sfprov_link *link = self->leavers[i].link;

		if (self->links[i].revision == link->revision && strcmp(self->links[i].intent, link->intent) == 0) {
			self->people[count++] = self->leavers[i].person;
			if (link->revision != 0) {
				self->rows[row_count++] = self->leavers[i].person;
			}
		}
		sfprov_link_free(&self->links[i]);
	}
	if (status == SFPROV_OK && count > 0) {
		status = sfprov_php_set_delete_ids(self->store, self->target, self->people, count, error);
	}
	if (status == SFPROV_OK && row_count > 0) {
		sfprov_sql_init(&sql, "DELETE FROM {co_salesforce_provisioner_people} WHERE ");
		sfprov_php_set_condition(&sql, self->target, self->rows, row_count);
		status = sfprov_sql_run_plain(&sql, &self->store->people.connections->main, error);
	}
	return status;
}

sfprov_status sfprov_php_set_forget(void *context, int64_t target, const sfprov_set_leaver *leavers, size_t count, sfprov_error *error)
{
	forgetting self = {.store = context, .target = target, .leavers = leavers, .count = count};
	sfprov_status status;
	size_t i;

	self.people = safe_emalloc(count, sizeof(*self.people), 0);
	self.links = safe_emalloc(count, sizeof(*self.links), 0);
	self.places = safe_emalloc(count, sizeof(*self.places), 0);
	self.rows = safe_emalloc(count, sizeof(*self.rows), 0);
	for (i = 0; i < count; i++) {
		self.places[i] = &self.links[i];
	}
	status = sfprov_database_transact(&self.store->people.connections->main, forget_locked, &self, error);
	efree(self.rows);
	efree(self.places);
	efree(self.links);
	efree(self.people);
	return status;
}
