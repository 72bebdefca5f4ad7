/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The state of a run over a whole CO, shared by the files sync*.c alone. */
#ifndef SFPROV_PROVISIONING_SYNC_INTERNAL_H
#define SFPROV_PROVISIONING_SYNC_INTERNAL_H

#include "provisioning/sync.h"

typedef struct sfprov_syncing {
	const sfprov_sync_host *host;
	const sfprov_target *target;
	const sfprov_sync_options *options;
	sfprov_sync_report *report;
	sfprov_batch_host batch_host;
	sfprov_batch_options batch_options;
	sfprov_run run;
	sfprov_slice slice; /* held at this moment; id 0: none */
	sfprov_counts all;  /* of all processes, when a slice was handed in last */
	char who[SFPROV_INTENT_SIZE];
	int64_t begun_ms;
	int64_t begun_requests;
	int64_t counted_requests;
	int64_t renewed_ms;
	int64_t shown_ms;
	bool lost; /* the slice was taken over by another process, or the run ended */
	int lost_batches;
	bool second_try; /* what fails now has failed in the end */
	int64_t *again;  /* owned; people to be tried once more, ascending as slices come, sorted before use */
	size_t again_count;
	int64_t unknown_ms; /* when the last answer was lost; 0: none */
	int64_t *ids;       /* owned */
	sfprov_slice ready; /* whose ids these are, since it was cut; else empty */
	size_t ready_count;
	int64_t cut_end; /* of the slice that was cut last, by us or by nobody: the last person; 0: none */
	/* The people of a slice that goes by Bulk, the same for all of its passes. */
	int64_t *bulk_ids; /* owned */
	size_t bulk_count;
	size_t bulk_room;
	bool bulk;                   /* slices are cut for the Bulk API */
	sfprov_person_data *people;  /* owned */
	sfprov_batch_person *inputs; /* owned */
} sfprov_syncing;

/* Whether this process may go on with the people that it has; else ABORTED, or the run is stopped (the report says why). Shows the progress and holds on to the slice, so it is to be asked
 * every few seconds. `context` is the sfprov_syncing. */
bool sfprov_sync_may_go_on(void *context, sfprov_error *error);

/* The next ids after `after`, as many as a batch takes, into `ids`. */
sfprov_status sfprov_sync_read_ids(sfprov_syncing *self, int64_t after, int64_t last, size_t *count, sfprov_error *error);

/* Reads these people, a batch at most, and provisions them; adds to `counts`. */
sfprov_status sfprov_sync_batch(sfprov_syncing *self, const int64_t *ids, size_t count, sfprov_counts *counts, sfprov_error *error);

/* All people of the slice, in batches, or by Bulk API first. */
sfprov_status sfprov_sync_slice(sfprov_syncing *self, sfprov_counts *done, sfprov_error *error);
sfprov_status sfprov_sync_bulk_slice(sfprov_syncing *self, sfprov_counts *done, sfprov_error *error);

#endif
