/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* Reads a set of people: one query for each table, merged into one JSON object a person. */
#include "php/people_source_internal.h"

#include "base/memory.h"

static const sfprov_column_attribute skeleton_attributes[] = {{1, "status"}, {0, NULL}};
static const sfprov_column_attribute person_attributes[] = {{1, "status"}, {2, "date_of_birth"}, {3, "timezone"}, {0, NULL}};
static const sfprov_column_attribute name_attributes[] = {
	{1, "honorific"}, {2, "given"}, {3, "middle"}, {4, "family"}, {5, "suffix"}, {6, "language"}, {0, NULL}};
static const sfprov_column_attribute email_attributes[] = {{1, "type"}, {2, "mail"}, {0, NULL}};
static const sfprov_column_attribute identifier_attributes[] = {{1, "type"}, {2, "identifier"}, {3, "status"}, {0, NULL}};
static const sfprov_column_attribute role_attributes[] = {{3, "valid_from"}, {4, "valid_through"}, {5, "affiliation"}, {0, NULL}};
static const sfprov_column_attribute address_attributes[] = {
	{1, "type"}, {2, "street"}, {3, "room"}, {4, "locality"}, {5, "state"}, {6, "postal_code"}, {7, "country"}, {0, NULL}};
static const sfprov_column_attribute telephone_attributes[] = {{1, "type"}, {2, "country_code"}, {3, "area_code"}, {4, "number"}, {5, "extension"}, {0, NULL}};

static bool is_one_of(const char *code, const char *const *codes)
{
	for (; code != NULL && *codes != NULL; codes++) {
		if (strcmp(code, *codes) == 0) {
			return true;
		}
	}
	return false;
}

/* Statuses with which a person is provisioned, with which memberships count, and with which a role counts. */
static const char *const person_statuses[] = {"A", "XP", "GP", "LK", "S", NULL};
static const char *const active_statuses[] = {"A", "GP", NULL};

/* CoPerson: of somebody whose status is not to be provisioned, the framework gives nothing else. */
static sfprov_status begin_data(sfprov_people_set *all, sfprov_statement *statement, sfprov_draft *one, sfprov_error *error)
{
	const sfprov_column_attribute *attributes = one->provisionable ? person_attributes : skeleton_attributes;
	sfprov_status status;
	json_object *row;

	status = sfprov_people_make_row(statement, attributes, one, "CoPerson", &row, error);
	if (row == NULL) {
		return status;
	}
	one->person->data = json_object_new_object();
	if (one->person->data == NULL || sfprov_people_put(row, "id", json_object_new_int64(one->person->id), error) != SFPROV_OK
		|| sfprov_people_put(row, "co_id", json_object_new_int64(all->source->target.co_id), error) != SFPROV_OK) {
		json_object_put(row);
		return sfprov_fail_memory(error);
	}
	return sfprov_people_put(one->person->data, "CoPerson", row, error);
}

static sfprov_status read_people(sfprov_people_set *all, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status;

	status = sfprov_people_query(all, &statement, "SELECT id, status, date_of_birth, timezone FROM {co_people} WHERE id",
		" AND co_id = ? AND co_person_id IS NULL AND deleted IS NOT TRUE ORDER BY id", &all->source->target.co_id, error);
	while (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		const char *code = sfprov_statement_text(&statement, 1);
		sfprov_draft *one = sfprov_people_owner(all, sfprov_statement_int(&statement, 0));

		if (one != NULL) {
			one->provisionable = is_one_of(code, person_statuses);
			one->active = is_one_of(code, active_statuses);
			status = begin_data(all, &statement, one, error);
		}
	}
	sfprov_statement_free(&statement);
	return status;
}

/* A second primary name is not looked at; without any, the framework does not find the person. */
static sfprov_status take_name(sfprov_statement *statement, sfprov_draft *one, sfprov_error *error)
{
	json_object *row;

	if (one->named) {
		return SFPROV_OK;
	}
	one->named = true;
	(void) snprintf(one->person->op, sizeof(one->person->op), "PR");
	if (!one->provisionable) {
		return SFPROV_OK;
	}
	if (sfprov_people_make_row(statement, name_attributes, one, "PrimaryName", &row, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return row == NULL ? SFPROV_OK : sfprov_people_put(one->person->data, "PrimaryName", row, error);
}

static sfprov_status read_names(sfprov_people_set *all, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status;

	status = sfprov_people_query(all, &statement, "SELECT co_person_id, honorific, given, middle, family, suffix, language FROM {names} WHERE co_person_id",
		" AND primary_name = TRUE AND name_id IS NULL AND deleted IS NOT TRUE ORDER BY co_person_id, id", NULL, error);
	while (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		sfprov_draft *one = sfprov_people_owner(all, sfprov_statement_int(&statement, 0));

		if (one != NULL && one->person->data != NULL) {
			status = take_name(&statement, one, error);
		}
	}
	sfprov_statement_free(&statement);
	return status;
}

static void drop_nameless(sfprov_people_set *all)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		sfprov_draft *one = &all->drafts[i];

		if (!one->named) {
			json_object_put(one->person->data);
			one->person->data = NULL;
			one->provisionable = false;
		}
	}
}

/* Puts into the set whoever has more than a skeleton. */
static void select_provisionable(sfprov_people_set *all)
{
	size_t i;

	all->id_count = 0;
	for (i = 0; i < all->count; i++) {
		if (all->drafts[i].provisionable) {
			all->ids[all->id_count++] = all->drafts[i].person->id;
		}
	}
}

static sfprov_status take_plain_row(
	sfprov_statement *statement, sfprov_draft *one, const char *model, const sfprov_column_attribute *attributes, sfprov_error *error)
{
	json_object *row;

	if (sfprov_people_make_row(statement, attributes, one, model, &row, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	return row == NULL ? SFPROV_OK : sfprov_people_append(one->person->data, model, &one->rows, row, error);
}

static sfprov_status read_emails(sfprov_people_set *all, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = sfprov_people_begin_lists(all, "EmailAddress", error);

	if (status == SFPROV_OK) {
		status = sfprov_people_query(all, &statement, "SELECT co_person_id, type, mail FROM {email_addresses} WHERE co_person_id",
			" AND email_address_id IS NULL AND deleted IS NOT TRUE ORDER BY co_person_id, id", NULL, error);
	}
	while (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		sfprov_draft *one = sfprov_people_owner(all, sfprov_statement_int(&statement, 0));

		if (one != NULL && one->provisionable) {
			status = take_plain_row(&statement, one, "EmailAddress", email_attributes, error);
			one->rows.position++;
		}
	}
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status read_identifiers(sfprov_people_set *all, sfprov_error *error)
{
	static const char *const usable[] = {"A", NULL};
	sfprov_statement statement = {0};
	sfprov_status status = sfprov_people_begin_lists(all, "Identifier", error);

	if (status == SFPROV_OK) {
		status = sfprov_people_query(all, &statement, "SELECT co_person_id, type, identifier, status FROM {identifiers} WHERE co_person_id",
			" AND identifier_id IS NULL AND deleted IS NOT TRUE AND (type IS NULL OR type <> 'provisioningtarget') ORDER BY co_person_id, id", NULL, error);
	}
	while (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		sfprov_draft *one = sfprov_people_owner(all, sfprov_statement_int(&statement, 0));

		if (one == NULL || !one->provisionable) {
			continue;
		}
		if (is_one_of(sfprov_statement_text(&statement, 3), usable)) {
			status = take_plain_row(&statement, one, "Identifier", identifier_attributes, error);
		}
		one->rows.position++;
	}
	sfprov_statement_free(&statement);
	return status;
}

/* Adds o, ou and title, as the enumerations show them: to the framework, a value that cannot be shown stops the person even in a role that does not count. */
static sfprov_status add_enumerated(sfprov_people_set *all, sfprov_statement *statement, sfprov_draft *one, json_object *row, sfprov_error *error)
{
	static const struct {
		uint32_t column;
		const char *name;
		sfprov_enumerated which;
	} columns[] = {{6, "o", SFPROV_ENUMERATED_O}, {7, "ou", SFPROV_ENUMERATED_OU}, {8, "title", SFPROV_ENUMERATED_TITLE}};
	size_t i;

	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		size_t length;
		const char *value = sfprov_statement_bytes(statement, columns[i].column, &length);

		if (value == NULL || length == 0) {
			continue;
		}
		if (!sfprov_people_is_usable(value, length)) {
			sfprov_people_refuse_text(one, "CoPersonRole", columns[i].name);
			return SFPROV_OK;
		}
		if (strcmp(value, "0") != 0 && sfprov_people_enumeration_show(all->source, columns[i].which, value, &value, &one->person->error) != SFPROV_OK) {
			sfprov_people_give_up(one);
			return SFPROV_OK;
		}
		if (value != NULL && !sfprov_people_add_text(row, columns[i].name, value, strlen(value))) {
			return sfprov_fail_memory(error);
		}
	}
	return SFPROV_OK;
}

static sfprov_status take_role(sfprov_people_set *all, sfprov_statement *statement, sfprov_draft *one, sfprov_error *error)
{
	bool counts = is_one_of(sfprov_statement_text(statement, 2), active_statuses)
		&& sfprov_people_is_valid(sfprov_statement_text(statement, 3), sfprov_statement_text(statement, 4), all->now);
	sfprov_status status;
	json_object *row;

	status = sfprov_people_make_row(statement, role_attributes, one, "CoPersonRole", &row, error);
	if (row == NULL) {
		return status;
	}
	status = add_enumerated(all, statement, one, row, error);
	if (status != SFPROV_OK || one->person->failed || !counts) {
		json_object_put(row);
		return status;
	}
	if (one->role == NULL) {
		one->role = row;
		one->role_id = sfprov_statement_int(statement, 1);
	}
	return sfprov_people_append(one->person->data, "CoPersonRole", &one->rows, row, error);
}

static sfprov_status read_roles(sfprov_people_set *all, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = sfprov_people_begin_lists(all, "CoPersonRole", error);

	if (status == SFPROV_OK) {
		/* Where a role without a number stands, each database decides, as it does for the framework. */
		status = sfprov_people_query(all, &statement,
			"SELECT co_person_id, id, status, valid_from, valid_through, affiliation, o, ou, title FROM {co_person_roles} WHERE co_person_id",
			" AND co_person_role_id IS NULL AND deleted IS NOT TRUE ORDER BY co_person_id, ordr, id", NULL, error);
	}
	while (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		sfprov_draft *one = sfprov_people_owner(all, sfprov_statement_int(&statement, 0));

		if (one != NULL && one->provisionable) {
			status = take_role(all, &statement, one, error);
			one->rows.position++;
		}
	}
	sfprov_statement_free(&statement);
	return status;
}

/* People whose first role is in the set, by the role's id. */
static int by_role(const void *left, const void *right)
{
	const sfprov_draft *a = *(sfprov_draft *const *) left;
	const sfprov_draft *b = *(sfprov_draft *const *) right;

	return (a->role_id > b->role_id) - (a->role_id < b->role_id);
}

/* Puts the first roles into the set. */
static void select_roles(sfprov_people_set *all, sfprov_draft **owners)
{
	size_t count = 0;
	size_t i;

	for (i = 0; i < all->count; i++) {
		if (all->drafts[i].provisionable && all->drafts[i].role != NULL) {
			owners[count++] = &all->drafts[i];
		}
	}
	qsort(owners, count, sizeof(owners[0]), by_role);
	all->id_count = count;
	for (i = 0; i < count; i++) {
		all->ids[i] = owners[i]->role_id;
	}
}

/* A list below the first role. */
static sfprov_status read_below_role(sfprov_people_set *all, sfprov_draft **owners, const char *model, const sfprov_column_attribute *attributes,
	const char *before, const char *after, sfprov_error *error)
{
	sfprov_statement statement = {0};
	sfprov_status status = SFPROV_OK;
	size_t i;

	for (i = 0; status == SFPROV_OK && i < all->id_count; i++) {
		if (owners[i]->provisionable) {
			owners[i]->rows = (sfprov_row_list){json_object_new_array_ext(2), 0};
			status = sfprov_people_put(owners[i]->role, model, owners[i]->rows.list, error);
		}
	}
	if (status == SFPROV_OK) {
		status = sfprov_people_query(all, &statement, before, after, NULL, error);
	}
	while (status == SFPROV_OK && sfprov_statement_next(&statement)) {
		int64_t id = sfprov_statement_int(&statement, 0);
		json_object *row;

		while (all->cursor < all->id_count && all->ids[all->cursor] < id) {
			all->cursor++;
		}
		if (all->cursor == all->id_count || all->ids[all->cursor] != id || !owners[all->cursor]->provisionable) {
			continue;
		}
		status = sfprov_people_make_row(&statement, attributes, owners[all->cursor], model, &row, error);
		if (row != NULL) {
			status = sfprov_people_append(owners[all->cursor]->role, model, &owners[all->cursor]->rows, row, error);
			owners[all->cursor]->rows.position++;
		}
	}
	sfprov_statement_free(&statement);
	return status;
}

static sfprov_status read_contacts_of_roles(sfprov_people_set *all, sfprov_error *error)
{
	sfprov_draft **owners = sfprov_alloc(all->count, sizeof(*owners));
	sfprov_status status;

	if (owners == NULL) {
		return sfprov_fail_memory(error);
	}
	select_roles(all, owners);
	status = read_below_role(all, owners, "Address", address_attributes,
		"SELECT co_person_role_id, type, street, room, locality, state, postal_code, country FROM {addresses} WHERE co_person_role_id",
		" AND address_id IS NULL AND deleted IS NOT TRUE ORDER BY co_person_role_id, id", error);
	if (status == SFPROV_OK) {
		status = read_below_role(all, owners, "TelephoneNumber", telephone_attributes,
			"SELECT co_person_role_id, type, country_code, area_code, number, extension FROM {telephone_numbers} WHERE co_person_role_id",
			" AND telephone_number_id IS NULL AND deleted IS NOT TRUE ORDER BY co_person_role_id, id", error);
	}
	sfprov_free(owners);
	return status;
}

/* The group's question comes first, the source's decides. */
static void decide_operations(sfprov_people_set *all)
{
	const sfprov_people_target *target = &all->source->target;
	size_t i;

	for (i = 0; i < all->count; i++) {
		sfprov_draft *one = &all->drafts[i];

		if (one->person->data == NULL) {
			continue;
		}
		if (target->group_id != 0 && !one->member) {
			(void) snprintf(one->person->op, sizeof(one->person->op), "PD");
		}
		if (one->skipped) {
			(void) snprintf(one->person->op, sizeof(one->person->op), "GD");
		}
	}
}

static sfprov_status read_all(sfprov_people_set *all, sfprov_error *error)
{
	if (read_people(all, error) != SFPROV_OK || read_names(all, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	drop_nameless(all);
	select_provisionable(all);
	if (read_emails(all, error) != SFPROV_OK || read_identifiers(all, error) != SFPROV_OK || read_roles(all, error) != SFPROV_OK
		|| sfprov_people_read_memberships(all, error) != SFPROV_OK || read_contacts_of_roles(all, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	decide_operations(all);
	return SFPROV_OK;
}

/* Readies the set; false when memory ran out or the ids are in no order. */
static sfprov_status begin_set(sfprov_people_set *all, const int64_t *ids, size_t count, sfprov_person_data *people, sfprov_error *error)
{
	size_t i;

	all->drafts = sfprov_alloc(count, sizeof(*all->drafts));
	all->ids = sfprov_alloc(count, sizeof(*all->ids));
	if (all->drafts == NULL || all->ids == NULL) {
		return sfprov_fail_memory(error);
	}
	for (i = 0; i < count; i++) {
		if (i > 0 && ids[i] <= ids[i - 1]) {
			return sfprov_fail(error, SFPROV_E_INPUT, "The ids of a set of people must ascend");
		}
		people[i].id = ids[i];
		all->drafts[i].person = &people[i];
		all->ids[i] = ids[i];
	}
	all->count = count;
	all->id_count = count;
	sfprov_people_now(all->source, all->now);
	return SFPROV_OK;
}

sfprov_status sfprov_people_source_read(sfprov_people_source *source, const int64_t *ids, size_t count, sfprov_person_data *people, sfprov_error *error)
{
	sfprov_people_set all = {.source = source};
	sfprov_status status = SFPROV_OK;
	size_t i;

	for (i = 0; i < count; i++) {
		/* The error is large, and only filled when there is one. */
		people[i].data = NULL;
		people[i].failed = false;
		people[i].op[0] = '\0';
	}
	if (count > SFPROV_PEOPLE_MAX) {
		return sfprov_fail(error, SFPROV_E_INPUT, "A set of people has %d members at most", SFPROV_PEOPLE_MAX);
	}
	if (count > 0) {
		status = begin_set(&all, ids, count, people, error);
		if (status == SFPROV_OK) {
			status = read_all(&all, error);
		}
	}
	if (status != SFPROV_OK) {
		sfprov_people_release(people, count);
	}
	sfprov_free(all.drafts);
	sfprov_free(all.ids);
	return status;
}

void sfprov_people_release(sfprov_person_data *people, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		json_object_put(people[i].data);
		people[i].data = NULL;
	}
}
