/* SPDX-License-Identifier: Apache-2.0 */
/* Copyright (c) 2026 The sfprov authors */
/* How the rows of a set of people are asked for, and put into the people's data. */
#include "php/people_source_internal.h"

#include "base/text.h"

#include <inttypes.h>
#include <limits.h>

/* The registry's timestamps are UTC, and so is the framework's clock; in this form texts compare as times do. */
static bool is_time(const char *text)
{
	return strspn(text, "0123456789") == 4 && text[4] == '-' && strlen(text) >= 10;
}

/* A limit that is no time is to the framework no beginning, and an end that is past. */
bool sfprov_people_is_valid(const char *from, const char *through, const char *now)
{
	if (from != NULL && is_time(from) && strcmp(from, now) >= 0) {
		return false;
	}
	return through == NULL || *through == '\0' || (is_time(through) && strcmp(through, now) >= 0);
}

void sfprov_people_give_up(sfprov_draft *one)
{
	json_object_put(one->person->data);
	one->person->data = NULL;
	one->person->failed = true;
	one->person->op[0] = '\0';
	one->provisionable = false;
	one->role = NULL;
}

void sfprov_people_refuse_text(sfprov_draft *one, const char *model, const char *attribute)
{
	char path[80];

	if (one->rows.list != NULL) {
		(void) snprintf(path, sizeof(path), "%s.%" PRId64 ".%s", model, one->rows.position, attribute);
	} else {
		(void) snprintf(path, sizeof(path), "%s.%s", model, attribute);
	}
	(void) sfprov_fail(&one->person->error, SFPROV_E_INPUT, "%s of the CO Person must be UTF-8 text without NUL characters", path);
	sfprov_error_add_field(&one->person->error, path);
	sfprov_people_give_up(one);
}

bool sfprov_people_add_text(json_object *row, const char *name, const char *text, size_t length)
{
	json_object *value = json_object_new_string_len(text, (int) length);

	if (value == NULL || json_object_object_add_ex(row, name, value, JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_KEY_IS_CONSTANT) != 0) {
		json_object_put(value);
		return false;
	}
	return true;
}

bool sfprov_people_is_usable(const char *text, size_t length)
{
	return length <= INT_MAX / 2 && memchr(text, '\0', length) == NULL && sfprov_text_is_utf8(text, length);
}

sfprov_status sfprov_people_make_row(
	sfprov_statement *statement, const sfprov_column_attribute *attributes, sfprov_draft *one, const char *model, json_object **row, sfprov_error *error)
{
	*row = json_object_new_object();
	for (; *row != NULL && attributes->name != NULL; attributes++) {
		size_t length;
		const char *text = sfprov_statement_bytes(statement, attributes->column, &length);

		if (text == NULL) {
			continue;
		}
		if (!sfprov_people_is_usable(text, length)) {
			json_object_put(*row);
			*row = NULL;
			sfprov_people_refuse_text(one, model, attributes->name);
			return SFPROV_OK;
		}
		if (!sfprov_people_add_text(*row, attributes->name, text, length)) {
			json_object_put(*row);
			*row = NULL;
		}
	}
	return *row == NULL ? sfprov_fail_memory(error) : SFPROV_OK;
}

sfprov_status sfprov_people_put(json_object *object, const char *name, json_object *value, sfprov_error *error)
{
	if (value == NULL || json_object_object_add_ex(object, name, value, JSON_C_OBJECT_KEY_IS_CONSTANT) != 0) {
		json_object_put(value);
		return sfprov_fail_memory(error);
	}
	return SFPROV_OK;
}

/* A list with a gap is an object whose keys are the positions. */
static sfprov_status break_list(json_object *owner, const char *name, sfprov_row_list *rows, sfprov_error *error)
{
	json_object *object = json_object_new_object();
	size_t length = json_object_array_length(rows->list);
	char key[24];
	size_t i;

	for (i = 0; object != NULL && i < length; i++) {
		(void) snprintf(key, sizeof(key), "%zu", i);
		if (!sfprov_json_set(object, key, json_object_get(json_object_array_get_idx(rows->list, i)))) {
			json_object_put(object);
			object = NULL;
		}
	}
	if (sfprov_people_put(owner, name, object, error) != SFPROV_OK) {
		return SFPROV_FAILED;
	}
	rows->list = object;
	return SFPROV_OK;
}

sfprov_status sfprov_people_append(json_object *owner, const char *name, sfprov_row_list *rows, json_object *row, sfprov_error *error)
{
	bool appended;
	char key[24];

	if (json_object_is_type(rows->list, json_type_array) && (int64_t) json_object_array_length(rows->list) != rows->position
		&& break_list(owner, name, rows, error) != SFPROV_OK) {
		json_object_put(row);
		return SFPROV_FAILED;
	}
	if (json_object_is_type(rows->list, json_type_array)) {
		appended = sfprov_json_append(rows->list, row);
	} else {
		(void) snprintf(key, sizeof(key), "%" PRId64, rows->position);
		appended = sfprov_json_set(rows->list, key, row);
	}
	return appended ? SFPROV_OK : sfprov_fail_memory(error);
}

/* PostgreSQL takes all ids as one array: to plan a query with a thousand parameters takes it longer than to run it. */
static void append_condition(const sfprov_people_set *all, sfprov_buffer *sql)
{
	size_t i;

	if (all->source->database->dialect == SFPROV_POSTGRESQL) {
		(void) sfprov_buffer_append_text(sql, " = ANY(CAST(? AS bigint[]))");
		return;
	}
	for (i = 0; i < all->id_count; i++) {
		(void) sfprov_buffer_append_text(sql, i == 0 ? " IN (?" : ",?");
	}
	(void) sfprov_buffer_append_char(sql, ')');
}

static sfprov_status bind_ids(const sfprov_people_set *all, sfprov_statement *statement, sfprov_error *error)
{
	sfprov_status status = SFPROV_OK;
	sfprov_buffer array;
	char number[24];
	size_t i;

	if (all->source->database->dialect != SFPROV_POSTGRESQL) {
		for (i = 0; i < all->id_count; i++) {
			sfprov_statement_bind_int(statement, all->ids[i]);
		}
		return SFPROV_OK;
	}
	sfprov_buffer_init(&array, 0);
	for (i = 0; i < all->id_count; i++) {
		(void) snprintf(number, sizeof(number), "%c%" PRId64, i == 0 ? '{' : ',', all->ids[i]);
		(void) sfprov_buffer_append_text(&array, number);
	}
	(void) sfprov_buffer_append_char(&array, '}');
	if (array.failed) {
		status = sfprov_fail_memory(error);
	} else {
		sfprov_statement_bind_text(statement, sfprov_buffer_text(&array));
	}
	sfprov_buffer_free(&array);
	return status;
}

sfprov_status sfprov_people_query(
	sfprov_people_set *all, sfprov_statement *statement, const char *before, const char *after, const int64_t *parameter, sfprov_error *error)
{
	sfprov_status status = SFPROV_FAILED;
	sfprov_buffer sql;

	all->cursor = 0;
	if (all->id_count == 0) {
		return SFPROV_OK;
	}
	sfprov_buffer_init(&sql, 0);
	(void) sfprov_buffer_append_text(&sql, before);
	append_condition(all, &sql);
	(void) sfprov_buffer_append_text(&sql, after);
	if (sql.failed) {
		(void) sfprov_fail_memory(error);
		goto out;
	}
	if (sfprov_statement_prepare(statement, all->source->database, sfprov_buffer_text(&sql), error) != SFPROV_OK
		|| bind_ids(all, statement, error) != SFPROV_OK) {
		goto out;
	}
	if (parameter != NULL) {
		sfprov_statement_bind_int(statement, *parameter);
	}
	if (sfprov_statement_execute(statement, error) == SFPROV_OK) {
		status = sfprov_statement_fetch_all(statement, error);
	}
out:
	sfprov_buffer_free(&sql);
	return status;
}

sfprov_draft *sfprov_people_owner(sfprov_people_set *all, int64_t id)
{
	while (all->cursor < all->count && all->drafts[all->cursor].person->id < id) {
		all->cursor++;
	}
	return all->cursor < all->count && all->drafts[all->cursor].person->id == id ? &all->drafts[all->cursor] : NULL;
}

sfprov_status sfprov_people_begin_lists(sfprov_people_set *all, const char *name, sfprov_error *error)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		sfprov_draft *one = &all->drafts[i];

		one->rows = (sfprov_row_list){NULL, 0};
		if (one->provisionable) {
			one->rows.list = json_object_new_array_ext(4);
			if (sfprov_people_put(one->person->data, name, one->rows.list, error) != SFPROV_OK) {
				return SFPROV_FAILED;
			}
		}
	}
	return SFPROV_OK;
}
