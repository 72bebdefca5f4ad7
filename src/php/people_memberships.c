/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* What of groups and sources decides about a person; the memberships themselves are no part of any mapping. */
#include "php/people_source_internal.h"

/* The mapping asks whether somebody has no membership at all only when there is no address and no role either, so only such people are looked up. A membership
 * that does not count leaves the framework's list out, instead of empty. */
static sfprov_status read_any(sfprov_people_set *set, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status;
	size_t i;

	set->id_count = 0;
	for (i = 0; i < set->count; i++) {
		sfprov_draft *one = &set->drafts[i];

		if (one->provisionable && one->role == NULL && json_object_array_length(sfprov_json_get(one->person->data, "EmailAddress")) == 0) {
			one->lonely = true;
			set->ids[set->id_count++] = one->person->id;
		}
	}
	status = sfprov_people_query(set, &statement, "SELECT DISTINCT co_person_id FROM {co_group_members} WHERE co_person_id",
		" AND co_group_member_id IS NULL AND deleted IS NOT TRUE ORDER BY co_person_id", NULL, error);
	while (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		sfprov_draft *one = sfprov_people_owner(set, sfprov_statement_int(&statement, 0));

		if (one != NULL) {
			one->lonely = false;
		}
	}
	sfprov_statement_free(&statement);
	for (i = 0; status == SFPROV_OK && i < set->count; i++) {
		if (set->drafts[i].lonely && !sfprov_json_set(set->drafts[i].person->data, "CoGroupMember", json_object_new_array_ext(1))) {
			status = sfprov_fail_memory(error);
		}
	}
	return status;
}

static sfprov_status read_group(sfprov_people_set *set, sfprov_error *error)
{
	const sfprov_people_source *source = set->source;
	sfprov_statement statement = {0};
	sfprov_status status;

	if (source->target.group_id == 0 || !source->group_counts) {
		return SFPROV_OK;
	}
	status = sfprov_people_query(set, &statement, "SELECT co_person_id, valid_from, valid_through FROM {co_group_members} WHERE co_person_id",
		" AND co_group_id = ? AND co_group_member_id IS NULL AND deleted IS NOT TRUE ORDER BY co_person_id", &source->target.group_id, error);
	while (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		sfprov_draft *one = sfprov_people_owner(set, sfprov_statement_int(&statement, 0));

		if (one != NULL
			&& (source->group_of_all
				|| (one->active && sfprov_people_is_valid(sfprov_statement_text(&statement, 1), sfprov_statement_text(&statement, 2), set->now)))) {
			one->member = true;
		}
	}
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status read_source(sfprov_people_set *set, sfprov_error *error)
{
	const sfprov_people_source *source = set->source;
	sfprov_statement statement = {0};
	sfprov_status status;

	if (source->target.skip_source_id == 0) {
		return SFPROV_OK;
	}
	status = sfprov_people_query(set, &statement,
		"SELECT l.co_person_id, o.valid_from, o.valid_through FROM {co_org_identity_links} l JOIN {org_identities} o ON o.id = l.org_identity_id "
		"AND o.org_identity_id IS NULL AND o.deleted IS NOT TRUE JOIN {org_identity_source_records} s ON s.org_identity_id = o.id "
		"AND s.org_identity_source_record_id IS NULL AND s.deleted IS NOT TRUE WHERE l.co_person_id",
		" AND s.org_identity_source_id = ? AND l.co_org_identity_link_id IS NULL AND l.deleted IS NOT TRUE ORDER BY l.co_person_id",
		&source->target.skip_source_id, error);
	while (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		sfprov_draft *one = sfprov_people_owner(set, sfprov_statement_int(&statement, 0));

		if (one != NULL && sfprov_people_is_valid(sfprov_statement_text(&statement, 1), sfprov_statement_text(&statement, 2), set->now)) {
			one->skipped = true;
		}
	}
	sfprov_statement_free(&statement);
	return status;
}

sfprov_status sfprov_people_read_memberships(sfprov_people_set *set, sfprov_error *error)
{
	if (read_group(set, error) != SFPROV_OK || read_source(set, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return read_any(set, error);
}
