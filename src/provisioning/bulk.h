/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Many thousand records through Bulk API 2.0. It goes before the ordinary way and takes work from it; whatever it leaves (records that were refused, what cannot be told in CSV, a
 * job that fails) is found undone by the ordinary way, which comes after it over the same people. */
#ifndef SFPROV_PROVISIONING_BULK_H
#define SFPROV_PROVISIONING_BULK_H

#include "provisioning/batch.h"
#include "provisioning/bulk_store.h"

/* People of one pass: a job takes up to 100 MB, and a record of all fields is about 300 bytes. */
#define SFPROV_BULK_PEOPLE 50000

/* How long the announcements of a job stand before anybody takes them over: Salesforce runs a job within a day or not at all. */
#define SFPROV_BULK_ANNOUNCEMENT_SECONDS ((int64_t) 86400)

typedef struct sfprov_bulk_pass sfprov_bulk_pass;

/* Begins to collect the records of at most `people` people: Contacts, or (then) CoPerson__c whose Contact is there. All borrowed until the end. NULL when memory or the temporary folder is full. */
sfprov_bulk_pass *sfprov_bulk_pass_new(const sfprov_batch_host *host, const sfprov_bulk_store *jobs, const sfprov_target *target,
	const sfprov_batch_options *options, int64_t run, size_t people, bool coperson, sfprov_error *error);
void sfprov_bulk_pass_free(sfprov_bulk_pass *pass);

/* Plans people (as sfprov_batch_run() takes them) and puts their records by; creates are announced. SFPROV_BULK_PEOPLE at most in all. Once another process has taken the pass for a dead
 * one's, nobody is put by any more, and nothing is sent. */
sfprov_status sfprov_bulk_pass_add(sfprov_bulk_pass *pass, const sfprov_batch_person *people, size_t count, sfprov_error *error);

/* How many records are put by. */
size_t sfprov_bulk_pass_count(const sfprov_bulk_pass *pass);

/* Uploads, waits for Salesforce, and remembers the results; adds people that were brought up to date to created or updated, and records to sent. Those of `before` (a pass of the same people that
 * was sent already, or NULL) are not counted again. Once, and nothing can be added afterwards. Fewer records than `least` are not worth a job: they are left as they were. */
sfprov_status sfprov_bulk_pass_send(sfprov_bulk_pass *pass, size_t least, const sfprov_bulk_pass *before, sfprov_counts *counts, sfprov_error *error);

/* Waits for the jobs that dead processes have left behind, so that nothing is sent or looked for while they may still write. */
sfprov_status sfprov_bulk_recover(const sfprov_batch_host *host, const sfprov_bulk_store *jobs, const sfprov_target *target, sfprov_error *error);

#endif
