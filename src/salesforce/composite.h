/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Up to 25 requests in one API call. */
#ifndef SFPROV_SALESFORCE_COMPOSITE_H
#define SFPROV_SALESFORCE_COMPOSITE_H

#include "salesforce/client.h"

#define SFPROV_COMPOSITE_MAX 25
#define SFPROV_REFERENCE_SIZE 41 /* with the NUL */

typedef struct sfprov_composite {
	json_object *requests; /* array of subrequests as they are sent; owned, NULL before there are two. Each: method, url, referenceId, body?, httpHeaders? */
	bool all_or_none;      /* one failure undoes all */
	sfprov_repeat repeat;  /* of the whole: that of the most delicate subrequest */
	struct {
		sfprov_method method;
		char reference[SFPROV_REFERENCE_SIZE];
		char *path;        /* owned; as given, without the version */
		json_object *body; /* owned reference, or NULL */
	} parts[SFPROV_COMPOSITE_MAX];
	size_t count;
} sfprov_composite;

/* Readies an empty request. To be freed also after a failure. */
void sfprov_composite_init(sfprov_composite *composite, bool all_or_none);
void sfprov_composite_free(sfprov_composite *composite);

/* Adds a subrequest. `path` as for sfprov_client_call(); it and the texts of `body` may refer to a former answer: @{reference.id}. `reference`: a letter or
 * digit, then letters, digits and underscores, at most 40; unique. `body` may be NULL; a reference to it is kept, it must not change afterwards. More than 25, or a
 * malformed reference, is INPUT. */
sfprov_status sfprov_composite_add(sfprov_composite *composite, const sfprov_client *client, sfprov_method method, const char *path, const char *reference,
	json_object *body, sfprov_repeat repeat, sfprov_error *error);

/* What became of one subrequest. */
typedef struct sfprov_composite_part {
	int status;        /* its HTTP status */
	json_object *body; /* borrowed from the result; NULL when empty */
	bool halted;       /* PROCESSING_HALTED: it was not tried, or undone, because another one failed */
} sfprov_composite_part;

typedef struct sfprov_composite_result {
	sfprov_composite_part parts[SFPROV_COMPOSITE_MAX]; /* in the order of the request */
	size_t count;
	sfprov_answer answer; /* owns the bodies */
} sfprov_composite_result;

/* Sends, one API call. A single subrequest goes as a call of its own and its answer comes in the same form. SFPROV_OK: every subrequest has an answer, good or bad
 * (sfprov_sf_error_of_answer() reads a bad one; 300 is bad for a write). A failure is one of the call as a whole: network, session, limits, 5xx. An answer that does not
 * fit the request is SERVER with outcome UNKNOWN. `result` need not be readied; to be freed also after a failure. */
sfprov_status sfprov_composite_send(sfprov_client *client, const sfprov_composite *composite, sfprov_composite_result *result, sfprov_error *error);

/* One of several that are sent together. */
typedef struct sfprov_composite_call {
	const sfprov_composite *composite; /* borrowed */
	sfprov_composite_result result;    /* to be freed for each, whatever its status */
	sfprov_status status;
	sfprov_error error;
} sfprov_composite_call;

/* The same for several, up to SFPROV_HTTP_PARALLEL of them at a time and in no order; one API call each. They must not refer to each other, nor concern the same records.
 * Each has its own result. */
void sfprov_composite_send_many(sfprov_client *client, sfprov_composite_call *calls, size_t count);

void sfprov_composite_result_free(sfprov_composite_result *result);

/* True for 2xx. */
bool sfprov_composite_part_ok(const sfprov_composite_part *part);

/* The id in the answer to a create or upsert, borrowed; NULL when there is none (an update by id answers 204) or it is no id. */
const char *sfprov_composite_part_id(const sfprov_composite_part *part);

#endif
