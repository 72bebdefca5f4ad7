/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Where the people of a whole CO come from. */
#ifndef SFPROV_PROVISIONING_PEOPLE_H
#define SFPROV_PROVISIONING_PEOPLE_H

#include "base/error.h"
#include "base/json.h"

#include <stdint.h>

typedef struct sfprov_person_data {
	int64_t id;
	/* What the framework would have passed as operation for a requested provisioning: "PR"; "PD" for somebody outside of the target's group; "GD" for somebody
	 * of the skipped source (which a provisioner of people passes over). "": nothing would have been passed: the person is not there any more, or has no
	 * primary name. */
	char op[3];
	/* The provisioning data: CoPerson, PrimaryName, CoGroupMember (an empty list when the person is a member of nothing; else left out), EmailAddress,
	 * CoPersonRole, Identifier, each with the attributes that a mapping can name; what is NULL in the database is left out. Positions in lists are those of
	 * the framework, with its gaps (then the list is an object with numbers as keys); Identifiers of type provisioningtarget are not counted.
	 * Only the first role has its Address and TelephoneNumber. A person whose status is not to be provisioned has CoPerson alone.
	 * Owned by the caller; NULL when op is "" or failed is set. */
	json_object *data;
	bool failed;        /* this one person could not be read: kind INPUT, with the attribute in `fields` */
	sfprov_error error; /* filled when failed */
} sfprov_person_data;

/* What a host offers. Errors are of kind DATABASE, CONFIGURATION, or ABORTED by a callback. */
typedef struct sfprov_people_reader {
	void *context;
	/* How many people the CO has, whatever their status, and the highest id among them; 0 and 0 when there are none. */
	sfprov_status (*bounds)(void *context, int64_t *count, int64_t *last_id, sfprov_error *error);
	/* The next ids of people above `after`, up to `last` (included), ascending, `limit` at most; fewer than `limit` means that there are no more. With `changed_only`: only people who may
	 * have changed since `since` (epoch seconds). */
	sfprov_status (*ids)(
		void *context, int64_t after, int64_t last, size_t limit, bool changed_only, int64_t since, int64_t *ids, size_t *count, sfprov_error *error);
	/* Reads these people (strictly ascending ids, as many as `ids` gives at most) into people[0..count-1], in the same order. On success the caller gives them back with release. */
	sfprov_status (*read)(void *context, const int64_t *ids, size_t count, sfprov_person_data *people, sfprov_error *error);
	void (*release)(void *context, sfprov_person_data *people, size_t count);
	/* So many people are better read at once, because each takes its time; 0: any number. The lists of a few reads are then released as one. */
	size_t at_once;
} sfprov_people_reader;

/* read() for all of these people, a few at once where the reader wants that: in between `go_on` (with `context`) is asked, which shows that the run is alive; false ends it with an error. */
sfprov_status sfprov_people_read(const sfprov_people_reader *reader, const int64_t *ids, size_t count, bool (*go_on)(void *context, sfprov_error *error),
	void *context, sfprov_person_data *people, sfprov_error *error);

#endif
