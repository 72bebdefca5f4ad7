/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The people of a slice: read in sets, and provisioned in batches or by Bulk API 2.0. */
#include "provisioning/sync_internal.h"

#include "base/memory.h"
#include "provisioning/bulk.h"

#include <string.h>

/* Reads these people into inputs; to be released afterwards. */
static sfprov_status read_people(sfprov_syncing *self, const int64_t *ids, size_t count, sfprov_error *error)
{
	size_t i;

	if (sfprov_people_read(self->host->people, ids, count, sfprov_sync_may_go_on, self, self->people, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	for (i = 0; i < count; i++) {
		self->inputs[i].person = self->people[i].id;
		self->inputs[i].op = self->people[i].op;
		self->inputs[i].data = self->people[i].data;
		self->inputs[i].unreadable = self->people[i].failed ? &self->people[i].error : NULL;
	}
	return SFPROV_OK;
}

sfprov_status sfprov_sync_batch(sfprov_syncing *self, const int64_t *ids, size_t count, sfprov_counts *counts, sfprov_error *error)
{
	const sfprov_people_reader *people = self->host->people;
	sfprov_status status;

	if (count == 0) {
		return SFPROV_OK;
	}
	if (read_people(self, ids, count, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	status = sfprov_batch_run(&self->batch_host, self->target, &self->batch_options, self->inputs, count, counts, error);
	people->release(people->context, self->people, count);
	if (status == SFPROV_OK) {
		self->lost_batches = counts->failed == counts->people ? self->lost_batches + 1 : 0;
	}
	return status;
}

sfprov_status sfprov_sync_read_ids(sfprov_syncing *self, int64_t after, int64_t last, size_t *count, sfprov_error *error)
{
	const sfprov_people_reader *people = self->host->people;
	/* Without a complete run before it, everybody may have changed. */
	bool changed = strcmp(self->options->mode, "changed") == 0 && self->run.since > 0;

	return people->ids(people->context, after, last, self->options->batch_size, changed, self->run.since, self->ids, count, error);
}

/* A slice may hold more people than a batch when it was cut by another process. */
sfprov_status sfprov_sync_slice(sfprov_syncing *self, sfprov_counts *done, sfprov_error *error)
{
	bool ready = self->ready.after == self->slice.after && self->ready.last == self->slice.last;
	int64_t after = self->slice.after;
	size_t count = self->ready_count;

	do {
		if (!sfprov_sync_may_go_on(self, error) || (!ready && sfprov_sync_read_ids(self, after, self->slice.last, &count, error) != SFPROV_OK)
			|| sfprov_sync_batch(self, self->ids, count, done, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		ready = false;
		self->ready = (sfprov_slice){0, 0, 0};
		after = count == 0 ? self->slice.last : self->ids[count - 1];
	} while (count == self->options->batch_size && after < self->slice.last);
	return SFPROV_OK;
}

/* Once for all passes: what one of them remembers of a person can take them out of those who have changed. */
static sfprov_status read_bulk_ids(sfprov_syncing *self, sfprov_error *error)
{
	int64_t after = self->slice.after;
	size_t count = 0;

	self->bulk_count = 0;
	do {
		if (!sfprov_sync_may_go_on(self, error) || sfprov_sync_read_ids(self, after, self->slice.last, &count, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		if (self->bulk_room - self->bulk_count < count) {
			size_t room = self->bulk_room + count + SFPROV_BULK_PEOPLE / 4;
			int64_t *grown = sfprov_resize(self->bulk_ids, room * sizeof(*grown));

			if (grown == NULL) {
				return sfprov_fail_memory(error);
			}
			self->bulk_ids = grown;
			self->bulk_room = room;
		}
		if (count > 0) {
			memcpy(self->bulk_ids + self->bulk_count, self->ids, count * sizeof(*self->ids));
			self->bulk_count += count;
			after = self->ids[count - 1];
		}
	} while (count == self->options->batch_size && after < self->slice.last);
	return SFPROV_OK;
}

/* How many people of the list are the next batch. */
static size_t next_batch(const sfprov_syncing *self, size_t done)
{
	return self->bulk_count - done < self->options->batch_size ? self->bulk_count - done : self->options->batch_size;
}

/* One pass of the Bulk API over the people of a slice. `before` as in sfprov_bulk_pass_send(); the pass is the caller's to free, whatever this gives. */
static sfprov_status run_bulk_pass(
	sfprov_syncing *self, bool coperson, const sfprov_bulk_pass *before, sfprov_bulk_pass **pass, sfprov_counts *counts, sfprov_error *error)
{
	size_t least = self->options->bulk_threshold < SFPROV_SET_MAX ? (size_t) self->options->bulk_threshold : SFPROV_SET_MAX;
	const sfprov_people_reader *people = self->host->people;
	sfprov_status status = SFPROV_OK;
	size_t done;

	*pass = sfprov_bulk_pass_new(&self->batch_host, self->host->jobs, self->target, &self->batch_options, self->run.id, self->bulk_count, coperson, error);
	if (*pass == NULL) {
		return SFPROV_FAILED;
	}
	for (done = 0; status == SFPROV_OK && done < self->bulk_count; done += next_batch(self, done)) {
		size_t count = next_batch(self, done);

		if (!sfprov_sync_may_go_on(self, error) || read_people(self, self->bulk_ids + done, count, error) != SFPROV_OK) {
			return SFPROV_FAILED;
		}
		status = sfprov_bulk_pass_add(*pass, self->inputs, count, error);
		people->release(people->context, self->people, count);
	}
	return status == SFPROV_OK ? sfprov_bulk_pass_send(*pass, least, before, counts, error) : status;
}

/* Contacts, then the CoPerson__c that hang on them; then the ordinary way over the same people, which finds most of them done. */
sfprov_status sfprov_sync_bulk_slice(sfprov_syncing *self, sfprov_counts *done, sfprov_error *error)
{
	sfprov_bulk_pass *copersons = NULL;
	sfprov_bulk_pass *contacts = NULL;
	sfprov_counts counts;
	sfprov_status status;
	size_t i;

	memset(&counts, 0, sizeof(counts));
	status = read_bulk_ids(self, error);
	if (status == SFPROV_OK) {
		status = run_bulk_pass(self, false, NULL, &contacts, &counts, error);
	}
	if (status == SFPROV_OK && self->target->obj_coperson) {
		status = run_bulk_pass(self, true, contacts, &copersons, &counts, error);
	}
	sfprov_bulk_pass_free(copersons);
	sfprov_bulk_pass_free(contacts);
	for (i = 0; status == SFPROV_OK && i < self->bulk_count; i += next_batch(self, i)) {
		status = sfprov_sync_may_go_on(self, error) ? sfprov_sync_batch(self, self->bulk_ids + i, next_batch(self, i), done, error) : SFPROV_FAILED;
	}
	/* The ordinary way counts as unchanged whom it finds done. */
	done->unchanged -= counts.created + counts.updated;
	if (done->unchanged < 0) {
		done->updated += done->unchanged;
		done->unchanged = 0;
	}
	sfprov_counts_add(done, &counts);
	return status;
}
