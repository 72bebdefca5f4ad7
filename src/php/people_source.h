/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* The people of a CO, read from the registry's tables in sets: for each exactly what the registry's framework would have handed to provision(), with a handful
 * of queries for a set instead of dozens for a person. */
#ifndef SFPROV_PHP_PEOPLE_SOURCE_H
#define SFPROV_PHP_PEOPLE_SOURCE_H

#include "php/database.h"

#include "base/environment.h"
#include "base/json.h"
#include "provisioning/people.h"

/* Most people that one sfprov_people_source_read() takes. */
#define SFPROV_PEOPLE_MAX 2000

typedef struct sfprov_people_source sfprov_people_source;

/* The row of co_provisioning_targets, and what goes with it. */
typedef struct sfprov_people_target {
	int64_t id;
	int64_t co_id;
	char mode[3];           /* "A", "M", "Q", "QE" or "E"; never "X" (disabled) */
	char *description;      /* owned by the source; "" when there is none */
	int64_t group_id;       /* whoever is not a member is deprovisioned; 0: no such group */
	int64_t skip_source_id; /* whoever has a record of this source is left out; 0: none */
	bool has_filters;       /* active data filters change the data: only the framework can run them, so that sfprov_people_source_read() does not fit */
} sfprov_people_target;

/* Reads the target, and what of the CO's settings bears on its people, once for a run. CONFIGURATION when there is no such target in this CO, it is another
 * plugin's, or disabled. `database` and `environment` are borrowed until sfprov_people_source_free(), which takes NULL too. */
sfprov_status sfprov_people_source_new(sfprov_people_source **source, sfprov_database *database, const sfprov_environment *environment, int64_t co_id,
	int64_t co_provisioning_target_id, sfprov_error *error);
void sfprov_people_source_free(sfprov_people_source *source);

/* Borrowed, for as long as the source lives. */
const sfprov_people_target *sfprov_people_source_target(const sfprov_people_source *source);

/* How many people the CO has, whatever their status, and the highest id among them; 0 and 0 when there are none. */
sfprov_status sfprov_people_source_bounds(sfprov_people_source *source, int64_t *count, int64_t *last_id, sfprov_error *error);

/* The next ids of people above `after`, up to `last` (included), ascending, `limit` at most; fewer than `limit` means that there are no more.
 * With `changed_only`: only people of whom a row changed since `since` (epoch seconds, of the registry's clock; an hour earlier is taken, for transactions that
 * were still open and clocks that differ), for whom a period of validity began or ended since, or whose last push failed, is unfinished or unknown; all when
 * the group, the attribute enumerations or the provisioning target changed since. A row that was deleted for good leaves no trace. */
sfprov_status sfprov_people_source_ids(sfprov_people_source *source, int64_t after, int64_t last, size_t limit, bool changed_only, int64_t since, int64_t *ids,
	size_t *count, sfprov_error *error);

/* Reads these people (strictly ascending ids, SFPROV_PEOPLE_MAX at most) into people[0..count-1], in the same order. At most 10 queries, however many. On failure
 * nothing is left to free; on success the caller frees with sfprov_people_release(). */
sfprov_status sfprov_people_source_read(sfprov_people_source *source, const int64_t *ids, size_t count, sfprov_person_data *people, sfprov_error *error);

/* Gives back the data of each. */
void sfprov_people_release(sfprov_person_data *people, size_t count);

#endif
