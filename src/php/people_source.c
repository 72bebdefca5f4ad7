/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Which people there are; people_read.c reads them. */
#include "php/people_source_internal.h"

#include "base/memory.h"
#include "base/platform.h"

#include <inttypes.h>

/* For transactions that are open while a run begins, and for clocks of several hosts. */
#define OVERLAP_SECONDS 3600

#define OF_CO "p.co_id = ? AND p.co_person_id IS NULL AND p.deleted IS NOT TRUE"

void sfprov_people_now(const sfprov_people_source *source, char text[20])
{
	sfprov_platform_utc_text(source->environment->wall_time(source->environment->context), text);
}

/* Prepares SQL whose parameters are all numbers, runs it, and steps to its only row. */
static sfprov_status read_one(
	sfprov_people_source *source, sfprov_statement *statement, const char *sql, const int64_t *parameters, size_t count, bool *found, sfprov_error *error)
{
	size_t i;

	*found = false;
	if (sfprov_statement_prepare(statement, source->database, sql, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	for (i = 0; i < count; i++) {
		sfprov_statement_bind_int(statement, parameters[i]);
	}
	if (sfprov_statement_execute(statement, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return sfprov_statement_fetch(statement, found, error);
}

static sfprov_status take_target(sfprov_people_source *source, sfprov_statement *statement, sfprov_error *error)
{
	sfprov_people_target *target = &source->target;
	const char *plugin = sfprov_statement_text(statement, 0);
	const char *mode = sfprov_statement_text(statement, 1);
	const char *description = sfprov_statement_text(statement, 2);

	if (plugin == NULL || strcmp(plugin, "SalesforceProvisioner") != 0) {
		return sfprov_fail(
			error, SFPROV_E_CONFIGURATION, "The provisioning target %" PRId64 " belongs to another plugin, not to SalesforceProvisioner", target->id);
	}
	if (mode == NULL || strcmp(mode, "X") == 0) {
		return sfprov_fail(error, SFPROV_E_CONFIGURATION, "The provisioning target %" PRId64 " is disabled: choose another mode on its page", target->id);
	}
	(void) snprintf(target->mode, sizeof(target->mode), "%s", mode);
	target->description = sfprov_copy(description == NULL ? "" : description);
	target->group_id = sfprov_statement_int(statement, 3);
	target->skip_source_id = sfprov_statement_int(statement, 4);
	return target->description == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
}

static sfprov_status read_target(sfprov_people_source *source, sfprov_error *error)
{
	const int64_t parameters[] = {source->target.id, source->target.co_id};
	sfprov_statement statement = {0};
	sfprov_status status;
	bool found;

	status = read_one(source, &statement,
		"SELECT plugin, status, description, provision_co_group_id, skip_org_identity_source_id FROM {co_provisioning_targets} WHERE id = ? AND co_id = ?",
		parameters, 2, &found, error);
	if (status == SFPROV_OK && !found) {
		status = sfprov_fail(error, SFPROV_E_CONFIGURATION, "There is no provisioning target %" PRId64 " in the CO %" PRId64, parameters[0], parameters[1]);
	}
	if (status == SFPROV_OK) {
		status = take_target(source, &statement, error);
	}
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status read_filters(sfprov_people_source *source, sfprov_error *error)
{
	const int64_t parameters[] = {source->target.id};
	sfprov_statement statement = {0};
	sfprov_status status;

	status = read_one(source, &statement,
		"SELECT f.id FROM {co_provisioning_target_filters} f JOIN {data_filters} d ON d.id = f.data_filter_id AND d.data_filter_id IS NULL "
		"AND d.deleted IS NOT TRUE AND d.status = 'A' WHERE f.co_provisioning_target_id = ? AND f.co_provisioning_target_filter_id IS NULL "
		"AND f.deleted IS NOT TRUE LIMIT 1",
		parameters, 1, &source->target.has_filters, error);
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status read_group(sfprov_people_source *source, sfprov_error *error)
{
	const int64_t parameters[] = {source->target.group_id};
	sfprov_statement statement = {0};
	sfprov_status status;
	const char *type;
	const char *state;
	bool found;

	if (source->target.group_id == 0) {
		return SFPROV_OK;
	}
	status = read_one(source, &statement, "SELECT status, group_type FROM {co_groups} WHERE id = ? AND co_group_id IS NULL AND deleted IS NOT TRUE", parameters,
		1, &found, error);
	if (status == SFPROV_OK && found) {
		state = sfprov_statement_text(&statement, 0);
		type = sfprov_statement_text(&statement, 1);
		source->group_of_all = type != NULL && strcmp(type, "M") == 0;
		source->group_counts = source->group_of_all || (state != NULL && strcmp(state, "A") == 0);
	}
	sfprov_statement_free(&statement);
	return status;
}

/* The newest change of what bears on everybody. */
static sfprov_status read_configured(sfprov_people_source *source, sfprov_error *error)
{
	const int64_t co = source->target.co_id;
	const int64_t parameters[] = {source->target.id, source->target.group_id, co, co, co, co, co};
	sfprov_statement statement = {0};
	sfprov_status status;
	const char *when;
	bool found;

	status = read_one(source, &statement,
		"SELECT MAX(c.modified) FROM (SELECT modified FROM {co_provisioning_targets} WHERE id = ? UNION ALL SELECT modified FROM {co_groups} WHERE id = ? "
		"UNION ALL SELECT modified FROM {attribute_enumerations} WHERE co_id = ? UNION ALL SELECT modified FROM {dictionaries} WHERE co_id = ? "
		"UNION ALL SELECT e.modified FROM {dictionary_entries} e JOIN {dictionaries} d ON d.id = e.dictionary_id WHERE d.co_id = ? "
		"UNION ALL SELECT modified FROM {co_departments} WHERE co_id = ? UNION ALL SELECT modified FROM {organizations} WHERE co_id = ?) c",
		parameters, 7, &found, error);
	when = status == SFPROV_OK && found ? sfprov_statement_text(&statement, 0) : NULL;
	(void) snprintf(source->configured, sizeof(source->configured), "%.19s", when == NULL ? "" : when);
	sfprov_statement_free(&statement);
	return status;
}

sfprov_status sfprov_people_source_new(sfprov_people_source **source, sfprov_database *database, const sfprov_environment *environment, int64_t co_id,
	int64_t co_provisioning_target_id, sfprov_error *error)
{
	sfprov_people_source *made = sfprov_alloc(1, sizeof(*made));

	*source = NULL;
	if (made == NULL) {
		return sfprov_fail_memory(error);
	}
	made->database = database;
	made->environment = environment;
	made->target.id = co_provisioning_target_id;
	made->target.co_id = co_id;
	if (read_target(made, error) != SFPROV_OK || read_filters(made, error) != SFPROV_OK || read_group(made, error) != SFPROV_OK
		|| read_configured(made, error) != SFPROV_OK || sfprov_people_enumerations_load(made, error) != SFPROV_OK) {
		sfprov_people_source_free(made);
		return SFPROV_FAILED;
	}
	*source = made;
	return SFPROV_OK;
}

void sfprov_people_source_free(sfprov_people_source *source)
{
	if (source == NULL) {
		return;
	}
	sfprov_people_enumerations_free(source);
	sfprov_free(source->target.description);
	sfprov_free(source);
}

const sfprov_people_target *sfprov_people_source_target(const sfprov_people_source *source)
{
	return &source->target;
}

sfprov_status sfprov_people_source_bounds(sfprov_people_source *source, int64_t *count, int64_t *last_id, sfprov_error *error)
{
	const int64_t parameters[] = {source->target.co_id};
	sfprov_statement statement = {0};
	sfprov_status status;
	bool found;

	*count = 0;
	*last_id = 0;
	status = read_one(source, &statement, "SELECT COUNT(*), MAX(p.id) FROM {co_people} p WHERE " OF_CO, parameters, 1, &found, error);
	if (status == SFPROV_OK && found) {
		*count = sfprov_statement_int(&statement, 0);
		*last_id = sfprov_statement_int(&statement, 1);
	}
	sfprov_statement_free(&statement);
	return status;
}

/* Parts of the question whether a person changed. Each has the beginning of the time in question as its first parameter. */
#define OR_ROW_OF(table) " OR EXISTS (SELECT 1 FROM {" table "} x WHERE x.co_person_id = p.id AND x.modified >= ?)"
#define OR_ROW_OF_ROLE(table) \
	" OR EXISTS (SELECT 1 FROM {" table "} x JOIN {co_person_roles} r ON r.id = x.co_person_role_id WHERE r.co_person_id = p.id AND x.modified >= ?)"
/* Two parameters: since, and now. */
#define PERIOD(row, column) "(" row "." column " >= ? AND " row "." column " <= ?)"
#define PERIODS(row) PERIOD(row, "valid_from") " OR " PERIOD(row, "valid_through")

static const char changed_rows[] = " AND (p.modified >= ?" OR_ROW_OF("names") OR_ROW_OF("email_addresses") OR_ROW_OF("co_person_roles")
	OR_ROW_OF_ROLE("addresses") OR_ROW_OF_ROLE("telephone_numbers") " OR EXISTS (SELECT 1 FROM {identifiers} x WHERE x.co_person_id = p.id AND x.modified >= ? "
																	"AND (x.type IS NULL OR x.type <> 'provisioningtarget'))";

static const char changed_periods[] = " OR EXISTS (SELECT 1 FROM {co_person_roles} x WHERE x.co_person_id = p.id AND (" PERIODS("x") "))";

static const char changed_memberships[] =
	" OR EXISTS (SELECT 1 FROM {co_group_members} x WHERE x.co_person_id = p.id AND x.co_group_id = ? AND (x.modified >= ? OR " PERIODS("x") "))";

static const char changed_sources[] =
	" OR EXISTS (SELECT 1 FROM {co_org_identity_links} l LEFT JOIN {org_identities} x ON x.id = l.org_identity_id LEFT JOIN {org_identity_source_records} s "
	"ON s.org_identity_id = x.id WHERE l.co_person_id = p.id AND (l.modified >= ? OR x.modified >= ? OR s.modified >= ? OR " PERIODS("x") "))";

/* The last push failed, was not finished, or it is not known what was sent, or a CoPerson__c is still to be turned to its Contact. */
static const char changed_pushes[] =
	" OR EXISTS (SELECT 1 FROM {co_salesforce_provisioner_people} x WHERE x.co_provisioning_target_id = ? AND x.co_person_id = p.id "
	"AND (x.error_time IS NOT NULL OR x.intent IS NOT NULL OR (x.contact_id IS NOT NULL AND (x.sent IS NULL OR x.sent LIKE '%\"relink\":%')))))";

static void bind_text_times(sfprov_statement *statement, const char *text, int times)
{
	for (; times > 0; times--) {
		sfprov_statement_bind_text(statement, text);
	}
}

/* Two periods. */
static void bind_periods(sfprov_statement *statement, const char *since, const char *now)
{
	sfprov_statement_bind_text(statement, since);
	sfprov_statement_bind_text(statement, now);
	sfprov_statement_bind_text(statement, since);
	sfprov_statement_bind_text(statement, now);
}

static void bind_changed(sfprov_people_source *source, sfprov_statement *statement, const char *since)
{
	char now[20];

	sfprov_people_now(source, now);
	bind_text_times(statement, since, 7);
	bind_periods(statement, since, now);
	if (source->target.group_id != 0) {
		sfprov_statement_bind_int(statement, source->target.group_id);
		sfprov_statement_bind_text(statement, since);
		bind_periods(statement, since, now);
	}
	if (source->target.skip_source_id != 0) {
		bind_text_times(statement, since, 3);
		bind_periods(statement, since, now);
	}
	sfprov_statement_bind_int(statement, source->target.id);
}

static sfprov_status take_ids(sfprov_statement *statement, size_t limit, int64_t *ids, size_t *count, sfprov_error *error)
{
	if (sfprov_statement_execute(statement, error) != SFPROV_OK || sfprov_statement_fetch_all(statement, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	while (*count < limit && sfprov_statement_next(statement)) {
		ids[(*count)++] = sfprov_statement_int(statement, 0);
	}
	return SFPROV_OK;
}

sfprov_status sfprov_people_source_ids(
	sfprov_people_source *source, int64_t after, int64_t last, size_t limit, bool changed_only, int64_t since, int64_t *ids, size_t *count, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_FAILED;
	sfprov_buffer sql;
	char from[20];

	*count = 0;
	sfprov_platform_utc_text(since > OVERLAP_SECONDS ? since - OVERLAP_SECONDS : 0, from);
	changed_only = changed_only && strcmp(source->configured, from) < 0;
	sfprov_buffer_init(&sql, 0);
	(void) sfprov_buffer_append_text(&sql, "SELECT p.id FROM {co_people} p WHERE " OF_CO " AND p.id > ? AND p.id <= ?");
	if (changed_only) {
		(void) sfprov_buffer_append_text(&sql, changed_rows);
		(void) sfprov_buffer_append_text(&sql, changed_periods);
		(void) sfprov_buffer_append_text(&sql, source->target.group_id != 0 ? changed_memberships : "");
		(void) sfprov_buffer_append_text(&sql, source->target.skip_source_id != 0 ? changed_sources : "");
		(void) sfprov_buffer_append_text(&sql, changed_pushes);
	}
	(void) sfprov_buffer_append_text(&sql, " ORDER BY p.id LIMIT ?");
	if (sql.failed) {
		(void) sfprov_fail_memory(error);
		goto out;
	}
	if (sfprov_statement_prepare(&statement, source->database, sfprov_buffer_text(&sql), error) != SFPROV_OK) {
		goto out;
	}
	sfprov_statement_bind_int(&statement, source->target.co_id);
	sfprov_statement_bind_int(&statement, after);
	sfprov_statement_bind_int(&statement, last);
	if (changed_only) {
		bind_changed(source, &statement, from);
	}
	sfprov_statement_bind_int(&statement, (int64_t) limit);
	status = take_ids(&statement, limit, ids, count, error);
out:
	sfprov_statement_free(&statement);
	sfprov_buffer_free(&sql);
	return status;
}
